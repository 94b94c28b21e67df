# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What to do about a BGP peer of a border router (pure); group and peer are one thing to the user.

A group holds the AS numbers and the key, a peer the address. Source: CreateBgpGroup, CreateBgpPeer and their Describe calls.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..._core.data import MASK, listed, text_at
from ..._core.errors import InputError
from ..serialize import flag_at, number_at

ALIBABA_ASN = 45104
MAX_ASN = 4294967294  # RFC 7300 keeps the last one
_RESERVED_ASN = 65025
GONE = ("Deleted", "Deleting")


@dataclass(frozen=True)
class BgpPeerSpec:
    """A BGP neighbour as asked for; None means not given, and then what is there is left alone."""

    virtual_border_router_id: str
    peer_ip_address: str
    peer_asn: int | None = None
    local_asn: int | None = None
    auth_key: str | None = field(default=None, repr=False)
    bfd: bool | None = None
    name: str | None = None


def read_peer(options: Mapping[str, Any]) -> BgpPeerSpec:
    """Return the spec of a module's options, checked by itself. Raises InputError."""
    text = options["peer_ip_address"].strip()
    try:
        address = str(ipaddress.ip_address(text))
    except ValueError:
        raise InputError(
            "peer_ip_address", f"peer_ip_address '{text}' is no address; give the customer's gateway without a prefix length."
        ) from None
    peer_asn, local_asn = options.get("peer_asn"), options.get("local_asn")
    if peer_asn is not None and not 1 <= peer_asn <= MAX_ASN:
        raise InputError("peer_asn", f"peer_asn {peer_asn} is out of range; give 1 to {MAX_ASN}.")
    if local_asn is not None and not _is_local_asn(local_asn):
        raise InputError(
            "local_asn",
            f"local_asn {local_asn} is none that Alibaba Cloud takes; give {ALIBABA_ASN}, 64512 to 65534 without "
            f"{_RESERVED_ASN}, or 4200000000 to {MAX_ASN}.",
        )
    return BgpPeerSpec(
        options["virtual_border_router_id"],
        address,
        peer_asn,
        local_asn,
        options.get("auth_key") or None,
        options.get("bfd"),
        options.get("name") or None,
    )


def _is_local_asn(number: int) -> bool:
    private = 64512 <= number <= 65534 or 4200000000 <= number <= MAX_ASN
    return number == ALIBABA_ASN or (private and number != _RESERVED_ASN)


def same_address(text: str, other: str) -> bool:
    """Tell whether two texts are one address; IPv6 has many spellings."""
    try:
        return ipaddress.ip_address(text) == ipaddress.ip_address(other)
    except ValueError:
        return text == other


