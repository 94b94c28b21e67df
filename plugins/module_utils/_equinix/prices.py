# Copyright: (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prices of connections (pure): what to search for, and how to read a row of the price list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.api import equals
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.objects import dig


def price_conditions(params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the search for a connection's price; ``params`` are the options of ``fabric_price_info``."""
    a_side, z_side = params["a_side"], params["z_side"]
    a_point, z_point = "/connection/aSide/accessPoint", "/connection/zSide/accessPoint"
    found = [
        equals("/type", "VIRTUAL_CONNECTION_PRODUCT"),
        equals("/connection/type", params["connection_type"]),
        equals("/connection/bandwidth", params["bandwidth"]),
        equals(f"{a_point}/type", a_side["type"]),
        equals(f"{a_point}/location/metroCode", a_side["metro_code"]),
        equals(f"{z_point}/type", "SP"),
        equals(f"{z_point}/location/metroCode", z_side["metro_code"]),
        equals(f"{z_point}/profile/uuid", z_side["service_profile_uuid"]),
    ]
    if a_side.get("port_uuid"):
        found.append(equals(f"{a_point}/port/uuid", a_side["port_uuid"]))
    if params.get("term_length"):
        found.append(equals("/termLength", params["term_length"]))
    return found


def price_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of the price list as results show it: amounts in ``currency``, monthly and one-off."""
    charges: dict[str, float] = {}
    rows = row.get("charges")
    for charge in rows if isinstance(rows, list) else []:
        amount = charge.get("price") if isinstance(charge, Mapping) else None
        if isinstance(amount, (int, float)):
            kind = str(charge.get("type"))
            charges[kind] = charges.get(kind, 0.0) + float(amount)
    return {
        "monthly": charges.get("MONTHLY_RECURRING", 0.0),
        "one_off": charges.get("NON_RECURRING", 0.0),
        "currency": row.get("currency"),
        "term_length": row.get("termLength"),
        "bandwidth": dig(row, "connection", "bandwidth"),
        "name": row.get("name"),
    }
