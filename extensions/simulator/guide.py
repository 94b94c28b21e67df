# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What somebody needs for a first play on a simulator: variables to export, names to use, commands to paste.

The launcher shows it as well, with whatever Python ansible-core has; so here is the standard library alone, for Python 3.10.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from . import seed

EXPORTS = "exports.sh"
VARIABLES = "first-connection.yml"
# What would win over the simulator's own, or send a play elsewhere.
CLEARED = (
    "EQUINIX_API_TOKEN",
    "EQUINIX_PROJECT_ID",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
    "ALICLOUD_SECURITY_TOKEN",
    "ALIBABA_CLOUD_STS_ENDPOINT",
    "ALIBABA_CLOUD_PROFILE",
    "ALIBABA_CLOUD_ROLE_ARN",
    "ALIBABA_CLOUD_ECS_METADATA",
)
CONNECTION = f"""\
---
# A first connection on the simulator: both ends, from a port. Nothing here costs anything.
express_connect_name: alibaba-fra-1
express_connect_bandwidth: 200
express_connect_a_side:
  port: FR-PRI-DOT1Q
  vlan_tag: 1001
express_connect_metro_code: FR
express_connect_account_id: "{next(iter(seed.ALIBABA_KEYS))}"
express_connect_notifications:
  - noc@example.com
# What is agreed to and bought on Alibaba Cloud. Without it, the play stops there and says what to click.
express_connect_accept:
  outbound_data_transfer_billing: true
  period: 1
express_connect_virtual_border_router:
  local_gateway_ip: 192.0.2.2
  peer_gateway_ip: 192.0.2.1
  peering_subnet_mask: 255.255.255.252
express_connect_bgp:
  alibaba:
    peer_asn: 64512
"""


def exports(url: str) -> list[str]:
    """Return the lines of a shell that send every play to the simulator at an address, with keys of the first account."""
    identity, secret = next(iter(seed.ALIBABA_KEYS.values()))
    return [
        f"export EQUINIX_API_ENDPOINT={url}",
        f"export EQUINIX_API_CLIENTID={seed.CLIENT[0]} EQUINIX_API_CLIENTSECRET={seed.CLIENT[1]}",
        f"export ALIBABA_CLOUD_VPC_ENDPOINT={url}",
        f"export ALIBABA_CLOUD_ACCESS_KEY_ID={identity} ALIBABA_CLOUD_ACCESS_KEY_SECRET={secret}",
    ]


def _usable(kind: str, usable: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the assets of a kind that an order can name: they have what is wanted, and their names to themselves."""
    rows = seed.assets()[kind]
    names = [row["name"] for row in rows]
    return [row for row in rows if names.count(row["name"]) == 1 and usable.items() <= row.items()]


def ports() -> list[str]:
    """Return the ports that a connection can begin at, each with its place in a pair."""
    rows = _usable("ports", {"state": "ACTIVE", "operation": seed.UP})
    return [f"{row['name']} ({row['redundancy']['priority'].lower()})" for row in rows]


def cloud_routers() -> list[str]:
    """Return the names of the cloud routers that a connection can begin at."""
    return [row["name"] for row in _usable("routers", {"state": "PROVISIONED"})]


def virtual_devices() -> list[str]:
    """Return the names of the devices that a connection can begin at."""
    return [row["name"] for row in _usable("devices", {"status": "PROVISIONED"})]


def service_tokens() -> list[str]:
    """Return the service tokens that can be redeemed, each with its name and its limit."""
    rows = _usable("serviceTokens", {"state": "INACTIVE", "expirationDateTime": seed.NEVER})
    return [f"{row['uuid']} ({row['name']}, up to {row['connection']['bandwidthLimit']} Mbps)" for row in rows]


def shown(path: Path) -> str:
    """Return a path as a shell takes it, short where it is in somebody's home."""
    home = Path.home()
    return f"~/{shlex.quote(str(path.relative_to(home)))}" if path.is_relative_to(home) else shlex.quote(str(path))


def guide(url: str, folder: Path) -> list[str]:
    """Return everything that a first play needs, line by line; the files that it names are in a folder."""
    first, *others = seed.ALIBABA_KEYS
    variables = shown(folder / VARIABLES)
    play = "ansible-playbook interconnect.equinix.express_connect"
    metros = [code for code, (_name, _area, regions, _scopes) in seed.METROS.items() if regions]
    return [
        f"The simulator of Equinix and Alibaba Cloud listens on {url}. Nothing on it costs anything.",
        "",
        "To send all plays of a shell to it (a new shell is back at the real clouds):",
        f"source {shown(folder / EXPORTS)}",
        "which unsets other tokens, projects and profiles, and does:",
        *exports(url),
        "",
        f"Alibaba Cloud account ID: {first}, to which the access key belongs; another account: {', '.join(others)}",
        f"Equinix project: {seed.PROJECT}",
        f"Ports: {', '.join(ports())}",
        f"Cloud routers: {', '.join(cloud_routers())}",
        f"Network Edge devices: {', '.join(virtual_devices())}",
        *(f"Service token: {text}" for text in service_tokens()),
        f"Metros: {', '.join(metros)}; bandwidths in Mbps: {', '.join(map(str, seed.BANDWIDTHS))}",
        "",
        "A first connection, both ends, with the variables of a file to change: rehearse, order, look at it, remove it",
        f"{play}_from_port -e @{variables} --check",
        f"{play}_from_port -e @{variables}",
        f"{play}_status -e @{variables}",
        f"{play}_deprovision -e @{variables}",
    ]


def write(url: str, folder: Path) -> Path:
    """Write the files that the guide names; return the one that ends with the simulator: the other may be changed."""
    header = "# Sends all plays of a shell to the simulator, while it runs: source this file."
    path = folder / EXPORTS
    path.write_text("\n".join((header, *exports(url), f"unset {' '.join(CLEARED)}", "")), encoding="utf-8")
    variables = folder / VARIABLES
    if not variables.exists():
        variables.write_text(CONNECTION, encoding="utf-8")
    return path
