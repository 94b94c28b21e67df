# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter that puts both ends of connections side by side."""

from __future__ import annotations

DOCUMENTATION = r"""
name: both_ends
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.0.0
short_description: Put both ends of connections side by side, and prove that they are one
description:
  - Takes connections as M(interconnect.equinix.fabric_connection_info) lists them and what the modules of Alibaba Cloud list, and finds
    for each connection its physical connection, its border router and the BGP peers on that.
  - A physical connection is found by the ID that Fabric shows (C(provider_connection_id)), else it is the shared port of exactly the name with
    the VLAN of the Z-side. A name alone proves nothing; what it could be is told as C(alibaba.candidates).
positional: _input
options:
  _input:
    description: The connections, each with its C(status).
    type: list
    elements: dict
    required: true
  physical_connections:
    description: What M(interconnect.equinix.alibaba_physical_connection_info) lists.
    type: list
    elements: dict
    default: []
  virtual_border_routers:
    description: What M(interconnect.equinix.alibaba_virtual_border_router_info) lists, with their BGP peers where those are to be shown.
    type: list
    elements: dict
    default: []
  routing:
    description: The routing protocols of connections from a cloud router, by the UUID of the connection.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: List the connections
  interconnect.equinix.fabric_connection_info:
  register: fabric

- name: List what Alibaba Cloud knows of them
  interconnect.equinix.alibaba_physical_connection_info:
    region: eu-central-1
  register: alibaba

- name: Show both ends
  ansible.builtin.debug:
    msg: "{{ fabric.connections | interconnect.equinix.both_ends(alibaba.physical_connections) }}"
"""

RETURN = r"""
_value:
  description: One entry for each connection, with C(fabric), C(alibaba), C(description), C(proofs) and C(proven).
  type: list
  elements: dict
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError


def filter_both_ends(
    connections: Any,
    physical_connections: Sequence[Mapping[str, Any]] = (),
    virtual_border_routers: Sequence[Mapping[str, Any]] = (),
    routing: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> list[dict[str, Any]]:
    """Return both ends of each connection."""
    from ..plugin_utils.both_ends import AlibabaEnds, both_ends, claim_of

    if not isinstance(connections, (list, tuple)):
        raise AnsibleFilterError("both_ends takes a list of connections, such as fabric_connection_info returns.")
    ends, found = AlibabaEnds(physical_connections, virtual_border_routers), []
    for connection in connections:
        claim = claim_of(connection)
        decision = ends.decide(claim)
        routers = ends.routers_of(connection, decision.ours)
        router = routers[0] if len(routers) == 1 else {}
        protocols = (routing or {}).get(connection.get("uuid") or "", ())
        peers = router.get("bgp_peers") or ()
        by_id = bool(claim.physical_connection_id)
        found.append(both_ends(connection, decision.ours, router, peers, protocols, decision.candidates, by_id=by_id))
    return found


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"both_ends": filter_both_ends}
