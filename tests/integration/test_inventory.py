# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin, by real ``ansible-inventory`` and ``ansible-playbook`` against the simulator."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.interconnect.equinix.plugins.inventory import fabric
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix import client, listing
from ansible_collections.interconnect.equinix.plugins.plugin_utils._hosts import RESOURCES

from extensions.simulator import seed
from extensions.simulator.middleware import CLIENT
from extensions.simulator.server import Simulator
from tests.support.inventories import PLUGIN, Inventory, squeezed
from tests.support.plays import ACCOUNT, ORIGINS, ROOT, Play, desired

HOSTILE = "{{ lookup('pipe', 'touch /tmp/canary-of-the-inventory') }}"


@pytest.fixture
def inventory(tmp_path: Path, simulator: Simulator) -> Inventory:
    """Inventory files that are read against the simulator."""
    return Inventory(tmp_path, simulator.url)


def test_everything_is_a_host(inventory: Inventory, play: Play, simulator: Simulator) -> None:
    play("fabric_connection", desired(a_side=ORIGINS["virtual-device"], name="from-edge"))
    simulator.calls.clear()
    inventory.write(
        {
            "keyed_groups": [{"key": "fabric_metro_code", "prefix": "metro"}, {"key": "fabric_status.phase", "prefix": "phase"}],
            "groups": {"usable": "fabric_state | default('') == 'ACTIVE'"},
            "compose": {"where": "fabric_resource ~ '@' ~ fabric_metro_code"},
        }
    )
    hosts, groups = inventory.listed()
    assert simulator.logins == 1 and len(simulator.calls) == 5  # a login, and one call for each kind
    assert {name: len(groups[f"fabric_{name}"]) for name in RESOURCES} == {
        "connections": 1,
        "ports": 7,
        "cloud_routers": 4,
        "virtual_devices": 5,
    }
    connection = hosts["from-edge"]
    assert connection["fabric_status"]["phase"] == "pending_approval" and connection["where"] == "connection@FR"
    assert groups["phase_pending_approval"] == ["from-edge"] and "from-edge" in groups["metro_FR"]
    device = hosts["fra-edge"]
    assert device["ansible_host"] == "192.0.2.10" and len(device["fabric_interfaces"]) == 9
    assert [(one["name"], one["status"]["phase"]) for one in device["fabric_connections"]] == [("from-edge", "pending_approval")]
    used = next(item for item in device["fabric_interfaces"] if item["id"] == device["fabric_connections"][0]["interface_id"])
    assert used["status"] == "ASSIGNED"
    assert hosts["fra-edge-2"]["fabric_connections"] == []
    assert "FR-PRI-DOT1Q" in groups["usable"] and "FR-NEW-DOT1Q" not in groups["usable"]
    # Those that share a name are told apart by their UUIDs.
    assert {f"FR-TWIN-DOT1Q-{seed.uid(twin)[:8]}" for twin in ("twin-1", "twin-2")} <= set(groups["fabric_ports"])
    assert ACCOUNT not in inventory.output
    graph = inventory.run("ansible-inventory", "--graph")
    assert re.search(r"@fabric_connections:\n  \|  \|--from-edge\n", graph) and "WARNING" not in inventory.output


def test_conditions_are_left_to_the_api(inventory: Inventory, play: Play, simulator: Simulator) -> None:
    play("fabric_connection", desired(a_side=ORIGINS["virtual-device"], name="from-edge"))
    simulator.calls.clear()
    inventory.write(
        {
            "metro_code": "FR",
            "project_id": seed.PROJECT,
            "hostnames": ["nothing", "fabric_missing.deeper", "fabric_metro_code ~ '.' ~ fabric_name"],
            "hostvars_prefix": "eqx_",
            "filters": [
                {"property": "/bandwidth", "operator": "BETWEEN", "values": [900, 1000]},
                {"resource": "ports", "property": "/state", "values": ["ACTIVE"]},
            ],
        },
        {"resources": ["virtual_devices"], "name": "fra-edge", "hostnames": ["fabric_metro_code ~ '/' ~ fabric_name"]},
    )
    hosts, _groups = inventory.listed()
    # Of the first file no preference gives a name, so that UUIDs are left; connections are all out of the bandwidth asked for.
    assert simulator.logins == 1 and seed.uid("FR-PRI-DOT1Q") in hosts and seed.uid("FR-NEW-DOT1Q") not in hosts
    assert hosts[seed.uid("FR-PRI-DOT1Q")]["eqx_metro_code"] == "FR"
    assert [one["name"] for one in hosts["FR_fra-edge"]["fabric_connections"]] == ["from-edge"]
    sent = {call.path: call.body["filter"]["and"] for call in simulator.calls if call.path.endswith("/search") and call.body}
    project = {"property": "/project/projectId", "operator": "=", "values": [seed.PROJECT]}
    metro = {"property": "/location/metroCode", "operator": "=", "values": ["FR"]}
    active = {"property": "/state", "operator": "=", "values": ["ACTIVE"]}
    assert sent["/fabric/v4/ports/search"] == [metro, project, active]
    assert sent["/fabric/v4/routers/search"] == [metro, project]
    searches = [call.body["filter"]["and"] for call in simulator.calls if call.path == "/fabric/v4/connections/search"]
    assert searches[0] == [
        {"property": "/aSide/accessPoint/location/metroCode", "operator": "=", "values": ["FR"]},
        project,
        {"property": "/bandwidth", "operator": "BETWEEN", "values": ["900", "1000"]},
    ]
    # What is on the devices was not among these.
    assert [one[0]["property"] for one in searches[1:]] == ["/aSide/accessPoint/virtualDevice/uuid"] * 2


