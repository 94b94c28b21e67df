# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running jobs as AWX does: its private data folder, the credentials' environment, the survey's answers, and ansible-runner."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from extensions.simulator import seed
from extensions.simulator.middleware import CLIENT
from tests.awx.rules import Row, accepted, injected
from tests.support.plays import ACCOUNT, ROOT, ansible_environment

ROLE = ROOT / "roles/awx_setup"
ALIBABA = {
    "access_key_id": seed.ALIBABA_KEYS[ACCOUNT][0],
    "access_key_secret": seed.ALIBABA_KEYS[ACCOUNT][1],
    "region_id": "eu-central-1",
}


class Unsafe(str):
    """A text that Ansible shall not take for a template."""


class _Dumper(yaml.SafeDumper):
    pass


class _Loader(yaml.SafeLoader):
    pass


_Dumper.add_representer(Unsafe, lambda dumper, value: dumper.represent_scalar("!unsafe", str(value)))
_Loader.add_constructor("!unsafe", lambda _loader, node: str(node.value))


def definitions() -> Row:
    """Return the variables of the role awx_setup: what it makes of AWX."""
    loaded: Row = yaml.load((ROLE / "vars/main.yml").read_text(), _Loader)  # a subclass of the safe loader
    return loaded


def form(name: str) -> Row:
    """Return a survey."""
    read: Row = json.loads((ROLE / f"files/surveys/{name}.json").read_text())
    return read


def environment(url: str) -> dict[str, str]:
    """Return what the credentials inject."""
    types = definitions()["awx_setup_types"]
    equinix = {"client_id": CLIENT[0], "client_secret": CLIENT[1], "api_endpoint": url}
    return {**injected(types["equinix"], equinix), **injected(types["alibaba"], ALIBABA)}


class Controller:
    """Runs jobs in folders of their own; keeps what each left behind."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.number = 0

    def private_data_dir(self) -> Path:
        """Return a new folder for a job, with the project in it."""
        self.number += 1
        made = self.folder / f"awx_{self.number}"
        (made / "env").mkdir(parents=True)
        (made / "project").mkdir()
        (made / "project/playbooks").symlink_to(ROOT / "playbooks")
        return made

    def environment(self, home: Path) -> dict[str, str]:
        """Return the environment of a job: the execution environment's, then the credentials'."""
        return {**ansible_environment(home), "ALIBABA_CLOUD_VPC_ENDPOINT": self.url, **environment(self.url)}

    def launch(self, template: Row, answers: Row, handed_on: Row | None = None, hosts: Row | None = None, **told: Any) -> Job:
        """Launch one of the role's job templates with answers to its survey. Raises Refusal.

        ``handed_on`` is what the job before it in a workflow left, ``told`` are variables of AWX's own.
        """
        survey = form(template["survey"])
        # The web page sends an empty text for what was left empty.
        texts = [question for question in survey["spec"] if question["type"] in ("text", "textarea", "password")]
        empty = {question["variable"]: "" for question in texts if not question["required"] and "default" not in question}
        given = self.unsafe(accepted(survey, {**empty, **answers}))
        checks = template.get("job_type") == "check"
        variables = {**self.unsafe(handed_on or {}), **given, **told}  # answers win over what is handed on
        return self.run(f"playbooks/awx/{template['survey']}.yml", variables, "--check --diff" if checks else "", hosts=hosts)

    @staticmethod
    def unsafe(answers: Row) -> Row:
        """Return answers to a survey as AWX hands them on: no templates."""
        return {name: Unsafe(value) if isinstance(value, str) else value for name, value in answers.items()}

    def run(self, playbook: str, variables: Row, flags: str = "", hosts: Row | None = None) -> Job:
        """Run a playbook of the project; the inventory is empty but for ``hosts``."""
        folder = self.private_data_dir()
        (folder / "env/extravars").write_text(yaml.dump(variables, Dumper=_Dumper))
        (folder / "inventory").mkdir()
        (folder / "inventory/hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": hosts or {}}}))
        (folder / "env/envvars").write_text(yaml.safe_dump(self.environment(folder)))
        # A process of its own: ansible-runner forks, which a process with the simulator's threads should not.
        command = [str(Path(sys.executable).parent / "ansible-runner"), "run", str(folder), "--playbook", playbook, "--quiet"]
        ended = subprocess.run(
            [*command, "--ident", "job", *(["--cmdline", flags] if flags else [])],
            env=ansible_environment(folder),
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        return Job(folder / "artifacts/job", ended.stdout + ended.stderr)


class Job:
    """What a job left behind: its artifacts, and what ansible-runner itself said."""

    def __init__(self, artifacts: Path, said: str) -> None:
        assert (artifacts / "rc").exists(), said
        self.status, self.return_code = (artifacts / "status").read_text(), int((artifacts / "rc").read_text())
        self.output = (artifacts / "stdout").read_text()
        self.events = [json.loads(path.read_text()) for path in (artifacts / "job_events").glob("*.json")]

    def changed(self) -> int:
        """Return how many tasks changed something, by the event that ends a job."""
        (last,) = (event for event in self.events if event["event"] == "playbook_on_stats")
        return sum(last["event_data"]["changed"].values())

    def handed_on(self) -> Row:
        """Return what a workflow gives to the jobs that follow, by the event that ends a job."""
        (last,) = (event for event in self.events if event["event"] == "playbook_on_stats")
        artifacts: Row = last["event_data"].get("artifact_data") or {}
        return artifacts

    def says(self, text: str) -> bool:
        """Tell whether a text is in what the job printed or in its events."""
        return text in self.output or text in json.dumps(self.events)
