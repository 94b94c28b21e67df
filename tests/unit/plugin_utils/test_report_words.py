# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the report says: numbers of things, where and when it was looked, whether nothing waits, whose AS is where."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import InputError
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.conflicts import ItemResult, failure_of
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.facts import lines_of
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.layout import (
    BGP,
    CONNECTION,
    ORIGIN,
    PROVIDER,
    ROUTER,
    narrow,
    sheets_of,
    units_of,
    wide,
)
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.page import page_of
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.texts import agreeing, counted
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.view import view_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.report_rows import STATES, connection, fleet, paired, physical_connection, router

COUNTS = (0, 1, 2, 24)
# A number and what it counts, with the form for one thing and that for any other number.
FORMS = {"connection": "connections", "month": "months", "peer": "peers", "awaits": "await", "has": "have"}
COUNTED = re.compile(rf"(?<![-.\w])(\d[\d,]*) ({'|'.join([*FORMS, *FORMS.values()])})\b")


def said(page: str) -> str:
    """Return what a page says, without its marks."""
    body = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def wrong_numbers(text: str) -> list[str]:
    """Return where a number and its words do not fit."""
    return [match[0] for match in COUNTED.finditer(text) if (match[1] == "1") is not (match[2] in FORMS)]


@pytest.mark.parametrize("count", COUNTS)
@given(st.data())
@settings(max_examples=12)
def test_numbers_and_their_words_fit(count: int, data: st.DataObject) -> None:
    states = data.draw(
        st.lists(st.sampled_from(STATES), min_size=count, max_size=count) | st.sampled_from(STATES).map(lambda one: [one] * count)
    )
    rows = [connection(number, metro="FR", state=state) for number, state in enumerate(states)]
    for row in rows:
        row["order"] = {"term_length": data.draw(st.sampled_from([1, 12]))}
    physical_connections = [physical_connection(row) for row in rows] if data.draw(st.booleans()) else None
    routers = [router(row, number) for number, row in enumerate(physical_connections or [])] if data.draw(st.booleans()) else None
    price = {"monthly": 60.0, "one_off": 0.0, "currency": "USD"}
    prices = data.draw(st.lists(st.sampled_from([{}, price]), min_size=count, max_size=count))
    view = view_of(rows, physical_connections, routers, prices)
    text = said(page_of(view, "Connections to Alibaba Cloud"))
    assert wrong_numbers(text) == []
    assert wrong_numbers(" ".join([view["counted"], *(f"{item['count']} {item['word']}" for item in view["states"])])) == []
    assert f"{count} connection{'' if count == 1 else 's'}" in text
    waiting = sum(1 for state in states if state == STATES[1])
    assert waiting == 0 or f"{waiting} await{'s' if waiting == 1 else ''} approval" in text


def test_words_of_numbers() -> None:
    assert [counted(number, "month") for number in COUNTS] == ["0 months", "1 month", "2 months", "24 months"]
    assert [agreeing(number, "has no price") for number in COUNTS] == [
        "have no price",
        "has no price",
        "have no price",
        "have no price",
    ]
    assert agreeing(24, "in progress") == "in progress"
    # What the check finds, it finds.
    assert wrong_numbers("24 awaits approval, 1 connections, 2 months") == ["24 awaits", "1 connections"]


# -- whether nothing waits


