# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What to do about a shared port (pure): which one is meant, whether it is the right one, which steps it takes.

The states and their order: Allocated (the partner has made it), Confirmed (accepted), Enabled (paid, in service),
Terminating, Terminated. Source: DescribePhysicalConnections, ConfirmPhysicalConnection,
CreatePhysicalConnectionOccupancyOrder and Alibaba's user guide for tenants.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..._core.data import listed, text_at
from ..._core.errors import InputError
from ..serialize import number_at
from .identity import DEAD, Claim, Decision, another_connections, contradictions, decide, described, is_dead, listed_candidates

ALLOCATED, CONFIRMED, ENABLED = "Allocated", "Confirmed", "Enabled"
TERMINATING, TERMINATED = "Terminating", "Terminated"
_COMING = frozenset({"", "Initial", "Approved", "Allocating"})
PAID_BY_PARTNER = "PayByPhysicalConnectionOwner"
PERIODS = {"Month": 9, "Year": 5}


class Step(enum.Enum):
    """What is done to a shared port on its way into service; the values are the words for it."""

    OPEN_BILLING = "open outbound data transfer billing"
    ACCEPT = "accept"
    PAY = "pay"


@dataclass(frozen=True)
class Payment:
    """For how long a shared port is paid in advance."""

    period: int
    pricing_cycle: str = "Month"
    auto_renew: bool = False

    def __str__(self) -> str:
        return f"{self.period} {self.pricing_cycle.lower()}{'s' if self.period != 1 else ''}"


@dataclass(frozen=True)
class PhysicalConnectionSpec:
    """Which shared port is meant, and what the user agrees to."""

    physical_connection_id: str = ""
    name: str = ""
    vlan_id: int | None = None
    accept_billing: bool = False
    payment: Payment | None = None
    bandwidth: int | None = None  # Mbps; what has another one is another's

    @property
    def label(self) -> str:
        """The port in messages."""
        return f"'{self.name}'" if self.name else self.physical_connection_id

    @property
    def claim(self) -> Claim:
        """What is known of it, for the rule that says which one it is."""
        return Claim(self.name, self.vlan_id, self.physical_connection_id, self.bandwidth)


def parse_physical_connection(options: Mapping[str, Any]) -> PhysicalConnectionSpec:
    """Return the spec of a module's options, checked. Raises InputError."""
    order = options.get("order")
    spec = PhysicalConnectionSpec(
        (options.get("physical_connection_id") or "").strip(),
        options.get("name") or "",
        options.get("vlan_id"),
        bool(options.get("accept_outbound_data_transfer_billing")),
        Payment(order["period"], order["pricing_cycle"], order["auto_renew"]) if order else None,
        options.get("bandwidth"),
    )
    if not spec.physical_connection_id and not spec.name:
        raise InputError(
            "name",
            "Neither physical_connection_id nor name was given; give the name of the Fabric connection, which the shared port "
            "has too.",
        )
    check_vlan("vlan_id", spec.vlan_id)
    if spec.payment is not None and isinstance(spec.payment.period, bool):
        raise InputError("order.period", f"order.period {spec.payment.period} is no number; give 1 or more months or years.")
    if spec.payment is not None and not 1 <= spec.payment.period <= PERIODS[spec.payment.pricing_cycle]:
        cycle = spec.payment.pricing_cycle
        raise InputError(
            "order.period",
            f"order.period {spec.payment.period} is not sold with pricing_cycle {cycle}; give 1 to {PERIODS[cycle]}.",
        )
    return spec


def check_vlan(option: str, vlan: int | None) -> None:
    """Refuse a VLAN that Alibaba Cloud does not have."""
    if vlan is not None and not 0 <= vlan <= 2999:
        raise InputError(option, f"{option} {vlan} is out of range; Alibaba Cloud has VLANs 0 to 2999.")


# -- which one


def choose(spec: PhysicalConnectionSpec, rows: Iterable[Mapping[str, Any]], *, dead: bool = False) -> Decision:
    """Return which shared port is meant, by the rule of ``identity``.

    ``dead`` takes one that is terminated when there is no other. Raises InputError for several that are proven alike, and for one
    that is not what the spec says it is: accepting the wrong one would be buying it.
    """
    decision = decide(spec.claim, rows, dead=dead)
    if decision.conflict:
        raise InputError(
            "physical_connection_id",
            f"name {spec.label} with vlan_id {spec.vlan_id} is that of {len(decision.candidates)} physical connections: "
            f"{listed_candidates(decision.candidates)}; give the physical_connection_id of yours.",
        )
    if decision.contradicted:
        prove(spec, decision.contradicted)
    return decision


def refuse_unproven(spec: PhysicalConnectionSpec, decision: Decision, region: str) -> None:
    """Refuse to take a physical connection by its name alone. Raises InputError that names those it could be."""
    if spec.claim.provable or decision.ours:
        return
    raise InputError(
        "vlan_id",
        f"name {spec.label} alone does not prove whose a physical connection is, and vlan_id was not given; give the VLAN that "
        f"Fabric shows on the Z-side, or the physical_connection_id of yours. {_of_the_name(decision, region)}",
    )


