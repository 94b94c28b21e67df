#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""List connections with their status."""

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
  a_side:
    description:
      - Only connections from this origin, the option of M(interconnect.equinix.fabric_connection); its tags are not compared.
      - Requires O(name). With it, RV(others) lists those of the name from another origin or to another service profile.
    type: dict
    version_added: 1.1.0
    suboptions:
      port:
        description:
          - Fabric port, by name or UUID.
        type: str
      vlan_tag:
        description:
          - Not compared; taken so that the same value can be given as for an order.
        type: int
      vlan_s_tag:
        description:
          - Not compared.
        type: int
      vlan_c_tag:
        description:
          - Not compared.
        type: int
      service_token:
        description:
          - UUID of the A-side service token.
        type: str
      cloud_router:
        description:
          - Fabric Cloud Router, by name or UUID.
        type: str
      virtual_device:
        description:
          - Network Edge device, by name or UUID.
        type: str
      interface_id:
        description:
          - Not compared.
        type: int
  service_profile:
    description:
      - Only connections to this service profile, by name or UUID. Requires O(name), as O(a_side) does.
    type: str
    version_added: 1.1.0
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
source:
  description: Where it was looked, the address of the API, and the project if only one was looked into.
  returned: success
  type: dict
  sample:
    endpoint: https://api.equinix.com
    project_id: null
others:
  description:
    - With O(a_side) or O(service_profile), the connections of the name that are from another origin or to another service profile, like
      RV(connections). A name alone does not tell which connection is meant.
  returned: success
  type: list
  elements: dict
  sample:
    - uuid: 1fb3a4d2-77fc-4eca-a9ac-1bb33481b03f
      name: alibaba-fra-1
"""

from ..module_utils._ansible import python_version

python_version.check()

from collections.abc import Iterable, Mapping
from typing import Any

from ..module_utils._ansible import module as ansible_module
from ..module_utils._core.errors import InputError
from ..module_utils._equinix import listing
from ..module_utils._equinix.connection.options import origin_options
from ..module_utils._equinix.connection.resolver import Resolver
from ..module_utils._equinix.connection.spec import ConnectionSpec, read_origin
from ..module_utils._equinix.connection.status import status_of
from ..module_utils._equinix.lookup import LookupCache
from ..module_utils._equinix.serialize import to_result

OPTIONS: dict[str, Any] = {
    "uuid": {"type": "str"},
    "name": {"type": "str"},
    "a_side": {"type": "dict", "options": origin_options()},
    "service_profile": {"type": "str"},
    "filters": {"type": "list", "elements": "dict", "options": listing.filter_options()},
    "include_deleted": {"type": "bool", "default": False},
}


# The last part of search properties of which the values are secrets.
_SECRET = ("authenticationKey",)


def work(module: Any) -> dict[str, Any]:
    """Return the connections asked for, each with its status."""
    params = module.params
    for item in params["filters"] or []:
        if item["property"].rpartition("/")[2] in _SECRET or "/serviceToken/" in item["property"]:
            for value in item["values"]:
                ansible_module.keep_secret(value)
    identity = identity_of(params)
    api = ansible_module.connect(params)
    rows = listing.connections(api, params, listing.filter_conditions(params["filters"]))
    if not params["include_deleted"]:
        rows = listing.living(rows)
    result = {"changed": False, "source": {"endpoint": api.transport.settings.endpoint, "project_id": params["project_id"]}}
    if identity is None:
        return {**result, "connections": _shown(rows), "others": []}
    resolver = Resolver(LookupCache(api), identity, lambda text: ansible_module.warn(module, [text]))
    meant = resolver.chosen(rows)
    return {**result, "connections": _shown(meant), "others": _shown(row for row in rows if row not in meant)}


def identity_of(params: Mapping[str, Any]) -> "ConnectionSpec | None":
    """Return which connection is meant, None where the options give no more than the API's search can tell. Raises InputError."""
    given = next((option for option in ("a_side", "service_profile") if params[option]), None)
    if given is None:
        return None
    if not params["name"]:
        raise InputError("name", f"name is missing beside {given}, which tells apart connections of one name; give it as well.")
    origin, asset = read_origin(params["a_side"]) if params["a_side"] else ("", "")
    return ConnectionSpec(
        name=params["name"],
        origin=origin,
        asset=asset,
        service_profile=params["service_profile"] or "",
        project_id=params["project_id"] or "",
    )


def _shown(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**to_result(row), "status": status_of(row).as_dict()} for row in rows]


def main() -> None:
    """Run the module."""
    # What it is asked for may be a secret, and the system log is no place for one.
    ansible_module.run(OPTIONS, work, no_log=True)


if __name__ == "__main__":
    main()
