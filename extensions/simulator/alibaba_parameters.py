# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parameters of the VPC calls, each call's own; anything else is refused.

They come in the query and in a form, lists flattened to ``Filter.1.Value.2``. The names are those of the API. The real API
leaves parameters aside that it does not know; here they are refused, so that no misspelt one goes unseen.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from .alibaba_refusals import AlibabaRefusal, malformed, missing


def _label(text: str) -> str:
    if text and not re.fullmatch(r"(?!https?://)[^\W\d_][\w.-]{1,127}", text):
        raise ValueError("2 to 128 letters, digits, dots, underscores and hyphens; a letter first")
    return text


def _prose(text: str) -> str:
    if text and (not 2 <= len(text) <= 256 or re.match("https?://", text)):
        raise ValueError("2 to 256 characters, and no address of a web page")
    return text


def _mtu(size: int) -> int:
    if size not in (1500, 8500):
        raise ValueError("1500 or 8500")
    return size


def _own_asn(asn: int) -> int:
    allowed = asn == 45104 or 64512 <= asn <= 65534 or 4200000000 <= asn <= 4294967294
    if not allowed or asn == 65025:
        raise ValueError("none of Alibaba Cloud's")
    return asn


def _flag(value: object) -> object:
    if isinstance(value, str) and value.lower() not in ("true", "false"):
        raise ValueError("true or false")
    return value


def _family(value: object) -> object:
    """Return IPv4 or IPv6 for what the vendor's examples send, which is in either case."""
    return {"ipv4": "IPv4", "ipv6": "IPv6"}.get(value.lower(), value) if isinstance(value, str) else value


Flag = Annotated[bool, BeforeValidator(_flag)]
Asn = Annotated[int, Field(ge=1, le=4294967295)]
OwnAsn = Annotated[int, AfterValidator(_own_asn)]
MtuSize = Annotated[int, AfterValidator(_mtu)]
Label = Annotated[str, AfterValidator(_label)]
Prose = Annotated[str, AfterValidator(_prose)]
IpFamily = Annotated[Literal["IPv4", "IPv6"], BeforeValidator(_family)]
VERSION, STS_VERSION = "2016-04-28", "2015-04-01"
# Parameters of the protocol, not of a call; the account that owns a resource is the caller's.
PROTOCOL = frozenset({"Action", "Version", "Format", "OwnerAccount", "OwnerId", "ResourceOwnerAccount", "ResourceOwnerId"})


def unflattened(parameters: dict[str, str]) -> dict[str, Any]:
    """Return parameters with their lists made whole again."""
    tree: dict[str, Any] = {}
    for name, value in parameters.items():
        node = tree
        *path, last = name.split(".")
        for part in path:
            node = node.setdefault(part, {})
            if not isinstance(node, dict):
                raise malformed(path[0], "It is both a value and a list.")
        node[last] = value
    return {name: _with_lists(node) for name, node in tree.items()}


def _with_lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if all(part.isdigit() for part in node):
        return [_with_lists(node[part]) for part in sorted(node, key=int)]
    return {part: _with_lists(item) for part, item in node.items()}


class Part(BaseModel):
    """A part of the parameters; texts become numbers and booleans, in either case."""

    model_config = ConfigDict(extra="forbid")


class Ask(Part):
    """What every call has."""

    RegionId: str


class Change(Ask):
    """What every call has that changes something."""

    ClientToken: Annotated[str, Field(max_length=64, pattern=r"^[\x21-\x7e]+$")] | None = None


class Pages(Ask):
    """What every list has."""

    PageNumber: Annotated[int, Field(ge=1)] = 1
    PageSize: Annotated[int, Field(ge=1, le=50)] = 10


class Condition(Part):
    """A condition: any of the values."""

    Key: str
    Value: Annotated[list[str], Field(min_length=1, max_length=5)]


class Tag(Part):
    """A tag."""

    Key: str
    Value: str = ""


class Filtered(Pages):
    """A list with conditions, all of which have to hold."""

    Filter: Annotated[list[Condition], Field(max_length=5)] = []
    Tags: list[Tag] = []
    ResourceGroupId: str | None = None


# -- physical connections


class DescribePhysicalConnections(Filtered):
    """Parameters of the call of this name."""

    IncludeReservationData: Flag = False
    ClientToken: str | None = None


class OnPhysicalConnection(Change):
    """Parameters of ConfirmPhysicalConnection and of others that need no more than the physical connection."""

    PhysicalConnectionId: str


class CreatePhysicalConnectionOccupancyOrder(OnPhysicalConnection):
    """Parameters of the call of this name."""

    InstanceChargeType: str | None = None
    Period: int | None = None
    PricingCycle: str = "Month"
    AutoPay: Flag = False
    AutoRenew: Flag = False
    AutoRenewDuration: Annotated[int, Field(ge=0)] = 1


class RecoverPhysicalConnection(Ask):
    """Parameters of the call of this name, which has other names than its siblings."""

    InstanceId: str
    Token: Annotated[str, Field(max_length=64)] | None = None
    DryRun: Flag = False


