# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options as tired people and extra variables give them: of another kind, as JSON, empty; every option of every module."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from extensions.simulator import seed
from extensions.simulator.middleware import CLIENT, TOKEN
from extensions.simulator.server import Simulator
from tests.support.every_module import MODULES, options_of, specs
from tests.support.in_process import PlayClock, in_process, run_module
from tests.support.plays import ACCOUNT, Play, desired

# What has parts gets something that has none, and a list where there are no lists.
WRONG: dict[str, tuple[Any, ...]] = {
    "dict": ("canary-text", 100, ["canary-text"], '{"half"'),
    "list": ("canary-text", 100, {"canary-text": 1}, ["canary-text"], [7]),
}


def put(options: dict[str, Any], spec: dict[str, Any], path: tuple[str, ...], value: Any) -> str:
    """Set an option at a path and return how a sentence names it; where there is a list on the way, in its second item."""
    said = []
    for key in path[:-1]:
        if spec[key]["type"] == "list":
            options[key], inner = [{}, {}], f"{key}[1]"
            options = options[key][1]
        else:
            options[key], inner = {}, key
            options = options[key]
        said.append(inner)
        spec = spec[key]["options"]
    options[path[-1]] = value
    return ".".join([*said, path[-1]])


def wrong_ones(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, dict[str, Any], str, Any, bool]]:
    """Yield module, options, the name of the wrong one, its value, and whether it may hold a secret."""
    for module, spec in specs(monkeypatch).items():
        for path, option in options_of(spec):
            kind = option.get("type", "str")
            if kind == "dict" or (kind, option.get("elements")) == ("list", "dict"):
                secret = any(inner.get("no_log") for _path, inner in options_of(option.get("options") or {}))
                for value in WRONG[kind]:
                    given: dict[str, Any] = {}
                    yield module, given, put(given, spec, path, value), value, secret


def check(result: dict[str, Any], named: str, value: Any, secret: bool) -> None:
    """Look for the option, its value unless it may be secret, and an example."""
    assert result["failed"] and result["msg"].startswith(named), result
    assert result["error"]["kind"] == "InputError" and result["error"]["option"].startswith(named), result
    assert " and has to be a " in result["msg"] and " such as " in result["msg"] and "{" in result["msg"], result
    if isinstance(value, (str, int)):
        assert (f" '{value}' " in result["msg"]) is not secret, result
    assert not secret or "canary" not in json.dumps(result)


def test_what_has_another_kind_gets_a_sentence_with_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0
    with in_process(PlayClock()):
        for module, given, named, value, secret in wrong_ones(monkeypatch):
            check(run_module(module, given, check=False), named, value, secret)
            count += 1
    assert count > 70


