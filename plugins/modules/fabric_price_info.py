#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Look up the price of a connection."""

DOCUMENTATION = r"""
module: fabric_price_info
short_description: Look up the price of an Equinix Fabric connection
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Looks a connection up in the price list that applies to the account. Orders nothing.
  - O(a_side) and O(z_side) are those of M(interconnect.equinix.fabric_connection), so that the same values can be given to both;
    what does not change the price is not looked at.
extends_documentation_fragment:
  - interconnect.equinix.equinix
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.info
  - interconnect.equinix.attributes.fabric
options:
  name:
    description:
      - Name of the connection that is to be ordered or changed. With it, RV(connection) and RV(prices_now) tell of the connection of that
        name from the same origin to the same service profile, where there is one. Goes with a named origin.
    type: str
    version_added: 1.1.0
  connection_type:
    description:
      - Type of the connection. V(IP_VC) from a cloud router and V(EVPL_VC) from anything else when not given.
    type: str
    choices: [EVPL_VC, IP_VC]
  bandwidth:
    description:
      - Bandwidth in Mbps, a whole number without a unit.
    type: int
    required: true
  a_side:
    description:
      - Where the connection begins, either an asset, or a kind of asset in a metro.
    type: dict
    required: true
    suboptions:
      port:
        description:
          - Fabric port, by name or UUID.
        type: str
      service_token:
        description:
          - UUID of an A-side service token.
        type: str
      cloud_router:
        description:
          - Fabric Cloud Router, by name or UUID.
        type: str
      virtual_device:
        description:
          - Network Edge device, by name or UUID.
        type: str
      type:
        description:
          - Kind of asset, when none is named.
        type: str
        default: COLO
        choices: [COLO, CLOUD_ROUTER, VD]
      metro_code:
        description:
          - Metro of the asset, such as V(FR), when none is named.
        type: str
      vlan_tag:
        description:
          - Does not change the price.
        type: int
      vlan_s_tag:
        description:
          - Does not change the price.
        type: int
      vlan_c_tag:
        description:
          - Does not change the price.
        type: int
      interface_id:
        description:
          - Does not change the price.
        type: int
  z_side:
    description:
      - Where the connection ends.
    type: dict
    required: true
    suboptions:
      service_profile:
        description:
          - Service profile, by name or UUID.
        type: str
        default: Alibaba Cloud Express Connect
      metro_code:
        description:
          - Metro in which to reach the service profile, such as V(FR).
        type: str
        required: true
      seller_region:
        description:
          - Does not change the price.
        type: str
      authentication_key:
        description:
          - Does not change the price.
        type: str
  term_length:
    description:
      - Term in months.
    type: int
    choices: [1, 12, 24, 36, 60]
seealso:
  - module: interconnect.equinix.fabric_connection
"""

EXAMPLES = r"""
- name: What would 200 Mbps from this port cost
  interconnect.equinix.fabric_price_info:
    bandwidth: 200
    a_side:
      port: FR-PRI-DOT1Q
    z_side:
      metro_code: FR

- name: What would it cost from any cloud router in Frankfurt
  interconnect.equinix.fabric_price_info:
    bandwidth: 200
    a_side:
      type: CLOUD_ROUTER
      metro_code: FR
    z_side:
      metro_code: FR
"""

RETURN = r"""
prices:
  description:
    - The rows of the price list that fit, amounts in RV(ignore:currency).
    - Empty when the list has none, or when it is hidden from these credentials where the connection begins.
  returned: success
  type: list
  elements: dict
  sample:
    - monthly: 100.0
      one_off: 0.0
      currency: USD
      term_length: 1
      bandwidth: 200
      name: Equinix Fabric Virtual Connection Product
prices_now:
  description:
    - With O(name), the rows for the bandwidth and the term of the connection as it is, like RV(prices); empty when there is none, or when
      neither would change. Since 1.1.0.
  returned: success
  type: list
  elements: dict
  sample:
    - monthly: 60.0
      one_off: 0.0
      currency: USD
      term_length: 1
      bandwidth: 50
      name: Equinix Fabric Virtual Connection Product
connection:
  description:
    - With O(name), the connection that is there, as M(interconnect.equinix.fabric_connection) returns it; else empty. Since 1.1.0.
  returned: success
  type: dict
  sample:
    uuid: 2c7bb68e-f560-41ac-9950-e62c87be191e
    name: alibaba-fra-1
    bandwidth: 50
    state: PENDING
"""

from ..module_utils._ansible import python_version

python_version.check()

from collections.abc import Mapping
from typing import Any

