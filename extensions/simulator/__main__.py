# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the simulator by itself: ``python -m simulator --help``."""

from __future__ import annotations

import argparse
import dataclasses
import threading

from . import seed
from .gate import CLIENT
from .server import Simulator
from .world import Settings


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="loopback port, a free one when not given")
    parser.add_argument("--fleet", type=int, default=0, help="number of connections that are there already")
    for item in dataclasses.fields(Settings):
        if not isinstance(item.default, float):
            continue
        option = f"--{item.name.replace('_', '-')}"
        parser.add_argument(option, type=float, default=item.default, help="seconds, default %(default)s")
    parser.add_argument("--no-dry-run", dest="dry_run", action="store_false", help="refuse ?dryRun=true")
    parser.add_argument("--forgets-deleted", action="store_true", help="do not show connections that are gone")
    with Simulator(**vars(parser.parse_args())) as simulator:
        print(f"export EQUINIX_API_ENDPOINT={simulator.url}")
        print(f"export EQUINIX_API_CLIENTID={CLIENT[0]} EQUINIX_API_CLIENTSECRET={CLIENT[1]}")
        identity, secret = next(iter(seed.ALIBABA_KEYS.values()))
        print(f"export ALIBABA_CLOUD_VPC_ENDPOINT={simulator.url}")
        print(f"export ALIBABA_CLOUD_ACCESS_KEY_ID={identity} ALIBABA_CLOUD_ACCESS_KEY_SECRET={secret}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