def find_peer(spec: BgpPeerSpec, peers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the peer of an address, an empty dict when there is none."""
    return next(
        (
            dict(row)
            for row in peers
            if same_address(text_at(row, "PeerIpAddress"), spec.peer_ip_address) and text_at(row, "Status") not in GONE
        ),
        {},
    )


def merged(peer: Mapping[str, Any], groups: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a peer with what its group knows: AS numbers, name."""
    group = next((row for row in groups if text_at(row, "BgpGroupId") == text_at(peer, "BgpGroupId")), {})
    shared = {
        key: group[key] for key in ("PeerAsn", "LocalAsn", "Name", "AuthKey", "RouterId") if group.get(key) not in (None, "")
    }
    return {**peer, **shared}


def mark(spec: BgpPeerSpec) -> str:
    """Return the description of a group that is made for a peer, by which a run that stopped half-way is picked up."""
    return f"BGP peer {spec.peer_ip_address}, made by interconnect.equinix"


def left_groups(
    spec: BgpPeerSpec, groups: Iterable[Mapping[str, Any]], peers: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the groups that were made for this peer, and in which no peer is (yet, or any more)."""
    taken = {text_at(row, "BgpGroupId") for row in peers}
    return [
        dict(row)
        for row in groups
        if text_at(row, "BgpGroupId") not in taken
        and text_at(row, "Description") == mark(spec)
        and text_at(row, "Status") not in GONE
    ]


def is_fitting(spec: BgpPeerSpec, group: Mapping[str, Any]) -> bool:
    """Tell whether a group has the AS numbers that are asked for."""
    local = number_at(group, "LocalAsn") or ALIBABA_ASN
    return number_at(group, "PeerAsn") == spec.peer_asn and local == (spec.local_asn or ALIBABA_ASN)


def check_same(spec: BgpPeerSpec, peer: Mapping[str, Any]) -> None:
    """Refuse a peer that is there with other AS numbers: it would drop the session of somebody else. Raises InputError."""
    differing = [
        f"{option} ({number_at(peer, key)} now, {desired} wanted)"
        for option, key, desired in (("peer_asn", "PeerAsn", spec.peer_asn), ("local_asn", "LocalAsn", spec.local_asn))
        if desired is not None and number_at(peer, key) not in (None, desired)
    ]
    if differing:
        raise InputError(
            differing[0].partition(" ")[0],
            f"BGP peer {spec.peer_ip_address} of {spec.virtual_border_router_id} exists with other values: "
            f"{listed(differing, 'and')}. Set these "
            "options to what it has, or remove it with state absent and add it anew.",
        )


def group_changes(spec: BgpPeerSpec, peer: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the peer's group is to be changed to. A key that the API does not show cannot be compared, and stays."""
    found: dict[str, Any] = {}
    if spec.name is not None and spec.name != text_at(peer, "Name"):
        found["Name"] = spec.name
    key = text_at(peer, "AuthKey")
    if spec.auth_key is not None and "*" not in key and key != spec.auth_key:
        found["AuthKey"] = spec.auth_key
    return found


def peer_changes(spec: BgpPeerSpec, peer: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the peer itself is to be changed to."""
    if spec.bfd is None or spec.bfd == flag_at(peer, "EnableBfd"):
        return {}
    return {"EnableBfd": spec.bfd, **({"BfdMultiHop": 1} if spec.bfd else {})}


def group_creation(spec: BgpPeerSpec) -> dict[str, Any]:
    """Return the parameters of the group of a new peer. Raises InputError without the customer's AS number."""
    if spec.peer_asn is None:
        raise InputError(
            "peer_asn", f"BGP peer {spec.peer_ip_address} does not exist yet, and to add it peer_asn must be given as well."
        )
    return {
        "RouterId": spec.virtual_border_router_id,
        "PeerAsn": spec.peer_asn,
        "LocalAsn": spec.local_asn,
        "AuthKey": spec.auth_key,
        "Name": spec.name,
        "Description": mark(spec),
        "IpVersion": ip_version(spec),
    }


def peer_creation(spec: BgpPeerSpec, group: str) -> dict[str, Any]:
    """Return the parameters of a new peer in a group."""
    return {
        "BgpGroupId": group,
        "PeerIpAddress": spec.peer_ip_address,
        "EnableBfd": bool(spec.bfd),
        "BfdMultiHop": 1 if spec.bfd else None,
        "IpVersion": ip_version(spec),
    }


def ip_version(spec: BgpPeerSpec) -> str:
    """Return the address family as the API spells it."""
    return f"IPv{ipaddress.ip_address(spec.peer_ip_address).version}"


def settings_of(peer: Mapping[str, Any]) -> dict[str, Any]:
    """Return a peer as one side of a diff, in the shape of the options; the key masked."""
    if not peer:
        return {}
    found = {
        "peer_ip_address": text_at(peer, "PeerIpAddress"),
        "peer_asn": number_at(peer, "PeerAsn"),
        "local_asn": number_at(peer, "LocalAsn"),
        "name": text_at(peer, "Name"),
        "auth_key": MASK if text_at(peer, "AuthKey") else "",
        "bfd": flag_at(peer, "EnableBfd"),
    }
    return {option: value for option, value in found.items() if value not in (None, "")}
