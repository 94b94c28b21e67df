# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of both clouds as the info modules return them, for reports of any size: always the same for the same size."""

from __future__ import annotations

from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.status import status_of
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.serialize import to_result

from extensions.simulator import seed
from extensions.simulator.world import entity, z_side

# By turns; the ends of both clouds fit together.
STATES = (
    ("ACTIVE", "PROVISIONED", "PROVISIONED"),
    ("PENDING", "PROVISIONED", "PENDING_APPROVAL"),
    ("ACTIVE", "PROVISIONED", "PROVISIONED"),
    ("PENDING", "PROVISIONED", "PROVISIONING"),
    ("ACTIVE", "PROVISIONED", "PROVISIONED"),
    ("FAILED", "REJECTED", "REJECTED"),
    ("ACTIVE", "PROVISIONED", "PROVISIONED"),
    ("PROVISIONING", "PROVISIONING", "NOT_AVAILABLE"),
    ("ACTIVE", "PROVISIONED", "PROVISIONED"),
    ("DEPROVISIONING", "DEPROVISIONING", "DEPROVISIONING"),
)
METROS = ("FR", "LD", "SG", "TY", "DC", "SV", "HK")
BANDWIDTHS = (50, 200, 500, 1000)


def _a_side(number: int, metro: str) -> dict[str, Any]:
    """Return an origin of each kind by turns; connections share ports."""
    point = {"location": seed.location(metro)}
    kind = number // 2 % 4
    if kind == 0:
        port = {**entity(seed.port(f"{metro}-{'SEC' if number % 2 else 'PRI'}-DOT1Q"))}
        return {
            "accessPoint": {**point, "type": "COLO", "port": port, "linkProtocol": {"type": "DOT1Q", "vlanTag": 1001 + number}}
        }
    if kind == 1:
        return {"accessPoint": {**point, "type": "CLOUD_ROUTER", "router": entity(seed.router(f"{metro.lower()}-router"))}}
    if kind == 2:
        device = {"uuid": seed.uid(f"{metro}-edge"), "name": f"{metro.lower()}-edge", "type": "EDGE"}
        return {
            "accessPoint": {**point, "type": "VD", "virtualDevice": device, "interface": {"type": "CLOUD", "id": 4 + number % 6}}
        }
    port = {**entity(seed.port(f"{metro}-PRI-QINQ"))}
    link = {"type": "QINQ", "vlanSTag": 100 + number, "vlanCTag": 7}
    return {
        "serviceToken": {"uuid": seed.uid(f"token-{number}")},
        "accessPoint": {**point, "type": "COLO", "port": port, "linkProtocol": link},
    }


def connection(number: int, *, metro: str = "FR", name: str = "", state: tuple[str, str, str] = STATES[0]) -> dict[str, Any]:
    """Return a connection as ``fabric_connection_info`` does."""
    region = next(iter(seed.METROS[metro][2]))
    profile = {"name": "Alibaba Cloud Express Connect", "uuid": seed.ALIBABA, "type": "L2_PROFILE"}
    moment = f"2026-11-{1 + number % 28:02}T08:00:00.000000Z"
    row = {
        "uuid": seed.uid(f"report-{number}"),
        "name": name or f"alibaba-{metro.lower()}-{number}",
        "bandwidth": BANDWIDTHS[number % 4],
        "aSide": _a_side(number, metro),
        "zSide": z_side(profile, metro, region, "5123456789012345", 1500 + number),
        "order": {"termLength": 12 if number % 3 else 1},
        "account": seed.ACCOUNT,
        "redundancy": {"group": seed.uid(f"group-{number}"), "priority": "PRIMARY"},
        "changeLog": {**seed.CREATED, "updatedDateTime": moment},
        "state": state[0],
        "operation": {"equinixStatus": state[1], "providerStatus": state[2]},
    }
    return {**to_result(row), "status": status_of(row).as_dict()}


def paired(primary: dict[str, Any], secondary: dict[str, Any]) -> None:
    """Make two connections a pair."""
    secondary["redundancy"] = {"group": primary["redundancy"]["group"], "priority": "SECONDARY"}


def physical_connection(of: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the physical connection that Alibaba Cloud has for a connection."""
    phase = of["status"]["phase"]
    status, accepted = {"active": ("Enabled", "Confirmed"), "in_progress": ("Confirmed", "Confirmed")}.get(
        phase, ("Allocated", "UnConfirmed")
    )
    return {
        "physical_connection_id": f"pc-{of['uuid'][:13]}",
        "name": of["name"],
        "product_type": "VirtualPhysicalConnection",
        "status": status,
        "vpconn_status": accepted,
        "business_status": "Normal",
        "vlan_id": of["z_side"]["access_point"]["link_protocol"]["vlan_tag"],
        "bandwidth": of["bandwidth"],
        "end_time": "2027-11-23T16:00Z",
        **more,
    }


def router(of: dict[str, Any], number: int, bgp: str = "Established", **more: Any) -> dict[str, Any]:
    """Return the border router of a physical connection, with its BGP peer."""
    peer = {
        "bgp_peer_id": f"bgp-{number}",
        "peer_ip_address": f"192.0.2.{2 + number % 250}",
        "peer_asn": 64512 + number % 100,
        "local_asn": 45104,
        "status": "Available",
        "bgp_status": bgp,
    }
    return {
        "vbr_id": f"vbr-{of['physical_connection_id'][3:]}",
        "name": f"{of['name']}-router",
        "status": "active",
        "vlan_id": of["vlan_id"],
        "physical_connection_id": of["physical_connection_id"],
        "local_gateway_ip": "192.0.2.1",
        "peer_gateway_ip": "192.0.2.2",
        "peering_subnet_mask": "255.255.255.252",
        "bgp_peers": [peer],
        **more,
    }


def fleet(size: int) -> dict[str, Any]:
    """Return the variables of the role for so many connections in all metros, a third of them in pairs, both ends and prices."""
    metros = METROS[: max(1, min(len(METROS), size // 4))]
    connections = [
        connection(number, metro=metros[number // 6 % len(metros)], state=STATES[number % len(STATES)]) for number in range(size)
    ]
    for number in range(0, size - 1, 6):
        paired(connections[number], connections[number + 1])
    physical_connections = [
        physical_connection(row) for row in connections if row["status"]["phase"] in ("active", "in_progress", "pending_approval")
    ]
    enabled = [row for row in physical_connections if row["status"] == "Enabled"]
    routers = [router(row, number, bgp="Idle" if number % 5 == 3 else "Established") for number, row in enumerate(enabled)]
    prices = [
        {
            "monthly": seed.PRICES[row["bandwidth"]],
            "one_off": 0.0,
            "currency": "EUR" if number % 9 == 8 else "USD",
            "term_length": 1,
        }
        for number, row in enumerate(connections)
    ]
    return {
        "fabric_report_connections": connections,
        "fabric_report_physical_connections": physical_connections,
        # One in seven has no router yet.
        "fabric_report_virtual_border_routers": [row for number, row in enumerate(routers) if number % 7 != 6],
        "fabric_report_prices": prices,
    }
