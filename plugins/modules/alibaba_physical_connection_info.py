#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""List physical connections."""

DOCUMENTATION = r"""
module: alibaba_physical_connection_info
short_description: List the physical connections of an Alibaba Cloud account
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Lists the physical connections of Express Connect in one region, shared ports from partners such as Equinix among them. What is not
    there is an empty list, not a failure.
extends_documentation_fragment:
  - interconnect.equinix.alibaba
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.info
  - interconnect.equinix.attributes.alibaba
options:
  physical_connection_id:
    description:
      - Only the one of this ID.
    type: str
  name:
    description:
      - Only those of exactly this name.
    type: str
  status:
    description:
      - Only those in this status, such as V(Allocated), V(Confirmed) or V(Enabled).
    type: str
  account_id:
    description:
      - ID of the Alibaba Cloud account that the access key, or the role that it has assumed, has to belong to, such as the one that the
        Fabric connection was ordered for.
      - The module asks STS whose key it is, and fails before anything else when it is another account's. It warns where STS cannot be asked.
    type: str
    version_added: 1.1.0
seealso:
  - module: interconnect.equinix.alibaba_physical_connection
"""

EXAMPLES = r"""
- name: List what waits to be accepted
  interconnect.equinix.alibaba_physical_connection_info:
    region: eu-central-1
    status: Allocated
"""

RETURN = r"""
physical_connections:
  description: The physical connections, keys in snake_case, account IDs masked.
  returned: success
  type: list
  elements: dict
  sample:
    - physical_connection_id: pc-2zextbehcx0000000001
      name: alibaba-fra-1
      status: Allocated
      vlan_id: 1001
      region_id: eu-central-1
source:
  description: Where it was looked, the address of the API.
  returned: success
  type: dict
  sample:
    endpoint: https://vpc.eu-central-1.aliyuncs.com
account_verified:
  description: Whether STS said that the access key belongs to O(account_id); V(false) as well when that was not given.
  returned: success
  type: bool
"""

from ..module_utils._ansible import python_version

python_version.check()

from typing import Any

from ..module_utils._alibaba import module as alibaba_module
from ..module_utils._core.data import matches

OPTIONS: dict[str, Any] = {
    "physical_connection_id": {"type": "str"},
    "name": {"type": "str"},
    "status": {"type": "str"},
}


def work(module: Any) -> dict[str, Any]:
    """Return the physical connections asked for."""
    params = module.params
    wanted = {"PhysicalConnectionId": params["physical_connection_id"], "Status": params["status"], "Name": params["name"]}
    api = alibaba_module.connect(params)
    verified = alibaba_module.refuse_other_account(module, api)
    rows = api.physical_connections(wanted)
    found = [row for row in rows if matches(row, wanted) and params["name"] in (None, "", row.get("Name"))]
    return {
        **alibaba_module.list_result("physical_connections", found, api.region),
        "source": {"endpoint": api.transport.settings.endpoint},
        "account_verified": verified,
    }


def main() -> None:
    """Run the module."""
    alibaba_module.run({**OPTIONS, **alibaba_module.account_options()}, work)


if __name__ == "__main__":
    main()
