# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Equinix has locked for maintenance is left alone by modules, roles and playbooks, and shown by those that show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extensions.simulator import seed
from extensions.simulator.server import Simulator
from tests.support.fleet_role import PURGE, names, ordered, run_list, spec
from tests.support.plays import ORIGINS, Play, desired, order
from tests.support.status import status, table
from tests.support.stories import Story, story

CONNECTION, FLEET = "interconnect.equinix.fabric_connection", "interconnect.equinix.fabric_connections"
ROUTING = "interconnect.equinix.fabric_routing_protocol"
LOCKED = "locked by Equinix for maintenance (in progress)"


@pytest.mark.parametrize("flags", [("--check", "--diff"), ()], ids=["check", "real"])
def test_no_module_touches_what_is_locked(flags: tuple[str, ...], play: Play, simulator: Simulator) -> None:
    order(simulator, order={"term_length": 1})
    order(simulator, name="routed", a_side=ORIGINS["cloud-router"])
    simulator.settings.locked = ("alibaba-fra-1", "routed", "FR-SEC-DOT1Q")
    sent = len(simulator.mutating())
    routing = {"connection": "routed", "direct": {"equinix_iface_ipv4": "192.0.2.1/30"}}
    fleet = {key: value for key, value in desired(bandwidth=500).items() if key != "wait_timeout"}
    done = play.tasks(
        [
            {CONNECTION: desired()},
            {CONNECTION: desired(bandwidth=500)},
            {CONNECTION: {"name": "alibaba-fra-1", "state": "absent"}},
            {CONNECTION: desired(name="new", a_side={"port": "FR-SEC-DOT1Q", "vlan_tag": 9})},
            {ROUTING: routing},
            {FLEET: {"connections": [fleet, {"name": "routed", "state": "absent"}]}},
        ],
        *flags,
    )
    results = [row["result"] for row in done]
    assert not results[0]["changed"] and LOCKED in results[0]["status"]["description"]
    expected = ["was not changed (bandwidth to 500)", "was not removed", "use another port", "its routing was not changed"]
    for result, sentence in zip(results[1:5], expected, strict=True):
        assert LOCKED in result["msg"] and sentence in result["msg"], result["msg"]
    assert [row["failed"] for row in done] == [False, *[True] * 5]
    assert results[1]["connection"]["operation"]["lock_enabled"] is True and results[1]["status"]["phase"] == "pending_approval"
    assert results[5]["summary"]["failed"] == 2 and results[5]["msg"].count(LOCKED) == 2
    assert len(simulator.mutating()) == sent and "Traceback" not in play.output


@pytest.mark.parametrize("flags", [("--check",), ()], ids=["check", "real"])
def test_neither_end_of_a_locked_connection_is_removed(flags: tuple[str, ...], tmp_path: Path, simulator: Simulator) -> None:
    variables = story("from_port", pair=False)
    row = order(simulator, name=variables["express_connect_name"])
    simulator.accept(row["uuid"])
    simulator.settings.locked = (row["uuid"],)
    done, physical_connections = len(simulator.mutating()), list(simulator.alibaba.physical_connections)
    told = Story(simulator, tmp_path, variables)
    with pytest.raises(AssertionError):
        told.run("deprovision", flags=flags)
    assert f"{LOCKED}, so nothing was removed; run again when that is over." in " ".join(told.output.split()), told.output
    assert len(simulator.mutating()) == done and list(simulator.alibaba.physical_connections) == physical_connections != []


@pytest.mark.parametrize("check", [True, False], ids=["rehearsed", "done"])
def test_what_is_locked_is_not_purged(check: bool, play: Play, simulator: Simulator) -> None:
    ordered(play, simulator, spec("kept"), spec("dropped"), spec("locked"))
    simulator.settings.locked = ("locked", "kept")
    code, said = run_list(play, [spec("kept")], *(["--check"] if check else []), **PURGE)
    assert code == 2 and "delete dropped" in said and "keep locked" in said, said
    assert f"it is {LOCKED}, run again when that is over" in said, said
    assert names(simulator) == ["dropped", "kept", "locked"] if check else ["kept", "locked"]
    code, said = run_list(play, [spec("kept", bandwidth=200), spec("locked")], *(["--check"] if check else []))
    assert code == 2 and f"{LOCKED}, so it was not changed (bandwidth to 200)" in said, said


def test_status_and_report_show_what_is_locked(tmp_path: Path, play: Play, simulator: Simulator) -> None:
    order(simulator)
    order(simulator, name="other", a_side=ORIGINS["port-qinq"])
    simulator.settings.locked, simulator.settings.maintenance = ("other",), "POSTPONED"
    report = tmp_path / "report.html"
    code, said = status(tmp_path, simulator, "-e", f"express_connect_report_path={report}", keys=False)
    assert code == 0, said
    marked: list[Any] = [line for line in table(said) if "*" in line]
    assert len(marked) == 2 and "other" in marked[0] and "awaits approval*" in marked[0]
    assert "1 locked by Equinix for maintenance: neither changed nor removed" in marked[1]
    page = report.read_text()
    assert "Locked for maintenance" in page and "other (postponed)" in page and "provisioned, locked" in page
    code, said = status(tmp_path, simulator, "-e", "express_connect_name=other", keys=False)
    assert code == 0 and "; locked by Equinix for maintenance (postponed)" in said, said


def test_locked_ports_and_connections_are_searched_for(play: Play, simulator: Simulator) -> None:
    order(simulator)
    order(simulator, name="other", a_side=ORIGINS["port-qinq"])
    simulator.settings.locked = ("other", seed.uid("FR-PRI-QINQ"))
    wanted = [{"property": "/operation/lockEnabled", "operator": "=", "values": ["true"]}]
    found = play("fabric_connection_info", {"filters": wanted})["connections"]
    assert [row["name"] for row in found] == ["other"]
    (port,) = play("fabric_port_info", {"name": "FR-PRI-QINQ"})["ports"]
    assert port["operation"]["lock_enabled"] is True
