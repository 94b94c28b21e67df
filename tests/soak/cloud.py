# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulator in a process of its own for each story, so that no story sees what another one left behind."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator

_FORK = multiprocessing.get_context("fork")


@dataclass
class Report:
    """What a simulator saw so far."""

    orders: Counter[str] = field(default_factory=Counter)  # by the name of the connection
    living: Counter[str] = field(default_factory=Counter)
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)  # of the living ones, by name
    payments: int = 0  # of shared ports at Alibaba Cloud
    ports: Counter[str] = field(default_factory=Counter)  # shared ports by their status
    struck: Counter[str] = field(default_factory=Counter)  # faults by kind


def fault_name(fault: Fault) -> str:
    """Return the name of a fault in the table."""
    kind = f"{fault.kind} {fault.status}" if fault.kind in ("status", "html", "empty") else fault.kind
    return f"{kind}, after its effect" if fault.took_effect else kind


class Cloud:
    """The simulator's process, as the story sees it."""

    def __init__(self, **settings: Any) -> None:
        self._pipe, inner = _FORK.Pipe()
        self._process = _FORK.Process(target=_serve, args=(inner, settings), daemon=True)
        self._settings = settings
        self.url = ""

    def __enter__(self) -> Cloud:
        self._process.start()
        self.url = self._pipe.recv()
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.join()

    def add(self, faults: list[Fault]) -> None:
        """Put in faults to come."""
        self._pipe.send(faults)
        self._pipe.recv()

    def report(self) -> Report:
        """Ask what it saw."""
        self._pipe.send(None)
        report: Report = self._pipe.recv()
        return report


def _serve(pipe: Connection, settings: dict[str, Any]) -> None:
    given: list[tuple[Fault, int]] = []
    with Simulator(**settings) as simulator:
        pipe.send(simulator.url)
        while True:
            faults = pipe.recv()
            if faults is None:
                pipe.send(_report(simulator, given))
            else:
                given += [(fault, fault.times) for fault in faults]
                simulator.faults.extend(faults)
                pipe.send(len(given))


def _report(simulator: Simulator, given: list[tuple[Fault, int]]) -> Report:
    report = Report(Counter(order["name"] for order in simulator.orders))
    for connection in list(simulator.world.living()):
        report.living[connection.row["name"]] += 1
        report.settings[connection.row["name"]] = dict(connection.row)
    report.payments = len(simulator.alibaba.payments)
    shared = [row for row in simulator.alibaba.physical_connections.values() if row["ProductType"] == "VirtualPhysicalConnection"]
    report.ports.update(row["Status"] for row in shared)
    for fault, times in given:
        report.struck[fault_name(fault)] += times - fault.times
    return report
