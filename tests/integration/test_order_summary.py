# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an order or a change would come to is said before it is sent: check mode, prices, the role's summary, by real plays."""

from __future__ import annotations

import json
from typing import Any

from extensions.simulator.server import Simulator
from tests.support.plays import ORIGINS, Play, desired, order

CONNECTION, FLEET = "interconnect.equinix.fabric_connection", "interconnect.equinix.fabric_connections"
BEGIN = "Charges begin as soon as a connection request is submitted."


def test_check_mode_of_an_order_knows_its_phase_and_its_price(play: Play, simulator: Simulator) -> None:
    single, fleet = desired(), desired(name="alibaba-fra-2", a_side=ORIGINS["cloud-router"])
    wait = {"wait_timeout": fleet.pop("wait_timeout")}
    results = play.tasks([{CONNECTION: single}, {FLEET: {"connections": [fleet], **wait}}], "--check")
    first, second = results[0]["result"], results[1]["result"]["results"][0]
    for result in (first, second):
        assert result["status"]["phase"] == "requested" and "not documented" not in result["status"]["description"], play.output
        assert result["price"]["monthly"] == 100.0 and result["price"]["currency"] == "USD" and result["price_before"] is None
    assert "does not list" not in play.output and simulator.mutating() == []
    # A price list that cannot be read is no reason to refuse, and nothing is looked up for an order itself.
    real = play("fabric_connection", single)
    assert real["changed"] and real["price"] is None, play.output


def test_a_change_of_bandwidth_tells_both_prices_and_of_the_port_at_alibaba(play: Play, simulator: Simulator) -> None:
    wait = {"wait_timeout": 20}
    rows = [order(simulator, name=name, a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 40 + n}) for n, name in enumerate("abc")]
    for row in rows[:2]:
        simulator.accept(row["uuid"])
    checks = [{CONNECTION: {"name": "a", "bandwidth": 500, **wait}, "check_mode": True}]
    real = [
        {CONNECTION: {"name": "a", "bandwidth": 500, **wait}},
        {FLEET: {"connections": [{"name": "b", "bandwidth": 500}], **wait}},
    ]
    waiting = [{CONNECTION: {"name": "c", "bandwidth": 500, "order": {"term_length": 12}, **wait}}]
    results = play.tasks(checks + real + waiting)
    told = [row["result"].get("results", [row["result"]])[0] for row in results]
    for result in told:
        assert result["changed"] and (result["price_before"]["monthly"], result["price"]["monthly"]) == (100.0, 180.0), (
            play.output
        )
    warnings = [" ".join(row["result"].get("warnings", [])) for row in results]
    assert ["paid for in advance" in text for text in warnings] == [True, True, True, False], warnings
    assert "200 Mbps until its term ends" in warnings[0] and "to 500 Mbps" in warnings[0]


def summary(play: Play, connections: list[dict[str, Any]], *flags: str, **more: Any) -> list[str]:
    """Return the lines that the role shows."""
    variables = {"fabric_order_summary_connections": connections, "fabric_order_summary_metro_code": "FR", **more}
    role = {"name": "interconnect.equinix.fabric_order_summary", "rolespec_validate": False}
    tasks = [{"ansible.builtin.include_role": role, "vars": variables}]
    kept = play.folder / "everything.jsonl"
    kept.write_text("")
    environment = {"ANSIBLE_CALLBACKS_ENABLED": "keep_result,keep_everything", "KEEP_EVERYTHING": str(kept)}
    play.run([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}], *flags, **environment)
    rows = [json.loads(line)["result"] for line in kept.read_text().splitlines()]
    return next(([str(line) for line in row["msg"]] for row in rows if isinstance(row.get("msg"), list)), [])


def test_the_summary_says_what_is_there_already(play: Play, simulator: Simulator) -> None:
    new = {"name": "new", "bandwidth": 200, "a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 50}}
    there = {"name": "there", "bandwidth": 200, "a_side": ORIGINS["cloud-router"]}
    row = order(simulator, name="there", a_side=ORIGINS["cloud-router"])
    simulator.accept(row["uuid"])
    both = summary(play, [new, there])
    assert both[-1] == BEGIN and any("it is not ordered again" in line and row["uuid"] in line for line in both), play.output
    assert "In total: 200.00 USD a month, 0.00 USD once" in both
    assert summary(play, [there])[-1] == "Nothing is ordered."
    assert summary(play, [new], "--check")[-1] == "Nothing is ordered or changed in check mode."
    changed = summary(play, [{**there, "bandwidth": 500}], fabric_order_summary_term_length=1)
    text = "\n".join(changed)
    assert "Bandwidth: 200 Mbps now, 500 Mbps then" in text and BEGIN not in text, play.output
    assert "Price now: 100.00 USD a month" in text and "Price then: 180.00 USD a month" in text
    assert "was paid for in advance, that was for 200 Mbps" in text
    assert "Nothing is ordered; the monthly charge changes with the connection." in text
    # Nobody accepted this one yet, so nothing is paid for at Alibaba Cloud.
    order(simulator, name="waits", a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 51})
    waits = summary(play, [{"name": "waits", "bandwidth": 50, "a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 51}}])
    assert "paid for in advance" not in "\n".join(waits) and any("50 Mbps then" in line for line in waits), play.output
    assert len(simulator.mutating()) == 2


def test_the_summary_refuses_another_unit(play: Play, simulator: Simulator) -> None:
    wrong = {"name": "new", "bandwidth": "1Gbps", "a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 50}}
    assert summary(play, [wrong]) == []
    assert "bandwidth '1Gbps' is a text and has to be a whole number" in play.output.replace("''", "'"), play.output
    assert simulator.calls == []
