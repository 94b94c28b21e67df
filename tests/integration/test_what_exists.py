# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is there is checked by what it is, in single modules, in fleets, in check mode and when it is removed, by real plays.

Names that no new connection may have, assets of one name in two projects, ports without encapsulation or in states that nobody
knows, notifications of other kinds.
"""

from __future__ import annotations

from typing import Any

import pytest

from extensions.simulator import seed
from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.support.marks import brief
from tests.support.plays import ACCOUNT, ORIGINS, Play, desired, order

CONNECTION, FLEET = "interconnect.equinix.fabric_connection", "interconnect.equinix.fabric_connections"
ROUTING, PRICE, FOUND = (f"interconnect.equinix.fabric_{name}" for name in ("routing_protocol", "price_info", "connection_info"))
SPACED = "ALI FRA 1"
OTHER_PROJECT = "bd5e45db-1e0d-4cd3-8bbc-2345678bcdef"


def fleet_of(*items: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Return a task for connections as ``wanted`` gives them."""
    not_in_fleets = ("wait_timeout", "project_id")
    rows = [{key: value for key, value in item.items() if key not in not_in_fleets} for item in items]
    return {FLEET: {"connections": rows, "wait_timeout": 20, **options}}


def both(item: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    """Return the tasks for one connection by both modules, in check mode first."""
    tasks = [{CONNECTION: {**item, **options}}, fleet_of(item, **options)]
    return [{**task, "check_mode": check} for check in (True, False) for task in tasks]


def said(row: dict[str, Any]) -> str:
    """Return the message of a task."""
    return str(row["result"].get("msg", ""))


def test_a_connection_of_any_name_is_changed_and_removed_by_it(play: Play, simulator: Simulator) -> None:
    row = order(simulator, a_side=ORIGINS["cloud-router"])
    row["name"] = SPACED
    spec = {"name": SPACED, "a_side": ORIGINS["cloud-router"]}
    routing = {"connection": SPACED, "direct": {"equinix_iface_ipv4": "192.0.2.1/30"}}
    tasks: list[dict[str, Any]] = [
        {CONNECTION: {**spec, "notifications": ["single@example.com"]}, "check_mode": True},
        {CONNECTION: {**spec, "notifications": ["single@example.com"]}},
        fleet_of({**spec, "notifications": ["fleet@example.com"]}),
        {FOUND: spec},
        {ROUTING: routing},
        {ROUTING: {"connection": SPACED, "state": "absent"}},
        {CONNECTION: {"name": SPACED, "state": "absent"}, "check_mode": True},
        fleet_of({**spec, "state": "absent"}),
    ]
    results = play.tasks(tasks)
    assert [row["failed"] for row in results] == [False] * len(tasks), play.output
    changed = [row["result"]["changed"] for row in results]
    assert changed == [True, True, True, False, True, True, True, True], play.output
    assert results[3]["result"]["connections"][0]["name"] == SPACED
    assert list(simulator.world.living()) == []


def test_a_secondary_connection_joins_a_primary_one_of_any_name(play: Play, simulator: Simulator) -> None:
    order(simulator)["name"] = SPACED
    pair = {"primary": SPACED}
    result = play("fabric_connection", desired(name="fra-2", a_side={"port": "FR-SEC-DOT1Q", "vlan_tag": 7}, redundancy=pair))
    assert result["changed"] and len(simulator.orders) == 2, play.output


def test_a_new_connection_has_a_new_name(play: Play, simulator: Simulator) -> None:
    uuid = order(simulator, name="fra-1")["uuid"]
    names = {"ALI FRA 9": "may hold only A-Z a-z 0-9 - and _", "x" * 25: "has 25 characters"}
    tasks = [task for name in names for task in both(desired(name=name, a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 9}))]
    tasks += [{CONNECTION: {"uuid": uuid, "name": name}} for name in names]
    results = play.tasks(tasks)
    expected = [sentence for sentence in names.values() for _task in range(4)] + list(names.values())
    for row, sentence in zip(results, expected, strict=True):
        assert row["failed"] and sentence in said(row), row
    assert len(simulator.mutating()) == 1


def in_two_projects(simulator: Simulator) -> dict[str, str]:
    """Have assets of each kind twice, in two projects; return the UUIDs of those in the other one, by option."""
    assets = simulator.world.assets
    made = {
        "virtual_device": {**seed.device("fra-edge", seed="other-edge"), "projectId": OTHER_PROJECT},
        "port": seed.port("FR-PRI-DOT1Q", seed="other-port", project={"projectId": OTHER_PROJECT}),
        "cloud_router": {**seed.router("fra-router", seed="other-router"), "project": {"projectId": OTHER_PROJECT}},
    }
    for option, kind in (("virtual_device", "devices"), ("port", "ports"), ("cloud_router", "routers")):
        assets[kind].append(made[option])
    return {option: row["uuid"] for option, row in made.items()}


