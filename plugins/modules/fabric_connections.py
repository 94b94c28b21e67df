#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Order, watch and remove many connections."""

DOCUMENTATION = r"""
module: fabric_connections
short_description: Order, watch and remove many Equinix Fabric connections to Alibaba Cloud at once
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Does for many connections in one task what M(interconnect.equinix.fabric_connection) does for one, with one login. Assets, profiles
    and existing connections are looked up once for all, orders run side by side, and one search looks at all that are waited for.
  - Everything that can be checked is checked for all connections before the first is ordered. When something is wrong with one, the
    task fails, tells what is wrong with which, and nothing was sent for any.
  - A secondary connection is ordered once the primary one that it names can be joined, whichever of them comes first in the list.
    When both are removed, the secondary one goes first.
  - A connection that Equinix has locked for maintenance fails alone where it was to be changed or removed. An order from a locked port is wrong
    for all.
  - When a connection fails later, the others are seen to all the same (see O(on_error)); the task fails then, with all results.
    Run again on the same machine, it finds what was ordered and goes on from there.
  - A rate limit of the API slows all of them down together.
extends_documentation_fragment:
  - interconnect.equinix.equinix
  - interconnect.equinix.wait
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.fabric
options:
  connections:
    description:
      - The connections; each with the options of M(interconnect.equinix.fabric_connection).
      - No two of them may mean the same connection, or want the same VLAN of a port, interface of a device or service token.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description:
          - Name of the connection. A new one has 1 to 24 of the characters C(A-Z a-z 0-9 - _), and becomes the name of the physical
            connection in Alibaba Cloud. What exists may be called otherwise.
          - Either O(connections[].name) or O(connections[].uuid) is required.
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
                Takes O(connections[].a_side.vlan_tag) when it is DOT1Q, O(connections[].a_side.vlan_s_tag) and
                O(connections[].a_side.vlan_c_tag) when it is QINQ.
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
          - The primary connection of a pair takes a primary port, the secondary one a secondary port. A connection of its own takes
            either.
        type: dict
        suboptions:
          priority:
            description:
              - V(SECONDARY) when O(connections[].redundancy.primary) or O(connections[].redundancy.group) is given, otherwise V(PRIMARY).
                V(PRIMARY) has to be given only to have a secondary port refused.
            type: str
            choices: [PRIMARY, SECONDARY]
          primary:
            description:
              - Primary connection of the pair, by name or UUID. In check mode it need not exist yet.
            type: str
          group:
            description:
              - Redundancy group of the primary connection, instead of O(connections[].redundancy.primary).
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
              - Currency of O(connections[].max_monthly_charge.amount), such as V(USD).
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
      provider_initiated:
        description:
          - With O(connections[].state=absent), send no deletion, since the provider has started it, and wait until the connection is gone.
        type: bool
        default: false
  parallel:
    description:
      - How many connections are worked on at the same time, 1 to 50.
    type: int
    default: 10
  on_error:
    description:
      - V(finish) sees to all connections even when one fails, V(stop) begins none any more.
      - What has been ordered by then is waited for in either case.
    type: str
    default: finish
    choices: [finish, stop]
  wait_for:
    description:
      - V(pending_approval) waits until the request has reached the provider, V(active) until the provider has accepted it.
      - V(z_side_vlan) waits, once the request has reached the provider, until Fabric also shows the provider's VLAN on the Z-side or its ID of
        the connection. They prove which of the provider's ports it is, and may come later. Since 1.1.0.
      - Alibaba never accepts by itself, somebody has to accept and pay there.
    type: str
    default: pending_approval
    choices: [pending_approval, z_side_vlan, active]
attributes:
  check_mode:
    support: full
    details:
      - An order or a change is checked by the API's dry run where it offers one, otherwise by the module alone; C(validated_by) in
        RV(results) says which.
      - The price of each order is looked up too.
  diff_mode:
    support: full
    details:
      - One difference for each connection that changes.
  idempotent:
    support: full
seealso:
  - module: interconnect.equinix.fabric_connection
"""

EXAMPLES = r"""
- name: Order three connections, two of them a redundant pair
  interconnect.equinix.fabric_connections:
    connections:
      - name: alibaba-fra-1
        bandwidth: 200
        a_side: {port: FR-PRI-DOT1Q, vlan_tag: 1001}
        z_side: {metro_code: FR, authentication_key: "{{ alibaba_account_id }}"}
        notifications: [noc@example.com]
      - name: alibaba-fra-2
        bandwidth: 50
        a_side: {cloud_router: fra-router}
        z_side: {metro_code: FR, authentication_key: "{{ alibaba_account_id }}"}
        notifications: [noc@example.com]
      - name: alibaba-fra-3
        bandwidth: 50
        a_side: {cloud_router: fra-router}
        z_side: {metro_code: FR, authentication_key: "{{ alibaba_account_id }}"}
        redundancy: {primary: alibaba-fra-2}
        notifications: [noc@example.com]
  register: ordered

- name: Remove the pair
  interconnect.equinix.fabric_connections:
    connections:
      - {name: alibaba-fra-2, state: absent}
      - {name: alibaba-fra-3, state: absent}
"""

