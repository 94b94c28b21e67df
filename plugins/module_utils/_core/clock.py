# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Time, and moments after which nothing is started any more."""

from __future__ import annotations

import time


class Clock:
    """Time as this collection sees it; tests give another."""

    def monotonic(self) -> float:
        """Return seconds since some moment, never going back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def now(self) -> float:
        """Return seconds since 1970."""
        return time.time()


class Deadline:
    """A moment after which nothing is started any more. ``seconds`` None means no limit."""

    def __init__(self, seconds: float | None, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._started = self._clock.monotonic()
        self._seconds = seconds

    @property
    def elapsed(self) -> float:
        """Seconds since this deadline was set."""
        return self._clock.monotonic() - self._started

    @property
    def remaining(self) -> float:
        """Seconds left, never below 0; infinite without a limit."""
        if self._seconds is None:
            return float("inf")
        return max(0.0, self._seconds - self.elapsed)


def seconds(value: float) -> str:
    """Return a number of seconds as people say it: what is left of a time for waiting has many digits."""
    return f"{value:.0f}" if value >= 1 else f"{value:.1g}"
