# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The worlds in short, that they find faults, and that they are played as Ansible plays them; ``make worlds`` is the long one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.physical_connection import identity

from extensions.simulator.server import Simulator
from extensions.simulator.strangers import add_dedicated_circuit, add_shared_port
from tests.demo.__main__ import both_ends_for, environment, run, variables_for
from tests.support.in_process import PlayClock, in_process
from tests.support.marks import brief
from tests.support.plays import ACCOUNT, ROOT
from tests.worlds.__main__ import table, try_worlds
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
    assert total.both_ends >= 10 and total.removals >= 10 and 0 < total.refusals < total.plays / 2, shown


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
    "the id that the user gives is believed": [(identity, "contradictions", lambda _claim, _row: {})],
    "the beginning of a name is enough": [(identity.PhysicalConnections, "__init__", _named_by_prefix)],
}
# Each is found three times as often as it has to be.
MOST = 150


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_rule_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for place, name, replacement in FAULTS[fault]:
        monkeypatch.setattr(place, name, replacement)
    assert any(try_world(world_of(f"fault/{number}")).violations for number in range(MOST))


# -- as Ansible plays it


@dataclass(frozen=True)
class Played:
    """Plays, each a playbook with what it is given and whether it is a check, in a world with strangers."""

    plays: list[tuple[str, dict[str, Any], bool]]
    settings: dict[str, Any] = field(default_factory=dict)


BOTH, FABRIC = both_ends_for("from_port"), variables_for("from_port")
TYPO = {**BOTH, "express_connect_name": f"{NAME}-typo"}
ROUTER = both_ends_for("from_cloud_router")
PAIR = {
    **FABRIC,
    "express_connect_secondary_name": "second",
    "express_connect_secondary_a_side": {"port": "FR-SEC-DOT1Q", "vlan_tag": 1001},
}
PLAYED = {
    "both ends and back": Played(
        [("from_port", BOTH, True), ("from_port", BOTH, False), ("status", BOTH, False), ("deprovision", BOTH, False)]
    ),
    "nothing is proven": Played(
        [("from_port", BOTH, False), ("deprovision", BOTH, True), ("deprovision", TYPO, False), ("deprovision", BOTH, False)],
        {"provider_ids": False, "vlan_after": -1},
    ),
    "a pair, then a router": Played(
        [
            ("from_port", PAIR, False),
            ("deprovision", FABRIC, False),
            ("from_cloud_router", ROUTER, False),
            ("deprovision", ROUTER, False),
        ]
    ),
}
_IDS = re.compile(r"\b(?:pc|vbr|bgpg|bgp)-gw8\w+|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
# Of a signed call, or of one of its kind; they differ from run to run.
_CHANCE = {"ClientToken", "Token"}


def _add_strangers(simulator: Simulator) -> None:
    add_dedicated_circuit(simulator, ACCOUNT, REGION, NAME, vlan=1000)
    add_shared_port(simulator, ACCOUNT, REGION, NAME, VlanId=77, Bandwidth=200, Spec="200M")


def _changes(simulator: Simulator) -> list[str]:
    """Return the calls that change something with all that they say, ids by the order in which they come up."""
    ids: dict[str, str] = {}
    said = []
    for call in simulator.mutating():
        query = {key: value for key, value in sorted(call.query.items()) if key not in _CHANCE}
        text = f"{call.method} {call.path} {call.status} {query} {call.body}"
        said.append(_IDS.sub(lambda found: ids.setdefault(found[0], f"id {len(ids)}"), text))
    return said


@pytest.mark.timeout(400)
@pytest.mark.parametrize("world", brief({name: name for name in PLAYED}, "nothing is proven"))
def test_plays_are_played_as_ansible_plays_them(world: str, tmp_path: Path) -> None:
    played, ended, calls = PLAYED[world], [], []
    with Simulator(**played.settings) as simulator:
        _add_strangers(simulator)
        for playbook, given, check in played.plays:
            done = run(simulator, playbook, {**given, "express_connect_wait_timeout": 4}, *(["--check"] if check else []))
            ended.append(not done.returncode)
        calls = _changes(simulator)
    clock = PlayClock()
    with Simulator(**played.settings) as simulator, in_process(clock):
        simulator.world.now = clock
        _add_strangers(simulator)
        here = {**environment(simulator), "ANSIBLE_HOME": str(tmp_path)}
        with mock.patch.dict(os.environ, here):
            for (playbook, given, check), well in zip(played.plays, ended, strict=True):
                player = Player({**given, "express_connect_wait_timeout": 4}, clock, check=check)
                found = player.play(ROOT / f"playbooks/express_connect_{playbook}.yml")
                assert found.ok is well, (playbook, found.task, found.failed)
        assert _changes(simulator) == calls


def test_what_the_player_does_not_know_it_refuses(tmp_path: Path) -> None:
    for task in (
        "ansible.builtin.debug: {msg: x}\n      become: true",
        "ansible.builtin.command: ls",
        "ansible.builtin.debug: {var: x}",
    ):
        playbook = tmp_path / f"{len(list(tmp_path.iterdir()))}.yml"
        playbook.write_text(f"- hosts: localhost\n  gather_facts: false\n  tasks:\n    - name: One\n      {task}\n")
        with pytest.raises((NotImplementedError, KeyError, ValueError)):
            Player({}, PlayClock()).play(playbook)
