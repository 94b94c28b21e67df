# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was given for options, in the types that they have, and one sentence for each thing that is wrong (pure).

Whatever comes with ``-e name=value``, from a survey or from an inventory is text. Ansible's own validation takes text for a
number, a boolean or a dict, and leaves it text, which the tasks of a role then trip over; what it refuses it answers with the
whole specification. Options are those of an argument specification: of a module or of a role. The sentences about types are those
of modules (``module_utils/_ansible/option_values.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml
from ansible.module_utils.common.validation import check_type_bool, check_type_dict, check_type_float, check_type_int

from ..module_utils._ansible.option_values import example_of, flow, wrong_kind
from ..module_utils._core.data import listed
from ..module_utils._core.errors import one_line
from .nearest import nearest

Options = Mapping[str, Any]

# Without its limit, an order might cost anything: a variable that has no value does not take one away.
_LIMIT = "max_monthly_charge"
# What stands for nothing in ansible-core before 2.19, where ``omit`` is a text.
_OMITTED = "__omit_place_holder__"


def read_options(given: Mapping[Any, Any], options: Options, place: str = "") -> tuple[dict[str, Any], list[str]]:
    """Return what is given in its types, nothing of what is empty, and a sentence for each mistake, at any depth.

    ``place`` is where it was given, a variable or a part of one; empty for variables themselves.
    """
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for key, value in given.items():
        name = f"{place}.{key}" if place else str(key)
        option = options.get(key)
        if option is None:
            near = nearest(str(key), options)
            wrong.append(f"{name} is no option; {f'did you mean {near[0]}?' if near else 'remove it.'}")
        elif str(key).endswith(_LIMIT) and _is_blank(value):
            wrong.append(wrong_kind("", option, name))
        elif not is_empty(value):
            values[key], mistakes = read_value(value, option, name)
            wrong += mistakes
    needed = [key for key, option in options.items() if option.get("required") and key not in values]
    return values, [*wrong, *(f"{place}.{key} is missing; give one{such_as(key, options[key])}." for key in needed)]


def is_empty(value: Any) -> bool:
    """Tell whether a value counts as not given: a text without a character, which a survey or an unset variable leaves."""
    return _is_blank(value) or (isinstance(value, str) and value.startswith(_OMITTED))


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def read_value(value: Any, option: Mapping[str, Any], name: str) -> tuple[Any, list[str]]:
    """Return one value in the type of its option, and a sentence for each mistake in it."""
    kind = option.get("type", "str")
    read = _READERS.get(kind)
    try:
        found = read(value) if read else value
    except (TypeError, ValueError):
        return value, [wrong_kind(value, option, name)]
    if kind == "list":
        return _elements(found, option, name)
    if kind == "dict" and option.get("options"):
        return read_options(found, option["options"], name)
    choices = option.get("choices")
    if choices and found not in choices:
        near = nearest(str(found), [str(choice) for choice in choices])
        meant = f"; did you mean {near[0]}?" if near else "."
        return found, [f"{name} '{one_line(str(found), 60)}' is none of {listed(map(str, choices))}{meant}"]
    return found, []


def _elements(found: Sequence[Any], option: Mapping[str, Any], name: str) -> tuple[list[Any], list[str]]:
    # Of what the elements of a list in a list are, roles say nothing.
    kind = option.get("elements", "raw")
    element = {**option, "type": kind, "elements": "raw" if kind == "list" else kind}
    read = [read_value(item, element, f"{name}[{number}]") for number, item in enumerate(found)]
    return [value for value, _mistakes in read], [mistake for _value, mistakes in read for mistake in mistakes]


def such_as(name: str, option: Mapping[str, Any]) -> str:
    """Return what could be given for an option, as the end of a sentence; nothing where nobody knows."""
    example = example_of(name, option)
    return "" if example is None else f" such as {flow(example)}"


# -- types


def _text(value: Any) -> str:
    if isinstance(value, (bool, Mapping, list, tuple)):
        # What YAML makes of NO is a metro; Ansible would make it "False".
        raise TypeError
    return str(value)


def _number(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if isinstance(value, bool):
            raise TypeError
        return check(value.strip() if isinstance(value, str) else value)

    return read


def _parsed(text: str) -> Any:
    """Return what a text says in YAML, of which JSON is a part."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


def _dict(value: Any) -> dict[Any, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    if not isinstance(value, str):
        raise TypeError
    parsed = _parsed(value)
    return dict(parsed) if isinstance(parsed, Mapping) else check_type_dict(value)


def _list(value: Any) -> list[Any]:
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, (Mapping, bool)):
        raise TypeError
    text = str(value).strip()
    if text.startswith(("[", "- ", "{")):
        parsed = _parsed(text)
        if not isinstance(parsed, list):
            raise TypeError
        return parsed
    return [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]


_READERS: dict[str, Callable[[Any], Any]] = {
    "str": _text,
    "path": _text,
    "int": _number(check_type_int),
    "float": _number(check_type_float),
    "bool": check_type_bool,
    "dict": _dict,
    "list": _list,
}
