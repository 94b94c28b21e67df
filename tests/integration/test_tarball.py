# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tarball as users get it: installed into an empty place, and the README's first playbook run with it."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

import yaml

from extensions.simulator.server import Simulator
from tests.support.plays import ACCOUNT, ROOT, Play, galaxy

# What serves development only, and has no place on a user's disk.
BALLAST = (".cache", ".ci", ".git", ".venv", "Makefile", "pyproject.toml", "tests")


def test_it_holds_what_users_need_and_nothing_else(tarball: Path) -> None:
    with tarfile.open(tarball) as archive:
        names = set(archive.getnames())
    assert {"README.md", "CHANGELOG.rst", "meta/runtime.yml", "LICENSES/GPL-3.0-or-later.txt", "requirements.txt"} <= names
    assert {"playbooks/simulator.yml", "extensions/simulator/requirements.txt", "extensions/simulator/server.py"} <= names
    assert not [name for name in names if name.split("/")[0] in BALLAST or "__pycache__" in name]
    assert tarball.stat().st_size < 1_000_000


def test_the_first_playbook_of_the_readme_runs_from_an_empty_place(
    tarball: Path, tmp_path: Path, play: Play, simulator: Simulator
) -> None:
    empty = str(tmp_path / "collections")
    galaxy(tmp_path, "install", str(tarball), "--collections-path", empty, "--offline", collections=empty)
    first = re.search(r"## A first playbook\n\n```yaml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert first
    plays = yaml.safe_load(first[1])
    plays[0]["vars"] = {"alibaba_account_id": ACCOUNT}
    place = {"ANSIBLE_COLLECTIONS_PATH": empty}
    assert play.run(plays, "--check", **place) == 0 and simulator.mutating() == [], play.output
    assert play.run(plays, **place) == 0, play.output
    assert [row["name"] for row in simulator.orders] == ["alibaba-fra-1"]
