# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter, order and page rows the way the APIs' searches do (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from .bodies import Expression, Search, Sort
from .refusals import INVALID_VALUE, UNSUPPORTED_SEARCH, Refusal, invalid

Row = dict[str, Any]
ALL_OPERATORS = frozenset({"=", "!=", ">", ">=", "<", "<=", "LIKE", "ILIKE", "ILKE", "IN", "BETWEEN", "IS NULL", "IS NOT NULL"})
CHANGES = ("createdBy", "createdDateTime", "updatedBy", "updatedDateTime")


@dataclass(frozen=True)
class Grammar:
    """What one search knows: its properties and operators."""

    properties: frozenset[str]
    operators: frozenset[str] = ALL_OPERATORS


def _grammar(*properties: str, operators: Iterable[str] = ALL_OPERATORS) -> Grammar:
    changes = (f"/changeLog/{name}" for name in CHANGES)
    return Grammar(frozenset(f"/{name}" for name in properties) | frozenset(changes), frozenset(operators))


# The enums SearchFieldName and its cousins, as far as the simulator has the fields.
GRAMMARS = {
    "connections": _grammar(
        *("isRemote", "name", "uuid", "type", "geoScope", "bandwidth", "state", "change/status", "project/projectId"),
        *("operation/equinixStatus", "operation/providerStatus", "redundancy/group", "redundancy/priority"),
        *("operation/maintenanceStatus", "operation/lockEnabled"),
        *(f"aSide/accessPoint/{name}" for name in ("type", "name", "port/uuid", "port/name", "router/uuid")),
        *(f"aSide/accessPoint/virtualDevice/{name}" for name in ("name", "uuid")),
        *(f"{side}/accessPoint/location/{name}" for side in ("aSide", "zSide") for name in ("metroCode", "metroName")),
        *(f"zSide/accessPoint/{name}" for name in ("type", "name", "sellerRegion", "authenticationKey", "profile/uuid")),
        *("aSide/serviceToken/uuid", "aSide/accessPoint/linkProtocol/vlanSTag", "aSide/accessPoint/linkProtocol/vlanCTag"),
    ),
    "ports": _grammar(
        *("uuid", "name", "state", "project/projectId", "location/metroCode", "account/orgId", "account/accountNumber"),
        *("device/name", "operation/maintenanceStatus", "operation/lockEnabled"),
        operators=ALL_OPERATORS | {"NOT IN"},
    ),
    "serviceTokens": _grammar(
        *("uuid", "name", "state", "type", "project/projectId", "expirationDateTime"),
        "connection/aSide/accessPointSelectors/port/uuid",
    ),
    "routers": _grammar(
        *("uuid", "name", "state", "type", "project/projectId", "location/metroCode", "location/metroName"),
        *("package/code", "connectionsCount"),
    ),
    "serviceProfiles": _grammar("name", "uuid", "state", "metros/code", "visibility", "type", "project/projectId", operators="="),
}


def values_at(row: Any, path: str) -> list[Any]:
    """Return every value at a path; a list on the way stands for each of its items."""
    keys = path.strip("/").split("/")
    value = row
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if value is not None and not isinstance(value, list):
        return [value]  # no list on the way
    found = [row]
    for key in keys:
        items = [item for value in found for item in (value if isinstance(value, list) else [value])]
        found = [item[key] for item in items if isinstance(item, dict) and item.get(key) is not None]
    return found


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number_or_text(one: Any, other: str) -> tuple[Any, Any]:
    """Return both as numbers where both are, else as texts (dates in ISO form sort as text)."""
    try:
        return float(one), float(other)
    except (TypeError, ValueError):
        return _text(one), other


def _like(value: Any, wanted: str, flags: int = 0) -> bool:
    """Compare like SQL; a pattern without ``%`` is found anywhere."""
    pattern = wanted if "%" in wanted else f"%{wanted}%"
    expression = ".*".join(re.escape(part) for part in pattern.split("%"))
    return re.fullmatch(expression, _text(value), flags | re.DOTALL) is not None


def _ordered(check: Callable[[Any, Any], bool]) -> Callable[[Any, list[str]], bool]:
    def compare(value: Any, wanted: list[str]) -> bool:
        return check(*_number_or_text(value, wanted[0]))

    return compare


def _between(value: Any, wanted: list[str]) -> bool:
    low, high = wanted
    one, least = _number_or_text(value, low)
    other, most = _number_or_text(value, high)
    return bool(one >= least and other <= most)


