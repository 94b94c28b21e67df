# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the demo says: each line is made of what both clouds and the play itself show, and is not said before it is so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extensions.simulator.middleware import Call
from extensions.simulator.server import Simulator

Row = Mapping[str, Any]
# What is removed, by the call that does it.
REMOVALS = {
    "/vpc/DeleteBgpPeer": "BGP peer",
    "/vpc/DeleteBgpGroup": "BGP group",
    "/vpc/DeleteVirtualBorderRouter": "border router",
    "/vpc/TerminatePhysicalConnection": "port terminated",
    "/vpc/DeletePhysicalConnection": "port deleted",
}
FABRICS_END = "connection"


@dataclass(frozen=True)
class Seen:
    """What there is to see of one play; ``output`` is empty while it runs."""

    name: str  # of the connection
    calls: Sequence[Call]
    orders: Sequence[Row]
    payments: Sequence[Row]
    physical_connections: Sequence[Row]
    routers: Sequence[Row]
    groups: Sequence[Row]
    peers: Sequence[Row]
    living: Sequence[Row]  # connections on Fabric, with their states
    output: str = ""

    @property
    def changing(self) -> list[Call]:
        """The calls that order, pay, change or remove something."""
        return [call for call in self.calls if call.mutating]

    @property
    def physical_connection(self) -> Row | None:
        """The shared port of the connection."""
        return next((row for row in self.physical_connections if row["Name"] == self.name), None)


@dataclass(frozen=True)
class Before:
    """How much there was before a play, so that what it did can be told from it."""

    calls: int
    orders: int
    payments: int

    @classmethod
    def of(cls, simulator: Simulator) -> Before:
        """Count it."""
        return cls(len(simulator.calls), len(simulator.orders), len(simulator.alibaba.payments))

    def look(self, simulator: Simulator, name: str, output: str = "") -> Seen:
        """Return what is to be seen now."""
        cloud = simulator.alibaba
        # The simulator's own thread adds to these.
        connections = list(simulator.connections.values())
        shown = [simulator.world.shown(connection) for connection in connections]
        return Seen(
            name=name,
            calls=simulator.calls[self.calls :],
            orders=simulator.orders[self.orders :],
            payments=cloud.payments[self.payments :],
            physical_connections=list(cloud.physical_connections.values()),
            routers=list(cloud.routers.values()),
            groups=list(cloud.bgp_groups.values()),
            peers=list(cloud.bgp_peers.values()),
            living=[row for row in shown if row["state"] != "DEPROVISIONED"],
            output=output,
        )


def recap(output: str) -> dict[str, int]:
    """Return how many tasks were ok, changed, failed, by Ansible's own account; empty when there is none."""
    found = re.findall(r"^localhost +: (.*)$", output, re.MULTILINE)
    return {key: int(count) for key, count in re.findall(r"(\w+)=(\d+)", found[-1])} if found else {}


def _calls(calls: Sequence[Call]) -> str:
    return f"{len(calls)} calls, {sum(call.mutating for call in calls)} of them to order, pay, change or remove"


def rehearsed(seen: Seen) -> str:
    """Check mode looked everything up and did nothing."""
    price = re.search(r"Price: ([\d.]+ [A-Z]{3} a month)", seen.output)
    if price is None or seen.changing or seen.orders:
        return ""
    return f"it would cost {price[1]} on Fabric; {_calls(seen.calls)}"


def ordered(seen: Seen) -> str:
    """The connection was ordered, once."""
    if len(seen.orders) != 1:
        return ""
    row = seen.orders[0]
    return f"{row['name']}, {row['bandwidth']} Mbps, from {_origin(row)}"


def _origin(row: Row) -> str:
    """Return where a connection begins, as an engineer would say it."""
    side = row["aSide"]
    if "serviceToken" in side:
        return f"service token {side['serviceToken']['name']}"
    point = side["accessPoint"]
    link = point.get("linkProtocol") or {}
    asset = next(point[kind] for kind in ("port", "router", "virtualDevice") if kind in point)
    return " ".join((asset["name"], *([f"VLAN {link['vlanTag']}"] if "vlanTag" in link else [])))


