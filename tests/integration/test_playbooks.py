# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection's playbooks, run by name against the simulator, and secrets in what modules print."""

from __future__ import annotations

from typing import Any

import pytest

from extensions.simulator import seed
from extensions.simulator.gate import CLIENT
from extensions.simulator.server import Simulator
from tests.demo.__main__ import run, variables_for
from tests.integration.support import ACCOUNT, ROOT, Play, wished


def test_playbook_refuses_another_origin(simulator: Simulator) -> None:
    done = run(simulator, "from_port", variables_for("from_cloud_router"))
    assert done.returncode and "names no port" in done.stdout
    assert simulator.calls == []


@pytest.mark.parametrize("playbook", ["from_service_token", "status", "deprovision"])
def test_no_secret_in_what_playbooks_print(playbook: str, simulator: Simulator) -> None:
    variables = variables_for("from_service_token")
    if playbook != "from_service_token":
        run(simulator, "from_service_token", variables)
    done = run(simulator, playbook, variables, "-vvvv", "--diff")
    assert done.returncode == 0
    for hidden in (CLIENT[1], ACCOUNT, seed.uid("alibaba-fra-token")):
        assert hidden not in done.stdout + done.stderr


MODULES: dict[str, dict[str, Any]] = {
    "access_token": {},
    "fabric_connection": wished(a_side={"service_token": seed.uid("alibaba-fra-token")}),
    "fabric_connection_info": {"name": "alibaba-fra-1"},
    "fabric_connections": {"connections": [wished(a_side={"service_token": seed.uid("alibaba-fra-token")}, wait_timeout=None)]},
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


def test_every_module_is_searched_for_secrets() -> None:
    assert MODULES.keys() == {path.stem for path in (ROOT / "plugins/modules").glob("*.py")}


def test_info_modules_filter(play: Play, simulator: Simulator) -> None:
    assert [port["name"] for port in play("fabric_port_info", {"uuid": seed.uid("FR-PRI-QINQ")})["ports"]] == ["FR-PRI-QINQ"]
    assert play("fabric_port_info", {"name": "nope"})["ports"] == []
    assert len(play("fabric_cloud_router_info", {"name": "twin-router"})["cloud_routers"]) == 2
    states = {t["state"] for t in play("fabric_service_token_info", {"state": "ACTIVE"})["service_tokens"]}
    assert states == {"ACTIVE"}
    play("fabric_connection", wished())
    found = play("fabric_connection_info", {"name": "alibaba-fra-1"})["connections"]
    assert [row["status"]["phase"] for row in found] == ["pending_approval"]
    profile = play("fabric_service_profile_info", {"uuid": seed.ALIBABA})["service_profiles"][0]
    assert "eu-central-1" in next(m for m in profile["metros"] if m["code"] == "FR")["seller_regions"]
    assert play("fabric_price_info", MODULES["fabric_price_info"])["prices"][0]["monthly"] == 100
