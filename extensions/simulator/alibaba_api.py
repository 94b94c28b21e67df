# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of Alibaba Cloud's APIs (VPC, and one of STS) that the simulator knows; all of them come to ``/``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aiohttp import web

from . import alibaba_parameters as parameters
from .alibaba_bgp import Bgp
from .alibaba_partner import Partner
from .alibaba_physical_connections import PhysicalConnections
from .alibaba_refusals import AlibabaRefusal
from .alibaba_routers import Routers
from .alibaba_signatures import PARAMETERS as SIGNATURE
from .alibaba_signatures import Caller, Doorkeeper, Signed
from .alibaba_sts import Sts
from .alibaba_world import REGIONS, Alibaba
from .middleware import CORRELATION_ID, NOTE, RPC_CALL, Rpc
from .world import Row

Action = Callable[[Caller, Any], Row]


class AlibabaApi:
    """Turns signed calls into questions to Alibaba Cloud, and its rows into answers."""

    def __init__(self, cloud: Alibaba) -> None:
        self._cloud = cloud
        self._doorkeeper = Doorkeeper()
        self._sts = Sts(cloud.world.settings, self._doorkeeper)
        self.partner = Partner(cloud)
        self.physical_connections = PhysicalConnections(cloud, self.partner)
        self._actions = _actions(self.physical_connections, Routers(cloud, self.partner), Bgp(cloud))
        # What was answered to a client token: the parameters that came with it, and the answer.
        self._answered: dict[tuple[str, str, str], tuple[dict[str, str], Row]] = {}

    @property
    def models(self) -> dict[str, type[parameters.Ask]]:
        """The parameters of each action that is known."""
        return {name: model for name, (model, _action) in self._actions.items()}

    def routes(self) -> list[web.RouteDef]:
        """Return all routes."""
        return [web.post("/", self._answer), web.get("/", self._answer), *self._sts.routes()]

    async def _answer(self, request: web.Request) -> web.Response:
        rpc = request[RPC_CALL]
        headers = {name.lower(): value for name, value in request.headers.items()}
        caller = self._doorkeeper.admit(Signed(request.method, request.query.items(), headers, rpc.body, rpc.parameters))
        # A signature is another one each time, also that of a call which is repeated.
        own = {name: value for name, value in rpc.parameters.items() if name not in SIGNATURE}
        answer = self._act(caller, replace(rpc, parameters=own))
        request[NOTE] = _note(answer)
        return web.json_response({"RequestId": request[CORRELATION_ID], **answer})

    def _act(self, caller: Caller, rpc: Rpc) -> Row:
        if rpc.version == parameters.STS_VERSION:
            return self._sts.act(caller, rpc.action, rpc.parameters)
        known = self._actions.get(rpc.action)
        if known is None or rpc.version != parameters.VERSION:
            text = "Specified api is not found, please check your url and method."
            raise AlibabaRefusal("InvalidAction.NotFound", text, 404)
        model, action = known
        ask = parameters.parse(model, rpc.parameters)
        if ask.RegionId not in REGIONS:
            raise AlibabaRefusal("InvalidRegionId.NotFound", "The specified RegionId does not exist.")
        if not rpc.mutating:
            return action(caller, ask)
        if caller.reads_only:
            raise AlibabaRefusal("Forbidden.RAM", "User not authorized to operate on the specified resource.", 403)
        token = getattr(ask, "ClientToken", None) or getattr(ask, "Token", None)
        if token is None:
            return action(caller, ask)
        return self._once(caller, rpc, token, lambda: action(caller, ask))

    def _once(self, caller: Caller, rpc: Rpc, token: str, act: Callable[[], Row]) -> Row:
        """Carry out a call, or answer it as before; a call that was refused is forgotten."""
        key = (caller.account, rpc.action, token)
        if key in self._answered:
            before, answer = self._answered[key]
            if before != rpc.parameters:
                text = "The client token was used for a call with other parameters."
                raise AlibabaRefusal("IdempotentParameterMismatch", text)
            return answer
        answer = act()
        self._answered[key] = (rpc.parameters, answer)
        return answer


def _actions(
    physical_connections: PhysicalConnections, routers: Routers, bgp: Bgp
) -> dict[str, tuple[type[parameters.Ask], Action]]:
    return {
        "DescribePhysicalConnections": (parameters.DescribePhysicalConnections, physical_connections.describe),
        "GetPhysicalConnectionServiceStatus": (parameters.Ask, physical_connections.service_status),
        "OpenPhysicalConnectionService": (parameters.Ask, physical_connections.open_service),
        "ConfirmPhysicalConnection": (parameters.OnPhysicalConnection, physical_connections.confirm),
        "CreatePhysicalConnectionOccupancyOrder": (parameters.CreatePhysicalConnectionOccupancyOrder, physical_connections.pay),
        "TerminatePhysicalConnection": (parameters.OnPhysicalConnection, physical_connections.terminate),
        "RecoverPhysicalConnection": (parameters.RecoverPhysicalConnection, physical_connections.recover),
        "CancelPhysicalConnection": (parameters.OnPhysicalConnection, physical_connections.cancel),
        "DeletePhysicalConnection": (parameters.OnPhysicalConnection, physical_connections.delete),
        "CreateVirtualBorderRouter": (parameters.CreateVirtualBorderRouter, routers.create),
        "DescribeVirtualBorderRouters": (parameters.DescribeVirtualBorderRouters, routers.describe),
        "ModifyVirtualBorderRouterAttribute": (parameters.ModifyVirtualBorderRouterAttribute, routers.modify),
        "DeleteVirtualBorderRouter": (parameters.DeleteVirtualBorderRouter, routers.delete),
        "CreateBgpGroup": (parameters.CreateBgpGroup, bgp.create_group),
        "DescribeBgpGroups": (parameters.DescribeBgpGroups, bgp.describe_groups),
        "ModifyBgpGroupAttribute": (parameters.ModifyBgpGroupAttribute, bgp.modify_group),
        "DeleteBgpGroup": (parameters.DeleteBgpGroup, bgp.delete_group),
        "CreateBgpPeer": (parameters.CreateBgpPeer, bgp.create_peer),
        "DescribeBgpPeers": (parameters.DescribeBgpPeers, bgp.describe_peers),
        "ModifyBgpPeerAttribute": (parameters.ModifyBgpPeerAttribute, bgp.modify_peer),
        "DeleteBgpPeer": (parameters.DeleteBgpPeer, bgp.delete_peer),
        "AddBgpNetwork": (parameters.AddBgpNetwork, bgp.add_network),
        "DescribeBgpNetworks": (parameters.DescribeBgpNetworks, bgp.describe_networks),
        "DeleteBgpNetwork": (parameters.OnNetwork, bgp.delete_network),
    }


def _note(answer: Row) -> str:
    """Return an answer in short: the states that it shows."""
    rows = [row for outer in answer.values() if isinstance(outer, dict) for inner in outer.values() for row in inner]
    return ", ".join(str(row["Status"]) for row in rows if isinstance(row, dict))
