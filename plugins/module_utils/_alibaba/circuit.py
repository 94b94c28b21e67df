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

from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.api import (
    SHARED_PORT,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.objects import (
    number_at,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._data import listed, text_at
from ansible_collections.interconnect.equinix.plugins.module_utils._errors import InputError

ALLOCATED, CONFIRMED, ENABLED = "Allocated", "Confirmed", "Enabled"
TERMINATING, TERMINATED = "Terminating", "Terminated"
_COMING = frozenset({"", "Initial", "Approved", "Allocating"})
# Some pages write the last one without the space.
_DEAD = frozenset({"Rejected", "Canceled", "Allocation Failed", "AllocationFailed", TERMINATING, TERMINATED})
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
class CircuitWish:
    """Which shared port is meant, and what the user agrees to."""

    physical_connection_id: str = ""
    name: str = ""
    vlan_id: int | None = None
    accept_billing: bool = False
    payment: Payment | None = None

    @property
    def label(self) -> str:
        """The port in messages."""
        return f"'{self.name}'" if self.name else self.physical_connection_id


def read_circuit(options: Mapping[str, Any]) -> CircuitWish:
    """Return the wish of a module's options, checked. Raises InputError."""
    order = options.get("order")
    wish = CircuitWish(
        (options.get("physical_connection_id") or "").strip(),
        options.get("name") or "",
        options.get("vlan_id"),
        bool(options.get("accept_outbound_data_transfer_billing")),
        Payment(order["period"], order["pricing_cycle"], order["auto_renew"]) if order else None,
    )
    if not wish.physical_connection_id and not wish.name:
        raise InputError(
            "name",
            "Neither physical_connection_id nor name was given; give the name of the Fabric connection, which the shared port "
            "has too.",
        )
    check_vlan("vlan_id", wish.vlan_id)
    if wish.payment is not None and not 1 <= wish.payment.period <= PERIODS[wish.payment.pricing_cycle]:
        cycle = wish.payment.pricing_cycle
        raise InputError(
            "order.period",
            f"order.period {wish.payment.period} is not sold with pricing_cycle {cycle}; give 1 to {PERIODS[cycle]}.",
        )
    return wish


def check_vlan(option: str, vlan: int | None) -> None:
    """Refuse a VLAN that Alibaba Cloud does not have."""
    if vlan is not None and not 0 <= vlan <= 2999:
        raise InputError(option, f"{option} {vlan} is out of range; Alibaba Cloud has VLANs 0 to 2999.")


# -- which one


def is_dead(circuit: Mapping[str, Any]) -> bool:
    """Tell whether a shared port will never carry anything (any more)."""
    return text_at(circuit, "Status") in _DEAD or text_at(circuit, "VpconnStatus") == "Deleted"


def choose(wish: CircuitWish, rows: Iterable[Mapping[str, Any]], *, dead: bool = False) -> dict[str, Any]:
    """Return the shared port that is meant, an empty dict when it is not there.

    ``dead`` takes one that is terminated when there is no other. Raises InputError for several, and for one that is not
    what the wish says it is: accepting the wrong one would be buying it.
    """
    meant = [dict(row) for row in rows if _is_named(wish, row)]
    living = [row for row in meant if not is_dead(row)]
    found = living or (meant if dead else [])
    if len(found) > 1:
        raise InputError(
            "name",
            f"name {wish.label} is that of {len(found)} physical connections: {listed(map(described, found), 'and')}; give the "
            "physical_connection_id of the one you mean.",
        )
    if not found:
        return {}
    prove(wish, found[0])
    return found[0]


def _is_named(wish: CircuitWish, row: Mapping[str, Any]) -> bool:
    if wish.physical_connection_id:
        return text_at(row, "PhysicalConnectionId") == wish.physical_connection_id
    return text_at(row, "Name") == wish.name and text_at(row, "ProductType") in ("", SHARED_PORT)


def prove(wish: CircuitWish, circuit: Mapping[str, Any]) -> None:
    """Check that a circuit is what the wish says of it. Raises InputError."""
    named = described(circuit)
    if text_at(circuit, "ProductType") not in ("", SHARED_PORT):
        raise InputError(
            "physical_connection_id",
            f"physical_connection_id {named} is a dedicated circuit, not a shared port of a partner such as Equinix; give "
            "another one.",
        )
    if wish.physical_connection_id and wish.name and text_at(circuit, "Name") not in ("", wish.name):
        raise InputError(
            "physical_connection_id",
            f"physical_connection_id {named} has the name '{text_at(circuit, 'Name')}', not '{wish.name}', so it belongs to "
            "another connection; "
            "correct one of the two.",
        )
    vlan = number_at(circuit, "VlanId")
    if wish.vlan_id is not None and vlan is not None and vlan != wish.vlan_id:
        raise InputError(
            "vlan_id",
            f"vlan_id {wish.vlan_id} is not the VLAN of {named}, so that one belongs to another connection; nothing was "
            "accepted. Give the VLAN that Fabric shows on the Z-side, or the physical_connection_id of another one.",
        )


def described(circuit: Mapping[str, Any]) -> str:
    """Return a circuit in words, for messages."""
    vlan = number_at(circuit, "VlanId")
    status = text_at(circuit, "Status") or "no status"
    return f"{text_at(circuit, 'PhysicalConnectionId')} ({status}, VLAN {'-' if vlan is None else vlan})"


# -- what to do with it


def next_step(circuit: Mapping[str, Any]) -> Step | None:
    """Return what the tenant has to do next, None while that is nothing. Raises InputError when nothing can."""
    status, named = text_at(circuit, "Status"), described(circuit)
    if is_dead(circuit):
        raise InputError(
            "state",
            f"Physical connection {named} cannot be accepted; remove it and the Fabric connection, then order anew.",
        )
    locked = text_at(circuit, "BusinessStatus")
    if locked not in ("", "Normal"):
        raise InputError(
            "state",
            f"Physical connection {named} is locked ({locked}); settle what Alibaba Cloud's billing centre shows, then run "
            "again.",
        )
    if status == ALLOCATED:
        return Step.ACCEPT
    if status == CONFIRMED and not is_paid_by_partner(circuit):
        return Step.PAY
    return None


def is_paid_by_partner(circuit: Mapping[str, Any]) -> bool:
    """Tell whether the partner pays, so that the tenant must not."""
    return text_at(circuit, "OrderMode") == PAID_BY_PARTNER


def is_known_state(circuit: Mapping[str, Any]) -> bool:
    """Tell whether a status is one that the documentation lists."""
    status = text_at(circuit, "Status")
    return status in _COMING or status in _DEAD or status in (ALLOCATED, CONFIRMED, ENABLED)


def plan(circuit: Mapping[str, Any], *, billing_open: bool) -> list[Step]:
    """Return all that the tenant has to do until a shared port is enabled. Raises InputError as ``next_step`` does."""
    first = next_step(circuit)
    steps: list[Step] = []
    if first is Step.ACCEPT:
        steps = ([] if billing_open else [Step.OPEN_BILLING]) + [Step.ACCEPT]
    if first is Step.PAY or (first is Step.ACCEPT and not is_paid_by_partner(circuit)):
        steps.append(Step.PAY)
    return steps


def check_consent(wish: CircuitWish, circuit: Mapping[str, Any], steps: Sequence[Step]) -> None:
    """Refuse to go on without the user's word on what costs money or cannot be undone. Raises InputError naming all of it."""
    missing: dict[str, str] = {}
    if Step.OPEN_BILLING in steps and not wish.accept_billing:
        missing["accept_outbound_data_transfer_billing"] = (
            "accept_outbound_data_transfer_billing: true (agrees to pay for outbound traffic, for the whole account and for ever)"
        )
    if Step.PAY in steps and wish.payment is None:
        spec = text_at(circuit, "Spec")
        missing["order"] = (
            f"order with period and pricing_cycle (pays for {f'a shared port of {spec}' if spec else 'the shared port'} in "
            "advance, at the price that Alibaba Cloud shows under Resource usage fee)"
        )
    if missing:
        left = "was not accepted and nothing was paid" if Step.ACCEPT in steps else "is accepted and was not paid for"
        raise InputError(
            next(iter(missing)),
            f"Physical connection {described(circuit)} {left}, since that takes your consent: give "
            f"{listed(missing.values(), 'and')}.",
        )


def settings_of(circuit: Mapping[str, Any]) -> dict[str, Any]:
    """Return a shared port as one side of a diff."""
    if not circuit:
        return {}
    return {
        "physical_connection_id": text_at(circuit, "PhysicalConnectionId"),
        "name": text_at(circuit, "Name"),
        "status": text_at(circuit, "Status"),
        "vlan_id": number_at(circuit, "VlanId"),
    }
