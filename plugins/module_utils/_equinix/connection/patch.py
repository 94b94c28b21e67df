# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carrying out the changes of a connection, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..._core.clock import Deadline
from ..._core.data import listed, text_at
from ..._core.errors import ApiError, WaitTimeout
from ..._core.waiter import WaitState, interval
from ..api import DRY_RUN_UNSUPPORTED, TRANSIENT_STATE, Equinix
from .fields import Change, Progress, change_id, progress, shows
from .steps import Pause, Steps, Wait


def rehearse(api: Equinix, uuid: str, changes: Sequence[Change]) -> str:
    """Have the API check changes without making them; return who checked: ``dry_run``, or ``local`` where it cannot."""
    try:
        for change in changes:
            api.change_connection(uuid, [change.operation], dry_run=True)
    except ApiError as error:
        if DRY_RUN_UNSUPPORTED in error.codes:
            return "local"
        raise
    return "dry_run"


def apply(
    api: Equinix,
    connection: dict[str, Any],
    changes: Sequence[Change],
    made: list[Change],
    *,
    wait: bool,
    timeout: float,
    warn: Callable[[str], None],
) -> Steps[dict[str, Any]]:
    """Make changes and return the connection after the last.

    Each is waited for before the next is sent, since a connection in transit refuses changes; the last one only with
    ``wait``. ``timeout`` is in seconds for all of them. What was sent is added to ``made``. Raises WaitTimeout, WaitFailed and
    ApiError.
    """
    deadline = Deadline(timeout, api.transport.clock)
    for number, change in enumerate(changes):
        if not wait and number == len(changes) - 1:
            connection = {**connection, **(yield from _send(api, connection, change, deadline))}
            made.append(change)
            return connection
        connection, how_far = yield from _make(api, connection, change, deadline, made)
        if how_far is Progress.AWAITS_APPROVAL:
            rest = [item.option for item in changes[number + 1 :]]
            warn(
                f"The change of {change.option} was submitted for the provider's approval."
                + (f" Run the task again once it is approved; {listed(rest, 'and')} could not be changed yet." if rest else "")
            )
            break
    return connection


def _make(
    api: Equinix, connection: dict[str, Any], change: Change, deadline: Deadline, made: list[Change]
) -> Steps[tuple[dict[str, Any], Progress]]:
    uuid, before = text_at(connection, "uuid"), change_id(connection)
    answer = yield from _send(api, connection, change, deadline)
    made.append(change)
    named = change_id(answer)
    ours = named if named != before else ""

    def acceptor(seen: dict[str, Any]) -> WaitState:
        how_far = progress(seen, change, ours, before)
        if how_far is Progress.FAILED:
            return WaitState.FAILED
        return WaitState.PENDING if how_far is Progress.PENDING else WaitState.DONE

    def describe(seen: dict[str, Any]) -> str:
        status, reason = text_at(seen, "change", "status"), text_at(seen, "change", "information")
        said = f"{status or 'not made yet'}{f', {reason}' if reason else ''}"
        return f"The change of {change} of connection {uuid} is {said}"

    seen = yield Wait(uuid, {**connection, **answer}, acceptor, describe, deadline.remaining)
    return seen, progress(seen, change, ours, before)


def _send(api: Equinix, connection: dict[str, Any], change: Change, deadline: Deadline) -> Steps[dict[str, Any]]:
    """Send a change; a connection in transit takes none, so that is waited out."""
    uuid = text_at(connection, "uuid")
    while True:
        try:
            return api.change_connection(uuid, [change.operation], deadline)
        except ApiError as error:
            pause = interval(deadline.elapsed)
            if TRANSIENT_STATE not in error.codes and deadline.remaining > 0:
                raise
            if pause >= deadline.remaining:
                said = f"The change of {change} of connection {uuid} did not come about in the time for waiting (wait_timeout)"
                raise WaitTimeout(f"{said}: {error}", connection) from error
        yield Pause(pause)
        # A change whose answer was lost is what the connection may be in transit with.
        seen = api.connection(uuid, deadline) or {}
        if shows(seen, change):
            return seen
