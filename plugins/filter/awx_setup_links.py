# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.awx_setup_links``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: awx_setup_links
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: Which links the steps of a workflow of AWX have to have
description:
  - Links between the steps become those that are wanted, whatever stands there. Links to steps that are not of the list stay, since
    a step without any link to it is a first one, and runs at once.
positional: _input, steps
options:
  _input:
    description: The nodes of the workflow, as AWX returns them.
    type: list
    elements: dict
    required: true
  steps:
    description: The steps, each with its V(identifier), and V(next), the identifiers of those that follow it.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Show the links
  ansible.builtin.debug:
    msg: "{{ [] | interconnect.equinix.awx_setup_links([{'identifier': 'approval', 'next': ['order']}]) }}"
"""

RETURN = r"""
_value:
  description: The steps, each with its V(identifier), and the identifiers V(success), V(always) and V(failure).
  type: list
  elements: dict
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"awx_setup_links": deferred("awx_setup", "links")}
