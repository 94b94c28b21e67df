# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documents say is true: examples run as pasted, results have the keys that are documented."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba import module as alibaba_module
from ansible_collections.interconnect.equinix.plugins.module_utils._ansible import module as ansible_module

from extensions.simulator.server import Simulator
from tests.support.marks import brief
from tests.support.pages import LOGIN, PAGES, READMES, ROLES, blocks, commands_of, files_of, part, plays_of
from tests.support.plays import ACCOUNT, ROOT, Play, ansible_environment, desired
from tests.tools.matrix import PAIRS

MODULES = sorted((ROOT / "plugins/modules").glob("*.py"))
ALIBABA = [path for path in MODULES if path.stem.startswith("alibaba_")]
FABRIC = [path for path in MODULES if path not in ALIBABA]
# What sets up AWX is run against one, in tests/awx, and what starts the simulator has tests of its own.
PLAYED = {page.parent.name: page for page in READMES if page.parent.name not in ("awx_setup", "simulator")}


@pytest.mark.parametrize("module", FABRIC, ids=lambda path: path.stem)
def test_examples_run_as_pasted(module: Path, play: Play) -> None:
    tasks = part(module, "EXAMPLES")
    assert all(any(key.startswith("interconnect.equinix.") for key in task) for task in tasks)
    plays = [{"hosts": "localhost", "gather_facts": False, "vars": {"alibaba_account_id": ACCOUNT}, "tasks": tasks}]
    assert play.run(plays, **LOGIN) == 0, play.output
    assert "WARNING" not in play.output, play.output


@pytest.mark.parametrize("module", ALIBABA, ids=lambda path: path.stem)
def test_examples_of_alibaba_cloud_run_as_pasted(module: Path, play: Play) -> None:
    """They need something that was ordered, or a router to list or to route on; their results have the documented keys."""
    order = {"name": "Order", "interconnect.equinix.fabric_connection": desired()}
    created = part(ROOT / "plugins/modules/alibaba_virtual_border_router.py", "EXAMPLES")[:2]
    needs_router = module.stem in ("alibaba_bgp_peer", "alibaba_virtual_border_router_info")
    before = [order, *(created if needs_router else [])]
    tasks = part(module, "EXAMPLES")
    assert all(any(key.startswith("interconnect.equinix.") for key in task) for task in tasks)
    results = play.tasks([*before, *tasks], **LOGIN)
    assert [row["task"] for row in results if row["failed"]] == [] and len(results) == len(before) + len(tasks), play.output
    assert "WARNING" not in play.output, play.output
    run = zip(tasks, results[len(before) :], strict=True)
    own = [row["result"] for task, row in run if f"interconnect.equinix.{module.stem}" in task]
    for result in own:
        check_documented(module, result)
    # What is removed in the end was there before.
    assert all(own[0][key] for key in part(module, "RETURN") if key not in ("actions", "account_verified")), own[0]


@pytest.mark.timeout(400)
# The plays of express_connect are much like those of the site; on the oldest ansible-core they are run.
@pytest.mark.parametrize("page", brief(PLAYED, *(set(PLAYED) - {"express_connect"})))
def test_plays_of_the_pages_run_as_pasted(page: Path, play: Play, simulator: Simulator) -> None:
    assert blocks(page, "yaml")
    for block in blocks(page, "yaml"):
        assert play.run(yaml.safe_load(block), "-e", f"alibaba_account_id={ACCOUNT}", **LOGIN) == 0, play.output
        warnings = [line for line in play.output.splitlines() if "WARNING" in line]
        # That the primary one of a pair is not there yet when the secondary one is checked.
        assert all("redundancy.primary" in line for line in warnings), play.output
    assert simulator.logins >= 1


def test_results_have_the_documented_keys(play: Play) -> None:
    options: dict[str, dict[str, Any]] = {
        "fabric_connection": desired(),
        "fabric_connections": {"connections": [desired(wait_timeout=None)]},
        "fabric_routing_protocol": {"connection": "nothing", "state": "absent"},
        "fabric_routing_protocol_info": {"connection": "nothing"},
        "fabric_price_info": {"bandwidth": 200, "a_side": {"metro_code": "FR"}, "z_side": {"metro_code": "FR"}},
    }
    results = play.tasks([{f"interconnect.equinix.{module.stem}": options.get(module.stem, {})} for module in FABRIC])
    assert [row["task"] for row in results if row["failed"]] == [], play.output
    for module, row in zip(FABRIC, results, strict=True):
        check_documented(module, row["result"])


def check_documented(module: Path, result: dict[str, Any]) -> None:
    """Compare a result with what the module says that it returns: the keys, and those of objects in it that the samples have."""
    added = {"changed", "failed", "invocation", "warnings", "deprecations", "ansible_facts", "_ansible_no_log"}
    shown = {key for key in result if key not in added and not key.startswith("_ansible")}
    assert shown == part(module, "RETURN").keys()
    for key, documented in part(module, "RETURN").items():
        sample = documented["sample"][0] if documented["type"] == "list" else documented.get("sample")
        actual = result[key][0] if documented["type"] == "list" and result[key] else result[key]
        if isinstance(sample, dict) and isinstance(actual, dict) and actual:
            assert sample.keys() <= actual.keys(), key


