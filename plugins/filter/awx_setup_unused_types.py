# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.awx_setup_unused_types``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: awx_setup_unused_types
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: Which credential types of the role awx_setup nobody else uses
description:
  - Credential types belong to all organizations, so that the role P(interconnect.equinix.awx_setup#role) removes only those that no
    credential but its own has.
positional: _input, types, ours, organization
options:
  _input:
    description: What AWX has, the rows of its lists by endpoint - V(credential_types), V(credentials) and V(organizations).
    type: dict
    required: true
  types:
    description: Names of the credential types.
    type: list
    elements: str
    required: true
  ours:
    description: Names of the organization's credentials that do not count.
    type: list
    elements: str
    required: true
  organization:
    description: Name or ID of the organization.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show which may go
  ansible.builtin.debug:
    msg: "{{ found | interconnect.equinix.awx_setup_unused_types(['Equinix Fabric'], ['Express Connect: Equinix Fabric'], 'Default') }}"
  vars:
    found:
      credential_types: []
      credentials: []
      organizations: []
"""

RETURN = r"""
_value:
  description: Names of those that are there and that nobody else uses.
  type: list
  elements: str
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"awx_setup_unused_types": deferred("awx_setup", "unused_types")}
