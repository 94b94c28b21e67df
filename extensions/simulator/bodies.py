# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Request bodies as the Fabric v4 document describes them; anything else is refused.

Only what a client of connections sends is modelled. Unknown keys, a number as text, an object where an array belongs and
an empty object are refused, as the real API does.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .refusals import INVALID_BODY, Refusal

Vlan = Annotated[int, Field(ge=2, le=4092)]
TermLength = Literal[1, 12, 24, 36, 60]  # in months
TERMS = get_args(TermLength)
GeoScope = Literal["CANADA", "CONUS", "JAPAN", "UK", "AUSTRALIA", "BRAZIL", "SWITZERLAND", "EU"]
Operator = Literal["=", "!=", ">", ">=", "<", "<=", "LIKE", "ILIKE", "ILKE", "IN", "NOT IN", "BETWEEN", "IS NULL", "IS NOT NULL"]


class Body(BaseModel):
    """A strict part of a body."""

    model_config = ConfigDict(extra="forbid", strict=True)


Parsed = TypeVar("Parsed", bound=Body)


def has_empty_object(data: Any) -> bool:
    """Tell whether there is an empty object anywhere."""
    if isinstance(data, dict):
        return not data or any(has_empty_object(value) for value in data.values())
    return isinstance(data, list) and any(has_empty_object(value) for value in data)


def parse(model: type[Parsed], data: Any) -> Parsed:
    """Return a body as its model, or refuse it."""
    if has_empty_object(data):
        raise Refusal(INVALID_BODY, "Invalid request body", ("body", "empty object"))
    try:
        return model.model_validate(data)
    except ValidationError as error:
        info = [("/" + "/".join(map(str, item["loc"])), item["msg"]) for item in error.errors()]
        raise Refusal(INVALID_BODY, "Invalid request body", *info) from None


# -- orders


class Reference(Body):
    """An asset by UUID; the server knows the rest."""

    uuid: str
    href: str | None = None
    type: str | None = None
    name: str | None = None


class Location(Body):
    """Where an access point is."""

    metroCode: str
    metroHref: str | None = None
    metroName: str | None = None
    region: str | None = None
    ibx: str | None = None


class LinkProtocol(Body):
    """VLAN of an access point."""

    type: Literal["UNTAGGED", "DOT1Q", "QINQ", "EVPN_VXLAN", "VXLAN"]
    vlanTag: Vlan | None = None
    vlanSTag: Vlan | None = None
    vlanCTag: Vlan | None = None


class Interface(Body):
    """Interface of a device."""

    type: Literal["CLOUD", "NETWORK"] | None = None
    id: int | None = None
    uuid: str | None = None


class Profile(Body):
    """A service profile; without its type the API does not know what is meant."""

    type: Literal["L2_PROFILE"]
    uuid: str
    href: str | None = None
    name: str | None = None


class AccessPoint(Body):
    """One end of a connection."""

    type: Literal["COLO", "VD", "CLOUD_ROUTER", "SP"]
    port: Reference | None = None
    virtualDevice: Reference | None = None
    router: Reference | None = None
    interface: Interface | None = None
    linkProtocol: LinkProtocol | None = None
    profile: Profile | None = None
    location: Location | None = None
    sellerRegion: str | None = None
    authenticationKey: str | None = None


class Side(Body):
    """A-side or Z-side."""

    accessPoint: AccessPoint | None = None
    serviceToken: Reference | None = None


class Order(Body):
    """What goes onto the order."""

    purchaseOrderNumber: str | None = None
    customerReferenceNumber: str | None = None
    termLength: TermLength | None = None


class Notification(Body):
    """Whom to tell about what."""

    type: Literal[
        "NOTIFICATION",
        "BANDWIDTH_ALERT",
        "CONNECTION_APPROVAL",
        "PROFILE_LIFECYCLE",
        "ALL",
        "SALES_REP_NOTIFICATIONS",
        "TECHNICAL",
        "ORDERING",
        "QUOTE_NOTIFICATIONS",
    ]
    sendInterval: str | None = None
    registeredUsers: list[str] | None = None
    emails: Annotated[list[Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]], Field(min_length=1, max_length=12)]


class Redundancy(Body):
    """Place in a redundant pair."""

    priority: Literal["PRIMARY", "SECONDARY"]
    group: str | None = None


class Project(Body):
    """The project to order in."""

    projectId: str


class ConnectionOrder(Body):
    """``ConnectionPostRequest``."""

    type: Literal["EVPL_VC", "IP_VC"]
    name: str
    bandwidth: Annotated[int, Field(ge=0, le=100000)]
    aSide: Side
    zSide: Side
    notifications: Annotated[list[Notification], Field(min_length=1)]
    order: Order | None = None
    geoScope: GeoScope | None = None
    redundancy: Redundancy | None = None
    project: Project | None = None


# -- routing


class RouterInterface(Body):
    """The router's address."""

    equinixIfaceIp: str


class Peer(Body):
    """A neighbour of BGP."""

    customerPeerIp: str
    equinixPeerIp: str | None = None
    enabled: bool
    outboundASPrependCount: int | None = None
    inboundMED: int | None = None
    outboundMED: int | None = None


class Bfd(Body):
    """Bidirectional forwarding detection; the interval is a text."""

    enabled: bool
    interval: str | None = None


class DirectRouting(Body):
    """``RoutingProtocolDirectType``."""

    type: Literal["DIRECT"]
    name: str | None = None
    directIpv4: RouterInterface | None = None
    directIpv6: RouterInterface | None = None


class BgpRouting(Body):
    """``RoutingProtocolBGPType``."""

    type: Literal["BGP"]
    name: str | None = None
    bgpIpv4: Peer | None = None
    bgpIpv6: Peer | None = None
    customerAsn: Annotated[int, Field(ge=1, le=4294967295)]
    bgpAuthKey: str | None = None
    asOverrideEnabled: bool | None = None
    bfd: Bfd | None = None


# -- changes


class Operation(Body):
    """One operation of a JSON patch."""

    op: Literal["add", "replace", "remove"]
    path: str
    value: Any


class Patch(Body):
    """A JSON patch; its body is an array, so it is wrapped to be parsed."""

    operations: Annotated[list[Operation], Field(min_length=1)]


# -- searches


class Expression(Body):
    """A condition, or several joined by and / or."""

    and_: Annotated[list[Expression] | None, Field(alias="and")] = None
    or_: Annotated[list[Expression] | None, Field(alias="or")] = None
    property: str | None = None
    operator: Operator | None = None
    values: list[str] | None = None


class Page(Body):
    """Which part of the answer."""

    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class Sort(Body):
    """One criterion of order."""

    property: str = "/changeLog/updatedDateTime"
    direction: Literal["ASC", "DESC"] = "DESC"


class Search(Body):
    """``SearchRequest`` and its cousins."""

    filter: Expression | None = None
    pagination: Page = Page()
    sort: list[Sort] = []
