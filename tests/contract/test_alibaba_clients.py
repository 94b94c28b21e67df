# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What clients of Alibaba Cloud other than the modules send, and read: its own SDK, and Terraform by way of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from extensions.simulator.server import Simulator
from tests.contract.alibaba_sdk import GATEWAYS, Sdk, code

IPV6 = {
    "EnableIpv6": True,
    "LocalIpv6GatewayIp": "2408:4004:cc:400::1",
    "PeerIpv6GatewayIp": "2408:4004:cc:400::2",
    "PeeringIpv6SubnetMask": "2408:4004:cc:400::/56",
}


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays, where everybody pays for outbound data."""
    with Simulator(settling=0, billing_open=True) as running:
        yield running


@pytest.fixture
def sdk(simulator: Simulator) -> Sdk:
    """The SDK, with the key of the account that has a physical connection."""
    return Sdk(simulator.url)


@pytest.fixture
def spec(simulator: Simulator) -> dict[str, Any]:
    """A border router on that physical connection, with both families."""
    [physical_connection] = simulator.alibaba.physical_connections
    return {"PhysicalConnectionId": physical_connection, "VlanId": 5, **GATEWAYS, **IPV6}


def router_of(sdk: Sdk) -> dict[str, Any]:
    """Return the only border router."""
    [row] = sdk("DescribeVirtualBorderRouters")["VirtualBorderRouterSet"]["VirtualBorderRouterType"]
    return dict(row)


@pytest.mark.parametrize(
    ("sent", "shown"), [("IPV4", "IPv4"), ("ipv4", "IPv4"), ("IPv4", "IPv4"), ("IPV6", "IPv6"), ("IPv6", "IPv6")]
)
def test_the_family_in_either_case(sent: str, shown: str, sdk: Sdk, spec: dict[str, Any]) -> None:
    router = sdk("CreateVirtualBorderRouter", **spec)["VbrId"]
    group = sdk("CreateBgpGroup", RouterId=router, PeerAsn=65001, IpVersion=sent)["BgpGroupId"]
    address = spec["PeerGatewayIp" if shown == "IPv4" else "PeerIpv6GatewayIp"]
    sdk("CreateBgpPeer", BgpGroupId=group, PeerIpAddress=address, IpVersion=sent)
    [row] = sdk("DescribeBgpGroups")["BgpGroups"]["BgpGroup"]
    [peer] = sdk("DescribeBgpPeers")["BgpPeers"]["BgpPeer"]
    assert (row["IpVersion"], peer["IpVersion"], peer["PeerIpAddress"]) == (shown, shown, address)


def test_other_families_are_refused(sdk: Sdk, spec: dict[str, Any]) -> None:
    router = sdk("CreateVirtualBorderRouter", **spec)["VbrId"]
    for family in ("4", "IPX", ""):
        assert code(sdk, "CreateBgpGroup", RouterId=router, PeerAsn=65001, IpVersion=family) == "InvalidIpVersion.Malformed"
    group = sdk("CreateBgpGroup", RouterId=router, PeerAsn=65001)["BgpGroupId"]
    other = {"BgpGroupId": group, "PeerIpAddress": spec["PeerGatewayIp"], "IpVersion": "IPV6"}
    assert code(sdk, "CreateBgpPeer", **other) == "InvalidIpVersion.Malformed"


def test_what_only_a_change_sets(sdk: Sdk, spec: dict[str, Any]) -> None:
    router = sdk("CreateVirtualBorderRouter", **spec)["VbrId"]
    seen = router_of(sdk)
    assert (seen["Mtu"], seen["SitelinkEnable"]) == (1500, False)
    # A client that sends back what it was shown, as Terraform does, changes nothing.
    sdk("ModifyVirtualBorderRouterAttribute", VbrId=router, Mtu=seen["Mtu"], SitelinkEnable=seen["SitelinkEnable"])
    assert router_of(sdk) == seen
    sdk("ModifyVirtualBorderRouterAttribute", VbrId=router, SitelinkEnable=True)
    assert router_of(sdk) == {**seen, "SitelinkEnable": True}
    # No router is attached to an Express Connect Router here, which a larger one needs.
    for size in (8500, 9000):
        assert code(sdk, "ModifyVirtualBorderRouterAttribute", VbrId=router, Mtu=size) == "InvalidMtu.Malformed"
    assert code(sdk, "CreateVirtualBorderRouter", **{**spec, "VlanId": 6, "Mtu": 1500}) == "UnsupportedParameter"
    assert router_of(sdk) == {**seen, "SitelinkEnable": True}


@pytest.mark.parametrize("fake", [False, True])
def test_a_fake_as_number_is_a_text_of_groups_and_a_truth_value_of_peers(fake: bool, sdk: Sdk, spec: dict[str, Any]) -> None:
    router = sdk("CreateVirtualBorderRouter", **spec)["VbrId"]
    group = sdk("CreateBgpGroup", RouterId=router, PeerAsn=65001, IsFakeAsn=fake)["BgpGroupId"]
    sdk("CreateBgpPeer", BgpGroupId=group, PeerIpAddress=spec["PeerGatewayIp"])

    def shown() -> tuple[Any, Any]:
        [row] = sdk("DescribeBgpGroups")["BgpGroups"]["BgpGroup"]
        [peer] = sdk("DescribeBgpPeers")["BgpPeers"]["BgpPeer"]
        return row["IsFake"], peer["IsFake"]

    assert shown() == (str(fake).lower(), fake)
    sdk("ModifyBgpGroupAttribute", BgpGroupId=group, IsFakeAsn=not fake)
    assert shown() == (str(not fake).lower(), not fake)


def test_the_ledger_has_rows_as_the_api_shows_them(simulator: Simulator, sdk: Sdk, spec: dict[str, Any]) -> None:
    router = sdk("CreateVirtualBorderRouter", **spec)["VbrId"]
    group = sdk("CreateBgpGroup", RouterId=router, PeerAsn=65001)["BgpGroupId"]
    [row] = sdk("DescribeBgpGroups")["BgpGroups"]["BgpGroup"]
    assert simulator.alibaba.bgp_groups == {group: row}


@pytest.mark.parametrize(
    "mask", ["64", "/64", "2408:4004:cc:400::", "ffff:ffff:ffff:ffff::", "10.0.0.0/8", "2408::/x", "2408::/129", "a/b/c"]
)
@pytest.mark.parametrize("enabled", [True, False])
def test_the_mask_of_ipv6_is_a_network_with_its_length(mask: str, enabled: bool, sdk: Sdk, spec: dict[str, Any]) -> None:
    wrong = {**spec, "EnableIpv6": enabled, "PeeringIpv6SubnetMask": mask}
    assert code(sdk, "CreateVirtualBorderRouter", **wrong) == "InvalidPeeringIpv6SubnetMask.Malformed"


def test_the_mask_of_ipv6_is_shown_as_it_was_sent(sdk: Sdk, spec: dict[str, Any]) -> None:
    router = sdk("CreateVirtualBorderRouter", **spec)["VbrId"]
    assert router_of(sdk)["PeeringIpv6SubnetMask"] == "2408:4004:cc:400::/56"
    other = {"VbrId": router, "PeeringIpv6SubnetMask": "2408:4004:cc::/48"}
    sdk("ModifyVirtualBorderRouterAttribute", **other)
    assert router_of(sdk)["PeeringIpv6SubnetMask"] == "2408:4004:cc::/48"
    assert code(sdk, "ModifyVirtualBorderRouterAttribute", **{**other, "PeeringIpv6SubnetMask": "48"}) != ""
