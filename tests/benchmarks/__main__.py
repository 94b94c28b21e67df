# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run all measurements and print one table each: ``make bench``, or ``python -m tests.benchmarks --help``."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from tests.benchmarks.bench import table
from tests.benchmarks.others import lateness, start_up, unchanged
from tests.benchmarks.sizes import inventory, report
from tests.benchmarks.ways import TITLES, Cell, expected, measure, median_of
from tests.support.plays import ROOT

PROVISIONING = 3.0
RUNS = 3
SHORT = 30.0
COUNTS = (1, 10, 50, 200)
LATENCIES = (0.0, 0.05, 0.2)
# Measured however long they take: the project has promised what comes of them.
PROMISED = {("a", 50, 0.05), ("b", 200, 0.2)}
OUT = ROOT / ".cache/bench"


def say(text: str) -> None:
    """Print at once."""
    print(text, flush=True)


def ways(counts: Sequence[int], latencies: Sequence[float], task: float, limit: float) -> str:
    """Return the table that compares the ways; what would take longer than ``limit`` seconds is left out.

    What takes less than ``SHORT`` seconds is measured ``RUNS`` times, and its median is given.
    """
    rows = []
    for count in counts:
        for latency in latencies:
            cells = dict(_cells(count, latency, task, limit))
            fleet = cells["d"]
            for way, cell in cells.items():
                named = [count, f"{latency * 1000:.0f}", TITLES[way]]
                if cell is None or fleet is None:
                    rows.append([*named, f"left out, over {limit:.0f} s", *[""] * 7])
                    continue
                ratio = f"{cell.seconds / fleet.seconds:.1f}"
                bounds = [f"{cell.bound:.2f}", f"{cell.seconds / cell.bound:.2f}", f"{cell.seconds / cell.bound_of_way:.2f}"]
                rows.append([*named, f"{cell.seconds:.1f}", cell.runs, ratio, cell.calls, cell.logins, *bounds])
    columns = (
        "n",
        "ms",
        "way",
        "seconds",
        "runs",
        "to (d)",
        "API calls",
        "logins",
        "bound",
        "to bound",
        "to bound of its parallel",
    )
    return table(f"n connections to pending approval, {PROVISIONING:g} s of provisioning", columns, rows)


def _cells(count: int, latency: float, task: float, limit: float) -> Iterator[tuple[str, Cell | None]]:
    for way in TITLES:
        seconds = PROVISIONING + expected(way, count, latency, PROVISIONING, task)
        if seconds > limit and (way, count, latency) not in PROMISED:
            yield way, None
            continue
        cell = median_of([measure(way, count, latency, PROVISIONING) for _run in range(RUNS if seconds < SHORT else 1)])
        say(f"  {count:4} x {latency * 1000:3.0f} ms  {TITLES[way]:28} {cell.seconds:7.1f} s  {cell.calls} calls")
        yield way, cell


def unchanged_fleets(counts: Iterable[int]) -> str:
    """Return the table of fleets that do not change."""
    rows = [(count, f"{taken:.1f}", calls, f"{memory:.0f}") for count, taken, calls, memory in map(unchanged, counts)]
    return table("Unchanged fleets, run once more", ("n", "seconds", "API calls", "MB"), rows)


def sizes(reports: Iterable[int], inventories: Iterable[int]) -> str:
    """Return the table of what many connections take."""
    found = [
        *(("report of both clouds", size, report(size)) for size in reports),
        *(("inventory, listed", size, inventory(size, "--list", "--export", "--output", os.devnull)) for size in inventories),
        *(("inventory, as a graph", size, inventory(size, "--graph")) for size in inventories),
    ]
    rows = [(what, size, f"{taken.seconds:.1f}", f"{taken.memory:.0f}") for what, size, taken in found]
    return table("Many connections", ("what", "connections", "seconds", "MB"), rows)


def start_ups(taken: Mapping[str, tuple[float, float]]) -> str:
    """Return the table of what one task takes."""
    base = taken["ansible.builtin.uri"]
    rows = [
        (
            name,
            *(f"{value * 1000:.0f}" for value in values),
            *(f"{value / of:.2f}" for value, of in zip(values, base, strict=True)),
        )
        for name, values in taken.items()
    ]
    columns = ("module", "ms", "ms of processor", "to uri", "to uri, processor")
    return table("One task with one call, 20 in a play", columns, rows)


def latenesses() -> str:
    """Return the table of how late states are noticed."""
    found = [(seconds, lateness(seconds, 20)) for seconds in (2.0, 10.0, 30.0)]
    rows = [(f"{seconds:g}", f"{late:.2f}", f"{1 + 0.1 * seconds:.1f}") for seconds, late in found]
    return table("How late the last of 20 is noticed", ("provisioning", "seconds late", "promised"), rows)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=COUNTS, help="numbers of connections")
    parser.add_argument("--latencies", type=float, nargs="+", default=LATENCIES, help="seconds of each call")
    parser.add_argument("--fleets", type=int, nargs="+", default=(100, 1000, 5000), help="sizes of unchanged fleets")
    parser.add_argument("--reports", type=int, nargs="+", default=(1000, 5000), help="sizes of reports of both clouds")
    parser.add_argument("--inventories", type=int, nargs="+", default=(1000, 20_000), help="sizes of inventories")
    parser.add_argument("--repeats", type=int, default=5, help="plays for each median")
    parser.add_argument("--limit", type=float, default=300, help="seconds that one measurement may take")
    chosen = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    machine = (
        f"{cores} cores, {platform.system()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start"
    )
    parts = [f"Measured on {machine}; the simulator runs in a process of its own on the same machine.\n"]
    taken = start_up(20, chosen.repeats)
    task, _processor = taken["ansible.builtin.uri"]
    measurements: tuple[Callable[[], str], ...] = (
        partial(start_ups, taken),
        partial(unchanged_fleets, chosen.fleets),
        partial(sizes, chosen.reports, chosen.inventories),
        latenesses,
        partial(ways, chosen.counts, chosen.latencies, task, chosen.limit),
    )
    OUT.mkdir(parents=True, exist_ok=True)
    for measurement in measurements:
        parts.append(measurement())
        say(parts[-1])
        (OUT / "table.md").write_text("\n".join(parts))
    say(f"Written to {OUT / 'table.md'}")


if __name__ == "__main__":
    main()
