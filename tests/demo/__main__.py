# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the order to two proven ends and back to nothing by the collection's playbooks, on the simulator."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

from extensions.simulator import seed
from extensions.simulator.guide import CLEARED
from extensions.simulator.middleware import CLIENT
from extensions.simulator.server import Simulator
from tests.demo.story import Before, Seen, Step, cost, steps

ROOT = Path(__file__).parents[2]
ACCOUNT = "5123456789012345"
PREFIX = "interconnect.equinix.express_connect"
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
    name = f"{PREFIX}_{playbook}"
    return [ansible_playbook, "-i", "localhost,", "-c", "local", "-e", f"@{variables}", name, *flags]


def environment(simulator: Simulator) -> dict[str, str]:
    """Return the environment in which a playbook finds the collection and the simulator."""
    # Somebody who has a token of the real cloud in the environment can run the demo too.
    kept = {name: value for name, value in os.environ.items() if name not in CLEARED}
    return {
        **kept,
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
            timeout=250,
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


class Untold(Exception):
    """A play failed, or something that the story tells was not seen."""


@dataclass
class Demo:
    """Plays the story, and says each part of it when it is seen."""

    simulator: Simulator
    origin: str
    variables: Path
    verbose: bool = False

    def tell(self) -> None:
        """Tell the whole story; raises Untold when it does not go like that."""
        started, plays = time.monotonic(), steps(self.origin)
        for step in plays:
            self._play(step)
        say("in all", cost(self.simulator, len(plays), time.monotonic() - started))

    def _play(self, step: Step) -> None:
        """Run one play, and say what is seen while it runs and in the end."""
        variables = Path(os.path.relpath(self.variables))
        print(f"\n$ ansible-playbook {PREFIX}_{shlex.join([step.playbook, '-e', f'@{variables}', *step.flags])}", flush=True)
        before, name, told = Before.of(self.simulator), self._name(), set[str]()
        process = subprocess.Popen(
            command(step.playbook, variables, *step.flags),
            env=environment(self.simulator),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        reader = Reader(process, self.verbose)
        while process.poll() is None:
            if not self.verbose:
                self._say(step, before.look(self.simulator, name), told)
            time.sleep(0.2)
        output = reader.rest()
        seen = before.look(self.simulator, name, output)
        if self.verbose:
            print_calls(seen)
        self._say(step, seen, told)
        missing = [word for word in step.lines if word not in told]
        if process.returncode or missing:
            if not self.verbose:
                print(output)
            raise Untold(f"The play ended with exit status {process.returncode}; not seen: {', '.join(missing) or 'nothing'}.")

    def _say(self, step: Step, seen: Seen, told: set[str]) -> None:
        """Say what is seen now and was not said yet, in the order of the story."""
        for word, look in step.lines.items():
            if word in told:
                continue
            text = look(seen)
            if not text:
                return
            told.add(word)
            say(word, text)

    def _name(self) -> str:
        return str(yaml.safe_load(self.variables.read_text())["express_connect_name"])


class Reader(threading.Thread):
    """Reads what a process prints, and shows it where all of it is wanted."""

    def __init__(self, process: subprocess.Popen[str], shown: bool) -> None:
        super().__init__(daemon=True)
        self._process, self._shown = process, shown
        self._lines: list[str] = []
        self.start()

    def run(self) -> None:
        """Read to the end."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.append(line)
            if self._shown:
                print(line, end="", flush=True)

    def rest(self) -> str:
        """Return all of it, once there is no more."""
        self.join(10)
        return "".join(self._lines)


def say(word: str, text: str) -> None:
    """Print one line of the story."""
    print(f"  {word:13}  {text}", flush=True)


def print_calls(seen: Seen) -> None:
    """Print what both clouds saw of a play."""
    print("What Fabric and Alibaba Cloud saw:")
    for call in seen.calls:
        rehearsed = " (dry run)" if "dryRun" in call.query else ""
        print(f"  {call.method:6} {call.path}{rehearsed} {call.status} {call.note}".rstrip())


def shell(folder: Path) -> Path:
    """Write what a shell needs to run the same plays, and return the file."""
    path = folder / "shell"
    programs, collections = Path(sys.executable).parent, ROOT / ".cache/collections"
    path.write_text(f'export PATH="{programs}:$PATH" ANSIBLE_COLLECTIONS_PATH="{collections}"\n')
    return path


def demo(simulator: Simulator, origin: str, folder: Path, *, verbose: bool = False) -> int:
    """Run the demo with its files in a folder, and return its exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    report, variables = folder / "report.html", folder / "connection.yml"
    wanted = {**both_ends_for(origin), "express_connect_report_path": str(report)}
    variables.write_text(yaml.safe_dump(wanted, sort_keys=False))
    print("From Equinix in Frankfurt to Alibaba Cloud and back, on a simulator of both: no account is needed, and no money.")
    try:
        Demo(simulator, origin, variables, verbose).tell()
    except Untold as untold:
        print(f"\nThe demo failed. {untold}", flush=True)
        return 1
    there, others = os.path.relpath(folder), " ".join(name.removeprefix("from_") for name in ORIGINS if name != origin)
    print(
        f"""
Open {report.as_uri()}: the report, as everything stood before it was removed.
Next, the same by hand and at your own pace, on a simulator that stays:
  source {os.path.relpath(shell(folder))}
  ansible-playbook interconnect.equinix.simulator     # shows names, account and commands; -e simulator_state=stopped ends it
  source ~/.cache/interconnect.equinix/simulator/exports.sh
  ansible-playbook {PREFIX}_{origin} -e @{there}/{variables.name} --check
make demo V=1 prints everything; make demo ORIGIN= begins elsewhere: {others}."""
    )
    return 0


def main() -> int:
    """Run the demo; the exit status tells whether every play went well."""
    parser = argparse.ArgumentParser(prog="python -m tests.demo", description=__doc__)
    parser.add_argument("--origin", default="port", choices=[name.removeprefix("from_") for name in ORIGINS])
    parser.add_argument("--verbose", action="store_true", help="print all that the plays print, and every call")
    given = parser.parse_args()
    with Simulator(provisioning=0.5, deprovisioning=0.5, accepting=0.5, terminating=0.5) as simulator:
        return demo(simulator, f"from_{given.origin}", ROOT / ".cache/demo", verbose=given.verbose)


if __name__ == "__main__":
    sys.exit(main())
