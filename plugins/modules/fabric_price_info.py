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
  connection_type:
    description:
      - Type of the connection. V(IP_VC) from a cloud router and V(EVPL_VC) from anything else when not given.
    type: str
    choices: [EVPL_VC, IP_VC]
  bandwidth:
    description:
      - Bandwidth in Mbps.
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
    choices: [1, 12, 24, 36]
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
"""

from ansible_collections.interconnect.equinix.plugins.module_utils import _python

_python.check()

from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils import _module
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.assets import (
    find_asset,
    find_profile,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.prices import (
    Origin,
    price_conditions,
    price_of,
    priced_origin,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.wish import (
    ORIGINS,
    TERM_LENGTHS,
    read_origin,
)

OPTIONS: dict[str, Any] = {
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


def _origin(api: Any, a_side: dict[str, Any]) -> Origin | None:
    if not any(a_side[kind] for kind in ORIGINS):
        return Origin(a_side["type"], a_side["metro_code"].upper())
    kind, asset = read_origin(a_side)
    return priced_origin(kind, find_asset(api, kind, asset))


def work(module: Any) -> dict[str, Any]:
    """Return the prices asked for."""
    params = module.params
    z_side = params["z_side"]
    api = _module.connect(params)
    origin = _origin(api, params["a_side"])
    if origin is None:
        module.warn("The metro in which the connection begins is hidden from these credentials; give a_side.metro_code alone.")
        return {"changed": False, "prices": []}
    conditions = price_conditions(
        origin,
        bandwidth=params["bandwidth"],
        metro_code=z_side["metro_code"].upper(),
        profile_uuid=find_profile(api, z_side["service_profile"])["uuid"],
        connection_type=params["connection_type"],
        term_length=params["term_length"],
    )
    return {"changed": False, "prices": [price_of(row) for row in api.prices(conditions)]}


def main() -> None:
    """Run the module."""
    _module.run(OPTIONS, work)


if __name__ == "__main__":
    main()
