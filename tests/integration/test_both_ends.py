# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The whole story by the collection's playbooks, from the order to two proven ends and back to nothing, for every origin."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from extensions.simulator.server import Simulator
from tests.demo.__main__ import ORIGINS, both_ends_for, command, environment, run, variables_for
from tests.support.marks import brief
from tests.support.plays import ACCOUNT, ROOT
from tests.support.stories import OTHER, Story, groups, story

STORIES = {f"{origin}-{'pair' if pair else 'single'}": (origin, pair) for origin in ORIGINS for pair in (False, True)}


@pytest.mark.timeout(900)
# A pair of a router has everything; it runs on the oldest ansible-core.
@pytest.mark.parametrize(("origin", "pair"), brief(STORIES, "from_port-single"))
def test_from_the_order_to_two_ends_and_back(origin: str, pair: bool, tmp_path: Path, simulator: Simulator) -> None:
    told, count = Story(simulator, tmp_path, story(origin, pair=pair)), 2 if pair else 1
    check = ("--check", "--diff")
    assert told.run(origin, flags=check) == [1] and simulator.mutating() == []
    assert f"{100 * count}.00 USD a month" in told.output and "pay for 1 month in advance" in told.output

    if pair:
        # Without consent the play stops where Alibaba Cloud comes in, and nothing there was so much as looked at for sale.
        assert told.run(origin, without=("express_connect_accept", "express_connect_bgp")) == [1]
        assert told.output.count("click Accept and Pay") == count and len(simulator.mutating()) == count
        assert simulator.alibaba.payments == [] and not simulator.alibaba.opened
    # The report that a look at the status writes is the one that the order left.
    report = tmp_path / "report.html"
    told.variables["express_connect_report_path"] = str(report)
    changed, again, shown = told.run(origin, origin, "status")
    assert f"{100 * count:.2f} USD" in report.read_text()
    assert changed >= 3 and (again, shown) == (0, 0)
    assert "NOT PROVEN" not in told.output and told.output.count("On Alibaba Cloud: Active") == 3 * count
    assert told.output.count("Proven: One VLAN on both sides") == 3 * count
    assert told.output.count("Proven: One BGP session") == (2 * count if origin == "from_cloud_router" else 0)
    keys = [row["zSide"]["accessPoint"]["authenticationKey"] for row in simulator.orders]
    assert keys == [ACCOUNT, OTHER if origin == "from_virtual_device" else ACCOUNT][:count]
    assert len({group for group, _priority in groups(simulator)}) == 1
    assert len(simulator.orders) == len(simulator.alibaba.payments) == len(simulator.alibaba.routers) == count

    done = len(simulator.mutating())
    assert told.run("deprovision", flags=check)[0] >= 1 and len(simulator.mutating()) == done
    removed, again = told.run("deprovision", "deprovision")
    # One task removes all of Alibaba Cloud's end.
    assert removed >= 1 and again == 0
    removals = [call.path.rpartition("/")[2] for call in simulator.mutating() if call.path.startswith("/vpc/")][-5 * count :]
    expected = ["DeleteBgpPeer", "DeleteBgpGroup", "DeleteVirtualBorderRouter", "TerminatePhysicalConnection"]
    assert removals == [*expected, "DeletePhysicalConnection"] * count
    assert groups(simulator) == [] and not simulator.alibaba.routers
    assert [row["Name"] for row in simulator.alibaba.physical_connections.values()] == ["own-dark-fibre"]
    assert len(simulator.orders) == len(simulator.alibaba.payments) == count
    assert simulator.logins == (8 if pair else 7)  # one for each play


@pytest.mark.long  # tests/worlds/test_check.py has every state of both ends, in one process
def test_check_mode_of_what_is_half_way(tmp_path: Path, simulator: Simulator) -> None:
    """A connection that awaits approval, and one that is proven: check mode changes nothing on either side of either."""
    told = Story(simulator, tmp_path, story("from_port", pair=False))
    assert told.run("from_port", "from_port", without=("express_connect_accept", "express_connect_bgp")) == [1, 0]
    assert told.run("from_port", flags=("--check", "--diff")) == [1] and len(simulator.mutating()) == 1
    told.run("from_port")
    done = len(simulator.mutating())
    assert told.run("from_port", flags=("--check",)) == [0] and len(simulator.mutating()) == done


def test_a_connection_that_was_never_accepted_is_deleted_on_fabric(tmp_path: Path, simulator: Simulator) -> None:
    told = Story(simulator, tmp_path, variables_for("from_port"))
    assert told.run("from_port", "deprovision") == [1, 1]
    assert [call.path for call in simulator.mutating() if call.method == "DELETE"] and groups(simulator) == []
    assert not [call for call in simulator.mutating() if call.path.startswith("/vpc/")]


# -- stopped anywhere, started again


def stopped_after(simulator: Simulator, playbook: str, variables: Path, number: int) -> bool:
    """Run a playbook that is killed when its task of a number has ended; tell whether it was."""
    with_callback = {
        **environment(simulator),
        "ANSIBLE_CALLBACK_PLUGINS": str(ROOT / "tests/support/callbacks"),
        "ANSIBLE_CALLBACKS_ENABLED": "stop_after",
        "STOP_AFTER": str(number),
    }
    done = subprocess.run(
        command(playbook, variables), env=with_callback, capture_output=True, text=True, timeout=250, check=False
    )
    assert done.returncode in (0, -9), done.stdout + done.stderr
    return done.returncode == -9


