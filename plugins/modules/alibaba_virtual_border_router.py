#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Create, confirm, change and remove a virtual border router."""

DOCUMENTATION = r"""
module: alibaba_virtual_border_router
short_description: Create, confirm, change and remove a virtual border router on Alibaba Cloud
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - A virtual border router is the gateway between a shared port of Express Connect and the networks of the account. A shared port takes
    one, so a router that is there already on the physical connection is adopted, and changed to what is wanted.
  - In the older flow the partner pushes an unconfirmed router instead of a shared port; it is found by O(virtual_border_router_id), or, while it
    waits to be confirmed, by O(vlan_id) alone, and confirmed by setting its gateways. An active router is found by its VLAN only where all
    addresses are given and are its own, so that nothing about it is changed, and none is removed by its VLAN.
  - A BGP group without any peer, as an interrupted run leaves one, goes with its router.
  - An option that is not given is left alone.
extends_documentation_fragment:
  - interconnect.equinix.alibaba
  - interconnect.equinix.wait
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.alibaba
options:
  physical_connection_id:
    description:
      - Shared port on which the router is, or is to be created. It has to be enabled.
      - One of O(physical_connection_id), O(virtual_border_router_id) and O(vlan_id) is required.
    type: str
  virtual_border_router_id:
    description:
      - ID of an existing router.
    type: str
  state:
    description:
      - Whether the router should exist.
    type: str
    default: present
    choices: [present, absent]
  name:
    description:
      - Name of the router, 2 to 128 letters, digits, C(_) and C(-), beginning with a letter.
    type: str
  description:
    description:
      - Description of the router.
    type: str
  vlan_id:
    description:
      - VLAN, 0 to 2999; that of the shared port when not given. The module fails when the shared port or the router has another one, since
        only the partner can change it.
    type: int
  remove_dependents:
    description:
      - With O(state=absent), remove the BGP peers of the router first. Without it the module fails where there is one.
    type: bool
    default: false
    version_added: 1.1.0
  local_gateway_ip:
    description:
      - IPv4 address of Alibaba Cloud's end.
    type: str
  peer_gateway_ip:
    description:
      - IPv4 address of the customer's end, which is the cloud router, device or other router on Equinix's side.
    type: str
  peering_subnet_mask:
    description:
      - Subnet mask of both, of 24 to 30 bits, such as V(255.255.255.252) or V(30).
    type: str
  enable_ipv6:
    description:
      - Whether the router speaks IPv6.
    type: bool
  local_ipv6_gateway_ip:
    description:
      - IPv6 address of Alibaba Cloud's end.
    type: str
  peer_ipv6_gateway_ip:
    description:
      - IPv6 address of the customer's end.
    type: str
  peering_ipv6_subnet_mask:
    description:
      - Length of the IPv6 prefix of both, such as V(126).
    type: str
  bfd:
    description:
      - Timers of Bidirectional Forwarding Detection.
    type: dict
    suboptions:
      min_tx_interval:
        description:
          - Milliseconds between two packets sent, 200 to 1000.
        type: int
      min_rx_interval:
        description:
          - Milliseconds between two packets received, 200 to 1000.
        type: int
      detect_multiplier:
        description:
          - How many packets may be missing, 3 to 10.
        type: int
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
seealso:
  - module: interconnect.equinix.alibaba_virtual_border_router_info
  - module: interconnect.equinix.alibaba_bgp_peer
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
  register: accepted

- name: Create the border router
  interconnect.equinix.alibaba_virtual_border_router:
    region: eu-central-1
    physical_connection_id: "{{ accepted.physical_connection.physical_connection_id }}"
    name: alibaba-fra-1
    local_gateway_ip: 192.0.2.2
    peer_gateway_ip: 192.0.2.1
    peering_subnet_mask: 255.255.255.252
    bfd:
      min_tx_interval: 300
      min_rx_interval: 300
      detect_multiplier: 3

- name: Remove it
  interconnect.equinix.alibaba_virtual_border_router:
    region: eu-central-1
    physical_connection_id: "{{ accepted.physical_connection.physical_connection_id }}"
    state: absent
"""

RETURN = r"""
virtual_border_router:
  description:
    - The router as the API gives it, keys in snake_case, account IDs masked. Empty when it is gone.
    - In check mode, what would be created; its C(vbr_id) is then V(none).
  returned: always, except when a look-up failed
  type: dict
  sample:
    vbr_id: vbr-bp1jcg5cmxjbl9xgc0001
    status: active
    vlan_id: 1001
    physical_connection_id: pc-2zextbehcx0000000001
actions:
  description: What was removed, or would be in check mode, in words and in order. Empty with O(state=present).
  returned: success
  type: list
  elements: str
  sample: [remove BGP peer 192.0.2.1, remove virtual border router vbr-bp1jcg5cmxjbl9xgc0001]
diff:
  description: What the user can set, before and after.
  returned: success
  type: dict
  sample:
    before: {}
    after:
      vlan_id: 1001
"""

from ..module_utils._ansible import python_version

python_version.check()

from typing import Any

from ..module_utils._alibaba import module as alibaba_module
from ..module_utils._alibaba.serialize import to_result
from ..module_utils._alibaba.virtual_border_router.apply import BorderRouter
from ..module_utils._alibaba.virtual_border_router.plan import read_router

OPTIONS: dict[str, Any] = {
    "physical_connection_id": {"type": "str"},
    "virtual_border_router_id": {"type": "str"},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "name": {"type": "str"},
    "description": {"type": "str"},
    "vlan_id": {"type": "int"},
    "remove_dependents": {"type": "bool", "default": False},
    "local_gateway_ip": {"type": "str"},
    "peer_gateway_ip": {"type": "str"},
    "peering_subnet_mask": {"type": "str"},
    "enable_ipv6": {"type": "bool"},
    "local_ipv6_gateway_ip": {"type": "str"},
    "peer_ipv6_gateway_ip": {"type": "str"},
    "peering_ipv6_subnet_mask": {"type": "str"},
    "bfd": {
        "type": "dict",
        "options": {
            "min_tx_interval": {"type": "int"},
            "min_rx_interval": {"type": "int"},
            "detect_multiplier": {"type": "int"},
        },
    },
}


def work(module: Any) -> dict[str, Any]:
    """Bring the router to the state asked for."""
    spec = read_router(module.params)
    router = BorderRouter(alibaba_module.connect(module.params), spec, alibaba_module.options_of(module))
    present, cascade = module.params["state"] == "present", module.params["remove_dependents"]
    outcome = router.present() if present else router.absent(remove_dependents=cascade)
    return {
        "changed": outcome.changed,
        "virtual_border_router": to_result(outcome.router),
        "actions": outcome.actions,
        "diff": {"before": outcome.before, "after": outcome.after},
    }


def main() -> None:
    """Run the module."""
    alibaba_module.run(OPTIONS, work, "virtual_border_router")


if __name__ == "__main__":
    main()
