# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which physical connection is ours (pure): the one rule for acceptance, payment, border routers, status, report and removal.

A name is no proof: a tenant may have a dedicated circuit of the same name, a shared port of another order, one that was
terminated and is still billed, or one in another region. A physical connection is ours

* by its own id, as Fabric shows it (``providerConnectionId``),
* by its own id, as the user gives it, where nothing that it shows is of another connection, or
* when it is a shared port (product type) of the exact name, in the region, with the VLAN that Fabric shows on the Z-side.

Nothing equals nothing proves nothing: where either side does not show the VLAN (yet), it is a candidate, and a candidate is
waited for or refused, never acted on. What else is known (bandwidth, line operator) can exclude one, and proves none.
Dedicated physical connections are never candidates. Takes rows as the API gives them or as results show them (snake_case).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ..._core.data import listed, text_at
from ..serialize import number_at

Row = Mapping[str, Any]

SHARED_PORT = "VirtualPhysicalConnection"
# Carriers that are not Equinix. Whether a shared port has its parent's operator is not documented, so "Other" excludes nothing.
_OTHER_OPERATORS = frozenset({"CT", "CU", "CM", "CO"})
# Some pages write "Allocation Failed" without the space.
DEAD = frozenset({"Rejected", "Canceled", "Allocation Failed", "AllocationFailed", "Terminating", "Terminated"})
# Mbps of the words in which the API says what a shared port is sold as.
_MEGABITS = {"M": 1, "G": 1000}


class Claim(NamedTuple):
    """What is known of the physical connection that is looked for. ``vlan_id`` is that of the Z-side; ``bandwidth`` in Mbps.

    An empty ``region`` means that rows are of the right one already. ``id_is_shown`` tells that it is Fabric that shows the id,
    and not the user, who may mistake one for another.
    """

    name: str = ""
    vlan_id: int | None = None
    physical_connection_id: str = ""
    bandwidth: int | None = None
    region: str = ""
    id_is_shown: bool = False

    @property
    def provable(self) -> bool:
        """Tell whether there is anything that could prove a physical connection to be ours."""
        return bool(self.physical_connection_id or (self.name and self.vlan_id is not None))


class Decision(NamedTuple):
    """What the rule says: ``ours`` is empty where nothing is proven; ``candidates`` are those that could be ours then.

    ``conflict`` tells that several are proven alike, so that no waiting can tell them apart. ``others`` are those of the name
    that are somebody else's, in words. ``contradicted`` is the one of the id, where it shows to be of another connection.
    """

    ours: dict[str, Any]
    candidates: list[dict[str, Any]]
    conflict: bool = False
    others: tuple[str, ...] = ()
    contradicted: Row = MappingProxyType({})


def field(row: Row, key: str) -> str:
    """Return a text of a row, whether its keys are the API's (``VlanId``) or those of a result (``vlan_id``)."""
    return text_at(row, key) or text_at(row, _RESULT_KEYS[key])


def number(row: Row, key: str) -> int | None:
    """Return a whole number of a row, as ``field`` does."""
    found = number_at(row, key)
    return number_at(row, _RESULT_KEYS[key]) if found is None else found


_RESULT_KEYS = {
    "PhysicalConnectionId": "physical_connection_id",
    "Name": "name",
    "Status": "status",
    "VpconnStatus": "vpconn_status",
    "ProductType": "product_type",
    "LineOperator": "line_operator",
    "Spec": "spec",
    "ExpectSpec": "expect_spec",
    "EndTime": "end_time",
    "RegionId": "region_id",
    "VlanId": "vlan_id",
    "Bandwidth": "bandwidth",
}


def is_shared_port(row: Row) -> bool:
    """Tell whether a physical connection is a partner's shared port, and not a physical connection of the customer's own."""
    return field(row, "ProductType") == SHARED_PORT


def is_dead(row: Row) -> bool:
    """Tell whether a physical connection will never carry anything (any more). It may be billed all the same."""
    return field(row, "Status") in DEAD or field(row, "VpconnStatus") == "Deleted"


