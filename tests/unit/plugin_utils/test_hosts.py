# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names and addresses of hosts that are made of whatever an API may answer."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.serialize import to_result
from ansible_collections.interconnect.equinix.plugins.plugin_utils._hosts import (
    RESERVED,
    fit_name,
    ssh_address,
    things_of,
    unique_names,
)
from hypothesis import given, settings
from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "A", "a-", "localhost", "all", "-x", "", "../x", "fabric_ports", "a b\n", "{{x}}", "{%"]) | st.text(
    max_size=6
)
UUIDS = st.uuids().map(str)


@given(st.lists(st.tuples(NAMES, UUIDS), unique_by=lambda pair: pair[1], max_size=12), st.randoms())
def test_every_host_has_a_name_of_its_own_whatever_the_order(pairs: list[tuple[str, str]], random: Any) -> None:
    names = dict(zip(pairs, unique_names(pairs), strict=True))
    assert len(set(names.values())) == len(pairs)
    shuffled = random.sample(pairs, len(pairs))
    assert dict(zip(shuffled, unique_names(shuffled), strict=True)) == names
    for (name, identity), given_name in names.items():
        assert given_name.lower() not in RESERVED
        assert not re.search(r"\{[{%#]", given_name)
        assert not given_name.startswith("-") and not any(ord(letter) < 32 or letter in "/\\" for letter in given_name)
        assert given_name.startswith(fit_name(name) or identity)


def test_hosts_that_share_a_name_keep_theirs_when_others_come_and_go() -> None:
    first, second, third = (str(uuid.UUID(int=number << 96)) for number in (1, 2, 3))
    two = unique_names([("twin", first), ("twin", second), ("other", third)])
    assert two == ["twin-00000001", "twin-00000002", "other"]
    assert unique_names([("twin", third), ("twin", second)])[1] == two[1]
    # The first parts of these are the same.
    assert unique_names([("twin", first), ("twin", f"{first[:-1]}9")]) == [f"twin-{first}", f"twin-{first[:-1]}9"]
    # Somebody took the name that one of these gets.
    three = unique_names([("twin", first), ("twin", second), (f"twin-{first}", third), ("twin-00000001", third)])
    assert len(set(three)) == 4


@pytest.mark.parametrize(
    ("device", "address"),
    [
        ({"ssh_ip_address": "192.0.2.10"}, "192.0.2.10"),
        ({"ssh_ip_address": " 2001:DB8::1 "}, "2001:db8::1"),
        ({"ssh_ip_address": "", "ssh_ip_fqdn": "edge-1.example.com"}, "edge-1.example.com"),
        ({"ssh_ip_address": None, "ssh_ip_fqdn": "-oProxyCommand=id"}, ""),
        ({"ssh_ip_address": "-oProxyCommand=id", "ssh_ip_fqdn": "{{ lookup('pipe', 'id') }}"}, ""),
        ({"ssh_ip_fqdn": "user@host"}, ""),
        ({"ssh_ip_fqdn": 7}, ""),
        ({}, ""),
    ],
)
def test_only_what_is_an_address_is_handed_to_ssh(device: dict[str, Any], address: str) -> None:
    assert ssh_address(device) == address


JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["uuid", "name", "aSide", "x"]), inner, max_size=3)
    ),
)
ROWS: Any = st.lists(
    st.dictionaries(st.sampled_from(["uuid", "name", "location", "aSide", "operation", "interfaces"]), JSON), max_size=4
)


@settings(max_examples=40)
@given(ROWS, ROWS, ROWS)
def test_no_answer_breaks_an_inventory(connections: Any, ports: Any, devices: Any) -> None:
    data = {"connections": connections, "ports": ports, "virtual_devices": devices}
    things = things_of(data, ["virtual_devices", "ports", "connections"], connections)
    assert [thing.resource for thing in things] == [
        resource for resource, rows in data.items() for row in rows if row.get("uuid") and isinstance(row["uuid"], str)
    ]
    assert all(thing.variables("x_")["x_resource"] for thing in things)


def test_keys_are_converted_as_ansible_does_it() -> None:
    row = {"aSide": [{"vlanSTag": 1, "sshIPAddress": {"eu-central-1": "Frankfurt"}}], "HTTPEndpoint": None}
    shown = to_result(row)
    assert shown == {"a_side": [{"vlan_s_tag": 1, "ssh_ip_address": {"eu-central-1": "Frankfurt"}}], "http_endpoint": None}
