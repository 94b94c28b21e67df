# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which cases of a test are always run, and which only with the long stories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest


def brief(cases: Mapping[str, Any], *always: str) -> list[Any]:
    """Return the parameters of a test by their names; those that are not named here are run by ``make stories``.

    A case is a tuple where the test has several parameters. Raises KeyError for a name that is no case.
    """
    unknown = set(always) - set(cases)
    if unknown:
        raise KeyError(f"{sorted(unknown)} are no cases of {sorted(cases)}")
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), id=name, marks=[] if name in always else [pytest.mark.long])
        for name, case in cases.items()
    ]
