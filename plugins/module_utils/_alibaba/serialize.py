# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The objects of Alibaba Cloud's VPC API (pure): types made one, snake_case, masking.

The API gives the same field as a number here and as text there (``VlanId``, ``HasReservationData``); nothing is taken at
its word.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from .._core.data import MASK, in_snake_case

# Account ids and keys; the account of a partner is nobody's business either.
_SECRET = frozenset(
    {"AuthKey", "ParentPhysicalConnectionAliUid", "PhysicalConnectionOwnerUid", "VbrOwnerId", "EcrOwnerId", "CenOwnerId"}
)
_NUMBERS = frozenset(
    {"VlanId", "Bandwidth", "MinRxInterval", "MinTxInterval", "DetectMultiplier", "Mtu", "PeerAsn", "LocalAsn", "BfdMultiHop"}
)
_FLAGS = frozenset({"EnableIpv6", "EnableBfd", "IsFake", "HasReservationData", "SitelinkEnable"})


def number_at(row: Mapping[str, Any], key: str) -> int | None:
    """Return a whole number, whatever type it comes in; None where there is none."""
    return _number(row.get(key))


def flag_at(row: Mapping[str, Any], key: str) -> bool:
    """Return a truth value, whatever type it comes in; a missing one is false."""
    return _flag(row.get(key)) is True


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    text = value.strip() if isinstance(value, str) else ""
    # Longer ones are no VLAN, no AS number and no speed.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _flag(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.strip().lower()) if isinstance(value, str) else None


def to_result(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object of the API in snake_case, as results show it; account ids and BGP keys masked."""
    shown: dict[str, Any] = in_snake_case(_plain(dict(data)))
    return shown


def _plain(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _value(key, value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(item) for item in data]
    return data


def _value(key: str, value: Any) -> Any:
    if key in _SECRET:
        return MASK if value else value
    if key in _NUMBERS and _number(value) is not None:
        return _number(value)
    if key in _FLAGS and _flag(value) is not None:
        return _flag(value)
    return _plain(value)


def steady_token(*parts: str) -> str:
    """Return the ClientToken (at most 64 characters) of something that is done once ever.

    Whoever asks for it again, in another run too, sends the same token, and the API answers as it did the first time.
    """
    return f"interconnect-{hashlib.sha256('/'.join(parts).encode()).hexdigest()[:40]}"
