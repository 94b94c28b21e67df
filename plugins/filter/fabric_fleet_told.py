# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.fabric_fleet_told``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fabric_fleet_told
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: What each host of a play tells of the work on a fleet
description:
  - One host of a play sees to the connections of all of them. Returns what another one, or itself, tells then; with C(rest), what no host has told.
  - The role P(interconnect.equinix.fabric_fleet#role) has each host tell it.
positional: _input
options:
  _input:
    description: The variables of all hosts, C(hostvars).
    type: dict
    required: true
  host:
    description: Host that tells it.
    type: str
    required: true
  worker:
    description: Host that does the work.
    type: str
    required: true
  hosts:
    description: Hosts of the play that have not failed.
    type: list
    elements: str
    required: true
  batch:
    description: Those of them that the play is at.
    type: list
    elements: str
    default: []
  rest:
    description: Whether to return what no host has told instead.
    type: bool
    default: false
  strays:
    description: What P(interconnect.equinix.fabric_fleet_strays#filter) returns, to be told of with C(rest).
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Show who sees to the fleet
  ansible.builtin.debug:
    msg: "{{ (hostvars | interconnect.equinix.fabric_fleet_told(host='fra-2', worker='fra-1', hosts=['fra-1', 'fra-2'])).msg }}"
"""

RETURN = r"""
_value:
  description: The C(msg), whether something was C(changed), and whether it has C(failed).
  type: dict
"""

from collections.abc import Mapping, Sequence
from typing import Any


def fabric_fleet_told(
    hostvars: Any,
    *,
    host: str,
    worker: str,
    hosts: Sequence[str],
    batch: Sequence[str] = (),
    rest: bool = False,
    strays: Sequence[Any] = (),
) -> dict[str, Any]:
    """Return what a host tells."""
    from ..plugin_utils.fabric_fleet import own_outcome, untold

    known = variables_of(hostvars, worker)
    if not rest:
        return own_outcome(host, worker, known, hosts)
    told = {name: variables_of(hostvars, name).get("fabric_fleet_told") or {} for name in known.get("fabric_fleet_order") or []}
    return untold(known, told, set(hosts) - set(batch), strays)


def variables_of(hostvars: Any, host: str) -> Mapping[str, Any]:
    """Return the variables of a host as they are: reading a thousand results by templating takes as long as all the rest.

    What modules have returned, and the names of hosts, are no templates.
    """
    if host not in hostvars:
        return {}
    found: Mapping[str, Any] = hostvars.raw_get(host) if hasattr(hostvars, "raw_get") else hostvars[host]
    return found


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"fabric_fleet_told": fabric_fleet_told}
