# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Creating, confirming, changing and removing a virtual border router."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..._core.clock import Deadline
from ..._core.data import listed, text_at
from ..._core.errors import ApiError, InputError
from ..._core.resource import RunOptions
from ..._core.waiter import WaitState, wait_until
from ..api import GROUPS_THERE, PEERS_THERE, Alibaba
from ..bgp_peer.plan import BgpPeerSpec
from .plan import (
    ACTIVE,
    UNCONFIRMED,
    VirtualBorderRouterSpec,
    changes,
    check_complete,
    check_gateways,
    check_physical_connection,
    check_removable,
    check_shared,
    check_vlan_kept,
    choose_router,
    creation,
    settings_of,
)

_FAILED = frozenset({"terminated", "terminating", "deleting"})


@dataclass
class RouterOutcome:
    """What was done, or would be: the router as the API gives it, settings as a diff shows them."""

    changed: bool
    router: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)


class BorderRouter:
    """Brings one border router to the state asked for."""

    def __init__(self, api: Alibaba, spec: VirtualBorderRouterSpec, options: RunOptions) -> None:
        self._api = api
        self._spec = spec
        self._options = options
        self._deadline = api.patience = Deadline(options.timeout, api.transport.clock)

    # -- present

    def present(self) -> RouterOutcome:
        """Make sure that the router is there as wanted; one that is there already on the physical connection is adopted."""
        router = self._find()
        if router:
            return self._keep(router)
        if not self._spec.physical_connection_id:
            raise InputError(
                "physical_connection_id",
                f"Virtual border router {self._spec.label} is not there; give physical_connection_id to have one created.",
            )
        return self._create(self._spec.physical_connection_id)

    def _keep(self, router: dict[str, Any]) -> RouterOutcome:
        spec = self._spec
        self._check_whose()
        check_vlan_kept(spec, router)
        status = text_at(router, "Status")
        if status in _FAILED:
            raise InputError(
                "state",
                f"Virtual border router {text_at(router, 'VbrId')} is {status}; remove it with state absent, then create it "
                "anew.",
            )
        if status == UNCONFIRMED:
            # The older flow: setting the gateways is how the partner's router is confirmed.
            check_complete(spec)
        check_gateways(spec, router)
        params = changes(spec, router)
        before = settings_of(router)
        if params and not self._options.check:
            self._api.change_border_router(text_at(router, "VbrId"), params)
            router = self._settled({**router, "Status": "modifying"}, params)
        elif params:
            router = {**router, **params, "Status": ACTIVE}
        elif self._options.wait and not self._options.check:
            router = self._settled(router, {})
        return RouterOutcome(bool(params), router, before, settings_of(router))

    def _create(self, physical_connection_id: str) -> RouterOutcome:
        spec = self._spec
        vlan = check_physical_connection(spec, self._physical_connection())
        check_complete(spec)
        check_gateways(spec, {})
        params = creation(spec, vlan)
        if self._options.check:
            planned = {**params, **changes(spec, params), "VbrId": None, "Status": ACTIVE}
            return RouterOutcome(True, planned, {}, settings_of(planned))
        try:
            created = self._api.create_border_router(params)
        except ApiError:
            # Made by a call whose answer was lost: a shared port takes one router only.
            router = self._find()
            if not router:
                raise
            created = text_at(router, "VbrId")
        router = self._settled({"VbrId": created, "Status": ""}, {}, always=True)
        rest = changes(spec, router)
        if rest:
            self._api.change_border_router(created, rest)
            router = self._settled({**router, "Status": "modifying"}, rest)
        return RouterOutcome(True, router, {}, settings_of(router))

    # -- absent

    def absent(self, *, remove_dependents: bool = False) -> RouterOutcome:
        """Make sure that the router is gone; ``remove_dependents`` removes its BGP peers first."""
        check_removable(self._spec)
        router = self._find()
        before = settings_of(router)
        if not router:
            return RouterOutcome(False, {}, before, {})
        self._check_whose()
        uuid, going = text_at(router, "VbrId"), text_at(router, "Status") == "deleting"
        peers = list(self._api.bgp_peers(uuid))
        if not remove_dependents:
            self._refuse_peers(uuid, peers)
        actions = [f"remove BGP peer {text_at(row, 'PeerIpAddress')}" for row in peers]
        actions += [] if going else [f"remove virtual border router {uuid}"]
        if self._options.check:
            return RouterOutcome(True, {}, before, {}, actions)
        self._without_bgp(uuid, peers)
        if not going:
            self._delete(uuid)
        if self._options.wait:
            router = self._wait(router, lambda seen: WaitState.PENDING if seen else WaitState.DONE, "not gone yet")
        return RouterOutcome(True, router, before, settings_of(router), actions)

    def _refuse_peers(self, uuid: str, peers: Sequence[Mapping[str, Any]]) -> None:
        named = [text_at(row, "PeerIpAddress") or text_at(row, "BgpPeerId") for row in peers]
        if named:
            raise InputError(
                "state",
                f"Virtual border router {uuid} still has BGP peer {listed(named, 'and')}; remove it first with alibaba_bgp_peer "
                "and state absent, or give remove_dependents: true.",
            )

    def _without_bgp(self, uuid: str, peers: Sequence[Mapping[str, Any]]) -> None:
        """Remove the peers of the router, and the groups that are left: a peer that was refused once leaves one without any."""
        # Loaded here, since most tasks on border routers have nothing to do with BGP.
        from ..bgp_peer import apply as bgp_peer_apply

        options = RunOptions(timeout=self._deadline.remaining)
        for address in {text_at(row, "PeerIpAddress"): None for row in peers}:
            bgp_peer_apply.BgpPeer(self._api, BgpPeerSpec(uuid, address), options).absent()
        self._api.patience = self._deadline
        for group in list(self._api.bgp_groups(uuid)):
            bgp_peer_apply.delete_group(self._api, uuid, text_at(group, "BgpGroupId"), self._deadline)

    def _delete(self, uuid: str) -> None:
        def counts_a_removed_group(error: ApiError) -> bool:
            there = error.codes & {GROUPS_THERE, PEERS_THERE}
            return bool(there) and not list(self._api.bgp_groups(uuid)) and not list(self._api.bgp_peers(uuid))

        try:
            self._api.patiently(lambda: self._api.delete_border_router(uuid), counts_a_removed_group)
        except ApiError as error:
            if not self._look(uuid):
                return
            if any(code.startswith(("DependencyViolation", "InvalidOperation.RouterInterface")) for code in error.codes):
                raise InputError(
                    "state",
                    f"{error} Virtual border router {uuid} is still in use; remove what is on it (BGP, routes, router "
                    "interfaces, CEN or ECR attachments) and run again.",
                ) from None
            raise

    # -- looking and waiting

    def _physical_connection(self) -> dict[str, Any]:
        wanted = self._spec.physical_connection_id or ""
        rows = self._api.physical_connections({"PhysicalConnectionId": wanted}) if wanted else iter(())
        return next((row for row in rows if text_at(row, "PhysicalConnectionId") == wanted), {})

    def _check_whose(self) -> None:
        """Refuse to touch the routers of a dedicated circuit, where the router was found by its physical connection."""
        if not self._spec.virtual_border_router_id:
            check_shared(self._spec, self._physical_connection())

    def _find(self) -> dict[str, Any]:
        spec = self._spec
        if spec.virtual_border_router_id:
            wanted = {"VbrId": spec.virtual_border_router_id}
        else:
            wanted = {"PhysicalConnectionId": spec.physical_connection_id or ""}
        return choose_router(spec, self._api.border_routers(wanted))

    def _look(self, uuid: str, deadline: Deadline | None = None) -> dict[str, Any]:
        rows = self._api.border_routers({"VbrId": uuid}, deadline)
        # One that is not there may come as a row without an id.
        return next((row for row in rows if text_at(row, "VbrId") == uuid), {})

    def _settled(self, router: dict[str, Any], params: dict[str, Any], *, always: bool = False) -> dict[str, Any]:
        """Wait until a router is active and shows what was sent.

        ``always`` also where nobody wants to wait, since more is to come.
        """
        if not (self._options.wait or always):
            return router | params

        def acceptor(seen: dict[str, Any]) -> WaitState:
            status = text_at(seen, "Status")
            if status in _FAILED:
                return WaitState.FAILED
            return WaitState.DONE if status == ACTIVE and not changes(self._shown(params), seen) else WaitState.PENDING

        return self._wait(router, acceptor, "not as wanted yet")

    def _shown(self, params: dict[str, Any]) -> VirtualBorderRouterSpec:
        """Return what is to be seen before the wait is over: all that is wanted once it was sent, nothing before."""
        return self._spec if params else VirtualBorderRouterSpec()

    def _wait(self, first: dict[str, Any], acceptor: Callable[[dict[str, Any]], WaitState], goal: str) -> dict[str, Any]:
        uuid = text_at(first, "VbrId")

        def describe(seen: dict[str, Any]) -> str:
            return f"Virtual border router {uuid} is {goal}, it is {text_at(seen, 'Status') or 'not there'}"

        return wait_until(
            first,
            lambda limit: self._look(uuid, limit),
            acceptor,
            timeout=self._deadline.remaining,
            describe=describe,
            clock=self._api.transport.clock,
        )


def remove_routers(api: Alibaba, options: RunOptions, physical_connection: str, seconds: float) -> list[str]:
    """Remove the border routers of a physical connection with what is on them, and return what was (or would be) done, in words.

    ``seconds`` are for all of them together.
    """
    deadline = Deadline(seconds, api.transport.clock)
    done: list[str] = []
    for row in list(api.border_routers({"PhysicalConnectionId": physical_connection})):
        if not text_at(row, "VbrId") or text_at(row, "PhysicalConnectionId") != physical_connection:
            continue
        left = replace(options, wait=True, timeout=deadline.remaining)
        router = BorderRouter(api, VirtualBorderRouterSpec(virtual_border_router_id=text_at(row, "VbrId")), left)
        done += router.absent(remove_dependents=True).actions
    api.patience = deadline
    return done
