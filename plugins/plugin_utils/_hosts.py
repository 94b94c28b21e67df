# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects of the API as hosts of an inventory (pure): variables, names, addresses."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..module_utils._core.data import dig, text_at
from ..module_utils._equinix.connection.status import status_of
from ..module_utils._equinix.serialize import to_result

Row = dict[str, Any]
CONNECTIONS, PORTS, CLOUD_ROUTERS, VIRTUAL_DEVICES = "connections", "ports", "cloud_routers", "virtual_devices"
# In the order in which hosts are added, with what the variable ``resource`` says.
RESOURCES = {
    CONNECTIONS: "connection",
    PORTS: "port",
    CLOUD_ROUTERS: "cloud_router",
    VIRTUAL_DEVICES: "virtual_device",
}
# Hosts of these names would be taken for something else: Ansible runs locally on them, or warns of a group of the same name.
RESERVED = frozenset({"all", "ungrouped", "localhost", "127.0.0.1", "::1", *(f"fabric_{resource}" for resource in RESOURCES)})
_HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?:\.(?!-)[A-Za-z0-9-]{1,63})*\.?", re.ASCII)
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029/\\]|^-|\{(?=[{%#])")


@dataclass(frozen=True)
class Thing:
    """One object of the API that becomes a host; ``facts`` are what its variables say, without the prefix."""

    resource: str
    uuid: str
    facts: Row

    @property
    def group(self) -> str:
        """The group of all hosts of this kind."""
        return f"fabric_{self.resource}"

    def variables(self, prefix: str) -> Row:
        """Return the host's variables."""
        named = {f"{prefix}{key}": value for key, value in self.facts.items()}
        address = ssh_address(self.facts) if self.resource == VIRTUAL_DEVICES else ""
        return {**named, "ansible_host": address} if address else named


def things_of(data: Mapping[str, Iterable[Row]], resources: Iterable[str], device_connections: Iterable[Row]) -> list[Thing]:
    """Return the things of these resources in a stable order; ``data`` has the API's objects by resource, secrets masked.

    What has no UUID cannot be told from others, nor looked up.
    """
    on_devices: dict[str, list[Row]] = {}
    for row in device_connections:
        on_devices.setdefault(text_at(row, "aSide", "accessPoint", "virtualDevice", "uuid").lower(), []).append(row)
    things = []
    for resource in (known for known in RESOURCES if known in resources):
        for row in sorted(data[resource], key=lambda row: (text_at(row, "name"), text_at(row, "uuid"))):
            uuid = text_at(row, "uuid")
            if uuid:
                things.append(Thing(resource, uuid, _facts(resource, row, on_devices.get(uuid.lower(), []))))
    return things


def _facts(resource: str, row: Row, on_device: Iterable[Row]) -> Row:
    # They are masked already; doing it again would take as long as all the rest.
    facts = {**to_result(row, secrets=True), "resource": RESOURCES[resource]}
    if resource == CONNECTIONS:
        facts["status"] = status_of(row).as_dict()
        facts["metro_code"] = text_at(row, "aSide", "accessPoint", "location", "metroCode")
    elif resource == VIRTUAL_DEVICES:
        facts["connections"] = sorted(map(_shown_connection, on_device), key=lambda shown: (shown["name"], shown["uuid"]))
    else:
        facts["metro_code"] = text_at(row, "location", "metroCode")
    return facts


def _shown_connection(row: Row) -> Row:
    return {
        "uuid": text_at(row, "uuid"),
        "name": text_at(row, "name"),
        "bandwidth": row.get("bandwidth"),
        "interface_id": dig(row, "aSide", "accessPoint", "interface", "id"),
        "status": status_of(row).as_dict(),
    }


def ssh_address(device: Mapping[str, Any]) -> str:
    """Return where a device is reached by SSH, empty when it says nothing that is an address.

    It becomes an argument of ssh, which would take one that begins with a hyphen for an option.
    """
    try:
        return str(ipaddress.ip_address(text_at(device, "ssh_ip_address").strip()))
    except ValueError:
        name = text_at(device, "ssh_ip_fqdn").strip()
        return name if len(name) <= 253 and _HOST_NAME.fullmatch(name) else ""


def fit_name(text: str) -> str:
    """Return a text as a host name: no control characters, path separators, template, or hyphen at its start; else as it is.

    Ansible looks for files of a host's name, hands it to other programs, and has no way to mark it as no template.
    """
    return _UNFIT.sub("_", text.strip())


def unique_names(desired: Iterable[tuple[str, str]], taken: Iterable[str] = ()) -> list[str]:
    """Return a host name for each pair of wanted name and UUID.

    Whoever shares a name gets a part of the UUID behind it, so that names depend neither on order nor on chance.
    """
    pairs = [(fit_name(name) or uuid, uuid) for name, uuid in desired]
    counted = Counter(name for name, _uuid in pairs)
    refused = {*RESERVED, *taken}
    for length in (8, 36):
        names = [f"{name}-{uuid[:length]}" if counted[name] > 1 or name.lower() in refused else name for name, uuid in pairs]
        if len(set(names)) == len(names):
            return names
    # Somebody has chosen a name that another one got in the end.
    return [f"{name}-{uuid}" for name, uuid in pairs]
