# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables of roles as text, empty, missing and wrong: every variable of every role, by its argument specification."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.interconnect.equinix.plugins.filter.fabric_fleet_connections import connections
from ansible_collections.interconnect.equinix.plugins.filter.given import given
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba import module as alibaba_module
from ansible_collections.interconnect.equinix.plugins.module_utils._ansible import module as ansible_module
from ansible_collections.interconnect.equinix.plugins.module_utils._ansible.option_values import secrets
from ansible_collections.interconnect.equinix.plugins.plugin_utils.express_connect_variables import members, problems
from ansible_collections.interconnect.equinix.plugins.plugin_utils.option_types import read_value, such_as
from ansible_collections.interconnect.equinix.plugins.plugin_utils.role_variables import (
    entry_options,
    is_required,
    read_variables,
)

ROLES = sorted((Path(__file__).parents[3] / "roles").iterdir())
ENTRIES = [
    (role, entry) for role in ROLES for entry in yaml.safe_load((role / "meta/argument_specs.yml").read_text())["argument_specs"]
]
EVERY = pytest.mark.parametrize(("role", "entry"), ENTRIES, ids=lambda part: getattr(part, "name", part))
# What people write for a type, and what it is.
TEXTS: dict[str, dict[str, Any]] = {
    "bool": {
        "true": True,
        "True": True,
        "yes": True,
        "on": True,
        "1": True,
        "false": False,
        "no": False,
        "off": False,
        "0": False,
    },
    "int": {"7": 7, " 7 ": 7},
    "float": {"7": 7.0, "7.5": 7.5},
}
NONSENSE = {
    "bool": "perhaps",
    "int": "7Gbps",
    "float": "dear",
    "dict": "FR-PRI-DOT1Q",
    "list": "{a: b}",
    "str": True,
    "path": ["x"],
}


