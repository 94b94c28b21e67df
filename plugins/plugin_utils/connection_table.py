# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A table of connections for a terminal (pure): one line for each, whatever names, numbers and states they have."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

from ..module_utils._core.errors import one_line
from ._report.costs import costs_of, price_of, prices_by_shape
from ._report.facts import TONES, Line, lines_of
from ._report.texts import ELLIPSIS

# A terminal of 100 columns, less what Ansible prints around a line of a list: an indent of 8, quotes and a comma.
WIDTH = 88
GAP = 2
NOTHING = "-"
NONE_SEEN = "none seen"
LOCKED = "*"
# Longer than any name that Fabric takes; what is cut down to a column need not be measured as a whole.
LONGEST = 200


class Column(NamedTuple):
    """One column; ``most`` is how wide it may become, and one that ``gives`` is made narrower where the line is too long."""

    title: str
    most: int
    right: bool = False
    gives: bool = False


COLUMNS = (
    Column("NAME", 40, gives=True),
    Column("ORIGIN", 40, gives=True),
    Column("VLAN", 9),
    Column("MBPS", 7, right=True),
    Column("FABRIC", 16),
    Column("ALIBABA", 16),
    Column("MONTHLY", 14, right=True),
)
# Even with all other columns at their widest, there is room for two of these.
LEAST = 7


def columns_of(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def shortened(text: str, room: int) -> str:
    """Return a text as it is where it fits, otherwise its beginning and its end: what tells names apart often stands there."""
    if columns_of(text) <= room:
        return text
    tail = (room - 1) // 3
    return _begin(text, room - 1 - tail) + ELLIPSIS + _begin(text[::-1], tail)[::-1]


def _begin(text: str, room: int) -> str:
    used = 0
    for place, char in enumerate(text):
        used += _columns(char)
        if used > room:
            return text[:place]
    return text


def table_of(
    connections: Any,
    physical_connections: Any = None,
    virtual_border_routers: Any = None,
    price_lists: Sequence[Any] | None = None,
) -> list[str]:
    """Return the lines of a table: a heading, one line for each connection, and what they are together.

    Takes what a report does; Alibaba's rows are None when its end was not looked up, price lists when no prices were.
    """
    lines = lines_of(connections, physical_connections, virtual_border_routers)
    if not lines:
        return ["There is no connection that these credentials can see."]
    prices = prices_by_shape(connections, price_lists) if price_lists is not None else []
    currencies = {price["currency"] for line in lines if (price := price_of(line, prices))}
    currency = next(iter(currencies)) if len(currencies) == 1 else ""
    cells = [_cells(line, prices, alibaba=physical_connections is not None, currency=currency) for line in lines]
    titles = [column.title for column in COLUMNS]
    if currency:
        titles[-1] = f"{currency}/MONTH"
    return [*_laid_out([titles, *cells]), "", *_together(lines, prices, priced=price_lists is not None)]


def _cells(line: Line, prices: Sequence[Any], *, alibaba: bool, currency: str) -> list[str]:
    price = price_of(line, prices)
    amount = f"{price['monthly']:,.2f}" if price else ""
    return [
        line.name,
        line.origin.name or line.origin.kind.lower(),
        line.a_tag.removeprefix("VLAN ").replace("interface", "if"),
        "" if line.bandwidth is None else str(line.bandwidth),
        f"{line.word}{LOCKED if line.maintenance.locked else ''}",
        _alibaba(line) if alibaba else "",
        amount if currency or not price else f"{amount} {price['currency']}",
    ]


def _alibaba(line: Line) -> str:
    if line.physical_connection is None:
        return NONE_SEEN
    return line.physical_connection.locked or line.physical_connection.status


def _laid_out(rows: Sequence[Sequence[str]]) -> list[str]:
    rows = [[one_line(cell, LONGEST) or NOTHING for cell in row] for row in rows]
    widths = [min(column.most, max(columns_of(row[number]) for row in rows)) for number, column in enumerate(COLUMNS)]
    while sum(widths) + GAP * (len(widths) - 1) > WIDTH:
        widest = max((number for number, column in enumerate(COLUMNS) if column.gives), key=lambda number: widths[number])
        if widths[widest] <= LEAST:
            break
        widths[widest] -= 1
    return [_line(row, widths) for row in rows]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = []
    for column, text, width in zip(COLUMNS, row, widths, strict=True):
        shown = shortened(text, width)
        padding = " " * (width - columns_of(shown))
        cells.append(padding + shown if column.right else shown + padding)
    return (" " * GAP).join(cells).rstrip()


def _together(lines: Sequence[Line], prices: Sequence[Any], *, priced: bool) -> Iterable[str]:
    """Yield what all connections are together: how many of each state, and what they cost."""
    counts = Counter((TONES.index(line.tone), line.word) for line in lines)
    states = ", ".join(f"{word}: {count}" for (_tone, word), count in sorted(counts.items()))
    yield from wrap(f"{len(lines)} connection{'' if len(lines) == 1 else 's'}; {states}", WIDTH)
    locked = sum(1 for line in lines if line.maintenance.locked)
    if locked:
        yield f"{LOCKED} {locked} locked by Equinix for maintenance: neither changed nor removed until that is over"
    if not priced:
        return
    costs = costs_of(lines, prices)
    for total in costs.totals:
        yield shortened(one_line(f"List prices come to {total.monthly} {total.currency} a month in all"), WIDTH)
    if costs.unpriced:
        yield f"No price can be had for {costs.unpriced}"
