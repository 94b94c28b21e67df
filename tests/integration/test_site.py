# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation site's pages are true: their examples run as pasted, and what they name is there."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.interconnect.equinix.plugins.module_utils import _alibaba_module, _module

from extensions.simulator import seed
from extensions.simulator.gate import CLIENT
from tests.integration.support import ACCOUNT, ROOT, Play, wished
from tests.integration.test_documents import LOGIN, part
from tests.tools.sentences import PAGE, missing, stale

SITE = ROOT / "docs/docsite"
PAGES = sorted((SITE / "rst").glob("*.rst"))
FILTERS = sorted(path for kind in ("filter", "lookup") for path in (ROOT / f"plugins/{kind}").glob("*.py"))
VARIABLES = {
    "alibaba_account_id": ACCOUNT,
    "alibaba_service_token": seed.uid("alibaba-fra-token"),
    "vault_equinix_client_id": CLIENT[0],
    "vault_equinix_client_secret": CLIENT[1],
    "vault_alibaba_access_key_id": seed.ALIBABA_KEYS[ACCOUNT][0],
    "vault_alibaba_access_key_secret": seed.ALIBABA_KEYS[ACCOUNT][1],
}

# The connections that the examples of a page are about.
THERE = {"report": ["alibaba-fra-1", "alibaba-fra-2"]}


def blocks(page: Path, language: str) -> list[str]:
    """Return the code blocks of a page that are in a language."""
    found = re.findall(rf"^\.\. code-block:: {language}\n\n((?:  .*\n|\n)+)", page.read_text(), re.MULTILINE)
    return [textwrap.dedent(block) for block in found]


def plays_of(block: str) -> list[dict[str, Any]]:
    """Return a block as plays; tasks alone become a play of their own."""
    items: list[dict[str, Any]] = yaml.safe_load(block)
    return items if "hosts" in items[0] else [{"hosts": "localhost", "gather_facts": False, "tasks": items}]


# The page on AWX is run by tests/awx, where there is an AWX.
@pytest.mark.timeout(250)
@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.stem != "awx" and blocks(page, "yaml")], ids=lambda path: path.stem
)
def test_examples_of_the_pages_run_as_pasted(page: Path, play: Play) -> None:
    """All of a page in one run, in their order, as a reader would try them."""
    for number, name in enumerate(THERE.get(page.stem, ())):
        play("fabric_connection", wished(name=name, a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 1001 + number}))
    plays = [item for block in blocks(page, "yaml") for item in plays_of(block)]
    assert play.run([{**item, "vars": {**VARIABLES, **item.get("vars", {})}} for item in plays], **LOGIN) == 0, play.output
    warnings = [line for line in play.output.splitlines() if "[WARNING]" in line]
    # That the primary one of a pair is not there yet when the secondary one is checked.
    assert all("redundancy.primary" in line for line in warnings), play.output


def test_examples_of_the_filters_run_as_pasted(play: Play) -> None:
    tasks = [task for path in FILTERS for task in part(path, "EXAMPLES")]
    # What a role knows of itself.
    inside = {"role_path": str(ROOT / "roles/fabric_fleet")}
    assert play.run([{"hosts": "localhost", "gather_facts": False, "vars": inside, "tasks": tasks}]) == 0, play.output
    assert "Awaiting approval: alibaba-fra-1" in play.output


def test_every_page_is_in_a_section() -> None:
    sections = yaml.safe_load((SITE / "extra-docs.yml").read_text())["sections"]
    assert sorted(name for section in sections for name in section["toctree"]) == [page.stem for page in PAGES]


def test_commands_of_the_pages_are_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    playbooks = {path.stem for path in (ROOT / "playbooks").glob("*.yml")}
    for page in (*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "README.md"):
        text = page.read_text()
        assert set(re.findall(r"(?:^(?: *\$ )?|`)make ([a-z-]+)", text, re.MULTILINE)) <= targets, page
        assert set(re.findall(r"ansible-playbook interconnect\.equinix\.(\w+)", text)) - {"NAME"} <= playbooks, page
        for path in re.findall(r"`((?:tests|docs|plugins|roles|meta)/[\w./-]+)`", text):
            assert (ROOT / path).exists(), f"{page} names {path}"


def test_options_that_take_the_place_of_terraforms_are_there() -> None:
    known = {"wait_timeout", *_module.equinix_options(), *_alibaba_module.alibaba_options()}
    modules = ("fabric_connection", "fabric_routing_protocol", "alibaba_virtual_border_router", "alibaba_bgp_peer")

    def add(options: dict[str, Any], prefix: str = "") -> None:
        for name, option in options.items():
            known.add(prefix + name)
            add(option.get("suboptions", {}), f"{prefix}{name}.")

    for module in modules:
        add(part(ROOT / f"plugins/modules/{module}.py", "DOCUMENTATION")["options"])
    column = re.findall(r"^    - (.*)$", (SITE / "rst/terraform.rst").read_text(), re.MULTILINE)
    named = {name for cell in column for name in re.findall(r"``([a-z][a-z0-9_.]*)``", cell)}
    assert len(named) > 45 and named - known == set(modules)


def test_variables_and_actions_of_alibaba_cloud_are_on_their_pages() -> None:
    options = [*_alibaba_module.alibaba_options().values(), *_alibaba_module.account_options().values()]
    variables = {name for option in options for name in option.get("fallback", (None, []))[1]}
    assert variables <= set(re.findall(r"``(\w+)``", (SITE / "rst/authentication.rst").read_text()))
    calls = (ROOT / "plugins/module_utils/_alibaba/api.py").read_text()
    actions = set(re.findall(r'(?:_(?:call|write|list)\(\s*|"x-acs-action": )"(\w+)"', calls))
    _before, allowed = (SITE / "rst/both_ends.rst").read_text().split("What the access key must be allowed to do")
    assert len(actions) > 15 and set(re.findall(r"``([A-Z][a-z]+[A-Z]\w+)``", allowed.split("Without credentials")[0])) == actions


def test_every_error_is_explained() -> None:
    text = PAGE.read_text()
    unexplained = "\n".join(f"{item.place}: {item.text}" for item in missing(text))
    assert not unexplained, f"Explain on {PAGE.name} (python -m tests.tools.sentences helps):\n{unexplained}"
    assert stale(text) == []
