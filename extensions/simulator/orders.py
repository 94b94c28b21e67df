# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the simulated API takes an order, and the A-side that it makes of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from . import seed
from .bodies import AccessPoint, ConnectionOrder, LinkProtocol
from .refusals import (
    INVALID_ARGUMENT,
    INVALID_UUID,
    NAME_LENGTH,
    NULL_ACCESS_POINT,
    PORT_NOT_FOUND,
    ROUTER_IN_TRANSIENT_STATE,
    TOKEN_NOT_FOUND,
    TOKEN_NOT_USABLE,
    Refusal,
    invalid,
)
from .world import Row, World, entity

ACCOUNT_ID = re.compile(r"\d{16}")
A_POINT, Z_POINT = "/aSide/accessPoint", "/zSide/accessPoint"


def check_name(name: str) -> None:
    """Refuse a name that is too long or has other characters."""
    if not 1 <= len(name) <= 24:
        raise Refusal(NAME_LENGTH, "Connection name length should be greater than 0 and less than 24")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise invalid("/name", "Only alphanumeric, hyphen(-) and underscore(_) characters are allowed")


def check_account(key: str | None) -> None:
    """Refuse what is no account id of Alibaba Cloud, or of an account that is not there: its shared port would be nobody's."""
    if key in seed.ALIBABA_KEYS:
        return
    known = f"no such account on this simulator, which knows {' and '.join(seed.ALIBABA_KEYS)}"
    reason = known if ACCOUNT_ID.fullmatch(key or "") else "not valid"
    raise Refusal(INVALID_ARGUMENT, "Invalid argument value passed.", (f"{Z_POINT}/authenticationKey", reason))


def check_order(world: World, order: ConnectionOrder) -> Row:
    """Refuse what the real API refuses; return the A-side as answers show it."""
    check_name(order.name)
    check_destination(world, order)
    side, from_router = _a_side(world, order)
    if from_router is not (order.type == "IP_VC"):
        raise invalid("/type", f"{order.type} does not fit the aSide")
    _check_redundancy(world, order)
    return side


def check_bandwidth(profile: Row, metro: Row, bandwidth: int) -> None:
    """Refuse a bandwidth that the profile does not sell in a metro."""
    config = profile["accessPointTypeConfigs"][0]
    if bandwidth not in config["supportedBandwidths"] and not config["allowCustomBandwidth"]:
        raise invalid("/bandwidth", f"supported: {config['supportedBandwidths']}")
    if bandwidth > metro.get("vcBandwidthMax", bandwidth):
        raise invalid("/bandwidth", f"at most {metro['vcBandwidthMax']} in this metro")


def check_destination(world: World, order: ConnectionOrder) -> None:
    """Check profile, metro, region, bandwidth, account id and boundary."""
    point = order.zSide.accessPoint
    if point is None or point.type != "SP" or point.profile is None:
        raise Refusal(NULL_ACCESS_POINT, "Null value for zSide access point")
    profile = world.asset("serviceProfiles", point.profile.uuid, Refusal(INVALID_UUID, "Invalid uuid"))
    if profile["state"] != "ACTIVE":
        raise invalid(f"{Z_POINT}/profile/uuid", f"profile is {profile['state']}")
    code = point.location.metroCode if point.location else None
    metro = next((item for item in profile["metros"] if item["code"] == code), None)
    if metro is None:
        raise invalid(f"{Z_POINT}/location/metroCode", "profile is not available in this metro")
    if metro["sellerRegions"] and point.sellerRegion not in metro["sellerRegions"]:
        raise invalid(f"{Z_POINT}/sellerRegion", "not a region of this metro")
    check_bandwidth(profile, metro, order.bandwidth)
    check_account(point.authenticationKey)
    if order.geoScope and order.geoScope not in seed.METROS[metro["code"]][3]:
        raise invalid("/geoScope", "metro is outside of it")


def _a_side(world: World, order: ConnectionOrder) -> tuple[Row, bool]:
    """Return the A-side and whether it is a cloud router."""
    side = order.aSide
    if side.serviceToken is not None:
        if side.accessPoint is not None:
            raise invalid("/aSide", "serviceToken and accessPoint exclude each other")
        return _from_token(world, side.serviceToken.uuid, order.bandwidth), False
    point = side.accessPoint
    if point is None:
        raise Refusal(NULL_ACCESS_POINT, "Null value for aSide access point")
    if point.type == "COLO":
        return _from_port(world, point, order), False
    if point.type == "CLOUD_ROUTER":
        return _from_router(world, point), True
    if point.type == "VD":
        return _from_device(world, point), False
    raise invalid(f"{A_POINT}/type", "not an origin of a connection to a service profile")


