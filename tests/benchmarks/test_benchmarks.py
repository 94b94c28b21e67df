# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Small versions of the measurements: that they measure what they say, and what does not depend on the machine."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from tests.benchmarks.bench import measured, table
from tests.benchmarks.others import lateness, start_up, unchanged
from tests.benchmarks.ways import CALLS_IN_A_ROW, Cell, bound, expected, measure, median_of


@pytest.mark.parametrize("way", ["a", "b", "c", "d"])
def test_every_way_leads_there(way: str) -> None:
    count = 2
    cell = measure(way, count, latency=0.01, provisioning=0.2)
    assert cell.seconds > cell.bound == CALLS_IN_A_ROW * 0.01 + 0.2
    assert cell.logins == (count if way == "c" else 1)
    # An order each is the least that can be; looks while nothing has changed depend on the machine.
    assert cell.calls >= count + 3
    if way == "d":
        assert cell.calls <= count + 6 + cell.seconds / 0.5


def test_unchanged_fleet() -> None:
    count, seconds, calls, memory = unchanged(100)
    assert calls == 2 and 0 < seconds < 60 and 20 < memory < 200 and count == 100


def test_memory_is_that_of_the_command_and_not_of_the_tests() -> None:
    ballast = bytearray(b"x") * 300_000_000
    taken = measured([sys.executable, "-c", "text = 'x' * 50_000_000"], {})
    assert 50 < taken.memory < 100 < len(ballast) / 1024**2


def test_the_median_is_one_of_the_measurements() -> None:
    cells = [Cell("d", 50, 0.05, seconds, int(seconds), 1, 3.35, 3.55) for seconds in (6.0, 4.0, 5.0)]
    assert median_of(cells) == replace(cells[2], runs=3)
    assert median_of(cells[:1]) == cells[0]


def test_start_up() -> None:
    taken = start_up(1, 1)
    assert all(0 < processor < 10 for _seconds, processor in taken.values()) and len(taken) == 4


def test_lateness() -> None:
    assert lateness(0.5, 5) <= 1.05 + 0.5  # half a second for a machine that does other things


def test_tables() -> None:
    assert table("Title", ("a", "bb"), [(1, "x"), ("long", 2)]).splitlines() == [
        *("### Title", "", "| a    | bb |", "|------|----|", "| 1    | x  |", "| long | 2  |"),
    ]
    # Twenty rounds of orders instead of one.
    assert bound("d", 200, 0.2, 3.0) == pytest.approx(bound("a", 200, 0.2, 3.0) + 19 * 0.2)
    assert bound("d", 10, 0.2, 3.0) == bound("a", 10, 0.2, 3.0)
    assert expected("a", 200, 0.2, 3.0) > expected("b", 200, 0.2, 3.0) > expected("d", 200, 0.2, 3.0)
