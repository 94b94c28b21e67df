# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A few threads that work side by side."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

Result = TypeVar("Result")


class DaemonPool:
    """Threads that make calls side by side, and that nobody has to wait for when this process is to end.

    The executors of ``concurrent.futures`` hold a process that was interrupted until the last call is answered.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._members = 0
        self._calls: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()

    def begin(self, call: Callable[[], object]) -> None:
        """Have a call made as soon as somebody is free; it must not raise."""
        self._calls.put(call)
        if self._members < self._size:
            self._members += 1
            threading.Thread(target=self._work, daemon=True).start()

    def together(self, calls: Sequence[Callable[[], Result]]) -> list[Result | Exception]:
        """Make calls side by side; return what each returned, or the error that it raised."""
        outcomes: queue.SimpleQueue[tuple[int, Result | Exception]] = queue.SimpleQueue()

        def run(number: int, call: Callable[[], Result]) -> None:
            try:
                outcomes.put((number, call()))
            except Exception as error:
                outcomes.put((number, error))

        for number, call in enumerate(calls):
            self.begin(partial(run, number, call))
        found = dict(outcomes.get() for _call in calls)
        return [found[number] for number in range(len(calls))]

    def shutdown(self) -> None:
        """Begin none of the calls that are left, and let everybody go home after the one that is being made."""
        try:
            while True:
                self._calls.get_nowait()
        except queue.Empty:
            for _member in range(self._members):
                self._calls.put(None)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()
