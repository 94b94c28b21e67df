# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Routing on a connection from a cloud router, against the simulator without Ansible in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import ApiError, InputError, WaitTimeout
from ansible_collections.interconnect.equinix.plugins.module_utils._core.resource import RunOptions
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.api import Equinix
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.routing_protocol.apply import Routing, RoutingOutcome
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.routing_protocol.plan import (
    bgp_body,
    enabling,
    read_bgp,
    read_direct,
    settings_of,
)
from hypothesis import given
from hypothesis import strategies as st

from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.contract.sdk import unknown_keys
from tests.support.clients import JumpingClock, client
from tests.support.connections import present as order
from tests.support.plays import ORIGINS
from tests.support.strategies import JSON

DIRECT = {"equinix_iface_ipv4": "192.0.2.1/30", "equinix_iface_ipv6": "2001:db8::1/126"}
BGP = {"customer_asn": 64512, "customer_peer_ipv4": "192.0.2.2", "customer_peer_ipv6": "2001:db8::2"}
PATH = "/fabric/v4/connections/.*/routingProtocols"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator with one connection from a cloud router."""
    with Simulator(provisioning=0, deprovisioning=0, changing=0) as running:
        order(running, a_side=ORIGINS["cloud-router"])
        running.calls.clear()
        yield running


def routing(simulator: Simulator, clock: JumpingClock | None = None, **options: Any) -> Routing:
    """Return what configures the connection."""
    api: Equinix
    # Only silence is to be noticed soon: on a busy machine an answer may take its time.
    silent = any(fault.kind == "silence" for fault in simulator.faults)
    api, _clock = client(simulator.url, clock, timeout=0.3 if silent else 10)
    connection = api.connection(next(iter(simulator.connections)))
    assert connection
    return Routing(api, connection, "alibaba-fra-1", RunOptions(**options))


def present(simulator: Simulator, direct: Any = None, bgp: Any = None, **options: Any) -> RoutingOutcome:
    """Configure once."""
    clock = options.pop("clock", None)
    return routing(simulator, clock, **options).present(read_direct(direct), read_bgp(bgp))


def sent(simulator: Simulator) -> list[tuple[str, str]]:
    """Return method and type of what was sent to change something."""
    return [
        (call.method, (call.body or {}).get("type", "") if isinstance(call.body, dict) else "") for call in simulator.mutating()
    ]


def test_direct_before_bgp_and_bgp_away_before_direct(simulator: Simulator) -> None:
    rehearsed = present(simulator, DIRECT, BGP, check=True)
    assert rehearsed.changed and simulator.mutating() == []
    first = present(simulator, DIRECT, BGP)
    assert first.changed and sent(simulator) == [("POST", "DIRECT"), ("POST", "BGP")]
    assert first.after == rehearsed.after and first.before == {}
    assert [row["state"] for row in first.protocols] == ["PROVISIONED", "PROVISIONED"]
    assert not present(simulator, DIRECT, BGP).changed
    assert len(simulator.mutating()) == 2

    assert routing(simulator, check=True).absent(direct=True, bgp=True).changed
    assert len(simulator.mutating()) == 2
    gone = routing(simulator).absent(direct=True, bgp=True)
    assert gone.changed and gone.protocols == [] and gone.after == {}
    removed = [call.path.rpartition("/")[2] for call in simulator.mutating()[2:]]
    assert removed == [row["uuid"] for row in reversed(first.protocols)]
    assert not routing(simulator).absent(direct=True, bgp=True).changed


def test_the_sdk_reads_what_the_simulator_answers(simulator: Simulator) -> None:
    from equinix.services.fabricv4.models.get_response import GetResponse

    present(simulator, DIRECT, {**BGP, "auth_key": "secret", "bfd": {"enabled": True, "interval": 100}})
    uuid = next(iter(simulator.connections))
    api, _clock = client(simulator.url)
    rows = list(api.routing_protocols(uuid))
    model = GetResponse.from_dict({"pagination": {"limit": 20, "total": 2}, "data": rows})
    assert list(unknown_keys(model)) == []


def test_enabled_goes_by_patch_and_the_rest_by_replacing(simulator: Simulator) -> None:
    present(simulator, DIRECT, BGP)
    off = present(simulator, bgp={"enabled": False})
    assert off.changed and sent(simulator)[2:] == [("PATCH", "")]
    assert [row["bgpIpv4"]["enabled"] for row in off.protocols if row["type"] == "BGP"] == [False]
    assert not present(simulator, bgp={"enabled": False}).changed
    changed = present(simulator, bgp={"outbound_as_prepend_count": 3, "inbound_med": 0})
    assert changed.changed and sent(simulator)[3:] == [("PUT", "BGP")]
    bgp = changed.protocols[1]
    # What was not given stays: off, and the neighbours.
    assert bgp["bgpIpv4"]["enabled"] is False and bgp["bgpIpv6"]["customerPeerIp"] == "2001:db8::2"
    assert bgp["bgpIpv4"]["inboundMED"] == 0
    assert not present(simulator, DIRECT, {**BGP, "outbound_as_prepend_count": 3}).changed
    moved = present(simulator, {"equinix_iface_ipv4": "192.0.2.1/29"})
    assert moved.changed and sent(simulator)[4:] == [("PUT", "DIRECT")]
    assert moved.before["direct"]["equinix_iface_ipv4"] == "192.0.2.1/30"


def test_spellings_of_one_address_are_equal(simulator: Simulator) -> None:
    present(simulator, {"equinix_iface_ipv6": "2001:db8::1/126"}, {"customer_asn": 1, "customer_peer_ipv6": "2001:db8::2"})
    again = present(
        simulator, {"equinix_iface_ipv6": "2001:0DB8:0::1/126"}, {"customer_asn": 1, "customer_peer_ipv6": "2001:DB8::0002"}
    )
    assert not again.changed


def test_a_key_is_changed_where_it_is_shown_and_never_shown(simulator: Simulator) -> None:
    first = present(simulator, DIRECT, {**BGP, "auth_key": "canary-1"})
    assert "canary-1" not in f"{first.before}{first.after}"
    assert not present(simulator, bgp={"auth_key": "canary-1"}).changed
    assert present(simulator, bgp={"auth_key": "canary-2"}).changed
    assert "canary" not in repr(read_bgp({**BGP, "auth_key": "canary-3"}))


def test_only_bgp_can_go(simulator: Simulator) -> None:
    present(simulator, DIRECT, BGP)
    with pytest.raises(InputError, match="direct cannot be removed while BGP runs over it"):
        routing(simulator).absent(direct=True, bgp=False)
    assert [row["type"] for row in routing(simulator).absent(direct=False, bgp=True).protocols] == ["DIRECT"]
    assert routing(simulator).absent(direct=True, bgp=False).changed


def test_waits_for_each_step(simulator: Simulator) -> None:
    simulator.settings.changing = 1
    clock = JumpingClock(lambda _seconds: setattr(simulator.settings, "changing", 0))
    with pytest.raises(WaitTimeout, match="DIRECT routing .* it is PROVISIONING"):
        present(simulator, DIRECT, BGP, timeout=3, clock=clock)
    assert sent(simulator) == [("POST", "DIRECT")]


@pytest.mark.parametrize("kind", ["status", "cut", "empty", "half_json"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_lost_answers_and_running_again(method: str, kind: str, simulator: Simulator) -> None:
    if method != "POST":
        present(simulator, DIRECT, BGP)
    simulator.faults.append(Fault(method, f"{PATH}.*", kind, took_effect=True))

    def attempt() -> RoutingOutcome:
        if method == "DELETE":
            return routing(simulator).absent(direct=True, bgp=True)
        return present(simulator, DIRECT, {**BGP, **({"enabled": False} if method == "PATCH" else {"inbound_med": 5})})

    attempt()
    assert not attempt().changed
    rows = [row for connection in simulator.connections.values() for row in connection.protocols.values()]
    assert len(rows) == 2


def test_an_addition_that_was_lost_fails_and_a_run_again_adds_it(simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", PATH, "cut"))
    with pytest.raises(ApiError, match="add DIRECT routing"):
        present(simulator, DIRECT, BGP)
    assert present(simulator, DIRECT, BGP).changed


BAD: dict[str, tuple[Any, Any, str]] = {
    "no-prefix": ({"equinix_iface_ipv4": "192.0.2.1"}, None, "is no address with a prefix length"),
    "not-an-address": ({"equinix_iface_ipv4": "192.0.2.256/30"}, None, "is no address with a prefix length"),
    "family": ({"equinix_iface_ipv4": "2001:db8::1/126"}, None, "is no address with a prefix length"),
    "network": ({"equinix_iface_ipv4": "192.0.2.0/30"}, None, "is the network address of 192.0.2.0/30"),
    "broadcast": ({"equinix_iface_ipv4": "192.0.2.3/30"}, None, "is the broadcast address"),
    "network-v6": ({"equinix_iface_ipv6": "2001:db8::/126"}, None, "is the network address"),
    "empty": ({}, None, "direct names no address"),
    "without-direct": (None, BGP, "needs an address on the connection first"),
    "no-neighbour": (DIRECT, {"customer_asn": 1}, "names no neighbour"),
    "no-asn": (DIRECT, {"customer_peer_ipv4": "192.0.2.2"}, "bgp.customer_asn is missing"),
    "asn-0": (DIRECT, {**BGP, "customer_asn": 0}, "customer_asn 0 is out of range"),
    "asn-large": (DIRECT, {**BGP, "customer_asn": 4294967295}, "is out of range; give 1 to 4294967294"),
    "peer-outside": (DIRECT, {**BGP, "customer_peer_ipv4": "192.0.2.5"}, "is outside of 192.0.2.0/30"),
    "peer-itself": (DIRECT, {**BGP, "customer_peer_ipv4": "192.0.2.1"}, "is the router's own address"),
    "peer-network": (DIRECT, {**BGP, "customer_peer_ipv4": "192.0.2.0"}, "is the network address"),
    "peer-broadcast": (DIRECT, {**BGP, "customer_peer_ipv4": "192.0.2.3"}, "is the broadcast address"),
    "peer-malformed": (DIRECT, {**BGP, "customer_peer_ipv4": "192.0.2.2/30"}, "give it without a prefix length"),
    "peer-family": ({"equinix_iface_ipv4": "192.0.2.1/30"}, BGP, "has no interface to be reached over"),
    "own-peer": (DIRECT, {**BGP, "equinix_peer_ipv4": "192.0.2.2"}, "is not the address of the router's interface"),
    "prepend": (DIRECT, {**BGP, "outbound_as_prepend_count": 6}, "is out of range; give 0 to 5"),
    "med": (DIRECT, {**BGP, "inbound_med": -1}, "is out of range"),
    "bfd": (DIRECT, {**BGP, "bfd": {"interval": 0}}, "bgp.bfd.interval 0 is out of range"),
}


@pytest.mark.parametrize(("direct", "bgp", "sentence"), BAD.values(), ids=BAD.keys())
def test_bad_input(direct: Any, bgp: Any, sentence: str, simulator: Simulator) -> None:
    with pytest.raises(InputError, match=sentence):
        present(simulator, direct, bgp)
    assert simulator.mutating() == []


def test_not_from_a_router() -> None:
    with Simulator(provisioning=0) as simulator:
        order(simulator)
        with pytest.raises(InputError, match="is not from a cloud router"):
            routing(simulator)


@given(st.dictionaries(st.sampled_from(["type", "bgpIpv4", "bgpIpv6", "customerAsn", "bfd", "directIpv4", "state"]), JSON))
def test_answers_of_any_shape_are_read(current: dict[str, Any]) -> None:
    spec = read_bgp(BGP)
    assert spec is not None
    settings_of(current)
    enabling(bgp_body(spec, current), current)


@given(
    st.fixed_dictionaries(
        {"customer_asn": st.integers(1, 4294967294)},
        optional={
            "enabled": st.booleans(),
            "as_override": st.booleans(),
            "outbound_as_prepend_count": st.integers(0, 5),
            "inbound_med": st.integers(0, 4294967295),
            "bfd": st.fixed_dictionaries({}, optional={"enabled": st.booleans(), "interval": st.integers(1, 60000)}),
        },
    )
)
def test_a_spec_fulfilled_differs_in_nothing(options: dict[str, Any]) -> None:
    spec = read_bgp({**BGP, **options})
    assert spec is not None
    body = bgp_body(spec, {})
    assert bgp_body(spec, body) == body
    assert enabling(body, body) == []
