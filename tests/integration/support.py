# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running real ``ansible-playbook`` against the simulator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.simulator import seed
from tests.simulator.gate import TOKEN

ROOT = Path(__file__).parents[2]
ACCOUNT = "5123456789012345"
ORIGINS: dict[str, dict[str, Any]] = {
    "port-dot1q": {"port": "FR-PRI-DOT1Q", "vlan_tag": 1001},
    "port-qinq": {"port": "FR-PRI-QINQ", "vlan_s_tag": 1001, "vlan_c_tag": 1002},
    "service-token": {"service_token": seed.uid("alibaba-fra-token")},
    "cloud-router": {"cloud_router": "fra-router"},
    "virtual-device": {"virtual_device": "fra-edge"},
}

# Origins of the two connections of a redundant pair.
PAIRS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "port": (ORIGINS["port-dot1q"], {"port": "FR-SEC-DOT1Q", "vlan_tag": 1001}),
    "token": (ORIGINS["service-token"], {"service_token": seed.uid("alibaba-fra-token-2")}),
    "router": (ORIGINS["cloud-router"], ORIGINS["cloud-router"]),
    "device": (ORIGINS["virtual-device"], {"virtual_device": "fra-edge-2"}),
}


def wished(**changes: Any) -> dict[str, Any]:
    """Return the options of a connection that can be ordered, with changes; None leaves an option out."""
    options: dict[str, Any] = {
        "name": "alibaba-fra-1",
        "bandwidth": 200,
        "a_side": ORIGINS["port-dot1q"],
        "z_side": {"metro_code": "FR", "authentication_key": ACCOUNT},
        "notifications": ["noc@example.com"],
        "wait_timeout": 20,
    }
    options.update(changes)
    return {key: value for key, value in options.items() if value is not None}


class Play:
    """Runs plays and keeps what they printed."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.output = ""

    def __call__(self, module: str, options: dict[str, Any], *flags: str, **environment: str) -> dict[str, Any]:
        """Run one task of the collection and return its result as a callback gets it."""
        task = {f"interconnect.equinix.{module}": options, "name": "The task"}
        self.run([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}], *flags, **environment)
        assert "Traceback" not in self.output, self.output
        result: dict[str, Any] = json.loads((self.folder / "result.json").read_text())
        return result

    def run(self, plays: list[dict[str, Any]], *flags: str, **environment: str) -> int:
        """Run plays with ``ansible-playbook`` and return its exit status."""
        path = self.folder / "plays.json"
        path.write_text(json.dumps(plays))
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("EQUINIX_", "ANSIBLE_"))}
        done = subprocess.run(
            [str(Path(sys.executable).parent / "ansible-playbook"), "-i", "localhost,", "-c", "local", str(path), *flags],
            env={
                **kept,
                "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache/collections"),
                "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
                "ANSIBLE_NOCOLOR": "1",
                "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent / "callbacks"),
                "ANSIBLE_CALLBACKS_ENABLED": "keep_result",
                "KEEP_RESULT": str(self.folder / "result.json"),
                "ANSIBLE_HOME": str(self.folder / "home"),
                "EQUINIX_API_ENDPOINT": self.url,
                "EQUINIX_API_TOKEN": TOKEN,
                "EQUINIX_API_RETRIES": "1",
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        self.output = done.stdout + done.stderr
        return done.returncode


def family(pid: int) -> list[int]:
    """Return a process and all that it has started; Ansible gives its workers sessions of their own."""
    children = [int(text) for path in Path(f"/proc/{pid}/task").glob("*/children") for text in path.read_text().split()]
    return [pid, *(member for child in children for member in family(child))]
