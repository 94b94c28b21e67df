#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Order, watch and remove a connection."""

DOCUMENTATION = r"""
module: fabric_connection
short_description: Order, watch and remove an Equinix Fabric connection to Alibaba Cloud
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Orders a connection from a Fabric port, an A-side service token, a Fabric Cloud Router or a Network Edge device to a
    service profile such as Alibaba Cloud Express Connect, and waits until it is where O(wait_for) says.
  - Charges begin as soon as a connection is ordered. Everything that can be checked is checked before, check mode orders
    nothing, and an order whose answer was lost is looked for before anything is sent again.
  - What is ordered from a cloud router, or from a device without O(a_side.interface_id), is waited for until Fabric's search shows it, also
    without O(wait), since only then it shows whether somebody else ordered the same. Tasks on one machine that order one connection at
    once order it once.
  - A connection is known by its O(name), A-side asset and service profile, or by its O(uuid). An option that is not given is left alone.
  - What the API can change is changed in place, which is the bandwidth, the notifications, the term, the VLAN of a DOT1Q port,
    the interface of a device, and the name when O(uuid) says which connection is meant. Any other option that differs from an
    existing connection makes the module fail before anything is changed, and name all of them with both values.
  - What Equinix has locked for maintenance is left alone. To change or remove a locked connection, or to order from a locked port, fails before
    anything is sent, in check mode too.
extends_documentation_fragment:
  - interconnect.equinix.equinix
  - interconnect.equinix.wait
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.fabric
options:
  name:
    description:
      - Name of the connection. A new one has 1 to 24 of the characters C(A-Z a-z 0-9 - _), and becomes the name of the physical
        connection in Alibaba Cloud. What exists may be called otherwise.
      - Either O(name) or O(uuid) is required.
    type: str
  uuid:
    description:
      - UUID of an existing connection.
    type: str
  state:
    description:
      - Whether the connection should exist.
    type: str
    default: present
    choices: [present, absent]
  bandwidth:
    description:
      - Bandwidth in Mbps, a whole number without a unit, one that the service profile sells. Changing it later takes a profile that
        allows it.
    type: int
  a_side:
    description:
      - Where the connection begins; exactly one of the four origins.
    type: dict
    suboptions:
      port:
        description:
          - Fabric port, by name or UUID. An EPL port, which has no encapsulation, carries no connection to a service profile.
            Takes O(a_side.vlan_tag) when it is DOT1Q, O(a_side.vlan_s_tag) and O(a_side.vlan_c_tag) when it is QINQ.
        type: str
      vlan_tag:
        description:
          - VLAN of a DOT1Q port, 2 to 4092.
        type: int
      vlan_s_tag:
        description:
          - Outer (service) VLAN of a QINQ port, 2 to 4092.
        type: int
      vlan_c_tag:
        description:
          - Inner (customer) VLAN of a QINQ port, 2 to 4092.
        type: int
      service_token:
        description:
          - UUID of an A-side service token that has not been redeemed.
        type: str
      cloud_router:
        description:
          - Fabric Cloud Router, by name or UUID.
        type: str
      virtual_device:
        description:
          - Network Edge device, by name or UUID.
        type: str
      interface_id:
        description:
          - Interface of the device; the next free one when not given.
        type: int
  z_side:
    description:
      - Where the connection ends.
    type: dict
    suboptions:
      service_profile:
        description:
          - Service profile, by name or UUID.
        type: str
        default: Alibaba Cloud Express Connect
      metro_code:
        description:
          - Metro in which to reach the service profile, such as V(FR).
        type: str
      seller_region:
        description:
          - Region of the provider, such as V(eu-central-1). May be left out where the metro has exactly one.
        type: str
      authentication_key:
        description:
          - Account ID at the provider, as the Alibaba Cloud console shows it.
        type: str
  redundancy:
    description:
      - Place in a redundant pair. Without it the connection is the primary one of a group that the API opens for it.
      - The primary connection of a pair takes a primary port, the secondary one a secondary port. A connection of its own takes either.
    type: dict
    suboptions:
      priority:
        description:
          - V(SECONDARY) when O(redundancy.primary) or O(redundancy.group) is given, otherwise V(PRIMARY). V(PRIMARY) has to be given
            only to have a secondary port refused.
        type: str
        choices: [PRIMARY, SECONDARY]
      primary:
        description:
          - Primary connection of the pair, by name or UUID. In check mode it need not exist yet.
        type: str
      group:
        description:
          - Redundancy group of the primary connection, instead of O(redundancy.primary).
        type: str
  max_monthly_charge:
    description:
      - Refuse to order, or to change the bandwidth, when the price list says that a month costs more, is in another currency, or
        has no price.
    type: dict
    suboptions:
      amount:
        description:
          - What a month may cost at most.
        type: float
      currency:
        description:
          - Currency of O(max_monthly_charge.amount), such as V(USD).
        type: str
  order:
    description:
      - What goes onto the order and the invoice.
    type: dict
    suboptions:
      purchase_order_number:
        description:
          - Purchase order number.
        type: str
      customer_reference_number:
        description:
          - Reference by which to find the order on the invoice.
        type: str
      term_length:
        description:
          - Term in months; V(1), V(12), V(24), V(36) or V(60). The API takes V(1) when not given.
        type: int
  geo_scope:
    description:
      - Geographic boundary that the connection must not leave. Cannot be changed later.
    type: str
    choices: [AUSTRALIA, BRAZIL, CANADA, CONUS, EU, JAPAN, SWITZERLAND, UK]
  notifications:
    description:
      - Email addresses to tell everything about the connection, 1 to 12. Addresses that are told of one kind of thing only, such as
        the type V(BANDWIDTH_ALERT) of the API, are left alone.
    type: list
    elements: str
  wait_for:
    description:
      - V(pending_approval) waits until the request has reached the provider, V(active) until the provider has accepted it.
      - V(z_side_vlan) waits, once the request has reached the provider, until Fabric also shows the provider's VLAN on the Z-side or its ID of
        the connection. They prove which of the provider's ports it is, and may come later. Since 1.1.0.
      - Alibaba never accepts by itself, somebody has to accept and pay there.
    type: str
    default: pending_approval
    choices: [pending_approval, z_side_vlan, active]
  provider_initiated:
    description:
      - With O(state=absent), send no deletion, since the provider has started it, and wait until the connection is gone.
    type: bool
    default: false
attributes:
  check_mode:
    support: full
    details:
      - An order or a change is checked by the API's dry run where it offers one, otherwise by the module alone; RV(validated_by) says which.
      - The price of an order is looked up too.
  diff_mode:
    support: full
  idempotent:
    support: full
seealso:
  - module: interconnect.equinix.fabric_connection_info
"""

