# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands before every call: counting, latency, faults, authorisation, and errors as the APIs answer them."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from . import hostile, seed
from .alibaba_refusals import AlibabaRefusal
from .faults import Fault
from .refusals import FORBIDDEN, JSON_SYNTAX, UNAUTHORIZED, UNSUPPORTED_MEDIA_TYPE, Refusal
from .world import Settings

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
CLIENT = seed.CLIENT
TOKEN = "demo-access-token"
READER_TOKEN = "reader-access-token"  # of a user without the role to order
CONTROL = "/simulator/"
METADATA = "/latest/"  # of an ECS instance
FREE = ("/oauth2/", METADATA)  # for everybody, and without effect
UNKNOWN_CALL = {
    404: ("EQ-3034003", "Method not supported,Please check the URL passed"),
    405: ("EQ-3142569", "Method not supported, Please check the URL passed"),
}
RPC = "/"  # where the calls to Alibaba Cloud come to
VPC_FAILURES = {
    429: ("Throttling.User", "Request was denied due to user flow control."),
    500: ("InternalError", "The request processing has failed due to some unknown error."),
    503: ("ServiceUnavailable", "The request has failed due to a temporary failure of the server."),
}
BODY = web.RequestKey("body", object)
CORRELATION_ID = web.RequestKey("correlation_id", str)
NOTE = web.RequestKey("note", str)


@dataclass
class Call:
    """One call as it came in; ``mutating`` tells that it would order, change or remove something.

    A call to Alibaba Cloud has the path ``/vpc/ACTION``, and all its parameters as its query.
    """

    method: str
    path: str
    query: dict[str, str]
    body: Any
    correlation_id: str
    mutating: bool
    status: int = 0  # 0 while there is no answer, or none was sent
    note: str = ""  # what the answer said, in short


@dataclass
class Rpc:
    """What a call to Alibaba Cloud says: its action, and its parameters from the query and from the form."""

    action: str
    version: str
    parameters: dict[str, str]
    body: bytes

    @property
    def mutating(self) -> bool:
        """Tell whether it would open, order, change or remove something."""
        return not self.action.startswith(("Describe", "Get", "List", "AssumeRole"))


RPC_CALL = web.RequestKey("rpc", Rpc)


