# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the simulator starts with: assets with fixed names and UUIDs.

Each asset is there for a reason, told by its name: the usable ones are ``FR-PRI-DOT1Q``, ``FR-PRI-QINQ``,
``alibaba-fra-token``, ``fra-router`` and ``fra-edge``; the others each have one thing wrong with them.
"""

from __future__ import annotations

import uuid
from typing import Any

HOST = "https://api.equinix.com"  # what ``href`` shows, as in the real answers
PROJECT = "ac4d34ca-0d9c-4bc2-9aab-1234567abcde"
ACCOUNT = {"accountNumber": 270001, "accountName": "demo-account", "orgId": 91997, "organizationName": "demo-organization"}
ALIBABA = "4c4b8edf-873b-4c6c-805a-edb2c335bd6c"
LEGACY = "Alibaba Cloud Legacy"
# Client id and secret of Equinix. Secrets that nobody has anywhere else, so that a test can look for them in any output.
CLIENT = ("demo-client-id", "demo-client-secret")
# Access keys of Alibaba Cloud by account id: key id and secret. The others belong to the first account.
ALIBABA_KEYS = {
    "5123456789012345": ("demo-access-key-id", "demo-access-key-secret"),
    "6666666666666666": ("other-access-key-id", "other-access-key-secret"),
}
ALIBABA_STS = ("STS.demo-access-key-id", "demo-sts-secret", "demo-security-token")
# RAM roles that each account has, with the external id that they ask for; the last is that of the ECS instance this runs on.
ALIBABA_ROLES = {"express-connect": "", "partner": "demo-external-id", "express-connect-instance": ""}
ALIBABA_EXPIRED_TOKENS = frozenset({"expired-security-token"})
ALIBABA_READER = ("reader-access-key-id", "reader-access-key-secret")  # may only read
UP = {"operationalStatus": "UP", "connectionCount": 0}
NEVER = "2099-01-01T00:00:00.000000Z"
CREATED = {"createdBy": "demo-user", "createdDateTime": "2026-01-01T00:00:00.000000Z"}
METROS: dict[str, tuple[str, str, dict[str, str], list[str]]] = {
    "HK": ("Hong Kong", "APAC", {"cn-hongkong": "China (Hong Kong)"}, []),
    "SG": ("Singapore", "APAC", {"ap-southeast-1": "Singapore"}, []),
    "TY": ("Tokyo", "APAC", {"ap-northeast-1": "Japan (Tokyo)", "ap-northeast-2": "South Korea (Seoul)"}, ["JAPAN"]),
    "DC": ("Ashburn", "AMER", {"us-east-1": "US (Virginia)"}, ["CONUS"]),
    "SV": ("Silicon Valley", "AMER", {"us-west-1": "US (Silicon Valley)"}, ["CONUS"]),
    "FR": ("Frankfurt", "EMEA", {"eu-central-1": "Germany (Frankfurt)"}, ["EU"]),
    "LD": ("London", "EMEA", {"eu-west-1": "UK (London)"}, ["UK"]),
    "PA": ("Paris", "EMEA", {}, ["EU"]),  # Equinix is there, Alibaba is not
}
BANDWIDTHS = [50, 200, 500, 1000]
# Monthly charge in USD by bandwidth, within one metro; between metros it is twice that.
PRICES = {50: 60.0, 200: 100.0, 500: 180.0, 1000: 300.0}


def uid(name: str) -> str:
    """Return the UUID of a seeded thing."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"simulator.{name}"))


def location(code: str) -> dict[str, Any]:
    """Return a metro as answers refer to it."""
    name, region, _regions, _scopes = METROS[code]
    return {"metroHref": f"{HOST}/fabric/v4/metros/{code}", "region": region, "metroName": name, "metroCode": code}


