# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Alibaba Cloud's SDK drives the simulator through the life of a physical connection, and is refused as the real API refuses."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from alibabacloud_sts20150401.client import Client as StsClient
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException, ClientException, ServerException, ThrottlingException
from alibabacloud_tea_openapi.utils import Utils
from alibabacloud_tea_openapi.utils_models import Config
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.signing import AccessKey
from darabonba.policy.retry import RetryOptions

from extensions.simulator import seed
from extensions.simulator.alibaba_api import AlibabaApi
from extensions.simulator.alibaba_parameters import PROTOCOL
from extensions.simulator.alibaba_world import Alibaba
from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from extensions.simulator.world import Settings, World
from tests.contract.alibaba_sdk import (
    GATEWAYS,
    KEY,
    PAYMENT,
    REFUSED_KEYS,
    REGION,
    VERSION,
    Sdk,
    code,
    fabric,
    known_parameters,
    ordered,
    states,
)
from tests.support.clients import alibaba_client

# What the SDK can send and the simulator does not know: what only owners of dedicated circuits, and other routers, have.
NOT_SIMULATED = {
    "ModifyVirtualBorderRouterAttribute": {"AssociatedPhysicalConnections"},
}
MODELS = AlibabaApi(Alibaba(World(Settings()))).models


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays."""
    times = ("provisioning", "sharing", "accepting", "changing", "deprovisioning", "settling", "terminating")
    with Simulator(**dict.fromkeys(times, 0)) as running:
        yield running


@pytest.mark.parametrize("typed", [False, True], ids=["generic", "typed"])
def test_life_of_a_physical_connection(typed: bool, simulator: Simulator) -> None:
    sdk = Sdk(simulator.url, typed=typed)
    uuid, physical_connection = ordered(simulator)
    vlan = fabric(simulator, "GET", f"/{uuid}")["zSide"]["accessPoint"]["linkProtocol"]["vlanTag"]

    def row() -> dict[str, Any]:
        conditions = [{"Key": "ProductType", "Value": ["VirtualPhysicalConnection"]}, {"Key": "Name", "Value": ["from-the-sdk"]}]
        answer = sdk("DescribePhysicalConnections", PageSize=50, Filter=conditions)
        assert answer["TotalCount"] == 1
        return dict(answer["PhysicalConnectionSet"]["PhysicalConnectionType"][0])

    assert states(simulator, uuid) == ("PENDING", "PROVISIONED", "PENDING_APPROVAL")
    found = row()
    assert (found["PhysicalConnectionId"], found["Status"], found["VpconnStatus"]) == (
        physical_connection,
        "Allocated",
        "UnConfirmed",
    )
    assert (int(found["VlanId"]), found["Spec"], found["Bandwidth"]) == (vlan, "200M", 200)

    # Billing, acceptance and payment, each refused before its turn.
    assert (
        code(sdk, "ConfirmPhysicalConnection", PhysicalConnectionId=physical_connection)
        == "OperationFailed.PconnTrafficNotEnable"
    )
    assert sdk("GetPhysicalConnectionServiceStatus")["Enabled"] is False
    sdk("OpenPhysicalConnectionService")
    assert sdk("GetPhysicalConnectionServiceStatus")["Enabled"] is True
    assert code(sdk, "OpenPhysicalConnectionService") == "InvalidOperation.OrderOpened"
    pay = {"PhysicalConnectionId": physical_connection, **PAYMENT}
    assert code(sdk, "CreatePhysicalConnectionOccupancyOrder", **pay) == "IncorrectStatus.PhysicalConnection"
    sdk("ConfirmPhysicalConnection", PhysicalConnectionId=physical_connection, ClientToken="confirm-1")
    assert (row()["Status"], row()["VpconnStatus"]) == ("Confirmed", "Confirmed")
    assert states(simulator, uuid) == ("PENDING", "PROVISIONED", "PROVISIONING")
    assert (
        code(sdk, "ConfirmPhysicalConnection", PhysicalConnectionId=physical_connection) == "IncorrectStatus.PhysicalConnection"
    )
    sdk("CreatePhysicalConnectionOccupancyOrder", **{**pay, "AutoPay": False})
    assert row()["Status"] == "Confirmed" and simulator.alibaba.payments == []
    assert sdk("CreatePhysicalConnectionOccupancyOrder", **pay)["Data"]["OrderId"]
    assert row()["Status"] == "Enabled" and len(simulator.alibaba.payments) == 1
    assert states(simulator, uuid) == ("ACTIVE", "PROVISIONED", "PROVISIONED")
    assert fabric(simulator, "DELETE", f"/{uuid}")[0]["errorCode"] == "ERR-UAA-003-00"

    # A border router, and BGP over it.
    spec = {"PhysicalConnectionId": physical_connection, "VlanId": vlan, "Name": "vbr-1", "EnableIpv6": False, **GATEWAYS}
    router = sdk("CreateVirtualBorderRouter", **spec)["VbrId"]
    assert code(sdk, "CreateVirtualBorderRouter", **spec) == "QuotaExceeded.VPCONN"
    sdk("ModifyVirtualBorderRouterAttribute", VbrId=router, MinTxInterval=300, MinRxInterval=400, DetectMultiplier=5)
    condition = {"Key": "PhysicalConnectionId", "Value": [physical_connection]}
    routers = sdk("DescribeVirtualBorderRouters", Filter=[condition])["VirtualBorderRouterSet"]["VirtualBorderRouterType"]
    values = ("VbrId", "Status", "VlanId", "MinTxInterval", "MinRxInterval", "DetectMultiplier", "PeerGatewayIp")
    assert [[one[name] for name in values] for one in routers] == [[router, "active", vlan, 300, 400, 5, "169.254.10.2"]]
    group = sdk("CreateBgpGroup", RouterId=router, PeerAsn=65001, AuthKey="bgp-secret", Name="bgp-1")["BgpGroupId"]
    sdk("ModifyBgpGroupAttribute", BgpGroupId=group, PeerAsn=65002)
    spec = {"BgpGroupId": group, "PeerIpAddress": "169.254.10.2", "EnableBfd": True, "BfdMultiHop": 1}
    peer = sdk("CreateBgpPeer", **spec)["BgpPeerId"]
    assert code(sdk, "CreateBgpPeer", **spec) == "InvalidParams.PeerIpAddressInUse"
    sdk("ModifyBgpPeerAttribute", BgpPeerId=peer, BfdMultiHop=2)
    groups = sdk("DescribeBgpGroups", RouterId=router)["BgpGroups"]["BgpGroup"]
    assert [(one["Status"], one["PeerAsn"], one["LocalAsn"]) for one in groups] == [("Available", "65002", "45104")]
    peers = sdk("DescribeBgpPeers", RouterId=router)["BgpPeers"]["BgpPeer"]
    assert [(one["Status"], one["BgpStatus"], one["BfdMultiHop"]) for one in peers] == [("Available", "Established", 2)]
    sdk("AddBgpNetwork", RouterId=router, DstCidrBlock="192.168.0.0/16", VpcId="vpc-1")
    networks = sdk("DescribeBgpNetworks", RouterId=router)["BgpNetworks"]["BgpNetwork"]
    assert [(one["DstCidrBlock"], one["Status"]) for one in networks] == [("192.168.0.0/16", "Available")]

    # Back to nothing: each refused while something hangs on it.
    on_physical_connection = {"PhysicalConnectionId": physical_connection}
    assert code(sdk, "TerminatePhysicalConnection", **on_physical_connection) == "Forbidden.VBRExists"
    assert code(sdk, "DeleteVirtualBorderRouter", VbrId=router) == "DependencyViolation.BgpGroup"
    assert code(sdk, "DeleteBgpGroup", BgpGroupId=group) == "DependencyViolation.BgpPeer"
    sdk("DeleteBgpNetwork", RouterId=router, DstCidrBlock="192.168.0.0/16")
    sdk("DeleteBgpPeer", BgpPeerId=peer)
    sdk("DeleteBgpGroup", BgpGroupId=group)
    sdk("DeleteVirtualBorderRouter", VbrId=router)
    assert sdk("DescribeVirtualBorderRouters", Filter=[condition])["TotalCount"] == 0
    assert code(sdk, "DeletePhysicalConnection", **on_physical_connection) == "Forbidden.NotAllowedInState"
    sdk("TerminatePhysicalConnection", **on_physical_connection)
    assert row()["Status"] == "Terminated" and states(simulator, uuid)[0] == "ACTIVE"
    sdk("RecoverPhysicalConnection", InstanceId=physical_connection, Token="recover-1")
    assert row()["Status"] == "Enabled"
    sdk("TerminatePhysicalConnection", **on_physical_connection)
    sdk("DeletePhysicalConnection", **on_physical_connection)
    assert physical_connection not in simulator.alibaba.physical_connections
    assert states(simulator, uuid)[0] == "DEPROVISIONED"
    assert simulator.alibaba.ledger()["routers"] == simulator.alibaba.bgp_groups == simulator.alibaba.bgp_peers == {}


@pytest.mark.parametrize("action", MODELS)
def test_parameters_are_those_of_the_sdk(action: str) -> None:
    ours = set(MODELS[action].model_fields)
    theirs = known_parameters(action) - PROTOCOL
    assert theirs - ours == NOT_SIMULATED.get(action, set()) and ours <= theirs


@pytest.mark.parametrize(("key", "expected"), REFUSED_KEYS)
def test_refused_keys(key: tuple[str, ...], expected: tuple[int, str], simulator: Simulator) -> None:
    with pytest.raises(ClientException) as refused:
        Sdk(simulator.url, key)("DescribePhysicalConnections")
    assert (refused.value.status_code, refused.value.code) == expected
    assert simulator.calls[-1].status == expected[0]


def test_accepted_keys(simulator: Simulator) -> None:
    sts, reader = Sdk(simulator.url, seed.ALIBABA_STS), Sdk(simulator.url, seed.ALIBABA_READER)
    sts("OpenPhysicalConnectionService")
    assert reader("GetPhysicalConnectionServiceStatus")["Enabled"] is True
    with pytest.raises(ClientException) as refused:
        reader("ConfirmPhysicalConnection", PhysicalConnectionId="pc-any")
    assert (refused.value.status_code, refused.value.code) == (403, "Forbidden.RAM")
    # Accounts see nothing of each other.
    other = Sdk(simulator.url, seed.ALIBABA_KEYS["6666666666666666"])
    assert other("GetPhysicalConnectionServiceStatus")["Enabled"] is False
    other("OpenPhysicalConnectionService")
    _uuid, physical_connection = ordered(simulator)
    refusal = code(other, "ConfirmPhysicalConnection", PhysicalConnectionId=physical_connection)
    assert refusal == "InvalidPhysicalConnectionId.NotFound"


def test_dates_and_nonces(simulator: Simulator) -> None:
    sdk = Sdk(simulator.url)

    def refusal(header: str, value: str) -> str:
        with pytest.raises(ClientException) as refused:
            sdk.generic("DescribePhysicalConnections", {"RegionId": REGION}, headers={header: value})
        return str(refused.value.code)

    for minutes in (-16, 16):
        date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 60 * minutes))
        assert refusal("x-acs-date", date) == "InvalidTimeStamp.Expired"
    assert refusal("x-acs-date", "yesterday") == "InvalidTimeStamp.Format"
    sdk.generic("DescribePhysicalConnections", {"RegionId": REGION}, headers={"x-acs-signature-nonce": "once"})
    assert refusal("x-acs-signature-nonce", "once") == "SignatureNonceUsed"


def test_parameters_in_the_form(simulator: Simulator) -> None:
    simulator.alibaba.add_physical_connection("5123456789012345", REGION, "a b*~'()!/&ü")
    conditions = [{"Key": "Status", "Value": ["Allocated", "Enabled"]}, {"Key": "Name", "Value": ["nobody", "b*~'()!/&ü"]}]
    wanted = {"RegionId": REGION, "PageSize": 5, "IncludeReservationData": True, "Filter": conditions}
    sdk = Sdk(simulator.url)
    for form in (False, True):
        answer = sdk.generic("DescribePhysicalConnections", wanted, form=form)
        assert [row["Name"] for row in answer["PhysicalConnectionSet"]["PhysicalConnectionType"]] == ["a b*~'()!/&ü"]
    first, second = simulator.calls
    assert first.query == second.query and first.query["Filter.2.Value.2"] == "b*~'()!/&ü"


def test_everything_in_the_query(simulator: Simulator) -> None:
    """Action and version are headers for the SDK; the real API takes them as parameters too, and a GET like a POST."""
    wanted = {"Action": "GetPhysicalConnectionServiceStatus", "Version": VERSION, "RegionId": REGION, "OwnerAccount": "a b"}
    empty = hashlib.sha256(b"").hexdigest()
    for method in ("GET", "POST"):
        headers = {
            "host": simulator.url.removeprefix("http://"),
            "x-acs-date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "x-acs-signature-nonce": method,
            "x-acs-content-sha256": empty,
        }
        signed = SimpleNamespace(method=method, pathname="/", query=wanted, headers=headers)
        signature = Utils.get_authorization(signed, "ACS3-HMAC-SHA256", empty, *KEY)
        unsigned = {name: value for name, value in headers.items() if name != "host"}
        for expected in (200, 400):  # the second time, its nonce was used
            answer = requests.request(
                method, simulator.url, params=wanted, headers={**unsigned, "Authorization": signature}, timeout=5
            )
            assert answer.status_code == expected, answer.text
        assert simulator.calls[-1].path == "/vpc/GetPhysicalConnectionServiceStatus"
    # A signature that leaves a header out, or none at all.
    unsigned["x-acs-signature-nonce"] = "third"
    for authorization, said in ((signature, "SignatureDoesNotMatch"), ("Bearer x", "IncompleteSignature")):
        answer = requests.get(simulator.url, params=wanted, headers={**unsigned, "Authorization": authorization}, timeout=5)
        assert answer.json()["Code"] == said
    unsigned["x-acs-extra"] = "not signed"
    answer = requests.get(simulator.url, params=wanted, headers={**unsigned, "Authorization": signature}, timeout=5)
    assert answer.json()["Code"] == "IncompleteSignature"


def test_client_tokens(simulator: Simulator) -> None:
    sdk = Sdk(simulator.url)
    _uuid, physical_connection = ordered(simulator)
    simulator.settings.billing_open = True
    on_physical_connection = {"PhysicalConnectionId": physical_connection}
    sdk("ConfirmPhysicalConnection", **on_physical_connection)
    pay = {**on_physical_connection, **PAYMENT, "ClientToken": "pay-1"}
    simulator.alibaba.balance["5123456789012345"] = 1
    assert code(sdk, "CreatePhysicalConnectionOccupancyOrder", **pay) == "PAY.INSUFFICIENT_BALANCE"
    simulator.alibaba.balance["5123456789012345"] = 100
    # What was refused is not remembered; what was done is, and is done once.
    orders = [sdk("CreatePhysicalConnectionOccupancyOrder", **pay)["Data"]["OrderId"] for _time in range(3)]
    assert len(set(orders)) == 1
    assert [row["amount"] for row in simulator.alibaba.payments] == [60.0] and simulator.alibaba.balance["5123456789012345"] == 40
    other = {**pay, "Period": 2}
    assert code(sdk, "CreatePhysicalConnectionOccupancyOrder", **other) == "IdempotentParameterMismatch"
    # Without a token, nothing tells that it is the same spec.
    assert (
        code(sdk, "CreatePhysicalConnectionOccupancyOrder", **on_physical_connection, **PAYMENT)
        == "IncorrectStatus.PhysicalConnection"
    )
    assert code(sdk, "DeletePhysicalConnection", **on_physical_connection, ClientToken="x" * 65) == "InvalidClientToken.Malformed"


def test_failures_and_throttling(simulator: Simulator) -> None:
    throttled: dict[str, Any] = {
        "method": "POST",
        "path": "/vpc/Describe.*",
        "kind": "status",
        "status": 400,
        "code": "Throttling.User",
    }
    sdk = Sdk(simulator.url)

    def failure(**values: Any) -> AlibabaCloudException:
        simulator.faults[:] = [Fault(**{**throttled, **values})]
        with pytest.raises(AlibabaCloudException) as failed:
            sdk("DescribePhysicalConnections")
        return failed.value

    assert isinstance(failure(), ClientException) and failure().code == "Throttling.User"
    later = failure(status=429, code="", headers={"x-acs-retry-after": "2"})
    assert isinstance(later, ThrottlingException) and (later.code, later.retry_after) == ("Throttling.User", 2)
    assert isinstance(failure(status=503, code=""), ServerException) and failure(status=503, code="").code == "ServiceUnavailable"
    assert failure(status=500, code="").code == "InternalError" and failure(status=500, text="Sorry").data["Message"] == "Sorry"

    simulator.faults[:] = [Fault(**throttled, times=2)]
    backoff = {"policy": "Fixed", "period": 1}
    again = {"maxAttempts": 3, "backoff": backoff, "errorCode": ["Throttling.User"], "exception": []}
    patient = Sdk(simulator.url, retry_options=RetryOptions({"retryable": True, "retryCondition": [again]}))
    assert patient("DescribePhysicalConnections")["TotalCount"] == 1
    assert [call.status for call in simulator.calls[-3:]] == [400, 400, 200]


def test_whose_key_it_is(simulator: Simulator) -> None:
    """STS by Alibaba Cloud's own SDK, and the call of the modules with the same answer."""
    for account, (identity, secret) in seed.ALIBABA_KEYS.items():
        config = Config(
            access_key_id=identity, access_key_secret=secret, endpoint=simulator.url.removeprefix("http://"), protocol="HTTP"
        )
        answer = StsClient(config).get_caller_identity().body
        assert answer.account_id == account and answer.identity_type == "RAMUser" and answer.arn.startswith("acs:ram::")
        own = alibaba_client(simulator.url, key=AccessKey(identity, secret), with_sts=True)
        assert own.account_of_key() == account
    call = simulator.calls[-1]
    assert call.path == "/vpc/GetCallerIdentity" and not call.mutating and call.query == {}
