# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From order to removal by real ``ansible-playbook`` runs, for each kind of origin."""

from __future__ import annotations

import json
from typing import Any

import pytest

from extensions.simulator.faults import Fault
from extensions.simulator.middleware import CLIENT, READER_TOKEN
from extensions.simulator.server import Simulator
from tests.support.plays import ACCOUNT, ORIGINS, Play, desired

CREATE = ("POST", "/fabric/v4/connections")


@pytest.mark.parametrize("a_side", ORIGINS.values(), ids=ORIGINS.keys())
def test_life_of_a_connection(a_side: dict[str, Any], play: Play, simulator: Simulator) -> None:
    options = desired(a_side=a_side)
    checked = play("fabric_connection", options, "--check", "--diff")
    assert checked["changed"] and checked["validated_by"] == "dry_run", play.output
    assert simulator.mutating() == []

    first = play("fabric_connection", options)
    assert first["changed"] and first["status"]["phase"] == "pending_approval", play.output
    assert first.keys() == checked.keys()
    assert len(simulator.orders) == 1

    calls = len(simulator.calls)
    second = play("fabric_connection", options, "--diff")
    assert not second["changed"] and second["connection"]["uuid"] == first["connection"]["uuid"], play.output
    assert len(simulator.orders) == 1
    assert len(simulator.calls) - calls <= 3

    removal = desired(a_side=a_side, state="absent")
    assert play("fabric_connection", removal)["changed"], play.output
    gone = play("fabric_connection", removal)
    assert not gone["changed"] and gone["connection"] == {} and gone["status"]["phase"] == "deprovisioned"


def test_calls_to_order_from_a_port_by_name(play: Play, simulator: Simulator) -> None:
    simulator.settings.provisioning = 0
    assert play("fabric_connection", desired())["changed"], play.output
    assert len(simulator.calls) <= 8


def test_dry_run_not_supported_is_checked_locally(play: Play, simulator: Simulator) -> None:
    simulator.settings.dry_run = False
    assert play("fabric_connection", desired(), "--check")["validated_by"] == "local", play.output


def test_difference_fails_and_names_both_values(play: Play, simulator: Simulator) -> None:
    play("fabric_connection", desired())
    result = play("fabric_connection", desired(geo_scope="EU"))
    assert result["failed"] and "geo_scope (not set now, EU wanted)" in result["msg"]
    assert len(simulator.mutating()) == 1


def test_accepted_connection_is_not_deleted_from_fabric(play: Play, simulator: Simulator) -> None:
    uuid = play("fabric_connection", desired())["connection"]["uuid"]
    simulator.accept(uuid)
    result = play("fabric_connection", desired(state="absent"))
    assert result["failed"] and "delete the virtual border router" in result["msg"]


def test_lost_answer_is_adopted_and_not_ordered_twice(play: Play, simulator: Simulator) -> None:
    simulator.faults.append(Fault(*CREATE, kind="cut", took_effect=True))
    result = play("fabric_connection", desired(a_side=ORIGINS["cloud-router"]))
    assert result["changed"] and result["status"]["phase"] == "pending_approval", play.output
    assert len(simulator.orders) == 1
    assert "adopted" in play.output


def test_rate_limited_order_is_sent_again(play: Play, simulator: Simulator) -> None:
    simulator.faults.append(Fault(*CREATE, kind="status", status=429, headers={"Retry-After": "1"}))
    assert play("fabric_connection", desired())["changed"], play.output
    assert len(simulator.orders) == 1


def test_one_login_and_no_second_when_refused(play: Play, simulator: Simulator) -> None:
    good = {"client_id": CLIENT[0], "client_secret": CLIENT[1]}
    assert "No credentials were given" in play("access_token", {}, EQUINIX_API_TOKEN="")["msg"]
    assert play("access_token", good, EQUINIX_API_TOKEN="")["access_token"], play.output
    assert simulator.logins == 1
    result = play("fabric_port_info", {**good, "client_secret": "wrong"}, EQUINIX_API_TOKEN="")
    assert result["failed"] and "refused client_id and client_secret" in result["msg"]
    assert simulator.logins == 2


def test_a_token_that_was_given_is_handed_back_whatever_gave_it(play: Play, simulator: Simulator) -> None:
    module = "interconnect.equinix.access_token"
    given: dict[str, dict[str, Any]] = {
        "option": {module: {"access_token": "canary-option"}},
        "default": {module: {}, "module_defaults": {"group/interconnect.equinix.fabric": {"access_token": "canary-default"}}},
        "environment": {module: {}, "environment": {"EQUINIX_API_TOKEN": "canary-environment"}},
    }
    results = play.tasks([{"name": name, **task} for name, task in given.items()], "-vvvv", EQUINIX_API_TOKEN="")
    for name, result in zip(given, (row["result"] for row in results), strict=True):
        assert (result["access_token"], result["expires_in"]) == (f"canary-{name}", 0), play.output
        assert f"canary-{name}" not in json.dumps(result["invocation"])
    assert simulator.logins == 0


