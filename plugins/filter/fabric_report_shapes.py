# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.fabric_report_shapes``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fabric_report_shapes
short_description: What the prices of connections depend on, each once
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Returns the distinct shapes of connections, so that each price is looked up once and not once for each connection.
options:
  _input:
    description:
      - Connections as M(interconnect.equinix.fabric_connection_info) returns them.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what has to be looked up in the price list
  ansible.builtin.debug:
    msg: "{{ connections | interconnect.equinix.fabric_report_shapes }}"
  vars:
    connections:
      - bandwidth: 200
        a_side:
          access_point:
            type: COLO
            location: {metro_code: FR}
        z_side:
          access_point:
            profile: {name: Alibaba Cloud Express Connect}
            location: {metro_code: FR}
"""

RETURN = r"""
_value:
  description:
    - The shapes, with the names of the options of M(interconnect.equinix.fabric_price_info).
    - A connection that does not tell its bandwidth, metros and profile has none.
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter, as Ansible finds it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter by name."""
        return {"fabric_report_shapes": deferred("_report.costs", "shapes_of")}
