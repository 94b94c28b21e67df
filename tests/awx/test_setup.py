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
from tests.support.plays import ROOT, ansible_environment

# Many small modules, each a process of its own.
pytestmark = pytest.mark.timeout(900)

FILES = frozenset(str(path.relative_to(ROOT)) for path in (ROOT / "playbooks").rglob("*.yml"))
EQUINIX = {"client_id": "canary-client", "client_secret": "canary-client-secret"}
IMAGE = {"awx_setup_execution_environment_image": "registry.example.com/interconnect-equinix-ee:latest"}
LOGIN = {"awx_setup_credentials": {"equinix": EQUINIX}}
# One of each kind, where it does not matter how many there are.
FEW = {
    "awx_setup_templates": [
        {"name": "order", "survey": "from_port", "slices": 3},
        {"name": "rehearse", "survey": "from_port", "job_type": "check"},
        {"name": "rehearse a fleet", "survey": "fleet", "job_type": "check", "asks_inventory": True},
    ],
    "awx_setup_workflows": [{"name": "approved order", "summary": "rehearse", "order": "order", "survey": "from_port"}],
}
SMALL = {**IMAGE, **LOGIN, **FEW}


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
        assert self.run(variables, *flags, playbook=playbook) == 0, self.output
        (changed,) = re.findall(r"changed=(\d+)", self.output)
        return int(changed)

    def refused(self, variables: dict[str, Any], *flags: str) -> str:
        """Run it, which has to fail without writing anything, and return what it said in one line."""
        self.awx.writes.clear()
        assert self.run(variables, *flags) == 2, self.output
        assert self.awx.writes == []
        return " ".join(self.output.split())

    def run(self, variables: dict[str, Any], *flags: str, playbook: str = "interconnect.equinix.awx_setup") -> int:
        """Run it and return its exit status."""
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
            timeout=600,
            check=False,
        )
        self.output = done.stdout + done.stderr
        assert TOKEN not in self.output and EQUINIX["client_secret"] not in self.output
        return done.returncode


@pytest.fixture
def set_up(tmp_path: Path, awx: Awx) -> SetUp:
    """Runs the playbook against AWX."""
    return SetUp(tmp_path, awx)


def steps_of(awx: Awx, workflow: str) -> dict[str, dict[str, Any]]:
    """Return the nodes of a workflow by their identifiers."""
    made = awx.named("workflow_job_templates", workflow)
    nodes = [node for node in awx.rows["workflow_job_template_nodes"].values() if node["workflow_job_template"] == made["id"]]
    return {node["identifier"]: node for node in nodes}


def links_of(awx: Awx, workflow: str) -> set[tuple[str, str, str]]:
    """Return the links of a workflow: from where, on what, and to where."""
    steps = steps_of(awx, workflow)
    names = {node["id"]: name for name, node in steps.items()}
    return {
        (name, kind.removesuffix("_nodes"), names[other])
        for name, node in steps.items()
        for kind in ("success_nodes", "always_nodes", "failure_nodes")
        for other in awx.links.get((node["id"], kind), [])
    }


RIGHT = {("summary", "success", "approval"), ("approval", "success", "order")}


