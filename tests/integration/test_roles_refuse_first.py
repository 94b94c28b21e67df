# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What roles refuse before they log in: misspelt variables, half a pair; and work that a play would do once for each host."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from extensions.simulator.server import Simulator
from tests.demo.__main__ import both_ends_for, variables_for
from tests.support.marks import brief
from tests.support.plays import ACCOUNT, PAIRS, Play, desired

ROUTER = {"local_gateway_ip": "192.0.2.6", "peer_gateway_ip": "192.0.2.5", "peering_subnet_mask": "255.255.255.252"}
ROLE = "interconnect.equinix.express_connect"


def included(role: str, variables: dict[str, Any], entry: str = "main") -> dict[str, Any]:
    """Return the task that runs an entry point of a role."""
    return {"ansible.builtin.include_role": {"name": role, "tasks_from": entry}, "name": "Run it", "vars": variables}


def pair(**changes: Any) -> dict[str, Any]:
    """Return the variables of a pair of which only the primary connection has everything, with changes."""
    one, other = PAIRS["port"]
    variables = {
        **both_ends_for("from_port"),
        "express_connect_a_side": one,
        "express_connect_secondary_name": "second",
        "express_connect_secondary_a_side": other,
        **changes,
    }
    return {name: value for name, value in variables.items() if value is not None}


SINGLE: dict[str, Any] = both_ends_for("from_port")
SPEAKS = {"alibaba": {"peer_asn": 64512}}
BOTH = {**SPEAKS, "secondary": SPEAKS}
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "limit": (
        "main",
        {**SINGLE, "express_connect_max_montly_charge": {"amount": 10, "currency": "USD"}},
        "Variable express_connect_max_montly_charge is none that the role express_connect knows; did you mean "
        "express_connect_max_monthly_charge?",
    ),
    "status": ("status", {**SINGLE, "express_connect_secondry_name": "x"}, "did you mean express_connect_secondary_name?"),
    "deprovision": ("deprovision", {**SINGLE, "express_connect_aside": {}}, "did you mean express_connect_a_side?"),
    "no router": (
        "main",
        {name: value for name, value in SINGLE.items() if name != "express_connect_virtual_border_router"},
        "express_connect_virtual_border_router is missing beside express_connect_bgp.alibaba",
    ),
    "half a pair": (
        "main",
        pair(express_connect_bgp=BOTH),
        "express_connect_secondary_virtual_border_router is missing beside express_connect_virtual_border_router",
    ),
    "half the BGP": (
        "main",
        pair(express_connect_secondary_virtual_border_router=ROUTER),
        "express_connect_bgp.secondary is missing beside the BGP of express_connect_bgp",
    ),
    "the other half": (
        "main",
        pair(express_connect_secondary_virtual_border_router=ROUTER, express_connect_bgp={"secondary": SPEAKS}),
        "express_connect_bgp is missing beside the BGP of express_connect_bgp.secondary",
    ),
    "no name": (
        "main",
        pair(express_connect_secondary_name=None),
        "express_connect_secondary_a_side is given without express_connect_secondary_name",
    ),
    "true months": (
        "main",
        {**SINGLE, "express_connect_accept": {"period": True}},
        "express_connect_accept.period 'True' is true or false and has to be a whole number; give one such as 1.",
    ),
    "perhaps": (
        "main",
        {**SINGLE, "express_connect_accept": {"outbound_data_transfer_billing": "perhaps"}},
        "perhaps",
    ),
}


def test_what_cannot_be_is_refused_before_the_login(play: Play, simulator: Simulator) -> None:
    """All of them in one process, each as a task of its own."""
    tasks = [included(ROLE, variables, entry) for entry, variables, _sentence in REFUSED.values()]
    told = []
    for task in tasks:
        play.run([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}])
        told.append(" ".join(play.output.split()))
    for (name, (_entry, _variables, sentence)), output in zip(REFUSED.items(), told, strict=True):
        assert sentence in output, (name, output)
    assert simulator.calls == []


def test_both_halves_are_not_refused(play: Play, simulator: Simulator) -> None:
    whole = pair(express_connect_secondary_virtual_border_router=ROUTER, express_connect_bgp=BOTH)
    nothing = pair(express_connect_virtual_border_router=None, express_connect_bgp=None)
    for variables in (whole, nothing):
        tasks = [included(ROLE, variables)]
        assert play.run([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}], "--check") == 0, play.output
    assert simulator.mutating() == []


@pytest.mark.parametrize("word", brief({word: word for word in ("no", "false", "0")}, "no"))
def test_no_is_no_agreement(word: str, play: Play, simulator: Simulator) -> None:
    variables = {**SINGLE, "express_connect_accept": {"outbound_data_transfer_billing": word, "period": "1"}}
    path = play.folder / "variables.json"
    path.write_text(json.dumps(variables))
    play.run([{"hosts": "localhost", "gather_facts": False, "tasks": [included(ROLE, {})]}], "-e", f"@{path}", "--check")
    assert "Then on Alibaba Cloud" in play.output and "Agree to outbound data transfer billing" not in play.output
    assert simulator.mutating() == []


