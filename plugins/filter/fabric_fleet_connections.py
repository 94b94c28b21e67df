# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.fabric_fleet_connections``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fabric_fleet_connections
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: The connections of the role fabric_fleet in proper types, and what is wrong with them
description:
  - Gives each connection the options of all that it does not have itself; dicts are merged.
  - Text becomes what the options of M(interconnect.equinix.fabric_connection) are. Keys, at any depth, that are none of them are
    told; a misspelt spending limit is no limit.
  - Everything else is told as well that can be told without a look at Fabric, and all at once.
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
  hosts:
    description: The hosts whose variable C(fabric_fleet_connection) they are; the items of a list where there are none.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Show what is misspelt
  ansible.builtin.debug:
    msg: "{{ ([{'name': 'alibaba-fra-1', 'bandwith': 200}] | interconnect.equinix.fabric_fleet_connections({})).problems }}"
"""

RETURN = r"""
_value:
  description: The C(connections), and in C(problems) a sentence for each mistake, with the nearest option.
  type: dict
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.utils.vars import merge_hash


def connections(rows: Sequence[Any], defaults: Mapping[str, Any] | None, hosts: Sequence[str] = ()) -> dict[str, Any]:
    """Return the connections with the options of all, and one sentence for each mistake."""
    from ..module_utils._equinix.connection.options import connection_options
    from ..plugin_utils.fabric_fleet import value_problems
    from ..plugin_utils.option_types import read_value

    option = {"type": "dict", "elements": "dict", "options": connection_options()}
    common, problems = read_value(defaults or {}, option, "fabric_fleet_defaults")
    found, readable = [], []
    for number, row in enumerate(rows):
        place = f"fabric_fleet_connection of {hosts[number]}" if hosts else f"fabric_fleet_connections[{number}]"
        own, mistakes = read_value(row, option, place)
        problems += mistakes
        found.append(own if mistakes else merge_hash(common, own))
        readable += [] if mistakes else [number]
    if readable and not read_value(defaults or {}, option, "")[1]:
        problems += value_problems(found, readable)
    return {"connections": found, "problems": problems}


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"fabric_fleet_connections": connections}
