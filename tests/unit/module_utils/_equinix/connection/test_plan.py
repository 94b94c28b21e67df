# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Properties of the functions that decide, and the order's body against Equinix's own strict model."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict
from ansible_collections.interconnect.equinix.plugins.module_utils._core.http import backoff
from ansible_collections.interconnect.equinix.plugins.module_utils._core.response import parse_retry_after
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.fields import (
    Change,
    applied,
    plan,
    progress,
    shows,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.plan import (
    Resolved,
    compare,
    payload,
    settings_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.spec import (
    TERM_LENGTHS,
    ConnectionSpec,
    parse_spec,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.status import status_of
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.serialize import to_result
from equinix.services.fabricv4.models.connection_post_request import ConnectionPostRequest
from hypothesis import given
from hypothesis import strategies as st

from extensions.simulator.bodies import has_empty_object
from tests.support.strategies import JSON

UUIDS = st.uuids().map(str)
TAGS = st.integers(2, 4092)
ORIGINS = st.one_of(
    st.fixed_dictionaries({"port": UUIDS, "vlan_tag": TAGS}),
    st.fixed_dictionaries({"port": UUIDS, "vlan_s_tag": TAGS, "vlan_c_tag": TAGS}),
    st.fixed_dictionaries({"service_token": UUIDS}),
    st.fixed_dictionaries({"cloud_router": UUIDS}),
    st.fixed_dictionaries({"virtual_device": UUIDS, "interface_id": st.none() | st.integers(4, 20)}),
)
TEXT = st.none() | st.just("") | st.text("ABC123", min_size=1, max_size=5)
PARAMS = st.fixed_dictionaries(
    {
        "name": st.from_regex(r"[A-Za-z0-9_-]{1,24}", fullmatch=True),
        "bandwidth": st.sampled_from([50, 200, 500, 1000]),
        "a_side": ORIGINS,
        "z_side": st.fixed_dictionaries(
            {
                "service_profile": UUIDS,
                "metro_code": st.sampled_from(["FR", "sv"]),
                "seller_region": st.sampled_from(["eu-central-1", "us-west-1"]),
                "authentication_key": st.from_regex(r"[0-9]{16}", fullmatch=True),
            }
        ),
        "order": st.none()
        | st.fixed_dictionaries({"purchase_order_number": TEXT, "term_length": st.sampled_from([None, 1, 12, 24, 36])}),
        "geo_scope": st.sampled_from([None, "EU", "UK"]),
        "notifications": st.lists(st.sampled_from(["a@example.com", "B@example.com", "c@d.example"]), min_size=1, max_size=12),
        "project_id": st.none() | UUIDS,
    }
)
SHAPES = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("state", "operation", "aSide", "zSide", "notifications", "order", "name", "change", "redundancy"), JSON
    ),
)


def resolved(spec: ConnectionSpec) -> Resolved:
    """Return what look-ups would make of a spec that holds UUIDs already."""
    return Resolved(spec.asset, spec.service_profile, spec.seller_region)


@given(PARAMS)
def test_order_has_no_empty_object_and_parses_with_the_official_model(params: dict[str, Any]) -> None:
    spec = parse_spec(params)
    body = payload(spec, resolved(spec))
    assert not has_empty_object(body)
    assert isinstance(body["notifications"], list)
    model = ConnectionPostRequest.from_dict(body)
    assert model is not None and model.name == spec.name


@given(PARAMS)
def test_what_was_ordered_differs_in_nothing(params: dict[str, Any]) -> None:
    spec = parse_spec(params)
    assert compare(spec, payload(spec, resolved(spec)), resolved(spec)) == []


@given(PARAMS, st.randoms())
def test_order_of_addresses_and_case_do_not_matter(params: dict[str, Any], random: Any) -> None:
    spec = parse_spec(params)
    body = payload(spec, resolved(spec))
    emails = [email.upper() for email in body["notifications"][0]["emails"]]
    random.shuffle(emails)
    body["notifications"] = [{"type": "ALL", "emails": [email]} for email in emails]
    point = body["zSide"]["accessPoint"]
    point["sellerRegion"] = point["sellerRegion"].upper()
    point["location"]["metroCode"] = point["location"]["metroCode"].lower()
    assert compare(spec, body, resolved(spec)) == []


@given(PARAMS, st.sampled_from([50, 200, 500, 1000]))
def test_another_bandwidth_is_the_only_difference(params: dict[str, Any], bandwidth: int) -> None:
    spec = parse_spec(params)
    body = {**payload(spec, resolved(spec)), "bandwidth": bandwidth}
    found = [(item.option, item.current, item.desired) for item in compare(spec, body, resolved(spec))]
    assert found == ([] if bandwidth == spec.bandwidth else [("bandwidth", bandwidth, spec.bandwidth)])


CHANGES = st.fixed_dictionaries(
    {
        "bandwidth": st.sampled_from([50, 200, 500, 1000]),
        "notifications": st.lists(st.sampled_from(["a@example.com", "x@y.example"]), min_size=1, max_size=3),
        "term_length": st.sampled_from(TERM_LENGTHS),
        "tag": TAGS,
        "geo_scope": st.sampled_from([None, "EU", "UK"]),
    }
)


def changed(params: dict[str, Any], changes: dict[str, Any]) -> ConnectionSpec:
    """Return the spec of somebody who changed his mind."""
    a_side = {**params["a_side"]}
    for option in ("vlan_tag", "interface_id"):
        if a_side.get(option):
            a_side[option] = changes["tag"]
    order = {**(params["order"] or {}), "term_length": changes["term_length"]}
    plain = {key: changes[key] for key in ("bandwidth", "notifications", "geo_scope")}
    return parse_spec({**params, **plain, "a_side": a_side, "order": order})


@given(PARAMS, CHANGES)
def test_the_changes_reach_the_spec_and_leave_what_cannot_change(params: dict[str, Any], changes: dict[str, Any]) -> None:
    spec = parse_spec(params)
    current = {**payload(spec, resolved(spec)), "uuid": "x"}
    spec = changed(params, changes)
    differences = compare(spec, current, resolved(spec))
    planned, immutable = plan(spec, current, differences)
    assert {item.option for item in planned} | {item.option for item in immutable} == {item.option for item in differences}
    assert {item.option for item in immutable} <= {"geo_scope"}
    reached = applied(current, planned)
    assert compare(spec, reached, resolved(spec)) == immutable
    assert plan(spec, reached, compare(spec, reached, resolved(spec)))[0] == []
    assert all(shows(reached, change) for change in planned)
    assert not any(has_empty_object(change.operation) for change in planned)


@given(PARAMS, CHANGES)
def test_a_diff_has_before_and_after_in_their_places_and_no_secret(params: dict[str, Any], changes: dict[str, Any]) -> None:
    spec = parse_spec(params)
    current = {**payload(spec, resolved(spec)), "uuid": "x"}
    spec = changed(params, changes)
    planned, _immutable = plan(spec, current, compare(spec, current, resolved(spec)))
    before, after = settings_of(current), settings_of(applied(current, planned))
    for change in planned:
        if change.option == "bandwidth":
            assert (before["bandwidth"], after["bandwidth"]) == (current["bandwidth"], spec.bandwidth)
    assert (before == after) is (not planned)
    assert spec.authentication_key not in f"{before}{after}"
    if spec.origin == "service_token":
        assert spec.asset not in f"{before}{after}"


@given(SHAPES, st.text(max_size=3), st.text(max_size=3))
def test_progress_of_answers_of_any_shape(connection: dict[str, Any], ours: str, before: str) -> None:
    change = Change("bandwidth", "/bandwidth", 500, ("bandwidth",), 500)
    progress(connection, change, ours, before)


@given(PARAMS)
def test_nothing_shown_holds_a_secret(params: dict[str, Any]) -> None:
    spec = parse_spec(params)
    body = payload(spec, resolved(spec))
    shown = f"{settings_of(body)} {to_result(body)} {spec!r}"
    assert spec.authentication_key not in shown
    if spec.origin == "service_token":
        assert spec.asset not in shown


@given(SHAPES)
def test_answers_of_any_shape_are_read(connection: dict[str, Any]) -> None:
    spec = parse_spec({"name": "x", "bandwidth": 50, "notifications": ["a@example.com"]})
    status_of(connection)
    settings_of(connection)
    to_result(connection)
    compare(spec, connection, Resolved())


@given(st.text() | st.integers().map(str), st.floats(0, 4e9))
def test_retry_after_is_a_delay_or_nothing(header: str, now: float) -> None:
    seconds = parse_retry_after(header, now)
    assert seconds is None or seconds >= 0


def test_retry_after_as_seconds_and_as_date() -> None:
    assert parse_retry_after("3", 0) == 3
    assert parse_retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 50) == 10


@given(st.integers(1, 50), st.none() | st.floats(0, 1e9), st.floats(0, 1))
def test_backoff_is_bounded(attempt: int, asked: float | None, spread: float) -> None:
    assert 0 <= backoff(attempt, asked, spread) <= 60


KEYS = st.sampled_from(["aSide", "uuid", "linkProtocol", "vlanSTag", "IBXs", "sellerRegions", "eu-central-1", "already_snake"])
INNER = st.dictionaries(KEYS | st.text("aB_1-", max_size=6), st.none() | st.text("aB", max_size=3), max_size=4)


@given(st.dictionaries(KEYS, INNER | st.lists(INNER | st.lists(INNER, max_size=2), max_size=2), max_size=4))
def test_objects_are_spelled_as_ansible_would(data: dict[str, Any]) -> None:
    assert to_result(data, secrets=True) == camel_dict_to_snake_dict(data)
