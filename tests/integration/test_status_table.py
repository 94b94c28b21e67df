# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook ``status``: all connections in a table, with and without an access key of Alibaba Cloud."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extensions.simulator import seed
from extensions.simulator.server import Simulator
from tests.support.plays import ACCOUNT, ORIGINS, Play, desired
from tests.support.status import status, table


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
