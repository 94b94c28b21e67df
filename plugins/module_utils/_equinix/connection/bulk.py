# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many connections at once: looked up together, checked before anything is ordered, ordered side by side, awaited together.

What is done for each is the work of ``ordering`` and ``removing``, taken step by step; here is only who does which step when.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ..._core.data import text_at
from ..._core.errors import ApiError, InputError, InterconnectError, ObjectError, WaitError
from ..._core.threads import DaemonPool
from ..._core.waiter import Waiting
from ..api import Equinix, condition
from ..lookup import CHUNK, LookupCache, chunks
from ..serialize import is_uuid
from .apply import EnsurePresent
from .conflicts import (
    Item,
    ItemResult,
    NotStarted,
    before_removal,
    conflicts,
    label_of,
    planned_conflicts,
    primaries,
    same_connections,
    sharing_names,
)
from .remove import EnsureAbsent, refusal_to_leave
from .spec import ORIGINS, PORT, ConnectionSpec
from .status import PENDING_APPROVAL, status_of
from .steps import DELETE, Pause, Ready, Step, Steps, Wait
from .waiters import REACHED, Options, Outcome

MAX_PARALLEL = 50
# How many searches for states run side by side, beside the orders.
LOOKERS = 4

Call = Callable[[], Any]


@dataclass
class _Task:
    """The work on one connection: where it stands, and what its next step is given."""

    number: int
    item: Item
    steps: Steps[Outcome]
    answer: dict[str, Any] | None = None  # None before the first step
    ready: Ready | None = None
    begun: bool = False  # whether it was let go on after it was ready
    wait: Wait | None = None
    waiting: Waiting | None = None
    seen: dict[str, Any] = field(default_factory=dict)
    due: float = 0.0
    outcome: Outcome | None = None
    error: InterconnectError | None = None

    @property
    def label(self) -> str:
        return label_of(self.number, self.item.spec)

    @property
    def action(self) -> str:
        return self.ready.action if self.ready else ""

    @property
    def connection(self) -> dict[str, Any]:
        """The connection as it was last seen."""
        return self.seen if self.outcome is None else self.outcome.connection

    @property
    def joinable(self) -> bool:
        """Tell whether a secondary connection can join the group of this one already."""
        there = status_of(self.seen).phase in REACHED[PENDING_APPROVAL]
        return there and text_at(self.seen, "redundancy", "group") != ""