# -- border routers


class RouterValues(Part):
    """What a border router can be given, when it is created or later."""

    Name: Label | None = None
    Description: Prose | None = None
    LocalGatewayIp: str | None = None
    PeerGatewayIp: str | None = None
    PeeringSubnetMask: str | None = None
    EnableIpv6: Flag | None = None
    LocalIpv6GatewayIp: str | None = None
    PeerIpv6GatewayIp: str | None = None
    PeeringIpv6SubnetMask: str | None = None


class OwnersValues(Part):
    """What only the owner of the physical connection can set, who is not the tenant of a shared port."""

    CircuitCode: str | None = None
    Bandwidth: int | None = None


class CreateVirtualBorderRouter(Change, RouterValues, OwnersValues):
    """Parameters of the call of this name."""

    PhysicalConnectionId: str
    VlanId: Annotated[int, Field(ge=0, le=2999)]
    VbrOwnerId: str | None = None
    ResourceGroupId: str | None = None
    Tags: list[Tag] = []


class DescribeVirtualBorderRouters(Filtered):
    """Parameters of the call of this name."""

    IncludeCrossAccountVbr: Flag = False


class ModifyVirtualBorderRouterAttribute(Change, RouterValues, OwnersValues):
    """Parameters of the call of this name."""

    VbrId: str
    VlanId: Annotated[int, Field(ge=0, le=2999)] | None = None
    MinTxInterval: Annotated[int, Field(ge=200, le=1000)] | None = None
    MinRxInterval: Annotated[int, Field(ge=200, le=1000)] | None = None
    DetectMultiplier: Annotated[int, Field(ge=3, le=10)] | None = None
    Mtu: MtuSize | None = None
    SitelinkEnable: Flag | None = None


class DeleteVirtualBorderRouter(Change):
    """Parameters of the call of this name."""

    VbrId: str


# -- BGP


class CreateBgpGroup(Change):
    """Parameters of the call of this name."""

    RouterId: str
    PeerAsn: Asn
    LocalAsn: OwnAsn = 45104
    AuthKey: str = ""
    IsFakeAsn: Flag = False
    IpVersion: IpFamily = "IPv4"
    RouteQuota: Annotated[int, Field(ge=1)] = 110
    Name: Label = ""
    Description: Prose = ""


class DescribeBgpGroups(Pages):
    """Parameters of the call of this name."""

    RouterId: str | None = None
    BgpGroupId: str | None = None
    IsDefault: Flag = False


class ModifyBgpGroupAttribute(Change):
    """Parameters of the call of this name."""

    BgpGroupId: str
    PeerAsn: Asn | None = None
    LocalAsn: OwnAsn | None = None
    AuthKey: str | None = None
    ClearAuthKey: Flag = False
    IsFakeAsn: Flag | None = None
    RouteQuota: Annotated[int, Field(ge=1)] | None = None
    Name: Label | None = None
    Description: Prose | None = None


class DeleteBgpGroup(Change):
    """Parameters of the call of this name."""

    BgpGroupId: str


class CreateBgpPeer(Change):
    """Parameters of the call of this name."""

    BgpGroupId: str
    PeerIpAddress: str | None = None
    EnableBfd: Flag | None = None
    BfdMultiHop: Annotated[int, Field(ge=1, le=255)] | None = None
    IpVersion: IpFamily | None = None


class DescribeBgpPeers(DescribeBgpGroups):
    """Parameters of the call of this name."""

    BgpPeerId: str | None = None


class ModifyBgpPeerAttribute(Change):
    """Parameters of the call of this name."""

    BgpPeerId: str
    BgpGroupId: str | None = None
    PeerIpAddress: str | None = None
    EnableBfd: Flag | None = None
    BfdMultiHop: Annotated[int, Field(ge=1, le=255)] | None = None


class DeleteBgpPeer(Change):
    """Parameters of the call of this name."""

    BgpPeerId: str


class OnNetwork(Change):
    """Parameters of AddBgpNetwork and of DeleteBgpNetwork."""

    RouterId: str
    DstCidrBlock: str


class AddBgpNetwork(OnNetwork):
    """Parameters of the call of this name."""

    VpcId: str = ""


class DescribeBgpNetworks(Pages):
    """Parameters of the call of this name."""

    RouterId: str | None = None


def parse(model: type[Ask], parameters: dict[str, str]) -> Ask:
    """Return the parameters of a call as its model, or refuse them."""
    own = {name: value for name, value in unflattened(parameters).items() if name not in PROTOCOL}
    try:
        return model.model_validate(own)
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(str(part + 1) if isinstance(part, int) else part for part in problem["loc"])
        if problem["type"] == "missing":
            raise missing(name) from None
        if problem["type"] == "extra_forbidden":
            raise AlibabaRefusal("UnsupportedParameter", f"The parameter {name} is not supported.") from None
        raise malformed(name, problem["msg"]) from None