def test_a_name_is_looked_for_in_the_project_that_is_given(play: Play, simulator: Simulator) -> None:
    others = in_two_projects(simulator)
    sides = {"virtual_device": "fra-edge", "port": "FR-PRI-DOT1Q", "cloud_router": "fra-router"}
    tasks = []
    for option, name in sides.items():
        a_side = {option: name, **({"vlan_tag": 11} if option == "port" else {})}
        for project in (OTHER_PROJECT, OTHER_PROJECT.upper()):
            tasks.append({CONNECTION: desired(a_side=a_side, project_id=project), "check_mode": True})
            tasks.append({**fleet_of(desired(a_side=a_side), project_id=project), "check_mode": True})
            tasks.append({PRICE: {"bandwidth": 50, "a_side": a_side, "z_side": {"metro_code": "FR"}, "project_id": project}})
    # So many that all devices are listed instead of one name after the other.
    many = [desired(name=f"fra-{number}", a_side={"virtual_device": f"many-{number}"}) for number in range(6)]
    for number in range(6):
        for project in (seed.PROJECT, OTHER_PROJECT):
            device = seed.device(f"many-{number}", seed=f"many-{number}-{project}")
            simulator.world.assets["devices"].append({**device, "projectId": project})
    tasks.append({**fleet_of(*many, project_id=OTHER_PROJECT), "check_mode": True})
    tasks.append({CONNECTION: desired(a_side={"virtual_device": "fra-edge"}), "check_mode": True})
    results = play.tasks(tasks)
    *rest, by_many, without = results
    # Routers and ports were told apart before, but for the case of the project's ID.
    exact = [row for number, row in enumerate(rest) if number % 6 < 3]
    assert not [row for row in [*exact, by_many] if row["failed"]], play.output
    points = [row["result"]["connection"]["a_side"]["access_point"] for row in exact[::3]]
    assert [next(point[key]["uuid"] for key in ("virtual_device", "port", "router") if key in point) for point in points] == [
        others[option] for option in sides
    ]
    assert without["failed"] and "names 2 Network Edge devices" in said(without)
    assert simulator.orders == []


def test_a_connection_of_another_project_is_left_alone(play: Play, simulator: Simulator) -> None:
    row = order(simulator, a_side=ORIGINS["cloud-router"])
    row["project"] = {"projectId": OTHER_PROJECT}
    routing = {"connection": "alibaba-fra-1", "state": "absent", "project_id": seed.PROJECT}
    tasks = [
        {CONNECTION: {"name": "alibaba-fra-1", "state": "absent", "project_id": seed.PROJECT}},
        fleet_of({"name": "alibaba-fra-1", "state": "absent"}, project_id=seed.PROJECT),
        {CONNECTION: {"uuid": row["uuid"], "state": "absent", "project_id": seed.PROJECT}},
        {CONNECTION: desired(a_side=ORIGINS["cloud-router"], project_id=seed.PROJECT)},
        {ROUTING: {**routing, "state": "present", "direct": {"equinix_iface_ipv4": "192.0.2.1/30"}}},
        {ROUTING: routing},
    ]
    single, fleet, by_uuid, present, routed, unrouted = play.tasks(tasks)
    assert not single["failed"] and not single["result"]["changed"] and not fleet["failed"], play.output
    assert "so it was left alone" in play.output
    assert by_uuid["failed"] and "project_id" in said(by_uuid)
    assert present["failed"] and OTHER_PROJECT in said(present)
    assert routed["failed"] and "does not exist" in said(routed) and not unrouted["failed"]
    assert len(simulator.mutating()) == 1


EPL: dict[str, dict[str, Any]] = {"FR EPL 1": {"type": "UNTAGGED"}, "FR EPL 2": {}}


def test_an_epl_port_is_refused_before_the_order(play: Play, simulator: Simulator) -> None:
    tasks = []
    for name, encapsulation in EPL.items():
        simulator.world.assets["ports"].append({**seed.port(name, serviceType="EPL"), "encapsulation": encapsulation})
        for tags in ({}, {"vlan_tag": 1001}, {"vlan_s_tag": 5, "vlan_c_tag": 6}):
            tasks += both(desired(a_side={"port": name, **tags}))
        tasks.append({PRICE: {"bandwidth": 50, "a_side": {"port": name}, "z_side": {"metro_code": "FR"}}})
    token = seed.token("epl-token")
    token["connection"]["aSide"]["accessPointSelectors"][0]["linkProtocol"] = {"type": "UNTAGGED"}
    simulator.world.assets["serviceTokens"].append(token)
    tasks += both(desired(a_side={"service_token": token["uuid"]}))
    results = play.tasks(tasks)
    for row in results:
        assert row["failed"] and "EPL port (no encapsulation)" in said(row) and "DOT1Q or QINQ port" in said(row), row
        assert "give a_side.vlan_tag" not in said(row), row
    assert [call for call in simulator.calls if call.path == "/fabric/v4/connections"] == []


