# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Adding, changing and removing the routing protocols of a connection: DIRECT before BGP, BGP away before DIRECT."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..._core.clock import Deadline
from ..._core.data import text_at
from ..._core.errors import ApiError, InputError, WaitTimeout
from ..._core.resource import RunOptions
from ..._core.waiter import WaitState, interval, wait_until
from ..api import PROTOCOL_IN_TRANSIT, Equinix
from ..maintenance import refuse_locked
from .plan import (
    BGP,
    DIRECT,
    BgpSpec,
    DirectSpec,
    bgp_body,
    check_neighbours,
    check_router,
    direct_body,
    enabling,
    key_differs,
    of_kind,
    reason_of,
    refuse_failed,
    settings_of,
)

_SECTIONS = {DIRECT: "direct", BGP: "bgp"}


@dataclass
class RoutingOutcome:
    """What was done, or would be: protocols as the API gives them, settings as a diff shows them."""

    changed: bool = False
    protocols: list[dict[str, Any]] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


class Routing:
    """Brings the routing protocols of one connection to the state asked for."""

    def __init__(self, api: Equinix, connection: Mapping[str, Any], label: str, options: RunOptions) -> None:
        check_router(connection, label)
        self._api = api
        self._connection = connection
        self._uuid = text_at(connection, "uuid")
        self._options = options
        self._deadline = Deadline(options.timeout, api.transport.clock)
        self._rows = list(api.routing_protocols(self._uuid))
        self._current = {kind: of_kind(self._rows, kind) for kind in (DIRECT, BGP)}

    # -- present

    def present(self, direct: DirectSpec | None, bgp: BgpSpec | None) -> RoutingOutcome:
        """Make sure that the protocols are as wanted. Everything is checked before anything is sent."""
        bodies: dict[str, dict[str, Any]] = {}
        if direct is not None:
            bodies[DIRECT] = direct_body(direct, self._current[DIRECT])
            if len(bodies[DIRECT]) == 1:
                raise InputError("direct", "direct names no address; give equinix_iface_ipv4 or equinix_iface_ipv6.")
        if bgp is not None:
            bodies[BGP] = bgp_body(bgp, self._current[BGP])
        will_be = {kind: bodies.get(kind, self._current[kind]) for kind in (DIRECT, BGP)}
        if will_be[BGP]:
            check_neighbours(will_be[DIRECT], will_be[BGP])
        outcome = RoutingOutcome(before=self._settings(self._current), after=self._settings(will_be))
        steps = {kind: body for kind, body in bodies.items() if self._differs(kind, body)}
        outcome.changed = bool(steps)
        if steps:
            self._refuse_locked("changed")
        seen = dict(self._current)
        for kind, row in self._current.items():
            if kind in bodies and kind not in steps:
                refuse_failed(row, self._uuid)
        for kind, body in bodies.items():
            if kind not in steps:
                # What is as wanted may not be in service yet.
                seen[kind] = self._current[kind] if self._options.check else self._wait_provisioned(self._current[kind], body)
            else:
                # A diff that hides the key must not look as if nothing changed.
                seen[kind] = body if self._options.check else self._bring(kind, body)
        outcome.protocols = [row for row in seen.values() if row]
        return outcome

    def _differs(self, kind: str, body: Mapping[str, Any]) -> bool:
        current = self._current[kind]
        return not current or settings_of(body) != settings_of(current) or key_differs(body, current)

    def _bring(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        current = self._current[kind]
        if not current:
            return self._create(kind, body)
        uuid = current["uuid"]
        patch = enabling(body, current) if kind == BGP else []
        if patch:
            answer = self._patiently(lambda: self._api.change_routing_protocol(self._uuid, uuid, patch, self._deadline), current)
        else:
            answer = self._patiently(lambda: self._api.replace_routing_protocol(self._uuid, uuid, body, self._deadline), current)
        return self._wait_provisioned({**current, **answer}, body)

    def _create(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        def create() -> dict[str, Any]:
            try:
                return self._api.create_routing_protocol(self._uuid, body, self._deadline)
            except ApiError as error:
                if not error.outcome_unknown:
                    raise
                # The answer was lost; the connection tells whether the protocol is there.
                found = of_kind(list(self._api.routing_protocols(self._uuid)), kind)
                if not found:
                    raise
                return found

        return self._wait_provisioned(self._patiently(create, {}), body)

    # -- absent

    def absent(self, *, direct: bool, bgp: bool) -> RoutingOutcome:
        """Make sure that the protocols are gone, BGP first."""
        wanted_gone = [kind for kind, wanted in ((BGP, bgp), (DIRECT, direct)) if wanted]
        leaving = [kind for kind in wanted_gone if self._current[kind]]
        if DIRECT in leaving and self._current[BGP] and not bgp:
            raise InputError(
                "direct",
                "direct cannot be removed while BGP runs over it; remove BGP as well by giving neither direct nor bgp.",
            )
        if leaving:
            self._refuse_locked("removed")
        staying = {kind: row if kind not in leaving else {} for kind, row in self._current.items()}
        outcome = RoutingOutcome(
            bool(leaving),
            [row for row in staying.values() if row],
            self._settings(self._current),
            self._settings(staying),
        )
        if not self._options.check:
            for kind in wanted_gone:
                for row in self._rows:
                    # One that is being removed already is waited for.
                    if row.get("type") == kind and row.get("state") == "DEPROVISIONING":
                        self._wait_gone(row)
                if kind in leaving:
                    self._remove(self._current[kind])
        return outcome

    def _remove(self, protocol: dict[str, Any]) -> None:
        uuid = protocol["uuid"]

        def delete() -> dict[str, Any]:
            self._api.delete_routing_protocol(self._uuid, uuid, self._deadline)
            return {}

        self._patiently(delete, protocol)
        self._wait_gone({**protocol, "state": "DEPROVISIONING"})

    def _wait_gone(self, protocol: dict[str, Any]) -> None:
        def acceptor(seen: dict[str, Any]) -> WaitState:
            return WaitState.DONE if not seen or seen.get("state") == "DEPROVISIONED" else WaitState.PENDING

        self._wait(protocol, protocol["uuid"], acceptor, "not gone yet")

    def _refuse_locked(self, undone: str) -> None:
        named = text_at(self._connection, "name")
        refuse_locked(self._connection, f"'{named}'", "connection", f"its routing was not {undone}")

    # -- waiting

    def _patiently(self, call: Callable[[], dict[str, Any]], last: dict[str, Any]) -> dict[str, Any]:
        """Send a call, waiting out the protocols in transit that make the API refuse it; ``last`` is the protocol as known."""
        while True:
            try:
                return call()
            except ApiError as error:
                pause = interval(self._deadline.elapsed)
                if PROTOCOL_IN_TRANSIT not in error.codes and self._deadline.remaining > 0:
                    raise
                if pause >= self._deadline.remaining:
                    raise WaitTimeout(f"The time for waiting is over (wait_timeout): {error}", last) from error
            self._api.transport.clock.sleep(pause)

    def _wait_provisioned(self, first: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
        desired = settings_of(body)

        def acceptor(seen: dict[str, Any]) -> WaitState:
            if seen.get("state") in ("FAILED", "DEPROVISIONED", "DEPROVISIONING"):
                return WaitState.FAILED
            # PROVISIONED may still be that of before the change.
            done = seen.get("state") == "PROVISIONED" and _holds(settings_of(seen), desired)
            return WaitState.DONE if done else WaitState.PENDING

        return self._wait(first, text_at(first, "uuid"), acceptor, "not as wanted yet")

    def _wait(
        self, first: dict[str, Any], uuid: str, acceptor: Callable[[dict[str, Any]], WaitState], goal: str
    ) -> dict[str, Any]:
        if not self._options.wait:
            return first

        def describe(seen: dict[str, Any]) -> str:
            kind, state, reason = text_at(seen, "type") or "routing", text_at(seen, "state") or "unknown", reason_of(seen)
            return f"{kind} routing {uuid} of connection {self._uuid} is {goal}, it is {state}{f', {reason}' if reason else ''}"

        return wait_until(
            first,
            lambda deadline: self._api.routing_protocol(self._uuid, uuid, deadline),
            acceptor,
            timeout=self._deadline.remaining,
            describe=describe,
            clock=self._api.transport.clock,
        )

    @staticmethod
    def _settings(protocols: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        return {_SECTIONS[kind]: settings_of(row) for kind, row in protocols.items() if row}


def _holds(settings: Mapping[str, Any], desired: Mapping[str, Any]) -> bool:
    """Tell whether settings hold what was wanted, whatever the API adds to it."""
    return all(
        _holds(settings.get(key, {}), value) if isinstance(value, Mapping) else key == "auth_key" or settings.get(key) == value
        for key, value in desired.items()
    )