def test_everything_is_set_up_by_the_play_of_the_page(set_up: SetUp, awx: Awx) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", (ROLE / "README.md").read_text(), re.DOTALL)
    path = set_up.folder / "play.yml"
    path.write_text(block)
    assert set_up({}, playbook=str(path)) > 20
    assert [row["inputs"] for row in awx.rows["credentials"].values()] == [EQUINIX]
    (source,) = awx.rows["inventory_sources"].values()
    assert source["source_path"] == "playbooks/inventory/fabric.yml"
    assert source["credential"] == awx.named("credentials", "Express Connect: Equinix Fabric")["id"]
    (project,) = awx.rows["projects"].values()
    # Playbooks and image are of one version.
    assert project["scm_branch"] == yaml.safe_load((ROOT / "galaxy.yml").read_text())["version"]
    for wanted in definitions()["awx_setup_templates"]:
        made = awx.named("job_templates", f"Express Connect: {wanted['name']}")
        checks = wanted.get("job_type") == "check"
        assert made["playbook"] == f"playbooks/awx/{wanted['survey']}.yml" and made["job_type"] == ("check" if checks else "run")
        # Where a controller takes no templates in variables, there are none.
        assert json.loads(made["extra_vars"]) == {} and awx.surveys[made["id"]] == form(wanted["survey"])
        assert made["description"].startswith("Rehearsal") is checks and made["allow_simultaneous"]
        assert awx.links[made["id"], "credentials"] == [source["credential"]] and not made["ask_credential_on_launch"]
    assert len(awx.rows["job_templates"]) == len(definitions()["awx_setup_templates"])
    for workflow in definitions()["awx_setup_workflows"]:
        name = f"Express Connect: {workflow['name']}"
        made, steps = awx.named("workflow_job_templates", name), steps_of(awx, name)
        assert steps.keys() == {"summary", "approval", "order"} and links_of(awx, name) == RIGHT
        assert awx.rows["workflow_approval_templates"][steps["approval"]["unified_job_template"]]["timeout"] == 86400
        first, last = (awx.rows["job_templates"][steps[step]["unified_job_template"]] for step in ("summary", "order"))
        assert (first["job_type"], last["job_type"]) == ("check", "run") and first["playbook"] == last["playbook"]
        assert first["job_slice_count"] == last["job_slice_count"] == 1  # one total
        assert awx.surveys[made["id"]] == awx.surveys[last["id"]] and made["allow_simultaneous"]
    assert [row["name"] for row in awx.rows["schedules"].values()] == ["Express Connect: inventory"]
    # Again: nothing.
    assert set_up({}, playbook=str(path)) == 0


@pytest.mark.long
def test_check_mode_shows_all_and_a_second_run_changes_what_differs(set_up: SetUp, awx: Awx) -> None:
    # The play of the guide, and then the playbook.
    (block,) = re.findall(r"code-block:: yaml\n\n((?:   .*\n|\n)+)", (ROOT / "docs/docsite/rst/awx.rst").read_text())
    play = set_up.folder / "play.yml"
    play.write_text(textwrap.dedent(block))
    guide = yaml.safe_load(block)[0]["tasks"][0]["vars"]
    assert set_up(FEW, "--check", "--diff", playbook=str(play)) >= 4 and awx.writes == []
    # Each object by its name, although most of them cannot be compared with anything yet.
    for what in (
        "credential type Equinix Fabric",
        "project Alibaba Cloud",
        "job template Alibaba Cloud: order",
        "workflow Alibaba Cloud: appr",
    ):
        assert what in set_up.output
    assert "schedule Alibaba Cloud: inventory: not there" in set_up.output
    assert set_up(FEW, playbook=str(play)) > 8
    assert awx.named("job_templates", "Alibaba Cloud: order")["job_slice_count"] == 3
    # The second run puts right what somebody has changed by hand, and nothing else.
    changed = awx.named("job_templates", "Alibaba Cloud: rehearse")
    changed["job_type"] = "run"
    awx.writes.clear()
    again = {**IMAGE, **LOGIN, **FEW, "awx_setup_prefix": guide["awx_setup_prefix"]}
    assert set_up(again, "--diff") == 1 and "job template Alibaba Cloud: order: there" in set_up.output
    assert awx.writes == [f"PATCH /api/v2/job_templates/{changed['id']}/"] and changed["job_type"] == "check"


@pytest.mark.long
def test_nothing_goes_round_an_approval(set_up: SetUp, awx: Awx) -> None:
    set_up(SMALL)
    name = "Express Connect: approved order"
    steps = {step: node["id"] for step, node in steps_of(awx, name).items()}
    awx.links[steps["summary"], "always_nodes"] = [steps["order"]]
    assert set_up(SMALL) == 1 and links_of(awx, name) == RIGHT
    # A step of somebody else's is left, and told of, and what leads to it is left, so that it does not run at once.
    order = awx.named("job_templates", "Express Connect: order")["id"]
    workflow = awx.named("workflow_job_templates", name)["id"]
    node = awx.add("workflow_job_template_nodes", identifier="mine", workflow_job_template=workflow, unified_job_template=order)
    awx.links[steps["order"], "success_nodes"] = [node["id"]]
    awx.links[steps["approval"], "success_nodes"] = []
    said = set_up.run(SMALL), " ".join(set_up.output.split())
    assert said[0] == 2 and f"Workflow '{name}' has steps that this role did not make: mine." in said[1]
    assert links_of(awx, name) == {*RIGHT, ("order", "success", "mine")}


