# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ordered once, whatever the network does; waiting and removing, whatever the states are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import (
    ApiError,
    DuplicateError,
    InputError,
    InterconnectError,
    WaitFailed,
    WaitTimeout,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options, Outcome
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extensions.simulator import seed
from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.soak.races import SharedClock, play
from tests.support.clients import JumpingClock
from tests.support.connections import FAULTS, ORDERS, PROFILE, SEARCH, absent, posts, present
from tests.support.plays import ORIGINS, desired


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays."""
    with Simulator(provisioning=0, deprovisioning=0, accepting=0) as running:
        yield running


LOST = [
    Fault("POST", ORDERS, "cut", took_effect=True),
    Fault("POST", ORDERS, "silence", took_effect=True, seconds=0.5),
    Fault("POST", ORDERS, "status", took_effect=True),
    Fault("POST", ORDERS, "html", took_effect=True, status=502),
    Fault("POST", ORDERS, "empty", took_effect=True, status=504),
    Fault("POST", ORDERS, "half_json"),
]


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: fault.kind)
@pytest.mark.parametrize("origin", ORIGINS)
def test_an_order_whose_answer_was_lost_is_adopted(origin: str, fault: Fault, simulator: Simulator) -> None:
    simulator.faults.append(Fault(**vars(fault)))
    outcome = present(simulator, a_side=ORIGINS[origin])
    assert outcome.changed and outcome.connection["uuid"] == simulator.orders[0]["uuid"]
    assert "nothing was ordered twice" in outcome.warnings[0]
    assert len(simulator.orders) == 1 and posts(simulator) == 1


def test_an_order_that_shows_up_late_is_adopted(simulator: Simulator) -> None:
    # The search does not know of it at first, and fails too.
    simulator.faults.append(Fault("POST", ORDERS, "cut", took_effect=True))
    simulator.faults.append(Fault("POST", SEARCH, "status", skip=1, times=6))
    assert present(simulator, a_side=ORIGINS["cloud-router"]).changed
    assert len(simulator.orders) == 1 and posts(simulator) == 1


@pytest.mark.parametrize("origin", ["port-dot1q", "port-qinq", "service-token"])
def test_an_order_that_was_lost_is_sent_again_where_a_twin_is_impossible(origin: str, simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", ORDERS, "cut"))
    clock = JumpingClock()
    assert present(simulator, clock, a_side=ORIGINS[origin]).changed
    assert len(simulator.orders) == 1 and posts(simulator) == 2
    assert 30 < sum(clock.slept) <= 60


@pytest.mark.parametrize("origin", ["cloud-router", "virtual-device"])
def test_an_order_that_was_lost_is_not_sent_again_where_it_could_be_a_twin(origin: str, simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", ORDERS, "cut"))
    with pytest.raises(ApiError, match="was ordered is not known: .* Look for it .* before you run the task again"):
        present(simulator, a_side=ORIGINS[origin])
    assert simulator.orders == [] and posts(simulator) == 1
    assert present(simulator, a_side=ORIGINS[origin]).changed
    assert len(simulator.orders) == 1


def test_a_named_interface_makes_a_twin_impossible(simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", ORDERS, "cut"))
    assert present(simulator, a_side={"virtual_device": "fra-edge", "interface_id": 5}).changed
    assert len(simulator.orders) == 1 and posts(simulator) == 2


def test_lost_before_and_after(simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", ORDERS, "cut"))
    simulator.faults.append(Fault("POST", ORDERS, "cut", took_effect=True))
    assert present(simulator).changed
    assert len(simulator.orders) == 1 and posts(simulator) == 2


@given(FAULTS, st.sampled_from(sorted(ORIGINS)))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_never_more_than_one_order_over_faults_and_runs_again(to_come: list[Fault], origin: str) -> None:
    with Simulator(provisioning=0) as simulator:
        simulator.faults.extend(Fault(**vars(fault)) for fault in to_come)
        # A run that fails has met a fault, so that there are no more failures than faults.
        for _run in range(1 + sum(fault.times for fault in to_come)):
            try:
                outcome = present(simulator, a_side=ORIGINS[origin])
            except InterconnectError:
                assert len(simulator.orders) <= 1
                continue
            assert len(simulator.orders) == 1
            assert outcome.connection["uuid"] == simulator.orders[0]["uuid"]
            return
        raise AssertionError("the faults are over, yet it does not come about")


# -- waiting


def test_waits_until_active(simulator: Simulator) -> None:
    clock = JumpingClock(lambda _seconds: simulator.accept(simulator.orders[0]["uuid"]))
    outcome = present(simulator, clock, options=Options(wait_for="active"))
    assert outcome.connection["state"] == "ACTIVE" and len(clock.slept) == 1


def test_a_rejection_ends_the_wait_at_once(simulator: Simulator) -> None:
    clock = JumpingClock(lambda _seconds: simulator.reject(simulator.orders[0]["uuid"]))
    with pytest.raises(WaitFailed, match="The provider rejected the connection") as caught:
        present(simulator, clock, options=Options(wait_for="active"))
    assert caught.value.last["uuid"] == simulator.orders[0]["uuid"] and len(clock.slept) == 1
    with pytest.raises(InputError, match="exists but failed.*remove it with state absent"):
        present(simulator)


@pytest.mark.own_answers
def test_unknown_states_keep_the_wait_going_and_warn_once(simulator: Simulator) -> None:
    def pass_by(_seconds: float) -> None:
        uuid = simulator.orders[0]["uuid"]
        if len(clock.slept) < 5:
            simulator.set_states(uuid, "PENDING", "SOMETHING_NEW", "AS_WELL")
        else:
            simulator.accept(uuid)

    clock = JumpingClock(pass_by)
    outcome = present(simulator, clock, options=Options(wait_for="active"))
    assert outcome.connection["state"] == "ACTIVE"
    assert len(outcome.warnings) == 1 and "not documented, unknown (SOMETHING_NEW/AS_WELL)" in outcome.warnings[0]


def test_running_out_of_time_gives_back_what_was_seen(simulator: Simulator) -> None:
    clock = JumpingClock()
    with pytest.raises(WaitTimeout, match=r"pending_approval .* after 900 s of waiting \(wait_timeout\)") as caught:
        present(simulator, clock, options=Options(wait_for="active"))
    assert caught.value.last["uuid"] == simulator.orders[0]["uuid"]
    assert sum(clock.slept) == pytest.approx(900, abs=1) and len(clock.slept) < 90


def test_temporary_failures_do_not_end_the_wait(simulator: Simulator) -> None:
    simulator.faults.append(Fault("GET", f"{ORDERS}/.*", "status", times=7))
    clock = JumpingClock(lambda _seconds: simulator.accept(simulator.orders[0]["uuid"]))
    assert present(simulator, clock, options=Options(wait_for="active")).connection["state"] == "ACTIVE"


def test_a_new_connection_that_is_not_known_at_once_is_awaited(simulator: Simulator) -> None:
    simulator.faults.append(Fault("GET", f"{ORDERS}/.*", "status", status=404, times=5))
    assert present(simulator).connection["state"] == "PENDING"
    assert posts(simulator) == 1


def test_a_connection_that_vanishes_ends_the_wait(simulator: Simulator) -> None:
    simulator.faults.append(Fault("GET", f"{ORDERS}/.*", "status", status=404, times=999))
    clock = JumpingClock()
    with pytest.raises(WaitFailed, match="it is deprovisioned"):
        present(simulator, clock)
    # Of its minute a busy machine has slept less, and looked for longer.
    assert 50 <= sum(clock.slept) < 70


def test_without_waiting_the_order_is_looked_at_once(simulator: Simulator) -> None:
    clock = JumpingClock()
    outcome = present(simulator, clock, options=Options(wait=False, wait_for="active"))
    assert outcome.connection["state"] == "PENDING" and clock.slept == []


# -- which connection is meant


def test_another_with_the_same_name_is_left_alone(simulator: Simulator) -> None:
    first = present(simulator, a_side=ORIGINS["cloud-router"])
    second = present(simulator, a_side=ORIGINS["port-dot1q"])
    assert second.changed and first.connection["uuid"] != second.connection["uuid"]
    assert "other connection(s) named 'alibaba-fra-1'" in second.warnings[0]


KINDS = {
    "port-dot1q": "ports",
    "port-qinq": "ports",
    "cloud-router": "routers",
    "virtual-device": "devices",
    "service-profile": "serviceProfiles",
}


def renamed(simulator: Simulator, origin: str, name: str) -> list[dict[str, Any]]:
    """Rename what a connection begins at (or its service profile); return the options by the new name and by the UUID."""
    a_side = ORIGINS.get(origin, ORIGINS["cloud-router"])
    reference = next(iter(a_side.values())) if origin in ORIGINS else PROFILE
    (asset,) = (row for row in simulator.world.assets[KINDS[origin]] if row["name"] == reference)
    asset["name"] = name
    if origin not in ORIGINS:
        z_side = desired()["z_side"]
        return [{"a_side": a_side, "z_side": {**z_side, "service_profile": one}} for one in (name, asset["uuid"])]
    kind = next(iter(a_side))
    return [{"a_side": {**a_side, kind: one}} for one in (name, asset["uuid"])]


@pytest.mark.parametrize("origin", KINDS)
def test_what_was_renamed_is_the_same(origin: str, simulator: Simulator) -> None:
    uuid = present(simulator, a_side=ORIGINS.get(origin, ORIGINS["cloud-router"])).connection["uuid"]
    for options in renamed(simulator, origin, "another-name"):
        # The connection shows the name that it was ordered with.
        for check in (True, False):
            outcome = present(simulator, **options, options=Options(check=check))
            assert not outcome.changed and outcome.connection["uuid"] == uuid
            by_uuid = present(simulator, **options, name=None, uuid=uuid, options=Options(check=check))
            assert not by_uuid.changed and by_uuid.warnings == outcome.warnings == []
    assert len(simulator.orders) == 1
    assert absent(simulator, **options).changed and list(simulator.world.living()) == []


@pytest.mark.parametrize("origin", [kind for kind in KINDS if kind in ORIGINS])
def test_a_name_that_another_one_has_now_is_not_the_same(origin: str, simulator: Simulator) -> None:
    a_side = ORIGINS[origin]
    kind, name = next(iter(a_side.items()))
    assets = simulator.world.assets[KINDS[origin]]
    (first,) = (row for row in assets if row["name"] == name)
    one = present(simulator, a_side=a_side).connection["uuid"]
    # The second connection shows its asset by the name that the first one has given up.
    second = {**first, "uuid": seed.uid("second"), "name": "second"}
    assets.append(second)
    other = present(simulator, a_side={**a_side, kind: "second"}).connection["uuid"]
    first["name"], second["name"] = "first", name
    assert present(simulator, a_side=a_side).connection["uuid"] == other
    assert present(simulator, a_side={**a_side, kind: "first"}).connection["uuid"] == one
    assert len(simulator.orders) == 2


def test_a_look_up_is_made_only_where_names_disagree(simulator: Simulator) -> None:
    present(simulator, a_side=ORIGINS["cloud-router"])
    since = len(simulator.calls)
    present(simulator, a_side=ORIGINS["cloud-router"])
    assert [call.path for call in simulator.calls[since:]] == [SEARCH]
    since = len(simulator.calls)
    by_name, _by_uuid = renamed(simulator, "cloud-router", "another-name")
    present(simulator, **by_name)
    assert len(simulator.calls) - since == 3


def test_a_connection_that_shows_no_origin_is_nobodys(simulator: Simulator) -> None:
    present(simulator)
    (row,) = simulator.orders
    row["aSide"]["accessPoint"]["port"] = {"href": "https://api.equinix.com/fabric/v4/ports/x"}
    for attempt in (present, absent):
        with pytest.raises(InputError, match=f"Whether connection {row['uuid']} is the 'alibaba-fra-1' that is meant cannot be"):
            attempt(simulator)
    assert len(simulator.mutating()) == 1


def test_several_matches_are_listed(simulator: Simulator) -> None:
    uuids = [present(simulator, a_side=ORIGINS[name]).connection["uuid"] for name in ("port-dot1q", "cloud-router")]
    for attempt in (present, absent):
        with pytest.raises(InputError, match="means several connections") as caught:
            attempt(simulator, a_side=None)
        assert all(uuid in str(caught.value) for uuid in uuids)
    assert len(simulator.orders) == 2


def test_one_that_is_being_removed_is_awaited_and_ordered_anew(simulator: Simulator) -> None:
    first = present(simulator).connection["uuid"]
    simulator.set_states(first, "DEPROVISIONING", "DEPROVISIONING", "DEPROVISIONING")
    clock = JumpingClock(lambda _seconds: simulator.set_states(first, "DEPROVISIONED", "DEPROVISIONED", "DEPROVISIONED"))
    second = present(simulator, clock)
    assert second.changed and second.connection["uuid"] != first


def test_by_uuid(simulator: Simulator) -> None:
    uuid = present(simulator).connection["uuid"]
    found = present(simulator, name=None, uuid=uuid, a_side=None)
    assert not found.changed and found.connection["uuid"] == uuid
    with pytest.raises(InputError, match="is no connection that these credentials can see"):
        present(simulator, name=None, uuid="00000000-0000-4000-8000-000000000000")


def test_all_differences_are_named_with_both_values(simulator: Simulator) -> None:
    present(simulator)
    with pytest.raises(InputError) as caught:
        present(simulator, bandwidth=500, z_side={"metro_code": "LD"}, geo_scope="EU")
    for said in ("z_side.metro_code (FR now, LD wanted)", "geo_scope (not set now, EU wanted)"):
        assert said in str(caught.value)
    assert "bandwidth" not in str(caught.value) and len(simulator.mutating()) == 1


def test_options_that_are_not_given_are_left_alone(simulator: Simulator) -> None:
    present(simulator, order={"purchase_order_number": "PO-1", "term_length": 12}, geo_scope="EU")
    outcome = present(simulator, bandwidth=None, notifications=None)
    assert not outcome.changed and outcome.before == outcome.after


# -- removing


@pytest.mark.parametrize("forgets", [False, True])
def test_removal_waits_until_it_is_gone(forgets: bool, simulator: Simulator) -> None:
    simulator.settings.forgets_deleted = forgets
    present(simulator)
    removed = absent(simulator)
    assert removed.changed and removed.connection == {}
    assert removed.before["name"] == "alibaba-fra-1" and removed.after == {}
    assert not absent(simulator).changed


def test_removal_waits_for_a_connection_in_transit(simulator: Simulator) -> None:
    uuid = present(simulator).connection["uuid"]
    simulator.set_states(uuid, "PROVISIONING", "PROVISIONING", "NOT_AVAILABLE")

    def arrive(_seconds: float) -> None:
        if len(clock.slept) == 3:
            simulator.set_states(uuid, "PENDING", "PROVISIONED", "PENDING_APPROVAL")

    clock = JumpingClock(arrive)
    assert absent(simulator, clock).changed
    assert len(clock.slept) >= 3


def test_removal_that_the_provider_must_start(simulator: Simulator) -> None:
    uuid = present(simulator).connection["uuid"]
    simulator.accept(uuid)
    with pytest.raises(InputError, match="virtual border router.*terminate and delete.*provider_initiated: true"):
        absent(simulator)
    clock = JumpingClock(lambda _seconds: simulator.terminate(uuid))
    before = len(simulator.mutating())
    assert absent(simulator, clock, options=Options(provider_initiated=True)).changed
    assert len(simulator.mutating()) == before


def test_a_removal_whose_answer_was_lost_is_no_failure(simulator: Simulator) -> None:
    present(simulator)
    simulator.faults.append(Fault("DELETE", f"{ORDERS}/.*", "cut", took_effect=True))
    assert absent(simulator).changed


def test_check_mode_tells_and_does_nothing(simulator: Simulator) -> None:
    check = Options(check=True)
    planned = present(simulator, options=check)
    assert planned.changed and planned.after["a_side"] == {"port": "FR-PRI-DOT1Q", "vlan_tag": 1001}
    assert simulator.mutating() == []
    present(simulator)
    assert absent(simulator, options=check).changed
    assert not present(simulator, options=check).changed
    assert len(simulator.mutating()) == 1


# -- two runs at the same moment


def side_by_side(simulator: Simulator, a_side: dict[str, Any], folder: Path) -> list[Outcome | InterconnectError]:
    """Run the same spec on two machines at the same moment: both have looked before either orders."""
    simulator.faults.append(Fault("POST", "/fabric/v4/connections/validate", "slow", times=2, seconds=1.0))
    return play(simulator, a_side, [folder / "one", folder / "other"], SharedClock())


@pytest.mark.parametrize("origin", ["port-dot1q", "port-qinq", "service-token"])
def test_two_runs_order_once_where_the_api_refuses_twins(origin: str, simulator: Simulator, tmp_path: Path) -> None:
    came = side_by_side(simulator, ORIGINS[origin], tmp_path)
    outcomes = [outcome for outcome in came if isinstance(outcome, Outcome)]
    assert [outcome.connection["uuid"] for outcome in outcomes] == [simulator.orders[0]["uuid"]] * 2
    warnings = [text for outcome in outcomes for text in outcome.warnings]
    assert len(warnings) == 1 and "was found and adopted, nothing was ordered twice" in warnings[0]
    assert len(simulator.orders) == 1


@pytest.mark.parametrize("origin", ["cloud-router", "virtual-device"])
def test_two_runs_that_order_twins_are_told_of_both(origin: str, simulator: Simulator, tmp_path: Path) -> None:
    came = side_by_side(simulator, ORIGINS[origin], tmp_path)
    older, newer = (row["uuid"] for row in simulator.orders)
    refused = [error for error in came if isinstance(error, DuplicateError)]
    assert refused and all((error.older, error.newer) == (older, [newer]) for error in refused)
    assert f"{older} is the older one and stays the connection, {newer} is charged as well. Nothing was removed" in str(
        refused[0]
    )
    # Nobody removes what is paid for, and the next run does not choose between them either.
    assert len(list(simulator.world.living())) == 2
    with pytest.raises(InputError, match=f"means several connections: .*{older}"):
        present(simulator, a_side=ORIGINS[origin])
    assert len(simulator.orders) == 2
