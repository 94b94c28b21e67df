# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Callback that keeps every result of a run in a file, one line of JSON each, as a callback for log servers would."""

from __future__ import annotations

import json
import os
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: keep_everything
type: aggregate
short_description: keep all results in a file
description: Appends every result, with its task and loop items, to the file named in the environment.
"""


class CallbackModule(CallbackBase):
    """Appends each result."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "keep_everything"
    CALLBACK_NEEDS_ENABLED = True

    def _keep(self, result: Any, failed: bool = False) -> None:
        kept = {"task": result._task.get_name(), "failed": failed, "result": result._result}
        with open(os.environ["KEEP_EVERYTHING"], "a", encoding="utf-8") as file:
            file.write(f"{json.dumps(kept, default=str)}\n")

    def v2_runner_on_ok(self, result: Any) -> None:
        self._keep(result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._keep(result, failed=True)

    def v2_runner_item_on_ok(self, result: Any) -> None:
        self._keep(result)

    def v2_runner_item_on_failed(self, result: Any) -> None:
        self._keep(result, failed=True)
