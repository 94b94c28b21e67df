# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The soak: ``python -m tests.soak --runs 2000 --seed 1``; see ``make soak``."""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import random
import sys
import time
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor

from tests.soak.runner import speed_up
from tests.soak.stories import Tally, tell

# One story of so many is told by real ansible-playbook.
PLAYED = 25


def soak(seed: int, runs: int, workers: int, played: int = PLAYED, *, tell_progress: bool = False) -> Tally:
    """Tell stories until so many runs have been made; every ``played``-th by ansible-playbook."""
    total = Tally()
    told = 0
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=fork, initializer=speed_up) as pool:
        under_way: deque[Future[Tally]] = deque()
        for number in itertools.count():
            while len(under_way) >= 2 * workers:
                total.add(under_way.popleft().result())
            if tell_progress and total.runs >= told + 100:
                told = total.runs
                print(f"{total.runs} runs, {total.kills} kills, {total.struck.total()} faults", file=sys.stderr, flush=True)
            if total.runs >= runs:
                break
            under_way.append(pool.submit(tell, f"{seed}/{number}", play=number % played == played - 1))
        for story in under_way:
            total.add(story.result())
    return total


def table(total: Tally, seed: int, seconds: float) -> str:
    """Return what is printed at the end."""
    per_spec = f"{total.orders / max(1, total.specs):.3f} ({total.orders} for {total.specs})"
    rows: list[tuple[str, object]] = [
        ("seed", seed),
        ("runs", total.runs),
        ("  by ansible-playbook", total.plays),
        *((f"  of {name}", count) for name, count in sorted(total.drivers.items())),
        ("kills (SIGKILL)", total.kills),
        ("runs that ended with a sentence", total.failures),
        ("specs", total.specs),
        *((f"  from {name}", count) for name, count in sorted(total.origins.items())),
        ("steps that came about", total.steps),
        ("faults injected", total.struck.total()),
        *((f"  {name}", count) for name, count in sorted(total.struck.items())),
        ("orders per spec", per_spec),
        ("payments per accepted port", f"{total.payments / max(1, total.accepted):.3f} ({total.payments} for {total.accepted})"),
        ("duplicates", len(total.duplicates)),
        ("unresolved", len(total.unresolved)),
        ("tracebacks", len(total.tracebacks)),
        ("seconds", f"{seconds:.0f}"),
    ]
    width = max(len(name) for name, _value in rows)
    found = [*total.duplicates, *total.unresolved, *total.tracebacks]
    return "\n".join([*(f"{name:<{width}}  {value}" for name, value in rows), *found])


def clean(total: Tally) -> bool:
    """Tell whether nothing was ordered or paid twice, nothing was lost, and nothing broke down."""
    return not (total.duplicates or total.unresolved or total.tracebacks) and _once_each(total)


def _once_each(total: Tally) -> bool:
    return total.orders == total.specs and total.payments == total.accepted


def main() -> None:
    """Run the soak and print its table; the exit status tells whether it was clean."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--runs", type=int, default=2000, help="runs of modules at least, default %(default)s")
    parser.add_argument("--seed", type=int, default=None, help="a random one when not given; the same seed, the same stories")
    parser.add_argument("--workers", type=int, default=2, help="processes side by side, default %(default)s")
    parser.add_argument("--story", help="tell one story again, as the table names it: SEED/NUMBER")
    options = parser.parse_args()
    seed = random.randrange(10**6) if options.seed is None else options.seed
    started = time.monotonic()
    if options.story:
        speed_up()
        total = tell(options.story, play=int(options.story.partition("/")[2]) % PLAYED == PLAYED - 1)
    else:
        print(f"seed {seed}", flush=True)
        total = soak(seed, options.runs, options.workers, tell_progress=True)
    print(table(total, seed, time.monotonic() - started))
    sys.exit(not clean(total))


if __name__ == "__main__":
    main()
