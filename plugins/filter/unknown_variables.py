# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.unknown_variables``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: unknown_variables
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: Variables with the prefix of a role that the role does not know
description:
  - Ansible takes a misspelt variable of a role without a word. The roles of this collection refuse it first, by this filter.
  - A variable is known when the role documents it, or registers, sets or loops over it itself. So is the answer that a survey of
    AWX asks for (V(fabric_fleet_wait_answer), or a name and the key of a dict), beside the variable that is made of it.
positional: _input, role_path
options:
  _input:
    description: Names of variables.
    type: list
    elements: str
    required: true
  role_path:
    description: Folder of the role, which has the name that the variables begin with.
    type: path
    required: true
"""

EXAMPLES = r"""
- name: Refuse misspelt variables, in a role
  ansible.builtin.assert:
    that: lookup('ansible.builtin.varnames', '^fabric_fleet_', wantlist=true) | interconnect.equinix.unknown_variables(role_path) | length == 0
"""

RETURN = r"""
_value:
  description: A sentence for each variable that is not known, with the nearest one that is.
  type: list
  elements: str
"""

from typing import Any

from ansible_collections.interconnect.equinix.plugins.plugin_utils.role_variables import unknown_variables


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"unknown_variables": unknown_variables}
