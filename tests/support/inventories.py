# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Inventory files that are read with Ansible's own programs against the simulator."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from extensions.simulator.middleware import CLIENT
from tests.support.plays import ansible_environment

PLUGIN = "interconnect.equinix.fabric"


def plain(data: Any) -> Any:
    """Return data without the mark that ansible-inventory puts on texts that are no templates."""
    if isinstance(data, dict):
        return plain(data["__ansible_unsafe"]) if "__ansible_unsafe" in data else {k: plain(v) for k, v in data.items()}
    return [plain(value) for value in data] if isinstance(data, list) else data


class Inventory:
    """Writes inventory files and reads them with Ansible's own tools."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.output = ""
        self.status = 0

    def write(self, *files: dict[str, Any]) -> None:
        """Replace the inventory by these files."""
        (self.folder / "inventory").mkdir(exist_ok=True)
        for number, options in enumerate(files):
            path = self.folder / f"inventory/{number}.fabric.yml"
            path.write_text(yaml.safe_dump({"plugin": PLUGIN, **options}))

    def run(self, program: str, *arguments: str, secret: str = CLIENT[1], **environment: str) -> str:
        """Run one of Ansible's programs and return what it printed to stdout."""
        done = subprocess.run(
            [str(Path(sys.executable).parent / program), "-i", str(self.folder / "inventory"), *arguments],
            env={
                **ansible_environment(self.folder),
                "EQUINIX_API_ENDPOINT": self.url,
                "EQUINIX_API_CLIENTID": CLIENT[0],
                "EQUINIX_API_CLIENTSECRET": secret,
                "EQUINIX_API_RETRIES": "1",
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        self.output, self.status = done.stdout + done.stderr, done.returncode
        return done.stdout

    def listed(self, *arguments: str, **environment: str) -> tuple[dict[str, Any], dict[str, list[str]]]:
        """Return host variables and groups as ``ansible-inventory --list`` shows them; nothing may be said beside."""
        data = json.loads(self.run("ansible-inventory", "--list", *arguments, **environment))
        assert "WARNING" not in self.output and "ERROR" not in self.output, self.output
        groups = {name: group.get("hosts", []) for name, group in data.items() if name != "_meta"}
        return plain(data["_meta"]["hostvars"]), groups


def squeezed(text: str) -> str:
    """Return a text without white space, since Ansible breaks its lines anywhere."""
    return "".join(text.split())
