# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook ``status``: all connections in a table, with and without an access key of Alibaba Cloud."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extensions.simulator import seed
from extensions.simulator.server import Simulator
from tests.demo.__main__ import environment
from tests.integration.support import ACCOUNT, ORIGINS, Play, desired


def status(folder: Path, simulator: Simulator, *flags: str, keys: bool = True, playbook: str = "status") -> tuple[int, str]:
    """Run the playbook as it is, with the callback that everybody has; return its exit status and what it printed."""
    variables = environment(simulator)
    del variables["ANSIBLE_CALLBACK_RESULT_FORMAT"]
    if not keys:
        variables = {name: value for name, value in variables.items() if not name.startswith("ALIBABA_CLOUD_ACCESS")}
    done = subprocess.run(
        [str(Path(sys.executable).parent / "ansible-playbook"), f"interconnect.equinix.{playbook}", *flags],
        env={**variables, "ANSIBLE_HOME": str(folder / "home"), "COLUMNS": "100", "ANSIBLE_LOCALHOST_WARNING": "0"},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def table(said: str) -> list[str]:
    """Return the printed lines from the heading on."""
    lines = said.splitlines()
    start = next(number for number, line in enumerate(lines) if '"NAME ' in line)
    return lines[start : next(number for number in range(start, len(lines)) if lines[number].strip() == "]")]


def ordered(play: Play, count: int) -> None:
    """Have connections ordered from all origins, and more from a router."""
    shared: dict[str, Any] = {key: value for key, value in desired(wait_timeout=None).items() if key not in ("name", "a_side")}
    rows = [{**shared, "name": f"c-{kind}", "a_side": origin} for kind, origin in ORIGINS.items()]
    rows += [{**shared, "name": f"more-{number}", "a_side": ORIGINS["cloud-router"]} for number in range(count - len(rows))]
    done = play("fabric_connections", {"connections": rows[:count], "parallel": 20})
    assert not done.get("failed"), done


@pytest.mark.parametrize("keys", [True, False], ids=["with a key", "without"])
def test_one_line_for_each_with_few_calls(keys: bool, tmp_path: Path, play: Play, simulator: Simulator) -> None:
    ordered(play, 20)
    simulator.accept(next(order["uuid"] for order in simulator.orders if order["name"] == "c-port-dot1q"))
    before = len(simulator.calls)
    code, said = status(tmp_path, simulator, keys=keys)
    assert code == 0, said
    shown = table(said)
    assert max(map(len, shown)) <= 100 and len([line for line in shown if '"c-' in line or '"more-' in line]) == 20, said
    (line,) = (line for line in shown if '"c-port-dot1q' in line)
    assert line.strip(' ",').split() == [
        *("c-port-dot1q", "FR-PRI-DOT1Q", "1001", "200", "active", "Enabled" if keys else "-", "100.00"),
    ]
    assert "FABRIC           ALIBABA" in shown[0] and "20 connections; " in said and "a month in all" in said
    assert ("ALIBABA is '-': " in said and "ALIBABA_CLOUD_ACCESS_KEY_ID" in said) is not keys, said
    assert ACCOUNT not in said and ORIGINS["service-token"]["service_token"] not in said
    # A login, the profile, a page of connections, two calls for the price of each of three shapes; a region of Alibaba Cloud.
    assert len(simulator.calls) - before <= 9 + keys, [call.path for call in simulator.calls[before:]]


def test_of_nothing_of_hundreds_and_of_one(tmp_path: Path, play: Play, simulator: Simulator) -> None:
    code, said = status(tmp_path, simulator)
    assert code == 0 and "There is no connection that these credentials can see." in said, said
    ordered(play, 300)
    before = len(simulator.calls)
    code, said = status(tmp_path, simulator, playbook="express_connect_status")
    assert code == 0 and max(map(len, table(said))) <= 100 and len(simulator.calls) - before <= 18
    code, said = status(tmp_path, simulator, "-e", "express_connect_name=more-7")
    assert code == 0 and "On Alibaba Cloud: Pending creation" in said and "more-8" not in said, said


def test_what_is_about_one_connection_needs_its_name(tmp_path: Path, simulator: Simulator) -> None:
    variables = json.dumps({"express_connect_a_side": {"port": "FR-PRI-DOT1Q"}, "express_connect_secondary_name": "x"})
    code, said = status(tmp_path, simulator, "-e", variables)
    told = " ".join(said.split())
    assert (
        code == 2 and "express_connect_name is missing beside express_connect_secondary_name and express_connect_a_side" in told
    )
    assert simulator.calls == []


def test_another_project_and_no_look_at_alibaba(tmp_path: Path, play: Play, simulator: Simulator) -> None:
    ordered(play, 2)
    variables = {"express_connect_project_id": seed.uid("another project"), "express_connect_alibaba": False}
    code, said = status(tmp_path, simulator, "-e", json.dumps(variables))
    assert code == 0 and "There is no connection" in said, said
    del variables["express_connect_project_id"]
    code, said = status(tmp_path, simulator, "-e", json.dumps(variables))
    assert code == 0 and "ALIBABA is '-', since" in said, said
