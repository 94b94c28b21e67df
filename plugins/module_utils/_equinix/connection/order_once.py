# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sending an order once: what other runs have ordered is adopted, what cannot be told apart is told.

The search shows a new connection some time after its order only. Three things know it at once: the VLAN of its port, the token
that it redeemed, and a look-up by its UUID. A named interface of a device says that it is taken, and not by what. For the rest,
cloud routers and devices without a named interface, there is ``order_journal`` on this machine, and the search.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..._core.clock import Deadline, seconds
from ..._core.data import text_at
from ..._core.errors import ApiError, DuplicateError, InputError, InterconnectError, ObjectError
from ..._core.waiter import interval
from ..api import NOT_SHOWN
from .checks import holder_of, is_free, is_redeemed, moment_of, selected
from .context import Context
from .order_journal import Entry, OrderJournal, key_of
from .resolver import SEARCH_LAG, noted_connection
from .spec import PORT, SERVICE_TOKEN
from .status import DEPROVISIONED, DEPROVISIONING, status_of
from .steps import Pause, Steps

# Seconds for which an order whose answer was lost is looked for, before it is sent again where the API refuses a second one.
UNKNOWN_OUTCOME_WINDOW = 60.0
# After so many seconds it is looked once more, right before an order that the API would take twice: somebody else may have
# ordered it meanwhile.
STALE = 5.0
# Seconds by which this machine's clock and the API's may differ.
CLOCKS = 2.0
# Seconds that one look may take, when the time for looking is nearly over.
LOOK_SECONDS = 30.0
# Seconds between two attempts to get the right to order.
LOCK_PAUSE = 0.25


class Holding(NamedTuple):
    """Whether what only one connection can have is taken, and by which; that is empty when nothing tells."""

    taken: bool
    connection: dict[str, Any]


