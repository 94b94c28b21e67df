# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Adding, changing and removing a BGP peer of a border router together with its group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.api import (
    BILLING_CLOSED,
    Alibaba,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.bgp import (
    PeerWish,
    check_same,
    find_peer,
    group_changes,
    group_creation,
    is_fitting,
    left_groups,
    merged,
    peer_changes,
    peer_creation,
    settings_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.circuits import (
    AlibabaOptions,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._clock import (
    Deadline,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._data import text_at
from ansible_collections.interconnect.equinix.plugins.module_utils._errors import (
    ApiError,
    InputError,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._wait import (
    Verdict,
    wait_until,
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
    """Brings one BGP peer to the state wished for."""

    def __init__(self, api: Alibaba, wish: PeerWish, options: AlibabaOptions) -> None:
        self._api = api
        self._wish = wish
        self._router = wish.virtual_border_router_id
        self._options = options
        self._deadline = Deadline(options.timeout, api.transport.clock)

    # -- present

    def present(self) -> PeerOutcome:
        """See to it that the peer is there as wished."""
        peers = list(self._api.bgp_peers(self._router))
        groups = list(self._api.bgp_groups(self._router))
        peer = merged(found, groups) if (found := find_peer(self._wish, peers)) else {}
        if peer:
            return self._keep(peer)
        params = group_creation(self._wish)
        if self._options.check:
            planned = {**params, **peer_creation(self._wish, ""), "BgpPeerId": None, "Status": AVAILABLE}
            return PeerOutcome(True, planned, {}, settings_of(planned))
        self._check_router()
        left = [row for row in left_groups(self._wish, groups, peers) if is_fitting(self._wish, row)]
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
            self._api.create_bgp_peer(peer_creation(self._wish, group))
        except ApiError:
            # Added by a call whose answer was lost: an address is taken once only.
            if not self._peer():
                raise
        return self._settled({"BgpPeerId": "", "PeerIpAddress": self._wish.peer_ip_address}, lambda seen: True)

    def _keep(self, peer: dict[str, Any]) -> PeerOutcome:
        check_same(self._wish, peer)
        before = settings_of(peer)
        of_group, of_peer = group_changes(self._wish, peer), peer_changes(self._wish, peer)
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
        wish = self._wish

        def shows(seen: dict[str, Any]) -> bool:
            rest = group_changes(wish, seen).keys() - {"AuthKey"}
            return not rest and not peer_changes(wish, seen)

        peer = self._settled({**peer, "Status": "Modifying"}, shows)
        return PeerOutcome(True, peer, before, settings_of({**peer, **of_group}))

    # -- absent

    def absent(self) -> PeerOutcome:
        """See to it that the peer is gone, and its group when nobody else is in it."""
        peers = list(self._api.bgp_peers(self._router))
        groups = list(self._api.bgp_groups(self._router))
        found = find_peer(self._wish, peers)
        peer = merged(found, groups) if found else {}
        leaving = [text_at(row, "BgpGroupId") for row in ([peer] if peer else []) + left_groups(self._wish, groups, peers)]
        if leaving and not self._options.check:
            if peer:
                self._delete_peer(text_at(peer, "BgpPeerId"))
            staying = {text_at(row, "BgpGroupId") for row in self._api.bgp_peers(self._router)}
            for group in leaving:
                if group not in staying:
                    self._delete_group(group)
        return PeerOutcome(bool(leaving), {}, settings_of(peer), {})

    def _delete_peer(self, uuid: str) -> None:
        try:
            self._api.delete_bgp_peer(uuid)
        except ApiError:
            if self._peer():
                raise
        self._gone(
            "BGP peer", uuid, lambda limit: any(text_at(row, "BgpPeerId") == uuid for row in self._api.bgp_peers(self._router))
        )

    def _delete_group(self, uuid: str) -> None:
        try:
            self._api.delete_bgp_group(uuid)
        except ApiError:
            if self._group(uuid):
                raise
        self._gone("BGP group", uuid, lambda limit: bool(self._group(uuid)))

    def _gone(self, what: str, uuid: str, is_there: Callable[[Deadline], bool]) -> None:
        wait_until(
            {"there": True},
            lambda limit: {"there": is_there(limit)},
            lambda seen: Verdict.PENDING if seen["there"] else Verdict.DONE,
            timeout=self._deadline.remaining,
            describe=lambda _seen: f"{what} {uuid} of {self._router} is not gone yet",
            clock=self._api.transport.clock,
        )

    # -- looking and waiting

    def _group(self, uuid: str) -> dict[str, Any]:
        return next((row for row in self._api.bgp_groups(self._router) if text_at(row, "BgpGroupId") == uuid), {})

    def _peer(self, deadline: Deadline | None = None) -> dict[str, Any]:
        found = find_peer(self._wish, self._api.bgp_peers(self._router, deadline))
        return merged(found, self._api.bgp_groups(self._router)) if found else {}

    def _settled(self, peer: dict[str, Any], shows: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait until the peer is available and as wished."""
        if not self._options.wait:
            return self._peer() or peer
        return self._wait(peer, self._peer, "BGP peer", self._wish.peer_ip_address, shows)

    def _wait(
        self,
        first: dict[str, Any],
        look: Callable[[Deadline], dict[str, Any]],
        what: str,
        named: str,
        shows: Callable[[dict[str, Any]], bool] = lambda seen: True,
    ) -> dict[str, Any]:
        def judge(seen: dict[str, Any]) -> Verdict:
            if text_at(seen, "Status") in ("Deleting", "Deleted"):
                return Verdict.FAILED
            return Verdict.DONE if text_at(seen, "Status") == AVAILABLE and shows(seen) else Verdict.PENDING

        return wait_until(
            first,
            look,
            judge,
            timeout=self._deadline.remaining,
            describe=lambda seen: (
                f"{what} {named} of {self._router} is not Available yet, it is {text_at(seen, 'Status') or 'not there'}"
            ),
            clock=self._api.transport.clock,
        )
