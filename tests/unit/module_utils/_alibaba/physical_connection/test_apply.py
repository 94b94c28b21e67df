# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The life of a physical connection by the code of the modules: bought once, whatever the network and the states do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.signing import AccessKey
from ansible_collections.interconnect.equinix.plugins.module_utils._core.clock import Clock
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import (
    ApiError,
    AuthenticationError,
    InputError,
    InterconnectError,
    WaitTimeout,
)

from extensions.simulator import seed
from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.support.clients import KEYS, QUICK, JumpingClock
from tests.support.connections import present as order
from tests.support.plays import ACCOUNT
from tests.support.tenants import BFD, CONSENT, GATEWAYS, PEER, WRITES, Tenant, written


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """Both clouds without delays."""
    with Simulator(**QUICK) as running:
        yield running


@pytest.fixture
def tenant(simulator: Simulator) -> Tenant:
    """The tenant of a connection that awaits approval."""
    order(simulator)
    return Tenant(simulator)


def test_the_whole_life(tenant: Tenant, simulator: Simulator) -> None:
    vlan = simulator.orders[0]["zSide"]["accessPoint"]["linkProtocol"]["vlanTag"]
    accepted = tenant.physical_connection(vlan_id=vlan, **CONSENT)
    assert accepted.actions == ["open outbound data transfer billing", "accept", "pay for 1 month in advance"]
    assert accepted.physical_connection["Status"] == "Enabled"
    uuid = accepted.physical_connection["PhysicalConnectionId"]
    assert order(simulator).connection["operation"]["providerStatus"] == "PROVISIONED"
    router = tenant.router(physical_connection_id=uuid, name="fra", **GATEWAYS, **BFD)
    assert router.router["Status"] == "active" and int(router.router["VlanId"]) == vlan and router.router["MinTxInterval"] == 300
    vbr = router.router["VbrId"]
    peer = tenant.peer(vbr, **PEER)
    assert peer.peer["Status"] == "Available" and peer.after["auth_key"] == "********"
    done = len(simulator.mutating())
    again: list[Any] = [
        tenant.physical_connection(vlan_id=vlan, **CONSENT),
        tenant.physical_connection(),
        tenant.router(physical_connection_id=uuid, name="fra", **GATEWAYS, **BFD),
        tenant.peer(vbr, **PEER),
    ]
    assert [item.changed for item in again] == [False] * 4 and len(simulator.mutating()) == done
    assert len(simulator.alibaba.payments) == 1 and len(simulator.alibaba.routers) == 1 and len(simulator.alibaba.bgp_peers) == 1

    with pytest.raises(InputError, match=f"still has virtual border router {vbr}"):
        tenant.physical_connection(state="absent")
    with pytest.raises(InputError, match="still has BGP peer 192.0.2.1"):
        tenant.router(physical_connection_id=uuid, state="absent")
    removals: list[Callable[[], Any]] = [
        lambda: tenant.peer(vbr, peer_ip_address="192.0.2.1", state="absent"),
        lambda: tenant.router(physical_connection_id=uuid, state="absent"),
        lambda: tenant.physical_connection(state="absent"),
    ]
    for remove in removals:
        assert [remove().changed, remove().changed] == [True, False]
    assert not simulator.alibaba.bgp_groups and not simulator.alibaba.routers
    assert [row["Name"] for row in simulator.alibaba.physical_connections.values()] == ["own-dark-fibre"]
    assert list(simulator.world.living()) == []


def test_check_mode_says_all_and_does_nothing(tenant: Tenant, simulator: Simulator) -> None:
    check: dict[str, Any] = {"check": True}
    planned = tenant.physical_connection(check, **CONSENT)
    assert planned.changed and len(planned.actions) == 3 and planned.after["status"] == "Enabled"
    assert written(simulator) == []
    uuid = tenant.physical_connection(**CONSENT).physical_connection["PhysicalConnectionId"]
    bought = written(simulator)
    planned_router = tenant.router(check, physical_connection_id=uuid, **GATEWAYS, **BFD)
    assert planned_router.changed and planned_router.after["bfd"]["detect_multiplier"] == 3
    assert tenant.physical_connection({**check}, state="absent").actions == ["terminate", "delete"]
    assert written(simulator) == bought
    vbr = tenant.router(physical_connection_id=uuid, **GATEWAYS).router["VbrId"]
    made = written(simulator)
    assert tenant.peer(vbr, check, **PEER).changed
    changed = {**GATEWAYS, "local_gateway_ip": "192.0.2.9", "peer_gateway_ip": "192.0.2.10"}
    assert tenant.router(check, physical_connection_id=uuid, **changed).after["local_gateway_ip"] == "192.0.2.9"
    assert tenant.router(check, physical_connection_id=uuid, state="absent").changed
    assert written(simulator) == made


