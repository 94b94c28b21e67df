# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``ansible-playbook interconnect.equinix.simulator`` from an installed tarball, and the commands that it shows.

Everything is real but PyPI: two wheels stand in for what the simulator needs, and lead to the packages of these tests.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
import requests

from tests.support.plays import ACCOUNT, ROOT, ansible_environment, galaxy

PINNED = (ROOT / "extensions/simulator/requirements.txt").read_text().split()


def wheel(folder: Path, pinned: str) -> None:
    """Make a wheel of a name and version that only says where the packages of these tests are."""
    name, version = pinned.split("==")
    packages = Path(aiohttp.__file__).parents[1]
    about = f"{name}-{version}.dist-info"
    files = {
        f"{name}_elsewhere.pth": f"{packages}\n",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in (*files, f"{about}/RECORD"))
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, text in {**files, f"{about}/RECORD": record}.items():
            archive.writestr(path, text)


class Reader:
    """Somebody with an installed collection and no repository, who has a token of the real cloud in the environment."""

    def __init__(self, home: Path, collections: Path) -> None:
        self.home, self.output = home, ""
        self.folder = home / ".cache/interconnect.equinix/simulator"
        self.wheels = home / "wheels"
        self.wheels.mkdir()
        for pinned in PINNED:
            wheel(self.wheels, pinned)
        scripts = Path(sys.executable).parent
        self.environment = {
            **ansible_environment(home),
            "ANSIBLE_COLLECTIONS_PATH": str(collections),
            "EQUINIX_API_TOKEN": "token-of-the-real-cloud",
            "HOME": str(home),
            "PATH": f"{scripts}:{os.environ['PATH']}",
            "PIP_FIND_LINKS": str(self.wheels),
            "PIP_NO_INDEX": "1",
        }

    def shell(self, command: str, **more: str) -> int:
        """Run a command line as it would be pasted, and return its exit status."""
        done = subprocess.run(
            ["bash", "-c", command],
            env={**self.environment, **more},
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=100,
            check=False,
        )
        self.output = done.stdout
        return done.returncode

    def play(self, *options: str, **more: str) -> int:
        """Run the playbook; return how many tasks changed something, or -1 when it failed."""
        failed = self.shell(" ".join(("ansible-playbook interconnect.equinix.simulator", *options)), **more)
        (changed,) = re.findall(r"changed=(\d+)", self.output)
        return -1 if failed else int(changed)

    def told(self) -> list[str]:
        """Return the lines that the playbook showed."""
        (shown,) = re.findall(r'"msg": (\[\n.*?\n    \])', self.output, re.DOTALL)
        lines: list[str] = json.loads(shown)
        return lines

    def pid(self) -> int:
        """Return the process of the simulator that runs, and 0 when none does."""
        path = self.folder / "running.json"
        return int(json.loads(path.read_text())["pid"]) if path.exists() else 0


@pytest.fixture
def reader(tarball: Path, tmp_path: Path) -> Iterator[Reader]:
    """A reader, whose simulator does not outlive the test."""
    collections = tmp_path / "collections"
    galaxy(tmp_path, "install", str(tarball), "-p", str(collections), "--offline", collections=str(collections))
    somebody = Reader(tmp_path, collections)
    yield somebody
    if somebody.pid():
        os.kill(somebody.pid(), signal.SIGTERM)


