# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables of roles as people give them: text by ``-e``, nothing, nonsense, and credentials by every way that there is."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from extensions.simulator import seed
from extensions.simulator.middleware import CLIENT, TOKEN
from extensions.simulator.server import Simulator
from tests.demo.__main__ import both_ends_for, command, environment, variables_for
from tests.support.marks import brief
from tests.support.plays import ACCOUNT, ROOT, Play
from tests.support.stories import OTHER, pair_of

EQUINIX = {"client_id": CLIENT[0], "client_secret": CLIENT[1]}
KEY = dict(zip(("access_key_id", "access_key_secret"), seed.ALIBABA_KEYS[ACCOUNT], strict=True))
OTHER_KEY = dict(zip(("access_key_id", "access_key_secret"), seed.ALIBABA_KEYS[OTHER], strict=True))
# What Play puts into the environment.
NOTHING = dict.fromkeys(
    ("EQUINIX_API_TOKEN", "ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "EQUINIX_API_CLIENTID"), ""
)
STATUS = {"express_connect_name": "demo-port"}


def included(role: str, variables: dict[str, Any], entry: str = "main", **task: Any) -> dict[str, Any]:
    """Return a task that runs an entry point of a role as the playbooks do."""
    role = f"interconnect.equinix.{role}"
    include = {"name": role, "tasks_from": entry, "rolespec_validate": False}
    return {"ansible.builtin.include_role": include, "name": "Run it", "vars": variables, **task}


def local(*tasks: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    """Return a play on localhost."""
    return {"hosts": "localhost", "gather_facts": False, "tasks": [*tasks], **keywords}


def told(play: Play) -> str:
    """Return what a play printed as one line."""
    return " ".join(play.output.split())


def texts(variables: dict[str, Any]) -> list[str]:
    """Return variables as ``-e name=value``, everything a text."""
    found: list[str] = []
    for name, value in variables.items():
        text = value if isinstance(value, str) else json.dumps(value)
        found += ["-e", f"{name}='{text}'"]
    return found


def played(simulator: Simulator, playbook: str, *flags: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a playbook of the collection by its name."""
    words = command("status", Path("none"), *flags)
    words[words.index("interconnect.equinix.express_connect_status")] = f"interconnect.equinix.{playbook}"
    place = words.index("@none")
    del words[place - 1 : place + 1]
    return subprocess.run(words, env={**environment(simulator), **more}, capture_output=True, text=True, timeout=200, check=False)


# -- text for everything


def test_everything_as_text_by_extra_vars(simulator: Simulator) -> None:
    """Every boolean as a word, every number, dict and list as text, as it is typed on the command line."""
    given = {**both_ends_for("from_port"), "express_connect_alibaba": "yes", "express_connect_wait_timeout": 60}
    given["express_connect_accept"] = {"outbound_data_transfer_billing": "yes", "period": "1", "auto_renew": "no"}
    done = played(simulator, "express_connect_from_port", *texts(given), "--check")
    assert done.returncode == 0 and "Accept demo-port, and pay for 1 month in advance" in done.stdout, done.stdout + done.stderr
    assert simulator.mutating() == []
    fleet = {
        "fabric_fleet_connections": [{"name": "a", "a_side": {"cloud_router": "fra-router"}, "bandwidth": "50"}],
        "fabric_fleet_defaults": {"z_side": {"metro_code": "FR", "authentication_key": ACCOUNT}, "notifications": ["a@b.de"]},
        "fabric_fleet_parallel": "2",
    }
    done = played(simulator, "express_connect_fleet", *texts(fleet), "--check")
    assert done.returncode == 0 and "1 of 1 connection will change" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("role", "entry"), [("fabric_report", "main"), ("express_connect", "status"), ("express_connect", "deprovision")]
)
def test_every_boolean_as_text(role: str, entry: str, play: Play, simulator: Simulator) -> None:
    """All that the roles document; each gets as far as it would without. Other words: tests/unit/plugin_utils."""
    given = {
        **STATUS,
        "fabric_report_path": str(play.folder / "report.html"),
        "fabric_report_alibaba": "true",
        "fabric_report_include_prices": "no",
        "fabric_report_must_exist": "false",
        "fabric_report_names": "alibaba-fra-1,alibaba-fra-2",
        "express_connect_alibaba": "true",
        "express_connect_must_exist": "false",
        "express_connect_provider_initiated": "no",
    }
    assert play.run([local(included(role, {}, entry))], *texts(given)) == 0, play.output
    # These are all booleans that the roles know and that are no part of a dict; tests/awx gives the others as text.
    known = {
        name
        for path in ROOT.glob("roles/*/meta/argument_specs.yml")
        for spec in yaml.safe_load(path.read_text())["argument_specs"].values()
        for name, option in spec["options"].items()
        if option["type"] == "bool"
    }
    assert known - given.keys() <= {"fabric_fleet_purge", "awx_setup_update_project", "awx_setup_update_secrets"}


# -- what is wrong

MISTAKES = {
    "express_connect_a_side": "FR-PRI-DOT1Q",
    "express_connect_bandwidth": "1Gbps",
    "express_connect_max_monthly_charge": 100,
    "express_connect_metro_code": "",
    "express_connect_accept": {"outbound_data_transfer_billing": "perhaps"},
    "express_connect_wait_timeout": "long",
}
SENTENCES = (
    "express_connect_metro_code, such as FR; express_connect_account_id, such as 5123456789012345; express_connect_notifications",
    "express_connect_a_side is a text and has to be a dict; give one such as {port: FR-PRI-DOT1Q, vlan_tag: 1001}.",
    "express_connect_bandwidth '1Gbps' is a text and has to be a whole number; give one such as 200 for 200 Mbps.",
    "express_connect_max_monthly_charge '100' is a number and has to be a dict; give one such as {amount: 300, currency: USD}.",
    "express_connect_accept.outbound_data_transfer_billing 'perhaps' is a text and has to be true or false",
    "express_connect_wait_timeout 'long' is a text and has to be a whole number; give one such as 900 for 900 seconds.",
)


@pytest.mark.timeout(400)
def test_all_mistakes_are_told_at_once_and_no_specification(simulator: Simulator, tmp_path: Path) -> None:
    path = tmp_path / "variables.json"
    path.write_text(json.dumps(MISTAKES))
    for playbook in ("from_port", "from_service_token", "from_cloud_router", "from_virtual_device"):
        done = played(simulator, f"express_connect_{playbook}", "-e", f"@{path}")
        # Some releases write this as YAML, in which a quote in quotes is two of them.
        output = " ".join((done.stdout + done.stderr).split()).replace("''", "'")
        assert done.returncode and all(sentence in output for sentence in SENTENCES), output
        assert "argument_spec" not in output and "Traceback" not in output and "express_connect_notifications" in output
    assert simulator.calls == []


@pytest.mark.parametrize("role", ["awx_setup", "express_connect", "fabric_order_summary", "fabric_report"])
def test_a_missing_variable_is_named_wherever_the_role_is_run(role: str, play: Play, simulator: Simulator) -> None:
    """In a list of roles Ansible itself looks at the specification first."""
    assert play.run([local(roles=[f"interconnect.equinix.{role}"])])
    assert re.search(rf"variables? of the role {role} (is|are) missing: {role}_\w+", told(play)), play.output
    assert "argument_spec_data" not in play.output and simulator.calls == []


@pytest.mark.parametrize("role", ["express_connect", "fabric_fleet", "fabric_order_summary"])
def test_a_dict_that_is_none_in_a_play_of_ones_own(role: str, play: Play, simulator: Simulator) -> None:
    """Where Ansible itself looks at the types first, and breaks down on a number: "argument of type 'int' is not iterable"."""
    dicts: dict[str, dict[str, Any]] = {
        "express_connect": {"express_connect_a_side": "FR-PRI-DOT1Q", "express_connect_max_monthly_charge": 100},
        "fabric_fleet": {"fabric_fleet_defaults": 5, "fabric_fleet_max_monthly_charge": 100},
        "fabric_order_summary": {"fabric_order_summary_equinix": 7},
    }
    wrong = dicts[role]
    assert play.run([local(roles=[f"interconnect.equinix.{role}"], vars=wrong)])
    for name in wrong:
        assert re.search(rf"{name} .*has to be a dict; give one such as {{", told(play)), play.output
    assert "argument_spec_data" not in play.output and "is not iterable" not in play.output and simulator.calls == []


# -- the login


@pytest.mark.timeout(400)
def test_a_refused_login_is_readable(play: Play, simulator: Simulator) -> None:
    """With every release of Ansible, in every role that logs in; the secret is in nothing, and there is one login each."""
    wrong = {"EQUINIX_API_CLIENTID": CLIENT[0], "EQUINIX_API_CLIENTSECRET": "canary-secret", "EQUINIX_API_TOKEN": ""}
    report = str(play.folder / "report.html")
    path = play.folder / "order.json"
    path.write_text(json.dumps(variables_for("from_port")))
    tasks = {
        "login": included("fabric_login", {}),
        "order": included("express_connect", {}),
        "status": included("express_connect", {}, "status"),
        "deprovision": included("express_connect", {}, "deprovision"),
        "report": included("fabric_report", {"fabric_report_path": report}),
        "fleet": included("fabric_fleet", {"fabric_fleet_connections": [{"name": "a", "state": "absent"}]}),
    }
    for number, (name, task) in enumerate(tasks.items(), start=1):
        assert play.run([local(task)], "-e", f"@{path}", "-vvv", **wrong), name
        assert "refused the login" in told(play) or "client_secret" in told(play), (name, play.output)
        assert "canary-secret" not in play.output and simulator.logins == number, name
    assert play.run([local(tasks["login"])], **NOTHING)
    assert "EQUINIX_API_CLIENTID" in play.output


# -- credentials

WAYS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, str]]] = {
    "variables": ({"express_connect_equinix": EQUINIX, "express_connect_alibaba_key": KEY}, {}, NOTHING),
    "defaults": (
        {},
        {"group/interconnect.equinix.fabric": EQUINIX, "group/interconnect.equinix.alibaba": KEY},
        NOTHING,
    ),
    "one module": (
        {},
        {
            "group/interconnect.equinix.fabric": EQUINIX,
            "group/interconnect.equinix.alibaba": {**KEY, "access_key_secret": "wrong"},
            "interconnect.equinix.alibaba_physical_connection_info": KEY,
            "interconnect.equinix.alibaba_virtual_border_router_info": KEY,
        },
        NOTHING,
    ),
    "a token of the defaults": (
        {},
        {"group/interconnect.equinix.fabric": {"access_token": TOKEN}, "group/interconnect.equinix.alibaba": KEY},
        NOTHING,
    ),
    "environment": ({}, {}, {}),
    "variables over the rest": (
        {"express_connect_equinix": EQUINIX, "express_connect_alibaba_key": KEY},
        {
            "group/interconnect.equinix.fabric": {"client_id": "x", "client_secret": "wrong"},
            "group/interconnect.equinix.alibaba": {"access_key_id": "x", "access_key_secret": "wrong"},
        },
        {**NOTHING, "ALIBABA_CLOUD_ACCESS_KEY_ID": "y", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "wrong"},
    ),
    "empty ones are none": (
        {
            "express_connect_equinix": {"client_id": "", "api_endpoint": "", "api_retries": ""},
            "express_connect_alibaba_key": dict.fromkeys(KEY, ""),
            "express_connect_project_id": "",
        },
        {},
        {},
    ),
}


@pytest.mark.parametrize("way", brief({way: way for way in WAYS}, "variables", "variables over the rest", "empty ones are none"))
def test_credentials_reach_the_roles(way: str, play: Play, simulator: Simulator) -> None:
    variables, defaults, changes = WAYS[way]
    given = {"express_connect_account_id": ACCOUNT, **STATUS, **variables}
    play("fabric_connection", {**_desired(), "name": "demo-port"})
    seen = len(simulator.calls)
    assert play.run([local(included("express_connect", given, "status"), module_defaults=defaults)], "-vvv", **changes) == 0, (
        play.output
    )
    assert "demo-port (" in play.output and "Not looked up" not in play.output, play.output
    assert {call.path for call in simulator.calls[seen:]} & {"/vpc/DescribePhysicalConnections"}
    assert not any(secret in play.output for secret in (CLIENT[1], KEY["access_key_secret"]))


@pytest.mark.timeout(400)
def test_the_other_account_of_a_pair_has_a_key_of_its_own(play: Play, simulator: Simulator) -> None:
    """Of module_defaults, or of a variable, the primary connection alone takes the first account's."""
    given = {
        **pair_of("port"),
        "express_connect_secondary_account_id": OTHER,
        "express_connect_secondary_access_key": OTHER_KEY,
    }
    only = ("express_connect_bandwidth", "express_connect_metro_code", "express_connect_notifications")
    given = {name: value for name, value in given.items() if name not in only}
    defaults = {"group/interconnect.equinix.fabric": EQUINIX, "group/interconnect.equinix.alibaba": KEY}
    for name in ("fra-1", "fra-2"):
        port = given["express_connect_a_side" if name == "fra-1" else "express_connect_secondary_a_side"]
        pair = {"redundancy": {"priority": "SECONDARY", "primary": "fra-1"}} if name == "fra-2" else {}
        assert not play("fabric_connection", {**_desired(), "name": name, "a_side": port, **pair}).get("failed"), play.output
    for variables, keywords in (({}, {"module_defaults": defaults}), ({"express_connect_alibaba_key": KEY}, {})):
        task = included("express_connect", {**given, **variables}, "status")
        environment = {**NOTHING, "EQUINIX_API_CLIENTID": CLIENT[0], "EQUINIX_API_CLIENTSECRET": CLIENT[1]}
        assert play.run([local(task, **keywords)], **environment) == 0, play.output
        assert play.output.count("On Equinix") == 2 and "Not looked up" not in play.output, play.output


@pytest.mark.timeout(400)
def test_status_says_why_there_is_nothing_of_alibaba(play: Play, simulator: Simulator) -> None:
    play("fabric_connection", {**_desired(), "name": "demo-port"})
    reasons: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
        "No Alibaba Cloud credentials were given": ({}, NOTHING),
        "neither express_connect_alibaba nor express_connect_accept asks for it": ({"express_connect_alibaba": False}, {}),
        "is not": ({"express_connect_account_id": OTHER}, {}),
    }
    for reason, (variables, changes) in reasons.items():
        changes = {**changes, "EQUINIX_API_CLIENTID": CLIENT[0], "EQUINIX_API_CLIENTSECRET": CLIENT[1]}
        assert play.run([local(included("express_connect", {**STATUS, **variables}, "status"))], **changes) == 0, play.output
        assert "On Alibaba Cloud: -" in play.output
        (line,) = [line for line in play.output.splitlines() if "Not looked up:" in line]
        assert reason in line, line
    # Whoever asks for it has to have credentials.
    changes = {**NOTHING, "EQUINIX_API_CLIENTID": CLIENT[0], "EQUINIX_API_CLIENTSECRET": CLIENT[1]}
    asked = included("express_connect", {**STATUS, "express_connect_alibaba": True}, "status")
    assert play.run([local(asked)], **changes) and "No Alibaba Cloud credentials were given" in told(play)


def _desired() -> dict[str, Any]:
    order = variables_for("from_port")
    names = ("name", "bandwidth", "a_side", "notifications")
    z_side = {"metro_code": "FR", "authentication_key": ACCOUNT}
    return {**{name: order[f"express_connect_{name}"] for name in names}, "z_side": z_side}


# -- as the roles are written

TASKS = sorted(ROOT.glob("roles/*/tasks/*.yml"))
# What stands for an option that is not given would take a play's own module_defaults for it away.
COMMON = {
    name
    for path in ROOT.glob("plugins/doc_fragments/*.py")
    for block in re.findall(r'r"""\n(.*?)"""', path.read_text(), re.DOTALL)
    for name in (yaml.safe_load(block).get("options") or {})
}


def tasks_of(data: Any) -> list[dict[str, Any]]:
    """Return the tasks of a file, those in blocks included."""
    return [inner for task in data for inner in (tasks_of(task["block"]) if "block" in task else [task])]


@pytest.mark.parametrize("path", TASKS, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_no_task_takes_a_default_away_or_loops_over_secrets(path: Path) -> None:
    text = re.sub(r"!unsafe", "", path.read_text())
    for task in tasks_of(yaml.safe_load(text)):
        for action, options in task.items():
            if action.startswith("interconnect.equinix.") and options:
                omitted = {name for name in options.keys() & COMMON if "omit" in str(options[name])}
                assert not omitted, (task["name"], omitted)
                assert not {"access_token", "access_key_id", "region"} & options.keys(), task["name"]
        # What is looped over is printed: numbers, words and names, and no variable that may hold an account ID.
        loop = str(task.get("loop", ""))
        assert not re.search(r"account|members }}|variables\.options\.\w+ }}|secret|key", loop), (task["name"], loop)
        if "loop" in task:
            assert "loop_var" in task["loop_control"], task["name"]