@pytest.mark.parametrize("left_out", CONSENT)
def test_nothing_without_consent(left_out: str, tenant: Tenant, simulator: Simulator) -> None:
    for how in ({}, {"check": True}):
        with pytest.raises(InputError) as caught:
            tenant.physical_connection(how, **{key: value for key, value in CONSENT.items() if key != left_out})
        assert caught.value.option == left_out and "nothing was paid" in str(caught.value)
    assert written(simulator) == [] and simulator.alibaba.payments == [] and not simulator.alibaba.opened


def test_the_partner_pays(simulator: Simulator) -> None:
    simulator.settings.partner_pays = simulator.settings.billing_open = True
    order(simulator)
    accepted = Tenant(simulator).physical_connection(**CONSENT)
    assert accepted.actions == ["accept"] and accepted.physical_connection["Status"] == "Enabled"
    assert simulator.alibaba.payments == []


def test_waits_for_the_port_to_appear(simulator: Simulator) -> None:
    simulator.settings.sharing = 0.7
    order(simulator)
    with pytest.raises(InputError, match="is not there in region eu-central-1"):
        Tenant(simulator).physical_connection({"wait": False}, **CONSENT)
    assert Tenant(simulator).physical_connection({"clock": Clock()}, **CONSENT).physical_connection["Status"] == "Enabled"


def test_a_time_out_carries_the_physical_connection(tenant: Tenant, simulator: Simulator) -> None:
    simulator.settings.accepting = 3600
    with pytest.raises(WaitTimeout, match="is not Enabled yet, it is pc-.* \\(Confirmed, VLAN") as caught:
        tenant.physical_connection(**CONSENT)
    assert caught.value.last["PhysicalConnectionId"].startswith("pc-")


# -- bad input


def test_credentials_that_are_refused(tenant: Tenant, simulator: Simulator) -> None:
    good = seed.ALIBABA_KEYS[ACCOUNT]
    for key, sentence in (
        (AccessKey("nobody", good[1]), "check access_key_id"),
        (AccessKey(good[0], "wrong"), "check access_key_secret"),
        (AccessKey(*seed.ALIBABA_STS[:2], "expired-security-token"), "get new temporary credentials"),
    ):
        with pytest.raises(AuthenticationError, match=sentence):
            Tenant(simulator, key).physical_connection(**CONSENT)
    with pytest.raises(ApiError, match="Allow the RAM user or role the action vpc:OpenPhysicalConnectionService"):
        Tenant(simulator, AccessKey(*seed.ALIBABA_READER)).physical_connection(**CONSENT)
    assert simulator.alibaba.payments == [] and not simulator.alibaba.opened
    assert Tenant(simulator, AccessKey(*seed.ALIBABA_STS)).physical_connection(**CONSENT).changed


def test_a_clock_that_is_wrong(tenant: Tenant, simulator: Simulator) -> None:
    class Late(JumpingClock):
        def now(self) -> float:
            return super().now() - 3600

    with pytest.raises(AuthenticationError, match="set this machine's clock"):
        tenant.physical_connection({"clock": Late()}, **CONSENT)


def test_a_balance_that_is_too_low(tenant: Tenant, simulator: Simulator) -> None:
    simulator.alibaba.balance[ACCOUNT] = 0
    with pytest.raises(InputError, match="accepted but not paid, the account's balance is too low"):
        tenant.physical_connection(**CONSENT)
    assert simulator.alibaba.payments == []
    simulator.alibaba.balance[ACCOUNT] = 1000
    assert tenant.physical_connection(**CONSENT).actions == ["pay for 1 month in advance"]
    assert len(simulator.alibaba.payments) == 1


def test_the_port_of_somebody_else(tenant: Tenant, simulator: Simulator) -> None:
    # It may be one that is not listed yet, so it is waited for, and the one of the name is told.
    with pytest.raises(WaitTimeout, match="of that name there is pc-.* \\(it has VLAN 1000, not 7\\)"):
        tenant.physical_connection(vlan_id=7, **CONSENT)
    with pytest.raises(InputError, match="it has VLAN 1000, not 7"):
        tenant.physical_connection({"wait": False}, vlan_id=7, **CONSENT)
    with pytest.raises(InputError, match="is not there"):
        Tenant(simulator, KEYS["6666666666666666"]).physical_connection({"wait": False}, **CONSENT)
    own = next(uuid for uuid, row in simulator.alibaba.physical_connections.items() if row["Name"] == "own-dark-fibre")
    with pytest.raises(InputError, match="is a dedicated circuit"):
        tenant.physical_connection(name=None, vlan_id=None, physical_connection_id=own, **CONSENT)
    assert written(simulator) == []


