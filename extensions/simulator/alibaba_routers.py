# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual border routers of Alibaba Cloud."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_interface, ip_network

from .alibaba_parameters import (
    CreateVirtualBorderRouter,
    DeleteVirtualBorderRouter,
    DescribeVirtualBorderRouters,
    ModifyVirtualBorderRouterAttribute,
    OwnersValues,
    RouterValues,
)
from .alibaba_partner import Partner
from .alibaba_refusals import AlibabaRefusal, malformed, missing, not_found
from .alibaba_search import filtered, page
from .alibaba_signatures import Caller
from .alibaba_world import SHARED, Alibaba, Thing, moment
from .world import Row

KEYS = frozenset({"PhysicalConnectionId", "VbrId", "Status", "Name", "AccessPointId"})
BFD = {"MinTxInterval": 1000, "MinRxInterval": 1000, "DetectMultiplier": 10}
IPV4 = ("LocalGatewayIp", "PeerGatewayIp", "PeeringSubnetMask")
IPV6 = ("LocalIpv6GatewayIp", "PeerIpv6GatewayIp", "PeeringIpv6SubnetMask")
LATER: Row = {**BFD, "Mtu": 1500, "SitelinkEnable": False}  # set by a change only, and what they are until then
VALUES: Row = {**dict.fromkeys((*IPV4, *IPV6), ""), "EnableIpv6": False, "Description": "", **LATER}


class Routers:
    """What can be done with border routers."""

    def __init__(self, cloud: Alibaba, partner: Partner) -> None:
        self._cloud, self._partner = cloud, partner
        self._settings = cloud.settings

    def describe(self, caller: Caller, ask: DescribeVirtualBorderRouters) -> Row:
        """DescribeVirtualBorderRouters; those on other accounts' physical connections only when asked for."""
        rows = [
            self._shown(router)
            for router in self._cloud.of("routers", caller.account, ask.RegionId)
            if ask.IncludeCrossAccountVbr or router.row["PhysicalConnectionOwnerUid"] == caller.account
            if router.row.get("listed", 0.0) <= self._cloud.world.now()
        ]
        return page(ask, "VirtualBorderRouterSet", "VirtualBorderRouterType", filtered(rows, ask, KEYS))

    def _shown(self, router: Thing) -> Row:
        row = {**VALUES, **router.row}
        row.pop("listed", None)
        physical_connection = self._cloud.physical_connection(row["PhysicalConnectionId"])
        return {
            **row,
            "PhysicalConnectionStatus": physical_connection.status if physical_connection else "Enabled",
            "PhysicalConnectionBusinessStatus": physical_connection.row["BusinessStatus"] if physical_connection else "Normal",
            "AccessPointId": physical_connection.row["AccessPointId"] if physical_connection else f"ap-{router.region}-equinix-a",
            "Bandwidth": physical_connection.row["Bandwidth"] if physical_connection else 0,
            "RouteTableId": f"vtb-{row['VbrId'].removeprefix('vbr-')}",
            "VlanInterfaceId": f"ri-{row['VbrId'].removeprefix('vbr-')}",
            "Type": "pconnVBR",
            "AssociatedCens": {"AssociatedCen": []},
            "AssociatedPhysicalConnections": {"AssociatedPhysicalConnection": []},
            "Tags": {"Tags": []},
        }

    def create(self, caller: Caller, ask: CreateVirtualBorderRouter) -> Row:
        """CreateVirtualBorderRouter."""
        refusal = not_found("PhysicalConnectionId")
        physical_connection = self._cloud.find(
            "physical_connections", ask.PhysicalConnectionId, caller.account, ask.RegionId, refusal
        )
        if physical_connection.status != "Enabled" or physical_connection.row["BusinessStatus"] != "Normal":
            text = "The specified PhysicalConnectionId is not enabled."
            raise AlibabaRefusal("InvalidPhysicalConnectionId.NotEnabled", text)
        if ask.VbrOwnerId not in (None, caller.account):
            raise malformed("VbrOwnerId", "A tenant has no border routers for others.")
        _check_owner(physical_connection, ask)
        self._check_vlan(physical_connection, ask.VlanId)
        row = {**VALUES, **_given(ask)}
        _check_addresses(row)
        identity = self._cloud.new_id("vbr")
        row.update(
            VbrId=identity,
            Name=ask.Name or "",
            Status="active",
            VlanId=ask.VlanId,
            PhysicalConnectionId=ask.PhysicalConnectionId,
            PhysicalConnectionOwnerUid=caller.account,
            CreationTime=moment(),
            ActivationTime=moment(),
            listed=self._cloud.world.now() + self._settings.listing,
        )
        self._cloud.things["routers"][identity] = Thing(caller.account, ask.RegionId, row)
        return {"VbrId": identity}

    def _check_vlan(self, physical_connection: Thing, vlan: int) -> None:
        others = [
            router.row["VlanId"]
            for router in self._cloud.things["routers"].values()
            if router.row["PhysicalConnectionId"] == physical_connection.row["PhysicalConnectionId"]
        ]
        if physical_connection.row["ProductType"] == SHARED:
            if others:
                text = "The quota VBR_COUNT_PER_VPCONN is exceeded, usage 1/1."
                raise AlibabaRefusal("QuotaExceeded.VPCONN", text)
            if vlan != physical_connection.row["VlanId"]:
                raise malformed("VlanId", "It is not that of the shared port.")
        elif vlan in others:
            raise AlibabaRefusal("InvalidVlanId.Used", "The specified VlanId is used by another virtual border router.")

    def modify(self, caller: Caller, ask: ModifyVirtualBorderRouterAttribute) -> Row:
        """ModifyVirtualBorderRouterAttribute; it confirms a border router that the partner pushed."""
        router = self._found(caller, ask.RegionId, ask.VbrId)
        if router.status not in ("active", "unconfirmed"):
            raise AlibabaRefusal("InvalidStatus.NotAllowed", f"The virtual border router is {router.status}.")
        physical_connection = self._cloud.physical_connection(router.row["PhysicalConnectionId"])
        _check_owner(physical_connection, ask)
        if ask.VlanId not in (None, router.row["VlanId"]):
            text = "Only the owner of the physical connection can change the VLAN."
            raise AlibabaRefusal("Forbidden.OnlyOwnerCanModify", text, 403)
        row = {**VALUES, **router.row, **_given(ask)}
        row.update({name: value for name in LATER if (value := getattr(ask, name)) is not None})
        if row["Mtu"] != VALUES["Mtu"]:
            raise malformed("Mtu", "It can be set only when the virtual border router is attached to an Express Connect Router.")
        _check_addresses(row)
        router.row.update(row)
        if router.status == "unconfirmed":
            router.row.update(Status="active", ActivationTime=moment())
            self._partner.accepted(router.connection)
            self._cloud.later(self._settings.accepting, lambda _moment: self._partner.enabled(router.connection))
        return {}

    def delete(self, caller: Caller, ask: DeleteVirtualBorderRouter) -> Row:
        """DeleteVirtualBorderRouter."""
        router = self._found(caller, ask.RegionId, ask.VbrId)
        if router.status not in ("active", "unconfirmed", "terminated"):
            raise AlibabaRefusal("InvalidStatus.NotAllowed", f"The virtual border router is {router.status}.")
        if any(group.row["RouterId"] == ask.VbrId for group in self._cloud.things["bgp_groups"].values()):
            raise AlibabaRefusal("DependencyViolation.BgpGroup", "The specified virtual border router has BGP groups.")
        router.row["Status"] = "deleting"
        self._cloud.vanishes("routers", ask.VbrId, self._settings.settling)
        self._partner.gone(router.connection)
        return {}

    def _found(self, caller: Caller, region: str, identity: str) -> Thing:
        return self._cloud.find("routers", identity, caller.account, region, not_found("VbrId"))


