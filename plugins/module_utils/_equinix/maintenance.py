# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Maintenance by Equinix (pure): how far it is, what it locks, and the refusals to touch that.

Source: ``operation.lockEnabled`` and ``operation.maintenanceStatus`` of connections and ports of Fabric v4.34. Earlier documents
know no lock, and a state DEFERRED in place of CANCELLED and POSTPONED.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from .._core.data import dig, text_at
from .._core.errors import InputError, ObjectError

# States in which there is nothing (any more) to wait for.
_OVER = frozenset({"COMPLETED", "CANCELLED"})
# States are told as the API spells them, new ones too, as long as they look like some.
_STATE = re.compile(r"[A-Z_ ]{1,30}")


class Maintenance(NamedTuple):
    """Maintenance of a connection or a port: whether it is locked, and in words how far that is, empty where nobody says."""

    locked: bool = False
    state: str = ""

    def __str__(self) -> str:
        if self.locked:
            return f"locked by Equinix for maintenance{f' ({self.state})' if self.state else ''}"
        return f"maintenance {self.state}" if self.state else ""


def maintenance_of(row: Mapping[str, Any]) -> Maintenance:
    """Return the maintenance of a connection or a port, as the API gives it or as results show it. Never raises."""
    operation = dig(row, "operation")
    locked = any(dig(operation, key) is True for key in ("lockEnabled", "lock_enabled"))
    state = (text_at(operation, "maintenanceStatus") or text_at(operation, "maintenance_status")).strip().upper()
    told = state not in _OVER and _STATE.fullmatch(state)
    return Maintenance(locked, state.replace("_", " ").lower() if told else "")


def refuse_locked(connection: Mapping[str, Any], label: str, option: str, undone: str) -> None:
    """Refuse to touch a connection while it is locked; ``undone`` says what was not done. Raises ObjectError."""
    maintenance = maintenance_of(connection)
    if maintenance.locked:
        error = ObjectError(
            option,
            f"Connection {label} ({text_at(connection, 'uuid')}) is {maintenance}, so {undone}; run again when that is over.",
        )
        error.last = dict(connection)
        raise error


def refuse_locked_port(port: Mapping[str, Any], reference: str) -> None:
    """Refuse to order from a port that is locked. Raises InputError."""
    maintenance = maintenance_of(port)
    if maintenance.locked:
        raise InputError(
            "a_side.port", f"a_side.port '{reference}' is {maintenance}; order when that is over, or use another port."
        )


def refuse_locked_vlans(port: Mapping[str, Any], label: str, tag: int | None) -> None:
    """Refuse to give a connection another VLAN of a port that is locked. Raises ObjectError."""
    maintenance, name = maintenance_of(port), text_at(port, "name")
    if maintenance.locked:
        raise ObjectError(
            "a_side.vlan_tag",
            f"Port '{name}' of connection {label} is {maintenance}, so a_side.vlan_tag was not changed to {tag}; run again when "
            "that is over.",
        )
