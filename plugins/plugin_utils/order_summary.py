# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What connections would be and cost, and what of that is new, before anything is ordered (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..module_utils._core.data import dig, listed, text_at
from ..module_utils._equinix.connection.plan import is_alibaba
from ..module_utils._equinix.connection.pricing import dearest, prepaid_port
from ..module_utils._equinix.connection.status import ACTIVE, IN_PROGRESS, status_of
from ..module_utils._equinix.serialize import number_of

Row = Mapping[str, Any]


class Ordered(NamedTuple):
    """One connection of the summary: what is wanted, what there is, and what both cost; an empty price is none."""

    name: str
    origin: str
    bandwidth: int
    term_length: int | None
    existing: Row
    before: Row
    after: Row
    failure: str

    @property
    def bandwidth_now(self) -> Any:
        """The bandwidth of what there is, that of the spec when there is nothing."""
        return number_of(self.existing.get("bandwidth")) or self.bandwidth

    @property
    def term_now(self) -> Any:
        """The term of what there is in months; None where it does not say."""
        return number_of(dig(self.existing, "order", "term_length"))

    @property
    def changes(self) -> list[str]:
        """What of the price's grounds would change, in words."""
        if not self.existing:
            return []
        terms = (self.term_now, self.term_length)
        changed = {"bandwidth": self.bandwidth_now != self.bandwidth, "term": None not in terms and terms[0] != terms[1]}
        return [word for word, differs in changed.items() if differs]


def order_summary(
    found: Sequence[Row],
    connections: Sequence[Row],
    service_profile: str,
    metro_code: str,
    term_length: Any = 0,
    *,
    check: bool = False,
) -> dict[str, Any]:
    """Return the summary's lines, and the price that applies to each connection; an empty one where there is none.

    ``found`` are the results of ``fabric_price_info``, one for each of ``connections``.
    """
    items = [_ordered(result, spec, number_of(term_length) or None) for result, spec in zip(found, connections, strict=True)]
    lines = [line for item in items for line in _lines(item, f"{service_profile} in {metro_code}", is_alibaba(service_profile))]
    return {"lines": [*lines, *_total(items), _end(items, check=check)], "prices": [dict(item.after) for item in items]}


def _ordered(result: Row, spec: Row, term_length: int | None) -> Ordered:
    existing: Row = result.get("connection") or {}
    bandwidth: int = number_of(spec["bandwidth"])
    item = Ordered(spec["name"], _origin(spec["a_side"]), bandwidth, term_length, existing, {}, {}, result.get("msg") or "")
    term_then = term_length or item.term_now
    return item._replace(
        before=dearest(result.get("prices_now") or [], item.bandwidth_now, item.term_now) or {},
        after=dearest(result.get("prices") or [], bandwidth, term_then) or {},
    )


def _origin(a_side: Row) -> str:
    if a_side.get("service_token"):
        return "a service token"  # its UUID is a secret
    return ", ".join(f"{option} {value}" for option, value in a_side.items() if value not in (None, ""))


def _lines(item: Ordered, destination: str, alibaba: bool) -> Iterator[str]:
    yield f"Order summary of connection {item.name}"
    if item.existing:
        does = f"its {listed(item.changes, 'and')} would change" if item.changes else "it is not ordered again"
        yield f"  It is there already ({text_at(item.existing, 'uuid')}); {does}"
    now = f"{item.bandwidth_now} Mbps now, " if "bandwidth" in item.changes else ""
    yield f"  Bandwidth: {now}{item.bandwidth} Mbps{' then' if now else ''}"
    if "term" in item.changes:
        yield f"  Term: {_months(item.term_now)} now, {_months(item.term_length)} then"
    yield f"  From: {item.origin}"
    yield f"  To: {destination}"
    if item.changes:
        yield f"  Price now: {_price(item.before, item.failure)}"
    yield f"  Price{' then' if item.changes else ''}: {_price(item.after, item.failure)}"
    # The keys of what a module returns are in snake_case; the states are at the same places.
    if alibaba and "bandwidth" in item.changes and _is_accepted(item.existing):
        yield f"  {prepaid_port(item.name, item.bandwidth_now, item.bandwidth)}"


def _is_accepted(existing: Row) -> bool:
    operation = {
        "equinixStatus": dig(existing, "operation", "equinix_status"),
        "providerStatus": dig(existing, "operation", "provider_status"),
    }
    return status_of({"state": existing.get("state"), "operation": operation}).phase in (IN_PROGRESS, ACTIVE)


def _price(price: Row, failure: str) -> str:
    if not price:
        return f"none can be had{f' ({failure})' if failure else ''}"
    term = f", term {_months(price['term_length'])}" if price.get("term_length") else ""
    return f"{_sums([price])}{term}"


def _sums(prices: Sequence[Row]) -> str:
    currency = prices[0]["currency"]
    monthly, one_off = (sum(price[key] for price in prices) for key in ("monthly", "one_off"))
    return f"{monthly:.2f} {currency} a month, {one_off:.2f} {currency} once"


def _months(number: Any) -> str:
    return f"{number} month{'' if number == 1 else 's'}"


def _total(items: Sequence[Ordered]) -> Iterator[str]:
    prices = [item.after for item in items]
    if len(prices) > 1 and all(prices) and len({price["currency"] for price in prices}) == 1:
        yield f"In total: {_sums(prices)}"


def _end(items: Sequence[Ordered], *, check: bool) -> str:
    if check:
        return "Nothing is ordered or changed in check mode."
    if any(not item.existing for item in items):
        return "Charges begin as soon as a connection request is submitted."
    if any(item.changes for item in items):
        return "Nothing is ordered; the monthly charge changes with the connection."
    return "Nothing is ordered."
