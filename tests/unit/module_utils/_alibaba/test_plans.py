# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signing as Alibaba's own SDK signs, and the rules on physical connections, border routers and BGP, without any network."""

from __future__ import annotations

import random
import string
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from alibabacloud_tea_openapi.utils import Utils
from alibabacloud_tea_openapi.utils_models import OpenApiRequest
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.api import (
    flattened,
    is_still_at_it,
    parse_errors,
    slowed_down,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.bgp_peer import plan as bgp_peer_plan
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.physical_connection import identity
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.physical_connection import (
    plan as physical_connection_plan,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.physical_connection.plan import Step
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.serialize import number_at, steady_token, to_result
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.signing import (
    ALGORITHM,
    AccessKey,
    Acs3Auth,
    FixedKey,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.virtual_border_router import (
    plan as virtual_border_router_plan,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._core.clock import Deadline
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import InputError, InterconnectError
from ansible_collections.interconnect.equinix.plugins.plugin_utils.alibaba_spec import problems
from darabonba.request import DaraRequest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.clients import shared_port

# A fixed key needs nothing to call with.
NOTHING: Any = None
ALPHABET = string.ascii_letters + string.digits + " *~'()!/&=+%:;,?#[]@$-_.äöü€漢字"


def sdk_signature(request: requests.PreparedRequest, secret: str) -> str:
    """Return the ``Authorization`` header that Alibaba's SDK computes for the headers that were signed."""
    sent = {name.lower(): value for name, value in request.headers.items()}
    names = str(sent["authorization"]).partition("SignedHeaders=")[2].partition(",")[0].split(";")
    theirs = DaraRequest()
    theirs.method = request.method
    theirs.pathname = urlsplit(request.url or "").path
    theirs.query = dict(parse_qsl(urlsplit(request.url or "").query, keep_blank_values=True))
    theirs.headers = {name: sent[name] for name in names}
    key = str(sent["authorization"]).partition("Credential=")[2].partition(",")[0]
    payload = str(sent["x-acs-content-sha256"])
    return str(Utils.get_authorization(theirs, ALGORITHM, payload, key, secret))


def test_signs_like_the_sdk() -> None:
    source = random.Random(20160428)

    def text(alphabet: str = ALPHABET) -> str:
        return "".join(source.choices(alphabet, k=source.randint(1, 20)))

    visible = "".join(map(chr, range(33, 127)))
    for number in range(500):
        # The names of parameters are plain; what users choose are values.
        query = {f"Name{item}": text() for item in range(source.randint(0, 4))}
        form = flattened({"Name": text(), "Filter": [{"Key": text(), "Value": [text(), text()]}]}) if number % 2 else {}
        token = text(visible) if number % 3 == 0 else None
        secret = text(visible)
        auth = Acs3Auth(FixedKey(AccessKey(f"id{number}", secret, token)))
        auth.prepare(NOTHING, Deadline(None))
        headers = {"x-acs-action": "DescribePhysicalConnections", "x-acs-version": "2016-04-28"}
        body = urlencode(form).encode() or None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        host = source.choice(["vpc.eu-central-1.aliyuncs.com", "127.0.0.1:8080"])
        request = requests.Request("POST", f"https://{host}/", params=query, data=body, headers=headers, auth=auth).prepare()
        assert request.headers["Authorization"] == sdk_signature(request, secret)
        assert request.headers["x-acs-content-sha256"] == Utils.hex_encode(Utils.hash(body or b"", ALGORITHM))


def test_flattens_like_the_sdk() -> None:
    params = {"Filter": [{"Key": "Name", "Value": ["a b", "c"]}], "PageSize": 50, "Tags": {"Key": "k"}, "ClientToken": None}
    assert flattened(params) == Utils.query({key: value for key, value in params.items() if value is not None})
    assert flattened({"EnableIpv6": False, "AutoPay": True}) == {"EnableIpv6": "false", "AutoPay": "true"}
    assert OpenApiRequest(query=flattened(params)).query == flattened(params)


@pytest.mark.parametrize(
    ("key", "option"),
    [
        (AccessKey(), "access_key_id"),
        (AccessKey("id"), "access_key_secret"),
        (AccessKey("id\n", "secret"), "access_key_id"),
        (AccessKey("id", "secret\n"), "access_key_secret"),
        (AccessKey("id", "secret", "to ken"), "security_token"),
        (AccessKey(None, "secret"), "access_key_id"),
        (AccessKey("", ""), "access_key_id"),
    ],
)
def test_half_a_key_is_refused(key: AccessKey, option: str) -> None:
    with pytest.raises(InputError) as caught:
        FixedKey(key)
    assert caught.value.option == option


def test_throttling_is_told_by_the_code() -> None:
    for code in ("Throttling", "Throttling.User", "Throttling.Api", "Rejected.Throttling"):
        assert slowed_down(frozenset({code}))
    assert not slowed_down(frozenset({"ServiceUnavailable", "Forbidden.RAM"}))


def test_what_is_still_under_way_is_told_by_the_code() -> None:
    for code in ("LastTokenProcessing", "OperationFailed.LastTokenProcessing", "SystemBusy", "OperationConflict", "TaskConflict"):
        assert is_still_at_it(frozenset({code}))
    for code in ("Forbidden.RAM", "IncorrectStatus.PhysicalConnection", "DependencyViolation.BgpGroup"):
        assert not is_still_at_it(frozenset({code}))


def test_errors_in_words() -> None:
    (detail,) = parse_errors(404, {"Code": "InvalidAccessKeyId.NotFound", "Message": "Not found.", "RequestId": "R-1"}, "")
    assert str(detail) == "InvalidAccessKeyId.NotFound Not found, request id R-1, check access_key_id"
    assert parse_errors(502, None, "<html>Bad gateway</html>")[0].code == ""
    assert parse_errors(503, None, "") == ()


# -- objects


def test_mixed_types_are_one() -> None:
    shown = to_result({"VlanId": "1001", "EnableIpv6": "True", "HasReservationData": False, "VbrOwnerId": 12345})
    assert shown["vlan_id"] == 1001 and shown["enable_ipv6"] is True and shown["has_reservation_data"] is False
    assert "12345" not in str(shown)
    numbers = {10: 10, "10": 10, " 10 ": 10, True: None, "x": None, None: None, "9" * 30: None}
    assert {value: number_at({"V": value}, "V") for value in numbers} == numbers


@given(st.lists(st.text(max_size=300), min_size=1, max_size=3))
def test_a_steady_token_fits(parts: list[str]) -> None:
    assert steady_token(*parts) == steady_token(*parts)
    assert len(steady_token(*parts)) <= 64 and steady_token(*parts).isascii()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = (
    *("PhysicalConnectionId", "Name", "Status", "VpconnStatus", "BusinessStatus", "ProductType", "VlanId", "OrderMode", "Spec"),
    *("VbrId", "LocalGatewayIp", "PeerGatewayIp", "PeeringSubnetMask", "EnableIpv6", "PeeringIpv6SubnetMask", "MinTxInterval"),
    *("PeerIpAddress", "PeerAsn", "LocalAsn", "AuthKey", "EnableBfd", "BgpGroupId"),
)
ROWS = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=12)


@given(st.lists(ROWS, max_size=3))
def test_no_answer_of_any_shape_is_a_traceback(rows: list[dict[str, Any]]) -> None:
    spec = physical_connection_plan.PhysicalConnectionSpec(name="a", vlan_id=5)
    router = virtual_border_router_plan.read_router(
        {"physical_connection_id": "pc-1", "local_gateway_ip": "192.0.2.1", "vlan_id": 5}
    )
    peer = bgp_peer_plan.read_peer(
        {"virtual_border_router_id": "vbr-1", "peer_ip_address": "192.0.2.1", "peer_asn": 64512, "bfd": True}
    )
    for row in rows:
        to_result(row)
        for show in (
            physical_connection_plan.settings_of,
            virtual_border_router_plan.settings_of,
            bgp_peer_plan.settings_of,
            identity.described,
            physical_connection_plan.is_known_state,
        ):
            show(row)
        virtual_border_router_plan.changes(router, row)
        bgp_peer_plan.group_changes(peer, row)
        bgp_peer_plan.peer_changes(peer, row)
        for check in (
            lambda item: physical_connection_plan.plan(item, billing_open=False),
            lambda item: virtual_border_router_plan.check_gateways(router, item),
            lambda item: virtual_border_router_plan.check_physical_connection(router, item),
            lambda item: bgp_peer_plan.check_same(peer, item),
        ):
            refused(check, row)
    refused(lambda items: physical_connection_plan.choose(spec, items), rows)
    refused(lambda items: virtual_border_router_plan.choose_router(router, items), rows)
    bgp_peer_plan.left_groups(peer, rows, rows)
    bgp_peer_plan.find_peer(peer, rows)


def refused(check: Any, data: Any) -> str:
    """Return the sentence with which a check refuses; empty when it does not."""
    try:
        check(data)
    except InterconnectError as error:
        return str(error)
    return ""


# -- physical connections


SPEC = physical_connection_plan.PhysicalConnectionSpec(name="fra-1", vlan_id=1001)
CHOICES: dict[str, tuple[list[dict[str, Any]], physical_connection_plan.PhysicalConnectionSpec, str]] = {
    "two of a name and a VLAN": (
        [shared_port(), shared_port(PhysicalConnectionId="pc-2", Bandwidth=200)],
        SPEC,
        "name 'fra-1' with vlan_id 1001 is that of 2 physical connections: pc-1 (Allocated, VLAN 1001, 200M, operator not shown) "
        "and pc-2 (Allocated, VLAN 1001, 200 Mbps, operator not shown); give the physical_connection_id of yours.",
    ),
    "another VLAN": (
        [shared_port(VlanId=7)],
        physical_connection_plan.PhysicalConnectionSpec("pc-1", vlan_id=1001),
        "(Allocated, VLAN 7) has VLAN 7, not 1001",
    ),
    "a dedicated circuit": (
        [shared_port(ProductType="PhysicalConnection")],
        physical_connection_plan.PhysicalConnectionSpec("pc-1"),
        "is a dedicated circuit, not a shared port",
    ),
    "another name": (
        [shared_port()],
        physical_connection_plan.PhysicalConnectionSpec("pc-1", "fra-2"),
        "has the name 'fra-1', not 'fra-2'",
    ),
}


@pytest.mark.parametrize(("rows", "spec", "sentence"), CHOICES.values(), ids=CHOICES.keys())
def test_the_wrong_physical_connection_is_never_taken(
    rows: list[dict[str, Any]], spec: physical_connection_plan.PhysicalConnectionSpec, sentence: str
) -> None:
    assert sentence in refused(lambda items: physical_connection_plan.choose(spec, items), rows)


def test_the_right_physical_connection_is_found() -> None:
    others = [
        shared_port(PhysicalConnectionId="pc-2", Name="fra-10"),
        shared_port(PhysicalConnectionId="pc-3", ProductType="PhysicalConnection"),
    ]
    gone = shared_port(PhysicalConnectionId="pc-4", Status="Terminated", VlanId=5)
    assert physical_connection_plan.choose(SPEC, [*others, gone, shared_port(VlanId=1001)]).ours["PhysicalConnectionId"] == "pc-1"
    assert (
        physical_connection_plan.choose(SPEC, others).ours == {} == physical_connection_plan.choose(SPEC, [gone], dead=True).ours
    )
    spec = physical_connection_plan.PhysicalConnectionSpec(name="fra-1", vlan_id=5)
    assert (
        physical_connection_plan.choose(spec, [gone], dead=True).ours["PhysicalConnectionId"] == "pc-4"
        and not physical_connection_plan.choose(spec, [gone]).ours
    )


PLANS = {
    "all": (shared_port(), False, [Step.OPEN_BILLING, Step.ACCEPT, Step.PAY]),
    "billing open": (shared_port(), True, [Step.ACCEPT, Step.PAY]),
    "partner pays": (shared_port(OrderMode="PayByPhysicalConnectionOwner"), True, [Step.ACCEPT]),
    "accepted": (shared_port(Status="Confirmed"), False, [Step.PAY]),
    "accepted, partner pays": (shared_port(Status="Confirmed", OrderMode="PayByPhysicalConnectionOwner"), False, []),
    "enabled": (shared_port(Status="Enabled"), False, []),
    "coming": (shared_port(Status="Allocating"), False, []),
    "unheard of": (shared_port(Status="Levitating"), False, []),
}


@pytest.mark.parametrize(("row", "billing_open", "steps"), PLANS.values(), ids=PLANS.keys())
def test_plans(row: dict[str, Any], billing_open: bool, steps: list[Step]) -> None:
    assert physical_connection_plan.plan(row, billing_open=billing_open) == steps
    agreed = physical_connection_plan.PhysicalConnectionSpec(
        name="fra-1", accept_billing=True, payment=physical_connection_plan.Payment(1)
    )
    physical_connection_plan.check_consent(agreed, row, steps)
    said = refused(lambda item: physical_connection_plan.check_consent(SPEC, item, steps), row)
    assert ("accept_outbound_data_transfer_billing: true" in said) is (Step.OPEN_BILLING in steps)
    assert ("order with period" in said) is (Step.PAY in steps)
    if said:
        assert ("was not accepted and nothing was paid" in said) is (Step.ACCEPT in steps)


@pytest.mark.parametrize("status", ["Rejected", "Canceled", "Allocation Failed", "AllocationFailed", "Terminating", "Terminated"])
def test_what_is_dead_is_not_bought(status: str) -> None:
    assert "cannot be accepted" in refused(
        lambda item: physical_connection_plan.plan(item, billing_open=True), shared_port(Status=status)
    )


def test_a_locked_physical_connection_is_not_bought() -> None:
    assert "FinancialLocked" in refused(
        lambda item: physical_connection_plan.plan(item, billing_open=True), shared_port(BusinessStatus="FinancialLocked")
    )


@pytest.mark.parametrize(("period", "cycle"), [(0, "Month"), (10, "Month"), (6, "Year"), (-1, "Year")])
def test_periods_that_are_not_sold(period: int, cycle: str) -> None:
    options = {"name": "a", "order": {"period": period, "pricing_cycle": cycle, "auto_renew": False}}
    assert f"order.period {period} is not sold" in refused(physical_connection_plan.parse_physical_connection, options)


# -- border routers

GATEWAYS = {"local_gateway_ip": "192.0.2.2", "peer_gateway_ip": "192.0.2.1", "peering_subnet_mask": "255.255.255.252"}
ROUTERS: dict[str, tuple[dict[str, Any], str]] = {
    "mask-23": ({"peering_subnet_mask": "255.255.254.0"}, "is no subnet mask of 24 to 30 bits"),
    "mask-31": ({"peering_subnet_mask": "31"}, "is no subnet mask of 24 to 30 bits"),
    "wildcard": ({"peering_subnet_mask": "0.0.0.3"}, "is no subnet mask"),
    "subnets": ({"peer_gateway_ip": "192.0.2.9"}, "are in different subnets"),
    "network": ({"peer_gateway_ip": "192.0.2.0"}, "is the network or broadcast address"),
    "broadcast": ({"local_gateway_ip": "192.0.2.3"}, "is the network or broadcast address"),
    "twice": ({"peer_gateway_ip": "192.0.2.2"}, "give the two ends an address each"),
    "no-address": ({"peer_gateway_ip": "192.0.2.1/30"}, "is no IPv4 address"),
    "no-mask": ({"peering_subnet_mask": None}, "peering_subnet_mask must be given beside"),
    "vlan": ({"vlan_id": 3000}, "Alibaba Cloud has VLANs 0 to 2999"),
    "name": ({"name": "1-fra"}, "beginning with a letter"),
    "bfd": ({"bfd": {"min_tx_interval": 100}}, "give 200 to 1000 milliseconds"),
    "multiplier": ({"bfd": {"detect_multiplier": 2}}, "give 3 to 10"),
    "ipv6-half": ({"enable_ipv6": True}, "local_ipv6_gateway_ip is missing"),
    "ipv6-off": (
        {"local_ipv6_gateway_ip": "2001:db8::2", "peer_ipv6_gateway_ip": "2001:db8::1", "peering_ipv6_subnet_mask": "126"},
        "enable_ipv6 is missing",
    ),
    "nothing": ({"physical_connection_id": None}, "Neither physical_connection_id, virtual_border_router_id nor vlan_id"),
}


@pytest.mark.parametrize(("changes", "sentence"), ROUTERS.values(), ids=ROUTERS.keys())
def test_routers_that_cannot_be(changes: dict[str, Any], sentence: str) -> None:
    options = {"physical_connection_id": "pc-1", **GATEWAYS, **changes}
    assert sentence in refused(
        lambda spec: virtual_border_router_plan.check_gateways(virtual_border_router_plan.read_router(spec), {}), options
    )


def test_other_spellings_are_no_change() -> None:
    options = {"physical_connection_id": "pc-1", **GATEWAYS, "peering_subnet_mask": "/30", "bfd": {"min_tx_interval": 300}}
    ipv6 = {"enable_ipv6": True, "local_ipv6_gateway_ip": "2001:DB8:0::2", "peer_ipv6_gateway_ip": "2001:db8::1"}
    spec = virtual_border_router_plan.read_router({**options, **ipv6, "peering_ipv6_subnet_mask": "126"})
    row = {
        **{"LocalGatewayIp": "192.0.2.2", "PeerGatewayIp": "192.0.2.1", "PeeringSubnetMask": "255.255.255.252"},
        **{"EnableIpv6": "true", "LocalIpv6GatewayIp": "2001:db8::2", "PeerIpv6GatewayIp": "2001:0db8::1"},
        **{"PeeringIpv6SubnetMask": "2001:db8::/126", "MinTxInterval": "300"},
    }
    assert virtual_border_router_plan.changes(spec, row) == {}
    changed = virtual_border_router_plan.changes(spec, {**row, "PeerGatewayIp": "192.0.2.6", "MinTxInterval": 200})
    assert changed == {
        **{"LocalGatewayIp": "192.0.2.2", "PeerGatewayIp": "192.0.2.1", "PeeringSubnetMask": "255.255.255.252"},
        "MinTxInterval": 300,
    }
    assert virtual_border_router_plan.changes(spec, {**row, **changed}) == {}


# -- BGP


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"peer_ip_address": "192.0.2.1/30"}, "is no address"),
        ({"peer_asn": 0}, "peer_asn 0 is out of range"),
        ({"local_asn": 65025}, "local_asn 65025 is none that Alibaba Cloud takes"),
        ({"local_asn": 100}, "local_asn 100 is none that Alibaba Cloud takes"),
    ],
)
def test_peers_that_cannot_be(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in refused(
        bgp_peer_plan.read_peer, {"virtual_border_router_id": "vbr-1", "peer_ip_address": "192.0.2.1", **changes}
    )


def test_a_peer_with_other_values_is_left_alone() -> None:
    spec = bgp_peer_plan.read_peer(
        {"virtual_border_router_id": "vbr-1", "peer_ip_address": "192.0.2.1", "peer_asn": 64512, "local_asn": 45104}
    )
    said = refused(lambda peer: bgp_peer_plan.check_same(spec, peer), {"PeerAsn": "64513", "LocalAsn": 64999})
    assert "peer_asn (64513 now, 64512 wanted) and local_asn (64999 now, 45104 wanted)" in said
    assert refused(lambda peer: bgp_peer_plan.check_same(spec, peer), {"PeerAsn": "64512", "LocalAsn": 45104}) == ""


# -- the role's variables

VARIABLES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any], str]] = {
    "no number": (
        {"period": "one"},
        {},
        {},
        "express_connect_accept: period 'one' cannot be bought; give a whole number from 1 to 9.",
    ),
    "cycle": ({"period": 1, "pricing_cycle": "Week"}, {}, {}, "express_connect_accept: pricing_cycle 'Week' is not sold"),
    "the router's end": (
        {},
        GATEWAYS,
        {"direct": {"equinix_iface_ipv4": "198.51.100.1/30"}},
        "router: peer_gateway_ip 192.0.2.1 and direct.equinix_iface_ipv4 198.51.100.1/30 are both the cloud router's end",
    ),
    "Alibaba Cloud's end": (
        {},
        GATEWAYS,
        {"direct": {"equinix_iface_ipv4": "192.0.2.1/30"}, "bgp": {"customer_asn": 64999, "customer_peer_ipv4": "192.0.2.9"}},
        "router: local_gateway_ip 192.0.2.2 and bgp.customer_peer_ipv4 192.0.2.9 are both Alibaba Cloud's end",
    ),
}


@pytest.mark.parametrize(("accept", "router", "routing", "sentence"), VARIABLES.values(), ids=VARIABLES.keys())
def test_variables_that_cannot_be(accept: dict[str, Any], router: dict[str, Any], routing: dict[str, Any], sentence: str) -> None:
    (said,) = problems(accept, {"router": router}, {"routing": routing})
    assert said.startswith(sentence)


def test_variables_that_can_be() -> None:
    routing = {
        "direct": {"equinix_iface_ipv4": "192.0.2.1/30"},
        "bgp": {"customer_asn": 64999, "customer_peer_ipv4": "192.0.2.2"},
    }
    assert problems({"period": "1"}, {"router": GATEWAYS, "other": {}}, {"router": routing, "other": {}}) == []
