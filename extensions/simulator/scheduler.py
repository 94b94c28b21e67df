# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is to happen later, in the order of its moments, carried out when somebody looks."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable

Action = Callable[[float], None]


class Scheduler:
    """Actions that are due at a moment; each is given that moment, whenever it is carried out."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._items: list[tuple[float, int, Action]] = []
        self._count = itertools.count()  # of two at one moment, the first that was planned
        self._lock = threading.RLock()  # calls and tests look from different threads

    def at(self, moment: float, action: Action) -> None:
        """Plan an action."""
        with self._lock:
            heapq.heappush(self._items, (moment, next(self._count), action))

    def settle(self) -> None:
        """Carry out what is due, and what that makes due."""
        with self._lock:
            while self._items and self._items[0][0] <= self._clock():
                moment, _number, action = heapq.heappop(self._items)
                action(moment)
