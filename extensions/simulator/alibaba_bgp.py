# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""BGP of Alibaba Cloud's border routers: groups, peers, networks."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from .alibaba_parameters import (
    AddBgpNetwork,
    CreateBgpGroup,
    CreateBgpPeer,
    DeleteBgpGroup,
    DeleteBgpPeer,
    DescribeBgpGroups,
    DescribeBgpNetworks,
    DescribeBgpPeers,
    ModifyBgpGroupAttribute,
    ModifyBgpPeerAttribute,
    OnNetwork,
)
from .alibaba_refusals import AlibabaRefusal, malformed, missing, not_found
from .alibaba_search import page
from .alibaba_signatures import Caller
from .alibaba_world import Alibaba, Thing, moment
from .world import Row

PEERS = 8  # of one border router
# Values of a group that its peers show as their own.
SHARED_VALUES = (
    "AuthKey",
    "Hold",
    "IpVersion",
    "Keepalive",
    "LocalAsn",
    "PeerAsn",
    "RouteLimit",
    "RouterId",
    "Name",
    "Description",
)


class Bgp:
    """What can be done with BGP."""

    def __init__(self, cloud: Alibaba) -> None:
        self._cloud, self._settings = cloud, cloud.settings

    # -- groups

    def describe_groups(self, caller: Caller, ask: DescribeBgpGroups) -> Row:
        """DescribeBgpGroups."""
        rows = [
            group.row
            for group in self._cloud.of("bgp_groups", caller.account, ask.RegionId)
            if ask.RouterId in (None, group.row["RouterId"]) and ask.BgpGroupId in (None, group.row["BgpGroupId"])
        ]
        return page(ask, "BgpGroups", "BgpGroup", rows)

    def create_group(self, caller: Caller, ask: CreateBgpGroup) -> Row:
        """CreateBgpGroup."""
        self._check_billing(caller)
        router = self._router(caller, ask.RegionId, ask.RouterId)
        if ask.IpVersion == "IPv6" and not router.row.get("EnableIpv6"):
            raise malformed("IpVersion", "IPv6 is not enabled on the virtual border router.")
        identity = self._cloud.new_id("bgpg")
        row = {
            "BgpGroupId": identity,
            "RouterId": ask.RouterId,
            "RegionId": ask.RegionId,
            "Name": ask.Name,
            "Description": ask.Description,
            "AuthKey": ask.AuthKey,
            "PeerAsn": str(ask.PeerAsn),
            "LocalAsn": str(ask.LocalAsn),
            "IsFake": str(ask.IsFakeAsn).lower(),  # a text here, and a truth value with the peers
            "IpVersion": ask.IpVersion,
            "RouteLimit": str(ask.RouteQuota),
            "Hold": "30",
            "Keepalive": "10",
            "Status": "Pending",
        }
        self._add("bgp_groups", identity, caller, row)
        return {"BgpGroupId": identity}

    def modify_group(self, caller: Caller, ask: ModifyBgpGroupAttribute) -> Row:
        """ModifyBgpGroupAttribute."""
        group = self._available("bgp_groups", "BgpGroupId", ask.BgpGroupId, caller, ask.RegionId)
        names = {"IsFakeAsn": "IsFake", "RouteQuota": "RouteLimit"}
        for name in ("PeerAsn", "LocalAsn", "RouteQuota", "AuthKey", "Name", "Description", "IsFakeAsn"):
            value = getattr(ask, name)
            if value is not None:
                group.row[names.get(name, name)] = str(value).lower() if isinstance(value, bool) else str(value)
        if ask.ClearAuthKey:
            group.row["AuthKey"] = ""
        self._cloud.becomes(group, self._settings.settling, "Pending", "Available")
        return {}

    def delete_group(self, caller: Caller, ask: DeleteBgpGroup) -> Row:
        """DeleteBgpGroup."""
        group = self._available("bgp_groups", "BgpGroupId", ask.BgpGroupId, caller, ask.RegionId)
        if any(peer.row["BgpGroupId"] == ask.BgpGroupId for peer in self._cloud.things["bgp_peers"].values()):
            raise AlibabaRefusal("DependencyViolation.BgpPeer", "The specified BGP group has BGP peers.")
        group.row["Status"] = "Deleting"
        self._cloud.vanishes("bgp_groups", ask.BgpGroupId, self._settings.settling)
        return {}

    # -- peers

    def describe_peers(self, caller: Caller, ask: DescribeBgpPeers) -> Row:
        """DescribeBgpPeers."""
        rows = [self._shown(peer) for peer in self._cloud.of("bgp_peers", caller.account, ask.RegionId)]
        for name in ("RouterId", "BgpGroupId", "BgpPeerId"):
            rows = [row for row in rows if getattr(ask, name) in (None, row[name])]
        return page(ask, "BgpPeers", "BgpPeer", rows)

    def _shown(self, peer: Thing) -> Row:
        group = self._cloud.things["bgp_groups"][peer.row["BgpGroupId"]].row
        router = self._cloud.things["routers"][group["RouterId"]]
        talks = peer.row["PeerIpAddress"] in (router.row["PeerGatewayIp"], router.row["PeerIpv6GatewayIp"])
        up = talks and peer.status == "Available" and router.status == "active"
        return {
            **{name: group[name] for name in SHARED_VALUES},
            **peer.row,
            "IsFake": group["IsFake"] == "true",
            "BgpStatus": "Established" if up else "Connect",
            "ReceivedRouteCount": 0,
            "AdvertisedRouteCount": sum(
                network.row["RouterId"] == group["RouterId"] for network in self._cloud.things["bgp_networks"].values()
            ),
        }

    def create_peer(self, caller: Caller, ask: CreateBgpPeer) -> Row:
        """CreateBgpPeer."""
        self._check_billing(caller)
        group = self._available("bgp_groups", "BgpGroupId", ask.BgpGroupId, caller, ask.RegionId)
        if ask.PeerIpAddress is None:
            raise missing("PeerIpAddress")
        if ask.IpVersion not in (None, group.row["IpVersion"]):
            raise malformed("IpVersion", "It is not that of the BGP group.")
        _check_bfd(enabled=ask.EnableBfd, hops=ask.BfdMultiHop)
        self._check_peer_address(group, ask.PeerIpAddress)
        if len(self._peers(group.row["RouterId"])) >= PEERS:
            raise AlibabaRefusal("QuotaExceeded.Bgp", f"A virtual border router has at most {PEERS} BGP peers.")
        identity = self._cloud.new_id("bgp")
        row = {
            "BgpPeerId": identity,
            "BgpGroupId": ask.BgpGroupId,
            "RegionId": ask.RegionId,
            "PeerIpAddress": ask.PeerIpAddress,
            "EnableBfd": bool(ask.EnableBfd),
            "BfdMultiHop": ask.BfdMultiHop or 255,
            "GmtModified": moment(),
            "Status": "Pending",
        }
        self._add("bgp_peers", identity, caller, row)
        return {"BgpPeerId": identity}

    def modify_peer(self, caller: Caller, ask: ModifyBgpPeerAttribute) -> Row:
        """ModifyBgpPeerAttribute."""
        peer = self._available("bgp_peers", "BgpPeerId", ask.BgpPeerId, caller, ask.RegionId)
        identity = ask.BgpGroupId or peer.row["BgpGroupId"]
        group = self._available("bgp_groups", "BgpGroupId", identity, caller, ask.RegionId)
        enabled = peer.row["EnableBfd"] if ask.EnableBfd is None else ask.EnableBfd
        _check_bfd(enabled=enabled, hops=ask.BfdMultiHop or (peer.row["BfdMultiHop"] if enabled else None))
        if ask.PeerIpAddress not in (None, peer.row["PeerIpAddress"]):
            self._check_peer_address(group, str(ask.PeerIpAddress))
            peer.row["PeerIpAddress"] = ask.PeerIpAddress
        peer.row.update(BgpGroupId=identity, EnableBfd=enabled, GmtModified=moment())
        if ask.BfdMultiHop is not None:
            peer.row["BfdMultiHop"] = ask.BfdMultiHop
        self._cloud.becomes(peer, self._settings.settling, "Modifying", "Available")
        return {}

    def delete_peer(self, caller: Caller, ask: DeleteBgpPeer) -> Row:
        """DeleteBgpPeer."""
        peer = self._available("bgp_peers", "BgpPeerId", ask.BgpPeerId, caller, ask.RegionId)
        peer.row["Status"] = "Deleting"
        self._cloud.vanishes("bgp_peers", ask.BgpPeerId, self._settings.settling)
        return {}

    def _peers(self, router: str) -> list[Thing]:
        groups = {name for name, group in self._cloud.things["bgp_groups"].items() if group.row["RouterId"] == router}
        return [peer for peer in self._cloud.things["bgp_peers"].values() if peer.row["BgpGroupId"] in groups]

    def _check_peer_address(self, group: Thing, address: str) -> None:
        try:
            fits = f"IPv{ip_address(address).version}" == group.row["IpVersion"]
        except ValueError:
            fits = False
        if not fits:
            raise malformed("PeerIpAddress")
        if any(peer.row["PeerIpAddress"] == address for peer in self._peers(group.row["RouterId"])):
            raise AlibabaRefusal("InvalidParams.PeerIpAddressInUse", "The specified PeerIpAddress is in use.")

    # -- networks

    def describe_networks(self, caller: Caller, ask: DescribeBgpNetworks) -> Row:
        """DescribeBgpNetworks."""
        things = self._cloud.of("bgp_networks", caller.account, ask.RegionId)
        rows = [thing.row for thing in things if ask.RouterId in (None, thing.row["RouterId"])]
        return page(ask, "BgpNetworks", "BgpNetwork", rows)

    def add_network(self, caller: Caller, ask: AddBgpNetwork) -> Row:
        """AddBgpNetwork."""
        self._router(caller, ask.RegionId, ask.RouterId)
        try:
            ip_network(ask.DstCidrBlock)
        except ValueError:
            raise malformed("DstCidrBlock") from None
        identity = f"{ask.RouterId}:{ask.DstCidrBlock}"
        if identity in self._cloud.things["bgp_networks"]:
            raise AlibabaRefusal("InvalidDstCidrBlock.Duplicate", "The specified DstCidrBlock exists already.")
        row = {"RouterId": ask.RouterId, "DstCidrBlock": ask.DstCidrBlock, "VpcId": ask.VpcId, "Status": "Pending"}
        self._add("bgp_networks", identity, caller, row, ask.RegionId)
        return {}

    def delete_network(self, caller: Caller, ask: OnNetwork) -> Row:
        """DeleteBgpNetwork."""
        identity = f"{ask.RouterId}:{ask.DstCidrBlock}"
        network = self._available("bgp_networks", "DstCidrBlock", identity, caller, ask.RegionId)
        network.row["Status"] = "Deleting"
        self._cloud.vanishes("bgp_networks", identity, self._settings.settling)
        return {}

    # -- what they share

    def _add(self, kind: str, identity: str, caller: Caller, row: Row, region: str = "") -> None:
        thing = Thing(caller.account, region or row["RegionId"], row)
        self._cloud.things[kind][identity] = thing
        self._cloud.becomes(thing, self._settings.settling, "Pending", "Available")

    def _available(self, kind: str, name: str, identity: str, caller: Caller, region: str) -> Thing:
        found = self._cloud.find(kind, identity, caller.account, region, not_found(name))
        if found.status != "Available":
            raise AlibabaRefusal("InvalidStatus.CannotOperate", f"The resource is {found.status}.")
        return found

    def _router(self, caller: Caller, region: str, identity: str) -> Thing:
        router = self._cloud.find("routers", identity, caller.account, region, not_found("VbrId"))
        if router.status != "active":
            raise AlibabaRefusal("InvalidStatus.CannotOperate", f"The virtual border router is {router.status}.")
        return router

    def _check_billing(self, caller: Caller) -> None:
        if not self._cloud.pays_outbound(caller.account):
            raise AlibabaRefusal("OperationFailed.PconnTrafficNotEnable", "Billing for outbound data transfer is disabled.")


def _check_bfd(*, enabled: bool | None, hops: int | None) -> None:
    if enabled and hops is None:
        raise missing("BfdMultiHop")
    if enabled is None and hops is not None:
        raise missing("EnableBfd")
