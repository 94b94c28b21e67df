# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.fabric_fleet_plan``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fabric_fleet_plan
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: A table of what will change of a fleet, and what it costs
description:
  - Makes lines of what M(interconnect.equinix.fabric_connections) returns in check mode.
positional: _input
options:
  _input:
    description: RV(interconnect.equinix.fabric_connections#module:results).
    type: list
    elements: dict
    required: true
  strays:
    description: What P(interconnect.equinix.fabric_fleet_strays#filter) returns.
    type: list
    elements: dict
    default: []
  purge:
    description: Whether those that may be are removed.
    type: bool
    default: false
  removal:
    description: Results of M(interconnect.equinix.fabric_connections) in check mode for their removal.
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Look what would change
  interconnect.equinix.fabric_connections:
    connections:
      - {name: alibaba-fra-1, state: absent}
  check_mode: true
  register: plan

- name: Show it
  ansible.builtin.debug:
    msg: "{{ plan.results | interconnect.equinix.fabric_fleet_plan }}"
"""

RETURN = r"""
_value:
  description: The lines.
  type: list
  elements: str
"""

from collections.abc import Mapping, Sequence
from typing import Any


def fabric_fleet_plan(
    results: Sequence[Mapping[str, Any]],
    strays: Sequence[Mapping[str, Any]] = (),
    *,
    purge: bool = False,
    removal: Sequence[Mapping[str, Any]] = (),
) -> list[str]:
    """Return the lines of what will change, and of what is in no list."""
    from ..plugin_utils.fabric_fleet import plan_lines
    from ..plugin_utils.fleet_strays import stray_lines

    return [*plan_lines(results), *stray_lines(strays, purge=purge, removal=removal)]


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"fabric_fleet_plan": fabric_fleet_plan}
