# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running real ``ansible-playbook`` against the simulator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from extensions.simulator import seed
from extensions.simulator.middleware import TOKEN
from extensions.simulator.server import Simulator

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


def desired(**changes: Any) -> dict[str, Any]:
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


def order(simulator: Simulator, **changes: Any) -> dict[str, Any]:
    """Order a connection without a play, and return what the simulated API keeps of it; a test may change that."""
    # The collection has its name only once pytest has begun.
    from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.apply import EnsurePresent
    from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.spec import parse_spec
    from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options

    from tests.support.clients import JumpingClock, client

    options = desired(**changes)
    options["z_side"] = {"service_profile": "Alibaba Cloud Express Connect", **options["z_side"]}
    # The simulated API keeps to the real time.
    api, _clock = client(simulator.url, JumpingClock(lambda _seconds: time.sleep(0.05)))
    outcome = EnsurePresent(api, parse_spec(options), Options()).present()
    return simulator.world.connections[outcome.connection["uuid"]].row


def processes_under(folder: Path) -> list[int]:
    """Return the Python processes that run a module from a folder, and not the shells around them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0].endswith((b"python", b"python3")) and any(word.startswith(os.fsencode(folder)) for word in words[1:2]):
            found.append(int(path.parent.name))
    return found


def ansible_environment(folder: Path) -> dict[str, str]:
    """Return an environment in which Ansible finds the collection and keeps its own files in a folder."""
    # By PYTHONPATH, ansible-galaxy would find that the collection is installed already.
    not_kept = ("EQUINIX_", "ANSIBLE_", "ALIBABA_", "ALICLOUD_", "PYTHONPATH")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(not_kept)}
    return {
        **kept,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache/collections"),
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_HOME": str(folder / "home"),
        "PYTHONPATH": str(ROOT / "tests/quick"),
    }


def galaxy(home: Path, *words: str, collections: str = "") -> None:
    """Run ``ansible-galaxy collection``, its own files in ``home``; it does not install what is in ``collections`` already."""
    command = [str(Path(sys.executable).parent / "ansible-galaxy"), "collection", *words]
    environment = {**ansible_environment(home), "ANSIBLE_COLLECTIONS_PATH": collections}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=250, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


class Play:
    """Runs plays and keeps what they printed; ``patience`` is how many seconds they may take."""

    patience = 200

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

    def tasks(self, tasks: list[dict[str, Any]], *flags: str, **environment: str) -> list[dict[str, Any]]:
        """Run many tasks as one play, whether they fail or not, and return what a callback saw of each, in order.

        A process of ``ansible-playbook`` for each of them would take most of the time.
        """
        kept = self.folder / "everything.jsonl"
        kept.write_text("")
        all_of_them = [{**task, "ignore_errors": True} for task in tasks]
        environment.update(ANSIBLE_CALLBACKS_ENABLED="keep_result,keep_everything", KEEP_EVERYTHING=str(kept))
        self.run([{"hosts": "localhost", "gather_facts": False, "tasks": all_of_them}], *flags, **environment)
        return [json.loads(line) for line in kept.read_text().splitlines()]

    def run(self, plays: list[dict[str, Any]], *flags: str, **environment: str) -> int:
        """Run plays with ``ansible-playbook`` and return its exit status."""
        process = self.start(plays, *flags, **environment)
        try:
            self.output, _nothing = process.communicate(timeout=self.patience)
        finally:
            process.kill()
        return process.returncode

    def shell(self, command: str, **environment: str) -> int:
        """Run a command of a shell as somebody would paste it, in the folder of the plays, and return its exit status."""
        tools = str(Path(sys.executable).parent)
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env={**self._environment(), "PATH": f"{tools}:{os.environ['PATH']}", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=self.patience,
            check=False,
        )
        self.output = done.stdout
        return done.returncode

    def _environment(self) -> dict[str, str]:
        """Return the environment of a shell in which every play goes to the simulator."""
        return {
            **ansible_environment(self.folder),
            "ANSIBLE_CALLBACK_PLUGINS": str(ROOT / "tests/support/callbacks"),
            "ANSIBLE_CALLBACKS_ENABLED": "keep_result",
            "KEEP_RESULT": str(self.folder / "result.json"),
            "EQUINIX_API_ENDPOINT": self.url,
            "EQUINIX_API_TOKEN": TOKEN,
            "EQUINIX_API_RETRIES": "1",
            "ALIBABA_CLOUD_VPC_ENDPOINT": self.url,
            "ALIBABA_CLOUD_ACCESS_KEY_ID": seed.ALIBABA_KEYS[ACCOUNT][0],
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": seed.ALIBABA_KEYS[ACCOUNT][1],
        }

    def start(self, plays: list[dict[str, Any]], *flags: str, **environment: str) -> subprocess.Popen[str]:
        """Start ``ansible-playbook`` with plays, as a process group of its own, like a shell would."""
        path = self.folder / "plays.json"
        path.write_text(json.dumps(plays))
        return subprocess.Popen(
            [str(Path(sys.executable).parent / "ansible-playbook"), "-i", "localhost,", "-c", "local", str(path), *flags],
            env={**self._environment(), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
        )


def family(pid: int) -> list[int]:
    """Return a process and all that it has started; Ansible gives its workers sessions of their own."""
    children = [int(text) for path in Path(f"/proc/{pid}/task").glob("*/children") for text in path.read_text().split()]
    return [pid, *(member for child in children for member in family(child))]
