# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run ``ansible-test sanity`` on a copy of the project that lies where ansible-test wants it.

``python -m tests.tools.sanity [arguments of ansible-test sanity]``. All tests, no skips, no ignore files. What it leaves
behind is in ``.cache/sanity`` and in ansible-test's own cache (``~/.ansible/test``).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import ansible_test

ROOT = Path(__file__).parents[2]
COPY = ROOT / ".cache/sanity/ansible_collections/interconnect/equinix"
BOOTSTRAP_HOST = "https://ci-files.testing.ansible.com/"

# ansible-test runs pip's bootstrap script to put pip into its new virtual environments. It downloads the script from a host
# that closed networks do not reach; this one stands in for it there.
STAND_IN = '''\
"""Stand-in for pip's bootstrap script: the pip that comes with Python installs what is named."""

import os
import subprocess
import sys

try:
    import pip
except ImportError:
    import ensurepip

    ensurepip.bootstrap()
    # ensurepip turns pip's configuration off; mirrors and certificates are set there.
    os.environ.pop("PIP_CONFIG_FILE", None)

arguments = [item for item in sys.argv[1:] if item not in ("--no-setuptools", "--no-wheel")]
sys.exit(subprocess.call([sys.executable, "-m", "pip", "install", *arguments]))
'''


def copy_project() -> None:
    """Copy what git knows or would add; caches and virtual environments stay out."""
    shutil.rmtree(COPY, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in listed.stdout.splitlines():
        source, target = ROOT / name, COPY / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    # Its own repository: ansible-test would ask the project's one, which ignores this folder.
    subprocess.run(["git", "init", "--quiet"], cwd=COPY, check=True)
    subprocess.run(["git", "add", "--all"], cwd=COPY, check=True)


def place_bootstrap() -> None:
    """Put the stand-in into ansible-test's cache when the real script cannot be had."""
    try:
        urllib.request.urlopen(BOOTSTRAP_HOST, timeout=5)
    except urllib.error.HTTPError:
        return  # the host answers
    except OSError:
        pass
    else:
        return
    code = Path(ansible_test.__path__[0], "_internal/python_requirements.py").read_text()
    versions = set(re.findall(r"pip='([0-9.]+)'", code))
    if not versions:
        sys.exit("ansible-test no longer says which pip it wants; see infrastructure_packages in its python_requirements.py")
    cache = Path.home() / ".ansible/test/cache"
    cache.mkdir(parents=True, exist_ok=True)
    for version in versions:
        path = cache / f"get_pip_{version.replace('.', '_')}.py"
        if not path.exists():
            path.write_text(STAND_IN)


def search_path() -> str:
    """Return PATH with this virtual environment and real interpreters first: pyenv's shims fail for inactive versions."""
    folders = [str(Path(sys.executable).parent)]
    folders += sorted(map(str, Path.home().glob(".pyenv/versions/3.*/bin")), reverse=True)
    return os.pathsep.join([*folders, os.environ.get("PATH", os.defpath)])


def main() -> int:
    """Run the sanity tests; the exit status is ansible-test's."""
    copy_project()
    place_bootstrap()
    command = [str(Path(sys.executable).parent / "ansible-test"), "sanity", "--requirements", "--color", "no", *sys.argv[1:]]
    return subprocess.run(command, cwd=COPY, env={**os.environ, "PATH": search_path()}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
