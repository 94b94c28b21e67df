# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role's playbooks in a world with strangers in it: what is not proven to be ours is not bought, changed or removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extensions.simulator import seed
from extensions.simulator.server import Simulator
from extensions.simulator.strangers import add_dedicated_circuit, add_shared_port, foreign_rows
from tests.demo.__main__ import both_ends_for, run
from tests.support.plays import ACCOUNT
from tests.worlds.stage import Stage, variables
from tests.worlds.worlds import OTHER_ACCOUNT

REGION = "eu-central-1"
CONSENT = ("express_connect_accept", "express_connect_bgp", "express_connect_virtual_border_router")


NAME = str(variables()["express_connect_name"])


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A fresh simulator."""
    with Simulator() as running:
        yield running


@pytest.fixture
def stage(simulator: Simulator, tmp_path: Path) -> Stage:
    """Plays in this process; tests/worlds/test_worlds.py holds them against ansible-playbook."""
    return Stage(simulator, tmp_path)


def at_alibaba(simulator: Simulator) -> list[str]:
    """Return the actions of Alibaba Cloud that changed something, or would have."""
    return [call.path.removeprefix("/vpc/") for call in simulator.mutating() if call.path.startswith("/vpc/")]


def test_strangers_of_the_same_name_are_left_alone(simulator: Simulator, stage: Stage) -> None:
    """A dedicated circuit with router and BGP, and the ports of other orders, while Fabric shows neither VLAN nor id."""
    simulator.settings.provider_ids, simulator.settings.vlan_after = False, -1
    add_dedicated_circuit(simulator, ACCOUNT, REGION, NAME, vlan=1000)
    add_shared_port(simulator, ACCOUNT, REGION, NAME, VlanId=77, Bandwidth=200, Spec="200M")
    add_shared_port(simulator, ACCOUNT, REGION, NAME, VlanId=78, Bandwidth=1000, Spec="1G")
    before = foreign_rows(simulator)
    told = stage.said("from_port", variables(), fails=True)
    assert "alone does not prove whose a physical connection is" in told and "physical_connection_id" in told
    assert "(Allocated, VLAN 77, 200 Mbps, operator Equinix)" in told and "VLAN 78" not in told and len(simulator.orders) == 1
    assert at_alibaba(simulator) == [] and simulator.alibaba.payments == []
    shown = stage.said("status", variables())
    assert "Not proven which physical connection is its own; it could be pc-" in shown and "Border router" not in shown
    stage.said("deprovision", variables("express_connect_accept"))
    assert foreign_rows(simulator) == before and at_alibaba(simulator) == [] and not list(simulator.world.living())


def test_a_dedicated_circuit_keeps_its_router_while_ours_is_accepted(simulator: Simulator, stage: Stage) -> None:
    simulator.settings.provider_ids, simulator.settings.vlan_after = False, -1
    add_dedicated_circuit(simulator, ACCOUNT, REGION, NAME, vlan=1000)
    before = foreign_rows(simulator)
    stage.said("from_port", variables(*CONSENT))
    simulator.accept(simulator.orders[0]["uuid"])
    for check in (True, False):
        told = stage.said("deprovision", variables(), check=check, fails=True)
        assert "is not proven, so nothing was removed" in told and "express_connect_physical_connection_id" in told
    assert foreign_rows(simulator) == before and at_alibaba(simulator) == [] and len(list(simulator.world.living())) == 1
    own = next(thing for thing in simulator.alibaba.things["physical_connections"].values() if thing.connection is not None)
    mine = variables(express_connect_physical_connection_id=own.row["PhysicalConnectionId"])
    assert "Proven: One VLAN at Alibaba Cloud, Fabric shows none" in stage.said("from_port", mine)
    stage.said("deprovision", mine)
    assert foreign_rows(simulator) == before and not list(simulator.world.living()) and len(simulator.alibaba.routers) == 1


def test_a_vlan_that_comes_late_is_waited_for(simulator: Simulator, stage: Stage) -> None:
    """Ours is not listed yet either, and there is the port of another order, with another account's key too."""
    simulator.settings.provider_ids, simulator.settings.vlan_after, simulator.settings.sharing = False, 3, 4
    add_shared_port(simulator, ACCOUNT, REGION, NAME, VlanId=77, Bandwidth=1000, Spec="1G")
    add_shared_port(simulator, "6" * 16, REGION, NAME, VlanId=1000, Bandwidth=1000, Spec="1G")
    before = foreign_rows(simulator)
    told = stage.said("from_port", variables(), fails=True, account=OTHER_ACCOUNT)
    assert "account_id is not the account that access_key_id belongs to" in told and simulator.mutating() == []
    told = stage.said("from_port", variables(express_connect_wait_timeout=30))
    assert "Proven: One VLAN on both sides" in told and "NOT PROVEN" not in told
    assert foreign_rows(simulator) == before and len(simulator.alibaba.payments) == 1


