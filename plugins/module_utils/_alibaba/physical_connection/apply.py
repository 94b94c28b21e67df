# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bringing a shared port into service or away: the one place where money is spent on Alibaba's side.

Decisions are made by the pure functions of ``plan``; here they are applied. Every step begins with a look at the status, so that
each can be repeated after a stop anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..._core.clock import Deadline
from ..._core.data import listed, text_at
from ..._core.errors import ApiError, InputError
from ..._core.resource import RunOptions
from ..._core.waiter import WaitState, wait_until
from ..api import BILLING_CLOSED, NO_MONEY, OTHER_PARAMETERS, ROUTERS_THERE, WRONG_STATE, Alibaba
from ..serialize import steady_token
from .identity import SHARED_PORT, Decision, described, is_dead
from .plan import (
    ALLOCATED,
    CONFIRMED,
    ENABLED,
    PAID_BY_PARTNER,
    TERMINATED,
    TERMINATING,
    PhysicalConnectionSpec,
    Step,
    check_consent,
    choose,
    is_known_state,
    next_step,
    not_proven,
    plan,
    refuse_candidates,
    refuse_unproven,
    settings_of,
)

RemoveRouters = Callable[[str, float], list[str]]


@dataclass
class PhysicalConnectionOutcome:
    """What was done, or would be: the shared port as the API gives it, settings as a diff shows them."""

    changed: bool
    physical_connection: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class PhysicalConnection:
    """Brings one shared port to the state asked for.

    ``remove_routers`` removes the border routers of a physical connection within a number of seconds, and returns what it did (or
    would do) in words; without it one with border routers is not removed.
    """

    def __init__(
        self, api: Alibaba, spec: PhysicalConnectionSpec, options: RunOptions, remove_routers: RemoveRouters | None = None
    ) -> None:
        self._api = api
        self._spec = spec
        self._options = options
        self._remove_routers = remove_routers
        self._deadline = api.patience = Deadline(options.timeout, api.transport.clock)
        self._last = Decision({}, [])
        self._warnings: dict[str, None] = {}  # a set that keeps the order

    # -- present

    def present(self) -> PhysicalConnectionOutcome:
        """Make sure that the shared port is accepted, paid where the tenant pays, and enabled."""
        physical_connection = self._appeared()
        before = settings_of(physical_connection) if text_at(physical_connection, "PhysicalConnectionId") else {}
        first = next_step(physical_connection)
        billing_open = first is not Step.ACCEPT or self._api.billing_opened()
        steps = plan(physical_connection, billing_open=billing_open)
        check_consent(self._spec, physical_connection, steps)
        actions = [self._said(step) for step in steps]
        if self._options.check:
            if steps:
                physical_connection = {**physical_connection, "Status": ENABLED}
            return self._outcome(bool(steps), physical_connection, before, actions)
        for step in steps:
            if step is Step.OPEN_BILLING:
                self._api.open_billing()
            elif step is Step.ACCEPT:
                physical_connection = self._accept(physical_connection)
            else:
                physical_connection = self._pay(physical_connection)
        if self._options.wait:
            physical_connection = self._enabled(physical_connection)
        return self._outcome(bool(steps), physical_connection, before, actions)

    def _said(self, step: Step) -> str:
        if step is not Step.PAY:
            return str(step.value)
        payment = self._spec.payment
        return f"pay for {payment} in advance{', renewed by itself' if payment and payment.auto_renew else ''}"

    def _accept(self, physical_connection: dict[str, Any]) -> dict[str, Any]:
        uuid = text_at(physical_connection, "PhysicalConnectionId")
        try:
            self._api.confirm_physical_connection(uuid)
        except ApiError as error:
            # Accepted by somebody else, or by a call whose answer was lost: then it is no longer Allocated.
            if not error.codes & WRONG_STATE or text_at(self._look(physical_connection), "Status") == ALLOCATED:
                if BILLING_CLOSED in error.codes:
                    raise InputError(
                        "accept_outbound_data_transfer_billing",
                        f"{error} Outbound data transfer billing is not open yet; run again with "
                        "accept_outbound_data_transfer_billing: true.",
                    ) from None
                raise

        def acceptor(seen: dict[str, Any]) -> WaitState:
            if is_dead(seen) or not seen:
                return WaitState.FAILED
            return WaitState.PENDING if text_at(seen, "Status") == ALLOCATED else WaitState.DONE

        return self._wait(physical_connection, acceptor, "not accepted yet")

    def _pay(self, physical_connection: dict[str, Any]) -> dict[str, Any]:
        # It may have been enabled in the meantime: by a payment whose answer was lost, or by the partner.
        if next_step(physical_connection) is not Step.PAY:
            return physical_connection
        uuid, payment = text_at(physical_connection, "PhysicalConnectionId"), self._spec.payment
        if payment is None:  # check_consent has made sure
            raise InputError(
                "order",
                f"Physical connection {described(physical_connection)} has to be paid for; give order with period and "
                "pricing_cycle.",
            )
        # A port is paid for once in its life, so its token says nothing of the terms: other terms are refused, not bought too.
        token = steady_token(self._api.region, uuid, "occupancy-order")
        try:
            self._api.pay_for_physical_connection(uuid, payment.period, payment.pricing_cycle, payment.auto_renew, token)
        except ApiError as error:
            if error.codes & NO_MONEY:
                raise InputError(
                    "order",
                    f"{error} Physical connection {uuid} is accepted but not paid, the account's balance is too low; top it up "
                    "and run again.",
                ) from None
            if not error.codes & WRONG_STATE or text_at(self._look(physical_connection), "Status") == CONFIRMED:
                if OTHER_PARAMETERS in error.codes:
                    raise InputError(
                        "order",
                        f"{error} An order of physical connection {uuid} with other terms is under way already and nothing was "
                        "paid twice; give the same order again, or wait until it is enabled.",
                    ) from None
                raise
        return self._look(physical_connection)

    def _enabled(self, physical_connection: dict[str, Any]) -> dict[str, Any]:
        def acceptor(seen: dict[str, Any]) -> WaitState:
            if not seen or is_dead(seen):
                return WaitState.FAILED
            if not is_known_state(seen):
                self._warn(f"Physical connection {described(seen)} is in a state that is not documented; the wait goes on.")
            return WaitState.DONE if text_at(seen, "Status") == ENABLED else WaitState.PENDING

        return self._wait(physical_connection, acceptor, "not Enabled yet")

    # -- absent

    def absent(self) -> PhysicalConnectionOutcome:
        """Make sure that the shared port is terminated, deleted and gone."""
        decision = self._decide(dead=True)
        physical_connection = decision.ours
        before = settings_of(physical_connection)
        if not physical_connection:
            refuse_candidates(self._spec, decision, self._api.region)
            return self._outcome(False, {}, before, [])
        status = text_at(physical_connection, "Status")
        removed = self._without_routers(physical_connection)
        actions = removed + (["terminate", "delete"] if status == ENABLED else ["delete"])
        if self._options.check:
            return self._outcome(True, {}, before, actions)
        if status == ENABLED:
            self._terminate(physical_connection)
        if status in (ENABLED, TERMINATING):
            physical_connection = self._wait(
                {**physical_connection, "Status": TERMINATING},
                lambda seen: WaitState.DONE if not seen or text_at(seen, "Status") == TERMINATED else WaitState.PENDING,
                "not Terminated yet",
            )
        if physical_connection:
            self._delete(physical_connection)
        if self._options.wait:
            physical_connection = self._wait(
                physical_connection, lambda seen: WaitState.PENDING if seen else WaitState.DONE, "not gone yet"
            )
        return self._outcome(True, physical_connection, before, actions)

    def _without_routers(self, physical_connection: dict[str, Any]) -> list[str]:
        """Remove the border routers of a physical connection where that is asked for, refuse it where they are in the way."""
        uuid = text_at(physical_connection, "PhysicalConnectionId")
        if self._remove_routers is not None:
            return self._remove_routers(uuid, self._deadline.remaining)
        named = [f"{text_at(row, 'VbrId')} ({text_at(row, 'Status')})" for row in self._routers(uuid)]
        if named:
            raise InputError(
                "state",
                f"Physical connection {described(physical_connection)} still has virtual border router "
                f"{listed(named, 'and')}; remove it "
                "first with alibaba_virtual_border_router and state absent, or give remove_dependents: true.",
            )
        return []

    def _routers(self, uuid: str) -> list[dict[str, Any]]:
        rows = self._api.border_routers({"PhysicalConnectionId": uuid})
        return [row for row in rows if text_at(row, "VbrId") and text_at(row, "PhysicalConnectionId") == uuid]

    def _terminate(self, physical_connection: dict[str, Any]) -> None:
        uuid = text_at(physical_connection, "PhysicalConnectionId")
        try:
            self._unless_in_use(uuid, lambda: self._api.terminate_physical_connection(uuid))
        except ApiError as error:
            if not error.codes & WRONG_STATE or text_at(self._look(physical_connection), "Status") == ENABLED:
                raise

    def _unless_in_use(self, uuid: str, call: Callable[[], None]) -> None:
        """Make a call that is refused while border routers are there; those that were just removed may count for a while."""
        self._api.patiently(call, lambda error: bool(error.codes & ROUTERS_THERE) and not self._routers(uuid))

    def _delete(self, physical_connection: dict[str, Any]) -> None:
        uuid = text_at(physical_connection, "PhysicalConnectionId")
        try:
            self._unless_in_use(uuid, lambda: self._api.delete_physical_connection(uuid))
        except ApiError as error:
            if not self._look(physical_connection):
                return
            if error.codes & WRONG_STATE:
                until = text_at(physical_connection, "EndTime")
                raise InputError(
                    "state",
                    f"{error} Physical connection {uuid} is terminated but not deleted, and Alibaba Cloud goes on billing it"
                    f"{f' until {until}' if until else ''}; unsubscribe it in the console's billing centre, then run again.",
                ) from None
            raise

    # -- looking and waiting

    def _decide(self, *, dead: bool = False, deadline: Deadline | None = None) -> Decision:
        spec = self._spec
        by_id = {"PhysicalConnectionId": spec.physical_connection_id}
        wanted = by_id if spec.physical_connection_id else {"Name": spec.name, "ProductType": SHARED_PORT}
        self._last = choose(spec, self._api.physical_connections(wanted, deadline), dead=dead)
        return self._last

    def _appeared(self) -> dict[str, Any]:
        """Return the shared port; it, or the VLAN that proves it, shows up some time after Fabric's end awaits approval."""
        decision = self._decide()
        refuse_unproven(self._spec, decision, self._api.region)
        if decision.ours:
            return decision.ours
        if not self._options.wait:
            raise self._missing(decision)
        if self._options.check:
            return self._foreseen(decision)
        return wait_until(
            {},
            lambda limit: self._decide(deadline=limit).ours,
            lambda seen: WaitState.DONE if seen else WaitState.PENDING,
            timeout=self._deadline.remaining,
            describe=lambda _seen: not_proven(self._spec, self._last, self._api.region),
            clock=self._api.transport.clock,
        )

    def _foreseen(self, decision: Decision) -> dict[str, Any]:
        """Return what the wait of a real run would end with."""
        if not self._spec.name:
            raise self._missing(decision)
        self._warn(f"{not_proven(self._spec, decision, self._api.region)}; it was checked as if it were.")
        payer = {} if self._spec.payment else {"OrderMode": PAID_BY_PARTNER}
        return {"PhysicalConnectionId": None, "Name": self._spec.name, "Status": ALLOCATED, "VlanId": self._spec.vlan_id, **payer}

    def _missing(self, decision: Decision) -> InputError:
        gone = self._decide(dead=True).ours
        if gone:
            next_step(gone)  # says why it cannot be accepted
        return InputError("name", f"{not_proven(self._spec, decision, self._api.region)}; run again when it is.")

    def _look(self, physical_connection: dict[str, Any], deadline: Deadline | None = None) -> dict[str, Any]:
        """Return a physical connection as it is now, an empty dict when it is gone."""
        uuid = text_at(physical_connection, "PhysicalConnectionId")
        rows = self._api.physical_connections({"PhysicalConnectionId": uuid}, deadline)
        return next((row for row in rows if text_at(row, "PhysicalConnectionId") == uuid), {})

    def _wait(self, first: dict[str, Any], acceptor: Callable[[dict[str, Any]], WaitState], goal: str) -> dict[str, Any]:
        named = text_at(first, "PhysicalConnectionId")

        def describe(seen: dict[str, Any]) -> str:
            return f"Physical connection {named} is {goal}, it is {described(seen) if seen else 'gone'}"

        return wait_until(
            first,
            lambda limit: self._look(first, limit),
            acceptor,
            timeout=self._deadline.remaining,
            describe=describe,
            clock=self._api.transport.clock,
        )

    # -- telling

    def _warn(self, text: str) -> None:
        self._warnings[text] = None

    def _outcome(
        self, changed: bool, physical_connection: dict[str, Any], before: dict[str, Any], actions: list[str]
    ) -> PhysicalConnectionOutcome:
        return PhysicalConnectionOutcome(
            changed, physical_connection, before, settings_of(physical_connection), actions, list(self._warnings)
        )
