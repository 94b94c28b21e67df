# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of an inventory file: templates with variables of the command line, types, empty ones, and whose cache it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extensions.simulator import seed
from extensions.simulator.middleware import CLIENT, READER_TOKEN, TOKEN
from extensions.simulator.server import Simulator
from tests.support.inventories import PLUGIN, Inventory, squeezed

# What the environment says of the login counts as not given.
NOTHING_GIVEN = dict.fromkeys(("EQUINIX_API_ENDPOINT", "EQUINIX_API_CLIENTID", "EQUINIX_API_TOKEN", "EQUINIX_API_TIMEOUT"), "")
TEMPLATES: dict[str, Any] = {
    "client_id": "{{ login.id }}",
    "client_secret": "{{ login.secret }}",
    "api_endpoint": "{{ url }}",
    "api_timeout": "{{ seconds }}",
    "validate_certs": "{{ verify }}",
    "project_id": "{{ project }}",
    "resources": "{{ kinds }}",
    "include_deleted": "{{ deleted }}",
    "hostvars_prefix": "{{ prefix }}_",
    "filters": [
        {
            "resource": "{{ kinds[0] }}",
            "property": "/{{ what }}",
            "operator": "{{ how }}",
            "values": ["{{ state }}", "{{ state }}"],
        },
        {"resource": "ports", "property": "/location/metroCode", "operator": "IN", "values": "{{ metros }}"},
    ],
    "keyed_groups": [{"key": "eqx_metro_code", "prefix": "{{ site }}", "separator": "{{ '-' }}"}],
    "compose": {"asked_for": "state"},
    "groups": {"wanted": "eqx_state == state"},
    "strict": "{{ deleted }}",
}


@pytest.fixture
def inventory(tmp_path: Path, simulator: Simulator) -> Inventory:
    """Inventory files that are read against the simulator."""
    return Inventory(tmp_path, simulator.url)


def extra(simulator: Simulator) -> dict[str, Any]:
    """Return variables for the command line; some are text, as ``-e name=value`` gives them, some are not."""
    return {
        "login": {"id": CLIENT[0], "secret": CLIENT[1]},
        "url": simulator.url,
        "seconds": "20",
        "verify": "yes",
        "project": seed.PROJECT,
        "kinds": ["ports"],
        "deleted": "true",
        "prefix": "eqx",
        "what": "state",
        "how": "IN",
        "state": "ACTIVE",
        "metros": '["FR", "LD"]',
        "site": "metro",
    }


def test_options_are_templates(inventory: Inventory, simulator: Simulator) -> None:
    given = json.dumps(extra(simulator))
    inventory.write({**TEMPLATES, "use_extra_vars": "{{ true }}"})
    hosts, groups = inventory.listed("-e", given, secret="", **NOTHING_GIVEN)
    assert seed.uid("FR-PRI-DOT1Q") in {host["eqx_uuid"] for host in hosts.values()} and simulator.logins == 1
    assert {host["asked_for"] for host in hosts.values()} == {"ACTIVE"}
    assert set(groups["wanted"]) == set(hosts) == set(groups["metro_FR"])
    (search,) = [call.body["filter"]["and"] for call in simulator.calls if call.path == "/fabric/v4/ports/search"]
    assert {item["property"]: (item["operator"], item["values"]) for item in search} == {
        "/project/projectId": ("=", [seed.PROJECT]),
        "/state": ("IN", ["ACTIVE", "ACTIVE"]),
        "/location/metroCode": ("IN", ["FR", "LD"]),
    }
    # Switched on by Ansible's own variable; a whole option as JSON text.
    inventory.write({**TEMPLATES, "filters": "{{ conditions }}"})
    conditions = json.dumps([{"resource": "ports", "property": "/state", "values": '["ACTIVE"]'}])
    both = json.dumps({**extra(simulator), "conditions": conditions})
    again, _groups = inventory.listed("-e", both, secret="", ANSIBLE_INVENTORY_USE_EXTRA_VARS="true", **NOTHING_GIVEN)
    assert again.keys() == hosts.keys()
    # Not switched on: one sentence, and nothing is asked.
    calls = len(simulator.calls)
    inventory.write(TEMPLATES, {**TEMPLATES, "use_extra_vars": False})
    inventory.run("ansible-inventory", "--list", "-e", given, ANSIBLE_INVENTORY_ENABLED=PLUGIN)
    assert squeezed("api_endpoint has a template that cannot be resolved ('url' is undefined") in squeezed(inventory.output)
    assert squeezed("what is given with -e is known to it where use_extra_vars is true.") in squeezed(inventory.output)
    assert len(simulator.calls) == calls and "Traceback" not in inventory.output


def test_only_the_file_has_templates(inventory: Inventory, simulator: Simulator) -> None:
    inventory.write({"resources": ["cloud_routers"], "use_extra_vars": True, "name": "{{ router }}"})
    odd = {"EQUINIX_PROJECT_ID": "{{ 7 * 191 }}"}
    inventory.run("ansible-inventory", "--list", "-e", "router=fra-router", **odd)
    (search,) = [call.body["filter"]["and"] for call in simulator.calls if call.path == "/fabric/v4/routers/search"]
    assert {item["property"]: item["values"] for item in search} == {
        "/name": ["fra-router"],
        "/project/projectId": ["{{ 7 * 191 }}"],
    }


