# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report's deciding and drawing parts, without Ansible: what holds for any connections, and what each state means."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.filter.fabric_report import fabric_report
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.costs import costs_of, prices_by_shape, shapes_of
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.facts import Line, lines_of
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.layout import (
    CONNECTION,
    NAME_SIZE,
    NOTE_SIZE,
    ORIGIN,
    PADDING,
    SHEET,
    Box,
    Frame,
    Picture,
    narrow,
    sheets_of,
    units_of,
    wide,
)
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.texts import fitted, width_of, wrapped
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.view import shown_endpoint, shown_moment, view_of
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.waiting import Seen, waiting_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.plays import ROOT
from tests.support.report_rows import STATES, connection, fleet, paired, physical_connection, router

METROS = ("FR", "LD", "SG")
NAMES = st.text(min_size=1, max_size=60)


@st.composite
def reports(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of both clouds with any names, states, places and pairs, and parts that are missing."""
    rows = [
        connection(
            draw(st.integers(0, 40)), metro=draw(st.sampled_from(METROS)), name=draw(NAMES), state=draw(st.sampled_from(STATES))
        )
        for _number in range(draw(st.integers(1, 25)))
    ]
    for one, other in pairwise(rows):
        if draw(st.integers(0, 3)) == 0:
            paired(one, other)
    for row in rows:
        if draw(st.integers(0, 9)) == 0:
            del row[draw(st.sampled_from(sorted(row)))]
    physical_connections = [
        physical_connection(row)
        for row in rows
        if {"name", "status", "uuid", "z_side", "bandwidth"} <= row.keys() and draw(st.booleans())
    ]
    routers = [router(row, number) for number, row in enumerate(physical_connections) if draw(st.booleans())]
    return rows, physical_connections, routers


def pictures(lines: list[Line], alibaba: bool) -> Iterator[tuple[list[Line], Picture]]:
    """Yield each picture with the connections on it, of all in one place."""
    for sheet in sheets_of(units_of(lines)):
        members = [line for unit in sheet for line in unit]
        yield members, wide(sheet, alibaba=alibaba)
        yield members, narrow(sheet, alibaba=alibaba)


def inside(inner: Box, outer: Frame) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.right <= outer.x + outer.width
        and inner.bottom <= outer.y + outer.height
    )


def apart(one: Box | Frame, other: Box | Frame, gap: float = 4) -> bool:
    return (
        one.x + one.width + gap <= other.x
        or other.x + other.width + gap <= one.x
        or one.y + one.height + gap <= other.y
        or other.y + other.height + gap <= one.y
    )


def captioned(frame: Frame, boxes: Iterable[Box]) -> bool:
    """Tell whether the caption of a frame stands free."""
    text = frame.caption
    end = text.x + width_of(text.text, NOTE_SIZE)
    place = Frame("caption", text.x, text.y - NOTE_SIZE, end - text.x, NOTE_SIZE, text)
    return end <= frame.x + frame.width and all(apart(place, box, 2) for box in boxes)


def crosses(segment: tuple[tuple[float, float], tuple[float, float]], box: Box) -> bool:
    """Tell whether a level or upright line goes through the inside of a box."""
    (x1, y1), (x2, y2) = segment
    return max(x1, x2) > box.x and min(x1, x2) < box.right and max(y1, y2) > box.y and min(y1, y2) < box.bottom


def ending(point: tuple[float, float], boxes: Iterable[Box]) -> list[Box]:
    """Return the boxes on whose border a point is."""
    x, y = point
    return [
        box
        for box in boxes
        if (x in (box.x, box.right) and box.y <= y <= box.bottom) or (y in (box.y, box.bottom) and box.x <= x <= box.right)
    ]


@settings(max_examples=60)
@given(reports(), st.booleans())
def test_pictures(report: tuple[list[dict[str, Any]], ...], alibaba: bool) -> None:
    rows, physical_connections, routers = report
    lines = lines_of(rows, *((physical_connections, routers) if alibaba else ()))
    drawn: list[int] = []
    for members, picture in pictures(lines, alibaba):
        assert all(apart(one, other) for one, other in combinations(picture.boxes, 2)), "two boxes overlap"
        whole = Frame("whole", 0, 0, picture.width, picture.height, picture.boxes[0].texts[0])
        assert all(inside(box, whole) for box in picture.boxes), "a box is not on the sheet"
        connections = [box.line for box in picture.boxes if box.kind == CONNECTION]
        assert sorted(line for line in connections if line is not None) == sorted(line.number for line in members)
        drawn += [line.number for line in members]
        for link in picture.links:
            ends = [ending(point, picture.boxes) for point in (link.points[0], link.points[-1])]
            assert [len(found) for found in ends] == [1, 1], "a link ends nowhere"
            begin, end = ends[0][0], ends[1][0]
            if end.kind == CONNECTION:
                (line,) = (line for line in lines if line.number == end.line)
                assert begin.kind == ORIGIN and begin.title.startswith(line.origin.name), "a connection begins elsewhere"
            assert not any(crosses(part, box) for part in pairwise(link.points) for box in picture.boxes), "a link crosses a box"
        for box in picture.boxes:
            for text in box.texts:
                size = NAME_SIZE if text.look == "name" else NOTE_SIZE
                assert text.x + width_of(text.text, size) <= box.right - PADDING + 1e-6, "a text is wider than its box"
                assert box.y < text.y - size * 0.7 and text.y < box.bottom, "a text is higher than its box"
        frames = [frame for frame in picture.frames if frame.kind == "pair"]
        assert all(apart(one, other, 0) for one, other in combinations(frames, 2)), "two pairs overlap"
        assert all(captioned(frame, picture.boxes) for frame in picture.frames), "a caption is covered"
        together = [[box.line for box in picture.boxes if box.kind == CONNECTION and inside(box, frame)] for frame in frames]
        pairs: dict[str, list[int]] = {}
        for line in members:
            pairs.setdefault(line.group or str(line.number), []).append(line.number)
        assert sorted(sorted(str(n) for n in pair) for pair in together) == sorted(
            sorted(str(n) for n in pair) for pair in pairs.values() if len(pair) > 1
        ), "a frame is not around a pair"
    # In the wide and in the narrow picture.
    assert sorted(drawn) == sorted([line.number for line in lines] * 2)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=40))
def test_sheets_hold_every_unit_once_and_in_order(sizes: list[int]) -> None:
    row = lines_of([connection(1)])[0]
    units = [(row,) * size for size in sizes]
    sheets = sheets_of(units)
    assert [unit for sheet in sheets for unit in sheet] == units
    assert all(0 < sum(len(unit) for unit in sheet) <= SHEET for sheet in sheets)


@given(st.text(max_size=80), st.floats(20, 300))
def test_texts_fit(text: str, room: float) -> None:
    shown = fitted(text, NAME_SIZE, room)
    assert width_of(shown, NAME_SIZE) <= room
    assert shown == text or shown.endswith("…")
    assert all(width_of(line, NAME_SIZE) <= room for line in wrapped(text, NAME_SIZE, room, 3))
    assert len(wrapped(text, NAME_SIZE, room, 3)) <= 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=60)
@given(st.data(), reports())
def test_any_rows_are_shown(data: st.DataObject, report: tuple[list[dict[str, Any]], ...]) -> None:
    """Whatever an API puts in the place of any value, the page is made, and of plain data."""
    rows, physical_connections, routers = report

    def spoil(row: dict[str, Any]) -> None:
        key = data.draw(st.sampled_from(sorted(row)))
        if isinstance(row[key], dict) and row[key] and data.draw(st.booleans()):
            spoil(row[key])
        else:
            row[key] = data.draw(JSON)

    for some in (rows, physical_connections, routers):
        for row in some:
            spoil(row)
    shown = view_of(rows, physical_connections, routers, [data.draw(JSON) for _row in rows], "https://user:canary@api.example/")
    assert "canary" not in json.dumps(shown)
    assert shown["count"] == len(rows) == sum(place["count"] for place in shown["places"])


# -- what waits for whom


def _states(number: int, **at_alibaba: Any) -> tuple[str, ...]:
    """Return what connection ``number`` of STATES waits for, with Alibaba's rows changed as told; None leaves one out."""
    row = connection(number, state=STATES[number])
    own = physical_connection(row, **(at_alibaba.get("physical_connection") or {}))
    if "vlan_id" in (at_alibaba.get("physical_connection") or {}):
        # One with another VLAN is the connection's only where Fabric itself says so.
        row["z_side"]["access_point"]["provider_connection_id"] = own["physical_connection_id"]
    physical_connections = [] if at_alibaba.get("physical_connection", 0) is None else [own]
    routers = [] if at_alibaba.get("router", 0) is None else [router(own, number, **(at_alibaba.get("router") or {}))]
    return tuple(
        item.state for item in waiting_of(lines_of([row], physical_connections, routers), Seen(alibaba=True, routers=True))
    )


PARTNER = "Accepted, not enabled yet, paid by the partner"
BEHIND = "Enabled on Alibaba Cloud, not active on Fabric yet"


@pytest.mark.parametrize(
    ("number", "at_alibaba", "expected"),
    [
        (0, {}, ()),
        (0, {"physical_connection": None}, ("Not found on Alibaba Cloud",)),
        (0, {"router": None}, ("Without a border router",)),
        (0, {"physical_connection": {"business_status": "FinancialLocked"}}, ("Locked on Alibaba Cloud",)),
        (0, {"physical_connection": {"status": "Confirmed"}}, ("Accepted, not enabled yet",)),
        (0, {"physical_connection": {"status": "Terminating"}}, ("Not enabled on Alibaba Cloud",)),
        (0, {"router": {"status": "unconfirmed"}}, ("Border router not confirmed",)),
        (0, {"router": {"status": "terminating"}}, ("Border router not active",)),
        (0, {"router": {"bgp": "Idle"}}, ("BGP not established",)),
        (0, {"router": {"bgp": ""}}, ("BGP not established",)),
        (0, {"router": {"bgp_peers": []}}, ("Without BGP",)),
        (0, {"router": {"bgp_peers": [], "status": "unconfirmed"}}, ("Border router not confirmed",)),
        (0, {"router": {"peer_gateway_ip": "198.51.100.2"}}, ("Gateways in different subnets",)),
        (0, {"physical_connection": {"order_mode": "PayByPhysicalConnectionOwner", "status": "Confirmed"}}, (PARTNER,)),
        (0, {"router": {"vlan_id": 7}}, ("Different VLANs",)),
        (0, {"physical_connection": {"vlan_id": 7}, "router": {"vlan_id": 1500}}, ("Different VLANs",)),
        (1, {}, ("Awaiting approval",)),
        (1, {"physical_connection": {"status": "Confirmed"}, "router": None}, ("Accepted, not enabled yet",)),
        (1, {"physical_connection": None}, ("Awaiting approval",)),
        (1, {"physical_connection": {"status": "Enabled"}, "router": None}, (BEHIND, "Without a border router")),
        (3, {"router": None}, ("Accepted, not enabled yet",)),
        (3, {"physical_connection": {"status": "Enabled"}, "router": {"bgp_peers": []}}, (BEHIND, "Without BGP")),
        (3, {"physical_connection": None}, ("Being set up",)),
        (5, {"physical_connection": None}, ("Failed or rejected",)),
        (5, {"physical_connection": {"status": "Enabled"}}, ("Failed or rejected", "Still on Alibaba Cloud, and billed there")),
        (7, {"physical_connection": None}, ("Requested, not at Alibaba Cloud yet",)),
        (9, {"physical_connection": None}, ("Being removed",)),
    ],
)
def test_what_waits(number: int, at_alibaba: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert sorted(_states(number, **at_alibaba)) == sorted(expected)


def test_what_waits_without_a_look_at_alibaba() -> None:
    rows = [connection(number, state=state) for number, state in enumerate(STATES)]
    rows.append(connection(11, state=("PENDING", "PENDING_BGP_PEERING", "PROVISIONED")))
    rows.append(connection(12, state=("PENDING", "SOMETHING", "NEW")))
    rows.append(connection(13, state=("DEPROVISIONED", "DEPROVISIONED", "DEPROVISIONED")))
    shown = view_of(rows)
    assert shown["sentences"][0] == (
        "Failed or rejected: alibaba-fr-5. You, on Equinix: look at the errors on Fabric, then remove and order again."
    )
    assert [item["state"] for item in shown["waiting"]] == [
        "Failed or rejected",
        "Awaiting approval",
        "In states that are not documented",
        "Without routing",
        "Being set up",
        "Being removed",
        "Requested, not at Alibaba Cloud yet",
    ]
    assert shown["waiting"][4]["names"] == ("alibaba-fr-3", "alibaba-fr-11")


def test_several_physical_connections_of_a_name_are_told_apart_by_vlan() -> None:
    row = connection(0)
    other = physical_connection(row, physical_connection_id="pc-other", vlan_id=9)
    line = lines_of([row], [other, physical_connection(row)], [])[0]
    assert line.physical_connection is not None and line.physical_connection.vlan == line.z_vlan
    assert (
        lines_of([row], [physical_connection(row), physical_connection(row, physical_connection_id="pc-2")], [])[
            0
        ].physical_connection
        is None
    )


def test_results_of_tasks_are_taken_as_well() -> None:
    row = connection(0)
    result = {
        "connection": {key: value for key, value in row.items() if key != "status"},
        "status": row["status"],
        "changed": True,
    }
    assert view_of([result]) == view_of([row])


def test_pairs_across_places_are_drawn_where_they_end() -> None:
    rows = [connection(0, metro="FR"), connection(1, metro="LD")]
    paired(*rows)
    shown = view_of(rows)
    assert [(place["heading"], [line["role"] for line in place["lines"]]) for place in shown["places"]] == [
        ("Frankfurt (FR) to eu-central-1", ["primary"]),
        ("London (LD) to eu-west-1", ["secondary"]),
    ]


# -- prices


def test_prices_are_looked_up_once_for_each_shape() -> None:
    rows = [connection(number, metro=METROS[number % 3]) for number in range(48)]
    shapes = shapes_of(rows)
    assert len(shapes) < len(rows)
    lists = [
        [{"monthly": float(number), "bandwidth": shape["bandwidth"], "term_length": None}] for number, shape in enumerate(shapes)
    ]
    found = prices_by_shape(rows, lists)
    assert {price["monthly"] for price in found} == {float(number) for number in range(len(shapes))}
    assert prices_by_shape(rows, []) == [{}] * 48
    assert shapes_of([{"name": "unknown"}]) == []


@given(st.lists(st.tuples(st.integers(0, 100_000), st.sampled_from(["USD", "EUR"]), st.booleans()), max_size=30))
def test_totals(prices: list[tuple[int, str, bool]]) -> None:
    rows = [connection(number % 40, state=STATES[0 if counted else 5]) for number, (_cents, _unit, counted) in enumerate(prices)]
    given_prices = [{"monthly": cents / 100, "one_off": 1.0, "currency": unit} for cents, unit, _counted in prices]
    costs = costs_of(lines_of(rows), given_prices)
    for total in costs.totals:
        counted = [price for price in prices if price[1] == total.currency and price[2]]
        assert float(total.monthly.replace(",", "")) == pytest.approx(sum(cents for cents, *_rest in counted) / 100)
        assert float(total.once.replace(",", "")) == len(counted)
    assert sum(charge.count for charge in costs.charges) == sum(1 for price in prices if price[2])
    assert costs.unpriced == 0 and costs_of(lines_of(rows), []).unpriced == sum(1 for price in prices if price[2])


# -- the page


@given(st.data())
def test_the_same_rows_make_the_same_page(data: st.DataObject) -> None:
    rows, physical_connections, routers, prices = fleet(20).values()
    rows[3]["name"] = rows[4]["name"]
    places = data.draw(st.permutations(range(20)))
    mixed, shuffled = (data.draw(st.permutations(one)) for one in (physical_connections, routers))
    page = view_of([rows[place] for place in places], mixed, shuffled, [prices[place] for place in places])
    assert page == view_of(rows, physical_connections, routers, prices)


def test_the_filter_refuses_what_is_no_list() -> None:
    with pytest.raises(Exception, match="takes a list of connections"):
        fabric_report("connections")


def test_header() -> None:
    assert shown_endpoint("https://user:secret@api.example:8443/path") == "api.example:8443"
    assert shown_endpoint("api.example") == "api.example"
    assert shown_moment("2026-11-23T10:00:30.5Z") == "2026-11-23 10:00 UTC"
    assert shown_moment("2026-11-23T10:00:30+02:00") == "2026-11-23 08:00 UTC"
    assert shown_moment("soon") == shown_moment("") == ""


def test_everything_that_the_page_puts_in_is_escaped() -> None:
    template = (ROOT / "roles/fabric_report/templates/page.html.j2").read_text()
    written = re.findall(r"{{(.*?)}}", template, re.DOTALL)
    assert len(written) > 50
    # Macros escape what they are given.
    assert [text for text in written if not re.search(r"\| e $|^ (state|stated|words|drawing)\(", text)] == []
