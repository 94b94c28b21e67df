# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.fabric_fleet_problems``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fabric_fleet_problems
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: Misspelt options in the variables of the role fabric_fleet
description:
  - Finds keys, at any depth, that are no options of M(interconnect.equinix.fabric_connection). A misspelt spending limit is no limit.
positional: _input, defaults
options:
  _input:
    description: The connections of the role P(interconnect.equinix.fabric_fleet#role).
    type: list
    elements: dict
    required: true
  defaults:
    description: The options of all of them.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what is misspelt
  ansible.builtin.debug:
    msg: "{{ [{'name': 'alibaba-fra-1', 'bandwith': 200}] | interconnect.equinix.fabric_fleet_problems({}) }}"
"""

RETURN = r"""
_value:
  description: A sentence for each mistake, with the nearest option.
  type: list
  elements: str
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.options import connection_options
from ansible_collections.interconnect.equinix.plugins.plugin_utils.role_variables import unknown_keys


def problems(connections: Sequence[Any], defaults: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each key that is no option."""
    options = connection_options()
    found = unknown_keys(defaults, options, "fabric_fleet_defaults")
    for number, row in enumerate(connections):
        found += unknown_keys(row, options, f"fabric_fleet_connections[{number}]")
    return found


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"fabric_fleet_problems": problems}