def both(number: int = 0, **changes: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Return a connection and its end at Alibaba Cloud, where all is done; changes are those of the router."""
    row = connection(number, state=STATES[0])
    own = physical_connection(row)
    return [row], [own], [router(own, number, **changes)]


NOTHING = "Nothing waits for anybody."


def test_nothing_waits_only_where_all_was_looked_at() -> None:
    rows, physical_connections, routers = both()
    assert view_of(rows, physical_connections, routers)["sentences"] == [NOTHING]
    assert view_of([], [], [])["nothing"] == "There are no connections."
    without_peers = [{key: value for key, value in routers[0].items() if key != "bgp_peers"}]
    for given_rows, unknown in (
        (
            (rows,),
            "Alibaba Cloud's end was not looked up, so it is not known what is paid for, has a border router, and has BGP up.",
        ),
        ((rows, physical_connections), "Border routers were not looked up, so it is not known what has one, and has BGP up."),
        ((rows, physical_connections, without_peers), "BGP sessions were not looked up, so it is not known which are up."),
    ):
        view = view_of(*given_rows)
        assert view["sentences"] == ["Nothing waits in what was looked up.", unknown]
        text = said(page_of(view, "Connections"))
        assert NOTHING not in text and unknown in text and "not looked up" in text
    # It is said as well where something waits.
    view = view_of([*rows, connection(1, state=STATES[1])])
    assert view["nothing"] == "" and view["sentences"][-1] == view["unknown"] != ""


@settings(max_examples=300)
@given(st.data())
def test_nothing_waits_only_where_everything_carries(data: st.DataObject) -> None:
    """Whatever is taken from a connection that carries traffic, something is said to wait."""
    rows, physical_connections, routers = both()
    row, own, its, peer = rows[0], physical_connections[0], routers[0], routers[0]["bgp_peers"][0]
    spoils: dict[str, Callable[[], object]] = {
        "no router": routers.clear,
        "no BGP": lambda: its.update(bgp_peers=[]),
        "session": lambda: peer.update(bgp_status=data.draw(st.sampled_from(["Idle", "Connect", "Active", "Down", "", None]))),
        "router": lambda: its.update(status=data.draw(st.sampled_from(["unconfirmed", "recovering", "terminating", ""]))),
        "not paid": lambda: own.update(status="Confirmed"),
        "locked": lambda: own.update(business_status="FinancialLocked"),
        "state": lambda: own.update(status=data.draw(st.sampled_from(["Allocated", "Terminating", "Rejected", "", None]))),
        "not there": physical_connections.clear,
        "no VLAN": lambda: row["z_side"]["access_point"]["link_protocol"].update(vlan_tag=None),
        "other VLAN": lambda: its.update(vlan_id=7),
        "no region": lambda: row["z_side"]["access_point"].update(seller_region="", provider_connection_id="pc-gone"),
        "no subnet": lambda: its.update(local_gateway_ip="198.51.100.1"),
        "routing": lambda: row["status"].update(equinix_status="PENDING_BGP_PEERING"),
        "phase": lambda: row["status"].update(
            phase=data.draw(st.sampled_from(["requested", "failed", "unknown", "deprovisioning"]))
        ),
        "bandwidth": lambda: (
            own.update(bandwidth=77),
            row["z_side"]["access_point"].update(provider_connection_id=own["physical_connection_id"]),
        ),
    }
    for spoil in data.draw(st.lists(st.sampled_from(sorted(spoils)), min_size=1, max_size=3, unique=True)):
        spoils[spoil]()
    assert view_of(rows, physical_connections, routers)["nothing"] == ""


def test_a_vlan_that_is_not_shown_is_no_port_that_is_lost() -> None:
    rows, physical_connections, routers = both()
    del rows[0]["z_side"]["access_point"]["link_protocol"]
    (item,) = view_of(rows, physical_connections, routers)["waiting"]
    assert (
        item["state"] == "VLAN not shown"
        and f"it could be {physical_connections[0]['physical_connection_id']}" in item["names"][0]
    )
    rows[0]["status"]["phase"] = "pending_approval"
    assert [item["state"] for item in view_of(rows)["waiting"]] == ["Awaiting approval", "VLAN not shown yet"]


def test_half_a_pair() -> None:
    rows = [connection(number, state=STATES[0]) for number in (0, 1)]
    paired(*rows)
    assert view_of(rows)["waiting"] == []
    (item,) = view_of(rows[1:])["waiting"]
    assert item["state"] == "Half of a redundant pair"
    assert item["names"] == ("alibaba-fr-1 (its primary connection is not among these)",)
    rows[1]["status"]["phase"] = "failed"
    names = {item["state"]: item["names"] for item in view_of(rows)["waiting"]}
    assert names["Half of a redundant pair"] == ("alibaba-fr-0 (alibaba-fr-1 has failed)",)
    # A single connection has a group of its own.
    assert view_of(rows[:1])["waiting"] == []


def test_what_is_gone_from_fabric_and_still_billed() -> None:
    rows, physical_connections, routers = both()
    rows[0]["status"]["phase"] = "deprovisioned"
    assert [item["state"] for item in view_of(rows, physical_connections, routers)["waiting"]] == [
        "Still on Alibaba Cloud, and billed there"
    ]
    assert view_of(rows, [], [])["nothing"] == NOTHING


# -- where and when


def test_source() -> None:
    rows, physical_connections, routers = both()
    rows[0]["project"] = {"project_id": "ac4d34ca"}
    view = view_of(
        rows,
        physical_connections,
        routers,
        endpoint="https://api.equinix.com",
        alibaba_endpoints=["https://vpc.eu-central-1.aliyuncs.com"],
    )
    assert (view["source"], view["alibaba_source"], view["projects"]) == (
        "api.equinix.com",
        "vpc.eu-central-1.aliyuncs.com",
        "ac4d34ca",
    )
    local = "http://user:secret@127.0.0.1:8080/"
    view = view_of(
        rows,
        physical_connections,
        routers,
        endpoint=local,
        alibaba_endpoints=[local, local],
        project="only-this",
        looked_at="2026-11-27 05:12 UTC",
    )
    assert view["source"] == view["alibaba_source"] == "simulator on this machine (127.0.0.1:8080)"
    text = said(page_of(view, "Connections"))
    for words in (
        "Source simulator on this machine (127.0.0.1:8080)",
        "Project only only-this",
        "Looked at 2026-11-27 05:12 UTC",
    ):
        assert words in text
    assert "secret" not in text
    text = said(page_of(view_of(rows, written_at="2026-11-27 05:12 UTC"), "Connections"))
    assert "Written 2026-11-27 05:12 UTC" in text and "Looked at" not in text and "Source" not in text


# -- the picture


def test_the_customers_as_is_not_in_alibabas_cloud() -> None:
    rows, physical_connections, routers, _prices = fleet(10).values()
    lines = lines_of(rows, physical_connections, routers)
    neighbours = {str(peer["peer_asn"]) for row in routers for peer in row["bgp_peers"]}
    for sheet in sheets_of(units_of(lines)):
        for picture in (wide(sheet, alibaba=True), narrow(sheet, alibaba=True)):
            shown = " ".join(text.text for box in picture.boxes for text in box.texts)
            assert "AS 45104" in shown and not any(number in shown.split() for number in neighbours)
    text = said(page_of(view_of(rows, physical_connections, routers), "Connections"))
    assert all(f"AS {number}" in text for number in neighbours)


def test_order_on_narrow_screens_is_that_of_a_packet() -> None:
    rows, physical_connections, routers, _prices = fleet(10).values()
    places = (ORIGIN, CONNECTION, PROVIDER, ROUTER, BGP)
    for sheet in sheets_of(units_of(lines_of(rows, physical_connections, routers))):
        picture = narrow(sheet, alibaba=True)
        fabric, cloud = (frame for frame in picture.frames if frame.kind == "cloud")
        assert fabric.y + fabric.height <= cloud.y
        provider = next(box for box in picture.boxes if box.kind == PROVIDER)
        for box in picture.boxes:
            inside = fabric if places.index(box.kind) < 2 else cloud
            assert inside.y <= box.y and box.bottom <= inside.y + inside.height
            assert box.kind not in (ROUTER, BGP) or box.y >= provider.bottom


def test_numbers_and_their_words_fit_elsewhere() -> None:
    """What a fleet says of one connection and of many."""
    for count in (1, 2, 24):
        results = [ItemResult(f"fleet-{number}", error=InputError("name", "name is empty.")) for number in range(count)]
        told = failure_of(results)
        assert told.startswith(f"{count} of {count} connection{'' if count == 1 else 's'} failed.") and wrong_numbers(told) == []
