# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a report knows of each connection (pure): the rows of the info modules of both clouds, joined.

Rows are as modules return them (snake_case, secrets masked). Nothing is taken for granted: what is missing is shown so.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...module_utils._alibaba.physical_connection.identity import listed_candidates, speeds_of
from ...module_utils._core.data import MASK, dig, text_at
from ...module_utils._equinix.connection.status import (
    ACTIVE,
    DEPROVISIONED,
    DEPROVISIONING,
    FAILED,
    IN_PROGRESS,
    PENDING_APPROVAL,
    REQUESTED,
    UNKNOWN,
)
from ...module_utils._equinix.maintenance import Maintenance, maintenance_of
from ..both_ends import AlibabaEnds, claim_of, one_subnet
from .texts import natural

# Tones: how a state is coloured. The word beside it says the same, so that nothing depends on seeing colours.
OK = "ok"
WAIT = "wait"  # somebody has to do something
BUSY = "busy"  # goes on by itself
BAD = "bad"
OFF = "off"  # not there, or not known
TONES = (BAD, WAIT, BUSY, OK, OFF)  # the most urgent one first

PHASES = {
    REQUESTED: ("requested", BUSY),
    PENDING_APPROVAL: ("awaits approval", WAIT),
    IN_PROGRESS: ("in progress", BUSY),
    ACTIVE: ("active", OK),
    DEPROVISIONING: ("being removed", BUSY),
    DEPROVISIONED: ("gone", OFF),
    FAILED: ("failed", BAD),
    UNKNOWN: ("unknown", OFF),
}
PHYSICAL_CONNECTION_ENABLED = "Enabled"
PHYSICAL_CONNECTION_ACCEPTED = "Confirmed"
PHYSICAL_CONNECTION_NORMAL = "Normal"  # its business status; anything else is locked
PARTNER_PAYS = "PayByPhysicalConnectionOwner"
ROUTER_ACTIVE = "active"
ROUTER_UNCONFIRMED = "unconfirmed"
BGP_UP = "Established"
BGP_NOT_KNOWN = "not known yet"
# Phases in which a connection is no half of a pair (any more).
_NO_HALF = frozenset({FAILED, DEPROVISIONING, DEPROVISIONED})
_PHYSICAL_CONNECTION_TONES = {
    PHYSICAL_CONNECTION_ENABLED: OK,
    "Allocated": WAIT,
    "Rejected": BAD,
    "Canceled": BAD,
    "AllocationFailed": BAD,
    "Terminated": OFF,
}


@dataclass(frozen=True)
class Origin:
    """The asset at which a connection begins. Connections with equal ``identity`` begin at the same one."""

    kind: str
    name: str
    metro_code: str
    identity: str


@dataclass(frozen=True)
class PhysicalConnection:
    """A physical connection of Alibaba Cloud."""

    identity: str
    status: str
    tone: str
    locked: str  # why it is locked; empty when it is not
    vlan: int | None
    speeds: tuple[int, ...] = ()  # Mbps that it is said to have, or to be changed to
    partner_pays: bool = False


@dataclass(frozen=True)
class Peer:
    """A BGP neighbour of a virtual border router; ``asn`` is the neighbour's AS, ``own_asn`` that of Alibaba Cloud."""

    address: str
    asn: str
    own_asn: str
    status: str
    tone: str


@dataclass(frozen=True)
class Router:
    """A virtual border router; ``peers`` is None where its BGP peers were not looked up."""

    identity: str
    name: str
    status: str
    tone: str
    vlan: int | None
    peers: tuple[Peer, ...] | None = ()
    apart: str = ""  # its two gateways, where they are in no common subnet


@dataclass(frozen=True)
class Line:
    """One connection and both of its ends. ``number`` counts the connections as they were given, from 0."""

    number: int
    name: str
    uuid: str
    bandwidth: int | None
    phase: str
    word: str
    tone: str
    equinix_status: str
    provider_status: str
    alibaba_status: str
    origin: Origin
    a_tag: str  # VLAN or interface at the origin, in words
    z_vlan: int | None
    provider: str
    metro_code: str
    metro_name: str
    region: str
    group: str  # redundancy group, empty when the connection is not one of a pair
    role: str  # primary or secondary, empty when the connection is not one of a pair
    term: int | None
    account: str
    project: str
    changed: str
    maintenance: Maintenance = Maintenance()  # by Equinix; nothing is locked at Alibaba Cloud by it
    alone: str = ""  # why the other half of its pair is not there; empty when it is, or when there is to be none
    physical_connection: PhysicalConnection | None = None
    router: Router | None = None
    routers_seen: bool = True  # whether border routers were looked up
    candidates: str = ""  # physical connections of which none is proven to be its own, in words

    @property
    def speed(self) -> str:
        return "" if self.bandwidth is None else f"{self.bandwidth} Mbps"