def test_two_ports_of_one_name(tenant: Tenant, simulator: Simulator) -> None:
    tenant.physical_connection({"check": True}, **CONSENT)
    other = simulator.alibaba.add_physical_connection(ACCOUNT, "eu-central-1", "alibaba-fra-1", VlanId=77)["PhysicalConnectionId"]
    twin = simulator.alibaba.add_physical_connection(ACCOUNT, "eu-central-1", "alibaba-fra-1", Bandwidth=200, Spec="200M")
    with pytest.raises(InputError, match="is that of 2 physical connections: pc-.*give the physical_connection_id"):
        tenant.physical_connection(**CONSENT)
    with pytest.raises(InputError, match="is that of 2 physical connections: pc-.*give the physical_connection_id"):
        tenant.physical_connection(**CONSENT, state="absent")
    assert written(simulator) == []
    taken = tenant.physical_connection(name=None, physical_connection_id=twin["PhysicalConnectionId"], **CONSENT)
    assert taken.physical_connection["PhysicalConnectionId"] == twin["PhysicalConnectionId"]
    assert simulator.alibaba.physical_connections[other]["Status"] == "Allocated"


def test_a_locked_port(simulator: Simulator) -> None:
    simulator.settings.business_status = "FinancialLocked"
    order(simulator)
    with pytest.raises(InputError, match="is locked \\(FinancialLocked\\)"):
        Tenant(simulator).physical_connection(**CONSENT)
    assert written(simulator) == []


def test_a_port_that_is_not_enabled_takes_no_router(tenant: Tenant, simulator: Simulator) -> None:
    tenant.physical_connection({"check": True}, **CONSENT)
    uuid = next(uuid for uuid, row in simulator.alibaba.physical_connections.items() if row["Name"] == "alibaba-fra-1")
    with pytest.raises(InputError, match="is not Enabled; accept it and pay for it"):
        tenant.router(physical_connection_id=uuid, **GATEWAYS)
    with pytest.raises(InputError, match="is no physical connection of this account and region"):
        tenant.router(physical_connection_id="pc-nothing", **GATEWAYS)


def test_a_router_with_another_vlan(tenant: Tenant, simulator: Simulator) -> None:
    uuid = tenant.physical_connection(**CONSENT).physical_connection["PhysicalConnectionId"]
    with pytest.raises(InputError, match="has VLAN 1000, not 7, so it belongs to another connection"):
        tenant.router(physical_connection_id=uuid, vlan_id=7, **GATEWAYS)
    with pytest.raises(InputError, match="to create it local_gateway_ip"):
        tenant.router(physical_connection_id=uuid)
    vbr = tenant.router(physical_connection_id=uuid, **GATEWAYS).router["VbrId"]
    with pytest.raises(InputError, match="vlan_id 7 is not the VLAN of virtual border router"):
        tenant.router(virtual_border_router_id=vbr, vlan_id=7)


def test_changes_of_a_router_and_a_peer(tenant: Tenant, simulator: Simulator) -> None:
    uuid = tenant.physical_connection(**CONSENT).physical_connection["PhysicalConnectionId"]
    vbr = tenant.router(physical_connection_id=uuid, **GATEWAYS).router["VbrId"]
    other: dict[str, Any] = {"local_gateway_ip": "192.0.2.6", "peer_gateway_ip": "192.0.2.5"}
    changed = tenant.router(virtual_border_router_id=vbr, **other, description="Frankfurt")
    assert (
        changed.changed and changed.before["local_gateway_ip"] == "192.0.2.2" and changed.after["local_gateway_ip"] == "192.0.2.6"
    )
    assert not tenant.router(virtual_border_router_id=vbr, **other, description="Frankfurt").changed
    ipv6: dict[str, Any] = {"enable_ipv6": True, "local_ipv6_gateway_ip": "2001:db8::2", "peer_ipv6_gateway_ip": "2001:db8::1"}
    assert tenant.router(virtual_border_router_id=vbr, **ipv6, peering_ipv6_subnet_mask="126").changed
    assert not tenant.router(virtual_border_router_id=vbr, **ipv6, peering_ipv6_subnet_mask="126").changed
    peer = {**PEER, "peer_ip_address": "192.0.2.5"}
    tenant.peer(vbr, **peer)
    with pytest.raises(InputError, match="peer_asn \\(64512 now, 64513 wanted\\)"):
        tenant.peer(vbr, **{**peer, "peer_asn": 64513})
    off = tenant.peer(vbr, peer_ip_address="192.0.2.5", bfd=False, name="renamed")
    assert off.changed and off.after["bfd"] is False and off.after["name"] == "renamed"
    assert not tenant.peer(vbr, peer_ip_address="192.0.2.5", bfd=False, name="renamed").changed
    with pytest.raises(InputError, match="is no virtual border router of this account"):
        tenant.peer("vbr-nothing", **PEER)


