# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.fabric_report_page``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fabric_report_page
short_description: The page of a report of connections
version_added: 1.1.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Returns what P(interconnect.equinix.fabric_report#filter) does as one HTML page.
  - The role P(interconnect.equinix.fabric_report#role) writes it to a file.
options:
  _input:
    description:
      - Connections as for P(interconnect.equinix.fabric_report#filter).
    type: list
    elements: dict
    required: true
  title:
    description:
      - Heading of the page.
    type: str
    required: true
  physical_connections:
    description:
      - Physical connections of Alibaba Cloud. Without them its end counts as not looked up.
    type: list
    elements: dict
  virtual_border_routers:
    description:
      - Virtual border routers of Alibaba Cloud, with their BGP peers.
    type: list
    elements: dict
  prices:
    description:
      - One row of the price list for each connection, in their order, an empty one where there is no price.
    type: list
    elements: dict
  price_lists:
    description:
      - The lists of prices by shape, used instead of O(prices).
    type: list
    elements: list
  endpoint:
    description:
      - Address of Fabric's API; its host is shown as the source.
    type: str
  alibaba_endpoints:
    description:
      - Addresses of Alibaba Cloud's API; their hosts are shown.
    type: list
    elements: str
    version_added: 1.1.0
  project:
    description:
      - ID of the only project that was looked into, where it was one.
    type: str
    version_added: 1.1.0
  looked_at:
    description:
      - When the connections were looked up, with the time zone, to be shown as it is.
    type: str
    version_added: 1.1.0
  written_at:
    description:
      - When this is written, likewise, where O(looked_at) is not known.
    type: str
    version_added: 1.1.0
"""

EXAMPLES = r"""
- name: List the connections
  interconnect.equinix.fabric_connection_info:
  register: found

- name: Write the page that the role would write, with a heading of its own
  ansible.builtin.copy:
    content: "{{ found.connections | interconnect.equinix.fabric_report_page(title='Connections out of Frankfurt') }}"
    dest: /tmp/connections.html
    mode: "0640"
"""

RETURN = r"""
_value:
  description:
    - The page.
  type: str
"""

from collections.abc import Callable
from typing import Any


def fabric_report_page(connections: Any, title: str, **looked_up: Any) -> str:
    """Return the page of a report of these connections."""
    from ..plugin_utils._report.page import page_of
    from .fabric_report import fabric_report

    return page_of(fabric_report(connections, **looked_up), str(title))


class FilterModule:
    """The filter, as Ansible finds it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter by name."""
        return {"fabric_report_page": fabric_report_page}
