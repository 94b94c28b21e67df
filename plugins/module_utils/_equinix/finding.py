# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding what a wish talks about: the connection itself, its asset and profile, the primary one of its pair."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.api import (
    Equinix,
    equals,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.assets import (
    find_asset,
    find_profile,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection import (
    Resolved,
    is_meant,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.objects import (
    is_uuid,
    text_at,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.preflight import (
    check_group,
    check_primary,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.status import (
    DEPROVISIONED,
    DEPROVISIONING,
    status_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.wish import Wish
from ansible_collections.interconnect.equinix.plugins.module_utils._errors import InputError
from ansible_collections.interconnect.equinix.plugins.module_utils._http import Deadline


class Finder:
    """Looks things up, each once; ``resolved`` holds what is known so far. Errors are InputError and ApiError."""

    def __init__(self, api: Equinix, wish: Wish, warn: Callable[[str], None]) -> None:
        self._api = api
        self._wish = wish
        self._warn = warn
        self.resolved = Resolved()
        self.asset: dict[str, Any] = {}
        self.profile: dict[str, Any] = {}

    def connection(self, deadline: Deadline | None = None) -> dict[str, Any]:
        """Return the connection that is meant, an empty dict when there is none (any more)."""
        if self._wish.uuid:
            return _of_uuid(self._api, self._wish.uuid, deadline)
        rows = _named(self._api, self._wish.name, deadline)
        verdicts = [is_meant(self._wish, row, self.resolved) for row in rows]
        if None in verdicts:
            # The answers lack the names that the wish gives, so it takes the UUIDs to tell.
            self.look_up()
            verdicts = [is_meant(self._wish, row, self.resolved) for row in rows]
        meant = [row for row, verdict in zip(rows, verdicts, strict=True) if verdict is not False]
        # One that is going makes room for the one that stays.
        staying = [row for row in meant if status_of(row).phase != DEPROVISIONING] or meant
        if len(staying) > 1:
            _refuse_ambiguous("name", self._wish.label, staying, "give the uuid of one, or name its a_side")
        if not meant and rows:
            self._warn(
                f"{len(rows)} other connection(s) named {self._wish.label} exist from another asset or to another "
                "profile; Alibaba Cloud shows connections by name, so a name of its own is easier to tell apart."
            )
        return staying[0] if staying else {}

    def look_up(self) -> None:
        """Look up profile and asset."""
        wish = self._wish
        if wish.service_profile and not self.profile:
            self.profile = find_profile(self._api, wish.service_profile)
        if wish.origin and not self.asset:
            self.asset = find_asset(self._api, wish.origin, wish.asset, wish.project_id)
        self.resolved = replace(
            self.resolved,
            asset_uuid=text_at(self.asset, "uuid") or (wish.asset if is_uuid(wish.asset) else None),
            profile_uuid=text_at(self.profile, "uuid") or None,
        )

    def choose_region(self, region: str) -> None:
        """Keep the seller region that follows from the metro."""
        self.resolved = replace(self.resolved, seller_region=region)

    # -- pairs

    def find_group(self, *, may_be_missing: bool) -> bool:
        """Find the redundancy group that a secondary connection joins; tell whether there is one.

        ``may_be_missing`` is for check mode, where the primary connection is not ordered either.
        """
        wish = self._wish
        if wish.primary and not self.resolved.group:
            primary = find_connection(self._api, "redundancy.primary", wish.primary)
            if not primary:
                if may_be_missing:
                    self._warn(
                        f"redundancy.primary '{wish.primary}' does not exist yet; connection {wish.label} was checked as if "
                        "it did."
                    )
                    return False
                raise InputError(
                    "redundancy.primary",
                    f"redundancy.primary '{wish.primary}' is no connection that these credentials can see; order it first, "
                    "or give another one.",
                )
            self.resolved = replace(self.resolved, group=check_primary(wish, primary))
        elif wish.group:
            self.resolved = replace(self.resolved, group=wish.group)
        return True

    def check_group(self) -> None:
        """Check that the group has its primary connection, and room."""
        group = self.resolved.group
        members = self._api.connections([equals("/redundancy/group", group)])
        check_group(self._wish, group, [row for row in members if status_of(row).phase != DEPROVISIONED])


def find_connection(api: Equinix, option: str, reference: str) -> dict[str, Any]:
    """Return the connection of a name or UUID, an empty dict when there is none. Raises InputError for several."""
    if is_uuid(reference):
        return _of_uuid(api, reference)
    rows = [
        row
        for row in _named(api, reference)
        if text_at(row, "direction") != "INCOMING" and status_of(row).phase != DEPROVISIONING
    ]
    if len(rows) > 1:
        _refuse_ambiguous(option, f"'{reference}'", rows, "give the uuid of one")
    return rows[0] if rows else {}


def _of_uuid(api: Equinix, uuid: str, deadline: Deadline | None = None) -> dict[str, Any]:
    """Return the connection of a UUID unless it is gone."""
    found = api.connection(uuid, deadline) or {}
    return {} if status_of(found).phase == DEPROVISIONED else found


def _named(api: Equinix, name: str, deadline: Deadline | None = None) -> list[dict[str, Any]]:
    """Return the connections of a name that are not gone."""
    return [row for row in api.connections([equals("/name", name)], deadline) if status_of(row).phase != DEPROVISIONED]


def _refuse_ambiguous(option: str, reference: str, rows: Iterable[dict[str, Any]], remedy: str) -> None:
    listed = ", ".join(f"{row.get('uuid')} ({status_of(row).phase})" for row in rows)
    raise InputError(option, f"{option} {reference} means several connections: {listed}; {remedy}.")
