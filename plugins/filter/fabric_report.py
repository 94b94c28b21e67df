# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.fabric_report``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fabric_report
short_description: What a report of connections shows
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Joins connections with what Alibaba Cloud has for them, lays out a picture, and tells what waits for whom.
  - The role P(interconnect.equinix.fabric_report#role) makes a page of it.
options:
  _input:
    description:
      - Connections as M(interconnect.equinix.fabric_connection_info) returns them.
      - Results of M(interconnect.equinix.fabric_connection) are taken as well.
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
      - The lists of prices that M(interconnect.equinix.fabric_price_info) returns for each of the shapes of
        P(interconnect.equinix.fabric_report_shapes#filter), in their order. Used instead of O(prices).
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
  places:
    description:
      - Whether to return C(places), which takes most of the time; C(places) is empty without.
    type: bool
    default: true
    version_added: 1.1.0
"""

EXAMPLES = r"""
- name: Show what waits for whom
  ansible.builtin.debug:
    msg: "{{ (listed.connections | interconnect.equinix.fabric_report).sentences }}"
  vars:
    listed:
      connections:
        - name: alibaba-fra-1
          status:
            phase: pending_approval
"""

RETURN = r"""
_value:
  description:
    - What the page shows; C(count) and C(counted), C(states), C(waiting), C(nothing) where nothing waits, C(unknown) where somebody would
      have to look to know, C(sentences) with all of these, C(places) with their pictures and rows, C(costs), C(alibaba), C(source),
      C(alibaba_source), C(endpoint), C(accounts), C(projects), C(moment) and C(newest).
  type: dict
"""

from collections.abc import Callable, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError


def fabric_report(
    connections: Any,
    physical_connections: Any = None,
    virtual_border_routers: Any = None,
    prices: Sequence[Any] | None = None,
    price_lists: Sequence[Any] | None = None,
    endpoint: str = "",
    *,
    alibaba_endpoints: Sequence[str] = (),
    project: str = "",
    looked_at: str = "",
    written_at: str = "",
    places: bool = True,
) -> dict[str, Any]:
    """Return what a report of these connections shows."""
    from ..plugin_utils._report.costs import prices_by_shape
    from ..plugin_utils._report.view import view_of

    if not isinstance(connections, list):
        raise AnsibleFilterError(f"fabric_report takes a list of connections, not a value of type {type(connections).__name__}.")
    if price_lists is not None:
        prices = prices_by_shape(connections, price_lists)
    return view_of(
        connections,
        physical_connections,
        virtual_border_routers,
        prices,
        endpoint or "",
        alibaba_endpoints=alibaba_endpoints or (),
        project=project or "",
        looked_at=looked_at or "",
        written_at=written_at or "",
        places=places,
    )


class FilterModule:
    """The filter, as Ansible finds it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filter by name."""
        return {"fabric_report": fabric_report}
