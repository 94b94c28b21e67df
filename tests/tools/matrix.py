# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run tests on every supported pair of Python and ansible-core, each in a virtual environment of its own.

``python -m tests.tools.matrix [--pair 3.12/2.18]... [arguments of pytest]``. Interpreters are those of pyenv, or else those on
PATH. What was installed stays in ``.cache/matrix``; a table comes last, and the exit status tells whether all pairs passed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

from extensions.simulator.virtual_environment import contents

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".cache/matrix"
REQUIREMENTS = ROOT / "tests/requirements.txt"
# What the tests themselves use; the other tools judge the source, which is the same for all pairs.
USED = (
    "aiohttp",
    "alibabacloud_tea_openapi",
    "alibabacloud_vpc20160428",
    "ansible-builder",
    "ansible-runner",
    "equinix",
    "hypothesis",
    "jsonschema",
    "pydantic",
    "pytest",
    "pytest-timeout",
    "pytest-xdist",
    "referencing",
    "trustme",
)
# ansible-core's own support table: which Pythons a control node may have.
PAIRS = {
    "2.16": ("3.11", "3.12"),
    "2.17": ("3.11", "3.12"),
    "2.18": ("3.11", "3.12", "3.13"),
    "2.19": ("3.11", "3.12", "3.13"),
    "2.20": ("3.12", "3.13"),
    "2.21": ("3.12", "3.13"),
    "2.22": ("3.13",),
}
# What pip would not take by itself.
NOT_RELEASED_YET = {"2.22": ">=2.22.0b1,<2.23"}


@dataclass(frozen=True)
class Row:
    """One line of the table; ``note`` says why there are no numbers, or which release was tried."""

    pair: str
    note: str
    passed: int = 0
    failed: int = 0
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Tell whether something was tested, and all of it passed."""
        return self.passed > 0 and self.failed == 0

    def __str__(self) -> str:
        return f"{self.pair:10} {self.passed:6} {self.failed:6} {self.seconds:7.0f}  {self.note}"


def interpreter(python: str) -> str | None:
    """Return the newest interpreter of a release such as 3.12; pyenv's shims fail for inactive ones, so they come last."""
    found = Path.home().glob(f".pyenv/versions/{python}.*/bin/python{python}")
    newest = max(found, key=lambda path: [int(part) for part in re.findall(r"\d+", path.parts[-3])], default=None)
    return str(newest) if newest else shutil.which(f"python{python}")


def install(python: str, core: str) -> Path:
    """Return the virtual environment of a pair, made when it is not there; raises CalledProcessError when it cannot be."""
    folder = FOLDER / f"python{python}-core{core}"
    # The tests' tools are the same for all; what the pairs differ in is named here.
    tools = [line for line in contents(REQUIREMENTS).split() if line.partition("==")[0] in USED]
    wanted = "\n".join([*tools, f"ansible-core{NOT_RELEASED_YET.get(core, f'=={core}.*')}", "requests"])
    ready = folder / "ready"
    if ready.exists() and ready.read_text() == wanted:
        return folder
    path = interpreter(python)
    if path is None:
        raise FileNotFoundError(f"no Python {python}")
    for command in (
        [path, "-m", "venv", "--clear", str(folder)],
        [str(folder / "bin/pip"), "install", "--quiet", "--disable-pip-version-check", *wanted.split("\n")],
    ):
        subprocess.run(command, check=True, env=environment(Path(path).parent), timeout=900)
    ready.write_text(wanted)
    return folder


def environment(first: Path) -> dict[str, str]:
    """Return the environment with one folder of programs before all others."""
    return {**os.environ, "PATH": os.pathsep.join([str(first), os.environ.get("PATH", os.defpath)])}


def run(python: str, core: str, arguments: list[str]) -> Row:
    """Test one pair."""
    pair = f"{python}/{core}"
    try:
        folder = install(python, core)
    except (FileNotFoundError, subprocess.SubprocessError) as error:
        return Row(pair, f"cannot be installed: {error}")
    report = folder / "report.xml"
    report.unlink(missing_ok=True)
    collections = ROOT / ".cache/collections"
    started = time.monotonic()
    command = [str(folder / "bin/python"), "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *arguments]
    paths = {"PYTHONPATH": str(collections), "ANSIBLE_COLLECTIONS_PATH": str(collections)}
    subprocess.run(command, cwd=ROOT, env={**environment(folder / "bin"), **paths}, check=False)
    seconds = time.monotonic() - started
    found = next((folder / "lib").glob("python3*/site-packages/ansible_core-*.dist-info"))
    release = found.name.removesuffix(".dist-info").replace("_", "-")
    if not report.exists():
        return Row(pair, f"{release}: pytest did not end", seconds=seconds)
    counted = [suite.attrib for suite in ET.parse(report).iter("testsuite")]
    total, bad = (sum(int(suite[key]) for suite in counted for key in keys) for keys in (("tests",), ("failures", "errors")))
    return Row(pair, release, total - bad, bad, seconds)


def main() -> int:
    """Run all pairs, one after the other, and print the table."""
    everything = [(python, core) for core, pythons in PAIRS.items() for python in pythons]
    parser = argparse.ArgumentParser(prog="python -m tests.tools.matrix", description=__doc__)
    parser.add_argument("--pair", action="append", help=f"one of {', '.join('/'.join(pair) for pair in everything)}; else all")
    options, arguments = parser.parse_known_args()
    rows = [run(*pair, arguments) for pair in everything if not options.pair or "/".join(pair) in options.pair]
    print(f"\n{'pair':10} {'passed':>6} {'failed':>6} {'seconds':>7}", *rows, sep="\n")
    return 0 if rows and all(row.good for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
