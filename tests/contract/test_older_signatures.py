# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""HMAC-SHA1, the older way to sign, which Terraform's provider and Alibaba Cloud's older SDKs use."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.utils import Utils

from extensions.simulator import seed
from extensions.simulator.server import Simulator
from tests.contract.alibaba_sdk import KEY, REFUSED_KEYS, REGION, VERSION, Sdk, ordered


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays."""
    times = ("provisioning", "sharing", "accepting", "settling")
    with Simulator(**dict.fromkeys(times, 0)) as running:
        yield running


def older(simulator: Simulator, key: tuple[str, ...] = KEY) -> Sdk:
    """Return the SDK, told to sign the older way."""
    return Sdk(simulator.url, key, signature_algorithm="v2")


@pytest.mark.parametrize("form", [False, True], ids=["query", "form"])
def test_it_is_accepted(form: bool, simulator: Simulator) -> None:
    simulator.alibaba.add_physical_connection("5123456789012345", REGION, "a b*~'()!/&ü")
    conditions = [{"Key": "Name", "Value": ["nobody", "b*~'()!/&ü"]}]
    wanted = {"RegionId": REGION, "PageSize": 5, "Filter": conditions}
    answer = older(simulator).generic("DescribePhysicalConnections", wanted, form=form)
    assert [row["Name"] for row in answer["PhysicalConnectionSet"]["PhysicalConnectionType"]] == ["a b*~'()!/&ü"]
    assert "Signature" in simulator.calls[-1].query


def test_a_repeated_call_is_done_once(simulator: Simulator) -> None:
    """Signature, moment and nonce differ each time, and are no parameters of the spec."""
    sdk = older(simulator)
    _uuid, physical_connection = ordered(simulator)
    simulator.settings.billing_open = True
    for _time in range(2):
        sdk("ConfirmPhysicalConnection", PhysicalConnectionId=physical_connection, ClientToken="confirm-1")


@pytest.mark.parametrize(("key", "expected"), REFUSED_KEYS)
def test_refused_keys(key: tuple[str, ...], expected: tuple[int, str], simulator: Simulator) -> None:
    with pytest.raises(ClientException) as refused:
        older(simulator, key)("DescribePhysicalConnections")
    assert (refused.value.status_code, refused.value.code) == expected


def test_a_temporary_key_and_one_that_reads(simulator: Simulator) -> None:
    older(simulator, seed.ALIBABA_STS)("OpenPhysicalConnectionService")
    reader = older(simulator, seed.ALIBABA_READER)
    assert reader("GetPhysicalConnectionServiceStatus")["Enabled"] is True
    with pytest.raises(ClientException) as refused:
        reader("OpenPhysicalConnectionService")
    assert refused.value.code == "Forbidden.RAM"


def test_what_is_missing_and_what_is_old(simulator: Simulator) -> None:
    """Everything in the query of a GET, as the oldest clients send it; ``""`` leaves a parameter out."""

    def said(**changes: str) -> Any:
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        values = {
            **{"Action": "GetPhysicalConnectionServiceStatus", "Version": VERSION, "RegionId": REGION, "Format": "JSON"},
            **{"AccessKeyId": KEY[0], "SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0"},
            **{"SignatureNonce": "once", "Timestamp": now, **changes},
        }
        sent = {name: value for name, value in values.items() if value}
        signed = {"Signature": Utils.get_rpcsignature(sent, "GET", KEY[1]), **sent}
        return requests.get(simulator.url, params=signed, timeout=5).json().get("Code", "")

    assert said() == ""
    assert said() == "SignatureNonceUsed"
    assert said(SignatureNonce="") == "IncompleteSignature"
    assert said(SignatureNonce="2", SignatureMethod="HMAC-MD5") == "IncompleteSignature"
    assert said(SignatureNonce="3", SignatureVersion="") == "IncompleteSignature"
    assert said(SignatureNonce="4", Timestamp="yesterday") == "InvalidTimeStamp.Format"
    assert said(SignatureNonce="5", Timestamp="2026-01-01T00:00:00Z") == "InvalidTimeStamp.Expired"
    assert said(SignatureNonce="6", Signature="x") == "SignatureDoesNotMatch"
    assert said(AccessKeyId="") == "InvalidAccessKeyId.NotFound"
