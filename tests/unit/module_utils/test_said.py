# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is said is so: what was done even when it ends badly, the same in check mode, and success of nothing but what was seen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import (
    ApiError,
    InputError,
    InterconnectError,
    ObjectError,
    WaitFailed,
    WaitTimeout,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._core.resource import RunOptions
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.bulk import Fleet
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.conflicts import read_items
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.pricing import chosen
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.routing_protocol.apply import Routing
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.routing_protocol.plan import read_bgp, read_direct

from extensions.simulator import seed
from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.support.clients import client
from tests.support.connections import ORDERS, absent, present
from tests.support.plays import ORIGINS, PAIRS, desired

ONE = f"{ORDERS}/[^/]*"
CHECK = Options(check=True)
ROUTER = ORIGINS["cloud-router"]
ALIBABA = "Alibaba Cloud Express Connect"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays."""
    with Simulator(provisioning=0, deprovisioning=0, accepting=0, changing=0, sharing=0) as running:
        yield running


def fleet(simulator: Simulator, *rows: dict[str, Any], check: bool = False, **options: Any) -> Fleet:
    """Return what brings some connections about."""
    plain = {"state": "present", "provider_initiated": False}
    given = [{**plain, **row} for row in rows]
    for row in given:
        row.pop("wait_timeout", None)
        if row.get("z_side"):
            row["z_side"] = {"service_profile": ALIBABA, **row["z_side"]}
    items, wrong = read_items(given, None)
    assert not wrong
    api, _clock = client(simulator.url)
    return Fleet(api, items, Options(check=check, **options))


def patches(simulator: Simulator) -> list[str]:
    """Return the paths that were patched."""
    calls = [call for call in simulator.calls if call.method == "PATCH" and "dryRun" not in call.query]
    return [operation["path"] for call in calls for operation in call.body]


# -- ordered, whatever comes next


def test_a_time_out_after_the_order_says_that_it_was_ordered(simulator: Simulator) -> None:
    with pytest.raises(WaitTimeout) as caught:
        present(simulator, options=Options(wait_for="active", wait_timeout=5))
    uuid = simulator.orders[0]["uuid"]
    assert str(caught.value).startswith(f"Connection 'alibaba-fra-1' ({uuid}) was ordered. Connection")
    assert caught.value.last["uuid"] == uuid and caught.value.done
    (result,) = fleet(simulator, desired(name="alibaba-fra-2", a_side=ROUTER), wait_for="active", wait_timeout=5).run()
    assert result.changed and "was ordered" in result.as_dict()["msg"] and result.as_dict()["connection"]["uuid"]


REFUSED: list[dict[str, Any]] = [
    {"kind": "status", "status": 403, "code": "EQ-3000039"},
    {"kind": "empty", "status": 404},
    {"kind": "status", "status": 400, "code": "EQ-0000000"},
]


@pytest.mark.parametrize("fault", REFUSED, ids=lambda fault: str(fault["status"]))
@pytest.mark.parametrize("wait", [True, False])
def test_a_look_that_is_refused_after_the_order_settles(wait: bool, fault: dict[str, Any], simulator: Simulator) -> None:
    simulator.settings.provisioning = 3600 if wait else 0
    simulator.faults.append(Fault("GET", ONE, times=3, **fault))
    options = Options(wait=wait, wait_timeout=5)
    if wait:
        with pytest.raises(WaitTimeout, match="was ordered"):
            present(simulator, options=options)
    else:
        assert present(simulator, options=options).connection["uuid"] == simulator.orders[0]["uuid"]
    assert len(simulator.orders) == 1


def test_a_look_that_is_refused_for_good_says_that_it_was_ordered(simulator: Simulator) -> None:
    simulator.settings.provisioning = 3600
    simulator.faults.append(Fault("GET", ONE, "status", status=403, times=1000, code="EQ-3000039"))
    with pytest.raises(ApiError, match="was ordered. Cannot look up connection") as caught:
        present(simulator, options=Options(wait_timeout=300))
    assert caught.value.last["uuid"] == simulator.orders[0]["uuid"]


@pytest.mark.parametrize("fault", REFUSED[:2], ids=lambda fault: str(fault["status"]))
def test_a_removal_is_gone_when_no_search_shows_it_either(fault: dict[str, Any], simulator: Simulator) -> None:
    present(simulator)
    present(simulator, name="another", a_side=ROUTER)
    simulator.faults.append(Fault("GET", ONE, times=1000, **fault))
    assert absent(simulator, name="another", a_side=ROUTER).connection == {}
    simulator.settings.deprovisioning = 3600
    with pytest.raises(WaitTimeout, match="The removal of connection 'alibaba-fra-1' .* was started"):
        absent(simulator, options=Options(wait_timeout=20))
    assert simulator.faults[0].times < 1000


@pytest.mark.parametrize(
    ("state", "equinix", "provider"),
    [("", "NOT_PROVISIONED", "NOT_AVAILABLE"), ("FAILED", "REJECTED", "REJECTED"), ("CANCELLED", "CANCELLED", "NOT_AVAILABLE")],
)
def test_what_never_comes_ends_the_wait(state: str, equinix: str, provider: str, simulator: Simulator) -> None:
    simulator.settings.provisioning = 3600
    present(simulator, options=Options(wait=False))
    simulator.set_states(simulator.orders[0]["uuid"], state, equinix, provider)
    with pytest.raises(InterconnectError) as caught:
        present(simulator, options=Options(wait_timeout=5))
    assert not isinstance(caught.value, WaitTimeout) or equinix == "CANCELLED"


def test_errors_of_fabric_end_the_wait_with_their_reason(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    simulator.settings.provisioning = 3600
    present(simulator, options=Options(wait=False))
    errors = {"errors": [{"errorCode": "EQ-3142231", "errorMessage": "No capacity in FR"}]}
    operation = {"equinixStatus": "PROVISIONING", "providerStatus": "NOT_AVAILABLE", **errors}
    monkeypatch.setattr(
        simulator.world, "shown", lambda connection: {**connection.row, "state": "PROVISIONING", "operation": operation}
    )
    with pytest.raises(WaitFailed, match="EQ-3142231 No capacity in FR"):
        present(simulator, options=Options(wait_timeout=5))


def test_a_draft_is_no_order(simulator: Simulator) -> None:
    present(simulator)
    simulator.set_states(simulator.orders[0]["uuid"], "DRAFT", "DRAFT", "NOT_AVAILABLE")
    for options in (Options(), CHECK):
        with pytest.raises(ObjectError, match="is a draft, which nobody has ordered"):
            present(simulator, options=options)


def test_warnings_are_told_with_an_error(simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", ORDERS, "cut", took_effect=True))
    with pytest.raises(WaitTimeout) as caught:
        present(simulator, a_side=ROUTER, options=Options(wait_for="active", wait_timeout=5))
    assert any("nothing was ordered twice" in text for text in caught.value.warnings)


# -- changes


def test_a_change_that_awaits_approval_is_sent_once(simulator: Simulator) -> None:
    present(simulator)
    simulator.settings.change_outcome = "SUBMITTED_FOR_APPROVAL"
    assert present(simulator, bandwidth=500).changed
    for options in (Options(), CHECK, Options(wait=False)):
        again = present(simulator, bandwidth=500, options=options)
        assert not again.changed and "awaits the provider's approval" in again.warnings[0]
    (result,) = fleet(simulator, desired(bandwidth=500)).run()
    assert not result.changed and result.error is None
    assert patches(simulator) == ["/bandwidth"]


def test_another_change_is_refused_while_one_awaits_approval(simulator: Simulator) -> None:
    present(simulator)
    simulator.settings.change_outcome = "SUBMITTED_FOR_APPROVAL"
    assert present(simulator, a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 1005}).changed
    for options in (Options(), CHECK):
        with pytest.raises(ObjectError, match="has another change that awaits the provider's approval .*vlanTag.*1005"):
            present(simulator, a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 1006}, options=options)
    assert patches(simulator) == ["/aSide/accessPoint/linkProtocols"]


def test_a_change_that_ends_badly_says_that_it_was_made(simulator: Simulator) -> None:
    present(simulator)
    simulator.settings.change_outcome = "FAILED"
    with pytest.raises(WaitFailed, match="was changed: bandwidth to 500") as caught:
        present(simulator, bandwidth=500)
    assert caught.value.done


def test_a_name_that_is_taken_is_told(simulator: Simulator) -> None:
    first = present(simulator, name="first").connection["uuid"]
    second = present(simulator, name="second", a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 1005}).connection["uuid"]
    for options in (CHECK, Options()):
        renamed = present(simulator, uuid=second, name="first", a_side=None, options=options)
        assert renamed.changed and f"is that of connection {first} as well" in renamed.warnings[0]


# -- limits


LIMIT = {"amount": 100, "currency": "USD"}


def price(monthly: Any, term: Any = 1, currency: str = "USD", *more: Any, bandwidth: int = 200) -> dict[str, Any]:
    """Return a row of a price list."""
    charges = [{"type": "MONTHLY_RECURRING", "price": monthly}, *({"type": "NON_RECURRING", "price": item} for item in more)]
    return {"charges": charges, "currency": currency, "termLength": term, "connection": {"bandwidth": bandwidth}}


UNCERTAIN: dict[str, tuple[list[dict[str, Any]], int | None]] = {
    "true": ([price(True)], None),
    "negative": ([price(-1)], None),
    "text": ([price("50")], None),
    "text beside a 0": ([price(0, 1, "USD", "cheap")], None),
    "text beside a 0 a month": ([{**price(0), "charges": [*price(0)["charges"], *price("100")["charges"]]}], None),
    "nothing": ([price(None)], None),
    "no charges": ([{**price(5), "charges": []}], None),
    "another term": ([price(5, 36)], None),
    "another term than asked for": ([price(5, 36)], 12),
    "two currencies": ([price(5), price(5, currency="EUR")], None),
    "another bandwidth": ([price(5, bandwidth=50)], None),
    "one of two": ([price(5), price(True)], None),
}


@pytest.mark.parametrize(("rows", "term"), UNCERTAIN.values(), ids=UNCERTAIN.keys())
def test_what_is_not_certain_satisfies_no_limit(rows: list[dict[str, Any]], term: int | None) -> None:
    assert chosen(rows, 200, term) is None


def test_prices_that_apply() -> None:
    found = [chosen([price(5), price(3, 36)], 200, term) for term in (None, 1, 36)]
    assert [item and item["monthly"] for item in found] == [5, 5, 3]
    dearer = chosen([price(5), price(7, None), price(True, 36)], 200, None)
    assert dearer and dearer["monthly"] == 7


def test_a_shorter_term_is_held_against_the_limit(simulator: Simulator) -> None:
    present(simulator, order={"term_length": 36})
    for options in (CHECK, Options()):
        with pytest.raises(InputError, match="max_monthly_charge 50 USD is below the price"):
            present(
                simulator,
                order={"term_length": 1},
                max_monthly_charge={"amount": 50, "currency": "USD"},
                options=options,
            )
    assert patches(simulator) == []
    assert present(simulator, order={"term_length": 1}, max_monthly_charge=LIMIT).changed


# -- removals


def paired(simulator: Simulator) -> tuple[dict[str, Any], dict[str, Any]]:
    """Order a pair and return its rows."""
    one, other = PAIRS["port"]
    primary = present(simulator, name="pri", a_side=one).connection
    return primary, present(simulator, name="sec", a_side=other, redundancy={"primary": "pri"}).connection


def test_a_primary_connection_is_not_removed_alone(simulator: Simulator) -> None:
    primary, secondary = paired(simulator)
    for options in (CHECK, Options()):
        for spec in ({"name": "pri", "a_side": None}, {"name": None, "uuid": primary["uuid"], "a_side": None}):
            with pytest.raises(InputError, match=f"its secondary connection 'sec' \\({secondary['uuid']}\\) would be left"):
                absent(simulator, **spec, options=options)
    for check in (True, False):
        results = fleet(simulator, {"name": "pri", "state": "absent"}, desired(name="new", a_side=ROUTER), check=check).run()
        assert "would be left without it and go on being charged" in str(results[0].error)
    assert len(simulator.orders) == 2 and not [call for call in simulator.calls if call.method == "DELETE"]
    both = fleet(simulator, {"name": "pri", "state": "absent"}, {"name": "sec", "state": "absent"}).run()
    assert [result.action for result in both] == ["delete"] * 2 and not list(simulator.world.living())


def test_a_secondary_connection_goes_alone(simulator: Simulator) -> None:
    paired(simulator)
    assert absent(simulator, name="sec", a_side=None).changed and absent(simulator, name="pri", a_side=None).changed


CONTRADICTIONS: dict[str, dict[str, Any]] = {
    "name": {"name": "another", "a_side": None},
    "origin": {"a_side": {"cloud_router": "fra-router"}},
    "port": {"a_side": {"port": "FR-PRI-QINQ", "vlan_s_tag": 5, "vlan_c_tag": 6}},
}


@pytest.mark.parametrize("changes", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_a_uuid_that_contradicts_is_not_removed(changes: dict[str, Any], simulator: Simulator) -> None:
    uuid = present(simulator).connection["uuid"]
    for options in (CHECK, Options()):
        with pytest.raises(InputError, match="is not the one that the other options mean, so it was not removed"):
            absent(simulator, uuid=uuid, **changes, options=options)
    assert len(list(simulator.world.living())) == 1
    assert absent(simulator, uuid=uuid).changed


STATES = [
    ("PROVISIONING", "PROVISIONING", "NOT_AVAILABLE"),
    ("PENDING", "PROVISIONED", "PENDING_APPROVAL"),
    ("PENDING", "PROVISIONED", "PROVISIONING"),
    ("ACTIVE", "PROVISIONED", "PROVISIONED"),
    ("FAILED", "REJECTED", "REJECTED"),
    ("DEPROVISIONED", "DEPROVISIONED", "DEPROVISIONED"),
]


def wait_state(run: Any) -> str:
    """Return how a run ends, in a word."""
    try:
        outcome = run()
    except InputError as error:
        return str(error)
    if isinstance(outcome, list):
        return str(outcome[0].error) if outcome[0].error else str(outcome[0].changed)
    return str(outcome.changed)


@pytest.mark.parametrize("states", STATES, ids="/".join)
@pytest.mark.parametrize("state", ["present", "absent"])
def test_check_mode_is_the_real_run(state: str, states: tuple[str, str, str], simulator: Simulator) -> None:
    """In every state of a connection, single and in a fleet, check mode ends as the real run after it."""
    do = present if state == "present" else absent
    for single in (True, False):
        name = f"one-{single}"
        vlan = {"port": "FR-PRI-DOT1Q", "vlan_tag": 1005 + single}
        uuid = present(simulator, name=name, a_side=vlan).connection["uuid"]
        accepted = states[2] in ("PROVISIONING", "PROVISIONED")
        if accepted:
            simulator.accept(uuid)
        simulator.set_states(uuid, *states)
        row = desired(name=name, a_side=vlan, state=state)
        if states[0] == "PROVISIONING" and state == "absent":
            continue  # the API refuses that for now only, and the real run waits
        runs = [
            partial(do, simulator, name=name, a_side=vlan, options=Options(check=check, wait=False))
            if single
            else fleet(simulator, dict(row), check=check, wait=False).run
            for check in (True, False)
        ]
        foreseen, real = map(wait_state, runs)
        assert foreseen == real, (single, foreseen, real)
        assert ("provider_initiated" in real) is (accepted and state == "absent")


# -- routing

DIRECT = {"equinix_iface_ipv4": "192.0.2.1/30"}
BGP = {"customer_asn": 64512, "customer_peer_ipv4": "192.0.2.2"}


def routing(simulator: Simulator, **options: Any) -> Routing:
    """Return what configures the connection from a router."""
    api, _clock = client(simulator.url)
    return Routing(api, simulator.orders[0], "it", RunOptions(**{"timeout": 10, **options}))


def test_routing_that_failed_is_not_ok(simulator: Simulator) -> None:
    present(simulator, a_side=ROUTER)
    routing(simulator).present(read_direct(DIRECT), read_bgp(BGP))
    protocols = next(iter(simulator.connections.values())).protocols
    bgp = next(item for item in protocols.values() if item.row["type"] == "BGP")
    bgp.states = [(0.0, "FAILED")]
    bgp.row["operation"] = {"errors": [{"errorCode": "EQ-3041300", "errorMessage": "Neighbour unreachable"}]}
    for check in (True, False):
        with pytest.raises(ObjectError, match="BGP routing .* has the values that are wanted and FAILED, EQ-3041300 Neighbour"):
            routing(simulator, check=check).present(read_direct(DIRECT), read_bgp(BGP))


def test_routing_that_is_not_in_service_yet_is_waited_for(simulator: Simulator) -> None:
    present(simulator, a_side=ROUTER)
    routing(simulator).present(read_direct(DIRECT), None)
    (direct,) = next(iter(simulator.connections.values())).protocols.values()
    direct.states = [(0.0, "PROVISIONING")]
    with pytest.raises(WaitTimeout, match="DIRECT routing .* is not as wanted yet, it is PROVISIONING"):
        routing(simulator).present(read_direct(DIRECT), None)
    assert not routing(simulator, wait=False).present(read_direct(DIRECT), None).changed
    direct.states = [(0.0, "PROVISIONED")]
    assert not routing(simulator).present(read_direct(DIRECT), None).changed
    direct.states = [(0.0, "DEPROVISIONING")]
    with pytest.raises(WaitTimeout, match="is not gone yet"):
        routing(simulator).absent(direct=True, bgp=True)


# -- what never was


def test_the_removal_of_what_never_was_says_so(simulator: Simulator) -> None:
    """Mostly its name is misspelt, and the connection that was meant goes on being charged."""
    ordered = present(simulator)
    nobody = seed.uid("nothing")
    for spec, named in (({"name": "alibaba-fra-l"}, "'alibaba-fra-l'"), ({"name": None, "uuid": nobody}, nobody)):
        words = f"There is no connection {named} that these credentials can see"
        for check in (True, False):
            alone = absent(simulator, **spec, a_side=None, options=Options(check=check)).warnings
            many = fleet(simulator, {**spec, "state": "absent"}, check=check)
            many.run()
            for warnings in (alone, many.warnings):
                assert any(words in warning for warning in warnings), warnings
    for spec in ({"name": "alibaba-fra-1"}, {"name": "alibaba-fra-1"}, {"name": None, "uuid": ordered.connection["uuid"]}):
        warnings = absent(simulator, **spec, a_side=None).warnings
        assert not any("There is no connection" in warning for warning in warnings), warnings
