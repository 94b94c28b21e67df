# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking up one asset by name or UUID."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._data import dig, listed, text_at
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.api import (
    Equinix,
    equals,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.objects import check_uuid, is_uuid
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.wish import (
    CLOUD_ROUTER,
    PORT,
    SERVICE_TOKEN,
    VIRTUAL_DEVICE,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._errors import (
    ApiError,
    InputError,
)

# The words for each option, and the module that lists what it may be.
_KINDS = {
    PORT: ("port", "fabric_port_info"),
    CLOUD_ROUTER: ("cloud router", "fabric_cloud_router_info"),
    VIRTUAL_DEVICE: ("Network Edge device", "network_edge_device_info"),
    SERVICE_TOKEN: ("service token", "fabric_service_token_info"),
    "service_profile": ("service profile", "fabric_service_profile_info"),
}


def find_asset(api: Equinix, kind: str, reference: str, project_id: str = "") -> dict[str, Any]:
    """Return the A-side asset of a connection; ``kind`` is one of wish.ORIGINS. Raises InputError.

    Names are looked for in the project only, where one is given.
    """
    option = f"a_side.{kind}"
    named = [equals("/name", reference), *([equals("/project/projectId", project_id)] if project_id else [])]
    if kind == PORT:
        by_name = (lambda: api.search_ports(named)) if project_id else (lambda: api.ports(reference))
        return _one(option, reference, api.port, by_name)
    if kind == CLOUD_ROUTER:
        return _one(option, reference, api.cloud_router, lambda: api.cloud_routers(named))
    if kind == VIRTUAL_DEVICE:
        # searchText also finds names that only contain the text.
        return _one(option, reference, api.device, lambda: api.devices({"searchText": reference}))
    return _by_uuid(option, reference, api.service_token)


def find_profile(api: Equinix, reference: str) -> dict[str, Any]:
    """Return a service profile. Raises InputError."""
    return _one(
        "z_side.service_profile",
        reference,
        api.service_profile,
        lambda: api.service_profiles([equals("/name", reference)]),
    )


def _one(
    option: str,
    reference: str,
    by_uuid: Callable[[str], dict[str, Any]],
    by_name: Callable[[], Iterable[dict[str, Any]]],
) -> dict[str, Any]:
    if is_uuid(reference):
        return _by_uuid(option, reference, by_uuid)
    return choose(option, reference, by_name())


def choose(option: str, reference: str, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the one of some rows that a name or UUID means. Raises InputError when it is none or several."""
    if is_uuid(reference):
        found = [row for row in rows if text_at(row, "uuid").lower() == reference.lower()][:1]
    else:
        found = [row for row in rows if row.get("name") == reference]
    if len(found) > 1:
        what = _KINDS[option.partition(".")[2]][0]
        named = listed((_described(row) for row in found), "and")
        raise InputError(
            option, f"{option} '{reference}' names {len(found)} {what}s: {named}; give the UUID of the one you mean."
        )
    if not found:
        raise _missing(option, reference)
    return found[0]


def found_by_uuid(get: Callable[[str], dict[str, Any]], uuid: str, key: str = "uuid") -> list[dict[str, Any]]:
    """Return the one object of a UUID (or another ``key``) as a list; an unknown one is an empty list. Raises InputError."""
    if key == "uuid":
        check_uuid("uuid", uuid)
    try:
        found = get(uuid)
    except ApiError as error:
        # Fabric answers 400 or 404 for what is not there or belongs to somebody else.
        if error.status in (400, 404):
            return []
        raise
    return [found] if text_at(found, key) else []


def _by_uuid(option: str, uuid: str, get: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    found = found_by_uuid(get, uuid)
    if not found:
        raise _missing(option, uuid)
    return found[0]


def _missing(option: str, reference: str) -> InputError:
    what, module = _KINDS[option.partition(".")[2]]
    shown = "" if what == "service token" else f" '{reference}'"
    return InputError(
        option, f"{option}{shown} is no {what} that these credentials can see; {module} lists those that there are."
    )


def _described(row: dict[str, Any]) -> str:
    metro = dig(row, "location", "metroCode") or row.get("metroCode")
    return f"{row.get('uuid')}{f' in {metro}' if metro else ''}"
