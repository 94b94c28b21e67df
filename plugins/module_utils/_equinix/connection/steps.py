# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Work on a connection as steps, so that one connection or many can be brought about by the same code.

Work is a generator. It yields where it would have to wait, and the moment from which on it changes something; whoever runs
it decides how: ``follow`` for one connection, ``fleet`` for many side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ..._core.clock import Deadline
from ..._core.errors import ApiError, InterconnectError
from ..._core.waiter import WaitState, wait_until
from ..api import NOT_SHOWN, Equinix

CREATE, UPDATE, DELETE = "create", "update", "delete"


class Step:
    """What work on a connection stops for."""


@dataclass(frozen=True)
class Wait(Step):
    """Wait until a connection is as wanted; it is sent back. ``first`` is what is known, ``timeout`` in seconds."""

    uuid: str
    first: dict[str, Any]
    acceptor: Callable[[dict[str, Any]], WaitState]
    describe: Callable[[dict[str, Any]], str]
    timeout: float
    settling: Deadline | None = None  # until when the API may not know the connection yet
    leaving: bool = False  # whether the connection is being removed, so that it may be unknown at any moment

    @property
    def settles(self) -> bool:
        """Tell whether it proves nothing when the API does not know the connection."""
        return self.settling is not None and self.settling.remaining > 0

    def look(self, api: Equinix, deadline: Deadline | None = None) -> dict[str, Any]:
        """Look at the connection; an empty dict when the API does not know it.

        Of a connection that was just ordered a refusal proves nothing for a while, and one that is being removed is gone when no
        search shows it either.
        """
        if self.leaving:
            return api.connection_or_listed(self.uuid, deadline)
        try:
            return api.connection(self.uuid, deadline) or {}
        except ApiError as error:
            if self.settles and error.status in NOT_SHOWN:
                return {}
            raise

    def seen(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return what a look proves; ``found`` is empty when the API does not know the connection."""
        return found if found or not self.settles else self.first


@dataclass(frozen=True)
class Pause(Step):
    """Do nothing for some seconds."""

    seconds: float


@dataclass(frozen=True)
class Ready(Step):
    """Everything is checked; what comes next changes something, unless ``action`` is empty.

    ``planned`` is the connection as it will be. With ``needs_primary`` the primary connection has to be sent back.
    """

    action: str = ""
    planned: dict[str, Any] = field(default_factory=dict)
    needs_primary: bool = False
    leaves: Sequence[Mapping[str, Any]] = ()  # the secondary connections that would be left without this primary one


Result = TypeVar("Result")
Steps = Generator[Step, dict[str, Any], Result]


def follow(api: Equinix, steps: Steps[Result]) -> Result:
    """Take all steps for one connection and return the result."""
    answer: dict[str, Any] | None = None
    failure: InterconnectError | None = None
    while True:
        try:
            step = _next(steps, answer, failure)
        except StopIteration as done:
            result: Result = done.value
            return result
        try:
            answer, failure = _taken(api, step), None
        except InterconnectError as error:
            failure = error


def _next(steps: Steps[Result], answer: dict[str, Any] | None, failure: InterconnectError | None) -> Step:
    """Take one step; who waits knows what had been done before it was waited, so it is told of a failure."""
    if failure is not None:
        return steps.throw(failure)
    # A generator's first step takes no answer.
    return next(steps) if answer is None else steps.send(answer)


def _taken(api: Equinix, step: Step) -> dict[str, Any]:
    clock = api.transport.clock
    if isinstance(step, Pause):
        clock.sleep(step.seconds)
    if not isinstance(step, Wait):
        return {}
    return wait_until(
        step.first,
        lambda deadline: step.seen(step.look(api, deadline)),
        step.acceptor,
        timeout=step.timeout,
        describe=step.describe,
        clock=clock,
    )
