# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sentences about names that are not known (pure)."""

from __future__ import annotations

from collections.abc import Iterable

from ..module_utils._core.data import listed
from ..module_utils._core.nearest import nearest

__all__ = ["missing", "missing_connections", "nearest"]


def missing(name: str, known: Iterable[str]) -> str:
    """Return the sentence that there is no connection of a name, with the nearest names."""
    near = listed((f"'{found}'" for found in nearest(name, known)), "and")
    return f"There is no connection '{name}' that these credentials can see{f'; the nearest names are {near}' if near else ''}."


def missing_connections(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return that sentence for each name that is not known."""
    there = set(known)
    return [missing(name, there) for name in names if name not in there]
