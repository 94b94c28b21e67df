# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.awx_setup_strange_nodes``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: awx_setup_strange_nodes
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: What a workflow of AWX has beside the steps of the role awx_setup
description:
  - A step that the role P(interconnect.equinix.awx_setup#role) did not make may go round the approval.
positional: _input, nodes, steps
options:
  _input:
    description: Name of the workflow.
    type: str
    required: true
  nodes:
    description: The nodes of the workflow, as AWX returns them.
    type: list
    elements: dict
    required: true
  steps:
    description: The steps of the role, each with its V(identifier).
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what else it does
  ansible.builtin.debug:
    msg: "{{ 'approved order' | interconnect.equinix.awx_setup_strange_nodes([{'identifier': 'x'}], [{'identifier': 'approval'}]) }}"
"""

RETURN = r"""
_value:
  description: A sentence when there are such nodes.
  type: list
  elements: str
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"awx_setup_strange_nodes": deferred("awx_setup", "strange_nodes")}