EXAMPLES = r"""
- name: Order a connection from a port
  interconnect.equinix.fabric_connection:
    name: alibaba-fra-1
    bandwidth: 200
    a_side:
      port: FR-PRI-DOT1Q
      vlan_tag: 1001
    z_side:
      service_profile: Alibaba Cloud Express Connect
      metro_code: FR
      seller_region: eu-central-1
      authentication_key: "{{ alibaba_account_id }}"
    notifications:
      - noc@example.com

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

- name: Order its secondary connection, if a month costs 150 USD at most
  interconnect.equinix.fabric_connection:
    name: alibaba-fra-3
    bandwidth: 50
    a_side:
      cloud_router: fra-router
    z_side:
      metro_code: FR
      authentication_key: "{{ alibaba_account_id }}"
    redundancy:
      priority: SECONDARY
      primary: alibaba-fra-2
    max_monthly_charge:
      amount: 150
      currency: USD
    notifications:
      - noc@example.com

- name: Raise its bandwidth
  interconnect.equinix.fabric_connection:
    name: alibaba-fra-3
    a_side:
      cloud_router: fra-router
    bandwidth: 200

- name: Remove a connection that was never accepted
  interconnect.equinix.fabric_connection:
    name: alibaba-fra-3
    a_side:
      cloud_router: fra-router
    state: absent
"""

