# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.express_connect_ends``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: express_connect_ends
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: Both ends of each of some connections
description:
  - Puts what Fabric and Alibaba Cloud have of each connection side by side, as P(interconnect.equinix.both_ends#filter) does, each with the rows of its own
    account only.
positional: _input
options:
  _input:
    description: What P(interconnect.equinix.express_connect_known#filter) returns.
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

- name: Show both ends
  ansible.builtin.debug:
    msg: "{{ found.results | interconnect.equinix.express_connect_known(['alibaba-fra-1']) | interconnect.equinix.express_connect_ends }}"
"""

RETURN = r"""
_value:
  description: One entry for each connection, as P(interconnect.equinix.both_ends#filter) returns it.
  type: list
  elements: dict
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"express_connect_ends": deferred("express_connect", "ends")}
