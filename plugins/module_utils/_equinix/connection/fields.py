# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changing a connection in place (pure): what the API can patch, how, and how far a change has come.

Source: the patch operations of Fabric v4.31, and the changes that Equinix's own clients send.
"""

from __future__ import annotations

import copy
import enum
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ..._core.data import dig, text_at
from ..._core.errors import ObjectError
from .plan import Difference, emails_of, notification_blocks, tells_of_all
from .spec import ConnectionSpec

_POINT = ("aSide", "accessPoint")


class Change(NamedTuple):
    """One patch operation, and where the connection shows its value afterwards."""

    option: str
    path: str
    value: Any
    target: tuple[str, ...]
    shown: Any

    def __str__(self) -> str:
        value = ", ".join(emails_of(self.shown)) if self.option == "notifications" else self.shown
        return f"{self.option} to {value}"

    @property
    def operation(self) -> dict[str, Any]:
        """The operation as a JSON patch spells it."""
        return {"op": "replace", "path": self.path, "value": self.value}


def _name(spec: ConnectionSpec, connection: Mapping[str, Any]) -> Change:
    return Change("name", "/name", spec.name, ("name",), spec.name)


def _bandwidth(spec: ConnectionSpec, connection: Mapping[str, Any]) -> Change:
    return Change("bandwidth", "/bandwidth", spec.bandwidth, ("bandwidth",), spec.bandwidth)


def _notifications(spec: ConnectionSpec, connection: Mapping[str, Any]) -> Change:
    """Replace the whole array: what else is in it stays, the other blocks and what the block has beside addresses."""
    current = notification_blocks(connection.get("notifications"))
    own = next(filter(tells_of_all, current), {})
    changed = {**own, "type": "ALL", "emails": list(spec.notifications or ())}
    blocks = [changed, *(dict(block) for block in current if not tells_of_all(block))]
    return Change("notifications", "/notifications", blocks, ("notifications",), blocks)


def _term_length(spec: ConnectionSpec, connection: Mapping[str, Any]) -> Change:
    return Change("order.term_length", "/order/termLength", spec.term_length, ("order", "termLength"), spec.term_length)


def _vlan_tag(spec: ConnectionSpec, connection: Mapping[str, Any]) -> Change | None:
    if text_at(connection, *_POINT, "linkProtocol", "type") != "DOT1Q" or not dig(connection, *_POINT, "port"):
        return None
    # The plural is the API's.
    path = "/aSide/accessPoint/linkProtocols"
    return Change("a_side.vlan_tag", path, {"vlanTag": spec.vlan_tag}, (*_POINT, "linkProtocol", "vlanTag"), spec.vlan_tag)


def _interface_id(spec: ConnectionSpec, connection: Mapping[str, Any]) -> Change | None:
    device = text_at(connection, *_POINT, "virtualDevice", "uuid")
    if not device:
        return None
    interface = {"type": "CLOUD", "id": spec.interface_id}
    value = {"virtualDevice": {"type": "EDGE", "uuid": device}, "interface": interface}
    return Change("a_side.interface_id", "/aSide/accessPoint", value, (*_POINT, "interface", "id"), spec.interface_id)


# What can be changed, in the order in which it is; everything else stays as it was ordered.
_CHANGES: dict[str, Callable[[ConnectionSpec, Mapping[str, Any]], Change | None]] = {
    "name": _name,
    "a_side.vlan_tag": _vlan_tag,
    "a_side.interface_id": _interface_id,
    "notifications": _notifications,
    "order.term_length": _term_length,
    "bandwidth": _bandwidth,
}


def plan(
    spec: ConnectionSpec, connection: Mapping[str, Any], differences: Sequence[Difference]
) -> tuple[list[Change], list[Difference]]:
    """Return the changes that bring a connection to the spec, and the differences that no change can settle."""
    different = {difference.option: difference for difference in differences}
    changes = []
    for option, build in _CHANGES.items():
        change = build(spec, connection) if option in different else None
        if change is not None:
            changes.append(change)
            del different[option]
    return changes, list(different.values())


def applied(connection: Mapping[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    """Return a connection as it will be after the changes."""
    result: dict[str, Any] = copy.deepcopy(dict(connection))
    for change in changes:
        place = result
        for key in change.target[:-1]:
            if not isinstance(place.get(key), dict):
                place[key] = {}
            place = place[key]
        place[change.target[-1]] = copy.deepcopy(change.shown)
    return result


def _pending(connection: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the patch operation of a change that waits for the provider's approval; empty where the API does not show it."""
    if text_at(connection, "change", "status") != "SUBMITTED_FOR_APPROVAL":
        return None
    data = dig(connection, "change", "data")
    return data if isinstance(data, Mapping) else {}


def awaits_approval(connection: Mapping[str, Any], change: Change) -> bool:
    """Tell whether just this change was submitted for the provider's approval, so that it must not be sent again.

    Where the API does not show what was submitted, it is taken for the one: to send it at each run is no way to get it approved.
    """
    data = _pending(connection)
    if data is None:
        return False
    return not data or (data.get("path") == change.path and data.get("value") == change.value)


def refuse_while_awaiting(spec: ConnectionSpec, connection: Mapping[str, Any]) -> None:
    """Refuse a change while another one waits for the provider's approval. Raises ObjectError."""
    data = _pending(connection)
    if data is not None:
        raise ObjectError(
            "state",
            f"Connection {spec.label} ({text_at(connection, 'uuid')}) has another change that awaits the provider's approval "
            f"({data.get('path')} to {data.get('value')}); wait until it is approved or rejected, then run again.",
        )


class Progress(enum.Enum):
    """How far a change has come."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    AWAITS_APPROVAL = "awaits approval"


_BY_STATUS = {
    "COMPLETED": Progress.DONE,
    "FAILED": Progress.FAILED,
    "REJECTED": Progress.FAILED,
    "SUBMITTED_FOR_APPROVAL": Progress.AWAITS_APPROVAL,
}


def change_id(connection: Mapping[str, Any]) -> str:
    """Return the id of the last change of a connection, an empty text when there is none."""
    return text_at(connection, "change", "uuid")


def shows(connection: Mapping[str, Any], change: Change) -> bool:
    """Tell whether a connection has the value that a change gives it."""
    current = dig(connection, *change.target)
    if change.option == "notifications":
        return {email.casefold() for email in emails_of(current)} == {email.casefold() for email in emails_of(change.shown)}
    return str(current) == str(change.shown)


def progress(connection: Mapping[str, Any], change: Change, ours: str, before: str) -> Progress:
    """Tell how far a change has come.

    ``ours`` is the id that the API gave it, an empty text when it gave none; ``before`` is the id of the change before it,
    whose COMPLETED says nothing about this one.
    """
    current = change_id(connection)
    status = text_at(connection, "change", "status")
    if current and current != before and (not ours or current == ours):
        return _BY_STATUS.get(status, Progress.PENDING)
    # The API shows no change of ours (any more); the value itself is the proof.
    if shows(connection, change) and status in ("", "COMPLETED"):
        return Progress.DONE
    return Progress.PENDING
