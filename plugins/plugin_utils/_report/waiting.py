# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What waits for whom (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...module_utils._core.data import listed
from ...module_utils._equinix.connection.status import (
    ACTIVE,
    DEPROVISIONED,
    DEPROVISIONING,
    FAILED,
    IN_PROGRESS,
    PENDING_APPROVAL,
    REQUESTED,
    Status,
)
from .facts import (
    BAD,
    BGP_UP,
    BUSY,
    PHYSICAL_CONNECTION_ACCEPTED,
    PHYSICAL_CONNECTION_ENABLED,
    ROUTER_ACTIVE,
    ROUTER_UNCONFIRMED,
    TONES,
    WAIT,
    Line,
    PhysicalConnection,
)

YOU_EQUINIX = "You, on Equinix"
YOU_ALIBABA = "You, on Alibaba Cloud"
EQUINIX = "Equinix"
ALIBABA = "Alibaba Cloud"


@dataclass(frozen=True)
class Seen:
    """What was looked up, and so what can be said."""

    alibaba: bool  # physical connections
    routers: bool


@dataclass(frozen=True)
class Wait:
    """Why one connection does not go on, and who has to do what. ``detail`` is of this connection alone."""

    who: str
    state: str
    remedy: str
    tone: str = WAIT
    detail: str = ""


@dataclass(frozen=True)
class Waiting:
    """All connections that wait for the same."""

    who: str
    state: str
    remedy: str
    tone: str
    names: tuple[str, ...]


# Remedies read the same for one connection and for many.
_BY_ITSELF = "Nothing to do, this goes on by itself."
_ACCEPT = Wait(YOU_ALIBABA, "Awaiting approval", "Accept and pay on Alibaba Cloud.")
_PAY = Wait(YOU_ALIBABA, "Accepted, not enabled yet", "Pay on Alibaba Cloud, where that is not done.")
_PARTNER_PAYS = Wait(ALIBABA, "Accepted, not enabled yet, paid by the partner", _BY_ITSELF, BUSY)
_BY_PHASE = {
    FAILED: Wait(YOU_EQUINIX, "Failed or rejected", "Look at the errors on Fabric, then remove and order again.", BAD),
    DEPROVISIONING: Wait(EQUINIX, "Being removed", _BY_ITSELF, BUSY),
    REQUESTED: Wait(EQUINIX, "Requested, not at Alibaba Cloud yet", _BY_ITSELF, BUSY),
    IN_PROGRESS: Wait(ALIBABA, "Being set up", _BY_ITSELF, BUSY),
}
_ODD = Wait(YOU_EQUINIX, "In states that are not documented", "Look in Equinix's portal.")
_ROUTE = Wait(YOU_EQUINIX, "Without routing", "Configure routing on the cloud router.")
_HALF = Wait(YOU_EQUINIX, "Half of a redundant pair", "Order the other half again, unless this is to go alone.")
_NO_VLAN = Wait(EQUINIX, "VLAN not shown yet", "Nothing to do, Fabric shows it some time after the order.", BUSY)
_NEVER_A_VLAN = Wait(
    YOU_EQUINIX,
    "VLAN not shown",
    "Ask Equinix for the VLAN, or name the physical connection by its ID; its state is not known here.",
)
_LOST = Wait(
    YOU_ALIBABA,
    "Not found on Alibaba Cloud",
    "The account that was looked up has no physical connection of that name and VLAN; look in the right account.",
)
_UNPROVEN = Wait(
    YOU_ALIBABA, "Not proven on Alibaba Cloud", "Tell by hand which physical connection is meant, and name it by its ID."
)
_NO_REGION = Wait(YOU_EQUINIX, "Region not shown", "Look at Alibaba Cloud's end by hand; without a region it was not looked up.")
_MAINTAINED = Wait(EQUINIX, "Maintenance", "Nothing to do, but expect interruptions until it is over.", BUSY)
_MAINTENANCE_LOCKS = Wait(
    EQUINIX, "Locked for maintenance", "Nothing to do; what is to be changed or removed has to wait until that is over.", BUSY
)
_LOCKED = Wait(YOU_ALIBABA, "Locked on Alibaba Cloud", "Settle what the console says.", BAD)
_OFF = Wait(YOU_ALIBABA, "Not enabled on Alibaba Cloud", "Look at the physical connection in the console.")
_BEHIND = Wait(EQUINIX, "Enabled on Alibaba Cloud, not active on Fabric yet", _BY_ITSELF, BUSY)
_LEFT = Wait(
    YOU_ALIBABA,
    "Still on Alibaba Cloud, and billed there",
    "Terminate and delete the physical connection, which nothing uses any more.",
)
_NO_ROUTER = Wait(
    YOU_ALIBABA,
    "Without a border router",
    "Create a virtual border router with this VLAN; until then what is paid for carries nothing.",
)
_UNCONFIRMED = Wait(YOU_ALIBABA, "Border router not confirmed", "Confirm it on Alibaba Cloud.")
_INACTIVE = Wait(ALIBABA, "Border router not active", _BY_ITSELF, BUSY)
_APART = Wait(
    YOU_ALIBABA, "Gateways in different subnets", "Give both gateways of the border router addresses in one subnet.", BAD
)
_NO_BGP = Wait(YOU_ALIBABA, "Without BGP", "Add a BGP peer to the border router; without one only static routes carry anything.")
_BGP_DOWN = Wait(YOU_ALIBABA, "BGP not established", "Compare addresses, AS numbers and keys of both sides.")
_VLAN = Wait(YOU_ALIBABA, "Different VLANs", "Give Alibaba Cloud's side the VLAN that Fabric shows.", BAD)
_SPEED = Wait(
    YOU_ALIBABA, "Different bandwidths", "Bring both sides to one bandwidth; the lower one counts, and both are billed."
)

