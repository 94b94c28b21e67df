# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In every state of both ends, check mode ends as the real run after it does, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extensions.simulator.server import Simulator
from tests.support.plays import ACCOUNT
from tests.worlds.stage import Stage, variables

CONSENT = ("express_connect_accept", "express_connect_bgp", "express_connect_virtual_border_router")
BGP = ("express_connect_bgp",)


def ordered(stage: Stage, origin: str) -> str:
    """Order on Fabric alone; return the UUID."""
    stage.said(origin, variables(*CONSENT, origin=origin))
    return str(stage.simulator.orders[-1]["uuid"])


def active(stage: Stage, origin: str) -> str:
    """Have it accepted and paid at the console, without a border router."""
    uuid = ordered(stage, origin)
    stage.simulator.accept(uuid)
    stage.clock.sleep(60)
    return uuid


def complete(stage: Stage, origin: str) -> None:
    stage.said(origin, variables(origin=origin))


def port_of(stage: Stage) -> dict[str, Any]:
    """Return the row of our physical connection."""
    things = stage.simulator.alibaba.things["physical_connections"].values()
    return next(thing.row for thing in things if thing.connection is not None)


def confirmed(stage: Stage, origin: str) -> None:
    """Accepted and not paid."""
    uuid = ordered(stage, origin)
    port_of(stage).update(Status="Confirmed", VpconnStatus="Confirmed")
    stage.simulator.alibaba.opened.add(ACCOUNT)
    stage.simulator.set_states(uuid, "PENDING", "PROVISIONED", "PROVISIONING")


def without_peer(stage: Stage, origin: str) -> None:
    """A group is left that has no peer."""
    complete(stage, origin)
    stage.simulator.alibaba.things["bgp_peers"].clear()


def without_bgp(stage: Stage, origin: str) -> None:
    stage.said(origin, variables(*BGP, origin=origin))


def without_routers(stage: Stage, origin: str) -> None:
    """Somebody has removed BGP and border router."""
    complete(stage, origin)
    for kind in ("bgp_peers", "bgp_groups", "routers"):
        stage.simulator.alibaba.things[kind].clear()


def terminated(stage: Stage, origin: str) -> None:
    """Terminated at the console, and not deleted."""
    without_routers(stage, origin)
    port_of(stage).update(Status="Terminated")


def billed(stage: Stage, origin: str) -> None:
    """Terminated, and Fabric's end gone."""
    stage.simulator.settings.deletes_paid, stage.simulator.settings.gone_when_terminated = False, True
    complete(stage, origin)
    stage.said("deprovision", variables(origin=origin), fails=True)
    stage.simulator.settings.deletes_paid = True


def gone(stage: Stage, origin: str) -> None:
    complete(stage, origin)
    stage.said("deprovision", variables(origin=origin))


def unproven(stage: Stage, origin: str) -> None:
    """Active, and Fabric shows no VLAN any more."""
    active(stage, origin)
    stage.simulator.settings.vlan_after = -1


def rejected(stage: Stage, origin: str) -> None:
    stage.simulator.reject(ordered(stage, origin))
    stage.clock.sleep(60)


STATES: dict[str, Callable[[Stage, str], Any]] = {
    "nothing": lambda _stage, _origin: None,
    **{
        made.__name__: made
        for made in (ordered, confirmed, active, unproven, without_bgp, without_peer, without_routers, complete)
    },
    **{made.__name__: made for made in (terminated, billed, gone, rejected)},
}


@pytest.mark.parametrize("origin", ["from_port", "from_cloud_router"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("what", ["order", "removal"])
def test_check_mode_ends_as_the_real_run(what: str, state: str, origin: str, tmp_path: Path) -> None:
    with Simulator(provider_ids=False) as simulator:
        stage = Stage(simulator, tmp_path)
        STATES[state](stage, origin)
        given, playbook = variables(origin=origin), origin if what == "order" else "deprovision"
        sent = len(simulator.mutating())
        foreseen = stage.play(playbook, given, check=True)
        assert len(simulator.mutating()) == sent
        real = stage.play(playbook, given)
        told = f"check: {foreseen.task} {foreseen.failed}\nreal: {real.task} {real.failed}"
        assert foreseen.ok is real.ok, told
        if real.ok:
            changed = [ended.facts["express_connect_result"]["changed"] for ended in (foreseen, real)]
            assert changed == [len(simulator.mutating()) > sent] * 2, told
