# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What to do about a virtual border router (pure): what is wanted, whether it can be, what differs, what to send.

Source: CreateVirtualBorderRouter, ModifyVirtualBorderRouterAttribute and DescribeVirtualBorderRouters. Local is Alibaba's end,
peer the customer's.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..._core.data import listed, text_at
from ..._core.errors import InputError
from ..physical_connection.identity import described
from ..physical_connection.plan import ENABLED, PhysicalConnectionSpec, check_vlan, prove
from ..serialize import flag_at, number_at

ACTIVE, UNCONFIRMED = "active", "unconfirmed"
_NAME = re.compile(r"[^\W\d_][\w-]{1,127}")
_BFD = {"min_tx_interval": (200, 1000), "min_rx_interval": (200, 1000), "detect_multiplier": (3, 10)}
_TEXTS = (
    "virtual_border_router_id",
    "physical_connection_id",
    "name",
    "description",
    "local_gateway_ip",
    "peer_gateway_ip",
    "peering_subnet_mask",
    "local_ipv6_gateway_ip",
    "peer_ipv6_gateway_ip",
    "peering_ipv6_subnet_mask",
)


@dataclass(frozen=True)
class VirtualBorderRouterSpec:
    """A border router as asked for; None means not given, and then what is there is left alone.

    Addresses are in their shortest form, the IPv4 mask is dotted, the IPv6 one a length.
    """

    virtual_border_router_id: str | None = None
    physical_connection_id: str | None = None
    name: str | None = None
    description: str | None = None
    vlan_id: int | None = None
    local_gateway_ip: str | None = None
    peer_gateway_ip: str | None = None
    peering_subnet_mask: str | None = None
    enable_ipv6: bool | None = None
    local_ipv6_gateway_ip: str | None = None
    peer_ipv6_gateway_ip: str | None = None
    peering_ipv6_subnet_mask: str | None = None
    min_tx_interval: int | None = None
    min_rx_interval: int | None = None
    detect_multiplier: int | None = None

    @property
    def label(self) -> str:
        """The router in messages."""
        if self.virtual_border_router_id:
            return self.virtual_border_router_id
        return (
            f"of physical connection {self.physical_connection_id}"
            if self.physical_connection_id
            else f"with VLAN {self.vlan_id}"
        )


@dataclass(frozen=True)
class _Field:
    """One option beside the key under which the API keeps it; ``read`` takes it out of the API's object."""

    option: str
    key: str
    read: Callable[[Mapping[str, Any], str], Any]


def _address_at(row: Mapping[str, Any], key: str) -> str | None:
    text = text_at(row, key)
    try:
        return str(ipaddress.ip_address(text)) if text else None
    except ValueError:
        return text


def _mask_at(row: Mapping[str, Any], key: str) -> str | None:
    text = text_at(row, key)
    try:
        return _mask(text) if text else None
    except ValueError:
        return text


def _mask6_at(row: Mapping[str, Any], key: str) -> str | None:
    text = text_at(row, key)
    try:
        return str(_prefix6(text)) if text else None
    except ValueError:
        return text


_FIELDS = (
    _Field("name", "Name", text_at),
    _Field("description", "Description", text_at),
    _Field("local_gateway_ip", "LocalGatewayIp", _address_at),
    _Field("peer_gateway_ip", "PeerGatewayIp", _address_at),
    _Field("peering_subnet_mask", "PeeringSubnetMask", _mask_at),
    _Field("enable_ipv6", "EnableIpv6", flag_at),
    _Field("local_ipv6_gateway_ip", "LocalIpv6GatewayIp", _address_at),
    _Field("peer_ipv6_gateway_ip", "PeerIpv6GatewayIp", _address_at),
    _Field("peering_ipv6_subnet_mask", "PeeringIpv6SubnetMask", _mask6_at),
    _Field("min_tx_interval", "MinTxInterval", number_at),
    _Field("min_rx_interval", "MinRxInterval", number_at),
    _Field("detect_multiplier", "DetectMultiplier", number_at),
)
# The timers of BFD can be set on a router that is there only.
_NOT_AT_CREATION = frozenset(_BFD)


# -- what is wanted


