# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all measurements share: a simulator in a process of its own, plays against it, and tables."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from extensions.simulator import seed
from extensions.simulator.middleware import CLIENT
from tests.support.plays import ACCOUNT, ROOT

METER = Path(__file__).parent / "meter.py"
PORT = "FR-PRI-DOT1Q"
PROFILE = "Alibaba Cloud Express Connect"


@dataclass(frozen=True)
class Server:
    """A simulator in another process."""

    url: str

    def state(self) -> dict[str, Any]:
        """Return what it has seen so far."""
        state: dict[str, Any] = requests.get(f"{self.url}/simulator/state", timeout=30).json()
        return state

    def calls(self) -> list[dict[str, Any]]:
        """Return all calls that it has seen."""
        calls: list[dict[str, Any]] = requests.get(f"{self.url}/simulator/calls", timeout=30).json()
        return calls


@contextmanager
def serving(*, latency: float = 0.0, provisioning: float = 0.0, fleet: int = 0) -> Iterator[Server]:
    """Start a simulator of its own, and end it; times are in seconds."""
    command = [sys.executable, "-m", "extensions.simulator", "--latency", str(latency), "--provisioning", str(provisioning)]
    with subprocess.Popen([*command, "--fleet", str(fleet)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found, "the simulator did not start"
            yield Server(found[0])
        finally:
            process.terminate()


def specs(count: int) -> list[dict[str, Any]]:
    """Return connections from a port by name, each with a VLAN of its own."""
    return [
        {
            "name": f"bench-{number}",
            "bandwidth": 50,
            "a_side": {"port": PORT, "vlan_tag": 200 + number},
            "z_side": {"service_profile": PROFILE, "metro_code": "FR", "authentication_key": ACCOUNT},
            "notifications": ["noc@example.com"],
        }
        for number in range(count)
    ]


def fleet_specs(count: int) -> list[dict[str, Any]]:
    """Return the connections that a simulator with a fleet of that size has already."""
    return [
        {
            **spec,
            "name": f"fleet-{number:05}",
            "a_side": {"port": f"FLEET-{number // 4000}", "vlan_tag": 2 + number % 4000},
        }
        for number, spec in enumerate(specs(count))
    ]


def order_of(spec: dict[str, Any], port: str) -> dict[str, Any]:
    """Return the body that orders a connection, as the vendor's page has it."""
    return {
        "type": "EVPL_VC",
        "name": spec["name"],
        "bandwidth": spec["bandwidth"],
        "redundancy": {"priority": "PRIMARY"},
        "aSide": {
            "accessPoint": {
                "type": "COLO",
                "port": {"uuid": port},
                "linkProtocol": {"type": "DOT1Q", "vlanTag": spec["a_side"]["vlan_tag"]},
            }
        },
        "zSide": {
            "accessPoint": {
                "type": "SP",
                "profile": {"type": "L2_PROFILE", "uuid": seed.ALIBABA},
                "location": {"metroCode": "FR"},
                "authenticationKey": ACCOUNT,
                "sellerRegion": "eu-central-1",
            }
        },
        "notifications": [{"type": "ALL", "emails": spec["notifications"]}],
    }


@dataclass(frozen=True)
class Usage:
    """What a process and all that it started took: seconds, seconds of processor, and MB of the largest of them."""

    seconds: float
    processor: float
    memory: float


def measured(command: Sequence[str], environment: dict[str, str]) -> Usage:
    """Run a command and return what it took; raises RuntimeError when it fails."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "usage.json"
        done = subprocess.run(
            [sys.executable, METER, answer, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{command}: {(done.stdout + done.stderr)[-3000:]}")
        return Usage(**json.loads(answer.read_text()))


def play(server: Server, tasks: list[dict[str, Any]], variables: dict[str, Any] | None = None, **environment: str) -> Usage:
    """Run tasks in a play of their own; the password is in the environment, as everywhere."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("EQUINIX_", "ANSIBLE_", "PYTHONPATH"))}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "play.json"
        plays = [{"hosts": "localhost", "gather_facts": False, "vars": variables or {}, "tasks": tasks}]
        path.write_text(json.dumps(plays))
        command = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", "localhost,", "-c", "local", str(path)]
        return measured(
            command,
            {
                **kept,
                "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache/collections"),
                "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
                "ANSIBLE_HOME": f"{folder}/home",
                "EQUINIX_API_ENDPOINT": server.url,
                "EQUINIX_API_CLIENTID": CLIENT[0],
                "EQUINIX_API_CLIENTSECRET": CLIENT[1],
                **environment,
            },
        )


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    cells = [[str(cell) for cell in row] for row in [columns, *rows]]
    widths = [max(len(row[number]) for row in cells) for number in range(len(columns))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join([f"### {title}", "", *lines, ""])
