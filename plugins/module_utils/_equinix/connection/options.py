# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that say what a connection should be, for one connection and for each of many."""

from __future__ import annotations

from typing import Any

from .spec import GEO_SCOPES
from .waiters import REACHED


def origin_options() -> dict[str, Any]:
    """Return the suboptions that say at which asset a connection begins."""
    return {
        "port": {"type": "str"},
        "vlan_tag": {"type": "int"},
        "vlan_s_tag": {"type": "int"},
        "vlan_c_tag": {"type": "int"},
        "service_token": {"type": "str", "no_log": True},
        "cloud_router": {"type": "str"},
        "virtual_device": {"type": "str"},
        "interface_id": {"type": "int"},
    }


def connection_options() -> dict[str, Any]:
    """Return the options of one connection."""
    return {
        "name": {"type": "str"},
        "uuid": {"type": "str"},
        "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
        "bandwidth": {"type": "int"},
        "a_side": {
            "type": "dict",
            "options": origin_options(),
        },
        "z_side": {
            "type": "dict",
            "options": {
                "service_profile": {"type": "str", "default": "Alibaba Cloud Express Connect"},
                "metro_code": {"type": "str"},
                "seller_region": {"type": "str"},
                "authentication_key": {"type": "str", "no_log": True},
            },
        },
        "redundancy": {
            "type": "dict",
            "options": {
                "priority": {"type": "str", "choices": ["PRIMARY", "SECONDARY"]},
                "primary": {"type": "str"},
                "group": {"type": "str"},
            },
        },
        "max_monthly_charge": {
            "type": "dict",
            "options": {"amount": {"type": "float"}, "currency": {"type": "str"}},
        },
        "order": {
            "type": "dict",
            "options": {
                "purchase_order_number": {"type": "str"},
                "customer_reference_number": {"type": "str"},
                "term_length": {"type": "int"},
            },
        },
        "geo_scope": {"type": "str", "choices": list(GEO_SCOPES)},
        "notifications": {"type": "list", "elements": "str"},
        "provider_initiated": {"type": "bool", "default": False},
    }


def goal_option() -> dict[str, Any]:
    """Return the option that says what is waited for."""
    return {"wait_for": {"type": "str", "default": "pending_approval", "choices": list(REACHED)}}