def read_router(options: Mapping[str, Any]) -> VirtualBorderRouterSpec:
    """Return the spec of a module's options, checked by itself. Raises InputError."""
    bfd = options.get("bfd") or {}
    texts = {name: options.get(name) if options.get(name) != "" or name == "description" else None for name in _TEXTS}
    for name in ("local_gateway_ip", "peer_gateway_ip"):
        texts[name] = _checked(name, texts[name], lambda text: str(ipaddress.IPv4Address(text)), "IPv4 address")
    for name in ("local_ipv6_gateway_ip", "peer_ipv6_gateway_ip"):
        texts[name] = _checked(name, texts[name], lambda text: str(ipaddress.IPv6Address(text)), "IPv6 address")
    mask = "subnet mask of 24 to 30 bits, such as 255.255.255.252"
    texts["peering_subnet_mask"] = _checked("peering_subnet_mask", texts["peering_subnet_mask"], _narrow_mask, mask)
    mask6 = "IPv6 prefix, such as 126"
    texts["peering_ipv6_subnet_mask"] = _checked(
        "peering_ipv6_subnet_mask", texts["peering_ipv6_subnet_mask"], lambda text: str(_prefix6(text)), mask6
    )
    timers = {name: bfd.get(name) for name in _BFD}
    for name, (low, high) in _BFD.items():
        value = timers[name]
        if value is not None and not low <= value <= high:
            unit = "" if name == "detect_multiplier" else " milliseconds"
            raise InputError(f"bfd.{name}", f"bfd.{name} {value} is out of range; give {low} to {high}{unit}.")
    check_vlan("vlan_id", options.get("vlan_id"))
    spec = VirtualBorderRouterSpec(**texts, **timers, vlan_id=options.get("vlan_id"), enable_ipv6=options.get("enable_ipv6"))
    if spec.name is not None and (not _NAME.fullmatch(spec.name)):
        raise InputError(
            "name",
            f"name '{spec.name}' is none that Alibaba Cloud takes; give 2 to 128 letters, digits, _ and -, beginning with a "
            "letter.",
        )
    if not (spec.virtual_border_router_id or spec.physical_connection_id or spec.vlan_id is not None):
        raise InputError(
            "physical_connection_id",
            "Neither physical_connection_id, virtual_border_router_id nor vlan_id was given; give the physical connection of "
            "the router.",
        )
    return spec


def _checked(option: str, text: str | None, read: Callable[[str], str], what: str) -> str | None:
    if text is None:
        return None
    try:
        return read(text)
    except ValueError:
        raise InputError(option, f"{option} '{text}' is no {what}; correct it.") from None


def _mask(text: str) -> str:
    """Return a mask in dotted form; a prefix length is taken too. Raises ValueError."""
    network = ipaddress.IPv4Network(f"0.0.0.0/{text.strip().lstrip('/')}")
    if "." in text and str(network.netmask) != text.strip():
        raise ValueError(text)  # a wildcard, such as 0.0.0.3
    return str(network.netmask)


def _narrow_mask(text: str) -> str:
    mask = _mask(text)
    if not 24 <= ipaddress.IPv4Network(f"0.0.0.0/{mask}").prefixlen <= 30:
        raise ValueError(text)
    return mask


def _prefix6(text: str) -> int:
    """Return the length of an IPv6 prefix given as such, with or without its network. Raises ValueError."""
    length = int(text.strip().rpartition("/")[2])
    if not 1 <= length <= 127:
        raise ValueError(text)
    return length


# -- whether it can be


def check_gateways(spec: VirtualBorderRouterSpec, router: Mapping[str, Any]) -> None:
    """Check that the gateways, as they will be, are two hosts of one subnet. Raises InputError."""
    value = {item.option: _desired(spec, item, router) for item in _FIELDS}
    for family, mask in (("", "peering_subnet_mask"), ("ipv6_", "peering_ipv6_subnet_mask")):
        local, peer = f"local_{family}gateway_ip", f"peer_{family}gateway_ip"
        given = [name for name in (local, peer, mask) if value[name]]
        if not given:
            continue
        missing = [name for name in (local, peer, mask) if not value[name]]
        if missing:
            raise InputError(missing[0], f"{listed(missing, 'and')} must be given beside {listed(given, 'and')}.")
        _check_subnet(local, peer, mask, value)
    if bool(value["enable_ipv6"]) != bool(value["local_ipv6_gateway_ip"]):
        option = "local_ipv6_gateway_ip" if value["enable_ipv6"] else "enable_ipv6"
        raise InputError(
            option,
            f"{option} is missing; IPv6 takes enable_ipv6: true, local_ipv6_gateway_ip, peer_ipv6_gateway_ip and "
            "peering_ipv6_subnet_mask.",
        )


