# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of Fabric v4, Network Edge v1 and OAuth2 that the simulator knows."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from . import bodies
from .alibaba_console import Console
from .bodies import Search
from .connections import Connections
from .middleware import BODY, NOTE, Middleware
from .prices import price_list
from .refusals import (
    INVALID_UUID,
    INVALID_VALUE,
    PORT_NOT_FOUND,
    TOKEN_NOT_FOUND,
    UNSUPPORTED_SEARCH,
    UUID_NOT_FOUND,
    Refusal,
)
from .routing import RoutingProtocols
from .search import paged, search
from .world import Row, World

# What an unknown UUID gets, by kind of asset.
UNKNOWN = {
    "ports": (PORT_NOT_FOUND, "Unable to fetch port details", 400),
    "serviceTokens": (TOKEN_NOT_FOUND, "Token not found", 400),
    "routers": (UUID_NOT_FOUND, "uuid not found", 404),
    "serviceProfiles": (INVALID_UUID, "Invalid uuid", 400),
}


class EquinixApi:
    """Turns requests into questions to the world, and its rows into answers."""

    def __init__(self, world: World, middleware: Middleware, console: Console) -> None:
        self._world = world
        self._middleware = middleware
        self.connections = Connections(world, console)
        self._routing = RoutingProtocols(world, self.connections)

    def routes(self) -> list[web.RouteDef]:
        """Return all routes."""
        fabric, edge = "/fabric/v4", "/ne/v1"
        connection = f"{fabric}/connections/{{uuid}}"
        return [
            web.post("/oauth2/v1/token", self._log_in),
            web.get(f"{fabric}/health", self._health),
            web.get(f"{fabric}/metros", self._metros),
            web.get(f"{fabric}/metros/{{code}}", self._metro),
            web.post(f"{fabric}/prices/search", self._prices),
            web.get(f"{fabric}/ports", self._ports),
            web.get(f"{fabric}/ports/{{uuid}}/linkProtocols", self._link_protocols),
            web.get(f"{fabric}/{{kind:serviceTokens|serviceProfiles}}", self._list),
            web.post(f"{fabric}/{{kind:ports|serviceTokens|routers|serviceProfiles}}/search", self._search),
            web.get(f"{fabric}/{{kind:ports|serviceTokens|routers|serviceProfiles}}/{{uuid}}", self._get),
            web.get(f"{fabric}/serviceProfiles/{{uuid}}/metros", self._profile_metros),
            web.post(f"{fabric}/connections/search", self._search_connections),
            web.post(f"{fabric}/connections/validate", self._validate),
            web.post(f"{fabric}/connections", self._order),
            web.get(connection, self._get_connection),
            web.patch(connection, self._change),
            web.delete(connection, self._delete),
            web.get(f"{connection}/routingProtocols", self._protocols),
            web.post(f"{connection}/routingProtocols", self._add_protocol),
            web.get(f"{connection}/routingProtocols/{{protocol}}", self._protocol),
            web.put(f"{connection}/routingProtocols/{{protocol}}", self._replace_protocol),
            web.patch(f"{connection}/routingProtocols/{{protocol}}", self._enable_protocol),
            web.delete(f"{connection}/routingProtocols/{{protocol}}", self._delete_protocol),
            web.get(f"{connection}/routingProtocols/{{protocol}}/changes/{{change}}", self._protocol_change),
            web.get(f"{edge}/devices", self._devices),
            web.get(f"{edge}/devices/{{uuid}}", self._device),
            web.get(f"{edge}/devices/{{uuid}}/interfaces", self._interfaces),
        ]

    # -- login, health, metros, prices

    async def _log_in(self, request: web.Request) -> web.Response:
        return self._middleware.log_in(request[BODY])

    async def _health(self, _request: web.Request) -> web.Response:
        # An object in the schema, an array in the schema's example; a strict server follows the schema.
        service = {"route": "/connections", "status": "UP", "changedDateTime": "2026-01-01T00:00:00Z"}
        body = {"version": "4.31", "release": "simulator", "state": "HEALTHY", "apiServices": service}
        return web.json_response(body)

    async def _metros(self, request: web.Request) -> web.Response:
        return _page(request, self._world.assets["metros"])

    async def _metro(self, request: web.Request) -> web.Response:
        code = request.match_info["code"]
        found = next((row for row in self._world.assets["metros"] if row["code"] == code), None)
        if found is None:
            raise Refusal("EQ-3036013", "Invalid Path Parameter", ("metroCode", code))
        return web.json_response(found)

    async def _prices(self, request: web.Request) -> web.Response:
        rows = price_list(bodies.parse(Search, request[BODY]), self._world.assets["ports"])
        return web.json_response(paged(rows, 0, max(1, len(rows))))

    # -- assets

    def _shown(self, kind: str) -> list[Row]:
        self._world.count()
        rows = self._world.assets[kind]
        return [self._world.shown_port(row) for row in rows] if kind == "ports" else rows

    async def _ports(self, request: web.Request) -> web.Response:
        """List ports; this list has no paging parameters, whatever its answer says."""
        name = request.query.get("name")
        rows = [row for row in self._shown("ports") if name in (None, row["name"])]
        return web.json_response(paged(rows, 0, 1000))

    async def _link_protocols(self, request: web.Request) -> web.Response:
        port = self._found("ports", request)
        return _page(request, self._world.vlans(port["uuid"]))

    async def _list(self, request: web.Request) -> web.Response:
        return _page(request, self._world.assets[request.match_info["kind"]])

    async def _search(self, request: web.Request) -> web.Response:
        kind = request.match_info["kind"]
        return web.json_response(search(kind, self._shown(kind), bodies.parse(Search, request[BODY])))

    async def _get(self, request: web.Request) -> web.Response:
        kind = request.match_info["kind"]
        self._world.count()
        found = self._found(kind, request)
        return web.json_response(self._world.shown_port(found) if kind == "ports" else found)

    async def _profile_metros(self, request: web.Request) -> web.Response:
        return _page(request, self._found("serviceProfiles", request)["metros"])

    def _found(self, kind: str, request: web.Request) -> Row:
        code, text, status = UNKNOWN[kind]
        return self._world.asset(kind, request.match_info["uuid"], Refusal(code, text, status=status))

    # -- Network Edge

    async def _devices(self, request: web.Request) -> web.Response:
        query = request.query
        part, metro = query.get("searchText", "").lower(), query.get("metroCode")
        states = [text for text in query.get("status", "").split(",") if text]
        rows = [
            self._world.shown_device(row)
            for row in self._world.assets["devices"]
            if part in row["name"].lower() and metro in (None, row["metroCode"]) and (not states or row["status"] in states)
        ]
        return _page(request, rows)

    def _found_device(self, request: web.Request) -> Row:
        code = "EQ-4006101"
        refusal = Refusal(code, "Virtual device not found", status=404)
        return self._world.shown_device(self._world.asset("devices", request.match_info["uuid"], refusal))

    async def _device(self, request: web.Request) -> web.Response:
        return web.json_response(self._found_device(request))

    async def _interfaces(self, request: web.Request) -> web.Response:
        return web.json_response(self._found_device(request)["interfaces"])  # a bare array

    # -- connections

    async def _search_connections(self, request: web.Request) -> web.Response:
        wanted = bodies.parse(Search, request[BODY])
        sort = [item.model_dump() for item in wanted.sort]
        return web.json_response({**self.connections.search(wanted), "sort": sort})

    async def _validate(self, request: web.Request) -> web.Response:
        parsed = bodies.parse(Search, request[BODY])
        wanted = {}
        for item in (parsed.filter.and_ if parsed.filter else None) or []:
            if item.operator != "=" or not item.property or len(item.values or []) != 1:
                raise Refusal(UNSUPPORTED_SEARCH, "Unsupported search property")
            wanted[item.property] = (item.values or [""])[0]
        said = self.connections.validate(wanted)
        return web.json_response({"additionalInfo": [{"key": "message", "value": said}]})

    async def _order(self, request: web.Request) -> web.Response:
        dry_run = _dry_run(request)
        return web.json_response(self.connections.order(request[BODY], dry_run=dry_run), status=200 if dry_run else 201)

    async def _get_connection(self, request: web.Request) -> web.Response:
        shown = self._world.shown(self.connections.get(request.match_info["uuid"]))
        request[NOTE] = f"{shown['operation']['equinixStatus']} / {shown['operation']['providerStatus']}"
        return web.json_response(shown)

    async def _change(self, request: web.Request) -> web.Response:
        dry_run = _dry_run(request)
        shown = self.connections.change(request.match_info["uuid"], request[BODY], dry_run=dry_run)
        return web.json_response(shown, status=200 if dry_run else 202)

    async def _delete(self, request: web.Request) -> web.Response:
        return web.json_response(self.connections.delete(request.match_info["uuid"]))

    # -- routing protocols; whatever changes something answers 202

    async def _protocols(self, request: web.Request) -> web.Response:
        return _page(request, self._routing.all(request.match_info["uuid"]))

    async def _protocol(self, request: web.Request) -> web.Response:
        return web.json_response(self._routing.get(request.match_info["uuid"], request.match_info["protocol"]))

    async def _protocol_change(self, request: web.Request) -> web.Response:
        names = request.match_info
        return web.json_response(self._routing.change(names["uuid"], names["protocol"], names["change"]))

    async def _add_protocol(self, request: web.Request) -> web.Response:
        return web.json_response(self._routing.create(request.match_info["uuid"], request[BODY]), status=202)

    async def _replace_protocol(self, request: web.Request) -> web.Response:
        names = request.match_info
        return web.json_response(self._routing.replace(names["uuid"], names["protocol"], request[BODY]), status=202)

    async def _enable_protocol(self, request: web.Request) -> web.Response:
        names = request.match_info
        return web.json_response(self._routing.enable(names["uuid"], names["protocol"], request[BODY]), status=202)

    async def _delete_protocol(self, request: web.Request) -> web.Response:
        names = request.match_info
        return web.json_response(self._routing.delete(names["uuid"], names["protocol"]), status=202)


def _dry_run(request: web.Request) -> bool:
    value = request.query.get("dryRun", "false")
    if value not in ("true", "false"):
        raise Refusal("EQ-3036013", "Invalid Query Parameter", ("dryRun", value))
    return value == "true"


def _page(request: web.Request, rows: list[Row]) -> web.Response:
    """Return the page that the query asks for."""

    def number(name: str, default: int, least: int) -> int:
        text = request.query.get(name, str(default))
        # Clients that know the parameter as a number may send it as one with a fraction.
        value = float(text) if text.replace(".", "", 1).isdigit() else -1
        if value < least or value != int(value):
            raise Refusal(INVALID_VALUE, f"pagination.{name} : must be greater than or equal to {least}")
        return int(value)

    body: dict[str, Any] = paged(rows, number("offset", 0, 0), number("limit", 20, 1), request.path)
    return web.json_response(body)
