# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A connection as the user wants it (pure): reading the options, and whether they make sense by themselves.

Everything here is decided without asking an API; what takes a look at assets stands in ``preflight``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

from ..._core.data import listed, money
from ..._core.errors import InputError, all_of
from ..serialize import is_uuid

PORT = "port"
SERVICE_TOKEN = "service_token"  # the name of an option, not a secret
CLOUD_ROUTER = "cloud_router"
VIRTUAL_DEVICE = "virtual_device"
ORIGINS = (PORT, SERVICE_TOKEN, CLOUD_ROUTER, VIRTUAL_DEVICE)

PRIMARY, SECONDARY = "PRIMARY", "SECONDARY"

MAX_NAME = 24
MAX_EMAILS = 12
VLAN_MIN, VLAN_MAX = 2, 4092
TERM_LENGTHS = (1, 12, 24, 36, 60)
GEO_SCOPES = ("AUSTRALIA", "BRAZIL", "CANADA", "CONUS", "EU", "JAPAN", "SWITZERLAND", "UK")

_METRO = re.compile(r"[A-Za-z]{2,4}")
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_EMAIL = re.compile(r"[^@\s<>(),;:\"\[\]\\]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


# VLAN tag of a DOT1Q port; outer and inner tag of a QINQ port.
Tags: TypeAlias = "tuple[int | None, int | None, int | None]"


@dataclass(frozen=True)
class ConnectionSpec:
    """The options of one connection; None (or an empty text) means not given, and then the option is left alone.

    Texts are as they were typed, since that is how messages have to show them.
    """

    name: str = ""
    uuid: str = ""
    bandwidth: int | None = None
    origin: str = ""  # one of ORIGINS
    asset: str = field(default="", repr=False)  # name or UUID of the origin; a token's UUID is a secret
    vlan_tag: int | None = None
    vlan_s_tag: int | None = None
    vlan_c_tag: int | None = None
    interface_id: int | None = None
    service_profile: str = ""
    metro_code: str = ""  # as it was typed; ``metro`` is how the API spells it
    seller_region: str = ""
    authentication_key: str = field(default="", repr=False)
    purchase_order_number: str = ""
    customer_reference_number: str = ""
    term_length: int | None = None
    geo_scope: str = ""
    notifications: tuple[str, ...] | None = None
    project_id: str = ""
    priority: str = ""  # PRIMARY or SECONDARY
    primary: str = ""  # name or UUID of the primary connection
    group: str = ""  # its redundancy group
    max_charge: float | None = None  # a month, in max_currency
    max_currency: str = ""

    @property
    def label(self) -> str:
        """The connection in messages."""
        return f"'{self.name}'" if self.name else self.uuid

    @property
    def metro(self) -> str:
        """The metro on the Z-side as the API spells it."""
        return self.metro_code.upper()

    @property
    def tags(self) -> Tags:
        """The VLAN on the port."""
        return self.vlan_tag, self.vlan_s_tag, self.vlan_c_tag

    @property
    def secondary(self) -> bool:
        """Tell whether this is the second connection of a pair."""
        return self.priority == SECONDARY

    @property
    def rejects_duplicates(self) -> bool:
        """Tell whether the API itself refuses a second connection like this one.

        A VLAN of a port, a token and a named interface can be taken once; a router and an unnamed interface cannot tell.
        """
        return self.origin in (PORT, SERVICE_TOKEN) or self.interface_id is not None


def parse_spec(params: Mapping[str, Any]) -> ConnectionSpec:
    """Turn the options of ``fabric_connection`` into a spec and check it. Raises InputError with all that is wrong."""
    a_side = params.get("a_side") or {}
    z_side = params.get("z_side") or {}
    order = params.get("order") or {}
    pair = params.get("redundancy") or {}
    limit = params.get("max_monthly_charge") or {}
    emails = params.get("notifications")
    origin, asset = "", ""
    wrong: list[InputError] = []
    try:
        if params.get("a_side") is not None:
            origin, asset = read_origin(a_side)
    except InputError as error:
        wrong.append(error)
    spec = ConnectionSpec(
        name=params.get("name") or "",
        uuid=params.get("uuid") or "",
        bandwidth=params.get("bandwidth"),
        origin=origin,
        asset=asset,
        vlan_tag=a_side.get("vlan_tag"),
        vlan_s_tag=a_side.get("vlan_s_tag"),
        vlan_c_tag=a_side.get("vlan_c_tag"),
        interface_id=a_side.get("interface_id"),
        service_profile=z_side.get("service_profile") or "",
        metro_code=z_side.get("metro_code") or "",
        seller_region=z_side.get("seller_region") or "",
        authentication_key=z_side.get("authentication_key") or "",
        purchase_order_number=order.get("purchase_order_number") or "",
        customer_reference_number=order.get("customer_reference_number") or "",
        term_length=order.get("term_length"),
        geo_scope=params.get("geo_scope") or "",
        notifications=None if emails is None else tuple(emails),
        project_id=params.get("project_id") or "",
        priority=pair.get("priority") or (SECONDARY if pair.get("primary") or pair.get("group") else ""),
        primary=pair.get("primary") or "",
        group=pair.get("group") or "",
        max_charge=limit.get("amount"),
        max_currency=limit.get("currency") or "",
    )
    checks: list[Callable[[], None]] = [
        partial(_check_identity, spec, params.get("name")),
        # Without an origin nobody can tell which tags it takes.
        *([] if wrong else [partial(_check_tags, spec)]),
        *([partial(check_metro_code, "z_side.metro_code", spec.metro_code)] if spec.metro_code else []),
        partial(_check_bandwidth, spec),
        partial(_check_term, spec),
        partial(_check_notifications, spec),
        partial(_check_pair, spec),
        partial(_check_limit, spec, params.get("max_monthly_charge") is not None),
    ]
    for check in checks:
        try:
            check()
        except InputError as error:
            wrong.append(error)
    if wrong:
        raise all_of(wrong)
    return spec


def _check_identity(spec: ConnectionSpec, given_name: str | None) -> None:
    if spec.uuid and not is_uuid(spec.uuid):
        raise InputError("uuid", f"uuid '{spec.uuid}' is not a UUID; give the one that fabric_connection_info lists.")
    if given_name is None:
        if not spec.uuid:
            raise InputError("name", "Neither name nor uuid was given; give one of them to say which connection is meant.")
        return
    if not given_name:
        raise InputError("name", f"name is empty; give 1 to {MAX_NAME} of the characters A-Z a-z 0-9 - _.")


def check_new_name(name: str) -> None:
    """Refuse to give a connection a name that Fabric does not take. Raises InputError.

    The portal and older orders know other names, so what exists is called whatever it is called.
    """
    meant = "or correct it where a connection that exists is meant"
    if len(name) > MAX_NAME:
        raise InputError(
            "name", f"name '{name}' has {len(name)} characters, and a new name at most {MAX_NAME}; shorten it, {meant}."
        )
    if not _NAME.fullmatch(name):
        raise InputError(
            "name",
            f"name '{name}' holds other characters, and a new name may hold only A-Z a-z 0-9 - and _; replace them, {meant}.",
        )


def read_origin(a_side: Mapping[str, Any]) -> tuple[str, str]:
    """Return which of ORIGINS the option ``a_side`` names, and the asset's name or UUID. Raises InputError."""
    origins = [kind for kind in ORIGINS if a_side.get(kind)]
    if not origins:
        raise InputError("a_side", f"a_side names no origin; give exactly one of {listed(ORIGINS)}.")
    if len(origins) > 1:
        raise InputError("a_side", f"a_side names {listed(origins, 'and')} together; keep exactly one origin.")
    asset = str(a_side[origins[0]])
    if origins[0] == SERVICE_TOKEN and not is_uuid(asset):
        raise InputError(
            "a_side.service_token", "a_side.service_token is not a UUID; give the token's UUID as its issuer sent it."
        )
    return origins[0], asset


def _check_tags(spec: ConnectionSpec) -> None:
    tags = {name: getattr(spec, name) for name in ("vlan_tag", "vlan_s_tag", "vlan_c_tag")}
    given = [name for name, tag in tags.items() if tag is not None]
    if given and spec.origin != PORT:
        raise InputError(
            f"a_side.{given[0]}",
            f"a_side.{given[0]} {tags[given[0]]} goes with a port only; remove it, since the {spec.origin} decides.",
        )
    for name in given:
        if not VLAN_MIN <= tags[name] <= VLAN_MAX:
            raise InputError(
                f"a_side.{name}", f"a_side.{name} {tags[name]} is no usable VLAN; choose one from {VLAN_MIN} to {VLAN_MAX}."
            )
    if "vlan_tag" in given and len(given) > 1:
        raise InputError(
            "a_side.vlan_tag",
            f"a_side.vlan_tag {spec.vlan_tag} and a_side.{given[1]} exclude each other; give vlan_tag for a DOT1Q port, "
            "or vlan_s_tag and vlan_c_tag for a QINQ port.",
        )
    if len(given) == 1 and "vlan_tag" not in given:
        other = "vlan_c_tag" if given == ["vlan_s_tag"] else "vlan_s_tag"
        raise InputError(
            f"a_side.{other}",
            f"a_side.{given[0]} {tags[given[0]]} stands alone; a QINQ port needs a_side.{other} as well.",
        )
    if spec.interface_id is not None and spec.origin != VIRTUAL_DEVICE:
        raise InputError(
            "a_side.interface_id",
            f"a_side.interface_id {spec.interface_id} goes with a virtual_device only; remove it.",
        )


def _check_bandwidth(spec: ConnectionSpec) -> None:
    if spec.bandwidth is not None and spec.bandwidth <= 0:
        raise InputError("bandwidth", f"bandwidth {spec.bandwidth} is not above 0; give it in Mbps.")


def _check_term(spec: ConnectionSpec) -> None:
    if spec.term_length is not None and spec.term_length not in TERM_LENGTHS:
        raise InputError(
            "order.term_length",
            f"order.term_length {spec.term_length} is not offered; choose {listed(TERM_LENGTHS)} months.",
        )


def _check_notifications(spec: ConnectionSpec) -> None:
    if spec.notifications is None:
        return
    if not 1 <= len(spec.notifications) <= MAX_EMAILS:
        raise InputError(
            "notifications",
            f"notifications has {len(spec.notifications)} addresses; give 1 to {MAX_EMAILS}.",
        )
    for address in spec.notifications:
        if not _EMAIL.fullmatch(address):
            raise InputError("notifications", f"notifications holds '{address}', which is no email address; correct it.")


def _check_pair(spec: ConnectionSpec) -> None:
    if spec.primary and spec.group:
        raise InputError(
            "redundancy.group",
            f"redundancy.primary '{spec.primary}' and redundancy.group {spec.group} exclude each other; keep one of them.",
        )
    if spec.secondary and not (spec.primary or spec.group):
        raise InputError(
            "redundancy.priority",
            "redundancy.priority SECONDARY stands alone; name the primary connection as redundancy.primary, or its "
            "redundancy.group.",
        )
    if spec.priority == PRIMARY and (spec.primary or spec.group):
        option = "primary" if spec.primary else "group"
        raise InputError(
            f"redundancy.{option}",
            f"redundancy.{option} '{spec.primary or spec.group}' goes with a secondary connection only; remove it, since a "
            "primary connection opens a group of its own.",
        )
    if spec.group and not is_uuid(spec.group):
        raise InputError(
            "redundancy.group",
            f"redundancy.group '{spec.group}' is not a UUID; give the one that fabric_connection_info lists, or name the "
            "connection as redundancy.primary.",
        )
    if spec.primary and spec.primary == spec.name:
        raise InputError(
            "redundancy.primary",
            f"redundancy.primary '{spec.primary}' is the connection itself; give the name of the other one.",
        )


def _check_limit(spec: ConnectionSpec, given: bool) -> None:
    if not given:
        return
    if spec.max_charge is None or not 0 <= spec.max_charge < float("inf"):
        raise InputError(
            "max_monthly_charge.amount",
            f"max_monthly_charge.amount {spec.max_charge} is no amount; give what a month may cost at most.",
        )
    if not spec.max_currency:
        raise InputError(
            "max_monthly_charge.currency",
            f"max_monthly_charge.currency is missing beside the amount {money(spec.max_charge)}; give one such as USD.",
        )


def check_metro_code(option: str, code: str) -> None:
    """Refuse what is no code of a metro. Raises InputError."""
    if not _METRO.fullmatch(code):
        raise InputError(option, f"{option} '{code}' is no metro code; give one of two letters, such as FR.")


def check_complete(spec: ConnectionSpec) -> None:
    """Refuse to order with options missing; an existing connection does without them."""
    missing = [
        option
        for option, value in (
            ("name", spec.name),
            ("bandwidth", spec.bandwidth),
            ("a_side", spec.origin),
            ("z_side.service_profile", spec.service_profile),
            ("z_side.metro_code", spec.metro_code),
            ("notifications", spec.notifications),
        )
        if not value
    ]
    if missing:
        raise InputError(
            missing[0],
            f"Connection {spec.label} does not exist yet, and to order it {listed(missing, 'and')} must be given as well.",
        )
    check_new_name(spec.name)
