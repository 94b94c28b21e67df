# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible in a virtual environment: the Python that would be discovered on this machine lacks requests, and nobody meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest
import yaml

from extensions.simulator.server import Simulator
from tests.demo.__main__ import environment
from tests.support.plays import ACCOUNT, ROOT, desired

HOSTS = "localhost ansible_connection=local\nfra-1 vlan=1001\nfra-2 vlan=1002\n"
CONNECTION = {
    **desired(wait_timeout=None),
    "name": "{{ inventory_hostname }}",
    "a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": "{{ vlan }}"},
}


class Machine:
    """A machine of which every Python that Ansible would discover lacks requests."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        self.folder, self._simulator = folder, simulator
        self.python = folder / "bare/bin/python"
        venv.create(folder / "bare", symlinks=True)
        programs = folder / "programs"
        programs.mkdir()
        for name in ("python3", *(f"python3.{minor}" for minor in range(6, 20))):
            # Ansible asks each for its own path, and takes that one from then on.
            (programs / name).write_text(f'#!/bin/sh\nexec {self.python} "$@"\n')
            (programs / name).chmod(0o755)

    def lacks_requests(self) -> bool:
        """Tell whether the Python on the path cannot import requests."""
        command = [str(self.folder / "programs/python3"), "-c", "import requests"]
        return subprocess.run(command, capture_output=True, check=False, timeout=30).returncode != 0

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run ``ansible-playbook`` as somebody does who has it in a virtual environment, and nothing set."""
        path = f"{self.folder / 'programs'}{os.pathsep}{os.environ['PATH']}"
        kept = {key: value for key, value in environment(self._simulator).items() if key != "ANSIBLE_PYTHON_INTERPRETER"}
        done = subprocess.run(
            [str(Path(sys.executable).parent / "ansible-playbook"), *arguments],
            env={**kept, "PATH": path, "ANSIBLE_HOME": str(self.folder / "home")},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def inventory(self, text: str = HOSTS) -> str:
        """Write an inventory whose hosts are connections."""
        (self.folder / "hosts").write_text(text)
        variables = {"fabric_fleet_connection": CONNECTION}
        for host in ("fra-1", "fra-2"):
            (self.folder / "host_vars").mkdir(exist_ok=True)
            (self.folder / f"host_vars/{host}.yml").write_text(yaml.safe_dump(variables))
        return str(self.folder / "hosts")

    def play(self, *roles: Any, hosts: str = "localhost", tasks: list[dict[str, Any]] | None = None) -> str:
        """Write a play of the user's own."""
        path = self.folder / "own.json"
        path.write_text(json.dumps([{"hosts": hosts, "gather_facts": False, "roles": list(roles), "tasks": tasks or []}]))
        return str(path)


@pytest.fixture
def machine(tmp_path: Path, simulator: Simulator) -> Machine:
    """Such a machine."""
    made = Machine(tmp_path, simulator)
    assert made.lacks_requests()
    return made


def test_the_machine_would_fail_a_play_that_sets_nothing(machine: Machine) -> None:
    """Otherwise the other tests would prove nothing."""
    tasks: list[dict[str, Any]] = [{"interconnect.equinix.fabric_metro_info": {}}]
    code, said = machine.run("-i", machine.inventory(), machine.play(tasks=tasks))
    assert code == 2 and "requests" in said, said


def test_a_fleet_over_the_hosts_of_an_inventory(machine: Machine, simulator: Simulator) -> None:
    code, said = machine.run("-i", machine.inventory(), "interconnect.equinix.express_connect_fleet")
    assert code == 0, said
    assert sorted(order["name"] for order in simulator.orders) == ["fra-1", "fra-2"]
    # What an inventory says of hosts is about those hosts; these tasks run here.
    elsewhere = HOSTS + "[all:vars]\nansible_python_interpreter=/nowhere/python\n"
    code, said = machine.run(
        "-i",
        machine.inventory(elsewhere.replace("localhost ansible_connection=local\n", "")),
        "interconnect.equinix.express_connect_fleet",
    )
    assert code == 0, said


def test_a_python_that_is_set_for_this_machine_is_taken(machine: Machine, simulator: Simulator) -> None:
    set_here = HOSTS.replace("=local\n", f"=local ansible_python_interpreter={machine.python}\n")
    fleet = ("-i", machine.inventory(set_here), "interconnect.equinix.express_connect_fleet")
    code, said = machine.run(*fleet)
    # The name of what is missing, and where, can be read.
    assert code == 2 and "requests" in said and str(machine.python) in said and simulator.orders == [], said
    code, said = machine.run(*fleet, "-e", f"ansible_python_interpreter={sys.executable}")
    assert code == 0 and len(simulator.orders) == 2, said


@pytest.mark.parametrize("path", sorted((ROOT / "playbooks").glob("*.yml")), ids=lambda path: path.stem)
def test_every_playbook_says_which_python(path: Path) -> None:
    for play in yaml.safe_load(path.read_text()):
        assert "ansible_python_interpreter" in play["vars"], play


def test_playbooks_with_an_explicit_localhost(machine: Machine) -> None:
    for playbook, variables in (
        ("report", {"fabric_report_path": str(machine.folder / "report.html")}),
        ("express_connect_status", {"express_connect_name": "nothing"}),
    ):
        code, said = machine.run("-i", machine.inventory(), f"interconnect.equinix.{playbook}", "-e", json.dumps(variables))
        assert code == 0, said


def test_roles_in_plays_of_ones_own(machine: Machine, simulator: Simulator) -> None:
    connection = {**desired(wait_timeout=None), "z_side": {"metro_code": "FR", "authentication_key": ACCOUNT}}
    fleet = {"role": "interconnect.equinix.fabric_fleet", "vars": {"fabric_fleet_connections": [connection]}}
    code, said = machine.run("-i", machine.inventory(), machine.play(fleet))
    assert code == 0 and len(simulator.orders) == 1, said


def test_roles_say_nothing_of_other_hosts_and_nothing_against_what_is_set(machine: Machine) -> None:
    shown = {"ansible.builtin.debug": {"msg": "{{ inventory_hostname }} {{ ansible_python_interpreter }}."}}
    roles = [{"role": f"interconnect.equinix.{path.name}", "when": False} for path in sorted((ROOT / "roles").iterdir())]
    hosts = "localhost ansible_connection=local\naway\nset ansible_connection=local ansible_python_interpreter=/opt/python\n"
    inventory = machine.inventory(hosts)
    (machine.folder / "ansible.cfg").write_text("[defaults]\ninterpreter_python = auto_silent\n")
    code, said = machine.run("-i", inventory, machine.play(*roles, hosts="all", tasks=[shown]))
    assert code == 0, said
    for line in (f"localhost {Path(sys.executable).parent}", "away auto_silent.", "set /opt/python."):
        assert line in said, said
