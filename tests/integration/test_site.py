# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation site's pages are true: their examples run as pasted, and what they name is there."""

from __future__ import annotations

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba import module as alibaba_module
from ansible_collections.interconnect.equinix.plugins.module_utils._ansible import module as ansible_module

from extensions.simulator import seed
from extensions.simulator.middleware import CLIENT
from extensions.simulator.server import Simulator
from tests.support.marks import brief
from tests.support.pages import LOGIN, PAGES, SITE, blocks, commands_of, files_of, part, plays_of
from tests.support.plays import ACCOUNT, ROOT, Play, desired
from tests.tools.sentences import PAGE, missing, stale
from tests.tools.site import built

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
THERE = {"report": ["alibaba-fra-1", "alibaba-fra-2"], "inventory": ["alibaba-fra-1"]}
# Whose commands are run as pasted, with the files that they show.
SHELLS = ("quick_start", "playbooks", "inventory", "fleets")
# The page on AWX is run by tests/awx, where there is an AWX.
EXAMPLES = {page.stem: page for page in PAGES if page.stem != "awx" and blocks(page, "yaml")}
RAM = re.compile(r"``vpc:([A-Z]\w+)``")


@pytest.mark.timeout(500)
@pytest.mark.parametrize("page", brief(EXAMPLES, *(set(EXAMPLES) - {"both_ends", "redundancy"})))
def test_examples_of_the_pages_run_as_pasted(page: Path, play: Play) -> None:
    """All of a page in one run, in their order, as a reader would try them."""
    # A page that takes a pair through both ends and back is many tasks.
    play.patience = 450
    for number, name in enumerate(THERE.get(page.stem, ())):
        play("fabric_connection", desired(name=name, a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 1001 + number}))
    plays = [item for block in blocks(page, "yaml") for item in yaml.safe_load(plays_of(block))]
    assert play.run([{**item, "vars": {**VARIABLES, **item.get("vars", {})}} for item in plays], **LOGIN) == 0, play.output
    warnings = [line for line in play.output.splitlines() if "[WARNING]" in line]
    # That the primary one of a pair is not there yet when the secondary one is checked.
    assert all("redundancy.primary" in line for line in warnings), play.output


@pytest.mark.timeout(500)
# The README's commands are much like those of the first two.
@pytest.mark.parametrize("page", brief({stem: SITE / f"rst/{stem}.rst" for stem in SHELLS}, "inventory", "fleets"))
def test_commands_of_the_pages_run_as_pasted(page: Path, play: Play, simulator: Simulator) -> None:
    """All of a page in their order, each with the files that the page shows in full."""
    for number, name in enumerate(THERE.get(page.stem, ())):
        play("fabric_connection", desired(name=name, a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 1001 + number}))
        assert play.shell(f"curl -sfX POST {play.url}/simulator/connections/{simulator.orders[-1]['uuid']}/accept") == 0
    (play.folder / "vault.yml").write_text(json.dumps(VARIABLES))
    for name, text in files_of(page).items():
        (play.folder / name).parent.mkdir(exist_ok=True)
        (play.folder / name).write_text(text)
    commands = commands_of(page)
    assert len(commands) > 1
    for command in commands:
        assert play.shell(command, **LOGIN) == 0, f"{command}\n{play.output}"


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
    known = {"wait_timeout", *ansible_module.equinix_options(), *alibaba_module.alibaba_options()}
    modules = (
        *("fabric_connection", "fabric_routing_protocol"),
        *("alibaba_physical_connection", "alibaba_virtual_border_router", "alibaba_bgp_peer"),
    )

    def add(options: dict[str, Any], prefix: str = "") -> None:
        for name, option in options.items():
            known.add(prefix + name)
            add(option.get("suboptions", {}), f"{prefix}{name}.")

    for module in modules:
        add(part(ROOT / f"plugins/modules/{module}.py", "DOCUMENTATION")["options"])
    column = re.findall(r"^    - (.*)$", (SITE / "rst/terraform.rst").read_text(), re.MULTILINE)
    named = {name for cell in column for name in re.findall(r"``([a-z][a-z0-9_.]*)``", cell)}
    assert len(named) > 45 and named - known == set(modules)
    # What Terraform can set about routing, this can too.
    routing = {name for name in known if name.startswith(("bgp.", "direct."))} - {"bgp.bfd"}
    assert routing and routing <= named


