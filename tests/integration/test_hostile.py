# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers that no honest API gives, as a play sees them: one sentence each, and nothing in them is a template."""

from __future__ import annotations

import json
from typing import Any

from extensions.simulator import seed
from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.support.plays import Play, desired

PORTS = "/fabric/v4/ports"
SEARCH = "/fabric/v4/connections/search"
TEMPLATE = "{{ 123450000 + 6789 }}{% set x = 1 %}{{ lookup('pipe', 'touch templated') }}{# gone #}"


def assert_plain(result: dict[str, Any]) -> None:
    """Check that a failure is one sentence on one line."""
    said = result["result"]["msg"]
    assert said and "\n" not in said and len(said) <= 2000 and said.isprintable(), said
    assert "Traceback" not in json.dumps(result)


def test_hostile_bodies_end_in_a_sentence(play: Play, simulator: Simulator) -> None:
    said = json.dumps([{"errorCode": "E", "errorMessage": f"{TEMPLATE}\n\x1b" * 999}])
    faults = [
        Fault("GET", PORTS, "huge", status=200),
        Fault("GET", PORTS, "bomb", status=200),
        Fault("GET", PORTS, "garbage", status=200, body="[" * 100_000),
        Fault("GET", PORTS, "garbage", status=200, body='{"data": [{"uuid": "x", "bandwidth": NaN}]}'),
        Fault("GET", PORTS, "garbage", status=400, body=said),
    ]
    simulator.faults.extend(faults)
    task = {"interconnect.equinix.fabric_port_info": {"api_retries": 0}}
    results = play.tasks([task for _fault in faults])
    assert "Traceback" not in play.output and [row["failed"] for row in results] == [True] * len(faults)
    for result in results:
        assert_plain(result)
    assert len(simulator.calls) == len(faults)


def test_what_an_api_says_is_never_a_template(play: Play, simulator: Simulator) -> None:
    simulator.world.assets["ports"][0]["name"] = TEMPLATE
    for twin in simulator.world.assets["ports"]:
        if twin["name"] == "FR-TWIN-DOT1Q":
            twin["location"]["metroCode"] = TEMPLATE
    simulator.faults.append(Fault("POST", SEARCH, "garbage", status=400, body=json.dumps([{"errorMessage": TEMPLATE}])))
    results = play.tasks(
        [
            {"interconnect.equinix.fabric_connection_info": {"name": "x"}, "register": "refused"},
            {"interconnect.equinix.fabric_port_info": {}, "register": "found"},
            {"ansible.builtin.set_fact": {"port_name": "{{ found.ports[0].name }}", "said": "It said: {{ refused.msg }}"}},
            {"ansible.builtin.debug": {"msg": "{{ port_name }} and {{ said }}"}},
            {"ansible.builtin.debug": {"var": "found.ports[0]"}},
            # In messages of errors, and in warnings.
            {"interconnect.equinix.fabric_connection": desired(a_side={"port": "FR-TWIN-DOT1Q", "vlan_tag": 5})},
            {"interconnect.equinix.fabric_connection": desired(a_side={"port": seed.uid("FR-PRI-DOT1Q"), "vlan_tag": 5})},
        ],
        "-vvv",
        "--diff",
    )
    assert "Traceback" not in play.output
    assert TEMPLATE in results[0]["result"]["msg"]
    assert results[1]["result"]["ports"][0]["name"] == TEMPLATE
    assert results[3]["result"]["msg"].startswith(f"{TEMPLATE} and It said: ") and TEMPLATE in results[3]["result"]["msg"][60:]
    assert TEMPLATE in json.dumps(results[4]["result"])
    assert f"in {TEMPLATE}" in results[5]["result"]["msg"]
    assert not results[6]["failed"] and results[6]["result"]["diff"]["after"]["a_side"]["port"] == TEMPLATE
    assert "123456789" not in play.output
    assert not list(play.folder.rglob("templated"))
