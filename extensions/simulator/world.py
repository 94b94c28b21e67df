# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings and state of the simulated cloud: assets, connections, and what they hold.

What is taken (VLANs, interfaces) follows from the connections that live, so that nothing can be freed twice or forgotten.
"""

from __future__ import annotations

import copy
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from . import seed
from .refusals import INVALID_ARGUMENT, Refusal
from .scheduler import Scheduler

Row = dict[str, Any]
GONE = "DEPROVISIONED"


@dataclass
class Settings:
    """How the simulated cloud behaves; times in seconds. All may be changed while it runs."""

    latency: float = 0.0  # of each call
    provisioning: float = 0.2  # until an order awaits approval
    accepting: float = 0.2  # from approval until the connection is active
    changing: float = 0.2  # until a change of a connection is completed
    deprovisioning: float = 0.2  # until a removed connection is gone
    token_life: float = 3599.0
    change_outcome: str = "COMPLETED"  # or FAILED, REJECTED, SUBMITTED_FOR_APPROVAL
    approves: bool = False  # whether Alibaba accepts by itself, as somebody at its console would
    dry_run: bool = True  # whether the profile's connections know ?dryRun=true
    forgets_deleted: bool = False  # whether connections that are gone can still be looked up
    search_lag: float = 0.0  # until the search shows a new connection; everything else knows it at once
    locked: tuple[str, ...] = ()  # names or UUIDs of the connections and ports that a maintenance of Equinix locks
    maintenance: str = "IN_PROGRESS"  # what these say of it: SCHEDULED, IN_PROGRESS, COMPLETED, CANCELLED, POSTPONED
    tokens_tell: bool = False  # whether a redeemed token shows its connection, as ``ServiceTokenConnection.uuid`` of the schema
    # At Alibaba Cloud
    sharing: float = 0.2  # from "pending approval" until the shared port is there
    settling: float = 0.1  # until what is created, changed or deleted is so
    listing: float = 0.0  # until a new border router is listed
    terminating: float = 0.2  # until a physical connection is terminated
    provider_ids: bool = True  # whether Fabric tells the id of the shared port
    vlan_after: float = 0.0  # from "pending approval" until Fabric shows the VLAN on the Z-side; negative: it never does
    partner_pays: bool = False  # whether Equinix pays for the shared port
    billing_open: bool = False  # whether every account pays for outbound data already
    business_status: str = "Normal"  # or FinancialLocked, SecurityLocked
    balance: int = 10_000  # of each account
    role_life: float = 0.0  # seconds that a key of a role is good for; 0: as long as was asked for
    pays_twice: bool = False  # whether a physical connection that is paid and not yet enabled takes another payment
    deletes_paid: bool = True  # whether a physical connection can be deleted before the time that is paid for is over
    gone_when_terminated: bool = False  # whether Fabric's end goes with the termination already, and not with the deletion
    older_flow: bool = False  # whether Equinix pushes a border router instead of a shared port


@dataclass(frozen=True)
class Phase:
    """States of a connection from a moment on: ``state``, ``equinixStatus``, ``providerStatus``."""

    since: float
    state: str
    equinix: str
    provider: str


@dataclass
class Protocol:
    """A routing protocol: what the API stores, and its states by the clock, as pairs of moment and state."""

    row: Row
    states: list[tuple[float, str]]
    pending: tuple[float, Row] | None = None  # a replacement and when it takes effect
    changes: dict[str, tuple[float, Row]] = field(default_factory=dict)  # by UUID: when each is done, and what it is then

    def shown(self, now: float) -> Row:
        """Return it as the API shows it at a moment."""
        if self.pending is not None and self.pending[0] <= now:
            self.row, self.pending = self.pending[1], None
        return {**self.row, "state": [state for since, state in self.states if since <= now][-1]}


@dataclass
class Connection:
    """A connection: what the API stores, and the states that it goes through by the clock."""

    row: Row
    phases: list[Phase]  # in the order of their moments
    since: float = 0.0  # when it was ordered
    accepted: bool = False
    physical_connection: str = ""  # id of its shared port at Alibaba Cloud
    protocols: dict[str, Protocol] = field(default_factory=dict)
    changes: list[tuple[float, Callable[[Row], None]]] = field(default_factory=list)

    def phase(self, now: float) -> Phase:
        """Return the states at a moment."""
        return [phase for phase in self.phases if phase.since <= now][-1]

    def settle(self, now: float) -> None:
        """Carry out the changes that are due."""
        if not self.changes:
            return
        due = [item for item in self.changes if item[0] <= now]
        for item in due:
            self.changes.remove(item)
            item[1](self.row)

    def go(self, *phases: Phase) -> None:
        """From the first of these phases on, these replace what was to come."""
        self.phases = [phase for phase in self.phases if phase.since < phases[0].since] + list(phases)


class World:
    """Everything that the simulated cloud knows."""

    def __init__(self, settings: Settings, fleet: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self.settings = settings
        self.now = clock  # a test may put another one here
        self.scheduler = Scheduler(self._moment)
        self.assets = copy.deepcopy(seed.assets())
        self.foreign_vlans = copy.deepcopy(seed.vlans())
        self.connections: dict[str, Connection] = {}
        self.orders: list[Row] = []
        if fleet:
            self._add_fleet(fleet)

    def _moment(self) -> float:
        return self.now()

    # -- assets

    def asset(self, kind: str, identity: str, refusal: Refusal) -> Row:
        """Return one asset by UUID, or raise the refusal."""
        found = next((row for row in self.assets[kind] if row["uuid"] == identity), None)
        if found is None:
            raise refusal
        return found

    def _maintenance(self, row: Row) -> Row:
        """Return what ``operation`` of a connection or a port says about maintenance."""
        if not {row.get("name"), row["uuid"]} & set(self.settings.locked):
            return {}
        return {"maintenanceStatus": self.settings.maintenance, "lockEnabled": True}

    def refuse_locked(self, row: Row) -> None:
        """Refuse to change a connection or a port, or what is on it, while maintenance locks it."""
        if self._maintenance(row):
            reason = ("/operation/lockEnabled", "locked for maintenance")
            raise Refusal(INVALID_ARGUMENT, "Invalid argument value passed.", reason)

    def shown_port(self, port: Row) -> Row:
        """Return a port as the API shows it at this moment."""
        maintenance = self._maintenance(port)
        return {**port, "operation": {**port["operation"], **maintenance}} if maintenance else port

    def count(self) -> None:
        """Have ports and routers say how many connections they carry, those of others on their VLANs included."""
        speeds: dict[str, list[int]] = defaultdict(list)
        for identity, taken in self.foreign_vlans.items():
            speeds[identity] += [row["asset"]["bandwidth"] for row in taken]
        for connection in self.living():
            speeds[_at(connection.row, "port") or _at(connection.row, "router")].append(connection.row["bandwidth"])
        for port in self.assets["ports"]:
            count, used = len(speeds[port["uuid"]]), sum(speeds[port["uuid"]])
            port["operation"] = {**port["operation"], "connectionCount": count, "evplVCCount": count}
            port.update(connectionsCount=count, usedBandwidth=used, availableBandwidth=max(0, port["bandwidth"] - used))
        for router in self.assets["routers"]:
            router["connectionsCount"] = len(speeds[router["uuid"]])

    def shown_device(self, device: Row) -> Row:
        """Return a device with its interfaces as they are now."""
        taken = {
            connection.row["aSide"]["accessPoint"]["interface"]["id"]
            for connection in self.living()
            if _at(connection.row, "virtualDevice") == device["uuid"]
        }
        interfaces = [
            {**item, "status": "ASSIGNED", "assignedType": "Connection to Network Service Provider"}
            if item["id"] in taken
            else item
            for item in device["interfaces"]
        ]
        return {**device, "interfaces": interfaces}

    def vlans(self, port: str) -> list[Row]:
        """Return the VLANs in use on a port (``linkProtocols``)."""
        rows = list(self.foreign_vlans.get(port, []))
        for connection in self.living():
            row = connection.row
            if _at(row, "port") == port:
                asset = {"href": row["href"], "uuid": row["uuid"], "bandwidth": row["bandwidth"]}
                link = row["aSide"]["accessPoint"]["linkProtocol"]
                rows.append({**link, "uuid": row["uuid"], "state": "RESERVED", "asset": asset})
        return rows

    # -- connections

    def living(self) -> Iterator[Connection]:
        """Yield the connections that are not gone."""
        now = self.now()
        for connection in self.connections.values():
            if connection.phase(now).state != GONE:
                connection.settle(now)
                yield connection

    def add(self, row: Row, phases: list[Phase]) -> Connection:
        """Keep a new connection."""
        connection = Connection(row, phases, since=phases[0].since)
        self.connections[row["uuid"]] = connection
        return connection

    def remove(self, connection: Connection) -> None:
        """Start the removal of a connection."""
        now = self.now()
        connection.row["change"] = change("CONNECTION_DELETION", timestamp(), "REQUESTED")
        connection.go(
            Phase(now, "DEPROVISIONING", "DEPROVISIONING", "DEPROVISIONING"),
            Phase(now + self.settings.deprovisioning, GONE, GONE, GONE),
        )

    def shown(self, connection: Connection) -> Row:
        """Return a connection as the API shows it at this moment."""
        now = self.now()
        connection.settle(now)
        phase = connection.phase(now)
        operation: Row = {"equinixStatus": phase.equinix, "providerStatus": phase.provider, **self._maintenance(connection.row)}
        if phase.state == "FAILED":
            operation["errors"] = [{"errorCode": "EQ-3142231", "errorMessage": "The provider rejected the connection"}]
        return {**connection.row, "zSide": self._shown_z_side(connection, now), "state": phase.state, "operation": operation}

    def _shown_z_side(self, connection: Connection, now: float) -> Row:
        """Return the Z-side; when the provider's VLAN is shown there, no document says."""
        z_side: Row = connection.row["zSide"]
        after = self.settings.vlan_after
        since = next((phase.since for phase in connection.phases if phase.provider != "NOT_AVAILABLE"), now)
        if after == 0 or (after > 0 and now >= since + after):
            return z_side
        point = {key: value for key, value in z_side["accessPoint"].items() if key != "linkProtocol"}
        return {**z_side, "accessPoint": point}

    # -- a fleet

    def _add_fleet(self, size: int) -> None:
        """Add connections that await approval, on ports of their own, 4,000 VLANs each."""
        profile = self.assets["serviceProfiles"][0]
        for number in range(size):
            port_name = f"FLEET-{number // 4000}"
            if number % 4000 == 0:
                self.assets["ports"].append(seed.port(port_name))
            link = {"type": "DOT1Q", "vlanTag": 2 + number % 4000}
            point = {"type": "COLO", "port": entity(self.assets["ports"][-1]), "linkProtocol": link}
            row = {
                **new_row(seed.uid(f"fleet-{number}")),
                "type": "EVPL_VC",
                "name": f"fleet-{number:05}",
                "bandwidth": 50,
                "notifications": [{"type": "ALL", "emails": ["noc@example.com"]}],
                "aSide": {"accessPoint": {**point, "location": seed.location("FR")}},
                "zSide": z_side(profile, "FR", "eu-central-1", "5123456789012345", 2 + number % 2998),
                "order": billing_tier(50),
            }
            self.add(row, [Phase(self.now(), "PENDING", "PROVISIONED", "PENDING_APPROVAL")])


