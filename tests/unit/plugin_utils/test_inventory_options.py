# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of an inventory file, without Ansible: which count as given, of which type, and whose answer a cache holds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.plugin_utils._inventory_options import (
    OptionError,
    cache_key,
    from_environment,
    given,
    typed,
)
from hypothesis import given as drawn
from hypothesis import strategies as st

SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=40)
LOGINS = st.fixed_dictionaries(
    {
        "client_id": st.none() | SECRETS,
        "client_secret": st.none() | SECRETS,
        "access_token": st.none() | SECRETS,
        "api_endpoint": st.sampled_from(["https://api.equinix.com", "http://127.0.0.1:1"]),
    }
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@drawn(LOGINS, LOGINS, JSON, JSON)
def test_a_cache_is_for_one_login_and_one_question(one: dict[str, Any], other: dict[str, Any], this: Any, that: Any) -> None:
    keys = [cache_key("fabric", login, question) for login in (one, other) for question in (this, that)]
    same_question = json.dumps(this, sort_keys=True) == json.dumps(that, sort_keys=True)
    assert (keys[0] == keys[1]) is same_question
    assert (keys[0] == keys[2]) is (one == other)
    assert not any(str(secret) in keys[0] for name, secret in one.items() if secret and name != "api_endpoint")


def test_a_token_is_not_the_secret_that_reads_alike() -> None:
    login = {"client_id": None, "client_secret": None, "access_token": None, "api_endpoint": "https://api.equinix.com"}
    assert len({cache_key("fabric", {**login, name: "same-text-of-all"}, 1) for name in list(login)[:3]}) == 3


def test_what_the_environment_gives() -> None:
    definitions = {
        "ca_path": {"env": [{"name": "FIRST"}, {"name": "SECOND"}]},
        "api_timeout": {"env": [{"name": "SECONDS"}], "default": 30},
        "name": {},
    }
    for environment, expected in (
        ({}, {}),
        ({"FIRST": "a", "SECOND": "b"}, {"ca_path": "a"}),
        ({"FIRST": "", "SECOND": "b"}, {"ca_path": "b"}),
        ({"FIRST": "", "SECONDS": ""}, {"api_timeout": 30}),
        ({"SECONDS": "5"}, {"api_timeout": "5"}),
    ):
        assert from_environment(definitions, definitions, environment) == expected


def test_what_is_empty_is_not_given() -> None:
    assert given({"a": "", "b": None, "c": False, "d": 0, "e": [], "f": "x"}) == {"c": False, "d": 0, "e": [], "f": "x"}


def read(value: Any, **definition: Any) -> Any:
    """Return the value of an option of this definition."""
    return typed({"option": value}, {"option": definition}, {}).get("option")


@pytest.mark.parametrize("value", [["FR", 1, None], {"a": {"b": ["c"]}}, [{"property": "/name", "values": ["x"]}]])
def test_json_text_is_what_it_says(value: Any) -> None:
    assert read(json.dumps(value), type="list" if isinstance(value, list) else "dict") == value


@drawn(JSON, st.sampled_from(["bool", "boolean", "int", "float", "list", "dict", "str", "path", "raw", None]))
def test_any_value_is_taken_or_refused_in_one_sentence(value: Any, kind: str | None) -> None:
    try:
        read(value, type=kind)
    except OptionError as error:
        assert str(error).startswith("option ") and " give one" in str(error)


@pytest.mark.parametrize("value", [True, False, "yes", "No", "TRUE", "off", 1, 0, "1"])
def test_switches(value: Any) -> None:
    assert read(value, type="bool") is (str(value).lower() in ("true", "yes", "1"))


def test_all_that_is_wrong_is_told_at_once_and_no_secret() -> None:
    definitions = {"client_secret": {"type": "str"}, "api_timeout": {"type": "float"}}
    with pytest.raises(OptionError) as refusal:
        typed({"client_secret": ["canary"], "api_timeout": "soon", "api_timout": 5}, definitions, {})
    assert (
        str(refusal.value).count("; ") == 3
        and "did you mean api_timeout?" in str(refusal.value)
        and "canary" not in str(refusal.value)
    )
