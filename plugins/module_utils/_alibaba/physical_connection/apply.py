# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bringing a shared port into service or away: the one place where money is spent on Alibaba's side.

Decisions are made by the pure functions of ``circuit``; here they are carried out. Every step begins with a look at the
status, so that each can be repeated after a stop anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..._core.clock import Deadline
from ..._core.data import listed, text_at
from ..._core.errors import ApiError, InputError
from ..._core.waiter import Verdict, wait_until
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
    CircuitWish,
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


@dataclass(frozen=True)
class AlibabaOptions:
    """How to go about it; ``timeout`` is in seconds for everything together."""

    check: bool = False
    wait: bool = True
    timeout: float = 900


@dataclass
class CircuitOutcome:
    """What was done, or would be: the shared port as the API gives it, settings as a diff shows them."""

    changed: bool
    circuit: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Circuit:
    """Brings one shared port to the state wished for.

    ``remove_routers`` removes the border routers of a physical connection within a number of seconds, and returns what it did (or
    would do) in words; without it one with border routers is not removed.
    """

    def __init__(
        self, api: Alibaba, wish: CircuitWish, options: AlibabaOptions, remove_routers: RemoveRouters | None = None
    ) -> None:
        self._api = api
        self._wish = wish
        self._options = options
        self._remove_routers = remove_routers
        self._deadline = api.patience = Deadline(options.timeout, api.transport.clock)
        self._last = Decision({}, [])
        self._warnings: dict[str, None] = {}  # a set that keeps the order

    # -- present

    def present(self) -> CircuitOutcome:
        """See to it that the shared port is accepted, paid where the tenant pays, and enabled."""
        circuit = self._appeared()
        before = settings_of(circuit) if text_at(circuit, "PhysicalConnectionId") else {}
        first = next_step(circuit)
        billing_open = first is not Step.ACCEPT or self._api.billing_opened()
        steps = plan(circuit, billing_open=billing_open)
        check_consent(self._wish, circuit, steps)
        actions = [self._said(step) for step in steps]
        if self._options.check:
            if steps:
                circuit = {**circuit, "Status": ENABLED}
            return self._outcome(bool(steps), circuit, before, actions)
        for step in steps:
            if step is Step.OPEN_BILLING:
                self._api.open_billing()
            elif step is Step.ACCEPT:
                circuit = self._accept(circuit)
            else:
                circuit = self._pay(circuit)
        if self._options.wait:
            circuit = self._enabled(circuit)
        return self._outcome(bool(steps), circuit, before, actions)

    def _said(self, step: Step) -> str:
        if step is not Step.PAY:
            return str(step.value)
        payment = self._wish.payment
        return f"pay for {payment} in advance{', renewed by itself' if payment and payment.auto_renew else ''}"

    def _accept(self, circuit: dict[str, Any]) -> dict[str, Any]:
        uuid = text_at(circuit, "PhysicalConnectionId")
        try:
            self._api.confirm_circuit(uuid)
        except ApiError as error:
            # Accepted by somebody else, or by a call whose answer was lost: then it is no longer Allocated.
            if not error.codes & WRONG_STATE or text_at(self._look(circuit), "Status") == ALLOCATED:
                if BILLING_CLOSED in error.codes:
                    raise InputError(
                        "accept_outbound_data_transfer_billing",
                        f"{error} Outbound data transfer billing is not open yet; run again with "
                        "accept_outbound_data_transfer_billing: true.",
                    ) from None
                raise

        def judge(seen: dict[str, Any]) -> Verdict:
            if is_dead(seen) or not seen:
                return Verdict.FAILED
            return Verdict.PENDING if text_at(seen, "Status") == ALLOCATED else Verdict.DONE

        return self._wait(circuit, judge, "not accepted yet")

    def _pay(self, circuit: dict[str, Any]) -> dict[str, Any]:
        # It may have been enabled in the meantime: by a payment whose answer was lost, or by the partner.
        if next_step(circuit) is not Step.PAY:
            return circuit
        uuid, payment = text_at(circuit, "PhysicalConnectionId"), self._wish.payment
        if payment is None:  # check_consent saw to it
            raise InputError(
                "order", f"Physical connection {described(circuit)} has to be paid for; give order with period and pricing_cycle."
            )
        # A port is paid for once in its life, so its token says nothing of the terms: other terms are refused, not bought too.
        token = steady_token(self._api.region, uuid, "occupancy-order")
        try:
            self._api.pay_for_circuit(uuid, payment.period, payment.pricing_cycle, payment.auto_renew, token)
        except ApiError as error:
            if error.codes & NO_MONEY:
                raise InputError(
                    "order",
                    f"{error} Physical connection {uuid} is accepted but not paid, the account's balance is too low; top it up "
                    "and run again.",
                ) from None
            if not error.codes & WRONG_STATE or text_at(self._look(circuit), "Status") == CONFIRMED:
                if OTHER_PARAMETERS in error.codes:
                    raise InputError(
                        "order",
                        f"{error} An order of physical connection {uuid} with other terms is under way already and nothing was "
                        "paid twice; give the same order again, or wait until it is enabled.",
                    ) from None
                raise
        return self._look(circuit)

    def _enabled(self, circuit: dict[str, Any]) -> dict[str, Any]:
        def judge(seen: dict[str, Any]) -> Verdict:
            if not seen or is_dead(seen):
                return Verdict.FAILED
            if not is_known_state(seen):
                self._warn(f"Physical connection {described(seen)} is in a state that is not documented; the wait goes on.")
            return Verdict.DONE if text_at(seen, "Status") == ENABLED else Verdict.PENDING

        return self._wait(circuit, judge, "not Enabled yet")

    # -- absent

    def absent(self) -> CircuitOutcome:
        """See to it that the shared port is terminated, deleted and gone."""
        decision = self._decide(dead=True)
        circuit = decision.ours
        before = settings_of(circuit)
        if not circuit:
            refuse_candidates(self._wish, decision, self._api.region)
            return self._outcome(False, {}, before, [])
        status = text_at(circuit, "Status")
        removed = self._without_routers(circuit)
        actions = removed + (["terminate", "delete"] if status == ENABLED else ["delete"])
        if self._options.check:
            return self._outcome(True, {}, before, actions)
        if status == ENABLED:
            self._terminate(circuit)
        if status in (ENABLED, TERMINATING):
            circuit = self._wait(
                {**circuit, "Status": TERMINATING},
                lambda seen: Verdict.DONE if not seen or text_at(seen, "Status") == TERMINATED else Verdict.PENDING,
                "not Terminated yet",
            )
        if circuit:
            self._delete(circuit)
        if self._options.wait:
            circuit = self._wait(circuit, lambda seen: Verdict.PENDING if seen else Verdict.DONE, "not gone yet")
        return self._outcome(True, circuit, before, actions)

    def _without_routers(self, circuit: dict[str, Any]) -> list[str]:
        """Remove the border routers of a circuit where that is asked for, refuse it where they are in the way."""
        uuid = text_at(circuit, "PhysicalConnectionId")
        if self._remove_routers is not None:
            return self._remove_routers(uuid, self._deadline.remaining)
        named = [f"{text_at(row, 'VbrId')} ({text_at(row, 'Status')})" for row in self._routers(uuid)]
        if named:
            raise InputError(
                "state",
                f"Physical connection {described(circuit)} still has virtual border router {listed(named, 'and')}; remove it "
                "first with alibaba_virtual_border_router and state absent, or give remove_dependents: true.",
            )
        return []

    def _routers(self, uuid: str) -> list[dict[str, Any]]:
        rows = self._api.border_routers({"PhysicalConnectionId": uuid})
        return [row for row in rows if text_at(row, "VbrId") and text_at(row, "PhysicalConnectionId") == uuid]

    def _terminate(self, circuit: dict[str, Any]) -> None:
        uuid = text_at(circuit, "PhysicalConnectionId")
        try:
            self._unless_in_use(uuid, lambda: self._api.terminate_circuit(uuid))
        except ApiError as error:
            if not error.codes & WRONG_STATE or text_at(self._look(circuit), "Status") == ENABLED:
                raise

    def _unless_in_use(self, uuid: str, call: Callable[[], None]) -> None:
        """Make a call that is refused while border routers are there; those that were just removed may count for a while."""
        self._api.patiently(call, lambda error: bool(error.codes & ROUTERS_THERE) and not self._routers(uuid))

    def _delete(self, circuit: dict[str, Any]) -> None:
        uuid = text_at(circuit, "PhysicalConnectionId")
        try:
            self._unless_in_use(uuid, lambda: self._api.delete_circuit(uuid))
        except ApiError as error:
            if not self._look(circuit):
                return
            if error.codes & WRONG_STATE:
                until = text_at(circuit, "EndTime")
                raise InputError(
                    "state",
                    f"{error} Physical connection {uuid} is terminated but not deleted, and Alibaba Cloud goes on billing it"
                    f"{f' until {until}' if until else ''}; unsubscribe it in the console's billing centre, then run again.",
                ) from None
            raise

    # -- looking and waiting

    def _decide(self, *, dead: bool = False, deadline: Deadline | None = None) -> Decision:
        wish = self._wish
        by_id = {"PhysicalConnectionId": wish.physical_connection_id}
        wanted = by_id if wish.physical_connection_id else {"Name": wish.name, "ProductType": SHARED_PORT}
        self._last = choose(wish, self._api.circuits(wanted, deadline), dead=dead)
        return self._last

    def _appeared(self) -> dict[str, Any]:
        """Return the shared port; it, or the VLAN that proves it, shows up some time after Fabric's end awaits approval."""
        decision = self._decide()
        refuse_unproven(self._wish, decision, self._api.region)
        if decision.ours:
            return decision.ours
        if not self._options.wait:
            raise self._missing(decision)
        if self._options.check:
            return self._foreseen(decision)
        return wait_until(
            {},
            lambda limit: self._decide(deadline=limit).ours,
            lambda seen: Verdict.DONE if seen else Verdict.PENDING,
            timeout=self._deadline.remaining,
            describe=lambda _seen: not_proven(self._wish, self._last, self._api.region),
            clock=self._api.transport.clock,
        )

    def _foreseen(self, decision: Decision) -> dict[str, Any]:
        """Return what the wait of a real run would end with."""
        if not self._wish.name:
            raise self._missing(decision)
        self._warn(f"{not_proven(self._wish, decision, self._api.region)}; it was checked as if it were.")
        payer = {} if self._wish.payment else {"OrderMode": PAID_BY_PARTNER}
        return {"PhysicalConnectionId": None, "Name": self._wish.name, "Status": ALLOCATED, "VlanId": self._wish.vlan_id, **payer}

    def _missing(self, decision: Decision) -> InputError:
        gone = self._decide(dead=True).ours
        if gone:
            next_step(gone)  # says why it cannot be accepted
        return InputError("name", f"{not_proven(self._wish, decision, self._api.region)}; run again when it is.")

    def _look(self, circuit: dict[str, Any], deadline: Deadline | None = None) -> dict[str, Any]:
        """Return a circuit as it is now, an empty dict when it is gone."""
        uuid = text_at(circuit, "PhysicalConnectionId")
        rows = self._api.circuits({"PhysicalConnectionId": uuid}, deadline)
        return next((row for row in rows if text_at(row, "PhysicalConnectionId") == uuid), {})

    def _wait(self, first: dict[str, Any], judge: Callable[[dict[str, Any]], Verdict], goal: str) -> dict[str, Any]:
        named = text_at(first, "PhysicalConnectionId")

        def describe(seen: dict[str, Any]) -> str:
            return f"Physical connection {named} is {goal}, it is {described(seen) if seen else 'gone'}"

        return wait_until(
            first,
            lambda limit: self._look(first, limit),
            judge,
            timeout=self._deadline.remaining,
            describe=describe,
            clock=self._api.transport.clock,
        )

    # -- telling

    def _warn(self, text: str) -> None:
        self._warnings[text] = None

    def _outcome(self, changed: bool, circuit: dict[str, Any], before: dict[str, Any], actions: list[str]) -> CircuitOutcome:
        return CircuitOutcome(changed, circuit, before, settings_of(circuit), actions, list(self._warnings))
