# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role ``simulator`` does: prepare a virtual environment, start one simulator that outlives the play, stop it.

``python -m simulator.launch prepare|start|stop FOLDER``. Says on its output what is so, and on its errors in one sentence what is
wrong; the exit status is CHANGED where something was done, or would be with ``--check``. Standard library alone, for Python 3.10.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import importlib.util
import json
import os
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import virtual_environment
from .guide import EXPORTS, guide, shown
from .virtual_environment import Mistake

CHANGED = 10
HERE = Path(__file__).parent
REQUIREMENTS = HERE / "requirements.txt"
RUNNING = "running.json"
LOG = "simulator.log"
STOP = "ansible-playbook interconnect.equinix.simulator -e simulator_state=stopped"
USUAL_FOLDER = "~/.cache/interconnect.equinix/simulator"
PATIENCE = 30.0  # seconds, for a process to start or to end
# The simulator is on this machine: no proxy leads there.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Told:
    """What was found or done, line by line, and whether that changes anything."""

    changed: bool
    lines: list[str]


@dataclass(frozen=True)
class Running:
    """A simulator as it wrote itself down when it started."""

    pid: int
    port: int
    command: list[str]

    @property
    def arguments(self) -> list[str]:
        """What stands on its command line beside the folder and the port."""
        return self.command[len(_place(Path(), 0)) :]

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def call(self, method: str) -> Any:
        """Call its process, and return what it says; None where nobody listens, or somebody else."""
        request = urllib.request.Request(f"{self.url}/simulator/process", method=method)
        try:
            with _OPENER.open(request, timeout=5) as answer:
                return json.loads(answer.read() or b"{}")
        except (OSError, ValueError):
            return None

    def is_alive(self) -> bool:
        """Tell whether it still runs; after a restart of the machine its number may be another program's."""
        said = self.call("GET")
        return isinstance(said, dict) and said.get("pid") == self.pid


def _stopping(folder: Path) -> str:
    """Return the command that stops the simulator of a folder."""
    return STOP if folder == Path(USUAL_FOLDER).expanduser() else f"{STOP} -e simulator_folder={shlex.quote(str(folder))}"


def _place(folder: Path, port: int) -> list[str]:
    """Return the part of its command line that says where it is."""
    return ["--folder", str(folder), "--port", str(port)]