def _given(ask: RouterValues) -> Row:
    """Return what a call sets."""
    given = {name: getattr(ask, name) for name in RouterValues.model_fields}
    return {name: value for name, value in given.items() if value is not None}


def _check_owner(physical_connection: Thing | None, ask: OwnersValues) -> None:
    """Refuse what the tenant of a shared port, or of a border router that was pushed, cannot set."""
    own = physical_connection is not None and physical_connection.row["ProductType"] != SHARED
    if not own and any(getattr(ask, name) is not None for name in OwnersValues.model_fields):
        raise AlibabaRefusal("UnsupportedFeature.Vpconn", "Only the owner of the physical connection can set this.")


def _check_addresses(row: Row) -> None:
    """Refuse gateways that cannot talk to each other."""
    local, peer, mask = (row[name] for name in IPV4)
    for name in IPV4:
        if not row[name]:
            raise missing(name)
    try:
        prefix = ip_network(f"0.0.0.0/{mask}").prefixlen if "." in mask else 0
    except ValueError:
        prefix = 0
    if not 24 <= prefix <= 30:
        raise malformed("PeeringSubnetMask")
    network = ip_interface(f"{_ipv4('LocalGatewayIp', local)}/{prefix}").network
    if _ipv4("PeerGatewayIp", peer) not in network or local == peer:
        raise AlibabaRefusal("InvalidIp.NotSameSubnet", "The gateways are not two addresses of the same subnet.")
    for name in IPV4[:2]:
        if IPv4Address(row[name]) in (network.network_address, network.broadcast_address):
            raise malformed(name, "It is no address of a host.")
    if row["PeeringIpv6SubnetMask"]:
        _ipv6_network(row["PeeringIpv6SubnetMask"])
    if row["EnableIpv6"]:
        _check_ipv6(row)


def _ipv4(name: str, text: str) -> IPv4Address:
    try:
        return IPv4Address(text)
    except ValueError:
        raise malformed(name) from None


def _ipv6_network(mask: str) -> IPv6Network:
    """Return the network that the mask of IPv6 is, as the reference's examples have it: 2408:4004:cc:400::/56."""
    try:
        address, length = mask.split("/")
        return IPv6Network(f"{address}/{int(length)}", strict=False)
    except ValueError:
        raise malformed("PeeringIpv6SubnetMask", "It is a network with its length, such as 2001:db8::/64.") from None


def _check_ipv6(row: Row) -> None:
    for name in IPV6:
        if not row[name]:
            raise missing(name)
    try:
        local, peer = (IPv6Address(row[name]) for name in IPV6[:2])
    except ValueError:
        raise malformed("Ipv6GatewayIp") from None
    network = _ipv6_network(row["PeeringIpv6SubnetMask"])
    if local not in network or peer not in network or local == peer:
        raise AlibabaRefusal("InvalidIp.NotSameSubnet", "The IPv6 gateways are not two addresses of the same subnet.")