def accepted(seen: Seen) -> str:
    """The shared port is accepted on Alibaba Cloud."""
    physical_connection = seen.physical_connection
    if physical_connection is None or physical_connection["VpconnStatus"] != "Confirmed":
        return ""
    return f"shared port {physical_connection['PhysicalConnectionId']} on Alibaba Cloud"


def paid(seen: Seen) -> str:
    """It is paid for, once."""
    physical_connection = seen.physical_connection
    if physical_connection is None or [row["physical_connection"] for row in seen.payments] != [
        physical_connection["PhysicalConnectionId"]
    ]:
        return ""
    row = seen.payments[0]
    return f"{row['period']} {row['cycle'].lower()} in advance"


def routed(seen: Seen) -> str:
    """The border router is there."""
    physical_connection = seen.physical_connection
    mine = [
        row
        for row in seen.routers
        if physical_connection and row["PhysicalConnectionId"] == physical_connection["PhysicalConnectionId"]
    ]
    if len(mine) != 1 or mine[0]["Status"] != "active":
        return ""
    row = mine[0]
    return f"{row['VbrId']} on VLAN {row['VlanId']}, {row['LocalGatewayIp']} to {row['PeerGatewayIp']}"


def peered(seen: Seen) -> str:
    """A BGP peer is there."""
    ready = [row for row in seen.peers if row["Status"] == "Available"]
    groups = {row["BgpGroupId"]: row for row in seen.groups}
    if len(ready) != 1 or ready[0]["BgpGroupId"] not in groups:
        return ""
    return f"peer {ready[0]['PeerIpAddress']}, AS {groups[ready[0]['BgpGroupId']]['PeerAsn']}"


def proven(seen: Seen) -> str:
    """Both ends are one, as the play found out."""
    text = " ".join(seen.output.split())
    proofs = re.findall(r"Proven: ([^(]+?) \(", text)
    sessions = re.findall(r"session (\w+)", text)
    active = [row["name"] for row in seen.living if row["state"] == "ACTIVE"]
    if not proofs or "NOT PROVEN" in text or seen.name not in active:
        return ""
    told = ", ".join(proof[0].lower() + proof[1:] for proof in proofs)
    return f"{told}; BGP {', '.join(dict.fromkeys(sessions)) or 'not seen'}"


def unchanged(seen: Seen) -> str:
    """Another run found everything as it is wanted."""
    counts = recap(seen.output)
    if counts.get("changed") != 0 or seen.changing or seen.orders or seen.payments:
        return ""
    return f"{counts['changed']} of {counts['ok']} tasks changed anything; {_calls(seen.calls)}"


def removed(seen: Seen) -> str:
    """Everything is gone; what went when is read from the calls, and Fabric's end goes by itself after Alibaba Cloud's."""
    left = [row["name"] for row in seen.living] + [row["Name"] for row in seen.physical_connections if row["Name"] == seen.name]
    if not recap(seen.output) or left or seen.routers or seen.peers or seen.groups:
        return ""
    gone = [REMOVALS[call.path] for call in seen.changing if call.path in REMOVALS and call.status == 200]
    asked = [FABRICS_END for call in seen.changing if call.method == "DELETE" and call.status < 300]
    return f"{', '.join((*gone, *(asked or [f'{FABRICS_END} by itself'])))}: nothing is left"


def cost(simulator: Simulator, plays: int, seconds: float) -> str:
    """Return what all plays together took."""
    counts = {
        "order": len(simulator.orders),
        "payment": len(simulator.alibaba.payments),
        "login": simulator.logins,
        "call": len(simulator.calls),
    }
    told = ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for word, count in counts.items())
    return f"{told}, by {plays} plays in {seconds:.0f} s"


@dataclass(frozen=True)
class Step:
    """A play, and what has to be seen of it, each under a word."""

    playbook: str
    flags: tuple[str, ...]
    lines: Mapping[str, Callable[[Seen], str]]


def steps(origin: str) -> list[Step]:
    """Return the plays of the story for one origin."""
    both_ends: dict[str, Callable[[Seen], str]] = {
        "ordered": ordered,
        "accepted": accepted,
        "paid": paid,
        "border router": routed,
        "BGP": peered,
        "proven": proven,
    }
    return [
        Step(origin, ("--check",), {"rehearsed": rehearsed}),
        Step(origin, (), both_ends),
        Step(origin, (), {"run again": unchanged}),
        Step("deprovision", (), {"removed": removed}),
    ]
