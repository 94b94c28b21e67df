# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Equinix locks for maintenance is not touched, and everybody is told so; what is only announced is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import InputError, ObjectError
from ansible_collections.interconnect.equinix.plugins.module_utils._core.resource import RunOptions
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.status import REQUESTED, UNKNOWN, status_of
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.maintenance import maintenance_of
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.routing_protocol.apply import Routing
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.routing_protocol.plan import read_bgp, read_direct
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.view import view_of
from ansible_collections.interconnect.equinix.plugins.plugin_utils.both_ends import both_ends
from ansible_collections.interconnect.equinix.plugins.plugin_utils.connection_table import table_of
from ansible_collections.interconnect.equinix.plugins.plugin_utils.express_connect import known, removal
from ansible_collections.interconnect.equinix.plugins.plugin_utils.fleet_strays import strays, unpurged

from extensions.simulator import seed
from extensions.simulator.server import Simulator
from tests.support.clients import client
from tests.support.connections import absent, present
from tests.support.fleets import bring, item, on_port
from tests.support.plays import ORIGINS
from tests.support.report_rows import connection

IN_WORDS = "locked by Equinix for maintenance (in progress)"
STATES = {
    "SCHEDULED": "scheduled",
    "IN_PROGRESS": "in progress",
    "POSTPONED": "postponed",
    "DEFERRED": "deferred",  # until 4.33
    "COMPLETED": "",
    "CANCELLED": "",
    "": "",
    "\x1b[31mred": "",
}
CHECKS = pytest.mark.parametrize("check", [True, False], ids=["check", "real"])


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays."""
    with Simulator(provisioning=0, deprovisioning=0, accepting=0, changing=0) as running:
        yield running


def locked(number: int, state: str = "IN_PROGRESS", *, lock: bool = True) -> dict[str, Any]:
    """Return a connection as a result shows it, with maintenance."""
    row = connection(number)
    row["operation"] = {**row["operation"], "lock_enabled": lock, "maintenance_status": state}
    return row


@pytest.mark.parametrize(("state", "words"), STATES.items())
@pytest.mark.parametrize("keys", [("maintenanceStatus", "lockEnabled"), ("maintenance_status", "lock_enabled")])
def test_every_state_of_a_maintenance_in_words(state: str, words: str, keys: tuple[str, str]) -> None:
    told = {
        value: str(maintenance_of({"operation": dict(zip(keys, (state, value), strict=True))})) for value in (True, False, None)
    }
    assert told[True] == f"locked by Equinix for maintenance{f' ({words})' if words else ''}"
    assert told[False] == told[None] == (f"maintenance {words}" if words else "")
    assert not any(maintenance_of(row).locked for row in ({}, {"operation": None}, {"operation": {keys[1]: "true"}}))


def test_the_lock_is_part_of_what_a_status_says(simulator: Simulator) -> None:
    present(simulator)
    simulator.settings.locked = ("alibaba-fra-1",)
    again = present(simulator)
    assert not again.changed and f" It is {IN_WORDS}, and can be neither" in status_of(again.connection).description


CHANGES = {
    "bandwidth": {"bandwidth": 500},
    "term": {"order": {"term_length": 12}},
    "addresses": {"notifications": ["x@example.com"]},
    "vlan": {"a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 1009}},
    "by uuid": {"name": "renamed"},
}


@CHECKS
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_locked_connection_is_not_changed(change: dict[str, Any], check: bool, simulator: Simulator) -> None:
    uuid = present(simulator, order={"term_length": 1}).connection["uuid"]
    simulator.settings.locked = (uuid,)
    sent = len(simulator.mutating())
    with pytest.raises(ObjectError) as caught:
        present(simulator, uuid=uuid, **change, options=Options(check=check))
    (option,) = change
    assert f"({uuid}) is {IN_WORDS}, so it was not changed ({option}" in str(caught.value)
    assert caught.value.last["uuid"] == uuid and len(simulator.mutating()) == sent
    simulator.settings.locked = ()
    assert present(simulator, uuid=uuid, **change, options=Options(check=check)).changed


@CHECKS
def test_a_locked_connection_is_not_removed(check: bool, simulator: Simulator) -> None:
    present(simulator)
    simulator.settings.locked = ("alibaba-fra-1",)
    with pytest.raises(ObjectError, match="is locked by Equinix .* so it was not removed; run again when that is over"):
        absent(simulator, options=Options(check=check))
    assert len(simulator.mutating()) == 1
    simulator.settings.locked = ()
    assert absent(simulator, options=Options(check=check)).changed


def test_a_removal_that_the_provider_has_begun_is_waited_for(simulator: Simulator) -> None:
    uuid = present(simulator).connection["uuid"]
    simulator.accept(uuid)
    simulator.terminate(uuid)
    simulator.settings.locked = (uuid,)
    absent(simulator, options=Options(provider_initiated=True))
    assert list(simulator.world.living()) == []


@CHECKS
@pytest.mark.parametrize("state", ["IN_PROGRESS", "SCHEDULED", "POSTPONED"])
def test_nothing_is_ordered_from_a_locked_port(state: str, check: bool, simulator: Simulator) -> None:
    simulator.settings.locked, simulator.settings.maintenance = ("FR-PRI-DOT1Q",), state
    with pytest.raises(InputError, match="a_side.port 'FR-PRI-DOT1Q' is locked by Equinix .* or use another port") as caught:
        present(simulator, options=Options(check=check))
    assert f"({STATES[state]})" in str(caught.value) and simulator.mutating() == []
    assert present(simulator, a_side=ORIGINS["port-qinq"], options=Options(check=check)).changed


@CHECKS
def test_a_locked_port_gives_no_other_vlan(check: bool, simulator: Simulator) -> None:
    present(simulator)
    simulator.settings.locked = (seed.uid("FR-PRI-DOT1Q"),)
    with pytest.raises(ObjectError, match="Port 'FR-PRI-DOT1Q' of connection .* so a_side.vlan_tag was not changed to 1009"):
        present(simulator, a_side={"port": "FR-PRI-DOT1Q", "vlan_tag": 1009}, options=Options(check=check))
    assert len(simulator.mutating()) == 1
    assert present(simulator, bandwidth=500, options=Options(check=check)).changed


@CHECKS
def test_routing_of_a_locked_connection_is_left_alone(check: bool, simulator: Simulator) -> None:
    ordered = present(simulator, a_side=ORIGINS["cloud-router"]).connection
    direct = read_direct({"equinix_iface_ipv4": "192.0.2.1/30"})
    bgp = read_bgp({"customer_asn": 64512, "customer_peer_ipv4": "192.0.2.2"})

    def routing(*, really: bool = False) -> Routing:
        api, _clock = client(simulator.url)
        row = api.connection(ordered["uuid"])
        assert row
        return Routing(api, row, "alibaba-fra-1", RunOptions(check=check and not really))

    simulator.settings.locked = (ordered["uuid"],)
    with pytest.raises(ObjectError, match="is locked by Equinix .* so its routing was not changed"):
        routing().present(direct, bgp)
    assert not routing().absent(direct=True, bgp=True).changed
    simulator.settings.locked = ()
    assert routing(really=True).present(direct, bgp).changed
    sent = len(simulator.mutating())
    simulator.settings.locked = (ordered["uuid"],)
    assert not routing().present(direct, bgp).changed
    with pytest.raises(ObjectError, match="so its routing was not changed"):
        routing().present(None, read_bgp({"enabled": False}))
    with pytest.raises(ObjectError, match="so its routing was not removed"):
        routing().absent(direct=True, bgp=True)
    assert len(simulator.mutating()) == sent


# -- many at once


@CHECKS
def test_in_a_fleet_what_is_locked_fails_alone(check: bool, simulator: Simulator) -> None:
    bring(simulator, [on_port(number) for number in range(4)])
    simulator.settings.locked = ("fleet-0", "fleet-1", "fleet-2")
    sent = len(simulator.mutating())
    rows = [on_port(0, bandwidth=200), on_port(1, state="absent"), on_port(2), on_port(3, bandwidth=200)]
    done = bring(simulator, rows, Options(check=check))
    assert done["summary"] == {"created": 0, "updated": 1, "unchanged": 1, "deleted": 0, "failed": 2}
    told = [row["msg"] for row in done["results"]]
    assert f"{IN_WORDS}, so it was not changed (bandwidth to 200)" in told[0] and f"{IN_WORDS}, so it was not removed" in told[1]
    assert [row["connection"]["name"] for row in done["results"][:2]] == ["fleet-0", "fleet-1"]
    assert len(simulator.mutating()) == sent + (not check)


@CHECKS
def test_a_locked_secondary_keeps_its_primary(check: bool, simulator: Simulator) -> None:
    bring(simulator, [item("p"), item("s", redundancy={"primary": "p"}), item("other")])
    simulator.settings.locked = ("s",)
    done = bring(simulator, [item(name, state="absent") for name in ("p", "s", "other")], Options(check=check))
    assert done["summary"]["failed"] == 2 and done["summary"]["deleted"] == 1
    told = [row["msg"] for row in done["results"]]
    assert "connection 's' has to come first and failed" in told[0] and "so it was not removed" in told[1]
    assert check or [row.row["name"] for row in simulator.world.living()] == ["p", "s"]


@CHECKS
def test_one_order_from_a_locked_port_is_told_before_any_is_sent(check: bool, simulator: Simulator) -> None:
    bring(simulator, [item("there")])
    simulator.settings.locked = ("FR-PRI-DOT1Q", "there")
    sent = len(simulator.mutating())
    rows = [on_port(0), item("new"), item("there", bandwidth=200)]
    told = [row["msg"] for row in bring(simulator, rows, Options(check=check))["results"]]
    assert "locked by Equinix" in told[0] and "something is wrong with another" in told[1]
    # What fails by itself is told although nothing was begun.
    assert "so it was not changed (bandwidth to 200)" in told[2] and len(simulator.mutating()) == sent


def test_what_is_locked_is_not_purged() -> None:
    row = {
        **connection(1),
        "project": {"project_id": "p-1"},
        "operation": {"lock_enabled": True, "maintenance_status": "POSTPONED"},
        "status": {"phase": "requested"},
    }
    found = strays([row], [], [], "p-1", [row])
    reason = "it is locked by Equinix for maintenance (postponed), run again when that is over"
    assert [item["kept"] for item in found] == [reason] and reason in unpurged(found)[0]
    row["operation"] = {"lock_enabled": False}
    assert [item["kept"] for item in strays([row], [], [], "p-1", [row])] == [""]


@pytest.mark.parametrize("phase", ["active", "pending_approval", "failed", "deprovisioning"])
def test_nothing_of_a_locked_connection_is_removed_at_alibaba(phase: str) -> None:
    row = {**locked(2), "status": {"phase": phase}}
    items = known([{"connections": [row]}], [row["name"]])
    how: dict[str, Any] = {"alibaba": False, "must_exist": True, "provider_initiated": False, "pairs": [], "names": []}
    (told,) = removal(items, **how)
    said = f"Connection '{row['name']}' ({row['uuid']}) is {IN_WORDS}, so nothing was removed; run again when that is over."
    assert told["problem"] == ("" if phase == "deprovisioning" else said)


# -- what is shown


def test_a_table_marks_what_is_locked() -> None:
    lines = table_of([locked(0), locked(1, "SCHEDULED", lock=False), connection(2)])
    marked = [line for line in lines[1:4] if "*" in line]
    assert len(marked) == 1 and locked(0)["name"] in marked[0]
    assert "* 1 locked by Equinix for maintenance: neither changed nor removed until that is over" in lines
    assert "*" not in "".join(table_of([connection(0)]))


def test_one_connection_tells_its_maintenance() -> None:
    assert both_ends(locked(0))["fabric"]["maintenance"] == IN_WORDS
    assert both_ends(locked(0, "POSTPONED", lock=False))["fabric"]["maintenance"] == "maintenance postponed"
    assert both_ends(connection(0))["fabric"]["maintenance"] == ""


def test_a_report_tells_of_every_maintenance() -> None:
    rows = [locked(0), locked(1, "SCHEDULED", lock=False), locked(2, "CANCELLED", lock=False)]
    view = view_of(rows)
    waits = {row["state"]: row["names"] for row in view["waiting"]}
    assert waits["Locked for maintenance"] == (f"{rows[0]['name']} (in progress)",)
    assert waits["Maintenance"] == (f"{rows[1]['name']} (scheduled)",)
    assert any(text.startswith("Locked for maintenance: ") and "Equinix: nothing to do" in text for text in view["sentences"])
    shown = {line["name"]: line["equinix"] for place in view["places"] for line in place["lines"]}
    assert shown[rows[0]["name"]].endswith(", locked") and not shown[rows[1]["name"]].endswith(", locked")


# -- what the provider says before anybody can approve


@pytest.mark.parametrize("provider", ["QUOTING", "ORDERING"])
@pytest.mark.parametrize("equinix", ["PROVISIONING", "PROVISIONED", "PENDING_INTERFACE_CONFIGURATION"])
def test_a_provider_that_quotes_has_the_request_before_it(equinix: str, provider: str) -> None:
    status = status_of({"state": "PROVISIONING", "operation": {"equinixStatus": equinix, "providerStatus": provider}})
    assert status.phase == REQUESTED


def test_a_connection_that_is_quoted_is_waited_for_without_a_warning(simulator: Simulator) -> None:
    uuid = present(simulator, options=Options(wait=False)).connection["uuid"]
    simulator.set_states(uuid, "PROVISIONING", "PROVISIONED", "QUOTING")
    seen = present(simulator, options=Options(wait=False))
    assert not seen.changed and status_of(seen.connection).phase == REQUESTED != UNKNOWN and seen.warnings == []