def stop_again_and_again(simulator: Simulator, playbook: str, variables: Path, step: int) -> int:
    """Run a playbook again and again, each time killed ``step`` tasks later than the time before; return the last such task."""
    number = step
    while stopped_after(simulator, playbook, variables, number):
        number += step
    return number - step


@pytest.mark.long  # tests/worlds/test_stopped.py does the same in one process
@pytest.mark.timeout(600)
@pytest.mark.parametrize("step", [1, 7])
def test_stopped_after_every_task_in_turn(step: int, tmp_path: Path, simulator: Simulator) -> None:
    """A pair from a cloud router has every task that there is, on both sides."""
    variables = tmp_path / "variables.json"
    variables.write_text(json.dumps(story("from_cloud_router", pair=True)))
    assert stop_again_and_again(simulator, "from_cloud_router", variables, step) >= 20
    assert len(simulator.orders) == len(simulator.alibaba.payments) == 2
    assert len(simulator.alibaba.routers) == len(simulator.alibaba.bgp_peers) == len(simulator.alibaba.bgp_groups) == 2
    states = {simulator.world.shown(item)["operation"]["providerStatus"] for item in simulator.world.living()}
    assert states == {"PROVISIONED"} and [len(item.protocols) for item in simulator.world.living()] == [2, 2]
    assert stop_again_and_again(simulator, "deprovision", variables, step) >= 4
    assert groups(simulator) == [] and not simulator.alibaba.routers and not simulator.alibaba.bgp_groups
    assert len(simulator.orders) == len(simulator.alibaba.payments) == 2


# -- bad input, told before anything is ordered

ROUTER: Any = both_ends_for("from_port")["express_connect_virtual_border_router"]
FAR, WIDE = {**ROUTER, "peer_gateway_ip": "198.51.100.1"}, {**ROUTER, "peering_subnet_mask": "255.255.0.0"}
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "period": ({"express_connect_accept": {"period": 10}}, "order.period 10 is not sold with pricing_cycle Month; give 1 to 9"),
    "subnets": (
        {"express_connect_virtual_border_router": FAR},
        "are in different subnets under peering_subnet_mask 255.255.255.252",
    ),
    "mask": (
        {"express_connect_virtual_border_router": WIDE},
        "is no subnet mask of 24 to 30 bits",
    ),
    "incomplete": (
        {"express_connect_virtual_border_router": {"local_gateway_ip": "192.0.2.1"}},
        "to create it peer_gateway_ip and",
    ),
    "asn": (
        {"express_connect_bgp": {"alibaba": {"peer_asn": 64512, "local_asn": 1}}},
        "local_asn 1 is none that Alibaba Cloud takes",
    ),
}


@pytest.mark.parametrize(("changes", "sentence"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_told_before_the_order(changes: dict[str, Any], sentence: str, simulator: Simulator) -> None:
    done = run(simulator, "from_port", {**both_ends_for("from_port"), **changes})
    said = " ".join((done.stdout + done.stderr).split())
    assert done.returncode and sentence in said, said
    assert simulator.calls == []


def test_a_wrong_key_is_told_before_the_order(simulator: Simulator) -> None:
    variables = story("from_port", pair=True) | {
        "express_connect_secondary_access_key": {"access_key_id": "nobody", "access_key_secret": "canary-secret"},
    }
    done = run(simulator, "from_port", variables, "-vvvv")
    said = done.stdout + done.stderr
    assert done.returncode and "check access_key_id" in said and "canary-secret" not in said
    assert simulator.mutating() == []


def test_no_consent_buys_nothing(simulator: Simulator) -> None:
    done = run(
        simulator,
        "from_port",
        {**both_ends_for("from_port"), "express_connect_accept": {"outbound_data_transfer_billing": False}},
    )
    said = " ".join((done.stdout + done.stderr).split())
    assert done.returncode and "was not accepted and nothing was paid, since that takes your consent" in said, said
    assert "accept_outbound_data_transfer_billing: true" in said and "order with period and pricing_cycle" in said
    assert simulator.alibaba.payments == [] and not simulator.alibaba.opened


def test_two_ports_of_one_name_are_not_bought(simulator: Simulator) -> None:
    simulator.settings.provider_ids = False
    variables = both_ends_for("from_port")
    run(simulator, "from_port", {name: value for name, value in variables.items() if name != "express_connect_accept"})
    simulator.alibaba.add_physical_connection(
        ACCOUNT, "eu-central-1", str(variables["express_connect_name"]), Bandwidth=200, Spec="200M"
    )
    done = run(simulator, "from_port", variables)
    assert done.returncode and "is that of 2 physical connections" in done.stdout + done.stderr
    assert simulator.alibaba.payments == [] and not simulator.alibaba.opened


def test_fabric_says_which_of_two_ports_it_is(simulator: Simulator) -> None:
    variables = both_ends_for("from_port")
    run(simulator, "from_port", {name: value for name, value in variables.items() if name != "express_connect_accept"})
    twin = simulator.alibaba.add_physical_connection(ACCOUNT, "eu-central-1", str(variables["express_connect_name"]), VlanId=7)
    simulator.world.scheduler.settle()
    done = run(simulator, "from_port", variables)
    assert done.returncode == 0, done.stdout + done.stderr
    (payment,) = simulator.alibaba.payments
    assert payment["physical_connection"] != twin["PhysicalConnectionId"] and twin["Status"] == "Allocated"