class Fleet:
    """Brings many connections to the states asked for."""

    def __init__(
        self,
        api: Equinix,
        items: Sequence[Item],
        options: Options,
        *,
        parallel: int = 10,
        stop_on_error: bool = False,
        misread: Mapping[int, InputError] | None = None,
    ) -> None:
        """``misread`` is what is wrong with the options of some items."""
        if not 1 <= parallel <= MAX_PARALLEL:
            raise InputError("parallel", f"parallel {parallel} is out of range; give a number from 1 to {MAX_PARALLEL}.")
        self._api = api
        self._clock = api.transport.clock
        self._cache = LookupCache(api)
        self._items = items
        self._misread = misread or {}
        self._options = options
        self._stop_on_error = stop_on_error
        self._stopped = threading.Event()
        self._primaries = primaries(items)
        self._workers = DaemonPool(parallel)
        self._lookers = DaemonPool(LOOKERS)
        self._finished: queue.SimpleQueue[tuple[_Task, Step | BaseException | None]] = queue.SimpleQueue()
        self._running = 0
        self._queue: list[_Task] = []
        self._resting: dict[int, _Task] = {}  # those that wait for a state or for time to pass
        self._held: list[_Task] = []  # those that are ready, and not let go on yet
        self._planned = False  # whether all are, so that they may be
        self._tasks: list[_Task] = []
        self._before: dict[int, list[int]] = {}

    def run(self) -> list[ItemResult]:
        """Bring the connections about and return what came of each, in order. Raises ApiError for what concerns all."""
        wrong = {**conflicts(self._items, self._misread), **self._misread}
        try:
            if not wrong:
                self._look_ahead()
                wrong = same_connections(self._resolved())
            if not wrong:
                self._plan()
                wrong = self._wrong()
            if wrong:
                return refused(self._items, {**self._failed(), **wrong})
            self._apply()
        finally:
            # After a mistake of this collection nothing more is to be ordered.
            self._stopped.set()
            self._workers.shutdown()
            self._lookers.shutdown()
        return [ItemResult(task.label, task.action, task.outcome, task.error) for task in self._tasks]

    @property
    def warnings(self) -> list[str]:
        """What the user should know, each once."""
        told = [task.outcome.warnings if task.outcome else task.error.warnings if task.error else [] for task in self._tasks]
        found = [text for warnings in told for text in warnings]
        return list(dict.fromkeys(found))

    # -- looking up together

    def _look_ahead(self) -> None:
        """Look up what all items need by as few calls as possible, those that need not follow each other side by side."""
        cache = self._cache
        specs = [item.spec for item in self._items]
        references = [spec.uuid or spec.name for spec in specs] + [spec.primary for spec in specs if spec.primary]
        self._together(
            [partial(cache.prefetch_named, names) for names in chunks(text for text in references if not is_uuid(text))]
            + [partial(cache.prefetch_connections, uuids) for uuids in chunks(text for text in references if is_uuid(text))]
        )
        new = [item.spec for item in self._items if item.present and not item.spec.uuid and not cache.named(item.spec.name)]
        project = next((spec.project_id for spec in new), "")
        self._together([*self._profile_calls(new), *self._group_calls(new), *self._asset_calls(new, project)])
        ports = {self._port(spec.asset, project) for spec in new if spec.origin == PORT}
        self._together([partial(cache.vlans, port) for port in ports - {""}])

    def _profile_calls(self, new: Sequence[ConnectionSpec]) -> Iterator[Call]:
        for profile in {spec.service_profile for spec in new} - {""}:
            yield partial(self._cache.profile, profile)

    def _group_calls(self, new: Sequence[ConnectionSpec]) -> Iterator[Call]:
        groups = {spec.group for spec in new}
        for reference in {spec.primary for spec in new} - {""}:
            known = self._cache.connection(reference) if is_uuid(reference) else self._cache.named(reference)
            groups |= {text_at(row, "redundancy", "group") for row in (known if isinstance(known, list) else [known])}
        for some in chunks(groups - {""}):
            yield partial(self._cache.prefetch_groups, some)

    def _asset_calls(self, new: Sequence[ConnectionSpec], project: str) -> Iterator[Call]:
        for kind in ORIGINS:
            assets = {spec.asset for spec in new if spec.origin == kind}
            for by_uuid in (True, False):
                for some in chunks(asset for asset in assets if is_uuid(asset) is by_uuid):
                    yield partial(self._cache.prefetch_assets, kind, some, project)

    def _port(self, reference: str, project: str) -> str:
        try:
            return text_at(self._cache.asset(PORT, reference, project), "uuid")
        except InputError:
            return ""

    def _together(self, calls: Sequence[Call]) -> None:
        """Make calls side by side; what is wrong with an item is told when that item is planned."""
        for outcome in self._workers.together(calls):
            if isinstance(outcome, Exception) and not isinstance(outcome, InputError):
                raise outcome

    def _resolved(self) -> list[Item]:
        """Return the items with the UUIDs of assets and profiles in place of their names, where two have one name.

        One asset may be given once by its name and once by its UUID; what cannot be found is told when it is planned.
        """
        items = list(self._items)
        shared = sharing_names(items)

        def resolve(number: int) -> None:
            spec = items[number].spec
            if spec.service_profile:
                profile = text_at(self._cache.profile(spec.service_profile), "uuid")
                spec = replace(spec, service_profile=profile or spec.service_profile)
            if spec.origin:
                asset = text_at(self._cache.asset(spec.origin, spec.asset, spec.project_id), "uuid")
                spec = replace(spec, asset=asset or spec.asset)
            items[number] = items[number]._replace(spec=spec)

        self._together([partial(resolve, number) for number in shared])
        return items

    # -- planning

    def _plan(self) -> None:
        """Take each item to the point from which on something would be changed."""
        for number, item in enumerate(self._items):
            options = self._options._replace(provider_initiated=item.provider_initiated)
            if item.present:
                promised, leads = number in self._primaries, number in self._primaries.values()
                steps = EnsurePresent(self._api, item.spec, options, self._cache, promised=promised, leads=leads).steps()
            else:
                steps = EnsureAbsent(self._api, item.spec, options, self._cache, together=True).steps()
            self._tasks.append(_Task(number, item, steps))
        self._queue = list(self._tasks)
        self._drive()

    def _failed(self) -> dict[int, InterconnectError]:
        """Return what has failed by itself."""
        return {task.number: task.error for task in self._tasks if task.error is not None}

    def _wrong(self) -> dict[int, InputError]:
        """Return what was found to be wrong, so that nothing may be ordered; a failed connection fails alone."""
        found = {
            task.number: task.error
            for task in self._tasks
            if isinstance(task.error, InputError) and not isinstance(task.error, ObjectError)
        }
        planned = [task.ready.planned if task.ready else {} for task in self._tasks]
        return {**planned_conflicts(planned), **self._left_alone(), **found}

    def _left_alone(self) -> dict[int, InputError]:
        """Return which primary connections go without their secondary ones."""
        going = {text_at(row, "uuid") for row in self._going().values()}
        left = {
            task.number: [row for row in task.ready.leaves if text_at(row, "uuid") not in going]
            for task in self._tasks
            if task.ready
        }
        return {number: refusal_to_leave(self._items[number].spec, rows) for number, rows in left.items() if rows}

    def _going(self) -> dict[int, dict[str, Any]]:
        """Return the connections that are to go; one that cannot fails alone, and what has to wait for it with it."""
        going = {task.number: task.ready.planned for task in self._tasks if task.ready and task.ready.action == DELETE}
        stuck = {task.number: task.error.last for task in self._tasks if task.error is not None and not task.item.present}
        return {**going, **stuck}

    # -- carrying out

    def _apply(self) -> None:
        self._before = before_removal(self._going())
        self._planned = True
        self._release()
        self._drive()

    def _release(self) -> None:
        """Let go on whatever has nothing to wait for any more."""
        held, self._held = self._held, []
        for task in held:
            answer = self._answer(task)
            if answer is not None:
                task.answer = answer
                self._queue.append(task)
            elif task.error is None:
                self._held.append(task)

    def _answer(self, task: _Task) -> dict[str, Any] | None:
        """Return what a task may go on with, None while it may not; its ``error`` is set when it never will."""
        primary = self._primaries.get(task.number) if task.ready and task.ready.needs_primary else None
        first = self._before.get(task.number, []) if primary is None else [primary]
        for other in (self._tasks[number] for number in first):
            if other.error is not None:
                self._fail(task, NotStarted(f"Nothing was sent, since connection '{other.label}' has to come first and failed."))
                return None
            if other.outcome is None and (primary is None or not other.joinable):
                return None
        return {} if primary is None else self._tasks[primary].connection

    # -- who does which step when

    def _drive(self) -> None:
        """Take steps until all tasks are held or finished."""
        while self._queue or self._running or self._resting:
            for task in self._queue:
                self._running += 1
                self._workers.begin(partial(self._advance, task))
            self._queue = []
            self._collect()
            self._look()
            if self._planned and self._held:
                self._release()

    def _advance(self, task: _Task) -> None:
        """Take one step of a task; runs in a thread."""
        step: Step | BaseException | None = None
        try:
            if self._stopped.is_set() and task.action and not task.begun:
                raise NotStarted("Nothing was sent, since another connection failed before (on_error is stop).")
            task.begun = task.ready is not None
            step = next(task.steps) if task.answer is None else task.steps.send(task.answer)
        except StopIteration as done:
            task.outcome = done.value
        except InterconnectError as error:
            self._fail(task, error)
        except BaseException as error:  # a mistake of this collection; raised again by the thread that collects
            step = error
        self._finished.put((task, step))

    def _fail(self, task: _Task, error: InterconnectError) -> None:
        task.error = error
        task.steps.close()
        if self._stop_on_error:
            self._stopped.set()

    def _collect(self) -> None:
        """Take in what the threads have finished; wait for it until the first task that rests is due."""
        if not self._running:
            self._clock.sleep(self._rest() or 0.0)
            return
        try:
            self._sort(*self._finished.get(timeout=self._rest()))
            while True:
                self._sort(*self._finished.get_nowait())
        except queue.Empty:
            return

    def _rest(self) -> float | None:
        """Return the seconds until the first task that rests is due; None when none does."""
        if not self._resting:
            return None
        return max(0.0, min(task.due for task in self._resting.values()) - self._clock.monotonic())

    def _sort(self, task: _Task, step: Step | BaseException | None) -> None:
        self._running -= 1
        if isinstance(step, BaseException):
            raise step
        if isinstance(step, Ready):
            task.ready = step
            self._held.append(task)
        elif isinstance(step, Pause):
            task.wait = None
            task.due = self._clock.monotonic() + step.seconds
            self._resting[task.number] = task
        elif isinstance(step, Wait):
            waiting = Waiting(step.acceptor, step.describe, step.timeout, self._clock)
            task.wait, task.waiting = step, waiting
            self._check(task, waiting, step.first)

    # -- looking at all that wait together

    def _look(self) -> None:
        """Look at the connections that are due, and at those that would be next, by as few searches as possible."""
        now = self._clock.monotonic()
        if not any(task.due <= now for task in self._resting.values()):
            return
        waiting = []
        for task in sorted(self._resting.values(), key=lambda task: task.due):
            if task.waiting is not None:
                waiting.append(task)
            elif task.due <= now:
                self._go_on(task, {})
        due = [task for task in waiting if task.due <= now and self._in_time(task)]
        # A search that is not full costs as much as one that is.
        looked_at = due + [task for task in waiting if task.due > now][: -len(due) % CHUNK]
        groups = [looked_at[start : start + CHUNK] for start in range(0, len(looked_at), CHUNK)]
        for group, found in zip(groups, self._lookers.together([partial(self._states, group) for group in groups]), strict=True):
            for task in group:
                self._saw(task, found)

    def _states(self, tasks: Sequence[_Task]) -> dict[str, dict[str, Any]]:
        """Return the connections of some tasks by UUID, those that are not there as empty dicts."""
        deadline = max((task.waiting.deadline for task in tasks if task.waiting), key=lambda limit: limit.remaining)
        waits = [task.wait for task in tasks if task.wait]
        found: dict[str, dict[str, Any]] = {}
        if len(waits) > 1:
            rows = self._api.connections([condition("/uuid", "IN", *(wait.uuid for wait in waits))], deadline)
            found = {text_at(row, "uuid").lower(): row for row in rows}
        for wait in waits:
            # That a search does not show it is no proof that it is gone.
            if wait.uuid.lower() not in found and (len(waits) == 1 or not wait.settles):
                found[wait.uuid.lower()] = wait.look(self._api, deadline)
        return found

    def _in_time(self, task: _Task) -> bool:
        try:
            if task.waiting is not None:
                task.waiting.check_time(task.seen)
        except WaitError as error:
            self._give_up(task, error)
            return False
        return True

    def _saw(self, task: _Task, found: dict[str, dict[str, Any]] | Exception) -> None:
        """Check what a look has shown."""
        wait, waiting = task.wait, task.waiting
        if wait is None or waiting is None:
            return  # nothing is waited for any more
        if isinstance(found, Exception) and not isinstance(found, ApiError):
            raise found
        try:
            waiting.looked(found if isinstance(found, ApiError) else None)
        except ApiError as error:
            self._give_up(task, error)
            return
        seen = task.seen if isinstance(found, ApiError) else wait.seen(found.get(wait.uuid.lower(), {}))
        self._check(task, waiting, seen)

    def _check(self, task: _Task, waiting: Waiting, seen: dict[str, Any]) -> None:
        task.seen = seen
        try:
            done = waiting.done(seen)
        except WaitError as error:
            self._give_up(task, error)
            return
        if done:
            self._go_on(task, seen)
            return
        task.due = self._clock.monotonic() + waiting.pause
        self._resting[task.number] = task

    def _go_on(self, task: _Task, answer: dict[str, Any]) -> None:
        self._resting.pop(task.number, None)
        task.answer, task.wait, task.waiting = answer, None, None
        self._queue.append(task)

    def _give_up(self, task: _Task, error: InterconnectError) -> None:
        self._resting.pop(task.number, None)
        try:
            # Who waits knows what had been done before it was waited.
            task.steps.throw(error)
        except InterconnectError as told:
            error = told
        self._fail(task, error)


def refused(items: Sequence[Item], wrong: Mapping[int, InterconnectError]) -> list[ItemResult]:
    """Return the results of connections of which none was begun, since something is wrong with some."""
    rest = NotStarted("Nothing was sent, since something is wrong with another connection of the same task.")
    return [ItemResult(label_of(number, item.spec), error=wrong.get(number, rest)) for number, item in enumerate(items)]
