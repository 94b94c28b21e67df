# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes in place, order fields and routing by real plays: rehearsed, made once, unchanged the second time, removed."""

from __future__ import annotations

from typing import Any

import pytest

from extensions.simulator import seed
from extensions.simulator.server import Simulator
from tests.support.plays import Play, desired

EDGE = {"virtual_device": "fra-edge", "interface_id": 5}
CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "bandwidth": ({}, {"bandwidth": 500}),
    "notifications": ({}, {"notifications": ["other@example.com"]}),
    "term": ({"order": {"term_length": 1}}, {"order": {"term_length": 12}}),
    "vlan": ({}, {"a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 1005}}),
    "interface": ({"a_side": EDGE}, {"a_side": {**EDGE, "interface_id": 7}}),
}


@pytest.mark.parametrize(("first", "then"), CHANGES.values(), ids=CHANGES.keys())
def test_changes(first: dict[str, Any], then: dict[str, Any], play: Play, simulator: Simulator) -> None:
    play("fabric_connection", desired(**first))
    spec = desired(**{**first, **then})
    checked = play("fabric_connection", spec, "--check", "--diff")
    assert checked["changed"] and checked["validated_by"] == "dry_run" and len(simulator.mutating()) == 1, play.output
    changed = play("fabric_connection", spec, "--diff")
    assert changed["changed"] and changed["diff"] == checked["diff"], play.output
    assert not play("fabric_connection", spec)["changed"]
    assert len(simulator.orders) == 1 and len(simulator.mutating()) == 2
    assert play("fabric_connection", {**spec, "state": "absent"})["changed"]


def test_a_name_by_uuid(play: Play, simulator: Simulator) -> None:
    uuid = play("fabric_connection", desired())["connection"]["uuid"]
    for changed in (True, False):
        result = play("fabric_connection", {"uuid": uuid, "name": "renamed"})
        assert result["changed"] is changed and result["connection"]["name"] == "renamed", play.output
    assert len(simulator.orders) == 1


def test_order_fields(play: Play, simulator: Simulator) -> None:
    fields = {"purchase_order_number": "PO-1", "customer_reference_number": "C-1", "term_length": 24}
    spec = desired(order=fields, geo_scope="EU", project_id=seed.PROJECT, max_monthly_charge={"amount": 100, "currency": "USD"})
    checked = play("fabric_connection", spec, "--check", "--diff")
    assert checked["price"]["monthly"] == 100 and simulator.mutating() == [], play.output
    assert play("fabric_connection", spec)["changed"], play.output
    (call,) = simulator.mutating()
    sent = call.body
    assert sent["order"] == {"purchaseOrderNumber": "PO-1", "customerReferenceNumber": "C-1", "termLength": 24}
    assert sent["geoScope"] == "EU" and sent["project"] == {"projectId": seed.PROJECT}
    assert not play("fabric_connection", spec)["changed"]
    assert play("fabric_connection", {**spec, "state": "absent"})["changed"]


def test_routing(play: Play, simulator: Simulator) -> None:
    play("fabric_connection", desired(a_side={"cloud_router": "fra-router"}))
    spec = {
        "connection": "alibaba-fra-1",
        "direct": {"equinix_iface_ipv4": "192.0.2.1/30"},
        "bgp": {"customer_asn": 64512, "customer_peer_ipv4": "192.0.2.2", "auth_key": "canary-bgp"},
    }
    ordered = len(simulator.mutating())
    checked = play("fabric_routing_protocol", spec, "--check", "--diff", "-vvvv")
    assert checked["changed"] and len(simulator.mutating()) == ordered, play.output
    assert "canary-bgp" not in play.output
    first = play("fabric_routing_protocol", spec, "--diff", "-vvvv")
    assert first["changed"] and first["diff"] == checked["diff"] and "canary-bgp" not in play.output
    assert not play("fabric_routing_protocol", spec)["changed"]
    shown = play("fabric_routing_protocol_info", {"connection": "alibaba-fra-1"}, "-vvvv")["routing_protocols"]
    assert [row["type"] for row in shown] == ["DIRECT", "BGP"] and "canary-bgp" not in play.output
    off = {"connection": "alibaba-fra-1", "bgp": {"enabled": False}}
    assert [play("fabric_routing_protocol", off)["changed"] for _run in range(2)] == [True, False]
    gone = {"connection": "alibaba-fra-1", "state": "absent"}
    assert [play("fabric_routing_protocol", gone)["changed"] for _run in range(2)] == [True, False]


def test_info_filters_are_pushed_to_the_api(play: Play, simulator: Simulator) -> None:
    assert play("fabric_port_info", {"metro_code": "FR", "project_id": seed.PROJECT})["ports"], play.output
    assert simulator.calls[-1].path == "/fabric/v4/ports/search"
    assert len(simulator.calls[-1].body["filter"]["and"]) == 2
    play("fabric_service_token_info", {"state": "INACTIVE", "project_id": seed.PROJECT})
    assert len(simulator.calls[-1].body["filter"]["and"]) == 2
    assert [row["code"] for row in play("fabric_metro_info", {"code": "fr"})["metros"]] == ["FR"]
    assert play("fabric_metro_info", {"code": "XX"})["metros"] == []
    assert len(play("fabric_metro_info", {})["metros"]) == len(seed.METROS)
