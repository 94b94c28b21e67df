# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random worlds: what else there is beside our own connection, how both clouds behave, and what somebody plays.

A world is a pure function of its seed, and its ``repr`` says everything about it.

**What no rule can tell apart.** A foreign shared port of our name, region, account, VLAN and bandwidth, while Fabric shows no id
of ours and ours is not listed (yet, or any more), shows nothing that ours would not show. VLANs are those of a parent circuit, so
that it can exist; whoever has it buys it by name and VLAN. Such worlds (``World.twins``) are made on purpose, and counted on
their own: only what is done to the twin itself is not held against the rule there.

**What a report shows.** A report is of all connections there are, and nobody says for which account each was ordered. With the
key of another account it may show what that account has of our name and VLAN, and this is counted on its own (``Tally.told``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Any

from tests.support.plays import ACCOUNT, ORIGINS, PAIRS

Values = dict[str, Any]
OTHER_ACCOUNT = "6" * 16
# The metro that is ordered to, and the region at Alibaba Cloud that is sold there.
PLACES = {"FR": "eu-central-1", "LD": "eu-west-1"}
BANDWIDTH = 200
NAME = "alibaba-fra"
SECOND = "alibaba-fra-b"
FIRST_VLAN = 1000  # of the first order, on the Z-side
_STATES = ["Allocated", "Allocated", "Confirmed", "Enabled", "Enabled", "Terminated", "Rejected"]
WAIT = 20  # seconds that a play waits for anything
_SINGLE = {
    "port": "port-dot1q",
    "qinq": "port-qinq",
    "token": "service-token",
    "router": "cloud-router",
    "device": "virtual-device",
}


@dataclass(frozen=True)
class Stranger:
    """Something that is not ours. ``kind``: a ``shared`` port, a ``dedicated`` circuit, a ``fabric`` connection and its port."""

    kind: str
    name: str
    account: str
    region: str
    vlan: int | None
    bandwidth: int = BANDWIDTH
    status: str = "Allocated"
    operator: str = "Equinix"


@dataclass(frozen=True)
class Step:
    """One thing that somebody does: a play, or what happens at Alibaba Cloud's console, or time that passes.

    ``mistake`` is what is wrong with what the user gives, empty where nothing is.
    """

    what: str  # provision, status, report, deprovision, accept, wait
    consent: bool = False
    check: bool = False
    mistake: str = ""  # origin, name, key, dedicated (its id is given as ours), foreign (that of a port of another name)
    seconds: float = 0.0


@dataclass(frozen=True)
class World:
    """A world and what is played in it. ``names_port`` tells that the user gives the id of the own port once it is listed."""

    seed: str
    settings: Values
    origin: str
    pair: bool
    metro: str
    strangers: tuple[Stranger, ...]
    names_port: bool
    steps: tuple[Step, ...]

    @property
    def region(self) -> str:
        """Alibaba Cloud's region of the own connections."""
        return PLACES[self.metro]

    @property
    def names(self) -> list[str]:
        """The names of the own connections."""
        return [NAME, SECOND] if self.pair else [NAME]

    @property
    def origins(self) -> list[Values]:
        """Where the own connections begin."""
        return list(PAIRS[self.origin]) if self.pair else [ORIGINS[_SINGLE[self.origin]]]

    def is_duplicate(self, stranger: Stranger) -> bool:
        """Tell whether nothing that the API shows tells a stranger from the own port, as long as that is not listed."""
        return (
            stranger.kind == "shared"
            and stranger.name in self.names
            and (stranger.account, stranger.region) == (ACCOUNT, self.region)
            and (stranger.bandwidth, stranger.operator) == (BANDWIDTH, "Equinix")
            and stranger.vlan is not None
            and FIRST_VLAN <= stranger.vlan < FIRST_VLAN + 10
        )

    @property
    def twins(self) -> bool:
        """Tell whether there is one that nothing tells from the own one."""
        return any(map(self.is_duplicate, self.strangers))


def world_of(seed: str) -> World:
    """Return the world of a seed."""
    random = Random(seed)
    pair = random.random() < 0.2
    origin = random.choice(list(PAIRS) if pair else list(_SINGLE))
    metro = random.choice(["FR", "FR", "LD"])
    settings = {
        "vlan_after": random.choice([0, 0, 5, 5, -1, -1]),
        "provider_ids": random.random() < 0.2,
        "partner_pays": random.random() < 0.3,
        "sharing": random.choice([0.2, 0.2, 0.2, 4.0, 12.0, 2.0 * WAIT]),
        "listing": random.choice([0.0, 0.0, 2.0]),
        "search_lag": random.choice([0.0, 0.0, 3.0, 30.0]),
        "billing_open": random.random() < 0.3,
        "gone_when_terminated": random.random() < 0.3,
        "deletes_paid": random.random() < 0.85,
        "forgets_deleted": random.random() < 0.3,
    }
    names = [NAME, SECOND] if pair else [NAME]
    count = random.choice([0, 1, 1, 2, 2, 3, 4])
    strangers = tuple(_stranger(random, names, PLACES[metro]) for _number in range(count))
    return World(seed, settings, origin, pair, metro, strangers, random.random() < 0.4, tuple(_steps(random, strangers)))


def _stranger(random: Random, names: list[str], region: str) -> Stranger:
    """Return something that is as ours in all but one thing or two: what is unlike ours in all is told apart by any rule."""
    whose = random.randrange(len(names))
    name = names[whose]
    near = Stranger("shared", name, ACCOUNT, region, FIRST_VLAN + whose, status=random.choice(_STATES))
    unlike: dict[str, list[Any]] = {
        "kind": ["dedicated", "dedicated", "fabric"],
        "name": [f"{name}-2", f"{name}1", f"{name}1", name[:-1], f"x{name}", name.upper()],
        "account": [OTHER_ACCOUNT],
        "region": [place for place in PLACES.values() if place != region],
        "vlan": [None, None, None, None, None, FIRST_VLAN + 1 - whose, 77, 78],
        "bandwidth": [1000],
        "operator": ["CT"],
    }
    # Now and then there is one that nothing tells apart.
    changed = set(random.choices(list(unlike), [4, 4, 1, 1, 5, 1, 1], k=random.choices([0, 1, 2, 3], [1, 14, 3, 2])[0]))
    return replace(near, **{key: random.choice(unlike[key]) for key in unlike if key in changed})


def _steps(random: Random, strangers: tuple[Stranger, ...]) -> list[Step]:
    """Return what is played: mostly an order first, mostly a removal at the end, and whatever comes to mind between them."""
    steps = []
    if random.random() < 0.85:
        steps.append(Step("provision", consent=random.random() < 0.6, check=random.random() < 0.05))
    for _number in range(random.choice([0, 1, 1, 1, 2])):
        steps.append(_step(random, strangers))
    if random.random() < 0.75:
        steps.append(Step("deprovision", check=random.random() < 0.1))
    return steps or [_step(random, strangers)]


def _step(random: Random, strangers: tuple[Stranger, ...]) -> Step:
    what = random.choices(["provision", "status", "report", "deprovision", "accept", "wait"], [4, 3, 1, 4, 2, 1])[0]
    mistakes = ["", "", "", "", "key"]
    if what in ("provision", "deprovision", "status"):
        if any(stranger.kind == "dedicated" for stranger in strangers):
            mistakes.append("dedicated")
        if any(stranger.kind == "shared" and stranger.name not in (NAME, SECOND) for stranger in strangers):
            mistakes.append("foreign")
    if what == "deprovision":
        mistakes += ["origin", "name"]
    return Step(
        what,
        consent=what == "provision" and random.random() < 0.8,
        check=random.random() < 0.15,
        mistake=random.choice(mistakes),
        seconds=random.choice([1.0, 10.0, 60.0]),
    )
