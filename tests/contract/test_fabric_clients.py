# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What clients of Equinix other than the modules follow and read in the simulator's answers, Terraform above all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from equinix.services.fabricv4.models.routing_protocol_change_data import RoutingProtocolChangeData

from extensions.simulator import seed
from extensions.simulator.middleware import TOKEN
from extensions.simulator.server import Simulator
from tests.contract.orders import PORT, order
from tests.contract.sdk import unknown_keys

DIRECT = {"type": "DIRECT", "directIpv4": {"equinixIfaceIp": "192.168.100.1/30"}}
BGP = {"type": "BGP", "customerAsn": 65001, "bgpIpv4": {"customerPeerIp": "192.168.100.2", "enabled": True}}


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays."""
    with Simulator(provisioning=0, deprovisioning=0, changing=0, sharing=0, accepting=0) as running:
        yield running


def call(simulator: Simulator, method: str, path: str, body: Any = None) -> Any:
    """Send a call to Fabric and return its answer."""
    kind = "application/json-patch+json" if method == "PATCH" else "application/json"
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": kind}
    answer = requests.request(method, f"{simulator.url}/fabric/v4{path}", json=body, headers=headers, timeout=10)
    assert answer.ok, answer.text
    return answer.json()


def replaced(path: str, value: Any) -> list[dict[str, Any]]:
    """Return the JSON patch that replaces one value."""
    return [{"op": "replace", "path": path, "value": value}]


def test_the_address_of_a_routing_change_leads_to_it(simulator: Simulator) -> None:
    now = [1000.0]
    simulator.world.now = lambda: now[0]
    connection = call(simulator, "POST", "/connections", order("router"))["uuid"]
    simulator.settings.changing = 10
    base = f"/connections/{connection}/routingProtocols"
    followed = []

    def follow(answer: dict[str, Any]) -> None:
        change = answer["change"]
        path = urlsplit(change["href"]).path.removeprefix("/fabric/v4")
        for expected in ("REQUESTED", "COMPLETED"):
            seen = call(simulator, "GET", path)
            model = RoutingProtocolChangeData.from_dict(seen)
            assert model is not None and list(unknown_keys(model)) == []
            assert {name: seen[name] for name in change} == change and seen["status"] == expected
            assert (seen["updatedDateTime"] > seen["createdDateTime"]) is (expected == "COMPLETED")
            now[0] += 10
        followed.append(change["type"])

    direct = call(simulator, "POST", base, DIRECT)
    follow(direct)
    bgp = call(simulator, "POST", base, BGP)
    follow(bgp)
    follow(call(simulator, "PUT", f"{base}/{bgp['uuid']}", {**BGP, "customerAsn": 65002}))
    follow(call(simulator, "PATCH", f"{base}/{bgp['uuid']}", replaced("/bgpIpv4/enabled", False)))
    follow(call(simulator, "DELETE", f"{base}/{bgp['uuid']}"))
    assert followed == [f"ROUTING_PROTOCOL_{name}" for name in ("CREATION", "CREATION", "UPDATE", "UPDATE", "DELETION")]
    with pytest.raises(AssertionError, match="EQ-3041121"):
        call(simulator, "GET", f"{base}/{direct['uuid']}/changes/{bgp['change']['uuid']}")


@pytest.mark.parametrize("origin", ["dot1q", "token", "router", "device"])
@pytest.mark.parametrize(("metro", "region", "remote"), [("FR", "eu-central-1", False), ("LD", "eu-west-1", True)])
def test_remote_is_what_leads_to_another_metro(origin: str, metro: str, region: str, remote: bool, simulator: Simulator) -> None:
    spec = order(origin)
    spec["zSide"]["accessPoint"].update(location={"metroCode": metro}, sellerRegion=region)
    created = call(simulator, "POST", "/connections", spec)
    assert created["isRemote"] is remote
    assert call(simulator, "GET", f"/connections/{created['uuid']}")["isRemote"] is remote
    condition = {"property": "/isRemote", "operator": "=", "values": [str(remote).lower()]}
    found = call(simulator, "POST", "/connections/search", {"filter": {"and": [condition]}})
    assert [row["uuid"] for row in found["data"]] == [created["uuid"]]


def test_ports_count_their_connections(simulator: Simulator) -> None:
    def seen(row: dict[str, Any]) -> tuple[Any, ...]:
        operation = row["operation"]
        counts = {row["connectionsCount"], operation["connectionCount"], operation["evplVCCount"]}
        assert len(counts) == 1 and operation["operationalStatus"] == "UP"
        assert row["availableBandwidth"] + row["usedBandwidth"] == row["bandwidth"] == 10_000
        return (*counts, row["usedBandwidth"])

    def everywhere() -> tuple[Any, ...]:
        condition = {"property": "/uuid", "operator": "=", "values": [PORT]}
        [listed] = call(simulator, "GET", "/ports?name=FR-PRI-DOT1Q")["data"]
        [found] = call(simulator, "POST", "/ports/search", {"filter": {"and": [condition]}})["data"]
        got = call(simulator, "GET", f"/ports/{PORT}")
        assert listed == found == got
        return seen(got)

    assert everywhere() == (1, 50)  # VLAN 100 is somebody else's
    first = call(simulator, "POST", "/connections", order())["uuid"]
    assert everywhere() == (2, 250)
    call(simulator, "POST", "/connections", order("token"))
    assert everywhere() == (3, 450)
    call(simulator, "PATCH", f"/connections/{first}", replaced("/bandwidth", 500))
    assert everywhere() == (3, 750)
    call(simulator, "DELETE", f"/connections/{first}")
    assert everywhere() == (2, 250)
    assert seen(call(simulator, "GET", f"/ports/{seed.uid('FR-SEC-DOT1Q')}")) == (0, 0)


def test_routers_count_their_connections(simulator: Simulator) -> None:
    def counted() -> int:
        condition = {"property": "/connectionsCount", "operator": ">", "values": ["0"]}
        found = call(simulator, "POST", "/routers/search", {"filter": {"and": [condition]}})["data"]
        count = call(simulator, "GET", f"/routers/{seed.uid('fra-router')}")["connectionsCount"]
        assert [row["connectionsCount"] for row in found] == ([count] if count else [])
        return int(count)

    assert counted() == 0
    connections = [call(simulator, "POST", "/connections", order("router", name=f"r-{number}"))["uuid"] for number in range(2)]
    assert counted() == 2
    call(simulator, "DELETE", f"/connections/{connections[0]}")
    assert counted() == 1


def test_an_order_says_its_billing_tier(simulator: Simulator) -> None:
    plain = call(simulator, "POST", "/connections", order())
    assert plain["order"] == {"billingTier": "Up to 200 MB"}
    number = {"purchaseOrderNumber": "PO-1", "termLength": 12}
    uuid = call(simulator, "POST", "/connections", order("token", order=number))["uuid"]
    call(simulator, "PATCH", f"/connections/{uuid}", replaced("/bandwidth", 500))
    call(simulator, "PATCH", f"/connections/{uuid}", replaced("/order/termLength", 24))
    expected = {"purchaseOrderNumber": "PO-1", "termLength": 24, "billingTier": "Up to 500 MB"}
    assert call(simulator, "GET", f"/connections/{uuid}")["order"] == expected
    call(simulator, "PATCH", f"/connections/{plain['uuid']}", replaced("/bandwidth", 1000))
    assert call(simulator, "GET", f"/connections/{plain['uuid']}")["order"] == {"billingTier": "Up to 1G"}
