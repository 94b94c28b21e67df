# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The worlds in short, that they find faults, and that they are played as Ansible plays them; ``make worlds`` is the long one."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba import identity

from tests.demo.__main__ import both_ends_for, environment, run
from tests.integration.support import ACCOUNT, ROOT
from tests.simulator.server import Simulator
from tests.simulator.strangers import add_dedicated_circuit, add_shared_port, foreign_rows
from tests.worlds.__main__ import table, try_worlds
from tests.worlds.modules import PlayClock, in_process
from tests.worlds.player import Player
from tests.worlds.trial import try_world
from tests.worlds.worlds import world_of

CHUNK = 50
REGION = "eu-central-1"
NAME = str(both_ends_for("from_port")["express_connect_name"])


@pytest.mark.parametrize("chunk", range(4))
def test_nothing_foreign_is_touched(chunk: int) -> None:
    total = try_worlds(2026, range(chunk * CHUNK, (chunk + 1) * CHUNK))
    shown = table(total, 2026, 0)
    assert not total.violations, shown
    # Not because nothing was done.
    assert total.both_ends >= 15 and total.removals >= 10 and 0 < total.refusals < total.plays / 2, shown


# -- a fault in the rule is found


def _by_product(row: identity.Row) -> bool:
    return identity.field(row, "ProductType") != ""


class _ByPrefix(dict[str, list[dict[str, Any]]]):
    """Rows by name, in which a name finds all that begin with it."""

    def get(self, key: str, default: Any = None) -> Any:
        """Return the rows of all names that begin with this one."""
        return [row for name, rows in self.items() if name.startswith(key) for row in rows] or default


def _named_by_prefix(self: Any, rows: Iterable[identity.Row]) -> None:
    _named_exactly(self, rows)
    self._by_name = _ByPrefix(self._by_name)


_named_exactly = identity.PhysicalConnections.__init__
# Where in the rule, what, and what stands there instead.
FAULTS: dict[str, list[tuple[Any, str, Callable[..., Any]]]] = {
    "the VLAN proves nothing": [
        (identity, "_is_proven", lambda _claim, _row: True),
        (identity, "excluded", lambda _claim, _row: ""),
    ],
    "nothing equals nothing": [(identity, "_is_proven", lambda claim, row: identity.number(row, "VlanId") == claim.vlan_id)],
    "the product type is ignored": [(identity, "is_shared_port", _by_product)],
    "the beginning of a name is enough": [(identity.PhysicalConnections, "__init__", _named_by_prefix)],
}
# Each is found three times as often as it has to be.
MOST = 300


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_rule_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for place, name, replacement in FAULTS[fault]:
        monkeypatch.setattr(place, name, replacement)
    assert any(try_world(world_of(f"fault/{number}")).violations for number in range(MOST))
