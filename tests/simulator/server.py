# Copyright: (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulator of Equinix Fabric and Network Edge: one process, stateful, refusing what the real API refuses."""

from __future__ import annotations

import asyncio
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.simulator import seed

TOKEN = "demo-access-token"
CLIENT = ("demo-client-id", "demo-client-secret")
READER_TOKEN = "reader-access-token"
NAME = re.compile(r"[A-Za-z0-9_-]{1,24}")


@dataclass
class Call:
    """One call as it came in; ``mutating`` tells that it orders, changes or removes."""

    method: str
    path: str
    body: Any
    status: int = 0
    mutating: bool = False


@dataclass
class Fault:
    """A fault for the next matching calls: ``status``, ``cut_before`` or ``cut_after`` (the call took effect)."""

    method: str
    path: str
    kind: str
    times: int = 1
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """The API says no."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code = status, code


def empty_object(data: Any) -> bool:
    """Tell whether there is an empty object anywhere."""
    if isinstance(data, dict):
        return not data or any(empty_object(value) for value in data.values())
    return isinstance(data, list) and any(empty_object(value) for value in data)


class Simulator:
    """Runs the simulated APIs on a free loopback port in a thread of its own."""

    def __init__(self, provisioning: float = 0.2, deprovisioning: float = 0.2, dry_run: bool = True) -> None:
        self.provisioning, self.deprovisioning, self.dry_run = provisioning, deprovisioning, dry_run
        self.calls: list[Call] = []
        self.orders: list[dict[str, Any]] = []
        self.connections: dict[str, dict[str, Any]] = {}
        self.faults: list[Fault] = []
        self.logins = 0
        self.tokens = {TOKEN, READER_TOKEN}
        self.assets = {
            "ports": seed.ports(),
            "serviceTokens": seed.tokens(),
            "routers": seed.routers(),
            "devices": seed.devices(),
            "serviceProfiles": seed.profiles(),
        }
        self.vlans = {seed.uid("FR-PRI-DOT1Q"): [{"state": "RESERVED", "vlanTag": 100, "asset": {"uuid": seed.uid("other")}}]}

    # -- life

    def __enter__(self) -> Simulator:
        started = threading.Event()

        def serve() -> None:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
            app = web.Application(middlewares=[self._middleware])
            app.add_routes(
                [
                    web.post("/oauth2/v1/token", self._login),
                    web.get("/fabric/v4/ports/{uuid}/linkProtocols", self._link_protocols),
                    web.post("/fabric/v4/connections/validate", self._validate),
                    web.post("/fabric/v4/connections/search", self._search_connections),
                    web.post("/fabric/v4/connections", self._create),
                    web.get("/fabric/v4/connections/{uuid}", self._get_connection),
                    web.delete("/fabric/v4/connections/{uuid}", self._delete),
                    web.post("/fabric/v4/prices/search", self._prices),
                    web.post("/fabric/v4/{kind}/search", self._search),
                    web.get("/fabric/v4/{kind}", self._list),
                    web.get("/fabric/v4/{kind}/{uuid}", self._get),
                    web.get("/ne/v1/{kind}", self._list),
                    web.get("/ne/v1/{kind}/{uuid}", self._get),
                ]
            )
            runner = web.AppRunner(app)
            self._loop.run_until_complete(runner.setup())
            site = web.TCPSite(runner, "127.0.0.1", 0)
            self._loop.run_until_complete(site.start())
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            started.set()
            self._loop.run_forever()
            self._loop.run_until_complete(runner.cleanup())

        self._thread = threading.Thread(target=serve, daemon=True)
        self._thread.start()
        started.wait(10)
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def mutating(self) -> list[Call]:
        """Return the calls that order, change or remove something."""
        return [call for call in self.calls if call.mutating]

    def accept(self, connection: str) -> None:
        """Play Alibaba's part: accept and pay."""
        self.connections[connection]["accepted"] = True

    # -- each call

    @web.middleware
    async def _middleware(self, request: web.Request, handler: Any) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else None
        call = Call(request.method, request.path, body)
        plain = "dryRun" not in request.query
        call.mutating = plain and (request.method == "DELETE" or request.path == "/fabric/v4/connections")
        self.calls.append(call)
        fault = next((f for f in self.faults if f.times and f.method == call.method and f.path == call.path), None)
        if fault:
            fault.times -= 1
            if fault.kind == "status":
                return web.json_response([], status=fault.status, headers=fault.headers)
            if fault.kind == "cut_after":
                await handler(request)
            request.transport.abort()  # type: ignore[union-attr]
            return web.Response()
        try:
            self._authorise(request, call)
            response = await handler(request)
        except Refusal as refusal:
            correlation = request.headers.get("X-CORRELATION-ID", "")
            error = {"errorCode": refusal.code, "errorMessage": str(refusal), "correlationId": correlation}
            response = web.json_response([error], status=refusal.status)
        call.status = response.status
        return response

    def _authorise(self, request: web.Request, call: Call) -> None:
        if request.path.startswith("/oauth2"):
            return
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if bearer not in self.tokens:
            raise Refusal(401, "EQ-3036001", "Unauthorized")
        if bearer == READER_TOKEN and (call.mutating or "dryRun" in request.query):
            raise Refusal(403, "EQ-3142401", "Your account isn't authorized to perform this task.")

    async def _login(self, request: web.Request) -> web.Response:
        self.logins += 1
        body = await request.json()
        if (body.get("client_id"), body.get("client_secret")) != CLIENT or body.get("grant_type") != "client_credentials":
            return web.json_response({"errorCode": "S1006", "errorMessage": "invalid client credentials"}, status=401)
        token = uuid.uuid4().hex
        self.tokens.add(token)
        return web.json_response({"access_token": token, "token_timeout": "3599", "token_type": "Bearer"})

    # -- assets

    def _rows(self, request: web.Request) -> list[dict[str, Any]]:
        rows = self.assets.get(request.match_info["kind"])
        if rows is None:
            raise web.HTTPNotFound
        return rows

    async def _list(self, request: web.Request) -> web.Response:
        query = request.query
        name, part = query.get("name"), query.get("searchText", "")
        rows = [row for row in self._rows(request) if name in (None, row["name"]) and part in row["name"]]
        return self._page(rows, int(query.get("offset", 0)), int(query.get("limit", 1000)))

    async def _get(self, request: web.Request) -> web.Response:
        found = next((row for row in self._rows(request) if row["uuid"] == request.match_info["uuid"]), None)
        if not found:
            raise Refusal(404, "EQ-3045811", "uuid not found")
        return web.json_response(found)

    async def _search(self, request: web.Request) -> web.Response:
        return await self._searched(request, self._rows(request))

    async def _searched(self, request: web.Request, rows: list[dict[str, Any]]) -> web.Response:
        body = await request.json()
        if empty_object(body):
            raise Refusal(400, "EQ-3000035", "Invalid request body")
        for item in body.get("filter", {}).get("and", []):
            rows = [row for row in rows if self._fits(row, item)]
        page = body.get("pagination", {})
        return self._page(rows, page.get("offset", 0), page.get("limit", 20))

    def _fits(self, row: dict[str, Any], item: dict[str, Any]) -> bool:
        if item["operator"] not in ("=", "IN") or not all(isinstance(value, str) for value in item["values"]):
            raise Refusal(400, "EQ-3001202", "Unsupported search property")
        value: Any = row
        for key in item["property"].strip("/").split("/"):
            value = value.get(key) if isinstance(value, dict) else None
        return str(value) in item["values"]

    def _page(self, rows: list[dict[str, Any]], offset: int, limit: int) -> web.Response:
        page = {"offset": offset, "limit": limit, "total": len(rows)}
        return web.json_response({"pagination": page, "data": rows[offset : offset + limit]})

    async def _link_protocols(self, request: web.Request) -> web.Response:
        offset = int(request.query.get("offset", 0))
        return self._page(self.vlans.get(request.match_info["uuid"], []), offset, int(request.query.get("limit", 20)))

    async def _prices(self, request: web.Request) -> web.Response:
        body = await request.json()
        wanted = {item["property"]: item["values"][0] for item in body["filter"]["and"]}
        speed = int(wanted["/connection/bandwidth"])
        monthly = {"type": "MONTHLY_RECURRING", "price": speed / 2}
        row = {"type": "VIRTUAL_CONNECTION_PRODUCT", "charges": [monthly], "currency": "USD", "connection": {"bandwidth": speed}}
        return self._page([row], 0, 1)

    # -- connections

    def _now(self, record: dict[str, Any]) -> dict[str, Any]:
        """Return a connection as the API shows it at this moment."""
        shown = {key: value for key, value in record.items() if key not in ("ordered", "deleted", "accepted")}
        now = time.monotonic()
        if record.get("deleted") is not None:
            states = ("DEPROVISIONING", "DEPROVISIONING", "DEPROVISIONING")
            if now - record["deleted"] >= self.deprovisioning:
                states = ("DEPROVISIONED", "DEPROVISIONED", "DEPROVISIONED")
        elif now - record["ordered"] < self.provisioning:
            states = ("PROVISIONING", "PROVISIONING", "NOT_AVAILABLE")
        elif record.get("accepted"):
            states = ("ACTIVE", "PROVISIONED", "PROVISIONED")
        else:
            states = ("PENDING", "PROVISIONED", "PENDING_APPROVAL")
        return {**shown, "state": states[0], "operation": {"equinixStatus": states[1], "providerStatus": states[2]}}

    def _record(self, request: web.Request) -> dict[str, Any]:
        record = self.connections.get(request.match_info["uuid"])
        if record is None:
            raise Refusal(400, "EQ-3142519", "Connection does not exist or do not belong to user")
        return record

    async def _get_connection(self, request: web.Request) -> web.Response:
        return web.json_response(self._now(self._record(request)))

    async def _search_connections(self, request: web.Request) -> web.Response:
        return await self._searched(request, [self._now(record) for record in self.connections.values()])

    async def _delete(self, request: web.Request) -> web.Response:
        record = self._record(request)
        shown = self._now(record)
        if shown["state"] == "DEPROVISIONED":
            raise Refusal(400, "EQ-3142509", "Connection already deleted")
        if shown["state"] in ("PROVISIONING", "DEPROVISIONING"):
            raise Refusal(400, "EQ-3142510", "Connection is in transient state")
        if record.get("accepted"):
            text = "Deletion for a provisioned connection needs to be initiated from Alibaba Portal"
            raise Refusal(400, "ERR-UAA-003-00", text)
        record["deleted"] = time.monotonic()
        for rows in self.vlans.values():
            rows[:] = [row for row in rows if row["asset"]["uuid"] != record["uuid"]]
        return web.json_response(self._now(record))

    async def _validate(self, request: web.Request) -> web.Response:
        body = await request.json()
        wanted = {item["property"]: item["values"][0] for item in body["filter"]["and"]}
        if not re.fullmatch(r"\d{16}", wanted.get("/zSide/accessPoint/authenticationKey", "")):
            raise Refusal(400, "EQ-2041022", "Invalid argument value passed.")
        return web.json_response({"additionalInfo": [{"key": "message", "value": "Authorization key provided is valid"}]})

    async def _create(self, request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            raise Refusal(415, "EQ-3040016", "Unsupported media type")
        body = await request.json()
        a_side = self._checked(body)
        if "dryRun" in request.query:
            if not self.dry_run:
                raise Refusal(400, "EQ-3142411", "Dry run is not supported for this connection type")
            return web.json_response(body)
        record = {**body, "uuid": str(uuid.uuid4()), "direction": "OUTGOING", "aSide": a_side, "ordered": time.monotonic()}
        record["redundancy"] = {"group": str(uuid.uuid4()), "priority": "PRIMARY"}
        profile = body["zSide"]["accessPoint"]["profile"]
        found = self._asset("serviceProfiles", profile["uuid"])
        z_point = {**body["zSide"]["accessPoint"], "profile": {**profile, "name": found["name"]}}
        z_point["linkProtocol"] = {"type": "DOT1Q", "vlanTag": 1000 + len(self.orders)}
        record["zSide"] = {"accessPoint": z_point}
        self._take(record)
        self.connections[record["uuid"]] = record
        self.orders.append(record)
        shown = self._now(record)
        del shown["state"]  # the answer to an order has none
        return web.json_response(shown, status=201)

    def _asset(self, kind: str, uuid_: str) -> dict[str, Any]:
        found = next((row for row in self.assets[kind] if row["uuid"] == uuid_), None)
        if not found:
            raise Refusal(400, "EQ-3001011", "Invalid uuid")
        return found

    def _checked(self, body: dict[str, Any]) -> dict[str, Any]:
        """Refuse what the API would refuse; return the A-side as it answers it."""
        if empty_object(body) or not isinstance(body.get("notifications"), list):
            raise Refusal(400, "EQ-3000035", "Invalid request body")
        if not NAME.fullmatch(body.get("name", "")):
            raise Refusal(400, "EQ-3142539", "Connection name length should be greater than 0 and less than 24")
        side = body["aSide"]
        if "serviceToken" in side:
            token = self._asset("serviceTokens", side["serviceToken"]["uuid"])
            if token["state"] != "INACTIVE":
                raise Refusal(400, "EQ-3142532", "Token with Invalid Status to create connection")
            selector = token["connection"]["aSide"]["accessPointSelectors"][0]
            return {"serviceToken": {"uuid": token["uuid"], "type": "VC_TOKEN"}, "accessPoint": dict(selector)}
        point = dict(side["accessPoint"])
        if (point["type"] == "CLOUD_ROUTER") is not (body["type"] == "IP_VC"):
            raise Refusal(400, "EQ-3142501", "Invalid connection type")
        kinds = {"COLO": ("ports", "port"), "CLOUD_ROUTER": ("routers", "router"), "VD": ("devices", "virtualDevice")}
        kind, key = kinds[point["type"]]
        asset = self._asset(kind, point[key]["uuid"])
        point[key] = {**point[key], "name": asset["name"]}
        if key == "port":
            tags = {k: v for k, v in point["linkProtocol"].items() if k != "type"}
            if any(tags.items() <= row.items() for row in self.vlans.get(asset["uuid"], [])):
                raise Refusal(400, "EQ-2041022", "VLAN is in use")
        if key == "virtualDevice":
            free = [i["id"] for i in asset["interfaces"] if i["type"] == "DATA" and i["status"] == "AVAILABLE"]
            number = point.get("interface", {}).get("id", free[0])
            if number not in free:
                raise Refusal(400, "EQ-3142501", "Interface is not available")
            point["interface"] = {"type": "CLOUD", "id": number}
        return {"accessPoint": point}

    def _take(self, record: dict[str, Any]) -> None:
        """Reserve what a connection uses."""
        side = record["aSide"]
        point = side["accessPoint"]
        if "serviceToken" in side:
            token = self._asset("serviceTokens", side["serviceToken"]["uuid"])
            token["state"] = "ACTIVE"
        if "port" in point:
            rows = self.vlans.setdefault(point["port"]["uuid"], [])
            rows.append({**point["linkProtocol"], "state": "RESERVED", "asset": {"uuid": record["uuid"]}})
        if "virtualDevice" in point:
            device = self._asset("devices", point["virtualDevice"]["uuid"])
            next(i for i in device["interfaces"] if i["id"] == point["interface"]["id"])["status"] = "ASSIGNED"
