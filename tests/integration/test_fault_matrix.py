# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every call of a story against everything that can happen to a call; ``make fault-matrix`` prints the tables.

The calls are those of a clean run, recorded. Each cell is a world of its own: the fault strikes one call, and the step is run
until it has come about. It ends well at once, or with one sentence and a run that ends well; nothing is ordered twice.
"""

from __future__ import annotations

import email.utils
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.bgp_peer.apply import BgpPeer
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.bgp_peer.plan import read_peer
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.physical_connection.apply import PhysicalConnection
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.physical_connection.plan import (
    parse_physical_connection,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.virtual_border_router.apply import BorderRouter
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.virtual_border_router.plan import read_router
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import InterconnectError
from ansible_collections.interconnect.equinix.plugins.module_utils._core.resource import RunOptions
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.auth import Credentials
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.apply import EnsurePresent
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.remove import EnsureAbsent
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.spec import parse_spec
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options

from extensions.simulator.faults import Fault
from extensions.simulator.middleware import CLIENT
from extensions.simulator.server import Simulator
from tests.support.clients import JumpingClock, alibaba_client, client
from tests.support.plays import ORIGINS, Play, desired

RETRIES = 2
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OTHER_TYPES = json.dumps({"data": [{"uuid": 5, "name": {}, "state": []}], "uuid": [], "state": 1, "operation": "text"})
# What happens to a call: one column each.
HAPPENS: dict[str, Callable[[], dict[str, Any]]] = {
    "429 seconds": lambda: {"kind": "status", "status": 429, "headers": {"Retry-After": "3"}},
    "429 date": lambda: {"kind": "status", "status": 429, "headers": {"Retry-After": email.utils.formatdate(time.time() + 9)}},
    "500": lambda: {"kind": "status", "status": 500},
    "500 late": lambda: {"kind": "status", "status": 500, "took_effect": True},
    "502 HTML": lambda: {"kind": "html", "status": 502},
    "503 empty": lambda: {"kind": "empty", "status": 503},
    "cut before": lambda: {"kind": "cut"},
    "cut after": lambda: {"kind": "cut", "took_effect": True},
    "silence": lambda: {"kind": "silence", "seconds": 1, "took_effect": True},
    "half JSON": lambda: {"kind": "half_json"},
    "expired": lambda: {"kind": "token_expired"},
    "slow": lambda: {"kind": "slow", "seconds": 0.03},
    "no object": lambda: {"kind": "garbage", "status": 200, "body": "[1, null, []]"},
    "other types": lambda: {"kind": "garbage", "status": 200, "body": OTHER_TYPES},
}


@dataclass(frozen=True)
class Story:
    """Steps that follow each other. Each is run on a simulator and raises InterconnectError when it does not come about.

    ``living`` is how many connections are there after each step.
    """

    steps: dict[str, Callable[[Simulator], None]]
    living: dict[str, int]


def fabric_connection(origin: str) -> Story:
    """Return the story of one connection: ordered, looked after by a second run, and removed."""
    params = desired(a_side=ORIGINS[origin])
    params["z_side"] = {"service_profile": "Alibaba Cloud Express Connect", **params["z_side"]}

    def prepared(simulator: Simulator) -> tuple[Any, Any, Options]:
        pair = Credentials(*CLIENT)
        api, _clock = client(simulator.url, JumpingClock(), pair, timeout=0.15, retries=RETRIES)
        return api, parse_spec(params), Options()

    return Story(
        {
            "order": lambda simulator: _ignore(EnsurePresent(*prepared(simulator)).present()),
            "again": lambda simulator: _ignore(EnsurePresent(*prepared(simulator)).present()),
            "remove": lambda simulator: _ignore(EnsureAbsent(*prepared(simulator)).absent()),
        },
        {"order": 1, "again": 1, "remove": 0},
    )


def alibaba() -> Story:
    """Return the story of Alibaba Cloud's end: accepted and paid, given a router and BGP, and all of it removed again."""
    order = fabric_connection("cloud-router")
    how = RunOptions(timeout=60)
    consent = {
        "accept_outbound_data_transfer_billing": True,
        "order": {"period": 1, "pricing_cycle": "Month", "auto_renew": False},
    }
    gateways = {"local_gateway_ip": "192.0.2.2", "peer_gateway_ip": "192.0.2.1", "peering_subnet_mask": "30"}

    def api(simulator: Simulator) -> Any:
        return alibaba_client(simulator.url, JumpingClock(), timeout=0.15, retries=RETRIES)

    def physical_connection(simulator: Simulator) -> PhysicalConnection:
        (vlan,) = {row["zSide"]["accessPoint"]["linkProtocol"]["vlanTag"] for row in simulator.orders}
        return PhysicalConnection(
            api(simulator), parse_physical_connection({"name": "alibaba-fra-1", "vlan_id": vlan, **consent}), how
        )

    def router(simulator: Simulator) -> BorderRouter:
        (port,) = (uuid for uuid, row in simulator.alibaba.physical_connections.items() if row["Name"] == "alibaba-fra-1")
        spec = {"physical_connection_id": port, **gateways, "bfd": {"min_tx_interval": 300}}
        return BorderRouter(api(simulator), read_router(spec), how)

    def peer(simulator: Simulator) -> BgpPeer:
        (vbr,) = simulator.alibaba.routers
        spec = {"virtual_border_router_id": vbr, "peer_ip_address": "192.0.2.1", "peer_asn": 64512}
        return BgpPeer(api(simulator), read_peer(spec), how)

    return Story(
        {
            "order": order.steps["order"],
            "accept": lambda simulator: _ignore(physical_connection(simulator).present()),
            "router": lambda simulator: _ignore(router(simulator).present()),
            "peer": lambda simulator: _ignore(peer(simulator).present()),
            "again": lambda simulator: _ignore([work(simulator).present() for work in (physical_connection, router, peer)]),
            "no peer": lambda simulator: _ignore(peer(simulator).absent()),
            "no router": lambda simulator: _ignore(simulator.alibaba.routers and router(simulator).absent()),
            "terminate": lambda simulator: _ignore(physical_connection(simulator).absent()),
        },
        {**dict.fromkeys(("order", "accept", "router", "peer", "again", "no peer", "no router"), 1), "terminate": 0},
    )