class OrderOnce:
    """Orders the connection of a spec once. Asset and profile have to be looked up before anything is asked of it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._spec, self._resolver = context.spec, context.resolver
        # Which connection has what the order needs, in check mode also one that is being removed.
        self.holder: dict[str, Any] = {}
        self._noted: Entry | None = None
        self._since = Deadline(None, context.clock)  # when it was last looked for duplicates
        self._unsettled = Deadline(0, context.clock)  # until when an order whose answer was lost may show up beside another one

    # -- before the order

    def unseen(self) -> Steps[dict[str, Any]]:
        """Return the connection that was ordered already and that the search does not show yet, an empty dict when there is none.

        Waits until a connection that is being removed has given back what the order needs; not in check mode.
        """
        holding = self._holding()
        while status_of(holding.connection).phase == DEPROVISIONING and not self._context.options.check:
            yield from self._context.waiter.gone(holding.connection)
            holding = self._holding(fresh=True)
        self.holder = holding.connection
        if self._is_ours(self.holder):
            return self.holder
        self._noted = self._entry(self._resolver.journal())
        settled = text_at(self.holder, "name") or (self._spec.rejects_duplicates and not holding.taken)
        if self._noted is None or settled:
            return {}
        return (yield from self._follow(self._noted))

    @property
    def leaving(self) -> dict[str, Any]:
        """The connection that has what the order needs and is being removed; its place is as good as free."""
        return self.holder if status_of(self.holder).phase == DEPROVISIONING else {}

    @property
    def _key(self) -> str:
        return key_of(self._resolver.resolved.asset_uuid or "", self._resolver.resolved.profile_uuid or "")

    def _entry(self, journal: OrderJournal) -> Entry | None:
        return journal.read(self._context.clock.now()).get(self._key)

    def _holding(self, *, fresh: bool = False) -> Holding:
        """Look who has what only one connection can have. What was looked up before is trusted when it says that it is free."""
        spec, cache = self._spec, self._context.cache
        taken, owner = False, ""
        if spec.origin == PORT:
            row = holder_of(spec.tags, cache.vlans(self._resolver.asset["uuid"], fresh=fresh))
            taken, owner = row is not None, text_at(row, "asset", "uuid")
        elif spec.rejects_duplicates:
            asset = self._resolver.look_at_asset() if fresh else self._resolver.asset
            taken = is_redeemed(asset) if spec.origin == SERVICE_TOKEN else not is_free(spec.interface_id, asset)
            owner = self._redeemer(asset) if taken and fresh else ""
        if taken and not fresh:
            return self._holding(fresh=True)
        return Holding(taken, self._owner(owner) if owner else {})

    def _owner(self, uuid: str) -> dict[str, Any]:
        """Return the connection of a UUID; only the UUID where it is not shown to these credentials."""
        try:
            return self._context.api.connection(uuid) or {}
        except ApiError as error:
            if error.temporary or error.status not in NOT_SHOWN:
                raise
            return {"uuid": uuid}

    def _redeemer(self, token: Mapping[str, Any]) -> str:
        """Return the UUID of the connection that redeemed a token, an empty text when nothing tells."""
        found = text_at(token, "connection", "uuid")
        for port, tags in () if found else selected(token):
            try:
                row = holder_of(tags, self._context.cache.vlans(port, fresh=True))
            except ApiError:
                continue  # a port is shown to nobody but the token's issuer
            found = found or text_at(row, "asset", "uuid")
        return found

    def _is_ours(self, connection: Mapping[str, Any]) -> bool:
        return status_of(connection).phase not in (DEPROVISIONED, DEPROVISIONING) and self._resolver.means(connection)

    def _follow(self, entry: Entry) -> Steps[dict[str, Any]]:
        """Return what came of an order that was noted, an empty dict when there is nothing (any more)."""
        if entry.uuid:
            found = noted_connection(self._context.cache, entry)
            return found if self._is_ours(found) else {}
        return (yield from self._look_for(SEARCH_LAG))

    def _look_for(self, seconds: float) -> Steps[dict[str, Any]]:
        """Look for the connection for so many seconds, at least once."""
        deadline = Deadline(seconds, self._context.clock)
        while True:
            try:
                holder = self._holding(fresh=True).connection
                look = Deadline(max(deadline.remaining, LOOK_SECONDS), self._context.clock)
                found = holder if self._is_ours(holder) else self._resolver.connection(look, fresh=True)
            except ApiError as error:
                if not error.temporary:
                    raise
                found = {}
            pause = interval(deadline.elapsed)
            if self._is_ours(found) or pause >= deadline.remaining:
                return found if self._is_ours(found) else {}
            yield Pause(pause)

    # -- the order

    def send(self, body: dict[str, Any]) -> Steps[dict[str, Any]]:
        """Send the order and return the connection: the new one, or that of a run which was quicker."""
        journal = self._resolver.journal()
        try:
            if self._spec.rejects_duplicates:
                # The API refuses the second of two. Where nobody else on this machine sends one now, it is noted.
                with contextlib.suppress(OSError):
                    journal.lock()
                return (yield from self._send(body, journal))
            yield from self._lock(journal)
            found = (yield from self._ordered_here(journal)) or self._appeared()
            return found or (yield from self._send(body, journal))
        finally:
            journal.release()

    def _lock(self, journal: OrderJournal) -> Steps[None]:
        """Get the right to order what the API would take twice, from the other tasks on this machine."""
        label = self._spec.label
        deadline = Deadline(self._context.options.wait_timeout, self._context.clock)
        while True:
            try:
                if journal.lock():
                    return
            except OSError as error:
                self._context.waiter.warn(
                    f"Orders cannot be noted on this machine ({error}), so other tasks that order connection {label} at the same "
                    "moment are not held back; set ANSIBLE_HOME to a folder that can be written."
                )
                return
            if deadline.remaining <= 0:
                raise ObjectError(
                    "name",
                    f"Connection {label} is being ordered by another task on this machine, which has not ended within "
                    f"{seconds(self._context.options.wait_timeout)} s (wait_timeout); nothing was sent, run the task again.",
                )
            yield Pause(min(LOCK_PAUSE, deadline.remaining))

    def _ordered_here(self, journal: OrderJournal) -> Steps[dict[str, Any]]:
        """Return what another task on this machine ordered since this one looked, an empty dict when there is nothing."""
        entry = self._entry(journal)
        if entry is None or entry == self._noted:
            return {}
        found = yield from self._follow(entry)
        if found:
            self._context.waiter.warn(
                f"Connection {self._spec.label} ({found['uuid']}) came about while it was checked, ordered by another task on "
                "this machine, and was adopted; nothing was ordered twice. A play runs a task once for each of its hosts; with "
                "run_once: true it runs once."
            )
        return found

    def _appeared(self) -> dict[str, Any]:
        """Return the connection when it came about since it was looked for, an empty dict when it did not."""
        found = self._resolver.connection(fresh=True) if self._context.cache.age >= STALE else {}
        if not self._is_ours(found):
            return {}
        self._context.waiter.warn(
            f"Connection {self._spec.label} ({found['uuid']}) came about while it was checked, and was adopted; nothing was "
            "ordered twice."
        )
        return found

    def _send(self, body: dict[str, Any], journal: OrderJournal) -> Steps[dict[str, Any]]:
        sent = self._context.clock.now()
        journal.write(self._key, Entry(sent), sent)
        try:
            found = yield from self._order_once(body)
        except ApiError as error:
            if not error.outcome_unknown:
                journal.write(self._key, None, sent)
            raise
        journal.write(self._key, Entry(sent, found["uuid"]), sent)
        return found

    def _order_once(self, body: dict[str, Any]) -> Steps[dict[str, Any]]:
        """Send the order; after an answer that leaves doubt, look for the connection before anything else.

        A second order is sent only where the API refuses duplicates by itself.
        """
        label = self._spec.label
        sent, took = self._context.clock.now(), Deadline(None, self._context.clock)
        try:
            return self._ordered(body)
        except ApiError as error:
            if not error.outcome_unknown:
                return (yield from self._ordered_by_another_run(error))
            outcome_unknown, lost = error, sent + took.elapsed
        try:
            found = yield from self._look_for(UNKNOWN_OUTCOME_WINDOW if self._spec.rejects_duplicates else SEARCH_LAG)
        except InputError:
            # Several are there by now, one of them ours.
            self._refuse_several(self._resolver.meant(fresh=True), f"An order of connection {label} was sent.")
            raise
        if not found and self._spec.rejects_duplicates:
            try:
                return self._ordered(body)
            except ApiError as error:
                # Refused because the first one took effect after all, or in doubt once more.
                outcome_unknown = error
                found = yield from self._look_for(SEARCH_LAG if error.outcome_unknown or self._holding(fresh=True).taken else 0)
                if not found and not error.outcome_unknown:
                    raise
        if not found:
            raise ApiError(
                f"{outcome_unknown} Whether connection {label} was ordered is not known: it did not show up within "
                f"{seconds(SEARCH_LAG)} s, and may be charged all the same. {self._what_to_do()}",
                status=outcome_unknown.status,
                details=outcome_unknown.details,
                correlation_id=outcome_unknown.correlation_id,
                outcome_unknown=True,
            )
        self._unsettled = Deadline(min(_later(found, lost), SEARCH_LAG), self._context.clock)
        self._context.waiter.warn(
            f"The answer to the order of connection {label} was lost; connection {found['uuid']} was found and adopted, nothing "
            "was ordered twice."
        )
        return found

    def _what_to_do(self) -> str:
        if self._spec.rejects_duplicates:
            return "Running the task again is safe, since the API refuses a second order for the same origin."
        return (
            "Look for it with fabric_connection_info or in the Fabric portal before you run the task again, which orders it "
            "once more when the search still does not show it."
        )

    def _ordered(self, body: dict[str, Any]) -> dict[str, Any]:
        created = self._context.api.create_connection(body)
        if not text_at(created, "uuid"):
            raise ApiError(f"The answer to the order of connection {self._spec.label} has no UUID.", outcome_unknown=True)
        return created

    def _ordered_by_another_run(self, refusal: ApiError) -> Steps[dict[str, Any]]:
        """Return the connection that another run ordered since this one looked, or raise the refusal.

        Where the API refuses duplicates, that is what it refuses the second of two orders for.
        """
        if not self._spec.rejects_duplicates or refusal.status != 400:
            raise refusal
        holding = self._holding(fresh=True)
        if text_at(holding.connection, "name") and not self._is_ours(holding.connection):
            raise refusal
        found = yield from self._look_for(SEARCH_LAG if holding.taken else 0)
        if not found:
            raise refusal
        self._context.waiter.warn(
            f"Another run ordered connection {self._spec.label} at the same moment; connection {found['uuid']} was found and "
            "adopted, nothing was ordered twice."
        )
        return found

    # -- after the order

    def _refuse_several(self, rows: Sequence[dict[str, Any]], done: str = "") -> None:
        """Raise DuplicateError when these are several connections; the first of them is that of this run, as far as is known.

        ``done`` says what this run has done, where nobody else says it.
        """
        found = {text_at(row, "uuid"): text_at(row, "changeLog", "createdDateTime") for row in rows}
        if len(found) > 1:
            older, *newer = sorted(found, key=lambda one: (found[one], one))
            error = DuplicateError(self._spec.label, older, newer, rows[0])
            if done:
                error.after(done, rows[0])
            raise error

    def refuse_duplicates(self, created: dict[str, Any], *, at_the_end: bool = False) -> Steps[None]:
        """Look whether another run ordered the same, where the API does not keep it from that. Raises DuplicateError.

        Two orders may both be under way before the search shows either. Each run waits until the search shows its own, so that
        the run whose order shows up last sees both; ``at_the_end`` is one more look, for the run whose order came first.
        """
        if self._spec.rejects_duplicates or (at_the_end and self._since.elapsed < interval(0)):
            return
        trouble = ""
        deadline = Deadline(0 if at_the_end else SEARCH_LAG, self._context.clock)
        while True:
            try:
                rows = self._resolver.meant(fresh=True)
                self._since, trouble = Deadline(None, self._context.clock), ""
            except InterconnectError as error:
                rows, trouble = [], str(error)
                if not isinstance(error, ApiError) or not error.temporary:
                    break
            # The new one may not be listed yet.
            self._refuse_several([created, *rows])
            if rows and self._unsettled.remaining <= 0:
                return
            pause = interval(deadline.elapsed)
            if pause >= deadline.remaining:
                break
            yield Pause(pause)
        if rows:
            return
        # It is ordered all the same, and the next run looks as well.
        reason = trouble or f"the search did not show the new one, {created['uuid']}, within {seconds(SEARCH_LAG)} s."
        self._context.waiter.warn(
            f"Whether another run ordered connection {self._spec.label} at the same moment is not known: {reason}"
        )


def _later(found: Mapping[str, Any], lost: float) -> float:
    """Return how many seconds after a connection that was found ours may show up, if it is another one.

    That is so when the answer to our order was lost, and another run ordered the same. The search shows both as long after they
    were ordered; ``lost`` is the moment (seconds since 1970) at which ours had been, if at all.
    """
    created = moment_of(text_at(found, "changeLog", "createdDateTime"))
    return SEARCH_LAG if created is None else max(0.0, lost - created.timestamp()) + CLOCKS
