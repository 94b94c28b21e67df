# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection's playbooks, run by name against the simulator, and secrets in what modules print."""

from __future__ import annotations

import pytest

from extensions.simulator import seed
from extensions.simulator.middleware import CLIENT
from extensions.simulator.server import Simulator
from tests.demo.__main__ import run, variables_for
from tests.support.every_module import MODULES
from tests.support.plays import ACCOUNT, ROOT, Play, desired


def test_playbook_refuses_another_origin(simulator: Simulator) -> None:
    done = run(simulator, "from_port", variables_for("from_cloud_router"))
    assert done.returncode and "names no port" in done.stdout
    assert simulator.calls == []


@pytest.mark.parametrize("playbook", ["from_service_token", "status", "deprovision"])
def test_no_secret_in_what_playbooks_print(playbook: str, simulator: Simulator) -> None:
    variables = variables_for("from_service_token")
    if playbook != "from_service_token":
        run(simulator, "from_service_token", variables)
    done = run(simulator, playbook, variables, "-vvvv", "--diff")
    assert done.returncode == 0
    for hidden in (CLIENT[1], ACCOUNT, seed.uid("alibaba-fra-token")):
        assert hidden not in done.stdout + done.stderr


def test_every_module_is_searched_for_secrets() -> None:
    assert MODULES.keys() == {path.stem for path in (ROOT / "plugins/modules").glob("*.py")}


def test_info_modules_filter(play: Play, simulator: Simulator) -> None:
    assert [port["name"] for port in play("fabric_port_info", {"uuid": seed.uid("FR-PRI-QINQ")})["ports"]] == ["FR-PRI-QINQ"]
    assert play("fabric_port_info", {"name": "nope"})["ports"] == []
    assert len(play("fabric_cloud_router_info", {"name": "twin-router"})["cloud_routers"]) == 2
    states = {t["state"] for t in play("fabric_service_token_info", {"state": "ACTIVE"})["service_tokens"]}
    assert states == {"ACTIVE"}
    play("fabric_connection", desired())
    found = play("fabric_connection_info", {"name": "alibaba-fra-1"})["connections"]
    assert [row["status"]["phase"] for row in found] == ["pending_approval"]
    profile = play("fabric_service_profile_info", {"uuid": seed.ALIBABA})["service_profiles"][0]
    assert "eu-central-1" in next(m for m in profile["metros"] if m["code"] == "FR")["seller_regions"]
    assert play("fabric_price_info", MODULES["fabric_price_info"])["prices"][0]["monthly"] == 100
