# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Building the documentation site for tests that look at it."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What the target depends on is there where tests run.
READY = (".venv/ready", ".cache/collections/ansible_collections/interconnect/equinix/galaxy.yml")
AWX = ".cache/collections/ansible_collections/awx/awx/MANIFEST.json"
MODELS = ".cache/fabric_models/ready"


def built(folder: Path) -> Path:
    """Return the folder of the pages that ``make docs`` makes, made once for all processes that share a folder."""
    pages = folder / "site/html"
    with (folder / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not pages.exists():
            old = [word for path in (*READY, AWX, MODELS) for word in ("--old-file", path)]
            done = subprocess.run(
                ["make", "--directory", str(ROOT), "docs", f"SITE={folder / 'site'}", *old],
                env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
                capture_output=True,
                text=True,
                timeout=400,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr
    return pages