RETURN = r"""
connection:
  description:
    - The connection as the API gives it, keys in snake_case, account ID and service token masked. Empty when it is gone.
    - In check mode, what would be ordered; its C(uuid) is then V(none).
  returned: always, except when a look-up failed
  type: dict
  sample:
    uuid: 2c7bb68e-f560-41ac-9950-e62c87be191e
    name: alibaba-fra-1
    bandwidth: 200
    state: PENDING
status:
  description: Where the connection stands.
  returned: always, except when a look-up failed
  type: dict
  contains:
    phase:
      description:
        - V(requested), V(pending_approval), V(in_progress), V(active), V(deprovisioning), V(deprovisioned), V(failed) or V(unknown).
        - In check mode V(requested) for a connection that would be ordered.
      type: str
      sample: pending_approval
    equinix_status:
      description: State on Equinix's side.
      type: str
      sample: PROVISIONED
    provider_status:
      description: State on the provider's side as Fabric knows it.
      type: str
      sample: PENDING_APPROVAL
    alibaba_status:
      description: What Alibaba Cloud shows in this phase.
      type: str
      sample: Pending creation
    description:
      description: The phase in words, and whether Equinix has locked the connection for maintenance.
      type: str
      sample: "The connection awaits approval: accept and pay on Alibaba's side."
diff:
  description: What the user can set, before and after, secrets masked.
  returned: success
  type: dict
  sample:
    before: {}
    after:
      name: alibaba-fra-1
price:
  description:
    - The price of what is ordered or changed. It is looked up in check mode, for a change of the bandwidth or the term, and to hold it against
      O(max_monthly_charge); V(none) otherwise, and when the price list has none.
  returned: success
  type: dict
  sample:
    monthly: 100.0
    one_off: 0.0
    currency: USD
    term_length: 1
    bandwidth: 200
    name: Equinix Fabric Virtual Connection Product
price_before:
  description: With a change of the bandwidth or the term, the price before it, like RV(price); else V(none). Since 1.1.0.
  returned: success
  type: dict
  sample:
    monthly: 60.0
    one_off: 0.0
    currency: USD
    term_length: 1
    bandwidth: 50
    name: Equinix Fabric Virtual Connection Product
validated_by:
  description: Who checked an order or a change in check mode, V(dry_run) for the API, V(local) for the module alone, else V(none).
  returned: success
  type: str
  sample: dry_run
"""

from ..module_utils._ansible import python_version

python_version.check()

from typing import Any

from ..module_utils._ansible import module as ansible_module
from ..module_utils._equinix.connection.apply import EnsurePresent
from ..module_utils._equinix.connection.options import connection_options, goal_option
from ..module_utils._equinix.connection.remove import EnsureAbsent
from ..module_utils._equinix.connection.spec import parse_spec
from ..module_utils._equinix.connection.waiters import Options


def work(module: Any) -> dict[str, Any]:
    """Bring the connection to the state asked for."""
    params = module.params
    spec = parse_spec(params)
    options = Options(
        check=module.check_mode,
        wait=params["wait"],
        wait_for=params["wait_for"],
        wait_timeout=params["wait_timeout"],
        provider_initiated=params["provider_initiated"],
        show_price=module.check_mode,
    )
    api = ansible_module.connect(params)
    outcome = (
        EnsurePresent(api, spec, options).present() if params["state"] == "present" else EnsureAbsent(api, spec, options).absent()
    )
    ansible_module.warn(module, outcome.warnings)
    return {
        "changed": outcome.changed,
        **ansible_module.connection_result(outcome.connection),
        "diff": {"before": outcome.before, "after": outcome.after},
        "price": outcome.price,
        "price_before": outcome.price_before,
        "validated_by": outcome.validated_by,
    }


def main() -> None:
    """Run the module."""
    ansible_module.run({**connection_options(), **goal_option(), **ansible_module.wait_options()}, work)


if __name__ == "__main__":
    main()
