# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prices of connections (pure): what to search for, and how to read a row of the price list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..._core.data import dig, money, text_at
from ..._core.errors import InputError
from ..api import equals
from .spec import CLOUD_ROUTER, PORT, SERVICE_TOKEN, VIRTUAL_DEVICE, ConnectionSpec

# How the API calls the kinds of origin.
POINT_TYPES = {PORT: "COLO", SERVICE_TOKEN: "COLO", CLOUD_ROUTER: "CLOUD_ROUTER", VIRTUAL_DEVICE: "VD"}
_MONTHLY = "MONTHLY_RECURRING"
_MOST = 1e15


class Origin(NamedTuple):
    """An origin as the price list knows it: by the port's UUID, or by the metro."""

    point_type: str
    metro_code: str = ""
    port_uuid: str = ""


def priced_origin(kind: str, asset: Mapping[str, Any]) -> Origin | None:
    """Return what the price list needs to know of an asset (``kind`` is one of spec.ORIGINS); None when that is hidden.

    A service token shows the UUID of the port behind it, though not always the port itself.
    """
    point_type, port, metro = POINT_TYPES[kind], "", text_at(asset, "location", "metroCode") or text_at(asset, "metroCode")
    if kind == PORT:
        port = text_at(asset, "uuid")
    elif kind == SERVICE_TOKEN:
        selectors = dig(asset, "connection", "aSide", "accessPointSelectors")
        first = selectors[0] if isinstance(selectors, list) and selectors else {}
        point_type, port = text_at(first, "type") or point_type, text_at(first, "port", "uuid")
    return Origin(point_type, metro, port) if metro or port else None


def price_conditions(
    origin: Origin,
    *,
    bandwidth: int,
    metro_code: str,
    profile_uuid: str,
    connection_type: str | None = None,
    term_length: int | None = None,
) -> list[dict[str, Any]]:
    """Return the search for the price of a connection to a service profile in a metro; ``term_length`` is in months."""
    a_point, z_point = "/connection/aSide/accessPoint", "/connection/zSide/accessPoint"
    found = [
        equals("/type", "VIRTUAL_CONNECTION_PRODUCT"),
        equals("/connection/type", connection_type or ("IP_VC" if origin.point_type == "CLOUD_ROUTER" else "EVPL_VC")),
        equals("/connection/bandwidth", bandwidth),
        equals(f"{a_point}/type", origin.point_type),
        equals(f"{a_point}/port/uuid", origin.port_uuid)
        if origin.port_uuid
        else equals(f"{a_point}/location/metroCode", origin.metro_code),
        equals(f"{z_point}/type", "SP"),
        equals(f"{z_point}/location/metroCode", metro_code),
        equals(f"{z_point}/profile/uuid", profile_uuid),
    ]
    if term_length:
        found.append(equals("/termLength", term_length))
    return found


def _amount(value: Any) -> float | None:
    """Return what something costs, None for what cannot be a price: true is 1 to Python, and nobody pays to have something."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not value >= 0:
        return None
    # Integers may be larger than any float.
    return float(min(value, _MOST))


def _is_certain(row: Mapping[str, Any]) -> bool:
    """Tell whether a row says what a month costs, and nothing beside it that cannot be read."""
    charges = row.get("charges")
    rows = charges if isinstance(charges, list) else []
    readable = all(isinstance(charge, Mapping) and _amount(charge.get("price")) is not None for charge in rows)
    return readable and any(charge.get("type") == _MONTHLY for charge in rows)


def is_for_term(term: Any, term_length: int | None) -> bool:
    """Tell whether the price of a term (in months) is that of an order: without a term it is made from month to month."""
    return term in (None, term_length or 1)


def price_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of the price list as results show it: amounts in ``currency``, monthly and one-off."""
    charges: dict[str, float] = {}
    rows = row.get("charges")
    for charge in rows if isinstance(rows, list) else []:
        amount = _amount(charge.get("price")) if isinstance(charge, Mapping) else None
        if amount is not None:
            kind = str(charge.get("type"))
            charges[kind] = charges.get(kind, 0.0) + amount
    return {
        "monthly": charges.get(_MONTHLY, 0.0),
        "one_off": charges.get("NON_RECURRING", 0.0),
        "currency": row.get("currency"),
        "term_length": row.get("termLength"),
        "bandwidth": dig(row, "connection", "bandwidth"),
        "name": row.get("name"),
    }


def dearest(prices: Iterable[Mapping[str, Any]], bandwidth: int | None, term_length: int | None) -> dict[str, Any] | None:
    """Return the price (as ``price_of`` shows it) that applies to a bandwidth and term, None when there is none.

    Of several the dearest, so that a limit holds whichever of them is charged.
    """
    fitting = [
        dict(price)
        for price in prices
        if price["bandwidth"] in (None, bandwidth) and is_for_term(price["term_length"], term_length)
    ]
    return max(fitting, key=lambda price: float(price["monthly"]), default=None)


def chosen(rows: Iterable[Mapping[str, Any]], bandwidth: int | None, term_length: int | None) -> dict[str, Any] | None:
    """Return the price that applies to a bandwidth and term out of rows of the price list, None when the list has none."""
    fitting = [
        row
        for row in rows
        if dig(row, "connection", "bandwidth") in (None, bandwidth) and is_for_term(row.get("termLength"), term_length)
    ]
    # A row that says nothing of a month, or something that cannot be read, is no promise; neither are two currencies.
    if not all(_is_certain(row) for row in fitting) or len({str(row.get("currency")) for row in fitting}) > 1:
        return None
    return dearest(map(price_of, fitting), bandwidth, term_length)


def check_charge(spec: ConnectionSpec, price: Mapping[str, Any] | None) -> None:
    """Refuse a connection that would cost more than wanted, or whose price cannot be known. Raises InputError."""
    if spec.max_charge is None:
        return
    limit = f"max_monthly_charge {money(spec.max_charge)} {spec.max_currency}"
    if price is None:
        raise InputError(
            "max_monthly_charge",
            f"{limit} cannot be kept to, since the price list has no price for connection {spec.label}; ask Equinix for it, or "
            "leave the limit out.",
        )
    currency = str(price["currency"] or "").upper()
    if currency != spec.max_currency.upper():
        raise InputError(
            "max_monthly_charge.currency",
            f"{limit} cannot be compared with the price of connection {spec.label}, which is {money(price['monthly'])} "
            f"{currency or 'without currency'} a month; give the limit in that currency.",
        )
    if price["monthly"] > spec.max_charge:
        raise InputError(
            "max_monthly_charge.amount",
            f"{limit} is below the price of connection {spec.label}, {money(price['monthly'])} {currency} a month; raise the "
            "limit or lower the bandwidth.",
        )


def prepaid_port(label: str, before: Any, after: Any) -> str:
    """Return what a change of the bandwidth means for the port at Alibaba Cloud, for which Equinix's price list has no row."""
    return (
        f"Where the port of connection {label} at Alibaba Cloud was paid for in advance, that was for {before} Mbps until its "
        f"term ends. The change to {after} Mbps changes Equinix's monthly charge only: nothing is paid to Alibaba Cloud for it, "
        "and nothing is paid back. Look at the port in Alibaba Cloud's console (Express Connect > Physical Connections) "
        "afterwards, which may ask for a payment."
    )
