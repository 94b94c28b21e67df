# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.express_connect_members``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: express_connect_members
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: The connections that the variables of the role express_connect are about
description:
  - Returns the connection of the role P(interconnect.equinix.express_connect#role), and the other one of its pair where it has one.
options:
  _input:
    description: The C(options) that P(interconnect.equinix.role_variables#lookup) returns.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show the names
  ansible.builtin.debug:
    msg: "{{ {'name': 'alibaba-fra-1', 'secondary_name': 'alibaba-fra-2'} | interconnect.equinix.express_connect_members | map(attribute='name') }}"
"""

RETURN = r"""
_value:
  description: The connections, each with its C(name), C(a_side), C(account_id), C(routing), C(router), C(physical_connection_id) and C(key), with
    C(spec) as M(interconnect.equinix.fabric_connections) takes it and C(summary) as the role fabric_order_summary does.
  type: list
  elements: dict
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"express_connect_members": deferred("express_connect_variables", "members")}
