# Copyright: (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the simulator starts with: assets with fixed names and UUIDs."""

from __future__ import annotations

import uuid
from typing import Any

PROJECT = "ac4d34ca-0d9c-4bc2-9aab-1234567abcde"
ALIBABA = "4c4b8edf-873b-4c6c-805a-edb2c335bd6c"
LEGACY = "Alibaba Cloud Legacy"
REGIONS = {
    "HK": ["cn-hongkong"],
    "SG": ["ap-southeast-1"],
    "TY": ["ap-northeast-1", "ap-northeast-2"],
    "DC": ["us-east-1"],
    "SV": ["us-west-1"],
    "FR": ["eu-central-1"],
    "LD": ["eu-west-1"],
}


def uid(name: str) -> str:
    """Return the UUID of a seeded thing."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"simulator.{name}"))


def port(name: str, encapsulation: str = "DOT1Q", priority: str = "PRIMARY", **more: Any) -> dict[str, Any]:
    """Return a port."""
    return {
        "uuid": uid(more.pop("seed", name)),
        "type": "XF_PORT",
        "name": name,
        "state": "ACTIVE",
        "operation": {"operationalStatus": "UP"},
        "encapsulation": {"type": encapsulation},
        "redundancy": {"priority": priority},
        "location": {"metroCode": "FR"},
        **more,
    }


def token(name: str, state: str = "INACTIVE", limit: int = 500, tag: int = 1500, **more: Any) -> dict[str, Any]:
    """Return an A-side service token."""
    return {
        "uuid": uid(name),
        "type": "VC_TOKEN",
        "name": name,
        "state": state,
        "expirationDateTime": "2099-01-01T00:00:00.000000Z",
        "connection": {
            "type": "EVPL_VC",
            "bandwidthLimit": limit,
            "aSide": {
                "accessPointSelectors": [
                    {
                        "type": "COLO",
                        "port": {"uuid": uid("FR-PRI-DOT1Q")},
                        "linkProtocol": {"type": "DOT1Q", "vlanTag": tag},
                    }
                ]
            },
        },
        **more,
    }


def router(name: str, state: str = "PROVISIONED", seed: str = "") -> dict[str, Any]:
    """Return a cloud router."""
    return {
        "uuid": uid(seed or name),
        "type": "XF_ROUTER",
        "name": name,
        "state": state,
        "location": {"metroCode": "FR"},
        "project": {"projectId": PROJECT},
    }


def device(name: str, status: str = "PROVISIONED", seed: str = "") -> dict[str, Any]:
    """Return a Network Edge device with interfaces 4 to 9 free."""
    kinds = {1: ("MGMT", None), 2: ("SSH", None), 3: ("DATA", "ASSIGNED")}
    interfaces = [
        {"id": n, "type": kinds.get(n, ("DATA", ""))[0], "status": kinds.get(n, ("", "AVAILABLE"))[1]} for n in range(1, 10)
    ]
    return {"uuid": uid(seed or name), "name": name, "status": status, "metroCode": "FR", "interfaces": interfaces}


def profile(name: str, state: str = "ACTIVE", uuid_: str = "") -> dict[str, Any]:
    """Return a service profile that sells what Alibaba's does."""
    config = {"supportedBandwidths": [50, 200, 500, 1000], "allowCustomBandwidth": False}
    key = {"authenticationKey": {"required": True, "label": "Alibaba Cloud Account ID"}}
    return {
        "uuid": uuid_ or uid(name),
        "type": "L2_PROFILE",
        "name": name,
        "state": state,
        "accessPointTypeConfigs": [{"type": "COLO", **config, **key}, {"type": "VD", **config}],
        "metros": [{"code": code, "name": code, "sellerRegions": dict.fromkeys(names, "")} for code, names in REGIONS.items()],
    }


def ports() -> list[dict[str, Any]]:
    """Return all seeded ports."""
    return [
        port("FR-PRI-DOT1Q"),
        port("FR-SEC-DOT1Q", priority="SECONDARY"),
        port("FR-PRI-QINQ", "QINQ"),
        port("FR-DOWN-DOT1Q", operation={"operationalStatus": "DOWN"}),
        port("FR-NEW-DOT1Q", state="PROVISIONING"),
        port("FR-TWIN-DOT1Q", seed="twin-1"),
        port("FR-TWIN-DOT1Q", seed="twin-2"),
    ]


def tokens() -> list[dict[str, Any]]:
    """Return all seeded service tokens."""
    return [
        token("alibaba-fra-token"),
        token("redeemed-token", "ACTIVE", tag=1501),
        token("expired-token", expirationDateTime="2020-01-01T00:00:00.000000Z", tag=1502),
        token("small-token", limit=50, tag=1503),
    ]


def routers() -> list[dict[str, Any]]:
    """Return all seeded cloud routers."""
    twins = [router("twin-router", seed="twin-r1"), router("twin-router", seed="twin-r2")]
    return [router("fra-router"), router("new-router", "PROVISIONING"), *twins]


def devices() -> list[dict[str, Any]]:
    """Return all seeded devices."""
    twins = [device("twin-edge", seed="twin-d1"), device("twin-edge", seed="twin-d2")]
    return [device("fra-edge"), device("new-edge", "PROVISIONING"), *twins]


def profiles() -> list[dict[str, Any]]:
    """Return all seeded service profiles."""
    return [profile("Alibaba Cloud Express Connect", uuid_=ALIBABA), profile(LEGACY, "PENDING_APPROVAL")]