def test_misspelt_options_of_a_fleet(play: Play, simulator: Simulator) -> None:
    variables = {
        "fabric_fleet_defaults": {"max_montly_charge": {"amount": 1, "currency": "USD"}},
        "fabric_fleet_connections": [{"name": "a", "bandwith": 50, "z_side": {"metro": "FR"}}],
    }
    assert play.run(
        [{"hosts": "localhost", "gather_facts": False, "tasks": [included("interconnect.equinix.fabric_fleet", variables)]}]
    )
    told = " ".join(play.output.split())
    assert "fabric_fleet_defaults.max_montly_charge is no option; did you mean max_monthly_charge?" in told
    assert "fabric_fleet_connections[0].bandwith is no option; did you mean bandwidth?" in told
    assert "fabric_fleet_connections[0].z_side.metro is no option; did you mean metro_code?" in told
    assert simulator.calls == []


# -- once for a play

THREE = ("-i", "one,two,three,")
FLEET: dict[str, Any] = {
    "fabric_fleet_defaults": {
        "bandwidth": 50,
        "z_side": {"metro_code": "FR", "authentication_key": ACCOUNT},
        "notifications": ["noc@example.com"],
    },
    "fabric_fleet_connections": [{"name": f"three-{number}", "a_side": {"cloud_router": "fra-router"}} for number in (1, 2)],
}


@pytest.mark.parametrize("how", [{}, {"serial": 1}, {"strategy": "free"}], ids=["linear", "serial", "free"])
def test_a_fleet_is_seen_to_once(how: dict[str, Any], play: Play, simulator: Simulator) -> None:
    tasks = [included("interconnect.equinix.fabric_fleet", FLEET)]
    plays = [{"hosts": "all", "connection": "local", "gather_facts": False, "tasks": tasks, **how}]
    assert play.run(plays, *THREE, "-l", "one,two,three") == 0, play.output
    assert sorted(order["name"] for order in simulator.orders) == ["three-1", "three-2"]
    assert play.output.count("sees to the connections of all hosts of this play, once") == 2


def test_a_fleet_is_seen_to_by_the_next_host_when_the_first_has_failed(play: Play, simulator: Simulator) -> None:
    fails = {"ansible.builtin.fail": {"msg": "not me"}, "when": "inventory_hostname == 'one'"}
    tasks = [fails, included("interconnect.equinix.fabric_fleet", FLEET)]
    play.run([{"hosts": "all", "connection": "local", "gather_facts": False, "tasks": tasks}], *THREE, "-l", "one,two,three")
    assert len(simulator.orders) == 2, play.output


def test_two_hosts_of_one_name_are_refused(play: Play, simulator: Simulator) -> None:
    same = [included(ROLE, variables_for("from_cloud_router"))]
    play.run([{"hosts": "all", "connection": "local", "gather_facts": False, "tasks": same}], *THREE, "-l", "one,two")
    assert "is the same on the hosts one, two" in " ".join(play.output.split()) and simulator.calls == []
    own = {**variables_for("from_cloud_router"), "express_connect_name": "of-{{ inventory_hostname }}"}
    plays = [{"hosts": "all", "connection": "local", "gather_facts": False, "tasks": [included(ROLE, own)]}]
    assert play.run(plays, *THREE, "-l", "one,two") == 0, play.output
    assert sorted(order["name"] for order in simulator.orders) == ["of-one", "of-two"]


def test_a_report_of_a_misspelt_name(play: Play, simulator: Simulator) -> None:
    play("fabric_connection", desired())
    path = play.folder / "report.html"
    for names, ends in ((["alibaba-fra-l"], 2), (["alibaba-fra-1"], 0)):
        tasks = [included("interconnect.equinix.fabric_report", {"fabric_report_path": str(path), "fabric_report_names": names})]
        assert play.run([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]) == ends, play.output
        told = " ".join(play.output.split())
        assert ("There is no connection 'alibaba-fra-l'" in told and "the nearest names are 'alibaba-fra-1'" in told) is (
            ends > 0
        )
        assert path.exists() is (ends == 0)


def test_the_roles_know_their_own_variables() -> None:
    """None of a role's own names, and none that the roles give each other, is refused."""
    from ansible_collections.interconnect.equinix.plugins.plugin_utils.role_variables import known_variables, unknown_variables

    roles = Path(__file__).parents[2] / "roles"
    known = known_variables(roles)
    for role in roles.iterdir():
        assert unknown_variables(known, str(role)) == []
        assert len(unknown_variables([f"{role.name}_nonsense"], str(role))) == 1
    # A longer prefix is that of another role.
    assert unknown_variables(["fabric_report_title"], str(roles / "fabric_report")) == []


def test_answers_of_a_survey_are_known_beside_what_is_made_of_them() -> None:
    """``express_connect_max_monthly_charge_amount`` alone would be a limit that nobody reads."""
    from ansible_collections.interconnect.equinix.plugins.plugin_utils.role_variables import unknown_variables

    roles = Path(__file__).parents[2] / "roles"
    for path in (roles / "awx_setup/files/surveys").glob("*.json"):
        asked = [question["variable"] for question in json.loads(path.read_text())["spec"]]
        made = list(yaml.safe_load((roles.parent / f"playbooks/awx/{path.stem}.yml").read_text())[0].get("vars", {}))
        role = str(roles / ("fabric_fleet" if path.stem == "fleet" else "express_connect"))
        assert unknown_variables([*asked, *made], role) == []
        alone = [name for name in asked if name.endswith(("_answer", "_amount", "_currency"))]
        assert len(unknown_variables(alone, role)) == len(alone)
    amount, whole = "express_connect_max_monthly_charge_amount", "express_connect_max_monthly_charge"
    assert len(unknown_variables([amount], str(roles / "express_connect"))) == 1
    assert unknown_variables([amount, whole], str(roles / "express_connect")) == []
