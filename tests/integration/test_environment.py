# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The execution environment: what ``ansible-builder`` makes of the project's files, short of building the image."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from extensions.simulator.virtual_environment import contents
from tests.support.plays import ROOT, ansible_environment

PROGRAMS = Path(sys.executable).parent


def run(home: Path, folder: Path, *command: str) -> str:
    """Run one of the tools in a folder and return what it printed; its own files, and no collections yet, are in ``home``."""
    done = subprocess.run(
        [str(PROGRAMS / command[0]), *command[1:]],
        cwd=folder,
        env={**ansible_environment(home), "ANSIBLE_COLLECTIONS_PATH": str(home / "none")},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_builder_finds_the_collection_and_what_it_needs(tmp_path: Path) -> None:
    shutil.copy(ROOT / "execution-environment.yml", tmp_path)
    run(tmp_path, ROOT, "ansible-galaxy", "collection", "build", "--output-path", str(tmp_path / ".cache/build"))
    run(tmp_path, tmp_path, "ansible-builder", "create", "--file", "execution-environment.yml", "--context", "context")
    context = tmp_path / "context"
    tarballs = list((context / "_build/collections").iterdir())
    assert len(tarballs) == 1
    recipe = (
        (context / "Dockerfile").read_text() if (context / "Dockerfile").exists() else (context / "Containerfile").read_text()
    )
    stages = re.split(r"^FROM ", recipe, flags=re.MULTILINE)
    (galaxy,) = (stage for stage in stages if stage.startswith("base AS galaxy"))
    # What the image would run: first nothing, since nothing is asked of a server, then the tarball.
    assert "collections: []" in (context / "_build/requirements.yml").read_text()
    (step,) = re.findall(r"^RUN (ansible-galaxy collection install --offline .*)$", galaxy, re.MULTILINE)
    installed = tmp_path / "share/collections"
    parts = step.replace("/usr/share/ansible/collections", str(installed)).replace("collections/*.tar.gz", str(tarballs[0]))
    run(tmp_path, context / "_build", *parts.split())
    # What it would then install beside, by the script that runs in the image.
    found = yaml.safe_load(
        run(tmp_path, tmp_path, "python", str(context / "_build/scripts/introspect.py"), "introspect", str(installed))
    )
    wanted = {line.partition("  #")[0] for kind in ("python", "system") for line in found[kind]}
    assert wanted == {
        *(ROOT / "requirements.txt").read_text().split(),
        *(line for line in (ROOT / "bindep.txt").read_text().splitlines() if line and not line.startswith("#")),
    }
    assert "COPY --from=galaxy /usr/share/ansible /usr/share/ansible" in stages[-1]


def test_the_image_is_within_what_is_promised() -> None:
    promised = yaml.safe_load((ROOT / "meta/runtime.yml").read_text())["requires_ansible"]
    assert promised == ">=2.16.0"
    image = yaml.safe_load((ROOT / "execution-environment.yml").read_text())["dependencies"]
    assert image["ansible_core"]["package_pip"] == "ansible-core~=2.19.0"
    tested = {line.partition("==")[0]: line.partition("==")[2] for line in contents(ROOT / "tests/requirements.txt").split()}
    assert tested["ansible-core"].startswith("2.19.") and tested["ansible-runner"].startswith("2.4")