# What goes on, or stands, while Alibaba Cloud has a physical connection for it.
_THERE = (PENDING_APPROVAL, IN_PROGRESS, ACTIVE)


def waits_of(line: Line, seen: Seen) -> Iterator[Wait]:
    """Yield what a connection waits for; ``seen`` tells what was looked up."""
    if line.maintenance.locked or line.maintenance.state:
        yield replace(_MAINTENANCE_LOCKS if line.maintenance.locked else _MAINTAINED, detail=line.maintenance.state)
    if line.phase in (FAILED, DEPROVISIONING, DEPROVISIONED):
        if line.phase != DEPROVISIONED:
            yield _BY_PHASE[line.phase]
        if (
            line.phase != DEPROVISIONING
            and line.physical_connection
            and line.physical_connection.status in (PHYSICAL_CONNECTION_ACCEPTED, PHYSICAL_CONNECTION_ENABLED)
        ):
            yield replace(_LEFT, detail=line.physical_connection.identity)
        return
    if Status(line.phase, line.equinix_status).waits_for_routing:
        yield _ROUTE
    if line.alone:
        yield replace(_HALF, detail=line.alone)
    if line.phase not in _THERE:
        yield _BY_PHASE.get(line.phase, _ODD)
    elif line.physical_connection is None:
        yield from _waits_unseen(line, seen)
    else:
        yield from _waits_at_alibaba(line, line.physical_connection, seen)
    yield from _unequal(line)


def _waits_unseen(line: Line, seen: Seen) -> Iterator[Wait]:
    """Yield what a connection waits for of which no physical connection is known, looked for or not."""
    if line.phase == PENDING_APPROVAL:
        yield _ACCEPT
    elif line.phase == IN_PROGRESS:
        yield _BY_PHASE[IN_PROGRESS]
    if line.z_vlan is None:
        # Without it nothing is proven, and no border router can be given it.
        # Where nobody has to do anything yet, nothing is named that may be somebody else's.
        yield replace(_NEVER_A_VLAN, detail=_could_be(line)) if line.phase == ACTIVE else _NO_VLAN
    elif seen.alibaba and not line.region:
        yield _NO_REGION
    elif line.candidates:
        yield replace(_UNPROVEN, detail=_could_be(line))
    elif seen.alibaba and line.phase == ACTIVE:
        yield replace(_LOST, detail=f"VLAN {line.z_vlan}")


def _could_be(line: Line) -> str:
    return f"it could be {line.candidates}" if line.candidates else ""


