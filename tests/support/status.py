# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook status as a user runs it, and the table that it prints."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from extensions.simulator.server import Simulator
from tests.demo.__main__ import environment


def status(folder: Path, simulator: Simulator, *flags: str, keys: bool = True, playbook: str = "status") -> tuple[int, str]:
    """Run the playbook as it is, with the callback that everybody has; return its exit status and what it printed."""
    variables = environment(simulator)
    del variables["ANSIBLE_CALLBACK_RESULT_FORMAT"]
    if not keys:
        variables = {name: value for name, value in variables.items() if not name.startswith("ALIBABA_CLOUD_ACCESS")}
    done = subprocess.run(
        [str(Path(sys.executable).parent / "ansible-playbook"), f"interconnect.equinix.{playbook}", *flags],
        env={**variables, "ANSIBLE_HOME": str(folder / "home"), "COLUMNS": "100", "ANSIBLE_LOCALHOST_WARNING": "0"},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def table(said: str) -> list[str]:
    """Return the printed lines from the heading on."""
    lines = said.splitlines()
    start = next(number for number, line in enumerate(lines) if '"NAME ' in line)
    return lines[start : next(number for number in range(start, len(lines)) if lines[number].strip() == "]")]
