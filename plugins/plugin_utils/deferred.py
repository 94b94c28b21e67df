# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Functions that are imported when they are first called.

For a task that uses one filter of a collection, Ansible loads all of them, compiles them and what they import from their sources,
and forgets it all with the task. Roles use filters in most of their tasks, so a filter imports what it needs when it is used.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

PACKAGE = "ansible_collections.interconnect.equinix.plugins.plugin_utils"


def deferred(module: str, name: str) -> Callable[..., Any]:
    """Return a function that calls the one of that name in a module of ``plugin_utils``, such as ``_report.costs``."""

    def call(*given: Any, **options: Any) -> Any:
        return getattr(import_module(f"{PACKAGE}.{module}"), name)(*given, **options)

    return call
