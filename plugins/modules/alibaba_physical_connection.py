#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Accept, pay and remove a shared port."""

DOCUMENTATION = r"""
module: alibaba_physical_connection
short_description: Accept and pay a connection from Equinix Fabric on Alibaba Cloud, and remove it
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - A connection that was ordered on Equinix Fabric appears in the Alibaba Cloud account as a shared port of Express Connect (a physical
    connection of the product type VirtualPhysicalConnection), with the name and the VLAN of the Fabric connection. This module does what
    B(Accept and Pay) in the console does, and waits until the port is enabled.
  - It never spends money by default. Agreeing to outbound data transfer billing (O(accept_outbound_data_transfer_billing)) and paying in
    advance (O(order)) have to be asked for; without them the module fails, says which of them is missing, and does nothing.
  - A name is no proof, since a dedicated circuit or a port of another order may have it too. The port is the one that is meant by its ID
    (O(physical_connection_id)), or when it is a shared port of exactly the O(name) with the VLAN that Fabric shows on the Z-side (O(vlan_id)).
    A port, or its VLAN, that is not shown yet is waited for. What is not proven is never accepted, paid or removed; the module fails and lists
    what it could be.
  - Every run begins with a look at the status, and a payment carries the same client token whenever it is sent, so a run that
    stopped anywhere can be repeated without paying twice.
extends_documentation_fragment:
  - interconnect.equinix.alibaba
  - interconnect.equinix.wait
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.alibaba
options:
  physical_connection_id:
    description:
      - ID of the shared port, such as the C(providerConnectionId) that Fabric shows.
      - Either O(physical_connection_id) or O(name) is required.
    type: str
  name:
    description:
      - Name of the shared port, which is that of the Fabric connection.
    type: str
  vlan_id:
    description:
      - VLAN that Fabric shows on the Z-side of the connection, the proof that a port of the O(name) is the one of that connection.
      - Required with O(name) when O(physical_connection_id) is not given. The module fails when the port of that ID has another one.
    type: int
  bandwidth:
    description:
      - Bandwidth of the Fabric connection in Mbps. A port of the O(name) with another one is not taken; an equal one proves nothing.
    type: int
    version_added: 1.1.0
  remove_dependents:
    description:
      - With O(state=absent), remove the virtual border router of the port first, and its BGP peers before that. Without it the module fails
        where there is one.
    type: bool
    default: false
    version_added: 1.1.0
  account_id:
    description:
      - ID of the Alibaba Cloud account that the access key, or the role that it has assumed, has to belong to, such as the one that the
        Fabric connection was ordered for.
      - The module asks STS whose key it is, and fails before anything else when it is another account's. It warns where STS cannot be asked.
    type: str
    version_added: 1.1.0
  state:
    description:
      - With V(present) the port is accepted, paid where the tenant pays, and enabled; with V(absent) it is terminated, deleted and gone.
    type: str
    default: present
    choices: [present, absent]
  accept_outbound_data_transfer_billing:
    description:
      - Agree to pay for outbound traffic when the account has not done so yet. It counts for the whole account and cannot be taken back.
    type: bool
    default: false
  order:
    description:
      - Pay for the port in advance, where the partner has not been told to pay. The price is the one that Alibaba Cloud shows as
        resource usage fee.
    type: dict
    suboptions:
      period:
        description:
          - For how many months (1 to 9) or years (1 to 5).
        type: int
        required: true
      pricing_cycle:
        description:
          - Unit of O(order.period).
        type: str
        default: Month
        choices: [Month, Year]
      auto_renew:
        description:
          - Whether the port is renewed, and paid, by itself.
        type: bool
        default: false
attributes:
  check_mode:
    support: full
    details:
      - Only reads; RV(actions) says what would be agreed to, accepted and paid.
  diff_mode:
    support: full
  idempotent:
    support: full
seealso:
  - module: interconnect.equinix.alibaba_physical_connection_info
  - module: interconnect.equinix.alibaba_virtual_border_router
"""

EXAMPLES = r"""
- name: Accept and pay for a month
  interconnect.equinix.alibaba_physical_connection:
    region: eu-central-1
    name: alibaba-fra-1
    vlan_id: 1000  # as Fabric shows it on the Z-side of the connection
    accept_outbound_data_transfer_billing: true
    order:
      period: 1
      pricing_cycle: Month

- name: Terminate and delete it
  interconnect.equinix.alibaba_physical_connection:
    region: eu-central-1
    name: alibaba-fra-1
    vlan_id: 1000  # as Fabric shows it on the Z-side of the connection
    state: absent
"""

RETURN = r"""
physical_connection:
  description:
    - The shared port as the API gives it, keys in snake_case, account IDs masked. Empty when it is gone.
  returned: always, except when a look-up failed
  type: dict
  sample:
    physical_connection_id: pc-2zextbehcx0000000001
    name: alibaba-fra-1
    status: Enabled
    vlan_id: 1001
actions:
  description: What was done, or would be in check mode, in words and in order.
  returned: success
  type: list
  elements: str
  sample:
    - open outbound data transfer billing
    - accept
    - pay for 1 month in advance
diff:
  description: The shared port before and after.
  returned: success
  type: dict
  sample:
    before:
      status: Allocated
    after:
      status: Enabled
"""

from ..module_utils._ansible import python_version

python_version.check()

from functools import partial
from typing import Any

from ..module_utils._alibaba import module as alibaba_module
from ..module_utils._alibaba.physical_connection.apply import PhysicalConnection
from ..module_utils._alibaba.physical_connection.plan import parse_physical_connection
from ..module_utils._alibaba.serialize import to_result
from ..module_utils._alibaba.virtual_border_router.apply import remove_routers
from ..module_utils._ansible import module as ansible_module

OPTIONS: dict[str, Any] = {
    "physical_connection_id": {"type": "str"},
    "name": {"type": "str"},
    "vlan_id": {"type": "int"},
    "bandwidth": {"type": "int"},
    "remove_dependents": {"type": "bool", "default": False},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "accept_outbound_data_transfer_billing": {"type": "bool", "default": False},
    "order": {
        "type": "dict",
        "options": {
            "period": {"type": "int", "required": True},
            "pricing_cycle": {"type": "str", "default": "Month", "choices": ["Month", "Year"]},
            "auto_renew": {"type": "bool", "default": False},
        },
    },
}


def work(module: Any) -> dict[str, Any]:
    """Bring the shared port to the state asked for."""
    spec = parse_physical_connection(module.params)
    api, options = alibaba_module.connect(module.params), alibaba_module.options_of(module)
    alibaba_module.refuse_other_account(module, api)
    routers = partial(remove_routers, api, options) if module.params["remove_dependents"] else None
    physical_connection = PhysicalConnection(api, spec, options, routers)
    outcome = physical_connection.present() if module.params["state"] == "present" else physical_connection.absent()
    ansible_module.warn(module, outcome.warnings)
    return {
        "changed": outcome.changed,
        "physical_connection": to_result(outcome.physical_connection),
        "actions": outcome.actions,
        "diff": {"before": outcome.before, "after": outcome.after},
    }


def main() -> None:
    """Run the module."""
    alibaba_module.run({**OPTIONS, **alibaba_module.account_options()}, work, "physical_connection")


if __name__ == "__main__":
    main()
