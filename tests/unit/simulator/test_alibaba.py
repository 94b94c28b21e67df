# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Both simulated clouds move together, and Alibaba Cloud refuses what the real one refuses."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from darabonba.exceptions import UnretryableException

from extensions.simulator import seed
from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.contract.alibaba_sdk import GATEWAYS, PAYMENT, REGION, Sdk, code, fabric, ordered, states
from tests.contract.orders import order

ACCOUNT = "5123456789012345"
TIMES = ("provisioning", "sharing", "accepting", "changing", "deprovisioning", "settling", "terminating")
AWAITING = ("PENDING", "PROVISIONED", "PENDING_APPROVAL")
CREATING = ("PENDING", "PROVISIONED", "PROVISIONING")
ACTIVE = ("ACTIVE", "PROVISIONED", "PROVISIONED")
GONE = ("DEPROVISIONED",) * 3


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays."""
    with Simulator(**dict.fromkeys(TIMES, 0)) as running:
        yield running


@pytest.fixture(scope="module")
def enabled() -> Iterator[tuple[Simulator, Sdk, dict[str, str]]]:
    """A simulator with one physical connection that is enabled and has no router, one with a router and BGP, one without end."""
    with Simulator(**dict.fromkeys(TIMES, 0), billing_open=True) as running:
        sdk = Sdk(running.url)
        ids: dict[str, str] = {}
        for name in ("free", "routed"):
            uuid, ids[name] = ordered(running, origin="router", name=name)
            running.accept(uuid)
        ids["open"] = ordered(running, origin="router", name="open")[1]
        vlan = running.alibaba.physical_connections[ids["routed"]]["VlanId"]
        ids["vbr"] = sdk("CreateVirtualBorderRouter", PhysicalConnectionId=ids["routed"], VlanId=vlan, **GATEWAYS)["VbrId"]
        ids["group"] = sdk("CreateBgpGroup", RouterId=ids["vbr"], PeerAsn=65001)["BgpGroupId"]
        ids["peer"] = sdk("CreateBgpPeer", BgpGroupId=ids["group"], PeerIpAddress=GATEWAYS["PeerGatewayIp"])["BgpPeerId"]
        ids["vlan"] = str(running.alibaba.physical_connections[ids["free"]]["VlanId"])
        yield running, sdk, ids


ROUTER = {"PhysicalConnectionId": "{free}", "VlanId": "{vlan}", **GATEWAYS}
ORDER = {"PhysicalConnectionId": "{free}", **PAYMENT}
IPV6 = {"EnableIpv6": True, "LocalIpv6GatewayIp": "2001:db8::1", "PeerIpv6GatewayIp": "2001:db8::2"}
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("DescribePhysicalConnections", {"RegionId": "mars-1"}, "InvalidRegionId.NotFound"),
    ("DescribePhysicalConnections", {"PageSize": 51}, "InvalidPageSize.Malformed"),
    ("DescribePhysicalConnections", {"PageNumber": 0}, "InvalidPageNumber.Malformed"),
    ("DescribePhysicalConnections", {"Filter": [{"Key": "Color", "Value": ["blue"]}]}, "InvalidFilterKey.ValueNotSupported"),
    ("DescribePhysicalConnections", {"Filter": [{"Key": "Name", "Value": ["x"]}] * 6}, "InvalidFilter.Malformed"),
    ("DescribePhysicalConnections", {"Filter": [{"Key": "Name", "Value": list("abcdef")}]}, "InvalidFilter.1.Value.Malformed"),
    ("DescribePhysicalConnections", {"Filter": "x", "Filter.1.Key": "Name"}, "InvalidFilter.Malformed"),
    ("DescribePhysicalConnections", {"Color": "blue"}, "UnsupportedParameter"),
    ("ConfirmPhysicalConnection", {}, "MissingParam.PhysicalConnectionId"),
    ("ConfirmPhysicalConnection", {"PhysicalConnectionId": "pc-nobody"}, "InvalidPhysicalConnectionId.NotFound"),
    ("ConfirmPhysicalConnection", {"PhysicalConnectionId": "{free}"}, "IncorrectStatus.PhysicalConnection"),
    ("CreatePhysicalConnectionOccupancyOrder", ORDER, "IncorrectStatus.PhysicalConnection"),
    ("CreatePhysicalConnectionOccupancyOrder", {**ORDER, "Period": 10}, "InvalidPhysicalConnectionPeriod.Malformed"),
    (
        "CreatePhysicalConnectionOccupancyOrder",
        {**ORDER, "PricingCycle": "Year", "Period": 6},
        "InvalidPhysicalConnectionPeriod.Malformed",
    ),
    (
        "CreatePhysicalConnectionOccupancyOrder",
        {**ORDER, "PricingCycle": "Day"},
        "InvalidPhysicalConnectionPricingCycle.Malformed",
    ),
    (
        "CreatePhysicalConnectionOccupancyOrder",
        {**ORDER, "InstanceChargeType": "PostPaid"},
        "InvalidPhysicalConnectionChargeType.Malformed",
    ),
    ("CreatePhysicalConnectionOccupancyOrder", {**ORDER, "AutoPay": "yes"}, "InvalidAutoPay.Malformed"),
    ("CancelPhysicalConnection", {"PhysicalConnectionId": "{free}"}, "Forbidden.NotAllowedInState"),
    ("DeletePhysicalConnection", {"PhysicalConnectionId": "{free}"}, "Forbidden.NotAllowedInState"),
    ("TerminatePhysicalConnection", {"PhysicalConnectionId": "{open}"}, "Forbidden.NotAllowedInState"),
    ("TerminatePhysicalConnection", {"PhysicalConnectionId": "{routed}"}, "Forbidden.VBRExists"),
    ("RecoverPhysicalConnection", {"InstanceId": "{free}"}, "Forbidden.NotAllowedInState"),
    ("CreateVirtualBorderRouter", {**ROUTER, "PhysicalConnectionId": "{open}"}, "InvalidPhysicalConnectionId.NotEnabled"),
    ("CreateVirtualBorderRouter", {**ROUTER, "PhysicalConnectionId": "pc-nobody"}, "InvalidPhysicalConnectionId.NotFound"),
    ("CreateVirtualBorderRouter", {**ROUTER, "PhysicalConnectionId": "{routed}"}, "QuotaExceeded.VPCONN"),
    ("CreateVirtualBorderRouter", {**ROUTER, "VlanId": 7}, "InvalidVlanId.Malformed"),
    ("CreateVirtualBorderRouter", {**ROUTER, "VlanId": 3000}, "InvalidVlanId.Malformed"),
    ("CreateVirtualBorderRouter", {**ROUTER, "Bandwidth": 50}, "UnsupportedFeature.Vpconn"),
    ("CreateVirtualBorderRouter", {**ROUTER, "CircuitCode": "x"}, "UnsupportedFeature.Vpconn"),
    ("CreateVirtualBorderRouter", {**ROUTER, "VbrOwnerId": "6666666666666666"}, "InvalidVbrOwnerId.Malformed"),
    ("CreateVirtualBorderRouter", {**ROUTER, "Name": "1x"}, "InvalidName.Malformed"),
    ("CreateVirtualBorderRouter", {**ROUTER, "Description": "https://example.com"}, "InvalidDescription.Malformed"),
    ("CreateVirtualBorderRouter", {**ROUTER, "LocalGatewayIp": ""}, "MissingParam.LocalGatewayIp"),
    ("CreateVirtualBorderRouter", {**ROUTER, "LocalGatewayIp": "a.b.c.d"}, "InvalidLocalGatewayIp.Malformed"),
    ("CreateVirtualBorderRouter", {**ROUTER, "LocalGatewayIp": "169.254.10.0"}, "InvalidLocalGatewayIp.Malformed"),
    ("CreateVirtualBorderRouter", {**ROUTER, "PeerGatewayIp": "169.254.10.3"}, "InvalidPeerGatewayIp.Malformed"),
    ("CreateVirtualBorderRouter", {**ROUTER, "PeerGatewayIp": "169.254.10.5"}, "InvalidIp.NotSameSubnet"),
    ("CreateVirtualBorderRouter", {**ROUTER, "PeerGatewayIp": "169.254.10.1"}, "InvalidIp.NotSameSubnet"),
    ("CreateVirtualBorderRouter", {**ROUTER, "PeeringSubnetMask": "30"}, "InvalidPeeringSubnetMask.Malformed"),
    ("CreateVirtualBorderRouter", {**ROUTER, "PeeringSubnetMask": "255.255.254.0"}, "InvalidPeeringSubnetMask.Malformed"),
    ("CreateVirtualBorderRouter", {**ROUTER, "PeeringSubnetMask": "255.255.255.254"}, "InvalidPeeringSubnetMask.Malformed"),
    ("CreateVirtualBorderRouter", {**ROUTER, "PeeringSubnetMask": "255.0.255.0"}, "InvalidPeeringSubnetMask.Malformed"),
    ("CreateVirtualBorderRouter", {**ROUTER, **IPV6}, "MissingParam.PeeringIpv6SubnetMask"),
    ("CreateVirtualBorderRouter", {**ROUTER, **IPV6, "PeeringIpv6SubnetMask": "2001:db8:1::/64"}, "InvalidIp.NotSameSubnet"),
    ("CreateVirtualBorderRouter", {**ROUTER, **IPV6, "PeeringIpv6SubnetMask": "x"}, "InvalidPeeringIpv6SubnetMask.Malformed"),
    ("CreateVirtualBorderRouter", {**ROUTER, "MinTxInterval": 300}, "UnsupportedParameter"),
    ("ModifyVirtualBorderRouterAttribute", {"VbrId": "vbr-nobody"}, "InvalidVbrId.NotFound"),
    ("ModifyVirtualBorderRouterAttribute", {"VbrId": "{vbr}", "VlanId": 7}, "Forbidden.OnlyOwnerCanModify"),
    ("ModifyVirtualBorderRouterAttribute", {"VbrId": "{vbr}", "MinTxInterval": 199}, "InvalidMinTxInterval.Malformed"),
    ("ModifyVirtualBorderRouterAttribute", {"VbrId": "{vbr}", "MinRxInterval": 1001}, "InvalidMinRxInterval.Malformed"),
    ("ModifyVirtualBorderRouterAttribute", {"VbrId": "{vbr}", "DetectMultiplier": 2}, "InvalidDetectMultiplier.Malformed"),
    ("ModifyVirtualBorderRouterAttribute", {"VbrId": "{vbr}", "PeerGatewayIp": "10.0.0.1"}, "InvalidIp.NotSameSubnet"),
    ("DeleteVirtualBorderRouter", {"VbrId": "{vbr}"}, "DependencyViolation.BgpGroup"),
    ("CreateBgpGroup", {"RouterId": "vbr-nobody", "PeerAsn": 65001}, "InvalidVbrId.NotFound"),
    ("CreateBgpGroup", {"RouterId": "{vbr}"}, "MissingParam.PeerAsn"),
    ("CreateBgpGroup", {"RouterId": "{vbr}", "PeerAsn": 0}, "InvalidPeerAsn.Malformed"),
    ("CreateBgpGroup", {"RouterId": "{vbr}", "PeerAsn": 65001, "LocalAsn": 65025}, "InvalidLocalAsn.Malformed"),
    ("CreateBgpGroup", {"RouterId": "{vbr}", "PeerAsn": 65001, "LocalAsn": 100}, "InvalidLocalAsn.Malformed"),
    ("CreateBgpGroup", {"RouterId": "{vbr}", "PeerAsn": 65001, "IpVersion": "IPv6"}, "InvalidIpVersion.Malformed"),
    ("DeleteBgpGroup", {"BgpGroupId": "{group}"}, "DependencyViolation.BgpPeer"),
    ("DeleteBgpGroup", {"BgpGroupId": "bgpg-nobody"}, "InvalidBgpGroupId.NotFound"),
    ("CreateBgpPeer", {"BgpGroupId": "{group}"}, "MissingParam.PeerIpAddress"),
    ("CreateBgpPeer", {"BgpGroupId": "{group}", "PeerIpAddress": "169.254.10.2"}, "InvalidParams.PeerIpAddressInUse"),
    ("CreateBgpPeer", {"BgpGroupId": "{group}", "PeerIpAddress": "2001:db8::2"}, "InvalidPeerIpAddress.Malformed"),
    ("CreateBgpPeer", {"BgpGroupId": "{group}", "PeerIpAddress": "nobody"}, "InvalidPeerIpAddress.Malformed"),
    (
        "CreateBgpPeer",
        {"BgpGroupId": "{group}", "PeerIpAddress": "10.0.0.9", "IpVersion": "IPv6"},
        "InvalidIpVersion.Malformed",
    ),
    (
        "CreateBgpPeer",
        {"BgpGroupId": "{group}", "PeerIpAddress": "10.0.0.9", "EnableBfd": True},
        "MissingParam.BfdMultiHop",
    ),
    ("CreateBgpPeer", {"BgpGroupId": "{group}", "PeerIpAddress": "10.0.0.9", "BfdMultiHop": 1}, "MissingParam.EnableBfd"),
    ("ModifyBgpPeerAttribute", {"BgpPeerId": "{peer}", "BfdMultiHop": 256}, "InvalidBfdMultiHop.Malformed"),
    ("DeleteBgpPeer", {"BgpPeerId": "bgp-nobody"}, "InvalidBgpPeerId.NotFound"),
    ("AddBgpNetwork", {"RouterId": "{vbr}", "DstCidrBlock": "10.0.0.1/8"}, "InvalidDstCidrBlock.Malformed"),
]


@pytest.mark.parametrize(("action", "parameters", "expected"), REFUSED, ids=[f"{row[0]}-{row[2]}" for row in REFUSED])
def test_refused(action: str, parameters: dict[str, Any], expected: str, enabled: tuple[Simulator, Sdk, dict[str, str]]) -> None:
    simulator, sdk, ids = enabled
    before = repr(simulator.alibaba.ledger())
    filled = {name: value.format(**ids) if isinstance(value, str) else value for name, value in parameters.items()}
    assert code(sdk, action, **filled) == expected
    assert repr(simulator.alibaba.ledger()) == before


def test_routers_on_a_physical_connection_of_its_own(simulator: Simulator) -> None:
    sdk = Sdk(simulator.url)
    simulator.settings.billing_open = True
    [physical_connection] = simulator.alibaba.physical_connections
    spec = {
        "PhysicalConnectionId": physical_connection,
        "VlanId": 5,
        "Bandwidth": 200,
        "CircuitCode": "c",
        "Name": "vbr_1.a",
        **GATEWAYS,
    }
    router = sdk("CreateVirtualBorderRouter", **spec, **IPV6, PeeringIpv6SubnetMask="2001:db8::/64")["VbrId"]
    assert code(sdk, "CreateVirtualBorderRouter", **spec) == "InvalidVlanId.Used"
    sdk("CreateVirtualBorderRouter", **{**spec, "VlanId": 6})
    assert [row["VlanId"] for row in simulator.alibaba.routers.values()] == [5, 6]

    group = sdk("CreateBgpGroup", RouterId=router, PeerAsn=65001, AuthKey="x", LocalAsn=64512, IpVersion="IPv6")["BgpGroupId"]
    sdk(
        "ModifyBgpGroupAttribute",
        BgpGroupId=group,
        ClearAuthKey=True,
        IsFakeAsn=True,
        RouteQuota=200,
        Name="named",
        LocalAsn=45104,
    )
    [row] = sdk("DescribeBgpGroups", BgpGroupId=group)["BgpGroups"]["BgpGroup"]
    values = [row[name] for name in ("AuthKey", "IsFake", "RouteLimit", "Name", "LocalAsn", "Status")]
    assert values == ["", "true", "200", "named", "45104", "Available"]
    peers = [sdk("CreateBgpPeer", BgpGroupId=group, PeerIpAddress=f"2001:db8::{number}")["BgpPeerId"] for number in range(8)]
    assert code(sdk, "CreateBgpPeer", BgpGroupId=group, PeerIpAddress="2001:db8::9") == "QuotaExceeded.Bgp"
    assert (
        code(sdk, "ModifyBgpPeerAttribute", BgpPeerId=peers[0], PeerIpAddress="2001:db8::1") == "InvalidParams.PeerIpAddressInUse"
    )
    sdk("ModifyBgpPeerAttribute", BgpPeerId=peers[0], PeerIpAddress="2001:db8::9")
    found = sdk("DescribeBgpPeers", BgpGroupId=group)["BgpPeers"]["BgpPeer"]
    assert [row["PeerIpAddress"][-1] for row in found] == list("91234567")
    assert [row["BgpStatus"] == "Established" for row in found] == [row["PeerIpAddress"] == "2001:db8::2" for row in found]
    sdk("AddBgpNetwork", RouterId=router, DstCidrBlock="10.0.0.0/8")
    assert code(sdk, "AddBgpNetwork", RouterId=router, DstCidrBlock="10.0.0.0/8") == "InvalidDstCidrBlock.Duplicate"


def test_what_is_on_its_way_cannot_be_used(simulator: Simulator) -> None:
    sdk = Sdk(simulator.url)
    simulator.settings.billing_open, simulator.settings.settling = True, 60
    uuid, physical_connection = ordered(simulator)
    simulator.accept(uuid)
    vlan = simulator.alibaba.physical_connections[physical_connection]["VlanId"]
    router = sdk("CreateVirtualBorderRouter", PhysicalConnectionId=physical_connection, VlanId=vlan, **GATEWAYS)["VbrId"]
    sdk("DeleteVirtualBorderRouter", VbrId=router)
    assert code(sdk, "DeleteVirtualBorderRouter", VbrId=router) == "InvalidStatus.NotAllowed"
    assert code(sdk, "ModifyVirtualBorderRouterAttribute", VbrId=router, Name="late") == "InvalidStatus.NotAllowed"
    assert code(sdk, "CreateBgpGroup", RouterId=router, PeerAsn=65001) == "InvalidStatus.CannotOperate"


def test_unknown_calls(simulator: Simulator) -> None:
    for path, status, said in (
        ("/", 404, "InvalidAccessKeyId.NotFound"),
        ("/?Action=DescribeVpcs&Version=2016-04-28", 404, "InvalidAccessKeyId.NotFound"),
    ):
        answer = requests.get(simulator.url + path, timeout=5)
        assert (answer.status_code, answer.json()["Code"]) == (status, said)
    assert simulator.calls[-1].path == "/vpc/DescribeVpcs"
    with pytest.raises(AlibabaCloudException) as refused:
        Sdk(simulator.url).generic("DescribeVpcs", {"RegionId": REGION})
    assert refused.value.code == "InvalidAction.NotFound"


def test_states_follow_each_other_by_the_clock() -> None:
    ahead = 0.0
    with Simulator(**dict.fromkeys(TIMES, 10)) as simulator:
        simulator.world.now = lambda: time.monotonic() + ahead
        sdk = Sdk(simulator.url)
        uuid = fabric(simulator, "POST", body=order())["uuid"]

        def shared() -> list[dict[str, Any]]:
            conditions = [{"Key": "ProductType", "Value": ["VirtualPhysicalConnection"]}]
            answer = sdk("DescribePhysicalConnections", Filter=conditions)
            return list(answer["PhysicalConnectionSet"]["PhysicalConnectionType"])

        def provider_id() -> str | None:
            found = fabric(simulator, "GET", f"/{uuid}")["zSide"]["accessPoint"].get("providerConnectionId")
            return None if found is None else str(found)

        assert states(simulator, uuid)[0] == "PROVISIONING" and shared() == []
        ahead += 11
        assert states(simulator, uuid) == AWAITING and shared() == [] and provider_id() is None
        ahead += 10
        [row] = shared()
        physical_connection = row["PhysicalConnectionId"]
        assert row["Status"] == "Allocated" and provider_id() == physical_connection
        sdk("OpenPhysicalConnectionService")
        sdk("ConfirmPhysicalConnection", PhysicalConnectionId=physical_connection)
        ahead += 11
        assert states(simulator, uuid) == CREATING and shared()[0]["Status"] == "Confirmed"
        sdk("CreatePhysicalConnectionOccupancyOrder", PhysicalConnectionId=physical_connection, **PAYMENT)
        assert states(simulator, uuid) == CREATING and shared()[0]["Status"] == "Confirmed"
        assert code(sdk, "CancelPhysicalConnection", PhysicalConnectionId=physical_connection) == "Forbidden.NotAllowedInState"
        ahead += 11
        assert states(simulator, uuid) == ACTIVE and shared()[0]["Status"] == "Enabled"

        spec = {"PhysicalConnectionId": physical_connection, "VlanId": row["VlanId"], **GATEWAYS}
        router = sdk("CreateVirtualBorderRouter", **spec)["VbrId"]
        group = sdk("CreateBgpGroup", RouterId=router, PeerAsn=65001)["BgpGroupId"]
        spec = {"BgpGroupId": group, "PeerIpAddress": "169.254.10.2"}
        assert code(sdk, "CreateBgpPeer", **spec) == "InvalidStatus.CannotOperate"
        ahead += 11
        peer = sdk("CreateBgpPeer", **spec)["BgpPeerId"]
        [row] = sdk("DescribeBgpPeers", BgpPeerId=peer)["BgpPeers"]["BgpPeer"]
        assert (row["Status"], row["BgpStatus"]) == ("Pending", "Connect")
        ahead += 11
        [row] = sdk("DescribeBgpPeers", BgpPeerId=peer)["BgpPeers"]["BgpPeer"]
        assert (row["Status"], row["BgpStatus"]) == ("Available", "Established")
        sdk("DeleteBgpPeer", BgpPeerId=peer)
        assert sdk("DescribeBgpPeers")["BgpPeers"]["BgpPeer"][0]["Status"] == "Deleting"
        assert code(sdk, "DeleteBgpGroup", BgpGroupId=group) == "DependencyViolation.BgpPeer"
        ahead += 11
        sdk("DeleteBgpGroup", BgpGroupId=group)
        assert code(sdk, "DeleteVirtualBorderRouter", VbrId=router) == "DependencyViolation.BgpGroup"
        ahead += 11
        sdk("DeleteVirtualBorderRouter", VbrId=router)
        found = sdk("DescribeVirtualBorderRouters")["VirtualBorderRouterSet"]["VirtualBorderRouterType"]
        assert [one["Status"] for one in found] == ["deleting"]
        assert code(sdk, "TerminatePhysicalConnection", PhysicalConnectionId=physical_connection) == "Forbidden.VBRExists"
        ahead += 11
        sdk("TerminatePhysicalConnection", PhysicalConnectionId=physical_connection)
        assert shared()[0]["Status"] == "Terminating"
        assert code(sdk, "DeletePhysicalConnection", PhysicalConnectionId=physical_connection) == "Forbidden.NotAllowedInState"
        ahead += 11
        assert shared()[0]["Status"] == "Terminated" and states(simulator, uuid) == ACTIVE
        sdk("DeletePhysicalConnection", PhysicalConnectionId=physical_connection)
        assert states(simulator, uuid)[0] == "DEPROVISIONING" and len(shared()) == 1
        ahead += 11
        assert states(simulator, uuid) == GONE and shared() == []


def test_types_are_mixed_and_lists_have_pages(simulator: Simulator) -> None:
    sdk = Sdk(simulator.url)
    for number in range(57):
        simulator.alibaba.add_physical_connection(ACCOUNT, REGION, f"physical connection-{number:02}", VlanId=number)
    simulator.alibaba.add_physical_connection(ACCOUNT, "us-west-1", "elsewhere")
    simulator.alibaba.add_physical_connection("6666666666666666", REGION, "somebody-elses")
    rows: list[dict[str, Any]] = []
    for number in (1, 2, 3):
        answer = sdk("DescribePhysicalConnections", PageNumber=number, PageSize=50)
        assert answer["TotalCount"] == 58 and answer["PageNumber"] == number
        rows += answer["PhysicalConnectionSet"]["PhysicalConnectionType"]
    assert [row["Name"] for row in rows] == ["own-dark-fibre", *(f"physical connection-{number:02}" for number in range(57))]
    assert {type(row["VlanId"]) for row in rows} == {int, str} == {type(row["VlanId"]) for row in rows[1:]}
    assert {repr(row["HasReservationData"]) for row in rows} == {"False", "'false'"}
    assert [int(row["VlanId"]) for row in rows[1:]] == list(range(57))
    # A filter by name is no proof of a name.
    names = [{"Key": "Name", "Value": ["physical connection-5"]}, {"Key": "ProductType", "Value": ["VirtualPhysicalConnection"]}]
    found = sdk("DescribePhysicalConnections", Filter=names)["PhysicalConnectionSet"]["PhysicalConnectionType"]
    assert [row["Name"] for row in found] == [f"physical connection-5{number}" for number in range(7)]
    states_of = [{"Key": "Status", "Value": ["Enabled", "Confirmed"]}]
    assert sdk("DescribePhysicalConnections", Filter=states_of)["TotalCount"] == 1


def test_a_connection_that_was_never_accepted_is_removed_at_equinix(simulator: Simulator) -> None:
    uuid, physical_connection = ordered(simulator)
    assert simulator.alibaba.physical_connections[physical_connection]["Status"] == "Allocated"
    fabric(simulator, "DELETE", f"/{uuid}")
    assert physical_connection not in simulator.alibaba.physical_connections and states(simulator, uuid) == GONE


def test_or_at_alibaba(simulator: Simulator) -> None:
    sdk = Sdk(simulator.url)
    uuid, physical_connection = ordered(simulator)
    sdk("CancelPhysicalConnection", PhysicalConnectionId=physical_connection)
    assert simulator.alibaba.physical_connections[physical_connection]["Status"] == "Canceled"
    sdk("DeletePhysicalConnection", PhysicalConnectionId=physical_connection)
    assert physical_connection not in simulator.alibaba.physical_connections and states(simulator, uuid) == GONE


def test_the_partner_pays(simulator: Simulator) -> None:
    simulator.settings.partner_pays = simulator.settings.billing_open = True
    simulator.settings.accepting = 60
    sdk = Sdk(simulator.url)
    uuid, physical_connection = ordered(simulator)
    sdk("ConfirmPhysicalConnection", PhysicalConnectionId=physical_connection)
    refusal = code(sdk, "CreatePhysicalConnectionOccupancyOrder", PhysicalConnectionId=physical_connection, **PAYMENT)
    assert refusal == "Forbidden.NotAllowedInState" and states(simulator, uuid) == CREATING
    simulator.settings.accepting = 0
    uuid, physical_connection = ordered(simulator, origin="router")
    sdk("ConfirmPhysicalConnection", PhysicalConnectionId=physical_connection)
    assert states(simulator, uuid) == ACTIVE and simulator.alibaba.payments == []
    assert simulator.alibaba.physical_connections[physical_connection]["OrderMode"] == "PayByPhysicalConnectionOwner"


@pytest.mark.parametrize("twice", [False, True])
def test_what_is_paid(twice: bool, simulator: Simulator) -> None:
    simulator.settings.billing_open, simulator.settings.accepting, simulator.settings.pays_twice = True, 60, twice
    sdk = Sdk(simulator.url)
    _uuid, physical_connection = ordered(simulator, bandwidth=1000)
    sdk("ConfirmPhysicalConnection", PhysicalConnectionId=physical_connection)
    pay = {"PhysicalConnectionId": physical_connection, **PAYMENT, "PricingCycle": "Year", "AutoRenew": True}
    order_id = sdk("CreatePhysicalConnectionOccupancyOrder", **pay)["Data"]["OrderId"]
    paid = {
        "account": ACCOUNT,
        "physical_connection": physical_connection,
        "order": order_id,
        "period": 1,
        "cycle": "Year",
        "auto_renew": True,
    }
    assert simulator.alibaba.payments == [{**paid, "amount": 2520.0}]
    assert simulator.alibaba.balance[ACCOUNT] == 10_000 - 2520
    assert code(sdk, "CreatePhysicalConnectionOccupancyOrder", **pay) == ("" if twice else "INSTANCE.STATUS.NOT.ALLOW")
    assert len(simulator.alibaba.payments) == 1 + twice


def test_settings_of_physical_connections(simulator: Simulator) -> None:
    sdk = Sdk(simulator.url)
    simulator.settings.deletes_paid = simulator.settings.provider_ids = False
    simulator.settings.business_status = "FinancialLocked"
    uuid = fabric(simulator, "POST", body=order())["uuid"]
    simulator.accept(uuid)
    assert "providerConnectionId" not in fabric(simulator, "GET", f"/{uuid}")["zSide"]["accessPoint"]
    physical_connection = simulator.connections[uuid].physical_connection
    assert simulator.alibaba.physical_connections[physical_connection]["BusinessStatus"] == "FinancialLocked"
    spec = {
        "PhysicalConnectionId": physical_connection,
        "VlanId": simulator.alibaba.physical_connections[physical_connection]["VlanId"],
        **GATEWAYS,
    }
    assert code(sdk, "CreateVirtualBorderRouter", **spec) == "InvalidPhysicalConnectionId.NotEnabled"
    simulator.alibaba.physical_connections[physical_connection]["BusinessStatus"] = "Normal"
    simulator.settings.listing = 60
    router = sdk("CreateVirtualBorderRouter", **spec)["VbrId"]
    assert sdk("DescribeVirtualBorderRouters")["TotalCount"] == 0
    sdk("DeleteVirtualBorderRouter", VbrId=router)
    sdk("TerminatePhysicalConnection", PhysicalConnectionId=physical_connection)
    assert code(sdk, "DeletePhysicalConnection", PhysicalConnectionId=physical_connection) == "Forbidden.NotAllowedInState"
    assert states(simulator, uuid) == ACTIVE


def test_a_shared_port_is_as_fast_as_its_connection(simulator: Simulator) -> None:
    uuid, physical_connection = ordered(simulator)
    url = f"{simulator.url}/fabric/v4/connections/{uuid}"
    headers = {"Authorization": "Bearer demo-access-token", "Content-Type": "application/json-patch+json"}
    change = [{"op": "replace", "path": "/bandwidth", "value": 1000}]
    assert requests.patch(url, json=change, headers=headers, timeout=5).status_code == 202
    row = simulator.alibaba.physical_connections[physical_connection]
    assert (row["Bandwidth"], row["Spec"]) == (1000, "1G")


def test_the_console(simulator: Simulator) -> None:
    uuid, physical_connection = ordered(simulator)
    simulator.accept(uuid)
    assert states(simulator, uuid) == ACTIVE and simulator.alibaba.opened == {ACCOUNT}
    assert [row["physical_connection"] for row in simulator.alibaba.payments] == [physical_connection]
    simulator.accept(uuid)
    assert len(simulator.alibaba.payments) == 1
    sdk = Sdk(simulator.url)
    vlan = simulator.alibaba.physical_connections[physical_connection]["VlanId"]
    router = sdk("CreateVirtualBorderRouter", PhysicalConnectionId=physical_connection, VlanId=vlan, **GATEWAYS)["VbrId"]
    group = sdk("CreateBgpGroup", RouterId=router, PeerAsn=65001)["BgpGroupId"]
    sdk("CreateBgpPeer", BgpGroupId=group, PeerIpAddress="169.254.10.2")
    sdk("AddBgpNetwork", RouterId=router, DstCidrBlock="10.0.0.0/8")
    simulator.terminate(uuid)
    assert states(simulator, uuid) == GONE
    assert {row["Name"] for row in simulator.alibaba.physical_connections.values()} == {"own-dark-fibre"}
    assert not simulator.alibaba.routers and not simulator.alibaba.bgp_groups and not simulator.alibaba.bgp_peers

    uuid, physical_connection = ordered(simulator)
    simulator.reject(uuid)
    assert (
        states(simulator, uuid)[0] == "FAILED"
        and simulator.alibaba.physical_connections[physical_connection]["Status"] == "Rejected"
    )

    simulator.settings.approves = True
    uuid, physical_connection = ordered(simulator, origin="router")
    assert (
        states(simulator, uuid) == ACTIVE and simulator.alibaba.physical_connections[physical_connection]["Status"] == "Enabled"
    )


def test_the_older_flow(simulator: Simulator) -> None:
    simulator.settings.older_flow = True
    sdk = Sdk(simulator.url)
    uuid = fabric(simulator, "POST", body=order())["uuid"]
    assert states(simulator, uuid) == AWAITING
    condition = {"Key": "Status", "Value": ["unconfirmed"]}
    assert sdk("DescribeVirtualBorderRouters", Filter=[condition])["TotalCount"] == 0

    def pushed() -> list[dict[str, Any]]:
        answer = sdk("DescribeVirtualBorderRouters", IncludeCrossAccountVbr=True)
        return list(answer["VirtualBorderRouterSet"]["VirtualBorderRouterType"])

    tag = fabric(simulator, "GET", f"/{uuid}")["zSide"]["accessPoint"]["linkProtocol"]["vlanTag"]
    assert [(row["Status"], row["VlanId"], row["Name"]) for row in pushed()] == [("unconfirmed", tag, "from-the-sdk")]
    router = pushed()[0]["VbrId"]
    assert code(sdk, "CreateBgpGroup", RouterId=router, PeerAsn=65001) == "OperationFailed.PconnTrafficNotEnable"
    assert code(sdk, "ModifyVirtualBorderRouterAttribute", VbrId=router) == "MissingParam.LocalGatewayIp"
    sdk("ModifyVirtualBorderRouterAttribute", VbrId=router, **GATEWAYS)
    assert pushed()[0]["Status"] == "active" and states(simulator, uuid) == ACTIVE
    assert fabric(simulator, "DELETE", f"/{uuid}")[0]["errorCode"] == "ERR-UAA-003-00"
    sdk("DeleteVirtualBorderRouter", VbrId=router)
    assert pushed() == [] and states(simulator, uuid) == GONE

    uuid = fabric(simulator, "POST", body=order())["uuid"]
    simulator.accept(uuid)
    assert pushed()[0]["Status"] == "active" and states(simulator, uuid) == ACTIVE
    other = simulator.push_router("6666666666666666", REGION, "other", 7)
    assert simulator.alibaba.routers[other]["Status"] == "unconfirmed" and len(pushed()) == 1


def test_faults_and_counting(simulator: Simulator) -> None:
    sdk = Sdk(simulator.url, read_timeout=1000)
    _uuid, physical_connection = ordered(simulator)
    simulator.settings.billing_open = True
    confirm = "/vpc/ConfirmPhysicalConnection"
    kinds = [("cut", False), ("silence", False), ("html", False), ("empty", False), ("cut", True), ("half_json", True)]
    for kind, took_effect in kinds:
        simulator.faults.append(Fault("POST", confirm, kind, took_effect=took_effect, seconds=1.2))
        with pytest.raises(UnretryableException):
            sdk("ConfirmPhysicalConnection", PhysicalConnectionId=physical_connection, ClientToken="same")
        assert simulator.alibaba.physical_connections[physical_connection]["Status"] == (
            "Confirmed" if took_effect else "Allocated"
        )
    # The answer was lost; the token brings it back.
    sdk("ConfirmPhysicalConnection", PhysicalConnectionId=physical_connection, ClientToken="same")
    assert [call.path for call in simulator.mutating()] == ["/fabric/v4/connections", *[confirm] * 7]
    simulator.settings.latency = 0.1
    started = time.monotonic()
    sdk("DescribePhysicalConnections")
    assert time.monotonic() - started >= 0.1
    simulator.faults.append(Fault("GET", "/fabric/.*", "status", status=400, code="EQ-1", text="Said by the fault"))
    [error] = fabric(simulator, "GET", "/any")
    assert (error["errorCode"], error["errorMessage"]) == ("EQ-1", "Said by the fault")
    with pytest.raises(ValueError, match="instead of an effect"):
        Fault("POST", confirm, "status", status=400, code="Throttling.User", took_effect=True)


def test_state_over_http(simulator: Simulator) -> None:
    uuid, physical_connection = ordered(simulator)
    assert requests.post(f"{simulator.url}/simulator/connections/{uuid}/accept", timeout=5).status_code == 204
    shown = requests.get(f"{simulator.url}/simulator/state", timeout=5).json()["alibaba"]
    assert shown["physical_connections"][physical_connection]["Status"] == "Enabled" and shown["opened"] == [ACCOUNT]
    assert [row["physical_connection"] for row in shown["payments"]] == [physical_connection] and shown["balance"] == {
        ACCOUNT: 9940.0
    }
    assert seed.ALIBABA_KEYS[ACCOUNT][1] not in str(shown)


def test_the_fleet_is_shared_too() -> None:
    with Simulator(fleet=60, sharing=0) as simulator:
        names = [{"Key": "Name", "Value": ["fleet-"]}]
        assert Sdk(simulator.url)("DescribePhysicalConnections", Filter=names)["TotalCount"] == 60
