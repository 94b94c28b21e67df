# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the two clouds meet: Equinix as Alibaba Cloud's partner, and Fabric's states as they follow."""

from __future__ import annotations

from . import seed
from .alibaba_world import PARTNER, Alibaba, Thing, moment
from .world import GONE, Connection, Phase

ENDED = frozenset({GONE, "DEPROVISIONING", "FAILED"})


class Partner:
    """Makes shared ports of connections, and moves the connections as their ports go."""

    def __init__(self, cloud: Alibaba) -> None:
        self._cloud = cloud
        self._world, self._settings = cloud.world, cloud.settings

    # -- from Fabric to Alibaba Cloud

    def announce(self, connection: Connection, ready: float) -> None:
        """Plan the shared port of a connection that awaits approval from a moment on."""
        if connection.row["zSide"]["accessPoint"]["profile"]["uuid"] == seed.ALIBABA:
            self._world.scheduler.at(ready + self._settings.sharing, lambda _moment: self.share(connection))

    def share(self, connection: Connection) -> None:
        """Make the shared port, or what there was before shared ports, unless it is there or the connection has ended."""
        if connection.physical_connection or connection.phase(self._world.now()).state in ENDED:
            return
        point = connection.row["zSide"]["accessPoint"]
        account, region = point["authenticationKey"], point["sellerRegion"]
        name, tag = connection.row["name"], point["linkProtocol"]["vlanTag"]
        if self._settings.older_flow:
            identity = self.push_router(account, region, name, tag, connection)
        else:
            row = self._cloud.add_physical_connection(account, region, name, VlanId=tag)
            identity = row["PhysicalConnectionId"]
            self._cloud.things["physical_connections"][identity].connection = connection
            if self._settings.provider_ids:
                point["providerConnectionId"] = identity
        connection.physical_connection = identity

    def push_router(self, account: str, region: str, name: str, vlan: int, connection: Connection | None = None) -> str:
        """Make a border router on a physical connection of Equinix's own, for the account to confirm; return its id."""
        identity = self._cloud.new_id("vbr")
        row = {
            "VbrId": identity,
            "Name": name,
            "Description": "",
            "Status": "unconfirmed",
            "VlanId": vlan,
            "PhysicalConnectionId": f"pc-gw8{region.replace('-', '')}parent",
            "PhysicalConnectionOwnerUid": PARTNER,
            "CreationTime": moment(),
        }
        self._cloud.things["routers"][identity] = Thing(account, region, row, connection)
        return identity

    def withdraw(self, connection: Connection) -> None:
        """Take back the shared port of a connection that nobody accepted."""
        for kind in ("physical_connections", "routers"):
            self._cloud.things[kind].pop(connection.physical_connection, None)

    # -- from Alibaba Cloud to Fabric

    def accepted(self, connection: Connection | None) -> None:
        """The tenant accepted: creation goes on, and only the tenant can end it."""
        if connection is not None:
            connection.accepted = True
            connection.go(Phase(self._world.now(), "PENDING", "PROVISIONED", "PROVISIONING"))

    def enabled(self, connection: Connection | None) -> None:
        """Everything is there and paid."""
        if connection is not None and connection.phase(self._world.now()).state not in ENDED:
            connection.go(Phase(self._world.now(), "ACTIVE", "PROVISIONED", "PROVISIONED"))

    def gone(self, connection: Connection | None) -> None:
        """The tenant deleted its end."""
        if connection is not None and connection.phase(self._world.now()).state not in (GONE, "DEPROVISIONING"):
            self._world.remove(connection)

    def rejected(self, connection: Connection) -> None:
        """The connection was refused."""
        connection.go(Phase(self._world.now(), "FAILED", "REJECTED", "REJECTED"))