def clean(value: Any) -> str:
    """Return a text without characters that a page cannot show."""
    text = value if isinstance(value, str) else "" if value is None else str(value)
    if text.isprintable():
        return text.strip()
    return "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cs", "Cn")).strip()


def whole(value: Any) -> int | None:
    """Return a whole number, None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return int(value)
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10 else None


def rows_of(value: Any) -> list[Mapping[str, Any]]:
    """Return the dicts of a list; a result of an ordering task (``connection`` and ``status``) counts as its connection."""
    rows = (
        [row for row in value if isinstance(row, Mapping)] if isinstance(value, Sequence) and not isinstance(value, str) else []
    )
    return [
        {**row["connection"], "status": row.get("status")} if isinstance(row.get("connection"), Mapping) else row for row in rows
    ]


def lines_of(connections: Any, physical_connections: Any = None, virtual_border_routers: Any = None) -> list[Line]:
    """Return one line for each connection, sorted by name; Alibaba's rows are None when they were not looked up.

    Searches list what changed last first, and the page is not to change with that.
    """
    rows = rows_of(connections)
    groups = Counter(text_at(row, "redundancy", "group") for row in rows)
    lines = _halved([_line(number, row, groups) for number, row in enumerate(rows)], rows)
    lines.sort(key=lambda line: (natural(line.name), line.uuid, line.number))
    if physical_connections is None:
        return lines
    ends = AlibabaEnds(rows_of(physical_connections), rows_of(virtual_border_routers))
    seen = virtual_border_routers is not None
    return [replace(_with_alibaba(line, rows[line.number], ends), routers_seen=seen) for line in lines]


def _halved(lines: list[Line], rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Return the lines, those that are alone of a pair with the reason. A primary one that never had another is single."""
    members: dict[str, list[Line]] = {}
    for line, row in zip(lines, rows, strict=True):
        group = text_at(row, "redundancy", "group")
        if group:
            members.setdefault(group, []).append(line)
    alone: dict[int, str] = {}
    for pair in members.values():
        living = [line for line in pair if line.phase not in _NO_HALF]
        if len(living) != 1:
            continue
        others = [
            f"{line.name} {'is ' if line.phase != FAILED else 'has '}{line.word}" for line in pair if line.phase in _NO_HALF
        ]
        secondary = text_at(rows[living[0].number], "redundancy", "priority") == "SECONDARY"
        if others or secondary:
            alone[living[0].number] = ", ".join(others) or "its primary connection is not among these"
    return [replace(line, alone=alone[line.number]) if line.number in alone else line for line in lines]


def _line(number: int, row: Mapping[str, Any], groups: Mapping[str, int]) -> Line:
    phase = text_at(row, "status", "phase")
    word, tone = PHASES.get(phase, PHASES[UNKNOWN])
    z_point = dig(row, "z_side", "access_point")
    group = text_at(row, "redundancy", "group")
    paired = bool(group) and groups[group] > 1
    return Line(
        number=number,
        name=clean(row.get("name")) or clean(row.get("uuid")) or "(no name)",
        uuid=clean(row.get("uuid")),
        bandwidth=whole(row.get("bandwidth")),
        phase=phase if phase in PHASES else UNKNOWN,
        word=word,
        tone=tone,
        equinix_status=clean(dig(row, "status", "equinix_status")),
        provider_status=clean(dig(row, "status", "provider_status")),
        alibaba_status=clean(dig(row, "status", "alibaba_status")),
        origin=_origin(clean(row.get("uuid")) or str(number), dig(row, "a_side")),
        a_tag=_a_tag(dig(row, "a_side", "access_point")),
        z_vlan=whole(dig(z_point, "link_protocol", "vlan_tag")),
        provider=clean(dig(z_point, "profile", "name")) or "Provider",
        metro_code=clean(dig(z_point, "location", "metro_code")),
        metro_name=clean(dig(z_point, "location", "metro_name")),
        region=clean(dig(z_point, "seller_region")),
        group=group if paired else "",
        role=clean(dig(row, "redundancy", "priority")).lower() if paired else "",
        term=whole(dig(row, "order", "term_length")),
        account=clean(dig(row, "account", "account_name")) or clean(dig(row, "account", "organization_name")),
        project=clean(dig(row, "project", "project_id")),
        # What is going is not changed any more.
        maintenance=Maintenance() if phase in (DEPROVISIONING, DEPROVISIONED) else maintenance_of(row),
        changed=max(text_at(row, "change_log", "updated_date_time"), text_at(row, "change", "updated_date_time")),
    )


