# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A virtual environment that holds what a file of requirements names, made once and used again.

``python -m simulator.virtual_environment FOLDER REQUIREMENTS`` makes one, and shows how far it is. Standard library alone, for
Python 3.10: it runs with whatever Python ansible-core has, and finds one that is young enough for the environment.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST = (3, 11)
YOUNGEST = 14
MARK = "ready"  # holds what is installed
LOG = "pip.log"
PROBE = """
import importlib.util as u, sys
print(*sys.version_info[:3], sys.version_info >= (3, 3) and all(u.find_spec(n) for n in ('venv', 'ensurepip')))
"""
COLLECTING = re.compile(r"Collecting ([\w.-]+)")


class Mistake(Exception):
    """One sentence: what is wrong, and what to do."""


@dataclass(frozen=True)
class Python:
    """An interpreter that was found."""

    path: str
    version: tuple[int, ...]
    makes_environments: bool

    def __str__(self) -> str:
        return f"{self.path} is {'.'.join(map(str, self.version))}"


def probe(path: str) -> Python | None:
    """Return what an interpreter is, or None where it cannot be run; shims of version managers are there and fail."""
    try:
        done = subprocess.run([path, "-c", PROBE], capture_output=True, text=True, timeout=30, check=False)
        major, minor, micro, able = done.stdout.split()
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return Python(path, (int(major), int(minor), int(micro)), able == "True")


def _candidates() -> Iterator[str]:
    yield sys.executable
    for name in (*(f"python3.{minor}" for minor in range(YOUNGEST, OLDEST[1] - 1, -1)), "python3"):
        path = shutil.which(name)
        if path:
            yield path


def find_python(desired: str, option: str) -> str:
    """Return a Python that can make the environment: the wanted one, or else the first of those that are there."""
    needed = ".".join(map(str, OLDEST))
    found = [python for path in ([desired] if desired else _candidates()) for python in [probe(path)] if python]
    young = [python for python in found if python.version >= OLDEST]
    able = [python for python in young if python.makes_environments]
    if able:
        return able[0].path
    if young:
        name = f"python{young[0].version[0]}.{young[0].version[1]}"
        raise Mistake(
            f"{young[0].path} cannot make a virtual environment; install its module venv (on Debian and Ubuntu: "
            f"apt install {name}-venv), or give another Python by {option}."
        )
    if desired and not found:
        raise Mistake(f"{option} '{desired}' cannot be run; give the path of Python {needed} or later.")
    seen = "; ".join(dict.fromkeys(map(str, found)))
    raise Mistake(
        f"Python {needed} or later is needed, and {seen or 'none is there'}; install one, or give its path by {option}."
    )


def contents(requirements: Path) -> str:
    """Return what a file of requirements says, with those that it includes."""
    lines = []
    for line in requirements.read_text(encoding="utf-8").splitlines():
        included = re.fullmatch(r"(?:-r|--requirement)[ =](.+)", line)
        lines.append(contents(requirements.parent / included[1]) if included else line)
    return "\n".join(lines)


def python_of(folder: Path) -> Path:
    """Return the path of an environment's interpreter."""
    return folder / "bin/python"


def is_ready(folder: Path, requirements: Path) -> bool:
    """Tell whether the environment is there and works, with just these requirements."""
    mark = folder / MARK
    return mark.is_file() and mark.read_text(encoding="utf-8") == contents(requirements) and _works(folder)


def _works(folder: Path) -> bool:
    """Tell whether its Python runs: the one that it was made from may be gone."""
    return probe(str(python_of(folder))) is not None


def make(folder: Path, requirements: Path, desired: str, option: str, tell: Callable[[str], None] = lambda _text: None) -> None:
    """Make the environment, or bring one that works up to these requirements; ``tell`` hears of every package."""
    (folder / MARK).unlink(missing_ok=True)
    if not _works(folder):
        python = find_python(desired, option)
        tell("a virtual environment")
        done = subprocess.run([python, "-m", "venv", "--clear", str(folder)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Mistake(f"{python} could not make a virtual environment in {folder}: {_last(done.stdout + done.stderr)}")
    _install(folder, requirements, tell)
    (folder / MARK).write_text(contents(requirements), encoding="utf-8")


def _install(folder: Path, requirements: Path, tell: Callable[[str], None]) -> None:
    """Have pip install the requirements; what it says is kept in a file, and the reason of a failure is said."""
    # Two more tries, with little between them: who has no network should hear it soon.
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--retries", "2"]
    command = [str(python_of(folder)), "-m", "pip", "install", *options, "--requirement", str(requirements)]
    said = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            said.append(line)
            package = COLLECTING.match(line)
            if package:
                tell(package[1])
            elif line.startswith("Installing collected"):
                tell("all of them, onto the disk")
    log = folder / LOG
    log.write_text("".join(said), encoding="utf-8")
    if pip.returncode:
        raise Mistake(
            f"pip could not install what {requirements} names ({_reason(said)}); PyPI, or the index that pip is configured for, "
            f"has to be reachable. {log} holds all that pip said."
        )


def _reason(said: list[str]) -> str:
    """Return why pip failed: that nothing answers is said in its warnings, and the errors only follow from it."""
    unreachable = [line for line in said if "connection broken by" in line]
    if unreachable:
        quoted = re.search(r"connection broken by '(.*)': /", unreachable[-1])
        return quoted[1] if quoted else unreachable[-1].strip()
    errors = [line for line in said if line.startswith("ERROR:")]
    return (errors or said or ["it said nothing"])[-1].removeprefix("ERROR:").strip()


def _last(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1]


class Progress:
    """Shows what is being installed: on a terminal in one line, and otherwise now and then."""

    def __init__(self, what: str) -> None:
        self._terminal, self._what = sys.stderr.isatty(), what
        self._started, self._shown, self._count = time.monotonic(), 0.0, 0
        print(f"{what} (once; it is used again the next time)", file=sys.stderr, flush=True)

    def __call__(self, text: str) -> None:
        """Say that something is being installed."""
        self._count += 1
        now = time.monotonic()
        line = f"  {now - self._started:3.0f} s  {self._count:3}  {text}"
        if self._terminal:
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
        elif now - self._shown >= 5:
            self._shown = now
            print(line, file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        start = "\r\033[K" if self._terminal else ""
        print(f"{start}  done in {time.monotonic() - self._started:.0f} s", file=sys.stderr, flush=True)


def main() -> None:
    """Make the environment that the command line names, with the Python that runs this, or a younger one."""
    folder, requirements = Path(sys.argv[1]), Path(sys.argv[2])
    if is_ready(folder, requirements):
        return
    try:
        progress = Progress(f"Installing what {os.path.relpath(requirements)} names into {os.path.relpath(folder)}")
        make(folder, requirements, os.environ.get("PYTHON", ""), "PYTHON", progress)
        progress.end()
    except Mistake as mistake:
        sys.exit(f"\n{mistake}")


if __name__ == "__main__":
    main()
