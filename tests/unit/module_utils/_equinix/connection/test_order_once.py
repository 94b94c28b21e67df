# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ordered once while the search does not show a new connection yet: answers lost, runs killed, run again, two at once."""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import (
    ApiError,
    DuplicateError,
    InputError,
    ObjectError,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection import order_journal
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.order_journal import (
    Entry,
    OrderJournal,
    read_entries,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.resolver import find_connection
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options, Outcome
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.lookup import LookupCache

from extensions.simulator import seed
from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.soak.races import SharedClock, play
from tests.support.clients import JumpingClock, client
from tests.support.connections import ORDERS, PROFILE, absent, posts, present
from tests.support.plays import ORIGINS

DEVICE = {"virtual_device": "fra-edge", "interface_id": 5}
ALL = {**ORIGINS, "interface": DEVICE}
# Where the API itself refuses a second order, and says what has the place.
OWNED = ["port-dot1q", "port-qinq", "service-token"]
# Where only the search, or this machine, knows of an order.
UNOWNED = ["cloud-router", "virtual-device"]


class Killed(BaseException):
    """What ends a run in the middle, and lets it do nothing more."""


@pytest.fixture
def simulator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """A simulator whose time is that of its clock, and a machine of its own."""
    monkeypatch.setenv("ANSIBLE_HOME", str(tmp_path / "home"))
    with Simulator(provisioning=0, deprovisioning=0, accepting=0) as running:
        yield running


def lagging(simulator: Simulator, lag: float) -> JumpingClock:
    """Have the search lag, and return the clock that both share."""
    clock = JumpingClock()
    simulator.world.now = clock.monotonic
    simulator.settings.search_lag = lag
    return clock


def another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go on where nothing has been noted."""
    monkeypatch.setenv("ANSIBLE_HOME", str(tmp_path / "another"))


def die(_seconds: float) -> None:
    """Be killed at the first pause."""
    raise Killed


def cut_order(simulator: Simulator) -> None:
    """Let the answer to the next order be lost, after it took effect."""
    simulator.faults.append(Fault("POST", ORDERS, "cut", took_effect=True))


# -- answers lost


@pytest.mark.parametrize("lag", [0, 61, 90])
@pytest.mark.parametrize("origin", ALL)
def test_an_order_that_shows_up_late_is_adopted(origin: str, lag: float, simulator: Simulator) -> None:
    clock = lagging(simulator, lag)
    cut_order(simulator)
    outcome = present(simulator, clock, a_side=ALL[origin])
    assert outcome.changed and outcome.connection["uuid"] == simulator.orders[0]["uuid"]
    assert len(simulator.orders) == 1
    if origin in OWNED:
        # The VLAN and the token know it at once.
        assert posts(simulator) == 1 and sum(clock.slept) < 2


@pytest.mark.parametrize("tells", [True, False])
def test_the_token_or_its_vlan_names_the_connection(tells: bool, simulator: Simulator) -> None:
    simulator.settings.tokens_tell = tells
    clock = lagging(simulator, 10_000)
    cut_order(simulator)
    assert present(simulator, clock, a_side=ORIGINS["service-token"]).changed
    assert not present(simulator, clock, a_side=ORIGINS["service-token"]).changed
    assert len(simulator.orders) == 1 and sum(clock.slept) < 2


def test_a_token_on_a_port_that_others_may_not_see(simulator: Simulator) -> None:
    clock = lagging(simulator, 80)
    cut_order(simulator)
    simulator.faults.append(Fault("GET", "/fabric/v4/ports/.*/linkProtocols", "status", status=403, times=99))
    assert present(simulator, clock, a_side=ORIGINS["service-token"]).changed
    assert len(simulator.orders) == 1


@pytest.mark.parametrize("origin", UNOWNED)
def test_only_what_is_true_is_said_of_an_order_that_never_shows_up(origin: str, simulator: Simulator) -> None:
    clock = lagging(simulator, 400)
    cut_order(simulator)
    with pytest.raises(ApiError, match="is not known") as caught:
        present(simulator, clock, a_side=ORIGINS[origin])
    said = str(caught.value)
    assert "safe" not in said and "may be charged" in said and "Look for it with fabric_connection_info" in said
    # Run again at once: it looks for as long as the search may lag, and finds it.
    simulator.settings.search_lag = 200
    assert not present(simulator, clock, a_side=ORIGINS[origin]).changed
    assert len(simulator.orders) == 1


def test_where_the_api_refuses_a_second_order_running_again_is_called_safe(simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", ORDERS, "cut", times=2))
    with pytest.raises(ApiError, match="Running the task again is safe, since the API refuses a second order"):
        present(simulator, lagging(simulator, 0))


# -- killed, and run again


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("origin", ALL)
def test_a_run_after_one_that_was_killed_adopts(origin: str, answered: bool, simulator: Simulator) -> None:
    clock = lagging(simulator, 90)
    if not answered:
        cut_order(simulator)
    dying = JumpingClock(die)
    simulator.world.now = dying.monotonic
    with contextlib.suppress(Killed):
        present(simulator, dying, a_side=ALL[origin])
    assert len(simulator.orders) == 1
    simulator.world.now = clock.monotonic
    again = present(simulator, clock, a_side=ALL[origin])
    assert again.connection["uuid"] == simulator.orders[0]["uuid"] and not again.changed
    assert len(simulator.orders) == 1 and posts(simulator) == 1


@pytest.mark.parametrize("origin", ALL)
def test_what_was_just_ordered_is_removed_though_no_search_shows_it(origin: str, simulator: Simulator) -> None:
    clock = lagging(simulator, 10_000)
    present(simulator, clock, a_side=ALL[origin], options=Options(wait=False))
    assert absent(simulator, clock, a_side=ALL[origin]).changed
    assert list(simulator.world.living()) == []
    again = absent(simulator, clock, a_side=ALL[origin])
    assert not again.changed and again.warnings == []


def test_an_order_of_which_nothing_is_known_is_warned_of_when_it_is_removed(simulator: Simulator) -> None:
    cut_order(simulator)
    clock = lagging(simulator, 400)
    with pytest.raises(ApiError):
        present(simulator, clock, a_side=ORIGINS["cloud-router"])
    gone = absent(simulator, clock, a_side=ORIGINS["cloud-router"])
    assert not gone.changed and "does not know what came of it" in gone.warnings[0]


def test_two_of_one_name_are_told_apart_though_the_search_shows_one(simulator: Simulator) -> None:
    clock = lagging(simulator, 0)
    one = present(simulator, clock, a_side=ORIGINS["cloud-router"]).connection["uuid"]
    simulator.settings.search_lag = 10_000
    other = present(simulator, clock).connection["uuid"]
    simulator.world.connections[one].since = -100_000
    with pytest.raises(InputError, match="means several connections") as caught:
        absent(simulator, clock, a_side=None)
    assert one in str(caught.value) and other in str(caught.value)
    api, _clock = client(simulator.url, clock)
    with pytest.raises(InputError, match="means several connections"):
        find_connection(LookupCache(api), "connection", "alibaba-fra-1")


def test_the_primary_one_that_was_just_ordered_is_found_by_its_name(simulator: Simulator) -> None:
    clock = lagging(simulator, 10_000)
    primary = present(simulator, clock, a_side=ORIGINS["port-dot1q"]).connection
    api, _clock = client(simulator.url, clock)
    assert find_connection(LookupCache(api), "connection", "alibaba-fra-1")["uuid"] == primary["uuid"]
    assert find_connection(LookupCache(api), "connection", "alibaba-fra-2") == {}


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize("origin", ALL)
def test_run_again_at_once_is_unchanged_in_check_mode_too(origin: str, check: bool, simulator: Simulator) -> None:
    clock = lagging(simulator, 90)
    first = present(simulator, clock, a_side=ALL[origin], options=Options(wait=False))
    simulator.settings.search_lag = 10_000 if origin != "interface" else 200
    again = present(simulator, clock, a_side=ALL[origin], options=Options(check=check))
    assert not again.changed and again.connection["uuid"] == first.connection["uuid"]
    assert len(simulator.orders) == 1


def test_check_mode_notes_nothing(simulator: Simulator) -> None:
    present(simulator, a_side=ORIGINS["cloud-router"], options=Options(check=True))
    assert not Path(os.environ["ANSIBLE_HOME"]).exists()


@pytest.mark.parametrize("origin", OWNED)
def test_on_another_machine_the_vlan_or_token_is_found_by_its_owner(
    origin: str, simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = lagging(simulator, 10_000)
    present(simulator, clock, a_side=ORIGINS[origin])
    another_machine(tmp_path, monkeypatch)
    assert not present(simulator, clock, a_side=ORIGINS[origin]).changed
    assert len(simulator.orders) == 1


def test_an_interface_that_is_taken_does_not_advise_another_order(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = lagging(simulator, 10_000)
    present(simulator, clock, a_side=DEVICE)
    another_machine(tmp_path, monkeypatch)
    with pytest.raises(InputError, match="look whether your own order has taken it"):
        present(simulator, clock, a_side=DEVICE)


def test_a_vlan_of_a_connection_of_the_same_name_does_not_advise_another_order(simulator: Simulator) -> None:
    other = seed.profile("Other Cloud")
    simulator.world.assets["serviceProfiles"].append(other)
    clock = lagging(simulator, 10_000)
    z_side = {"metro_code": "FR", "authentication_key": "5123456789012345"}
    present(simulator, clock)
    with pytest.raises(InputError, match="is called 'alibaba-fra-1' as well and does not end at 'Other Cloud'") as caught:
        present(simulator, clock, z_side={**z_side, "service_profile": "Other Cloud"})
    assert "next free" not in str(caught.value)
    # What belongs to another name is simply taken.
    with pytest.raises(InputError, match="the next free one is 1002"):
        present(simulator, clock, name="another", z_side={**z_side, "service_profile": PROFILE})


def test_a_vlan_whose_owner_may_not_be_looked_up_does_not_advise_another_order(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = lagging(simulator, 90)
    present(simulator, clock)
    another_machine(tmp_path, monkeypatch)
    simulator.faults.append(Fault("GET", f"{ORDERS}/.*", "status", status=403, times=99))
    with pytest.raises(InputError, match="may not look up; look whether it is 'alibaba-fra-1', and else give another VLAN"):
        present(simulator, clock)
    # The loser of a race waits for the search instead.
    clock.sleep(90)
    assert not present(simulator, clock, options=Options(wait=False)).changed


@pytest.mark.parametrize("home", ["", "~nobody/that/there/is"])
def test_users_without_a_home_keep_their_notes_elsewhere(home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSIBLE_HOME", home)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    journal = OrderJournal("", "x")
    assert journal.lock() and [path.name for path in tmp_path.iterdir()] == [f"interconnect.equinix-{os.geteuid()}"]


# -- two at once


@pytest.mark.parametrize("wait", [True, False])
@pytest.mark.parametrize("lag", [0, 2, 90])
@pytest.mark.parametrize("origin", UNOWNED)
def test_two_machines_that_order_at_once_are_told_of_both(origin: str, lag: float, wait: bool, tmp_path: Path) -> None:
    with Simulator(provisioning=0, search_lag=lag) as simulator:
        simulator.faults.append(Fault("POST", f"{ORDERS}/validate", "slow", times=2, seconds=0.5))
        came = play(simulator, ORIGINS[origin], [tmp_path / "one", tmp_path / "other"], SharedClock(), wait=wait)
        older, newer = (row["uuid"] for row in simulator.orders)
        told = [error for error in came if isinstance(error, DuplicateError)]
        assert told and all((error.older, error.newer) == (older, [newer]) for error in told)
        # What is paid for is removed by nobody but its owner.
        assert len(list(simulator.world.living())) == 2


@pytest.mark.parametrize("origin", ALL)
def test_one_machine_orders_once(origin: str, tmp_path: Path) -> None:
    with Simulator(provisioning=0, search_lag=60) as simulator:
        simulator.faults.append(Fault("POST", f"{ORDERS}/validate", "slow", times=6, seconds=0.5))
        came = play(simulator, ALL[origin], [tmp_path] * 6, SharedClock(), wait_timeout=100_000)
        outcomes = [outcome for outcome in came if isinstance(outcome, Outcome)]
        assert [outcome.connection["uuid"] for outcome in outcomes] == [simulator.orders[0]["uuid"]] * 6, came
        assert len(simulator.orders) == 1
        warned = [text for outcome in outcomes for text in outcome.warnings]
        assert len(warned) == 5 and all("nothing was ordered twice" in text for text in warned)
        if origin in UNOWNED:
            assert all("run_once: true" in text for text in warned)


def test_what_the_search_never_shows_is_warned_of(simulator: Simulator) -> None:
    clock = lagging(simulator, 10_000)
    outcome = present(simulator, clock, a_side=ORIGINS["cloud-router"])
    assert outcome.changed and "did not show the new one" in outcome.warnings[0]
    assert 100 < sum(clock.slept) < 130


@pytest.mark.parametrize("timeout", [900, 20])
def test_it_is_looked_for_duplicates_once_more_when_the_wait_ends(timeout: int, simulator: Simulator) -> None:
    def order_elsewhere(_seconds: float) -> None:
        if len(simulator.orders) == 1 and clock.slept[5:]:
            (order,) = (call for call in simulator.calls if (call.method, call.path) == ("POST", ORDERS))
            client(simulator.url)[0].create_connection(order.body)

    clock = JumpingClock(order_elsewhere)
    simulator.world.now = clock.monotonic
    simulator.settings.provisioning = 30
    with pytest.raises(DuplicateError) as caught:
        present(simulator, clock, a_side=ORIGINS["cloud-router"], options=Options(wait_timeout=timeout))
    assert caught.value.last["uuid"] == simulator.orders[0]["uuid"]


# -- the journal


def test_an_entry_is_read_only_while_it_says_something() -> None:
    assert read_entries('{"key": [100, "x"]}', 200) == {"key": Entry(100, "x")}
    assert read_entries('{"key": [100, "x"]}', 1001) == {}
    for text in ("", "[]", "null", "{}", "7", '{"key": 1}', '{"key": [1]}', '{"key": ["soon", ""]}', '{"key": [null, ""]}'):
        assert read_entries(text, 0) == {}


def test_the_journal_is_private_and_ends_with_its_owner(tmp_path: Path) -> None:
    place = tmp_path / "cache" / "orders"
    one, other = (OrderJournal("endpoint", "name", [place]) for _number in range(2))
    assert one.read(0) == {} and not place.exists()
    assert one.lock() and not other.lock()
    one.write("key", Entry(5), 6)
    one.write("second", Entry(1000), 6)
    one.write("key", Entry(5, "uuid"), 6)
    assert other.read(6) == {"key": Entry(5, "uuid"), "second": Entry(1000)}
    assert OrderJournal("endpoint", "another", [place]).read(6) == {}
    (file,) = place.iterdir()
    assert [oct(path.stat().st_mode)[-3:] for path in (place, file)] == ["700", "600"]
    one.release()
    assert other.lock()
    other.write("second", None, 6)
    assert one.read(6) == {"key": Entry(5, "uuid")} and one.read(1000) == {}


def test_files_that_nobody_needs_are_removed_and_locked_ones_are_kept(tmp_path: Path) -> None:
    place = tmp_path / "cache" / "orders"
    names = ("old", "held", "new")
    journals = {name: OrderJournal("", name, [place]) for name in names}
    for journal in journals.values():
        assert journal.lock()
    for journal in (journals["old"], journals["new"]):
        journal.release()
    for path in place.iterdir():
        os.utime(path, (0, 0))
    assert journals["new"].lock()
    assert len(list(place.iterdir())) == 2


def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    place = tmp_path / "cache" / "orders"
    place.mkdir(parents=True)
    place.chmod(0o777)
    place.parent.chmod(0o777)
    journal = OrderJournal("", "x", [place])
    (place / journal._name).write_text('{"key": [1, "forged"]}')
    assert journal.read(2) == {}
    with pytest.raises(OSError, match="is not private"):
        journal.lock()


def test_without_a_place_for_notes_it_is_ordered_with_a_warning(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(order_journal, "folders", lambda: [tmp_path / "file" / "orders"])
    outcome = present(simulator, a_side=ORIGINS["cloud-router"])
    assert outcome.changed and "cannot be noted on this machine" in outcome.warnings[0]
    # Where the API refuses a second order nothing has to be noted.
    assert present(simulator, name="another").warnings == []


def test_the_wait_for_another_task_is_bounded(simulator: Simulator) -> None:
    clock = JumpingClock()
    other = OrderJournal(simulator.url, "alibaba-fra-1")
    assert other.lock()
    with pytest.raises(ObjectError, match="is being ordered by another task on this machine"):
        present(simulator, clock, a_side=ORIGINS["cloud-router"], options=Options(wait_timeout=20))
    assert sum(clock.slept) == pytest.approx(20, abs=1) and simulator.orders == []
    other.release()
    assert present(simulator, clock, a_side=ORIGINS["cloud-router"]).changed


def test_a_refused_order_leaves_nothing_behind(simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", ORDERS, "status", status=403))
    clock = JumpingClock()
    with pytest.raises(ApiError):
        present(simulator, clock, a_side=ORIGINS["cloud-router"])
    assert present(simulator, clock, a_side=ORIGINS["cloud-router"]).changed and sum(clock.slept) < 2


def test_threads_of_one_process_hold_each_other_back(tmp_path: Path) -> None:
    place = tmp_path / "cache" / "orders"
    got: list[bool] = []
    journals = [OrderJournal("", "x", [place]) for _number in range(8)]
    threads = [threading.Thread(target=lambda journal=journal: got.append(journal.lock())) for journal in journals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got.count(True) == 1
