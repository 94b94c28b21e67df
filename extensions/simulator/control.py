# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Remote control of a simulator that runs in another process, under ``/simulator/``; see README.md beside this file."""

from __future__ import annotations

import dataclasses
import os
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .faults import Fault
from .refusals import Refusal

if TYPE_CHECKING:
    from .server import Simulator


class Control:
    """The control calls."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    def routes(self) -> list[web.RouteDef]:
        """Return all routes."""
        return [
            web.get("/simulator/state", self._state),
            web.get("/simulator/calls", self._calls),
            web.put("/simulator/settings", self._change_settings),
            web.post("/simulator/faults", self._add_fault),
            web.delete("/simulator/faults", self._clear_faults),
            web.get("/simulator/process", self._process),
            web.delete("/simulator/process", self._stop),
            web.post("/simulator/connections/{uuid}/{action:accept|reject|terminate}", self._play_provider),
        ]

    async def _state(self, _request: web.Request) -> web.Response:
        simulator = self._simulator
        return web.json_response(
            {
                "calls": len(simulator.calls),
                "mutating_calls": len(simulator.mutating()),
                "logins": simulator.logins,
                "connections": len(simulator.connections),
                "orders": simulator.orders,
                "alibaba": simulator.alibaba.ledger(),
                "settings": dataclasses.asdict(simulator.settings),
            }
        )

    async def _calls(self, _request: web.Request) -> web.Response:
        return web.json_response([dataclasses.asdict(call) for call in self._simulator.calls])

    async def _change_settings(self, request: web.Request) -> web.Response:
        settings = self._simulator.settings
        try:
            changed = dataclasses.replace(settings, **await request.json())
        except TypeError as error:
            raise web.HTTPBadRequest(text=str(error)) from None
        for item in dataclasses.fields(settings):
            setattr(settings, item.name, getattr(changed, item.name))
        return web.json_response(dataclasses.asdict(settings))

    async def _add_fault(self, request: web.Request) -> web.Response:
        try:
            self._simulator.faults.append(Fault(**await request.json()))
        except (TypeError, ValueError) as error:
            raise web.HTTPBadRequest(text=str(error)) from None
        return web.json_response({"faults": len(self._simulator.faults)}, status=201)

    async def _clear_faults(self, _request: web.Request) -> web.Response:
        self._simulator.faults.clear()
        return web.Response(status=204)

    async def _process(self, _request: web.Request) -> web.Response:
        return web.json_response({"pid": os.getpid()})

    async def _stop(self, _request: web.Request) -> web.Response:
        stop = self._simulator.stop
        if stop is None:
            raise web.HTTPConflict(text="This simulator is part of another program, and ends with it.")
        stop()
        return web.Response(status=202)

    async def _play_provider(self, request: web.Request) -> web.Response:
        act: Any = getattr(self._simulator, request.match_info["action"])
        try:
            act(request.match_info["uuid"])
        except Refusal as refusal:
            raise web.HTTPNotFound(text=str(refusal)) from None
        return web.Response(status=204)
