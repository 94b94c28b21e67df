#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""List Network Edge devices."""

DOCUMENTATION = r"""
module: network_edge_device_info
short_description: List Equinix Network Edge virtual devices
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Lists the Network Edge virtual devices that the credentials can see, with their interfaces.
extends_documentation_fragment:
  - interconnect.equinix.equinix
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.info
  - interconnect.equinix.attributes.fabric
options:
  uuid:
    description:
      - Only the device of this UUID.
    type: str
  name:
    description:
      - Only devices of exactly this name.
    type: str
  metro_code:
    description:
      - Only devices in this metro, such as V(FR).
    type: str
  status:
    description:
      - Only devices in this status, such as V(PROVISIONED).
    type: str
"""

EXAMPLES = r"""
- name: Show a device and its interfaces
  interconnect.equinix.network_edge_device_info:
    name: fra-edge
"""

RETURN = r"""
devices:
  description: The devices, keys in snake_case, each with its RV(ignore:interfaces).
  returned: success
  type: list
  elements: dict
  sample:
    - uuid: b1970e1e-2fee-47d7-a5c0-df41a1b02774
      name: fra-edge
      status: PROVISIONED
      metro_code: FR
      interfaces:
        - id: 4
          type: DATA
          status: AVAILABLE
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
    "status": {"type": "str"},
}


def work(module: Any) -> dict[str, Any]:
    """Return the devices asked for, each with its interfaces."""
    params = module.params
    return ansible_module.list_result("devices", listing.devices(ansible_module.connect(params), params))


def main() -> None:
    """Run the module."""
    ansible_module.run(OPTIONS, work)


if __name__ == "__main__":
    main()