def check_vlan(world: World, port: Row, link: LinkProtocol | None) -> Row:
    """Check encapsulation and tags against the port; return the link as answers show it."""
    encapsulation = port["encapsulation"]["type"]
    if link is None or link.type != encapsulation:
        raise invalid(f"{A_POINT}/linkProtocol/type", f"port is {encapsulation}")
    tags = {name: getattr(link, name) for name in ("vlanTag", "vlanSTag", "vlanCTag")}
    wanted = {"vlanTag"} if encapsulation == "DOT1Q" else {"vlanSTag", "vlanCTag"}
    if {name for name, tag in tags.items() if tag is not None} != wanted:
        raise invalid(f"{A_POINT}/linkProtocol", f"{encapsulation} takes {' and '.join(sorted(wanted))}")
    chosen = {name: tags[name] for name in sorted(wanted)}
    if any(chosen.items() <= row.items() for row in world.vlans(port["uuid"])):
        raise Refusal(INVALID_ARGUMENT, "Invalid argument value passed.", (f"{A_POINT}/linkProtocol", "VLAN is in use"))
    return {"type": encapsulation, **chosen}


def _from_port(world: World, point: AccessPoint, order: ConnectionOrder) -> Row:
    refusal = Refusal(PORT_NOT_FOUND, "Unable to fetch port details", (f"{A_POINT}/port/uuid", "could not be found"))
    if point.port is None:
        raise refusal
    port = world.asset("ports", point.port.uuid, refusal)
    world.refuse_locked(port)
    if port["state"] not in ("ACTIVE", "PROVISIONED", "ADDED"):
        raise invalid(f"{A_POINT}/port/uuid", f"port is {port['state']}")
    # A connection of its own goes over either port.
    priority = order.redundancy.priority if order.redundancy else port["redundancy"]["priority"]
    if port["redundancy"]["priority"] != priority:
        raise invalid(f"{A_POINT}/port/uuid", f"a {priority} connection takes a {priority} port")
    link = check_vlan(world, port, point.linkProtocol)
    return {"accessPoint": {"type": "COLO", "location": port["location"], "port": entity(port), "linkProtocol": link}}


def _from_router(world: World, point: AccessPoint) -> Row:
    refusal = Refusal(INVALID_UUID, "Invalid uuid", (f"{A_POINT}/router/uuid", "unknown"))
    if point.router is None:
        raise refusal
    router = world.asset("routers", point.router.uuid, refusal)
    if router["state"] != "PROVISIONED":
        raise Refusal(ROUTER_IN_TRANSIENT_STATE, "Fabric Cloud Router is in transient state")
    return {"accessPoint": {"type": "CLOUD_ROUTER", "location": router["location"], "router": entity(router)}}


def _from_device(world: World, point: AccessPoint) -> Row:
    refusal = Refusal(INVALID_UUID, "Invalid uuid", (f"{A_POINT}/virtualDevice/uuid", "unknown"))
    if point.virtualDevice is None:
        raise refusal
    device = world.asset("devices", point.virtualDevice.uuid, refusal)
    if device["status"] != "PROVISIONED":
        raise Refusal(NULL_ACCESS_POINT, "Device not provisioned.")
    shown = world.shown_device(device)["interfaces"]
    free = [item["id"] for item in shown if item["type"] == "DATA" and item["status"] == "AVAILABLE"]
    wanted = point.interface.id if point.interface else None
    if not free or wanted not in (None, *free):
        raise invalid(f"{A_POINT}/interface/id", f"available: {free}")
    virtual_device = {"type": "EDGE", "uuid": device["uuid"], "name": device["name"]}
    interface = {"type": "CLOUD", "id": free[0] if wanted is None else wanted}
    place = seed.location(device["metroCode"])
    return {"accessPoint": {"type": "VD", "location": place, "virtualDevice": virtual_device, "interface": interface}}


def _from_token(world: World, identity: str, bandwidth: int) -> Row:
    token = world.asset("serviceTokens", identity, Refusal(TOKEN_NOT_FOUND, "Token not found"))
    expired = datetime.fromisoformat(token["expirationDateTime"]) <= datetime.now(UTC)
    if token["state"] != "INACTIVE" or expired:
        raise Refusal(
            TOKEN_NOT_USABLE,
            "Token with Invalid Status to create connection, Please enter valid ServiceToken",
            details="Please enter valid ServiceToken UUID.",
        )
    if bandwidth > token["connection"]["bandwidthLimit"]:
        raise invalid("/bandwidth", f"the token allows {token['connection']['bandwidthLimit']}")
    selector: dict[str, Any] = token["connection"]["aSide"]["accessPointSelectors"][0]
    world.refuse_locked(next((row for row in world.assets["ports"] if row["uuid"] == selector["port"]["uuid"]), selector["port"]))
    if any(row.get("vlanTag") == selector["linkProtocol"]["vlanTag"] for row in world.vlans(selector["port"]["uuid"])):
        raise Refusal(INVALID_ARGUMENT, "Invalid argument value passed.", ("/aSide/serviceToken", "VLAN is in use"))
    reference = {key: token[key] for key in ("href", "type", "uuid", "name")}
    return {"serviceToken": reference, "accessPoint": {**selector, "location": seed.location("FR")}}


def _check_redundancy(world: World, order: ConnectionOrder) -> None:
    spec = order.redundancy
    if spec is None or (spec.priority == "PRIMARY" and spec.group is None):
        return
    members = [c.row["redundancy"]["priority"] for c in world.living() if c.row["redundancy"]["group"] == spec.group]
    if "PRIMARY" not in members:
        raise invalid("/redundancy/group", "no primary connection has this group")
    if spec.priority in members:
        raise invalid("/redundancy/group", f"the group has a {spec.priority} connection already")
