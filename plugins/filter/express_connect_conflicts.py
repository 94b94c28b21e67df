# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.express_connect_conflicts``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: express_connect_conflicts
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: Which other hosts of a play are about the same connections
description:
  - A play runs the role P(interconnect.equinix.express_connect#role) once for each of its hosts. This finds those of which the connections would be ordered
    once more.
positional: _input, hostvars, host, names
options:
  _input:
    description: Hosts of the play.
    type: list
    elements: str
    required: true
  hostvars:
    description: Variables of all hosts; C(express_connect_claimed) holds the names of a host's connections.
    type: dict
    required: true
  host:
    description: The host that asks.
    type: str
    required: true
  names:
    description: Names of its connections.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Show who orders the same
  ansible.builtin.debug:
    msg: "{{ ansible_play_hosts | interconnect.equinix.express_connect_conflicts(hostvars, inventory_hostname, ['alibaba-fra-1']) }}"
"""

RETURN = r"""
_value:
  description: The other hosts that are about one of the names.
  type: list
  elements: str
"""

from collections.abc import Iterable, Mapping
from typing import Any


def conflicts(hosts: Iterable[str], hostvars: Mapping[str, Any], host: str, names: Iterable[str]) -> list[str]:
    """Return the hosts beside this one of which a connection has one of the names."""
    own = set(names)
    return [other for other in hosts if other != host and own & set(hostvars[other].get("express_connect_claimed") or ())]


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"express_connect_conflicts": conflicts}
