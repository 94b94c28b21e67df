# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading the documents: what README.md, the roles' READMEs, the site's pages and the modules show as examples."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import yaml

from extensions.simulator.middleware import CLIENT
from tests.support.plays import ROOT

SITE = ROOT / "docs/docsite"
PAGES = sorted((SITE / "rst").glob("*.rst"))
ROLES = sorted(path for path in (ROOT / "roles").iterdir() if path.is_dir())
READMES = [ROOT / "README.md", *(role / "README.md" for role in ROLES)]
# A login by ID and secret, without the token that the tests have otherwise.
LOGIN = {"EQUINIX_API_TOKEN": "", "EQUINIX_API_CLIENTID": CLIENT[0], "EQUINIX_API_CLIENTSECRET": CLIENT[1]}
# What of a shell is run as pasted: nothing that installs, exports or starts something that stays.
_RUN = re.compile(r"(?:ansible-playbook|ansible-inventory|cat|echo) ")
_NOT_RUN = re.compile(r"interconnect\.equinix\.(?:simulator|awx_setup|NAME)\b")


def part(module: Path, name: str) -> Any:
    """Return DOCUMENTATION, EXAMPLES or RETURN of a module."""
    found = re.search(rf'^{name} = r"""\n(.*?)^"""', module.read_text(), re.MULTILINE | re.DOTALL)
    assert found, f"{module} has no {name}"
    return yaml.safe_load(found[1])


def blocks(page: Path, language: str) -> list[str]:
    """Return the blocks of a page that are in a language and are no files with names of their own."""
    if page.suffix == ".md":
        return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
    found = re.findall(rf"^( *)\.\. code-block:: {language}\n\n((?:\1 +.*\n|\n)+)", page.read_text(), re.MULTILINE)
    return [textwrap.dedent(block) for _indent, block in found]


def plays_of(block: str) -> str:
    """Return the text of a block as plays; tasks alone become a play of their own."""
    first = yaml.safe_load(block)[0]
    if "hosts" in first:
        return block
    return f"- name: Run the tasks\n  hosts: localhost\n  gather_facts: false\n  tasks:\n{textwrap.indent(block, '    ')}"


def files_of(page: Path) -> dict[str, str]:
    """Return the files that a page shows in full: by the caption of the block, or named in the line before it in Markdown."""
    text = page.read_text()
    if page.suffix == ".md":
        return dict(re.findall(r"`([\w-]+\.yml)`[^\n]*\n\n```yml\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    shown = r"^\.\. code-block:: (?:yaml|ini)\n +:caption: (\S+)\n\n((?:   .*\n|\n)+)"
    found = re.findall(shown, text, re.MULTILINE)
    return {name: textwrap.dedent(block).strip() + "\n" for name, block in found}


def commands_of(page: Path) -> list[str]:
    """Return the commands of a page that can be run as pasted, in their order."""
    lines = [line.strip().removeprefix("$ ") for block in blocks(page, "console") for line in block.splitlines()]
    return [line for line in lines if _RUN.match(line) and not _NOT_RUN.search(line)]
