# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running modules: forked from a process that has everything imported already, and by real ``ansible-playbook``."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from ansible.module_utils import basic
from ansible_collections.interconnect.equinix.plugins.module_utils._core import http
from ansible_collections.interconnect.equinix.plugins.module_utils._core.clock import Clock
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import InterconnectError
from ansible_collections.interconnect.equinix.plugins.module_utils._core.settings import Settings

from tests.support.plays import Play, processes_under

# A minute of the modules' time passes in little more than a second.
SPEED = 50.0
MODULES = "ansible_collections.interconnect.equinix.plugins.modules"


@dataclass
class Ended:
    """How a run ended: killed, with a result, or in a way that it never should."""

    killed: bool = False
    result: dict[str, Any] | None = None
    traceback: str = ""

    @property
    def well(self) -> bool:
        """Tell whether the task did what it was asked to."""
        return self.result is not None and not self.result.get("failed")


def speed_up() -> None:
    """Make time pass quickly for the modules that this process forks; time-outs of single calls stay as they are."""
    mock.patch.object(Clock, "monotonic", lambda _clock: time.monotonic() * SPEED).start()
    mock.patch.object(Clock, "sleep", lambda _clock, seconds: time.sleep(seconds / SPEED)).start()
    # What is imported at the first call only is imported here once.
    transport = http.Transport(Settings("http://127.0.0.1:9", retries=0), lambda *_arguments: ())
    with contextlib.suppress(InterconnectError):
        transport.request("GET", "/", action="warm up", repeat=http.Repeat.SAFE)


def run_module(module: str, options: dict[str, Any], kill_after: float | None) -> Ended:
    """Run a module as Ansible would, in a process forked from this one; kill it after so many seconds, if it still runs."""
    importlib.import_module(f"{MODULES}.{module}")
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            _be_a_module(module, options, output.fileno(), errors.fileno())
        killed = _wait(child, kill_after)
        output.seek(0)
        errors.seek(0)
        return Ended(killed=True) if killed else _read(output.read().decode(), errors.read().decode())


def _be_a_module(module: str, options: dict[str, Any], output: int, errors: int) -> None:
    try:
        os.dup2(output, 1)
        os.dup2(errors, 2)
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False))
        sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False))
        plain = {"_ansible_remote_tmp": tempfile.gettempdir(), "_ansible_keep_remote_files": False}
        mock.patch.object(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": {**options, **plain}}).encode()).start()
        # Newer releases ask how the arguments are spelled as well.
        mock.patch.object(basic, "_ANSIBLE_PROFILE", "legacy", create=True).start()
        sys.modules[f"{MODULES}.{module}"].main()
    except SystemExit:
        pass
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _wait(child: int, kill_after: float | None) -> bool:
    """Wait until a process has ended; tell whether it was killed."""
    end = time.monotonic() + (60 if kill_after is None else kill_after)
    pause = 0.002
    while time.monotonic() < end:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(pause)
        pause = min(pause * 1.3, 0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if kill_after is None:
        raise AssertionError("a module did not end by itself")
    return True


def _read(output: str, errors: str) -> Ended:
    try:
        result = json.loads(output)
    except ValueError:
        return Ended(traceback=output[-3000:] + errors[-3000:])
    if "Traceback" in output + errors or "This is a mistake in" in str(result.get("msg")):
        return Ended(traceback=output[-3000:] + errors[-3000:])
    return Ended(result=result)


def run_play(folder: Path, url: str, module: str, options: dict[str, Any], kill_after: float | None) -> Ended:
    """Run a module by ``ansible-playbook``; kill both after so many seconds, if they still run."""
    play = Play(folder, url)
    remote = folder / "remote"
    (folder / "result.json").unlink(missing_ok=True)
    task = {f"interconnect.equinix.{module}": options}
    process = play.start([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}], ANSIBLE_REMOTE_TEMP=str(remote))
    try:
        output, _nothing = process.communicate(timeout=kill_after or 100)
    except subprocess.TimeoutExpired:
        if kill_after is None:
            raise
        os.killpg(process.pid, signal.SIGKILL)
        for module_process in processes_under(remote):
            os.kill(module_process, signal.SIGKILL)
        process.communicate()
        return Ended(killed=True)
    if "Traceback" in output or "This is a mistake in" in output:
        return Ended(traceback=output[-3000:])
    return Ended(result=json.loads((folder / "result.json").read_text()))
