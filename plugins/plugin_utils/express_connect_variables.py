# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the variables of the role express_connect come to: its connections, and what is wrong with them together (pure).

Works on the ``options`` of the lookup ``role_variables``: all that the entry point documents, without the prefix, in their types.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..module_utils._core.data import listed
from .alibaba_spec import problems as alibaba_problems

Options = Mapping[str, Any]

# How to call Alibaba Cloud, whoever calls; the rest of a key says who does.
_REACHING = ("api_endpoint", "sts_endpoint", "api_timeout", "api_retries", "ca_path", "validate_certs")
_PAIR = ("", "secondary_")
_ORDERED = ("bandwidth", "max_monthly_charge", "geo_scope", "notifications")
_IN_ORDER = ("purchase_order_number", "customer_reference_number", "term_length")
_Z_SIDE = ("service_profile", "metro_code", "seller_region")


def members(options: Options) -> list[dict[str, Any]]:
    """Return the connection, and the other one of its pair.

    Each has its ``spec`` as fabric_connections takes it, ``summary`` as the role fabric_order_summary does, and ``key``, who
    calls Alibaba Cloud for it.
    """
    first = _member(options, "", options.get("bgp") or {}, options.get("alibaba_key") or {})
    if not options.get("secondary_name"):
        return [first]
    routing = (options.get("bgp") or {}).get("secondary") or {}
    second = _member(options, "secondary_", routing, _key_of_secondary(options))
    second["spec"]["redundancy"] = {"priority": "SECONDARY", "primary": first["name"]}
    return [first, second]


def _key_of_secondary(options: Options) -> dict[str, Any]:
    """Return the key of another account, which is reached as the first one is."""
    key, own = options.get("alibaba_key") or {}, options.get("secondary_access_key") or {}
    return {**{name: value for name, value in key.items() if name in _REACHING}, **own} if own else dict(key)


def _member(options: Options, prefix: str, routing: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any]:
    def own(name: str) -> Any:
        return options.get(f"{prefix}{name}")

    account, a_side = own("account_id") or options.get("account_id"), own("a_side") or {}
    z_side = {**_given(options, _Z_SIDE), **({"authentication_key": account} if account else {})}
    spec = {"name": own("name"), **_given(options, _ORDERED), "a_side": a_side, "z_side": z_side}
    order = _given(options, _IN_ORDER)
    return {
        "name": own("name"),
        "a_side": a_side,
        "account_id": account or "",
        "routing": dict(routing),
        "router": own("virtual_border_router") or {},
        "physical_connection_id": own("physical_connection_id") or "",
        "key": dict(key),
        "spec": {**spec, **({"order": order} if order else {})},
        "summary": {"name": own("name"), "bandwidth": options.get("bandwidth"), "a_side": a_side},
    }


def _given(options: Options, names: tuple[str, ...]) -> dict[str, Any]:
    # A survey that nobody has answered leaves an empty dict.
    return {name: options[name] for name in names if options.get(name) not in (None, "", [], {})}


def problems(options: Options) -> list[str]:
    """Return a sentence for each thing that is wrong with the variables of an order beside each other."""
    found = [*_wrong_origins(options), *_routing_of_a_router(options), *_lonely_secondary(options)]
    names = [f"{prefix}virtual_border_router" for prefix in _PAIR]
    routers = {f"express_connect_{name}": options.get(name) for name in names}
    routing = options.get("bgp") or {}
    routings = {"express_connect_bgp": routing, "express_connect_bgp.secondary": routing.get("secondary")}
    if options.get("accept"):
        found += alibaba_problems(options["accept"], routers, routings, pair=bool(options.get("secondary_name")))
    return found


def _wrong_origins(options: Options) -> list[str]:
    """Return what is wrong with the origins: a pair has two, and a playbook is for one kind of them."""
    kind = options.get("origin")
    prefixes = _PAIR if options.get("secondary_name") or options.get("secondary_a_side") else _PAIR[:1]
    given = {f"express_connect_{prefix}a_side": options.get(f"{prefix}a_side") for prefix in prefixes}
    found = [
        f"{variable} names no {kind}; give it, or use the playbook of the origin that you have."
        for variable, a_side in given.items()
        if kind and a_side and kind not in a_side
    ]
    if options.get("secondary_name") and not options.get("secondary_a_side"):
        found.append(
            f"express_connect_secondary_a_side is missing beside express_connect_secondary_name '{options['secondary_name']}'; "
            "give the origin of the secondary connection, or leave its name out."
        )
    return found


def _routing_of_a_router(options: Options) -> list[str]:
    """Return what is wrong with routing on Fabric's side: only a cloud router has one."""
    routing = options.get("bgp") or {}
    places = [("", "express_connect_bgp", routing)]
    if options.get("secondary_name"):
        places.append(("secondary_", "express_connect_bgp.secondary", routing.get("secondary") or {}))
    found = []
    for prefix, place, given in places:
        a_side = options.get(f"{prefix}a_side") or {}
        of_router = [name for name in ("direct", "bgp") if given.get(name)]
        if of_router and a_side and "cloud_router" not in a_side:
            found.append(
                f"{place} has {listed(of_router, 'and')}, which a cloud router has, and express_connect_{prefix}a_side names "
                f"no cloud_router; "
                f"leave it out but for alibaba, and configure BGP on your own router."
            )
    return found


def _lonely_secondary(options: Options) -> list[str]:
    """Return a sentence for each variable of a secondary connection that is given without its name."""
    if options.get("secondary_name"):
        return []
    return [
        f"express_connect_{name} is given without express_connect_secondary_name, so no secondary connection would be ordered; "
        "give both, or neither."
        for name, value in options.items()
        if name.startswith("secondary_") and value not in (None, {})
    ]