RETURN = r"""
results:
  description:
    - What came of each connection, in the order of O(connections).
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: Name of the connection, its UUID when no name was given.
      type: str
      sample: alibaba-fra-1
    action:
      description: What was done, or would be, V(create), V(update), V(delete) or empty.
      type: str
      sample: create
    changed:
      description: Whether something was changed.
      type: bool
      sample: true
    failed:
      description:
        - Whether it is not as wanted. That is so as well when nothing was sent for it because another connection failed.
      type: bool
      sample: false
    msg:
      description: Why it failed, else empty.
      type: str
      sample: ""
    error:
      description: The facts behind RV(results[].msg), V(none) when it did not fail.
      type: dict
      sample: {kind: InputError, option: bandwidth}
    connection:
      description:
        - The connection as the API gives it, keys in snake_case, account ID and service token masked. Empty when it is gone.
        - In check mode, what would be ordered; its C(uuid) is then V(none).
      type: dict
      sample: {uuid: 2c7bb68e-f560-41ac-9950-e62c87be191e, name: alibaba-fra-1, bandwidth: 200, state: PENDING}
    status:
      description: Where the connection stands, as RV(interconnect.equinix.fabric_connection#module:status).
      type: dict
      sample: {phase: pending_approval, equinix_status: PROVISIONED, provider_status: PENDING_APPROVAL}
    diff:
      description: What the user can set, before and after, secrets masked.
      type: dict
      sample: {before: {}, after: {name: alibaba-fra-1}}
    price:
      description: The price, as RV(interconnect.equinix.fabric_connection#module:price).
      type: dict
      sample: {monthly: 100.0, one_off: 0.0, currency: USD, term_length: 1, bandwidth: 200}
    price_before:
      description: The price before a change, as RV(interconnect.equinix.fabric_connection#module:price_before). Since 1.1.0.
      type: dict
      sample: {monthly: 60.0, one_off: 0.0, currency: USD, term_length: 1, bandwidth: 50}
    validated_by:
      description: Who checked an order or a change in check mode, V(dry_run) for the API, V(local) for the module alone, else V(none).
      type: str
      sample: dry_run
  sample:
    - name: alibaba-fra-1
      action: create
      changed: true
      failed: false
      msg: ""
summary:
  description: How many connections there are of each outcome.
  returned: always
  type: dict
  sample: {created: 1, updated: 0, unchanged: 0, deleted: 0, failed: 0}
diff:
  description: One entry for each connection that changes.
  returned: always
  type: list
  elements: dict
  sample:
    - before_header: alibaba-fra-1
      after_header: alibaba-fra-1
      before: {}
      after: {name: alibaba-fra-1}
"""

from ..module_utils._ansible import python_version

python_version.check()

from typing import Any

from ..module_utils._ansible import module as ansible_module
from ..module_utils._equinix.connection.bulk import Fleet
from ..module_utils._equinix.connection.conflicts import failure_of, read_items, result_of
from ..module_utils._equinix.connection.options import connection_options, goal_option
from ..module_utils._equinix.connection.waiters import Options


def options() -> dict[str, Any]:
    """Return the module's own options."""
    return {
        "connections": {"type": "list", "elements": "dict", "required": True, "options": connection_options()},
        "parallel": {"type": "int", "default": 10},
        "on_error": {"type": "str", "default": "finish", "choices": ["finish", "stop"]},
        **goal_option(),
        **ansible_module.wait_options(),
    }


def work(module: Any) -> dict[str, Any]:
    """Bring the connections to the states asked for."""
    params = module.params
    items, wrong = read_items(params["connections"], params["project_id"])
    how = Options(
        check=module.check_mode,
        wait=params["wait"],
        wait_for=params["wait_for"],
        wait_timeout=params["wait_timeout"],
        show_price=module.check_mode,
    )
    api = ansible_module.connect(params)
    fleet = Fleet(api, items, how, parallel=params["parallel"], stop_on_error=params["on_error"] == "stop", misread=wrong)
    results = fleet.run()
    ansible_module.warn(module, fleet.warnings)
    result = result_of(results)
    message = failure_of(results)
    if message:
        module.fail_json(msg=message, **result)
    return result


def main() -> None:
    """Run the module."""
    ansible_module.run(options(), work)


if __name__ == "__main__":
    main()
