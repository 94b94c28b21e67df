# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.order_summary``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: order_summary
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: What connections would be and cost, before they are ordered
description:
  - Says in lines what each connection would be, what it costs, whether it is there already, and what would change.
positional: _input, connections, service_profile, metro_code
options:
  _input:
    description: >-
      What M(interconnect.equinix.fabric_price_info) returned for each connection, asked with its
      O(interconnect.equinix.fabric_price_info#module:name).
    type: list
    elements: dict
    required: true
  connections:
    description: The connections, with V(name), V(bandwidth) and V(a_side).
    type: list
    elements: dict
    required: true
  service_profile:
    description: Service profile where they end.
    type: str
    required: true
  metro_code:
    description: Metro in which it is reached.
    type: str
    required: true
  term_length:
    description: Term in months; V(0) when none is given.
    type: int
    default: 0
  check:
    description: Whether nothing will be ordered since this is check mode.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Look up what each connection would cost
  interconnect.equinix.fabric_price_info:
    name: "{{ item.name }}"
    bandwidth: "{{ item.bandwidth }}"
    a_side: "{{ item.a_side }}"
    z_side:
      metro_code: FR
  loop: "{{ wanted }}"
  vars: &wanted
    wanted:
      - name: alibaba-fra-2
        bandwidth: 200
        a_side:
          port: FR-PRI-DOT1Q
  register: prices

- name: Show the order summary
  ansible.builtin.debug:
    msg: "{{ (prices.results | interconnect.equinix.order_summary(wanted, 'Alibaba Cloud Express Connect', 'FR')).lines }}"
  vars: *wanted
"""

RETURN = r"""
_value:
  description: V(lines), the summary, and V(prices), the price that applies to each connection, an empty dict where there is none.
  type: dict
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"order_summary": deferred("order_summary", "order_summary")}
