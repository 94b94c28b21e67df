#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Configure routing on a connection from a cloud router."""

DOCUMENTATION = r"""
module: fabric_routing_protocol
short_description: Configure routing on a connection from a Fabric Cloud Router
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Gives the cloud router an address on a connection (O(direct)) and a BGP neighbour there (O(bgp)).
  - DIRECT is added before BGP, and BGP is removed before DIRECT. Addresses are checked before anything is sent.
  - An option that is not given is left alone.
  - To change or remove routing of a connection that Equinix has locked for maintenance fails before anything is sent, in check mode too.
extends_documentation_fragment:
  - interconnect.equinix.equinix
  - interconnect.equinix.wait
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.fabric
options:
  connection:
    description:
      - The connection, by name or UUID. It has to be from a cloud router.
    type: str
    required: true
  state:
    description:
      - Whether the routing should exist. With V(absent), only O(bgp) or O(direct) goes when only that is given (its values do not
        matter), and both go when neither is.
    type: str
    default: present
    choices: [present, absent]
  direct:
    description:
      - The router's address on the connection.
    type: dict
    suboptions:
      equinix_iface_ipv4:
        description:
          - IPv4 address with prefix length, such as V(192.0.2.1/30).
        type: str
      equinix_iface_ipv6:
        description:
          - IPv6 address with prefix length, such as V(2001:db8::1/126).
        type: str
  bgp:
    description:
      - The neighbour.
    type: dict
    suboptions:
      customer_asn:
        description:
          - ASN of your side, 1 to 4294967294.
        type: int
      customer_peer_ipv4:
        description:
          - IPv4 address of the neighbour, in the network of O(direct.equinix_iface_ipv4).
        type: str
      customer_peer_ipv6:
        description:
          - IPv6 address of the neighbour, in the network of O(direct.equinix_iface_ipv6).
        type: str
      equinix_peer_ipv4:
        description:
          - The router's IPv4 address, when it should be sent; it is that of O(direct.equinix_iface_ipv4).
        type: str
      equinix_peer_ipv6:
        description:
          - The router's IPv6 address, when it should be sent; it is that of O(direct.equinix_iface_ipv6).
        type: str
      enabled:
        description:
          - Whether the session is up. A new one is when this is not given.
        type: bool
      auth_key:
        description:
          - Key of the session. Where the API does not show the one that it has, another one is not noticed.
        type: str
      as_override:
        description:
          - Whether the router replaces the neighbour's ASN by its own.
        type: bool
      bfd:
        description:
          - Bidirectional forwarding detection.
        type: dict
        suboptions:
          enabled:
            description:
              - Whether it is used.
            type: bool
          interval:
            description:
              - Interval in milliseconds.
            type: int
      outbound_as_prepend_count:
        description:
          - How often the router's ASN is prepended to what it announces, 0 to 5.
        type: int
      inbound_med:
        description:
          - Multi-exit discriminator of routes that come in.
        type: int
      outbound_med:
        description:
          - Multi-exit discriminator of routes that go out.
        type: int
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
seealso:
  - module: interconnect.equinix.fabric_connection
  - module: interconnect.equinix.fabric_routing_protocol_info
"""

EXAMPLES = r"""
- name: Order a connection from a cloud router
  interconnect.equinix.fabric_connection:
    name: alibaba-fra-2
    bandwidth: 50
    a_side:
      cloud_router: fra-router
    z_side:
      metro_code: FR
      authentication_key: "{{ alibaba_account_id }}"
    notifications:
      - noc@example.com

- name: Configure routing on it
  interconnect.equinix.fabric_routing_protocol:
    connection: alibaba-fra-2
    direct:
      equinix_iface_ipv4: 192.0.2.1/30
    bgp:
      customer_asn: 64512
      customer_peer_ipv4: 192.0.2.2
      bfd:
        enabled: true
        interval: 100

- name: Turn the session off for maintenance
  interconnect.equinix.fabric_routing_protocol:
    connection: alibaba-fra-2
    bgp:
      enabled: false

- name: Remove all routing
  interconnect.equinix.fabric_routing_protocol:
    connection: alibaba-fra-2
    state: absent
"""