def test_empty_options_are_not_given(inventory: Inventory, simulator: Simulator) -> None:
    empty = dict.fromkeys(
        (
            "client_id",
            "client_secret",
            "access_token",
            "api_endpoint",
            "project_id",
            "metro_code",
            "name",
            "validate_certs",
            "ca_path",
        ),
        "",
    )
    variables = {"EQUINIX_API_TOKEN": "", "EQUINIX_API_TIMEOUT": "", "EQUINIX_PROJECT_ID": "", "CURL_CA_BUNDLE": ""}
    inventory.write({"resources": ["ports"], "filters": "", "hostnames": "", "hostvars_prefix": "", "cache": "", **empty})
    hosts, _groups = inventory.listed(**variables)
    assert "FR-PRI-DOT1Q" in hosts and hosts["FR-PRI-DOT1Q"]["fabric_metro_code"] == "FR" and simulator.logins == 1


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "switch": ({"validate_certs": "flase"}, "validate_certs 'flase' is a text and has to be true or false; give one"),
    "text for a switch": (
        {"use_extra_vars": "on demand"},
        "use_extra_vars 'on demand' is a text and has to be true or false; give one",
    ),
    "number": ({"api_timeout": "soon"}, "api_timeout 'soon' is a text and has to be a number; give one"),
    "whole number": ({"api_retries": 1.5}, "api_retries '1.5' is a number and has to be a whole number; give one"),
    "list": ({"resources": {"ports": True}}, "resources is a dict and has to be a list of texts; give one"),
    "broken JSON": (
        {"filters": "[{property: /name}"},
        "filters '[{property: /name}' is a text and has to be a list of dicts; give one",
    ),
    "dictionary": ({"compose": ["x"]}, "compose is a list and has to be a dict; give one"),
    "text": ({"metro_code": ["FR"]}, "metro_code is a list and has to be a text; give one"),
    "secret": ({"client_secret": ["canary-of-a-secret"]}, "client_secret is a list and has to be a text; give one"),
    "choice": (
        {"resources": ["prots"]},
        "resources[0] 'prots' is none of connections, ports, cloud_routers or virtual_devices; did you mean ports?",
    ),
    "name": (
        {"metro_kode": "FR"},
        "metro_kode is no option; did you mean metro_code?",
    ),
    "condition": ({"filters": ["name"]}, "filters[0] 'name' is a text and has to be a dict; give one"),
    "in a condition": (
        {"filters": [{"resource": "port", "operator": "~"}]},
        "filters[0].resource 'port' is none of connections, ports or cloud_routers; did you mean ports?",
    ),
    "undefined": (
        {"filters": [{"property": "{{ nothing }}"}]},
        "filters has a template that cannot be resolved ('nothing' is undefined",
    ),
}


def test_each_mistake_is_one_sentence_before_any_call(inventory: Inventory, simulator: Simulator) -> None:
    inventory.write(*(options for options, _sentence in MISTAKES.values()))
    inventory.run("ansible-inventory", "--list", ANSIBLE_INVENTORY_ENABLED=PLUGIN)
    said = squeezed(inventory.output)
    assert [name for name, (_options, sentence) in MISTAKES.items() if squeezed(sentence) not in said] == [], inventory.output
    assert "Traceback" not in said and "canary" not in said and simulator.calls == []


def test_a_cache_answers_its_owner_only(inventory: Inventory, simulator: Simulator) -> None:
    folder = inventory.folder / "cache"
    cache = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(folder)}
    inventory.write({"resources": ["ports"], **cache})

    def listed(**who: str) -> int:
        """Return how many calls it took."""
        before = len(simulator.calls)
        inventory.run("ansible-inventory", "--list", **who)
        return len(simulator.calls) - before

    # Somebody else's token: Fabric decides what it may see, and not the cache.
    assert [listed(EQUINIX_API_TOKEN=token) for token in (TOKEN, TOKEN, READER_TOKEN, READER_TOKEN)] == [1, 0, 1, 0]
    assert listed(EQUINIX_API_TOKEN="stolen-or-old-token", EQUINIX_API_CLIENTID="", secret="") > 0
    assert "FR-PRI-DOT1Q" not in inventory.output
    # Who logs in: whoever has not the secret gets nothing either.
    assert [listed(), listed(), listed(secret="another-secret")] == [2, 0, 1]
    assert "FR-PRI-DOT1Q" not in inventory.output
    assert listed(EQUINIX_PROJECT_ID=seed.PROJECT) == 2
    kept = list(folder.iterdir())
    assert len(kept) == 4 and all(path.stat().st_mode & 0o777 == 0o600 for path in kept)
    for secret in (TOKEN, READER_TOKEN, *CLIENT):
        assert not any(secret in path.name or secret in path.read_text() for path in kept)
