# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Temporary keys, of a role that is assumed and of the role of an ECS instance, renewed before they end.

Source: AssumeRole of Alibaba Cloud's Security Token Service (2015-04-01); "Instance RAM roles" and "Instance metadata" of the
documentation of Elastic Compute Service, in its hardened mode (a token for each session).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from .._core.clock import Clock, Deadline
from .._core.data import dig, text_at
from .._core.errors import ApiError
from .._core.http import Transport
from .._core.response import Incomplete, TooLarge, TooLate, Unusable, read_body
from .api import STS_VERSION, send
from .auth import ANY_ROLE, Role, Who
from .signing import AccessKey, FixedKey, KeySource

# _http says that it is missing, to whoever makes a call.
with suppress(ImportError):
    import requests

METADATA = "http://100.100.100.200"
_ROLES = "/latest/meta-data/ram/security-credentials/"
_METADATA_SECONDS = 5.0
_SESSION = {"X-aliyun-ecs-metadata-token-ttl-seconds": "21600"}
# A key is renewed so many seconds before its end; a shorter one in the last fifth of its life.
_MARGIN = 300.0


class Temporary(NamedTuple):
    """A key and the moment when it ends, in seconds since 1970."""

    key: AccessKey
    until: float


class RenewedKey:
    """A key that is fetched when it is first needed, and again before it ends."""

    def __init__(self, fetch: Callable[[Deadline], Temporary], keep_secret: Callable[[str], None], clock: Clock) -> None:
        """``keep_secret`` is told what must be in no output."""
        self._fetch, self._keep_secret, self._clock = fetch, keep_secret, clock
        self._lock = threading.Lock()
        self._held: Temporary | None = None
        self._renew_at = 0.0

    def key(self, deadline: Deadline) -> AccessKey:
        """Return a key that is good for a while. Raises ApiError."""
        with self._lock:
            now = self._clock.now()
            held = self._held
            if held is None or now >= self._renew_at:
                held = self._renewed(held, now, deadline)
            return held.key

    def _renewed(self, before: Temporary | None, now: float, deadline: Deadline) -> Temporary:
        try:
            held = self._fetch(deadline)
        except ApiError:
            # It was early; the next call tries again.
            if before is None or now >= before.until:
                raise
            return before
        for secret in (held.key.access_key_secret, held.key.security_token):
            self._keep_secret(secret or "")
        self._held, self._renew_at = held, held.until - min(_MARGIN, (held.until - now) / 5)
        return held


def source_of(
    who: Who,
    sts: Callable[[KeySource], Transport],
    metadata: str,
    keep_secret: Callable[[str], None],
    clock: Clock | None = None,
) -> KeySource:
    """Return where the key of a caller comes from.

    ``sts`` returns a client of STS for a key, ``metadata`` is the address of the metadata service.
    """
    clock = clock or Clock()
    source: KeySource
    if who.key is not None:
        source = FixedKey(who.key)
    else:
        instance = Instance(metadata, who.instance_role, clock)
        source = RenewedKey(instance.fetch, keep_secret, clock)
    for role in who.roles:
        source = RenewedKey(_assuming(sts(source), role), keep_secret, clock)
    return source


def _assuming(transport: Transport, role: Role) -> Callable[[Deadline], Temporary]:
    def fetch(deadline: Deadline) -> Temporary:
        action = f"assume role {role.label}"
        answer = send(
            transport,
            action,
            {"x-acs-action": "AssumeRole", "x-acs-version": STS_VERSION},
            {
                "RoleArn": role.arn,
                "RoleSessionName": role.session_name,
                "DurationSeconds": role.duration,
                "ExternalId": role.external_id or None,
                "Policy": role.policy or None,
            },
            deadline,
        )
        return _read(dig(answer, "Credentials"), action)

    return fetch


def _read(data: Any, action: str) -> Temporary:
    """Read a temporary key. Raises ApiError."""
    key = AccessKey(text_at(data, "AccessKeyId"), text_at(data, "AccessKeySecret"), text_at(data, "SecurityToken"))
    try:
        until = datetime.strptime(text_at(data, "Expiration"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        until = 0.0
    if not (key.access_key_id and key.access_key_secret and key.security_token and until):
        raise ApiError(f"Cannot {action}: the answer has no temporary key.", temporary=True)
    return Temporary(key, until)


class Instance:
    """The metadata service of the ECS instance that this runs on. It is asked directly, never by way of a proxy."""

    def __init__(self, address: str, role: str, clock: Clock) -> None:
        self._address, self._role, self._clock = address, role, clock
        self._action = "get a key of this ECS instance's RAM role"

    def fetch(self, deadline: Deadline) -> Temporary:
        """Return a key of the instance's role. Raises ApiError."""
        session = {"X-aliyun-ecs-metadata-token": self._ask("PUT", "/latest/api/token", _SESSION, deadline).strip()}
        role = self._role
        if role == ANY_ROLE:
            role = self._ask("GET", _ROLES, session, deadline).split("\n")[0].strip()
        try:
            data = json.loads(self._ask("GET", _ROLES + quote(role, safe=""), session, deadline))
        except ValueError:
            data = None
        return _read(data, self._action)

    def _ask(self, method: str, path: str, headers: dict[str, str], deadline: Deadline) -> str:
        seconds = min(_METADATA_SECONDS, deadline.remaining)
        try:
            with requests.Session() as client:
                client.trust_env = False
                with client.request(
                    method, self._address + path, headers=headers, timeout=max(seconds, 0.001), allow_redirects=False, stream=True
                ) as answer:
                    status, text = answer.status_code, read_body(answer, Deadline(seconds, self._clock))
        except (requests.exceptions.RequestException, OSError, Incomplete, TooLarge, TooLate, Unusable):
            raise ApiError(
                f"Cannot {self._action}: the metadata service {self._address} does not answer; ecs_ram_role works where the "
                "module runs on an ECS instance of Alibaba Cloud.",
                temporary=True,
            ) from None
        if status == 404:
            named = "no RAM role" if self._role == ANY_ROLE else f"no RAM role '{self._role}'"
            raise ApiError(
                f"Cannot {self._action}: {named} is attached to it; attach one, or give its name as ecs_ram_role.", status=status
            )
        if status != 200:
            raise ApiError(
                f"Cannot {self._action}: the metadata service {self._address} answered HTTP {status}.",
                status=status,
                temporary=status >= 500,
            )
        return text
