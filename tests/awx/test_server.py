# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The small AWX refuses what AWX 24.6.1 refuses, by its source: each test is one of its rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.awx.rules import Refusal, accepted
from tests.awx.server import API, TOKEN, Awx

DAILY = "DTSTART:20260101T040000Z RRULE:FREQ=DAILY;INTERVAL=1"
QUESTION = {"type": "text", "question_name": "x", "variable": "x", "required": False}


@pytest.fixture
def awx() -> Iterator[Awx]:
    """A fresh AWX, whose project has one playbook."""
    with Awx(frozenset({"a.yml"})) as running:
        yield running


class Site:
    """What most tests need: a project, inventory, credential and template, and a workflow of three steps."""

    def __init__(self, awx: Awx) -> None:
        self.awx = awx
        kind = {"inputs": {"fields": [{"id": "key", "label": "Key", "type": "string"}]}, "injectors": {}}
        self.kind = awx.add("credential_types", name="kind", **kind)["id"]
        self.registry = awx.add("credential_types", name="registry", **{**kind, "kind": "registry", "managed": True})["id"]
        self.credential = self.login("login", self.kind)
        self.project = awx.add("projects", name="project", organization=1, scm_type="git")["id"]
        self.inventory = awx.add("inventories", name="inventory", organization=1)["id"]
        self.template = self.make_template("template")
        self.workflow = awx.add("workflow_job_templates", name="workflow", organization=1)["id"]
        self.steps = [self.step(name, self.workflow) for name in "abc"]

    def make_template(self, name: str, **more: Any) -> int:
        place = {"inventory": self.inventory, "project": self.project, "playbook": "a.yml"}
        made: int = self.awx.add("job_templates", name=name, **{**place, **more})["id"]
        return made

    def step(self, name: str, workflow: int) -> int:
        fields = {"identifier": name, "workflow_job_template": workflow, "unified_job_template": self.template}
        made: int = self.awx.add("workflow_job_template_nodes", **fields)["id"]
        return made

    def login(self, name: str, kind: int, organization: int = 1) -> int:
        made: int = self.awx.add("credentials", name=name, organization=organization, credential_type=kind)["id"]
        return made

    def call(self, method: str, path: str, **body: Any) -> tuple[int, Any]:
        """Return the status and the body of an answer."""
        header = {"Authorization": f"Bearer {TOKEN}"}
        answer = requests.request(method, f"{self.awx.url}{API}/{path}/", json=body, headers=header, timeout=10)
        return answer.status_code, answer.json() if answer.content else None

    def link(self, parent: int, child: int, link: str = "success_nodes", **more: Any) -> tuple[int, Any]:
        return self.call("POST", f"workflow_job_template_nodes/{parent}/{link}", id=child, **more)


@pytest.fixture
def site(awx: Awx) -> Site:
    """AWX with something in it."""
    return Site(awx)


def test_steps_are_linked_once_and_never_in_a_circle(site: Site) -> None:
    a, b, c = site.steps
    assert site.link(a, b) == site.link(a, b) == site.link(b, c) == (204, None)
    assert site.awx.links[a, "success_nodes"] == [b]
    assert site.link(a, b, "always_nodes") == (400, {"Error": "Relationship not allowed."})
    assert site.link(c, a, "failure_nodes") == site.link(a, a) == (400, {"Error": "Cycle detected."})
    assert site.link(a, 999)[0] == 400
    other = site.step("other", site.awx.add("workflow_job_templates", name="other", organization=1)["id"])
    assert site.link(a, other)[0] == 403
    # What is not linked can be unlinked.
    assert site.link(a, c, disassociate=True) == site.link(a, b, disassociate=True) == (204, None)
    assert site.awx.links[a, "success_nodes"] == []


def test_an_approval_belongs_to_its_step(site: Site) -> None:
    a, b, _c = site.steps
    approve = f"workflow_job_template_nodes/{a}/create_approval_template"
    status, made = site.call("POST", approve, name="yes?", timeout=60)
    assert status == 201 and site.awx.rows["workflow_job_template_nodes"][a]["unified_job_template"] == made["id"]
    # It is no step: it cannot be linked, neither as where from nor as where to.
    assert site.call("POST", f"workflow_approval_templates/{made['id']}/success_nodes", id=b)[0] == 404
    assert site.link(a, made["id"])[0] == 400
    assert site.call("POST", f"workflow_job_templates/{site.workflow}/create_approval_template", name="x")[0] == 404
    # One more takes the place of the first; another template of the step, the step's removal, and the workflow's end it.
    site.call("POST", approve, name="again")
    assert [row["name"] for row in site.awx.rows["workflow_approval_templates"].values()] == ["again"]
    assert site.call("PATCH", f"workflow_job_template_nodes/{a}", unified_job_template=site.template)[0] == 200
    assert not site.awx.rows["workflow_approval_templates"]
    for path in (f"workflow_job_template_nodes/{a}", f"workflow_job_templates/{site.workflow}"):
        step = a if "nodes" in path else b
        site.call("POST", f"workflow_job_template_nodes/{step}/create_approval_template", name="yes?")
        assert site.call("DELETE", path) == (204, None) and not site.awx.rows["workflow_approval_templates"]
    assert not site.awx.rows["workflow_job_template_nodes"]