def test_the_older_flow(simulator: Simulator) -> None:
    simulator.settings.older_flow = True
    order(simulator)
    vlan = simulator.orders[0]["zSide"]["accessPoint"]["linkProtocol"]["vlanTag"]
    tenant = Tenant(simulator)
    confirmed = tenant.router(vlan_id=vlan, **GATEWAYS)
    assert confirmed.changed and confirmed.before["status"] == "unconfirmed" and confirmed.router["Status"] == "active"
    assert not tenant.router(vlan_id=vlan, **GATEWAYS).changed
    assert written(simulator) == ["ModifyVirtualBorderRouterAttribute"]


def test_a_port_that_is_paid_for_is_not_said_to_be_gone(tenant: Tenant, simulator: Simulator) -> None:
    tenant.physical_connection(**CONSENT)
    simulator.settings.deletes_paid = False
    with pytest.raises(InputError, match="terminated but not deleted, and Alibaba Cloud goes on billing it"):
        tenant.physical_connection(state="absent")
    simulator.settings.deletes_paid = True
    assert tenant.physical_connection(state="absent").physical_connection == {}


# -- faults

LOST: list[dict[str, Any]] = [
    {"kind": "cut", "took_effect": True},
    {"kind": "cut"},
    {"kind": "silence", "took_effect": True, "seconds": 0.5},
    {"kind": "status", "took_effect": True},
    {"kind": "html", "status": 502, "took_effect": True},
    {"kind": "empty", "status": 503},
    {"kind": "half_json"},
    {"kind": "status", "status": 400, "code": "Throttling.User"},
    {"kind": "status", "status": 429, "code": "Throttling.Api"},
]


def live(tenant: Tenant) -> None:
    """Go from the order to nothing."""
    settings: dict[str, Any] = {"settings": {"retries": 0}}
    uuid = tenant.physical_connection(settings, **CONSENT).physical_connection["PhysicalConnectionId"]
    vbr = tenant.router(settings, physical_connection_id=uuid, **GATEWAYS, **BFD).router["VbrId"]
    tenant.peer(vbr, settings, **PEER)


def die(tenant: Tenant, simulator: Simulator) -> None:
    """Remove everything."""
    settings: dict[str, Any] = {"settings": {"retries": 0}}
    for vbr in list(simulator.alibaba.routers):
        tenant.peer(vbr, settings, peer_ip_address="192.0.2.1", state="absent")
        tenant.router(settings, virtual_border_router_id=vbr, state="absent")
    tenant.physical_connection(settings, state="absent")


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: "-".join(str(value) for value in fault.values()))
@pytest.mark.parametrize("action", WRITES)
def test_one_of_each_whatever_is_lost(action: str, fault: dict[str, Any], tenant: Tenant, simulator: Simulator) -> None:
    """Without any repeat in the transport, the run itself or the one after it ends in the same state."""
    simulator.settings.pays_twice = True
    simulator.faults.append(Fault("POST", f"/vpc/{action}", **fault))
    steps: list[Callable[[], None]] = [lambda: live(tenant), lambda: die(tenant, simulator)]
    for step in steps:
        for attempt in range(2):
            try:
                step()
                break
            except InterconnectError as error:
                assert attempt == 0 and "Traceback" not in str(error)
        if step is steps[0]:
            assert len(simulator.alibaba.routers) == len(simulator.alibaba.bgp_peers) == len(simulator.alibaba.bgp_groups) == 1
    assert simulator.faults[0].times == 0
    assert len(simulator.alibaba.payments) == 1 and len(simulator.orders) == 1
    assert not simulator.alibaba.routers and not simulator.alibaba.bgp_groups and not list(simulator.world.living())


def test_other_terms_are_not_paid_beside_the_first(tenant: Tenant, simulator: Simulator) -> None:
    """A payment is under way, the port not enabled yet: a run with another period must not buy a second time."""
    simulator.settings.pays_twice, simulator.settings.accepting = True, 3600
    with pytest.raises(WaitTimeout):
        tenant.physical_connection({"timeout": 1}, **CONSENT)
    with pytest.raises(WaitTimeout):
        tenant.physical_connection({"timeout": 1}, **CONSENT)
    with pytest.raises(InputError, match="with other terms is under way already and nothing was paid twice"):
        tenant.physical_connection(
            {"timeout": 1}, **{**CONSENT, "order": {"period": 2, "pricing_cycle": "Year", "auto_renew": False}}
        )
    assert len(simulator.alibaba.payments) == 1
