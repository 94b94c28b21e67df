# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports and inventories of any size: twice as many connections take twice as long, and as much memory as they need."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.filter.fabric_report import fabric_report
from ansible_collections.interconnect.equinix.plugins.filter.fabric_report_page import fabric_report_page
from ansible_collections.interconnect.equinix.plugins.plugin_utils._hosts import things_of, unique_names
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.costs import prices_by_shape, shapes_of

from tests.benchmarks.sizes import inventory, report
from tests.support.plays import ROOT
from tests.support.report_rows import fleet

TEMPLATES = ROOT / "roles/fabric_report/templates"


def options(size: int) -> dict[str, Any]:
    """Return the options of the filters of a report of both clouds."""
    return {name.removeprefix("fabric_report_"): value for name, value in fleet(size).items()}


def page(given: dict[str, Any]) -> object:
    return fabric_report_page(title="Connections", **given)


def summary(given: dict[str, Any]) -> object:
    return fabric_report(places=False, **given)


def prices(given: dict[str, Any]) -> object:
    """Each connection has a shape of its own, which is the worst there can be."""
    rows = [{**row, "bandwidth": 50 + number} for number, row in enumerate(given["connections"])]
    shapes = shapes_of(rows)
    assert len(shapes) == len(rows)
    return prices_by_shape(rows, [[] for _shape in shapes])


def one_name(given: dict[str, Any]) -> object:
    """All have one name: neither are they told apart by looking at each pair of them."""
    return unique_names(("alibaba", row["uuid"]) for row in given["connections"])


def hosts(given: dict[str, Any]) -> object:
    rows = [{"uuid": row["uuid"], "name": row["name"]} for row in given["connections"]]
    return things_of({"connections": rows, "virtual_devices": rows}, ["connections", "virtual_devices"], rows)


def seconds(work: Callable[[dict[str, Any]], object], size: int) -> float:
    """Return the least time that it took: neither what else the machine does is counted, nor what earlier tests left."""
    given = options(size)
    taken = []
    gc.collect()
    gc.disable()
    try:
        for _attempt in range(5):
            started = time.process_time()
            work(given)
            taken.append(time.process_time() - started)
    finally:
        gc.enable()
    return min(taken)


@pytest.mark.parametrize("work", [page, summary, prices, one_name, hosts])
def test_twice_as_many_take_twice_as_long(work: Callable[[dict[str, Any]], object]) -> None:
    size = 800
    assert seconds(work, 2 * size) < 3 * max(seconds(work, size), 0.002)


def test_places_are_left_out_of_a_summary() -> None:
    given = options(20)
    shown, whole = fabric_report(places=False, **given), fabric_report(**given)
    assert shown["places"] == [] and {**shown, "places": whole["places"]} == whole


def test_ansible_templates_no_page() -> None:
    """It takes ten times as long for each value as Jinja alone; the summary has few."""
    written = {path.name: path.read_text() for path in TEMPLATES.glob("*.j2")}
    assert [written[name].count("{{") for name in ("report.html.j2", "looked_up.j2")] == [2, 0]
    # What was looked up is not even read by it.
    assert "fabric_report_found" in written["looked_up.j2"] and "fabric_report_found." not in "".join(written.values())
    assert "import" not in written["page.html.j2"] and "lookup" not in written["page.html.j2"]


def test_an_inventory_takes_little_memory_for_each_host() -> None:
    few, many = inventory(1000, "--graph"), inventory(2000, "--graph")
    # 20,000 of them in 500 MB, of which Ansible itself takes 70.
    assert (many.memory - few.memory) / 1000 * 20_000 + few.memory < 500
    assert many.processor < 3 * few.processor


@pytest.mark.long  # test_twice_as_many_take_twice_as_long measures what may grow
@pytest.mark.timeout(400)
def test_a_report_that_is_looked_up_grows_with_its_connections() -> None:
    few, many = report(400), report(800)
    assert many.processor < 3 * few.processor
