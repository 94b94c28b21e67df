# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.awx_setup_plan``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: awx_setup_plan
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: Which objects of the role awx_setup are on AWX already
description:
  - Tells of each object that the role P(interconnect.equinix.awx_setup#role) makes whether it is there.
positional: _input, found, organization
options:
  _input:
    description: The objects, each with V(endpoint), V(kind) and V(name).
    type: list
    elements: dict
    required: true
  found:
    description: What AWX has, the rows of its lists by endpoint.
    type: dict
    required: true
  organization:
    description: Name or ID of the organization.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show what is there
  ansible.builtin.debug:
    msg: "{{ wanted | interconnect.equinix.awx_setup_plan({'organizations': [], 'projects': []}, 'Default') }}"
  vars:
    wanted:
      - endpoint: projects
        kind: project
        name: Express Connect
"""

RETURN = r"""
_value:
  description: The objects, each with V(there).
  type: list
  elements: dict
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"awx_setup_plan": deferred("awx_setup", "plan")}
