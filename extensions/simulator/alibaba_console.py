# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a person does at Alibaba Cloud's console, or Alibaba Cloud itself; it happens at once and asks nobody."""

from __future__ import annotations

from .alibaba_partner import Partner
from .alibaba_physical_connections import PhysicalConnections
from .alibaba_world import Alibaba
from .world import Connection


class Console:
    """The tenant's side of connections, without calls."""

    def __init__(self, cloud: Alibaba, physical_connections: PhysicalConnections, partner: Partner) -> None:
        self._cloud, self._physical_connections, self._partner = cloud, physical_connections, partner
        self._settings = cloud.settings

    def announce(self, connection: Connection, ready: float) -> None:
        """Hear of a connection that awaits approval from a moment on, and approve it if somebody does."""
        self._partner.announce(connection, ready)
        if self._settings.approves:
            moment = ready + self._settings.accepting
            self._cloud.world.scheduler.at(moment, lambda _moment: self.accept(connection, 0.0))

    def withdraw(self, connection: Connection) -> None:
        """Hear that Fabric removes a connection that nobody accepted."""
        self._partner.withdraw(connection)

    def accept(self, connection: Connection, seconds: float) -> None:
        """Open billing, accept and pay; the connection is active some seconds later."""
        self._partner.share(connection)
        shared = self._cloud.shared(connection)
        if shared is None:
            return
        if shared.status == "unconfirmed":
            shared.row["Status"] = "active"
            self._partner.accepted(connection)
            self._cloud.later(seconds, lambda _moment: self._partner.enabled(connection))
        elif shared.status == "Allocated":
            self._cloud.opened.add(shared.account)
            self._physical_connections.accept(shared, seconds)
            if not self._physical_connections.partner_pays(shared):
                self._physical_connections.charge(shared)
                self._physical_connections.enable(shared, seconds)

    def reject(self, connection: Connection) -> None:
        """Refuse the connection."""
        shared = self._cloud.shared(connection)
        if shared is not None:
            shared.row["Status"] = "Rejected"
        self._partner.rejected(connection)

    def terminate(self, connection: Connection) -> None:
        """Remove everything, from BGP to the physical connection."""
        self._cloud.clear(connection.physical_connection)
        self._partner.gone(connection)
