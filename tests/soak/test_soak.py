# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The soak in short; ``make soak`` is the long one."""

from __future__ import annotations

from collections import Counter

from tests.soak.__main__ import clean, soak, table
from tests.soak.races import race


def test_a_short_soak_is_clean() -> None:
    total = soak(seed=1, runs=50, workers=2, played=9)
    shown = table(total, 1, 0)
    assert clean(total), shown
    assert total.kills and total.plays and total.struck and len(total.origins) >= 4, shown


def test_two_runs_order_once_or_name_both() -> None:
    came = [race(f"2026/{number}") for number in range(24)]
    assert [wrong for _word, wrong in came if wrong] == []
    assert Counter(word for word, _wrong in came).keys() == {"one order", "two orders, both named"}
