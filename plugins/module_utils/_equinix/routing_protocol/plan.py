# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Routing protocols of a connection from a cloud router (pure): what is wanted, whether it can be, what to send.

DIRECT gives the router an address on the connection, BGP a neighbour there. Source: ``RoutingProtocolBase`` and
``RoutingProtocolData`` of Fabric v4.31.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from ..._core.data import MASK, dig, text_at
from ..._core.errors import InputError, ObjectError
from ..connection.status import errors_of
from ..serialize import number_of, without_empty

DIRECT, BGP = "DIRECT", "BGP"
MAX_ASN = 4294967294  # RFC 7300 keeps the last one
MAX_MED = 4294967295
_FAMILIES = ("ipv4", "ipv6")
_KEYS = {"ipv4": "Ipv4", "ipv6": "Ipv6"}


@dataclass(frozen=True)
class DirectSpec:
    """The router's address on the connection, with its prefix length; None means not given."""

    equinix_iface_ipv4: str | None = None
    equinix_iface_ipv6: str | None = None


@dataclass(frozen=True)
class BgpSpec:
    """The neighbour; None means not given, and then what is there is left alone."""

    customer_asn: int | None = None
    customer_peer_ipv4: str | None = None
    customer_peer_ipv6: str | None = None
    equinix_peer_ipv4: str | None = None
    equinix_peer_ipv6: str | None = None
    enabled: bool | None = None
    auth_key: str | None = field(default=None, repr=False)
    as_override: bool | None = None
    bfd_enabled: bool | None = None
    bfd_interval: int | None = None
    outbound_as_prepend_count: int | None = None
    inbound_med: int | None = None
    outbound_med: int | None = None


def read_direct(options: Mapping[str, Any] | None) -> DirectSpec | None:
    """Return the spec of option ``direct``, checked; None when it is not given. Raises InputError."""
    if options is None:
        return None
    spec = DirectSpec(options.get("equinix_iface_ipv4") or None, options.get("equinix_iface_ipv6") or None)
    for family in _FAMILIES:
        address = getattr(spec, f"equinix_iface_{family}")
        if address is not None:
            _interface(family, address)
    return spec


def read_bgp(options: Mapping[str, Any] | None) -> BgpSpec | None:
    """Return the spec of option ``bgp``, checked by itself; None when it is not given. Raises InputError."""
    if options is None:
        return None
    bfd = options.get("bfd") or {}
    plain = {item.name: options.get(item.name) for item in fields(BgpSpec) if not item.name.startswith("bfd_")}
    spec = BgpSpec(
        **{name: value if value != "" else None for name, value in plain.items()},
        bfd_enabled=bfd.get("enabled"),
        bfd_interval=bfd.get("interval"),
    )
    for side in ("customer_peer", "equinix_peer"):
        for family in _FAMILIES:
            address = getattr(spec, f"{side}_{family}")
            if address is not None:
                _address(f"bgp.{side}_{family}", family, address)
    _within("bgp.customer_asn", spec.customer_asn, 1, MAX_ASN)
    _within("bgp.outbound_as_prepend_count", spec.outbound_as_prepend_count, 0, 5)
    _within("bgp.inbound_med", spec.inbound_med, 0, MAX_MED)
    _within("bgp.outbound_med", spec.outbound_med, 0, MAX_MED)
    _within("bgp.bfd.interval", spec.bfd_interval, 1, 60000)
    return spec


def _within(option: str, value: int | None, low: int, high: int) -> None:
    if value is not None and not low <= value <= high:
        raise InputError(option, f"{option} {value} is out of range; give {low} to {high}.")


def _interface(family: str, text: str) -> Any:
    """Return an interface address with its network, refusing addresses that no interface can have."""
    option = f"direct.equinix_iface_{family}"
    example = "192.0.2.1/30" if family == "ipv4" else "2001:db8::1/126"
    kind = ipaddress.IPv4Interface if family == "ipv4" else ipaddress.IPv6Interface
    try:
        interface = kind(text)
    except ValueError:
        interface = None
    if interface is None or "/" not in text:
        raise InputError(option, f"{option} '{text}' is no address with a prefix length; give one such as {example}.")
    _usable(option, interface.ip, interface.network)
    return interface


def _usable(option: str, address: Any, network: Any) -> None:
    """Refuse the network and broadcast addresses of a network; a pair (/31, /127) has neither."""
    if network.num_addresses <= 2:
        return
    if address == network.network_address:
        raise InputError(option, f"{option} '{address}' is the network address of {network}; choose one of its hosts.")
    if address.version == 4 and address == network.broadcast_address:
        raise InputError(option, f"{option} '{address}' is the broadcast address of {network}; choose one of its hosts.")


