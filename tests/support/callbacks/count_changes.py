# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Callback that counts, play by play, the tasks that changed something; the recap only knows the sum."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: count_changes
type: aggregate
short_description: count the tasks that changed something in each play
description: Writes a list of numbers, one for each play, to the file named in the environment.
"""


class CallbackModule(CallbackBase):
    """Counts results that are changed."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "count_changes"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._plays: list[int] = []

    def v2_playbook_on_play_start(self, play: Any) -> None:
        self._plays.append(0)

    def v2_runner_on_ok(self, result: Any) -> None:
        self._plays[-1] += bool(result._result.get("changed"))

    def v2_playbook_on_stats(self, stats: Any) -> None:
        Path(os.environ["COUNT_CHANGES"]).write_text(json.dumps(self._plays))
