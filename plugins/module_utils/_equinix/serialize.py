# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading and showing the API's objects (pure): paths into them, references to them, snake_case, masking."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .._core.data import MASK, in_snake_case
from .._core.errors import InputError
from .._core.secrets import SHORTEST, scrubbed

# Where the API keeps account IDs and keys.
_KEYS = frozenset({"authenticationKey", "bgpAuthKey"})
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID; anything else is taken as a name."""
    return _UUID.fullmatch(text) is not None


def check_uuid(option: str, text: str | None) -> None:
    """Refuse a text that is no UUID, before it leads to another place of the API. Raises InputError."""
    if text and not is_uuid(text):
        raise InputError(option, f"{option} '{text}' is not a UUID; give the one that the API shows, or search by name.")


def number_of(value: Any) -> Any:
    """Return the whole number that a text spells, anything else as it is: the API has been seen to give numbers as text."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) <= 18:
        return int(value)
    return value


def without_empty(data: Any) -> Any:
    """Return nested data without None, empty texts, lists and dicts: the API answers 400 to an empty object."""
    if isinstance(data, Mapping):
        pairs = ((key, without_empty(value)) for key, value in data.items())
        return {key: value for key, value in pairs if value not in (None, "", [], {})}
    if isinstance(data, (list, tuple)):
        values = (without_empty(value) for value in data)
        return [value for value in values if value not in (None, "", [], {})]
    return data


def refers_to(reference: str, entity: Any, uuid: str | None = None) -> bool | None:
    """Tell whether a name or UUID means this object (``{uuid, name}``); None when the object lacks what it takes.

    ``uuid`` is the reference's own, once it has been looked up.
    """
    if not isinstance(entity, Mapping) or not entity:
        return False
    wanted = uuid or (reference if is_uuid(reference) else None)
    if wanted is not None and isinstance(entity.get("uuid"), str):
        return bool(entity["uuid"].lower() == wanted.lower())
    if not is_uuid(reference) and isinstance(entity.get("name"), str):
        return bool(entity["name"] == reference)
    return None


def perhaps_renamed(reference: str, entity: Any, uuid: str | None = None) -> bool:
    """Tell whether only a name speaks against this object (``{uuid, name}``): an asset that was renamed keeps its UUID.

    What the reference is called now, and what the object shows, may be names of different days; ``uuid`` is as above.
    """
    if uuid is not None or is_uuid(reference) or not isinstance(entity, Mapping) or not isinstance(entity.get("uuid"), str):
        return False
    return refers_to(reference, entity) is False


def to_result(data: Mapping[str, Any], *, secrets: bool = False) -> dict[str, Any]:
    """Return an object of the API in snake_case, as results show it; account ids and token UUIDs masked.

    Keys that are data themselves (the region codes of ``sellerRegions``) are kept as they are.
    """
    shown: dict[str, Any] = in_snake_case(data if secrets else masked(data))
    return shown


def secrets_in(data: Any) -> set[str]:
    """Return the secrets that an object of the API shows at the places where it keeps them."""
    if isinstance(data, list):
        return {secret for value in data for secret in secrets_in(value)}
    if not isinstance(data, Mapping):
        return set()
    found: set[str] = set()
    for key, value in data.items():
        if key in _KEYS and isinstance(value, str):
            found.add(value)
        elif key == "serviceToken" and isinstance(value, Mapping):
            found |= {value["uuid"]} if isinstance(value.get("uuid"), str) else set()
        elif isinstance(value, (Mapping, list)):
            found |= secrets_in(value)
    return found - {"", MASK}


def masked(data: Any) -> Any:
    """Return an object of the API as it is, but for account ids and token UUIDs, in whatever text they are repeated."""
    return _masked(data, frozenset(secret for secret in secrets_in(data) if len(secret) >= SHORTEST))


def _masked(data: Any, secrets: frozenset[str]) -> Any:
    if isinstance(data, str):
        return scrubbed(data, secrets) if secrets else data
    if isinstance(data, Mapping):
        return {key: _masked_value(key, value, secrets) for key, value in data.items()}
    return [_masked(value, secrets) for value in data] if isinstance(data, list) else data


def _masked_value(key: str, value: Any, secrets: frozenset[str]) -> Any:
    if key in _KEYS and value:
        return MASK
    if key == "serviceToken" and isinstance(value, Mapping):
        # The address of a token ends in its UUID.
        return {name: MASK if name in ("uuid", "href") else _masked(item, secrets) for name, item in value.items()}
    return _masked(value, secrets)
