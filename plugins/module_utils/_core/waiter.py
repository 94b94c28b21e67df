# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One waiter for everything asynchronous."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any

from .clock import Clock, Deadline, seconds
from .errors import ApiError, WaitFailed, WaitTimeout

SHORTEST_INTERVAL = 0.5
LONGEST_INTERVAL = 30.0


class WaitState(enum.Enum):
    """What a look at an object means for the waiting."""

    DONE = "done"
    PENDING = "pending"
    FAILED = "failed"


def interval(elapsed: float) -> float:
    """Return the seconds until the next look.

    Proportional to what was waited already: a change is noticed within half a second or 8 % of its age, and a wait of
    a quarter of an hour costs some eighty looks.
    """
    return min(max(SHORTEST_INTERVAL, 0.08 * elapsed), LONGEST_INTERVAL)


class Waiting:
    """One wait while it goes on: checks what is seen, says when to look again, and when it is over.

    ``timeout`` is in seconds. ``describe`` says in words what was last seen.
    """

    def __init__(
        self,
        acceptor: Callable[[dict[str, Any]], WaitState],
        describe: Callable[[dict[str, Any]], str],
        timeout: float,
        clock: Clock,
    ) -> None:
        self.deadline = Deadline(timeout, clock)
        self._acceptor = acceptor
        self._describe = describe
        self._timeout = timeout
        self._trouble = ""

    def done(self, seen: dict[str, Any]) -> bool:
        """Tell whether an object is as wanted. Raises WaitFailed when it never will be."""
        wait_state = self._acceptor(seen)
        if wait_state is WaitState.FAILED:
            raise WaitFailed(self._describe(seen), seen)
        return wait_state is WaitState.DONE

    @property
    def pause(self) -> float:
        """Seconds until the next look."""
        return min(interval(self.deadline.elapsed), self.deadline.remaining)

    def check_time(self, seen: dict[str, Any]) -> None:
        """Raise WaitTimeout when the time is over."""
        if self.deadline.remaining <= 0:
            raise WaitTimeout(
                f"{self._describe(seen)} after {seconds(self._timeout)} s of waiting (wait_timeout){self._trouble}.", seen
            )

    def looked(self, error: ApiError | None = None) -> None:
        """Take note of a look; a temporary failure is no reason to give up before the time is over, any other is raised."""
        if error is not None and not error.temporary and self.deadline.remaining > 0:
            raise error
        self._trouble = "" if error is None else f"; the last look failed: {error}"


def wait_until(
    first: dict[str, Any],
    look: Callable[[Deadline], dict[str, Any]],
    acceptor: Callable[[dict[str, Any]], WaitState],
    *,
    timeout: float,
    describe: Callable[[dict[str, Any]], str],
    clock: Clock | None = None,
) -> dict[str, Any]:
    """Look at an object until it is as wanted and return it.

    ``first`` is what is known already; it is checked before anything is asked. The rest is as ``Waiting`` has it.
    Raises WaitTimeout, WaitFailed, and ApiError for a look that cannot succeed.
    """
    clock = clock or Clock()
    waiting = Waiting(acceptor, describe, timeout, clock)
    seen = first
    while not waiting.done(seen):
        clock.sleep(waiting.pause)
        waiting.check_time(seen)
        try:
            seen = look(waiting.deadline)
        except ApiError as error:
            waiting.looked(error)
        else:
            waiting.looked()
    return seen
