# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Order, status and removal by the collection's playbooks, on the simulator; prints what a user would see."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.simulator import seed
from tests.simulator.gate import CLIENT
from tests.simulator.server import Simulator

ROOT = Path(__file__).parents[2]
ORIGINS = {
    "from_port": {"port": "FR-PRI-DOT1Q", "vlan_tag": 1001},
    "from_service_token": {"service_token": seed.uid("alibaba-fra-token")},
    "from_cloud_router": {"cloud_router": "fra-router"},
    "from_virtual_device": {"virtual_device": "fra-edge"},
}


def command(playbook: str, variables: Path, *flags: str) -> list[str]:
    """Return the command that runs one of the collection's playbooks.

    Variables come from a file: what stands on the command line is printed by Ansible itself with -vvvv.
    """
    ansible_playbook = str(Path(sys.executable).parent / "ansible-playbook")
    name = f"interconnect.equinix.express_connect_{playbook}"
    return [ansible_playbook, "-i", "localhost,", "-c", "local", name, "-e", f"@{variables}", *flags]


def environment(simulator: Simulator) -> dict[str, str]:
    """Return the environment in which a playbook finds the collection and the simulator."""
    return {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache/collections"),
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        "EQUINIX_API_ENDPOINT": simulator.url,
        "EQUINIX_API_CLIENTID": CLIENT[0],
        "EQUINIX_API_CLIENTSECRET": CLIENT[1],
    }


def run(simulator: Simulator, playbook: str, variables: dict[str, object], *flags: str) -> subprocess.CompletedProcess[str]:
    """Run one of the collection's playbooks and return how it ended."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(variables, file)
        file.flush()
        return subprocess.run(
            command(playbook, Path(file.name), *flags),
            env=environment(simulator),
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )


def variables_for(origin: str) -> dict[str, object]:
    """Return the role's variables for one of ORIGINS."""
    return {
        "express_connect_name": f"demo-{origin.removeprefix('from_').replace('_', '-')}",
        "express_connect_bandwidth": 200,
        "express_connect_a_side": ORIGINS[origin],
        "express_connect_metro_code": "FR",
        "express_connect_account_id": "5123456789012345",
        "express_connect_notifications": ["noc@example.com"],
    }


def show(simulator: Simulator, title: str, playbook: str, origin: str, *flags: str) -> None:
    """Run a playbook, print what it printed, then what Fabric saw of it; ends the demo when it failed."""
    print(
        f"\n{'=' * 100}\n{title}\n$ ansible-playbook interconnect.equinix.express_connect_{playbook} {' '.join(flags)}",
        flush=True,
    )
    seen, ordered = len(simulator.calls), len(simulator.orders)
    done = run(simulator, playbook, variables_for(origin), *flags)
    print(done.stdout + done.stderr)
    print("What Fabric saw:")
    for call in simulator.calls[seen:]:
        rehearsed = " (dry run)" if "dryRun" in call.query else ""
        print(f"  {call.method:6} {call.path}{rehearsed} {call.status} {call.note}".rstrip())
    print(f"  = {len(simulator.calls) - seen} calls, {len(simulator.orders) - ordered} connections ordered", flush=True)
    if done.returncode:
        raise SystemExit(1)


def main() -> None:
    """Run the demo; the exit status tells whether every play went well."""
    with Simulator(provisioning=1.0, deprovisioning=1.0) as simulator:
        for number, origin in enumerate(ORIGINS):
            words = origin.replace("_", " ")
            if number == 0:
                show(simulator, f"Rehearse an order {words}: check mode orders nothing", origin, origin, "--check", "--diff")
            show(simulator, f"Order a connection {words}: look up, price, order, watch", origin, origin)
            if number == 0:
                show(simulator, "Once more: nothing changes, nothing is ordered", origin, origin)
            show(simulator, "Where it stands", "status", origin)
            show(simulator, "Remove it", "deprovision", origin)
        left = list(simulator.world.living())
        print(f"\n{len(simulator.orders)} connections ordered, {len(left)} left, {simulator.logins} logins for as many plays.")


if __name__ == "__main__":
    main()