def test_names_are_unique_where_awx_has_them_so(site: Site) -> None:
    other = site.awx.add("organizations", name="other")["id"]
    again = {"name": "login", "organization": 1, "credential_type": site.kind}
    assert site.call("POST", "credentials", **again)[0] == 400
    for differs in ({"organization": other}, {"credential_type": site.registry}):
        assert site.call("POST", "credentials", **{**again, **differs})[0] == 201
    for kind in ("notification_templates", "teams", "projects", "workflow_job_templates"):
        assert site.call("POST", kind, name="n", organization=1)[0] == 201
        assert site.call("POST", kind, name="n", organization=other)[0] == 201
        assert site.call("POST", kind, name="n", organization=1)[0] == 400
    # Execution environments have a name for all organizations; a template is its project's.
    assert site.call("POST", "execution_environments", name="n", organization=1, image="a/b")[0] == 201
    assert site.call("POST", "execution_environments", name="n", organization=other, image="a/b")[0] == 400
    with pytest.raises(Refusal, match="already exists"):
        site.make_template("template", organization=other)


def test_a_job_has_one_credential_of_a_type_that_jobs_can_use(site: Site) -> None:
    path = f"job_templates/{site.template}/credentials"
    assert site.call("POST", path, id=site.credential) == site.call("POST", path, id=site.credential) == (204, None)
    status, said = site.call("POST", path, id=site.login("second", site.kind))
    assert status == 400 and said["error"].startswith("Cannot assign multiple")
    status, said = site.call("POST", path, id=site.login("images", site.registry))
    assert (status, said) == (400, {"error": "Cannot assign a Credential of kind `registry`."})


def test_images_are_pulled_with_the_login_of_a_registry(site: Site) -> None:
    fields = {"name": "n", "image": "a/b", "organization": 1}
    assert site.call("POST", "execution_environments", **fields, pull="sometimes")[1].keys() == {"pull"}
    assert site.call("POST", "execution_environments", **fields, credential=site.credential)[1].keys() == {"credential"}
    status, made = site.call("POST", "execution_environments", **fields, pull="always", credential=site.login("r", site.registry))
    assert status == 201
    other = site.awx.add("organizations", name="other")["id"]
    assert site.call("PATCH", f"execution_environments/{made['id']}", organization=other)[1].keys() == {"organization"}


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "RRULE:FREQ=DAILY;INTERVAL=1",
        "DTSTART:20260101T040000Z",
        "DTSTART:20260101T040000 RRULE:FREQ=DAILY;INTERVAL=1",
        "DTSTART:20260101T040000Z RRULE:FREQ=DAILY",
        "DTSTART:20260101T040000Z RRULE:FREQ=SECONDLY;INTERVAL=1",
        "DTSTART:20260101T040000Z RRULE:FREQ=OFTEN;INTERVAL=1",
        "DTSTART:20260101T040000Z RRULE:FREQ=MONTHLY;INTERVAL=1;BYDAY=20MO",
        "DTSTART:20260101T040000Z RRULE:FREQ=DAILY;INTERVAL=1;COUNT=1000",
        "DTSTART:20260101T040000Z RRULE:FREQ=DAILY;INTERVAL=1;COUNT=2;UNTIL=20270101T000000Z",
        f"DTSTART:20260101T040000Z {DAILY}",
        f"{DAILY} EXDATE:20260102T040000Z",
    ],
)
def test_wrong_rules_of_schedules(site: Site, rule: str) -> None:
    assert site.call("POST", "schedules", name="n", unified_job_template=site.template, rrule=rule)[0] == 400


def test_a_schedule_gives_what_its_template_asks_for(site: Site) -> None:
    more = site.awx.add("inventories", name="more", organization=1)["id"]
    path, fields = "schedules", {"unified_job_template": site.template, "rrule": DAILY}
    assert site.call("POST", path, name="a", **fields)[0] == 201
    assert site.call("POST", path, name="a", **fields)[0] == 400
    assert site.call("POST", path, name="c", **fields, inventory=more) == (
        400,
        {"inventory": ["Field is not configured to prompt on launch."]},
    )
    asking = site.make_template("asking", ask_inventory_on_launch=True, survey_enabled=True)
    fields["unified_job_template"] = asking
    assert site.call("POST", path, name="d", **fields, inventory=more)[0] == 201
    survey = {"name": "", "description": "", "spec": [{**QUESTION, "required": True}]}
    assert site.call("POST", f"job_templates/{asking}/survey_spec", **survey)[0] == 200
    status, said = site.call("POST", path, name="e", **fields, inventory=more)
    assert (status, said) == (400, {"variables_needed_to_start": ["'x' value missing"]})
    assert site.call("POST", path, name="e", **fields, inventory=more, extra_data={"x": "1"})[0] == 201
    assert site.call("POST", path, name="f", unified_job_template=999, rrule=DAILY)[0] == 400


