# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.connection_table``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: connection_table
short_description: A table of connections for a terminal
version_added: 1.1.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Returns a heading, one line for each connection, and what they come to, no line wider than 88 columns. Names that are too long lose
    their middle.
  - The role P(interconnect.equinix.express_connect#role) prints it where no name is given, and so does the playbook C(status).
options:
  _input:
    description:
      - Connections as M(interconnect.equinix.fabric_connection_info) returns them.
    type: list
    elements: dict
    required: true
  physical_connections:
    description:
      - Physical connections of Alibaba Cloud. Without them its end counts as not looked up.
    type: list
    elements: dict
  virtual_border_routers:
    description:
      - Virtual border routers of Alibaba Cloud.
    type: list
    elements: dict
  price_lists:
    description:
      - The lists of prices that M(interconnect.equinix.fabric_price_info) returns for each of the shapes of
        P(interconnect.equinix.fabric_report_shapes#filter), in their order.
    type: list
    elements: list
"""

EXAMPLES = r"""
- name: List the connections
  interconnect.equinix.fabric_connection_info:
  register: found

- name: Show where each stands
  ansible.builtin.debug:
    msg: "{{ found.connections | interconnect.equinix.connection_table }}"
"""

RETURN = r"""
_value:
  description:
    - The lines.
  type: list
  elements: str
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError


def connection_table(connections: Any, **looked_up: Any) -> list[str]:
    """Return the lines of a table of these connections."""
    from ..plugin_utils.connection_table import table_of

    if not isinstance(connections, list):
        raise AnsibleFilterError(
            f"connection_table takes a list of connections, not a value of type {type(connections).__name__}."
        )
    return table_of(connections, **looked_up)


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return it by name."""
        return {"connection_table": connection_table}