def running(folder: Path) -> Running | None:
    """Return the simulator of a folder that runs."""
    try:
        found = Running(**json.loads((folder / RUNNING).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.is_alive() else None


def prepare(folder: Path, python: str, check: bool) -> Told:
    """Make the virtual environment, unless it is there; one that runs is not touched."""
    place = folder / "venv"
    if running(folder) or virtual_environment.is_ready(place, REQUIREMENTS):
        return Told(False, [f"The virtual environment {place} is there."])
    if check:
        chosen = virtual_environment.find_python(python, "simulator_python")
        return Told(True, [f"A virtual environment would be made in {place} by {chosen}."])
    virtual_environment.make(place, REQUIREMENTS, python, "simulator_python")
    return Told(True, [f"A virtual environment was made in {place}."])


def start(folder: Path, port: int, arguments: list[str], check: bool) -> Told:
    """Start the simulator, unless it runs; either way, say everything that a first play needs."""
    found = running(folder)
    if found is not None:
        _compare(found, folder, port, arguments)
        return Told(False, _said(found, folder))
    _check_port(port)
    if check:
        where = f"port {port}" if port else "a free port"
        return Told(True, [f"A simulator would be started on {where}, and {folder / EXPORTS} written; nothing was done."])
    return Told(True, _said(_started(folder, port, arguments), folder))


def _compare(found: Running, folder: Path, port: int, arguments: list[str]) -> None:
    """Refuse to take a simulator for one of another port, or with other options."""
    if port not in (0, found.port):
        raise Mistake(
            f"simulator_port is {port}, and the simulator of {folder} listens on {found.port} already; "
            f"stop it first ({_stopping(folder)}), "
            "or give another simulator_folder."
        )
    if arguments and arguments != found.arguments:
        raise Mistake(
            f"simulator_arguments are '{shlex.join(arguments)}', and the simulator of {folder} was started with "
            f"'{shlex.join(found.arguments)}'; stop it first ({_stopping(folder)}), or give another simulator_folder."
        )


def _check_port(port: int) -> None:
    if not 0 <= port <= 65535:
        raise Mistake(f"simulator_port {port} is no port; give one from 1 to 65535, or leave it out for a free one.")
    with socket.socket() as listener:
        # As the server does: a port is free although connections of an earlier server linger.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise Mistake(
                f"simulator_port {port} cannot be had ({os.strerror(error.errno or 0)}); give another, or leave it out "
                "for a free one."
            ) from None


def _started(folder: Path, port: int, arguments: list[str]) -> Running:
    python = virtual_environment.python_of(folder / "venv")
    log = folder / LOG
    with log.open("w", encoding="utf-8") as output:
        # A session of its own, and no pipe to whoever starts it: it outlives the play.
        process = subprocess.Popen(
            [str(python), "-m", "simulator", *_place(folder, port), *arguments],
            cwd=HERE.parent,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = running(folder)
        if found is not None and found.pid == process.pid:
            return found
        if process.poll() is not None:
            said = (log.read_text(encoding="utf-8").strip().splitlines() or ["it said nothing"])[-1]
            raise Mistake(f"The simulator ended at once: {said}. {log} holds the rest.")
        time.sleep(0.05)
    process.kill()
    raise Mistake(f"The simulator did not answer within {PATIENCE:.0f} s and was ended; {log} holds what it said.")


def _said(found: Running, folder: Path) -> list[str]:
    lines = [
        *guide(found.url, folder),
        "",
        f"To stop the simulator (process {found.pid}, log {shown(folder / LOG)}):",
        _stopping(folder),
    ]
    if sys.version_info < virtual_environment.OLDEST:
        own = ".".join(map(str, sys.version_info[:2]))
        lines += ["", f"Beside the simulator's, Ansible needs Python 3.11 or later for the collection; this is {own}."]
    if importlib.util.find_spec("requests") is None:
        lines += ["", "The collection needs the Python package requests beside ansible-core, and it is not there yet:"]
        lines += [f"{sys.executable} -m pip install requests"]
    return lines


def stop(folder: Path, check: bool) -> Told:
    """Stop the simulator, if it runs, and wait until it is gone."""
    found = running(folder)
    if found is None:
        return Told(False, [f"No simulator of {folder} runs."])
    if check:
        return Told(True, [f"The simulator on {found.url} would be stopped."])
    found.call("DELETE")
    end = time.monotonic() + PATIENCE
    while found.is_alive() or (folder / RUNNING).exists():
        if time.monotonic() > end:
            raise Mistake(f"The simulator on {found.url} does not end; end it with: kill {found.pid}")
        time.sleep(0.05)
    return Told(True, [f"The simulator on {found.url} was stopped; what {folder / EXPORTS} exported leads nowhere now."])


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let nobody else prepare, start or stop in this folder at the same time."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _folder(text: str) -> Path:
    try:
        folder = Path(text).expanduser()
    except RuntimeError:  # there is no such user
        folder = Path(text)
    if not folder.is_absolute():
        raise Mistake(f"simulator_folder '{text}' does not begin at / or ~; give the whole path of a folder.")
    return folder


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise Mistake(f"simulator_arguments '{text}' cannot be read ({error}); give options as a shell takes them.") from None


def act(given: argparse.Namespace) -> Told:
    """Do what the command line asks for."""
    folder, arguments = _folder(given.folder), _words(given.arguments)
    try:
        with contextlib.ExitStack() as stack:
            if not given.check and (given.action != "stop" or folder.is_dir()):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                stack.enter_context(_alone(folder))
            if given.action == "prepare":
                return prepare(folder, given.python, given.check)
            if given.action == "start":
                return start(folder, given.port, arguments, given.check)
            return stop(folder, given.check)
    except OSError as error:
        raise Mistake(f"simulator_folder cannot be used: {error.filename}: {error.strerror}; give another.") from None


def main() -> int:
    """Do it, and say how it went."""
    parser = argparse.ArgumentParser(prog="python -m simulator.launch", description=__doc__)
    parser.add_argument("action", choices=["prepare", "start", "stop"])
    parser.add_argument("folder")
    parser.add_argument("--check", action="store_true", help="do nothing, and say what would be done")
    parser.add_argument("--python", default="", help="Python 3.11 or later, to make the virtual environment with")
    parser.add_argument("--port", type=int, default=0, help="loopback port, a free one when 0")
    parser.add_argument(
        "--arguments", default="", help="further options of the simulator, in one word: --arguments='--fleet 1000'"
    )
    try:
        told = act(parser.parse_args())
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        return 1
    print("\n".join(told.lines))
    return CHANGED if told.changed else 0


if __name__ == "__main__":
    sys.exit(main())
