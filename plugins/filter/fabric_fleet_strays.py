# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.fabric_fleet_strays``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fabric_fleet_strays
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: Connections that stand on Fabric and are in no list
description:
  - Compares the connections that there are with those of a list, and tells of each other one why it may not be removed.
  - One may be removed that was ordered in the project, to a service profile and for an account of the list, that no provider has accepted,
    whose name is in no list, and that is no part of a pair of which the other one stays.
positional: _input
options:
  _input:
    description: Connections as M(interconnect.equinix.fabric_connection_info) returns them.
    type: list
    elements: dict
    required: true
  results:
    description: Results of M(interconnect.equinix.fabric_connections) for the list, which tell which connection is which.
    type: list
    elements: dict
    required: true
  desired:
    description: The list.
    type: list
    elements: dict
    required: true
  others:
    description: Specs that nobody has looked for; what has the name of one counts as in a list.
    type: list
    elements: dict
    default: []
  project_id:
    description: Equinix project of the list.
    type: str
    default: ""
  ours:
    description: The connections that were ordered for an account of the list.
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Look where the list stands
  interconnect.equinix.fabric_connections:
    connections: &list
      - {name: alibaba-fra-1, state: absent}
  check_mode: true
  register: plan

- name: Look what there is
  interconnect.equinix.fabric_connection_info:
  register: found

- name: Show what is in no list
  ansible.builtin.debug:
    msg: "{{ found.connections | interconnect.equinix.fabric_fleet_strays(results=plan.results, desired=list) }}"
  vars:
    list: *list
"""

RETURN = r"""
_value:
  description: For each C(name), C(uuid), C(phase), whether it is C(ours), and in C(kept) why it may not be removed.
  type: list
  elements: dict
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"fabric_fleet_strays": deferred("fleet_strays", "strays")}