def _waits_at_alibaba(line: Line, physical_connection: PhysicalConnection, seen: Seen) -> Iterator[Wait]:
    if physical_connection.locked:
        yield replace(_LOCKED, detail=physical_connection.locked)
    elif physical_connection.status == PHYSICAL_CONNECTION_ACCEPTED:
        yield _PARTNER_PAYS if physical_connection.partner_pays else _PAY
    elif physical_connection.status == PHYSICAL_CONNECTION_ENABLED:
        if line.phase != ACTIVE:
            yield _BEHIND
        # From here on it is paid for.
        if seen.routers:
            yield from _waits_for_traffic(line)
    elif line.phase == PENDING_APPROVAL:
        yield _ACCEPT
    elif line.phase == IN_PROGRESS:
        yield _BY_PHASE[IN_PROGRESS]
    else:
        yield replace(_OFF, detail=physical_connection.status)


def _waits_for_traffic(line: Line) -> Iterator[Wait]:
    """Yield what an enabled port waits for before it carries anything: a border router, and BGP on it."""
    router = line.router
    if router is None:
        yield replace(_NO_ROUTER, detail="" if line.z_vlan is None else f"VLAN {line.z_vlan}")
    elif router.status == ROUTER_UNCONFIRMED:
        yield replace(_UNCONFIRMED, detail=router.name)
    elif router.status != ROUTER_ACTIVE:
        yield replace(_INACTIVE, detail=f"{router.name} is {router.status}")
    else:
        if router.apart:
            yield replace(_APART, detail=router.apart)
        if router.peers == ():
            yield replace(_NO_BGP, detail=router.name)
        for peer in router.peers or ():
            if peer.status != BGP_UP:
                yield replace(_BGP_DOWN, detail=f"{peer.address} is {peer.status}")


def _unequal(line: Line) -> Iterator[Wait]:
    """Yield in what the two ends differ."""
    yield from _vlan_differs(line)
    speeds = line.physical_connection.speeds if line.physical_connection else ()
    if line.bandwidth is not None and speeds and line.bandwidth not in speeds:
        yield replace(_SPEED, detail=f"{line.speed} on Fabric, {listed(speeds)} Mbps on Alibaba Cloud")


def _vlan_differs(line: Line) -> Iterator[Wait]:
    for what, vlan in (
        ("physical connection", line.physical_connection.vlan if line.physical_connection else None),
        ("border router", line.router.vlan if line.router else None),
    ):
        if vlan is not None and line.z_vlan is not None and vlan != line.z_vlan:
            yield replace(_VLAN, detail=f"{line.z_vlan} on Fabric, {vlan} on the {what}")


def waiting_of(lines: Iterable[Line], seen: Seen) -> list[Waiting]:
    """Return what waits for whom, the most urgent first; connections that wait for the same stand together."""
    found: dict[Wait, list[str]] = {}
    for line in lines:
        for wait in waits_of(line, seen):
            name = f"{line.name} ({wait.detail})" if wait.detail else line.name
            found.setdefault(replace(wait, detail=""), []).append(name)
    waiting = [Waiting(wait.who, wait.state, wait.remedy, wait.tone, tuple(names)) for wait, names in found.items()]
    return sorted(waiting, key=lambda item: (TONES.index(item.tone), item.who, item.state))


def not_known(lines: Sequence[Line], seen: Seen) -> str:
    """Return what cannot be said of these connections because nobody looked, an empty text when all was looked up."""
    if not lines:
        return ""
    if not seen.alibaba:
        return "Alibaba Cloud's end was not looked up, so it is not known what is paid for, has a border router, and has BGP up."
    if not seen.routers:
        return "Border routers were not looked up, so it is not known what has one, and has BGP up."
    if any(line.router and line.router.peers is None for line in lines):
        return "BGP sessions were not looked up, so it is not known which are up."
    return ""


def quiet(lines: Sequence[Line], unknown: str) -> str:
    """Return the sentence for connections of which none waits, as far as was looked."""
    if not lines:
        return "There are no connections."
    return "Nothing waits in what was looked up." if unknown else "Nothing waits for anybody."


def sentence(waiting: Waiting) -> str:
    """Return one thing that waits as a sentence."""
    remedy = waiting.remedy[0].lower() + waiting.remedy[1:]
    return f"{waiting.state}: {', '.join(waiting.names)}. {waiting.who}: {remedy}"
