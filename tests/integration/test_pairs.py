# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Redundant pairs and routing by the collection's playbooks: ordered, completed, watched and removed as one thing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from extensions.simulator.server import Simulator
from tests.demo.__main__ import command, environment, run
from tests.support.marks import brief
from tests.support.plays import PAIRS, family
from tests.support.stories import PLAYBOOKS, groups, pair_of

ROUTING = {
    "direct": {"equinix_iface_ipv4": "192.0.2.1/30"},
    "bgp": {"customer_asn": 64512, "customer_peer_ipv4": "192.0.2.2", "auth_key": "canary-bgp"},
    "secondary": {
        "direct": {"equinix_iface_ipv4": "192.0.2.5/30"},
        "bgp": {"customer_asn": 64512, "customer_peer_ipv4": "192.0.2.6"},
    },
}


@pytest.mark.parametrize("kind", brief({kind: kind for kind in PAIRS}, "port", "router"))
def test_half_a_pair_is_completed_after_a_kill(kind: str, tmp_path: Path, simulator: Simulator) -> None:
    simulator.settings.provisioning = 1.5
    path = tmp_path / "variables.json"
    path.write_text(json.dumps(pair_of(kind)))
    with subprocess.Popen(command(PLAYBOOKS[kind], path), env=environment(simulator), stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while not simulator.orders and time.monotonic() < deadline:
            time.sleep(0.05)
        for pid in family(process.pid):
            os.kill(pid, signal.SIGKILL)
    assert len(simulator.orders) == 1
    simulator.settings.provisioning = 0.2
    done = run(simulator, PLAYBOOKS[kind], pair_of(kind))
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(simulator.orders) == 2
    assert len({group for group, _priority in groups(simulator)}) == 1


def test_a_mistake_in_the_secondary_one_orders_neither(simulator: Simulator) -> None:
    variables = {**pair_of("port"), "express_connect_secondary_a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 7}}
    done = run(simulator, "from_port", variables)
    assert done.returncode and "is a primary port" in done.stdout + done.stderr
    del variables["express_connect_secondary_a_side"]
    done = run(simulator, "from_port", variables)
    assert done.returncode and "express_connect_secondary_a_side is missing" in done.stdout + done.stderr
    assert simulator.mutating() == []


@pytest.mark.long  # on the oldest ansible-core it is run
@pytest.mark.timeout(400)
def test_routing_of_a_pair(simulator: Simulator) -> None:
    variables = {**pair_of("router"), "express_connect_bgp": ROUTING}
    assert run(simulator, "from_cloud_router", variables, "--check").returncode == 0
    assert simulator.mutating() == []
    first = run(simulator, "from_cloud_router", variables, "-vvvv", "--diff")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "canary-bgp" not in first.stdout + first.stderr
    protocols = [len(item.protocols) for item in simulator.world.living()]
    assert protocols == [2, 2]
    again = run(simulator, "from_cloud_router", variables)
    assert "changed=0" in again.stdout, again.stdout
    removed = run(simulator, "deprovision", variables)
    assert removed.returncode == 0 and groups(simulator) == [], removed.stdout + removed.stderr


def test_a_spending_limit_holds_the_play(simulator: Simulator) -> None:
    limit = {"amount": 99, "currency": "USD"}
    done = run(simulator, "from_port", {**pair_of("port"), "express_connect_max_monthly_charge": limit})
    assert done.returncode and "is below the price of connection" in done.stdout + done.stderr
    assert simulator.mutating() == []


def test_waits_until_both_are_active(simulator: Simulator) -> None:
    variables = {**pair_of("router"), "express_connect_wait_for": "active", "express_connect_wait_timeout": 30}
    simulator.settings.approves = True
    done = run(simulator, "from_cloud_router", variables)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {item.phase(simulator.world.now()).state for item in simulator.world.living()} == {"ACTIVE"}
