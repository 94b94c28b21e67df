# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether an order would be accepted (pure): a spec against the profile and the asset that it names.

Each check raises InputError with the option, its value and what to do; nothing was sent by then. What the API leaves
out of an answer is not held against the user.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ..._core.data import dig, listed, text_at
from ..._core.errors import InputError
from ..maintenance import refuse_locked_port
from .spec import CLOUD_ROUTER, PORT, PRIMARY, SECONDARY, SERVICE_TOKEN, VIRTUAL_DEVICE, ConnectionSpec, Tags

# The states of a port in the API's schema, but for ACTIVE, PROVISIONED, ADDED, and REPROVISIONING, a change of a port in service.
# Answers hold others than the schema does, and of those the API decides.
_COMING = frozenset({"PENDING", "PROVISIONING", "PENDING_CROSS_CONNECT", "TO_BE_ADDED"})
_OUT_OF_SERVICE = frozenset({"DEPROVISIONING", "DEPROVISIONED", "INACTIVE", "FAILED", "DELETED", "TO_BE_DELETED"})
# Ports and tokens of Ethernet Private Line, which carry one untagged connection to another port.
_UNTAGGED = "UNTAGGED"


def _list(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def check_profile(spec: ConnectionSpec, profile: Mapping[str, Any]) -> str:
    """Check profile, metro, region, bandwidth and account id; return the seller region to order."""
    name = text_at(profile, "name") or spec.service_profile
    state = text_at(profile, "state")
    if state and state != "ACTIVE":
        raise InputError(
            "z_side.service_profile", f"z_side.service_profile '{name}' is {state}, not ACTIVE; choose another profile."
        )
    region = _check_location(spec, profile)
    _check_bandwidth(spec, name, profile)
    configs = _list(profile.get("accessPointTypeConfigs"))
    needs_key = any(dig(config, "authenticationKey", "required") is True for config in configs)
    if needs_key and not spec.authentication_key:
        raise InputError(
            "z_side.authentication_key",
            f"z_side.authentication_key is missing; '{name}' needs the account id of your Alibaba Cloud account there.",
        )
    return region


def check_metro(spec: ConnectionSpec, profile: Mapping[str, Any]) -> Mapping[str, Any]:
    """Check that a profile is reached from the metro asked for; return that metro, empty where the profile does not show any."""
    name, metros = text_at(profile, "name") or spec.service_profile, _list(profile.get("metros"))
    metro = next((item for item in metros if text_at(item, "code").upper() == spec.metro), {})
    if metros and not metro:
        codes = sorted(text_at(item, "code") for item in metros)
        raise InputError(
            "z_side.metro_code",
            f"z_side.metro_code {spec.metro_code} is not served by '{name}'; choose {listed(codes)}.",
        )
    return metro


def _check_location(spec: ConnectionSpec, profile: Mapping[str, Any]) -> str:
    metro = check_metro(spec, profile)
    offered = metro.get("sellerRegions")
    regions = sorted(offered) if isinstance(offered, Mapping) else []
    if not regions:
        return spec.seller_region
    if not spec.seller_region:
        if len(regions) == 1:
            return str(regions[0])
        raise InputError(
            "z_side.seller_region",
            f"z_side.seller_region is missing and metro {spec.metro_code} has several; choose {listed(regions)}.",
        )
    for region in regions:
        if region.casefold() == spec.seller_region.casefold():
            return str(region)
    raise InputError(
        "z_side.seller_region",
        f"z_side.seller_region '{spec.seller_region}' is not reached from metro {spec.metro_code}; choose {listed(regions)}.",
    )


def _check_bandwidth(spec: ConnectionSpec, name: str, profile: Mapping[str, Any], metro_code: str = "") -> None:
    configs = _list(profile.get("accessPointTypeConfigs"))
    kind = "VD" if spec.origin == VIRTUAL_DEVICE else "COLO"
    configs = [config for config in configs if config.get("type") == kind] or configs
    offered = [config.get("supportedBandwidths") for config in configs]
    sold = sorted({speed for speeds in offered if isinstance(speeds, list) for speed in speeds if isinstance(speed, int)})
    custom = any(config.get("allowCustomBandwidth") is True for config in configs)
    if sold and not custom and spec.bandwidth not in sold:
        raise InputError("bandwidth", f"bandwidth {spec.bandwidth} is not sold by '{name}'; choose {listed(sold)} Mbps.")
    code = metro_code or spec.metro
    metro = next((m for m in _list(profile.get("metros")) if text_at(m, "code").upper() == code), {})
    limit = metro.get("vcBandwidthMax")
    if isinstance(limit, int) and 0 < limit < (spec.bandwidth or 0):
        raise InputError(
            "bandwidth",
            f"bandwidth {spec.bandwidth} is above the {limit} Mbps that metro {code} allows; lower it.",
        )


def check_bandwidth_change(spec: ConnectionSpec, connection: Mapping[str, Any], profile: Mapping[str, Any]) -> None:
    """Check that the profile lets the bandwidth of its connections change, and sells the one asked for."""
    name = text_at(profile, "name")
    configs = _list(profile.get("accessPointTypeConfigs"))
    if any(config.get("allowBandwidthUpgrade") is False for config in configs):
        raise InputError(
            "bandwidth",
            f"bandwidth {spec.bandwidth} differs from the {connection.get('bandwidth')} Mbps of connection {spec.label}, and "
            f"'{name}' does not let it change; keep it, or remove the connection and order it anew.",
        )
    _check_bandwidth(spec, name, profile, text_at(connection, "zSide", "accessPoint", "location", "metroCode").upper())


def check_scope(spec: ConnectionSpec, metro: Mapping[str, Any]) -> None:
    """Check that a metro lies within the geographic boundary asked for."""
    scopes = metro.get("geoScopes")
    if not spec.geo_scope or not isinstance(scopes, list) or spec.geo_scope in scopes:
        return
    offered = f"choose {listed(sorted(map(str, scopes)))}, or leave it out" if scopes else "leave it out"
    raise InputError("geo_scope", f"geo_scope {spec.geo_scope} does not hold metro {text_at(metro, 'code')}; {offered}.")


def check_asset(spec: ConnectionSpec, asset: Mapping[str, Any], now: datetime, *, leads: bool = False) -> None:
    """Check the origin: that it is in service, and fits the tags, interface and bandwidth asked for.

    ``leads`` tells that the connection is to be the primary one of a pair.
    """
    if spec.origin == PORT:
        _check_port(spec, asset, leads=leads or spec.priority == PRIMARY)
    elif spec.origin == CLOUD_ROUTER:
        _check_provisioned("a_side.cloud_router", spec.asset, text_at(asset, "state"))
    elif spec.origin == VIRTUAL_DEVICE:
        _check_device(spec, asset)
    else:
        _check_token(spec, asset, now)


def check_carries(kind: str, reference: str, asset: Mapping[str, Any]) -> None:
    """Check that an origin (``kind`` is one of spec.ORIGINS) can carry a connection to a service profile at all.

    That a port has no encapsulation shows in two places, of which answers have one or the other.
    """
    if kind == PORT:
        encapsulation = text_at(asset, "encapsulation", "type")
        if encapsulation == _UNTAGGED or (not encapsulation and text_at(asset, "serviceType") == "EPL"):
            raise InputError(
                "a_side.port",
                f"a_side.port '{reference}' is an EPL port (no encapsulation), which carries one untagged connection to another "
                "port and none to a service profile; use a DOT1Q or QINQ port.",
            )
    elif kind == SERVICE_TOKEN:
        links = [text_at(item, "linkProtocol", "type") for item in _selectors(asset)]
        kinds = (text_at(asset, "type"), text_at(asset, "connection", "type"))
        if _UNTAGGED in links or "EPL_TOKEN" in kinds or "EPL_VC" in kinds:
            raise InputError(
                f"a_side.{SERVICE_TOKEN}",
                f"a_side.{SERVICE_TOKEN} ('{text_at(asset, 'name') or 'no name'}') is for an EPL port (no encapsulation), which "
                "carries no connection to a service profile; ask its issuer for a token on a DOT1Q or QINQ port.",
            )


def _check_port(spec: ConnectionSpec, port: Mapping[str, Any], *, leads: bool) -> None:
    check_carries(PORT, spec.asset, port)
    named = f"a_side.port '{spec.asset}'"
    encapsulation = text_at(port, "encapsulation", "type")
    if encapsulation == "DOT1Q" and spec.vlan_tag is None:
        given = "vlan_s_tag and vlan_c_tag were" if spec.vlan_s_tag is not None else "no tag was"
        raise InputError("a_side.vlan_tag", f"{named} is a DOT1Q port, yet {given} given; give a_side.vlan_tag instead.")
    if encapsulation == "QINQ" and spec.vlan_s_tag is None:
        given = f"vlan_tag {spec.vlan_tag} was" if spec.vlan_tag is not None else "no tag was"
        raise InputError(
            "a_side.vlan_s_tag",
            f"{named} is a QINQ port, yet {given} given; give a_side.vlan_s_tag and a_side.vlan_c_tag instead.",
        )
    if spec.vlan_tag is None and spec.vlan_s_tag is None:
        raise InputError(
            "a_side.vlan_tag",
            f"{named} shows no encapsulation and no tag was given; give a_side.vlan_tag for a DOT1Q port, or both tags for a "
            "QINQ port. An EPL port has none, and carries no connection to a service profile.",
        )
    state, link = text_at(port, "state"), text_at(port, "operation", "operationalStatus")
    if state in _COMING:
        raise InputError("a_side.port", f"{named} is {state}, not ACTIVE; wait until it is in service or use another.")
    if state in _OUT_OF_SERVICE:
        raise InputError("a_side.port", f"{named} is {state} and out of service; use another port.")
    if link == "DOWN":
        raise InputError("a_side.port", f"{named} has no link (operational status DOWN); bring it up or use another.")
    refuse_locked_port(port, spec.asset)
    priority = text_at(port, "redundancy", "priority")
    if priority == SECONDARY and leads:
        raise InputError(
            "a_side.port",
            f"{named} is a secondary port, which does not serve the primary connection of a pair; use its primary port.",
        )
    if priority == PRIMARY and spec.secondary:
        raise InputError(
            "a_side.port",
            f"{named} is a primary port, which does not serve the secondary connection of a pair; use its secondary port.",
        )


def holder_of(tags: Tags, rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the row that takes these tags, None when they are free; ``rows`` are the port's link protocols."""
    given = any(tag is not None for tag in tags)
    return next((row for row in rows if given and row.get("state") != "RELEASED" and _holds(tags, row)), None)


def vlans_without(connection: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return a port's link protocols as they will be when a connection is gone; an empty one changes nothing."""
    uuid = text_at(connection, "uuid")
    return [row for row in rows if not uuid or text_at(row, "asset", "uuid").lower() != uuid.lower()]


def check_vlan_free(spec: ConnectionSpec, rows: Iterable[Mapping[str, Any]], owner: Mapping[str, Any] | None = None) -> None:
    """Check that the tags are free; ``rows`` are the port's link protocols, ``owner`` the connection that has the tags.

    That is some other one; yet one of the same name, or one that cannot be looked up, may be what the user means, and then no
    other VLAN is advised.
    """
    reserved = [row for row in rows if row.get("state") != "RELEASED"]
    taken = holder_of(spec.tags, reserved)
    if taken is None:
        return
    uuid = text_at(taken, "asset", "uuid")
    by = f" by connection {uuid}" if uuid else ""
    if owner and text_at(owner, "name") in ("", spec.name):
        option = "a_side.vlan_tag" if spec.vlan_tag is not None else "a_side.vlan_s_tag"
        tags = "/".join(str(tag) for tag in spec.tags if tag is not None)
        if text_at(owner, "name"):
            remedy = (
                f"which is called {spec.label} as well and does not end at '{spec.service_profile}'; give the service profile "
                "that it ends at, or another name and VLAN"
            )
        else:
            remedy = f"which these credentials may not look up; look whether it is {spec.label}, and else give another VLAN"
        raise InputError(option, f"{option} {tags} is in use on port '{spec.asset}'{by}, {remedy}.")
    if spec.vlan_tag is not None:
        free = next((t for t in range(spec.vlan_tag + 1, 4093) if not any(_in_tag(t, row) for row in reserved)), None)
        remedy = f"the next free one is {free}" if free else "choose a lower one"
        raise InputError("a_side.vlan_tag", f"a_side.vlan_tag {spec.vlan_tag} is in use on port '{spec.asset}'{by}; {remedy}.")
    raise InputError(
        "a_side.vlan_s_tag",
        f"a_side.vlan_s_tag {spec.vlan_s_tag} with vlan_c_tag {spec.vlan_c_tag} is in use on port '{spec.asset}'{by}; "
        "choose another pair.",
    )


def _in_tag(tag: int, row: Mapping[str, Any]) -> bool:
    low, high = row.get("vlanTagMin"), row.get("vlanTagMax")
    if isinstance(low, int) and isinstance(high, int):
        return low <= tag <= high
    return bool(row.get("vlanTag") == tag)


def _holds(tags: Tags, row: Mapping[str, Any]) -> bool:
    tag, outer, inner = tags
    if tag is not None:
        return _in_tag(tag, row)
    if row.get("vlanSTag") != outer:
        return False
    low, high = row.get("vlanCTagMin"), row.get("vlanCTagMax")
    if isinstance(low, int) and isinstance(high, int):
        return low <= (inner or 0) <= high
    # A row without an inner tag takes the whole outer one.
    return row.get("vlanCTag") in (None, inner)


def _selectors(token: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _list(dig(token, "connection", "aSide", "accessPointSelectors"))


def selected(token: Mapping[str, Any]) -> list[tuple[str, Tags]]:
    """Return the ports that a token is for, each by UUID with its tags."""
    found = []
    for selector in _selectors(token):
        link = selector.get("linkProtocol")
        tags = [number if isinstance(number := dig(link, key), int) else None for key in ("vlanTag", "vlanSTag", "vlanCTag")]
        if text_at(selector, "port", "uuid") and any(tag is not None for tag in tags):
            found.append((text_at(selector, "port", "uuid"), (tags[0], tags[1], tags[2])))
    return found


def is_redeemed(token: Mapping[str, Any]) -> bool:
    """Tell whether a token was used up by an order."""
    return text_at(token, "state") == "ACTIVE"


def _check_token(spec: ConnectionSpec, token: Mapping[str, Any], now: datetime) -> None:
    option = f"a_side.{SERVICE_TOKEN}"
    named = f"{option} ('{text_at(token, 'name') or 'no name'}')"
    state = text_at(token, "state")
    if is_redeemed(token):
        by = text_at(token, "connection", "uuid")
        raise InputError(
            option,
            f"{named} has been redeemed already{f' by connection {by}' if by else ''} and works once only; look whether that was "
            "your own order, and else ask its issuer for a new one.",
        )
    expires = moment_of(text_at(token, "expirationDateTime"))
    if state == "EXPIRED" or (expires is not None and expires <= now):
        raise InputError(option, f"{named} has expired; ask its issuer to extend it or for a new one.")
    if state and state != "INACTIVE":
        raise InputError(option, f"{named} is {state} and cannot be redeemed; ask its issuer for a new one.")
    terms = token.get("connection")
    terms = terms if isinstance(terms, Mapping) else {}
    if terms.get("zSide") and not terms.get("aSide"):
        raise InputError(option, f"{named} is a Z-side token; ask its issuer for an A-side token.")
    check_carries(SERVICE_TOKEN, spec.asset, token)
    limit = terms.get("bandwidthLimit")
    if isinstance(limit, int) and 0 < limit < (spec.bandwidth or 0):
        raise InputError("bandwidth", f"bandwidth {spec.bandwidth} is above the {limit} Mbps of {named}; lower it.")
    speeds = terms.get("supportedBandwidths")
    if isinstance(speeds, list) and speeds and spec.bandwidth not in speeds and terms.get("allowCustomBandwidth") is not True:
        raise InputError("bandwidth", f"bandwidth {spec.bandwidth} is not in {named}; choose {listed(speeds)} Mbps.")


def moment_of(text: str) -> datetime | None:
    """Return the moment that the API spells, None when it is none or in no known time zone."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _check_device(spec: ConnectionSpec, device: Mapping[str, Any]) -> None:
    _check_provisioned("a_side.virtual_device", spec.asset, text_at(device, "status"))
    check_interface_free(spec, device)


def check_interface_free(spec: ConnectionSpec, device: Mapping[str, Any]) -> None:
    """Check that the interface asked for is free, or any when none is named."""
    interfaces = _list(device.get("interfaces"))
    if not interfaces:
        return
    free = _free_interfaces(interfaces)
    named = f"a_side.virtual_device '{spec.asset}'"
    if not free:
        raise InputError("a_side.virtual_device", f"{named} has no free data interface; free one or use another device.")
    if spec.interface_id is not None and spec.interface_id not in free:
        raise InputError(
            "a_side.interface_id",
            f"a_side.interface_id {spec.interface_id} is not free on {spec.asset}; look whether your own order has taken it, and "
            f"else choose {listed(free)}, or leave it out to get the next free one.",
        )


def _free_interfaces(interfaces: Iterable[Mapping[str, Any]]) -> list[Any]:
    return [item.get("id") for item in interfaces if item.get("type") == "DATA" and item.get("status") == "AVAILABLE"]


def is_free(interface: int | None, device: Mapping[str, Any]) -> bool:
    """Tell whether an interface of a device is free; one that the answer does not show may be."""
    interfaces = _list(device.get("interfaces"))
    return not interfaces or interface in _free_interfaces(interfaces)


def device_without(connection: Mapping[str, Any], asset: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a device as it will be when a connection is gone; other assets, and any without a connection, stay as they are."""
    point = dig(connection, "aSide", "accessPoint")
    interface = dig(point, "interface", "id")
    if interface is None or text_at(point, "virtualDevice", "uuid") != text_at(asset, "uuid"):
        return asset
    freed = [{**item, "status": "AVAILABLE"} if item.get("id") == interface else item for item in _list(asset.get("interfaces"))]
    return {**asset, "interfaces": freed}


def _check_provisioned(option: str, asset: str, state: str) -> None:
    if state and state != "PROVISIONED":
        raise InputError(option, f"{option} '{asset}' is {state}, not PROVISIONED; wait until it is, then run again.")
