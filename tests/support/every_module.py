# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every module of the collection: options to run it with, and its specification."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._ansible import module as ansible_module

from extensions.simulator import seed
from tests.support.plays import ACCOUNT, ROOT, desired

MODULES: dict[str, dict[str, Any]] = {
    "access_token": {},
    "fabric_connection": desired(a_side={"service_token": seed.uid("alibaba-fra-token")}),
    "fabric_connection_info": {"name": "alibaba-fra-1"},
    "fabric_connections": {"connections": [desired(a_side={"service_token": seed.uid("alibaba-fra-token")}, wait_timeout=None)]},
    "fabric_metro_info": {},
    "fabric_port_info": {"include_vlans": True},
    "fabric_routing_protocol": {"connection": "nothing", "state": "absent", "bgp": {"auth_key": "canary-bgp-key"}},
    "fabric_routing_protocol_info": {"connection": "nothing"},
    "fabric_service_token_info": {"uuid": seed.uid("alibaba-fra-token")},
    "fabric_cloud_router_info": {"name": "fra-router"},
    "network_edge_device_info": {"name": "fra-edge"},
    "fabric_service_profile_info": {"name": "Alibaba Cloud Express Connect"},
    "fabric_price_info": {
        "bandwidth": 200,
        "a_side": {"service_token": seed.uid("alibaba-fra-token")},
        "z_side": {"metro_code": "FR", "authentication_key": ACCOUNT},
    },
    # In the order of a connection's life: each takes what the one before it found or made, registered as result.
    "alibaba_physical_connection_info": {"region": "eu-central-1"},
    "alibaba_physical_connection": {
        "region": "eu-central-1",
        "name": "alibaba-fra-1",
        "vlan_id": 1000,
        "accept_outbound_data_transfer_billing": True,
        "order": {"period": 1},
    },
    "alibaba_virtual_border_router": {
        "region": "eu-central-1",
        "physical_connection_id": "{{ (result.physical_connection | default({})).physical_connection_id | default('pc-1') }}",
        "local_gateway_ip": "192.0.2.2",
        "peer_gateway_ip": "192.0.2.1",
        "peering_subnet_mask": "30",
    },
    "alibaba_bgp_peer": {
        "region": "eu-central-1",
        "virtual_border_router_id": "{{ (result.virtual_border_router | default({})).vbr_id | default('vbr-1') }}",
        "peer_ip_address": "192.0.2.1",
        "peer_asn": 64512,
        "auth_key": "canary-peer-key",
    },
    "alibaba_virtual_border_router_info": {"region": "eu-central-1", "include_bgp_peers": True},
}


class _Stop(Exception):
    """Raised in place of running a module."""


def specs(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """Return the argument spec of every module of the collection."""
    found: dict[str, dict[str, Any]] = {}

    for name in sorted(path.stem for path in (ROOT / "plugins/modules").glob("*.py")):

        def keep(*_arguments: Any, name: str = name, argument_spec: dict[str, Any], **_more: Any) -> None:
            found[name] = argument_spec
            raise _Stop

        with monkeypatch.context() as patch:
            patch.setattr(ansible_module, "AnsibleModule", keep)
            module = importlib.import_module(f"ansible_collections.interconnect.equinix.plugins.modules.{name}")
            with pytest.raises(_Stop):
                module.main()
    return found


def options_of(spec: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yield all options of a spec with their paths, the nested ones included."""
    for name, option in spec.items():
        yield (*path, name), option
        yield from options_of(option.get("options") or {}, (*path, name))
