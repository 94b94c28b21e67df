# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulator refuses what the real API refuses, and can be run and controlled by itself."""

from __future__ import annotations

import copy
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from extensions.simulator import guide, seed
from extensions.simulator.middleware import CLIENT, READER_TOKEN, TOKEN
from extensions.simulator.server import Simulator
from tests.contract.orders import order

ORDERS = "/fabric/v4/connections"
pytestmark = pytest.mark.own_bodies
POINT = ("zSide", "accessPoint")


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays."""
    with Simulator(provisioning=0, deprovisioning=0, changing=0) as running:
        yield running


def call(simulator: Simulator, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
    """Send one call."""
    headers = {"Authorization": f"Bearer {more.pop('token', TOKEN)}", **more.pop("headers", {})}
    return requests.request(method, simulator.url + path, json=body, headers=headers, timeout=10, **more)


def changed(path: tuple[str, ...], value: Any, origin: str = "dot1q") -> dict[str, Any]:
    """Return an order with one value replaced; None takes it away."""
    body = copy.deepcopy(order(origin))
    target: Any = body
    for key in path[:-1]:
        target = target.setdefault(key, {})
    if value is None:
        target.pop(path[-1])
    else:
        target[path[-1]] = value
    return body


LINK = ("aSide", "accessPoint", "linkProtocol")
PORT = ("aSide", "accessPoint", "port", "uuid")
NOBODY = "00000000-0000-4000-8000-000000000000"
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "empty-object": (changed(("order",), {}), "EQ-3000035"),
    "deep-empty-object": (changed((*POINT, "location"), {}), "EQ-3000035"),
    "notifications-as-object": (changed(("notifications",), {"type": "ALL", "emails": ["a@b.example"]}), "EQ-3000035"),
    "no-address": (changed(("notifications",), [{"type": "ALL", "emails": []}]), "EQ-3000035"),
    "13-addresses": (changed(("notifications",), [{"type": "ALL", "emails": ["a@b.example"] * 13}]), "EQ-3000035"),
    "unknown-key": (changed(("color",), "blue"), "EQ-3000035"),
    "number-as-text": (changed(("bandwidth",), "200"), "EQ-3000035"),
    "no-profile-type": (changed((*POINT, "profile", "type"), None), "EQ-3000035"),
    "no-name": (changed(("name",), None), "EQ-3000035"),
    "name-empty": (changed(("name",), ""), "EQ-3142539"),
    "name-25": (changed(("name",), "x" * 25), "EQ-3142539"),
    "name-space": (changed(("name",), "a b"), "EQ-3001022"),
    "bandwidth": (changed(("bandwidth",), 300), "EQ-3001022"),
    "tag-1": (changed((*LINK, "vlanTag"), 1), "EQ-3000035"),
    "tag-4093": (changed((*LINK, "vlanTag"), 4093), "EQ-3000035"),
    "tag-taken": (changed((*LINK, "vlanTag"), 100), "EQ-2041022"),
    "no-tag": (changed((*LINK, "vlanTag"), None), "EQ-3001022"),
    "qinq-on-dot1q": (changed(LINK, {"type": "QINQ", "vlanSTag": 5, "vlanCTag": 6}), "EQ-3001022"),
    "unknown-port": (changed(PORT, NOBODY), "EQ-3035202"),
    "secondary-port": (
        {**changed(PORT, seed.uid("FR-SEC-DOT1Q")), "redundancy": {"priority": "PRIMARY"}},
        "EQ-3001022",
    ),
    "port-not-ready": (changed(PORT, seed.uid("FR-NEW-DOT1Q")), "EQ-3001022"),
    "no-a-side": (changed(("aSide",), {"accessPoint": None}), "EQ-3142501"),
    "unknown-token": (changed(("aSide", "serviceToken", "uuid"), NOBODY, "token"), "EQ-3034016"),
    "redeemed-token": (changed(("aSide", "serviceToken", "uuid"), seed.uid("redeemed-token"), "token"), "EQ-3142532"),
    "expired-token": (changed(("aSide", "serviceToken", "uuid"), seed.uid("expired-token"), "token"), "EQ-3142532"),
    "small-token": (changed(("aSide", "serviceToken", "uuid"), seed.uid("small-token"), "token"), "EQ-3001022"),
    "router-not-ready": (changed(("aSide", "accessPoint", "router", "uuid"), seed.uid("new-router"), "router"), "EQ-3040030"),
    "device-not-ready": (
        changed(("aSide", "accessPoint", "virtualDevice", "uuid"), seed.uid("new-edge"), "device"),
        "EQ-3142501",
    ),
    "interface-taken": (changed(("aSide", "accessPoint", "interface", "id"), 3, "device"), "EQ-3001022"),
    "evpl-from-router": (changed(("type",), "EVPL_VC", "router"), "EQ-3001022"),
    "unknown-profile": (changed((*POINT, "profile", "uuid"), NOBODY), "EQ-3001011"),
    "profile-not-active": (changed((*POINT, "profile", "uuid"), seed.uid(seed.LEGACY)), "EQ-3001022"),
    "metro-without-profile": (changed((*POINT, "location", "metroCode"), "PA"), "EQ-3001022"),
    "wrong-region": (changed((*POINT, "sellerRegion"), "us-west-1"), "EQ-3001022"),
    "no-region": (changed((*POINT, "sellerRegion"), None), "EQ-3001022"),
    "account": (changed((*POINT, "authenticationKey"), "123"), "EQ-2041022"),
    "scope": (changed(("geoScope",), "UK"), "EQ-3001022"),
    "term": (changed(("order", "termLength"), 13), "EQ-3000035"),
    "group-without-primary": (changed(("redundancy",), {"priority": "PRIMARY", "group": NOBODY}), "EQ-3001022"),
}


@pytest.mark.parametrize("dry_run", ["", "?dryRun=true"])
@pytest.mark.parametrize(("body", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_orders(body: dict[str, Any], code: str, dry_run: str, simulator: Simulator) -> None:
    answer = call(simulator, "POST", ORDERS + dry_run, body, headers={"X-CORRELATION-ID": "mine"})
    assert answer.status_code == 400, answer.text
    assert [error["errorCode"] for error in answer.json()] == [code]
    assert answer.json()[0]["correlationId"] == "mine"
    assert simulator.orders == [] and not simulator.connections


@pytest.mark.parametrize(
    ("send", "status", "code"),
    [
        (lambda s: call(s, "POST", ORDERS, order(), token="wrong"), 401, "EQ-3036001"),
        (lambda s: call(s, "POST", ORDERS, order(), token=READER_TOKEN), 403, "EQ-3142401"),
        (lambda s: call(s, "POST", ORDERS, order(), headers={"Content-Type": "text/plain"}), 415, "EQ-3040016"),
        (lambda s: call(s, "POST", ORDERS, data="{", headers={"Content-Type": "application/json"}), 400, "EQ-3046116"),
        (lambda s: call(s, "GET", "/fabric/v4/nothing"), 404, "EQ-3034003"),
        (lambda s: call(s, "PUT", ORDERS), 405, "EQ-3142569"),
        (lambda s: call(s, "GET", f"{ORDERS}/{NOBODY}"), 400, "EQ-3142519"),
        (lambda s: call(s, "DELETE", f"{ORDERS}/{NOBODY}"), 400, "EQ-3142519"),
        (lambda s: call(s, "GET", f"/fabric/v4/routers/{NOBODY}"), 404, "EQ-3045811"),
        (lambda s: call(s, "GET", "/fabric/v4/serviceTokens?limit=0"), 400, "EQ-3001022"),
        (lambda s: call(s, "POST", f"{ORDERS}?dryRun=yes", order()), 400, "EQ-3036013"),
    ],
)
def test_refused_calls(send: Callable[[Simulator], requests.Response], status: int, code: str, simulator: Simulator) -> None:
    answer = send(simulator)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (status, code)


@pytest.mark.parametrize(
    ("kind", "condition", "code"),
    [
        ("connections", {"property": "/color", "operator": "=", "values": ["blue"]}, "EQ-3001202"),
        ("serviceProfiles", {"property": "/name", "operator": "LIKE", "values": ["x"]}, "EQ-3001202"),
        ("connections", {"property": "/name", "operator": "=", "values": []}, "EQ-3001022"),
        ("connections", {"property": "/bandwidth", "operator": "BETWEEN", "values": ["1"]}, "EQ-3001022"),
        ("connections", {"property": "/bandwidth", "operator": "=", "values": [50]}, "EQ-3000035"),
        ("connections", {"property": "/name", "operator": "~", "values": ["x"]}, "EQ-3000035"),
        ("connections", {"and": []}, "EQ-3001022"),
    ],
)
def test_refused_searches(kind: str, condition: dict[str, Any], code: str, simulator: Simulator) -> None:
    answer = call(simulator, "POST", f"/fabric/v4/{kind}/search", {"filter": {"and": [condition]}})
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, code)


def test_a_page_has_at_most_100_rows(simulator: Simulator) -> None:
    answer = call(simulator, "POST", f"{ORDERS}/search", {"pagination": {"limit": 101}})
    assert answer.status_code == 400


def test_what_is_taken_is_taken_once_and_free_again(simulator: Simulator) -> None:
    for origin, code in (("dot1q", "EQ-2041022"), ("qinq", "EQ-2041022"), ("token", "EQ-3142532")):
        first = call(simulator, "POST", ORDERS, order(origin))
        assert first.status_code == 201 and "state" not in first.json()
        second = call(simulator, "POST", ORDERS, order(origin))
        assert second.json()[0]["errorCode"] == code
        assert call(simulator, "DELETE", f"{ORDERS}/{first.json()['uuid']}").status_code == 200
        again = call(simulator, "POST", ORDERS, order(origin))
        # A token works once only, whatever becomes of its connection.
        assert again.status_code == (400 if origin == "token" else 201)


def test_interfaces_run_out(simulator: Simulator) -> None:
    taken = []
    for _number in range(6):
        body = call(simulator, "POST", ORDERS, order("device")).json()
        taken.append(body["aSide"]["accessPoint"]["interface"]["id"])
    assert taken == [4, 5, 6, 7, 8, 9]
    assert call(simulator, "POST", ORDERS, order("device")).status_code == 400
    shown = call(simulator, "GET", f"/ne/v1/devices/{seed.uid('fra-edge')}/interfaces").json()
    assert isinstance(shown, list) and {row["status"] for row in shown[2:]} == {"ASSIGNED"}


def test_redundant_pair(simulator: Simulator) -> None:
    primary = call(simulator, "POST", ORDERS, order("router")).json()
    pair = {"priority": "SECONDARY", "group": primary["redundancy"]["group"]}
    assert call(simulator, "POST", ORDERS, order("router", redundancy=pair)).status_code == 201
    assert call(simulator, "POST", ORDERS, order("router", redundancy=pair)).status_code == 400


def test_removal_needs_the_provider_once_it_accepted(simulator: Simulator) -> None:
    simulator.settings.accepting = 0
    uuid = call(simulator, "POST", ORDERS, order()).json()["uuid"]
    simulator.accept(uuid)
    assert call(simulator, "GET", f"{ORDERS}/{uuid}").json()["state"] == "ACTIVE"
    refused = call(simulator, "DELETE", f"{ORDERS}/{uuid}")
    assert refused.json()[0]["errorCode"] == "ERR-UAA-003-00"
    simulator.terminate(uuid)
    assert call(simulator, "GET", f"{ORDERS}/{uuid}").json()["state"] == "DEPROVISIONED"
    assert call(simulator, "DELETE", f"{ORDERS}/{uuid}").json()[0]["errorCode"] == "EQ-3142509"


def test_states_move_by_the_clock() -> None:
    with Simulator(provisioning=0.3, deprovisioning=0.3) as simulator:
        uuid = call(simulator, "POST", ORDERS, order()).json()["uuid"]

        def states() -> tuple[str, str, str]:
            row = call(simulator, "GET", f"{ORDERS}/{uuid}").json()
            return row["state"], row["operation"]["equinixStatus"], row["operation"]["providerStatus"]

        assert states() == ("PROVISIONING", "PROVISIONING", "NOT_AVAILABLE")
        assert call(simulator, "DELETE", f"{ORDERS}/{uuid}").json()[0]["errorCode"] == "EQ-3142510"
        time.sleep(0.35)
        assert states() == ("PENDING", "PROVISIONED", "PENDING_APPROVAL")
        call(simulator, "DELETE", f"{ORDERS}/{uuid}")
        assert states()[0] == "DEPROVISIONING"
        time.sleep(0.35)
        assert states()[0] == "DEPROVISIONED"


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "/geoScope", "value": "UK"},
        {"op": "remove", "path": "/name", "value": "x"},
        {"op": "replace", "path": "/name", "value": "x" * 25},
        {"op": "replace", "path": "/bandwidth", "value": 300},
        {"op": "replace", "path": "/order/termLength", "value": 13},
        {"op": "replace", "path": "/notifications", "value": {"type": "ALL", "emails": ["a@b.example"]}},
        {"op": "replace", "path": "/aSide/accessPoint/linkProtocols", "value": {"vlanTag": 100}},
    ],
)
def test_refused_changes(operation: dict[str, Any], simulator: Simulator) -> None:
    uuid = call(simulator, "POST", ORDERS, order()).json()["uuid"]
    patch = {"Content-Type": "application/json-patch+json"}
    assert call(simulator, "PATCH", f"{ORDERS}/{uuid}", [operation], headers=patch).status_code == 400
    wrong_type = call(simulator, "PATCH", f"{ORDERS}/{uuid}", [{"op": "replace", "path": "/name", "value": "x"}])
    assert wrong_type.status_code == 415


def test_a_fleet_of_thousands() -> None:
    with Simulator(fleet=9000) as simulator:
        wanted = {"filter": {"and": [{"property": "/state", "operator": "=", "values": ["PENDING"]}]}}
        started = time.monotonic()
        answer = call(simulator, "POST", f"{ORDERS}/search", {**wanted, "pagination": {"offset": 8990, "limit": 100}}).json()
        assert answer["pagination"]["total"] == 9000 and len(answer["data"]) == 10
        assert time.monotonic() - started < 5
        ports = call(simulator, "GET", "/fabric/v4/ports").json()["data"]
        assert len([row for row in ports if row["name"].startswith("FLEET-")]) == 3


def test_remote_control(simulator: Simulator) -> None:
    uuid = call(simulator, "POST", ORDERS, order()).json()["uuid"]
    state = call(simulator, "GET", "/simulator/state").json()
    assert (state["calls"], state["mutating_calls"], len(state["orders"])) == (1, 1, 1)
    assert call(simulator, "GET", "/simulator/calls").json()[0]["body"]["name"] == "from-the-sdk"
    assert call(simulator, "PUT", "/simulator/settings", {"latency": 0.2, "accepting": 60}).json()["latency"] == 0.2
    assert call(simulator, "PUT", "/simulator/settings", {"color": "blue"}).status_code == 400
    started = time.monotonic()
    call(simulator, "GET", f"{ORDERS}/{uuid}")
    assert time.monotonic() - started >= 0.2
    fault = {"method": "GET", "path": f"{ORDERS}/.*", "kind": "status", "status": 500}
    assert call(simulator, "POST", "/simulator/faults", fault).status_code == 201
    assert call(simulator, "POST", "/simulator/faults", {**fault, "kind": "nonsense"}).status_code == 400
    assert call(simulator, "GET", f"{ORDERS}/{uuid}").status_code == 500
    assert call(simulator, "DELETE", "/simulator/faults").status_code == 204
    assert call(simulator, "POST", f"/simulator/connections/{uuid}/accept").status_code == 204
    assert call(simulator, "GET", f"{ORDERS}/{uuid}").json()["operation"]["providerStatus"] == "PROVISIONING"
    assert call(simulator, "POST", f"/simulator/connections/{NOBODY}/accept").status_code == 404


def test_run_by_itself() -> None:
    command = [sys.executable, "-m", "simulator", "--fleet", "3", "--provisioning", "0"]
    # As from an installed collection: its folder of extensions is where it runs.
    place = Path(__file__).parents[3] / "extensions"
    with subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines: list[str] = []
        while not lines or "deprovision" not in lines[-1]:
            lines.append(process.stdout.readline())
            assert lines[-1], lines
        found = re.search(r"EQUINIX_API_ENDPOINT=(\S+)", "".join(lines))
        assert found, lines
        for line in (
            f"export ALIBABA_CLOUD_VPC_ENDPOINT={found[1]}\n",
            "export ALIBABA_CLOUD_ACCESS_KEY_ID=demo-access-key-id ALIBABA_CLOUD_ACCESS_KEY_SECRET=demo-access-key-secret\n",
        ):
            assert line in lines
        assert "account ID: 5123456789012345" in "".join(lines)
        login = {"grant_type": "client_credentials", "client_id": CLIENT[0], "client_secret": CLIENT[1]}
        answer = requests.post(f"{found[1]}/oauth2/v1/token", json=login, timeout=5).json()
        assert answer["token_timeout"] == "3599"
        headers = {"Authorization": f"Bearer {answer['access_token']}"}
        page = {"pagination": {"offset": 0, "limit": 1}}
        rows = requests.post(f"{found[1]}{ORDERS}/search", json=page, headers=headers, timeout=5).json()
        assert rows["pagination"]["total"] == 3
        (exports,) = re.findall(r"^source (\S+)$", "".join(lines), re.MULTILINE)
        assert found[0] in Path(exports).read_text()
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == 0 and not Path(exports).exists()


def test_a_simulator_of_a_test_cannot_be_stopped_from_outside(simulator: Simulator) -> None:
    assert call(simulator, "GET", "/simulator/process").json() == {"pid": os.getpid()}
    assert call(simulator, "DELETE", "/simulator/process").status_code == 409


def test_unknown_accounts_are_refused_with_the_known_ones(simulator: Simulator) -> None:
    """A shared port in the account of nobody could never be accepted, and nobody would know why."""
    body = changed((*POINT, "authenticationKey"), "1234567890123456")
    validated = {"/zSide/accessPoint/authenticationKey": "1234567890123456", "/zSide/accessPoint/profile/uuid": seed.ALIBABA}
    conditions = [{"property": key, "operator": "=", "values": [value]} for key, value in validated.items()]
    for answer in (
        call(simulator, "POST", ORDERS, body),
        call(simulator, "POST", ORDERS + "?dryRun=true", body),
        call(simulator, "POST", f"{ORDERS}/validate", {"filter": {"and": conditions}}),
    ):
        assert answer.status_code == 400, answer.text
        (info,) = answer.json()[0]["additionalInfo"]
        assert info["property"] == "/zSide/accessPoint/authenticationKey"
        assert all(account in info["reason"] for account in seed.ALIBABA_KEYS)
    assert simulator.orders == []


def test_what_the_guide_names_can_be_ordered_from(simulator: Simulator) -> None:
    """Each of the names that it tells, and as many as there are for a pair."""
    names = {name.split()[0] for name in guide.ports()}
    assert {"FR-PRI-DOT1Q", "FR-SEC-DOT1Q", "FR-PRI-QINQ"} == names
    for number, name in enumerate(sorted(names)):
        one = {"vlanSTag": 7, "vlanCTag": 8} if "QINQ" in name else {"vlanTag": 7}
        point = {"port": {"uuid": seed.uid(name)}, "type": "COLO", "linkProtocol": {"type": name[-5:].strip("-"), **one}}
        body = {**order(), "name": f"port-{number}", "aSide": {"accessPoint": point}}
        if "SEC" in name:
            group = simulator.orders[0]["redundancy"]["group"]
            body["redundancy"] = {"priority": "SECONDARY", "group": group}
        assert call(simulator, "POST", ORDERS, body).status_code == 201, name
    asked = {
        "router": (guide.cloud_routers(), ("accessPoint", "router", "uuid")),
        "device": (guide.virtual_devices(), ("accessPoint", "virtualDevice", "uuid")),
        "token": ([text.split("(")[1].split(",")[0] for text in guide.service_tokens()], ("serviceToken", "uuid")),
    }
    for origin, (told, keys) in asked.items():
        assert told, origin
        for name in told:
            body = changed(("aSide", *keys), seed.uid(name), origin) | {"name": f"{origin}-{told.index(name)}", "bandwidth": 50}
            answer = call(simulator, "POST", ORDERS, body)
            assert answer.status_code == 201, (name, answer.text)
