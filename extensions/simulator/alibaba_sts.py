# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Temporary keys: the Security Token Service, and the metadata service of an ECS instance of the first account."""

from __future__ import annotations

import re
import uuid

from aiohttp import web

from . import seed
from .alibaba_refusals import AlibabaRefusal, missing
from .alibaba_signatures import Caller, Doorkeeper
from .middleware import METADATA
from .world import Row, Settings

ROLES = f"{METADATA}meta-data/ram/security-credentials/"
INSTANCE_ROLE = list(seed.ALIBABA_ROLES)[-1]
ARN = re.compile(r"acs:ram::(\d+):role/([\w.@-]+)")
SESSION_NAME = re.compile(r"[\w.@-]{2,64}")
LONGEST = 3600  # of each role; who asks for more is refused
TOKEN_TTL, TOKEN = "X-aliyun-ecs-metadata-token-ttl-seconds", "X-aliyun-ecs-metadata-token"


class Sts:
    """Issues keys for roles."""

    def __init__(self, settings: Settings, doorkeeper: Doorkeeper) -> None:
        self._settings = settings
        self._doorkeeper = doorkeeper
        self._sessions: set[str] = set()

    def act(self, caller: Caller, action: str, asked: dict[str, str]) -> Row:
        """Answer an action of STS (2015-04-01)."""
        if action == "GetCallerIdentity":
            return _identity(caller)
        if action == "AssumeRole":
            return self._assume(caller, asked)
        raise AlibabaRefusal("InvalidAction.NotFound", "Specified api is not found, please check your url and method.", 404)

    def _assume(self, caller: Caller, asked: dict[str, str]) -> Row:
        for name in ("RoleArn", "RoleSessionName"):
            if not asked.get(name):
                raise missing(name)
        arn = ARN.fullmatch(asked["RoleArn"])
        if arn is None or not SESSION_NAME.fullmatch(asked["RoleSessionName"]):
            raise AlibabaRefusal("InvalidParameter", "The parameter RoleArn or RoleSessionName is wrongly formed.")
        seconds = int(asked.get("DurationSeconds") or 3600)
        if not 900 <= seconds <= LONGEST:
            raise AlibabaRefusal("InvalidParameter.DurationSeconds", f"DurationSeconds must be between 900 and {LONGEST}.")
        account, role = arn.groups()
        if account not in seed.ALIBABA_KEYS or role not in seed.ALIBABA_ROLES:
            raise AlibabaRefusal("EntityNotExist.Role", "The specified Role not exists.", 404)
        if caller.reads_only or seed.ALIBABA_ROLES[role] != asked.get("ExternalId", ""):
            raise AlibabaRefusal(
                "NoPermission", "You are not authorized to do this action. You should be authorized by RAM.", 403
            )
        return {"Credentials": self._doorkeeper.issue(Caller(account), self._settings.role_life or seconds)}

    # -- the metadata service

    def routes(self) -> list[web.RouteDef]:
        """Return its routes."""
        return [
            web.put(f"{METADATA}api/token", self._session),
            web.get(ROLES, self._roles),
            web.get(f"{ROLES}{{role}}", self._role),
        ]

    async def _session(self, request: web.Request) -> web.Response:
        if not request.headers.get(TOKEN_TTL, "").isdigit():
            return web.Response(status=400)
        self._sessions.add(token := uuid.uuid4().hex)
        return web.Response(text=token)

    async def _roles(self, request: web.Request) -> web.Response:
        return web.Response(text=INSTANCE_ROLE) if self._admits(request) else web.Response(status=403)

    async def _role(self, request: web.Request) -> web.Response:
        if not self._admits(request):
            return web.Response(status=403)
        if request.match_info["role"] != INSTANCE_ROLE:
            return web.Response(status=404)
        key = self._doorkeeper.issue(Caller(next(iter(seed.ALIBABA_KEYS))), self._settings.role_life or 21600)
        return web.json_response({**key, "Code": "Success", "LastUpdated": "2026-01-01T00:00:00Z"})

    def _admits(self, request: web.Request) -> bool:
        return request.headers.get(TOKEN, "") in self._sessions


def _identity(caller: Caller) -> Row:
    """Return who calls, which every key may ask; a RAM user's key here."""
    return {
        "AccountId": caller.account,
        "Arn": f"acs:ram::{caller.account}:user/demo",
        "IdentityType": "RAMUser",
        "PrincipalId": "216959339000654321",
        "UserId": "216959339000654321",
    }
