# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter that finds mistakes in the Alibaba half of the role express_connect's variables."""

from __future__ import annotations

DOCUMENTATION = r"""
name: alibaba_problems
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.0.0
short_description: Find mistakes in what is wanted on Alibaba Cloud before anything is ordered
description:
  - Checks what the role C(interconnect.equinix.express_connect) is told to agree to, to create and to route on Alibaba Cloud, with the rules of
    the modules that do it later.
positional: _input
options:
  _input:
    description: What is agreed to, the variable C(express_connect_accept).
    type: dict
    required: true
  routers:
    description: Options of the border routers by the name of the variable that holds them.
    type: dict
    required: true
  routings:
    description: Routing of the same connections, in the same order.
    type: dict
    required: true
  pair:
    description: Whether both connections of a pair are ordered, so that what one of them has the other one needs as well.
    type: bool
    default: false
    version_added: 1.1.0
"""

EXAMPLES = r"""
- name: Check a border router
  ansible.builtin.assert:
    that: "{'period': 1} | interconnect.equinix.alibaba_problems({'router': router}, {'routing': {}}) | length == 0"
  vars:
    router:
      local_gateway_ip: 192.0.2.2
      peer_gateway_ip: 192.0.2.1
      peering_subnet_mask: 255.255.255.252
"""

RETURN = r"""
_value:
  description: One sentence for each mistake.
  type: list
  elements: str
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"alibaba_problems": deferred("alibaba_spec", "problems")}
