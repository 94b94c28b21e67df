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

from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.api import (
    BILLING_CLOSED,
    NO_MONEY,
    OTHER_PARAMETERS,
    SHARED_PORT,
    WRONG_STATE,
    Alibaba,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.circuit import (
    ALLOCATED,
    CONFIRMED,
    ENABLED,
    TERMINATED,
    TERMINATING,
    CircuitWish,
    Step,
    check_consent,
    choose,
    described,
    is_dead,
    is_known_state,
    next_step,
    plan,
    settings_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.objects import (
    steady_token,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._clock import (
    Deadline,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._data import listed, text_at
from ansible_collections.interconnect.equinix.plugins.module_utils._errors import (
    ApiError,
    InputError,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._wait import (
    Verdict,
    wait_until,
)


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
    """Brings one shared port to the state wished for."""

    def __init__(self, api: Alibaba, wish: CircuitWish, options: AlibabaOptions) -> None:
        self._api = api
        self._wish = wish
        self._options = options
        self._deadline = Deadline(options.timeout, api.transport.clock)
        self._warnings: dict[str, None] = {}  # a set that keeps the order

    # -- present

    def present(self) -> CircuitOutcome:
        """See to it that the shared port is accepted, paid where the tenant pays, and enabled."""
        circuit = self._appeared()
        before = settings_of(circuit)
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
        circuit = self._find(dead=True)
        before = settings_of(circuit)
        if not circuit:
            return self._outcome(False, {}, before, [])
        status = text_at(circuit, "Status")
        actions = ["terminate", "delete"] if status == ENABLED else ["delete"]
        self._refuse_routers(circuit)
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

    def _refuse_routers(self, circuit: dict[str, Any]) -> None:
        rows = self._api.border_routers({"PhysicalConnectionId": text_at(circuit, "PhysicalConnectionId")})
        named = [f"{text_at(row, 'VbrId')} ({text_at(row, 'Status')})" for row in rows if text_at(row, "VbrId")]
        if named:
            raise InputError(
                "state",
                f"Physical connection {described(circuit)} still has virtual border router {listed(named, 'and')}; remove it "
                "first with alibaba_virtual_border_router and state absent.",
            )

    def _terminate(self, circuit: dict[str, Any]) -> None:
        try:
            self._api.terminate_circuit(text_at(circuit, "PhysicalConnectionId"))
        except ApiError as error:
            if not error.codes & WRONG_STATE or text_at(self._look(circuit), "Status") == ENABLED:
                raise

    def _delete(self, circuit: dict[str, Any]) -> None:
        uuid = text_at(circuit, "PhysicalConnectionId")
        try:
            self._api.delete_circuit(uuid)
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

    def _find(self, *, dead: bool = False, deadline: Deadline | None = None) -> dict[str, Any]:
        wish = self._wish
        by_id = {"PhysicalConnectionId": wish.physical_connection_id}
        wanted = by_id if wish.physical_connection_id else {"Name": wish.name, "ProductType": SHARED_PORT}
        return choose(wish, self._api.circuits(wanted, deadline), dead=dead)

    def _appeared(self) -> dict[str, Any]:
        """Return the shared port; it shows up some time after Fabric says that it awaits approval."""
        found = self._find()
        if not found and (self._options.check or not self._options.wait):
            return self._missing()
        return wait_until(
            found,
            lambda limit: self._find(deadline=limit),
            lambda seen: Verdict.DONE if seen else Verdict.PENDING,
            timeout=self._deadline.remaining,
            describe=lambda _seen: self._not_there(),
            clock=self._api.transport.clock,
        )

    def _not_there(self) -> str:
        return (
            f"Shared port {self._wish.label} is not there in region {self._api.region} for this account (check name, region and "
            "credentials, and that the Fabric connection awaits approval)"
        )

    def _missing(self) -> dict[str, Any]:
        gone = self._find(dead=True)
        if gone:
            next_step(gone)  # says why it cannot be accepted
        raise InputError("name", f"{self._not_there()}; run again when it is.")

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
