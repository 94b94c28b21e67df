# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Four ways to the same end: n connections from a port by name, ordered and awaiting approval."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from extensions.simulator import seed
from extensions.simulator.middleware import CLIENT
from tests.benchmarks.bench import PORT, Server, Usage, measured, order_of, play, serving, specs

# Log in; what is there; assets and profile; VLANs; account id; order; look: each needs the answer before it.
CALLS_IN_A_ROW = 7
# How many orders the ways of fabric_connections keep in flight; the next has to wait for one of them.
SIDE_BY_SIDE = {"d": 10, "d50": 50}


def by_uri(server: Server, count: int) -> Usage:
    """Do it with tasks of ``ansible.builtin.uri``, in loops, as the vendor's page goes about it."""
    headers = {"Authorization": "Bearer {{ login.json.access_token }}"}
    label = {"label": "{{ item.name }}", "index_var": "number"}
    body = order_of(
        {
            "name": "{{ item.name }}",
            "bandwidth": "{{ item.bandwidth }}",
            "a_side": item_side(),
            "notifications": ["noc@example.com"],
        },
        "{{ ports.results[number].json.data[0].uuid }}",
    )
    connections = f"{server.url}/fabric/v4/connections"
    tasks: list[dict[str, Any]] = [
        {
            "ansible.builtin.uri": {
                "url": f"{server.url}/oauth2/v1/token",
                "method": "POST",
                "body_format": "json",
                "body": {
                    "grant_type": "client_credentials",
                    "client_id": "{{ lookup('ansible.builtin.env', 'EQUINIX_API_CLIENTID') }}",
                    "client_secret": "{{ lookup('ansible.builtin.env', 'EQUINIX_API_CLIENTSECRET') }}",
                },
            },
            "register": "login",
        },
        {
            "ansible.builtin.uri": {"url": f"{server.url}/fabric/v4/serviceProfiles/{seed.ALIBABA}", "headers": headers},
            "register": "profile",
        },
        {
            "ansible.builtin.uri": {"url": f"{server.url}/fabric/v4/ports?name={{{{ item.a_side.port }}}}", "headers": headers},
            "loop": "{{ connections }}",
            "loop_control": label,
            "register": "ports",
        },
        {
            "ansible.builtin.uri": {
                "url": connections,
                "method": "POST",
                "headers": headers,
                "body_format": "json",
                "body": body,
                "status_code": 201,
            },
            "loop": "{{ connections }}",
            "loop_control": label,
            "register": "ordered",
        },
        {
            "ansible.builtin.uri": {
                "url": f"{connections}/{{{{ ordered.results[number].json.uuid }}}}",
                "headers": headers,
            },
            "loop": "{{ connections }}",
            "loop_control": label,
            "register": "seen",
            "until": "seen.json.operation.providerStatus == 'PENDING_APPROVAL'",
            "retries": 100,
            "delay": 1,
        },
    ]
    # Otherwise numbers become text on the way.
    return play(server, tasks, {"connections": specs(count)}, ANSIBLE_JINJA2_NATIVE="true")


def item_side() -> dict[str, Any]:
    """Return the A-side of the item of a loop."""
    return {"port": PORT, "vlan_tag": "{{ item.a_side.vlan_tag }}"}


def by_sdk(server: Server, count: int) -> Usage:
    """Do it with Equinix's SDK for Python in a script, one call after the other."""
    identity = {"EQUINIX_API_CLIENTID": CLIENT[0], "EQUINIX_API_CLIENTSECRET": CLIENT[1]}
    return measured([sys.executable, "-m", "tests.benchmarks.sdk_script", server.url, str(count)], {**os.environ, **identity})


def by_module_in_a_loop(server: Server, count: int) -> Usage:
    """Do it with ``fabric_connection`` in a loop."""
    task = {
        "interconnect.equinix.fabric_connection": {
            **{name: f"{{{{ item.{name} }}}}" for name in ("name", "bandwidth", "a_side", "z_side", "notifications")}
        },
        "loop": "{{ connections }}",
        "loop_control": {"label": "{{ item.name }}"},
    }
    return play(server, [task], {"connections": specs(count)})


def by_fleet(server: Server, count: int, way: str = "d") -> Usage:
    """Do it with ``fabric_connections``."""
    options = {"connections": "{{ connections }}", "parallel": SIDE_BY_SIDE[way]}
    return play(server, [{"interconnect.equinix.fabric_connections": options}], {"connections": specs(count)})


def by_wide_fleet(server: Server, count: int) -> Usage:
    """Do it with ``fabric_connections``, fifty at the same time."""
    return by_fleet(server, count, "d50")


WAYS: dict[str, Callable[[Server, int], Usage]] = {
    "a": by_uri,
    "b": by_sdk,
    "c": by_module_in_a_loop,
    "d": by_fleet,
    "d50": by_wide_fleet,
}
TITLES = {
    "a": "(a) ansible.builtin.uri",
    "b": "(b) SDK script",
    "c": "(c) fabric_connection, loop",
    "d": "(d) fabric_connections",
    "d50": "(d) the same, parallel: 50",
}


@dataclass(frozen=True)
class Cell:
    """One measurement; times in seconds.

    ``bound`` is the least possible with as many calls side by side as one likes, ``bound_of_way`` with as many orders side by
    side as the way sends.
    """

    way: str
    count: int
    latency: float
    seconds: float
    calls: int
    logins: int
    bound: float
    bound_of_way: float
    runs: int = 1


def bound(way: str, count: int, latency: float, provisioning: float) -> float:
    """Return the least seconds with the orders that a way sends side by side, as many as one likes where it sets no limit."""
    rounds = math.ceil(count / SIDE_BY_SIDE.get(way, count))
    return (CALLS_IN_A_ROW - 1 + rounds) * latency + provisioning


def measure(way: str, count: int, latency: float, provisioning: float) -> Cell:
    """Order ``count`` connections in one way on a fresh simulator."""
    with serving(latency=latency, provisioning=provisioning) as server:
        usage = WAYS[way](server, count)
        state = server.state()
    ordered = len(state["orders"])
    if ordered != count or len({order["name"] for order in state["orders"]}) != count:
        raise RuntimeError(f"{TITLES[way]} ordered {ordered} of {count} connections")
    bounds = bound("", count, latency, provisioning), bound(way, count, latency, provisioning)
    return Cell(way, count, latency, usage.seconds, state["calls"], state["logins"], *bounds)


def median_of(cells: Sequence[Cell]) -> Cell:
    """Return the one of several measurements of the same that took neither long nor short."""
    return replace(sorted(cells, key=lambda cell: cell.seconds)[len(cells) // 2], runs=len(cells))


def expected(way: str, count: int, latency: float, provisioning: float, task: float = 0.5) -> float:
    """Return about how many seconds a measurement takes, so that those which take too long can be left out.

    ``task`` is how many a task with one call takes on this machine.
    """
    each = {"a": 3 * (task + latency), "b": 3 * (0.02 + latency), "c": task + 1.1 * provisioning + 8 * latency}
    return count * each.get(way, 0.02)
