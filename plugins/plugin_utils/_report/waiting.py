# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What waits for whom (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.status import (
    ACTIVE,
    DEPROVISIONED,
    DEPROVISIONING,
    FAILED,
    IN_PROGRESS,
    PENDING_APPROVAL,
    REQUESTED,
    Status,
)
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.facts import (
    BAD,
    BGP_UP,
    BUSY,
    CIRCUIT_ACCEPTED,
    CIRCUIT_ENABLED,
    ROUTER_ACTIVE,
    ROUTER_UNCONFIRMED,
    TONES,
    WAIT,
    Line,
)

YOU_EQUINIX = "You, on Equinix"
YOU_ALIBABA = "You, on Alibaba Cloud"
EQUINIX = "Equinix"
ALIBABA = "Alibaba Cloud"


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


_BY_ITSELF = "It goes on by itself."
_ACCEPT = Wait(YOU_ALIBABA, "Awaiting approval", "Accept and pay on Alibaba Cloud.")
_PAY = Wait(YOU_ALIBABA, "Accepted, not enabled yet", "Pay for it on Alibaba Cloud, where that is not done.")
_BY_PHASE = {
    FAILED: Wait(YOU_EQUINIX, "Failed or rejected", "Look at its errors, remove it and order it anew.", BAD),
    DEPROVISIONING: Wait(EQUINIX, "Being removed", _BY_ITSELF, BUSY),
    REQUESTED: Wait(EQUINIX, "Requested, not at Alibaba Cloud yet", _BY_ITSELF, BUSY),
    IN_PROGRESS: Wait(ALIBABA, "Being set up", _BY_ITSELF, BUSY),
}
_ODD = Wait(YOU_EQUINIX, "In states that are not documented", "Look at it in Equinix's portal.")
_ROUTE = Wait(YOU_EQUINIX, "Without routing", "Configure routing on the cloud router.")
_LOST = Wait(
    YOU_ALIBABA,
    "Not found on Alibaba Cloud",
    "No physical connection has its name and VLAN in the account that was looked up; look into the right account.",
)
_LOCKED = Wait(YOU_ALIBABA, "Locked on Alibaba Cloud", "Settle what the console says.", BAD)
_OFF = Wait(YOU_ALIBABA, "Not enabled on Alibaba Cloud", "Look at its physical connection in the console.")
_NO_ROUTER = Wait(YOU_ALIBABA, "Without a border router", "Create a virtual border router with the connection's VLAN.")
_UNCONFIRMED = Wait(YOU_ALIBABA, "Border router not confirmed", "Confirm it on Alibaba Cloud.")
_INACTIVE = Wait(ALIBABA, "Border router not active", _BY_ITSELF, BUSY)
_NO_BGP = Wait(YOU_ALIBABA, "BGP session down", "Compare addresses, AS numbers and keys of both sides.")
_VLAN = Wait(YOU_ALIBABA, "Different VLANs", "Give Alibaba Cloud's side the VLAN that Fabric has there.", BAD)


def waits_of(line: Line, *, alibaba: bool) -> Iterator[Wait]:
    """Yield what a connection waits for; ``alibaba`` tells whether Alibaba's end was looked up."""
    if line.phase == DEPROVISIONED:
        return
    if Status(line.phase, line.equinix_status).waits_for_routing:
        yield _ROUTE
    if line.phase == PENDING_APPROVAL:
        yield _PAY if line.circuit is not None and line.circuit.status == CIRCUIT_ACCEPTED else _ACCEPT
    elif line.phase != ACTIVE:
        yield _BY_PHASE.get(line.phase, _ODD)
    elif alibaba:
        yield from _waits_at_alibaba(line)
    if line.phase not in (FAILED, DEPROVISIONING):
        yield from _vlan_differs(line)


def _waits_at_alibaba(line: Line) -> Iterator[Wait]:
    circuit, router = line.circuit, line.router
    if circuit is None:
        yield _LOST
    elif circuit.locked:
        yield replace(_LOCKED, detail=circuit.locked)
    elif circuit.status == CIRCUIT_ACCEPTED:
        yield _PAY
    elif circuit.status != CIRCUIT_ENABLED:
        yield replace(_OFF, detail=circuit.status)
    elif router is None:
        yield replace(_NO_ROUTER, detail="" if line.z_vlan is None else f"VLAN {line.z_vlan}")
    elif router.status == ROUTER_UNCONFIRMED:
        yield replace(_UNCONFIRMED, detail=router.name)
    elif router.status != ROUTER_ACTIVE:
        yield replace(_INACTIVE, detail=f"{router.name} is {router.status}")
    else:
        for peer in router.peers:
            if peer.status != BGP_UP:
                yield replace(_NO_BGP, detail=f"{peer.address} is {peer.status}")


def _vlan_differs(line: Line) -> Iterator[Wait]:
    for what, vlan in (
        ("physical connection", line.circuit.vlan if line.circuit else None),
        ("border router", line.router.vlan if line.router else None),
    ):
        if vlan is not None and line.z_vlan is not None and vlan != line.z_vlan:
            yield replace(_VLAN, detail=f"{line.z_vlan} on Fabric, {vlan} on the {what}")


def waiting_of(lines: Iterable[Line], *, alibaba: bool) -> list[Waiting]:
    """Return what waits for whom, the most urgent first; connections that wait for the same stand together."""
    found: dict[Wait, list[str]] = {}
    for line in lines:
        for wait in waits_of(line, alibaba=alibaba):
            name = f"{line.name} ({wait.detail})" if wait.detail else line.name
            found.setdefault(replace(wait, detail=""), []).append(name)
    listed = [Waiting(wait.who, wait.state, wait.remedy, wait.tone, tuple(names)) for wait, names in found.items()]
    return sorted(listed, key=lambda item: (TONES.index(item.tone), item.who, item.state))


def sentence(waiting: Waiting) -> str:
    """Return one thing that waits as a sentence."""
    remedy = waiting.remedy[0].lower() + waiting.remedy[1:]
    return f"{waiting.state}: {', '.join(waiting.names)}. {waiting.who}: {remedy}"