COMPARE: dict[str, Callable[[Any, list[str]], bool]] = {
    "=": lambda value, wanted: _text(value) in wanted,
    "IN": lambda value, wanted: _text(value) in wanted,
    ">": _ordered(lambda one, other: one > other),
    ">=": _ordered(lambda one, other: one >= other),
    "<": _ordered(lambda one, other: one < other),
    "<=": _ordered(lambda one, other: one <= other),
    "LIKE": lambda value, wanted: any(_like(value, item) for item in wanted),
    "ILIKE": lambda value, wanted: any(_like(value, item, re.IGNORECASE) for item in wanted),
    "BETWEEN": _between,
}
COMPARE["ILKE"] = COMPARE["ILIKE"]  # as the connections' enum spells it
NEGATED = {"!=": "=", "NOT IN": "IN"}


def check(grammar: Grammar, expression: Expression) -> None:
    """Refuse a filter that the search does not know."""
    groups = [group for group in (expression.and_, expression.or_) if group is not None]
    if groups:
        if expression.property is not None or len(groups) > 1 or not all(groups):
            raise invalid("/filter", "give either a condition, or one non-empty group")
        for part in groups[0]:
            check(grammar, part)
        return
    if expression.property not in grammar.properties:
        raise Refusal(UNSUPPORTED_SEARCH, "Unsupported search property", (str(expression.property), "unknown property"))
    if expression.operator not in grammar.operators:
        raise Refusal(
            UNSUPPORTED_SEARCH,
            "Unsupported search property",
            details=f"Supported search operator is : {' '.join(sorted(grammar.operators))}",
        )
    count = len(expression.values or [])
    wanted = {"BETWEEN": count == 2, "IS NULL": count == 0, "IS NOT NULL": count == 0}
    if not wanted.get(expression.operator or "", count >= 1):
        raise Refusal(INVALID_VALUE, "Unexpected value", ("/filter/values", f"{count} values with {expression.operator}"))


def fits(row: Row, expression: Expression) -> bool:
    """Tell whether a row meets a filter."""
    if expression.and_ is not None:
        return all(fits(row, part) for part in expression.and_)
    if expression.or_ is not None:
        return any(fits(row, part) for part in expression.or_)
    found = values_at(row, expression.property or "")
    operator, wanted = expression.operator or "=", expression.values or []
    if operator in ("IS NULL", "IS NOT NULL"):
        return bool(found) is (operator == "IS NOT NULL")
    if operator in NEGATED:
        return not any(COMPARE[NEGATED[operator]](value, wanted) for value in found)
    return any(COMPARE[operator](value, wanted) for value in found)


def _sort_key(row: Row, path: str) -> tuple[bool, Any]:
    value = next(iter(values_at(row, path)), None)
    return (value is not None, value if isinstance(value, (int, float)) else _text(value))


def paged(rows: list[Row], offset: int, limit: int, path: str = "/search") -> dict[str, Any]:
    """Return one page as the APIs answer it; ``next`` is relative and of little use, as in the real one."""
    page: dict[str, Any] = {"offset": offset, "limit": limit, "total": len(rows)}
    if offset + limit < len(rows):
        page["next"] = f"{path}?offset={offset + limit}&limit={limit}"
    if offset:
        page["previous"] = f"{path}?offset={max(0, offset - limit)}&limit={limit}"
    return {"pagination": page, "data": rows[offset : offset + limit]}


def search(kind: str, rows: list[Row], wanted: Search) -> dict[str, Any]:
    """Return the page of rows that a search asks for."""
    return paged(chosen(kind, rows, wanted), wanted.pagination.offset, wanted.pagination.limit)


def chosen(kind: str, rows: list[Row], wanted: Search) -> list[Row]:
    """Return all rows that a search asks for, in its order."""
    if wanted.filter is not None:
        expression = wanted.filter
        check(GRAMMARS[kind], expression)
        rows = [row for row in rows if fits(row, expression)]
    for criterion in reversed(wanted.sort or [Sort()]):
        rows = sorted(rows, key=partial(_sort_key, path=criterion.property))
        if criterion.direction == "DESC":
            rows.reverse()
    return rows


def properties(wanted: Search) -> set[str]:
    """Return what a search looks at."""
    found = {criterion.property for criterion in wanted.sort or [Sort()]}
    pending = [wanted.filter] if wanted.filter else []
    while pending:
        expression = pending.pop()
        found.add(expression.property or "")
        pending += [*(expression.and_ or ()), *(expression.or_ or ())]
    return found - {""}
