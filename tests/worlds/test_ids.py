# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the user gives may be wrong: the id of another physical connection, the key of another account."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tests.demo.__main__ import both_ends_for, environment
from tests.integration.support import ACCOUNT, ROOT
from tests.simulator import seed
from tests.simulator.server import Simulator
from tests.simulator.strangers import add_dedicated_circuit, add_shared_port, foreign_rows
from tests.worlds.modules import PlayClock, in_process
from tests.worlds.player import Ended, Player
from tests.worlds.worlds import OTHER_ACCOUNT

REGION = "eu-central-1"
BOTH: dict[str, Any] = {**both_ends_for("from_port"), "express_connect_wait_timeout": 4}
NAME = str(BOTH["express_connect_name"])
ID = "express_connect_physical_connection_id"


class Stage:
    """A simulator of both clouds, and plays in this process."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.simulator, self.clock, self._folder = simulator, PlayClock(), folder
        simulator.world.now = self.clock

    def play(self, playbook: str, given: dict[str, Any] | None = None, *, account: str = ACCOUNT, check: bool = False) -> Ended:
        """Play one of the playbooks with the key of an account; ``given`` are more variables."""
        key, secret = seed.ALIBABA_KEYS[account]
        home = {"ALIBABA_CLOUD_ACCESS_KEY_ID": key, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": secret, "ANSIBLE_HOME": str(self._folder)}
        with in_process(self.clock), mock.patch.dict(os.environ, {**environment(self.simulator), **home}):
            player = Player({**BOTH, **(given or {})}, self.clock, check=check)
            return player.play(ROOT / f"playbooks/express_connect_{playbook}.yml")

    def well(self, playbook: str, given: dict[str, Any] | None = None) -> Ended:
        """Play, and see it end well."""
        ended = self.play(playbook, given)
        assert ended.ok, ended.failed
        return ended

    @property
    def own(self) -> str:
        """The id of our own physical connection."""
        return next(iter(self.simulator.connections.values())).circuit


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Fabric shows neither the id nor the VLAN of the Z-side."""
    with Simulator(provider_ids=False, vlan_after=-1) as simulator:
        yield Stage(simulator, tmp_path)


STRANGERS: dict[str, tuple[dict[str, Any], str]] = {
    "another name": ({"name": "alibaba-fra-2"}, "has the name 'alibaba-fra-2', not "),
    "another bandwidth": ({"name": NAME, "Bandwidth": 1000, "Spec": "1G"}, "has 1000 Mbps, not 200"),
    "another operator": ({"name": NAME, "LineOperator": "CT"}, "has the line operator CT, not Equinix"),
}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_the_id_of_another_shared_port(stranger: str, stage: Stage) -> None:
    row, words = STRANGERS[stranger]
    wrong = add_shared_port(stage.simulator, ACCOUNT, REGION, VlanId=77, **{"Bandwidth": 200, "Spec": "200M", **row})
    before = foreign_rows(stage.simulator)
    for playbook in ("from_port", "status", "deprovision"):
        for check in (False, True):
            ended = stage.play(playbook, {ID: wrong}, check=check)
            assert words in ended.failed and "so it belongs to another connection, and nothing was done with it" in ended.failed
            assert foreign_rows(stage.simulator) == before and stage.simulator.alibaba.payments == []
    # Its own id is believed, though nothing but the user says it.
    stage.well("from_port", {ID: stage.own})
    assert stage.own in str(stage.well("status", {ID: stage.own}).said)
    stage.well("deprovision", {ID: stage.own})
    assert foreign_rows(stage.simulator) == before


def test_the_id_of_a_dedicated_circuit(stage: Stage) -> None:
    wrong = add_dedicated_circuit(stage.simulator, ACCOUNT, REGION, NAME, vlan=1000)
    before = foreign_rows(stage.simulator)
    for playbook in ("from_port", "status", "deprovision"):
        assert "is a dedicated circuit, not a shared port" in stage.play(playbook, {ID: wrong}).failed
    assert foreign_rows(stage.simulator) == before


def test_the_key_of_another_account_shows_nothing_of_that_account(stage: Stage) -> None:
    stage.simulator.settings.vlan_after = 0
    stage.well("from_port")
    theirs = add_shared_port(
        stage.simulator, OTHER_ACCOUNT, REGION, NAME, VlanId=1000, Bandwidth=200, Spec="200M", Status="Enabled"
    )
    ended = stage.play("status", account=OTHER_ACCOUNT)
    told = "\n".join(ended.said)
    assert ended.ok and theirs not in told and "Not looked up: account_id is not the account that access_key_id" in told
    assert "active" in told and OTHER_ACCOUNT not in told
    before = foreign_rows(stage.simulator)
    assert "account_id is not the account" in stage.play("deprovision", account=OTHER_ACCOUNT).failed
    assert foreign_rows(stage.simulator) == before and len(stage.simulator.connections) == 1


def test_one_in_use_is_not_that_of_a_connection_that_nobody_has_approved(stage: Stage) -> None:
    """As in everything that is shown; ours is not listed yet."""
    stage.simulator.settings.vlan_after, stage.simulator.settings.sharing = 0, 3600.0
    given = {name: value for name, value in BOTH.items() if name != "express_connect_accept"}
    with mock.patch.dict(BOTH, given, clear=True):
        stage.play("from_port")
    theirs = add_shared_port(
        stage.simulator,
        ACCOUNT,
        REGION,
        NAME,
        VlanId=1000,
        Bandwidth=200,
        Spec="200M",
        Status="Enabled",
        VpconnStatus="Confirmed",
    )
    before = foreign_rows(stage.simulator)
    failed = stage.play("deprovision").failed
    assert theirs in failed and "of its name and VLAN is in use already, so it may belong to another connection" in failed
    assert foreign_rows(stage.simulator) == before
