# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ordering a connection: the one place where money is spent.

Decisions are made by the pure functions of ``wish``, ``connection``, ``preflight`` and ``prices``; here they are asked in
order and carried out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._clock import (
    Deadline,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._data import dig, text_at
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.api import (
    DRY_RUN_UNSUPPORTED,
    equals,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.charges import (
    check_limit,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection import (
    payload,
    settings_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.preflight import (
    check_asset,
    check_profile,
    check_scope,
    check_vlan_free,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.steps import (
    CREATE,
    Pause,
    Ready,
    Steps,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.watching import (
    Outcome,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.wish import (
    PORT,
    check_complete,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.work import (
    Work,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._errors import (
    ApiError,
    InputError,
    TwinError,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._wait import (
    interval,
)

# How long an order whose answer was lost may take to show up in a search.
DOUBT_WINDOW = 60.0
# After so many seconds it is looked once more, right before an order that the API would take twice: somebody else, or this same
# task in a run that was given up, may have ordered it meanwhile.
STALE = 5.0


class Creating:
    """Orders one connection, once."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def steps(self) -> Steps[Outcome]:
        """Check the order, and send it."""
        work, wish, finder = self._work, self._work.wish, self._work.finder
        check_complete(wish)
        finder.look_up()
        region = check_profile(wish, finder.profile)
        finder.choose_region(region)
        check_asset(wish, finder.asset, datetime.fromtimestamp(work.clock.now(), UTC))
        if wish.geo_scope:
            check_scope(wish, work.account.metro(wish.metro_code))
        if wish.origin == PORT:
            check_vlan_free(wish, work.account.vlans(finder.asset["uuid"]))
        joins = wish.secondary and finder.find_group(may_be_missing=work.options.check, promised=work.promised)
        if joins:
            finder.check_group()
        self._check_account(region)
        body = payload(wish, finder.resolved)
        if wish.max_charge is not None or work.options.show_price:
            check_limit(work, body, finder.profile)
        planned = self._planned(body)
        primary = yield Ready(CREATE, planned, needs_primary=wish.secondary and not joins)
        if work.options.check:
            # Without the group of a primary connection that is not there, the API would refuse a secondary one.
            validated_by = self._dry_run(body) if joins or not wish.secondary else "local"
            outcome = work.outcome(True, planned, {}, settings_of(planned))
            outcome.validated_by = validated_by
            return outcome
        if wish.secondary and not joins:
            finder.join(primary)
            body = payload(wish, finder.resolved)
        created = self._appeared() or (yield from self._order_once(body))
        if not wish.twin_impossible:
            self._refuse_twins(created)
        created = yield from work.watch.reached(created)
        if not work.options.wait:
            # The answer to an order has no state in it.
            created = work.api.connection(created["uuid"]) or created
        return work.outcome(True, created, {}, settings_of(created))

    def _planned(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return what the connection would be, with the names that were looked up."""
        access_point = dict(body["zSide"]["accessPoint"])
        access_point["profile"] = {**access_point["profile"], "name": text_at(self._work.finder.profile, "name")}
        a_side = {key: dict(value) for key, value in body["aSide"].items()}
        for key in ("port", "router", "virtualDevice"):
            entity = dig(a_side, "accessPoint", key)
            if entity:
                a_side["accessPoint"][key] = {**entity, "name": text_at(self._work.finder.asset, "name")}
        return {**body, "uuid": None, "aSide": a_side, "zSide": {"accessPoint": access_point}}

    def _dry_run(self, body: dict[str, Any]) -> str:
        try:
            self._work.api.create_connection(body, dry_run=True)
        except ApiError as error:
            if DRY_RUN_UNSUPPORTED in error.codes:
                return "local"
            raise
        return "dry_run"

    def _check_account(self, region: str) -> None:
        if not self._work.wish.authentication_key:
            return
        conditions = [
            equals("/zSide/accessPoint/authenticationKey", self._work.wish.authentication_key),
            equals("/zSide/accessPoint/profile/uuid", self._work.finder.resolved.profile_uuid),
        ]
        if region:
            conditions.append(equals("/zSide/accessPoint/sellerRegion", region))
        try:
            self._work.account.validate(conditions)
        except ApiError as error:
            if error.status != 400:
                raise
            said = "; ".join(str(detail) for detail in error.details)
            name = text_at(self._work.finder.profile, "name")
            raise InputError(
                "z_side.authentication_key",
                f"z_side.authentication_key was refused for {name} in {region or 'this metro'} "
                f"({said}); give the account id that the Alibaba Cloud console shows.",
            ) from error

    # -- ordering once

    def _appeared(self) -> dict[str, Any]:
        """Return the connection when it came about since it was looked for, an empty dict when it did not."""
        if self._work.wish.twin_impossible or self._work.account.age < STALE:
            return {}
        found = self._work.finder.connection(fresh=True)
        if found:
            self._work.watch.warn(
                f"Connection {self._work.wish.label} ({found['uuid']}) came about while it was checked, and was adopted; nothing "
                "was ordered twice."
            )
        return found

    def _order_once(self, body: dict[str, Any]) -> Steps[dict[str, Any]]:
        """Send the order; after an answer that leaves doubt, look for the connection before anything else.

        A second order is sent only where the API refuses twins by itself.
        """
        try:
            return self._ordered(body)
        except ApiError as error:
            if not error.doubt:
                return self._ordered_by_another_run(error)
            doubt = error
        found = yield from self._look_for_order()
        if not found and self._work.wish.twin_impossible:
            try:
                return self._ordered(body)
            except ApiError as error:
                # Refused because the first one took effect after all, or in doubt once more.
                doubt = error
                found = yield from self._look_for_order()
                if not found and not error.doubt:
                    raise
        if not found:
            raise ApiError(
                f"{doubt} Whether connection {self._work.wish.label} was ordered is not known: it did not show up within "
                f"{DOUBT_WINDOW:g} s. Running the task again is safe, it looks for the connection before it orders.",
                status=doubt.status,
                details=doubt.details,
                correlation_id=doubt.correlation_id,
                doubt=True,
            )
        self._work.watch.warn(
            f"The answer to the order of connection {self._work.wish.label} was lost; connection {found['uuid']} was found "
            "and adopted, nothing was ordered twice."
        )
        return found

    def _ordered_by_another_run(self, refusal: ApiError) -> dict[str, Any]:
        """Return the connection that another run ordered since this one looked, or raise the refusal.

        Where the API makes a twin impossible, that is what it refuses the second of two orders for.
        """
        wish = self._work.wish
        found = self._work.finder.connection(fresh=True) if wish.twin_impossible and refusal.status == 400 else {}
        if not found:
            raise refusal
        self._work.watch.warn(
            f"Another run ordered connection {wish.label} at the same moment; connection {found['uuid']} was found and adopted, "
            "nothing was ordered twice."
        )
        return found

    def _refuse_twins(self, created: dict[str, Any]) -> None:
        """Look whether another run ordered the same at the same moment, where the API does not keep it from that."""
        label = self._work.wish.label
        try:
            rows = self._work.finder.meant(fresh=True)
        except ApiError as error:
            # It is ordered all the same, and the next run looks as well.
            self._work.watch.warn(f"Whether another run ordered connection {label} at the same moment is not known: {error}")
            return
        # The new one may not be listed yet.
        twins = {text_at(row, "uuid"): text_at(row, "changeLog", "createdDateTime") for row in [created, *rows]}
        if len(twins) > 1:
            older, *newer = sorted(twins, key=lambda one: (twins[one], one))
            raise TwinError(label, older, newer)

    def _ordered(self, body: dict[str, Any]) -> dict[str, Any]:
        created = self._work.api.create_connection(body)
        if not text_at(created, "uuid"):
            raise ApiError(f"The answer to the order of connection {self._work.wish.label} has no UUID.", doubt=True)
        return created

    def _look_for_order(self) -> Steps[dict[str, Any]]:
        deadline = Deadline(DOUBT_WINDOW, self._work.clock)
        while True:
            try:
                found = self._work.finder.connection(deadline, fresh=True)
            except ApiError as error:
                if not error.temporary:
                    raise
                found = {}
            pause = interval(deadline.elapsed)
            if found or pause >= deadline.remaining:
                return found
            yield Pause(pause)
