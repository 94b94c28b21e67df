# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One waiter for everything asynchronous."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._errors import (
    ApiError,
    WaitFailed,
    WaitTimeout,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._http import (
    Clock,
    Deadline,
)

SHORTEST_INTERVAL = 0.5
LONGEST_INTERVAL = 30.0


class Verdict(enum.Enum):
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


def wait_until(
    first: dict[str, Any],
    look: Callable[[Deadline], dict[str, Any]],
    judge: Callable[[dict[str, Any]], Verdict],
    *,
    timeout: float,
    describe: Callable[[dict[str, Any]], str],
    clock: Clock | None = None,
) -> dict[str, Any]:
    """Look at an object until it is as wished and return it.

    ``first`` is what is known already; it is judged before anything is asked. ``timeout`` is in seconds. ``describe``
    says in words what was last seen. A temporary failure to look is no reason to give up before the time is over.
    Raises WaitTimeout, WaitFailed, and ApiError for a look that cannot succeed.
    """
    clock = clock or Clock()
    deadline = Deadline(timeout, clock)
    seen = first
    trouble = ""
    while True:
        verdict = judge(seen)
        if verdict is Verdict.DONE:
            return seen
        if verdict is Verdict.FAILED:
            raise WaitFailed(describe(seen), seen)
        clock.sleep(min(interval(deadline.elapsed), deadline.remaining))
        if deadline.remaining <= 0:
            raise WaitTimeout(f"{describe(seen)} after {timeout:g} s of waiting (wait_timeout){trouble}.", seen)
        try:
            seen = look(deadline)
            trouble = ""
        except ApiError as error:
            if not error.temporary and deadline.remaining > 0:
                raise
            trouble = f"; the last look failed: {error}"