@pytest.mark.long
def test_a_second_prefix_and_a_second_organization_have_logins_of_their_own(set_up: SetUp, awx: Awx) -> None:
    awx.add("organizations", name="Retail")
    set_up(SMALL)
    other = {"awx_setup_credentials": {"equinix": {**EQUINIX, "client_id": "other"}}}
    assert "is in use" in set_up.refused({**SMALL, "awx_setup_organization": "Retail"})
    set_up({**SMALL, **other, "awx_setup_prefix": "Lab", "awx_setup_organization": "Retail"})
    set_up({**SMALL, **other, "awx_setup_prefix": "Test"})
    assert {row["name"]: row["inputs"]["client_id"] for row in awx.rows["credentials"].values()} == {
        "Express Connect: Equinix Fabric": "canary-client",
        "Lab: Equinix Fabric": "other",
        "Test: Equinix Fabric": "other",
    }
    for prefix in ("Express Connect", "Lab", "Test"):
        mine = awx.named("credentials", f"{prefix}: Equinix Fabric")["id"]
        assert awx.links[awx.named("job_templates", f"{prefix}: order")["id"], "credentials"] == [mine]
    assert set_up(SMALL) == 0
    # Removal: what the others have stays, and the types of their credentials.
    awx.add("projects", name="Express Connect: of somebody", organization=1, scm_type="git")
    removal = {**IMAGE, **FEW, "awx_setup_state": "absent"}
    awx.writes.clear()
    assert set_up(removal, "--check") > 0 and awx.writes == []
    assert set_up(removal) > 5
    left = {kind: [row["name"] for row in awx.rows[kind].values()] for kind in ("projects", "job_templates", "credential_types")}
    assert left["projects"] == ["Lab", "Test", "Express Connect: of somebody"]
    assert left["credential_types"] == ["Equinix Fabric"], "nobody else has a login of the other type"
    assert not [name for name in left["job_templates"] if name.startswith("Express")]
    assert set_up(removal) == 0
    set_up({**removal, "awx_setup_prefix": "Lab", "awx_setup_organization": "Retail"})
    set_up({**removal, "awx_setup_prefix": "Test"})
    assert {kind for kind, rows in awx.rows.items() if rows} == {"organizations", "projects"}


def test_what_would_stop_half_way_is_refused_first(set_up: SetUp, awx: Awx) -> None:
    awx.user.update(username="org-admin", is_superuser=False)
    said = set_up.refused(SMALL)
    assert "which org-admin is not, and Equinix Fabric and Alibaba Cloud are not there" in said
    awx.user["is_superuser"] = True
    assert "awx_setup_credentials.equinix is missing" in set_up.refused({**IMAGE, **FEW})
    assert "awx_setup_orderers names the team 'nobody'" in set_up.refused({**SMALL, "awx_setup_orderers": ["nobody"]})
    assert "awx_setup_organization 'Nowhere' is none on AWX" in set_up.refused({**SMALL, "awx_setup_organization": "Nowhere"})
    assert "awx_setup_drift_schedule needs" in set_up.refused({**SMALL, "awx_setup_drift_schedule": "x"})


@pytest.mark.long
def test_a_removal_waits_for_nobody_and_breaks_nothing(set_up: SetUp, awx: Awx) -> None:
    """As AWX has it: what is in use is not removed, and an inventory goes some time after its removal."""
    set_up(SMALL)
    workflow = awx.named("workflow_job_templates", "Express Connect: approved order")
    awx.active.add(workflow["id"])
    absent = {**SMALL, "awx_setup_state": "absent"}
    assert "'Express Connect: approved order' is running as job" in (said := set_up.refused(absent))
    assert "Nothing was removed." in said and "'Express Connect: approved order' is running" in set_up.refused(absent, "--check")
    awx.active.clear()
    awx.idle = True
    assert set_up(absent) > 0 and set_up(absent) == 0
    assert "AWX is still removing the inventory 'Express Connect'" in set_up.refused(SMALL)
    awx.rows["inventories"].clear()
    assert set_up(SMALL) > 0


