# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets in what the APIs say: masked by their places, and in every spelling."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.api import parse_errors
from ansible_collections.interconnect.equinix.plugins.module_utils._core.secrets import scrubbed, spellings, without_accounts
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.status import errors_of
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.serialize import masked, to_result
from hypothesis import given
from hypothesis import strategies as st

ACCOUNT = "5123456789012345"
TOKEN = "a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d"


def connection(text: str) -> dict[str, Any]:
    """Return a connection of which Fabric says something."""
    return {
        "uuid": "650fa2db-37fc-4eca-a9ac-1bb33481b03f",
        "name": "alibaba-fra-1",
        "aSide": {"serviceToken": {"uuid": TOKEN, "href": f"https://api.equinix.com/fabric/v4/serviceTokens/{TOKEN}"}},
        "zSide": {"accessPoint": {"authenticationKey": ACCOUNT, "description": text}},
        "operation": {"errors": [{"errorCode": "EQ-1", "errorMessage": text, "details": [text]}]},
    }


@pytest.mark.parametrize("spelled", sorted(spellings(TOKEN) | {ACCOUNT}))
def test_no_spelling_is_shown(spelled: str) -> None:
    row = connection(f"The key <{spelled}> was refused")
    for shown in (masked(row), to_result(row), errors_of(row)):
        assert not any(secret.lower() in str(shown).lower() for secret in (ACCOUNT, TOKEN, TOKEN.replace("-", "")))
    assert "was refused" in errors_of(row) and to_result(row)["uuid"] == row["uuid"]


def test_a_short_key_scrambles_nothing() -> None:
    row = {**connection("x1"), "zSide": {"accessPoint": {"authenticationKey": "1"}}}
    assert to_result(row)["name"] == "alibaba-fra-1"
    assert to_result(row)["z_side"]["access_point"]["authentication_key"] == "********"


SAID = [
    f"User not authorized to operate on the specified resource acs:vpc:us-west-1:{ACCOUNT}:physicalconnection/pc-1.",
    f"acs:ram::{ACCOUNT}:user/demo is not allowed",
    f"Account {ACCOUNT} is in arrears",
]


@pytest.mark.parametrize("text", SAID)
def test_alibaba_cloud_names_no_account(text: str) -> None:
    for data, raw in (({"Code": "Forbidden.RAM", "Message": text}, ""), (None, text)):
        told = str(parse_errors(403, data, raw)[0])
        assert ACCOUNT not in told and ("pc-1" in told) >= ("pc-1" in text and data is not None)


def test_other_numbers_stay() -> None:
    for text in ("order 123456789012345678901", "pc-gw8123456789012345", "2026-11-26T18:00:00Z", "AS 4200000000", "12345"):
        assert without_accounts(text) == text


@given(st.text(max_size=30), st.text(min_size=6, max_size=20), st.text(max_size=30))
def test_a_secret_is_in_no_scrubbed_text(before: str, secret: str, after: str) -> None:
    assert secret not in scrubbed(f"{before}{secret}{after}", [secret]) or secret in "********" or secret in before + after
