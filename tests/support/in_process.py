# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection's modules in this process, each as if it were one of its own, on a clock that jumps over every pause."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import tempfile
import time
from collections.abc import Iterator
from typing import Any
from unittest import mock

from ansible.module_utils import basic
from ansible_collections.interconnect.equinix.plugins.module_utils._ansible import module as ansible_module
from ansible_collections.interconnect.equinix.plugins.module_utils._core import secrets
from ansible_collections.interconnect.equinix.plugins.module_utils._core.clock import Clock

MODULES = "ansible_collections.interconnect.equinix.plugins.modules"
# What nobody keeps, as ansible-playbook says it to a module.
_PLAIN = {"_ansible_remote_tmp": tempfile.gettempdir(), "_ansible_keep_remote_files": False}


class PlayClock:
    """The time of a world, which simulator and modules share: it passes when somebody sleeps, and nobody has to wait for that.

    It stands still otherwise, so that a world is the same on every machine, however busy.
    """

    def __init__(self) -> None:
        self._ahead = 0.0
        self._since, self._epoch = time.monotonic(), time.time()

    def __call__(self) -> float:
        """Return seconds since some moment."""
        return self._since + self._ahead

    def sleep(self, seconds: float) -> None:
        """Let time pass, and the other threads of a module go on."""
        self._ahead += seconds
        time.sleep(0)

    def now(self) -> float:
        """Return seconds since 1970."""
        return self._epoch + self._ahead


@contextlib.contextmanager
def in_process(clock: PlayClock) -> Iterator[None]:
    """Have modules of this process run on a clock, and leave this process its signals, its terminal and the system log."""
    with contextlib.ExitStack() as stack:
        for target, name, replacement in (
            (Clock, "monotonic", lambda _clock: clock()),
            (Clock, "sleep", lambda _clock, seconds: clock.sleep(seconds)),
            (Clock, "now", lambda _clock: clock.now()),
            (ansible_module, "_interruptible", contextlib.nullcontext),
            # In a process that has Ansible's own code in it, a warning would be shown at once.
            (basic.AnsibleModule, "warn", lambda *_arguments, **_options: None),
            (basic.AnsibleModule, "log", lambda *_arguments, **_options: None),
        ):
            stack.enter_context(mock.patch.object(target, name, replacement))
        # Newer releases ask how the arguments are spelled as well.
        stack.enter_context(mock.patch.object(basic, "_ANSIBLE_PROFILE", "legacy", create=True))
        yield


def run_module(module: str, options: dict[str, Any], *, check: bool, diff: bool = False) -> dict[str, Any]:
    """Run a module with these options and return its result. Raises AssertionError for output that is no result."""
    work = importlib.import_module(f"{MODULES}.{module}")
    # What a process of its own would not know.
    ansible_module._transports.clear()
    secrets.forget()
    given = {**options, **_PLAIN, "_ansible_check_mode": check, "_ansible_diff": diff, "_ansible_module_name": module}
    output = io.StringIO()
    with (
        mock.patch.object(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": given}).encode()),
        contextlib.redirect_stdout(output),
        contextlib.suppress(SystemExit),
    ):
        work.main()
    try:
        result: dict[str, Any] = json.loads(output.getvalue())
    except ValueError:
        raise AssertionError(f"{module} answered {output.getvalue()[-2000:]!r}") from None
    result.pop("invocation", None)
    return result
