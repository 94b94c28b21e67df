# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking up what a connection costs, and keeping to a spending limit."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..._core.data import dig, text_at
from ..._core.errors import ApiError, InputError
from ..serialize import number_of
from .context import Context
from .plan import ASSET_PATHS, origin_of
from .pricing import check_charge, chosen, price_conditions, priced_origin
from .spec import ConnectionSpec


class Shape(NamedTuple):
    """What the price of a connection depends on, beside where it begins and ends."""

    bandwidth: int
    term_length: int | None  # in months


def shape_of(connection: Mapping[str, Any], spec: ConnectionSpec | None = None) -> Shape:
    """Return what a connection, or the order of one, is to be paid for; with a spec, as it will be.

    What the spec does not name stays as it is.
    """
    bandwidth = (spec and spec.bandwidth) or number_of(connection.get("bandwidth")) or 0
    return Shape(bandwidth, (spec and spec.term_length) or number_of(dig(connection, "order", "termLength")))


def check_limit(context: Context, connection: dict[str, Any], profile: dict[str, Any]) -> None:
    """Look the price up for a connection or the order of one, and keep to the limit."""
    try:
        context.price = _price(context, connection, profile, shape_of(connection, context.spec))
    except ApiError:
        # Where the price is only to be shown, none is no reason to refuse.
        if context.spec.max_charge is not None:
            raise
    check_charge(context.spec, context.price)


def look_at_change(context: Context, existing: dict[str, Any], profile: dict[str, Any]) -> None:
    """Look up what a connection costs before a change and after it, and keep to the limit."""
    check_limit(context, existing, profile)
    with contextlib.suppress(ApiError):
        context.price_before = _price(context, existing, profile, shape_of(existing))


def _price(context: Context, connection: dict[str, Any], profile: dict[str, Any], shape: Shape) -> dict[str, Any] | None:
    kind = origin_of(connection)
    if not kind:
        return None
    try:
        asset = context.resolver.asset or context.cache.asset(kind, text_at(connection, *ASSET_PATHS[kind], "uuid"))
    except InputError:
        return None  # where it begins is hidden from these credentials
    origin = priced_origin(kind, asset)
    if origin is None:
        return None
    rows = context.cache.prices(
        price_conditions(
            origin,
            bandwidth=shape.bandwidth,
            metro_code=text_at(connection, "zSide", "accessPoint", "location", "metroCode"),
            profile_uuid=text_at(profile, "uuid"),
            term_length=shape.term_length,
        )
    )
    return chosen(rows, *shape)