PORT_STATES = {
    "ADDED": "",
    "PROVISIONED": "",
    "REPROVISIONING": "",
    "SOMETHING_NEW": "",
    "PENDING_CROSS_CONNECT": "wait until it is in service",
    "TO_BE_ADDED": "wait until it is in service",
    "FAILED": "out of service; use another port",
    "TO_BE_DELETED": "out of service; use another port",
}


@pytest.mark.own_answers
def test_only_ports_that_are_known_to_be_out_of_service_are_refused(play: Play, simulator: Simulator) -> None:
    tasks = []
    for number, state in enumerate(PORT_STATES):
        simulator.world.assets["ports"].append(seed.port(f"FR-{state}", state=state))
        tasks.append(
            {CONNECTION: desired(name=f"fra-{number}", a_side={"port": f"FR-{state}", "vlan_tag": 7}), "check_mode": True}
        )
    for task in tasks[:1]:
        tasks.append({**task, "check_mode": False})
    results = play.tasks(tasks)
    for (state, sentence), row in zip(PORT_STATES.items(), results, strict=False):
        if sentence:
            assert row["failed"] and sentence in said(row), row
        else:
            # What the simulated API says about a state that it does not know is its own answer.
            assert f"'FR-{state}' is {state}" not in said(row), row
    assert results[-1]["result"]["changed"] and len(simulator.orders) == 1, play.output


def test_a_connection_of_its_own_takes_a_secondary_port(play: Play, simulator: Simulator) -> None:
    secondary = {"port": "FR-SEC-DOT1Q", "vlan_tag": 1201}
    single, fleet = desired(name="one", a_side=secondary), desired(name="two", a_side={**secondary, "vlan_tag": 1202})
    lead = desired(name="lead", a_side={**secondary, "vlan_tag": 1203})
    follower = desired(name="follower", a_side={**secondary, "vlan_tag": 1204}, redundancy={"primary": "lead"})
    results = play.tasks([{CONNECTION: single}, fleet_of(fleet), {CONNECTION: single}, fleet_of(lead, follower)])
    assert [row["result"]["changed"] for row in results] == [True, True, False, False], play.output
    assert "does not serve the primary connection of a pair" in said(results[3])
    assert len(simulator.orders) == 2


def test_notifications_of_other_kinds_stay(play: Play, simulator: Simulator) -> None:
    row = order(simulator)
    alert = {"type": "BANDWIDTH_ALERT", "sendInterval": "1h", "emails": ["capacity@example.com"]}
    sales = {"type": "SALES_REP_NOTIFICATIONS", "emails": ["sales@example.com"]}
    row["notifications"] = [alert, {"type": "ALL", "emails": ["noc@example.com"], "registeredUsers": ["someone"]}, sales]
    same, other, fleet = (desired(notifications=[f"{name}@example.com"]) for name in ("noc", "single", "fleet"))
    tasks: list[dict[str, Any]] = [
        {CONNECTION: same},
        {CONNECTION: other, "check_mode": True},
        {CONNECTION: other},
        {CONNECTION: other},
    ]
    tasks += [fleet_of(fleet), fleet_of(fleet)]
    results = play.tasks(tasks, "--diff")
    assert [item["result"]["changed"] for item in results] == [False, True, True, False, True, False], play.output
    kept = [block for block in row["notifications"] if block["type"] != "ALL"]
    assert kept == [alert, sales]
    (own,) = [block for block in row["notifications"] if block["type"] == "ALL"]
    assert own == {"type": "ALL", "emails": ["fleet@example.com"], "registeredUsers": ["someone"]}
    assert results[1]["result"]["diff"]["before"]["notifications"] == ["noc@example.com"]


REFUSED = {
    "403": Fault("GET", "/fabric/v4/connections/[^/]+", "status", status=403, code="EQ-1", times=999),
    "400": Fault("GET", "/fabric/v4/connections/[^/]+", "status", status=400, code="EQ-1", times=999),
    "bare-404": Fault("GET", "/fabric/v4/connections/[^/]+", "empty", status=404, times=999),
    "410": Fault("GET", "/fabric/v4/connections/[^/]+", "empty", status=410, times=999),
}


