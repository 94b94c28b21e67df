# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens to connections: ordered, changed, removed, and Alibaba's part, all by the clock."""

from __future__ import annotations

import time
from typing import Any

from . import bodies
from .alibaba_console import Console
from .bodies import TERMS, ConnectionOrder, LinkProtocol, Operation, Search
from .orders import check_account, check_bandwidth, check_name, check_order, check_vlan
from .refusals import (
    ALREADY_DELETED,
    CONNECTION_NOT_FOUND,
    DRY_RUN_UNSUPPORTED,
    INVALID_ARGUMENT,
    INVALID_UUID,
    PROVIDER_MUST_DELETE,
    TRANSIENT_STATE,
    UNSUPPORTED_SEARCH,
    Refusal,
    invalid,
)
from .search import properties, search
from .world import GONE, Connection, Phase, Row, World, billing_tier, change, new_row, timestamp, z_side

# What a connection shows only at a moment.
_BY_THE_CLOCK = ("/state", "/operation", "/zSide/accessPoint/linkProtocol")
TRANSIENT = frozenset({"PROVISIONING", "DEPROVISIONING"})


class Connections:
    """The connections of a world, as its API lets one handle them."""

    def __init__(self, world: World, console: Console) -> None:
        self._world, self._console = world, console

    # -- looking

    def get(self, identity: str) -> Connection:
        """Return a connection; one that is gone may be unknown."""
        found = self._world.connections.get(identity)
        if found is None or (self._world.settings.forgets_deleted and found.phase(self._world.now()).state == GONE):
            raise Refusal(CONNECTION_NOT_FOUND, "Connection does not exist or do not belong to user,Please check connection Id")
        return found

    def search(self, wanted: Search) -> dict[str, Any]:
        """Return the page of connections that a search asks for, as the API shows them, those that are gone included.

        The search has an index of its own: a new connection is in it some time after its order only.
        """
        forgets = self._world.settings.forgets_deleted
        listed = self._world.now() - self._world.settings.search_lag
        items = [item for item in (self._world.living() if forgets else self._world.connections.values()) if item.since <= listed]
        if any(path.startswith(_BY_THE_CLOCK) for path in properties(wanted)):
            return search("connections", [self._world.shown(item) for item in items], wanted)
        # Of tens of thousands, only those of the page are made ready to be shown.
        for item in items:
            item.settle(self._world.now())
        page = search("connections", [item.row for item in items], wanted)
        return {**page, "data": [self._world.shown(self._world.connections[row["uuid"]]) for row in page["data"]]}

    # -- ordering

    def order(self, body: Any, *, dry_run: bool) -> Row:
        """Take an order, or only say that it would be taken; the answer to an order has no ``state``."""
        order = bodies.parse(ConnectionOrder, body)
        a_side = check_order(self._world, order)
        if dry_run:
            if not self._world.settings.dry_run:
                raise Refusal(DRY_RUN_UNSUPPORTED, "Dry run is not supported for this connection type")
            return dict(body)
        ahead = self._world.now() - time.monotonic()  # where a test lets time pass quickly
        row = {**body, **new_row(ahead=ahead), "aSide": a_side, "zSide": self._z_side(order)}
        row["redundancy"] = {**row["redundancy"], **body.get("redundancy", {})}
        row["order"] = {**body.get("order", {}), **billing_tier(order.bandwidth)}
        metros = {row[side]["accessPoint"]["location"]["metroCode"] for side in ("aSide", "zSide")}
        row["isRemote"] = len(metros) > 1
        if order.aSide.serviceToken is not None:
            refusal = Refusal(INVALID_UUID, "Invalid uuid")
            token = self._world.asset("serviceTokens", order.aSide.serviceToken.uuid, refusal)
            token["state"] = "ACTIVE"
            if self._world.settings.tokens_tell:
                token["connection"] = {**token["connection"], "href": row["href"], "uuid": row["uuid"]}
        now = self._world.now()
        ready = now + self._world.settings.provisioning
        phases = [
            Phase(now, "PROVISIONING", "PROVISIONING", "NOT_AVAILABLE"),
            Phase(ready, "PENDING", "PROVISIONED", "PENDING_APPROVAL"),
        ]
        connection = self._world.add(row, phases)
        self._console.announce(connection, ready)
        self._world.orders.append(row)
        shown = self._world.shown(connection)
        del shown["state"]
        shown["operation"] = {"equinixStatus": "PROVISIONING", "providerStatus": "NOT_AVAILABLE"}
        return shown

    def _z_side(self, order: ConnectionOrder) -> Row:
        point = order.zSide.accessPoint
        assert point is not None and point.profile is not None and point.location is not None  # check_order has made sure
        profile = self._world.asset("serviceProfiles", point.profile.uuid, Refusal(INVALID_UUID, "Invalid uuid"))
        tag = 1000 + len(self._world.orders) % 2000
        return z_side(profile, point.location.metroCode, point.sellerRegion, point.authenticationKey, tag)

    def validate(self, wanted: dict[str, str]) -> str:
        """Say whether an account id or a VLAN would be accepted; ``wanted`` maps property to value."""
        key = wanted.get("/zSide/accessPoint/authenticationKey")
        if key is not None:
            profile = self._world.asset(
                "serviceProfiles", wanted.get("/zSide/accessPoint/profile/uuid", ""), Refusal(INVALID_UUID, "Invalid uuid")
            )
            region = wanted.get("/zSide/accessPoint/sellerRegion")
            known = {name for metro in profile["metros"] for name in metro["sellerRegions"]}
            if region is not None and region not in known:
                raise Refusal(INVALID_ARGUMENT, "Invalid argument value passed.", ("/zSide/accessPoint/sellerRegion", region))
            check_account(key)
            return "Authorization key provided is valid"
        side = next((name for name in ("aSide", "zSide") if f"/{name}/accessPoint/port/uuid" in wanted), None)
        if side is None:
            raise Refusal(UNSUPPORTED_SEARCH, "Unsupported search property")
        port = self._world.asset("ports", wanted[f"/{side}/accessPoint/port/uuid"], Refusal(INVALID_UUID, "Invalid uuid"))
        prefix = f"/{side}/accessPoint/linkProtocol/"
        tags = {name.removeprefix(prefix): int(value) for name, value in wanted.items() if name.startswith(prefix)}
        check_vlan(self._world, port, bodies.parse(LinkProtocol, {"type": port["encapsulation"]["type"], **tags}))
        return "vlanTag(s) provided is available"

    # -- changing

    def change(self, identity: str, body: Any, *, dry_run: bool) -> Row:
        """Change a connection by a JSON patch; the values show once the change is completed."""
        operations = bodies.parse(bodies.Patch, {"operations": body}).operations
        connection = self.get(identity)
        self._refuse_transient(connection)
        if connection.changes:
            raise Refusal(TRANSIENT_STATE, "Connection is in transient state")
        self._world.refuse_locked(connection.row)
        applied = [self._applier(connection, operation) for operation in operations]
        if dry_run:
            return self._world.shown(connection)
        row = connection.row
        # The schema has room for one operation with an object as its value, and for no other.
        shown = body[-1] if isinstance(body[-1]["value"], dict) else None
        row["change"] = change("CONNECTION_UPDATE", timestamp(), "REQUESTED", shown)

        outcome = self._world.settings.change_outcome

        def apply(target: Row) -> None:
            moment = timestamp()
            target["change"] = {**target["change"], "status": outcome, "updatedDateTime": moment}
            if outcome != "COMPLETED":
                target["change"]["information"] = "Decided by the provider"
                return
            for one in applied:
                one(target)
            target["changeLog"] = {**target["changeLog"], "updatedDateTime": moment}

        connection.changes.append((self._world.now() + self._world.settings.changing, apply))
        return self._world.shown(connection)

    def _applier(self, connection: Connection, operation: Operation) -> Any:
        """Check one operation and return what carries it out."""
        path, value = operation.path, operation.value
        if operation.op != "replace":
            raise invalid(path, f"{operation.op} is not supported here")
        if path == "/name" and isinstance(value, str):
            check_name(value)
            return lambda row: row.update(name=value)
        if path == "/bandwidth" and isinstance(value, int) and not isinstance(value, bool):
            return self._bandwidth_applier(connection, value)
        if path == "/order/termLength" and value in TERMS:
            return lambda row: row.update(order={**row.get("order", {}), "termLength": value})
        if path == "/notifications" and isinstance(value, list) and value:
            for item in value:
                bodies.parse(bodies.Notification, item)
            return lambda row: row.update(notifications=value)
        if path == "/aSide/accessPoint/linkProtocols" and isinstance(value, dict):
            return self._vlan_applier(connection, value)
        if path == "/aSide/accessPoint" and isinstance(value, dict):
            return self._interface_applier(connection, value)
        raise invalid(path, "cannot be changed to this value")

    def _bandwidth_applier(self, connection: Connection, value: int) -> Any:
        point = connection.row["zSide"]["accessPoint"]
        profile = self._world.asset("serviceProfiles", point["profile"]["uuid"], Refusal(INVALID_UUID, "Invalid uuid"))
        metro = next(item for item in profile["metros"] if item["code"] == point["location"]["metroCode"])
        if profile["accessPointTypeConfigs"][0].get("allowBandwidthUpgrade") is not True:
            raise invalid("/bandwidth", "the service profile does not allow bandwidth changes")
        check_bandwidth(profile, metro, value)
        return lambda row: row.update(bandwidth=value, order={**row.get("order", {}), **billing_tier(value)})

    def _vlan_applier(self, connection: Connection, value: Row) -> Any:
        point = connection.row["aSide"]["accessPoint"]
        if point["type"] != "COLO" or set(value) != {"vlanTag"}:
            raise invalid("/aSide/accessPoint/linkProtocols", "a DOT1Q port takes {vlanTag}")
        port = self._world.asset("ports", point["port"]["uuid"], Refusal(INVALID_UUID, "Invalid uuid"))
        self._world.refuse_locked(port)
        link = check_vlan(self._world, port, bodies.parse(LinkProtocol, {"type": "DOT1Q", **value}))
        return lambda row: row["aSide"]["accessPoint"].update(linkProtocol=link)

    def _interface_applier(self, connection: Connection, value: Row) -> Any:
        point = connection.row["aSide"]["accessPoint"]
        wanted = value.get("interface", {}).get("id")
        if point["type"] != "VD" or value.get("virtualDevice", {}).get("uuid") != point["virtualDevice"]["uuid"]:
            raise invalid("/aSide/accessPoint", "only the interface of the same device can be changed")
        device = self._world.asset("devices", point["virtualDevice"]["uuid"], Refusal(INVALID_UUID, "Invalid uuid"))
        interfaces = self._world.shown_device(device)["interfaces"]
        if not any(item["id"] == wanted and item["status"] == "AVAILABLE" for item in interfaces):
            raise invalid("/aSide/accessPoint/interface/id", "not available")
        return lambda row: row["aSide"]["accessPoint"].update(interface={"type": "CLOUD", "id": wanted})

    # -- removing

    def delete(self, identity: str) -> Row:
        """Start the removal, unless the provider has to."""
        connection = self.get(identity)
        if connection.phase(self._world.now()).state == GONE:
            raise Refusal(ALREADY_DELETED, "Connection already deleted")
        self._refuse_transient(connection)
        self._world.refuse_locked(connection.row)
        if connection.accepted:
            raise Refusal(
                PROVIDER_MUST_DELETE,
                "Deletion for a provisioned connection needs to be initiated from Alibaba Portal",
            )
        self._console.withdraw(connection)
        self._world.remove(connection)
        return self._world.shown(connection)

    def _refuse_transient(self, connection: Connection) -> None:
        if connection.phase(self._world.now()).state in TRANSIENT:
            raise Refusal(TRANSIENT_STATE, "Connection is in transient state")

    # -- from outside

    def set_states(self, identity: str, state: str, equinix: str, provider: str) -> None:
        """Put a connection into any states, also such as no document lists."""
        self.get(identity).go(Phase(self._world.now(), state, equinix, provider))
