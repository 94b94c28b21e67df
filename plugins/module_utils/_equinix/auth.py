# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logging in to Equinix's APIs (OAuth 2 client credentials), and the shape of their errors."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .._core.clock import Deadline
from .._core.errors import ApiError, AuthenticationError, ErrorDetail, InputError
from .._core.http import Repeat, Transport
from .._core.settings import check_credential

DEFAULT_TOKEN_LIFE = 3600


@dataclass(frozen=True)
class Token:
    """A bearer token and the seconds that it lives."""

    value: str
    expires_in: int


@dataclass(frozen=True)
class Credentials:
    """What the user gave to log in with; an explicit token wins over the pair. Empty strings count as not given."""

    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    access_token: str | None = field(default=None, repr=False)

    def check(self) -> None:
        """Refuse credentials that cannot work, before any call."""
        for option in ("client_id", "client_secret", "access_token"):
            check_credential(option, getattr(self, option))
        if self.access_token or (self.client_id and self.client_secret):
            return
        if self.client_id or self.client_secret:
            missing, variable = (
                ("client_secret", "EQUINIX_API_CLIENTSECRET") if self.client_id else ("client_id", "EQUINIX_API_CLIENTID")
            )
            raise InputError(missing, f"{missing} is missing beside its other half; give it or set {variable}.")
        raise InputError(
            "client_id",
            "No credentials were given; set client_id and client_secret (EQUINIX_API_CLIENTID, "
            "EQUINIX_API_CLIENTSECRET) or access_token (EQUINIX_API_TOKEN).",
        )


# What to do about a refusal, by its HTTP status.
_ADVICE = {
    401: ErrorDetail("", "the access token is not valid or has expired; get a new one or give client_id and client_secret"),
    403: ErrorDetail("", "the user needs the role Fabric Connections Manager in this project"),
}


def log_in(transport: Transport, credentials: Credentials, deadline: Deadline | None = None) -> Token:
    """Exchange client id and secret for a token: ``POST /oauth2/v1/token``.

    Raises AuthenticationError when they are refused (documented as 400, seen as 401).
    """
    try:
        answer = transport.request(
            "POST",
            "/oauth2/v1/token",
            action="log in to Equinix",
            repeat=Repeat.SAFE,  # a refusal (4xx) is not temporary, so it is not repeated
            body={
                "grant_type": "client_credentials",
                "client_id": credentials.client_id,
                "client_secret": credentials.client_secret,
            },
            deadline=deadline,
            anonymous=True,
        )
    except ApiError as error:
        if error.status not in (400, 401, 403):
            raise
        # What is said of tokens and roles is about other calls.
        details = tuple(detail for detail in error.details if detail not in _ADVICE.values())
        said = "; ".join(map(str, details)) or f"HTTP {error.status}"
        raise AuthenticationError(
            f"Equinix refused client_id and client_secret ({said}); check both, and mind that five refusals "
            f"lock the account (correlation id {error.correlation_id}).",
            status=error.status,
            details=details,
            correlation_id=error.correlation_id,
        ) from None
    return read_token(answer.data)


def read_token(data: Any) -> Token:
    """Read a login's answer; every value in it is a string, the life time included."""
    value = data.get("access_token") if isinstance(data, dict) else None
    if not isinstance(value, str) or not value:
        raise ApiError("Cannot log in to Equinix: the answer has no access token.")
    try:
        life = int(data.get("token_timeout", DEFAULT_TOKEN_LIFE))
    except (TypeError, ValueError, OverflowError):
        life = DEFAULT_TOKEN_LIFE
    return Token(value, life)


class EquinixAuth:
    """Puts the bearer token on calls; logs in before the first one and again when the token has expired.

    Several threads log in once together, and a refusal holds for all of them.
    """

    def __init__(self, credentials: Credentials, keep_secret: Callable[[str], Any] = str) -> None:
        """``keep_secret`` is told every token that a login brings, so that it can be kept out of any output."""
        credentials.check()
        self._credentials = credentials
        self._keep_secret = keep_secret
        self._token = credentials.access_token or ""
        self._lock = threading.Lock()
        self._known = threading.local()  # the token at the beginning of this thread's call
        self._refusal: AuthenticationError | None = None

    def __call__(self, request: Any) -> Any:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def prepare(self, transport: Transport, deadline: Deadline) -> None:
        """Log in when there is no token yet."""
        with self._lock:
            if not self._token:
                self._log_in(transport, deadline)
            self._known.token = self._token

    def renew(self, transport: Transport, deadline: Deadline) -> bool:
        """Log in again after a 401; False when no client id and secret were given to do so."""
        if not (self._credentials.client_id and self._credentials.client_secret):
            return False
        with self._lock:
            # Another thread may have renewed it in the meantime.
            if self._token == self._known.token:
                self._log_in(transport, deadline)
        return True

    def _log_in(self, transport: Transport, deadline: Deadline) -> None:
        if self._refusal is not None:
            raise self._refusal
        try:
            self._token = log_in(transport, self._credentials, deadline).value
        except AuthenticationError as error:
            self._refusal = error
            raise
        self._keep_secret(self._token)


def _first(item: dict[str, Any], *keys: str) -> str:
    return next((str(item[key]) for key in keys if item.get(key)), "")


def _reasons(item: dict[str, Any]) -> Iterator[str]:
    more = item.get("additionalInfo")
    for info in more if isinstance(more, list) else [more]:
        if isinstance(info, dict):
            text = ": ".join(part for part in (_first(info, "property"), _first(info, "reason")) if part)
            if text:
                yield text


def parse_errors(status: int, data: Any, text: str) -> tuple[ErrorDetail, ...]:
    """Read the errors of a refused call, in any of the shapes that Equinix's APIs and gateways use.

    Fabric answers an array of ``{errorCode, errorMessage, details, additionalInfo[]}``, Network Edge the same or one
    object, OAuth and the gateway objects of other spelling; a proxy answers HTML or nothing. Never raises.
    """
    items = data.get("errors", [data]) if isinstance(data, dict) else data
    details = []
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        fault = item.get("fault")
        if isinstance(fault, dict):
            details.append(ErrorDetail("", _first(fault, "faultstring")))
            continue
        code = _first(item, "errorCode", "error_code", "error")
        texts = [
            _first(item, "errorMessage", "error_message", "error_description", "developerMessage", "developer_message"),
            _first(item, "details"),
            *_reasons(item),
        ]
        unique = list(dict.fromkeys(part.strip().rstrip(".") for part in texts if part.strip()))
        details.append(ErrorDetail(code, ", ".join(unique)))
    if not details and text.strip():
        details.append(ErrorDetail("", f"an answer that is no JSON error ({' '.join(text.split())[:80]})"))
    if status in _ADVICE:
        details.append(_ADVICE[status])
    return tuple(details)