def test_what_was_measured_is_the_same_on_both_pages() -> None:
    terraform, fleets = ((SITE / f"rst/{stem}.rst").read_text() for stem in ("terraform", "fleets"))
    rows = re.findall(
        r"^   \* - (1|50)\n     - (.*)\n     - ([\d.]+)\n     - (\d+)\n     -(?: ([\d.]+))?$", terraform, re.MULTILINE
    )
    assert [row[0] for row in rows] == ["1", "1", "50", "50", "50"]
    told = fleets.split("Terraform with the provider")[1].split("A fleet that has not changed")[0]
    assert {figure for row in rows for figure in row[2:] if figure} <= set(re.findall(r"\d+(?:\.\d+)?", told))
    # Five rounds of ten, which is the model that the page of fleets gives.
    assert float(rows[2][2]) == 5 * float(rows[0][2])


def test_variables_of_alibaba_cloud_are_on_the_page_of_authentication() -> None:
    options = [*alibaba_module.alibaba_options().values(), *alibaba_module.account_options().values()]
    variables = {name for option in options for name in option.get("fallback", (None, []))[1]}
    assert variables <= set(re.findall(r"``(\w+)``", (SITE / "rst/authentication.rst").read_text()))


def called(pattern: str) -> set[str]:
    """Return the actions of Alibaba Cloud that are called in some way anywhere in the collection."""
    texts = [path.read_text() for path in (ROOT / "plugins").rglob("*.py")]
    return {action for text in texts for action in re.findall(pattern, text)}


def test_actions_of_alibaba_cloud_are_on_the_page_of_permissions_and_in_its_policies() -> None:
    text = (SITE / "rst/permissions.rst").read_text()
    actions = called(r'_(?:call|write|list)\(\s*"([A-Z][a-z]+[A-Z]\w+)"')
    assert len(actions) >= 19
    table = text.split(".. code-block:: json")[0]
    assert set(RAM.findall(table)) == actions
    every, looking = (json.loads(block)["Statement"][0]["Action"] for block in blocks(SITE / "rst/permissions.rst", "json"))
    assert len(every) == len(set(every)) and set(every) == {f"vpc:{action}" for action in actions}
    assert set(looking) == {f"vpc:{action}" for action in actions if action.startswith(("Describe", "Get", "List"))}
    # What the other groups of the table are for shows in their names.
    assert {f"vpc:{action}" for action in actions if action.startswith(("Delete", "Terminate"))} <= set(every) - set(looking)
    asked = called(r'"x-acs-action": "(\w+)"')
    assert asked and all(f"``sts:{action}``" in text for action in asked)


def test_every_playbook_has_a_section_with_an_example() -> None:
    text = (SITE / "rst/playbooks.rst").read_text()
    for playbook in (ROOT / "playbooks").glob("*.yml"):
        section = re.search(rf"^``{playbook.stem}``\n~+\n((?:(?!^~~|^--).*\n)+)", text, re.MULTILINE)
        assert section and f"$ ansible-playbook interconnect.equinix.{playbook.stem}" in section[1], playbook.stem
        assert f"  * - ``{playbook.stem}``\n" in text, playbook.stem


def test_what_works_in_the_repository_only_is_said_to() -> None:
    for page in (*PAGES, ROOT / "README.md", *(path / "README.md" for path in (ROOT / "roles").iterdir() if path.is_dir())):
        text = page.read_text()
        if re.search(r"(?:^(?: *\$ )?|`)make [a-z]|python -m tests", text, re.MULTILINE):
            assert re.search(r"(?:clone|copy)\s+of\s+the\s+(?:collection's\s+)?repository", text), page