def refuse_candidates(spec: PhysicalConnectionSpec, decision: Decision, region: str) -> None:
    """Refuse to remove what may be somebody else's. Raises InputError that names those it could be."""
    if not decision.candidates:
        return
    raise InputError(
        "physical_connection_id",
        f"Which physical connection is {spec.label} is not proven, so nothing was removed. {_of_the_name(decision, region)}",
    )


def not_proven(spec: PhysicalConnectionSpec, decision: Decision, region: str) -> str:
    """Return in words that a shared port is not there, or is not proven to be ours, with all that a person can do about it."""
    if decision.candidates:
        return f"Which physical connection is {spec.label} is not proven. {_of_the_name(decision, region)}"
    others = f"; of that name there is {listed(decision.others, 'and')}" if decision.others else ""
    return (
        f"Shared port {spec.label} is not there in region {region} for this account (check name, VLAN, region and credentials, "
        f"and that the Fabric connection awaits approval{others})"
    )


def _of_the_name(decision: Decision, region: str) -> str:
    if not decision.candidates:
        return f"There is none of that name in region {region}."
    return (
        f"In region {region} it could be {listed_candidates(decision.candidates)}; if one of them is yours, give its id as "
        "physical_connection_id."
    )


def prove(spec: PhysicalConnectionSpec, physical_connection: Mapping[str, Any]) -> None:
    """Check that a physical connection that was found by its id is what the spec says of it. Raises InputError."""
    found = contradictions(spec.claim, physical_connection)
    if found:
        option, words = next(iter(found.items()))
        raise InputError(
            option,
            f"physical_connection_id {another_connections(physical_connection, words)} and nothing was done with it; "
            f"correct {option}, or "
            "give another physical_connection_id.",
        )


# -- what to do with it


def next_step(physical_connection: Mapping[str, Any]) -> Step | None:
    """Return what the tenant has to do next, None while that is nothing. Raises InputError when nothing can."""
    status, named = text_at(physical_connection, "Status"), described(physical_connection)
    if is_dead(physical_connection):
        raise InputError(
            "state",
            f"Physical connection {named} cannot be accepted; remove it and the Fabric connection, then order anew.",
        )
    locked = text_at(physical_connection, "BusinessStatus")
    if locked not in ("", "Normal"):
        raise InputError(
            "state",
            f"Physical connection {named} is locked ({locked}); settle what Alibaba Cloud's billing centre shows, then run "
            "again.",
        )
    if status == ALLOCATED:
        return Step.ACCEPT
    if status == CONFIRMED and not is_paid_by_partner(physical_connection):
        return Step.PAY
    return None


def is_paid_by_partner(physical_connection: Mapping[str, Any]) -> bool:
    """Tell whether the partner pays, so that the tenant must not."""
    return text_at(physical_connection, "OrderMode") == PAID_BY_PARTNER


def is_known_state(physical_connection: Mapping[str, Any]) -> bool:
    """Tell whether a status is one that the documentation lists."""
    status = text_at(physical_connection, "Status")
    return status in _COMING or status in DEAD or status in (ALLOCATED, CONFIRMED, ENABLED)


def plan(physical_connection: Mapping[str, Any], *, billing_open: bool) -> list[Step]:
    """Return all that the tenant has to do until a shared port is enabled. Raises InputError as ``next_step`` does."""
    first = next_step(physical_connection)
    steps: list[Step] = []
    if first is Step.ACCEPT:
        steps = ([] if billing_open else [Step.OPEN_BILLING]) + [Step.ACCEPT]
    if first is Step.PAY or (first is Step.ACCEPT and not is_paid_by_partner(physical_connection)):
        steps.append(Step.PAY)
    return steps


def check_consent(spec: PhysicalConnectionSpec, physical_connection: Mapping[str, Any], steps: Sequence[Step]) -> None:
    """Refuse to go on without the user's word on what costs money or cannot be undone. Raises InputError naming all of it."""
    missing: dict[str, str] = {}
    if Step.OPEN_BILLING in steps and not spec.accept_billing:
        missing["accept_outbound_data_transfer_billing"] = (
            "accept_outbound_data_transfer_billing: true (agrees to pay for outbound traffic, for the whole account and for ever)"
        )
    if Step.PAY in steps and spec.payment is None:
        size = text_at(physical_connection, "Spec")
        missing["order"] = (
            f"order with period and pricing_cycle (pays for {f'a shared port of {size}' if size else 'the shared port'} in "
            "advance, at the price that Alibaba Cloud shows under Resource usage fee)"
        )
    if missing:
        left = "was not accepted and nothing was paid" if Step.ACCEPT in steps else "is accepted and was not paid for"
        raise InputError(
            next(iter(missing)),
            f"Physical connection {described(physical_connection)} {left}, since that takes your consent: give "
            f"{listed(missing.values(), 'and')}.",
        )


def settings_of(physical_connection: Mapping[str, Any]) -> dict[str, Any]:
    """Return a shared port as one side of a diff."""
    if not physical_connection:
        return {}
    return {
        "physical_connection_id": text_at(physical_connection, "PhysicalConnectionId"),
        "name": text_at(physical_connection, "Name"),
        "status": text_at(physical_connection, "Status"),
        "vlan_id": number_at(physical_connection, "VlanId"),
    }
