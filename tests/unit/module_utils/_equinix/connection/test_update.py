# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes in place, pairs and spending limits, against the simulator without Ansible in between."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import (
    ApiError,
    InputError,
    WaitFailed,
    WaitTimeout,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options

from extensions.simulator import seed
from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.support.clients import JumpingClock
from tests.support.connections import ORDERS, absent, posts, present
from tests.support.plays import ACCOUNT, ORIGINS, PAIRS

NOBODY = "00000000-0000-4000-8000-000000000000"
CONNECTION = f"{ORDERS}/.*"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays."""
    with Simulator(provisioning=0, deprovisioning=0, accepting=0, changing=0) as running:
        yield running


def patches(simulator: Simulator, *, dry_run: bool = False) -> list[str]:
    """Return the paths that were patched, in order."""
    calls = [call for call in simulator.calls if call.method == "PATCH" and ("dryRun" in call.query) is dry_run]
    return [operation["path"] for call in calls for operation in call.body]


DEVICE: dict[str, Any] = {"virtual_device": "fra-edge", "interface_id": 5}
PATCHABLE: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "bandwidth": ({}, {"bandwidth": 500}, "/bandwidth"),
    "notifications": ({}, {"notifications": ["b@example.com", "a@example.com"]}, "/notifications"),
    "term": ({"order": {"term_length": 1}}, {"order": {"term_length": 12}}, "/order/termLength"),
    "vlan": ({}, {"a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 1005}}, "/aSide/accessPoint/linkProtocols"),
    "interface": ({"a_side": DEVICE}, {"a_side": {**DEVICE, "interface_id": 7}}, "/aSide/accessPoint"),
}


@pytest.mark.parametrize(("first", "then", "path"), PATCHABLE.values(), ids=PATCHABLE.keys())
def test_what_can_be_changed_is(first: dict[str, Any], then: dict[str, Any], path: str, simulator: Simulator) -> None:
    before = present(simulator, **first)
    spec = {**first, **then}
    rehearsed = present(simulator, **spec, options=Options(check=True))
    assert rehearsed.changed and rehearsed.validated_by == "dry_run" and patches(simulator) == []
    changed = present(simulator, **spec)
    assert changed.changed and patches(simulator) == [path]
    assert changed.before == before.after == rehearsed.before
    assert changed.after == rehearsed.after != changed.before
    assert not present(simulator, **spec).changed and patches(simulator) == [path]
    assert posts(simulator) == 1


def test_name_by_uuid(simulator: Simulator) -> None:
    uuid = present(simulator).connection["uuid"]
    assert present(simulator, uuid=uuid, name="renamed").after["name"] == "renamed"
    assert not present(simulator, uuid=uuid, name="renamed").changed
    assert len(simulator.orders) == 1


IMMUTABLE: dict[str, tuple[dict[str, Any], str]] = {
    "geo_scope": ({"geo_scope": "EU"}, "geo_scope (not set now, EU wanted)"),
    "metro": ({"z_side": {"metro_code": "LD"}}, "z_side.metro_code (FR now, LD wanted)"),
    "region": ({"z_side": {"seller_region": "x"}}, "z_side.seller_region (eu-central-1 now, x wanted)"),
    "account": ({"z_side": {"authentication_key": "9" * 16}}, "z_side.authentication_key (a secret, not shown)"),
    "po": ({"order": {"purchase_order_number": "PO-2"}}, "order.purchase_order_number (PO-1 now, PO-2 wanted)"),
    "reference": ({"order": {"customer_reference_number": "C-2"}}, "order.customer_reference_number (C-1 now, C-2 wanted)"),
    "project": ({"project_id": NOBODY}, f"project_id ({seed.PROJECT} now, {NOBODY} wanted)"),
    "priority": ({"redundancy": {"group": NOBODY}}, "redundancy.priority (PRIMARY now, SECONDARY wanted)"),
}
COMPLETE: dict[str, Any] = {
    "order": {"purchase_order_number": "PO-1", "customer_reference_number": "C-1", "term_length": 1},
    "project_id": seed.PROJECT,
    "z_side": {"metro_code": "FR", "seller_region": "eu-central-1", "authentication_key": ACCOUNT},
}


@pytest.mark.parametrize(("changes", "said"), IMMUTABLE.values(), ids=IMMUTABLE.keys())
@pytest.mark.parametrize("check", [False, True])
def test_what_cannot_be_changed_is_named_before_anything_is(
    changes: dict[str, Any], said: str, check: bool, simulator: Simulator
) -> None:
    present(simulator, **COMPLETE)
    with pytest.raises(InputError) as caught:
        # The bandwidth could be changed, but not alone.
        present(simulator, bandwidth=500, **changes, options=Options(check=check))
    assert said in str(caught.value) and "bandwidth" not in str(caught.value)
    assert len(simulator.mutating()) == 1 and patches(simulator, dry_run=True) == []


# For each origin: option, value ordered, the same in other words, another value.
COMMON: dict[str, tuple[Any, Any, Any]] = {
    "bandwidth": (200, 200, 500),
    "notifications": (["a@example.com", "b@example.com"], ["B@example.com", "a@example.com"], ["a@example.com"]),
    "geo_scope": ("EU", "EU", "UK"),
    "order.purchase_order_number": ("PO-1", "PO-1", "PO-2"),
    "order.customer_reference_number": ("C-1", "C-1", "C-2"),
    "order.term_length": (12, 12, 24),
    "z_side.service_profile": ("Alibaba Cloud Express Connect", seed.ALIBABA, None),
    "z_side.metro_code": ("FR", "fr", "LD"),
    "z_side.seller_region": ("eu-central-1", "EU-Central-1", "eu-west-1"),
    "z_side.authentication_key": (ACCOUNT, ACCOUNT, "9" * 16),
    "project_id": (seed.PROJECT, seed.PROJECT.upper(), NOBODY),
    "redundancy.priority": ("PRIMARY", "PRIMARY", None),
}
BY_ORIGIN: dict[str, dict[str, tuple[Any, Any, Any]]] = {
    "dot1q": {
        "a_side.port": ("FR-PRI-DOT1Q", seed.uid("FR-PRI-DOT1Q"), None),
        "a_side.vlan_tag": (1001, 1001, 1005),
    },
    "qinq": {
        "a_side.port": ("FR-PRI-QINQ", seed.uid("FR-PRI-QINQ").upper(), None),
        "a_side.vlan_s_tag": (1001, 1001, 1005),
        "a_side.vlan_c_tag": (1002, 1002, 1006),
    },
    "token": {"a_side.service_token": (seed.uid("alibaba-fra-token"), seed.uid("alibaba-fra-token").upper(), None)},
    "router": {"a_side.cloud_router": ("fra-router", seed.uid("fra-router"), None)},
    "device": {
        "a_side.virtual_device": ("fra-edge", seed.uid("fra-edge"), None),
        "a_side.interface_id": (5, 5, 7),
    },
}
CHANGEABLE = {"bandwidth", "notifications", "order.term_length", "a_side.vlan_tag", "a_side.interface_id"}
# Without its asset nothing else about the A-side can be said; one QINQ tag takes the other.
WITHOUT = {
    "a_side.port": ("a_side.vlan_tag", "a_side.vlan_s_tag", "a_side.vlan_c_tag"),
    "a_side.virtual_device": ("a_side.interface_id",),
    "a_side.vlan_s_tag": ("a_side.vlan_c_tag",),
    "a_side.vlan_c_tag": ("a_side.vlan_s_tag",),
}
CASES = [
    (origin, option, how)
    for origin, own in BY_ORIGIN.items()
    for option, values in {**COMMON, **own}.items()
    for how in ("not given", "equal", "different")
    # Another asset or profile is another connection, and another place in a pair takes another group: tested elsewhere.
    if how != "different" or values[2] is not None
]


def nested(flat: dict[str, Any]) -> dict[str, Any]:
    """Return options in the shape that the module takes."""
    result: dict[str, Any] = {}
    for option, value in flat.items():
        head, _dot, tail = option.partition(".")
        if tail:
            result.setdefault(head, {})[tail] = value
        else:
            result[head] = value
    return result


@pytest.mark.parametrize(("origin", "option", "how"), CASES)
def test_every_option_given_or_not_equal_or_different(origin: str, option: str, how: str, simulator: Simulator) -> None:
    values = {**COMMON, **BY_ORIGIN[origin]}
    ordered = {name: value[0] for name, value in values.items()}
    uuid = present(simulator, **nested(ordered)).connection["uuid"]
    spec = dict(ordered)
    if how == "not given":
        for name in (option, *WITHOUT.get(option, ())):
            spec.pop(name, None)
    else:
        spec[option] = values[option][1 if how == "equal" else 2]
    given = {"a_side": None, "notifications": None, "bandwidth": None, **nested(spec)}
    if how == "different" and option not in CHANGEABLE:
        with pytest.raises(InputError, match=option.replace(".", r"\.")):
            present(simulator, **given)
        assert len(simulator.mutating()) == 1
        return
    outcome = present(simulator, **given)
    assert outcome.connection["uuid"] == uuid
    assert outcome.changed is (how == "different")
    assert len(patches(simulator)) == (1 if how == "different" else 0)
    assert len(simulator.orders) == 1


# -- how changes go


def test_several_changes_one_after_the_other(simulator: Simulator) -> None:
    simulator.settings.changing = 0.05
    present(simulator, order={"term_length": 1})
    clock = JumpingClock(lambda _seconds: time.sleep(0.06))
    spec = {"bandwidth": 500, "notifications": ["x@example.com"], "order": {"term_length": 24}}
    assert present(simulator, clock, **spec).changed
    assert patches(simulator) == ["/notifications", "/order/termLength", "/bandwidth"]


def test_without_waiting_the_last_change_is_sent_only(simulator: Simulator) -> None:
    present(simulator)
    simulator.settings.changing = 3600
    clock = JumpingClock()
    outcome = present(simulator, clock, bandwidth=500, options=Options(wait=False))
    assert outcome.changed and clock.slept == [] and patches(simulator) == ["/bandwidth"]
    assert (outcome.before["bandwidth"], outcome.after["bandwidth"]) == (200, 500)


def test_a_stale_completed_does_not_count(simulator: Simulator) -> None:
    present(simulator)
    simulator.settings.changing = 3600
    with pytest.raises(WaitTimeout, match="The change of bandwidth to 500 .* is REQUESTED after") as caught:
        present(simulator, bandwidth=500)
    assert caught.value.last["bandwidth"] == 200


@pytest.mark.parametrize("outcome", ["FAILED", "REJECTED"])
def test_a_change_that_fails_ends_the_wait_with_the_reason(outcome: str, simulator: Simulator) -> None:
    present(simulator)
    simulator.settings.change_outcome = outcome
    clock = JumpingClock()
    with pytest.raises(WaitFailed, match=f"bandwidth to 500 .* is {outcome}, Decided by the provider"):
        present(simulator, clock, bandwidth=500)
    assert len(clock.slept) <= 1


def test_a_change_that_awaits_approval_is_reported(simulator: Simulator) -> None:
    present(simulator)
    simulator.settings.change_outcome = "SUBMITTED_FOR_APPROVAL"
    outcome = present(simulator, bandwidth=500, notifications=["x@example.com"])
    assert outcome.changed and patches(simulator) == ["/notifications"]
    assert "notifications was submitted for the provider's approval" in outcome.warnings[0]
    assert "bandwidth could not be changed yet" in outcome.warnings[0]


@pytest.mark.parametrize("kind", ["status", "cut", "empty", "half_json"])
@pytest.mark.parametrize("took_effect", [False, True])
def test_a_change_whose_answer_was_lost_comes_about_once(kind: str, took_effect: bool, simulator: Simulator) -> None:
    present(simulator)
    simulator.faults.append(Fault("PATCH", CONNECTION, kind, took_effect=took_effect))
    outcome = present(simulator, bandwidth=500)
    assert outcome.changed and outcome.connection["bandwidth"] == 500
    assert len(list(simulator.world.living())) == 1


def test_a_profile_that_does_not_let_the_bandwidth_change(simulator: Simulator) -> None:
    present(simulator)
    simulator.world.assets["serviceProfiles"][0]["accessPointTypeConfigs"][0]["allowBandwidthUpgrade"] = False
    for check in (True, False):
        with pytest.raises(InputError, match="bandwidth 50 differs from the 200 Mbps .* does not let it change"):
            present(simulator, bandwidth=50, options=Options(check=check))
    assert patches(simulator) == []


@pytest.mark.parametrize(
    ("first", "then", "sentence"),
    [
        ({}, {"bandwidth": 300}, "bandwidth 300 is not sold by"),
        ({}, {"a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 100}}, "vlan_tag 100 is in use"),
        ({"a_side": DEVICE}, {"a_side": {**DEVICE, "interface_id": 3}}, "interface_id 3 is not free"),
        ({}, {"order": {"term_length": 6}}, "term_length 6 is not offered"),
    ],
)
def test_changes_that_cannot_succeed(first: dict[str, Any], then: dict[str, Any], sentence: str, simulator: Simulator) -> None:
    present(simulator, **first)
    with pytest.raises(InputError, match=sentence):
        present(simulator, **{**first, **then})
    assert patches(simulator) == []


def test_dry_runs_that_the_api_refuses(simulator: Simulator) -> None:
    present(simulator)
    simulator.settings.dry_run = False
    simulator.faults.append(Fault("PATCH", CONNECTION, "status", status=403))
    with pytest.raises(ApiError, match="Cannot check the change of /bandwidth"):
        present(simulator, bandwidth=500, options=Options(check=True))


# -- pairs

SECOND: dict[str, Any] = {"name": "alibaba-fra-2", "redundancy": {"priority": "SECONDARY", "primary": "alibaba-fra-1"}}


@pytest.mark.parametrize(("first", "second"), PAIRS.values(), ids=PAIRS.keys())
def test_a_pair(first: dict[str, Any], second: dict[str, Any], simulator: Simulator) -> None:
    primary = present(simulator, a_side=first)
    spec = {**SECOND, "a_side": second}
    assert present(simulator, **spec, options=Options(check=True)).validated_by == "dry_run"
    secondary = present(simulator, **spec)
    assert secondary.connection["redundancy"] == {"group": primary.connection["redundancy"]["group"], "priority": "SECONDARY"}
    assert secondary.after["redundancy"]["priority"] == "SECONDARY" and "redundancy" not in primary.after
    calls = len(simulator.calls)
    assert not present(simulator, **spec).changed
    assert len(simulator.calls) - calls <= 3
    group = primary.connection["redundancy"]["group"]
    assert not present(simulator, **{**spec, "redundancy": {"group": group}}).changed
    by_uuid = {"primary": primary.connection["uuid"]}
    assert not present(simulator, **{**spec, "redundancy": by_uuid}).changed
    assert len(simulator.orders) == 2
    assert absent(simulator, **spec).changed and absent(simulator, a_side=first).changed


def test_a_secondary_is_checked_before_its_primary_exists(simulator: Simulator) -> None:
    planned = present(simulator, **SECOND, a_side=PAIRS["port"][1], options=Options(check=True))
    assert planned.changed and planned.validated_by == "local"
    assert "does not exist yet" in planned.warnings[0]


BAD_PAIRS: dict[str, tuple[dict[str, Any], str]] = {
    "alone": ({"redundancy": {"priority": "SECONDARY"}}, "SECONDARY stands alone"),
    "both": ({"redundancy": {"primary": "x", "group": NOBODY}}, "exclude each other"),
    "primary-with-primary": (
        {"redundancy": {"priority": "PRIMARY", "primary": "alibaba-fra-1"}},
        "goes with a secondary connection only",
    ),
    "group-malformed": ({"redundancy": {"group": "mine"}}, "is not a UUID"),
    "itself": ({"name": "x", "redundancy": {"primary": "x"}}, "is the connection itself"),
    "primary-missing": ({"redundancy": {"primary": "nope"}}, "'nope' is no connection"),
    "group-missing": ({"redundancy": {"group": NOBODY}}, "has no primary connection"),
    "under-a-secondary": ({"redundancy": {"primary": "alibaba-fra-2"}}, "is itself the secondary"),
    "third": ({"redundancy": {"primary": "alibaba-fra-1"}}, "has its secondary connection already, 'alibaba-fra-2'"),
    "primary-port": (
        {"a_side": {"port": "FR-PRI-DOT1Q", "vlan_tag": 7}, "redundancy": {"primary": "alibaba-fra-1"}},
        "is a primary port",
    ),
    "secondary-port": (
        {"a_side": {"port": "FR-SEC-DOT1Q", "vlan_tag": 7}, "redundancy": {"priority": "PRIMARY"}},
        "is a secondary port",
    ),
}


@pytest.mark.parametrize(("changes", "sentence"), BAD_PAIRS.values(), ids=BAD_PAIRS.keys())
def test_bad_pairs(changes: dict[str, Any], sentence: str, simulator: Simulator) -> None:
    present(simulator)
    present(simulator, **SECOND, a_side=PAIRS["port"][1])
    spec = {"name": "alibaba-fra-3", "a_side": {"port": "FR-SEC-DOT1Q", "vlan_tag": 1003}, **changes}
    with pytest.raises(InputError, match=sentence):
        present(simulator, **spec)
    assert len(simulator.mutating()) == 2


# -- spending limits, boundary, project

LIMITS: dict[str, tuple[dict[str, Any], str]] = {
    "above": ({"amount": 99.99, "currency": "USD"}, "below the price of connection 'alibaba-fra-1', 100 USD a month"),
    "currency": ({"amount": 900, "currency": "EUR"}, "which is 100 USD a month; give the limit in that currency"),
    "no-currency": ({"amount": 900}, "max_monthly_charge.currency is missing"),
    "no-amount": ({"currency": "USD"}, "is no amount"),
    "negative": ({"amount": -1, "currency": "USD"}, "is no amount"),
    "not-a-number": ({"amount": float("nan"), "currency": "USD"}, "is no amount"),
}


@pytest.mark.parametrize(("limit", "sentence"), LIMITS.values(), ids=LIMITS.keys())
@pytest.mark.parametrize("check", [False, True])
def test_orders_beyond_the_limit(limit: dict[str, Any], sentence: str, check: bool, simulator: Simulator) -> None:
    with pytest.raises(InputError, match=sentence):
        present(simulator, max_monthly_charge=limit, options=Options(check=check))
    assert simulator.mutating() == []


@pytest.mark.parametrize("a_side", ORIGINS.values(), ids=ORIGINS.keys())
def test_orders_within_the_limit(a_side: dict[str, Any], simulator: Simulator) -> None:
    outcome = present(simulator, a_side=a_side, max_monthly_charge={"amount": 100, "currency": "usd"})
    assert outcome.changed and outcome.price is not None and outcome.price["monthly"] == 100


def test_no_price_is_a_refusal(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seed, "PRICES", {})
    with pytest.raises(InputError, match="the price list has no price for connection"):
        present(simulator, max_monthly_charge={"amount": 900, "currency": "USD"})
    assert simulator.mutating() == []


def test_a_change_keeps_to_the_limit_too(simulator: Simulator) -> None:
    present(simulator)
    limit = {"amount": 150, "currency": "USD"}
    assert not present(simulator, max_monthly_charge=limit).changed
    with pytest.raises(InputError, match="180 USD a month"):
        present(simulator, bandwidth=500, max_monthly_charge=limit)
    assert patches(simulator) == []
    assert present(simulator, bandwidth=50, max_monthly_charge=limit).changed


def test_a_boundary_that_the_metro_is_not_in(simulator: Simulator) -> None:
    with pytest.raises(InputError, match="geo_scope UK does not hold metro FR; choose EU, or leave it out"):
        present(simulator, geo_scope="UK")
    assert simulator.mutating() == []


@pytest.mark.parametrize("origin", ["port-dot1q", "cloud-router"])
def test_names_are_looked_for_in_the_project(origin: str, simulator: Simulator) -> None:
    with pytest.raises(InputError, match="that these credentials can see"):
        present(simulator, a_side=ORIGINS[origin], project_id=NOBODY)
    outcome = present(simulator, a_side=ORIGINS[origin], project_id=seed.PROJECT)
    assert outcome.connection["project"] == {"projectId": seed.PROJECT}
