# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading lists that come in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

# A fleet of 100,000 at a hundred a page; a server that never ends its list is not followed for ever.
MAX_PAGES = 1000


def read_pages(
    fetch: Callable[[int], Any],
    rows_of: Callable[[Any], list[dict[str, Any]]],
    total_of: Callable[[Any], int | None],
) -> Iterator[dict[str, Any]]:
    """Yield the objects of all pages.

    ``fetch`` gets the number of objects read so far and returns the body of the next page; ``rows_of`` and ``total_of``
    read it. Ends with the total, an empty page, or a page that begins like the one before it (a server that does not turn
    the page).
    """
    seen = 0
    first_of_last_page: dict[str, Any] | None = None
    for _page in range(MAX_PAGES):
        data = fetch(seen)
        rows = rows_of(data)
        if not rows or rows[0] == first_of_last_page:
            return
        yield from rows
        seen += len(rows)
        total = total_of(data)
        if total is None or seen >= total:
            return
        first_of_last_page = rows[0]
