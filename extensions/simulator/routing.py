# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Routing protocols of connections from cloud routers: one DIRECT, and one BGP over it."""

from __future__ import annotations

import uuid
from typing import Any

from . import bodies, seed
from .connections import Connections
from .refusals import INVALID_BODY, Refusal, invalid
from .world import Connection, Protocol, Row, World, timestamp

GONE = "DEPROVISIONED"
UNABLE = "The system is unable to process your request."
IN_TRANSIT = "The routing protocol associated with this Connection is in the transient state."


class RoutingProtocols:
    """The routing protocols of a world, as its API lets one handle them."""

    def __init__(self, world: World, connections: Connections) -> None:
        self._world = world
        self._connections = connections

    def all(self, connection: str) -> list[Row]:
        """Return the protocols of a connection that are not gone."""
        return [protocol.shown(self._world.now()) for protocol in self._living(self._routed(connection))]

    def get(self, connection: str, identity: str) -> Row:
        """Return one protocol."""
        return self._found(connection, identity).shown(self._world.now())

    def change(self, connection: str, identity: str, number: str) -> Row:
        """Return one change of a protocol, also of one that is gone: that is how a client sees its removal end."""
        protocol = self._routed(connection).protocols.get(identity)
        if protocol is None or number not in protocol.changes:
            raise Refusal("EQ-3041121", "The routing protocol change was not found.", status=404)
        done, row = protocol.changes[number]
        if done <= self._world.now():
            return row
        return {**row, "status": "REQUESTED", "updatedDateTime": row["createdDateTime"]}

    def _routed(self, identity: str) -> Connection:
        connection = self._connections.get(identity)
        if connection.row["type"] != "IP_VC":
            raise Refusal("EQ-3041001", "Invalid argument passed.", ("connectionId", "not from a cloud router"))
        return connection

    def _changeable(self, identity: str) -> Connection:
        connection = self._routed(identity)
        self._world.refuse_locked(connection.row)
        return connection

    def _living(self, connection: Connection) -> list[Protocol]:
        now = self._world.now()
        return [item for item in connection.protocols.values() if item.shown(now)["state"] != GONE]

    def _found(self, connection: str, identity: str) -> Protocol:
        protocol = self._routed(connection).protocols.get(identity)
        if protocol is None or protocol.shown(self._world.now())["state"] == GONE:
            raise Refusal("EQ-3041121", "The routing protocol was not found or was already deleted.", status=404)
        return protocol

    def _settled(self, protocol: Protocol) -> None:
        if protocol.shown(self._world.now())["state"] not in ("PROVISIONED", "FAILED"):
            raise Refusal("EQ-3041012", UNABLE, details=IN_TRANSIT)

    def create(self, connection: str, body: Any) -> Row:
        """Add a protocol; each kind once, BGP over a DIRECT that is there."""
        routed = self._changeable(connection)
        row = self._parsed(body)
        living = {item.row["type"]: item for item in self._living(routed)}
        if row["type"] in living:
            self._settled(living[row["type"]])
            raise invalid("/type", f"the connection has {row['type']} routing already")
        if row["type"] == "BGP":
            if "DIRECT" not in living:
                raise invalid("/type", "BGP needs DIRECT routing")
            self._settled(living["DIRECT"])
        identity = str(uuid.uuid4())
        stored = self._stored(connection, identity, row, "ROUTING_PROTOCOL_CREATION")
        now = self._world.now()
        protocol = Protocol(stored, [(now, "PROVISIONING"), (now + self._world.settings.changing, "PROVISIONED")])
        self._note(protocol, stored["change"])
        routed.protocols[identity] = protocol
        return protocol.shown(now)

    def replace(self, connection: str, identity: str, body: Any) -> Row:
        """Replace a protocol by another configuration of the same kind."""
        self._changeable(connection)
        protocol = self._found(connection, identity)
        self._settled(protocol)
        row = self._parsed(body)
        if row["type"] != protocol.row["type"]:
            raise invalid("/type", "cannot be changed")
        return self._reprovision(protocol, self._stored(connection, identity, row, "ROUTING_PROTOCOL_UPDATE"))

    def enable(self, connection: str, identity: str, body: Any) -> Row:
        """Turn BGP on or off by a JSON patch; nothing else can be patched."""
        self._changeable(connection)
        protocol = self._found(connection, identity)
        self._settled(protocol)
        row = {**protocol.row}
        for operation in bodies.parse(bodies.Patch, {"operations": body}).operations:
            family = operation.path.strip("/").partition("/")[0]
            known = operation.path in ("/bgpIpv4/enabled", "/bgpIpv6/enabled") and family in row
            if operation.op != "replace" or not known or not isinstance(operation.value, bool):
                raise invalid(operation.path, "only replacing enabled is supported")
            row[family] = {**row[family], "enabled": operation.value}
        return self._reprovision(protocol, {**row, "change": self._change(connection, identity, "ROUTING_PROTOCOL_UPDATE")})

    def delete(self, connection: str, identity: str) -> Row:
        """Start the removal; BGP has to go before DIRECT."""
        self._changeable(connection)
        protocol = self._found(connection, identity)
        self._settled(protocol)
        others = self._living(self._routed(connection))
        if protocol.row["type"] == "DIRECT" and any(item.row["type"] == "BGP" for item in others):
            raise Refusal("EQ-3041016", UNABLE, details="The BGP routing protocol should be deleted before DIRECT")
        now = self._world.now()
        protocol.states = [(now, "DEPROVISIONING"), (now + self._world.settings.changing, GONE)]
        protocol.row = {**protocol.row, "change": self._change(connection, identity, "ROUTING_PROTOCOL_DELETION")}
        self._note(protocol, protocol.row["change"])
        return protocol.shown(now)

    def _reprovision(self, protocol: Protocol, row: Row) -> Row:
        now = self._world.now()
        ready = now + self._world.settings.changing
        protocol.pending = (ready, row)
        self._note(protocol, row["change"])
        protocol.states = [(now, "REPROVISIONING"), (ready, "PROVISIONED")]
        return {**protocol.shown(now), "change": row["change"]}

    def _note(self, protocol: Protocol, change: Row) -> None:
        """Keep a change under the address that is handed out for it."""
        seconds = self._world.settings.changing
        who = {"createdBy": "demo-user", "createdDateTime": timestamp(), "updatedBy": "demo-user"}
        row = {**change, "status": "COMPLETED", **who, "updatedDateTime": timestamp(seconds)}
        protocol.changes[change["uuid"]] = (self._world.now() + seconds, row)

    @staticmethod
    def _parsed(body: Any) -> Row:
        kind = body.get("type") if isinstance(body, dict) else None
        if kind not in ("DIRECT", "BGP"):
            raise Refusal(INVALID_BODY, "Invalid request body", ("/type", "DIRECT or BGP"))
        if kind == "DIRECT":
            bodies.parse(bodies.DirectRouting, body)
        else:
            bodies.parse(bodies.BgpRouting, body)
        if len([key for key in body if "Ipv" in key]) == 0:
            raise Refusal("EQ-3041013", "Required field.", ("/", "an address of either family"))
        return dict(body)

    def _stored(self, connection: str, identity: str, row: Row, change: str) -> Row:
        href = f"{seed.HOST}/fabric/v4/connections/{connection}/routingProtocols/{identity}"
        added = {"equinixAsn": 30000} if row["type"] == "BGP" else {}
        moment = timestamp()
        log = {"createdBy": "demo-user", "createdDateTime": moment, "updatedDateTime": moment}
        return {
            **row,
            **added,
            "href": href,
            "uuid": identity,
            "change": self._change(connection, identity, change),
            "changelog": log,
        }

    @staticmethod
    def _change(connection: str, identity: str, kind: str) -> Row:
        number = str(uuid.uuid4())
        base = f"{seed.HOST}/fabric/v4/connections/{connection}/routingProtocols/{identity}"
        return {"uuid": number, "href": f"{base}/changes/{number}", "type": kind}
