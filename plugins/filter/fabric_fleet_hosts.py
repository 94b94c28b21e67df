# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.fabric_fleet_hosts``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fabric_fleet_hosts
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: The hosts that stand for a connection
description:
  - Returns the hosts that have the variable C(fabric_fleet_connection), whatever is in it.
positional: _input, hostvars
options:
  _input:
    description: Names of hosts.
    type: list
    elements: str
    required: true
  hostvars:
    description: The variables of all hosts.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show which hosts stand for a connection
  ansible.builtin.debug:
    msg: "{{ ansible_play_hosts | interconnect.equinix.fabric_fleet_hosts(hostvars) }}"
"""

RETURN = r"""
_value:
  description: Those hosts, in their order.
  type: list
  elements: str
"""

from collections.abc import Iterable, Mapping
from typing import Any


def fabric_fleet_hosts(hosts: Iterable[str], hostvars: Mapping[str, Any]) -> list[str]:
    """Return the hosts that stand for a connection; the variable is not read, which may take others that are not there."""
    return [host for host in hosts if host in hostvars and "fabric_fleet_connection" in hostvars[host]]


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"fabric_fleet_hosts": fabric_fleet_hosts}