def test_ansible_shows_that_sentence(play: Play, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    some = list(wrong_ones(monkeypatch))[::7]
    tasks = [{"name": named, f"interconnect.equinix.{module}": given} for module, given, named, _value, _secret in some]
    for row, (_module, _given, named, value, secret) in zip(play.tasks(tasks, "-vvv"), some, strict=True):
        check({**row["result"], "failed": row["failed"]}, named, value, secret)
    assert "Traceback" not in play.output and simulator.calls == []


def test_what_was_meant_as_a_dict_or_a_list_is_read(play: Play, simulator: Simulator) -> None:
    single, item = desired(), desired(name="alibaba-fra-2", a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": "1002"})
    del item["wait_timeout"]
    as_text = {key: json.dumps(value) if isinstance(value, (dict, list)) else str(value) for key, value in single.items()}
    dear = {"name": "dear", "a_side": json.dumps({"port": "FR-PRI-DOT1Q", "vlan_tag": 1003})}
    half_text = {**item, "z_side": json.dumps(item["z_side"])}
    tasks: list[dict[str, Any]] = [
        {"interconnect.equinix.fabric_connection": as_text},
        {"interconnect.equinix.fabric_connections": {"connections": json.dumps([single_of(single), item])}},
        {"interconnect.equinix.fabric_connections": {"connections": [json.dumps(single_of(single)), half_text]}},
        # As a template without a filter writes it.
        {"interconnect.equinix.fabric_connections": {"connections": str([single_of(single), item])}},
        {"interconnect.equinix.fabric_connection": {**single, "max_monthly_charge": "amount=1 currency=USD", **dear}},
    ]
    results = [row["result"] for row in play.tasks([{"name": "The task", **task} for task in tasks])]
    assert [result["changed"] for result in results] == [True, True, False, False, False], play.output
    assert "max_monthly_charge 1 USD" in results[-1]["msg"]
    assert len(simulator.orders) == 2


def single_of(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of one connection as an item of a fleet has them."""
    return {key: value for key, value in options.items() if key != "wait_timeout"}


def test_numbers_and_truth_get_a_sentence_too(play: Play, simulator: Simulator) -> None:
    tasks: list[dict[str, Any]] = [
        {"interconnect.equinix.fabric_connection": desired(**{option: value}), "name": option}
        for option, value in (("bandwidth", "1Gbps"), ("wait_timeout", "15 minutes"), ("wait", "perhaps"), ("name", ["a"]))
    ]
    tasks.append(
        {"interconnect.equinix.fabric_connections": {"connections": [{"bandwidth": n} for n in ["1G"] * 20]}, "name": "20"}
    )
    said = {row["task"]: row["result"]["msg"] for row in play.tasks(tasks)}
    assert said["bandwidth"].endswith("'1Gbps' is a text and has to be a whole number; give one such as 200 for 200 Mbps.")
    assert said["wait_timeout"].endswith("has to be a whole number; give one such as 900 for 900 seconds.")
    assert said["wait"] == "wait 'perhaps' is a text and has to be true or false; give one."
    assert said["name"] == "name is a list and has to be a text; give one such as alibaba-fra-1."
    assert said["20"].startswith("connections[0].bandwidth '1G'") and said["20"].endswith("There are 12 more of that kind.")
    assert simulator.calls == []


def test_what_is_empty_was_not_given(play: Play, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text and number of every module, beside what it needs; the environment gives what the options leave empty."""
    tasks: list[dict[str, Any]] = []
    for module, options in MODULES.items():
        given = copy.deepcopy(options)
        for path, option in options_of(specs(monkeypatch)[module]):
            takes_empty = option.get("type", "str") in ("str", "path", "int", "float", "bool")
            if len(path) == 1 and path[0] not in given and takes_empty and not option.get("choices"):
                given[path[0]] = " " if option.get("no_log") else ""
        tasks.append({"name": module, f"interconnect.equinix.{module}": given, "register": "result"})
    both = {"EQUINIX_API_TOKEN": TOKEN, "EQUINIX_API_CLIENTID": CLIENT[0], "EQUINIX_API_CLIENTSECRET": CLIENT[1]}
    results = play.tasks(tasks, ALIBABA_CLOUD_REGION_ID="eu-central-1", **both)
    assert [(row["task"], row["result"].get("msg")) for row in results if row["failed"]] == [], play.output
    assert {row["task"]: row["result"]["access_token"] for row in results if row["task"] == "access_token"} == {
        "access_token": TOKEN
    }
    # Nobody has to log in: the token of the environment counts.
    assert simulator.logins == 0


def test_an_empty_name_beside_a_uuid_is_none(play: Play, simulator: Simulator) -> None:
    uuid = play("fabric_connection", desired())["connection"]["uuid"]
    tasks: list[dict[str, Any]] = [
        {"interconnect.equinix.fabric_connection": {"name": "", "uuid": uuid, "bandwidth": ""}},
        {"interconnect.equinix.fabric_connections": {"connections": [{"name": " ", "uuid": uuid}]}},
        {"interconnect.equinix.fabric_connection": {"name": "", "uuid": "", "state": "absent"}},
        {"interconnect.equinix.fabric_connection": desired(state="")},
    ]
    rows = play.tasks([{"name": "The task", **task} for task in tasks])
    first, second, third, fourth = (row["result"] for row in rows)
    assert not first["changed"] and not second["changed"] and first["connection"]["uuid"] == uuid
    assert "Neither name nor uuid was given" in third["msg"]
    # An order is not what comes of a variable that is empty.
    assert [row["failed"] for row in rows] == [False, False, True, True]
    assert "state must be one of: present, absent" in fourth["msg"], fourth
    assert seed.ALIBABA_KEYS[ACCOUNT][1] not in play.output