def _ignore(_outcome: object) -> None:
    """Take a result for nothing more than the absence of an exception."""


STORIES = {**{origin: fabric_connection(origin) for origin in ORIGINS}, "Alibaba Cloud": alibaba()}
# Where the API makes a twin impossible, where it does not, and the other cloud; the rest with all long stories.
BRIEF = ("port-dot1q", "cloud-router", "Alibaba Cloud")
# Ordering stands in the table of each origin already.
CHAPTERS = [
    pytest.param(name, step, marks=[] if name in BRIEF else [pytest.mark.long])
    for name, story in STORIES.items()
    for step in story.steps
    if (name, step) != ("Alibaba Cloud", "order")
]


@dataclass(frozen=True)
class Target:
    """One call of a clean run: which of those with its method and path (UUIDs aside) it is."""

    method: str
    path: str
    number: int
    mutating: bool

    def __str__(self) -> str:
        times = f" #{self.number + 1}" if self.number else ""
        return f"{self.method} {self.path}{times}"

    def fault(self, times: int, happens: dict[str, Any]) -> Fault:
        """Return what happens to this call."""
        return Fault(self.method, re.escape(self.path).replace("UUID", "[^/]*"), times=times, skip=self.number, **happens)


def world() -> Simulator:
    """Return a simulator with hardly any delays."""
    quick: Any = dict.fromkeys(("provisioning", "sharing", "accepting", "settling", "terminating"), 0.0)
    return Simulator(deprovisioning=0.01, **quick)


