#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""List connections with their status."""

from __future__ import annotations

DOCUMENTATION = r"""
module: fabric_connection_info
short_description: List Equinix Fabric connections and their status
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Lists connections, each with the status that the table of Equinix's page on Alibaba Cloud Express Connect gives it.
  - Account IDs and service-token UUIDs are masked in the result.
extends_documentation_fragment:
  - interconnect.equinix.equinix
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.info
  - interconnect.equinix.attributes.fabric
options:
  uuid:
    description:
      - Only the connection of this UUID.
    type: str
  name:
    description:
      - Only connections of exactly this name.
    type: str
  filters:
    description:
      - Further conditions for the API's search, all of which must be met.
    type: list
    elements: dict
    suboptions:
      property:
        description:
          - Search property of the API, such as V(/aSide/accessPoint/location/metroCode).
        type: str
        required: true
      operator:
        description:
          - How to compare. V(IN) and several values with V(=) mean any of the values.
        type: str
        default: "="
        choices: ["=", "!=", ">", ">=", "<", "<=", LIKE, ILIKE, IN, BETWEEN, IS NULL, IS NOT NULL]
      values:
        description:
          - Values to compare with.
        type: list
        elements: str
        default: []
  include_deleted:
    description:
      - Whether to list connections as well that are gone.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Show how far a connection has come
  interconnect.equinix.fabric_connection_info:
    name: alibaba-fra-1
  register: found

- name: List all connections out of Frankfurt
  interconnect.equinix.fabric_connection_info:
    filters:
      - property: /aSide/accessPoint/location/metroCode
        values: [FR]
"""

RETURN = r"""
connections:
  description: The connections, keys in snake_case, each with its RV(ignore:status) as M(interconnect.equinix.fabric_connection) returns it.
  returned: success
  type: list
  elements: dict
  sample:
    - uuid: 650fa2db-37fc-4eca-a9ac-1bb33481b03f
      name: alibaba-fra-1
      bandwidth: 200
      state: PENDING
      status:
        phase: pending_approval
        equinix_status: PROVISIONED
        provider_status: PENDING_APPROVAL
        alibaba_status: Pending creation
        description: "The connection awaits approval: accept and pay on Alibaba's side."
"""

from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils import _module
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix import listing
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.status import status_of

OPTIONS: dict[str, Any] = {
    "uuid": {"type": "str"},
    "name": {"type": "str"},
    "filters": {"type": "list", "elements": "dict", "options": listing.filter_options()},
    "include_deleted": {"type": "bool", "default": False},
}


def work(module: Any) -> dict[str, Any]:
    """Return the connections asked for, each with its status."""
    params = module.params
    rows = listing.connections(_module.connect(params), params, listing.filter_conditions(params["filters"]))
    if not params["include_deleted"]:
        rows = listing.living(rows)
    result = _module.list_result("connections", rows)
    for shown, row in zip(result["connections"], rows, strict=True):
        shown["status"] = status_of(row).as_dict()
    return result


def main() -> None:
    """Run the module."""
    _module.run(OPTIONS, work)


if __name__ == "__main__":
    main()
