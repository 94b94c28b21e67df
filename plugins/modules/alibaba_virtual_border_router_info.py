#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""List virtual border routers."""

DOCUMENTATION = r"""
module: alibaba_virtual_border_router_info
short_description: List the virtual border routers of an Alibaba Cloud account
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Lists the virtual border routers of Express Connect in one region, those that a partner pushed and that wait to be confirmed among them.
    What is not there is an empty list, not a failure.
extends_documentation_fragment:
  - interconnect.equinix.alibaba
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.info
  - interconnect.equinix.attributes.alibaba
options:
  virtual_border_router_id:
    description:
      - Only the one of this ID.
    type: str
  physical_connection_id:
    description:
      - Only those on this physical connection.
    type: str
  include_bgp_peers:
    description:
      - Whether to list the BGP peers of each as well, which takes a call for each router.
    type: bool
    default: false
seealso:
  - module: interconnect.equinix.alibaba_virtual_border_router
"""

EXAMPLES = r"""
- name: List all virtual border routers and whether their BGP sessions are up
  interconnect.equinix.alibaba_virtual_border_router_info:
    region: eu-central-1
    include_bgp_peers: true
"""

RETURN = r"""
virtual_border_routers:
  description: The virtual border routers, keys in snake_case, account IDs masked, with C(bgp_peers) when asked for.
  returned: success
  type: list
  elements: dict
  sample:
    - vbr_id: vbr-bp1jcg5cmxjbl9xgc0001
      name: alibaba-fra-1
      status: active
      vlan_id: 1001
"""

from ..module_utils._ansible import python_version

python_version.check()

from typing import Any

from ..module_utils._alibaba import module as alibaba_module
from ..module_utils._core.data import matches, text_at

OPTIONS: dict[str, Any] = {
    "virtual_border_router_id": {"type": "str"},
    "physical_connection_id": {"type": "str"},
    "include_bgp_peers": {"type": "bool", "default": False},
}


def work(module: Any) -> dict[str, Any]:
    """Return the border routers asked for."""
    params = module.params
    wanted = {"VbrId": params["virtual_border_router_id"], "PhysicalConnectionId": params["physical_connection_id"]}
    api = alibaba_module.connect(params)
    # One that is not there may come as a row without an id.
    rows = [row for row in api.border_routers(wanted) if text_at(row, "VbrId") and matches(row, wanted)]
    if params["include_bgp_peers"]:
        rows = [{**row, "BgpPeers": list(api.bgp_peers(text_at(row, "VbrId")))} for row in rows]
    return alibaba_module.list_result("virtual_border_routers", rows, api.region)


def main() -> None:
    """Run the module."""
    alibaba_module.run(OPTIONS, work)


if __name__ == "__main__":
    main()
