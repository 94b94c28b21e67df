# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Callback that kills the play after a number of tasks, as a power cut would."""

from __future__ import annotations

import os
import signal
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: stop_after
type: aggregate
short_description: kill the play after a number of tasks
description: Counts the tasks that ended, and kills ansible-playbook after as many as the environment says.
"""


class CallbackModule(CallbackBase):
    """Counts tasks by the start of the next one."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "stop_after"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._started = 0

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        self._started += 1
        if self._started > int(os.environ["STOP_AFTER"]):
            os.kill(os.getpid(), signal.SIGKILL)
