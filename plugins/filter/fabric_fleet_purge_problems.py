# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.fabric_fleet_purge_problems``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fabric_fleet_purge_problems
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: Why what is in no list may not be removed
description:
  - Refuses to remove what is in no list where the list is not known to be whole, or what is the list's own is not known.
positional: _input
options:
  _input:
    description: The connections of the list.
    type: list
    elements: dict
    required: true
  by_host:
    description: Whether the connections are hosts.
    type: bool
    required: true
  project_id:
    description: Equinix project of the list.
    type: str
    required: true
  limit:
    description: What limits the play.
    type: str
    default: ""
  left_out:
    description: Hosts that stand for a connection and are not in the play.
    type: list
    elements: str
    default: []
  job:
    description: Job of AWX that the play is run by.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Show why nothing would be removed
  ansible.builtin.debug:
    msg: "{{ [{'name': 'alibaba-fra-1'}] | interconnect.equinix.fabric_fleet_purge_problems(by_host=false, project_id='') }}"
"""

RETURN = r"""
_value:
  description: A sentence for each reason.
  type: list
  elements: str
"""

from collections.abc import Iterable, Mapping
from typing import Any


def fabric_fleet_purge_problems(connections: Iterable[Mapping[str, Any]], *, job: Any = "", **how: Any) -> list[str]:
    """Return why nothing may be removed."""
    from ..plugin_utils.fleet_strays import purge_problems

    return purge_problems(connections=connections, job=str(job or ""), **how)


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"fabric_fleet_purge_problems": fabric_fleet_purge_problems}