def test_every_module_is_in_its_action_group() -> None:
    groups = yaml.safe_load((ROOT / "meta/runtime.yml").read_text())["action_groups"]
    # Those that the roles use have the members of the others.
    for cloud in ("fabric", "alibaba"):
        assert groups.pop(f"{cloud}_of_roles") == [{"metadata": {"extend_group": [cloud]}}]
    named = {name for members in groups.values() for name in members}
    assert named == {module.stem for module in MODULES}
    for module in MODULES:
        group = "alibaba" if module.stem.startswith("alibaba_") else "fabric"
        assert module.stem in groups[group]
        assert f"interconnect.equinix.attributes.{group}" in part(module, "DOCUMENTATION")["extends_documentation_fragment"]


@pytest.mark.parametrize(
    ("cloud", "spec"),
    [("equinix", ansible_module.equinix_options()), ("alibaba", alibaba_module.alibaba_options())],
    ids=["equinix", "alibaba"],
)
def test_environment_variables_are_documented(cloud: str, spec: dict[str, dict[str, Any]]) -> None:
    fragment = re.search(r'r"""\n(.*?)"""', (ROOT / f"plugins/doc_fragments/{cloud}.py").read_text(), re.DOTALL)
    assert fragment
    options = yaml.safe_load(fragment[1])["options"]
    assert options.keys() == spec.keys()
    for name, option in spec.items():
        variables = option.get("fallback", (None, []))[1]
        assert re.findall(r"E\((\w+)\)", " ".join(options[name]["description"])) == variables


@pytest.mark.parametrize("role", ROLES, ids=lambda path: path.name)
def test_roles_keep_to_their_names(role: Path) -> None:
    entries = yaml.safe_load((role / "meta/argument_specs.yml").read_text())["argument_specs"]
    for entry, spec in entries.items():
        assert (role / f"tasks/{entry}.yml").exists()
        assert all(name.startswith(f"{role.name}_") for name in spec["options"])
    defaults = role / "defaults/main.yml"
    values = yaml.safe_load(defaults.read_text()) if defaults.exists() else {}
    # Ansible's own variable, of which the roles say no more than what it is where nobody sets it.
    assert "python_here" in values.pop("ansible_python_interpreter")
    for name, value in values.items():
        documented = [spec["options"][name].get("default") for spec in entries.values() if name in spec["options"]]
        assert documented and all(item == value for item in documented), name


@pytest.mark.timeout(500)
def test_commands_of_the_readme_run_as_pasted(play: Play, simulator: Simulator) -> None:
    """With the files that it shows, from the rehearsal to the removal, as a newcomer would."""
    files = files_of(ROOT / "README.md")
    assert {"alibaba-fra-1.yml", "credentials.yml"} <= files.keys()
    for name, text in files.items():
        (play.folder / name).write_text(text)
    commands = commands_of(ROOT / "README.md")
    assert len(commands) >= 9
    for number, command in enumerate(commands):
        assert play.shell(command, **LOGIN) == 0, f"{command}\n{play.output}"
        if number == 0:
            assert "--check" in command and simulator.mutating() == []
    assert len(simulator.orders) == len(simulator.alibaba.payments) == 1 and list(simulator.world.living()) == []
    assert (play.folder / "connections.html").exists()


def test_installation_of_the_readme_is_that_of_the_collection() -> None:
    text = (ROOT / "README.md").read_text()
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text())
    assert f"ansible-galaxy collection install git+{galaxy['repository']}.git\n" in text
    assert f"{galaxy['namespace']}-{galaxy['name']}-{galaxy['version']}.tar.gz" in text
    (wanted,) = yaml.safe_load(files_of(ROOT / "README.md")["requirements.yml"])["collections"]
    assert wanted == {"name": f"{galaxy['repository']}.git", "type": "git", "version": "main"}


def test_compatibility_of_the_readme_is_what_is_promised_and_tested() -> None:
    text = (ROOT / "README.md").read_text().split("## Compatibility")[1].split("## ")[0]
    oldest = yaml.safe_load((ROOT / "meta/runtime.yml").read_text())["requires_ansible"].removeprefix(">=").removesuffix(".0")
    assert f"| {oldest} and later; each release from {min(PAIRS)} to {max(PAIRS)} is tested" in text and oldest == min(PAIRS)
    assert f"| {min(python for pythons in PAIRS.values() for python in pythons)} and later" in text
    assert (ROOT / "requirements.txt").read_text() == "requests>=2.31\n" and "`requests` 2.31 and later" in text


@pytest.mark.timeout(250)
def test_plays_of_the_documents_pass_ansible_lint(tmp_path: Path) -> None:
    """Every play of the READMEs and the site, under the profile that Automation Platform demands of certified content."""
    for page in (*READMES, *PAGES):
        plays = "\n".join(plays_of(block).rstrip("\n") + "\n" for block in blocks(page, "yaml"))
        if plays:
            name = f"{page.parent.name}_readme" if page.suffix == ".md" else page.stem
            (tmp_path / f"{name.replace('.', '_')}.yml").write_text(f"---\n{plays}")
    assert len(list(tmp_path.iterdir())) > 15
    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "ansible-lint"),
            *("--profile", "production", "--strict", "--offline", "--nocolor", "--config-file", str(ROOT / ".ansible-lint.yml")),
            *map(str, sorted(tmp_path.iterdir())),
        ],
        cwd=tmp_path,
        env={**ansible_environment(tmp_path), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_names_of_the_collection_are_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text()
    names = [path.stem for path in (*MODULES, *(ROOT / "playbooks").glob("*.yml"))] + [role.name for role in ROLES]
    assert [name for name in names if f"`{name}`" not in text] == []