def test_what_is_in_use_stays_and_what_is_removed_is_missed(site: Site) -> None:
    assert site.call("DELETE", f"credential_types/{site.kind}")[0] == 403
    assert site.call("PATCH", f"credential_types/{site.kind}", inputs={"fields": []})[0] == 403
    assert site.call("PATCH", f"credential_types/{site.kind}", description="x")[0] == 200
    site.awx.active.add(site.workflow)
    assert site.call("DELETE", f"workflow_job_templates/{site.workflow}")[0] == 409
    site.awx.add("schedules", name="n", unified_job_template=site.template, rrule=DAILY)
    site.awx.add(
        "inventory_sources", name="s", inventory=site.inventory, source="scm", source_path="a.yml", source_project=site.project
    )
    site.call("POST", f"job_templates/{site.template}/credentials", id=site.credential)
    # A credential is taken away, a project and an inventory leave an empty place; what cannot be without them goes.
    assert site.call("DELETE", f"credentials/{site.credential}")[0] == 204
    assert site.awx.links[site.template, "credentials"] == []
    assert site.call("DELETE", f"projects/{site.project}")[0] == 204 and not site.awx.rows["inventory_sources"]
    assert site.call("DELETE", f"inventories/{site.inventory}")[0] == 202
    left = site.awx.rows["job_templates"][site.template]
    assert left["project"] is left["inventory"] is None and site.awx.rows["schedules"]
    # A step of a template that is gone stays, and has nothing to run.
    assert site.call("DELETE", f"job_templates/{site.template}")[0] == 204 and not site.awx.rows["schedules"]
    assert all(row["unified_job_template"] is None for row in site.awx.rows["workflow_job_template_nodes"].values())


def test_an_inventory_is_removed_by_a_task(site: Site) -> None:
    site.awx.idle = True
    path = f"inventories/{site.inventory}"
    assert site.call("DELETE", path) == (202, None)
    # Until then it is there under its name, and templates are without one.
    assert site.call("GET", path)[1]["pending_deletion"] and site.awx.rows["job_templates"][site.template]["inventory"] is None
    assert site.call("DELETE", path) == (400, {"error": "Inventory is already pending deletion."})
    assert site.call("POST", "inventories", name="inventory", organization=1)[0] == 400


def test_templates_that_awx_refuses(site: Site) -> None:
    with pytest.raises(Refusal, match="default value or ask"):
        site.make_template("x", inventory=None)
    site.make_template("x", inventory=None, ask_inventory_on_launch=True)
    with pytest.raises(Refusal, match="overriding branch"):
        site.make_template("y", ask_scm_branch_on_launch=True)
    with pytest.raises(Refusal, match="Playbook not found"):
        site.make_template("y", playbook="b.yml")


@pytest.mark.parametrize("env", [{"ANSIBLE_CONFIG": "x"}, {"AWX_HOST": "x"}, {"A B": "x"}, {"A": "é"}, {"A": "{{ nothing }}"}])
def test_environments_that_awx_refuses(site: Site, env: dict[str, str]) -> None:
    assert site.call("POST", "credential_types", name="n", kind="cloud", injectors={"env": env})[0] == 400


def test_kinds_of_credential_types_and_inputs_that_awx_refuses(site: Site) -> None:
    assert site.call("POST", "credential_types", name="n", kind="registry")[1].keys() == {"kind"}
    asked = {"fields": [{"id": "a", "label": "A", "ask_at_runtime": True}]}
    assert site.call("POST", "credential_types", name="n", kind="cloud", inputs=asked)[1].keys() == {"inputs"}


def test_answers_at_launch() -> None:
    def launch(answers: dict[str, Any], **question: Any) -> dict[str, Any]:
        return accepted({"spec": [{**QUESTION, **question}]}, answers)

    # What is not asked for is ignored, and a default which the survey itself refuses is none.
    assert launch({"x": "1", "y": "2"}) == {"x": "1"}
    assert launch({}, default="long", max=2) == {} and launch({}, default="a", max=2) == {"x": "a"}
    with pytest.raises(Refusal, match="value missing"):
        launch({}, required=True, default="a")
    for answer, kind in (
        (True, "integer"),
        ("1", "integer"),
        (1.5, "integer"),
        (1, "text"),
        ("a", "multiselect"),
        (True, "float"),
    ):
        with pytest.raises(Refusal, match="expected to be"):
            launch({"x": answer}, type=kind, choices=["a"] if kind == "multiselect" else [])
    assert launch({"x": ["a"]}, type="multiselect", choices=["a", "b"]) == {"x": ["a"]}
    with pytest.raises(Refusal, match="one of"):
        launch({"x": ["c"]}, type="multiselect", choices=["a", "b"])
    for answer, kind in ((0, "integer"), (4, "float"), ("", "text"), ("abcd", "textarea")):
        with pytest.raises(Refusal, match="too"):
            launch({"x": answer}, type=kind, min=1, max=3)


def test_limits_of_questions_are_whole_numbers(site: Site) -> None:
    survey = {"name": "", "description": "", "spec": [{**QUESTION, "max": "7"}]}
    assert site.call("POST", f"job_templates/{site.template}/survey_spec", **survey)[0] == 400
