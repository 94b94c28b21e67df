# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Listing connections and assets by what the user wants of them, for info modules and the inventory.

``wanted`` holds the user's options (``uuid``, ``name``, ``metro_code``, ``project_id`` and the like); one that is missing or
empty means any. What the API's search knows is left to it; ``more`` are further conditions for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._core.data import matches
from .api import Equinix, condition, equals
from .assets import devices_in, found_by_uuid
from .connection.status import DEPROVISIONED, status_of
from .serialize import check_uuid

Row = dict[str, Any]
OPERATORS = ["=", "!=", ">", ">=", "<", "<=", "LIKE", "ILIKE", "IN", "BETWEEN", "IS NULL", "IS NOT NULL"]
_PROJECT = "/project/projectId"
_AT_ONCE = 100  # values of one IN


def filter_options() -> dict[str, Any]:
    """Return the suboptions of a condition for the API's search."""
    return {
        "property": {"type": "str", "required": True},
        "operator": {"type": "str", "default": "=", "choices": OPERATORS},
        "values": {"type": "list", "elements": "str", "default": []},
    }


def conditions(wanted: Mapping[str, Any], properties: Mapping[str, str]) -> list[Row]:
    """Return search conditions for what is wanted; ``properties`` maps option to search property."""
    return [equals(path, wanted[option]) for option, path in properties.items() if wanted.get(option)]


def filter_conditions(filters: Iterable[Mapping[str, Any]] | None) -> list[Row]:
    """Return search conditions for the option ``filters``."""
    return [condition(item["property"], item["operator"], *item["values"]) for item in filters or []]


def living(rows: Iterable[Row]) -> list[Row]:
    """Return the connections that are not gone."""
    return [row for row in rows if status_of(row).phase != DEPROVISIONED]


def connections(api: Equinix, wanted: Mapping[str, Any], more: Sequence[Row] = ()) -> list[Row]:
    """Return connections, removed ones included; the metro is that of the A-side."""
    if wanted.get("uuid"):
        check_uuid("uuid", wanted["uuid"])
        found = api.connection_or_listed(wanted["uuid"].lower())
        rows: Iterable[Row] = [found] if found else []
    else:
        searched = {"name": "/name", "metro_code": "/aSide/accessPoint/location/metroCode", "project_id": _PROJECT}
        rows = api.connections([*conditions(wanted, searched), *more])
    return _fitting(rows, wanted, {"name": "name"})


def connections_of_devices(api: Equinix, uuids: Sequence[str]) -> list[Row]:
    """Return the connections whose A-side is one of these Network Edge devices, removed ones included."""
    found: list[Row] = []
    for start in range(0, len(uuids), _AT_ONCE):
        some = uuids[start : start + _AT_ONCE]
        found += api.connections([condition("/aSide/accessPoint/virtualDevice/uuid", "IN", *some)])
    return found


def ports(api: Equinix, wanted: Mapping[str, Any], more: Sequence[Row] = ()) -> list[Row]:
    """Return ports. The plain list is one request whatever there is, so it is preferred to the search."""
    searched = {"metro_code": "/location/metroCode", "project_id": _PROJECT}
    if wanted.get("uuid"):
        rows: Iterable[Row] = found_by_uuid(api.port, wanted["uuid"])
    elif more or any(wanted.get(option) for option in searched):
        rows = api.search_ports([*conditions(wanted, {"name": "/name", **searched}), *more])
    else:
        rows = api.ports(wanted.get("name"))
    return _fitting(rows, wanted, {"name": "name", "location.metroCode": "metro_code"})


def cloud_routers(api: Equinix, wanted: Mapping[str, Any], more: Sequence[Row] = ()) -> list[Row]:
    """Return Fabric Cloud Routers."""
    if wanted.get("uuid"):
        rows: Iterable[Row] = found_by_uuid(api.cloud_router, wanted["uuid"])
    else:
        searched = {"name": "/name", "metro_code": "/location/metroCode", "state": "/state", "project_id": _PROJECT}
        rows = api.cloud_routers([*conditions(wanted, searched), *more])
    return _fitting(rows, wanted, {"name": "name", "state": "state", "location.metroCode": "metro_code"})


def devices(api: Equinix, wanted: Mapping[str, Any]) -> list[Row]:
    """Return Network Edge devices, each with its interfaces, which not every answer has."""
    if wanted.get("uuid"):
        rows: Iterable[Row] = found_by_uuid(api.device, wanted["uuid"])
    else:
        # searchText also finds names that only contain the text.
        searched = {"searchText": "name", "metroCode": "metro_code", "status": "status"}
        rows = api.devices({key: wanted[option] for key, option in searched.items() if wanted.get(option)})
    found = _fitting(rows, wanted, {"name": "name", "metroCode": "metro_code", "status": "status"})
    found = devices_in(found, wanted.get("project_id") or "")
    return [
        row if isinstance(row.get("interfaces"), list) else {**row, "interfaces": api.device_interfaces(str(row.get("uuid")))}
        for row in found
    ]


def _fitting(rows: Iterable[Row], wanted: Mapping[str, Any], options: Mapping[str, str]) -> list[Row]:
    """Return the rows that are as wanted; ``options`` maps path to option."""
    texts = {path: wanted.get(option) for path, option in options.items()}
    return [row for row in rows if matches(row, texts)]
