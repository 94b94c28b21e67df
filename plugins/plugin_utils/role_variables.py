# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which variables a role knows, and what was given for them in their types.

Ansible checks the values of documented variables and takes any other name without a word: a misspelt spending limit is no limit.
What a role knows is read from its own files: what it documents, and what it registers, sets and loops over itself. The types of
values, and what is missing, are told by ``option_types``.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from .nearest import nearest
from .option_types import read_options, such_as

_FASTEST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_FASTEST):
    """Reads the YAML of roles; tags of Ansible's own mean nothing here."""


_Loader.add_multi_constructor("!", lambda _loader, _suffix, _node: None)


@functools.cache
def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # a safe loader


def _options(role: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    specs = (_read(role / "meta/argument_specs.yml") or {}).get("argument_specs") or {}
    for spec in specs.values():
        yield from typed(spec.get("options") or {}).items()


def typed(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a role's variables in their types, of which the specifications call dicts raw.

    Ansible's own validation, which comes before the first task of a role, breaks down on a number where a dict should be
    ("argument of type 'int' is not iterable"), and answers a text with the whole specification.
    """
    return {name: {**option, "type": "dict"} if option.get("type") == "raw" else option for name, option in options.items()}


def documented(role: Path) -> set[str]:
    """Return the variables that a role documents, for any of its entry points."""
    return {name for name, _option in _options(role)}


def answers(role: Path) -> dict[str, str]:
    """Return the variables that a survey of AWX asks for in place of one that is no text, each with that one."""
    found = {}
    for name, option in _options(role):
        found[f"{name}_answer"] = name
        found.update({f"{name}_{key}": name for key in option.get("options") or {}})
    return found


def _own(data: Any) -> Iterator[str]:
    """Yield the names that tasks give to results, facts, items of loops and variables."""
    if isinstance(data, list):
        for item in data:
            yield from _own(item)
    if not isinstance(data, Mapping):
        return
    for key, value in data.items():
        if key in ("register", "loop_var", "index_var") and isinstance(value, str):
            yield value
        elif key in ("vars", "set_fact", "ansible.builtin.set_fact") and isinstance(value, Mapping):
            yield from map(str, value)
        yield from _own(value)


def known_variables(roles: Path) -> set[str]:
    """Return every variable that the roles in a folder know, their own and those that they give each other."""
    found: set[str] = set()
    for role in roles.iterdir():
        if not (role / "meta/argument_specs.yml").is_file():
            continue
        found |= documented(role)
        for place in ("defaults", "vars"):
            for path in (role / place).glob("*.yml"):
                found |= set(_read(path) or {})
        for path in (role / "tasks").glob("*.yml"):
            found |= set(_own(_read(path)))
    return found


def unknown_variables(names: Iterable[str], role_path: str) -> list[str]:
    """Return a sentence for each variable with a role's prefix that the role does not know, with the nearest known one."""
    role = Path(role_path)
    prefix = f"{role.name}_"
    # The longer prefix of another role is that role's business.
    others = tuple(f"{path.name}_" for path in role.parent.iterdir() if path.name.startswith(prefix))
    given = {name for name in names if name.startswith(prefix) and not name.startswith(others)}
    # An answer alone would go unseen: it is the variable made of it that the role reads.
    answered = {name for name, whole in answers(role).items() if whole in given}
    unknown = sorted(given - known_variables(role.parent) - answered)
    return [_sentence(name, role.name, documented(role)) for name in unknown]


def _sentence(name: str, role: str, options: set[str]) -> str:
    near = nearest(name, sorted(options))
    remedy = f"did you mean {near[0]}?" if near else "remove it, or see the role's README for those that there are."
    return f"Variable {name} is none that the role {role} knows; {remedy}"


# -- values


def is_required(option: Mapping[str, Any]) -> bool:
    """Tell whether a role needs a variable. Its description says so and no ``required``: Ansible would print all of it."""
    description = option.get("description") or ""
    return str(description if isinstance(description, str) else description[0]).startswith("Required.")


def entry_options(role: Path, entry: str) -> dict[str, Any]:
    """Return the variables of an entry point of a role, each as an option."""
    specs = _read(role / "meta/argument_specs.yml")["argument_specs"]
    return typed(specs[entry].get("options") or {})


def read_variables(role: Path, entry: str, given: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the ``options`` of a role without its prefix, None where nothing is given, and all ``problems``.

    ``given`` are the values of what the entry point documents; what only others do is not given. ``names`` are all variables.
    """
    options = entry_options(role, entry)
    values, wrong = read_options(given, options)
    needed = {name: such_as(name, option) for name, option in options.items() if is_required(option) and name not in values}
    missing = [f"{name},{example}" if example else name for name, example in needed.items()]
    some = "These variables" if len(missing) > 1 else "This variable"
    absent = f"{some} of the role {role.name} {'are' if len(missing) > 1 else 'is'} missing: {'; '.join(missing)}."
    prefix = f"{role.name}_"
    return {
        "options": {
            name.removeprefix(prefix): values.get(name, options.get(name, {}).get("default")) for name in sorted(documented(role))
        },
        "problems": [*unknown_variables(names, str(role)), *([absent] if missing else []), *wrong],
    }
