# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A rate limit (HTTP 429) as all threads of one client keep to it together."""

from __future__ import annotations

import threading
from collections.abc import Callable


class RateLimit:
    """The moment before which nobody sends anything, since the API asked for a pause. Moments are of a monotonic clock.

    Refusals are counted in rounds: calls that were on their way together when the limit was hit count as one, and a call
    that gets through ends the counting. So a call among many is not given up as long as there is progress at all.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed = float("-inf")
        self._opens = float("-inf")
        self._rounds = 0

    def pause(self, now: float) -> float:
        """Return the seconds until calls may be sent again."""
        return max(0.0, self._opens - now)

    def refused(self, sent: float, now: float, delay: Callable[[int], float]) -> int:
        """Keep to the refusal of a call that was sent at a moment; return how many rounds were refused in a row.

        ``delay`` returns the seconds to pause for after so many rounds.
        """
        with self._lock:
            if sent >= self._closed:
                self._rounds += 1
                self._closed = now
            self._opens = max(self._opens, now + delay(self._rounds))
            return self._rounds

    def passed(self) -> None:
        """Take note of a call that was not refused."""
        with self._lock:
            self._rounds = 0
