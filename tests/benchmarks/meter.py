# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``meter.py FILE COMMAND ...`` runs a command and writes to a file what it took, as JSON.

It is a process of its own and a small one: Linux counts the memory of whoever starts a process as memory that the new process
once had, and a process that runs tests has more of it than what is to be measured.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path


def main() -> int:
    """Run the command and return its exit code."""
    began = time.monotonic()
    code = subprocess.call(sys.argv[2:])
    seconds = time.monotonic() - began
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = {"seconds": seconds, "processor": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss / 1024}
    Path(sys.argv[1]).write_text(json.dumps(taken))
    return code


if __name__ == "__main__":
    sys.exit(main())
