# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role awx_setup: the real modules of awx.awx against a small AWX."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.awx.jobs import ROLE, definitions, form
from tests.awx.rules import Refusal, check_credential_type, check_survey, injected
from tests.awx.server import TOKEN, Awx
from tests.integration.support import ROOT, ansible_environment

FILES = frozenset(str(path.relative_to(ROOT)) for path in (ROOT / "playbooks").rglob("*.yml"))
EQUINIX = {"client_id": "canary-client", "client_secret": "canary-client-secret"}
# What the guide's play gives.
IMAGE = {
    "awx_setup_execution_environment_image": "registry.example.com/interconnect-equinix-ee:latest",
    "awx_setup_prefix": "Alibaba Cloud",
    "awx_setup_approval_timeout": 86400,
}
# One of each kind, where it does not matter how many there are.
FEW = {
    "awx_setup_templates": [
        {"name": "order", "playbook": "express_connect_from_port.yml", "survey": "from_port", "slices": 3},
        {"name": "rehearse", "playbook": "express_connect_from_port.yml", "survey": "from_port", "job_type": "check"},
    ],
    "awx_setup_workflows": [{"name": "approved order", "summary": "rehearse", "order": "order", "survey": "from_port"}],
}


@pytest.fixture
def awx() -> Iterator[Awx]:
    """A fresh AWX, whose project is this one."""
    with Awx(FILES) as running:
        yield running


