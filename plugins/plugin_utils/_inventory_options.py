# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of an inventory file (pure): which count as given, of which type they are, and whose answer a cache holds.

Ansible itself takes a text for a switch as no, cuts JSON at its commas, takes an empty variable of the environment for a value,
and ignores an option that there is not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ansible.module_utils.parsing.convert_bool import BOOLEANS_FALSE, BOOLEANS_TRUE
from ansible_collections.interconnect.equinix.plugins.module_utils._data import listed
from ansible_collections.interconnect.equinix.plugins.plugin_utils.nearest import nearest

# What a sentence calls a type, and an example of it.
_KINDS = {
    "bool": ("neither yes nor no", "true or false"),
    "int": ("no whole number", "one such as 5"),
    "float": ("no number", "one such as 30"),
    "list": ("no list", "one such as [a, b]"),
    "dict": ("no dictionary", "one such as {key: value}"),
    "str": ("no text", "a text"),
}
# What no sentence repeats.
SECRET = frozenset({"client_secret", "access_token"})
_SAME = {"boolean": "bool", "integer": "int", "path": "str", "string": "str", "raw": "any"}


class OptionError(Exception):
    """What is wrong with an option, in one sentence."""


def given(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that have a value; an empty one counts as not given."""
    return {name: value for name, value in config.items() if value is not None and value != ""}


def from_environment(definitions: Mapping[str, Any], names: Iterable[str], environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the values that the environment gives to options: the first variable that is not empty, else the default.

    Options of which no variable is set are left out.
    """
    found: dict[str, Any] = {}
    for name in names:
        variables = [entry["name"] for entry in definitions[name].get("env") or []]
        if any(variable in environment for variable in variables):
            values = (environment[variable] for variable in variables if environment.get(variable))
            found[name] = next(values, definitions[name].get("default"))
    return given(found)


def check_known(config: Mapping[str, Any], definitions: Mapping[str, Any]) -> None:
    """Refuse an option that there is not, since without it far more may be listed. Raises OptionError."""
    for name in config:
        if name not in definitions:
            near = listed(nearest(str(name), definitions), "or")
            raise OptionError(
                f"{name} is no option of the inventory plugin interconnect.equinix.fabric; "
                + (f"did you mean {near}?" if near else "take it away.")
            )


def typed(name: str, value: Any, definition: Mapping[str, Any]) -> Any:
    """Return the value of an option as its type; JSON text counts as what it says. Raises OptionError."""
    kind = str(definition.get("type") or "any")
    kind = _SAME.get(kind, kind)
    value = from_json(value) if kind in ("list", "dict") else value
    if not _READERS.get(kind, lambda _value: True)(value):
        words, example = _KINDS[kind]
        shown = name if name in SECRET else f"{name} '{value}'"
        raise OptionError(f"{shown} is {words}; give {example}.")
    if kind != "list":
        return value
    items = [item.strip() for item in value.split(",")] if isinstance(value, str) else list(value)
    choices = definition.get("choices") or []
    for item in items if choices else []:
        if item not in choices:
            near = nearest(str(item), choices) or choices
            raise OptionError(f"{name} has '{item}', which is none of its choices; give {listed(near, 'or')}.")
    return items


def _is_number(value: Any, kind: Callable[[str], Any]) -> bool:
    try:
        kind(str(value))
    except ValueError:
        return False
    return not isinstance(value, bool)


_READERS: dict[str, Callable[[Any], bool]] = {
    "bool": lambda value: (
        (value.strip().lower() if isinstance(value, str) else value) in BOOLEANS_TRUE | BOOLEANS_FALSE
        if isinstance(value, (str, int, float))
        else False
    ),
    "int": lambda value: _is_number(value, int),
    "float": lambda value: _is_number(value, float),
    # A text is a list with commas between its items, as everywhere in Ansible; one that looks like JSON is a mistake.
    "list": lambda value: not value.lstrip().startswith(("[", "{")) if isinstance(value, str) else isinstance(value, list),
    "dict": lambda value: isinstance(value, Mapping),
    "str": lambda value: not isinstance(value, (list, Mapping)),
}


def from_json(value: Any) -> Any:
    """Return what a JSON text of a list or a dictionary says; anything else as it is."""
    if not isinstance(value, str) or not value.lstrip().startswith(("[", "{")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def filters_from_json(filters: Iterable[Any]) -> list[dict[str, Any]]:
    """Return conditions of which each, and its values, may be JSON text. Raises OptionError."""
    items = []
    for number, item in enumerate(map(from_json, filters)):
        if not isinstance(item, Mapping):
            raise OptionError(f"filters[{number}] '{item}' is no dictionary; give one such as {{property: /name, values: [a]}}.")
        items.append({key: from_json(value) if key == "values" else value for key, value in item.items()})
    return items


def cache_key(prefix: str, login: Mapping[str, Any], question: Any) -> str:
    """Return the key under which a cache keeps an answer: that of this login, at this endpoint, to this question.

    Whoever has another token, or not the secret, does not get what somebody else may see. Nothing of a secret can be read in it.
    """
    whose = [_digest(login.get(name) or "") for name in ("client_id", "client_secret", "access_token")]
    asked = json.dumps([whose, login["api_endpoint"], question], sort_keys=True, default=str)
    return f"{prefix}_{_digest(asked)[:32]}"


def _digest(text: Any) -> str:
    return hashlib.sha256(str(text).encode()).hexdigest()
