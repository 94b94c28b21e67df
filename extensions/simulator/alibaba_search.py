# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions and pages of Alibaba Cloud's lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .alibaba_parameters import Filtered, Pages
from .alibaba_refusals import AlibabaRefusal
from .world import Row


def filtered(rows: Iterable[Row], ask: Filtered, keys: frozenset[str]) -> list[Row]:
    """Return the rows for which every condition holds; a name holds when it contains one of the values.

    Whether the real API wants the whole name is written nowhere, so clients have to compare names themselves.
    """
    for condition in ask.Filter:
        if condition.Key not in keys:
            raise AlibabaRefusal(
                "InvalidFilterKey.ValueNotSupported", f"The specified filter key {condition.Key} is not supported."
            )

    def holds(row: Row) -> bool:
        return all(
            any(value in row["Name"] if one.Key == "Name" else value == row[one.Key] for value in one.Value) for one in ask.Filter
        )

    return [row for row in rows if holds(row)] if ask.Filter else list(rows)


def page(ask: Pages, outer: str, inner: str, rows: list[Row], shown: Callable[[Row], Row] = dict) -> Row:
    """Return the page that was asked for, its rows as ``shown`` returns them."""
    start = (ask.PageNumber - 1) * ask.PageSize
    return {
        "PageNumber": ask.PageNumber,
        "PageSize": ask.PageSize,
        "TotalCount": len(rows),
        outer: {inner: [shown(row) for row in rows[start : start + ask.PageSize]]},
    }
