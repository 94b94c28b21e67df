# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bodies of orders that the simulator takes, as a client of Equinix's own writes them."""

from __future__ import annotations

from typing import Any

from extensions.simulator import seed

PORT = seed.uid("FR-PRI-DOT1Q")
A_SIDES: dict[str, tuple[str, dict[str, Any]]] = {
    "dot1q": (
        "EVPL_VC",
        {"accessPoint": {"type": "COLO", "port": {"uuid": PORT}, "linkProtocol": {"type": "DOT1Q", "vlanTag": 1001}}},
    ),
    "qinq": (
        "EVPL_VC",
        {
            "accessPoint": {
                "type": "COLO",
                "port": {"uuid": seed.uid("FR-PRI-QINQ")},
                "linkProtocol": {"type": "QINQ", "vlanSTag": 1001, "vlanCTag": 1002},
            }
        },
    ),
    "token": ("EVPL_VC", {"serviceToken": {"uuid": seed.uid("alibaba-fra-token")}}),
    "router": ("IP_VC", {"accessPoint": {"type": "CLOUD_ROUTER", "router": {"uuid": seed.uid("fra-router")}}}),
    "device": (
        "EVPL_VC",
        {"accessPoint": {"type": "VD", "virtualDevice": {"type": "EDGE", "uuid": seed.uid("fra-edge")}}},
    ),
}


def order(origin: str = "dot1q", **changes: Any) -> dict[str, Any]:
    """Return the body of an order that is taken."""
    kind, a_side = A_SIDES[origin]
    point = {
        "type": "SP",
        "profile": {"type": "L2_PROFILE", "uuid": seed.ALIBABA},
        "location": {"metroCode": "FR"},
        "sellerRegion": "eu-central-1",
        "authenticationKey": "5123456789012345",
    }
    return {
        "type": kind,
        "name": "from-the-sdk",
        "bandwidth": 200,
        "aSide": a_side,
        "zSide": {"accessPoint": point},
        "notifications": [{"type": "ALL", "emails": ["noc@example.com"]}],
        **changes,
    }
