# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Put the collection awx.awx beside this one, for the tests: ``python -m tests.tools.awx_collection``.

It is taken out of the Python package ``ansible``, which comes from the same place as all other tools; the rest of that package
stays out of the virtual environment.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

COLLECTIONS = Path(__file__).parents[2] / ".cache/collections"
PACKAGE = "ansible==12.3.0"
FOLDER = "ansible_collections/awx/awx/"


def main() -> None:
    """Download the package, keep the one folder."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary=:all:",
            "--dest",
            folder,
            PACKAGE,
        ]
        subprocess.run(command, check=True, timeout=600)
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            wheel.extractall(COLLECTIONS, [name for name in wheel.namelist() if name.startswith(FOLDER)])


if __name__ == "__main__":
    main()
