# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking up one asset by name or UUID."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from .._core.data import dig, listed, text_at
from .._core.errors import ApiError, InputError
from .._core.nearest import ALIKE, SAME_BUT_FOR_A_SLIP, nearest
from .api import Equinix, equals
from .connection.spec import CLOUD_ROUTER, PORT, SERVICE_TOKEN, VIRTUAL_DEVICE
from .serialize import check_uuid, is_uuid

Row = dict[str, Any]
Others = Callable[[], Iterable[Row]]
SERVICE_PROFILE = "service_profile"
# How many things are looked at for the one that was meant; a marketplace has hundreds of profiles.
LOOKED_AT = 1000

# The words for each option, and the module that lists what it may be.
_KINDS = {
    PORT: ("port", "fabric_port_info"),
    CLOUD_ROUTER: ("cloud router", "fabric_cloud_router_info"),
    VIRTUAL_DEVICE: ("Network Edge device", "network_edge_device_info"),
    SERVICE_TOKEN: ("service token", "fabric_service_token_info"),
    SERVICE_PROFILE: ("service profile", "fabric_service_profile_info"),
}


def find_asset(api: Equinix, kind: str, reference: str, project_id: str = "", others: Others | None = None) -> Row:
    """Return the A-side asset of a connection; ``kind`` is one of spec.ORIGINS. Raises InputError.

    Names are looked for in the project only, where one is given. ``others`` lists what there is, for what was meant instead.
    """
    option = f"a_side.{kind}"
    others = others or (lambda: assets_of(api, kind, project_id))
    named = [equals("/name", reference), *in_project(project_id)]
    if kind == PORT:
        by_name = (lambda: api.search_ports(named)) if project_id else (lambda: api.ports(reference))
        return _one(option, reference, api.port, by_name, others)
    if kind == CLOUD_ROUTER:
        return _one(option, reference, api.cloud_router, lambda: api.cloud_routers(named), others)
    if kind == VIRTUAL_DEVICE:
        return _one(option, reference, api.device, lambda: devices_named(api, reference, project_id), others)
    return _by_uuid(option, reference, api.service_token, others)


def in_project(project_id: str) -> list[Row]:
    """Return the search condition for a project, none where none is given."""
    return [equals("/project/projectId", project_id)] if project_id else []


def devices_in(rows: Iterable[Row], project_id: str) -> list[Row]:
    """Return the Network Edge devices of a project, all where none is given: their list knows none, and not every row says it."""
    wanted = project_id.casefold()

    def project_of(row: Row) -> str:
        return text_at(row, "projectId") or text_at(row, "project", "projectId") or wanted

    return [row for row in rows if not wanted or project_of(row).casefold() == wanted]


def devices_named(api: Equinix, name: str, project_id: str) -> list[Row]:
    """Return the Network Edge devices of a name: this search also finds those that only contain the text."""
    return [row for row in devices_in(api.devices({"searchText": name}), project_id) if row.get("name") == name]


def assets_of(api: Equinix, kind: str, project_id: str = "") -> list[Row]:
    """Return the assets of a kind (one of spec.ORIGINS, or SERVICE_PROFILE), as many as are worth a look."""
    if kind == PORT:
        rows: Iterable[Row] = api.search_ports(in_project(project_id)) if project_id else api.ports()
    elif kind == CLOUD_ROUTER:
        rows = api.cloud_routers(in_project(project_id))
    elif kind == VIRTUAL_DEVICE:
        rows = devices_in(api.devices(), project_id)
    elif kind == SERVICE_TOKEN:
        rows = api.service_tokens(in_project(project_id))
    else:
        rows = api.service_profiles()
    return list(islice(rows, LOOKED_AT))


def find_profile(api: Equinix, reference: str, others: Others | None = None) -> Row:
    """Return a service profile. Raises InputError."""
    return _one(
        f"z_side.{SERVICE_PROFILE}",
        reference,
        api.service_profile,
        lambda: api.service_profiles([equals("/name", reference)]),
        others or (lambda: assets_of(api, SERVICE_PROFILE)),
    )


def _one(
    option: str,
    reference: str,
    by_uuid: Callable[[str], Row],
    by_name: Callable[[], Iterable[Row]],
    others: Others,
) -> Row:
    if is_uuid(reference):
        return _by_uuid(option, reference, by_uuid, others)
    return choose(option, reference, by_name(), others)


def choose(option: str, reference: str, rows: Iterable[Row], others: Others) -> Row:
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
        raise _missing(option, reference, others)
    return found[0]


def found_by_uuid(get: Callable[[str], dict[str, Any]], uuid: str, key: str = "uuid") -> list[dict[str, Any]]:
    """Return the one object of a UUID (or another ``key``) as a list; an unknown one is an empty list. Raises InputError."""
    if key == "uuid":
        check_uuid("uuid", uuid)
    try:
        # The API spells UUIDs in lower case.
        found = get(uuid.lower() if key == "uuid" else uuid)
    except ApiError as error:
        # Fabric answers 400 or 404 for what is not there or belongs to somebody else, gateways 410 for what is gone.
        if error.status in (400, 404, 410):
            return []
        raise
    return [found] if text_at(found, key) else []


def _by_uuid(option: str, uuid: str, get: Callable[[str], Row], others: Others) -> Row:
    found = found_by_uuid(get, uuid)
    if not found:
        raise _missing(option, uuid, others)
    return found[0]


def _missing(option: str, reference: str, others: Others) -> InputError:
    what, module = _KINDS[option.partition(".")[2]]
    secret = what == "service token"
    shown = "" if secret else f" '{reference}'"
    return InputError(
        option,
        f"{option}{shown} is no {what} that these credentials can see{meant_instead(reference, others, secret=secret)}; "
        f"{module} lists those that there are.",
    )


def meant_instead(reference: str, others: Others, *, secret: bool = False) -> str:
    """Return a question in brackets: which of some things was meant by a name or UUID; an empty text where none is like it.

    Where UUIDs are ``secret``, the name says which one it is.
    """
    try:
        rows = list(others())
    except ApiError:
        return ""  # it was a question only
    if not is_uuid(reference):
        near = [f"'{name}'" for name in nearest(reference, (text_at(row, "name") for row in rows), alike=ALIKE)]
    else:
        names: Mapping[str, str] = {text_at(row, "uuid"): text_at(row, "name") for row in rows}
        alike = nearest(reference, names, alike=SAME_BUT_FOR_A_SLIP)
        near = [f"'{names[uuid]}'" if secret else f"{uuid} ('{names[uuid]}')" for uuid in alike]
    return f" (did you mean {listed(near)}?)" if near else ""


def _described(row: dict[str, Any]) -> str:
    metro = dig(row, "location", "metroCode") or row.get("metroCode")
    return f"{row.get('uuid')}{f' in {metro}' if metro else ''}"
