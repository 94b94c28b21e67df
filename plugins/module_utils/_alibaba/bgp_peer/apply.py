# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Adding, changing and removing a BGP peer of a border router together with its group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..._core.clock import Deadline
from ..._core.data import text_at
from ..._core.errors import ApiError, InputError
from ..._core.resource import RunOptions
from ..._core.waiter import WaitState, wait_until
from ..api import BILLING_CLOSED, IN_TRANSIT, PEERS_THERE, Alibaba
from .plan import (
    GONE,
    BgpPeerSpec,
    check_same,
    find_peer,
    group_changes,
    group_creation,
    is_fitting,
    left_groups,
    merged,
    peer_changes,
    peer_creation,
    same_address,
    settings_of,
)

AVAILABLE = "Available"


@dataclass
class PeerOutcome:
    """What was done, or would be: the peer with what its group knows, settings as a diff shows them."""

    changed: bool
    peer: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


class BgpPeer:
    """Brings one BGP peer to the state asked for."""

    def __init__(self, api: Alibaba, spec: BgpPeerSpec, options: RunOptions) -> None:
        self._api = api
        self._spec = spec
        self._router = spec.virtual_border_router_id
        self._options = options
        self._deadline = api.patience = Deadline(options.timeout, api.transport.clock)

    # -- present

    def present(self) -> PeerOutcome:
        """Make sure that the peer is there as wanted."""
        peers = list(self._api.bgp_peers(self._router))
        groups = list(self._api.bgp_groups(self._router))
        peer = merged(found, groups) if (found := find_peer(self._spec, peers)) else {}
        if peer:
            return self._keep(peer)
        params = group_creation(self._spec)
        self._check_router()
        if self._options.check:
            planned = {**params, **peer_creation(self._spec, ""), "BgpPeerId": None, "Status": AVAILABLE}
            return PeerOutcome(True, planned, {}, settings_of(planned))
        left = [row for row in left_groups(self._spec, groups, peers) if is_fitting(self._spec, row)]
        group = text_at(left[0], "BgpGroupId") if left else self._create_group(params)
        self._wait({"BgpGroupId": group}, lambda limit: self._group(group), "BGP group", group)
        return PeerOutcome(True, created := self._create_peer(group), {}, settings_of(created))

    def _check_router(self) -> None:
        if not any(text_at(row, "VbrId") == self._router for row in self._api.border_routers({"VbrId": self._router})):
            raise InputError(
                "virtual_border_router_id",
                f"virtual_border_router_id {self._router} is no virtual border router of this account and region; "
                "alibaba_virtual_border_router_info lists those that there are.",
            )

    def _create_group(self, params: dict[str, Any]) -> str:
        try:
            return self._api.create_bgp_group(params)
        except ApiError as error:
            if BILLING_CLOSED in error.codes:
                raise InputError(
                    "virtual_border_router_id",
                    f"{error} BGP needs outbound data transfer billing; open it with alibaba_physical_connection and "
                    "accept_outbound_data_transfer_billing: true.",
                ) from None
            raise

    def _create_peer(self, group: str) -> dict[str, Any]:
        try:
            self._api.create_bgp_peer(peer_creation(self._spec, group))
        except ApiError:
            # Added by a call whose answer was lost: an address is taken once only.
            if not self._peer():
                raise
        return self._settled({"BgpPeerId": "", "PeerIpAddress": self._spec.peer_ip_address}, lambda seen: True)

    def _keep(self, peer: dict[str, Any]) -> PeerOutcome:
        check_same(self._spec, peer)
        before = settings_of(peer)
        of_group, of_peer = group_changes(self._spec, peer), peer_changes(self._spec, peer)
        changed = bool(of_group or of_peer)
        if self._options.check or not changed:
            if not changed and self._options.wait and not self._options.check:
                peer = self._settled(peer, lambda seen: True)
            after = {**peer, **of_group, **of_peer}
            return PeerOutcome(changed, after, before, settings_of(after))
        if of_group:
            self._api.change_bgp_group(text_at(peer, "BgpGroupId"), of_group)
        if of_peer:
            self._api.change_bgp_peer(text_at(peer, "BgpPeerId"), of_peer)
        spec = self._spec

        def shows(seen: dict[str, Any]) -> bool:
            rest = group_changes(spec, seen).keys() - {"AuthKey"}
            return not rest and not peer_changes(spec, seen)

        peer = self._settled({**peer, "Status": "Modifying"}, shows)
        return PeerOutcome(True, peer, before, settings_of({**peer, **of_group}))

    # -- absent

    def absent(self) -> PeerOutcome:
        """Make sure that the peer is gone, and its group when nobody else is in it."""
        peers = list(self._api.bgp_peers(self._router))
        groups = list(self._api.bgp_groups(self._router))
        rows = [row for row in peers if same_address(text_at(row, "PeerIpAddress"), self._spec.peer_ip_address)]
        found = find_peer(self._spec, peers)
        leaving = [text_at(row, "BgpGroupId") for row in [*rows, *left_groups(self._spec, groups, peers)]]
        # One that is being removed already is waited for, and no change of ours.
        empty = [row for row in groups if text_at(row, "BgpGroupId") in leaving and text_at(row, "Status") not in GONE]
        changed = bool(found or empty)
        if not self._options.check:
            for row in rows:
                self._delete_peer(row)
            staying = {text_at(row, "BgpGroupId") for row in self._api.bgp_peers(self._router)} if leaving else set()
            for uuid in leaving:
                if uuid not in staying:
                    delete_group(self._api, self._router, uuid, self._deadline)
        return PeerOutcome(changed, {}, settings_of(merged(found, groups) if found else {}), {})

    def _delete_peer(self, row: Mapping[str, Any]) -> None:
        uuid = text_at(row, "BgpPeerId")
        try:
            if text_at(row, "Status") not in GONE:
                self._api.patiently(lambda: self._api.delete_bgp_peer(uuid), _in_transit)
        except ApiError:
            if any(text_at(seen, "BgpPeerId") == uuid for seen in self._api.bgp_peers(self._router)):
                raise
        _gone(
            self._api,
            f"BGP peer {uuid} of {self._router}",
            self._deadline,
            lambda limit: any(text_at(seen, "BgpPeerId") == uuid for seen in self._api.bgp_peers(self._router, limit)),
        )

    # -- looking and waiting

    def _group(self, uuid: str) -> dict[str, Any]:
        return next((row for row in self._api.bgp_groups(self._router) if text_at(row, "BgpGroupId") == uuid), {})

    def _peer(self, deadline: Deadline | None = None) -> dict[str, Any]:
        found = find_peer(self._spec, self._api.bgp_peers(self._router, deadline))
        return merged(found, self._api.bgp_groups(self._router)) if found else {}

    def _settled(self, peer: dict[str, Any], shows: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait until the peer is available and as wanted."""
        if not self._options.wait:
            return self._peer() or peer
        return self._wait(peer, self._peer, "BGP peer", self._spec.peer_ip_address, shows)

    def _wait(
        self,
        first: dict[str, Any],
        look: Callable[[Deadline], dict[str, Any]],
        what: str,
        named: str,
        shows: Callable[[dict[str, Any]], bool] = lambda seen: True,
    ) -> dict[str, Any]:
        def acceptor(seen: dict[str, Any]) -> WaitState:
            if text_at(seen, "Status") in ("Deleting", "Deleted"):
                return WaitState.FAILED
            return WaitState.DONE if text_at(seen, "Status") == AVAILABLE and shows(seen) else WaitState.PENDING

        return wait_until(
            first,
            look,
            acceptor,
            timeout=self._deadline.remaining,
            describe=lambda seen: (
                f"{what} {named} of {self._router} is not Available yet, it is {text_at(seen, 'Status') or 'not there'}"
            ),
            clock=self._api.transport.clock,
        )


def by_id(groups: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return BGP groups by their ids."""
    return {text_at(row, "BgpGroupId"): row for row in groups}


def delete_group(api: Alibaba, router: str, uuid: str, deadline: Deadline) -> None:
    """Delete a BGP group in which no peer is, and wait until it is gone.

    A peer that was just removed may count for a while. Raises ApiError and WaitTimeout.
    """

    def is_there(limit: Deadline | None = None) -> bool:
        return uuid in by_id(api.bgp_groups(router, limit))

    def counts_a_removed_peer(error: ApiError) -> bool:
        if not error.codes & {PEERS_THERE}:
            return _in_transit(error)
        return all(text_at(row, "BgpGroupId") != uuid for row in api.bgp_peers(router))

    try:
        api.patiently(lambda: api.delete_bgp_group(uuid), counts_a_removed_peer)
    except ApiError:
        if is_there():
            raise
    _gone(api, f"BGP group {uuid} of {router}", deadline, is_there)


def _in_transit(error: ApiError) -> bool:
    return IN_TRANSIT in error.codes


def _gone(api: Alibaba, named: str, deadline: Deadline, is_there: Callable[[Deadline], bool]) -> None:
    wait_until(
        {"there": True},
        lambda limit: {"there": is_there(limit)},
        lambda seen: WaitState.PENDING if seen["there"] else WaitState.DONE,
        timeout=deadline.remaining,
        describe=lambda _seen: f"{named} is not gone yet",
        clock=api.transport.clock,
    )
