#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""List Fabric Cloud Routers."""

DOCUMENTATION = r"""
module: fabric_cloud_router_info
short_description: List Equinix Fabric Cloud Routers
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Lists the Fabric Cloud Routers that the credentials can see.
extends_documentation_fragment:
  - interconnect.equinix.equinix
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.info
  - interconnect.equinix.attributes.fabric
options:
  uuid:
    description:
      - Only the router of this UUID.
    type: str
  name:
    description:
      - Only routers of exactly this name.
    type: str
  metro_code:
    description:
      - Only routers in this metro, such as V(FR).
    type: str
  state:
    description:
      - Only routers in this state, such as V(PROVISIONED).
    type: str
"""

EXAMPLES = r"""
- name: List the routers in Frankfurt that can be connected
  interconnect.equinix.fabric_cloud_router_info:
    metro_code: FR
    state: PROVISIONED
"""

RETURN = r"""
cloud_routers:
  description: The cloud routers, keys in snake_case.
  returned: success
  type: list
  elements: dict
  sample:
    - uuid: 201b7346-a9eb-42fe-ae7a-08148c71928d
      name: fra-router
      state: PROVISIONED
      equinix_asn: 30000
      location:
        metro_code: FR
"""

from ..module_utils._ansible import python_version

python_version.check()

from typing import Any

from ..module_utils._ansible import module as ansible_module
from ..module_utils._equinix import listing

OPTIONS: dict[str, Any] = {
    "uuid": {"type": "str"},
    "name": {"type": "str"},
    "metro_code": {"type": "str"},
    "state": {"type": "str"},
}


def work(module: Any) -> dict[str, Any]:
    """Return the routers asked for."""
    params = module.params
    return ansible_module.list_result("cloud_routers", listing.cloud_routers(ansible_module.connect(params), params))


def main() -> None:
    """Run the module."""
    ansible_module.run(OPTIONS, work)


if __name__ == "__main__":
    main()