class SetUp:
    """Runs the playbook; keeps what it printed."""

    def __init__(self, folder: Path, awx: Awx) -> None:
        self.folder, self.awx = folder, awx
        self.output = ""

    def __call__(self, variables: dict[str, Any], *flags: str, playbook: str = "interconnect.equinix.awx_setup") -> int:
        """Run it and return how many tasks changed something."""
        path = self.folder / "variables.json"
        path.write_text(json.dumps(variables))
        done = subprocess.run(
            [str(Path(sys.executable).parent / "ansible-playbook"), "-c", "local", playbook, "-e", f"@{path}", *flags],
            env={
                **ansible_environment(self.folder),
                "ANSIBLE_PIPELINING": "1",  # many small modules
                "CONTROLLER_HOST": self.awx.url,
                "CONTROLLER_OAUTH_TOKEN": TOKEN,
                "EQUINIX_API_CLIENTID": EQUINIX["client_id"],
                "EQUINIX_API_CLIENTSECRET": EQUINIX["client_secret"],
            },
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        self.output = done.stdout + done.stderr
        assert done.returncode == 0, self.output
        assert TOKEN not in self.output and EQUINIX["client_secret"] not in self.output
        (changed,) = re.findall(r"changed=(\d+)", self.output)
        return int(changed)


@pytest.fixture
def set_up(tmp_path: Path, awx: Awx) -> SetUp:
    """Runs the playbook against AWX."""
    return SetUp(tmp_path, awx)


@pytest.mark.timeout(400)
def test_everything_is_set_up_by_the_play_of_the_page(set_up: SetUp, awx: Awx) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", (ROLE / "README.md").read_text(), re.DOTALL)
    path = set_up.folder / "play.yml"
    path.write_text(block)
    assert set_up({}, playbook=str(path)) > 20
    assert [row["inputs"] for row in awx.rows["credentials"].values()] == [EQUINIX]
    (source,) = awx.rows["inventory_sources"].values()
    assert source["source_path"] == "playbooks/inventory/fabric.yml"
    assert source["credential"] == awx.named("credentials", "Equinix Fabric")["id"]
    for wanted in definitions()["awx_setup_templates"]:
        made = awx.named("job_templates", f"Express Connect: {wanted['name']}")
        known = form(wanted["survey"])
        assert made["playbook"] == f"playbooks/{wanted['playbook']}" and made["job_type"] == wanted.get("job_type", "run")
        assert json.loads(made["extra_vars"]) == known["extra_vars"] and awx.surveys[made["id"]] == known["survey"]
        assert awx.links[made["id"], "credentials"] == [source["credential"]] and not made["ask_credential_on_launch"]
    assert len(awx.rows["job_templates"]) == len(definitions()["awx_setup_templates"])
    for workflow in definitions()["awx_setup_workflows"]:
        made = awx.named("workflow_job_templates", f"Express Connect: {workflow['name']}")
        nodes = [node for node in awx.rows["workflow_job_template_nodes"].values() if node["workflow_job_template"] == made["id"]]
        steps = {node["identifier"]: node for node in nodes}
        assert steps.keys() == {"summary", "approval", "order"}
        assert awx.links[steps["summary"]["id"], "success_nodes"] == [steps["approval"]["id"]]
        assert awx.links[steps["approval"]["id"], "success_nodes"] == [steps["order"]["id"]]
        assert steps["approval"]["unified_job_template"] in awx.rows["workflow_approval_templates"]
        first, last = (awx.rows["job_templates"][steps[name]["unified_job_template"]] for name in ("summary", "order"))
        assert (first["job_type"], last["job_type"]) == ("check", "run") and first["playbook"] == last["playbook"]
        assert awx.surveys[made["id"]] == awx.surveys[last["id"]]


def test_check_mode_writes_nothing_and_a_second_run_what_differs(set_up: SetUp, awx: Awx) -> None:
    # The play of the guide, and then the playbook.
    (block,) = re.findall(r"code-block:: yaml\n\n((?:   .*\n|\n)+)", (ROOT / "docs/docsite/rst/awx.rst").read_text())
    play = set_up.folder / "play.yml"
    play.write_text(textwrap.dedent(block))
    assert set_up(FEW, "--check", playbook=str(play)) >= 4 and awx.writes == []
    assert set_up(FEW, playbook=str(play)) > 8
    made = awx.named("job_templates", "Alibaba Cloud: order")
    # Nobody gave a login, so that whoever launches it does.
    assert made["job_slice_count"] == 3 and made["ask_credential_on_launch"] and awx.rows["credentials"] == {}
    # The second run puts right what somebody has changed by hand, and nothing else.
    changed = awx.named("job_templates", "Alibaba Cloud: rehearse")
    changed["job_type"] = "run"
    awx.writes.clear()
    assert set_up({**IMAGE, **FEW}) == 1
    assert awx.writes == [f"PATCH /api/v2/job_templates/{changed['id']}/"] and changed["job_type"] == "check"


def test_injectors_give_what_modules_read() -> None:
    types = definitions()["awx_setup_types"]
    fragment = (ROOT / "plugins/doc_fragments/equinix.py").read_text()
    assert all(f"E({name})" in fragment for name in types["equinix"]["injectors"]["env"])
    assert injected(types["equinix"], EQUINIX) == {
        "EQUINIX_API_CLIENTID": "canary-client",
        "EQUINIX_API_CLIENTSECRET": "canary-client-secret",
        "EQUINIX_API_ENDPOINT": "https://api.equinix.com",
        "EQUINIX_PROJECT_ID": "",
    }
    given = {"access_key_id": "a", "access_key_secret": "b", "security_token": "c", "region_id": "d"}
    assert list(injected(types["alibaba"], given).values()) == ["a", "b", "c", "d"]
    for name, wanted in types.items():
        check_credential_type({"name": name, **wanted})
        specs = yaml.safe_load((ROLE / "meta/argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
        options = specs["awx_setup_credentials"]["options"][name]["options"]
        fields = {field["id"]: field for field in wanted["inputs"]["fields"]}
        assert options.keys() == fields.keys()
        assert {key for key, option in options.items() if option.get("required")} == set(wanted["inputs"]["required"])
        assert all(bool(option.get("no_log")) is bool(fields[key].get("secret")) for key, option in options.items())


@pytest.mark.parametrize(
    "question",
    [
        {"type": "boolean", "question_name": "x", "variable": "x", "required": True},
        {"type": "text", "question_name": "x", "variable": "a b", "required": True},
        {"type": "text", "question_name": "x", "variable": "x"},
        {"type": "integer", "question_name": "x", "variable": "x", "required": True, "default": "7"},
        {"type": "multiplechoice", "question_name": "x", "variable": "x", "required": True, "choices": ["a"], "default": "b"},
    ],
)
def test_the_small_awx_refuses_wrong_surveys(question: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        check_survey({"name": "", "description": "", "spec": [question]})
