# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The other measurements: fleets that do not change, the start of a module, and how late a state is noticed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._core.http import Transport
from ansible_collections.interconnect.equinix.plugins.module_utils._core.settings import Settings
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.api import Equinix
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.auth import Credentials, EquinixAuth, parse_errors
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.bulk import Fleet
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.conflicts import failure_of, read_items
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options

from extensions.simulator.middleware import TOKEN
from tests.benchmarks.bench import Server, fleet_specs, play, serving, specs

FLEET = "interconnect.equinix.fabric_connections"


def unchanged(count: int) -> tuple[int, float, int, float]:
    """Run an unchanged fleet once more: number of connections, seconds, API calls, MB of the largest process."""
    with serving(fleet=count) as server:
        usage = play(
            server,
            [{FLEET: {"connections": "{{ connections }}"}, "register": "fleet"}, _assert(f"fleet.summary.unchanged == {count}")],
            {"connections": fleet_specs(count)},
        )
        state = server.state()
    return count, usage.seconds, state["calls"], usage.memory


def _assert(condition: str) -> dict[str, Any]:
    return {"ansible.builtin.assert": {"that": condition}}


def start_up(tasks: int, repeats: int) -> dict[str, tuple[float, float]]:
    """Return the medians of what a task takes, by module, in seconds and seconds of processor; each sends one call.

    The latter are what can be compared on a machine that does other things as well.
    """
    with serving() as server:
        kinds = _one_call_each(server)
        # What is ordered here is looked at from then on.
        play(server, [kinds["fabric_connection"], kinds["fabric_connections"]])
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
        for _repeat in range(repeats):
            empty = play(server, [], EQUINIX_API_TOKEN=TOKEN)
            for name, task in kinds.items():
                usage = play(server, [task] * tasks, EQUINIX_API_TOKEN=TOKEN)
                seconds, processor = usage.seconds - empty.seconds, usage.processor - empty.processor
                taken[name].append((seconds / tasks, processor / tasks))
    return {name: (_median(values, 0), _median(values, 1)) for name, values in taken.items()}


def _median(values: Sequence[tuple[float, float]], place: int) -> float:
    return statistics.median(value[place] for value in values)


def _one_call_each(server: Server) -> dict[str, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    one, other = specs(2)
    return {
        "ansible.builtin.uri": {"ansible.builtin.uri": {"url": f"{server.url}/fabric/v4/metros/FR", "headers": headers}},
        "fabric_metro_info": {"interconnect.equinix.fabric_metro_info": {"code": "FR"}},
        "fabric_connection": {"interconnect.equinix.fabric_connection": one},
        "fabric_connections": {FLEET: {"connections": [other]}},
    }


def lateness(provisioning: float, count: int) -> float:
    """Return by how many seconds it was noticed late that the last of some connections awaits approval."""
    ordered: list[float] = []

    class Timed(Equinix):
        """Notes when each order was answered; provisioning began a little before that."""

        def create_connection(self, body: Mapping[str, Any], *, dry_run: bool = False) -> dict[str, Any]:
            created = super().create_connection(body, dry_run=dry_run)
            ordered.append(time.monotonic())
            return created

    with serving(provisioning=provisioning) as server:
        auth = EquinixAuth(Credentials(access_token=TOKEN))
        api = Timed(Transport(Settings(server.url), parse_errors, auth))
        rows = [{**spec, "state": "present", "provider_initiated": False} for spec in specs(count)]
        items, wrong = read_items(rows, None)
        results = Fleet(api, items, Options(), parallel=count).run()
        ended = time.monotonic()
    if wrong or failure_of(results):
        raise RuntimeError(failure_of(results))
    return max(0.0, ended - max(ordered) - provisioning)
