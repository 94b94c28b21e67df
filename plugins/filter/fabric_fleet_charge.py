# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.fabric_fleet_charge``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fabric_fleet_charge
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: What a month of all that a fleet would order or change costs
description:
  - Adds up what M(interconnect.equinix.fabric_connections) returns in check mode, and holds it against a limit.
positional: _input
options:
  _input:
    description: RV(interconnect.equinix.fabric_connections#module:results).
    type: list
    elements: dict
    required: true
  limit:
    description: What a month may cost at most, V(amount) and V(currency); an empty dict for no limit.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Look what would change
  interconnect.equinix.fabric_connections:
    connections:
      - {name: alibaba-fra-1, state: absent}
  check_mode: true
  register: plan

- name: Show what it costs
  ansible.builtin.debug:
    msg: "{{ plan.results | interconnect.equinix.fabric_fleet_charge }}"
"""

RETURN = r"""
_value:
  description:
    - V(total), the V(amount) and V(currency) of a month; an empty dict where there is no price or more than one currency.
    - V(problems), a sentence when the limit is not kept, or cannot be.
  type: dict
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"fabric_fleet_charge": deferred("fabric_fleet", "charge")}