def test_long_pages_have_contents() -> None:
    for page in PAGES:
        text = page.read_text()
        if len(re.findall(r"^.+\n-{3,}$", text, re.MULTILINE)) > 3:
            assert ".. contents::\n   :local:\n   :depth: 1\n" in text, page.stem


def test_pages_have_the_titles_that_people_look_for() -> None:
    titles = {page.stem: re.findall(r"^(.+)\n=+$", page.read_text(), re.MULTILINE) for page in PAGES}
    wanted = {
        "both_ends": "Alibaba Cloud side",
        "check_mode": "Check mode and diff",
        "costs": "Costs",
        "glossary": "Glossary",
        "inventory": "Inventory",
        "permissions": "Permissions",
        "playbooks": "Playbooks",
        "questions": "Questions",
        "reliability": "Reliability",
        "report": "Report",
    }
    assert {stem: titles[stem] for stem in wanted} == {stem: [title] for stem, title in wanted.items()}


def test_the_pages_warn_of_what_a_loop_prints() -> None:
    text = (SITE / "rst/authentication.rst").read_text().split("What Ansible itself shows")[1]
    assert "loop_control:\n        label:" in text and "account ID" in text


class Page(HTMLParser):
    """What a page of the site holds."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.sidebar: list[str] = []  # where its links lead
        self.groups: list[str] = []
        self.pictures: list[dict[str, str | None]] = []  # the attributes of each
        self.captions = 0
        self._inside: list[str] = []
        self.feed(path.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        kind = attributes.get("class") or ""
        if tag == "div":
            self._inside.append(kind)
        if "sidebar-tree" in self._inside:
            if tag == "a":
                self.sidebar.append(attributes["href"] or "")
            self.groups += ["caption"] if tag == "p" and "caption" in kind else []
        self.pictures += [attributes] if tag == "svg" and kind in ("wide", "narrow") else []
        self.captions += tag == "figcaption"

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self._inside:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self.groups[-1:] == ["caption"] and data.strip():
            self.groups[-1] = data.strip()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once for all processes of a test run, in which no warning is allowed."""
    folder = tmp_path_factory.getbasetemp()
    return built(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder)


@pytest.mark.timeout(500)
def test_every_page_can_be_reached_from_the_sidebar(site: Path) -> None:
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")} - {"index.html", "search.html", "genindex.html"}
    index = Page(site / "index.html")
    assert pages == set(index.sidebar) and len(pages) > 60
    sections = yaml.safe_load((SITE / "extra-docs.yml").read_text())["sections"]
    assert index.groups == [*(section["title"] for section in sections), "Reference"]
    for path in (*(ROOT / "plugins/modules").glob("*.py"), *(path for path in (ROOT / "roles").iterdir() if path.is_dir())):
        assert f"{path.stem}_{'module' if path.suffix else 'role'}.html" in pages, path


@pytest.mark.timeout(500)
def test_pictures_are_drawn_twice_and_told_in_words(site: Path) -> None:
    described = {page.stem: page.read_text().count(":class: picture ") for page in PAGES}
    assert {"costs", "both_ends", "redundancy"} <= {stem for stem, count in described.items() if count}
    for stem, count in {"../index": 1, **described}.items():
        page = Page(site / f"docsite/{stem}.html")
        assert len(page.pictures) == 2 * count and page.captions == count, stem
        for picture in page.pictures:
            assert picture["role"] == "img" and len(picture["aria-label"] or "") > 60, stem


def test_every_error_is_explained() -> None:
    text = PAGE.read_text()
    unexplained = "\n".join(f"{item.place}: {item.text}" for item in missing(text))
    assert not unexplained, f"Explain on {PAGE.name} (python -m tests.tools.sentences helps):\n{unexplained}"
    assert stale(text) == []
