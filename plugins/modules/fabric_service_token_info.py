#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""List service tokens."""

DOCUMENTATION = r"""
module: fabric_service_token_info
short_description: List Equinix Fabric service tokens
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Lists the service tokens that the credentials can see.
  - State V(INACTIVE) means that a token can still be redeemed, V(ACTIVE) that it has been.
  - The UUID of a token is a secret, since whoever has it can redeem it. Set C(no_log) on the task where that matters.
extends_documentation_fragment:
  - interconnect.equinix.equinix
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.info
  - interconnect.equinix.attributes.fabric
options:
  uuid:
    description:
      - Only the token of this UUID. Ansible then masks it in the result.
    type: str
  name:
    description:
      - Only tokens of exactly this name.
    type: str
  state:
    description:
      - Only tokens in this state.
    type: str
    choices: [ACTIVE, INACTIVE, EXPIRED, DELETED]
"""

EXAMPLES = r"""
- name: Find tokens that can be redeemed
  interconnect.equinix.fabric_service_token_info:
    state: INACTIVE
  register: tokens
  no_log: true
"""

RETURN = r"""
service_tokens:
  description: The service tokens, keys in snake_case.
  returned: success
  type: list
  elements: dict
  sample:
    - uuid: 13ab7dc7-c18e-4f73-aa35-fc3a83966e79
      name: alibaba-fra-token
      state: INACTIVE
      expiration_date_time: "2027-01-18T06:43:49.980000Z"
      connection:
        type: EVPL_VC
        bandwidth_limit: 500
"""

from ..module_utils._ansible import python_version

python_version.check()

from typing import Any

from ..module_utils._ansible import module as ansible_module
from ..module_utils._core.data import matches, text_at
from ..module_utils._equinix import listing
from ..module_utils._equinix.assets import found_by_uuid

OPTIONS: dict[str, Any] = {
    "uuid": {"type": "str", "no_log": True},
    "name": {"type": "str"},
    "state": {"type": "str", "choices": ["ACTIVE", "INACTIVE", "EXPIRED", "DELETED"]},
}

SEARCHED = {"name": "/name", "state": "/state", "project_id": "/project/projectId"}


def work(module: Any) -> dict[str, Any]:
    """Return the tokens asked for."""
    params = module.params
    api = ansible_module.connect(params)
    if params["uuid"]:
        rows = found_by_uuid(api.service_token, params["uuid"])
    else:
        rows = list(api.service_tokens(listing.conditions(params, SEARCHED)))
    for row in rows:
        ansible_module.register_secret(text_at(row, "uuid"))
    wanted = {"name": params["name"], "state": params["state"]}
    return ansible_module.list_result("service_tokens", (row for row in rows if matches(row, wanted)), secrets=True)


def main() -> None:
    """Run the module."""
    ansible_module.run(OPTIONS, work)


if __name__ == "__main__":
    main()
