#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""List Fabric ports."""

DOCUMENTATION = r"""
module: fabric_port_info
short_description: List Equinix Fabric ports
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Lists the Fabric ports that the credentials can see, optionally only those of a name, UUID or metro.
extends_documentation_fragment:
  - interconnect.equinix.equinix
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.info
  - interconnect.equinix.attributes.fabric
options:
  name:
    description:
      - Only ports of exactly this name.
    type: str
  uuid:
    description:
      - Only the port of this UUID.
    type: str
  metro_code:
    description:
      - Only ports in this metro, such as V(FR).
    type: str
  include_vlans:
    description:
      - Whether to list the VLANs in use on each port as well, which costs one more request for each port.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Show the VLANs in use on a port
  interconnect.equinix.fabric_port_info:
    name: FR-PRI-DOT1Q
    include_vlans: true
"""

RETURN = r"""
ports:
  description: The ports, keys in snake_case; with O(include_vlans) each has RV(ignore:vlans_in_use).
  returned: success
  type: list
  elements: dict
  sample:
    - uuid: 44c5712b-d704-4ca5-9b42-ee6be32ee06a
      name: FR-PRI-DOT1Q
      state: ACTIVE
      encapsulation:
        type: DOT1Q
      redundancy:
        priority: PRIMARY
      location:
        metro_code: FR
"""

from ..module_utils._ansible import python_version

python_version.check()

from typing import Any

from ..module_utils._ansible import module as ansible_module
from ..module_utils._equinix import listing

OPTIONS: dict[str, Any] = {
    "name": {"type": "str"},
    "uuid": {"type": "str"},
    "metro_code": {"type": "str"},
    "include_vlans": {"type": "bool", "default": False},
}


def work(module: Any) -> dict[str, Any]:
    """Return the ports asked for."""
    params = module.params
    api = ansible_module.connect(params)
    result = ansible_module.list_result("ports", listing.ports(api, params))
    if params["include_vlans"]:
        for port in result["ports"]:
            taken = ansible_module.list_result("vlans", api.port_link_protocols(port["uuid"]))
            port["vlans_in_use"] = taken["vlans"]
    return result


def main() -> None:
    """Run the module."""
    ansible_module.run(OPTIONS, work)


if __name__ == "__main__":
    main()