def port(name: str, encapsulation: str = "DOT1Q", priority: str = "PRIMARY", **more: Any) -> dict[str, Any]:
    """Return a port."""
    identity = uid(more.pop("seed", name))
    return {
        "href": f"{HOST}/fabric/v4/ports/{identity}",
        "uuid": identity,
        "type": "XF_PORT",
        "name": name,
        "state": "ACTIVE",
        "physicalPortsSpeed": 10000,
        "bandwidth": 10000,
        "availableBandwidth": 10000,
        "usedBandwidth": 0,
        "operation": UP,
        "encapsulation": {"type": encapsulation},
        "redundancy": {"priority": priority},
        "location": location(more.pop("metro", "FR")),
        "account": ACCOUNT,
        "project": {"projectId": PROJECT},
        "device": {"name": f"{name}-device"},
        "lagEnabled": False,
        "changeLog": CREATED,
        **more,
    }


def token(
    name: str, state: str = "INACTIVE", limit: int = 500, tag: int = 1500, port_name: str = "FR-PRI-DOT1Q", **more: Any
) -> dict[str, Any]:
    """Return an A-side service token on a port."""
    asset = uid(port_name)
    selector = {
        "type": "COLO",
        "port": {"href": f"{HOST}/fabric/v4/ports/{asset}", "type": "XF_PORT", "uuid": asset},
        "linkProtocol": {"type": "DOT1Q", "vlanTag": tag},
    }
    return {
        "href": f"{HOST}/fabric/v4/serviceTokens/{uid(name)}",
        "uuid": uid(name),
        "type": "VC_TOKEN",
        "name": name,
        "state": state,
        "expirationDateTime": NEVER,
        "connection": {
            "type": "EVPL_VC",
            "allowRemoteConnection": True,
            "allowCustomBandwidth": False,
            "bandwidthLimit": limit,
            "aSide": {"accessPointSelectors": [selector]},
        },
        "account": {"orgId": ACCOUNT["orgId"]},
        "changelog": CREATED,
        "project": {"projectId": PROJECT},
        **more,
    }


def router(name: str, state: str = "PROVISIONED", seed: str = "") -> dict[str, Any]:
    """Return a cloud router."""
    identity = uid(seed or name)
    return {
        "href": f"{HOST}/fabric/v4/routers/{identity}",
        "uuid": identity,
        "type": "XF_ROUTER",
        "name": name,
        "state": state,
        "location": location("FR"),
        "package": {"code": "STANDARD"},
        "equinixAsn": 30000,
        "connectionsCount": 0,
        "account": {"accountNumber": ACCOUNT["accountNumber"]},
        "project": {"projectId": PROJECT},
        "notifications": [{"type": "ALL", "emails": ["noc@example.com"]}],
        "changeLog": CREATED,
    }


def interface(number: int) -> dict[str, Any]:
    """Return an interface of a device: 1 and 2 are for management, 3 is taken, the others are free."""
    kind, state, use = {
        1: ("MGMT", None, "Equinix Managed"),
        2: ("SSH", None, "Equinix Managed"),
        3: ("DATA", "ASSIGNED", "Connection to Network Service Provider"),
    }.get(number, ("DATA", "AVAILABLE", ""))
    return {
        "id": number,
        "name": f"GigabitEthernet{number}",
        "status": state,
        "operationalStatus": None,
        "macAddress": None,
        "ipAddress": None,
        "assignedType": use,
        "type": kind,
    }


def device(name: str, status: str = "PROVISIONED", seed: str = "") -> dict[str, Any]:
    """Return a Network Edge device with interfaces 4 to 9 free."""
    return {
        "uuid": uid(seed or name),
        "name": name,
        "status": status,
        "licenseStatus": "REGISTERED",
        "deviceTypeCode": "CSR1000V",
        "deviceTypeName": "CSR 1000V",
        "deviceTypeVendor": "Cisco",
        "metroCode": "FR",
        "metroName": METROS["FR"][0],
        "region": "EMEA",
        "accountNumber": str(ACCOUNT["accountNumber"]),
        "projectId": PROJECT,
        "redundancyType": "PRIMARY",
        "sshIpAddress": "192.0.2.10",
        "interfaceCount": 9,
        "interfaces": [interface(number) for number in range(1, 10)],
    }


