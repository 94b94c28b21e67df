# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a user of Equinix's SDK for Python would write: ``python -m tests.benchmarks.sdk_script URL COUNT``."""

from __future__ import annotations

import os
import sys
import time

import requests
from equinix.services.fabricv4 import ApiClient, Configuration, ConnectionPostRequest, ConnectionsApi, PortsApi

from tests.benchmarks.bench import order_of, specs


def main() -> None:
    """Log in, look up each port by name, order, then look at each connection until it awaits approval."""
    url, count = sys.argv[1], int(sys.argv[2])
    # The SDK has no login.
    body = {
        "grant_type": "client_credentials",
        "client_id": os.environ["EQUINIX_API_CLIENTID"],
        "client_secret": os.environ["EQUINIX_API_CLIENTSECRET"],
    }
    token = requests.post(f"{url}/oauth2/v1/token", json=body, timeout=30).json()["access_token"]
    client = ApiClient(Configuration(host=url, access_token=token))
    ports, connections = PortsApi(client), ConnectionsApi(client)
    ordered = []
    for spec in specs(count):
        port = ports.get_ports(name=spec["a_side"]["port"]).data[0]
        # The service profile is the one whose UUID the page names: the SDK cannot read it.
        order = ConnectionPostRequest.from_dict(order_of(spec, str(port.uuid)))
        ordered.append(connections.create_connection(order).uuid)
    for uuid in ordered:
        while connections.get_connection_by_uuid(uuid).operation.provider_status != "PENDING_APPROVAL":
            time.sleep(1)


if __name__ == "__main__":
    main()
