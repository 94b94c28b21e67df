# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ordering a connection: the one place where money is spent.

Decisions are made by the pure functions of ``spec``, ``connection``, ``preflight`` and ``prices``; here they are asked in
order and carried out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ..._core.data import dig, text_at
from ..._core.errors import ApiError, InputError, InterconnectError
from ..api import DRY_RUN_UNSUPPORTED, equals
from .checks import check_asset, check_profile, check_scope, check_vlan_free, device_without, vlans_without
from .context import Context
from .order_once import OrderOnce
from .plan import payload, settings_of
from .price_limit import check_limit
from .spec import PORT, check_complete
from .steps import CREATE, Ready, Steps
from .waiters import Outcome


class Create:
    """Orders one connection, once. ``leaving`` is the one that is being removed to make room for it, if there is one."""

    def __init__(self, context: Context, leaving: Mapping[str, Any]) -> None:
        self._context = context
        self._leaving = leaving
        self._once = OrderOnce(context)

    def unseen(self) -> Steps[dict[str, Any]]:
        """Return the connection that was ordered already and that no search shows yet, an empty dict when there is none."""
        check_complete(self._context.spec)
        self._context.resolver.look_up()
        return (yield from self._once.unseen())

    def steps(self) -> Steps[Outcome]:
        """Check the order, and send it."""
        context, spec, resolver = self._context, self._context.spec, self._context.resolver
        region = check_profile(spec, resolver.profile)
        resolver.choose_region(region)
        leaving = self._leaving or self._once.leaving
        now = datetime.fromtimestamp(context.clock.now(), UTC)
        check_asset(spec, device_without(leaving, resolver.asset), now, leads=context.leads)
        if spec.geo_scope:
            check_scope(spec, context.cache.metro(spec.metro))
        if spec.origin == PORT:
            rows = context.cache.vlans(resolver.asset["uuid"])
            check_vlan_free(spec, vlans_without(leaving, rows), self._once.holder)
        joins = spec.secondary and resolver.find_group(may_be_missing=context.options.check, promised=context.promised)
        if joins:
            resolver.check_group()
        self._check_account(region)
        body = payload(spec, resolver.resolved)
        if spec.max_charge is not None or context.options.show_price:
            check_limit(context, body, resolver.profile)
        planned = self._planned(body)
        primary = yield Ready(CREATE, planned, needs_primary=spec.secondary and not joins)
        if context.options.check:
            # Without the group of a primary connection that is not there, the API would refuse a secondary one.
            # Nor would it take an order for what the one that is being removed still has.
            validated_by = self._dry_run(body) if (joins or not spec.secondary) and not leaving else "local"
            outcome = context.outcome(True, planned, {}, settings_of(planned))
            outcome.validated_by = validated_by
            return outcome
        if spec.secondary and not joins:
            resolver.join(primary)
            body = payload(spec, resolver.resolved)
        created = yield from self._once.send(body)
        try:
            created = yield from self._settled(created)
        except InterconnectError as error:
            error.after(f"Connection {spec.label} ({created['uuid']}) was ordered.", created)
            raise
        return context.outcome(True, created, {}, settings_of(created))

    def _settled(self, created: dict[str, Any]) -> Steps[dict[str, Any]]:
        """Wait until the new connection is where it is wanted, and is known to be the only one."""
        context = self._context
        yield from self._once.refuse_duplicates(created)
        try:
            created = yield from context.waiter.reached(created)
        except InterconnectError:
            # Whatever became of the wait, two orders are charged.
            yield from self._once.refuse_duplicates(created, at_the_end=True)
            raise
        if not context.options.wait:
            # The answer to an order has no state in it.
            try:
                created = context.api.connection(created["uuid"]) or created
            except ApiError as error:
                context.waiter.warn(
                    f"Connection {context.spec.label} ({created['uuid']}) was ordered, and its state is not known: {error}"
                )
        yield from self._once.refuse_duplicates(created, at_the_end=True)
        return created

    def _planned(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return what the connection would be, with the names that were looked up."""
        access_point = dict(body["zSide"]["accessPoint"])
        access_point["profile"] = {**access_point["profile"], "name": text_at(self._context.resolver.profile, "name")}
        a_side = {key: dict(value) for key, value in body["aSide"].items()}
        for key in ("port", "router", "virtualDevice"):
            entity = dig(a_side, "accessPoint", key)
            if entity:
                a_side["accessPoint"][key] = {**entity, "name": text_at(self._context.resolver.asset, "name")}
        return {**body, "uuid": None, "aSide": a_side, "zSide": {"accessPoint": access_point}}

    def _dry_run(self, body: dict[str, Any]) -> str:
        try:
            self._context.api.create_connection(body, dry_run=True)
        except ApiError as error:
            if DRY_RUN_UNSUPPORTED in error.codes:
                return "local"
            raise
        return "dry_run"

    def _check_account(self, region: str) -> None:
        if not self._context.spec.authentication_key:
            return
        conditions = [
            equals("/zSide/accessPoint/authenticationKey", self._context.spec.authentication_key),
            equals("/zSide/accessPoint/profile/uuid", self._context.resolver.resolved.profile_uuid),
        ]
        if region:
            conditions.append(equals("/zSide/accessPoint/sellerRegion", region))
        try:
            self._context.cache.validate(conditions)
        except ApiError as error:
            if error.status != 400:
                raise
            said = "; ".join(str(detail) for detail in error.details)
            name = text_at(self._context.resolver.profile, "name")
            raise InputError(
                "z_side.authentication_key",
                f"z_side.authentication_key was refused for {name} in {region or 'this metro'} "
                f"({said}); give the account id that the Alibaba Cloud console shows.",
            ) from error