def _check_subnet(local: str, peer: str, mask: str, value: Mapping[str, Any]) -> None:
    network = ipaddress.ip_network(f"{value[local]}/{value[mask]}", strict=False)
    for option in (local, peer):
        address = ipaddress.ip_address(value[option])
        if address not in network:
            raise InputError(
                peer,
                f"{local} {value[local]} and {peer} {value[peer]} are in different subnets under {mask} {value[mask]}; correct "
                "one of them.",
            )
        reserved = (network.network_address, *((network.broadcast_address,) if network.version == 4 else ()))
        if network.num_addresses > 2 and address in reserved:
            raise InputError(
                option, f"{option} {address} is the network or broadcast address of {network}; choose one of its hosts."
            )
    if value[local] == value[peer]:
        raise InputError(peer, f"{peer} {value[peer]} is {local} as well; give the two ends an address each.")


def check_physical_connection(spec: VirtualBorderRouterSpec, physical_connection: Mapping[str, Any]) -> int:
    """Check the physical connection on which a router is to be created; return the VLAN to create it with. Raises InputError."""
    if not physical_connection:
        raise InputError(
            "physical_connection_id",
            f"physical_connection_id {spec.physical_connection_id} is no physical connection of this account and region; "
            "alibaba_physical_connection_info lists those that there are.",
        )
    if text_at(physical_connection, "Status") != ENABLED:
        raise InputError(
            "physical_connection_id",
            f"physical_connection_id {described(physical_connection)} is not Enabled; accept it and pay for it with "
            "alibaba_physical_connection first.",
        )
    check_shared(spec, physical_connection)
    vlan = spec.vlan_id if spec.vlan_id is not None else number_at(physical_connection, "VlanId")
    if vlan is None:
        raise InputError(
            "vlan_id",
            f"vlan_id is missing, and physical connection {described(physical_connection)} has none; give the one that "
            "Fabric shows.",
        )
    return vlan


def check_shared(spec: VirtualBorderRouterSpec, physical_connection: Mapping[str, Any]) -> None:
    """Refuse the routers of a dedicated circuit, and of a shared port with another VLAN. Raises InputError."""
    if physical_connection:
        prove(
            PhysicalConnectionSpec(physical_connection_id=str(spec.physical_connection_id), vlan_id=spec.vlan_id),
            physical_connection,
        )


def check_complete(spec: VirtualBorderRouterSpec) -> None:
    """Refuse to create a router with options missing; an existing one does without them."""
    missing = [name for name in ("local_gateway_ip", "peer_gateway_ip", "peering_subnet_mask") if not getattr(spec, name)]
    if missing:
        raise InputError(
            missing[0],
            f"Virtual border router {spec.label} does not exist yet, and to create it {listed(missing, 'and')} must be given "
            "as well.",
        )


def check_vlan_kept(spec: VirtualBorderRouterSpec, router: Mapping[str, Any]) -> None:
    """Refuse another VLAN than a router has: only the partner could change it. Raises InputError."""
    vlan = number_at(router, "VlanId")
    if spec.vlan_id is not None and vlan is not None and vlan != spec.vlan_id:
        raise InputError(
            "vlan_id",
            f"vlan_id {spec.vlan_id} is not the VLAN of virtual border router {text_at(router, 'VbrId')}, which is {vlan}; "
            "only the partner can "
            "change it, so give the VLAN that Fabric shows, or another router.",
        )


# -- which one


