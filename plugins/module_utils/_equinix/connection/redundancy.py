# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a connection can join a redundant pair (pure). Each check raises InputError."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..._core.data import text_at
from ..._core.errors import InputError
from .spec import PRIMARY, SECONDARY, ConnectionSpec


def check_primary(spec: ConnectionSpec, primary: Mapping[str, Any]) -> str:
    """Check the connection named as the primary one; return its redundancy group."""
    named = f"redundancy.primary '{spec.primary}'"
    if text_at(primary, "redundancy", "priority") == SECONDARY:
        raise InputError("redundancy.primary", f"{named} is itself the secondary connection of a pair; name its primary one.")
    group = text_at(primary, "redundancy", "group")
    if not group:
        raise InputError(
            "redundancy.primary", f"{named} has no redundancy group yet; run again when its order has been carried out."
        )
    return group


def check_group(spec: ConnectionSpec, group: str, members: Iterable[Mapping[str, Any]]) -> None:
    """Check that a group has its primary connection and room for a secondary one; ``members`` are those not gone."""
    option = "redundancy.primary" if spec.primary else "redundancy.group"
    by_priority = {text_at(item, "redundancy", "priority") or PRIMARY: item for item in members}
    if PRIMARY not in by_priority:
        raise InputError(
            option,
            f"{option} {spec.primary or group} has no primary connection; give that of an existing connection, as "
            "fabric_connection_info lists it.",
        )
    if SECONDARY in by_priority:
        taken = by_priority[SECONDARY]
        raise InputError(
            option,
            f"{option} {spec.primary or group} has its secondary connection already, '{text_at(taken, 'name')}' "
            f"({text_at(taken, 'uuid')}); name another primary, or remove that one.",
        )
