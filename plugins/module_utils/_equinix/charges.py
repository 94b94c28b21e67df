# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking up what a connection costs, and keeping to a spending limit."""

from __future__ import annotations

from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._data import dig, text_at
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection import (
    ASSET_PATHS,
    origin_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.objects import number_of
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.prices import (
    check_charge,
    chosen,
    price_conditions,
    priced_origin,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.work import (
    Work,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._errors import (
    ApiError,
)


def check_limit(work: Work, connection: dict[str, Any], profile: dict[str, Any]) -> None:
    """Look the price up for a connection or the order of one, and keep to the limit."""
    try:
        rows = _price_rows(work, connection, profile)
    except ApiError:
        # Where the price is only to be shown, none is no reason to refuse.
        if work.wish.max_charge is not None:
            raise
        rows = []
    work.price = chosen(rows, _bandwidth(work, connection), _term_length(work, connection))
    check_charge(work.wish, work.price)


def _price_rows(work: Work, connection: dict[str, Any], profile: dict[str, Any]) -> list[dict[str, Any]]:
    kind = origin_of(connection)
    asset = work.finder.asset or work.account.asset(kind, text_at(connection, *ASSET_PATHS[kind], "uuid"))
    origin = priced_origin(kind, asset)
    if origin is None:
        return []
    return work.account.prices(
        price_conditions(
            origin,
            bandwidth=_bandwidth(work, connection),
            metro_code=text_at(connection, "zSide", "accessPoint", "location", "metroCode"),
            profile_uuid=text_at(profile, "uuid"),
            term_length=_term_length(work, connection),
        )
    )


def _bandwidth(work: Work, connection: dict[str, Any]) -> int:
    """Return the bandwidth to be paid for: what a change does not name stays as it is."""
    return work.wish.bandwidth or number_of(connection.get("bandwidth")) or 0


def _term_length(work: Work, connection: dict[str, Any]) -> int | None:
    """Return the term to be paid for, in months, likewise."""
    return work.wish.term_length or number_of(dig(connection, "order", "termLength"))
