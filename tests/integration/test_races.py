# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two jobs started together, as by two clicks on a job template: one order, one payment, or one sentence that names both."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.support.plays import ORIGINS, Play, desired
from tests.support.stories import Story, story

ORDERS = "/fabric/v4/connections"


def meet(simulator: Simulator, times: int = 1) -> None:
    """Let both jobs come to the last call before the order together, however much later one of them was started.

    ``times`` is how often each job makes that call.
    """
    simulator.faults.append(Fault("POST", f"{ORDERS}/validate", "slow", times=2 * times, seconds=4.0 * max(1, times / 2)))


def folders(tmp_path: Path) -> list[Path]:
    """Return a folder for each of two jobs."""
    found = [tmp_path / name for name in ("one", "other")]
    for folder in found:
        folder.mkdir()
    return found


def together(tmp_path: Path, simulator: Simulator, spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Run one task on two machines, each with a home of its own, at the same time and return both results."""
    meet(simulator)
    plays = [Play(folder, simulator.url) for folder in folders(tmp_path)]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda play: play("fabric_connection", spec, EQUINIX_API_TIMEOUT="30"), plays))


@pytest.mark.timeout(300)
def test_two_jobs_order_and_pay_once(tmp_path: Path, simulator: Simulator) -> None:
    meet(simulator, 2)  # for the look before anything is ordered, and for the order
    jobs = [Story(simulator, folder, story("from_port", pair=False)) for folder in folders(tmp_path)]
    with ThreadPoolExecutor(2) as pool:
        changed = [count for (count,) in pool.map(lambda job: job.run("from_port"), jobs)]
    assert min(changed) >= 1
    assert len(simulator.orders) == len(simulator.alibaba.payments) == len(simulator.alibaba.routers) == 1
    # ansible-core before 2.19 breaks warnings into lines.
    assert sum("nothing was ordered twice" in " ".join(job.output.split()) for job in jobs) == 1
    assert all("NOT PROVEN" not in job.output for job in jobs)
    assert jobs[0].run("from_port") == [0]


@pytest.mark.parametrize(("lag", "wait"), [(0, True), (2, True), (2, False)])
def test_two_jobs_that_order_twins_name_both(lag: float, wait: bool, tmp_path: Path, simulator: Simulator) -> None:
    simulator.settings.search_lag = lag
    results = together(tmp_path, simulator, desired(a_side=ORIGINS["cloud-router"], wait=wait))
    older, newer = (row["uuid"] for row in simulator.orders)
    told = [result["msg"] for result in results if result.get("failed")]
    assert told and all(f"{older} is the older one and stays the connection, {newer} is charged as well" in text for text in told)
    # What is paid for is removed by nobody but its owner.
    assert len(list(simulator.world.living())) == 2 and not any(call.method == "DELETE" for call in simulator.calls)


@pytest.mark.parametrize("origin", ["port-qinq", "service-token"])
def test_two_jobs_adopt_one_order(origin: str, tmp_path: Path, simulator: Simulator) -> None:
    results = together(tmp_path, simulator, desired(a_side=ORIGINS[origin]))
    (order,) = simulator.orders
    assert [result["connection"]["uuid"] for result in results] == [order["uuid"]] * 2


@pytest.mark.parametrize("origin", ["port-dot1q", "cloud-router", "virtual-device"])
def test_many_hosts_of_one_play_order_once_and_are_warned(origin: str, play: Play, simulator: Simulator) -> None:
    simulator.settings.search_lag = 3
    hosts = [f"host{number}" for number in range(8)]
    meet(simulator, 4)
    task = {"interconnect.equinix.fabric_connection": desired(a_side=ORIGINS[origin], wait_timeout=120)}
    assert play.run([{"hosts": "host*", "gather_facts": False, "tasks": [task]}], "-i", ",".join(hosts), "-f", "8") == 0, (
        play.output
    )
    assert len(simulator.orders) == 1
    if origin != "port-dot1q":
        assert "run_once: true" in " ".join(play.output.split())
