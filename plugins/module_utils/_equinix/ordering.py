# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ordering a connection, or changing it: the one place where money is spent.

Decisions are made by the pure functions of ``wish``, ``connection``, ``changes``, ``preflight``, ``prices`` and ``status``;
here they are asked in order and carried out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.account import (
    Account,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.api import (
    DRY_RUN_UNSUPPORTED,
    Equinix,
    equals,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.changes import (
    applied,
    plan,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.changing import (
    carry_out,
    rehearse,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection import (
    ASSET_PATHS,
    PROFILE_PATH,
    compare,
    origin_of,
    payload,
    refuse_differences,
    settings_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.finding import (
    Finder,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.objects import (
    dig,
    text_at,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.preflight import (
    check_asset,
    check_bandwidth_change,
    check_interface_free,
    check_profile,
    check_scope,
    check_vlan_free,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.prices import (
    check_charge,
    chosen,
    price_conditions,
    priced_origin,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.status import (
    DEPROVISIONING,
    FAILED,
    errors_of,
    status_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.steps import (
    CREATE,
    UPDATE,
    Pause,
    Ready,
    Steps,
    follow,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.watching import (
    Options,
    Outcome,
    Watch,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.wish import (
    PORT,
    VIRTUAL_DEVICE,
    Wish,
    check_complete,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._errors import (
    ApiError,
    InputError,
    ObjectError,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._http import (
    Deadline,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._wait import (
    interval,
)

# How long an order whose answer was lost may take to show up in a search.
DOUBT_WINDOW = 60.0


class Ordering:
    """Brings one connection to the state wished for.

    ``promised`` tells that the primary connection which the wish names is ordered together with this one.
    """

    def __init__(
        self, api: Equinix, wish: Wish, options: Options, account: Account | None = None, *, promised: bool = False
    ) -> None:
        self._api = api
        self._wish = wish
        self._options = options
        self._account = account or Account(api)
        self._promised = promised
        self._clock = api.transport.clock
        self._watch = Watch(self._clock, wish.label, options)
        self._finder = Finder(self._account, wish, self._watch.warn)
        self._price: dict[str, Any] | None = None

    # -- present

    def present(self) -> Outcome:
        """See to it that the connection exists as wished: order it, change it, or leave it as it is."""
        return follow(self._api, self.steps())

    def steps(self) -> Steps[Outcome]:
        """Order the connection, change it, or leave it as it is, in steps."""
        existing = self._finder.connection()
        if existing and status_of(existing).phase == DEPROVISIONING:
            # Its VLAN or interface is free again, and a new order possible, only when it is gone.
            if not self._options.check:
                yield from self._watch.gone(existing)
            existing = {}
        if existing:
            return (yield from self._keep(existing))
        if self._wish.uuid:
            raise InputError(
                "uuid",
                f"uuid {self._wish.uuid} is no connection that these credentials can see; give another one, or leave it out "
                "to have the connection ordered by its other options.",
            )
        return (yield from self._order())

    # -- changing

    def _keep(self, existing: dict[str, Any]) -> Steps[Outcome]:
        status = status_of(existing)
        if status.phase == FAILED:
            reason = errors_of(existing)
            raise ObjectError(
                "state",
                f"Connection {self._wish.label} ({existing.get('uuid')}) exists but failed: {status}"
                f"{f', {reason}' if reason else ''}; remove it with state absent, then order it anew.",
            )
        self._finder.find_group(may_be_missing=self._options.check, promised=self._promised)
        differences = compare(self._wish, existing, self._finder.resolved)
        changes, immutable = plan(self._wish, existing, differences)
        refuse_differences(self._wish, existing, immutable)
        before = settings_of(existing)
        for change in changes:
            self._check_change(change.option, existing)
        planned = applied(existing, changes) if changes else existing
        yield Ready(UPDATE if changes else "", planned)
        if self._options.check:
            outcome = self._outcome(bool(changes), planned, before, settings_of(planned))
            outcome.validated_by = rehearse(self._api, existing["uuid"], changes) if changes else None
            return outcome
        if changes:
            existing = yield from carry_out(
                self._api,
                existing,
                changes,
                wait=self._options.wait,
                timeout=self._options.wait_timeout,
                warn=self._watch.warn,
            )
        existing = yield from self._watch.reached(existing)
        # Without waiting the connection does not show its last change yet.
        after = settings_of(existing if self._options.wait else applied(existing, changes))
        return self._outcome(bool(changes), existing, before, after)

    def _check_change(self, option: str, existing: dict[str, Any]) -> None:
        """Look before a change whether it can succeed."""
        if option == "bandwidth":
            profile = self._account.profile(text_at(existing, *PROFILE_PATH, "uuid"))
            check_bandwidth_change(self._wish, existing, profile)
            if self._wish.max_charge is not None or self._options.show_price:
                self._check_charge(existing, profile)
        elif option == "a_side.vlan_tag":
            port = text_at(existing, *ASSET_PATHS[PORT], "uuid")
            check_vlan_free(self._wish, self._account.vlans(port))
        elif option == "a_side.interface_id":
            device = text_at(existing, *ASSET_PATHS[VIRTUAL_DEVICE], "uuid")
            check_interface_free(self._wish, self._account.asset(VIRTUAL_DEVICE, device))

    # -- ordering

    def _order(self) -> Steps[Outcome]:
        wish, finder = self._wish, self._finder
        check_complete(wish)
        finder.look_up()
        region = check_profile(wish, finder.profile)
        finder.choose_region(region)
        check_asset(wish, finder.asset, datetime.fromtimestamp(self._clock.now(), UTC))
        if wish.geo_scope:
            check_scope(wish, self._account.metro(wish.metro_code))
        if wish.origin == PORT:
            check_vlan_free(wish, self._account.vlans(finder.asset["uuid"]))
        joins = wish.secondary and finder.find_group(may_be_missing=self._options.check, promised=self._promised)
        if joins:
            finder.check_group()
        self._check_account(region)
        body = payload(wish, finder.resolved)
        if wish.max_charge is not None or self._options.show_price:
            self._check_charge(body, finder.profile)
        planned = self._planned(body)
        primary = yield Ready(CREATE, planned, needs_primary=wish.secondary and not joins)
        if self._options.check:
            # Without the group of a primary connection that is not there, the API would refuse a secondary one.
            validated_by = self._dry_run(body) if joins or not wish.secondary else "local"
            outcome = self._outcome(True, planned, {}, settings_of(planned))
            outcome.validated_by = validated_by
            return outcome
        if wish.secondary and not joins:
            finder.join(primary)
            body = payload(wish, finder.resolved)
        created = yield from self._order_once(body)
        created = yield from self._watch.reached(created)
        if not self._options.wait:
            # The answer to an order has no state in it.
            created = self._api.connection(created["uuid"]) or created
        return self._outcome(True, created, {}, settings_of(created))

    def _check_charge(self, connection: dict[str, Any], profile: dict[str, Any]) -> None:
        """Look the price up for a connection or the order of one, and keep to the limit."""
        try:
            rows = self._price_rows(connection, profile)
        except ApiError:
            # Where the price is only to be shown, none is no reason to refuse.
            if self._wish.max_charge is not None:
                raise
            rows = []
        self._price = chosen(rows, self._wish.bandwidth, self._wish.term_length)
        check_charge(self._wish, self._price)

    def _price_rows(self, connection: dict[str, Any], profile: dict[str, Any]) -> list[dict[str, Any]]:
        kind = origin_of(connection)
        asset = self._finder.asset or self._account.asset(kind, text_at(connection, *ASSET_PATHS[kind], "uuid"))
        origin = priced_origin(kind, asset)
        if origin is None:
            return []
        return self._account.prices(
            price_conditions(
                origin,
                bandwidth=self._wish.bandwidth or 0,
                metro_code=text_at(connection, "zSide", "accessPoint", "location", "metroCode"),
                profile_uuid=text_at(profile, "uuid"),
                term_length=self._wish.term_length,
            )
        )

    def _planned(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return what the connection would be, with the names that were looked up."""
        access_point = dict(body["zSide"]["accessPoint"])
        access_point["profile"] = {**access_point["profile"], "name": text_at(self._finder.profile, "name")}
        a_side = {key: dict(value) for key, value in body["aSide"].items()}
        for key in ("port", "router", "virtualDevice"):
            entity = dig(a_side, "accessPoint", key)
            if entity:
                a_side["accessPoint"][key] = {**entity, "name": text_at(self._finder.asset, "name")}
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
            equals("/zSide/accessPoint/profile/uuid", self._finder.resolved.profile_uuid),
        ]
        if region:
            conditions.append(equals("/zSide/accessPoint/sellerRegion", region))
        try:
            self._account.validate(conditions)
        except ApiError as error:
            if error.status != 400:
                raise
            said = "; ".join(str(detail) for detail in error.details)
            raise InputError(
                "z_side.authentication_key",
                f"z_side.authentication_key was refused for {text_at(self._finder.profile, 'name')} in {region or 'this metro'} "
                f"({said}); give the account id that the Alibaba Cloud console shows.",
            ) from error

    # -- ordering once

    def _order_once(self, body: dict[str, Any]) -> Steps[dict[str, Any]]:
        """Send the order; after an answer that leaves doubt, look for the connection before anything else.

        A second order is sent only where the API refuses twins by itself.
        """
        try:
            return self._ordered(body)
        except ApiError as error:
            if not error.doubt:
                raise
            doubt = error
        found = yield from self._look_for_order()
        if not found and self._wish.twin_impossible:
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
                f"{doubt} Whether connection {self._wish.label} was ordered is not known: it did not show up within "
                f"{DOUBT_WINDOW:g} s. Running the task again is safe, it looks for the connection before it orders.",
                status=doubt.status,
                details=doubt.details,
                correlation_id=doubt.correlation_id,
                doubt=True,
            )
        self._watch.warn(
            f"The answer to the order of connection {self._wish.label} was lost; connection {found['uuid']} was found "
            "and adopted, nothing was ordered twice."
        )
        return found

    def _ordered(self, body: dict[str, Any]) -> dict[str, Any]:
        created = self._api.create_connection(body)
        if not text_at(created, "uuid"):
            raise ApiError(f"The answer to the order of connection {self._wish.label} has no UUID.", doubt=True)
        return created

    def _look_for_order(self) -> Steps[dict[str, Any]]:
        deadline = Deadline(DOUBT_WINDOW, self._clock)
        while True:
            try:
                found = self._finder.connection(deadline, fresh=True)
            except ApiError as error:
                if not error.temporary:
                    raise
                found = {}
            pause = interval(deadline.elapsed)
            if found or pause >= deadline.remaining:
                return found
            yield Pause(pause)

    # -- telling

    def _outcome(self, changed: bool, connection: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> Outcome:
        return Outcome(changed, connection, before, after, price=self._price, warnings=self._watch.warnings)
