# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of connections: no line is too wide and no column askew, whatever the connections are called."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.interconnect.equinix.plugins.filter.connection_table import connection_table
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.costs import shapes_of
from ansible_collections.interconnect.equinix.plugins.plugin_utils.connection_table import WIDTH, columns_of, shortened, table_of
from hypothesis import given
from hypothesis import strategies as st

from tests.support.report_rows import STATES, connection, fleet, physical_connection

ANYTHING = st.one_of(
    st.text(max_size=90), st.text("漢字한글🚀e\u0301\u202e\u200b\n\x1b[", min_size=1, max_size=60), st.none(), st.integers()
)
PRICE = st.fixed_dictionaries(
    {
        "monthly": st.floats(0, 1e300),
        "one_off": st.just(0.0),
        "currency": st.one_of(st.just("USD"), st.just("EUR"), st.text(max_size=30)),
    }
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]] | None, list[list[dict[str, Any]]] | None]:
    """Connections with any names, numbers and states, and what was looked up beside them."""
    rows = []
    for number in range(draw(st.integers(1, 12))):
        row = connection(number, state=draw(st.sampled_from(STATES)))
        row["name"], row["bandwidth"] = draw(ANYTHING), draw(st.one_of(st.just(200), st.integers(), ANYTHING))
        point = row["a_side"]["access_point"]
        for asset in ("port", "router", "virtual_device"):
            if asset in point:
                point[asset]["name"] = draw(ANYTHING)
        point["link_protocol"] = {"vlan_s_tag": draw(st.integers(0, 10**9)), "vlan_c_tag": draw(st.integers(0, 4094))}
        rows.append(row)
    physical_connections = [physical_connection(row) for row in rows if isinstance(row["name"], str) and draw(st.booleans())]
    for one in physical_connections:
        one["status"] = draw(ANYTHING)
    prices = [[{**draw(PRICE), "bandwidth": shape["bandwidth"], "term_length": 1}] for shape in shapes_of(rows)]
    return rows, draw(st.sampled_from([None, physical_connections])), draw(st.sampled_from([None, prices]))


def width(text: str) -> int:
    """Return how wide a text is on a terminal: by the Unicode standard, and not by what the code says of it."""
    marks = sum(unicodedata.category(char) in ("Mn", "Me") for char in text)
    return len(text) - marks + sum(unicodedata.east_asian_width(char) in "WF" for char in text)


@given(tables())
def test_no_line_is_too_wide(made: tuple[Any, Any, Any]) -> None:
    rows, physical_connections, prices = made
    lines = table_of(rows, physical_connections, [] if physical_connections is not None else None, prices)
    table = lines[: lines.index("")]
    assert len(table) == len(rows) + 1
    assert max(map(width, lines)) <= WIDTH, lines
    for line in lines:
        assert not [char for char in line if char != " " and unicodedata.category(char)[0] in "CZ"], line
    # What is printed of each is no more than the cells, and no cell is empty: a line has as many as the heading.
    starts = [table[0].index(word) for word in ("ORIGIN", "VLAN", "FABRIC", "ALIBABA")]
    for line in table[1:]:
        for start in starts:
            before = columns = 0
            while columns < start:
                columns += width(line[before])
                before += 1
            assert line[before - 1] == " " and line[before] != " ", (line, start)


@given(st.text(max_size=60), st.integers(7, 60))
def test_what_is_shortened_fits_and_keeps_both_ends(text: str, room: int) -> None:
    shown = shortened(text, room)
    assert columns_of(shown) <= room
    assert (shown == text) is (columns_of(text) <= room)
    if shown != text:
        head, _dots, tail = shown.rpartition("…")
        assert text.startswith(head) and text.endswith(tail)


def test_what_a_line_says() -> None:
    rows = fleet(3)["fabric_report_connections"]
    plain = table_of(rows)
    assert plain[0].split() == ["NAME", "ORIGIN", "VLAN", "MBPS", "FABRIC", "ALIBABA", "MONTHLY"]
    assert all(line.split()[-2:] == ["-", "-"] for line in plain[1:4])
    assert plain[-1].startswith("3 connections; ")
    shapes = shapes_of(rows)
    prices = [[{"monthly": 1234.5, "one_off": 0.0, "currency": "USD", **shape}] for shape in shapes]
    priced = table_of(rows, [physical_connection(rows[0])], [], prices)
    assert priced[0].split()[-1] == "USD/MONTH" and "1,234.50" in priced[1]
    assert "none seen" in "".join(priced[1:4]) and any(line.startswith("List prices come to ") for line in priced)
    prices[-1][0]["currency"] = "EUR"
    if len(shapes) > 1:
        mixed = table_of(rows, None, None, prices)
        assert mixed[0].split()[-1] == "MONTHLY" and "1,234.50 EUR" in "".join(mixed)


def test_of_nothing_and_of_no_list() -> None:
    assert table_of([]) == ["There is no connection that these credentials can see."]
    with pytest.raises(AnsibleFilterError, match="takes a list of connections"):
        connection_table("text")


def test_three_hundred_are_sorted_as_people_do() -> None:
    table = table_of(fleet(300)["fabric_report_connections"])
    names = [line.split()[0] for line in table[1:301]]
    assert len(set(names)) == 300 and max(map(width, table)) <= WIDTH
