#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""List service profiles."""

DOCUMENTATION = r"""
module: fabric_service_profile_info
short_description: List Equinix Fabric service profiles
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Lists the service profiles that one can connect to, with their metros, seller regions and bandwidths.
extends_documentation_fragment:
  - interconnect.equinix.equinix
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.info
  - interconnect.equinix.attributes.fabric
options:
  uuid:
    description:
      - Only the profile of this UUID.
    type: str
  name:
    description:
      - Only profiles of exactly this name.
    type: str
"""

EXAMPLES = r"""
- name: Show where Alibaba Cloud can be reached
  interconnect.equinix.fabric_service_profile_info:
    name: Alibaba Cloud Express Connect
"""

RETURN = r"""
service_profiles:
  description: The service profiles, keys in snake_case; region codes under RV(ignore:seller_regions) as they are.
  returned: success
  type: list
  elements: dict
  sample:
    - uuid: 4c4b8edf-873b-4c6c-805a-edb2c335bd6c
      name: Alibaba Cloud Express Connect
      state: ACTIVE
      access_point_type_configs:
        - type: COLO
          supported_bandwidths: [50, 200, 500, 1000]
      metros:
        - code: FR
          seller_regions:
            eu-central-1: Germany (Frankfurt)
"""

from ..module_utils._ansible import python_version

python_version.check()

from typing import Any

from ..module_utils._ansible import module as ansible_module
from ..module_utils._core.data import matches
from ..module_utils._equinix import listing
from ..module_utils._equinix.assets import found_by_uuid

OPTIONS: dict[str, Any] = {
    "uuid": {"type": "str"},
    "name": {"type": "str"},
}


def work(module: Any) -> dict[str, Any]:
    """Return the profiles asked for."""
    params = module.params
    api = ansible_module.connect(params)
    if params["uuid"]:
        rows = found_by_uuid(api.service_profile, params["uuid"])
    else:
        rows = list(api.service_profiles(listing.conditions(params, {"name": "/name"})))
    return ansible_module.list_result("service_profiles", (row for row in rows if matches(row, {"name": params["name"]})))


def main() -> None:
    """Run the module."""
    ansible_module.run(OPTIONS, work)


if __name__ == "__main__":
    main()
