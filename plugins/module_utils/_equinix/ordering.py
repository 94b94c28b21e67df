# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ordering and removing a connection: the one place where money is spent.

Decisions are made by the pure functions of ``wish``, ``connection``, ``preflight`` and ``status``; here they are asked
in order and carried out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.api import (
    DRY_RUN_UNSUPPORTED,
    PROVIDER_MUST_DELETE,
    TRANSIENT_STATE,
    Equinix,
    equals,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.assets import (
    find_asset,
    find_profile,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection import (
    Resolved,
    compare,
    is_meant,
    payload,
    refuse_differences,
    settings_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.objects import (
    dig,
    is_uuid,
    text_at,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.preflight import (
    check_asset,
    check_profile,
    check_vlan_free,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.status import (
    ACTIVE,
    DEPROVISIONED,
    DEPROVISIONING,
    FAILED,
    IN_PROGRESS,
    PENDING_APPROVAL,
    UNKNOWN,
    errors_of,
    status_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.wish import (
    PORT,
    Wish,
    check_complete,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._errors import (
    ApiError,
    InputError,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._http import Deadline
from ansible_collections.interconnect.equinix.plugins.module_utils._wait import (
    Verdict,
    interval,
    wait_until,
)

REACHED = {
    "pending_approval": frozenset({PENDING_APPROVAL, IN_PROGRESS, ACTIVE}),
    "active": frozenset({ACTIVE}),
}
# How long an order whose answer was lost may take to show up in a search.
DOUBT_WINDOW = 60.0

REMOVAL_STEPS = (
    "Alibaba must start the removal of a connection that it has provisioned: (1) delete the virtual border router in "
    "the Alibaba Cloud console, (2) terminate and delete the connection under Express Connect > Physical Connections, "
    "(3) run this task again with provider_initiated: true, which waits until Fabric shows it gone."
)


@dataclass(frozen=True)
class Options:
    """How to go about it. Times are in seconds."""

    check: bool = False
    wait: bool = True
    wait_for: str = "pending_approval"
    wait_timeout: float = 900
    provider_initiated: bool = False


@dataclass
class Outcome:
    """What was done, or would be: objects as the API gives them, settings as a diff shows them."""

    changed: bool
    connection: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    validated_by: str | None = None
    warnings: list[str] = field(default_factory=list)


class Ordering:
    """Brings one connection to the state wished for."""

    def __init__(self, api: Equinix, wish: Wish, options: Options) -> None:
        self._api = api
        self._wish = wish
        self._options = options
        self._clock = api.transport.clock
        self._warnings: dict[str, None] = {}  # a set that keeps the order
        self._resolved = Resolved()
        self._asset: dict[str, Any] = {}
        self._profile: dict[str, Any] = {}

    # -- present

    def present(self) -> Outcome:
        """See to it that the connection exists as wished; order it when it does not."""
        existing = self._find()
        if existing and status_of(existing).phase == DEPROVISIONING:
            # Its VLAN or interface is free again, and a new order possible, only when it is gone.
            if not self._options.check:
                self._wait_gone(existing)
            existing = {}
        if existing:
            return self._keep(existing)
        if self._wish.uuid:
            raise InputError(
                "uuid",
                f"uuid {self._wish.uuid} is no connection that these credentials can see; give another one, or leave it out "
                "to have the connection ordered by its other options.",
            )
        return self._order()

    def _keep(self, existing: dict[str, Any]) -> Outcome:
        status = status_of(existing)
        if status.phase == FAILED:
            reason = errors_of(existing)
            raise InputError(
                "state",
                f"Connection {self._wish.label} ({existing.get('uuid')}) exists but failed: {status}"
                f"{f', {reason}' if reason else ''}; remove it with state absent, then order it anew.",
            )
        refuse_differences(self._wish, existing, compare(self._wish, existing, self._resolved))
        settings = settings_of(existing)
        if not self._options.check:
            existing = self._wait_reached(existing)
        return self._outcome(False, existing, settings, settings)

    def _order(self) -> Outcome:
        check_complete(self._wish)
        self._look_up()
        region = check_profile(self._wish, self._profile)
        self._resolved = replace(self._resolved, seller_region=region)
        check_asset(self._wish, self._asset, datetime.fromtimestamp(self._clock.now(), UTC))
        if self._wish.origin == PORT:
            check_vlan_free(self._wish, self._api.port_link_protocols(self._asset["uuid"]))
        self._check_account(region)
        body = payload(self._wish, self._resolved)
        if self._options.check:
            validated_by = self._dry_run(body)
            planned = self._planned(body)
            outcome = self._outcome(True, planned, {}, settings_of(planned))
            outcome.validated_by = validated_by
            return outcome
        created = self._wait_reached(self._order_once(body))
        if not self._options.wait:
            # The answer to an order has no state in it.
            created = self._api.connection(created["uuid"]) or created
        return self._outcome(True, created, {}, settings_of(created))

    def _planned(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return what the connection would be, with the names that were looked up."""
        access_point = dict(body["zSide"]["accessPoint"])
        access_point["profile"] = {**access_point["profile"], "name": text_at(self._profile, "name")}
        a_side = {key: dict(value) for key, value in body["aSide"].items()}
        for key in ("port", "router", "virtualDevice"):
            entity = dig(a_side, "accessPoint", key)
            if entity:
                a_side["accessPoint"][key] = {**entity, "name": text_at(self._asset, "name")}
        return {**body, "uuid": None, "aSide": a_side, "zSide": {"accessPoint": access_point}}

    def _dry_run(self, body: dict[str, Any]) -> str:
        try:
            self._api.create_connection(body, dry_run=True)
        except ApiError as error:
            if DRY_RUN_UNSUPPORTED in error.codes:
                return "local"
            raise
        return "dry_run"

    def _check_account(self, region: str) -> None:
        if not self._wish.authentication_key:
            return
        conditions = [
            equals("/zSide/accessPoint/authenticationKey", self._wish.authentication_key),
            equals("/zSide/accessPoint/profile/uuid", self._resolved.profile_uuid),
        ]
        if region:
            conditions.append(equals("/zSide/accessPoint/sellerRegion", region))
        try:
            self._api.validate_connection(conditions)
        except ApiError as error:
            if error.status != 400:
                raise
            said = "; ".join(str(detail) for detail in error.details)
            raise InputError(
                "z_side.authentication_key",
                f"z_side.authentication_key was refused for {text_at(self._profile, 'name')} in {region or 'this metro'} "
                f"({said}); give the account id that the Alibaba Cloud console shows.",
            ) from error

    # -- ordering once

    def _order_once(self, body: dict[str, Any]) -> dict[str, Any]:
        """Send the order; after an answer that leaves doubt, look for the connection before anything else.

        A second order is sent only where the API refuses twins by itself.
        """
        try:
            return self._ordered(body)
        except ApiError as error:
            if not error.doubt:
                raise
            doubt = error
        found = self._look_for_order()
        if not found and self._wish.twin_impossible:
            try:
                return self._ordered(body)
            except ApiError as error:
                # Refused because the first one took effect after all, or in doubt once more.
                doubt = error
                found = self._look_for_order()
                if not found and not error.doubt:
                    raise
        if not found:
            raise ApiError(
                f"{doubt} Whether connection {self._wish.label} was ordered is not known: it did not show up within "
                f"{DOUBT_WINDOW:g} s. Running the task again is safe, it looks for the connection before it orders.",
                status=doubt.status,
                details=doubt.details,
                correlation_id=doubt.correlation_id,
                doubt=True,
            )
        self._warn(
            f"The answer to the order of connection {self._wish.label} was lost; connection {found['uuid']} was found "
            "and adopted, nothing was ordered twice."
        )
        return found

    def _ordered(self, body: dict[str, Any]) -> dict[str, Any]:
        created = self._api.create_connection(body)
        if not text_at(created, "uuid"):
            raise ApiError(f"The answer to the order of connection {self._wish.label} has no UUID.", doubt=True)
        return created

    def _look_for_order(self) -> dict[str, Any]:
        deadline = Deadline(DOUBT_WINDOW, self._clock)
        while True:
            try:
                found = self._search(deadline)
            except ApiError as error:
                if not error.temporary:
                    raise
                found = {}
            pause = interval(deadline.elapsed)
            if found or pause >= deadline.remaining:
                return found
            self._clock.sleep(pause)

    # -- absent

    def absent(self) -> Outcome:
        """See to it that the connection is gone."""
        existing = self._find()
        if not existing:
            return self._outcome(False, {}, {}, {})
        settings = settings_of(existing)
        going = status_of(existing).phase == DEPROVISIONING
        if self._options.check:
            return self._outcome(not going, {}, settings, {})
        deadline = Deadline(self._options.wait_timeout, self._clock)
        if not going and not self._options.provider_initiated:
            existing = self._delete(existing, deadline)
        if self._options.wait:
            existing = self._wait_gone(existing, deadline.remaining)
        return self._outcome(not going, existing, settings, {})

    def _delete(self, existing: dict[str, Any], deadline: Deadline) -> dict[str, Any]:
        while True:
            try:
                answer = self._api.delete_connection(existing["uuid"])
            except ApiError as error:
                if PROVIDER_MUST_DELETE in error.codes or PROVIDER_MUST_DELETE in str(error):
                    raise InputError(
                        "provider_initiated",
                        f"Connection {self._wish.label} ({existing['uuid']}) cannot be deleted from Fabric. {REMOVAL_STEPS}",
                    ) from error
                pause = interval(deadline.elapsed)
                if TRANSIENT_STATE not in error.codes or not self._options.wait or pause >= deadline.remaining:
                    raise
                self._clock.sleep(pause)
            else:
                return {**existing, **answer} if answer else {}

    # -- looking

    def _find(self) -> dict[str, Any]:
        """Return the connection that is meant, an empty dict when there is none (any more)."""
        if self._wish.uuid:
            found = self._api.connection(self._wish.uuid) or {}
            return {} if status_of(found).phase == DEPROVISIONED else found
        return self._search()

    def _search(self, deadline: Deadline | None = None) -> dict[str, Any]:
        rows = list(self._api.connections([equals("/name", self._wish.name)], deadline))
        rows = [row for row in rows if status_of(row).phase != DEPROVISIONED]
        verdicts = [is_meant(self._wish, row, self._resolved) for row in rows]
        if None in verdicts:
            # The answers lack the names that the wish gives, so it takes the UUIDs to tell.
            self._look_up()
            verdicts = [is_meant(self._wish, row, self._resolved) for row in rows]
        meant = [row for row, verdict in zip(rows, verdicts, strict=True) if verdict is not False]
        # One that is going makes room for the one that stays.
        staying = [row for row in meant if status_of(row).phase != DEPROVISIONING] or meant
        if len(staying) > 1:
            self._refuse_ambiguous(staying)
        if not meant and rows:
            self._warn(
                f"{len(rows)} other connection(s) named {self._wish.label} exist from another asset or to another "
                "profile; Alibaba Cloud shows connections by name, so a name of its own is easier to tell apart."
            )
        return staying[0] if staying else {}

    def _refuse_ambiguous(self, rows: Iterable[dict[str, Any]]) -> None:
        listed = ", ".join(f"{row.get('uuid')} ({status_of(row).phase})" for row in rows)
        raise InputError(
            "name", f"name {self._wish.label} means several connections: {listed}; give the uuid of one, or name its a_side."
        )

    def _look_up(self) -> None:
        """Look up profile and asset, each once."""
        wish = self._wish
        if wish.service_profile and not self._profile:
            self._profile = find_profile(self._api, wish.service_profile)
        if wish.origin and not self._asset:
            self._asset = find_asset(self._api, wish.origin, wish.asset)
        self._resolved = replace(
            self._resolved,
            asset_uuid=text_at(self._asset, "uuid") or (wish.asset if is_uuid(wish.asset) else None),
            profile_uuid=text_at(self._profile, "uuid") or None,
        )

    # -- waiting

    def _wait_reached(self, connection: dict[str, Any]) -> dict[str, Any]:
        if not self._options.wait:
            return connection
        goal = REACHED[self._options.wait_for]

        def judge(seen: dict[str, Any]) -> Verdict:
            status = status_of(seen)
            if status.phase in goal or (status.waits_for_routing and PENDING_APPROVAL in goal):
                return Verdict.DONE
            if status.phase == UNKNOWN:
                self._warn(
                    f"Connection {self._wish.label} is in a pair of states that is not documented, {status}; the wait goes on."
                )
            return Verdict.FAILED if status.phase in (FAILED, DEPROVISIONING, DEPROVISIONED) else Verdict.PENDING

        return self._wait(connection, judge, self._options.wait_timeout, f"not {self._options.wait_for} yet")

    def _wait_gone(self, connection: dict[str, Any], timeout: float | None = None) -> dict[str, Any]:
        def judge(seen: dict[str, Any]) -> Verdict:
            return Verdict.DONE if status_of(seen).phase == DEPROVISIONED else Verdict.PENDING

        self._wait(connection, judge, self._options.wait_timeout if timeout is None else timeout, "not gone yet")
        return {}

    def _wait(self, first: dict[str, Any], judge: Any, timeout: float, goal: str) -> dict[str, Any]:
        uuid = text_at(first, "uuid")

        def describe(seen: dict[str, Any]) -> str:
            reason = errors_of(seen)
            return f"Connection {self._wish.label} ({uuid}) is {goal}, it is {status_of(seen)}{f', {reason}' if reason else ''}"

        return wait_until(
            first,
            lambda deadline: self._api.connection(uuid, deadline) or {},
            judge,
            timeout=timeout,
            describe=describe,
            clock=self._clock,
        )

    # -- telling

    def _warn(self, text: str) -> None:
        self._warnings[text] = None

    def _outcome(self, changed: bool, connection: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> Outcome:
        return Outcome(changed, connection, before, after, warnings=list(self._warnings))
