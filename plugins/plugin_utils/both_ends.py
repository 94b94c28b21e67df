# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Both ends of a connection side by side (pure): what Fabric says, what Alibaba Cloud says, and whether they agree.

Takes objects as the modules return them (snake_case). Source of the words: the table under "Monitoring the Connection Status" of
Equinix's page on Alibaba Cloud Express Connect. Fabric's pair (PROVISIONED, PROVISIONED) stands in two of its rows, and
only Alibaba Cloud's own status tells them apart.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..module_utils._alibaba.physical_connection.identity import Claim, Decision, PhysicalConnections, listed_candidates
from ..module_utils._alibaba.serialize import number_at
from ..module_utils._core.data import dig, text_at
from ..module_utils._equinix.connection.status import ACTIVE, ALIBABA_STATUS, DESCRIPTIONS, IN_PROGRESS, PENDING_APPROVAL
from ..module_utils._equinix.maintenance import maintenance_of

# Alibaba Cloud's status of a shared port, as a phase of the connection.
_PHASES = {"Allocated": PENDING_APPROVAL, "Confirmed": IN_PROGRESS, "Enabled": ACTIVE}


def both_ends(
    connection: Mapping[str, Any],
    physical_connection: Mapping[str, Any] | None = None,
    router: Mapping[str, Any] | None = None,
    peers: Sequence[Mapping[str, Any]] = (),
    routing: Sequence[Mapping[str, Any]] = (),
    candidates: Sequence[Mapping[str, Any]] = (),
    *,
    by_id: bool = False,
    not_looked_up: str = "",
) -> dict[str, Any]:
    """Return one connection with both of its ends, and the proofs that they are one.

    ``connection`` has its ``status``. ``physical_connection``, ``router``, ``peers`` are Alibaba Cloud's, empty where there are
    none; ``routing`` are the routing protocols of a connection from a cloud router; ``candidates`` are physical connections of
    which it is not proven that one is the connection's. ``by_id`` tells that it is known by its id, whatever VLAN Fabric shows,
    ``not_looked_up`` why Alibaba Cloud's end was not.
    """
    physical_connection, router = physical_connection or {}, router or {}
    status = dig(connection, "status") or {}
    phase = text_at(status, "phase")
    known = _PHASES.get(text_at(physical_connection, "status"))
    proofs = [
        _same_vlan(connection, physical_connection, router, by_id=by_id),
        _all_active(phase, physical_connection, router, peers),
        *([one_subnet(router)] if router else []),
        *([_same_bgp(router, peers, routing)] if peers and _bgp_of(routing) else []),
    ]
    return {
        "name": text_at(connection, "name"),
        "uuid": text_at(connection, "uuid"),
        "bandwidth": dig(connection, "bandwidth"),
        "fabric": {
            "phase": phase,
            "equinix_status": text_at(status, "equinix_status"),
            "provider_status": text_at(status, "provider_status"),
            "maintenance": str(maintenance_of(connection)),
            "vlan": _fabric_vlan(connection),
        },
        "alibaba": {
            "region": text_at(connection, "z_side", "access_point", "seller_region"),
            "status": ALIBABA_STATUS.get(known or "") or text_at(physical_connection, "status"),
            "physical_connection_id": text_at(physical_connection, "physical_connection_id"),
            "physical_connection_status": text_at(physical_connection, "status"),
            "paid_until": text_at(physical_connection, "end_time"),
            "candidates": listed_candidates(candidates),
            "not_looked_up": not_looked_up,
            "vlan": number_at(physical_connection, "vlan_id"),
            "virtual_border_router_id": text_at(router, "vbr_id"),
            "virtual_border_router_status": text_at(router, "status"),
            "local_gateway_ip": text_at(router, "local_gateway_ip"),
            "peer_gateway_ip": text_at(router, "peer_gateway_ip"),
            "bgp_peers": [
                {key: peer.get(key) for key in ("peer_ip_address", "peer_asn", "local_asn", "status", "bgp_status")}
                for peer in peers
            ],
        },
        "description": DESCRIPTIONS[known]
        if known and phase in (PENDING_APPROVAL, IN_PROGRESS, ACTIVE)
        else text_at(status, "description"),
        "proofs": proofs,
        "proven": all(item["proven"] for item in proofs),
    }


def claim_of(connection: Mapping[str, Any], physical_connection_id: str = "") -> Claim:
    """Return what is known of the physical connection of a connection, for the rule that says which one it is.

    ``physical_connection_id`` is what the user says it is, where Fabric does not show the provider's id.
    """
    shown = text_at(connection, "z_side", "access_point", "provider_connection_id")
    is_shown = shown.startswith("pc-")
    return Claim(
        text_at(connection, "name"),
        _fabric_vlan(connection),
        shown if is_shown else physical_connection_id,
        number_at(connection, "bandwidth"),
        text_at(connection, "z_side", "access_point", "seller_region"),
        is_shown,
    )


