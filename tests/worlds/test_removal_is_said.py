# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a removal would take away, and what it took away, at each end."""

from __future__ import annotations

from pathlib import Path

import pytest

from extensions.simulator.server import Simulator
from tests.worlds.stage import Stage, variables


@pytest.mark.parametrize("origin", ["from_port", "from_cloud_router"])
def test_what_is_removed_is_said(origin: str, tmp_path: Path) -> None:
    with Simulator() as simulator:
        stage = Stage(simulator, tmp_path)
        given = variables(origin=origin)
        stage.said(origin, given)
        connection = next(iter(simulator.connections.values()))
        told = [
            f"{connection.row['name']} ({connection.row['uuid']}):",
            *(["{done}: routing of the cloud router"] if origin == "from_cloud_router" else []),
            f"{{done}}: physical connection {connection.physical_connection} on Alibaba Cloud, with its border router and BGP",
            "{done}: connection on Equinix Fabric",
        ]
        for check, done in ((True, "would be removed"), (False, "removed")):
            assert " ".join(told).format(done=done) in stage.said("deprovision", given, check=check)
        again = stage.said("deprovision", given)
        assert f"{connection.row['name']}: nothing of it is left to remove" in again and "removed:" not in again