BAD_INPUT: dict[str, tuple[dict[str, Any], str]] = {
    "name-empty": ({"name": ""}, "Neither name nor uuid was given"),
    "name-long": ({"name": "x" * 25}, "has 25 characters"),
    "name-space": ({"name": "a b"}, "may hold only"),
    "bandwidth": ({"bandwidth": 300}, "choose 50, 200, 500 or 1000 Mbps"),
    "no-origin": ({"a_side": {"vlan_tag": 5}}, "names no origin"),
    "two-origins": ({"a_side": {"port": "a", "cloud_router": "b"}}, "keep exactly one origin"),
    "tag-1": ({"a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 1}}, "choose one from 2 to 4092"),
    "tag-4093": ({"a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 4093}}, "choose one from 2 to 4092"),
    "one-qinq-tag": ({"a_side": {"port": "FR-PRI-QINQ", "vlan_s_tag": 5}}, "needs a_side.vlan_c_tag as well"),
    "dot1q-on-qinq": ({"a_side": {"port": "FR-PRI-QINQ", "vlan_tag": 5}}, "is a QINQ port"),
    "qinq-on-dot1q": ({"a_side": {"port": "FR-PRI-DOT1Q", "vlan_s_tag": 5, "vlan_c_tag": 6}}, "is a DOT1Q port"),
    "tag-in-use": ({"a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 100}}, "the next free one is 101"),
    "unknown-port": ({"a_side": {"port": "nope", "vlan_tag": 5}}, "is no port that these credentials can see"),
    "unknown-router": ({"a_side": {"cloud_router": "nope"}}, "is no cloud router"),
    "unknown-device": ({"a_side": {"virtual_device": "nope"}}, "is no Network Edge device"),
    "unknown-token": ({"a_side": {"service_token": "00000000-0000-4000-8000-000000000000"}}, "is no service token"),
    "unknown-profile": ({"z_side": {"service_profile": "nope", "metro_code": "FR"}}, "is no service profile"),
    "two-ports": ({"a_side": {"port": "FR-TWIN-DOT1Q", "vlan_tag": 5}}, "names 2 ports"),
    "two-routers": ({"a_side": {"cloud_router": "twin-router"}}, "names 2 cloud routers"),
    "two-devices": ({"a_side": {"virtual_device": "twin-edge"}}, "names 2 Network Edge devices"),
    "secondary-port": (
        {"a_side": {"port": "FR-SEC-DOT1Q", "vlan_tag": 5}, "redundancy": {"priority": "PRIMARY"}},
        "is a secondary port",
    ),
    "port-down": ({"a_side": {"port": "FR-DOWN-DOT1Q", "vlan_tag": 5}}, "has no link"),
    "port-new": ({"a_side": {"port": "FR-NEW-DOT1Q", "vlan_tag": 5}}, "is PROVISIONING, not ACTIVE"),
    "router-new": ({"a_side": {"cloud_router": "new-router"}}, "not PROVISIONED"),
    "device-new": ({"a_side": {"virtual_device": "new-edge"}}, "not PROVISIONED"),
    "interface-taken": ({"a_side": {"virtual_device": "fra-edge", "interface_id": 3}}, "is not free"),
    "metro": ({"z_side": {"metro_code": "PA", "authentication_key": ACCOUNT}}, "choose DC, FR, HK"),
    "region": (
        {"z_side": {"metro_code": "TY", "seller_region": "eu-west-1", "authentication_key": ACCOUNT}},
        "choose ap-northeast-1 or ap-northeast-2",
    ),
    "account": ({"z_side": {"metro_code": "FR", "authentication_key": "123"}}, "was refused"),
    "no-address": ({"notifications": []}, "give 1 to 12"),
    "13-addresses": ({"notifications": [f"a{n}@example.com" for n in range(13)]}, "has 13 addresses"),
    "malformed-address": ({"notifications": ["noc@"]}, "is no email address"),
    "plain-http": ({"api_endpoint": "http://192.0.2.1"}, "unencrypted"),
    "words-for-bandwidth": (
        {"bandwidth": "1Gbps"},
        "bandwidth '1Gbps' is a text and has to be a whole number; give one such as 200 for 200 Mbps.",
    ),
    "no-limit": ({"max_monthly_charge": ""}, "give one such as {amount: 300, currency: USD}, or leave it out."),
    "reader": ({"access_token": READER_TOKEN}, "Fabric Connections Manager"),
    "unreachable": ({"api_endpoint": "http://127.0.0.1:9"}, "cannot be reached"),
}


def test_bad_input_gets_a_sentence_and_orders_nothing(play: Play, simulator: Simulator) -> None:
    tasks = [{"interconnect.equinix.fabric_connection": desired(**changes)} for changes, _sentence in BAD_INPUT.values()]
    results = play.tasks(tasks)
    for (name, (_changes, sentence)), row in zip(BAD_INPUT.items(), results, strict=True):
        assert row["failed"] and sentence in row["result"]["msg"], (name, row)
    assert simulator.orders == []
    # That somebody may not order is what the API says to the order itself, and only there.
    assert [call.status for call in simulator.mutating()] == [403]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("redeemed-token", "has been redeemed already"),
        ("expired-token", "has expired"),
        ("small-token", "above the 50 Mbps"),
    ],
)
def test_bad_token_stays_secret(name: str, sentence: str, play: Play, simulator: Simulator) -> None:
    from extensions.simulator.seed import uid

    result = play("fabric_connection", desired(a_side={"service_token": uid(name)}), "-vvvv", "--diff")
    assert sentence in result["msg"]
    assert simulator.mutating() == []
    assert uid(name) not in play.output and ACCOUNT not in play.output
