# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What else an account has at Alibaba Cloud, and what is none of the plays' business."""

from __future__ import annotations

import copy
from typing import Any

from .alibaba_world import DEDICATED, Thing, moment
from .server import Simulator
from .world import Row


def add_dedicated_circuit(simulator: Simulator, account: str, region: str, name: str, *, vlan: int) -> str:
    """Give an account a physical connection of its own, with an active router, a BGP group and a peer; return its id."""
    row = simulator.alibaba.add_physical_connection(
        account,
        region,
        name,
        Status="Enabled",
        VpconnStatus="",
        ProductType=DEDICATED,
        VlanId="",
        OrderMode="",
        Spec="1G",
        Bandwidth=1000,
        EnabledTime=moment(),
        ParentPhysicalConnectionId="",
        ParentPhysicalConnectionAliUid=0,
        LineOperator="Other",
        LoaStatus="Complete",
    )
    identity = str(row["PhysicalConnectionId"])
    add_router(simulator, account, region, identity, vlan=vlan, name=name)
    return identity


def add_shared_port(simulator: Simulator, account: str, region: str, name: str, **values: Any) -> str:
    """Give an account the shared port of another order, with another parent physical connection; return its id."""
    other: Row = {"ParentPhysicalConnectionId": "pc-gw8other0parent", **values}
    return str(simulator.alibaba.add_physical_connection(account, region, name, **other)["PhysicalConnectionId"])


def add_router(simulator: Simulator, account: str, region: str, physical_connection: str, *, vlan: int, name: str) -> str:
    """Put an active border router with a BGP group and a peer onto a physical connection; return the router's id."""
    cloud = simulator.alibaba
    router, group, peer = cloud.new_id("vbr"), cloud.new_id("bgpg"), cloud.new_id("bgp")
    addresses = {"LocalGatewayIp": "198.51.100.1", "PeerGatewayIp": "198.51.100.2", "PeeringSubnetMask": "255.255.255.252"}
    ipv6 = dict.fromkeys(("LocalIpv6GatewayIp", "PeerIpv6GatewayIp", "PeeringIpv6SubnetMask"), "")
    rows: dict[str, tuple[str, Row]] = {
        "routers": (
            router,
            {
                **{"VbrId": router, "Name": name, "Description": "", "Status": "active", "VlanId": vlan},
                **{"PhysicalConnectionId": physical_connection, "PhysicalConnectionOwnerUid": account, "CreationTime": moment()},
                **{**addresses, **ipv6, "EnableIpv6": False},
            },
        ),
        "bgp_groups": (
            group,
            {
                **{"BgpGroupId": group, "RouterId": router, "RegionId": region, "Name": name, "Description": "by hand"},
                **{"AuthKey": "", "PeerAsn": "64500", "LocalAsn": "45104", "IsFake": "false", "IpVersion": "IPv4"},
                **{"RouteLimit": "110", "Hold": "30", "Keepalive": "10", "Status": "Available"},
            },
        ),
        "bgp_peers": (
            peer,
            {
                **{"BgpPeerId": peer, "BgpGroupId": group, "RegionId": region, "PeerIpAddress": "198.51.100.2"},
                **{"EnableBfd": False, "BfdMultiHop": 255, "GmtModified": moment(), "Status": "Available"},
            },
        ),
    }
    for kind, (identity, row) in rows.items():
        cloud.things[kind][identity] = Thing(account, region, row)
    return router


def foreign_rows(simulator: Simulator) -> dict[str, Row]:
    """Return what belongs to no connection of the plays' own, as it is at this moment, with what was paid for it.

    A physical connection is somebody else's unless Fabric made it for a connection; what is on it goes with it.
    """
    cloud = simulator.alibaba
    own = {identity for identity, thing in cloud.things["physical_connections"].items() if thing.connection is not None}
    own |= {
        connection.physical_connection for connection in simulator.world.connections.values() if connection.physical_connection
    }
    routers = {name for name, row in cloud.routers.items() if row["PhysicalConnectionId"] not in own and name not in own}
    groups = {name for name, row in cloud.bgp_groups.items() if row["RouterId"] in routers}
    peers = {name for name, row in cloud.bgp_peers.items() if row["BgpGroupId"] in groups}
    kept: list[tuple[dict[str, Row], set[str]]] = [
        (cloud.physical_connections, set(cloud.physical_connections) - own),
        (cloud.routers, routers),
        (cloud.bgp_groups, groups),
        (cloud.bgp_peers, peers),
    ]
    found: dict[str, Row] = {name: copy.deepcopy(rows[name]) for rows, names in kept for name in names}
    for payment in cloud.payments:
        if payment["physical_connection"] not in own:
            found[f"payment {payment['order']}"] = dict(payment)
    return found
