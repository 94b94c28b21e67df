# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the simulator by itself: ``python -m simulator --help``."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .guide import guide, write
from .launch import RUNNING
from .server import Simulator
from .world import Settings


def parsed(words: list[str]) -> argparse.Namespace:
    """Return the options on the command line."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--folder", type=Path, help="for its files; one that goes with the process by default")
    parser.add_argument("--port", type=int, default=0, help="loopback port, a free one when not given")
    parser.add_argument("--fleet", type=int, default=0, help="number of connections that are there already")
    for item in dataclasses.fields(Settings):
        if not isinstance(item.default, float):
            continue
        option = f"--{item.name.replace('_', '-')}"
        parser.add_argument(option, type=float, default=item.default, help="seconds, default %(default)s")
    parser.add_argument("--no-dry-run", dest="dry_run", action="store_false", help="refuse ?dryRun=true")
    parser.add_argument("--forgets-deleted", action="store_true", help="do not show connections that are gone")
    return parser.parse_args(words)


@contextmanager
def files(folder: Path, simulator: Simulator) -> Iterator[None]:
    """Keep the files of a simulator in a folder while it runs; the last one tells who it is, and that the others are written."""
    exports = write(simulator.url, folder)
    mine = folder / RUNNING
    row = {"pid": os.getpid(), "port": int(simulator.url.rpartition(":")[2]), "command": sys.argv[1:]}
    try:
        fresh = mine.with_suffix(".new")
        fresh.write_text(json.dumps(row), encoding="utf-8")
        fresh.replace(mine)
        yield
    finally:
        for path in (exports, mine):
            path.unlink(missing_ok=True)


def main() -> None:
    """Serve until interrupted, or told to stop."""
    options = vars(parsed(sys.argv[1:]))
    given = options.pop("folder")
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_signal: ended.set())
    with tempfile.TemporaryDirectory(prefix="simulator-") as place, Simulator(**options) as simulator:
        simulator.stop = ended.set
        folder = given or Path(place)
        with files(folder, simulator):
            print("\n".join(guide(simulator.url, folder)), flush=True)
            ended.wait()


if __name__ == "__main__":
    main()
