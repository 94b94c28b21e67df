# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What it takes to load filters: Ansible does so anew for every task that uses one."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

FILTERS = sorted((Path(__file__).parents[3] / "plugins/filter").glob("*.py"))
PACKAGE = "ansible_collections.interconnect.equinix.plugins"
DEFERRED = [(path.stem, *found) for path in FILTERS for found in re.findall(r'deferred\("([\w.]+)", "(\w+)"\)', path.read_text())]


def test_filters_load_without_what_they_are_made_of() -> None:
    program = f"""
import sys
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    __import__("{PACKAGE}.filter." + name)
print(*sorted(name for name in sys.modules if name.startswith("{PACKAGE}.") and ".filter" not in name or name == "requests"))
"""
    collections = str(Path(__file__).parents[3] / ".cache/collections")
    command = [sys.executable, "-c", program, collections, *(path.stem for path in FILTERS)]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split()
    assert loaded == [f"{PACKAGE}.plugin_utils", f"{PACKAGE}.plugin_utils.deferred"]


@pytest.mark.parametrize(("filter_name", "module", "name"), DEFERRED)
def test_what_a_filter_defers_is_there(filter_name: str, module: str, name: str) -> None:
    assert callable(getattr(import_module(f"{PACKAGE}.plugin_utils.{module}"), name)), filter_name
