# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a module says on a host whose Python is too old for it."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils import basic
from ansible_collections.interconnect.equinix.plugins.module_utils._ansible.python_version import problem

from extensions.simulator.server import Simulator
from tests.support.plays import ROOT, Play

MODULES = sorted(path.stem for path in (ROOT / "plugins/modules").glob("*.py"))
CHECKED_FIRST = "from ..module_utils._ansible import python_version\n\npython_version.check()\n"


def older() -> list[Path]:
    """Return the older Pythons of this machine that Ansible itself still runs modules with."""
    oldest = getattr(basic, "_PY_MIN", None)
    if not isinstance(oldest, tuple):
        oldest = (3, 6)  # of ansible-core 2.16
    found = []
    for path in [*Path("/usr/bin").glob("python3.*"), *Path.home().glob(".pyenv/versions/3.*/bin/python3.*")]:
        name = re.fullmatch(r"python3\.(\d+)", path.name)
        if name and oldest <= (3, int(name[1])) < (3, 11) and path.resolve().exists():
            found.append(path)
    return sorted(found)


def stand_in(folder: Path) -> Path:
    """Return a Python that says it is 3.9, for machines that have no older one."""
    site = folder / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text("import sys\nsys.version_info = (3, 9, 18, 'final', 0)\n")
    path = folder / "python3.9"
    path.write_text(f'#!/bin/sh\nPYTHONPATH="{site}:$PYTHONPATH" exec {sys.executable} "$@"\n')
    path.chmod(0o755)
    return path


def test_every_module_names_the_python_that_it_needs(play: Play, simulator: Simulator) -> None:
    tasks: list[dict[str, Any]] = []
    pythons = older() or [stand_in(play.folder)]
    for python in pythons:
        for module in MODULES if python == pythons[0] else ["fabric_connections", "alibaba_bgp_peer"]:
            # Nothing that is needed is given: the Python comes first.
            given = {"ansible_python_interpreter": str(python)}
            tasks.append({"name": module, f"interconnect.equinix.{module}": {}, "vars": given})
    results = play.tasks(tasks, "-vvv")
    assert len(results) == len(tasks), play.output
    for task, row in zip(tasks, results, strict=True):
        python = task["vars"]["ansible_python_interpreter"]
        said = row["result"]["msg"]
        version = f"3.{re.findall(r'[0-9]+', Path(python).name)[-1]}"
        assert f"Python 3.11 is needed, this is {version} at " in said and "set ansible_python_interpreter" in said, row
        assert row["failed"] and row["result"]["error"]["option"] == "ansible_python_interpreter"
    assert "Traceback" not in play.output and simulator.calls == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_asks_before_it_imports_anything_newer(module: str) -> None:
    path = ROOT / f"plugins/modules/{module}.py"
    text = path.read_text()
    assert text.count(CHECKED_FIRST) == 1
    before = ast.parse(text[: text.index(CHECKED_FIRST)])
    assert not [node for node in ast.walk(before) if isinstance(node, (ast.Import, ast.ImportFrom))]
    # Python 3.6 reads the whole file before it runs any of it.
    for checked in (text, (ROOT / "plugins/module_utils/_ansible/python_version.py").read_text()):
        tree = ast.parse(checked, feature_version=(3, 6))
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]


def test_new_enough_is_said_by_the_version_alone() -> None:
    new_enough = [version for version in ((2, 7), (3, 6), (3, 10), (3, 11), (3, 14), (4, 0)) if not problem(*version, "/python")]
    assert new_enough == [(3, 11), (3, 14), (4, 0)]
