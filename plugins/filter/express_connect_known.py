# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.express_connect_known``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: express_connect_known
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: What Fabric knows of each of some connections
description:
  - Takes the results of looking up each connection by name, origin and service profile, and tells which connection is meant, which others have the name,
    and what is known of its physical connection at Alibaba Cloud.
  - The role P(interconnect.equinix.express_connect#role) works on what it returns.
positional: _input, names
options:
  _input:
    description: Results of M(interconnect.equinix.fabric_connection_info), one for each connection.
    type: list
    elements: dict
    required: true
  names:
    description: Names of the connections, in the order of the results.
    type: list
    elements: str
    required: true
  ids:
    description: What the user says of the physical connections, empty texts where nothing.
    type: list
    elements: str
    default: []
  region:
    description: Region of Alibaba Cloud where no connection says it.
    type: str
    default: ""
  physical_connections:
    description: Lists of results of M(interconnect.equinix.alibaba_physical_connection_info), one result for each connection.
    type: list
    elements: list
    default: []
  asked:
    description: Whether anybody wanted to have these looked up.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Look up a connection, those that are gone included
  interconnect.equinix.fabric_connection_info:
    name: "{{ item }}"
    service_profile: Alibaba Cloud Express Connect
    include_deleted: true
  loop: [alibaba-fra-1]
  register: found

- name: Show which connection is meant
  ansible.builtin.debug:
    msg: "{{ found.results | interconnect.equinix.express_connect_known(['alibaba-fra-1']) | map(attribute='uuid') }}"
"""

RETURN = r"""
_value:
  description: For each name C(connection), C(uuid), C(several), C(gone), C(others), C(region), C(vlan_id), C(physical_connection_id) and C(proven_id).
  type: list
  elements: dict
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"express_connect_known": deferred("express_connect", "known")}