@dataclass
class Middleware:
    """Lets calls in. Keeps what came, and the tokens that are good until when."""

    settings: Settings
    settle: Callable[[], None] = lambda: None  # carries out what is due before a call
    watch: Callable[[Call, web.Response], None] = lambda _call, _answer: None  # sees every answer, before a fault spoils it
    calls: list[Call] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    logins: int = 0
    tokens: dict[str, float] = field(default_factory=lambda: {TOKEN: float("inf"), READER_TOKEN: float("inf")})

    def middleware(self) -> Any:
        """Return the middleware of the application."""

        @web.middleware
        async def pass_through(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.path.startswith(CONTROL):
                return await handler(request)
            return await self._pass(request, handler)

        return pass_through

    async def _pass(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            text = await request.text()
        except ConnectionError:
            return web.Response()  # nobody is there any more, so the call never came in
        request[CORRELATION_ID] = request.headers.get("X-CORRELATION-ID") or str(uuid.uuid4())
        call = _call(request, text)
        self.calls.append(call)
        await asyncio.sleep(self.settings.latency)
        fault = next((item for item in self.faults if item.strikes(call.method, call.path)), None)
        if fault is None:
            return await self._answer(request, handler, text, call)
        if fault.kind == "token_expired":
            self.tokens.pop(_bearer(request), None)
            return await self._answer(request, handler, text, call)
        answer: web.StreamResponse | None = None
        if fault.took_effect or fault.kind in ("half_json", "slow"):
            answer = await self._answer(request, handler, text, call)
        return await self._spoil(request, fault, call, answer)

    async def _spoil(
        self, request: web.Request, fault: Fault, call: Call, answer: web.StreamResponse | None
    ) -> web.StreamResponse:
        if fault.kind in ("silence", "slow"):
            await asyncio.sleep(fault.seconds)
        if fault.kind == "slow" and answer is not None:
            return answer
        if fault.kind == "half_json" and isinstance(answer, web.Response):
            text = answer.text or "{}"
            return web.Response(text=text[: len(text) // 2], status=answer.status, content_type="application/json")
        if fault.kind in hostile.KINDS:
            call.status = fault.status
            return await hostile.answer(request, fault)
        call.status = 0
        if fault.kind in ("cut", "silence"):
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        call.status = fault.status
        if fault.kind == "html":
            page = "<html><body><h1>Bad gateway</h1></body></html>"
            return web.Response(text=page, status=fault.status, content_type="text/html", headers=fault.headers)
        if fault.kind == "empty":
            return web.Response(status=fault.status, headers=fault.headers)
        body = _failure(fault, call).body(call.correlation_id)
        return web.json_response(body, status=fault.status, headers=fault.headers)

    async def _answer(self, request: web.Request, handler: Handler, text: str, call: Call) -> web.StreamResponse:
        self.settle()
        try:
            if RPC_CALL not in request:  # Alibaba Cloud's calls are signed
                self._authorise(request, call)
            if request.match_info.http_exception is not None:
                raise request.match_info.http_exception
            if RPC_CALL not in request and not request.path.startswith(METADATA):
                request[BODY] = _body(request, text)
            response = await handler(request)
        except Refusal as refusal:
            response = web.json_response(refusal.body(call.correlation_id), status=refusal.status)
        except (web.HTTPMethodNotAllowed, web.HTTPNotFound) as error:
            code, text = UNKNOWN_CALL[error.status]
            response = web.json_response(Refusal(code, text).body(call.correlation_id), status=error.status)
        call.status, call.note = response.status, request.get(NOTE, "")
        if isinstance(response, web.Response):
            self.watch(call, response)
        return response

    def _authorise(self, request: web.Request, call: Call) -> None:
        if request.path.startswith(FREE):
            return
        token = _bearer(request)
        if self.tokens.get(token, 0.0) <= time.monotonic():
            raise Refusal(UNAUTHORIZED, "Unauthorized", status=401)
        if token == READER_TOKEN and (call.mutating or "dryRun" in call.query):
            raise Refusal(FORBIDDEN, "Your account isn't authorized to perform this task.", status=403)

    def log_in(self, body: Any) -> web.Response:
        """Answer a login; all values of the answer are texts, the life time included."""
        self.logins += 1
        known = isinstance(body, dict) and (body.get("client_id"), body.get("client_secret")) == CLIENT
        if not known or body.get("grant_type") != "client_credentials":
            error = {
                "errorDomain": "apps",
                "errorTitle": "Invalid credentials",
                "errorCode": "S1006",
                "developerMessage": "invalid client credentials",
                "errorMessage": "invalid client credentials",
            }
            return web.json_response(error, status=401)
        token = uuid.uuid4().hex
        self.tokens[token] = time.monotonic() + self.settings.token_life
        life = str(int(self.settings.token_life))
        return web.json_response({"access_token": token, "token_timeout": life, "user_name": "demo-user", "token_type": "Bearer"})


def mutates(method: str, path: str, dry_run: str | None) -> bool:
    """Tell whether a call would order, change or remove something."""
    if dry_run == "true" or path.startswith(FREE):
        return False
    return method != "GET" and not path.endswith(("/search", "/validate"))


def _call(request: web.Request, text: str) -> Call:
    """Return a call as it came in."""
    query, identity = dict(request.query), request[CORRELATION_ID]
    if request.path != RPC:
        mutating = mutates(request.method, request.path, query.get("dryRun"))
        return Call(request.method, request.path, query, _parsed(text), identity, mutating)
    if request.content_type == "application/x-www-form-urlencoded":
        query.update(parse_qsl(text, keep_blank_values=True))
    action = request.headers.get("x-acs-action") or query.get("Action", "")
    version = request.headers.get("x-acs-version") or query.get("Version", "")
    rpc = request[RPC_CALL] = Rpc(action, version, query, text.encode())
    return Call(request.method, f"/vpc/{action}", query, None, identity, rpc.mutating)


def _failure(fault: Fault, call: Call) -> Refusal:
    """Return what a cloud says when it fails, unless the fault says it itself."""
    if not call.path.startswith("/vpc/"):
        return Refusal(fault.code or "EQ-3001206", fault.text or "Internal Server Error")
    code, text = VPC_FAILURES.get(fault.status, VPC_FAILURES[500])
    return AlibabaRefusal(fault.code or code, fault.text or text)


def _bearer(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


def _body(request: web.Request, text: str) -> Any:
    """Return the parsed body; its content type has to be the one that the call takes."""
    if request.method not in ("POST", "PATCH", "PUT"):
        return None
    wanted = "application/json-patch+json" if request.method == "PATCH" else "application/json"
    if request.content_type != wanted:
        text = "Unsupported media type, please check the request's Content-Type or Content-Encoding"
        raise Refusal(UNSUPPORTED_MEDIA_TYPE, text, status=415)
    try:
        return json.loads(text)
    except ValueError:
        raise Refusal(JSON_SYNTAX, "JSON syntax error.") from None
