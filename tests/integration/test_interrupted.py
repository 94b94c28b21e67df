# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ctrl-C and the cancel button: the task says what had been sent, and the next run finds it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.support.plays import ORIGINS, Play, desired, processes_under

ORDERS = "/fabric/v4/connections"
ROUTER = desired(a_side=ORIGINS["cloud-router"])


def until(found: Callable[[], Any], seconds: float = 20) -> Any:
    """Return what is found, once it is there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = found()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError("it did not come about in time")


class Interrupted:
    """A task that is interrupted at a call, by a signal to its module's process."""

    def __init__(self, play: Play, simulator: Simulator) -> None:
        self._play, self._simulator = play, simulator
        self.remote = play.folder / "remote"

    def __call__(self, number: int, method: str, path: str, **options: Any) -> dict[str, Any]:
        """Send the signal once the call has come in; return the task's result."""
        before = len(self._simulator.calls)

        def called() -> bool:
            return any((call.method, call.path) == (method, path) for call in self._simulator.calls[before:])

        with ThreadPoolExecutor(1) as pool:
            run: Future[dict[str, Any]] = pool.submit(
                self._play, "fabric_connection", {**ROUTER, **options}, "-vvv", ANSIBLE_REMOTE_TEMP=str(self.remote)
            )
            until(called)
            started = time.monotonic()
            (module,) = processes_under(self.remote)
            os.kill(module, number)
            result = run.result()
        # The task ends at once, however long the server would keep it waiting.
        assert time.monotonic() - started < 4
        assert processes_under(self.remote) == [] and [path for path in self.remote.rglob("*") if path.is_file()] == []
        return result


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_task_that_is_interrupted_says_what_was_sent(number: signal.Signals, play: Play, simulator: Simulator) -> None:
    interrupted = Interrupted(play, simulator)
    simulator.faults.append(Fault("POST", ORDERS, "silence", seconds=60, took_effect=True))
    result = interrupted(number, "POST", ORDERS)
    assert result["failed"] and result["changed"], play.output
    assert result["msg"] == (
        f"Interrupted by {number.name} after it was sent to order connection 'alibaba-fra-1'; run the task again on the "
        "same machine, where it finds what it has ordered before it orders anything."
    )
    assert result["error"] == {"kind": "Interrupted", "sent": ["order connection 'alibaba-fra-1'"]}
    if number is signal.SIGTERM:
        again = play("fabric_connection", ROUTER)
        assert not again["changed"] and again["status"]["phase"] == "pending_approval", play.output
    assert len(simulator.orders) == 1


def test_before_anything_was_sent_it_says_so(play: Play, simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", f"{ORDERS}/search", "drip", status=200, seconds=0.05, size=9999))
    result = Interrupted(play, simulator)(signal.SIGTERM, "POST", f"{ORDERS}/search")
    assert result["failed"] and not result["changed"]
    assert "before anything was sent that changes something" in result["msg"]
    assert simulator.orders == []


def test_ctrl_c_leaves_an_order_that_the_next_run_finds(play: Play, simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", ORDERS, "silence", seconds=60, took_effect=True))
    remote = play.folder / "remote"
    task = {"interconnect.equinix.fabric_connection": ROUTER}
    plays = [{"hosts": "localhost", "gather_facts": False, "tasks": [task]}]
    process = play.start(plays, ANSIBLE_REMOTE_TEMP=str(remote))
    until(lambda: simulator.orders)
    os.killpg(process.pid, signal.SIGINT)
    output, _nothing = process.communicate(timeout=20)
    assert process.returncode and "Traceback" not in output
    # Ansible ends the module as well; its message goes to the system log then, since nobody listens any more.
    until(lambda: not processes_under(remote), seconds=5)
    assert {path.name for path in remote.rglob("*") if path.is_file()} <= {"AnsiballZ_fabric_connection.py"}
    again = play("fabric_connection", ROUTER)
    assert not again["changed"] and again["status"]["phase"] == "pending_approval", play.output
    assert len(simulator.orders) == 1
