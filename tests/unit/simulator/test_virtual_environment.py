# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which Python makes a virtual environment, why one cannot be made, and when it is made again."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from extensions.simulator import virtual_environment as environments
from extensions.simulator.virtual_environment import Mistake


def fake(folder: Path, name: str, *said: str) -> Path:
    """Make an interpreter that says what it is; one that says nothing fails, as shims of version managers do."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {' '.join(said)}\n" if said else "#!/bin/sh\nexit 127\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that has only the interpreters of a folder; Ansible runs with Python 3.10."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(fake(tmp_path, "ansibles", "3 10 12 True")))
    return tmp_path


def test_the_youngest_that_works_is_found(path: Path) -> None:
    fake(path, "python3.14")
    fake(path, "python3.13", "3 13 1 False")
    fake(path, "python3", "3 10 12 True")
    wanted = fake(path, "python3.12", "3 12 3 True")
    assert environments.find_python("", "simulator_python") == str(wanted)


def test_ansibles_own_comes_first(path: Path) -> None:
    fake(path, "python3.14", "3 14 0 True")
    fake(path, "ansibles", "3 11 2 True")
    assert environments.find_python("", "simulator_python") == sys.executable


def test_the_desired_one_is_taken_and_no_other(path: Path) -> None:
    fake(path, "python3.14", "3 14 0 True")
    desired = fake(path, "mine", "3 11 2 True")
    assert environments.find_python(str(desired), "simulator_python") == str(desired)


@pytest.mark.parametrize(
    ("desired", "there", "sentence"),
    [
        ("", {}, r"Python 3\.11 or later is needed, and .*/ansibles is 3\.10\.12; install one, or give its path by"),
        ("", {"python3": "3 9 2 True"}, r"ansibles is 3\.10\.12; .*/python3 is 3\.9\.2; install one"),
        ("", {"python3": "3 12 3 False"}, r"python3 cannot make a virtual environment; .* apt install python3\.12-venv"),
        ("mine", {"mine": "3 9 2 True"}, r"Python 3\.11 or later is needed, and mine is 3\.9\.2; "),
        ("mine", {}, r"simulator_python 'mine' cannot be run; give the path of Python 3\.11 or later\."),
    ],
)
def test_what_is_missing_is_said(path: Path, desired: str, there: dict[str, str], sentence: str) -> None:
    for name, said in there.items():
        fake(path, name, said)
    with pytest.raises(Mistake, match=sentence):
        environments.find_python(desired, "simulator_python")


def test_requirements_hold_those_that_they_include(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/more.txt").write_text("pydantic==2\n")
    outer = tmp_path / "requirements.txt"
    outer.write_text("-r inner/more.txt\naiohttp==3\n")
    before = environments.contents(outer)
    assert before == "pydantic==2\naiohttp==3"
    (tmp_path / "inner/more.txt").write_text("pydantic==3\n")
    assert environments.contents(outer) != before


def test_an_environment_is_ready_only_with_these_requirements_and_a_python_that_runs(tmp_path: Path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("aiohttp==3\n")
    folder = tmp_path / "venv"
    (folder / "bin").mkdir(parents=True)
    assert not environments.is_ready(folder, requirements)
    fake(folder / "bin", "python", "3 12 3 True")
    (folder / environments.MARK).write_text("aiohttp==3")
    assert environments.is_ready(folder, requirements)
    fake(folder / "bin", "python")  # what it was made from is gone
    assert not environments.is_ready(folder, requirements)
    fake(folder / "bin", "python", "3 12 3 True")
    requirements.write_text("aiohttp==4\n")
    assert not environments.is_ready(folder, requirements)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            [
                "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NameResolutionError(\"Failed to "
                "resolve 'pypi.org'\")': /simple/aiohttp/\n",
                "ERROR: No matching distribution found for aiohttp==3.14.5\n",
            ],
            "NameResolutionError(\"Failed to resolve 'pypi.org'\")",
        ),
        (["ERROR: No matching distribution found for aiohttp==3\n"], "No matching distribution found for aiohttp==3"),
        ([], "it said nothing"),
    ],
)
def test_why_pip_failed(said: list[str], reason: str) -> None:
    assert environments._reason(said) == reason
