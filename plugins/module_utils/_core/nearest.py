# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that somebody may have meant (pure)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

# How many of them a sentence names.
MOST = 3
# How alike they have to be; UUIDs are alike by chance.
ALIKE, SAME_BUT_FOR_A_SLIP = 0.6, 0.9


def nearest(name: str, known: Iterable[str], *, alike: float = ALIKE) -> list[str]:
    """Return the known names that are most like a name, the nearest first; case does not count."""
    by_folded: dict[str, str] = {}
    for other in known:
        by_folded.setdefault(other.casefold(), other)
    return [by_folded[found] for found in difflib.get_close_matches(name.casefold(), by_folded, n=MOST, cutoff=alike)]
