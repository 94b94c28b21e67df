# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What to do about a connection (pure): which one is meant, what differs, what to send, what to show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from ..._core.data import MASK, dig, text_at
from ..._core.errors import InputError
from ..serialize import number_of, perhaps_renamed, refers_to, without_empty
from .spec import CLOUD_ROUTER, PORT, SECONDARY, SERVICE_TOKEN, VIRTUAL_DEVICE, ConnectionSpec

# Where the API keeps the origin of each kind.
ASSET_PATHS = {
    PORT: ("aSide", "accessPoint", "port"),
    SERVICE_TOKEN: ("aSide", "serviceToken"),
    CLOUD_ROUTER: ("aSide", "accessPoint", "router"),
    VIRTUAL_DEVICE: ("aSide", "accessPoint", "virtualDevice"),
}
PROFILE_PATH = ("zSide", "accessPoint", "profile")


def is_alibaba(profile: str) -> bool:
    """Tell whether a service profile of this name is Alibaba Cloud's."""
    return "alibaba" in profile.casefold()


class Resolved(NamedTuple):
    """What look-ups made of a spec's names: UUIDs, the seller region where it follows from the metro, the group of a pair."""

    asset_uuid: str | None = None
    profile_uuid: str | None = None
    seller_region: str = ""
    group: str = ""  # redundancy group of the primary connection


def origin_of(connection: Mapping[str, Any]) -> str:
    """Return which kind of asset a connection (or the order of one) begins at; empty when it does not say.

    A token's access point shows the port behind it; the token is what the user gave.
    """
    kinds = (SERVICE_TOKEN, *(kind for kind in ASSET_PATHS if kind != SERVICE_TOKEN))
    return next((kind for kind in kinds if dig(connection, *ASSET_PATHS[kind])), "")


# -- which connection is meant


def is_meant(spec: ConnectionSpec, connection: Mapping[str, Any], resolved: Resolved) -> bool | None:
    """Tell whether a connection is the one asked for; None when it takes a look-up of the asset or profile to tell.

    Identity is the name, the A-side asset and the service profile, as far as they are given. Where UUIDs are known they
    decide: the name of an asset in a connection may be one that it had before.
    """
    if spec.uuid:
        return text_at(connection, "uuid").lower() == spec.uuid.lower()
    if text_at(connection, "name") != spec.name or text_at(connection, "direction") == "INCOMING":
        return False
    answers = []
    for _option, reference, path, uuid in _references(spec, resolved):
        entity = dig(connection, *path)
        answers.append(None if perhaps_renamed(reference, entity, uuid) else refers_to(reference, entity, uuid))
    if False in answers:
        return False
    return None if None in answers else True


def is_elsewhere(project_id: str, connection: Mapping[str, Any]) -> bool:
    """Tell whether a connection is in another project than one that was given; not every answer says it."""
    project = text_at(connection, "project", "projectId")
    return bool(project_id and project) and project_id.casefold() != project.casefold()


def takes_look_up(spec: ConnectionSpec, connection: Mapping[str, Any], resolved: Resolved) -> bool:
    """Tell whether ``compare`` would go by names of assets that may have been renamed."""
    return any(
        perhaps_renamed(reference, dig(connection, *path), uuid) for _option, reference, path, uuid in _references(spec, resolved)
    )


# -- what differs


class _Field(NamedTuple):
    """One option of the user beside the place where the API keeps it.

    ``key`` makes two spellings of the same value equal (case, order, type) before they are compared.
    """

    option: str
    desired: Callable[[ConnectionSpec], Any]
    path: tuple[str, ...]
    key: Callable[[Any], Any] = lambda value: value
    secret: bool = False


class Difference(NamedTuple):
    """An option whose wanted value is not the connection's."""

    option: str
    current: Any
    desired: Any
    secret: bool = False

    def __str__(self) -> str:
        if self.secret:
            return f"{self.option} (a secret, not shown)"
        return f"{self.option} ({_said(self.current)} now, {_said(self.desired)} wanted)"


