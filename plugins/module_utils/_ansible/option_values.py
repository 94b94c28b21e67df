# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options as a play gives them, made what their specification says, before Ansible checks them.

Ansible takes an empty text for a value, so that neither a default nor the environment is asked; and what has the wrong shape
deep in a dict ends in its own words for types, before ansible-core 2.17 in a traceback. Extra variables come as texts, those
that were meant as dicts or lists as JSON.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from ansible.module_utils.common.validation import check_type_bool, check_type_dict, check_type_float, check_type_int

from .._core.errors import InputError, one_line

# What is right, by the name of the option, or by its last words (a variable of a role begins with those of the role); the first
# that fits the suboptions is shown.
EXAMPLES: dict[str, tuple[Any, ...]] = {
    "accept": ({"outbound_data_transfer_billing": True, "period": 1},),
    "access_key": ({"access_key_id": "...", "access_key_secret": "..."},),
    "account_id": ("5123456789012345",),
    "alibaba": ({"peer_asn": 64512}, {"access_key_id": "...", "access_key_secret": "..."}),
    "alibaba_key": ({"access_key_id": "...", "access_key_secret": "..."},),
    "approval_notifications": (["approvals"],),
    "approval_timeout": (3600,),
    "approvers": (["finance"],),
    "connection": ({"name": "alibaba-fra-1", "bandwidth": 200, "a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 1001}},),
    "controller": ({"host": "https://awx.example.com", "oauth_token": "..."},),
    "credentials": ({"equinix": {"client_id": "...", "client_secret": "..."}},),
    "defaults": ({"bandwidth": 200, "z_side": {"metro_code": "FR"}},),
    "equinix": ({"client_id": "...", "client_secret": "..."},),
    "existing_credentials": ({"equinix": "from a vault"},),
    "metro_code": ("FR",),
    "name": ("alibaba-fra-1",),
    "names": (["alibaba-fra-1", "alibaba-fra-2"],),
    "orderers": (["buyers"],),
    "path": ("connections.html",),
    "period": (1,),
    "secondary": ({"alibaba": {"peer_asn": 64512}},),
    "watchers": (["noc"],),
    "virtual_border_router": (
        {"local_gateway_ip": "192.0.2.2", "peer_gateway_ip": "192.0.2.1", "peering_subnet_mask": "255.255.255.252"},
    ),
    "a_side": ({"port": "FR-PRI-DOT1Q", "vlan_tag": 1001}, {"type": "COLO", "port": "FR-PRI-DOT1Q"}),
    "z_side": ({"metro_code": "FR", "seller_region": "eu-central-1"},),
    "redundancy": ({"priority": "SECONDARY", "primary": "alibaba-fra-0"},),
    "max_monthly_charge": ({"amount": 300, "currency": "USD"},),
    "order": ({"purchase_order_number": "PO-1", "term_length": 12}, {"period": 1, "pricing_cycle": "Month"}),
    "direct": ({"equinix_iface_ipv4": "192.0.2.1/30"},),
    "bgp": (
        {"customer_asn": 64512, "customer_peer_ipv4": "192.0.2.2", "enabled": True},
        {"alibaba": {"peer_asn": 64512}},
    ),
    "bfd": (
        {"enabled": True, "interval": 100},
        {"min_tx_interval": 1000, "min_rx_interval": 1000, "detect_multiplier": 3},
    ),
    "assume_role": ({"role_arn": "acs:ram::<account ID>:role/express-connect", "session_name": "ansible"},),
    "connections": ([{"name": "alibaba-fra-1", "bandwidth": 200, "a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 1001}}],),
    "filters": ([{"property": "/name", "operator": "LIKE", "values": ["alibaba"]}],),
    "values": (["alibaba-fra-1"],),
    "notifications": (["noc@example.com"],),
    "bandwidth": (200,),
    "amount": (300,),
    "vlan_tag": (1001,),
    "vlan_s_tag": (1001,),
    "vlan_c_tag": (1002,),
    "vlan_id": (1001,),
    "customer_asn": (64512,),
    "local_asn": (64512,),
    "peer_asn": (64512,),
    "wait_timeout": (900,),
    "api_timeout": (30,),
    "term_length": (12,),
}
# The unit of what people like to write with one.
_UNITS = {"bandwidth": " Mbps", "wait_timeout": " seconds", "api_timeout": " seconds", "term_length": " months"}
_NUMBERS = {"int": check_type_int, "float": check_type_float}
_NAMES = {dict: "a dict", list: "a list", str: "a text", bool: "true or false", int: "a number", float: "a number"}
# Of a play with many mistakes; nobody reads more at once.
_MAX_TOLD = 8


def prepared(given: Mapping[str, Any], spec: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the options with every value of the kind that the specification names, without the empty ones.

    What the specification does not know is left to Ansible. Raises InputError, which names every value of a wrong kind.
    """
    wrong: list[InputError] = []
    options = _options(given, spec, "", wrong)
    if wrong:
        more = f" There are {len(wrong) - _MAX_TOLD} more of that kind." if len(wrong) > _MAX_TOLD else ""
        raise InputError(wrong[0].option, " ".join(map(str, wrong[:_MAX_TOLD])) + more)
    return options


def _options(
    given: Mapping[str, Any], spec: Mapping[str, Mapping[str, Any]], path: str, wrong: list[InputError]
) -> dict[str, Any]:
    options = {}
    for name, value in given.items():
        option = spec.get(name)
        if option is None or value is None:
            options[name] = value
        elif not _is_empty(value, option):
            options[name] = _value(value, option, f"{path}.{name}" if path else name, wrong)
    return options


def _is_empty(value: Any, option: Mapping[str, Any]) -> bool:
    """Tell whether an option counts as not given.

    Not so where that could mean something else than nothing: one of several words, what has parts, and what has to be given.
    """
    blank = isinstance(value, str) and not value.strip()
    return blank and not (option.get("choices") or option.get("required") or option.get("type") in ("dict", "list"))


def _value(value: Any, option: Mapping[str, Any], path: str, wrong: list[InputError]) -> Any:
    """Return one value as its kind; what has another one is added to ``wrong``."""
    kind = option.get("type", "str")
    try:
        if kind == "dict":
            return _options(_as_dict(value), option.get("options") or {}, path, wrong)
        if kind == "list":
            return _items(value, option, path, wrong)
        if kind == "bool":
            return check_type_bool(value)
        # What YAML makes of NO is a metro, and "True" is no number.
        if kind != "raw" and isinstance(value, (bool, Mapping, list)):
            raise TypeError
        if kind in _NUMBERS:
            return _NUMBERS[kind](value)
    except (TypeError, ValueError, SyntaxError, RecursionError):
        wrong.append(InputError(path, wrong_kind(value, option, path)))
    return value


def _as_dict(value: Any) -> Mapping[str, Any]:
    """Return a dict, of JSON or of ``key=value`` as well. Raises TypeError and its like."""
    found = check_type_dict(value)
    if not isinstance(found, Mapping):
        raise TypeError
    return found


def _items(value: Any, option: Mapping[str, Any], path: str, wrong: list[InputError]) -> Any:
    """Return a list, of JSON as well; that of texts may be a text with commas, which Ansible takes apart. Raises TypeError."""
    items = _parsed(value) if isinstance(value, str) else value
    if option.get("elements") != "dict":
        if isinstance(items, Mapping):
            raise TypeError
        return items
    if not isinstance(items, list):
        raise TypeError
    # An item is told by its place, as in the sentences about what it holds.
    return [_value(item, {**option, "type": "dict"}, f"{path}[{number}]", wrong) for number, item in enumerate(items)]


def _parsed(text: str) -> Any:
    """Return what JSON, or a list as Python writes it, says; a text that is neither as it is."""
    if text.strip().startswith(("[", "{")):
        for parse in (json.loads, ast.literal_eval):
            with suppress(ValueError, SyntaxError, RecursionError):
                return parse(text.strip())
    return text


def wrong_kind(value: Any, option: Mapping[str, Any], path: str) -> str:
    """Say what an option is and what it should be; the value of what may hold a secret is not shown."""
    kind = option.get("type", "str")
    wanted = {
        "dict": "a dict",
        "list": "a list of dicts" if option.get("elements") == "dict" else "a list of texts",
        "int": "a whole number",
        "float": "a number",
        "bool": "true or false",
    }.get(kind, "a text")
    name = path.rpartition(".")[2].partition("[")[0]
    example = example_of(name, option)
    such = "" if example is None else f" such as {flow(example)}"
    unit = next((f" for {example}{_UNITS[end]}" for end in _ends(name) if end in _UNITS), "") if such else ""
    shown = "" if any(secrets(option)) or isinstance(value, (Mapping, list)) else f" '{one_line(str(value), 60)}'"
    blank = isinstance(value, str) and not value.strip()
    # Where Ansible itself runs, values are of classes of its own.
    named = next((words for kind, words in _NAMES.items() if isinstance(value, kind)), "something else")
    there = "empty" if blank else named
    return f"{path}{shown} is {there} and has to be {wanted}; give one{such}{unit}{', or leave it out' if blank else ''}."


def example_of(name: str, option: Mapping[str, Any]) -> Any:
    """Return what would be right for an option, None where nothing needs to be said."""
    known = option.get("options")
    for example in next((EXAMPLES[end] for end in _ends(name) if end in EXAMPLES), ()):
        item = example[0] if isinstance(example, list) and option.get("elements") == "dict" else example
        if not isinstance(item, Mapping) or (known and item.keys() <= known.keys()):
            # One item of a list is a dict.
            return item if option.get("type") == "dict" else example
    return None


def _ends(name: str) -> Iterator[str]:
    """Yield a name, and what is left of it without its first words."""
    while name:
        yield name
        name = name.partition("_")[2]


def secrets(option: Mapping[str, Any]) -> Iterator[bool]:
    """Yield for an option and all of its suboptions whether they are secret."""
    yield bool(option.get("no_log"))
    for inner in (option.get("options") or {}).values():
        yield from secrets(inner)


def flow(value: Any) -> str:
    """Return a value as YAML has it on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
