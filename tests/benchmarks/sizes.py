# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What reports and inventories of many connections take."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from extensions.simulator import seed
from extensions.simulator.middleware import CLIENT
from tests.benchmarks.bench import Usage, measured, play, serving
from tests.support.plays import ROOT


def report(size: int) -> Usage:
    """Return what it takes to look up so many connections on both clouds and to write their page."""
    account, keys = next(iter(seed.ALIBABA_KEYS.items()))
    with tempfile.TemporaryDirectory() as folder, serving(fleet=size) as server:
        path = Path(folder) / "report.html"
        values = {"fabric_report_path": str(path), "fabric_report_alibaba": True}
        taken = play(
            server,
            [{"ansible.builtin.include_role": {"name": "interconnect.equinix.fabric_report"}, "vars": values}],
            ALIBABA_CLOUD_VPC_ENDPOINT=server.url,
            ALIBABA_CLOUD_ACCESS_KEY_ID=keys[0],
            ALIBABA_CLOUD_ACCESS_KEY_SECRET=keys[1],
        )
        text = path.read_text()
    if f"<strong>{size}</strong>connections" not in text or account in text or text.count("Allocated") < size:
        raise RuntimeError("the page does not show both ends of all connections")
    return taken


def inventory(size: int, *arguments: str) -> Usage:
    """Return what ``ansible-inventory`` takes for so many connections; ``arguments`` say what it prints."""
    with tempfile.TemporaryDirectory() as folder, serving(fleet=size) as server:
        source = Path(folder) / "fabric.yml"
        source.write_text(
            json.dumps({"plugin": "interconnect.equinix.fabric", "resources": ["connections"], "hostnames": ["fabric_name"]})
        )
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("EQUINIX_", "ANSIBLE_", "PYTHONPATH"))}
        return measured(
            [str(Path(sys.executable).parent / "ansible-inventory"), "-i", str(source), *arguments],
            {
                **kept,
                "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache/collections"),
                "ANSIBLE_HOME": f"{folder}/home",
                "EQUINIX_API_ENDPOINT": server.url,
                "EQUINIX_API_CLIENTID": CLIENT[0],
                "EQUINIX_API_CLIENTSECRET": CLIENT[1],
            },
        )
