# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A permission that a RAM user lacks is named as policies have it, whatever code the refusal has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.api import Alibaba, is_denied, parse_errors
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import ApiError

from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.support.clients import alibaba_client

CALLS: dict[str, Callable[[Alibaba], Any]] = {
    "vpc:DescribePhysicalConnections": lambda api: list(api.physical_connections({})),
    "vpc:GetPhysicalConnectionServiceStatus": lambda api: api.billing_opened(),
    "vpc:OpenPhysicalConnectionService": lambda api: api.open_billing(),
    "vpc:ConfirmPhysicalConnection": lambda api: api.confirm_physical_connection("pc-1"),
    "vpc:CreatePhysicalConnectionOccupancyOrder": lambda api: api.pay_for_physical_connection("pc-1", 1, "Month", False, "token"),
    "vpc:TerminatePhysicalConnection": lambda api: api.terminate_physical_connection("pc-1"),
    "vpc:DeletePhysicalConnection": lambda api: api.delete_physical_connection("pc-1"),
    "vpc:DescribeVirtualBorderRouters": lambda api: list(api.border_routers({})),
    "vpc:ModifyVirtualBorderRouterAttribute": lambda api: api.change_border_router("vbr-1", {}),
    "vpc:DeleteVirtualBorderRouter": lambda api: api.delete_border_router("vbr-1"),
    "vpc:DescribeBgpPeers": lambda api: list(api.bgp_peers("vbr-1")),
    "vpc:ModifyBgpPeerAttribute": lambda api: api.change_bgp_peer("bgp-1", {}),
    "vpc:DeleteBgpPeer": lambda api: api.delete_bgp_peer("bgp-1"),
    "sts:GetCallerIdentity": lambda api: api.account_of_key(),
}
DENIED = (
    "Forbidden.RAM",
    "NoPermission",
    "NoPermission.SLR",
    "Forbidden.NoPermission",
    "Forbidden",
    "AccessDenied",
    "AccessDenied.RAM",
    "Forbidden.AccessDenied",
    "UnauthorizedOperation",
)
OTHERS = (
    "Forbidden.VBRExists",
    "Forbidden.AssociateToVBR",
    "Forbidden.NotAllowedInState",
    "Forbidden.OnlyOwnerCanModify",
    "Throttling.User",
    "InvalidRegionId.NotFound",
    "ForbiddenByWho",
)


@pytest.mark.parametrize("number", range(len(DENIED)))
def test_the_missing_permission_is_named(number: int) -> None:
    with Simulator() as simulator:
        api = alibaba_client(simulator.url, with_sts=True)
        for permission, call in CALLS.items():
            action = permission.partition(":")[2]
            status = 400 if number % 2 else 403
            simulator.faults[:] = [Fault("POST", f"/vpc/{action}", "status", status=status, code=DENIED[number])]
            with pytest.raises(ApiError) as caught:
                call(api)
            assert str(caught.value).endswith(f"Allow the RAM user or role the action {permission} in its policy.")
            assert caught.value.codes == {DENIED[number]} and not caught.value.outcome_unknown


def test_the_permission_that_the_api_names_wins() -> None:
    detail = {"AuthAction": "bss:PayOrder", "NoPermissionType": "ImplicitDeny"}
    error = parse_errors(403, {"Code": "NoPermission", "Message": "You may not.", "AccessDeniedDetail": detail}, "")[0]
    assert "for lack of bss:PayOrder" in error.text
    for said in ("You need bss:PayOrder to do that.", "acs:ram::5123456789012345:user/x is not allowed bss:PayOrder."):
        with Simulator() as simulator:
            simulator.faults.append(
                Fault("POST", "/vpc/CreatePhysicalConnectionOccupancyOrder", "status", status=403, code="NoPermission", text=said)
            )
            with pytest.raises(ApiError, match=r"Allow the RAM user or role the action bss:PayOrder in its policy\.$"):
                CALLS["vpc:CreatePhysicalConnectionOccupancyOrder"](alibaba_client(simulator.url))


def test_other_refusals_are_about_no_permission() -> None:
    assert [code for code in OTHERS if is_denied(frozenset({code}))] == []
