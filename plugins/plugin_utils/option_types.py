# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was given for options, in the types that they have, and one sentence for each thing that is wrong (pure).

Whatever comes with ``-e name=value``, from a survey or from an inventory is text. Ansible's own validation takes text for a
number, a boolean or a dict, and leaves it text, which the tasks of a role then trip over; what it refuses it answers with the
whole specification. Options are those of an argument specification: of a module or of a role.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml
from ansible.module_utils.common.validation import check_type_bool, check_type_dict, check_type_float, check_type_int
from ansible_collections.interconnect.equinix.plugins.module_utils._data import listed
from ansible_collections.interconnect.equinix.plugins.plugin_utils.nearest import nearest

Options = Mapping[str, Any]

# What to give, by the name of an option, whatever variable or dict it is in; a unit where there is one.
_SUCH_AS = {
    "a_side": "{port: FR-PRI-DOT1Q, vlan_tag: 1001}",
    "accept": "{outbound_data_transfer_billing: true, period: 1}",
    "access_key": "{access_key_id: ..., access_key_secret: ...}",
    "account_id": "5123456789012345",
    "alibaba": "{peer_asn: 64512}",
    "alibaba_key": "{access_key_id: ..., access_key_secret: ...}",
    "amount": "300",
    "api_retries": "5",
    "api_timeout": "30 (seconds)",
    "approval_timeout": "3600 (seconds)",
    "bandwidth": "200 (Mbps)",
    "bfd": "{enabled: true, interval: 300}",
    "bgp": "{customer_asn: 45104, customer_peer_ipv4: 192.0.2.6}",
    "connection": "{name: alibaba-fra-1, a_side: {port: FR-PRI-DOT1Q, vlan_tag: 1001}}",
    "connections": "[{name: alibaba-fra-1, a_side: {port: FR-PRI-DOT1Q, vlan_tag: 1001}}]",
    "credentials": "{equinix: {client_id: ..., client_secret: ...}}",
    "customer_asn": "45104",
    "defaults": "{bandwidth: 200, z_side: {metro_code: FR}}",
    "direct": "{equinix_iface_ipv4: 192.0.2.5/30}",
    "equinix": "{client_id: ..., client_secret: ...}",
    "interval": "300 (milliseconds)",
    "max_monthly_charge": "{amount: 300, currency: USD}",
    "metro_code": "FR",
    "name": "alibaba-fra-1",
    "names": "[alibaba-fra-1, alibaba-fra-2]",
    "notifications": "[noc@example.com]",
    "order": "{purchase_order_number: PO-1}",
    "parallel": "10",
    "path": "connections.html",
    "peer_asn": "64512",
    "period": "1",
    "redundancy": "{priority: SECONDARY, primary: alibaba-fra-1}",
    "secondary": "{alibaba: {peer_asn: 64512}}",
    "term_length": "12 (months)",
    "virtual_border_router": "{local_gateway_ip: 192.0.2.6, peer_gateway_ip: 192.0.2.5, peering_subnet_mask: 255.255.255.252}",
    "vlan_c_tag": "1002",
    "vlan_s_tag": "1001",
    "vlan_tag": "1001",
    "wait_timeout": "900 (seconds)",
    "z_side": "{metro_code: FR}",
}
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
        elif not is_empty(value):
            values[key], mistakes = read_value(value, option, name)
            wrong += mistakes
    needed = [key for key, option in options.items() if option.get("required") and key not in values]
    return values, [*wrong, *(f"{place}.{key} is missing; give it{such_as(key)}." for key in needed)]


def is_empty(value: Any) -> bool:
    """Tell whether a value counts as not given: a text without a character, which a survey or an unset variable leaves."""
    return value is None or (isinstance(value, str) and (not value.strip() or value.startswith(_OMITTED)))


def read_value(value: Any, option: Mapping[str, Any], name: str) -> tuple[Any, list[str]]:
    """Return one value in the type of its option, and a sentence for each mistake in it."""
    kind = option.get("type", "str")
    read = _READERS.get(kind)
    try:
        found = read(value) if read else value
    except (TypeError, ValueError):
        return value, [f"{name}{_shown(value, option)} {_WRONG[kind]}{such_as(name)}."]
    if kind == "list":
        return _elements(found, option, name)
    if kind == "dict" and option.get("options"):
        return read_options(found, option["options"], name)
    choices = option.get("choices")
    if choices and found not in choices:
        near = nearest(str(found), [str(choice) for choice in choices])
        meant = f"; did you mean {near[0]}?" if near else "."
        return found, [f"{name}{_shown(value, option)} is none of {listed(map(str, choices))}{meant}"]
    return found, []


def _elements(found: Sequence[Any], option: Mapping[str, Any], name: str) -> tuple[list[Any], list[str]]:
    element = {**option, "type": option.get("elements", "raw"), "elements": "raw"}
    read = [read_value(item, element, f"{name}[{number}]") for number, item in enumerate(found)]
    return [value for value, _mistakes in read], [mistake for _value, mistakes in read for mistake in mistakes]


def holds_secrets(option: Mapping[str, Any]) -> bool:
    """Tell whether a value is a secret, or has one in it."""
    return bool(option.get("no_log")) or any(holds_secrets(part) for part in (option.get("options") or {}).values())


def _shown(value: Any, option: Mapping[str, Any]) -> str:
    """Return a value as a sentence shows it, nothing of a secret and of what is not one word."""
    simple = isinstance(value, (str, bool, int, float)) and len(str(value)) <= 60
    return f" '{value}'" if simple and not holds_secrets(option) else ""


def such_as(name: str) -> str:
    """Return what could be given, as the end of a sentence; nothing where nobody knows."""
    key = name.rsplit(".", 1)[-1].split("[", 1)[0]
    # A variable of a role has the role's name before that of the option.
    found = next((key[start:] for start in _words(key) if key[start:] in _SUCH_AS), "")
    if "[" in name.rsplit(".", 1)[-1] and _SUCH_AS.get(found, "").startswith("["):
        return f", such as {_SUCH_AS[found][1:-1]}"
    return f", such as {_SUCH_AS[found]}" if found else ""


def _words(key: str) -> list[int]:
    """Return where the words of a name begin."""
    return [0, *(number + 1 for number, character in enumerate(key) if character == "_")]


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
_WRONG = {
    "str": "is no text; put it into quotes, or give one",
    "path": "is no path; give one",
    "int": "is no whole number; give one",
    "float": "is no number; give one",
    "bool": "is neither true nor false; give one of these words",
    "dict": "is no dictionary; give one",
    "list": "is no list; give one",
}
