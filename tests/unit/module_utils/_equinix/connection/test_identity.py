# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Deciding about what is there, as properties of any input, and what this machine remembers of what it has removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._core.clock import seconds
from ansible_collections.interconnect.equinix.plugins.module_utils._core.data import money
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.apply import EnsurePresent
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.fields import applied, plan, shows
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.plan import Resolved, compare, emails_of
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.remove import EnsureAbsent
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.spec import ConnectionSpec, parse_spec
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.status import REQUESTED, status_of
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options
from hypothesis import given
from hypothesis import strategies as st

from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.support.clients import client
from tests.support.plays import ORIGINS, desired

TYPES = ("ALL", "all", "", "NOTIFICATION", "BANDWIDTH_ALERT", "CONNECTION_APPROVAL", "SOMETHING_NEW")
ADDRESSES = st.sampled_from([f"{name}@example.com" for name in ("a", "b", "C", "d")])
BLOCKS = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES), "emails": st.lists(ADDRESSES, max_size=3)}, optional={"sendInterval": st.just("1h")}
)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays."""
    with Simulator(provisioning=0, deprovisioning=0) as running:
        yield running


@given(st.lists(BLOCKS, max_size=4) | BLOCKS, st.lists(ADDRESSES, min_size=1, max_size=3, unique_by=str.casefold))
def test_a_change_of_notifications_keeps_all_others(blocks: Any, wanted: list[str]) -> None:
    connection = {"name": "x", "notifications": blocks}
    spec = ConnectionSpec(name="x", notifications=tuple(wanted))
    changes, rest = plan(spec, connection, compare(spec, connection, Resolved()))
    after = applied(connection, changes)
    others = [block for block in (blocks if isinstance(blocks, list) else [blocks]) if block["type"].upper() not in ("ALL", "")]
    assert rest == [] and all(shows(after, change) for change in changes)
    assert {mail.casefold() for mail in emails_of(after["notifications"])} == {mail.casefold() for mail in wanted}
    assert compare(spec, after, Resolved()) == []
    if changes:
        assert [block for block in changes[0].value if block["type"] != "ALL"] == others


@given(st.floats(0, 86400))
def test_seconds_have_no_digits_that_nobody_needs(value: float) -> None:
    said = seconds(value)
    assert "e" not in said or value < 0.001
    assert abs(float(said) - value) <= (0.5 if value >= 1 else 0.05)
    assert value < 1 or said.isdigit()


@given(st.integers(0, 10**9))
def test_money_is_never_rounded(cents: int) -> None:
    assert float(money(cents / 100)) == cents / 100 and "e" not in money(cents / 100)


def test_what_is_only_planned_is_requested() -> None:
    assert status_of({"uuid": None, "name": "x"}).phase == REQUESTED
    assert status_of({"uuid": "x", "operation": {"equinixStatus": "SOMETHING_NEW"}}).phase == "unknown"


@pytest.mark.parametrize(("kind", "status"), [("status", 403), ("empty", 404), ("empty", 410)])
@pytest.mark.parametrize("origin", ["port-dot1q", "cloud-router"])
def test_what_was_removed_right_after_its_order_is_gone(origin: str, kind: str, status: int, simulator: Simulator) -> None:
    simulator.settings.forgets_deleted = True
    options = desired(a_side=ORIGINS[origin])
    options["z_side"] = {"service_profile": "Alibaba Cloud Express Connect", **options["z_side"]}
    spec = parse_spec(options)
    api, _clock = client(simulator.url)
    first = EnsurePresent(api, spec, Options()).present().connection["uuid"]
    simulator.faults.append(Fault("GET", f"/fabric/v4/connections/{first}", kind, status=status, code="EQ-1", times=999))
    by_uuid = ConnectionSpec(uuid=first.upper())
    assert EnsureAbsent(api, by_uuid, Options()).absent().changed
    # The order that this machine has noted a short time ago is not looked for for ever.
    assert not EnsureAbsent(api, spec, Options()).absent().changed
    assert not EnsureAbsent(api, by_uuid, Options()).absent().changed
    second = EnsurePresent(api, spec, Options()).present()
    assert second.changed and second.connection["uuid"] != first
