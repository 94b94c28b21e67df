#!/usr/bin/python
# Copyright: (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Look up the price of a connection."""

from __future__ import annotations

DOCUMENTATION = r"""
module: fabric_price_info
short_description: Look up the price of an Equinix Fabric connection
version_added: 0.1.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Looks a connection up in the price list that applies to the account. Orders nothing.
extends_documentation_fragment:
  - interconnect.equinix.equinix
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.info
  - interconnect.equinix.attributes.fabric
options:
  connection_type:
    description:
      - Type of the connection; V(IP_VC) from a cloud router, V(EVPL_VC) otherwise.
    type: str
    default: EVPL_VC
    choices: [EVPL_VC, IP_VC]
  bandwidth:
    description:
      - Bandwidth in Mbps.
    type: int
    required: true
  a_side:
    description:
      - Where the connection begins.
    type: dict
    required: true
    suboptions:
      type:
        description:
          - Kind of origin; V(COLO) for a port or the port behind a service token.
        type: str
        default: COLO
        choices: [COLO, CLOUD_ROUTER, VD]
      metro_code:
        description:
          - Metro of the origin, such as V(FR).
        type: str
        required: true
      port_uuid:
        description:
          - UUID of the port, for prices that depend on the port's package.
        type: str
  z_side:
    description:
      - Where the connection ends.
    type: dict
    required: true
    suboptions:
      metro_code:
        description:
          - Metro of the service profile, such as V(FR).
        type: str
        required: true
      service_profile_uuid:
        description:
          - UUID of the service profile.
        type: str
        required: true
  term_length:
    description:
      - Term in months.
    type: int
    choices: [1, 12, 24, 36]
"""

EXAMPLES = r"""
- name: What would 200 Mbps within Frankfurt cost
  interconnect.equinix.fabric_price_info:
    bandwidth: 200
    a_side:
      metro_code: FR
    z_side:
      metro_code: FR
      service_profile_uuid: 4c4b8edf-873b-4c6c-805a-edb2c335bd6c
"""

RETURN = r"""
prices:
  description: The rows of the price list that fit; empty when it has none.
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

from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils import _module
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.prices import (
    price_conditions,
    price_of,
)

OPTIONS: dict[str, Any] = {
    "connection_type": {"type": "str", "default": "EVPL_VC", "choices": ["EVPL_VC", "IP_VC"]},
    "bandwidth": {"type": "int", "required": True},
    "a_side": {
        "type": "dict",
        "required": True,
        "options": {
            "type": {"type": "str", "default": "COLO", "choices": ["COLO", "CLOUD_ROUTER", "VD"]},
            "metro_code": {"type": "str", "required": True},
            "port_uuid": {"type": "str"},
        },
    },
    "z_side": {
        "type": "dict",
        "required": True,
        "options": {
            "metro_code": {"type": "str", "required": True},
            "service_profile_uuid": {"type": "str", "required": True},
        },
    },
    "term_length": {"type": "int", "choices": [1, 12, 24, 36]},
}

def work(module: Any) -> dict[str, Any]:
    """Return the prices asked for."""
    rows = _module.connect(module.params).prices(price_conditions(module.params))
    return {"changed": False, "prices": [price_of(row) for row in rows]}


def main() -> None:
    """Run the module."""
    _module.run(OPTIONS, work)


if __name__ == "__main__":
    main()
