# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values that lead elsewhere, and numbers that are none: one sentence, before anything is sent."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba import module as alibaba_module
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import (
    ApiError,
    InputError,
    Interrupted,
    named_calls,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._core.settings import (
    Settings,
    check_settings,
    check_wait_timeout,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix import listing
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.api import Equinix
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.assets import found_by_uuid
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.bulk import refused
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.conflicts import (
    failure_of,
    label_of,
    read_items,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.spec import (
    ConnectionSpec,
    check_metro_code,
    parse_spec,
)

from extensions.simulator import seed
from extensions.simulator.server import Simulator
from tests.support.clients import client
from tests.support.plays import desired

ELSEWHERE = ["../connections/{}", "..", ".", "{}/../x", "{}?x=1", "{}#x", "%2e%2e", "a b", "{}\n", "a/b"]
UUID = seed.uid("FR-PRI-DOT1Q")


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays."""
    with Simulator(provisioning=0) as running:
        yield running


@pytest.mark.parametrize("text", ELSEWHERE)
def test_no_option_leads_to_another_place(text: str, simulator: Simulator) -> None:
    api, _clock = client(simulator.url)
    bad = text.format(UUID)
    looks: list[Callable[[], Any]] = [
        lambda: listing.connections(api, {"uuid": bad}),
        lambda: listing.ports(api, {"uuid": bad}),
        lambda: listing.cloud_routers(api, {"uuid": bad}),
        lambda: listing.devices(api, {"uuid": bad}),
        lambda: found_by_uuid(api.service_token, bad),
        lambda: found_by_uuid(api.service_profile, bad),
        lambda: check_metro_code("code", bad),
        lambda: parse_spec({**desired(), "z_side": {"metro_code": bad}}),
    ]
    for look in looks:
        with pytest.raises(InputError):
            look()
    assert simulator.calls == []


@pytest.mark.parametrize("text", ELSEWHERE)
def test_nothing_that_an_api_gives_leads_to_another_place(text: str, simulator: Simulator) -> None:
    api: Equinix
    api, _clock = client(simulator.url)
    bad = text.format(UUID)
    calls: list[Callable[[], Any]] = [
        *(partial(look, bad) for look in (api.port, api.cloud_router, api.device, api.service_token, api.service_profile)),
        *(partial(look, bad) for look in (api.metro, api.connection, api.delete_connection, api.device_interfaces)),
        lambda: list(api.port_link_protocols(bad)),
        lambda: list(api.routing_protocols(bad)),
        lambda: api.change_connection(bad, [{"op": "replace", "path": "/name", "value": "x"}]),
        lambda: api.routing_protocol(UUID, bad),
        lambda: api.delete_routing_protocol(UUID, bad),
        lambda: api.create_routing_protocol(bad, {"type": "BGP"}),
        lambda: api.replace_routing_protocol(UUID, bad, {"type": "BGP"}),
        lambda: api.change_routing_protocol(UUID, bad, []),
    ]
    for call in calls:
        with pytest.raises(ApiError, match="is no identifier"):
            call()
    assert simulator.calls == []


@pytest.mark.parametrize(
    "region", ["evil.com/x", "eu-central-1.evil.com#", "eu_central", "..", "EU-CENTRAL-1", "eu-central-1:80", "x"]
)
def test_a_region_is_no_host(region: str) -> None:
    params = {
        "region": region,
        "access_key_id": "id",
        "access_key_secret": "secret",
        "security_token": None,
        "api_endpoint": None,
    }
    with pytest.raises(InputError, match="is no region of Alibaba Cloud"):
        alibaba_module.connect(params)


NUMBERS: dict[str, list[float]] = {
    "timeout": [math.nan, math.inf, -math.inf, 0, -1, 1e400, 1e9],
    "retries": [-1, 10**9, 101],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in NUMBERS.items() for value in values])
def test_numbers_that_are_none(name: str, value: Any) -> None:
    with pytest.raises(InputError, match=f"api_{name} .* (is not a time|is out of range)"):
        check_settings(Settings("https://api.equinix.com", **{name: value}))


@pytest.mark.parametrize("seconds", [-1, 10**12, 86401])
def test_waits_that_are_none(seconds: int) -> None:
    with pytest.raises(InputError, match="wait_timeout .* is out of range"):
        check_wait_timeout(seconds)


@pytest.mark.parametrize("amount", [math.nan, math.inf, -math.inf, -1.0, None])
def test_limits_that_are_none(amount: Any) -> None:
    with pytest.raises(InputError, match="max_monthly_charge.amount"):
        parse_spec({**desired(), "z_side": {"metro_code": "FR"}, "max_monthly_charge": {"amount": amount, "currency": "USD"}})


def test_a_sentence_has_room_for_so_many_calls_and_says_how_many_more() -> None:
    sent = [f"order connection 'alibaba-fra-{number:04}'" for number in range(72)]
    stopped = Interrupted("SIGTERM", sent)
    assert stopped.as_dict()["sent"] == sent
    told = str(stopped).count("order connection")
    assert f", and {72 - told} more calls (72 in all, named in the result's error.sent)" in str(stopped) and 10 < told < 72
    assert "run the task again on the same machine" in str(stopped) and "..." not in str(stopped)
    assert named_calls(sent[:2]) == "order connection 'alibaba-fra-0000', and to order connection 'alibaba-fra-0001'"


def test_names_in_results_are_one_short_line() -> None:
    name = "\x1b[31mred\n" + "x" * 100_000
    assert len(label_of(0, ConnectionSpec(name=name))) <= 80 and label_of(0, ConnectionSpec(name=name)).isprintable()
    (item,), wrong = read_items([{"name": name, "state": "present", "provider_initiated": False}], None)
    (result,) = refused([item], wrong)
    shown = result.as_dict()
    assert len(shown["name"]) <= 80 and len(failure_of([result])) < 4000
    assert failure_of([result]).isprintable() and shown["msg"].isprintable()