def test_fleet_of_five_thousand_and_its_cache(inventory: Inventory) -> None:
    with Simulator(fleet=5000) as simulator:
        inventory.url = simulator.url
        cache = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(inventory.folder / "cache")}
        inventory.write({"resources": ["connections"], "keyed_groups": [{"key": "fabric_status.phase"}], **cache})
        started = time.monotonic()
        hosts, groups = inventory.listed()
        first = time.monotonic() - started
        assert len(hosts) == 5000 and len(groups["_pending_approval"]) == 5000
        assert len(simulator.calls) == 51 and simulator.logins == 1
        kept = next((inventory.folder / "cache").iterdir()).read_text()
        assert ACCOUNT not in kept and CLIENT[1] not in kept and "fleet-04999" in kept
        started = time.monotonic()
        graph = inventory.run("ansible-inventory", "--graph")
        second = time.monotonic() - started
        assert graph.count("|--fleet-") == 10_000 and len(simulator.calls) == 51
        print(f"5,000 connections: {first:.1f} s and 51 calls, from the cache {second:.1f} s and none")


def test_cache_answers_the_same_question_only(inventory: Inventory, simulator: Simulator) -> None:
    cache = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(inventory.folder / "cache")}
    for options, calls in (
        ({"metro_code": "FR"}, 2),
        ({"metro_code": "FR"}, 2),
        ({"metro_code": "FR", "hostnames": ["fabric_uuid"]}, 2),  # what happens to the answer is no part of the question
        ({"metro_code": "LD"}, 4),
    ):
        inventory.write({"resources": ["ports"], **cache, **options})
        assert len(inventory.listed()[0]) == (7 if options["metro_code"] == "FR" else 0)
        assert len(simulator.calls) == calls
    book = inventory.folder / "plays.json"
    book.write_text(json.dumps([{"hosts": "all"}]))
    inventory.run("ansible-playbook", str(book), "--list-hosts", "--flush-cache")
    assert len(simulator.calls) == 6


def test_names_from_the_api_are_no_templates(inventory: Inventory, simulator: Simulator) -> None:
    canary = Path("/tmp/canary-of-the-inventory")
    canary.unlink(missing_ok=True)
    names = [
        HOSTILE,
        "localhost",
        "-oProxyCommand=touch /tmp/canary-of-the-inventory",
        "../../etc/passwd",
        "a\nb",
        "fabric_ports",
    ]
    simulator.world.assets["ports"] = [seed.port(name, seed=f"hostile-{number}") for number, name in enumerate(names)]
    simulator.world.assets["devices"] = [{**seed.device(HOSTILE), "sshIpAddress": HOSTILE}]
    group = {"key": "fabric_name", "prefix": "named"}
    inventory.write({"resources": ["ports", "virtual_devices"], "keyed_groups": [group], "compose": {"again": "fabric_name"}})
    texts = "{{ [inventory_hostname, fabric_name, again, fabric_device.name | default('')] | to_json }}"
    task = {"ansible.builtin.debug": {"msg": texts}}
    book = inventory.folder / "plays.json"
    book.write_text(json.dumps([{"hosts": "all", "gather_facts": False, "connection": "local", "tasks": [task]}]))
    inventory.run("ansible-playbook", str(book))
    assert inventory.status == 0, inventory.output
    hosts, _groups = inventory.listed()
    assert not canary.exists()
    twins = {f"_{HOSTILE[1:].replace('/', '_')}-{uuid[:8]}" for uuid in (seed.uid("hostile-0"), seed.uid(HOSTILE))}
    others = {"_oProxyCommand=touch _tmp_canary-of-the-inventory", ".._.._etc_passwd", "a_b"}
    taken = {f"{names[number]}-{seed.uid(f'hostile-{number}')[:8]}" for number in (1, 5)}
    assert hosts.keys() == twins | others | taken
    assert all("ansible_host" not in variables for variables in hosts.values())
    assert {variables["again"] for variables in hosts.values()} == {*names, HOSTILE}
    assert HOSTILE in inventory.run("ansible-inventory", "--list")


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "prefix": ({"hostvars_prefix": "ansible_"}, "hostvars_prefix 'ansible_' cannot begin the name of a variable"),
    "operator": ({"filters": [{"property": "/name", "operator": "~"}]}, "filters[0].operator '~' is none of =, !=, >,"),
    "resource": (
        {"resources": ["ports"], "filters": [{"property": "/name", "values": ["x"]}]},
        "filters has a condition for connections, which resources does not list",
    ),
    "property": (
        {"filters": [{"property": "/aSide/accessPoint/linkProtocol/vlanTagMin", "values": ["x"]}]},
        "Cannot search connections: HTTP 400",
    ),
    "endpoint": ({"api_endpoint": "http://api.example.com"}, "would send the credentials unencrypted"),
    "compose": ({"compose": {"wrong": "fabric_nothing"}, "strict": True}, "Could not set wrong for host"),
    "hostnames": (
        {"resources": ["ports"], "hostnames": ["fabric_nothing ~ fabric_name"], "strict": True},
        "hostnames: 'fabric_nothing ~ fabric_name' gives no name for port",
    ),
}


