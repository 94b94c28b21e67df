# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""State of the simulated Alibaba Cloud: physical connections, border routers, BGP, and what was paid."""

from __future__ import annotations

import itertools
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from . import seed
from .alibaba_refusals import AlibabaRefusal
from .world import Connection, Row, World

REGIONS = frozenset(region for _name, _area, regions, _scopes in seed.METROS.values() for region in regions)
PARTNER = "1700000000000001"  # Equinix's own account there
SHARED = "VirtualPhysicalConnection"
DEDICATED = "PhysicalConnection"
SPECS = {50: "50M", 200: "200M", 500: "500M", 1000: "1G"}


@dataclass
class Thing:
    """Something that an account has in a region: a row as the API stores it."""

    account: str
    region: str
    row: Row
    connection: Connection | None = None  # of Fabric, that it belongs to
    paid: bool = False

    @property
    def status(self) -> str:
        """Its status at this moment."""
        return str(self.row["Status"])


class Alibaba:
    """Everything that the simulated Alibaba Cloud knows; the ledger for tests is its public part."""

    def __init__(self, world: World) -> None:
        self.world, self.settings = world, world.settings
        self.things: dict[str, dict[str, Thing]] = {
            kind: {} for kind in ("physical_connections", "routers", "bgp_groups", "bgp_peers", "bgp_networks")
        }
        self.payments: list[Row] = []
        self.opened: set[str] = set()  # accounts that pay for outbound data
        self.balance: dict[str, float] = defaultdict(lambda: float(self.settings.balance))
        self._count = itertools.count(1)
        self._seed()

    # -- the ledger

    @property
    def physical_connections(self) -> dict[str, Row]:
        """All physical connections, those of others included."""
        return self._rows("physical_connections")

    @property
    def routers(self) -> dict[str, Row]:
        """All virtual border routers."""
        return self._rows("routers")

    @property
    def bgp_groups(self) -> dict[str, Row]:
        """All BGP groups."""
        return self._rows("bgp_groups")

    @property
    def bgp_peers(self) -> dict[str, Row]:
        """All BGP peers."""
        return self._rows("bgp_peers")

    def ledger(self) -> Row:
        """Return all of the above, and the money, as one object."""
        return {
            "physical_connections": self.physical_connections,
            "routers": self.routers,
            "bgp_groups": self.bgp_groups,
            "bgp_peers": self.bgp_peers,
            "payments": self.payments,
            "opened": sorted(self.opened),
            "balance": dict(self.balance),
        }

    def _rows(self, kind: str) -> dict[str, Row]:
        self.world.scheduler.settle()
        return {identity: self._fresh(thing).row for identity, thing in list(self.things[kind].items())}

    def _fresh(self, thing: Thing) -> Thing:
        """Return something as it is now: a shared port is as fast as its connection."""
        if thing.connection is not None and "Spec" in thing.row:
            thing.connection.settle(self.world.now())
            speed = thing.connection.row["bandwidth"]
            if thing.row["Bandwidth"] != speed:
                thing.row.update(Bandwidth=speed, Spec=SPECS[speed])
        return thing

    # -- things

    def new_id(self, prefix: str) -> str:
        """Return an id, which ends with a number of its own."""
        return f"{prefix}-gw8{uuid.uuid4().hex[:10]}{next(self._count):07}"

    def of(self, kind: str, account: str, region: str) -> Iterator[Thing]:
        """Yield what an account has in a region."""
        for thing in list(self.things[kind].values()):
            if (thing.account, thing.region) == (account, region):
                yield self._fresh(thing)

    def find(self, kind: str, identity: str, account: str, region: str, refusal: AlibabaRefusal) -> Thing:
        """Return one thing of an account, or raise the refusal."""
        found = self.things[kind].get(identity)
        if found is None or (found.account, found.region) != (account, region):
            raise refusal
        return self._fresh(found)

    def physical_connection(self, identity: str) -> Thing | None:
        """Return a physical connection, whoever has it."""
        found = self.things["physical_connections"].get(identity)
        return self._fresh(found) if found else None

    def shared(self, connection: Connection) -> Thing | None:
        """Return what a connection is at Alibaba Cloud: a shared port, or a border router in the older flow."""
        return self.physical_connection(connection.physical_connection) or self.things["routers"].get(
            connection.physical_connection
        )

    def clear(self, identity: str) -> None:
        """Drop a physical connection or a border router, and all that hangs on it."""
        routers = {
            name for name, thing in self.things["routers"].items() if identity in (name, thing.row["PhysicalConnectionId"])
        }
        groups = {name for name, thing in self.things["bgp_groups"].items() if thing.row["RouterId"] in routers}
        for kind, key, gone in (
            ("bgp_peers", "BgpGroupId", groups),
            ("bgp_groups", "RouterId", routers),
            ("bgp_networks", "RouterId", routers),
            ("routers", "VbrId", routers),
            ("physical_connections", "PhysicalConnectionId", {identity}),
        ):
            self.things[kind] = {name: thing for name, thing in self.things[kind].items() if thing.row[key] not in gone}

    def later(self, seconds: float, action: Callable[[float], None]) -> None:
        """Plan something."""
        self.world.scheduler.at(self.world.now() + seconds, action)

    def becomes(self, thing: Thing, seconds: float, before: str, after: str) -> None:
        """Put something into a status in which nobody can change it, and after a while into another one."""
        thing.row["Status"] = before
        self.later(seconds, lambda _moment: thing.row.update(Status=after))

    def vanishes(self, kind: str, identity: str, seconds: float) -> None:
        """Have something gone after a while."""
        self.later(seconds, lambda _moment: self._drop(kind, identity))

    def _drop(self, kind: str, identity: str) -> None:
        self.things[kind].pop(identity, None)

    def pays_outbound(self, account: str) -> bool:
        """Tell whether an account has agreed to pay for outbound data; once it did, it does."""
        return self.settings.billing_open or account in self.opened

    # -- physical connections that come from elsewhere

    def add_physical_connection(self, account: str, region: str, name: str, **values: object) -> Row:
        """Give an account a physical connection, and return its row; ``values`` say how it differs from a new shared port."""
        identity = self.new_id("pc")
        row: Row = {
            "PhysicalConnectionId": identity,
            "Name": name,
            "Description": "",
            "Status": "Allocated",
            "BusinessStatus": self.settings.business_status,
            "VpconnStatus": "UnConfirmed",
            "ProductType": SHARED,
            "Type": "VPC",
            "VlanId": 1000,
            "OrderMode": "PayByPhysicalConnectionOwner" if self.settings.partner_pays else "PayByVirtualPhysicalConnectionOwner",
            "Spec": "50M",
            "ExpectSpec": "",
            "Bandwidth": 50,
            "ChargeType": "Prepaid",
            "CreationTime": moment(),
            "EnabledTime": "",
            "EndTime": "",
            "ParentPhysicalConnectionId": f"pc-gw8{region.replace('-', '')}parent",
            "ParentPhysicalConnectionAliUid": int(PARTNER),
            "VirtualPhysicalConnectionCount": 0,
            "AccessPointId": f"ap-{region}-equinix-a",
            "AccessPointType": "VPC",
            "AdLocation": "",
            "AdDetailLocation": "",
            "PeerLocation": "",
            "LineOperator": "Equinix",
            "CircuitCode": "",
            "PortNumber": "1/0/1",
            "PortType": "10GBase-LR",
            "LoaStatus": "Available",
            "RedundantPhysicalConnectionId": "",
            "ResourceGroupId": "rg-gw8default",
            "QosId": "",
            "Tags": {"tags": []},
            **values,
        }
        self.things["physical_connections"][identity] = Thing(account, region, row)
        return row

    def _seed(self) -> None:
        """Give the first account a physical connection of its own that has nothing to do with Equinix."""
        self.add_physical_connection(
            next(iter(seed.ALIBABA_KEYS)),
            "eu-central-1",
            "own-dark-fibre",
            Status="Enabled",
            BusinessStatus="Normal",
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


def moment() -> str:
    """Return this moment as Alibaba Cloud writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