RETURN = r"""
routing_protocols:
  description: The routing protocols of the connection, DIRECT first, keys in snake_case, BGP keys masked.
  returned: success
  type: list
  elements: dict
  sample:
    - type: DIRECT
      direct_ipv4:
        equinix_iface_ip: 192.0.2.1/30
diff:
  description: What the user can set, before and after, the key masked.
  returned: success
  type: dict
  sample:
    before: {}
    after:
      direct:
        equinix_iface_ipv4: 192.0.2.1/30
"""

from ..module_utils._ansible import python_version

python_version.check()

from typing import Any

from ..module_utils._ansible import module as ansible_module
from ..module_utils._core.errors import InputError
from ..module_utils._core.resource import RunOptions
from ..module_utils._equinix.assets import meant_instead
from ..module_utils._equinix.connection.resolver import find_connection
from ..module_utils._equinix.lookup import LookupCache
from ..module_utils._equinix.routing_protocol.apply import Routing, RoutingOutcome
from ..module_utils._equinix.routing_protocol.plan import read_bgp, read_direct

OPTIONS: dict[str, Any] = {
    "connection": {"type": "str", "required": True},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "direct": {
        "type": "dict",
        "options": {"equinix_iface_ipv4": {"type": "str"}, "equinix_iface_ipv6": {"type": "str"}},
    },
    "bgp": {
        "type": "dict",
        "options": {
            "customer_asn": {"type": "int"},
            "customer_peer_ipv4": {"type": "str"},
            "customer_peer_ipv6": {"type": "str"},
            "equinix_peer_ipv4": {"type": "str"},
            "equinix_peer_ipv6": {"type": "str"},
            "enabled": {"type": "bool"},
            "auth_key": {"type": "str", "no_log": True},
            "as_override": {"type": "bool"},
            "bfd": {"type": "dict", "options": {"enabled": {"type": "bool"}, "interval": {"type": "int"}}},
            "outbound_as_prepend_count": {"type": "int"},
            "inbound_med": {"type": "int"},
            "outbound_med": {"type": "int"},
        },
    },
}


def work(module: Any) -> dict[str, Any]:
    """Bring the routing of the connection to the state asked for."""
    params = module.params
    label, present = params["connection"], params["state"] == "present"
    direct, bgp = read_direct(params["direct"]), read_bgp(params["bgp"])
    if present and direct is None and bgp is None:
        raise InputError("direct", "Neither direct nor bgp was given; give at least one of them.")
    api = ansible_module.connect(params)
    cache = LookupCache(api)
    connection = find_connection(cache, "connection", label, params["project_id"] or "")
    if connection:
        options = RunOptions(module.check_mode, params["wait"], params["wait_timeout"])
        routing = Routing(api, connection, label, options)
        both = direct is None and bgp is None
        if present:
            outcome = routing.present(direct, bgp)
        else:
            outcome = routing.absent(direct=both or direct is not None, bgp=both or bgp is not None)
    elif present:
        raise InputError(
            "connection",
            f"connection '{label}' does not exist, or these credentials cannot see it"
            f"{meant_instead(label, cache.other_connections)}; order it first, or give another one.",
        )
    else:
        outcome = RoutingOutcome()
    return {
        **ansible_module.list_result("routing_protocols", outcome.protocols),
        "changed": outcome.changed,
        "diff": {"before": outcome.before, "after": outcome.after},
    }


def main() -> None:
    """Run the module."""
    ansible_module.run(
        {**OPTIONS, **ansible_module.wait_options()},
        work,
        last_seen=lambda protocol: {"routing_protocols": ansible_module.list_result("rows", [protocol])["rows"]},
    )


if __name__ == "__main__":
    main()