def test_each_mistake_is_one_sentence(inventory: Inventory, simulator: Simulator) -> None:
    inventory.write(*(options for options, _sentence in MISTAKES.values()))
    inventory.run("ansible-inventory", "--list", ANSIBLE_INVENTORY_ENABLED=PLUGIN)
    said = squeezed(inventory.output)
    assert [sentence for _options, sentence in MISTAKES.values() if squeezed(sentence) not in said] == []
    assert "Traceback" not in said and simulator.logins == 1
    # Without strict, what cannot be evaluated is left out.
    inventory.write(*({**options, "strict": False} for options, _sentence in MISTAKES.values()))
    shown = inventory.run("ansible-inventory", "--list", ANSIBLE_INVENTORY_ENABLED=PLUGIN)
    assert "fra-edge" in shown and "wrong" not in shown


def test_refused_credentials_are_tried_once(inventory: Inventory, simulator: Simulator) -> None:
    inventory.write({}, {"resources": ["ports"]}, {"resources": ["connections"]})
    both = f"{PLUGIN}, auto"
    inventory.run("ansible-inventory", "--list", "-vvvv", secret="canary-of-a-secret", ANSIBLE_INVENTORY_ENABLED=both)
    sentence = "Equinix refused client_id and client_secret (S1006 invalid client credentials"
    assert squeezed(sentence) in squeezed(inventory.output), inventory.output
    assert simulator.logins == 1 and len(simulator.calls) == 1
    assert "canary-of-a-secret" not in inventory.output
    inventory.run("ansible-inventory", "--list", secret="", ANSIBLE_INVENTORY_ENABLED=PLUGIN)
    assert squeezed("client_secret is missing beside its other half") in squeezed(inventory.output)


def documented(name: str) -> str:
    """Return DOCUMENTATION or EXAMPLES of the plugin."""
    return str(getattr(fabric, name))


def test_examples_are_inventories(inventory: Inventory, simulator: Simulator) -> None:
    examples = list(yaml.safe_load_all(documented("EXAMPLES")))
    for example in examples:
        example.update({"cache_connection": str(inventory.folder / "cache")} if "cache" in example else {})
    inventory.write(*examples)
    hosts, groups = inventory.listed("-e", "metro=FR")
    assert hosts["FR-fra-edge"]["ansible_network_os"] == "cisco.ios.ios" and "fabric_ports" in groups
    assert simulator.logins == 1


def test_options_are_those_of_the_modules() -> None:
    fragments = (ROOT / "plugins/doc_fragments/equinix.py").read_text()
    modules, plugins = (yaml.safe_load(text)["options"] for text in re.findall(r'r"""\n(.*?)"""', fragments, re.DOTALL))
    variables = {name: re.findall(r"E\((\w+)\)", " ".join(option["description"])) for name, option in modules.items()}
    assert {name: [item["name"] for item in option["env"]] for name, option in plugins.items()} == {
        name: names for name, names in variables.items() if names
    }
    assert set(client.OPTIONS) == modules.keys() - {"project_id"}
    options = yaml.safe_load(documented("DOCUMENTATION"))["options"]
    shown = {
        name: {key: value for key, value in option.items() if key in ("default", "choices", "required", "type", "elements")}
        for name, option in options["filters"]["suboptions"].items()
    }
    assert shown == fabric.FILTER["filters"]["options"] and shown.items() >= listing.filter_options().items()
    assert options["resources"]["choices"] == options["resources"]["default"] == list(RESOURCES)