from ..module_utils._ansible import module as ansible_module
from ..module_utils._core.data import text_at
from ..module_utils._core.errors import InputError
from ..module_utils._equinix.connection.checks import check_carries, check_metro
from ..module_utils._equinix.connection.price_limit import shape_of
from ..module_utils._equinix.connection.pricing import Origin, price_conditions, price_of, priced_origin
from ..module_utils._equinix.connection.resolver import Resolver
from ..module_utils._equinix.connection.spec import ORIGINS, TERM_LENGTHS, ConnectionSpec, read_origin
from ..module_utils._equinix.connection.status import DEPROVISIONING, status_of
from ..module_utils._equinix.lookup import LookupCache
from ..module_utils._equinix.serialize import to_result

OPTIONS: dict[str, Any] = {
    "name": {"type": "str"},
    "connection_type": {"type": "str", "choices": ["EVPL_VC", "IP_VC"]},
    "bandwidth": {"type": "int", "required": True},
    "a_side": {
        "type": "dict",
        "required": True,
        "options": {
            "port": {"type": "str"},
            "service_token": {"type": "str", "no_log": True},
            "cloud_router": {"type": "str"},
            "virtual_device": {"type": "str"},
            "type": {"type": "str", "default": "COLO", "choices": ["COLO", "CLOUD_ROUTER", "VD"]},
            "metro_code": {"type": "str"},
            "vlan_tag": {"type": "int"},
            "vlan_s_tag": {"type": "int"},
            "vlan_c_tag": {"type": "int"},
            "interface_id": {"type": "int"},
        },
        "required_one_of": [[*ORIGINS, "metro_code"]],
    },
    "z_side": {
        "type": "dict",
        "required": True,
        "options": {
            "service_profile": {"type": "str", "default": "Alibaba Cloud Express Connect"},
            "metro_code": {"type": "str", "required": True},
            "seller_region": {"type": "str"},
            "authentication_key": {"type": "str", "no_log": True},
        },
    },
    "term_length": {"type": "int", "choices": list(TERM_LENGTHS)},
}


def asked_for(params: Mapping[str, Any]) -> ConnectionSpec:
    """Return the connection of which the price is asked for. Raises InputError."""
    a_side, z_side = params["a_side"], params["z_side"]
    origin, asset = read_origin(a_side) if any(a_side[kind] for kind in ORIGINS) else ("", "")
    if params["name"] and not origin:
        raise InputError(
            "name", f"name '{params['name']}' goes with a named origin; give one of those in a_side, or leave it out."
        )
    return ConnectionSpec(
        name=params["name"] or "",
        bandwidth=params["bandwidth"],
        origin=origin,
        asset=asset,
        service_profile=z_side["service_profile"],
        metro_code=z_side["metro_code"],
        term_length=params["term_length"],
        project_id=params["project_id"] or "",
    )


def work(module: Any) -> dict[str, Any]:
    """Return the prices asked for."""
    params = module.params
    spec = asked_for(params)
    cache = LookupCache(ansible_module.connect(params))
    resolver = Resolver(cache, spec, lambda text: ansible_module.warn(module, [text]))
    resolver.look_up()
    check_metro(spec, resolver.profile)
    if spec.origin:
        check_carries(spec.origin, spec.asset, resolver.asset)
        origin = priced_origin(spec.origin, resolver.asset)
    else:
        origin = Origin(params["a_side"]["type"], params["a_side"]["metro_code"].upper())

    def prices(bandwidth: Any, term_length: Any) -> list[dict[str, Any]]:
        if origin is None:
            return []
        conditions = price_conditions(
            origin,
            bandwidth=bandwidth,
            metro_code=spec.metro,
            profile_uuid=text_at(resolver.profile, "uuid"),
            connection_type=params["connection_type"],
            term_length=term_length,
        )
        return [price_of(row) for row in cache.prices(conditions)]

    if origin is None:
        module.warn("The metro in which the connection begins is hidden from these credentials; give a_side.metro_code alone.")
    existing = _existing(spec, resolver)
    before, after = shape_of(existing), shape_of(existing, spec)
    return {
        "changed": False,
        "prices": prices(*after),
        "prices_now": prices(*before) if existing and before != after else [],
        "connection": to_result(existing),
    }


def _existing(spec: ConnectionSpec, resolver: Resolver) -> dict[str, Any]:
    """Return the connection that is there; one that is going makes room for another."""
    found = resolver.connection() if spec.name else {}
    return {} if status_of(found).phase == DEPROVISIONING else found


def main() -> None:
    """Run the module."""
    ansible_module.run(OPTIONS, work)


if __name__ == "__main__":
    main()
