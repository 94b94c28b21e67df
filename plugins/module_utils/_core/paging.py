# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading lists that come in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .errors import ApiError

# A fleet of 50,000 and more, and ten minutes: a server that never ends its list is not followed for ever.
MAX_PAGES = 1000
LIST_SECONDS = 600.0


def pages(
    action: str,
    fetch: Callable[[int], Any],
    rows_of: Callable[[Any], list[dict[str, Any]]],
    total_of: Callable[[Any], int | None],
    page_size: int,
) -> Iterator[dict[str, Any]]:
    """Yield the objects of all pages; ``action`` says what is listed.

    ``fetch`` gets the number of objects read so far and returns the body of the next page, which ``rows_of`` and ``total_of``
    read. Ends with the total or an empty page; where the total is missing or less than what is there already, with a page
    that is not full. A list that cannot be read whole is an error: what was left out could be ordered twice.
    """
    seen = 0
    first_of_last_page: dict[str, Any] | None = None
    for _page in range(MAX_PAGES):
        data = fetch(seen)
        rows = rows_of(data)
        total = total_of(data)
        if not rows:
            return
        if rows[0] == first_of_last_page:
            if total is None:
                return
            raise ApiError(f"Cannot {action}: of {total} objects the API shows the first {seen} again and again.")
        yield from rows
        seen += len(rows)
        if seen == total or ((total is None or seen > total) and len(rows) < page_size):
            return
        first_of_last_page = rows[0]
    raise ApiError(f"Cannot {action}: the list does not end, not even after {MAX_PAGES} pages.")