@pytest.mark.long
def test_project_that_is_not_there_is_read_again(set_up: SetUp, awx: Awx) -> None:
    set_up(SMALL)
    project = awx.named("projects", "Express Connect")
    project["status"] = "failed"
    set_up(SMALL)
    assert project["status"] == "successful" and any(write.endswith("/update/") for write in awx.writes)
    # A release brings a playbook that the last reading did not have.
    awx.writes.clear()
    awx.files -= {"playbooks/awx/from_port.yml"}
    set_up.run(SMALL)
    assert f"POST /api/v2/projects/{project['id']}/update/" in awx.writes


@pytest.mark.long
def test_logins_follow_the_variables(set_up: SetUp, awx: Awx) -> None:
    alibaba = {"access_key_id": "key", "access_key_secret": "canary-client-secret"}
    set_up({**SMALL, "awx_setup_credentials": {"equinix": EQUINIX, "alibaba": alibaba}})
    template = awx.named("job_templates", "Express Connect: order")["id"]
    assert len(awx.links[template, "credentials"]) == 2
    mine = awx.named("credentials", "Express Connect: Equinix Fabric")
    assert set_up(SMALL) == 1 and awx.links[template, "credentials"] == [mine["id"]]
    # A secret alone is written when asked for.
    mine["inputs"] = {**mine["inputs"], "client_secret": "old"}
    assert set_up(SMALL) == 0
    assert set_up({**SMALL, "awx_setup_update_secrets": "yes"}) == 1 and mine["inputs"] == EQUINIX
    # And one that is there already serves as well.
    kind = awx.named("credential_types", "Equinix Fabric")["id"]
    other = awx.add("credentials", name="from a vault", organization=1, credential_type=kind, inputs=EQUINIX)
    set_up({**IMAGE, **FEW, "awx_setup_existing_credentials": {"equinix": "from a vault"}})
    assert awx.links[template, "credentials"] == [other["id"]]


@pytest.mark.long
def test_teams_get_what_they_need_and_no_more(set_up: SetUp, awx: Awx) -> None:
    teams = {name: awx.add("teams", name=name, organization=1)["id"] for name in ("buyers", "finance", "noc")}
    notice = awx.add("notification_templates", name="approvals", organization=1)["id"]
    inventory = awx.add("inventories", name="fleet", organization=1)["id"]
    more = {
        **SMALL,
        **{"awx_setup_orderers": ["buyers"], "awx_setup_approvers": ["finance"], "awx_setup_watchers": ["noc"]},
        "awx_setup_approval_notifications": ["approvals"],
        **{"awx_setup_image_pull": "always", "awx_setup_inventory_schedule": "never", "awx_setup_drift_inventory": "fleet"},
        "awx_setup_drift_schedule": "DTSTART:20260101T040000Z RRULE:FREQ=DAILY;INTERVAL=1",
    }
    assert set_up(more) > 10 and set_up(more) == 0
    order, rehearse = (awx.named("job_templates", f"Express Connect: {name}")["id"] for name in ("order", "rehearse"))
    workflow = awx.named("workflow_job_templates", "Express Connect: approved order")["id"]
    may = {
        (place, role): team
        for (place, role), given in awx.grants.items()
        for team in given
        if place in (order, rehearse, workflow)
    }
    assert may == {
        (workflow, "execute_role"): teams["buyers"],
        (rehearse, "execute_role"): teams["buyers"],
        (workflow, "approval_role"): teams["finance"],
        (rehearse, "read_role"): teams["noc"],
        (workflow, "read_role"): teams["noc"],
        (order, "read_role"): teams["noc"],
    } | {(rehearse, "read_role"): may[rehearse, "read_role"]}
    assert awx.grants[rehearse, "read_role"] == {teams["finance"], teams["noc"]}
    assert awx.links[workflow, "notification_templates_approvals"] == [notice]
    assert awx.named("execution_environments", "Express Connect")["pull"] == "always"
    (schedule,) = awx.rows["schedules"].values()
    assert (schedule["name"], schedule["inventory"]) == ("Express Connect: drift", inventory)


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
