# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.express_connect_removal``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: express_connect_removal
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: How each of some connections is removed
description:
  - Decides for each connection what is to be removed at Alibaba Cloud first, whether its removal on Fabric is only waited for, and what forbids it.
  - What is not proven to belong to the connection is never among it.
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
  alibaba:
    description: Whether Alibaba Cloud's end was looked at.
    type: bool
    required: true
  must_exist:
    description: Whether a connection that Fabric never had is a problem.
    type: bool
    required: true
  provider_initiated:
    description: Whether its removal was started at Alibaba Cloud.
    type: bool
    required: true
  pairs:
    description: The connections of their redundancy groups, of which no secondary one is left alone.
    type: list
    elements: dict
    default: []
  names:
    description: Names of all connections, for those that are missing.
    type: list
    elements: str
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

- name: Show what forbids the removal
  ansible.builtin.debug:
    msg: >-
      {{ found.results | interconnect.equinix.express_connect_known(['alibaba-fra-1'])
         | interconnect.equinix.express_connect_removal(alibaba=false, must_exist=true, provider_initiated=false, pairs=[], names=[])
         | map(attribute='problem') }}
"""

RETURN = r"""
_value:
  description: For each connection C(name), C(uuid), C(region), C(physical_connection_id), C(virtual_border_router_id),
    C(provider_initiated), C(waits_for_proof), C(has_routing), C(missing) and C(problem).
  type: list
  elements: dict
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"express_connect_removal": deferred("express_connect", "removal")}
