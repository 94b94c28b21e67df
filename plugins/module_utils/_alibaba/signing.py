# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signing calls to Alibaba Cloud: ACS3-HMAC-SHA256.

Source: "V3 request structure and signature" of Alibaba Cloud's SDK documentation. A request is put into a canonical form
(method, path, sorted query, signed headers, hash of the body), and a keyed hash of that form goes into ``Authorization``.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl, quote, urlsplit

from .._core.clock import Clock, Deadline
from .._core.errors import InputError
from .._core.http import Transport
from .._core.settings import check_credential

ALGORITHM = "ACS3-HMAC-SHA256"
# Besides these, every x-acs-* header is signed.
_SIGNED = frozenset({"host", "content-type"})


@dataclass(frozen=True)
class AccessKey:
    """What the user gave to sign with; ``security_token`` goes with temporary keys. Empty strings count as not given."""

    access_key_id: str | None = None
    access_key_secret: str | None = field(default=None, repr=False)
    security_token: str | None = field(default=None, repr=False)

    def check(self) -> None:
        """Refuse a key that cannot work, before any call."""
        for option in ("access_key_id", "access_key_secret", "security_token"):
            check_credential(option, getattr(self, option))
        if self.access_key_id and self.access_key_secret:
            return
        if self.access_key_id or self.access_key_secret:
            missing = "access_key_secret" if self.access_key_id else "access_key_id"
            raise InputError(
                missing, f"{missing} is missing beside its other half; give it or set ALIBABA_CLOUD_{missing.upper()}."
            )
        raise InputError(
            "access_key_id",
            "No Alibaba Cloud credentials were given; set access_key_id and access_key_secret (ALIBABA_CLOUD_ACCESS_KEY_ID, "
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET), profile (ALIBABA_CLOUD_PROFILE) or ecs_ram_role (ALIBABA_CLOUD_ECS_METADATA).",
        )


class KeySource(Protocol):
    """Where the key of a call comes from."""

    def key(self, deadline: Deadline) -> AccessKey:
        """Return the key to sign with now. Raises ApiError."""


class FixedKey:
    """A key that was given, and stays as it is."""

    def __init__(self, key: AccessKey) -> None:
        key.check()
        self._key = key

    def key(self, deadline: Deadline) -> AccessKey:
        """Return the key."""
        return self._key


def canonical_query(query: str) -> str:
    """Return a query as it is signed: sorted, with ``%20`` where a form has ``+``."""
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    return "&".join(f"{quote(key, safe='~')}={quote(value, safe='~')}" for key, value in pairs)


def authorization(method: str, url: str, headers: Mapping[str, str], body: bytes, key: AccessKey) -> str:
    """Return the ``Authorization`` header of a request with these headers (all of those that are signed, Host included)."""
    signed = {name.lower(): value.strip() for name, value in headers.items()}
    names = sorted(name for name in signed if name in _SIGNED or name.startswith("x-acs-"))
    parts = urlsplit(url)
    canonical = "\n".join(
        [
            method,
            parts.path or "/",
            canonical_query(parts.query),
            "".join(f"{name}:{signed[name]}\n" for name in names),
            ";".join(names),
            hashlib.sha256(body).hexdigest(),
        ]
    )
    text = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new((key.access_key_secret or "").encode(), text.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key.access_key_id},SignedHeaders={';'.join(names)},Signature={signature}"


class Acs3Auth:
    """Signs each request anew (``requests.auth`` protocol): its date and nonce are good for one only."""

    def __init__(self, source: KeySource, clock: Clock | None = None) -> None:
        self._source = source
        self._clock = clock or Clock()
        self._key = AccessKey()

    def __call__(self, request: Any) -> Any:
        body = request.body or b""
        headers = request.headers
        headers["Host"] = urlsplit(request.url).netloc
        moment = datetime.fromtimestamp(self._clock.now(), UTC)
        headers["x-acs-date"] = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        headers["x-acs-signature-nonce"] = uuid.uuid4().hex
        headers["x-acs-content-sha256"] = hashlib.sha256(body).hexdigest()
        if self._key.security_token:
            headers["x-acs-security-token"] = self._key.security_token
        headers["Authorization"] = authorization(request.method, request.url, headers, body, self._key)
        return request

    def prepare(self, transport: Transport, deadline: Deadline) -> None:
        """Have a key that is still good."""
        self._key = self._source.key(deadline)

    def renew(self, transport: Transport, deadline: Deadline) -> bool:
        """A key is renewed before it ends; one that is refused will be refused again."""
        return False
