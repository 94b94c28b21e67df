# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that somebody may have meant (pure)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from ansible_collections.interconnect.equinix.plugins.module_utils._data import listed

# How many of them a sentence names.
MOST = 3


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Return the known names that are most like a name, the nearest first; case does not count."""
    by_folded: dict[str, str] = {}
    for other in known:
        by_folded.setdefault(other.casefold(), other)
    return [by_folded[found] for found in difflib.get_close_matches(name.casefold(), by_folded, n=MOST, cutoff=0.6)]


def missing(name: str, known: Iterable[str]) -> str:
    """Return the sentence that there is no connection of a name, with the nearest names."""
    near = listed((f"'{found}'" for found in nearest(name, known)), "and")
    return f"There is no connection '{name}' that these credentials can see{f'; the nearest names are {near}' if near else ''}."


def missing_connections(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return that sentence for each name that is not known."""
    there = set(known)
    return [missing(name, there) for name in names if name not in there]
