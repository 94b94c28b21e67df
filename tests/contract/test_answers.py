# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every answer of the simulated Fabric, from every route and kind of asset: the SDK reads it and knows each key.

Where a schema is one of several (``oneOf``), its models insist that exactly one of them fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from equinix.services.fabricv4 import models

from extensions.simulator import seed
from extensions.simulator.alibaba_api import AlibabaApi
from extensions.simulator.alibaba_console import Console
from extensions.simulator.alibaba_world import Alibaba
from extensions.simulator.equinix_api import EquinixApi
from extensions.simulator.middleware import TOKEN, Middleware
from extensions.simulator.server import Simulator
from extensions.simulator.world import Settings, World
from tests.contract.orders import A_SIDES, PORT, order
from tests.contract.sdk import unknown_keys

CONNECTION, ROUTING = "connections/UUID", "connections/UUID/routingProtocols"
ANSWERS = {
    "GET health": "HealthResponse",
    "GET metros": "MetroResponse",
    "GET metros/CODE": "Metro",
    "POST prices/search": "PriceSearchResponse",
    "GET ports": "AllPortsResponse",
    "POST ports/search": "AllPortsResponse",
    "GET ports/UUID": "Port",
    "GET ports/UUID/linkProtocols": "LinkProtocolGetResponse",
    "GET serviceTokens": "ServiceTokens",
    "POST serviceTokens/search": "ServiceTokens",
    "GET serviceTokens/UUID": "ServiceToken",
    "GET serviceProfiles": "ServiceProfiles",
    "POST serviceProfiles/search": "ServiceProfiles",
    "GET serviceProfiles/UUID": "ServiceProfile",
    "GET serviceProfiles/UUID/metros": "ServiceMetros",
    "POST routers/search": "SearchResponse",
    "GET routers/UUID": "CloudRouterReadResponse",
    "POST connections": "Connection",
    "POST connections/search": "ConnectionSearchResponse",
    "POST connections/validate": "ConnectionResponse",
    f"GET {CONNECTION}": "Connection",
    f"PATCH {CONNECTION}": "Connection",
    f"DELETE {CONNECTION}": "Connection",
    f"GET {ROUTING}": "GetResponse",
    f"POST {ROUTING}": "RoutingProtocolData",
    f"GET {ROUTING}/UUID": "RoutingProtocolData",
    f"PUT {ROUTING}/UUID": "RoutingProtocolData",
    f"PATCH {ROUTING}/UUID": "RoutingProtocolData",
    f"DELETE {ROUTING}/UUID": "RoutingProtocolData",
    f"GET {ROUTING}/UUID/changes/UUID": "RoutingProtocolChangeData",
}
FABRIC = "/fabric/v4/"
KINDS = ("ports", "serviceTokens", "routers", "serviceProfiles")


class Judge:
    """Sends calls, and has the SDK read each answer."""

    def __init__(self, simulator: Simulator) -> None:
        self._url = simulator.url
        self.read: set[str] = set()

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        kind = "application/json-patch+json" if method == "PATCH" else "application/json"
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": kind}
        answer = requests.request(method, f"{self._url}{FABRIC}{path}", json=body, headers=headers, timeout=10)
        assert answer.ok, answer.text
        call = f"{method} {re.sub(r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'UUID', path.partition('?')[0])}"
        call = re.sub(r"metros/[A-Z]{2}$", "metros/CODE", call)
        model = getattr(models, ANSWERS[call]).from_dict(answer.json())
        assert list(unknown_keys(model)) == [], call
        self.read.add(call)
        return answer.json()


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays but in its removals, with a small fleet."""
    with Simulator(fleet=3, provisioning=0, changing=0, sharing=0, accepting=0) as running:
        yield running


def routes() -> set[str]:
    """Return all calls of Fabric that the simulator knows."""
    cloud = Alibaba(World(Settings()))
    alibaba = AlibabaApi(cloud)
    api = EquinixApi(cloud.world, Middleware(cloud.settings), Console(cloud, alibaba.physical_connections, alibaba.partner))
    found = set()
    for route in api.routes():
        if not route.path.startswith(FABRIC):
            continue
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


def test_every_answer_fits(simulator: Simulator) -> None:
    ask = Judge(simulator)
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
    assert ask.read == routes() == set(ANSWERS)
