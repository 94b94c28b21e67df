# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fleets brought about by the code of the module, without Ansible."""

from __future__ import annotations

from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.auth import Credentials
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.bulk import Fleet, refused
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.conflicts import (
    failure_of,
    read_items,
    result_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options

from extensions.simulator.server import Simulator
from tests.support.clients import JumpingClock, client
from tests.support.plays import ACCOUNT, ORIGINS

ROUTER = ORIGINS["cloud-router"]


PORT = "FR-PRI-DOT1Q"


def item(name: str | None, **changes: Any) -> dict[str, Any]:
    """Return the options of one connection as the module gets them."""
    options: dict[str, Any] = {
        "name": name,
        "state": "present",
        "bandwidth": 50,
        "a_side": ROUTER,
        "z_side": {"service_profile": "Alibaba Cloud Express Connect", "metro_code": "FR", "authentication_key": ACCOUNT},
        "notifications": ["noc@example.com"],
        "provider_initiated": False,
        **changes,
    }
    return {key: value for key, value in options.items() if value is not None}


def on_port(number: int, **changes: Any) -> dict[str, Any]:
    """Return the options of a connection with a VLAN of its own."""
    return item(**{"name": f"fleet-{number}", "a_side": {"port": PORT, "vlan_tag": 200 + number}, **changes})


def bring(
    simulator: Simulator,
    rows: list[dict[str, Any]],
    options: Options | None = None,
    *,
    clock: JumpingClock | None = None,
    credentials: Credentials | None = None,
    timeout: float = 30,
    retries: int = 2,
    **how: Any,
) -> dict[str, Any]:
    """Bring connections about as the module does; ``failure`` is what it would fail with."""
    api, _clock = client(simulator.url, clock, credentials, timeout=timeout, retries=retries)
    items, wrong = read_items(rows, None)
    fleet = Fleet(api, items, options or Options(), **how)
    results = refused(items, wrong) if wrong else fleet.run()
    assert len(results) == len(rows)
    return {**result_of(results), "failure": failure_of(results), "warnings": fleet.warnings}
