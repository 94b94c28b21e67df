# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refusals say what may have been meant, and show what was typed as it was typed, by real plays."""

from __future__ import annotations

from typing import Any

from extensions.simulator import seed
from extensions.simulator.server import Simulator
from tests.support.plays import ACCOUNT, ORIGINS, Play, desired, order

CONNECTION, FLEET = "interconnect.equinix.fabric_connection", "interconnect.equinix.fabric_connections"
ROUTING, PRICE, FOUND = (f"interconnect.equinix.fabric_{name}" for name in ("routing_protocol", "price_info", "connection_info"))
PORT, ROUTER, TOKEN = seed.uid("FR-PRI-DOT1Q"), seed.uid("fra-router"), seed.uid("alibaba-fra-token")


def slip(uuid: str) -> str:
    """Return a UUID that differs in its last character."""
    return uuid[:-1] + ("0" if uuid[-1] != "0" else "1")


Z_SIDE = {"metro_code": "FR", "authentication_key": ACCOUNT}
ASSETS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "port": ({"port": "fr-pri-dot1", "vlan_tag": 5}, {}, "'FR-PRI-DOT1Q'"),
    "router": ({"cloud_router": "Fra-Routr"}, {}, "'fra-router'"),
    "device": ({"virtual_device": "fra-egde"}, {}, "'fra-edge'"),
    "profile": (ORIGINS["port-dot1q"], {"service_profile": "Alibaba Express Connect"}, "'Alibaba Cloud Express Connect'"),
    "port-uuid": ({"port": slip(PORT), "vlan_tag": 5}, {}, f"{PORT} ('FR-PRI-DOT1Q')"),
    "router-uuid": ({"cloud_router": slip(ROUTER).upper()}, {}, f"{ROUTER} ('fra-router')"),
    "token": ({"service_token": slip(TOKEN)}, {}, "'alibaba-fra-token'"),
}


def test_refusals_say_which_asset_may_have_been_meant(play: Play, simulator: Simulator) -> None:
    tasks: list[dict[str, Any]] = []
    expected: list[str] = []
    for a_side, z_side, meant in ASSETS.values():
        spec = desired(a_side=a_side, z_side={**Z_SIDE, **z_side})
        wait = {"wait_timeout": spec.pop("wait_timeout")}
        profile = {"service_profile": z_side["service_profile"]} if z_side else {}
        tasks += [
            {CONNECTION: spec, "check_mode": True},
            {CONNECTION: spec},
            {FLEET: {"connections": [spec, {**spec, "name": "another", "a_side": ORIGINS["cloud-router"]}], **wait}},
            {PRICE: {"bandwidth": 200, "a_side": a_side, "z_side": {"metro_code": "FR", **profile}}},
        ]
        expected += [f"(did you mean {meant}"] * 4
    results = play.tasks(tasks)
    for row, sentence in zip(results, expected, strict=True):
        assert row["failed"] and sentence in row["result"]["msg"], (sentence, row["result"]["msg"])
    # The UUID of a token is a secret, a wrong one may be one as well.
    assert TOKEN not in play.output and slip(TOKEN) not in play.output
    assert simulator.mutating() == []


def test_refusals_say_which_connection_may_have_been_meant(play: Play, simulator: Simulator) -> None:
    uuid = order(simulator, a_side=ORIGINS["cloud-router"])["uuid"]
    direct = {"direct": {"equinix_iface_ipv4": "192.0.2.1/30"}}
    pair = desired(name="second", a_side=ORIGINS["cloud-router"], redundancy={"primary": "Alibaba-fra-l"})
    tasks = [
        {ROUTING: {"connection": "alibaba-fr-1", **direct}},
        {CONNECTION: pair},
        {CONNECTION: {"uuid": slip(uuid), "bandwidth": 50}},
        {CONNECTION: {"name": "alibaba-fra1", "state": "absent"}},
        {FLEET: {"connections": [{"name": "alibaba-fra1", "state": "absent"}]}},
        {FOUND: {"name": "alibaba-fra-1", "a_side": {"cloud_router": "fra-ruoter"}}},
    ]
    simulator.world.connections[uuid].row["aSide"]["accessPoint"]["router"].pop("name")
    results = play.tasks(tasks)
    meant = [
        "'alibaba-fra-1'",
        "'alibaba-fra-1'",
        f"{uuid} ('alibaba-fra-1')",
        "'alibaba-fra-1'",
        "'alibaba-fra-1'",
        "'fra-router'",
    ]
    for row, name in zip(results, meant, strict=True):
        text = " ".join([str(row["result"].get("msg", "")), *row["result"].get("warnings", [])])
        assert f"(did you mean {name}" in text, row
    assert len(simulator.mutating()) == 1


