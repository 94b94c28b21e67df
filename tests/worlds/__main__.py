# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random worlds: ``python -m tests.worlds --worlds 5000 --seed 1``; see ``make worlds``."""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor

from tests.worlds.trial import Tally, try_world
from tests.worlds.worlds import world_of

CHUNK = 10  # worlds that a process tries before it says anything


def try_worlds(seed: int, numbers: Iterable[int]) -> Tally:
    """Try the worlds of these numbers, one after the other."""
    total = Tally()
    for number in numbers:
        total.add(try_world(world_of(f"{seed}/{number}")))
    return total


def try_many(seed: int, worlds: int, workers: int) -> Tally:
    """Try so many worlds by several processes."""
    total = Tally()
    chunks = [range(start, min(start + CHUNK, worlds)) for start in range(0, worlds, CHUNK)]
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork"), max_tasks_per_child=None) as pool:
        for found in pool.map(try_worlds, [seed] * len(chunks), chunks):
            total.add(found)
            for violation in found.violations:
                print(violation, file=sys.stderr, flush=True)
            if total.worlds % 100 == 0:
                print(f"{total.worlds} worlds, {total.plays} plays", file=sys.stderr, flush=True)
    return total


def table(total: Tally, seed: int, seconds: float) -> str:
    """Return what is printed at the end."""
    rows: list[tuple[str, object]] = [
        ("seed", seed),
        ("worlds", total.worlds),
        ("  with a port that nothing tells from ours", total.twins),
        ("plays", total.plays),
        *((f"  {name}", count) for name, count in sorted(total.played.items())),
        ("refusals", total.refusals),
        ("orders that ended with both ends", total.both_ends),
        ("removals that ended well", total.removals),
        ("orders", total.orders),
        ("payments", total.payments),
        ("violations", len(total.violations)),
        ("done to what nothing tells from ours", len(total.undecidable)),
        ("shown in a report with another account's key", len(total.told)),
        ("seconds", f"{seconds:.0f}"),
    ]
    width = max(len(name) for name, _value in rows)
    return "\n".join([*(f"{name:<{width}}  {value}" for name, value in rows), *total.violations])


def main() -> None:
    """Try worlds and print the table; the exit status tells whether nothing was violated."""
    parser = argparse.ArgumentParser(prog="python -m tests.worlds", description=__doc__)
    parser.add_argument("--worlds", type=int, default=5000, help="default %(default)s")
    parser.add_argument("--seed", type=int, default=None, help="a random one when not given; the same seed, the same worlds")
    parser.add_argument("--workers", type=int, default=2, help="processes side by side, default %(default)s")
    parser.add_argument("--world", help="try one world again, as the table names it: SEED/NUMBER")
    options = parser.parse_args()
    seed = random.randrange(10**6) if options.seed is None else options.seed
    started = time.monotonic()
    if options.world:
        world = world_of(options.world)
        print(world)
        total = try_world(world)
        print(*total.undecidable, *total.told, sep="\n")
    else:
        print(f"seed {seed}", flush=True)
        total = try_many(seed, options.worlds, options.workers)
    print(table(total, seed, time.monotonic() - started))
    sys.exit(bool(total.violations))


if __name__ == "__main__":
    main()