def choose_router(spec: VirtualBorderRouterSpec, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the router that is meant, an empty dict when there is none. Raises InputError for several.

    By id, else the one on the physical connection. A VLAN is no identity, since every parent circuit has its own: by it only a
    router that a partner pushed and that waits to be confirmed is found (the older flow), or one that has all the addresses too.
    """
    found = [dict(row) for row in rows if text_at(row, "VbrId") and _is_meant(spec, row)]
    if len(found) > 1:
        named = listed(
            (f"{text_at(row, 'VbrId')} ({text_at(row, 'Status')}, VLAN {number_at(row, 'VlanId')})" for row in found), "and"
        )
        raise InputError(
            "virtual_border_router_id",
            f"There are {len(found)} virtual border routers {spec.label}: {named}; give the virtual_border_router_id of the one "
            "you mean.",
        )
    return found[0] if found else {}


def _is_meant(spec: VirtualBorderRouterSpec, row: Mapping[str, Any]) -> bool:
    if spec.virtual_border_router_id:
        return text_at(row, "VbrId") == spec.virtual_border_router_id
    if spec.physical_connection_id:
        return text_at(row, "PhysicalConnectionId") == spec.physical_connection_id
    if number_at(row, "VlanId") != spec.vlan_id:
        return False
    return text_at(row, "Status") == UNCONFIRMED or (text_at(row, "Status") == ACTIVE and _has_all_addresses(spec, row))


def _has_all_addresses(spec: VirtualBorderRouterSpec, row: Mapping[str, Any]) -> bool:
    """Tell whether a router is just as wanted, so that there is nothing to change about it."""
    given = [item for item in _FIELDS if getattr(spec, item.option) is not None]
    complete = {"local_gateway_ip", "peer_gateway_ip", "peering_subnet_mask"} <= {item.option for item in given}
    return complete and all(item.read(row, item.key) == getattr(spec, item.option) for item in given)


def check_removable(spec: VirtualBorderRouterSpec) -> None:
    """Refuse to remove a router of which only the VLAN is known. Raises InputError."""
    if spec.virtual_border_router_id or spec.physical_connection_id:
        return
    raise InputError(
        "virtual_border_router_id",
        f"vlan_id {spec.vlan_id} alone does not tell which virtual border router is meant, since other physical connections may "
        "have the same VLAN; give virtual_border_router_id or physical_connection_id to have it removed.",
    )


# -- what differs, what to send, what to show


def _desired(spec: VirtualBorderRouterSpec, item: _Field, router: Mapping[str, Any]) -> Any:
    desired = getattr(spec, item.option)
    return item.read(router, item.key) if desired is None else desired


def changes(spec: VirtualBorderRouterSpec, router: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that bring a router to what is wanted.

    When one part of its network differs all of it is among them, since the API takes them together.
    """
    differing = {
        item.key: getattr(spec, item.option)
        for item in _FIELDS
        if getattr(spec, item.option) is not None and getattr(spec, item.option) != (item.read(router, item.key) or _blank(item))
    }
    for keys in _TOGETHER:
        if keys & differing.keys():
            for item in _FIELDS:
                if item.key in keys and _desired(spec, item, router) is not None:
                    differing[item.key] = _desired(spec, item, router)
    return _sent(spec, differing)


_TOGETHER = (
    frozenset({"LocalGatewayIp", "PeerGatewayIp", "PeeringSubnetMask"}),
    frozenset({"EnableIpv6", "LocalIpv6GatewayIp", "PeerIpv6GatewayIp", "PeeringIpv6SubnetMask"}),
    frozenset({"MinTxInterval", "MinRxInterval", "DetectMultiplier"}),
)


def _blank(item: _Field) -> Any:
    return {text_at: "", flag_at: False}.get(item.read)


def creation(spec: VirtualBorderRouterSpec, vlan: int) -> dict[str, Any]:
    """Return the parameters that create a router; those of ``changes`` follow when it is there."""
    wanted = {
        item.key: getattr(spec, item.option)
        for item in _FIELDS
        if item.option not in _NOT_AT_CREATION and getattr(spec, item.option) not in (None, "")
    }
    return _sent(spec, {"PhysicalConnectionId": spec.physical_connection_id, "VlanId": vlan, **wanted})


def _sent(spec: VirtualBorderRouterSpec, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as the API wants them: an IPv6 mask is its network with the length."""
    sent = dict(params)
    if "PeeringIpv6SubnetMask" in sent:
        base = sent.get("LocalIpv6GatewayIp") or "::"
        sent["PeeringIpv6SubnetMask"] = str(ipaddress.ip_network(f"{base}/{sent['PeeringIpv6SubnetMask']}", strict=False))
    return sent


def settings_of(router: Mapping[str, Any]) -> dict[str, Any]:
    """Return a router as one side of a diff, in the shape of the options."""
    if not router:
        return {}
    flat = {"physical_connection_id": text_at(router, "PhysicalConnectionId"), "vlan_id": number_at(router, "VlanId")}
    flat |= {item.option: item.read(router, item.key) for item in _FIELDS}
    shown: dict[str, Any] = {option: value for option, value in flat.items() if value not in (None, "") and option not in _BFD}
    timers = {option: flat[option] for option in _BFD if flat[option] is not None}
    return {**shown, "status": text_at(router, "Status"), **({"bfd": timers} if timers else {})}
