# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.missing_connections``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: missing_connections
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: Sentences about connections that are not there, with the names that may have been meant
description:
  - Compares names with those that there are.
positional: _input, names
options:
  _input:
    description: Names of connections.
    type: list
    elements: str
    required: true
  names:
    description: The names that there are.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Show what is misspelt
  ansible.builtin.debug:
    msg: "{{ ['alibaba-fra-l'] | interconnect.equinix.missing_connections(['alibaba-fra-1']) }}"
"""

RETURN = r"""
_value:
  description: A sentence for each name that is not among those that there are.
  type: list
  elements: str
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"missing_connections": deferred("nearest", "missing_connections")}
