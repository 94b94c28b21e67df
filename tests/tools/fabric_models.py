# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Put the models of two releases of Equinix's Python SDK side by side, for the tests: ``python -m tests.tools.fabric_models``.

Each release becomes a package of its own name in ``.cache/fabric_models``, so that both can be imported by one process. A
model is loaded when it is asked for: all thousand of them together take four seconds, those that the tests need half a second.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

FOLDER = Path(__file__).parents[2] / ".cache/fabric_models"
# The last is generated from Equinix's API 4.34, the one before from an older one.
RELEASES = ("0.20.0", "0.21.0")
MODELS = "equinix.services.fabricv4.models"
# Defaults of 0.21.0 that their own enumerations do not have: with them, the release cannot be imported at all.
INVALID = {
    "cross_connect_schedule_sort_criteria": "CrossConnectScheduleSortCriteriaProperty.STARTDATETIME",
    "cross_connect_sort_criteria": "CrossConnectSortCriteriaProperty.CHANGE_LOG_SLASH_UPDATED_DATE_TIME",
    "internet_access_routing_protocol_bgp": "InternetAccessBgpAuthType.NUMBER_NONE",
}
PACKAGE = '''"""Models of equinix {release}, each loaded when it is asked for; made by tests/tools/fabric_models.py."""

from importlib import import_module

MODULES = {modules!r}


def __getattr__(name):
    if name not in MODULES:
        raise AttributeError(f"equinix {release} has no model {{name}}")
    return getattr(import_module(f"{{__name__}}.{{MODULES[name]}}"), name)
'''


def package(release: str) -> str:
    """Return the name under which the models of a release are imported."""
    return f"equinix_{release.replace('.', '_')}"


def main() -> None:
    """Make the packages anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for release in RELEASES:
        with tempfile.TemporaryDirectory() as folder:
            options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:", "--dest", folder]
            subprocess.run([sys.executable, "-m", "pip", "download", *options, f"equinix=={release}"], check=True, timeout=600)
            with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
                _write(wheel, release)


def _write(wheel: zipfile.ZipFile, release: str) -> None:
    """Write the models of a release as a package of its own."""
    target = FOLDER / package(release)
    target.mkdir(parents=True)
    inside = MODELS.replace(".", "/") + "/"
    for name in wheel.namelist():
        if name.startswith(inside) and name.endswith(".py"):
            text = wheel.read(name).decode()
            file = Path(name).name
            if file == "__init__.py":
                modules = {model: module for module, model in re.findall(rf"from {re.escape(MODELS)}\.(\w+) import (\w+)", text)}
                text = PACKAGE.format(release=release, modules=modules)
            text = text.replace(MODELS, package(release))
            invalid = INVALID.get(Path(name).stem)
            if invalid and release == RELEASES[-1]:
                if invalid not in text:
                    raise SystemExit(f"{file} of equinix {release} does not have the default {invalid}; take it out of INVALID.")
                text = text.replace(invalid, "None")
            (target / file).write_text(text)


if __name__ == "__main__":
    main()
