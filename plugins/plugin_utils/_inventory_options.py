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
from collections.abc import Iterable, Mapping
from typing import Any

from .option_types import is_empty, read_options

_SECRET = frozenset({"client_secret", "access_token"})
# What Ansible's own fragments call some types.
_SAME = {"boolean": "bool", "integer": "int", "string": "str"}


class OptionError(Exception):
    """What is wrong with options, a sentence for each mistake."""


def given(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that have a value; an empty one counts as not given."""
    return {name: value for name, value in config.items() if not is_empty(value)}


def from_environment(definitions: Mapping[str, Any], names: Iterable[str], environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the values that the environment gives to options: the first variable that is not empty, else the default.

    Options of which no variable is set are left out.
    """
    found: dict[str, Any] = {}
    for name in names:
        variables = [entry["name"] for entry in definitions[name].get("env") or []]
        if any(variable in environment for variable in variables):
            values = (environment[variable] for variable in variables if not is_empty(environment.get(variable)))
            found[name] = next(values, definitions[name].get("default"))
    return given(found)


def typed(config: Mapping[str, Any], definitions: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that are given, in their types; ``more`` are definitions of options that have options themselves.

    Raises OptionError, also for an option that there is not, since without it far more may be listed.
    """
    values, wrong = read_options(config, {**{name: _spec(name, each) for name, each in definitions.items()}, **more})
    if wrong:
        raise OptionError(" ".join(wrong))
    return values


def _spec(name: str, definition: Mapping[str, Any]) -> dict[str, Any]:
    kind = str(definition.get("type") or "raw")
    shown = {key: definition[key] for key in ("choices", "required") if definition.get(key)}
    # Items of lists are left as they are: made into a new text, an expression would no longer be trusted.
    return {**shown, "type": _SAME.get(kind, kind), "elements": "raw", "no_log": name in _SECRET}


def cache_key(prefix: str, login: Mapping[str, Any], question: Any) -> str:
    """Return the key under which a cache keeps an answer: that of this login, at this endpoint, to this question.

    Whoever has another token, or not the secret, does not get what somebody else may see. Nothing of a secret can be read in it.
    """
    whose = [_digest(login.get(name) or "") for name in ("client_id", "client_secret", "access_token")]
    asked = json.dumps([whose, login["api_endpoint"], question], sort_keys=True, default=str)
    return f"{prefix}_{_digest(asked)[:32]}"


def _digest(text: Any) -> str:
    return hashlib.sha256(str(text).encode()).hexdigest()