@pytest.mark.parametrize("fault", brief(REFUSED, "403", "bare-404"))
def test_what_is_not_shown_after_a_removal_is_gone(fault: Fault, play: Play, simulator: Simulator) -> None:
    simulator.settings.forgets_deleted = True
    names = ("one", "two", "three", "four")
    rows = [order(simulator, name=name, a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 20 + n}) for n, name in enumerate(names)]
    simulator.faults.append(Fault(**vars(fault)))
    gone = [{"name": name, "state": "absent"} for name in names]
    by_uuid = {"uuid": rows[0]["uuid"], "state": "absent"}
    tasks = [
        {CONNECTION: gone[0]},
        fleet_of(gone[1]),
        fleet_of(*gone[2:]),
        {CONNECTION: gone[0]},
        {CONNECTION: by_uuid},
        {FOUND: {"uuid": rows[0]["uuid"]}},
        fleet_of(by_uuid),
    ]
    results = play.tasks(tasks)
    assert not [row for row in results if row["failed"]], play.output
    assert [row["result"]["changed"] for row in results] == [True, True, True, False, False, False, False]
    assert results[5]["result"]["connections"] == [] and list(simulator.world.living()) == []


def test_a_removal_that_is_refused_since_it_took_effect_is_one(play: Play, simulator: Simulator) -> None:
    simulator.settings.forgets_deleted = True
    ways = {"one": (403, "status"), "two": (404, "empty"), "three": (410, "empty")}
    for number, (name, (status, kind)) in enumerate(ways.items()):
        order(simulator, name=name, a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 20 + number})
        path = "/fabric/v4/connections/[^/]+"
        simulator.faults.append(Fault("DELETE", path, kind, status=status, code="EQ-1", took_effect=True))
    results = play.tasks([{CONNECTION: {"name": name, "state": "absent"}} for name in ways])
    assert not [row for row in results if row["failed"]], play.output
    assert list(simulator.world.living()) == []
    # Where it took none, it is what it was.
    order(simulator, name="four")
    simulator.faults.append(Fault("DELETE", path, "status", status=403, code="EQ-1"))
    result = play("fabric_connection", {"name": "four", "state": "absent"})
    assert result["failed"] and "EQ-1" in result["msg"] and len(list(simulator.world.living())) == 1


def test_routing_that_is_not_shown_after_a_removal_is_gone(play: Play, simulator: Simulator) -> None:
    order(simulator, a_side=ORIGINS["cloud-router"])
    routing = {
        "connection": "alibaba-fra-1",
        "direct": {"equinix_iface_ipv4": "192.0.2.1/30"},
        "bgp": {"customer_asn": 64512, "customer_peer_ipv4": "192.0.2.2"},
        "wait_timeout": 20,
    }
    path = "/fabric/v4/connections/[^/]+/routingProtocols/[^/]+"
    for kind, status, method in (
        ("status", 403, "GET"),
        ("empty", 404, "GET"),
        ("empty", 410, "GET"),
        ("status", 403, "DELETE"),
        ("empty", 404, "DELETE"),
    ):
        simulator.faults.clear()
        assert play("fabric_routing_protocol", routing)["changed"], play.output
        effect = method == "DELETE"
        simulator.faults.append(Fault(method, path, kind, status=status, code="EQ-1", times=99, took_effect=effect))
        result = play("fabric_routing_protocol", {"connection": "alibaba-fra-1", "state": "absent", "wait_timeout": 20})
        assert result["changed"] and not result.get("failed"), (kind, status, method, play.output)


def test_a_look_that_is_refused_right_after_the_order_is_made_again(play: Play, simulator: Simulator) -> None:
    path = "/fabric/v4/connections/[^/]+"
    ways = [("status", 400), ("status", 403), ("empty", 404), ("empty", 410)]
    for number, (kind, status) in enumerate(ways):
        simulator.faults.append(Fault("GET", path, kind, status=status, code="EQ-1", times=3))
        spec = desired(name=f"fra-{number}", a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 30 + number})
        (row,) = play.tasks([{CONNECTION: spec} if number % 2 else fleet_of(spec)])
        assert row["result"]["changed"] and not row["failed"], (kind, status, play.output)
    assert len(simulator.orders) == len(ways)


def test_bandwidth_has_one_unit(play: Play, simulator: Simulator) -> None:
    tasks = []
    for bandwidth in ("1Gbps", "200M", 0.5, True):
        tasks += both(desired(bandwidth=bandwidth))
        tasks.append({PRICE: {"bandwidth": bandwidth, "a_side": {"port": "FR-PRI-DOT1Q"}, "z_side": {"metro_code": "FR"}}})
    for row in (results := play.tasks(tasks)):
        assert row["failed"] and "has to be a whole number; give one such as 200 for 200 Mbps" in said(row), row
    assert "'1Gbps'" in said(results[0]) and simulator.orders == []
    (row,) = play.tasks([{CONNECTION: desired(bandwidth="200")}])
    assert row["result"]["connection"]["bandwidth"] == 200 and ACCOUNT not in play.output
