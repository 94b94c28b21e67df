# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.awx_setup_problems``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: awx_setup_problems
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: What would make the role awx_setup stop half-way
description:
  - Holds the variables of the role P(interconnect.equinix.awx_setup#role) against what AWX has, before anything is made.
positional: _input, found, types, objects
options:
  _input:
    description: The C(options) that P(interconnect.equinix.role_variables#lookup) returns.
    type: dict
    required: true
  found:
    description:
      - What AWX has, the rows of its lists by endpoint - V(me), V(organizations), V(credential_types), V(credentials), V(execution_environments),
        V(inventories), V(notification_templates), V(teams) and V(unified_jobs), of which those that have not ended.
    type: dict
    required: true
  types:
    description: Names of the credential types.
    type: list
    elements: str
    required: true
  objects:
    description: What the role makes, each with its C(endpoint) and C(name). Nothing of it is removed while a job of it goes on.
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Show what is in the way
  ansible.builtin.debug:
    msg: "{{ {'organization': 'Retail', 'prefix': 'Express Connect'} | interconnect.equinix.awx_setup_problems({'organizations': []}, []) }}"
"""

RETURN = r"""
_value:
  description: A sentence for each mistake.
  type: list
  elements: str
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"awx_setup_problems": deferred("awx_setup", "problems")}
