# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Arbitrary JSON into everything that reads answers: a result or an InterconnectError, and nothing else.

Objects are real ones in which some values were replaced, since nobody looks at arbitrary keys. ``HYPOTHESIS_PROFILE=deep``
looks for longer.
"""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._core import data
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import InterconnectError
from ansible_collections.interconnect.equinix.plugins.module_utils._core.resource import RunOptions
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix import api, auth, serialize
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection import (
    checks,
    fields,
    pricing,
    redundancy,
    status,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection import plan as connection_plan
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.apply import EnsurePresent
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.spec import ConnectionSpec, parse_spec
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.routing_protocol import (
    apply as routing_protocol_apply,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.routing_protocol import plan as routing_protocol_plan
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.routing_protocol.apply import Routing
from hypothesis import given, settings
from hypothesis import strategies as st

from extensions.simulator.server import Simulator
from tests.support.clients import client
from tests.support.plays import ORIGINS, desired

TEXTS = [
    "ACTIVE",
    "PROVISIONED",
    "FR",
    "200",
    "192.0.2.1/30",
    "192.0.2.2",
    "2001:db8::1/126",
    "10.0.0.0/33",
    "fe80::1%eth0",
    "COLO",
    "VD",
    "SECONDARY",
    "BGP",
    "2026-01-01T00:00:00Z",
    "2026-01-01",
    "9999-99-99T00:00:00Z",
    "²",
    "١",
]
VALUES = st.sampled_from([*TEXTS, "1" * 5000, 10**400, -(10**400), 1e308])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | VALUES | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


DIRECT = routing_protocol_plan.DirectSpec("192.0.2.1/30", "2001:db8::1/126")
BGP = routing_protocol_plan.BgpSpec(65000, "192.0.2.2", auth_key="key", enabled=False, bfd_interval=100)


def samples() -> list[dict[str, Any]]:
    """Return real serialize of every kind, as the simulator shows them."""
    found: list[dict[str, Any]] = []
    with Simulator(provisioning=0, changing=0) as simulator:
        client_of, _clock = client(simulator.url)
        for a_side in ORIGINS.values():
            params = desired(a_side=a_side, order={"term_length": 12})
            params["z_side"]["service_profile"] = "Alibaba Cloud Express Connect"
            ordering = EnsurePresent(client_of, parse_spec(params), Options())
            found.append(ordering.present().connection)
        router = next(item for item in found if connection_plan.origin_of(item) == "cloud_router")
        simulator.accept(router["uuid"])
        time.sleep(0.25)
        found += Routing(client_of, router, "x", RunOptions()).present(DIRECT, BGP).protocols
        found += [dict(rows[0]) for rows in simulator.world.assets.values() if rows]
        found += simulator.world.vlans(simulator.world.assets["ports"][0]["uuid"])[:2]
        found.append(
            {
                "currency": "USD",
                "termLength": 12,
                "name": "Price",
                "connection": {"bandwidth": 200},
                "charges": [{"type": "MONTHLY_RECURRING", "price": 100.0}, {"type": "NON_RECURRING", "price": 5}],
            }
        )
        simulator.reject(router["uuid"])
        found.append(client_of.connection(router["uuid"]) or {})
    return found


def paths_of(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths of all values in nested data."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield (*path, key)
        yield from paths_of(value, (*path, key))


@st.composite
def spoiled(draw: st.DrawFn) -> dict[str, Any]:
    """Return a real object with up to three values of anything in it."""
    item: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(SAMPLES)))
    for _number in range(draw(st.integers(0, 3))):
        *way, last = draw(st.sampled_from(list(paths_of(item)) or [("new",)]))
        place: Any = item
        for key in way:
            place = place[key]
        place[last] = draw(JSON)
    return item


SAMPLES = samples()
OBJECTS = spoiled()
ROWS = st.lists(OBJECTS, max_size=3)
# A third for each function: they are many.
EXAMPLES = settings().max_examples // 3

SPECS = [
    parse_spec({**desired(a_side=a_side, **more), "max_monthly_charge": {"amount": 100, "currency": "USD"}})
    for a_side in ORIGINS.values()
    for more in (
        {"geo_scope": "EU", "order": {"term_length": 12, "purchase_order_number": "PO"}},
        {"redundancy": {"primary": "another"}},
    )
]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
RESOLVED = connection_plan.Resolved("asset", "profile", "region", "group")
CHANGE = fields.Change("bandwidth", "/bandwidth", 500, ("aSide", "accessPoint"), 500)
ADDRESSES = fields.Change("notifications", "/notifications", [], ("notifications",), [{"emails": ["a@example.com"]}])


def changes_of(spec: ConnectionSpec, shown: dict[str, Any]) -> None:
    """Plan and apply what differs."""
    planned, _rest = fields.plan(spec, shown, connection_plan.compare(spec, shown, RESOLVED))
    after = fields.applied(shown, planned)
    for change in planned:
        fields.shows(after, change)
        str(change)


# Functions of one object, of a spec and an object, of rows, of a spec and rows.
ONE: dict[str, Callable[[dict[str, Any]], Any]] = {
    "status_of": lambda item: (str(status.status_of(item)), status.status_of(item).as_dict()),
    "errors_of": status.errors_of,
    "origin_of": connection_plan.origin_of,
    "settings_of": connection_plan.settings_of,
    "to_result": lambda item: (serialize.to_result(item), serialize.to_result(item, secrets=True)),
    "refers_to": lambda item: serialize.refers_to("name", item),
    "perhaps_renamed": lambda item: serialize.perhaps_renamed("name", item),
    "selected": checks.selected,
    "is_redeemed": checks.is_redeemed,
    "is_free": lambda item: checks.is_free(5, item),
    "device_without": lambda item: checks.device_without(item, item),
    "matches": lambda item: data.matches(item, {"location.metroCode": "FR", "name": "x"}),
    "without_empty": serialize.without_empty,
    "total_of": api.total_of,
    "rows_of": lambda item: api.rows_of("list", item, "uuid"),
    "price_of": pricing.price_of,
    "priced_origin": lambda item: [pricing.priced_origin(kind, item) for kind in pricing.POINT_TYPES],
    "progress": lambda item: [fields.progress(item, change, "a", "b") for change in (CHANGE, ADDRESSES)],
    "applied": lambda item: fields.applied(item, [CHANGE, ADDRESSES]),
    "routing.settings_of": routing_protocol_plan.settings_of,
    "routing.check_router": lambda item: routing_protocol_plan.check_router(item, "x"),
    "routing.direct_body": lambda item: routing_protocol_plan.direct_body(DIRECT, item),
    "routing.bgp_body": lambda item: routing_protocol_plan.bgp_body(BGP, item),
    "routing.enabling": lambda item: routing_protocol_plan.enabling(routing_protocol_plan.bgp_body(BGP, item), item),
    "routing.key_differs": lambda item: routing_protocol_plan.key_differs(routing_protocol_plan.bgp_body(BGP, item), item),
    "routing.check_neighbours": lambda item: routing_protocol_plan.check_neighbours(item, item),
    "routing.check_neighbours of a spec": lambda item: routing_protocol_plan.check_neighbours(
        routing_protocol_plan.direct_body(DIRECT, item), routing_protocol_plan.bgp_body(BGP, item)
    ),
    "routing._holds": lambda item: routing_protocol_apply._holds(
        routing_protocol_plan.settings_of(item), routing_protocol_plan.settings_of(item)
    ),
    "read_token": auth.read_token,
}
OF_A_SPEC: dict[str, Callable[[ConnectionSpec, dict[str, Any]], Any]] = {
    "is_meant": lambda spec, item: connection_plan.is_meant(spec, item, RESOLVED),
    "takes_look_up": lambda spec, item: connection_plan.takes_look_up(spec, item, connection_plan.Resolved()),
    "compare": lambda spec, item: [str(found) for found in connection_plan.compare(spec, item, RESOLVED)],
    "refuse_differences": lambda spec, item: connection_plan.refuse_differences(
        spec, item, connection_plan.compare(spec, item, connection_plan.Resolved())
    ),
    "changes": changes_of,
    "check_profile": checks.check_profile,
    "check_asset": lambda spec, item: checks.check_asset(spec, item, NOW),
    "check_bandwidth_change": lambda spec, item: checks.check_bandwidth_change(spec, item, item),
    "check_scope": checks.check_scope,
    "check_primary": redundancy.check_primary,
    "check_interface_free": checks.check_interface_free,
}
OF_ROWS: dict[str, Callable[[ConnectionSpec, list[dict[str, Any]]], Any]] = {
    "check_vlan_free": checks.check_vlan_free,
    "check_vlan_free of an owner": lambda spec, rows: checks.check_vlan_free(spec, rows, rows[0] if rows else {}),
    "holder_of": lambda spec, rows: checks.holder_of(spec.tags, rows),
    "vlans_without": lambda _spec, rows: checks.vlans_without(rows[0] if rows else {}, rows),
    "check_group": lambda spec, rows: redundancy.check_group(spec, "group", rows),
    "chosen": lambda spec, rows: pricing.check_charge(spec, pricing.chosen(rows, spec.bandwidth, spec.term_length)),
    "of_kind": lambda _spec, rows: [
        routing_protocol_plan.of_kind(rows, kind) for kind in (routing_protocol_plan.DIRECT, routing_protocol_plan.BGP)
    ],
}


def fine(work: Callable[[], Any]) -> None:
    """Do something that may be refused, in one sentence."""
    try:
        json.dumps(work(), default=str)
    except InterconnectError as error:
        assert str(error).isprintable()


@pytest.mark.parametrize("name", ONE)
@settings(max_examples=EXAMPLES)
@given(item=OBJECTS)
def test_an_object_of_any_shape(name: str, item: dict[str, Any]) -> None:
    fine(lambda: ONE[name](item))


@pytest.mark.parametrize("name", OF_A_SPEC)
@settings(max_examples=EXAMPLES)
@given(spec=st.sampled_from(SPECS), item=OBJECTS)
def test_a_spec_and_an_object_of_any_shape(name: str, spec: ConnectionSpec, item: dict[str, Any]) -> None:
    fine(lambda: OF_A_SPEC[name](spec, item))


@pytest.mark.parametrize("name", OF_ROWS)
@settings(max_examples=EXAMPLES)
@given(spec=st.sampled_from(SPECS), rows=ROWS)
def test_a_spec_and_rows_of_any_shape(name: str, spec: ConnectionSpec, rows: list[dict[str, Any]]) -> None:
    fine(lambda: OF_ROWS[name](spec, rows))


@given(st.integers(100, 599), JSON, st.text(max_size=50))
def test_errors_of_any_shape(status_code: int, data: Any, text: str) -> None:
    for detail in auth.parse_errors(status_code, data, text):
        assert str(detail) == "" or str(detail).isprintable()


@given(JSON)
def test_anything_where_an_object_or_a_list_should_be(answer: Any) -> None:
    for work in (api.total_of, auth.read_token, lambda item: api.rows_of("list", item), lambda item: data.dig(item, "a", "b")):
        with suppress(InterconnectError):
            work(answer)
