# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose a physical connection, a border router and its BGP are: a name is no proof, and nothing of others is touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.account import check_account
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.physical_connection.identity import (
    Claim,
    Decision,
    PhysicalConnections,
    contradictions,
    decide,
    excluded,
    speeds_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.serialize import to_result
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import ApiError, InputError, WaitTimeout
from hypothesis import given
from hypothesis import strategies as st

from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.support.clients import KEYS, QUICK, alibaba_client, shared_port
from tests.support.connections import present as order
from tests.support.plays import ACCOUNT
from tests.support.tenants import CONSENT, GATEWAYS, PEER, WRITES, Tenant, written

REGION = "eu-central-1"
CLAIM = Claim("fra-1", 1001)


def ids(decision: Decision) -> tuple[str, list[str]]:
    """Return the id of what is ours, and those of the candidates."""
    return str(decision.ours.get("PhysicalConnectionId", "")), [str(row["PhysicalConnectionId"]) for row in decision.candidates]


CASES: dict[str, tuple[Claim, list[dict[str, Any]], str, list[str]]] = {
    "name, type, region and VLAN": (CLAIM, [shared_port()], "pc-1", []),
    "no VLAN on Fabric": (Claim("fra-1"), [shared_port()], "", ["pc-1"]),
    "no VLAN on Alibaba Cloud": (CLAIM, [shared_port(VlanId="")], "", ["pc-1"]),
    "no VLAN on either side": (Claim("fra-1"), [shared_port(VlanId=None)], "", ["pc-1"]),
    "another VLAN": (CLAIM, [shared_port(VlanId=1002)], "", []),
    "a dedicated circuit": (CLAIM, [shared_port(ProductType="PhysicalConnection")], "", []),
    "no product type": (CLAIM, [shared_port(ProductType="")], "", []),
    "another name": (
        CLAIM,
        [shared_port(Name="fra-10"), shared_port(Name="fra"), shared_port(Name="FRA-1"), shared_port(Name="fra-1 ")],
        "",
        [],
    ),
    "another region": (Claim("fra-1", 1001, region="us-west-1"), [shared_port(RegionId="eu-central-1")], "", []),
    "the same region": (Claim("fra-1", 1001, region="eu-central-1"), [shared_port(RegionId="eu-central-1")], "pc-1", []),
    "another bandwidth": (Claim("fra-1", 1001, bandwidth=1000), [shared_port(Bandwidth=200)], "", []),
    "a bandwidth to come": (Claim("fra-1", 1001, bandwidth=500), [shared_port(Bandwidth=200, ExpectSpec="500M")], "pc-1", []),
    "equal bandwidth proves nothing": (Claim("fra-1", bandwidth=200), [shared_port(Bandwidth=200)], "", ["pc-1"]),
    "another operator": (CLAIM, [shared_port(LineOperator="CT")], "", []),
    "an operator that says nothing": (CLAIM, [shared_port(LineOperator="Other")], "pc-1", []),
    "several that are proven": (CLAIM, [shared_port(), shared_port(PhysicalConnectionId="pc-2")], "", ["pc-1", "pc-2"]),
    "one of several by its VLAN": (CLAIM, [shared_port(VlanId=7, PhysicalConnectionId="pc-2"), shared_port()], "pc-1", []),
    "its own id": (Claim(physical_connection_id="pc-1"), [shared_port(Name="renamed", VlanId="")], "pc-1", []),
    "its own id is not there": (Claim("fra-1", 1001, "pc-9"), [shared_port()], "", []),
    "no name": (Claim("", 1001), [shared_port(Name="")], "", []),
    "terminated": (CLAIM, [shared_port(Status="Terminated")], "", []),
}


@pytest.mark.parametrize(("claim", "rows", "ours", "candidates"), CASES.values(), ids=CASES.keys())
def test_the_rule(claim: Claim, rows: list[dict[str, Any]], ours: str, candidates: list[str]) -> None:
    assert ids(decide(claim, rows)) == (ours, candidates)
    # As results show them, the rows mean the same.
    shown = decide(claim, [to_result(row) for row in rows])
    assert str(shown.ours.get("physical_connection_id", "")) == ours and len(shown.candidates) == len(candidates)


def test_what_is_terminated_is_found_to_be_removed() -> None:
    left = shared_port(Status="Terminated", PhysicalConnectionId="pc-2")
    assert ids(decide(CLAIM, [left], dead=True)) == ("pc-2", [])
    assert ids(decide(CLAIM, [left, shared_port()], dead=True)) == ("pc-1", [])
    assert ids(decide(Claim("fra-1"), [left], dead=True)) == ("", ["pc-2"])


NAMES = st.sampled_from(["fra-1", "fra-10", "FRA-1", "", "fra"])
VLANS = st.sampled_from([None, "", 0, 7, 1001, "1001", "x"])
PORTS = st.builds(
    shared_port,
    PhysicalConnectionId=st.sampled_from(["pc-1", "pc-2", "pc-3", ""]),
    Name=NAMES,
    VlanId=VLANS,
    ProductType=st.sampled_from(["VirtualPhysicalConnection", "PhysicalConnection", "", None]),
    Status=st.sampled_from(["Allocated", "Enabled", "Terminated", ""]),
    Bandwidth=st.sampled_from([None, 200, 1000]),
    Spec=st.sampled_from(["", "200M", "1G", "x"]),
    LineOperator=st.sampled_from(["", "Equinix", "CU"]),
)
CLAIMS = st.builds(
    Claim, NAMES, st.sampled_from([None, 0, 7, 1001]), st.sampled_from(["", "pc-1", "pc-9"]), st.sampled_from([None, 200])
)


@given(CLAIMS, st.lists(PORTS, max_size=5), st.booleans())
def test_nothing_is_ours_without_proof(claim: Claim, rows: list[dict[str, Any]], dead: bool) -> None:
    decision = decide(claim, rows, dead=dead)
    ours = decision.ours
    if ours:
        by_id = claim.physical_connection_id and ours["PhysicalConnectionId"] == claim.physical_connection_id
        proven = ours["ProductType"] == "VirtualPhysicalConnection" and ours["Name"] == claim.name != ""
        assert by_id or (proven and claim.vlan_id is not None and str(ours["VlanId"]) == str(claim.vlan_id))
        assert by_id or not excluded(claim, ours)
        assert not decision.candidates and not decision.conflict
    assert all(row["ProductType"] == "VirtualPhysicalConnection" and row["Name"] == claim.name for row in decision.candidates)
    assert decision.conflict <= (len(decision.candidates) > 1)
    # The order of rows decides nothing, and neither do others.
    assert ids(decide(claim, list(reversed(rows)), dead=dead))[0] == ids(decision)[0] or len(rows) != len(
        {row["PhysicalConnectionId"] for row in rows}
    )
    assert PhysicalConnections(rows).decide(claim, dead=dead) == decision


def test_what_speaks_against_an_id() -> None:
    assert contradictions(Claim("fra-1", 1001, "pc-1"), shared_port()) == {}
    found = contradictions(Claim("fra-2", 7, "pc-1"), shared_port(ProductType="PhysicalConnection"))
    assert list(found) == ["physical_connection_id", "name", "vlan_id"]


def test_speeds_in_words() -> None:
    assert speeds_of({"Spec": "1G", "ExpectSpec": "2G", "Bandwidth": 1000}) == {1000, 2000}
    assert speeds_of({"Spec": "x", "Bandwidth": None}) == set() == speeds_of({"Spec": "1.5G"})


# -- the modules' code in a world with strangers


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


def stranger(simulator: Simulator, **values: Any) -> dict[str, Any]:
    """Put a physical connection of the connection's name into the account."""
    return simulator.alibaba.add_physical_connection(ACCOUNT, REGION, "alibaba-fra-1", **values)


def dedicated(simulator: Simulator, vlan: int = 1000) -> dict[str, Any]:
    """Put the customer's own dedicated circuit of that name into the account."""
    return stranger(
        simulator, ProductType="PhysicalConnection", Status="Enabled", VlanId=vlan, LineOperator="Other", Bandwidth=1000
    )


def test_a_name_alone_buys_and_removes_nothing(tenant: Tenant, simulator: Simulator) -> None:
    for how in ({}, {"check": True}):
        for state in ("present", "absent"):
            with pytest.raises(
                InputError, match="could be pc-.*\\(Allocated, VLAN 1000, 200 Mbps, operator Equinix\\)"
            ) as caught:
                tenant.physical_connection(how, vlan_id=None, **CONSENT, state=state)
            assert caught.value.option == ("vlan_id" if state == "present" else "physical_connection_id")
    assert written(simulator) == [] and simulator.alibaba.payments == []


def test_the_port_of_another_order_is_not_bought_while_ours_is_not_listed(simulator: Simulator) -> None:
    simulator.settings.sharing = 3600
    foreign = stranger(simulator, VlanId=77, Bandwidth=1000, Spec="1G")
    order(simulator)
    with pytest.raises(WaitTimeout, match="of that name there is pc-.*\\(it has VLAN 77, not 1000\\)"):
        Tenant(simulator).physical_connection(**CONSENT)
    assert (
        written(simulator) == []
        and simulator.alibaba.physical_connections[foreign["PhysicalConnectionId"]]["Status"] == "Allocated"
    )


def test_a_port_whose_vlan_comes_late_is_waited_for(tenant: Tenant, simulator: Simulator) -> None:
    tenant.physical_connection({"check": True}, **CONSENT)
    (own,) = (thing for thing in simulator.alibaba.things["physical_connections"].values() if thing.connection is not None)
    vlan, own.row["VlanId"] = own.row["VlanId"], ""
    with pytest.raises(InputError, match="is not proven. In region .* it could be pc-.*\\(Allocated, VLAN not shown"):
        tenant.physical_connection({"wait": False}, **CONSENT)
    own.row["VlanId"] = vlan
    assert tenant.physical_connection(**CONSENT).physical_connection["Status"] == "Enabled"


def test_check_mode_foresees_a_port_that_is_not_there_yet(simulator: Simulator) -> None:
    simulator.settings.sharing = 3600
    order(simulator)
    planned = Tenant(simulator).physical_connection({"check": True}, **CONSENT)
    assert planned.changed and planned.actions == ["open outbound data transfer billing", "accept", "pay for 1 month in advance"]
    assert "it was checked as if it were" in planned.warnings[0] and written(simulator) == []
    with pytest.raises(InputError, match="accept_outbound_data_transfer_billing: true"):
        Tenant(simulator).physical_connection({"check": True})


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_vlan_is_no_identity_of_a_router(state: str, tenant: Tenant, simulator: Simulator) -> None:
    """An active router of another physical connection has the VLAN, and is neither changed nor removed."""
    physical_connection = dedicated(simulator)["PhysicalConnectionId"]
    simulator.push_router(ACCOUNT, REGION, "somebody-elses", 1000)
    (router,) = simulator.alibaba.things["routers"].values()
    router.row.update(
        Status="active",
        PhysicalConnectionId=physical_connection,
        LocalGatewayIp="192.0.2.9",
        PeerGatewayIp="192.0.2.10",
        PeeringSubnetMask="255.255.255.252",
    )
    for how in ({}, {"check": True}):
        with pytest.raises(InputError, match="physical_connection_id"):
            tenant.router(how, vlan_id=1000, **GATEWAYS, state=state)
    same: dict[str, Any] = {"local_gateway_ip": "192.0.2.9", "peer_gateway_ip": "192.0.2.10", "peering_subnet_mask": "30"}
    assert not tenant.router(vlan_id=1000, **same).changed
    assert written(simulator) == []


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_router_of_a_dedicated_circuit_is_left_alone(state: str, tenant: Tenant, simulator: Simulator) -> None:
    physical_connection = dedicated(simulator)["PhysicalConnectionId"]
    simulator.push_router(ACCOUNT, REGION, "somebody-elses", 1000)
    (router,) = simulator.alibaba.things["routers"].values()
    router.row.update(Status="active", PhysicalConnectionId=physical_connection)
    for how in ({}, {"check": True}):
        with pytest.raises(InputError, match="is a dedicated circuit, not a shared port"):
            tenant.router(how, physical_connection_id=physical_connection, **GATEWAYS, state=state)
        with pytest.raises(InputError, match="is a dedicated circuit, not a shared port"):
            tenant.physical_connection(
                how, name=None, vlan_id=None, physical_connection_id=physical_connection, state=state, **CONSENT
            )
    assert written(simulator) == []


# -- removals that end


def whole(tenant: Tenant) -> tuple[str, str]:
    """Have a port in service with a router and a peer; return the ids of port and router."""
    uuid = tenant.physical_connection(**CONSENT).physical_connection["PhysicalConnectionId"]
    vbr = tenant.router(physical_connection_id=uuid, **GATEWAYS).router["VbrId"]
    tenant.peer(vbr, **PEER)
    return uuid, vbr


def test_a_port_goes_with_all_that_is_on_it(tenant: Tenant, simulator: Simulator) -> None:
    uuid, vbr = whole(tenant)
    done = written(simulator)
    planned = tenant.physical_connection({"check": True, "remove_dependents": True}, state="absent")
    assert written(simulator) == done
    removed = tenant.physical_connection({"remove_dependents": True}, state="absent")
    expected = ["remove BGP peer 192.0.2.1", f"remove virtual border router {vbr}", "terminate", "delete"]
    assert planned.actions == removed.actions == expected
    assert (
        not simulator.alibaba.routers and not simulator.alibaba.bgp_groups and uuid not in simulator.alibaba.physical_connections
    )


def test_a_group_that_is_left_without_a_peer_goes_too(tenant: Tenant, simulator: Simulator) -> None:
    uuid, vbr = whole(tenant)
    simulator.faults.append(Fault("POST", "/vpc/DeleteBgpGroup", "status", status=400, code="Forbidden.RAM"))
    with pytest.raises(ApiError, match="Forbidden.RAM"):
        tenant.peer(vbr, peer_ip_address="192.0.2.1", state="absent")
    assert not simulator.alibaba.bgp_peers and len(simulator.alibaba.bgp_groups) == 1
    assert tenant.router(physical_connection_id=uuid, state="absent").changed
    assert not simulator.alibaba.routers and not simulator.alibaba.bgp_groups


@pytest.mark.parametrize("code", ["DependencyViolation.BgpGroup", "DependencyViolation.BgpPeer"])
def test_what_was_just_removed_may_count_for_a_while(code: str, tenant: Tenant, simulator: Simulator) -> None:
    uuid, _vbr = whole(tenant)
    action = "DeleteVirtualBorderRouter" if code.endswith("BgpGroup") else "DeleteBgpGroup"
    simulator.faults.append(Fault("POST", f"/vpc/{action}", "status", status=400, code=code, times=3))
    simulator.faults.append(
        Fault("POST", "/vpc/TerminatePhysicalConnection", "status", status=400, code="Forbidden.VBRExists", times=3)
    )
    assert tenant.physical_connection({"remove_dependents": True}, state="absent").changed
    assert uuid not in simulator.alibaba.physical_connections


def test_a_peer_that_is_being_removed_is_waited_for(tenant: Tenant, simulator: Simulator) -> None:
    _uuid, vbr = whole(tenant)
    (peer,) = simulator.alibaba.things["bgp_peers"].values()
    peer.row["Status"] = "Deleting"
    with pytest.raises(WaitTimeout, match="BGP peer bgp-.* is not gone yet"):
        tenant.peer(vbr, {"timeout": 1}, peer_ip_address="192.0.2.1", state="absent")
    simulator.alibaba.vanishes("bgp_peers", peer.row["BgpPeerId"], 0)
    assert tenant.peer(vbr, peer_ip_address="192.0.2.1", state="absent").changed
    assert not simulator.alibaba.bgp_groups


@pytest.mark.parametrize("code", ["LastTokenProcessing", "SystemBusy", "OperationConflict"])
@pytest.mark.parametrize("action", WRITES)
def test_what_is_still_under_way_is_waited_for(action: str, code: str, tenant: Tenant, simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", f"/vpc/{action}", "status", status=400, code=code, times=4))
    uuid, _vbr = whole(tenant)
    if action == "ModifyVirtualBorderRouterAttribute":
        tenant.router(physical_connection_id=uuid, description="Frankfurt")
    tenant.physical_connection({"remove_dependents": True}, state="absent")
    tokens = [call.query.get("ClientToken") for call in simulator.calls if call.path == f"/vpc/{action}"]
    assert len(tokens) == 5 and len(set(tokens)) == 1 and simulator.faults[0].times == 0
    assert len(simulator.alibaba.payments) == 1 and not list(simulator.world.living())


def test_a_peer_of_a_router_that_is_not_there(tenant: Tenant, simulator: Simulator) -> None:
    for how in ({}, {"check": True}):
        with pytest.raises(InputError, match="is no virtual border router of this account"):
            tenant.peer("vbr-nothing", how, **PEER)
    assert written(simulator) == []


# -- whose key it is


def test_a_key_of_another_account(tenant: Tenant, simulator: Simulator) -> None:
    other = alibaba_client(simulator.url, key=KEYS["6666666666666666"], with_sts=True)
    assert check_account(other, "6666666666666666") == "" == check_account(other, None)
    with pytest.raises(InputError, match="account_id is not the account that access_key_id belongs to") as caught:
        check_account(other, f" {ACCOUNT} ")
    assert ACCOUNT not in str(caught.value) and "6666" not in str(caught.value)
    simulator.faults.append(Fault("POST", "/vpc/GetCallerIdentity", "status", status=400, code="NoPermission"))
    assert "Whether the access key belongs to account_id is not known" in check_account(other, ACCOUNT)
    assert "not known" in check_account(alibaba_client(simulator.url), ACCOUNT)