def _origin(connection: str, a_side: Any) -> Origin:
    point = dig(a_side, "access_point")
    metro = clean(dig(point, "location", "metro_code"))
    token = dig(a_side, "service_token")
    if token:
        # Tokens are used once, and their UUIDs are hidden, so that each is an origin of its own.
        name = clean(dig(token, "name")) or clean(dig(point, "port", "name"))
        return Origin("Service token", name, metro, f"token {connection} {name}")
    for key, kind in (("port", "Port"), ("router", "Cloud router"), ("virtual_device", "Network Edge device")):
        asset = dig(point, key)
        if asset:
            uuid, name = clean(dig(asset, "uuid")), clean(dig(asset, "name"))
            shown = name or (uuid if uuid != MASK else "")
            return Origin(kind, shown, metro, f"{key} {uuid or name or connection}")
    return Origin("Unknown origin", "", metro, f"unknown {connection}")


def _a_tag(point: Any) -> str:
    link = dig(point, "link_protocol")
    tags = [whole(dig(link, key)) for key in ("vlan_tag", "vlan_s_tag", "vlan_c_tag")]
    interface = whole(dig(point, "interface", "id"))
    if any(tag is not None for tag in tags):
        return "VLAN " + ".".join(str(tag) for tag in tags if tag is not None)
    return "" if interface is None else f"interface {interface}"


# -- Alibaba's end


def _with_alibaba(line: Line, row: Mapping[str, Any], ends: AlibabaEnds) -> Line:
    decision = ends.decide(claim_of(row))
    found = decision.ours
    if not found:
        return replace(line, candidates=listed_candidates(decision.candidates))
    own = [_router(router) for router in ends.routers_of(row, found)]
    # Several routers may share a physical connection; the one of the connection is told by its VLAN.
    fitting = [router for router in own if router.vlan == line.z_vlan] or own
    return replace(line, physical_connection=_physical_connection(found), router=fitting[0] if fitting else None)


def _physical_connection(row: Mapping[str, Any]) -> PhysicalConnection:
    status, business = clean(row.get("status")), clean(row.get("business_status"))
    locked = "" if business in ("", PHYSICAL_CONNECTION_NORMAL) else business
    tone = BAD if locked else _PHYSICAL_CONNECTION_TONES.get(status.replace(" ", ""), BUSY if status else OFF)
    return PhysicalConnection(
        identity=clean(row.get("physical_connection_id")),
        status=status or "unknown",
        tone=tone,
        locked=locked,
        vlan=whole(row.get("vlan_id")),
        speeds=tuple(sorted(speeds_of(row))),
        partner_pays=row.get("order_mode") == PARTNER_PAYS,
    )


def _router(row: Mapping[str, Any]) -> Router:
    status = clean(row.get("status"))
    tones = {ROUTER_ACTIVE: OK, ROUTER_UNCONFIRMED: WAIT, "terminated": OFF, "": OFF}
    identity = clean(row.get("vbr_id"))
    gateways = [clean(row.get(key)) for key in ("local_gateway_ip", "peer_gateway_ip", "peering_subnet_mask")]
    subnet = one_subnet(row) if all(gateways) else {"proven": True}
    return Router(
        identity,
        clean(row.get("name")) or identity,
        status or "unknown",
        tones.get(status, BUSY),
        whole(row.get("vlan_id")),
        # Without include_bgp_peers, a row has none of this key.
        tuple(_peer(peer) for peer in rows_of(row["bgp_peers"])) if row.get("bgp_peers") is not None else None,
        "" if subnet["proven"] else clean(subnet["says"]),
    )


def _peer(row: Mapping[str, Any]) -> Peer:
    status = clean(row.get("status"))
    session = clean(row.get("bgp_status")) or (BGP_NOT_KNOWN if status in ("", "Available") else status)
    address, asn, own_asn = (clean(row.get(key)) for key in ("peer_ip_address", "peer_asn", "local_asn"))
    return Peer(address, asn, own_asn, session, OK if session == BGP_UP else WAIT)


def most_urgent(tones: Iterable[str]) -> str:
    """Return the most urgent of some tones, OFF when there are none."""
    return min(tones, key=TONES.index, default=OFF)