@pytest.mark.timeout(400)
def test_from_an_installed_tarball_to_a_first_connection(reader: Reader) -> None:
    # Check mode does nothing, and says so.
    assert reader.play("--check") == 2, reader.output
    assert "would be made" not in reader.told()[0] and "would be started" in reader.told()[0]
    assert not reader.folder.exists()

    # It outlives its play, and tells everything.
    assert reader.play() == 2, reader.output
    first, pid = reader.told(), reader.pid()
    assert "WARNING" not in re.sub(r"\[WARNING\]: (No inventory|provided hosts)", "", reader.output)
    text = "\n".join(first)
    (url,) = re.findall(r"EQUINIX_API_ENDPOINT=(\S+)", text)
    assert requests.get(f"{url}/simulator/process", timeout=5).json() == {"pid": pid}
    for needed in (
        ACCOUNT,
        "FR-PRI-DOT1Q",
        "fra-router",
        "fra-edge",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET=",
        "simulator_state=stopped",
    ):
        assert needed in text
    assert "FR-DOWN-DOT1Q" not in text

    # A second run starts no second one, and shows the same.
    assert reader.play() == 0, reader.output
    assert reader.told() == first and reader.pid() == pid

    # What it shows can be pasted.
    (source,) = [line for line in first if line.startswith("source ")]
    rehearse, order = [line for line in first if "express_connect_from_port" in line]
    assert rehearse == f"{order} --check"
    # An account that is not there is refused with those that are.
    other = reader.home / "other.yml"
    other.write_text('express_connect_account_id: "1234567890123456"\n')
    assert reader.shell(f"{source}; {rehearse} -e @{other}") != 0
    assert ACCOUNT in reader.output and "no such account" in reader.output, reader.output
    assert "1234567890123456" not in reader.output
    assert requests.get(f"{url}/simulator/state", timeout=5).json()["orders"] == []
    assert reader.shell(f"{source}; {order}") == 0, reader.output
    state = requests.get(f"{url}/simulator/state", timeout=5).json()
    assert [row["name"] for row in state["orders"]] == ["alibaba-fra-1"] and len(state["alibaba"]["payments"]) == 1

    # It is stopped once.
    assert reader.play("-e simulator_state=stopped", "--check") == 1 and reader.pid() == pid, reader.output
    assert reader.play("-e simulator_state=stopped") == 1 and reader.pid() == 0, reader.output
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)


@pytest.mark.timeout(400)
def test_what_goes_wrong_is_said_in_one_sentence(reader: Reader) -> None:
    # No network: nothing is started, and the next run makes good what this one could not.
    assert reader.play(PIP_FIND_LINKS="") == -1
    assert "pip could not install what" in reader.output and "has to be reachable" in reader.output, reader.output
    assert reader.pid() == 0
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert reader.play(f"-e simulator_port={port}") == -1
        assert f"simulator_port {port} cannot be had (Address already in use); give another" in reader.output, reader.output
    assert reader.play("-e simulator_arguments=--fleeet=3") == -1
    assert "ended at once: python -m simulator: error: unrecognized arguments: --fleeet=3" in reader.output, reader.output
    assert reader.play("-e simulator_python=no-such-python", "-e simulator_folder=~/other") == -1
    assert "simulator_python 'no-such-python' cannot be run" in reader.output, reader.output
    assert reader.play("-e simulator_folder=relative") == -1
    assert "simulator_folder 'relative' does not begin at / or ~" in reader.output, reader.output
    assert reader.play("-e simulator_prot=80") == -1
    assert "did you mean simulator_port?" in reader.output, reader.output
    # One that runs is not taken for another.
    assert reader.play("-e \"simulator_arguments='--fleet 3'\"") == 1, reader.output
    assert reader.play(f"-e simulator_port={port}") == -1
    assert f"simulator_port is {port}, and the simulator of" in reader.output, reader.output
    assert reader.play("-e simulator_arguments=--fleet=4") == -1
    assert "was started with '--fleet 3'" in reader.output, reader.output
    # What a machine that was switched off leaves behind is no simulator, whoever has its number now.
    old, row = reader.pid(), json.loads((reader.folder / "running.json").read_text())
    os.kill(old, signal.SIGKILL)
    (reader.folder / "running.json").write_text(json.dumps({**row, "pid": os.getpid()}))
    assert reader.play("-e simulator_state=stopped") == 0, reader.output
    assert reader.play() == 1 and reader.pid() not in (old, os.getpid()), reader.output