def _said(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    return "not set" if value in (None, "") else str(value)


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def notification_blocks(notifications: Any) -> list[Mapping[str, Any]]:
    """Return the blocks of a connection's ``notifications``: an array in the schema, one object in some samples."""
    return [
        block for block in (notifications if isinstance(notifications, list) else [notifications]) if isinstance(block, Mapping)
    ]


def tells_of_all(block: Mapping[str, Any]) -> bool:
    """Tell whether a block of notifications is what the option is about; the others (``BANDWIDTH_ALERT`` and so on) are not."""
    return (text_at(block, "type") or "ALL").upper() == "ALL"


def emails_of(notifications: Any) -> list[str]:
    """Return the addresses that are told of everything about a connection."""
    emails: list[str] = []
    for block in filter(tells_of_all, notification_blocks(notifications)):
        found = block.get("emails")
        emails += [email for email in (found if isinstance(found, list) else []) if isinstance(email, str)]
    return list(dict.fromkeys(emails))


def _addresses(value: Any) -> Any:
    """Return addresses as a set; neither order nor case nor repetition matters."""
    emails = value if isinstance(value, (tuple, list)) and all(isinstance(v, str) for v in value) else emails_of(value)
    return frozenset(email.casefold() for email in emails)


_FIELDS = (
    _Field("name", lambda w: w.name, ("name",)),
    _Field("bandwidth", lambda w: w.bandwidth, ("bandwidth",), number_of),
    _Field("a_side.vlan_tag", lambda w: w.vlan_tag, ("aSide", "accessPoint", "linkProtocol", "vlanTag"), number_of),
    _Field("a_side.vlan_s_tag", lambda w: w.vlan_s_tag, ("aSide", "accessPoint", "linkProtocol", "vlanSTag"), number_of),
    _Field("a_side.vlan_c_tag", lambda w: w.vlan_c_tag, ("aSide", "accessPoint", "linkProtocol", "vlanCTag"), number_of),
    _Field("a_side.interface_id", lambda w: w.interface_id, ("aSide", "accessPoint", "interface", "id"), number_of),
    _Field("z_side.metro_code", lambda w: w.metro_code, ("zSide", "accessPoint", "location", "metroCode"), _folded),
    _Field("z_side.seller_region", lambda w: w.seller_region, ("zSide", "accessPoint", "sellerRegion"), _folded),
    _Field(
        "z_side.authentication_key",
        lambda w: w.authentication_key,
        ("zSide", "accessPoint", "authenticationKey"),
        secret=True,
    ),
    _Field("order.purchase_order_number", lambda w: w.purchase_order_number, ("order", "purchaseOrderNumber")),
    _Field("order.customer_reference_number", lambda w: w.customer_reference_number, ("order", "customerReferenceNumber")),
    _Field("order.term_length", lambda w: w.term_length, ("order", "termLength"), number_of),
    _Field("geo_scope", lambda w: w.geo_scope, ("geoScope",), _folded),
    _Field("notifications", lambda w: w.notifications, ("notifications",), _addresses),
    _Field("project_id", lambda w: w.project_id, ("project", "projectId"), _folded),
    _Field("redundancy.priority", lambda w: w.priority, ("redundancy", "priority"), _folded),
)
_GROUP = ("redundancy", "group")

# What the API may leave out of an answer: missing there is no proof of a difference.
_MAY_BE_MISSING = frozenset(
    {
        "a_side.interface_id",
        "z_side.authentication_key",
        "order.purchase_order_number",
        "order.customer_reference_number",
        "order.term_length",
        "project_id",
        "redundancy.priority",
    }
)


def compare(spec: ConnectionSpec, connection: Mapping[str, Any], resolved: Resolved) -> list[Difference]:
    """Return every option that was given and differs from the connection; empty when all is as wanted."""
    differences = []
    for option, reference, path, uuid in _references(spec, resolved):
        entity = dig(connection, *path)
        if refers_to(reference, entity, uuid) is False:
            secret = option == f"a_side.{SERVICE_TOKEN}"
            differences.append(Difference(option, _shown_entity(entity), reference, secret))
    for item in _FIELDS:
        desired = item.desired(spec)
        current = dig(connection, *item.path)
        if desired in (None, "") or (current in (None, "") and item.option in _MAY_BE_MISSING):
            continue
        if item.key(desired) != item.key(current):
            shown = emails_of(current) if item.option == "notifications" else current
            differences.append(Difference(item.option, shown, desired, item.secret))
    group, current = spec.group or resolved.group, text_at(connection, *_GROUP)
    if group and current and group.casefold() != current.casefold():
        differences.append(Difference("redundancy.group", current, group))
    return differences


def _references(spec: ConnectionSpec, resolved: Resolved) -> Iterable[tuple[str, str, tuple[str, ...], str | None]]:
    if spec.origin:
        yield f"a_side.{spec.origin}", spec.asset, ASSET_PATHS[spec.origin], resolved.asset_uuid
    if spec.service_profile:
        yield "z_side.service_profile", spec.service_profile, PROFILE_PATH, resolved.profile_uuid


def refuse_differences(spec: ConnectionSpec, connection: Mapping[str, Any], differences: list[Difference]) -> None:
    """Refuse what cannot be changed in place, naming every such option with both values."""
    if not differences:
        return
    named = "; ".join(str(difference) for difference in differences)
    raise InputError(
        differences[0].option,
        f"Connection {spec.label} ({text_at(connection, 'uuid')}) exists with other values that cannot be changed in "
        f"place: {named}. Set these options to what the connection has, or remove the connection and order it anew.",
    )


# -- what to send


def payload(spec: ConnectionSpec, resolved: Resolved) -> dict[str, Any]:
    """Return the body of the order (``ConnectionPostRequest``), without any empty object.

    ``notifications`` is an array, whatever the samples of the documentation page show.
    """
    body = {
        "type": "IP_VC" if spec.origin == CLOUD_ROUTER else "EVPL_VC",
        "name": spec.name,
        "bandwidth": spec.bandwidth,
        "geoScope": spec.geo_scope,
        "order": {
            "purchaseOrderNumber": spec.purchase_order_number,
            "customerReferenceNumber": spec.customer_reference_number,
            "termLength": spec.term_length,
        },
        "project": {"projectId": spec.project_id},
        "redundancy": {"priority": spec.priority, "group": (spec.group or resolved.group).lower()},
        "aSide": _a_side(spec, resolved),
        "zSide": {
            "accessPoint": {
                "type": "SP",
                "profile": {"type": "L2_PROFILE", "uuid": resolved.profile_uuid},
                "location": {"metroCode": spec.metro},
                "sellerRegion": resolved.seller_region or spec.seller_region,
                "authenticationKey": spec.authentication_key,
            }
        },
        "notifications": [{"type": "ALL", "emails": list(spec.notifications or ())}],
    }
    sent: dict[str, Any] = without_empty(body)
    return sent


def _a_side(spec: ConnectionSpec, resolved: Resolved) -> dict[str, Any]:
    uuid = resolved.asset_uuid
    if spec.origin == SERVICE_TOKEN:
        return {"serviceToken": {"uuid": uuid}}
    if spec.origin == CLOUD_ROUTER:
        return {"accessPoint": {"type": "CLOUD_ROUTER", "router": {"uuid": uuid}}}
    if spec.origin == VIRTUAL_DEVICE:
        interface = {} if spec.interface_id is None else {"type": "CLOUD", "id": spec.interface_id}
        return {"accessPoint": {"type": "VD", "virtualDevice": {"type": "EDGE", "uuid": uuid}, "interface": interface}}
    if spec.vlan_tag is not None:
        link = {"type": "DOT1Q", "vlanTag": spec.vlan_tag}
    else:
        link = {"type": "QINQ", "vlanSTag": spec.vlan_s_tag, "vlanCTag": spec.vlan_c_tag}
    return {"accessPoint": {"type": "COLO", "port": {"uuid": uuid}, "linkProtocol": link}}


# -- what to show


def settings_of(connection: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the user can set about a connection, in the shape of the options, secrets masked: one side of a diff."""
    if not connection:
        return {}
    settings: dict[str, Any] = {}
    kind = origin_of(connection)
    if kind:
        entity = dig(connection, *ASSET_PATHS[kind])
        settings[f"a_side.{kind}"] = MASK if kind == SERVICE_TOKEN else _shown_entity(entity)
    settings["z_side.service_profile"] = _shown_entity(dig(connection, *PROFILE_PATH))
    for item in _FIELDS:
        value = dig(connection, *item.path)
        if value in (None, "", []):
            continue
        if item.option == "notifications":
            value = sorted(emails_of(value))
        settings[item.option] = MASK if item.secret else value
    if settings.get("redundancy.priority") == SECONDARY:
        settings["redundancy.group"] = text_at(connection, *_GROUP)
    else:
        # Every connection is the primary one of a group of its own, wanted or not.
        settings.pop("redundancy.priority", None)
    return _nested(settings)


def _shown_entity(entity: Any) -> str:
    return text_at(entity, "name") or text_at(entity, "uuid")


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for option, value in flat.items():
        if value in (None, ""):
            continue
        head, _dot, tail = option.partition(".")
        if tail:
            nested.setdefault(head, {})[tail] = value
        else:
            nested[head] = value
    return nested
