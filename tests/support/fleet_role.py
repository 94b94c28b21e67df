# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role fabric_fleet as a user runs it, with a list."""

from __future__ import annotations

from typing import Any

from extensions.simulator import seed
from extensions.simulator.server import Simulator
from tests.support.plays import ACCOUNT, Play

ROLE = "interconnect.equinix.fabric_fleet"


def spec(name: str, **changes: Any) -> dict[str, Any]:
    """Return the options of one connection of many."""
    return {
        "name": name,
        "bandwidth": 50,
        "a_side": {"cloud_router": "fra-router"},
        "z_side": {"metro_code": "FR", "authentication_key": ACCOUNT},
        "notifications": ["noc@example.com"],
        **changes,
    }


PURGE: dict[str, Any] = {"fabric_fleet_purge": True, "fabric_fleet_project_id": seed.PROJECT}


def ordered(play: Play, simulator: Simulator, *rows: dict[str, Any]) -> None:
    """Have connections ordered, by nobody's list."""
    done = play("fabric_connections", {"connections": list(rows), "project_id": seed.PROJECT})
    assert not done.get("failed"), done


def names(simulator: Simulator) -> list[str]:
    """Return the names of all connections that live."""
    return sorted(item.row["name"] for item in simulator.world.living())


def run_list(play: Play, rows: list[dict[str, Any]], *flags: str, **variables: Any) -> tuple[int, str]:
    """Run the role with a list."""
    task = {"ansible.builtin.include_role": {"name": ROLE}, "vars": {"fabric_fleet_connections": rows, **variables}}
    status = play.run([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}], *flags)
    return status, " ".join(play.output.split())