class PhysicalConnections:
    """Physical connections of one account, found by what is known of them; looked through once, however many are asked for."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._by_id: dict[str, list[dict[str, Any]]] = {}
        self._by_name: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            identity = field(row, "PhysicalConnectionId")
            if not identity:
                continue
            own = dict(row)  # once: templates read each value of a row when it is copied
            self._by_id.setdefault(identity, []).append(own)
            if is_shared_port(own):
                self._by_name.setdefault(field(own, "Name"), []).append(own)

    def decide(self, claim: Claim, *, dead: bool = False) -> Decision:
        """Return which one is ours; ``dead`` takes one that is terminated or rejected where no other is proven."""
        if claim.physical_connection_id:
            row = next(iter(self._by_id.get(claim.physical_connection_id, [])), {})
            return Decision({}, [], contradicted=row) if contradictions(claim, row) else Decision(row, [])
        rows = self._by_name.get(claim.name, []) if claim.name else []
        reasons = [excluded(claim, row) for row in rows]
        named = [row for row, reason in zip(rows, reasons, strict=True) if not reason]
        others = tuple(
            f"{field(row, 'PhysicalConnectionId')} ({reason})" for row, reason in zip(rows, reasons, strict=True) if reason
        )
        living = [row for row in named if not is_dead(row)]
        proven = [row for row in living if _is_proven(claim, row)]
        if dead and not proven:
            living, proven = named, [row for row in named if _is_proven(claim, row)]
        if len(proven) == 1:
            return Decision(proven[0], [], others=others)
        return Decision({}, proven or living, conflict=len(proven) > 1, others=others)


def decide(claim: Claim, rows: Iterable[Row], *, dead: bool = False) -> Decision:
    """Return which one of some rows is ours, as ``PhysicalConnections.decide`` does."""
    return PhysicalConnections(rows).decide(claim, dead=dead)


def _is_proven(claim: Claim, row: Row) -> bool:
    return claim.vlan_id is not None and number(row, "VlanId") == claim.vlan_id


def excluded(claim: Claim, row: Row) -> str:
    """Return why a shared port of the name cannot be ours, an empty text where nothing speaks against it."""
    return next((f"it {words}" for words in _differences(claim, row).values()), "")


def _differences(claim: Claim, row: Row) -> dict[str, str]:
    """Return in what a physical connection differs from what is known, beside its name, as words by option."""
    found: dict[str, str] = {}
    vlan, region, operator = number(row, "VlanId"), field(row, "RegionId"), field(row, "LineOperator")
    if claim.vlan_id is not None and vlan is not None and vlan != claim.vlan_id:
        found["vlan_id"] = f"has VLAN {vlan}, not {claim.vlan_id}"
    if claim.region and region and region != claim.region:
        found["region"] = f"is in {region}, not in {claim.region}"
    speeds = speeds_of(row)
    if claim.bandwidth and speeds and claim.bandwidth not in speeds:
        found["bandwidth"] = f"has {min(speeds)} Mbps, not {claim.bandwidth}"
    if operator in _OTHER_OPERATORS:
        found["physical_connection_id"] = f"has the line operator {operator}, not Equinix"
    return found


def speeds_of(row: Row) -> set[int]:
    """Return the speeds in Mbps that a shared port is said to have, or to be changed to; empty where none is said."""
    words = [field(row, key) for key in ("Spec", "ExpectSpec")]
    spoken = {int(word[:-1]) * _MEGABITS[word[-1]] for word in words if word[-1:] in _MEGABITS and word[:-1].isdecimal()}
    return {speed for speed in (*spoken, number(row, "Bandwidth")) if speed}


def contradictions(claim: Claim, row: Row) -> dict[str, str]:
    """Return what speaks against a physical connection that was found by its id, as words by option; empty when nothing does."""
    found: dict[str, str] = {}
    if field(row, "ProductType") not in ("", SHARED_PORT):
        found["physical_connection_id"] = "is a dedicated circuit, not a shared port of a partner such as Equinix"
    if claim.id_is_shown:
        return found  # it may have been renamed, or be under change
    name = field(row, "Name")
    if claim.name and name and name != claim.name:
        found["name"] = f"has the name '{name}', not '{claim.name}'"
    # What it is comes first, and then what it is called.
    return {**found, **{option: words for option, words in _differences(claim, row).items() if option not in found}}


def another_connections(row: Row, words: str) -> str:
    """Return in words that a physical connection is not the one that was meant; ``words`` are one of its contradictions."""
    return f"{described(row)} {words}, so it belongs to another connection,"


def described(row: Row) -> str:
    """Return a physical connection in words, for messages: id, status, VLAN."""
    vlan = number(row, "VlanId")
    status = field(row, "Status") or "no status"
    return f"{field(row, 'PhysicalConnectionId')} ({status}, VLAN {'-' if vlan is None else vlan})"


def listed_candidates(rows: Iterable[Row]) -> str:
    """Return candidates in words, with all by which a person can tell them apart."""
    return listed(map(_told_apart, rows), "and")


def _told_apart(row: Row) -> str:
    vlan, speed, until = number(row, "VlanId"), number(row, "Bandwidth"), field(row, "EndTime")
    facts = [
        field(row, "Status") or "no status",
        f"VLAN {'not shown' if vlan is None else vlan}",
        f"{speed} Mbps" if speed else field(row, "Spec") or "no bandwidth shown",
        f"operator {field(row, 'LineOperator') or 'not shown'}",
        *([f"paid until {until}"] if until else []),
    ]
    return f"{field(row, 'PhysicalConnectionId')} ({', '.join(facts)})"
