# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding what a spec talks about: the connection itself, its asset and profile, the primary one of its pair."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..._core.clock import Deadline
from ..._core.data import text_at
from ..._core.errors import InputError
from ..assets import meant_instead
from ..lookup import LookupCache
from ..serialize import is_uuid
from .order_journal import Entry, OrderJournal
from .plan import Difference, Resolved, compare, is_elsewhere, is_meant, takes_look_up
from .redundancy import check_group, check_primary
from .spec import ConnectionSpec
from .status import DEPROVISIONED, DEPROVISIONING, status_of

# Seconds for which the search may not show a new connection.
SEARCH_LAG = 120.0


class Resolver:
    """Looks things up for one spec; ``resolved`` holds what is known so far. Errors are InputError and ApiError."""

    def __init__(self, cache: LookupCache, spec: ConnectionSpec, warn: Callable[[str], None]) -> None:
        self._cache = cache
        self._spec = spec
        self._warn = warn
        self.resolved = Resolved()
        self.asset: dict[str, Any] = {}
        self.profile: dict[str, Any] = {}

    def connection(self, deadline: Deadline | None = None, *, fresh: bool = False) -> dict[str, Any]:
        """Return the connection that is meant, an empty dict when there is none (any more).

        ``fresh`` asks the API once more for connections of that name. One that this machine has just ordered is found though the
        search does not show it yet.
        """
        if self._spec.uuid:
            return self._cache.connection(self._spec.uuid, deadline)
        found = self.meant(deadline, fresh=fresh)
        found = _staying([*found, *filter(self.means, noted_connections(self._cache, self._spec.name, found))])
        found = [row for row in found if not is_elsewhere(self._spec.project_id, row)] or found
        if len(found) > 1:
            _refuse_ambiguous("name", self._spec.label, found, "give the uuid of one, or name its a_side")
        return found[0] if found else {}

    def journal(self) -> OrderJournal:
        """Return what this machine has noted about orders of connections that have the name of the spec."""
        return journal_of(self._cache, self._spec.name)

    def note_gone(self, connection: Mapping[str, Any]) -> None:
        """Note that a connection is gone, where this machine has ordered it, however short a time ago that was."""
        journal, now = journal_of(self._cache, text_at(connection, "name")), self._cache.api.transport.clock.now()
        orders = {key: entry for key, entry in journal.read(now).items() if entry.uuid == connection["uuid"]}
        with contextlib.suppress(OSError):
            if orders and journal.lock():
                for key, entry in orders.items():
                    journal.write(key, entry._replace(sent=min(entry.sent, now - SEARCH_LAG)), now)
        journal.release()

    def warn_of_orders(self) -> None:
        """Warn when this machine has sent an order of which it does not know what came of it."""
        noted = {} if self._spec.uuid else self.journal().read(self._cache.api.transport.clock.now())
        if any(not entry.uuid for entry in noted.values()):
            self._warn(
                f"This machine has sent an order of connection {self._spec.label} a short time ago and does not know what came "
                "of it, so it may still show up; run the task again in some minutes."
            )

    def warn_of_nothing(self) -> None:
        """Warn when there never was what is to be removed: a name is misspelt, and what was meant goes on being charged."""
        spec = self._spec
        if self._cache.was_removed(spec.name, spec.uuid):
            return
        # What this machine has ordered and removed the search may never have shown.
        if not spec.uuid and (self._cache.named(spec.name) or self.journal().read(self._cache.api.transport.clock.now())):
            return
        instead = meant_instead(spec.name or spec.uuid, self._cache.other_connections)
        self._warn(
            f"There is no connection {spec.label} that these credentials can see{instead}, and none was removed that Fabric "
            "still remembers; if one was meant to be removed, check its name and project."
        )

    def meant(self, deadline: Deadline | None = None, *, fresh: bool = False) -> list[dict[str, Any]]:
        """Return the connections that have the name, the asset and the profile of the spec; ``fresh`` as above."""
        rows = self._cache.named(self._spec.name, deadline, fresh=fresh)
        meant = self.chosen(rows)
        if not meant and rows:
            self._warn(
                f"{len(rows)} other connection(s) named {self._spec.label} exist from another asset or to another "
                "profile; Alibaba Cloud shows connections by name, so a name of its own is easier to tell apart."
            )
        return _staying(meant)

    def chosen(self, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return those of some connections that are meant."""
        rows = list(rows)
        if any(is_meant(self._spec, row, self.resolved) is None for row in rows):
            # Once UUIDs are known they decide about every row, also about one that has the right name by chance.
            self.look_up()
        return [row for row in rows if self.means(row)]

    def means(self, connection: Mapping[str, Any]) -> bool:
        """Tell whether a connection is the one that is meant; asset and profile are looked up where only that can tell."""
        meant = is_meant(self._spec, connection, self.resolved)
        if meant is None:
            # The connection lacks the names that the spec gives, or has others, so it takes the UUIDs to tell.
            self.look_up()
            meant = is_meant(self._spec, connection, self.resolved)
        if meant is None:
            raise InputError(
                "name",
                f"Whether connection {text_at(connection, 'uuid')} is the {self._spec.label} that is meant cannot be told, since "
                "Fabric does not show where it begins or ends; give its uuid.",
            )
        return meant

    def differences(self, connection: Mapping[str, Any]) -> list[Difference]:
        """Return what differs between the spec and a connection; an asset that was only renamed does not."""
        if takes_look_up(self._spec, connection, self.resolved):
            self.look_up()
        return compare(self._spec, connection, self.resolved)

    def look_up(self) -> None:
        """Look up profile and asset."""
        spec = self._spec
        if spec.service_profile and not self.profile:
            self.profile = self._cache.profile(spec.service_profile)
        if spec.origin and not self.asset:
            self.asset = self._cache.asset(spec.origin, spec.asset, spec.project_id)
        self.resolved = self.resolved._replace(
            asset_uuid=text_at(self.asset, "uuid") or (spec.asset if is_uuid(spec.asset) else None),
            profile_uuid=text_at(self.profile, "uuid") or None,
        )

    def look_at_asset(self) -> dict[str, Any]:
        """Look the asset up once more, and return it."""
        self.asset = self._cache.asset(self._spec.origin, self._spec.asset, self._spec.project_id, fresh=True)
        return self.asset

    def choose_region(self, region: str) -> None:
        """Keep the seller region that follows from the metro."""
        self.resolved = self.resolved._replace(seller_region=region)

    # -- pairs

    def find_group(self, *, may_be_missing: bool, promised: bool = False) -> bool:
        """Find the redundancy group that a secondary connection joins; tell whether there is one.

        ``may_be_missing`` is for check mode, where the primary connection is not ordered either; ``promised`` tells that it
        is ordered together with this one.
        """
        spec = self._spec
        if spec.primary and not self.resolved.group:
            primary = find_connection(self._cache, "redundancy.primary", spec.primary, spec.project_id)
            if promised and not text_at(primary, "redundancy", "group"):
                return False
            if not primary:
                if may_be_missing:
                    self._warn(
                        f"redundancy.primary '{spec.primary}' does not exist yet; connection {spec.label} was checked as if "
                        "it did."
                    )
                    return False
                raise InputError(
                    "redundancy.primary",
                    f"redundancy.primary '{spec.primary}' is no connection that these credentials can see"
                    f"{meant_instead(spec.primary, self._cache.other_connections)}; order it first, or give another one.",
                )
            self.join(primary)
        elif spec.group:
            self.resolved = self.resolved._replace(group=spec.group)
        return True

    def join(self, primary: Mapping[str, Any]) -> None:
        """Take the group of the primary connection."""
        self.resolved = self.resolved._replace(group=check_primary(self._spec, primary))

    def check_group(self) -> None:
        """Check that the group has its primary connection, and room."""
        group = self.resolved.group
        check_group(self._spec, group, self._cache.members(group))


def find_connection(cache: LookupCache, option: str, reference: str, project_id: str = "") -> dict[str, Any]:
    """Return the connection of a name or UUID, an empty dict when there is none. Raises InputError for several.

    Names are looked for in the project only, where one is given.
    """
    if is_uuid(reference):
        return cache.connection(reference)
    found = [
        row for row in cache.named(reference) if text_at(row, "name") == reference and text_at(row, "direction") != "INCOMING"
    ]
    rows = [
        row
        for row in (*found, *noted_connections(cache, reference, found))
        if status_of(row).phase != DEPROVISIONING and not is_elsewhere(project_id, row)
    ]
    if len(rows) > 1:
        _refuse_ambiguous(option, f"'{reference}'", rows, "give the uuid of one")
    return rows[0] if rows else {}


def journal_of(cache: LookupCache, name: str) -> OrderJournal:
    """Return what this machine has noted about orders of connections of a name."""
    return OrderJournal(cache.api.transport.settings.endpoint, name)


def noted_connections(cache: LookupCache, name: str, shown: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the connections of a name that this machine has ordered a short time ago, but for those that the search has shown."""
    known = {"", *(text_at(row, "uuid") for row in shown)}
    for entry in journal_of(cache, name).read(cache.api.transport.clock.now()).values():
        found = {} if entry.uuid in known or cache.is_known_as_gone(entry.uuid) else noted_connection(cache, entry)
        if text_at(found, "name") == name and status_of(found).phase != DEPROVISIONED:
            yield found


def noted_connection(cache: LookupCache, entry: Entry) -> dict[str, Any]:
    """Return the connection that an order made, an empty dict when it is gone.

    Shortly after the order neither a refused look nor a search that does not show it is a proof.
    """
    if cache.api.transport.clock.now() - entry.sent >= SEARCH_LAG:
        return cache.api.connection_or_listed(entry.uuid)
    return cache.api.connection(entry.uuid) or {}


def _staying(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the connections that stay: one that is going makes room for the one that stays."""
    return [row for row in rows if status_of(row).phase != DEPROVISIONING] or rows


def _refuse_ambiguous(option: str, reference: str, rows: Iterable[dict[str, Any]], remedy: str) -> None:
    listed = ", ".join(f"{row.get('uuid')} ({status_of(row).phase})" for row in rows)
    raise InputError(option, f"{option} {reference} means several connections: {listed}; {remedy}.")
