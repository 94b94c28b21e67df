# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every answer of the simulated Equinix, from every route and kind of asset, has to please all judges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from extensions.simulator import seed
from extensions.simulator.alibaba_api import AlibabaApi
from extensions.simulator.alibaba_console import Console
from extensions.simulator.alibaba_world import Alibaba
from extensions.simulator.equinix_api import EquinixApi
from extensions.simulator.middleware import CLIENT, READER_TOKEN, TOKEN, Middleware
from extensions.simulator.server import Simulator
from extensions.simulator.world import Settings, World
from tests.contract.answers import DEVIATIONS, EQUINIX, FABRIC, MODELS, Deviation, call_to, faults
from tests.contract.openapi import FOLDER
from tests.contract.orders import A_SIDES, PORT, order

NOBODY = "00000000-0000-4000-8000-000000000000"
KINDS = ("ports", "serviceTokens", "routers", "serviceProfiles")


class Judge:
    """Sends calls, and has each answer checked; ``read`` are the calls that were taken, ``known`` the deviations seen."""

    def __init__(self, simulator: Simulator) -> None:
        self._url = simulator.url
        self.read: set[str] = set()
        self.known: set[Deviation] = set()

    def __call__(self, method: str, path: str, body: Any = None, *, status: int = 0, token: str = TOKEN) -> Any:
        path = path if path.startswith("/") else f"{FABRIC}{path}"
        kind = "application/json-patch+json" if method == "PATCH" else "application/json"
        headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
        answer = requests.request(method, f"{self._url}{path}", json=body, headers=headers, timeout=10)
        assert answer.status_code == status if status else answer.ok, answer.text
        path = path.partition("?")[0]
        assert list(faults(method, path, answer.status_code, answer.json(), self.known)) == []
        if answer.ok:
            self.read.add(call_to(method, path))
        return answer.json()


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays but in its removals, with a small fleet."""
    with Simulator(fleet=3, provisioning=0, changing=0, sharing=0, accepting=0) as running:
        yield running


def routes() -> set[str]:
    """Return all calls of Equinix that the simulator knows."""
    cloud = Alibaba(World(Settings()))
    alibaba = AlibabaApi(cloud)
    api = EquinixApi(cloud.world, Middleware(cloud.settings), Console(cloud, alibaba.physical_connections, alibaba.partner))
    found = set()
    for route in api.routes():
        assert route.path.startswith(EQUINIX)
        kinds = re.search(r"\{kind:([^}]+)\}", route.path)
        for kind in kinds[1].split("|") if kinds else [""]:
            path = re.sub(r"\{kind:[^}]+\}", kind, route.path.removeprefix(FABRIC)).replace("{code}", "CODE")
            found.add(f"{route.method} {re.sub(r'{(uuid|protocol|change)}', 'UUID', path)}")
    return found


def replaced(path: str, value: Any) -> list[dict[str, Any]]:
    """Return the JSON patch that replaces one value."""
    return [{"op": "replace", "path": path, "value": value}]


def assets(ask: Judge, simulator: Simulator) -> None:
    """Read every asset, on its own and in lists."""
    for path in ("health", "metros", "ports", "serviceTokens", "serviceProfiles", f"ports/{PORT}/linkProtocols"):
        ask("GET", path)
    for code in seed.METROS:
        ask("GET", f"metros/{code}")
    for kind in KINDS:
        ask("POST", f"{kind}/search", {"pagination": {"limit": 100}})
        for row in simulator.world.assets[kind]:
            ask("GET", f"{kind}/{row['uuid']}")
    for row in simulator.world.assets["serviceProfiles"]:
        ask("GET", f"serviceProfiles/{row['uuid']}/metros")
    ask("GET", "/ne/v1/devices")
    for row in simulator.world.assets["devices"]:
        ask("GET", f"/ne/v1/devices/{row['uuid']}")
        ask("GET", f"/ne/v1/devices/{row['uuid']}/interfaces")


def routing(ask: Judge, connection: str) -> None:
    """Give a connection routing, change it and remove it."""
    base = f"connections/{connection}/routingProtocols"
    ipv4, ipv6 = {"equinixIfaceIp": "192.168.100.1/30"}, {"equinixIfaceIp": "2001:db8::1/126"}
    ask("POST", base, {"type": "DIRECT", "directIpv4": ipv4, "directIpv6": ipv6})
    peers = {
        f"bgpIpv{family}": {"customerPeerIp": ip, "enabled": True} for family, ip in ((4, "192.168.100.2"), (6, "2001:db8::2"))
    }
    spec = {"type": "BGP", "name": "bgp", "customerAsn": 65001, "bfd": {"enabled": True, "interval": "100"}, **peers}
    bgp = ask("POST", base, spec)["uuid"]
    ask("PUT", f"{base}/{bgp}", {**spec, "bgpAuthKey": "secret", "asOverrideEnabled": True})
    ask("PATCH", f"{base}/{bgp}", replaced("/bgpIpv4/enabled", False))
    for row in ask("GET", base)["data"]:
        ask("GET", f"{base}/{row['uuid']}")
        ask("GET", f"{base}/{row['uuid']}/changes/{row['change']['uuid']}")
    ask("DELETE", f"{base}/{bgp}")


def condition(name: str, *values: str) -> dict[str, Any]:
    """Return a condition of a search."""
    return {"property": name, "operator": "IN" if len(values) > 1 else "=", "values": list(values)}


def questions(ask: Judge) -> None:
    """Validate an account, and ask for prices from a port."""
    z_side, a_side = "/zSide/accessPoint", "/connection/aSide/accessPoint"
    key = [condition(f"{z_side}/authenticationKey", "5123456789012345"), condition(f"{z_side}/profile/uuid", seed.ALIBABA)]
    ask("POST", "connections/validate", {"filter": {"and": key}})
    shape = {
        "/type": ["VIRTUAL_CONNECTION_PRODUCT"],
        "/connection/type": ["EVPL_VC"],
        "/connection/bandwidth": ["50", "200"],
        f"{a_side}/type": ["COLO"],
        f"{a_side}/location/metroCode": ["FR"],
        f"/connection{z_side}/type": ["SP"],
        f"/connection{z_side}/location/metroCode": ["FR"],
        f"/connection{z_side}/profile/uuid": [seed.ALIBABA],
    }
    ask("POST", "prices/search", {"filter": {"and": [condition(name, *values) for name, values in shape.items()]}})


def refusals(ask: Judge, simulator: Simulator) -> None:
    """Be refused in every way that is in sight."""
    ask("POST", "/oauth2/v1/token", {"grant_type": "client_credentials", "client_id": "nobody"}, status=401)
    for kind in KINDS:
        ask("GET", f"{kind}/{NOBODY}", status=404 if kind == "routers" else 400)
    ask("GET", f"/ne/v1/devices/{NOBODY}", status=404)
    ask("GET", "metros/XX", status=400)
    ask("GET", f"connections/{NOBODY}", status=400)
    ask("POST", "connections/search", {"filter": {"and": [condition("/colour", "blue")]}}, status=400)
    ask("POST", "connections", order(name="x" * 25), status=400)
    uuid = ask("POST", "connections", order())["uuid"]
    ask("POST", "connections", order(), status=400)
    ask("PATCH", f"connections/{uuid}", replaced("/bandwidth", 300), status=400)
    ask("POST", f"connections/{uuid}/routingProtocols", {"type": "DIRECT"}, status=400)
    simulator.accept(uuid)
    assert ask("GET", f"connections/{uuid}")["state"] == "ACTIVE"
    ask("DELETE", f"connections/{uuid}", status=400)
    simulator.terminate(uuid)
    ask("GET", f"connections/{uuid}")
    ask("DELETE", f"connections/{uuid}", status=400)
    ask("GET", "metros", status=401, token="wrong")
    ask("GET", "/ne/v1/devices", status=401, token="wrong")
    ask("POST", "connections", order(), status=403, token=READER_TOKEN)
    ask("PUT", "connections", order(), status=405)


def locked(ask: Judge, simulator: Simulator) -> None:
    """Read what a maintenance of Equinix locks, in each of its states."""
    a_side = {"type": "COLO", "port": {"uuid": PORT}, "linkProtocol": {"type": "DOT1Q", "vlanTag": 1010}}
    uuid = ask("POST", "connections", order(aSide={"accessPoint": a_side}))["uuid"]
    simulator.settings.locked = (uuid, PORT)
    for state in ("SCHEDULED", "IN_PROGRESS", "COMPLETED", "CANCELLED", "POSTPONED"):
        simulator.settings.maintenance = state
        for path in (f"connections/{uuid}", f"ports/{PORT}"):
            assert ask("GET", path)["operation"]["maintenanceStatus"] == state
    ask("PATCH", f"connections/{uuid}", replaced("/bandwidth", 500), status=400)
    simulator.settings.locked = ()
    ask("DELETE", f"connections/{uuid}")


@pytest.mark.own_bodies  # and refused for them
def test_every_answer_fits(simulator: Simulator) -> None:
    ask = Judge(simulator)
    client = dict(zip(("client_id", "client_secret"), CLIENT, strict=True))
    ask("POST", "/oauth2/v1/token", {"grant_type": "client_credentials", **client})
    assets(ask, simulator)
    questions(ask)
    for origin in A_SIDES:
        spec = order(origin, order={"termLength": 12}, geoScope="EU")
        ask("POST", "connections?dryRun=true", spec)
        uuid = ask("POST", "connections", spec)["uuid"]
        ask("GET", f"connections/{uuid}")
        ask("PATCH", f"connections/{uuid}", replaced("/bandwidth", 500 if origin != "token" else 50))
        if origin == "dot1q":
            ask("PATCH", f"connections/{uuid}", replaced("/aSide/accessPoint/linkProtocols", {"vlanTag": 1007}))
        if origin == "router":
            routing(ask, uuid)
        ask("POST", "connections/search", {"pagination": {"limit": 100}})
        ask("DELETE", f"connections/{uuid}")
        ask("GET", f"connections/{uuid}")
    assets(ask, simulator)
    locked(ask, simulator)
    refusals(ask, simulator)
    assert ask.read == routes()
    assert {call for call in ask.read if "/v1/" not in call} == set(MODELS)
    # What is not held against an answer is still needed.
    assert ask.known == (set(DEVIATIONS) if FOLDER.is_dir() else {row for row in DEVIATIONS if "ERR-UAA" in row.fault})
