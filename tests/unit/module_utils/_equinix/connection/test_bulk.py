# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many connections at once: few calls, checked before anything is ordered, each ordered once, each with its own outcome."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import ApiError, AuthenticationError, InputError
from ansible_collections.interconnect.equinix.plugins.module_utils._core.rate_limit import RateLimit
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.auth import Credentials
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.lookup import LookupCache
from hypothesis import HealthCheck, given, settings

from extensions.simulator import seed
from extensions.simulator.faults import Fault
from extensions.simulator.middleware import CLIENT
from extensions.simulator.server import Simulator
from tests.support.clients import JumpingClock, client
from tests.support.connections import FAULTS
from tests.support.fleets import PORT, ROUTER, bring, item, on_port
from tests.support.plays import ACCOUNT, ORIGINS, PAIRS

ORDERS = "/fabric/v4/connections"
SEARCH = "/fabric/v4/connections/search"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays."""
    with Simulator(provisioning=0, deprovisioning=0, accepting=0, changing=0) as running:
        yield running


def counted(simulator: Simulator, since: int = 0) -> Counter[tuple[str, str]]:
    """Return how often each call came."""
    return Counter((call.method, call.path) for call in simulator.calls[since:])


# -- few calls


def test_a_fleet_costs_one_call_each_and_a_few_together(simulator: Simulator) -> None:
    rows = [on_port(number) for number in range(40)]
    clock = JumpingClock()
    began = clock.monotonic()
    first = bring(simulator, rows, clock=clock, credentials=Credentials(*CLIENT))
    elapsed = clock.monotonic() - began
    assert first["summary"] == {"created": 40, "updated": 0, "unchanged": 0, "deleted": 0, "failed": 0}
    assert [row["name"] for row in first["results"]] == [row["name"] for row in rows]
    assert {row["status"]["phase"] for row in first["results"]} == {"pending_approval"}
    assert simulator.logins == 1 and len(simulator.orders) == 40
    calls = counted(simulator)
    assert calls.pop(("POST", ORDERS)) == 40
    # One for what is there, then one every half second.
    looks = calls.pop(("POST", SEARCH)) + calls.pop(("GET", f"{ORDERS}/{simulator.orders[-1]['uuid']}"), 0)
    assert looks <= 3 + 2 * elapsed
    assert all(count == 1 for count in calls.values()) and len(calls) == 5, calls
    since = len(simulator.calls)
    second = bring(simulator, rows)
    assert not second["changed"] and second["summary"]["unchanged"] == 40 and second["diff"] == []
    assert counted(simulator, since) == {("POST", SEARCH): 1}


def test_an_unchanged_fleet_of_a_thousand_takes_ten_searches() -> None:
    with Simulator(fleet=1000) as simulator:
        names = [row["name"] for row in (one.row for one in simulator.connections.values())]
        rows = [item(name, a_side={"port": "FLEET-0", "vlan_tag": 2 + number}) for number, name in enumerate(names)]
        result = bring(simulator, rows)
        assert result["summary"]["unchanged"] == 1000
        assert counted(simulator) == {("POST", SEARCH): 10}


def test_assets_are_looked_up_together(simulator: Simulator) -> None:
    simulator.world.assets["ports"] += [seed.port(f"P{number}") for number in range(12)]
    simulator.world.assets["routers"] += [seed.router(f"R{number}") for number in range(12)]
    simulator.world.assets["devices"] += [seed.device(f"D{number}") for number in range(12)]
    by_uuid = [seed.uid(f"P{number}") for number in range(6)]
    rows = [item(f"p{n}", a_side={"port": by_uuid[n] if n < 6 else f"P{n}", "vlan_tag": 7}) for n in range(12)]
    rows += [item(f"r{n}", a_side={"cloud_router": f"R{n}"}) for n in range(12)]
    rows += [item(f"d{n}", a_side={"virtual_device": f"D{n}"}) for n in range(12)]
    tokens = ("alibaba-fra-token", "alibaba-fra-token-2")
    rows += [item("t1", a_side={"service_token": seed.uid(tokens[0])}, bandwidth=50)]
    assert bring(simulator, rows)["summary"]["created"] == 37
    calls = counted(simulator)
    assert calls["POST", "/fabric/v4/ports/search"] == 2 and calls["POST", "/fabric/v4/routers/search"] == 1
    assert calls["GET", "/ne/v1/devices"] == 1
    assert sum(count for (_method, path), count in calls.items() if path.endswith("/linkProtocols")) == 12


def test_what_is_looked_up_is_looked_up_once_and_a_refusal_told_to_all(simulator: Simulator) -> None:
    api, _clock = client(simulator.url)
    account = LookupCache(api)
    for _time in range(3):
        assert account.metro("FR")["code"] == "FR"
        with pytest.raises(InputError, match="is no port"):
            account.asset("port", "nope")
    # The third one lists the ports, for the one that was meant.
    assert len(simulator.calls) == 3


# -- checked before anything is ordered

BAD: dict[str, tuple[dict[str, Any], str]] = {
    "name": ({"name": "not a name"}, "may hold only"),
    "bandwidth": ({"bandwidth": 60}, "is not sold"),
    "no-such-port": ({"a_side": {"port": "nope", "vlan_tag": 5}}, "is no port"),
    "vlan-of-another": ({"a_side": {"port": PORT, "vlan_tag": 100}}, "vlan_tag 100 is in use"),
    "account": ({"z_side": {"service_profile": seed.ALIBABA, "metro_code": "FR", "authentication_key": "1"}}, "was refused"),
    "incomplete": ({"bandwidth": None}, "bandwidth must be given"),
    "limit": ({"max_monthly_charge": {"amount": 1, "currency": "USD"}}, "is below the price"),
    "primary": ({"a_side": ROUTER, "redundancy": {"primary": "nobody"}}, "is no connection that"),
}


@pytest.mark.parametrize(("changes", "sentence"), BAD.values(), ids=BAD.keys())
def test_bad_input_in_one_orders_none(changes: dict[str, Any], sentence: str, simulator: Simulator) -> None:
    rows = [on_port(number) for number in range(5)]
    rows[2] = {key: value for key, value in {**rows[2], **changes}.items() if value is not None}
    result = bring(simulator, rows)
    assert simulator.mutating() == [] and not result["changed"]
    assert [row["failed"] for row in result["results"]] == [True] * 5 and result["summary"]["failed"] == 5
    assert sentence in result["results"][2]["msg"] and sentence in result["failure"]
    assert result["results"][2]["error"]["kind"] == "InputError"
    others = {row["msg"] for number, row in enumerate(result["results"]) if number != 2}
    assert others == {"Nothing was sent, since something is wrong with another connection of the same task."}


TOGETHER: dict[str, tuple[list[dict[str, Any]], str]] = {
    "name": ([item("a"), item("a", bandwidth=200)], "means the same connection as connections[0], 'a'"),
    "name-alone": ([item("a"), item("a", a_side=None, state="absent")], "means the same connection"),
    "uuid": ([item(None, uuid=seed.uid("x")), item("b", uuid=seed.uid("x").upper())], "means the same connection"),
    "vlan": ([on_port(1), on_port(1, name="b")], "want VLAN 201 of one port"),
    "vlan-by-uuid": ([on_port(1), item("b", a_side={"port": seed.uid(PORT), "vlan_tag": 201})], "want VLAN 201 of one port"),
    "qinq": ([item(name, a_side=ORIGINS["port-qinq"]) for name in "ab"], "want VLAN 1001/1002 of one port"),
    "token": ([item(name, a_side=ORIGINS["service-token"]) for name in "ab"], "want the same service token"),
    "interface": (
        [item(name, a_side={"virtual_device": "fra-edge", "interface_id": 5}) for name in "ab"],
        "want interface 5 of one device",
    ),
    "two-secondaries": (
        [item("p"), *(item(name, redundancy={"primary": "p"}) for name in "ab")],
        "want to be the secondary connection of one primary",
    ),
    "primary-goes": ([item("p", state="absent"), item("s", redundancy={"primary": "p"})], "is to be removed by the same task"),
    "two-primaries": (
        [item("p"), on_port(1, name="p"), item("s", redundancy={"primary": "p"})],
        "means several of the connections",
    ),
    "secondary-of-secondary": (
        [item("p"), item("s", redundancy={"primary": "p"}), item("t", redundancy={"primary": "s"})],
        "is itself the secondary connection",
    ),
}


@pytest.mark.parametrize(("rows", "sentence"), TOGETHER.values(), ids=TOGETHER.keys())
def test_what_cannot_be_together_is_refused(rows: list[dict[str, Any]], sentence: str, simulator: Simulator) -> None:
    result = bring(simulator, rows)
    assert sentence in result["failure"] and simulator.mutating() == []
    if sentence != "want VLAN 201 of one port":  # whether it is one port may take a look
        assert simulator.calls == []


def test_two_names_of_one_existing_connection_are_refused(simulator: Simulator) -> None:
    uuid = bring(simulator, [item("a")])["results"][0]["connection"]["uuid"]
    result = bring(simulator, [item("a"), item(None, uuid=uuid, a_side=None)])
    assert "are the same connection" in result["failure"]


# One thing by its name and by its UUID.
BOTH_WAYS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "router": ({"a_side": ROUTER}, {"a_side": {"cloud_router": seed.uid("fra-router").upper()}}),
    "device": ({"a_side": {"virtual_device": "fra-edge"}}, {"a_side": {"virtual_device": seed.uid("fra-edge")}}),
    "port": ({"a_side": {"port": PORT, "vlan_tag": 5}}, {"a_side": {"port": seed.uid(PORT), "vlan_tag": 6}}),
    "profile": ({}, {"z_side": {"service_profile": seed.ALIBABA, "metro_code": "FR", "authentication_key": ACCOUNT}}),
}


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("kind", BOTH_WAYS)
def test_one_connection_by_name_and_by_uuid_of_its_asset_is_refused(
    kind: str, there: bool, check: bool, simulator: Simulator
) -> None:
    one, other = (item("a", **changes) for changes in BOTH_WAYS[kind])
    if there:
        bring(simulator, [one])
    result = bring(simulator, [one, item("b"), other], Options(check=check))
    assert "connections[2] means the same connection as connections[0], 'a'" in result["failure"]
    assert result["summary"]["failed"] == 3 and len(simulator.mutating()) == there
    # Nor is one of them removed while the other is ordered.
    result = bring(simulator, [one, {**other, "state": "absent"}], Options(check=check))
    assert "means the same connection" in result["failure"] and len(simulator.mutating()) == there


def test_one_name_from_different_assets_is_no_contradiction(simulator: Simulator) -> None:
    simulator.world.assets["routers"].append(seed.router("second-router"))
    rows = [item("a"), item("a", a_side={"cloud_router": seed.uid("second-router")}), on_port(1, name="a")]
    assert bring(simulator, rows)["summary"]["created"] == 3
    assert bring(simulator, rows)["summary"]["unchanged"] == 3


def test_a_renamed_router_makes_no_second_fleet(simulator: Simulator) -> None:
    bring(simulator, [item("a"), item("b")])
    (router,) = (row for row in simulator.world.assets["routers"] if row["name"] == "fra-router")
    router["name"] = "renamed"
    rows = [item(name, a_side={"cloud_router": "renamed"}) for name in "ab"]
    since = len(simulator.calls)
    assert bring(simulator, rows)["summary"]["unchanged"] == 2 and len(simulator.orders) == 2
    assert len(simulator.calls) - since == 3


# -- connections that are being removed


def going(simulator: Simulator, uuids: list[str]) -> JumpingClock:
    """Have connections be removed, for a second, and return the clock by which they are."""
    clock = JumpingClock()
    simulator.world.now = clock.monotonic
    simulator.settings.deprovisioning = 1
    for uuid in uuids:
        simulator.world.remove(simulator.world.connections[uuid])
    return clock


HELD: dict[str, list[dict[str, Any]]] = {
    "port": [on_port(number) for number in range(3)],
    "qinq": [
        item(f"q{number}", a_side={"port": "FR-PRI-QINQ", "vlan_s_tag": 7, "vlan_c_tag": 10 + number}) for number in range(3)
    ],
    "interface": [item(f"d{number}", a_side={"virtual_device": "fra-edge", "interface_id": 5 + number}) for number in range(3)],
    "router": [item(f"r{number}") for number in range(3)],
}


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize("kind", HELD)
def test_one_that_is_being_removed_makes_room_for_itself(kind: str, check: bool, simulator: Simulator) -> None:
    rows = HELD[kind]
    uuids = [row["connection"]["uuid"] for row in bring(simulator, rows[:2])["results"]]
    clock = going(simulator, uuids)
    # The third is new, so that ports and devices are looked up before the others are gone.
    result = bring(simulator, rows, Options(check=check), clock=clock)
    assert result["summary"]["created"] == 3, result["failure"]
    assert len(simulator.orders) == (2 if check else 5)


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize("kind", ["port", "qinq"])
def test_one_that_is_being_removed_makes_room_for_another_one(kind: str, check: bool, simulator: Simulator) -> None:
    rows = HELD[kind]
    uuids = [row["connection"]["uuid"] for row in bring(simulator, rows[:2])["results"]]
    clock = going(simulator, uuids)
    others = [{**row, "name": f"new-{number}"} for number, row in enumerate(rows)]
    result = bring(simulator, others, Options(check=check), clock=clock)
    assert result["summary"]["created"] == 3, result["failure"]


@pytest.mark.parametrize("parallel", [0, 51])
def test_parallel_has_limits(parallel: int, simulator: Simulator) -> None:
    with pytest.raises(InputError, match="from 1 to 50"):
        bring(simulator, [item("a")], parallel=parallel)


# -- pairs


@pytest.mark.parametrize("kind", PAIRS)
@pytest.mark.parametrize("wait_for", ["pending_approval", "active"])
def test_secondaries_follow_their_primaries(kind: str, wait_for: str, simulator: Simulator) -> None:
    simulator.settings.provisioning = 0.1
    first, second = PAIRS[kind]

    def accept(_seconds: float) -> None:
        # A secondary connection does not wait until somebody has accepted its primary one.
        if len(simulator.orders) == 2 and wait_for == "active":
            for order in simulator.orders:
                simulator.accept(order["uuid"])

    rows = [item("s", a_side=second, redundancy={"primary": "p"}), item("p", a_side=first)]
    options = Options(wait_for=wait_for)
    checked = bring(simulator, rows, Options(check=True))
    assert checked["summary"]["created"] == 2, checked["failure"]
    assert checked["warnings"] == [] and simulator.mutating() == []
    assert checked["results"][0]["validated_by"] == "local"
    result = bring(simulator, rows, options, clock=RealUntil(accept))
    assert result["summary"]["created"] == 2, result["failure"]
    assert [order["name"] for order in simulator.orders] == ["p", "s"]
    groups = {(order["redundancy"]["group"], order["redundancy"]["priority"]) for order in simulator.orders}
    assert len({group for group, _priority in groups}) == 1 and len(groups) == 2
    assert bring(simulator, rows, options)["summary"]["unchanged"] == 2
    # The primary one is there already.
    simulator.world.connections.pop(simulator.orders[1]["uuid"])
    for row in simulator.world.assets["serviceTokens"]:
        row["state"] = "INACTIVE" if row["name"] == "alibaba-fra-token-2" else row["state"]
    again = bring(simulator, rows, clock=RealUntil(accept))
    assert again["summary"] == {"created": 1, "updated": 0, "unchanged": 1, "deleted": 0, "failed": 0}, again["failure"]


class RealUntil(JumpingClock):
    """A clock on which pauses take as long as they say, up to a twentieth of a second; ``then`` is called after each."""

    def __init__(self, then: Callable[[float], None]) -> None:
        super().__init__()
        self._then = then

    def sleep(self, seconds: float) -> None:
        """Wait a little, skip the rest."""
        time.sleep(min(seconds, 0.05))
        super().sleep(seconds)
        self._then(seconds)


def test_a_secondary_whose_primary_fails_is_not_ordered(simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", ORDERS, "status", status=400))
    result = bring(simulator, [item("s", redundancy={"primary": "p"}), item("p"), item("other")], parallel=1)
    failed = {row["name"]: row["msg"] for row in result["results"] if row["failed"]}
    assert failed.keys() == {"s", "p"} and "connection 'p' has to come first and failed" in failed["s"]
    assert [order["name"] for order in simulator.orders] == ["other"]


def test_the_secondary_one_of_a_pair_goes_first(simulator: Simulator) -> None:
    rows = [item("p"), item("s", redundancy={"primary": "p"})]
    bring(simulator, rows)
    removed = bring(simulator, [item(name, state="absent") for name in ("p", "s")])
    assert removed["summary"]["deleted"] == 2 and removed["diff"][0]["after"] == {}
    deleted = [call.path.rpartition("/")[2] for call in simulator.calls if call.method == "DELETE"]
    assert deleted == [simulator.orders[1]["uuid"], simulator.orders[0]["uuid"]]
    assert bring(simulator, [item(name, state="absent") for name in ("p", "s")])["summary"]["unchanged"] == 2


# -- each with its own outcome


def test_one_that_fails_does_not_keep_the_others(simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", ORDERS, "status", status=400, skip=1))
    result = bring(simulator, [on_port(number) for number in range(4)], parallel=1)
    assert result["summary"] == {"created": 3, "updated": 0, "unchanged": 0, "deleted": 0, "failed": 1}
    assert result["failure"].startswith("1 of 4 connections failed. fleet-1: Cannot order connection 'fleet-1': HTTP 400")
    assert result["results"][1]["error"]["status"] == 400 and result["changed"]
    assert bring(simulator, [on_port(number) for number in range(4)])["summary"]["created"] == 1


def test_on_error_stop_begins_none_any_more(simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", ORDERS, "status", status=400, skip=1))
    result = bring(simulator, [on_port(number) for number in range(6)], parallel=1, stop_on_error=True)
    assert len(simulator.orders) == 1 and result["summary"]["created"] == 1 and result["summary"]["failed"] == 5
    assert {row["msg"] for row in result["results"][2:]} == {
        "Nothing was sent, since another connection failed before (on_error is stop)."
    }


def test_a_rejected_one_fails_alone(simulator: Simulator) -> None:
    rows = [on_port(number) for number in range(3)]
    uuids = [row["connection"]["uuid"] for row in bring(simulator, rows)["results"]]

    def decide(_seconds: float) -> None:
        simulator.reject(uuids[0])
        for uuid in uuids[1:]:
            simulator.accept(uuid)

    result = bring(simulator, rows, Options(wait_for="active"), clock=JumpingClock(decide))
    assert [row["failed"] for row in result["results"]] == [True, False, False]
    assert result["results"][0]["status"]["phase"] == "failed" and "The provider rejected" in result["failure"]
    # It fails before anything is sent from then on, and yet does not keep the others.
    result = bring(simulator, [*rows, on_port(9)])
    assert result["summary"] == {"created": 1, "updated": 0, "unchanged": 2, "deleted": 0, "failed": 1}


def test_running_out_of_time_gives_back_what_was_seen(simulator: Simulator) -> None:
    clock = JumpingClock()
    result = bring(simulator, [on_port(number) for number in range(3)], Options(wait_for="active"), clock=clock)
    assert result["summary"]["failed"] == 3 and result["changed"]
    assert all(row["connection"]["uuid"] and row["status"]["phase"] == "pending_approval" for row in result["results"])
    assert sum(clock.slept) == pytest.approx(900, abs=5)
    assert counted(simulator)["POST", SEARCH] < 120


def test_changes_and_removals_side_by_side(simulator: Simulator) -> None:
    bring(simulator, [on_port(number) for number in range(4)])
    rows = [
        on_port(0),
        on_port(1, bandwidth=500, notifications=["other@example.com"]),
        on_port(2, state="absent"),
        on_port(3, a_side={"port": PORT, "vlan_tag": 300}),
        on_port(5),
    ]
    wanted = {"created": 1, "updated": 2, "unchanged": 1, "deleted": 1, "failed": 0}
    sent = len(simulator.mutating())
    checked = bring(simulator, rows, Options(check=True, show_price=True))
    assert checked["summary"] == wanted and len(simulator.mutating()) == sent
    assert [row["validated_by"] for row in checked["results"]] == [None, "dry_run", None, "dry_run", "dry_run"]
    assert [row["price"] and row["price"]["monthly"] for row in checked["results"]] == [None, 180, None, None, 60]
    result = bring(simulator, rows)
    assert result["summary"] == wanted and result["diff"] == checked["diff"] and len(result["diff"]) == 4
    assert bring(simulator, rows)["summary"] == {"created": 0, "updated": 0, "unchanged": 5, "deleted": 0, "failed": 0}


@pytest.mark.parametrize("forgets", [False, True])
def test_many_are_removed_together(forgets: bool, simulator: Simulator) -> None:
    simulator.settings.forgets_deleted = forgets
    rows = [on_port(number) for number in range(12)]
    bring(simulator, rows)
    gone = [{**row, "state": "absent"} for row in rows]
    assert bring(simulator, gone)["summary"]["deleted"] == 12
    assert bring(simulator, gone)["summary"]["unchanged"] == 12


def test_without_waiting(simulator: Simulator) -> None:
    clock = JumpingClock()
    result = bring(simulator, [on_port(number) for number in range(3)], Options(wait=False, wait_for="active"), clock=clock)
    assert {row["connection"]["state"] for row in result["results"]} == {"PENDING"} and clock.slept == []


def test_no_price_is_no_failure_without_a_limit(simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", "/fabric/v4/prices/search", "status", status=500, times=9))
    result = bring(simulator, [item("a")], Options(check=True, show_price=True))
    assert result["summary"]["created"] == 1 and result["results"][0]["price"] is None


# -- rate limits, logins, lost answers


def test_a_rate_limit_loses_nobody(simulator: Simulator) -> None:
    # Of seven calls three get through: more refusals than retries, yet never so many in a row.
    for burst in range(10):
        limited = {"Retry-After": "3"}
        simulator.faults.append(Fault("POST", ORDERS, "status", status=429, headers=limited, skip=3 * burst, times=4))
    clock = JumpingClock()
    # A pause of one thread lets time pass for all of them.
    result = bring(simulator, [on_port(number) for number in range(30)], clock=clock, timeout=1000, retries=4)
    assert result["summary"]["created"] == 30, result["failure"]
    assert counted(simulator)["POST", ORDERS] == 30 + 40
    assert max(clock.slept) <= 3.3


def test_rounds_of_a_rate_limit() -> None:
    limit = RateLimit()
    assert limit.pause(0.0) == 0
    assert [limit.refused(sent, 1.0, lambda _rounds: 2.0) for sent in (0.0, 0.5, 0.9)] == [1, 1, 1]
    assert limit.pause(1.5) == 1.5 and limit.pause(3.0) == 0
    assert limit.refused(3.0, 3.5, float) == 2 and limit.pause(3.5) == 2
    # A longer pause that another call of the same round is asked for holds as well.
    assert limit.refused(3.2, 3.6, lambda _rounds: 9.0) == 2 and limit.pause(3.6) == 9
    limit.passed()
    assert limit.refused(13.0, 13.5, float) == 1


def test_an_expired_token_is_renewed_once_for_all(simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", ORDERS, "token_expired"))
    result = bring(simulator, [on_port(number) for number in range(20)], credentials=Credentials(*CLIENT), parallel=20)
    assert result["summary"]["created"] == 20 and simulator.logins == 2


def test_a_refused_login_is_not_repeated_by_other_threads(simulator: Simulator) -> None:
    rows = [item(f"c{number}") for number in range(250)]
    with pytest.raises(AuthenticationError):
        bring(simulator, rows, credentials=Credentials("somebody", "wrong"))
    assert simulator.logins == 1


def test_a_failed_look_up_for_all_is_told_once(simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", SEARCH, "status", status=500, times=9))
    with pytest.raises(ApiError, match="Cannot search connections"):
        bring(simulator, [on_port(number) for number in range(3)])


def test_looks_that_fail_or_show_nothing_do_not_end_the_wait(simulator: Simulator) -> None:
    # All searches after the first: the looks.
    simulator.faults.append(Fault("POST", SEARCH, "status", times=7, skip=1))
    result = bring(simulator, [on_port(number) for number in range(3)])
    assert result["summary"]["created"] == 3, result["failure"]


def test_what_another_run_has_ordered_meanwhile_is_adopted(simulator: Simulator) -> None:
    def order_elsewhere(_seconds: float) -> None:
        if not simulator.orders:
            bring(simulator, [item("a"), item("b")])

    limited = {"Retry-After": "9"}
    # The account id is asked for after everything was looked up, and it takes its time.
    simulator.faults.append(Fault("POST", f"{ORDERS}/validate", "status", status=429, headers=limited))
    clock = JumpingClock(order_elsewhere)
    result = bring(simulator, [item("a"), item("b")], clock=clock, timeout=1000)
    assert len(simulator.orders) == 2 and result["summary"]["failed"] == 0
    assert len(result["warnings"]) == 2 and "came about while it was checked" in result["warnings"][0]


@given(FAULTS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_none_is_ordered_twice_over_faults_and_runs_again(to_come: list[Fault]) -> None:
    rows = [on_port(1), on_port(2), item("r1"), item("r2"), item("d", a_side=ORIGINS["virtual-device"])]
    rows.append(item("s", redundancy={"primary": "r1"}))
    with Simulator(provisioning=0) as simulator:
        simulator.faults.extend(Fault(**vars(fault)) for fault in to_come)
        for _run in range(1 + sum(fault.times for fault in to_come)):
            try:
                result = bring(simulator, rows)
            except ApiError:
                continue
            names = Counter(order["name"] for order in simulator.orders)
            assert all(count == 1 for count in names.values())
            if not result["failure"]:
                break
        assert names == Counter(row["name"] for row in rows)
