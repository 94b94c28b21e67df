# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Somebody with an account at Alibaba Cloud who runs the modules' code, for tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.bgp_peer.apply import BgpPeer, PeerOutcome
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.bgp_peer.plan import read_peer
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.physical_connection.apply import (
    PhysicalConnection,
    PhysicalConnectionOutcome,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.physical_connection.plan import (
    parse_physical_connection,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.signing import AccessKey
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.virtual_border_router.apply import (
    BorderRouter,
    RouterOutcome,
    remove_routers,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.virtual_border_router.plan import read_router
from ansible_collections.interconnect.equinix.plugins.module_utils._core.resource import RunOptions

from extensions.simulator.server import Simulator
from tests.support.clients import alibaba_client

CONSENT: dict[str, Any] = {
    "accept_outbound_data_transfer_billing": True,
    "order": {"period": 1, "pricing_cycle": "Month", "auto_renew": False},
}
GATEWAYS: dict[str, Any] = {
    "local_gateway_ip": "192.0.2.2",
    "peer_gateway_ip": "192.0.2.1",
    "peering_subnet_mask": "255.255.255.252",
}
BFD: dict[str, Any] = {"bfd": {"min_tx_interval": 300, "min_rx_interval": 300, "detect_multiplier": 3}}
PEER: dict[str, Any] = {"peer_asn": 64512, "peer_ip_address": "192.0.2.1", "auth_key": "canary-bgp", "bfd": True, "name": "fra"}


WRITES = (
    *("OpenPhysicalConnectionService", "ConfirmPhysicalConnection", "CreatePhysicalConnectionOccupancyOrder"),
    *("CreateVirtualBorderRouter", "ModifyVirtualBorderRouterAttribute", "CreateBgpGroup", "CreateBgpPeer"),
    *("DeleteBgpPeer", "DeleteBgpGroup", "DeleteVirtualBorderRouter"),
    *("TerminatePhysicalConnection", "DeletePhysicalConnection"),
)


class Tenant:
    """Somebody with an account at Alibaba Cloud who runs the modules' code."""

    def __init__(self, simulator: Simulator, key: AccessKey | None = None) -> None:
        self._simulator, self._key = simulator, key

    def _do(self, work: Any, read: Callable[[Any], Any], spec: dict[str, Any], how: dict[str, Any]) -> Any:
        state, clock = spec.pop("state", "present"), how.pop("clock", None)
        cascade = how.pop("remove_dependents", False)
        settings = {"timeout": 10, **how.pop("settings", {})}
        client = alibaba_client(self._simulator.url, clock, self._key, **settings)
        options = RunOptions(**{"timeout": 60, **how})
        more = (partial(remove_routers, client, options),) if cascade else ()
        thing = work(client, read(spec), options, *more)
        return thing.present() if state == "present" else thing.absent()

    def physical_connection(self, how: dict[str, Any] | None = None, **spec: Any) -> PhysicalConnectionOutcome:
        """Run ``alibaba_physical_connection`` with the VLAN that Fabric shows; ``how`` goes into its options."""
        vlan = self._simulator.orders[0]["zSide"]["accessPoint"]["linkProtocol"]["vlanTag"]
        options = {"name": "alibaba-fra-1", "vlan_id": vlan, **spec}
        outcome: PhysicalConnectionOutcome = self._do(PhysicalConnection, parse_physical_connection, options, dict(how or {}))
        return outcome

    def router(self, how: dict[str, Any] | None = None, **spec: Any) -> RouterOutcome:
        """Run ``alibaba_virtual_border_router``."""
        outcome: RouterOutcome = self._do(BorderRouter, read_router, spec, dict(how or {}))
        return outcome

    def peer(self, router: str, how: dict[str, Any] | None = None, **spec: Any) -> PeerOutcome:
        """Run ``alibaba_bgp_peer``."""
        outcome: PeerOutcome = self._do(BgpPeer, read_peer, {"virtual_border_router_id": router, **spec}, dict(how or {}))
        return outcome


def written(simulator: Simulator) -> list[str]:
    """Return the actions of Alibaba Cloud that would change something, in order."""
    return [call.path.removeprefix("/vpc/") for call in simulator.mutating() if call.path.startswith("/vpc/")]
