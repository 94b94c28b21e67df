# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stories that several tests tell: variables of connections and pairs with both ends, and the playbooks run with them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from extensions.simulator import seed
from extensions.simulator.server import Simulator
from tests.demo.__main__ import both_ends_for, command, environment
from tests.support.plays import ACCOUNT, PAIRS, ROOT

PLAYBOOKS = {"port": "from_port", "token": "from_service_token", "router": "from_cloud_router", "device": "from_virtual_device"}
OTHER = "6" * 16
SECONDARY_ROUTER = {"local_gateway_ip": "192.0.2.6", "peer_gateway_ip": "192.0.2.5", "peering_subnet_mask": "30"}


def pair_of(kind: str) -> dict[str, object]:
    """Return the role's variables for a pair."""
    first, second = PAIRS[kind]
    variables: dict[str, object] = {
        "express_connect_name": "fra-1",
        "express_connect_secondary_name": "fra-2",
        "express_connect_bandwidth": 200,
        "express_connect_a_side": first,
        "express_connect_secondary_a_side": second,
        "express_connect_metro_code": "FR",
        "express_connect_account_id": ACCOUNT,
        "express_connect_notifications": ["noc@example.com"],
    }
    if kind == "device":
        variables["express_connect_secondary_account_id"] = "6" * 16
    return variables


def groups(simulator: Simulator) -> list[tuple[str, str]]:
    """Return group and priority of all connections that live."""
    rows = [item.row["redundancy"] for item in simulator.world.living()]
    return [(row["group"], row["priority"]) for row in rows]


def story(origin: str, *, pair: bool) -> dict[str, Any]:
    """Return the role's variables for a connection or a pair, with everything that Alibaba Cloud's side takes."""
    variables = both_ends_for(origin)
    if not pair:
        return variables
    kind = next(kind for kind, playbook in PLAYBOOKS.items() if playbook == origin)
    variables |= pair_of(kind)
    routing: Any = variables["express_connect_bgp"]
    variables["express_connect_bgp"] = {**routing, "secondary": {"alibaba": {"peer_asn": 64512}}}
    if kind == "router":
        variables["express_connect_bgp"] = {
            **routing,
            "secondary": {
                "direct": {"equinix_iface_ipv4": "192.0.2.5/30"},
                "bgp": {"customer_asn": 64999, "customer_peer_ipv4": "192.0.2.6", "auth_key": "canary-bgp"},
            },
        }
    variables["express_connect_secondary_virtual_border_router"] = SECONDARY_ROUTER
    if kind == "device":
        key, secret = seed.ALIBABA_KEYS[OTHER]
        variables["express_connect_secondary_access_key"] = {"access_key_id": key, "access_key_secret": secret}
    return variables


class Story:
    """Runs the collection's playbooks with one set of variables, several in one process."""

    def __init__(self, simulator: Simulator, folder: Path, variables: dict[str, Any]) -> None:
        self._simulator, self._folder = simulator, folder
        self.variables = variables
        self.output = ""

    def run(self, *playbooks: str, flags: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> list[int]:
        """Run playbooks one after the other and return for each how many of its tasks changed something."""
        path, counts = self._folder / "variables.json", self._folder / "counts.json"
        path.write_text(json.dumps({name: value for name, value in self.variables.items() if name not in without}))
        first, *others = playbooks
        names = [f"interconnect.equinix.express_connect_{name}" for name in others]
        done = subprocess.run(
            command(first, path, *names, *flags),
            env={
                **environment(self._simulator),
                "ANSIBLE_CALLBACK_PLUGINS": str(ROOT / "tests/support/callbacks"),
                "ANSIBLE_CALLBACKS_ENABLED": "count_changes",
                "COUNT_CHANGES": str(counts),
            },
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        self.output = done.stdout + done.stderr
        assert done.returncode == 0, self.output
        found: list[int] = json.loads(counts.read_text())
        return found
