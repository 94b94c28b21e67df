#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Add, change and remove a BGP peer."""

DOCUMENTATION = r"""
module: alibaba_bgp_peer
short_description: Add, change and remove a BGP peer of a virtual border router on Alibaba Cloud
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Alibaba Cloud keeps AS numbers and key in a BGP group and the address in a peer of it. Here both are one thing, known by
    O(virtual_border_router_id) and O(peer_ip_address); the group is made with the peer, and removed when no other peer is in it.
  - A peer that is there with other AS numbers makes the module fail and name them; name, key and BFD are changed in place. An option that is
    not given is left alone.
extends_documentation_fragment:
  - interconnect.equinix.alibaba
  - interconnect.equinix.wait
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.alibaba
options:
  virtual_border_router_id:
    description:
      - ID of the border router.
    type: str
    required: true
  peer_ip_address:
    description:
      - Address of the customer's end, the O(interconnect.equinix.alibaba_virtual_border_router#module:peer_gateway_ip) of the router.
    type: str
    required: true
  state:
    description:
      - Whether the peer should exist.
    type: str
    default: present
    choices: [present, absent]
  peer_asn:
    description:
      - AS number of the customer's end. Needed to add a peer.
    type: int
  local_asn:
    description:
      - AS number of Alibaba Cloud's end, 45104 when not given; another one is 64512 to 65534 without 65025, or 4200000000 to 4294967294.
    type: int
  auth_key:
    description:
      - Key of the session (MD5). The API shows a key that is set masked, so a key that is there already cannot be compared and stays.
    type: str
  bfd:
    description:
      - Whether the session uses Bidirectional Forwarding Detection.
    type: bool
  name:
    description:
      - Name of the BGP group.
    type: str
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
seealso:
  - module: interconnect.equinix.alibaba_virtual_border_router
  - module: interconnect.equinix.fabric_routing_protocol
"""

EXAMPLES = r"""
- name: Find the border router
  interconnect.equinix.alibaba_virtual_border_router_info:
    region: eu-central-1
  register: found

- name: Add the BGP peer
  interconnect.equinix.alibaba_bgp_peer:
    region: eu-central-1
    virtual_border_router_id: "{{ found.virtual_border_routers[0].vbr_id }}"
    peer_asn: 64512
    peer_ip_address: 192.0.2.1
    bfd: true

- name: Remove it
  interconnect.equinix.alibaba_bgp_peer:
    region: eu-central-1
    virtual_border_router_id: "{{ found.virtual_border_routers[0].vbr_id }}"
    peer_ip_address: 192.0.2.1
    state: absent
"""

RETURN = r"""
bgp_peer:
  description:
    - The peer with the AS numbers and the name of its group, keys in snake_case, the key masked. Empty when it is gone.
    - In check mode, what would be added; its C(bgp_peer_id) is then V(none).
  returned: always, except when a look-up failed
  type: dict
  sample:
    bgp_peer_id: bgp-2zev8h2wo414sfh000001
    peer_ip_address: 192.0.2.1
    status: Available
    peer_asn: 64512
diff:
  description: What the user can set, before and after, the key masked.
  returned: success
  type: dict
  sample:
    before: {}
    after:
      peer_asn: 64512
"""

from ..module_utils._ansible import python_version

python_version.check()

from typing import Any

from ..module_utils._alibaba import module as alibaba_module
from ..module_utils._alibaba.bgp_peer.apply import BgpPeer
from ..module_utils._alibaba.bgp_peer.plan import read_peer
from ..module_utils._alibaba.serialize import to_result

OPTIONS: dict[str, Any] = {
    "virtual_border_router_id": {"type": "str", "required": True},
    "peer_ip_address": {"type": "str", "required": True},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "peer_asn": {"type": "int"},
    "local_asn": {"type": "int"},
    "auth_key": {"type": "str", "no_log": True},
    "bfd": {"type": "bool"},
    "name": {"type": "str"},
}


def work(module: Any) -> dict[str, Any]:
    """Bring the peer to the state asked for."""
    spec = read_peer(module.params)
    peer = BgpPeer(alibaba_module.connect(module.params), spec, alibaba_module.options_of(module))
    outcome = peer.present() if module.params["state"] == "present" else peer.absent()
    return {
        "changed": outcome.changed,
        "bgp_peer": to_result(outcome.peer),
        "diff": {"before": outcome.before, "after": outcome.after},
    }


def main() -> None:
    """Run the module."""
    alibaba_module.run(OPTIONS, work, "bgp_peer")


if __name__ == "__main__":
    main()
