# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stopped after any task, and started again: nothing is ordered, paid or created twice. ``make stories`` kills real processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from extensions.simulator.server import Simulator
from tests.support.stories import story
from tests.worlds.stage import Stage


@pytest.mark.parametrize(
    ("origin", "pair", "step"),
    [
        ("from_cloud_router", True, 1),
        ("from_port", False, 1),
        ("from_service_token", False, 3),
        ("from_virtual_device", False, 3),
    ],
)
def test_stopped_after_every_task_in_turn(origin: str, pair: bool, step: int, tmp_path: Path) -> None:
    given, count = story(origin, pair=pair), 2 if pair else 1
    with Simulator() as simulator:
        stage, cloud = Stage(simulator, tmp_path), simulator.alibaba

        def stop_again_and_again(playbook: str) -> int:
            """Play again and again, each time killed some tasks later; return the last task that it was killed after."""
            number = step
            while (ended := stage.play(playbook, given, stop_after=number)).killed:
                number += step
            assert ended.ok, ended.failed
            return number - step

        assert stop_again_and_again(origin) >= 20
        assert len(simulator.orders) == len(cloud.payments) == count
        assert len(cloud.routers) == len(cloud.bgp_peers) == len(cloud.bgp_groups) == count
        assert len(list(simulator.world.living())) == count
        assert stop_again_and_again("deprovision") >= 15
        assert not list(simulator.world.living()) and not cloud.routers and not cloud.bgp_groups
        assert [row["Name"] for row in cloud.physical_connections.values()] == ["own-dark-fibre"]
        assert len(simulator.orders) == len(cloud.payments) == count
