# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prices of connections, by the simulated price list (pure)."""

from __future__ import annotations

from typing import Any

from . import seed
from .bodies import TERMS, Expression, Search
from .refusals import INVALID_PRICE_QUERY, Refusal

A_POINT, Z_POINT = "/connection/aSide/accessPoint", "/connection/zSide/accessPoint"
REQUIRED = (
    "/connection/type",
    "/connection/bandwidth",
    f"{A_POINT}/type",
    f"{Z_POINT}/type",
    f"{Z_POINT}/location/metroCode",
    f"{Z_POINT}/profile/uuid",
)
# One of these two says where the connection begins.
A_METRO, A_PORT = f"{A_POINT}/location/metroCode", f"{A_POINT}/port/uuid"
OPTIONAL = frozenset({A_METRO, A_PORT, f"{A_POINT}/port/settings/buyout", "/account/accountNumber", "/termLength"})


def _refuse(field: str, reason: str) -> Refusal:
    return Refusal(INVALID_PRICE_QUERY, "Validation failure", (field, reason), details="Invalid request body")


def _wanted(expression: Expression | None) -> dict[str, list[str]]:
    """Return values by property; the price search knows conditions joined by ``and`` only."""
    conditions = (expression.and_ if expression else None) or []
    wanted: dict[str, list[str]] = {}
    for item in conditions:
        if not item.property or item.operator not in ("=", "IN") or not item.values:
            raise _refuse(item.property or "/filter", "a condition needs property, operator = or IN, and values")
        wanted[item.property] = item.values
    return wanted


def _a_metro(wanted: dict[str, list[str]], ports: list[dict[str, Any]]) -> str:
    if A_PORT in wanted:
        port = next((row for row in ports if row["uuid"] == wanted[A_PORT][0]), None)
        if port is None:
            raise _refuse(A_PORT, "unknown port")
        return str(port["location"]["metroCode"])
    if A_METRO not in wanted:
        raise _refuse(A_METRO, "missing")
    return wanted[A_METRO][0]


def price_list(search: Search, ports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows that fit, one for each bandwidth asked for that is sold; raises Refusal."""
    wanted = _wanted(search.filter)
    if wanted.get("/type") != ["VIRTUAL_CONNECTION_PRODUCT"]:
        raise _refuse("/type", "VIRTUAL_CONNECTION_PRODUCT is what has a price here")
    for field in REQUIRED:
        if field not in wanted:
            raise _refuse(field, "missing")
    for field in wanted:
        if field not in (*REQUIRED, "/type") and field not in OPTIONAL:
            raise _refuse(field, "unknown property")
    a_metro, z_metro = _a_metro(wanted, ports), wanted[f"{Z_POINT}/location/metroCode"][0]
    months = wanted.get("/termLength", ["1"])[0]
    if months not in map(str, TERMS):
        raise _refuse("/termLength", f"one of {', '.join(map(str, TERMS))}")
    rows = []
    for text in wanted["/connection/bandwidth"]:
        if not text.isdigit():
            raise _refuse("/connection/bandwidth", "not a number")
        monthly = seed.PRICES.get(int(text))
        if monthly is None:
            continue
        connection = {
            "type": wanted["/connection/type"][0],
            "bandwidth": int(text),
            "aSide": {"accessPoint": {"type": wanted[f"{A_POINT}/type"][0], "location": {"metroCode": a_metro}}},
            "zSide": {
                "accessPoint": {
                    "type": "SP",
                    "location": {"metroCode": z_metro},
                    "profile": {"uuid": wanted[f"{Z_POINT}/profile/uuid"][0]},
                }
            },
        }
        rows.append(
            {
                "type": "VIRTUAL_CONNECTION_PRODUCT",
                "code": "ECX00015.PROD",
                "name": "Equinix Fabric Virtual Connection Product",
                "description": "Equinix Fabric Virtual Connection",
                "account": {"accountNumber": seed.ACCOUNT["accountNumber"]},
                "charges": [{"type": "MONTHLY_RECURRING", "price": monthly * (1 if a_metro == z_metro else 2)}],
                "currency": "USD",
                "termLength": int(months),
                "connection": connection,
            }
        )
    return rows
