# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.express_connect_result``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: express_connect_result
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: What the role express_connect leaves of its connections
description:
  - Puts together what the role P(interconnect.equinix.express_connect#role) leaves in C(express_connect_result).
positional: _input, ordered
options:
  _input:
    description: What P(interconnect.equinix.express_connect_known#filter) returns.
    type: list
    elements: dict
    required: true
  ordered:
    description: Results of M(interconnect.equinix.fabric_connections), which show in check mode what would be there.
    type: list
    elements: dict
    required: true
  physical_connections:
    description: Lists of results of M(interconnect.equinix.alibaba_physical_connection_info), one result for each connection.
    type: list
    elements: list
    default: []
  virtual_border_routers:
    description: Lists of results of M(interconnect.equinix.alibaba_virtual_border_router_info), one result for each connection.
    type: list
    elements: list
    default: []
  routing:
    description: Results of M(interconnect.equinix.fabric_routing_protocol_info), one for each connection.
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Look up a connection, those that are gone included
  interconnect.equinix.fabric_connection_info:
    name: "{{ item }}"
    service_profile: Alibaba Cloud Express Connect
    include_deleted: true
  loop: [alibaba-fra-1]
  register: found

- name: Show the status of the first one
  ansible.builtin.debug:
    msg: "{{ (found.results | interconnect.equinix.express_connect_known(['alibaba-fra-1']) | interconnect.equinix.express_connect_result([])).status }}"
"""

RETURN = r"""
_value:
  description: The keys C(connection), C(status), C(connections), C(physical_connections), C(virtual_border_routers) and C(both_ends).
  type: dict
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"express_connect_result": deferred("express_connect", "result")}
