# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulator as tests use it: a server on a free loopback port, and everything that it saw."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from aiohttp import web

from .alibaba_api import AlibabaApi
from .alibaba_console import Console
from .alibaba_world import Alibaba
from .control import Control
from .equinix_api import EquinixApi
from .faults import Fault
from .middleware import Call, Middleware
from .world import Connection, Row, Settings, World


class Simulator:
    """Both clouds, served by a thread of its own while it is used as a context manager."""

    def __init__(self, *, fleet: int = 0, port: int = 0, **settings: Any) -> None:
        self.settings = Settings(**settings)
        self.world = World(self.settings, fleet)
        self.alibaba = Alibaba(self.world)
        self._middleware = Middleware(self.settings, self.world.scheduler.settle)
        self._alibaba_api = AlibabaApi(self.alibaba)
        self._console = Console(self.alibaba, self._alibaba_api.physical_connections, self._alibaba_api.partner)
        self._api = EquinixApi(self.world, self._middleware, self._console)
        for connection in self.world.connections.values():
            self._alibaba_api.partner.announce(connection, self.world.now())
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._started = threading.Event()
        self._failure: OSError | None = None
        self.url = ""
        self.stop: Callable[[], None] | None = None  # ends the process, where that is the simulator's own

    # -- life

    def __enter__(self) -> Simulator:
        self._thread.start()
        self._started.wait(30)
        if self._failure is not None:
            raise self._failure
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application(middlewares=[self._middleware.middleware()])
        app.add_routes([*self._api.routes(), *self._alibaba_api.routes(), *Control(self).routes()])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        try:
            self._loop.run_until_complete(runner.setup())
            self._loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", self._port).start())
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            self._started.set()
            self._loop.run_forever()
        except OSError as error:
            self._failure = error
        finally:
            self._started.set()
            # Calls that a fault keeps waiting would outlive the loop.
            waiting = asyncio.all_tasks(self._loop)
            for task in waiting:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
            self._loop.run_until_complete(runner.cleanup())
            self._loop.close()

    # -- what it saw

    @property
    def calls(self) -> list[Call]:
        """All calls in the order in which they came, refused ones included."""
        return self._middleware.calls

    @property
    def orders(self) -> list[Row]:
        """All orders that were taken: what somebody pays for."""
        return self.world.orders

    @property
    def connections(self) -> dict[str, Connection]:
        """All connections by UUID, those that are gone included."""
        self.world.scheduler.settle()
        return self.world.connections

    @property
    def logins(self) -> int:
        """How often somebody tried to log in."""
        return self._middleware.logins

    def mutating(self) -> list[Call]:
        """Return the calls that would order, change or remove something, refused ones included."""
        return [call for call in self.calls if call.mutating]

    # -- what may be done to it

    @property
    def faults(self) -> list[Fault]:
        """Faults to come; append to it."""
        return self._middleware.faults

    def watch(self, see: Callable[[Call, web.Response], None]) -> None:
        """Have every answer seen by somebody before it goes out, or before a fault spoils it."""
        self._middleware.watch = see

    def accept(self, connection: str) -> None:
        """Play the tenant at Alibaba Cloud's console: open billing, accept and pay."""
        self._console.accept(self._connection(connection), self.settings.accepting)

    def reject(self, connection: str) -> None:
        """Play Alibaba Cloud: refuse the connection."""
        self._console.reject(self._connection(connection))

    def terminate(self, connection: str) -> None:
        """Play the tenant at Alibaba Cloud's console: remove what is there, up to the physical connection."""
        self._console.terminate(self._connection(connection))

    def _connection(self, identity: str) -> Connection:
        self.world.scheduler.settle()
        return self._api.connections.get(identity)

    def push_router(self, account: str, region: str, name: str, vlan: int) -> str:
        """Play Equinix in the older flow: push a border router to an account, and return its id."""
        return self._alibaba_api.partner.push_router(account, region, name, vlan)

    def set_states(self, connection: str, state: str, equinix: str, provider: str) -> None:
        """Put a connection into any states."""
        self._api.connections.set_states(connection, state, equinix, provider)