def recorded(story: Story, step: str) -> list[Target]:
    """Return the calls of a step in a clean run of the story."""
    with world() as simulator:
        for name, run in story.steps.items():
            seen = len(simulator.calls)
            run(simulator)
            if name == step:
                break
        counted: Counter[tuple[str, str]] = Counter()
        targets = []
        for call in simulator.calls[seen:]:
            key = call.method, UUID.sub("UUID", call.path)
            # The second look of a wait is like the first.
            if not counted[key] or not (key[0] == "GET" or key[1].startswith("/vpc/Describe")):
                targets.append(Target(*key, counted[key], call.mutating))
            counted[key] += 1
        return targets


def living(simulator: Simulator, awaited: int) -> int:
    """Return how many connections are there; Fabric follows Alibaba Cloud's removal a moment later."""
    deadline = time.monotonic() + 2
    while (found := len(list(simulator.world.living()))) != awaited and time.monotonic() < deadline:
        time.sleep(0.005)
    return found


def cell(story: Story, step: str, target: Target, times: int, happens: dict[str, Any]) -> int:
    """Run a step while the fault strikes; return how many runs it took."""
    with world() as simulator:
        for name, run in story.steps.items():
            if name == step:
                break
            run(simulator)
        simulator.faults.append(target.fault(times, happens))
        # A run that fails has met the fault, so there are no more failures than it strikes.
        for number in range(1, 2 + times):
            try:
                run(simulator)
            except InterconnectError as error:
                assert str(error).isprintable() and len(str(error)) <= 2000, error
                assert len(simulator.orders) <= 1 and len(simulator.alibaba.payments) <= 1
                continue
            assert len(simulator.orders) == 1 and len(simulator.alibaba.payments) <= 1
            assert living(simulator, story.living[step]) == story.living[step]
            return number
    raise AssertionError(f"{target} does not come about")


@pytest.mark.parametrize(("story", "step"), CHAPTERS)
def test_every_call_against_everything_that_can_happen(story: str, step: str) -> None:
    targets = recorded(STORIES[story], step)
    assert len(targets) >= 2 and any(target.mutating for target in targets) is (step != "again")
    width = max(len(str(target)) for target in targets)
    cells = len(targets) * len(HAPPENS)
    lines = [f"{story}, {step}: runs until it had come about, {cells} cells", " " * width + " | ".join(["", *HAPPENS])]
    for target in targets:
        row = []
        for happens in HAPPENS.values():
            # Once, and for calls that change something so often that no repeat helps.
            tries = [1, RETRIES + 1] if target.mutating else [1]
            runs = [cell(STORIES[story], step, target, times, happens()) for times in tries]
            row.append("/".join(map(str, runs)))
        shown = (f"{text:^{len(name)}}" for name, text in zip(HAPPENS, row, strict=True))
        lines.append(f"{target!s:{width}}" + " | ".join(["", *shown]))
    print("\n" + "\n".join(lines))


def test_some_of_it_by_real_plays(play: Play, simulator: Simulator) -> None:
    order, search, one = "/fabric/v4/connections", "/fabric/v4/connections/search", "/fabric/v4/connections/[^/]*"
    faults = [
        Fault("POST", "/oauth2/v1/token", **HAPPENS["503 empty"]()),
        Fault("POST", search, **HAPPENS["429 seconds"]()),
        Fault("POST", order, **HAPPENS["half JSON"]()),
        Fault("GET", one, **HAPPENS["502 HTML"]()),
        Fault("DELETE", one, **HAPPENS["cut after"]()),
    ]
    simulator.faults.extend(faults)
    spec = desired(a_side=ORIGINS["cloud-router"], client_id=CLIENT[0], client_secret=CLIENT[1])
    options = [spec, spec, {**spec, "state": "absent"}, {**spec, "state": "absent"}]
    results = play.tasks([{"interconnect.equinix.fabric_connection": item} for item in options], EQUINIX_API_TOKEN="")
    assert [row["result"].get("changed") for row in results] == [True, False, True, False], play.output
    assert "Traceback" not in play.output and len(simulator.orders) == 1
    assert all(fault.times == 0 for fault in simulator.faults)
