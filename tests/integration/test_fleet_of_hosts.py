# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fleets by the role: every mistake at once, a recap that is true of each host, and what is in no list."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from extensions.simulator import seed
from extensions.simulator.server import Simulator
from tests.support.fleet_role import PURGE, ROLE, names, ordered, run_list, spec
from tests.support.marks import brief
from tests.support.plays import ACCOUNT, Play

OTHER = "6" * 16
FLEET = "interconnect.equinix.fabric_connections"


class Hosts:
    """Runs the role over hosts that stand for connections."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self.said = ""
        self.specs: dict[str, dict[str, Any]] = {}

    def run(
        self, *flags: str, variables: dict[str, Any] | None = None, first: list[dict[str, Any]] | None = None, **how: Any
    ) -> int:
        """Run it once and return the exit status."""
        inventory = self._play.folder / "hosts.yml"
        hosts = {name: {"fabric_fleet_connection": spec, "ansible_connection": "local"} for name, spec in self.specs.items()}
        inventory.write_text(json.dumps({"all": {"hosts": hosts}}))
        task = {"name": "The fleet", "ansible.builtin.include_role": {"name": ROLE}, "vars": variables or {}}
        plays = [{"hosts": "all:!localhost", "gather_facts": False, "tasks": [*(first or []), task], **how}]
        environment = how.pop("environment", {})
        status = self._play.run(plays, "-i", str(inventory), *flags, **environment)
        self.said = " ".join(self._play.output.split())
        return status

    def recap(self) -> dict[str, tuple[int, int]]:
        """Return how many tasks of each host have changed something, and how many have failed."""
        found = re.findall(r"(\S+)\s+: ok=\d+\s+changed=(\d+)\s+unreachable=0\s+failed=(\d+)", self._play.output)
        return {host: (int(changed), int(failed)) for host, changed, failed in found}


@pytest.fixture
def hosts(play: Play) -> Hosts:
    """Runs the role over hosts."""
    return Hosts(play)


@pytest.mark.parametrize("how", brief({"linear": {}, "serial": {"serial": 2}, "free": {"strategy": "free"}}, "serial"))
def test_the_recap_is_true_of_each_host(how: dict[str, Any], hosts: Hosts, simulator: Simulator) -> None:
    names = ["fra-1", "fra-2", "fra-3", "fra-4"]
    hosts.specs = {name: spec(name) for name in names[:3]}
    assert hosts.run(**how) == 0, hosts.said
    if "strategy" not in how:
        assert hosts.recap() == dict.fromkeys(names[:3], (1, 0)), hosts.said
    simulator.reject(next(order["uuid"] for order in simulator.orders if order["name"] == "fra-2"))
    hosts.specs["fra-4"] = spec("fra-4")
    hosts.specs["fra-3"] = spec("fra-3", bandwidth=200)
    assert hosts.run(**how) == 2
    if "strategy" in how:
        # Nobody waits for anybody there: the one who does the work tells of all.
        assert hosts.recap() == {**dict.fromkeys(names[1:], (0, 0)), "fra-1": (1, 1)} or hosts.recap()["fra-1"][1] == 1
    else:
        assert hosts.recap() == {"fra-1": (0, 0), "fra-2": (0, 1), "fra-3": (1, 0), "fra-4": (1, 0)}, hosts.said
        assert "bandwidth 50 -> 200" in hosts.said and "fra-2: Connection 'fra-2'" in hosts.said
    assert sorted(order["name"] for order in simulator.orders) == names


def test_a_host_that_has_failed_before_keeps_its_connection_as_it_is(hosts: Hosts, simulator: Simulator) -> None:
    hosts.specs = {name: spec(name) for name in ("fra-1", "fra-2", "fra-3")}
    checked = {"name": "A check of one's own", "ansible.builtin.fail": {"msg": "not me"}, "when": "inventory_hostname == 'fra-1'"}
    assert hosts.run(first=[checked]) == 2
    assert sorted(order["name"] for order in simulator.orders) == ["fra-2", "fra-3"], hosts.said
    assert hosts.recap() == {"fra-1": (0, 1), "fra-2": (1, 0), "fra-3": (1, 0)}


def test_a_limit_and_a_rehearsal(hosts: Hosts, simulator: Simulator) -> None:
    hosts.specs = {name: spec(name) for name in ("fra-1", "fra-2", "fra-3")}
    assert hosts.run("--check") == 0 and hosts.recap() == dict.fromkeys(hosts.specs, (1, 0)), hosts.said
    assert simulator.mutating() == [] and "fra-2: would be ordered" in hosts.said
    assert hosts.run("--limit", "fra-2,fra-3") == 0
    assert hosts.recap() == {"fra-2": (1, 0), "fra-3": (1, 0)} and len(simulator.orders) == 2
    # The others are in a list, though not of this run.
    assert hosts.run("--limit", "fra-2") == 0 and "on Fabric" not in hosts.said, hosts.said


def test_where_the_work_fails_nobody_is_told_that_all_is_well(hosts: Hosts, simulator: Simulator) -> None:
    hosts.specs = {name: spec(name) for name in ("fra-1", "fra-2")}
    wrong = {"fabric_fleet_equinix": {"access_token": "wrong"}}
    assert hosts.run(variables=wrong) == 2
    assert hosts.recap() == {"fra-1": (0, 1), "fra-2": (0, 1)} and simulator.orders == [], hosts.said


def test_every_mistake_is_told_at_once(hosts: Hosts, play: Play, simulator: Simulator) -> None:
    bad = [
        spec("c1", bandwidth=-5, order={"term_length": 7}),
        spec("c2", bandwith=50),
        spec("c3", bandwidth="1Gbps"),
        spec("c4", notifications=["nobody"]),
        spec("c5"),
        spec("c5"),
        spec("c6", a_side={"port": "FR-PRI-DOT1Q", "cloud_router": "fra-router"}, max_monthly_charge={"amount": 1}),
    ]
    sentences = (
        "bandwidth -5 is not above 0",
        "order.term_length 7 is not offered",
        "did you mean bandwidth?",
        "'1Gbps'",
        "'nobody', which is no email address",
        "means the same connection as",
        "names port and cloud_router together",
        "max_monthly_charge.currency is missing",
    )
    assert (
        play.run(
            [
                {
                    "hosts": "localhost",
                    "gather_facts": False,
                    "tasks": [{"ansible.builtin.include_role": {"name": ROLE}, "vars": {"fabric_fleet_connections": bad}}],
                }
            ]
        )
        == 2
    )
    said = " ".join(play.output.split())
    assert [text for text in sentences if text not in said] == [] and simulator.calls == [], said
    # The module alone: all that options tell, and then all that takes a look.
    told = play("fabric_connections", {"connections": [bad[0], *bad[3:]]})
    assert [text for text in (*sentences[:2], *sentences[4:]) if text not in told["msg"]] == [], told["msg"]
    assert simulator.calls == []
    looked = [
        spec("d1", a_side={"cloud_router": "nothing"}),
        spec("d2", bandwidth=60),
        spec("d3", a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 100}),
        spec("d4", z_side={"metro_code": "XX", "authentication_key": ACCOUNT}),
    ]
    told = play("fabric_connections", {"connections": looked})
    for text in ("d1: ", "'nothing'", "d2: ", "d3: ", "vlan_tag 100", "d4: "):
        assert text in told["msg"], told["msg"]
    assert simulator.mutating() == []
    hosts.specs = {"h1": bad[0], "h2": bad[3]}
    assert hosts.run() == 2 and "-5 is not above 0" in hosts.said and "'nobody'" in hosts.said, hosts.said


# -- what is in no list


def stray_world(play: Play, simulator: Simulator) -> list[dict[str, Any]]:
    """Have much ordered that is in no list, and return the list."""
    pair = {"redundancy": {"primary": "pri"}}
    foreign = {"z_side": {"metro_code": "FR", "authentication_key": OTHER}}
    rows = [spec("kept"), spec("dropped"), spec("accepted"), spec("foreign", **foreign), spec("pri"), spec("sec", **pair)]
    port = {"a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 1001}}
    ordered(play, simulator, *rows, spec("same", **port), spec("same"))
    ordered(play, simulator, spec("elsewhere"))
    next(item for item in simulator.world.living() if item.row["name"] == "elsewhere").row["project"] = {"projectId": OTHER}
    simulator.accept(next(order["uuid"] for order in simulator.orders if order["name"] == "accepted"))
    return [spec("kept"), spec("sec", **pair), spec("same", **port)]


def test_what_is_in_no_list_is_told_and_left(play: Play, simulator: Simulator) -> None:
    listed = stray_world(play, simulator)
    before = names(simulator)
    status, said = run_list(play, listed, fabric_fleet_project_id=seed.PROJECT)
    assert status == 0 and "5 stand on Fabric and are in no list that this run knows" in said, said
    assert "keep dropped" in said and "keep foreign" in said and "Nothing is done with what is in no list" in said, said
    assert "elsewhere" not in said and names(simulator) == before
    status, said = run_list(play, listed, **{**PURGE, "fabric_fleet_project_id": ""})
    assert status == 2 and "and none is given" in said and names(simulator) == before


@pytest.mark.parametrize("check", [True, False], ids=["rehearsed", "done"])
def test_what_is_in_no_list_is_removed_with_consent_only(check: bool, play: Play, simulator: Simulator) -> None:
    listed = stray_world(play, simulator)
    before = names(simulator)
    status, said = run_list(play, listed, "-vvvv", *(["--check"] if check else []), **PURGE)
    assert status == 2 and ACCOUNT not in said and OTHER not in said
    for line in (
        "delete dropped",
        "is not known to be ordered for an account of the list",
        "the provider has accepted it and has to begin its removal",
        "it is one of a pair, and sec stays",
        "it has the name of one in the list and another origin",
    ):
        assert line in said, said
    assert (": would be removed" in said) is check
    if not check:
        before.remove("dropped")
    assert names(simulator) == before


REFUSED: list[tuple[tuple[str, ...], dict[str, Any], str]] = [
    (("--limit", "fra-1"), {}, "a limit ('fra-1')"),
    ((), {"hosts": "fra-1"}, "a play without fra-2"),
    (("-e", "awx_job_id=7"), {}, "may have a slice of the hosts"),
]


@pytest.mark.parametrize(("flags", "how", "sentence"), REFUSED, ids=["limit", "play", "slice"])
def test_purging_what_belongs_to_other_hosts_is_refused(
    flags: tuple[str, ...], how: dict[str, Any], sentence: str, hosts: Hosts, simulator: Simulator
) -> None:
    hosts.specs = {name: spec(name) for name in ("fra-1", "fra-2")}
    assert hosts.run(*flags, variables=PURGE, **how) == 2 and sentence in hosts.said, hosts.said
    assert simulator.calls == []


def test_a_host_that_has_failed_before_is_in_the_list_all_the_same(hosts: Hosts, play: Play, simulator: Simulator) -> None:
    hosts.specs = {name: spec(name) for name in ("fra-1", "fra-2")}
    ordered(play, simulator, *hosts.specs.values(), spec("dropped"))
    fails = {"name": "A check", "ansible.builtin.fail": {"msg": "not me"}, "when": "inventory_hostname == 'fra-1'"}
    assert hosts.run(variables=PURGE, first=[fails]) == 2
    assert names(simulator) == ["fra-1", "fra-2"], hosts.said
    assert hosts.recap() == {"fra-1": (0, 1), "fra-2": (1, 0)}, hosts.said


def test_nothing_is_purged_where_the_list_is_not_as_it_should_be(play: Play, simulator: Simulator) -> None:
    ordered(play, simulator, spec("dropped"), spec("rejected"))
    simulator.reject(next(order["uuid"] for order in simulator.orders if order["name"] == "rejected"))
    status, said = run_list(play, [spec("rejected"), spec("new")], **PURGE)
    assert status == 2 and "Nothing that is in no list was removed" in said, said
    assert names(simulator) == ["dropped", "new", "rejected"]


def test_empty_lists_purge_nothing(play: Play, simulator: Simulator) -> None:
    ordered(play, simulator, spec("dropped"))
    for rows in ([], [{"name": "nothing", "state": "absent"}]):
        run_list(play, rows, **PURGE)
        assert names(simulator) == ["dropped"], play.output
