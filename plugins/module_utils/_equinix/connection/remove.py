# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Removing a connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..._core.clock import Deadline
from ..._core.data import listed, text_at
from ..._core.errors import ApiError, InputError, InterconnectError, WaitTimeout
from ..._core.waiter import interval
from ..api import NOT_SHOWN, PROVIDER_MUST_DELETE, TRANSIENT_STATE, Equinix
from ..lookup import LookupCache
from ..maintenance import refuse_locked
from .context import Context
from .plan import ASSET_PATHS, PROFILE_PATH, is_alibaba, is_elsewhere, settings_of
from .spec import SECONDARY, ConnectionSpec
from .status import ACTIVE, DEPROVISIONED, DEPROVISIONING, IN_PROGRESS, status_of
from .steps import DELETE, Pause, Ready, Steps, follow
from .waiters import Options, Outcome

REMOVAL_STEPS = (
    "Alibaba must start the removal of a connection that it has provisioned: (1) delete the virtual border router in "
    "the Alibaba Cloud console, (2) terminate and delete the connection under Express Connect > Physical Connections, "
    "(3) run this task again with provider_initiated: true, which waits until Fabric shows it gone."
)

# The options that say which connection is meant.
_IDENTITY = frozenset({"name", "project_id", "z_side.service_profile", *(f"a_side.{kind}" for kind in ASSET_PATHS)})


def refusal_to_leave(spec: ConnectionSpec, left: Sequence[Mapping[str, Any]]) -> InputError:
    """Return the refusal to remove the primary connection of a pair whose secondary one would go on being charged."""
    named = listed((f"'{text_at(row, 'name')}' ({text_at(row, 'uuid')})" for row in left), "and")
    return InputError(
        "state",
        f"Connection {spec.label} is the primary one of a pair, and its secondary connection {named} would be left without it "
        "and go on being charged; remove that one first, or both in one list of fabric_connections.",
    )


