# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that AWX would run, run by ansible-runner as AWX does, against the simulator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ansible_runner
import pytest

from extensions.simulator import seed
from extensions.simulator.middleware import CLIENT
from extensions.simulator.server import Simulator
from tests.awx.jobs import ALIBABA, Controller, Job, definitions, form
from tests.awx.rules import Refusal
from tests.support.marks import brief
from tests.support.plays import ACCOUNT, ROOT
from tests.tools.surveys import FOLDER, PLAYBOOKS, SURVEYS, playbook_of, text_of

# Jobs are plays, and some tests need many of them.
pytestmark = pytest.mark.timeout(600)

TEMPLATES: list[dict[str, Any]] = definitions()["awx_setup_templates"]
ORDERS = [template for template in TEMPLATES if template["name"].startswith("order ")]
ANSWERS: dict[str, Any] = {
    "express_connect_name": "from-awx",
    "express_connect_bandwidth": 200,
    "express_connect_metro_code": "FR",
    "express_connect_account_id": ACCOUNT,
    "express_connect_notifications_answer": "noc@example.com\nnight@example.com\n",
    "express_connect_a_side_port": "FR-PRI-DOT1Q",
    "express_connect_a_side_vlan_tag": 1001,
    "express_connect_a_side_service_token": seed.uid("alibaba-fra-token"),
    "express_connect_a_side_cloud_router": "fra-router",
    "express_connect_a_side_virtual_device": "fra-edge",
    "express_connect_bgp_direct": '{"equinix_iface_ipv4": "192.0.2.1/30"}',
    "express_connect_bgp_bgp": '{"customer_asn": 64512, "customer_peer_ipv4": "192.0.2.2", "auth_key": "canary-bgp-key"}',
}
SECRETS = (CLIENT[1], ACCOUNT, seed.uid("alibaba-fra-token"), ALIBABA["access_key_secret"], "canary-bgp-key")
# Playbooks over hosts, which AWX cuts into slices; one of them somebody's own.
SLICED = ["by_host.yml", "playbooks/awx/fleet.yml"]
BY_HOST = """
- name: Order one connection for each host of the inventory
  hosts: all
  connection: local
  gather_facts: false
  tasks:
    - name: Order the connection
      interconnect.equinix.fabric_connection:
        name: "{{ fabric_fleet_connection.name }}"
        bandwidth: "{{ fabric_fleet_connection.bandwidth }}"
        a_side: "{{ fabric_fleet_connection.a_side }}"
        z_side: "{{ fabric_fleet_connection.z_side | combine({'authentication_key': fabric_fleet_account_id}) }}"
        notifications: "{{ fabric_fleet_connection.notifications }}"
        wait_timeout: 30
"""


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A fresh simulator."""
    with Simulator() as running:
        yield running


@pytest.fixture
def controller(tmp_path: Path, simulator: Simulator) -> Controller:
    """Runs jobs against the simulator."""
    return Controller(tmp_path, simulator.url)


def answers_to(survey: str, **more: Any) -> dict[str, Any]:
    """Return answers to the questions that a survey has."""
    asked = {question["variable"] for question in form(survey)["spec"]}
    return {name: value for name, value in {**ANSWERS, **more}.items() if name in asked}


def done_well(job: Job) -> Job:
    """Check that a job succeeded and that nothing in it is secret."""
    assert (job.status, job.return_code) == ("successful", 0), job.output
    assert [secret for secret in SECRETS if job.says(secret)] == []
    return job


@pytest.mark.parametrize("name", SURVEYS)
def test_surveys_are_those_of_the_roles(name: str) -> None:
    assert (FOLDER / f"{name}.json").read_text() == text_of(name), "run python -m tests.tools.surveys"
    assert (PLAYBOOKS / f"{name}.yml").read_text() == playbook_of(name), "run python -m tests.tools.surveys"


def test_there_is_a_survey_for_each_template_and_a_template_for_each_survey() -> None:
    assert {template["survey"] for template in TEMPLATES} == SURVEYS.keys() == {path.stem for path in FOLDER.glob("*.json")}
    names = {template["name"] for template in TEMPLATES}
    for workflow in definitions()["awx_setup_workflows"]:
        assert {workflow["summary"], workflow["order"]} <= names


@pytest.mark.parametrize("template", brief({template["survey"]: template for template in ORDERS}, "from_port"))
def test_templates_order_what_the_survey_says(template: dict[str, Any], controller: Controller, simulator: Simulator) -> None:
    ordered = done_well(controller.launch(template, answers_to(template["survey"])))
    assert ordered.changed() >= 1 and len(simulator.orders) == 1
    order = simulator.orders[0]
    assert order["notifications"][0]["emails"] == ["noc@example.com", "night@example.com"]
    assert order["name"] == "from-awx" and order["zSide"]["accessPoint"]["authenticationKey"] == ACCOUNT
    assert simulator.logins == 1


def test_check_type_job_shows_the_price_that_somebody_approves(controller: Controller, simulator: Simulator) -> None:
    workflow = definitions()["awx_setup_workflows"][0]
    (summary,) = (one for one in TEMPLATES if one["name"] == workflow["summary"])
    shown = done_well(controller.launch(summary, answers_to(summary["survey"])))
    assert summary["job_type"] == "check" and shown.says("Price: 100.00 USD a month")
    assert simulator.mutating() == [] and shown.changed() == 1


def test_status_and_removal(controller: Controller, simulator: Simulator) -> None:
    order, status, deprovision = (
        next(one for one in TEMPLATES if one["name"] == name) for name in ("order from a port", "status", "deprovision")
    )
    assert done_well(controller.launch(order, answers_to("from_port"))).changed() == 1
    name = {"express_connect_name": ANSWERS["express_connect_name"]}
    for asked in (name, {**name, "express_connect_a_side_port": "FR-PRI-DOT1Q"}):
        shown = done_well(controller.launch(status, asked))
        assert shown.says("pending_approval") and shown.changed() == 0
    elsewhere = controller.launch(status, {**name, "express_connect_a_side_cloud_router": "fra-router"})
    assert done_well(elsewhere).says("from-awx: no such connection")
    assert done_well(controller.launch(deprovision, name)).changed() == 1
    assert list(simulator.world.living()) == []


def test_launch_with_wrong_answers_is_refused(controller: Controller, simulator: Simulator) -> None:
    template = ORDERS[0]
    with pytest.raises(Refusal, match="'express_connect_name' value missing"):
        controller.launch(template, {name: ANSWERS[name] for name in answers_to("from_port") if name != "express_connect_name"})
    with pytest.raises(Refusal, match="'express_connect_a_side_vlan_tag'"):
        controller.launch(template, answers_to("from_port", express_connect_a_side_vlan_tag=4095))
    with pytest.raises(Refusal, match="expected to be a int"):
        controller.launch(template, answers_to("from_port", express_connect_bandwidth="200"))
    # What AWX cannot know is a job that fails before it orders anything.
    job = controller.launch(template, answers_to("from_port", express_connect_a_side_vlan_tag=100))
    assert (
        job.status == "failed" and job.return_code == 2 and job.says("a_side.vlan_tag 100 is in use") and simulator.orders == []
    )
    assert "runner_on_failed" in {event["event"] for event in job.events}
    assert [secret for secret in SECRETS if job.says(secret)] == []


def fleet(number: int) -> dict[str, Any]:
    """Return hosts that are connections; the account is none of their variables, which everybody can read."""
    return {
        f"fleet-{place}": {
            "fabric_fleet_connection": {
                "name": f"fleet-{place}",
                "bandwidth": 50,
                "a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 1001 + place},
                "z_side": {"metro_code": "FR"},
                "notifications": ["noc@example.com"],
            }
        }
        for place in range(number)
    }


@pytest.mark.parametrize("playbook", SLICED)
def test_slices_order_each_connection_once(playbook: str, controller: Controller, simulator: Simulator, tmp_path: Path) -> None:
    hosts = fleet(3)
    slices = [dict(list(hosts.items())[number::2]) for number in range(2)]  # as AWX cuts them
    path = playbook
    if playbook == "by_host.yml":
        (tmp_path / playbook).write_text(BY_HOST)
        path = str(tmp_path / playbook)
    account = {"fabric_fleet_account_id": ACCOUNT}
    jobs = [done_well(controller.run(path, account, hosts=part)) for part in slices]
    assert all(job.changed() for job in jobs)
    assert sorted(order["name"] for order in simulator.orders) == sorted(hosts)
    # A slice that is launched again finds all in place.
    assert done_well(controller.run(path, account, hosts=slices[0])).changed() == 0 and len(simulator.orders) == 3


def test_the_order_is_held_to_the_price_that_was_approved(
    controller: Controller, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow = definitions()["awx_setup_workflows"][0]
    summary, order = (next(one for one in TEMPLATES if one["name"] == workflow[step]) for step in ("summary", "order"))
    shown = done_well(controller.launch(summary, answers_to("from_port"), awx_workflow_job_id=7)).handed_on()
    assert shown == {"express_connect_max_monthly_charge": {"amount": 100.0, "currency": "USD"}}
    monkeypatch.setitem(seed.PRICES, 200, 2 * seed.PRICES[200])
    job = controller.launch(order, answers_to("from_port"), handed_on=shown)
    assert job.status == "failed" and job.says("max_monthly_charge 100 USD is below the price of connection")
    assert simulator.orders == []
    again = done_well(controller.launch(summary, answers_to("from_port"), awx_workflow_job_id=8)).handed_on()
    assert done_well(controller.launch(order, answers_to("from_port"), handed_on=again)).changed() == 1


@pytest.mark.long
def test_a_fleet_is_held_to_the_total_that_was_approved(controller: Controller, simulator: Simulator) -> None:
    answers, hosts = {"fabric_fleet_account_id": ACCOUNT}, fleet(2)
    template = next(one for one in TEMPLATES if one["name"] == "rehearse a fleet")
    order = {**template, "job_type": "run"}
    shown = done_well(controller.launch(template, answers, hosts=fleet(1), awx_workflow_job_id=7)).handed_on()
    total = shown["fabric_fleet_max_monthly_charge"]
    # A host more than was approved.
    job = controller.launch(order, answers, handed_on=shown, hosts=hosts)
    said = "is below what a month of all that is ordered and changed costs"
    assert job.status == "failed" and job.says(said) and simulator.orders == []
    both = done_well(controller.launch(template, answers, hosts=hosts, awx_workflow_job_id=8)).handed_on()
    assert both["fabric_fleet_max_monthly_charge"] == {"amount": 2 * total["amount"], "currency": "USD"}
    # The same by a schedule, which has nobody who reads it.
    assert controller.launch(template, answers, hosts=hosts, awx_schedule_id=9).status == "failed"
    assert done_well(controller.launch(order, answers, handed_on=both, hosts=hosts)).changed() == 2
    assert done_well(controller.launch(template, answers, hosts=hosts, awx_schedule_id=9)).changed() == 0


def test_awx_offers_no_playbook_but_those_for_people() -> None:
    pattern = re.compile(r"^\s*?-?\s*?(?:hosts|(ansible\.builtin\.)?include|(ansible\.builtin\.)?import_playbook):", re.MULTILINE)
    hidden = {"roles", "tasks", "group_vars", "host_vars"}
    files = [
        path.relative_to(ROOT)
        for end in ("yml", "yaml")
        for path in ROOT.rglob(f"*.{end}")
        if not any(part.startswith(".") or part in hidden for part in path.relative_to(ROOT).parts)
    ]
    offered = {str(path) for path in files if pattern.search((ROOT / path).read_text(errors="ignore"))}
    assert {name for name in offered if not name.startswith("playbooks/")} == set()
    assert {f"playbooks/awx/{name}.yml" for name in SURVEYS} <= offered


def test_inventory_source_is_read(controller: Controller, simulator: Simulator) -> None:
    folder = controller.private_data_dir()
    read, said = ansible_runner.get_inventory(
        action="list",
        inventories=[str(ROOT / "playbooks/inventory/fabric.yml")],
        response_format="json",
        private_data_dir=str(folder),
        envvars=controller.environment(folder),
        quiet=True,
    )
    assert len(read["fabric_ports"]["hosts"]) == 7 and "metro_FR" in read, said
    assert simulator.logins == 1
