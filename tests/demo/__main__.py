# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the order to two proven ends and back to nothing by the collection's playbooks, on the simulator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from extensions.simulator import seed
from extensions.simulator.gate import CLIENT
from extensions.simulator.server import Simulator

ROOT = Path(__file__).parents[2]
ACCOUNT = "5123456789012345"
ORIGINS: dict[str, dict[str, object]] = {
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
    return [ansible_playbook, "-i", "localhost,", "-c", "local", "-e", f"@{variables}", name, *flags]


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
        "ALIBABA_CLOUD_VPC_ENDPOINT": simulator.url,
        "ALIBABA_CLOUD_ACCESS_KEY_ID": seed.ALIBABA_KEYS[ACCOUNT][0],
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": seed.ALIBABA_KEYS[ACCOUNT][1],
    }


def run(
    simulator: Simulator, playbook: str, variables: dict[str, object], *flags: str, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run one of the collection's playbooks, with more variables of the environment, and return how it ended."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(variables, file)
        file.flush()
        return subprocess.run(
            command(playbook, Path(file.name), *flags),
            env={**environment(simulator), **more},
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
        "express_connect_account_id": ACCOUNT,
        "express_connect_notifications": ["noc@example.com"],
    }


def both_ends_for(origin: str) -> dict[str, object]:
    """Return the role's variables for one of ORIGINS, with what is agreed to and created on Alibaba Cloud's side."""
    routing: dict[str, object] = {"alibaba": {"peer_asn": 64512}}
    if origin == "from_cloud_router":
        routing = {
            "direct": {"equinix_iface_ipv4": "192.0.2.1/30"},
            "bgp": {"customer_asn": 64999, "customer_peer_ipv4": "192.0.2.2"},
        }
    return {
        **variables_for(origin),
        "express_connect_accept": {"outbound_data_transfer_billing": True, "period": 1},
        "express_connect_virtual_border_router": {
            "local_gateway_ip": "192.0.2.2",
            "peer_gateway_ip": "192.0.2.1",
            "peering_subnet_mask": "255.255.255.252",
        },
        "express_connect_bgp": routing,
    }


def show(simulator: Simulator, title: str, playbook: str, variables: dict[str, object], *flags: str) -> None:
    """Run a playbook, print what it printed, then what both clouds saw of it; ends the demo when it failed."""
    print(
        f"\n{'=' * 100}\n{title}\n$ ansible-playbook interconnect.equinix.express_connect_{playbook} {' '.join(flags)}",
        flush=True,
    )
    seen, ordered, paid = len(simulator.calls), len(simulator.orders), len(simulator.alibaba.payments)
    done = run(simulator, playbook, variables, *flags)
    print(done.stdout + done.stderr)
    print("What Fabric and Alibaba Cloud saw:")
    for call in simulator.calls[seen:]:
        rehearsed = " (dry run)" if "dryRun" in call.query else ""
        print(f"  {call.method:6} {call.path}{rehearsed} {call.status} {call.note}".rstrip())
    bought = len(simulator.alibaba.payments) - paid
    ordered = len(simulator.orders) - ordered
    print(f"  = {len(simulator.calls) - seen} calls, {ordered} connections ordered, {bought} paid on Alibaba Cloud", flush=True)
    if done.returncode:
        raise SystemExit(1)


def main() -> None:
    """Run the demo; the exit status tells whether every play went well."""
    with Simulator(provisioning=1.0, deprovisioning=1.0, accepting=1.0, terminating=1.0) as simulator:
        for number, origin in enumerate(ORIGINS):
            words, variables = origin.replace("_", " "), both_ends_for(origin)
            if number == 0:
                show(simulator, "Rehearse: check mode orders and buys nothing", origin, variables, "--check", "--diff")
                show(simulator, f"Order {words}, and stop where Alibaba Cloud comes in", origin, variables_for(origin))
            show(simulator, f"Order {words}, accept, pay, border router, BGP, proof of both ends", origin, variables)
            if number == 0:
                show(simulator, "Once more: nothing changes, nothing is ordered or bought", origin, variables)
            show(simulator, "Where it stands", "status", variables)
            show(simulator, "Remove it, both ends in the right order", "deprovision", variables)
        left, ports = list(simulator.world.living()), len(simulator.alibaba.circuits) - 1
        print(
            f"\n{len(simulator.orders)} connections ordered, {len(simulator.alibaba.payments)} paid, {len(left)} connections and "
            f"{ports} shared ports left, {simulator.logins} logins."
        )


if __name__ == "__main__":
    main()
