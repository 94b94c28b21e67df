# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lines of the demo are said of what is so, and not of anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from extensions.simulator.middleware import Call
from tests.demo import story
from tests.demo.story import Seen

RECAP = "localhost                  : ok=48   changed=0    unreachable=0    failed=0\n"
ORDER = {
    "name": "demo",
    "bandwidth": 200,
    "aSide": {"accessPoint": {"port": {"name": "FR-PRI-DOT1Q"}, "linkProtocol": {"vlanTag": 1001}}},
}
PHYSICAL_CONNECTION = {"Name": "demo", "PhysicalConnectionId": "pc-1", "VpconnStatus": "Confirmed"}
PAYMENT = {"physical_connection": "pc-1", "period": 1, "cycle": "Month"}
ROUTER = {
    "PhysicalConnectionId": "pc-1",
    "Status": "active",
    "VbrId": "vbr-1",
    "VlanId": 1000,
    "LocalGatewayIp": "192.0.2.2",
    "PeerGatewayIp": "192.0.2.1",
}
GROUP = {"BgpGroupId": "bgpg-1", "PeerAsn": 64512}
PEER = {"BgpGroupId": "bgpg-1", "PeerIpAddress": "192.0.2.1", "Status": "Available"}
PROOF = '"  Proven: One VLAN on both sides (1000, 1000)",\n "BGP peer: session Established"\n' + RECAP
PRICE = '"  Price: 100.00 USD a month, 0.00 USD once"\n' + RECAP


def call(path: str, *, mutating: bool = True, status: int = 200, method: str = "POST") -> Call:
    """Return a call as the simulator keeps it."""
    return Call(method, path, {}, None, "", mutating, status)


def seen(**values: Any) -> Seen:
    """Return what is to be seen of a play, nothing but what is given."""
    nothing: dict[str, Any] = dict.fromkeys(
        ("calls", "orders", "payments", "physical_connections", "routers", "groups", "peers", "living"), ()
    )
    return Seen(**{"name": "demo", **nothing, **values})


LOOKED = call("/fabric/v4/ports", mutating=False)
SO: dict[str, tuple[Callable[[Seen], str], dict[str, Any]]] = {
    "rehearsed": (story.rehearsed, {"output": PRICE, "calls": [LOOKED]}),
    "ordered": (story.ordered, {"orders": [ORDER]}),
    "accepted": (story.accepted, {"physical_connections": [PHYSICAL_CONNECTION]}),
    "paid": (story.paid, {"physical_connections": [PHYSICAL_CONNECTION], "payments": [PAYMENT]}),
    "routed": (story.routed, {"physical_connections": [PHYSICAL_CONNECTION], "routers": [ROUTER]}),
    "peered": (story.peered, {"groups": [GROUP], "peers": [PEER]}),
    "proven": (story.proven, {"output": PROOF, "living": [{"name": "demo", "state": "ACTIVE"}]}),
    "unchanged": (story.unchanged, {"output": RECAP, "calls": [LOOKED]}),
    "removed": (story.removed, {"output": RECAP}),
}
NOT_SO = [
    ("rehearsed", {"calls": [call("/fabric/v4/connections")]}),
    ("rehearsed", {"orders": [ORDER]}),
    ("rehearsed", {"output": RECAP}),
    ("ordered", {"orders": []}),
    ("ordered", {"orders": [ORDER, ORDER]}),
    ("accepted", {"physical_connections": [{**PHYSICAL_CONNECTION, "VpconnStatus": "UnConfirmed"}]}),
    ("accepted", {"physical_connections": [{**PHYSICAL_CONNECTION, "Name": "somebody-elses"}]}),
    ("paid", {"payments": []}),
    ("paid", {"payments": [PAYMENT, PAYMENT]}),
    ("paid", {"payments": [{**PAYMENT, "physical_connection": "pc-2"}]}),
    ("routed", {"routers": [{**ROUTER, "Status": "creating"}]}),
    ("routed", {"routers": [{**ROUTER, "PhysicalConnectionId": "pc-2"}]}),
    ("peered", {"peers": [{**PEER, "Status": "Pending"}]}),
    ("proven", {"output": PROOF.replace("Proven", "NOT PROVEN")}),
    ("proven", {"output": PROOF + "NOT PROVEN: Both sides active (...)"}),
    ("proven", {"living": [{"name": "demo", "state": "PENDING"}]}),
    ("unchanged", {"output": RECAP.replace("changed=0", "changed=1")}),
    ("unchanged", {"calls": [call("/vpc/CreateBgpPeer")]}),
    ("unchanged", {"orders": [ORDER]}),
    ("unchanged", {"payments": [PAYMENT]}),
    ("unchanged", {"output": ""}),
    ("removed", {"output": ""}),
    ("removed", {"living": [{"name": "demo", "state": "DEPROVISIONING"}]}),
    ("removed", {"physical_connections": [PHYSICAL_CONNECTION]}),
    ("removed", {"routers": [ROUTER]}),
    ("removed", {"peers": [PEER]}),
]


@pytest.mark.parametrize("word", SO)
def test_what_is_so_is_said(word: str) -> None:
    look, values = SO[word]
    assert look(seen(**values))
    if word != "removed":  # of which nothing is to be seen but that the play has ended
        assert look(seen()) == ""


@pytest.mark.parametrize(("word", "changes"), NOT_SO)
def test_what_is_not_so_is_not_said(word: str, changes: dict[str, Any]) -> None:
    look, values = SO[word]
    assert look(seen(**{**values, **changes})) == ""


def test_what_went_when_is_told_as_it_was() -> None:
    backwards = [call(path) for path in ("/vpc/DeletePhysicalConnection", "/vpc/DeleteVirtualBorderRouter", "/vpc/DeleteBgpPeer")]
    text = story.removed(seen(output=RECAP, calls=[*backwards, call("/vpc/DeleteBgpGroup", status=400)]))
    assert text == "port deleted, border router, BGP peer, connection by itself: nothing is left"
    asked = call("/fabric/v4/connections/1", method="DELETE", status=202)
    assert story.removed(seen(output=RECAP, calls=[asked])) == "connection: nothing is left"