def test_the_active_connection_of_another_origin_is_not_removed(simulator: Simulator, stage: Stage) -> None:
    stage.said("from_port", variables())
    elsewhere: dict[str, dict[str, Any]] = {
        "port": {"express_connect_a_side": {"port": "FR-PRI-QINQ", "vlan_s_tag": 5, "vlan_c_tag": 6}},
        "router": {"express_connect_a_side": {"cloud_router": "fra-router"}},
    }
    done = len(simulator.mutating())
    for changes in elsewhere.values():
        given = {**variables(), **changes}
        for check in (True, False):
            told = stage.said("deprovision", given, check=check, fails=True)
            uuid = simulator.orders[0]["uuid"]
            assert (
                f"does not exist from this origin to this service profile, so nothing was removed. Of that name there is {uuid}"
                in told
            )
            assert "from port FR-PRI-DOT1Q to Alibaba Cloud Express Connect" in told
    assert len(simulator.mutating()) == done and len(list(simulator.world.living())) == 1
    # By its UUID as well as by its name: the port's.
    by_uuid = variables(express_connect_a_side={"port": seed.uid("FR-PRI-DOT1Q"), "vlan_tag": 1001})
    stage.said("deprovision", by_uuid)
    assert not list(simulator.world.living()) and not simulator.alibaba.routers


def test_what_is_still_billed_is_found(simulator: Simulator, stage: Stage) -> None:
    """The port is terminated, its deletion refused, and Fabric's end gone."""
    simulator.settings.deletes_paid, simulator.settings.gone_when_terminated = False, True
    stage.said("from_port", variables())
    told = stage.said("deprovision", variables(), fails=True)
    assert "is terminated but not deleted, and Alibaba Cloud goes on billing it" in told
    assert not list(simulator.world.living())
    told = stage.said("deprovision", variables(), fails=True)
    assert "is terminated but not deleted, and Alibaba Cloud goes on billing it" in told
    shown = stage.said("status", variables())
    assert "Terminated" in shown and "no such connection" not in shown
    simulator.settings.deletes_paid = True
    stage.said("deprovision", variables())
    assert [row["Name"] for row in simulator.alibaba.physical_connections.values()] == ["own-dark-fibre"]
    assert "Terminated" not in stage.said("status", variables())


def test_a_misspelt_name_is_not_green(simulator: Simulator, stage: Stage) -> None:
    stage.said("from_port", variables(*CONSENT))
    misspelt = variables(express_connect_name=f"{NAME}1")
    for check in (True, False):
        told = stage.said("deprovision", misspelt, check=check, fails=True)
        assert f"There is no connection '{NAME}1' that these credentials can see; the nearest names are '{NAME}'" in told
    told = stage.said("status", misspelt)
    assert "no such connection" in told
    stage.said("deprovision", {**misspelt, "express_connect_must_exist": False})
    assert len(list(simulator.world.living())) == 1
    # What is gone already is none that never was.
    stage.said("deprovision", variables())
    stage.said("deprovision", variables())


def test_another_accounts_key_does_not_wait(simulator: Simulator, stage: Stage) -> None:
    stage.said("from_port", variables())
    done = len(simulator.mutating())
    told = stage.said("deprovision", variables(), fails=True, account=OTHER_ACCOUNT)
    assert "account_id is not the account that access_key_id belongs to" in told
    told = stage.said("deprovision", variables("express_connect_account_id"), fails=True, account=OTHER_ACCOUNT)
    assert "is active, and this access key sees no physical connection of it in region eu-central-1" in told
    assert len(simulator.mutating()) == done and len(simulator.alibaba.routers) == 1


@pytest.mark.parametrize("key", ["64512", "BGP", "Available"])
def test_a_bgp_key_that_looks_like_something_else(key: str, simulator: Simulator, tmp_path: Path) -> None:
    """Ansible masks a secret wherever it is in a result; what the role goes on with comes from results without one."""
    routing = {
        "direct": {"equinix_iface_ipv4": "192.0.2.1/30"},
        "bgp": {"customer_asn": 64512, "customer_peer_ipv4": "192.0.2.2", "auth_key": key},
    }
    given: dict[str, Any] = {**both_ends_for("from_cloud_router"), "express_connect_bgp": routing}
    if key == "BGP":
        done = run(simulator, "from_cloud_router", given)
        told = done.stdout + done.stderr
        assert not done.returncode, told
    else:
        told = Stage(simulator, tmp_path).said("from_cloud_router", given)
    assert "NOT PROVEN" not in told and "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" not in told
    (peer,) = simulator.alibaba.bgp_peers.values()
    assert peer["PeerIpAddress"] == "192.0.2.1" and len(simulator.alibaba.payments) == 1


def test_the_primary_connection_of_a_pair_does_not_go_alone(simulator: Simulator, stage: Stage) -> None:
    pair: dict[str, Any] = {
        "express_connect_secondary_name": "second",
        "express_connect_secondary_a_side": {"port": "FR-SEC-DOT1Q", "vlan_tag": 1001},
    }
    stage.said("from_port", {**variables(*CONSENT), **pair})
    simulator.accept(simulator.orders[0]["uuid"])
    done = len(simulator.mutating())
    for check in (True, False):
        told = stage.said("deprovision", variables(), check=check, fails=True)
        assert "is the primary one of a pair, and its secondary connection" in told and simulator.orders[1]["uuid"] in told
    assert len(simulator.mutating()) == done
    stage.said("deprovision", {**variables(), **pair})
    assert not list(simulator.world.living()) and [row["Name"] for row in simulator.alibaba.physical_connections.values()] == [
        "own-dark-fibre"
    ]