class EnsureAbsent:
    """Brings one connection away."""

    def __init__(
        self, api: Equinix, spec: ConnectionSpec, options: Options, cache: LookupCache | None = None, *, together: bool = False
    ) -> None:
        """``together`` tells that others are removed as well: who runs the steps checks that no secondary one is left alone."""
        self._context = Context(api, spec, options, cache)
        self._together = together

    def absent(self) -> Outcome:
        """Make sure that the connection is gone."""
        return follow(self._context.api, self.steps())

    def steps(self) -> Steps[Outcome]:
        """Remove the connection, in steps."""
        return self._context.told(self._steps())

    def _steps(self) -> Steps[Outcome]:
        existing = self._existing()
        if not existing:
            self._context.resolver.warn_of_orders()
            self._context.resolver.warn_of_nothing()
            yield Ready()
            return self._context.outcome(False, {}, {}, {})
        self._check_identity(existing)
        settings = settings_of(existing)
        going = status_of(existing).phase == DEPROVISIONING
        if not going and not self._context.options.provider_initiated:
            refuse_locked(existing, self._context.spec.label, "state", "it was not removed")
            self._check_provider(existing)
            left = self._left_alone(existing)
            if left and not self._together:
                raise refusal_to_leave(self._context.spec, left)
        else:
            left = []
        yield Ready("" if going else DELETE, existing, leaves=left)
        if self._context.options.check:
            return self._context.outcome(not going, {}, settings, {})
        deadline = Deadline(self._context.options.wait_timeout, self._context.clock)
        uuid, leaving = existing["uuid"], existing
        if not going and not self._context.options.provider_initiated:
            existing = yield from self._delete(existing, deadline)
        try:
            if self._context.options.wait:
                existing = yield from self._context.waiter.gone(existing, deadline.remaining)
                self._context.resolver.note_gone(leaving)
        except InterconnectError as error:
            if not going and not self._context.options.provider_initiated:
                error.after(f"The removal of connection {self._context.spec.label} ({uuid}) was started.", existing)
            raise
        return self._context.outcome(not going, existing, settings, {})

    def _existing(self) -> dict[str, Any]:
        """Return the connection that is to go, an empty dict when there is none."""
        spec = self._context.spec
        existing = self._context.resolver.connection()
        if spec.uuid or not is_elsewhere(spec.project_id, existing):
            return existing
        self._context.waiter.warn(
            f"Connection {spec.label} ({existing['uuid']}) is in project {text_at(existing, 'project', 'projectId')} and not in "
            f"project_id {spec.project_id}, so it was left alone."
        )
        return {}

    def _check_identity(self, existing: dict[str, Any]) -> None:
        """Refuse to remove by its UUID what is not what the other options say. Raises InputError naming both values."""
        if not self._context.spec.uuid:
            return
        named = [item for item in self._context.resolver.differences(existing) if item.option in _IDENTITY]
        if named:
            raise InputError(
                named[0].option,
                f"Connection {self._context.spec.uuid} is not the one that the other options mean, so it was not removed: "
                f"{'; '.join(map(str, named))}. Correct them, or give the uuid alone.",
            )

    def _check_provider(self, existing: dict[str, Any]) -> None:
        """Foresee in check mode that Fabric refuses to delete what Alibaba Cloud has provisioned."""
        provisioned = status_of(existing).phase in (IN_PROGRESS, ACTIVE)
        profile = text_at(existing, *PROFILE_PATH, "name")
        if self._context.options.check and provisioned and is_alibaba(profile):
            raise self._must_begin_there(existing)

    def _must_begin_there(self, existing: dict[str, Any]) -> InputError:
        return InputError(
            "provider_initiated",
            f"Connection {self._context.spec.label} ({existing['uuid']}) cannot be deleted from Fabric. {REMOVAL_STEPS}",
        )

    def _left_alone(self, existing: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the secondary connections of a pair whose primary one is to be removed: a group does not do without that."""
        group = text_at(existing, "redundancy", "group")
        if not group or text_at(existing, "redundancy", "priority") == SECONDARY:
            return []
        members = self._context.cache.members(group)
        return [
            row
            for row in members
            if text_at(row, "redundancy", "priority") == SECONDARY and status_of(row).phase != DEPROVISIONING
        ]

    def _delete(self, existing: dict[str, Any], deadline: Deadline) -> Steps[dict[str, Any]]:
        while True:
            try:
                answer = self._context.api.delete_connection(existing["uuid"], deadline if self._context.options.wait else None)
            except ApiError as error:
                if PROVIDER_MUST_DELETE in error.codes or PROVIDER_MUST_DELETE in str(error):
                    raise self._must_begin_there(existing) from error
                gone = self._gone_already(existing, error)
                if gone is not None:
                    return gone
                pause = interval(deadline.elapsed)
                if self._context.options.wait and deadline.remaining <= 0:
                    said = f"Connection {self._context.spec.label} ({existing['uuid']}) was not removed in the time for waiting"
                    raise WaitTimeout(f"{said} (wait_timeout): {error}", existing) from error
                if TRANSIENT_STATE not in error.codes or not self._context.options.wait or pause >= deadline.remaining:
                    raise
                yield Pause(pause)
            else:
                return {**existing, **answer} if answer else {}

    def _gone_already(self, existing: dict[str, Any], refusal: ApiError) -> dict[str, Any] | None:
        """Return a connection whose removal was refused since it is gone or going, None when it is not.

        Its removal is sent again where an answer was lost, and not every refusal of the second one is known by its code.
        """
        if refusal.temporary or refusal.status not in NOT_SHOWN or TRANSIENT_STATE in refusal.codes:
            return None
        try:
            seen = self._context.api.connection_or_listed(existing["uuid"])
        except ApiError:
            return None
        return seen if status_of(seen).phase in (DEPROVISIONED, DEPROVISIONING) else None