class AlibabaEnds:
    """What one account has at Alibaba Cloud, found by what is known of it: rows as the info modules list them."""

    def __init__(
        self, physical_connections: Iterable[Mapping[str, Any]] = (), virtual_border_routers: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        self._physical = PhysicalConnections(physical_connections)
        self._by_id: dict[str, list[Mapping[str, Any]]] = {}
        self._by_port: dict[str, list[Mapping[str, Any]]] = {}
        for row in virtual_border_routers:
            self._by_id.setdefault(text_at(row, "vbr_id"), []).append(row)
            self._by_port.setdefault(text_at(row, "physical_connection_id"), []).append(row)

    def decide(self, claim: Claim) -> Decision:
        """Return which physical connection is ours, one that is terminated where there is no other."""
        return self._physical.decide(claim, dead=True)

    def routers_of(self, connection: Mapping[str, Any], physical_connection: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Return the border routers on a physical connection, else the one that Fabric itself names (the older flow)."""
        if physical_connection:
            return self._by_port.get(text_at(physical_connection, "physical_connection_id"), [])
        pushed = text_at(connection, "z_side", "access_point", "provider_connection_id")
        return self._by_id.get(pushed, []) if pushed else []


def _proof(what: str, proven: bool, says: str) -> dict[str, Any]:
    return {"what": what, "proven": proven, "says": says}


def _fabric_vlan(connection: Mapping[str, Any]) -> int | None:
    link = dig(connection, "z_side", "access_point", "link_protocol")
    return number_at(link, "vlan_tag") if isinstance(link, Mapping) else None


def _same_vlan(
    connection: Mapping[str, Any], physical_connection: Mapping[str, Any], router: Mapping[str, Any], *, by_id: bool
) -> dict[str, Any]:
    shown = _fabric_vlan(connection)
    # What Fabric does not show is not said to be proven.
    only_there = shown is None and by_id and bool(physical_connection and router)
    vlans = {} if only_there else {"Fabric": shown}
    if physical_connection:
        vlans["the physical connection"] = number_at(physical_connection, "vlan_id")
    if router:
        vlans["the border router"] = number_at(router, "vlan_id")
    same = len(vlans) > 1 and None not in vlans.values() and len(set(vlans.values())) == 1
    said = ", ".join(f"{'none' if vlan is None else vlan} on {where}" for where, vlan in vlans.items())
    return _proof("One VLAN at Alibaba Cloud, Fabric shows none" if only_there else "One VLAN on both sides", same, said)


def _all_active(
    phase: str, physical_connection: Mapping[str, Any], router: Mapping[str, Any], peers: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    states = [("Fabric", phase or "unknown", phase == ACTIVE)]
    if physical_connection or not router:
        status = text_at(physical_connection, "status") or "not there"
        states.append(("physical connection", status, status == "Enabled"))
    if router:
        states.append(("border router", text_at(router, "status"), text_at(router, "status") == "active"))
    states += [
        (f"BGP peer {text_at(peer, 'peer_ip_address')}", text_at(peer, "status"), text_at(peer, "status") == "Available")
        for peer in peers
    ]
    said = ", ".join(f"{what} {status}" for what, status, _good in states)
    return _proof("Both sides active", all(good for _what, _status, good in states), said)


def one_subnet(router: Mapping[str, Any]) -> dict[str, Any]:
    """Return the proof that both gateways of a border router are in one subnet."""
    local, peer, mask = (text_at(router, key) for key in ("local_gateway_ip", "peer_gateway_ip", "peering_subnet_mask"))
    try:
        one = ipaddress.ip_interface(f"{local}/{mask}").network == ipaddress.ip_interface(f"{peer}/{mask}").network
    except ValueError:
        one = False
    return _proof(
        "Both gateways in one subnet", one and local != peer, f"{local or 'none'} and {peer or 'none'} under {mask or 'no mask'}"
    )


def _bgp_of(routing: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return next((row for row in routing if row.get("type") == "BGP"), {})


def _same_bgp(
    router: Mapping[str, Any], peers: Sequence[Mapping[str, Any]], routing: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Each end's neighbour is the other end."""
    bgp = _bgp_of(routing)
    fabric = (number_at(bgp, "equinix_asn"), number_at(bgp, "customer_asn"), text_at(bgp, "bgp_ipv4", "customer_peer_ip"))
    ends = [(number_at(peer, "peer_asn"), number_at(peer, "local_asn"), text_at(router, "local_gateway_ip")) for peer in peers]
    said = "AS {} to AS {} at {} by Fabric, AS {} to AS {} at {} by Alibaba Cloud".format(
        *fabric, *(ends[0] if ends else ("-",) * 3)
    )
    return _proof("One BGP session", fabric in ends, said)
