# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fleets by real plays: rehearsed, ordered, unchanged, changed, failing in part, killed in the middle, removed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from extensions.simulator.faults import Fault
from extensions.simulator.middleware import CLIENT
from extensions.simulator.server import Simulator
from tests.demo.__main__ import environment
from tests.support.pages import part
from tests.support.plays import ACCOUNT, ORIGINS, ROOT, Play, family

FLEET = "interconnect.equinix.fabric_connections"
ORDERS = "/fabric/v4/connections"


def spec(name: str, **changes: Any) -> dict[str, Any]:
    """Return the options of one connection of many."""
    return {
        "name": name,
        "bandwidth": 50,
        "a_side": ORIGINS["cloud-router"],
        "z_side": {"metro_code": "FR", "authentication_key": ACCOUNT},
        "notifications": ["noc@example.com"],
        **changes,
    }


def task(rows: list[dict[str, Any]], *conditions: str, **more: Any) -> list[dict[str, Any]]:
    """Return a task that brings connections about, and one that asserts what came of it."""
    options = more.pop("options", {})
    return [
        {"name": "The fleet", FLEET: {"connections": rows, **options}, "register": "fleet", **more},
        {"name": "What came of it", "ansible.builtin.assert": {"that": list(conditions)}},
    ]


def test_life_of_a_fleet(play: Play, simulator: Simulator) -> None:
    origins = {name: origin for name, origin in ORIGINS.items() if name != "cloud-router"}
    rows = [spec("sec", redundancy={"primary": "pri"}), spec("pri")]
    rows += [spec(name, a_side=origin) for name, origin in origins.items()]
    created = "fleet.summary == {'created': 6, 'updated': 0, 'unchanged': 0, 'deleted': 0, 'failed': 0}"
    changed = [{**rows[0], "state": "absent"}, {**rows[1], "bandwidth": 200}, *rows[2:]]
    tasks = [
        *task(rows, created, "fleet is changed", "fleet.diff | length == 6", check_mode=True),
        *task(rows, created, "fleet.results | map(attribute='status.phase') | unique == ['pending_approval']"),
        *task(rows, "fleet is not changed", "fleet.summary.unchanged == 6"),
        *task(changed, "fleet.summary.updated == 1", "fleet.summary.deleted == 1", "fleet.summary.unchanged == 4"),
        *task([{"name": row["name"], "state": "absent"} for row in rows], "fleet.summary.deleted == 5", "fleet is changed"),
    ]
    plays = [{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]
    assert play.run(plays, "--diff", "-vvvv") == 0, play.output
    assert ACCOUNT not in play.output and ORIGINS["service-token"]["service_token"] not in play.output
    assert "WARNING" not in play.output, play.output
    assert len(simulator.orders) == 6 and list(simulator.world.living()) == []


def test_failures_of_a_fleet(play: Play, simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", ORDERS, "status", status=400, skip=1))
    simulator.faults.append(Fault("POST", ORDERS, "cut", took_effect=True, skip=2))
    simulator.faults.append(Fault("POST", ORDERS, "status", status=429, headers={"Retry-After": "1"}, skip=3))
    rows = [spec(f"c{number}") for number in range(5)]
    bad = [*rows[:2], spec("c2", bandwidth=60), *rows[3:]]
    failed = ["fleet is failed", "fleet.summary.failed == 1", "fleet.summary.created == 4", "fleet is changed"]
    tasks = [
        *task(bad, "fleet is failed", "not fleet.changed", "'is not sold' in fleet.results[2].msg", ignore_errors=True),
        *task(rows, *failed, "fleet.results[1].failed", ignore_errors=True, options={"parallel": 1}),
        *task(rows, "fleet is not failed", "fleet.summary.created == 1", "fleet.summary.unchanged == 4"),
    ]
    plays = [{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]
    login = {"EQUINIX_API_TOKEN": "", "EQUINIX_API_CLIENTID": CLIENT[0], "EQUINIX_API_CLIENTSECRET": CLIENT[1]}
    assert play.run(plays, **login) == 0, play.output
    assert "nothing was ordered twice" in " ".join(play.output.split())
    assert Counter(row["name"] for row in simulator.orders) == Counter(row["name"] for row in rows)
    assert simulator.logins == 3


def test_a_fleet_that_was_killed_is_completed(tmp_path: Path, play: Play, simulator: Simulator) -> None:
    simulator.settings.latency = 0.1
    rows = [spec(f"c{number}") for number in range(12)]
    path = tmp_path / "killed.json"
    tasks = task(rows, "fleet is changed", options={"parallel": 2})
    path.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]))
    command = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", "localhost,", "-c", "local", str(path)]
    with subprocess.Popen(command, env=environment(simulator), stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while len(simulator.orders) < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        for pid in family(process.pid):
            os.kill(pid, signal.SIGKILL)
    assert 3 <= len(simulator.orders) < 12
    assert play.run([{"hosts": "localhost", "gather_facts": False, "tasks": task(rows, "fleet is changed")}]) == 0, play.output
    assert Counter(row["name"] for row in simulator.orders) == Counter(row["name"] for row in rows)


def test_each_has_the_options_of_one() -> None:
    one, many = (
        part(ROOT / f"plugins/modules/{name}.py", "DOCUMENTATION") for name in ("fabric_connection", "fabric_connections")
    )
    text = yaml.safe_dump(one["options"], width=10_000)
    wanted = yaml.safe_load(re.sub(r"\bO\(", "O(connections[].", text))
    del wanted["wait_for"]
    assert many["options"]["connections"]["suboptions"] == wanted
    assert many["options"]["wait_for"] == one["options"]["wait_for"]


# -- the playbook, with connections from a list or from hosts

PLAYBOOK = "interconnect.equinix.express_connect_fleet"
README = (ROOT / "roles/fabric_fleet/README.md").read_text()


def blocks(language: str) -> list[str]:
    """Return what the role's page shows in a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def fleet(folder: Path, simulator: Simulator, *flags: str) -> str:
    """Run the playbook with the files of a folder; return its exit status and what it printed, in one line."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "ansible-playbook"), *flags],
        env={**environment(simulator), "ANSIBLE_HOME": str(folder / "home")},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return " ".join(f"{done.returncode} {done.stdout} {done.stderr}".replace("''", "'").split())


def test_playbook_over_hosts_as_on_the_page(tmp_path: Path, simulator: Simulator) -> None:
    (tmp_path / "group_vars").mkdir()
    (tmp_path / "inventory").write_text(blocks("ini")[0])
    (tmp_path / "group_vars/frankfurt.yml").write_text(f'alibaba_account_id: "{ACCOUNT}"\n{blocks("yml")[0]}')
    commands = [line.split()[1:] for line in blocks("console")[0].splitlines()]
    checked = fleet(tmp_path, simulator, *commands[0])
    for line in (
        "2 of 2 connections will change",
        "create alibaba-fra-1 50 Mbps port FR-PRI-DOT1Q, vlan_tag 1001 to FR, 60.00 USD a month, 0.00 USD once",
        "In total for 2 new: 160.00 USD a month, 0.00 USD once",
        "changed=1",
    ):
        assert line in checked, checked
    assert simulator.mutating() == []
    limited = fleet(tmp_path, simulator, *commands[1], "-vvvv", "--diff")
    assert limited.startswith("0") and [row["name"] for row in simulator.orders] == ["alibaba-fra-2"], limited
    assert ACCOUNT not in limited and CLIENT[1] not in limited
    rest = fleet(tmp_path, simulator, *commands[1][:3])
    assert "1 of 2 connections will change" in rest and "unchanged: 1" in rest, rest
    # One login and one task for each play, whatever the number of hosts.
    assert len(simulator.orders) == 2 and simulator.logins == 3


def test_playbook_over_a_list(tmp_path: Path, simulator: Simulator) -> None:
    rows: list[dict[str, Any]] = [
        {"name": "a", "a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 1001}},
        {"name": "b"},
        {"name": "c"},
    ]
    shared = {key: value for key, value in spec("").items() if key != "name"}
    variables = tmp_path / "variables.json"

    def run(rows: list[dict[str, Any]], *flags: str) -> str:
        variables.write_text(json.dumps({"fabric_fleet_connections": rows, "fabric_fleet_defaults": shared}))
        return fleet(tmp_path, simulator, PLAYBOOK, "-e", f"@{variables}", *flags)

    # Dicts are merged, and so a port and the router of the defaults are two origins.
    assert "names port and cloud_router together" in run(rows) and simulator.mutating() == []
    assert run(rows[1:]).startswith("0"), run(rows[1:])
    simulator.reject(next(order["uuid"] for order in simulator.orders if order["name"] == "b"))
    done = run([rows[1], {"name": "c", "bandwidth": 200}, {"name": "d"}, {"name": "e", "state": "absent"}])
    assert "fails b Connection 'b'" in done and "change c bandwidth 50 -> 200, then 100.00 USD a month" in done, done
    # One that the provider has rejected does not keep the others.
    assert done.startswith("2") and len(simulator.orders) == 3 and "b: Connection 'b'" in done
    assert len(done) < 10_000
    assert "delete d" in run([{"name": "d", "state": "absent"}])
    assert "There is no connection; give fabric_fleet_connections" in run([])


def test_examples_of_the_page_run_as_pasted(play: Play, simulator: Simulator) -> None:
    page = (ROOT / "docs/docsite/rst/fleets.rst").read_text()
    found = re.findall(r"\.\. code-block:: yaml\n\n((?:  .*\n|\n)+)", page)
    tasks, plays = [yaml.safe_load(block) for block in found]
    variables = {"alibaba_account_id": ACCOUNT}
    first = {"hosts": "localhost", "gather_facts": False, "tasks": tasks}
    assert play.run([{**one, "vars": variables} for one in [first, *plays]]) == 0, play.output
    (shown,) = re.findall(r"\.\. code-block:: text\n\n((?:  .*\n)+)", page)
    printed = " ".join(play.output.split())
    for line in shown.splitlines():
        assert " ".join(line.split()) in printed, play.output
    assert len(simulator.orders) == 4
