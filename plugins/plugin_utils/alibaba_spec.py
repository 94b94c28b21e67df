# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with the Alibaba half of a spec, told before anything is ordered on Fabric (pure)."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean

from ..module_utils._alibaba.bgp_peer.plan import read_peer
from ..module_utils._alibaba.physical_connection.plan import PERIODS, parse_physical_connection
from ..module_utils._alibaba.virtual_border_router.plan import check_complete, check_gateways, read_router
from ..module_utils._core.data import listed
from ..module_utils._core.errors import InputError
from ..module_utils._equinix.routing_protocol.plan import read_bgp, read_direct

# The id of what is not there yet.
_LATER = "later"


def accepted_terms(accept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the user agrees to (``express_connect_accept``) in proper types; what comes with ``-e`` is text.

    ``period`` is 0 where nothing is paid. Raises InputError.
    """
    cycle = accept.get("pricing_cycle") or "Month"
    if cycle not in PERIODS:
        raise InputError("pricing_cycle", f"pricing_cycle '{cycle}' is not sold; give {listed(PERIODS)}.")
    period = accept.get("period")
    if isinstance(period, bool) or (period not in (None, "", 0) and not str(period).isdecimal()):
        raise InputError("period", f"period '{period}' cannot be bought; give a whole number from 1 to {PERIODS[cycle]}.")
    return {
        "outbound_data_transfer_billing": _truth(accept, "outbound_data_transfer_billing"),
        "period": int(period or 0),
        "pricing_cycle": cycle,
        "auto_renew": _truth(accept, "auto_renew"),
    }


def _truth(accept: Mapping[str, Any], name: str) -> bool:
    value = accept.get(name)
    try:
        return value not in (None, "") and bool(boolean(value))
    except TypeError:
        raise InputError(name, f"{name} '{value}' is neither true nor false; give true to agree, or leave it out.") from None


def check_accept(accept: Mapping[str, Any]) -> None:
    """Check what the user agrees to. Raises InputError."""
    terms = accepted_terms(accept)
    given = accept.get("period") not in (None, "")
    order = {name: terms[name] for name in ("period", "pricing_cycle", "auto_renew")} if given else None
    parse_physical_connection({"name": _LATER, "order": order})


def check_member(router: Mapping[str, Any], routing: Mapping[str, Any]) -> None:
    """Check border router and routing (``direct``, ``bgp``, ``alibaba``) of one connection by themselves and against each other.

    Raises InputError.
    """
    direct, bgp = read_direct(routing.get("direct")), read_bgp(routing.get("bgp"))
    if not router:
        return
    spec = read_router({"physical_connection_id": _LATER, **router})
    check_complete(spec)
    check_gateways(spec, {})
    alibaba = routing.get("alibaba")
    if alibaba:
        peer = {"peer_ip_address": spec.peer_gateway_ip, **alibaba}
        read_peer({"virtual_border_router_id": _LATER, **peer})
    address = direct.equinix_iface_ipv4 if direct else None
    if address and str(ipaddress.ip_interface(address).ip) != spec.peer_gateway_ip:
        raise InputError(
            "peer_gateway_ip",
            f"peer_gateway_ip {spec.peer_gateway_ip} and direct.equinix_iface_ipv4 {address} are both the cloud router's end; "
            "give both the same address.",
        )
    neighbour = bgp.customer_peer_ipv4 if bgp else None
    if neighbour and neighbour != spec.local_gateway_ip:
        raise InputError(
            "local_gateway_ip",
            f"local_gateway_ip {spec.local_gateway_ip} and bgp.customer_peer_ipv4 {neighbour} are both Alibaba Cloud's end; "
            "give both the same address.",
        )


def problems(
    accept: Any,
    routers: Mapping[str, Any],
    routings: Mapping[str, Any],
    *,
    pair: bool = False,
) -> list[str]:
    """Return one sentence for each mistake, each with the variable that it is in.

    ``routers`` and ``routings`` hold one entry for each connection of a pair, by the names of their variables. ``pair`` tells
    that both are ordered.
    """
    found: list[str] = []
    try:
        check_accept(accept or {})
    except InputError as error:
        found.append(f"express_connect_accept: {error}")
    for (variable, router), routing in zip(routers.items(), routings.values(), strict=True):
        try:
            check_member(router or {}, routing or {})
        except InputError as error:
            found.append(f"{variable}: {error}")
    members = [*zip(routers.items(), routings.items(), strict=True)][: 2 if pair else 1]
    return [*found, *_without_router(members), *(_half_pair(members) if pair else [])]


_Member = tuple[tuple[str, Any], tuple[str, Any]]


def _without_router(members: Sequence[_Member]) -> list[str]:
    """Return what is wrong with BGP on Alibaba Cloud where there is no border router to put it on."""
    return [
        f"{variable} is missing beside {place}.alibaba; a BGP peer is on a border router, so give both, or neither."
        for (variable, router), (place, routing) in members
        if (routing or {}).get("alibaba") and not router
    ]


def _half_pair(members: Sequence[_Member]) -> list[str]:
    """Return what only one connection of a pair has: the other one would be paid for and carry nothing."""
    ((first, router), (place, routing)), ((second, other_router), (other_place, other_routing)) = members
    found = []
    if bool(router) is not bool(other_router):
        missing, there = (second, first) if router else (first, second)
        found.append(f"{missing} is missing beside {there}: one connection of the pair would be paid for and carry nothing.")
    if _speaks_bgp(routing) is not _speaks_bgp(other_routing):
        missing, there = (other_place, place) if _speaks_bgp(routing) else (place, other_place)
        found.append(f"{missing} is missing beside the BGP of {there}: one connection of the pair would carry nothing.")
    return found


def _speaks_bgp(routing: Mapping[str, Any] | None) -> bool:
    return bool((routing or {}).get("bgp") or (routing or {}).get("alibaba"))
