# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the user gives may be wrong: the id of another physical connection, the key of another account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extensions.simulator.server import Simulator
from extensions.simulator.strangers import add_dedicated_circuit, add_shared_port, foreign_rows
from tests.support.plays import ACCOUNT
from tests.worlds.stage import Stage, variables
from tests.worlds.worlds import OTHER_ACCOUNT

REGION = "eu-central-1"
NAME = str(variables()["express_connect_name"])
ID = "express_connect_physical_connection_id"


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
            failed = stage.said(playbook, variables(**{ID: wrong}), check=check, fails=True)
            assert words in failed and "so it belongs to another connection, and nothing was done with it" in failed
            assert foreign_rows(stage.simulator) == before and stage.simulator.alibaba.payments == []
    # Its own id is believed, though nothing but the user says it.
    own = next(iter(stage.simulator.connections.values())).physical_connection
    given = variables(**{ID: own})
    stage.said("from_port", given)
    assert own in stage.said("status", given)
    stage.said("deprovision", given)
    # Neither is the wrong one taken when Fabric's end has gone.
    assert words in stage.said("deprovision", variables(**{ID: wrong}), fails=True)
    assert foreign_rows(stage.simulator) == before


def test_the_id_of_a_dedicated_circuit(stage: Stage) -> None:
    wrong = add_dedicated_circuit(stage.simulator, ACCOUNT, REGION, NAME, vlan=1000)
    before = foreign_rows(stage.simulator)
    for playbook in ("from_port", "status", "deprovision"):
        assert "is a dedicated circuit, not a shared port" in stage.said(playbook, variables(**{ID: wrong}), fails=True)
    assert foreign_rows(stage.simulator) == before


def test_the_key_of_another_account_shows_nothing_of_that_account(stage: Stage) -> None:
    stage.simulator.settings.vlan_after = 0
    stage.said("from_port", variables())
    row = {"VlanId": 1000, "Bandwidth": 200, "Spec": "200M", "Status": "Enabled", "VpconnStatus": "Confirmed"}
    theirs = add_shared_port(stage.simulator, OTHER_ACCOUNT, REGION, NAME, **row)
    before = foreign_rows(stage.simulator)
    told = stage.said("status", variables(), account=OTHER_ACCOUNT)
    assert theirs not in told and "Not looked up: account_id is not the account that access_key_id belongs to" in told
    assert "active" in told and OTHER_ACCOUNT not in told
    told = stage.said("deprovision", variables(), account=OTHER_ACCOUNT, fails=True)
    assert "account_id is not the account that access_key_id belongs to" in told
    assert foreign_rows(stage.simulator) == before and len(stage.simulator.connections) == 1


def test_one_in_use_is_not_that_of_a_connection_that_nobody_has_approved(stage: Stage) -> None:
    """It is as ours in everything that is shown; ours is not listed yet."""
    stage.simulator.settings.vlan_after, stage.simulator.settings.sharing = 0, 3600.0
    stage.said("from_port", variables("express_connect_accept"))
    row = {"VlanId": 1000, "Bandwidth": 200, "Spec": "200M", "Status": "Enabled", "VpconnStatus": "Confirmed"}
    theirs = add_shared_port(stage.simulator, ACCOUNT, REGION, NAME, **row)
    before = foreign_rows(stage.simulator)
    told = stage.said("deprovision", variables(), fails=True)
    assert theirs in told and "of its name and VLAN is in use already, so it may belong to another connection" in told
    assert foreign_rows(stage.simulator) == before
