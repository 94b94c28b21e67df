#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""List routing protocols."""

DOCUMENTATION = r"""
module: fabric_routing_protocol_info
short_description: List the routing protocols of a connection from a Fabric Cloud Router
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Lists the routing protocols of one connection. A connection that does not exist has none.
extends_documentation_fragment:
  - interconnect.equinix.equinix
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.info
  - interconnect.equinix.attributes.fabric
options:
  connection:
    description:
      - The connection, by name or UUID.
    type: str
    required: true
seealso:
  - module: interconnect.equinix.fabric_routing_protocol
"""

EXAMPLES = r"""
- name: Show the routing of a connection
  interconnect.equinix.fabric_routing_protocol_info:
    connection: alibaba-fra-2
"""

RETURN = r"""
routing_protocols:
  description: The routing protocols, keys in snake_case, BGP keys masked.
  returned: success
  type: list
  elements: dict
  sample:
    - uuid: 557400f8-d360-11e9-bb65-2a2ae2dbcce4
      type: DIRECT
      state: PROVISIONED
      direct_ipv4:
        equinix_iface_ip: 192.168.100.1/30
"""

from ..module_utils._ansible import python_version

python_version.check()

from typing import Any

from ..module_utils._ansible import module as ansible_module
from ..module_utils._equinix.connection.resolver import find_connection
from ..module_utils._equinix.lookup import LookupCache

OPTIONS: dict[str, Any] = {"connection": {"type": "str", "required": True}}


def work(module: Any) -> dict[str, Any]:
    """Return the routing protocols of the connection."""
    params = module.params
    api = ansible_module.connect(params)
    connection = find_connection(LookupCache(api), "connection", params["connection"], params["project_id"] or "")
    return ansible_module.list_result("routing_protocols", api.routing_protocols(connection["uuid"]) if connection else [])


def main() -> None:
    """Run the module."""
    ansible_module.run(OPTIONS, work)


if __name__ == "__main__":
    main()
