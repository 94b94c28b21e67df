# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What connections cost (pure): which prices to look up, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...module_utils._core.data import dig, text_at
from ...module_utils._equinix.connection.pricing import dearest
from ...module_utils._equinix.connection.status import DEPROVISIONED, FAILED
from .facts import Line, clean, rows_of, whole
from .texts import agreeing, counted

_POINT_TYPES = ("COLO", "CLOUD_ROUTER", "VD")
_NOT_CHARGED = frozenset({DEPROVISIONED, FAILED})


@dataclass(frozen=True)
class Charge:
    """What connections of one shape cost: each, and all of them."""

    shape: str
    count: int
    each: str
    monthly: str
    once: str
    currency: str


@dataclass(frozen=True)
class Total:
    """What all connections cost in one currency."""

    currency: str
    monthly: str
    once: str


@dataclass(frozen=True)
class Costs:
    """All charges and their sums; ``unpriced`` counts connections without a price, ``missing`` says so where there are any."""

    charges: tuple[Charge, ...]
    totals: tuple[Total, ...]
    unpriced: int

    @property
    def missing(self) -> str:
        return f"{counted(self.unpriced, 'connection')} {agreeing(self.unpriced, 'has no price')}" if self.unpriced else ""


# -- which prices to look up


def shape_of(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what the price of a connection depends on, as options of ``fabric_price_info``; None when that is not known."""
    a_point, z_point = dig(row, "a_side", "access_point"), dig(row, "z_side", "access_point")
    kind, bandwidth = text_at(a_point, "type"), whole(row.get("bandwidth"))
    metros = text_at(a_point, "location", "metro_code"), text_at(z_point, "location", "metro_code")
    profile = text_at(z_point, "profile", "uuid") or text_at(z_point, "profile", "name")
    if kind not in _POINT_TYPES or bandwidth is None or not all(metros) or not profile:
        return None
    return {
        "bandwidth": bandwidth,
        "a_side": {"type": kind, "metro_code": metros[0]},
        "z_side": {"service_profile": profile, "metro_code": metros[1]},
        "term_length": whole(dig(row, "order", "term_length")) or 1,
    }


def _numbered(connections: Any) -> tuple[list[dict[str, Any]], list[int | None]]:
    """Return the shapes of connections, each once, and which of them each connection has, None for none."""
    numbers: dict[tuple[Any, ...], int] = {}
    shapes: list[dict[str, Any]] = []
    found: list[int | None] = []
    for row in rows_of(connections):
        shape = shape_of(row)
        if shape is None:
            found.append(None)
            continue
        key = (shape["bandwidth"], *shape["a_side"].values(), *shape["z_side"].values(), shape["term_length"])
        if key not in numbers:
            numbers[key] = len(shapes)
            shapes.append(shape)
        found.append(numbers[key])
    return shapes, found


def shapes_of(connections: Any) -> list[dict[str, Any]]:
    """Return the shapes of connections, each once."""
    return _numbered(connections)[0]


def prices_by_shape(connections: Any, prices: Sequence[Any]) -> list[dict[str, Any]]:
    """Return one price for each connection, an empty dict where there is none; ``prices`` are the price lists by shape."""
    shapes, found = _numbered(connections)
    by_shape = [
        dearest(rows_of(listed), shape["bandwidth"], shape["term_length"]) or {}
        for shape, listed in zip(shapes, prices, strict=False)
    ]
    return [by_shape[number] if number is not None and number < len(by_shape) else {} for number in found]


# -- what they come to


def _money(amount: float) -> str:
    return f"{amount:,.2f}"


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0


def _shape_in_words(line: Line) -> str:
    metros = f"{line.origin.metro_code} to {line.metro_code}" if line.origin.metro_code else f"to {line.metro_code}"
    term = f", {counted(line.term, 'month')}" if line.term else ""
    return f"{line.speed or 'Unknown bandwidth'}, {line.origin.kind.lower()}, {metros}{term}"


def price_of(line: Line, prices: Sequence[Any]) -> dict[str, Any] | None:
    """Return what a connection costs, None where it costs nothing or has no price; ``prices`` are as below."""
    price = prices[line.number] if line.number < len(prices) else None
    if line.phase in _NOT_CHARGED or not isinstance(price, Mapping) or price.get("monthly") is None:
        return None
    return {
        "monthly": _number(price["monthly"]),
        "one_off": _number(price.get("one_off")),
        "currency": clean(price.get("currency")),
    }


def costs_of(lines: Iterable[Line], prices: Sequence[Any]) -> Costs:
    """Return what connections cost; ``prices`` has one for each, in their order. What is gone or failed costs nothing."""
    rows: dict[tuple[str, float, float, str], int] = {}
    unpriced = 0
    for line in lines:
        if line.phase in _NOT_CHARGED:
            continue
        price = price_of(line, prices)
        if price is None:
            unpriced += 1
            continue
        key = (_shape_in_words(line), price["monthly"], price["one_off"], price["currency"])
        rows[key] = rows.get(key, 0) + 1
    charges = tuple(
        Charge(shape, count, _money(monthly), _money(monthly * count), _money(once * count), currency)
        for (shape, monthly, once, currency), count in sorted(
            rows.items(), key=lambda item: (item[0][3], -item[0][1], item[0][0])
        )
    )
    sums: dict[str, tuple[float, float]] = {}
    for (_shape, monthly, once, currency), count in rows.items():
        before = sums.get(currency, (0.0, 0.0))
        sums[currency] = (before[0] + monthly * count, before[1] + once * count)
    totals = tuple(Total(currency, _money(monthly), _money(once)) for currency, (monthly, once) in sorted(sums.items()))
    return Costs(charges, totals, unpriced)