def test_what_was_typed_is_shown_as_it_was_typed(play: Play, simulator: Simulator) -> None:
    order(simulator)
    unknown = "ABCDEF00-0000-4000-8000-00000000ABCD"
    limit = {"amount": 1, "currency": "eur"}
    tasks = [
        {CONNECTION: desired(name="x", z_side={**Z_SIDE, "metro_code": "pa"})},
        {CONNECTION: desired(z_side={**Z_SIDE, "metro_code": "ld"})},
        {CONNECTION: {"uuid": unknown, "bandwidth": 50}},
        {CONNECTION: {"uuid": unknown, "state": "absent"}},
        {CONNECTION: desired(name="x", a_side={"port": unknown, "vlan_tag": 5})},
        {CONNECTION: desired(name="x", a_side={"port": "FR-SEC-DOT1Q", "vlan_tag": 5}, redundancy={"group": unknown})},
        {CONNECTION: desired(name="x", a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 5}, max_monthly_charge=limit)},
        {PRICE: {"bandwidth": 50, "a_side": {"port": "FR-PRI-DOT1Q"}, "z_side": {"metro_code": "pa"}}},
    ]
    shown = ["metro_code pa", "ld wanted", unknown, unknown, unknown, unknown, "1 eur", "metro_code pa"]
    results = play.tasks(tasks)
    for row, text in zip(results, shown, strict=True):
        said = " ".join([str(row["result"].get("msg", "")), *row["result"].get("warnings", [])])
        assert text in said and text.swapcase() not in said, (text, said)
    # Whatever the case, the same is meant.
    row = order(simulator, name="y", a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 6})
    same = desired(
        name="y",
        a_side={"port": PORT.upper(), "vlan_tag": 6},
        z_side={**Z_SIDE, "metro_code": "fr", "service_profile": seed.ALIBABA.upper()},
    )
    tasks = [{CONNECTION: same}, {CONNECTION: {"uuid": row["uuid"].upper(), "bandwidth": 200}}]
    assert [item["result"]["changed"] for item in play.tasks(tasks)] == [False, False], play.output


def test_times_are_told_in_whole_seconds(play: Play, simulator: Simulator) -> None:
    simulator.settings.deprovisioning = 60
    order(simulator)
    result = play("fabric_connection", {"name": "alibaba-fra-1", "state": "absent", "wait_timeout": 2})
    assert result["failed"] and result["changed"] and "after 2 s of waiting (wait_timeout)" in result["msg"], play.output
    assert "was started" in result["msg"] and result["connection"]["uuid"] in result["msg"]


def test_what_was_done_before_the_time_was_over_is_told(play: Play, simulator: Simulator) -> None:
    simulator.settings.changing = 60
    result = play("fabric_connection", desired(wait_for="active", wait_timeout=2))
    assert result["failed"] and result["changed"] and "was ordered" in result["msg"], play.output
    assert result["connection"]["uuid"] in result["msg"] and "after 2 s of waiting" in result["msg"]
    result = play("fabric_connection", {"name": "alibaba-fra-1", "bandwidth": 500, "wait_timeout": 2})
    assert result["failed"] and result["changed"] and "was changed: bandwidth to 500" in result["msg"], play.output