def leaves(options: dict[str, Any], *path: str) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yield every option at any depth of dicts, and the way to it."""
    for name, option in options.items():
        yield (*path, name), option
        if option.get("type") == "dict":
            yield from leaves(option.get("options") or {}, *path, name)


def put(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """Return the variable that has a value at the end of a way."""
    return {path[0]: put(path[1:], value) if len(path) > 1 else value}


def got(options: dict[str, Any], role: Path, path: tuple[str, ...]) -> Any:
    """Return what the role gets there."""
    found: Any = options
    for name in (path[0].removeprefix(f"{role.name}_"), *path[1:]):
        found = found[name]
    return found


def wrong(found: dict[str, Any]) -> list[str]:
    """Return what is wrong but for what is missing."""
    return [sentence for sentence in found["problems"] if "missing" not in sentence]


@EVERY
def test_every_variable_is_taken_as_text(role: Path, entry: str) -> None:
    seen = 0
    for path, option in leaves(entry_options(role, entry)):
        for text, value in TEXTS.get(option.get("type", "str"), {}).items():
            found = read_variables(role, entry, put(path, text), [])
            assert wrong(found) == [] and got(found["options"], role, path) == value, (path, text)
            assert type(got(found["options"], role, path)) is type(value)
            seen += 1
        # A whole dict or list as text, in JSON and in YAML.
        example = such_as(path[-1], option).removeprefix(" such as ")
        if option.get("type") in ("dict", "list") and example and "..." not in example:
            value = yaml.safe_load(example)
            typed, mistakes = read_value(value, option, path[-1])
            for text in (json.dumps(value), yaml.safe_dump(value), yaml.safe_dump(value, default_flow_style=True)):
                found = read_variables(role, entry, put(path, text), [])
                assert wrong(found) == mistakes == [] and got(found["options"], role, path) == typed
                seen += 1
    assert seen > 3 or role.name in ("awx_setup", "fabric_order_summary", "simulator")


@EVERY
def test_every_mistake_is_one_sentence_with_the_variable(role: Path, entry: str) -> None:
    for path, option in leaves(entry_options(role, entry)):
        nonsense = NONSENSE[option.get("type", "str")]
        (sentence,) = wrong(read_variables(role, entry, put(path, nonsense), []))
        assert sentence.startswith(".".join(path)) and sentence.endswith("."), sentence
        assert (f"'{nonsense}'" in sentence) is (isinstance(nonsense, (str, bool)) and not any(secrets(option))), sentence
        if option.get("options"):
            assert "; give one such as " in sentence, sentence


@EVERY
def test_whatever_is_empty_is_not_given(role: Path, entry: str) -> None:
    nothing = read_variables(role, entry, {}, [])
    options = entry_options(role, entry)
    for empty in ("", "  ", None, "__omit_place_holder__5f0c"):
        # But a limit, which nothing does not take away.
        given = {name: empty for name in options if not name.endswith("max_monthly_charge")}
        assert read_variables(role, entry, given, []) == nothing
    for name, option in options.items():
        parts = option.get("options") or {}
        if option.get("type") == "dict" and not any(part.get("required") for part in parts.values()):
            found = read_variables(role, entry, {name: dict.fromkeys(parts, "")}, [])
            assert wrong(found) == [] and got(found["options"], role, (name,)) == {}


@EVERY
def test_all_that_is_missing_is_named_at_once(role: Path, entry: str) -> None:
    needed = [name for name, option in entry_options(role, entry).items() if is_required(option)]
    told = read_variables(role, entry, {}, [])["problems"]
    assert len(told) == bool(needed) and all(name in told[0] for name in needed)
    # Ansible itself would answer with the whole specification, and to a number in place of a dict with a traceback.
    specs = yaml.safe_load((role / "meta/argument_specs.yml").read_text())["argument_specs"]
    assert not any("required" in option or option["type"] == "dict" for option in specs[entry]["options"].values())


def test_what_is_missing_comes_with_an_example() -> None:
    role = next(role for role in ROLES if role.name == "express_connect")
    (told,) = read_variables(role, "main", {"express_connect_name": "a", "express_connect_metro_code": ""}, [])["problems"]
    assert told.startswith("These variables of the role express_connect are missing: express_connect_a_side, such as {port:")
    assert "express_connect_bandwidth, such as 200; express_connect_metro_code, such as FR;" in told
    (told,) = read_variables(role, "status", {}, [])["problems"] or ["express_connect_name"]
    assert "express_connect_name" in told


SENTENCES = {
    "express_connect_max_monthly_charge": (
        100,
        " '100' is a number and has to be a dict; give one such as {amount: 300, currency: USD}.",
    ),
    # A service token may be in it.
    "express_connect_a_side": (
        "FR-PRI-DOT1Q",
        " is a text and has to be a dict; give one such as {port: FR-PRI-DOT1Q, vlan_tag: 1001}.",
    ),
    "express_connect_bandwidth": ("1Gbps", " '1Gbps' is a text and has to be a whole number; give one such as 200 for 200 Mbps."),
    # What YAML makes of NO.
    "express_connect_metro_code": (False, " 'False' is true or false and has to be a text; give one such as FR."),
    "express_connect_wait_for": ("activ", " 'activ' is none of pending_approval or active; did you mean active?"),
    "express_connect_bgp": ({"bpg": {}}, ".bpg is no option; did you mean bgp?"),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_sentences(name: str) -> None:
    role = next(role for role in ROLES if role.name == "express_connect")
    value, rest = SENTENCES[name]
    assert wrong(read_variables(role, "main", {name: value}, [])) == [f"{name}{rest}"]


def test_lists_as_people_write_them() -> None:
    option = {"type": "list", "elements": "str"}
    for text in ("a@x.de,b@x.de", "a@x.de, b@x.de", "a@x.de\nb@x.de\n", '["a@x.de", "b@x.de"]', "- a@x.de\n- b@x.de"):
        assert read_value(text, option, "names") == (["a@x.de", "b@x.de"], [])
    assert read_value(["", 5], option, "names") == (["", "5"], [])
    number = {"type": "list", "elements": "int"}
    assert read_value("1, x", number, "vlans")[1] == ["vlans[1] 'x' is a text and has to be a whole number; give one."]


def test_connections_of_a_fleet_in_their_types() -> None:
    rows = [{"name": "a", "z_side": '{"metro_code": "FR"}', "bandwidth": "50"}, '{"name": "b", "state": "absent"}', "c"]
    found = connections(rows, {"z_side": {"authentication_key": "x"}, "bandwidth": "200"})
    assert found["connections"][:2] == [
        {"name": "a", "z_side": {"metro_code": "FR", "authentication_key": "x"}, "bandwidth": 50},
        {"name": "b", "state": "absent", "z_side": {"authentication_key": "x"}, "bandwidth": 200},
    ]
    (told,) = found["problems"]
    assert told.startswith("fabric_fleet_connections[2] is a text and has to be a dict; give one such as {name: alibaba-fra-1")


def test_only_what_is_given_is_handed_on() -> None:
    assert given(None) == {}
    assert given({"client_id": "a", "client_secret": "", "api_retries": 0}, access_token="", project_id="p") == {
        "client_id": "a",
        "api_retries": 0,
        "project_id": "p",
    }


def test_the_key_of_another_account_is_its_own() -> None:
    key = {"access_key_id": "1", "access_key_secret": "2", "security_token": "3", "api_endpoint": "http://127.0.0.1:1"}
    options = {"name": "a", "secondary_name": "b", "alibaba_key": key}
    assert [member["key"] for member in members(options)] == [key, key]
    own = {"access_key_id": "4", "access_key_secret": "5"}
    first, second = members({**options, "secondary_access_key": own})
    assert first["key"] == key and second["key"] == {**own, "api_endpoint": key["api_endpoint"]}


def test_a_playbook_is_for_one_kind_of_origin() -> None:
    options = {"name": "a", "a_side": {"port": "p"}, "origin": "cloud_router"}
    (told,) = problems(options)
    assert told == "express_connect_a_side names no cloud_router; give it, or use the playbook of the origin that you have."
    assert problems({**options, "origin": "port"}) == problems({**options, "origin": None}) == []


@pytest.mark.parametrize(
    ("variable", "options"),
    [("equinix", ansible_module.equinix_options()), ("alibaba_key", alibaba_module.alibaba_options())],
    ids=["equinix", "alibaba"],
)
def test_credentials_of_roles_are_the_options_of_modules(variable: str, options: dict[str, Any]) -> None:
    found = 0
    for role, entry in ENTRIES:
        taken = (entry_options(role, entry).get(f"{role.name}_{variable}") or {}).get("options")
        if taken is None:
            continue
        found += 1
        # The region is that of the connection.
        assert {*taken, "region"} == {*options, "region"}, (role.name, entry)
        for name, option in taken.items():
            module = options.get(name, {"type": "str"})
            assert (option["type"], bool(option.get("no_log"))) == (module["type"], bool(module.get("no_log"))), name
    assert found >= 4


@pytest.mark.parametrize("nothing", ["", " ", None])
def test_a_limit_is_not_taken_away_by_nothing(nothing: Any) -> None:
    role = next(role for role in ROLES if role.name == "express_connect")
    (told,) = wrong(read_variables(role, "main", {"express_connect_max_monthly_charge": nothing}, []))
    assert told.startswith("express_connect_max_monthly_charge '' is empty and has to be a dict; give one such as {amount: 300")
    (told,) = connections([{"name": "a", "max_monthly_charge": nothing}], {})["problems"]
    assert "max_monthly_charge '' is empty" in told
    # What a survey of AWX makes of no answer, and what omit stands for, is no limit.
    assert wrong(read_variables(role, "main", {"express_connect_max_monthly_charge": {}}, [])) == []
    assert wrong(read_variables(role, "main", {"express_connect_max_monthly_charge": "__omit_place_holder__1"}, [])) == []


@pytest.mark.parametrize("a_side", [{"port": "p"}, {"service_token": "t"}, {"virtual_device": "d"}])
def test_routing_of_a_router_is_for_routers(a_side: dict[str, str]) -> None:
    direct = {"direct": {"equinix_iface_ipv4": "192.0.2.1/30"}}
    options = {"name": "a", "a_side": {"cloud_router": "r"}, "bgp": direct}
    assert problems(options) == []
    (told,) = problems({**options, "a_side": a_side})
    assert told.startswith(
        "express_connect_bgp has direct, which a cloud router has, and express_connect_a_side names no cloud_router; "
    )
    pair = {**options, "secondary_name": "b", "secondary_a_side": a_side, "bgp": {**direct, "secondary": direct}}
    (told,) = problems(pair)
    assert told.startswith("express_connect_bgp.secondary has direct"), told
