# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Callback that keeps the last task's result in a file, as any callback would see it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: keep_result
type: aggregate
short_description: keep the last result in a file
description: Writes the last task's result to the file named in the environment.
"""


class CallbackModule(CallbackBase):
    """Writes each result over the one before."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "keep_result"
    CALLBACK_NEEDS_ENABLED = True

    def _keep(self, result: Any, failed: bool = False) -> None:
        Path(os.environ["KEEP_RESULT"]).write_text(json.dumps({**result._result, "failed": failed}))

    def v2_runner_on_ok(self, result: Any) -> None:
        self._keep(result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._keep(result, failed=True)
