# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Races: ``python -m tests.soak.races --races 200``. Two runs order one connection while the search lags.

Of each race one order is left, or two, and then a run has failed and named both.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import DuplicateError, InterconnectError
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection import order_journal
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.apply import EnsurePresent
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.spec import parse_spec
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options, Outcome

from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.support.clients import JumpingClock, client
from tests.support.plays import ORIGINS, desired

ORDERS = "/fabric/v4/connections"
PROFILE = "Alibaba Cloud Express Connect"
ALL = {**ORIGINS, "named-interface": {"virtual_device": "fra-edge", "interface_id": 5}}
Came = Outcome | InterconnectError


class SharedClock(JumpingClock):
    """One time for all that take part, the simulator too: whoever pauses lets it pass for everybody."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()

    def now(self) -> float:
        """Return seconds since 1970, the skipped ones included."""
        return time.time() + self._ahead

    def sleep(self, seconds: float) -> None:
        """Skip a pause."""
        with self._lock:
            super().sleep(seconds)
        time.sleep(0.001)  # lets the others have their turn


def play(
    simulator: Simulator,
    a_side: dict[str, Any],
    machines: Sequence[Path],
    clock: SharedClock,
    delays: Sequence[float] = (),
    **options: Any,
) -> list[Came]:
    """Order one connection by a run for each of these machines (their folders), at once; return what came of each.

    ``delays`` are seconds by which runs start later.
    """
    simulator.world.now = clock.monotonic
    params = desired(a_side=a_side)
    params["z_side"] = {"service_profile": PROFILE, **params["z_side"]}
    came: dict[int, Came] = {}
    here = threading.local()

    def run(number: int, machine: Path) -> None:
        here.folder = machine / "cache" / "orders"
        time.sleep(delays[number] if delays else 0)
        try:
            api, _clock = client(simulator.url, clock, timeout=20)
            came[number] = EnsurePresent(api, parse_spec(params), Options(**options)).present()
        except InterconnectError as error:
            came[number] = error

    threads = [threading.Thread(target=run, args=item) for item in enumerate(machines)]
    with mock.patch.object(order_journal, "folders", lambda: [here.folder]):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
    return [came[number] for number in range(len(machines))]


def race(story: str) -> tuple[str, str]:
    """Run the race of a seed; return what came of it in a word, and what is wrong with that."""
    random = Random(story)
    origin = random.choice(list(ALL))
    lag = random.choice([0.0, random.uniform(0, 5), random.uniform(5, 90), 90.0])
    settings: dict[str, Any] = {"provisioning": random.choice([0.0, 3.0, 60.0]), "tokens_tell": random.random() < 0.5}
    one_machine = random.random() < 0.3
    delays = [0.0, random.choice([0.0, 0.0, random.uniform(0, 0.3)])]
    with Simulator(search_lag=lag, **settings) as simulator, tempfile.TemporaryDirectory() as folder:
        if random.random() < 0.3:
            # A lost answer in a race: the other one's connection may be taken for one's own.
            simulator.faults.append(Fault("POST", ORDERS, "cut", skip=random.choice([0, 1]), took_effect=True))
        for path in (f"{ORDERS}/validate", ORDERS):
            if random.random() < 0.5:
                seconds = random.choice([0.05, 0.2])
                simulator.faults.append(Fault("POST", path, "slow", times=random.choice([1, 2]), seconds=seconds))
        machines = [Path(folder) / name for name in (("one", "one") if one_machine else ("one", "other"))]
        wait = random.random() < 0.7
        came = play(simulator, ALL[origin], machines, SharedClock(), delays, wait=wait, wait_timeout=100_000)
        orders = [row["uuid"] for row in simulator.orders]
        named = any(isinstance(item, DuplicateError) and {item.older, *item.newer} == set(orders) for item in came)
    said = f"{story} {origin}, lag {lag:.0f} s{', one machine' if one_machine else ''}: {len(orders)} orders, {came}"
    if len(orders) == 1:
        adopted = all(isinstance(item, Outcome) and item.connection["uuid"] == orders[0] for item in came)
        # A named interface says that it is taken, and not by what; a run that sees it so says so.
        refused = origin == "named-interface" and any("is not free" in str(item) for item in came)
        return "one order", "" if adopted or refused else said
    if len(orders) == 2 and named and not one_machine:
        return "two orders, both named", ""
    return "silent", said


def main() -> None:
    """Run races and print what came of them; the exit status tells whether nothing was ordered twice in silence."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.races", description=__doc__)
    parser.add_argument("--races", type=int, default=200, help="how many, default %(default)s")
    parser.add_argument("--seed", type=int, default=None, help="a random one when not given; the same seed, the same races")
    options = parser.parse_args()
    seed = random.randrange(10**6) if options.seed is None else options.seed
    started = time.monotonic()
    came = [race(f"{seed}/{number}") for number in range(options.races)]
    for word, count in sorted(Counter(word for word, _wrong in came).items()):
        print(f"{word}: {count}")
    wrong = [text for _word, text in came if text]
    print(f"seed {seed}, {options.races} races, {len(wrong)} wrong, {time.monotonic() - started:.0f} s", *wrong, sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
