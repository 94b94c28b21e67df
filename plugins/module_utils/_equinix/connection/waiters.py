# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How to go about a connection, what came of it, and waiting for its states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..._core.clock import Clock, Deadline
from ..._core.data import text_at
from ..._core.waiter import WaitState
from .status import (
    ACTIVE,
    DEPROVISIONED,
    DEPROVISIONING,
    FAILED,
    IN_PROGRESS,
    PENDING_APPROVAL,
    UNKNOWN,
    errors_of,
    shows_provider_port,
    status_of,
)
from .steps import Steps, Wait

# Seconds for which a connection that was just ordered may be unknown to the API.
SETTLING = 60.0
Z_SIDE_VLAN = "z_side_vlan"
REACHED = {
    "pending_approval": frozenset({PENDING_APPROVAL, IN_PROGRESS, ACTIVE}),
    Z_SIDE_VLAN: frozenset({PENDING_APPROVAL, IN_PROGRESS, ACTIVE}),
    "active": frozenset({ACTIVE}),
}


class Options(NamedTuple):
    """How to go about it. Times are in seconds."""

    check: bool = False
    wait: bool = True
    wait_for: str = "pending_approval"
    wait_timeout: float = 900
    provider_initiated: bool = False
    show_price: bool = False  # look the price of an order up even without a limit to hold it against


@dataclass
class Outcome:
    """What was done, or would be: objects as the API gives them, settings as a diff shows them."""

    changed: bool
    connection: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    validated_by: str | None = None
    price: dict[str, Any] | None = None
    price_before: dict[str, Any] | None = None  # with a change of what it depends on
    warnings: list[str] = field(default_factory=list)


class Waiter:
    """Waits for the states of one connection, in steps. ``label`` names it in messages."""

    def __init__(self, clock: Clock, label: str, options: Options) -> None:
        self._clock = clock
        self._label = label
        self._options = options
        self._warnings: dict[str, None] = {}  # a set that keeps the order

    @property
    def warnings(self) -> list[str]:
        """What the user should know, each once."""
        return list(self._warnings)

    def warn(self, text: str) -> None:
        """Keep a warning."""
        self._warnings[text] = None

    def reached(self, connection: dict[str, Any]) -> Steps[dict[str, Any]]:
        """Wait until a connection is where the options want it, and return it. Raises WaitTimeout, WaitFailed, ApiError."""
        if not self._options.wait:
            return connection
        goal = REACHED[self._options.wait_for]

        def acceptor(seen: dict[str, Any]) -> WaitState:
            status = status_of(seen)
            if status.phase in goal or (status.waits_for_routing and PENDING_APPROVAL in goal):
                waits_for_vlan = self._options.wait_for == Z_SIDE_VLAN and not shows_provider_port(seen)
                return WaitState.PENDING if waits_for_vlan else WaitState.DONE
            if errors_of(seen):
                # What Fabric says went wrong does not become right by waiting.
                return WaitState.FAILED
            if status.phase == UNKNOWN:
                self.warn(f"Connection {self._label} is in a pair of states that is not documented, {status}; the wait goes on.")
            return WaitState.FAILED if status.phase in (FAILED, DEPROVISIONING, DEPROVISIONED) else WaitState.PENDING

        # Not everywhere is a new connection known at once.
        settling = Deadline(SETTLING, self._clock)
        wait = self._wait(connection, acceptor, self._options.wait_timeout, f"not {self._options.wait_for} yet", settling)
        return (yield wait)

    def gone(self, connection: dict[str, Any], timeout: float | None = None) -> Steps[dict[str, Any]]:
        """Wait until a connection is gone; ``timeout`` is in seconds, that of the options when None."""

        def acceptor(seen: dict[str, Any]) -> WaitState:
            return WaitState.DONE if status_of(seen).phase == DEPROVISIONED else WaitState.PENDING

        limit = self._options.wait_timeout if timeout is None else timeout
        yield self._wait(connection, acceptor, limit, "not gone yet", leaving=True)
        return {}

    def _wait(
        self,
        first: dict[str, Any],
        acceptor: Callable[[dict[str, Any]], WaitState],
        timeout: float,
        goal: str,
        settling: Deadline | None = None,
        *,
        leaving: bool = False,
    ) -> Wait:
        uuid = text_at(first, "uuid")

        def describe(seen: dict[str, Any]) -> str:
            reason = errors_of(seen)
            return f"Connection {self._label} ({uuid}) is {goal}, it is {status_of(seen)}{f', {reason}' if reason else ''}"

        return Wait(uuid, first, acceptor, describe, timeout, settling, leaving)