def profile(name: str, state: str = "ACTIVE", identity: str = "") -> dict[str, Any]:
    """Return a service profile that sells what Alibaba's does."""
    identity = identity or uid(name)
    speeds = {"supportedBandwidths": BANDWIDTHS, "allowRemoteConnections": True, "allowCustomBandwidth": False}
    # A device's entry with less than these would fit the schema of either type.
    buyer = {
        "connectionRedundancyRequired": False,
        "selectiveRedundancy": True,
        "authenticationKey": {"required": True, "label": "Alibaba Cloud Account ID"},
    }
    colo = {
        **speeds,
        "type": "COLO",
        "allowBandwidthUpgrade": True,
        **buyer,
        "apiConfig": {"apiAvailable": True, "equinixManagedVlan": True, "bandwidthFromApi": False},
    }
    return {
        "href": f"{HOST}/fabric/v4/serviceProfiles/{identity}",
        "uuid": identity,
        "type": "L2_PROFILE",
        "name": name,
        "state": state,
        "visibility": "PUBLIC",
        "accessPointTypeConfigs": [colo, {**speeds, "type": "VD", **buyer}],
        "metros": [
            {"code": code, "name": city, "displayName": city, "ibxs": [f"{code}5"], "sellerRegions": regions}
            for code, (city, _region, regions, _scopes) in METROS.items()
            if regions
        ],
        "changeLog": CREATED,
    }


def metro(code: str) -> dict[str, Any]:
    """Return a metro."""
    name, region, _regions, scopes = METROS[code]
    others = [other for other in METROS if other != code]
    return {
        "href": f"{HOST}/fabric/v4/metros/{code}",
        "type": "XF_METRO",
        "code": code,
        "region": region,
        "name": name,
        "equinixAsn": 60000,
        "localVCBandwidthMax": 50000,
        "geoCoordinates": {"latitude": 50.1, "longitude": 8.6},
        "connectedMetros": [
            {"href": f"{HOST}/fabric/v4/metros/{other}", "code": other, "avgLatency": 10.5, "remoteVCBandwidthMax": 50000}
            for other in others
        ],
        "geoScopes": scopes,
    }


def assets() -> dict[str, list[dict[str, Any]]]:
    """Return all seeded assets by the word that their API's path has for them."""
    return {
        "ports": [
            port("FR-PRI-DOT1Q"),
            port("FR-SEC-DOT1Q", priority="SECONDARY"),
            port("FR-PRI-QINQ", "QINQ"),
            port("FR-DOWN-DOT1Q", operation={"operationalStatus": "DOWN"}),
            port("FR-NEW-DOT1Q", state="PROVISIONING"),
            port("FR-TWIN-DOT1Q", seed="twin-1"),
            port("FR-TWIN-DOT1Q", seed="twin-2"),
        ],
        "serviceTokens": [
            token("alibaba-fra-token"),
            token("alibaba-fra-token-2", port_name="FR-SEC-DOT1Q"),
            token("redeemed-token", "ACTIVE", tag=1501),
            token("expired-token", expirationDateTime="2020-01-01T00:00:00.000000Z", tag=1502),
            token("small-token", limit=50, tag=1503),
        ],
        "routers": [
            router("fra-router"),
            router("new-router", "PROVISIONING"),
            router("twin-router", seed="twin-r1"),
            router("twin-router", seed="twin-r2"),
        ],
        "devices": [
            device("fra-edge"),
            device("fra-edge-2"),
            device("new-edge", "PROVISIONING"),
            device("twin-edge", seed="twin-d1"),
            device("twin-edge", seed="twin-d2"),
        ],
        "serviceProfiles": [profile("Alibaba Cloud Express Connect", identity=ALIBABA), profile(LEGACY, "PENDING_APPROVAL")],
        "metros": [metro(code) for code in METROS],
    }


def vlans() -> dict[str, list[dict[str, Any]]]:
    """Return the VLANs in use by others, by port UUID."""
    other = uid("somebody-elses-connection")
    asset = {"href": f"{HOST}/fabric/v4/connections/{other}", "uuid": other, "bandwidth": 50}
    taken = {"uuid": uid("vlan-100"), "type": "DOT1Q", "state": "RESERVED", "vlanTag": 100, "asset": asset}
    return {uid("FR-PRI-DOT1Q"): [taken]}