def _at(row: Row, kind: str) -> Any:
    """Return the UUID of a connection's A-side asset of a kind."""
    return row["aSide"]["accessPoint"].get(kind, {}).get("uuid")


def entity(asset: Row) -> Row:
    """Return an asset as other objects refer to it."""
    return {key: asset[key] for key in ("href", "type", "uuid", "name") if key in asset}


def timestamp(ahead: float = 0.0) -> str:
    """Return this moment as the APIs write it, or one so many seconds later."""
    return (datetime.now(UTC) + timedelta(seconds=ahead)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_row(identity: str = "", ahead: float = 0.0) -> Row:
    """Return what the API itself says about a new connection; ``ahead`` is by how many seconds its clock is."""
    identity = identity or str(uuid.uuid4())
    moment = timestamp(ahead)
    return {
        "href": f"{seed.HOST}/fabric/v4/connections/{identity}",
        "uuid": identity,
        "direction": "OUTGOING",
        "isRemote": False,
        "account": seed.ACCOUNT,
        "changeLog": {"createdBy": "demo-user", "createdDateTime": moment, "updatedBy": "demo-user", "updatedDateTime": moment},
        "change": change("CONNECTION_CREATION", moment),
        "redundancy": {"group": str(uuid.uuid4()), "priority": "PRIMARY"},
    }


def billing_tier(bandwidth: int) -> Row:
    """Return what an order says about its price, in the words of the API's examples."""
    return {"billingTier": f"Up to {bandwidth // 1000}G" if bandwidth >= 1000 else f"Up to {bandwidth} MB"}


def change(kind: str, moment: str, status: str = "COMPLETED", operation: Row | None = None) -> Row:
    """Return what the API says about the last change of a connection; ``operation`` is the one that was asked for."""
    row = {"uuid": str(uuid.uuid4()), "type": kind, "status": status, "createdDateTime": moment, "updatedDateTime": moment}
    return {**row, "data": operation} if operation else row


def z_side(profile: Row, metro: str, region: str | None, key: str | None, tag: int) -> Row:
    """Return a Z-side as answers show it; the provider chooses the VLAN there."""
    point: Row = {
        "type": "SP",
        "profile": entity(profile),
        "location": seed.location(metro),
        "linkProtocol": {"type": "DOT1Q", "vlanTag": tag},
    }
    point.update({name: value for name, value in (("sellerRegion", region), ("authenticationKey", key)) if value})
    return {"accessPoint": point}