def _address(option: str, family: str, text: str) -> Any:
    kind = ipaddress.IPv4Address if family == "ipv4" else ipaddress.IPv6Address
    try:
        return kind(text)
    except ValueError:
        version = "IPv4" if family == "ipv4" else "IPv6"
        raise InputError(option, f"{option} '{text}' is no {version} address; give it without a prefix length.") from None


# -- what is there


def of_kind(rows: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """Return the protocol of a kind that is there or coming, an empty dict when there is none."""
    gone = ("DEPROVISIONED", "DEPROVISIONING")
    return next((row for row in rows if row.get("type") == kind and row.get("state") not in gone), {})


def reason_of(protocol: Mapping[str, Any]) -> str:
    """Return what Fabric says went wrong with a protocol (``operation.errors``, its last change); empty when nothing."""
    change = text_at(protocol, "change", "information")
    return "; ".join(text for text in (errors_of(protocol), change) if text)


def refuse_failed(protocol: Mapping[str, Any], connection: str) -> None:
    """Refuse to call a protocol that failed as wanted, whatever its values are. Raises ObjectError."""
    if protocol.get("state") != "FAILED":
        return
    kind, reason = text_at(protocol, "type"), reason_of(protocol)
    raise ObjectError(
        "bgp" if kind == BGP else "direct",
        f"{kind} routing {text_at(protocol, 'uuid')} of connection {connection} has the values that are wanted and FAILED"
        f"{f', {reason}' if reason else ''}; remove it with state absent, then add it anew.",
    )


def check_router(connection: Mapping[str, Any], label: str) -> None:
    """Refuse a connection that is not from a cloud router: it has no routing of its own."""
    sides = [text_at(connection, side, "accessPoint", "type") for side in ("aSide", "zSide")]
    if connection.get("type") != "IP_VC" and "CLOUD_ROUTER" not in sides:
        raise InputError(
            "connection",
            f"connection '{label}' is not from a cloud router ({text_at(connection, 'type') or 'unknown type'}), so it has no "
            "routing protocols; configure routing on your own device instead.",
        )


def check_neighbours(direct: Mapping[str, Any], bgp: Mapping[str, Any]) -> None:
    """Check the neighbours of BGP against the interface; both are bodies as they would be after the change."""
    if not direct:
        raise InputError("bgp", "bgp needs an address on the connection first; give direct as well, since BGP runs over it.")
    families = [family for family in _FAMILIES if text_at(bgp, f"bgp{_KEYS[family]}", "customerPeerIp")]
    if not families:
        raise InputError("bgp", "bgp names no neighbour; give customer_peer_ipv4 or customer_peer_ipv6.")
    for family in families:
        option, key = f"bgp.customer_peer_{family}", _KEYS[family]
        peer = _address(option, family, _plain(text_at(bgp, f"bgp{key}", "customerPeerIp")))
        shown = text_at(direct, f"direct{key}", "equinixIfaceIp")
        if not shown:
            raise InputError(
                option, f"{option} '{peer}' has no interface to be reached over; give direct.equinix_iface_{family} as well."
            )
        interface = _interface(family, shown)
        if peer not in interface.network:
            raise InputError(
                option,
                f"{option} '{peer}' is outside of {interface.network}, the network of the router's interface; choose an address "
                "in it.",
            )
        if peer == interface.ip:
            raise InputError(option, f"{option} '{peer}' is the router's own address; choose another one in {interface.network}.")
        _usable(option, peer, interface.network)
        own = text_at(bgp, f"bgp{key}", "equinixPeerIp")
        if own and _address(f"bgp.equinix_peer_{family}", family, _plain(own)) != interface.ip:
            raise InputError(
                f"bgp.equinix_peer_{family}",
                f"bgp.equinix_peer_{family} '{own}' is not the address of the router's interface, {interface.ip}; give that one, "
                "or leave it out.",
            )
    if not bgp.get("customerAsn"):
        raise InputError("bgp.customer_asn", "bgp.customer_asn is missing; give the ASN of your side.")


def _plain(address: str) -> str:
    return address.partition("/")[0]


# -- what to send


def direct_body(spec: DirectSpec, current: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body that brings DIRECT to the spec; what is not given stays as it is."""
    body: dict[str, Any] = {"type": DIRECT, "name": text_at(current, "name")}
    for family in _FAMILIES:
        key = f"direct{_KEYS[family]}"
        address = getattr(spec, f"equinix_iface_{family}") or text_at(current, key, "equinixIfaceIp")
        body[key] = {"equinixIfaceIp": address}
    sent: dict[str, Any] = without_empty(body)
    return sent


def bgp_body(spec: BgpSpec, current: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body that brings BGP to the spec; what is not given stays as it is."""

    def either(value: Any, *path: str) -> Any:
        return dig(current, *path) if value is None else value

    body: dict[str, Any] = {
        "type": BGP,
        "name": text_at(current, "name"),
        "customerAsn": either(spec.customer_asn, "customerAsn"),
        "bgpAuthKey": either(spec.auth_key, "bgpAuthKey"),
        "asOverrideEnabled": either(spec.as_override, "asOverrideEnabled"),
    }
    for family in _FAMILIES:
        key = f"bgp{_KEYS[family]}"
        peer = either(getattr(spec, f"customer_peer_{family}"), key, "customerPeerIp")
        if not peer:
            continue
        enabled = either(spec.enabled, key, "enabled")
        body[key] = {
            "customerPeerIp": peer,
            "equinixPeerIp": either(getattr(spec, f"equinix_peer_{family}"), key, "equinixPeerIp"),
            "enabled": True if enabled is None else enabled,
            "outboundASPrependCount": either(spec.outbound_as_prepend_count, key, "outboundASPrependCount"),
            "inboundMED": either(spec.inbound_med, key, "inboundMED"),
            "outboundMED": either(spec.outbound_med, key, "outboundMED"),
        }
    bfd = either(spec.bfd_enabled, "bfd", "enabled")
    interval = either(spec.bfd_interval, "bfd", "interval")
    if bfd is not None or interval is not None:
        # The interval is a text in the API.
        body["bfd"] = {"enabled": True if bfd is None else bfd, "interval": None if interval is None else str(interval)}
    sent: dict[str, Any] = without_empty(body)
    return sent


def settings_of(protocol: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the user can set about a protocol or its body, values spelled one way, the key masked: a side of a diff."""
    found: dict[str, Any]
    if protocol.get("type") == DIRECT:
        found = {
            f"equinix_iface_{family}": _canonical(text_at(protocol, f"direct{_KEYS[family]}", "equinixIfaceIp"))
            for family in _FAMILIES
        }
    else:
        found = {
            "customer_asn": number_of(protocol.get("customerAsn")),
            "auth_key": MASK if protocol.get("bgpAuthKey") else None,
            "as_override": protocol.get("asOverrideEnabled"),
            "bfd": {"enabled": dig(protocol, "bfd", "enabled"), "interval": number_of(dig(protocol, "bfd", "interval"))},
        }
        for family in _FAMILIES:
            key = f"bgp{_KEYS[family]}"
            found[family] = {
                "customer_peer": _canonical(_plain(text_at(protocol, key, "customerPeerIp"))),
                "equinix_peer": _canonical(_plain(text_at(protocol, key, "equinixPeerIp"))),
                "enabled": dig(protocol, key, "enabled"),
                "outbound_as_prepend_count": number_of(dig(protocol, key, "outboundASPrependCount")),
                "inbound_med": number_of(dig(protocol, key, "inboundMED")),
                "outbound_med": number_of(dig(protocol, key, "outboundMED")),
            }
    settings: dict[str, Any] = without_empty(found)
    return settings


def _canonical(text: str) -> str:
    for kind in (ipaddress.ip_address, ipaddress.ip_interface):
        try:
            return str(kind(text))
        except ValueError:
            continue
    return text


def key_differs(body: Mapping[str, Any], current: Mapping[str, Any]) -> bool:
    """Tell whether another key is wanted for; a key that the API hides or does not show cannot be compared."""
    shown = text_at(current, "bgpAuthKey")
    return bool(shown) and set(shown) != {"*"} and body.get("bgpAuthKey") != shown


def enabling(body: Mapping[str, Any], current: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the patch that turns BGP on or off when nothing else is to change, otherwise an empty list."""
    operations = []
    rest = {"body": settings_of(body), "current": settings_of(current)}
    for family in _FAMILIES:
        key = f"bgp{_KEYS[family]}"
        desired = dig(body, key, "enabled")
        if desired is not None and desired != dig(current, key, "enabled"):
            operations.append({"op": "replace", "path": f"/{key}/enabled", "value": desired})
        for side in rest.values():
            side.get(family, {}).pop("enabled", None)
    if rest["body"] != rest["current"] or key_differs(body, current):
        return []
    return operations
