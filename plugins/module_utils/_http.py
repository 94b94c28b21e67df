# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Transport to an HTTP API: one session, time-outs, repeats where they are safe, correlation ids.

Knows nothing of Ansible nor of any one API. Raises ``_errors.ApiError``, never exits.
"""

from __future__ import annotations

import email.utils
import enum
import ipaddress
import json
import random
import ssl
import time
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from ansible_collections.interconnect.equinix.plugins.module_utils._errors import (
    ApiError,
    ErrorDetail,
    InputError,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._rate import RateLimit

try:
    import requests
    from urllib3.exceptions import NewConnectionError
except ImportError:
    REQUESTS_IMPORT_ERROR: str | None = traceback.format_exc()
else:
    REQUESTS_IMPORT_ERROR = None

MAX_ANSWER_BYTES = 32 * 1024 * 1024
MAX_DELAY = 60.0
TEMPORARY_STATUSES = frozenset({408, 429, 500, 502, 503, 504})


class Repeat(enum.Enum):
    """Whether a call may be sent again when its answer is missing or a server error."""

    SAFE = "safe"  # reads, dry runs, removals: the second call cannot do harm
    NEVER = "never"  # orders: sent again only where it is certain that the first did nothing


class Clock:
    """Time as this collection sees it; tests give another."""

    def monotonic(self) -> float:
        """Return seconds since some moment, never going back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def now(self) -> float:
        """Return seconds since 1970."""
        return time.time()


class Deadline:
    """A moment after which nothing is started any more. ``seconds`` None means no limit."""

    def __init__(self, seconds: float | None, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._started = self._clock.monotonic()
        self._seconds = seconds

    @property
    def elapsed(self) -> float:
        """Seconds since this deadline was set."""
        return self._clock.monotonic() - self._started

    @property
    def remaining(self) -> float:
        """Seconds left, never below 0; infinite without a limit."""
        if self._seconds is None:
            return float("inf")
        return max(0.0, self._seconds - self.elapsed)


class Auth(Protocol):
    """How a call proves who is asking."""

    def __call__(self, request: Any) -> Any:
        """Sign a prepared request (``requests.auth`` protocol)."""

    def prepare(self, transport: Transport, deadline: Deadline) -> None:
        """Get what signing needs, once, before the first call."""

    def renew(self, transport: Transport, deadline: Deadline) -> bool:
        """After a 401: get new credentials. False when there is no way to."""


@dataclass(frozen=True)
class Answer:
    """A successful answer: HTTP status and the parsed JSON body (None when empty)."""

    status: int
    data: Any


@dataclass(frozen=True)
class Settings:
    """How to reach an API. ``timeout`` is in seconds for one request, ``retries`` counts repeats after the first try."""

    endpoint: str
    timeout: float = 30.0
    retries: int = 5
    ca_path: str | None = None
    validate_certs: bool = True


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address never leaves this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_settings(settings: Settings) -> None:
    """Refuse endpoints that would show secrets to the network, and numbers that make no sense."""
    parts = urlsplit(settings.endpoint)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise InputError(
            "api_endpoint",
            f"api_endpoint '{settings.endpoint}' is not the address of an API; give one such as https://api.equinix.com.",
        )
    if parts.username or parts.query or parts.fragment:
        raise InputError(
            "api_endpoint",
            f"api_endpoint for host '{host}' must be a scheme, a host and at most a port and a path; "
            "credentials go into their own options.",
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise InputError(
            "api_endpoint",
            f"api_endpoint '{settings.endpoint}' would send the credentials unencrypted; "
            "use https:// (plain http:// is accepted for loopback addresses only).",
        )
    if settings.timeout <= 0:
        raise InputError("api_timeout", f"api_timeout {settings.timeout:g} is not a time; give a number of seconds above 0.")
    if settings.retries < 0:
        raise InputError("api_retries", f"api_retries {settings.retries} is below 0; give 0 to never repeat a call.")


def parse_retry_after(value: str | None, now: float) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks for (RFC 9110: seconds or a date), None without a usable one."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        # Longer numbers are no delays that anybody means, and float() has a limit of its own.
        return float(text[:9])
    try:
        moment = email.utils.parsedate_to_datetime(text)
        return max(0.0, moment.timestamp() - now)
    except (TypeError, ValueError, OverflowError):
        return None


def backoff(attempt: int, asked: float | None, spread: float) -> float:
    """Return the seconds to wait before repeat number ``attempt`` (from 1); ``spread`` is a random number in 0..1.

    What the server asks for is kept to, up to MAX_DELAY; otherwise it doubles from half a second, with jitter so that
    many clients do not come back at the same moment.
    """
    if asked is not None:
        return min(asked + spread * 0.25, MAX_DELAY)
    return min(0.5 * 2.0 ** (attempt - 1), MAX_DELAY) * (0.5 + 0.5 * spread)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and everything that led to it, as requests and urllib3 nest them."""
    todo: list[Any] = [error]
    seen: set[int] = set()
    while todo:
        item = todo.pop(0)
        if not isinstance(item, BaseException) or id(item) in seen:
            continue
        seen.add(id(item))
        yield item
        todo += [getattr(item, "reason", None), item.__cause__, item.__context__, *item.args]


@dataclass(frozen=True)
class _Failure:
    """Why one try brought no usable answer, and what follows from that."""

    message: str
    status: int | None = None
    details: tuple[ErrorDetail, ...] = ()
    correlation_id: str = ""
    retry_after: float | None = None
    doubt: bool = False  # the call may have taken effect
    temporary: bool = False  # the same call may succeed later

    def error(self) -> ApiError:
        return ApiError(
            self.message,
            status=self.status,
            details=self.details,
            correlation_id=self.correlation_id,
            doubt=self.doubt,
            temporary=self.temporary,
        )


ErrorParser = Callable[[int, Any, str], tuple[ErrorDetail, ...]]


class Transport:
    """Sends calls to one API endpoint, from as many threads as one likes.

    ``parse_errors`` turns (status, parsed body or None, raw text) of a refused call into details; it must not raise.
    """

    def __init__(
        self,
        settings: Settings,
        parse_errors: ErrorParser,
        auth: Auth | None = None,
        clock: Clock | None = None,
    ) -> None:
        check_settings(settings)
        self.settings = settings
        self.clock = clock or Clock()
        self._parse_errors = parse_errors
        self._auth = auth
        self._base = settings.endpoint.rstrip("/")
        self._verify: bool | str = (settings.ca_path or True) if settings.validate_certs else False
        self._rate = RateLimit()
        # Sessions that nobody uses right now: requests does not promise that two threads may share one.
        self._idle: list[requests.Session] = []

    @contextmanager
    def _session(self) -> Iterator[requests.Session]:
        try:
            session = self._idle.pop()
        except IndexError:
            session = requests.Session()
            # A proxy from the environment cannot reach this machine's loopback addresses.
            session.trust_env = not is_loopback(urlsplit(self.settings.endpoint).hostname or "")
        try:
            yield session
        finally:
            self._idle.append(session)

    def request(
        self,
        method: str,
        path: str,
        *,
        action: str,
        repeat: Repeat,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        content_type: str = "application/json",
        deadline: Deadline | None = None,
        anonymous: bool = False,
    ) -> Answer:
        """Send one call and return its answer, repeating it where ``repeat`` allows.

        ``action`` says in words what is being done ("order connection x"); error messages begin with it.
        Raises ApiError.
        """
        deadline = deadline or Deadline(None, self.clock)
        auth = None if anonymous else self._auth
        if auth is not None:
            auth.prepare(self, deadline)
        renewed = False
        attempt = 0
        while True:
            self._keep_to_rate(action, deadline)
            sent = self.clock.monotonic()
            answer = self._try(method, path, action, params, body, content_type, deadline, auth)
            if isinstance(answer, Answer):
                self._rate.passed()
                return answer
            if answer.status == 429:
                if self._refused(sent, answer) > self.settings.retries:
                    raise answer.error()
                continue
            if answer.status == 401 and auth is not None and not renewed:
                renewed = True
                if auth.renew(self, deadline):
                    continue
            attempt += 1
            certain = answer.temporary and not answer.doubt
            may_repeat = certain or (repeat is Repeat.SAFE and (answer.temporary or answer.doubt))
            if not may_repeat or attempt > self.settings.retries:
                raise answer.error()
            delay = backoff(attempt, answer.retry_after, random.random())  # jitter, not cryptography
            if delay >= deadline.remaining:
                raise answer.error()
            self.clock.sleep(delay)

    def _keep_to_rate(self, action: str, deadline: Deadline) -> None:
        """Wait while the API's rate limit holds."""
        while pause := self._rate.pause(self.clock.monotonic()):
            if pause >= deadline.remaining:
                raise _Failure(f"Cannot {action}: the API's rate limit left no time for it.", temporary=True).error()
            self.clock.sleep(pause)

    def _refused(self, sent: float, answer: _Failure) -> int:
        def delay(rounds: int) -> float:
            return backoff(rounds, answer.retry_after, random.random())  # jitter, not cryptography

        return self._rate.refused(sent, self.clock.monotonic(), delay)

    def _try(
        self,
        method: str,
        path: str,
        action: str,
        params: Mapping[str, Any] | None,
        body: Any,
        content_type: str,
        deadline: Deadline,
        auth: Auth | None,
    ) -> Answer | _Failure:
        correlation_id = str(uuid.uuid4())
        headers = {"Accept": "application/json", "X-CORRELATION-ID": correlation_id}
        data = None
        if body is not None:
            headers["Content-Type"] = content_type
            data = json.dumps(body).encode()
        timeout = min(self.settings.timeout, deadline.remaining)
        if timeout <= 0:
            return _Failure(f"Cannot {action}: no time was left to send the request.", correlation_id=correlation_id)
        limit = Deadline(timeout, self.clock)
        try:
            with self._session() as session:
                response = session.request(
                    method,
                    self._base + path,
                    params=params,
                    data=data,
                    headers=headers,
                    timeout=timeout,
                    verify=self._verify,
                    auth=auth,
                    # Following one would carry the credentials to wherever the answer points.
                    allow_redirects=False,
                    stream=True,
                )
                with response:
                    text = self._read(response, limit)
        except (requests.exceptions.RequestException, OSError) as error:
            return self._no_answer(action, error, correlation_id)
        return self._judge(action, response, text, correlation_id)

    def _read(self, response: Any, limit: Deadline) -> str:
        """Read a body that may be endless or slow; the time-out of requests only bounds the silence between two bytes."""
        chunks = []
        size = 0
        for chunk in response.iter_content(65536):
            size += len(chunk)
            if size > MAX_ANSWER_BYTES:
                raise requests.exceptions.ContentDecodingError(f"the answer is larger than {MAX_ANSWER_BYTES} bytes")
            if limit.remaining <= 0:
                raise requests.exceptions.ReadTimeout("the answer did not arrive whole in time")
            chunks.append(chunk)
        return b"".join(chunks).decode("utf-8", "replace")

    def _no_answer(self, action: str, error: Exception, correlation_id: str) -> _Failure:
        causes = list(_causes(error))
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
            return _Failure(
                f"Cannot {action}: the certificate of {self._base} is not trusted; "
                "give the certificate authority's file as ca_path.",
                correlation_id=correlation_id,
            )
        if any(isinstance(cause, (NewConnectionError, requests.exceptions.ConnectTimeout)) for cause in causes):
            reason = next((c.strerror for c in causes if isinstance(c, OSError) and c.strerror), "no connection")
            return _Failure(
                f"Cannot {action}: {self._base} cannot be reached ({reason}); check api_endpoint, the network and any proxy.",
                correlation_id=correlation_id,
                temporary=True,
            )
        if isinstance(error, requests.exceptions.Timeout):
            what = f"no answer within {self.settings.timeout:g} s (api_timeout)"
        else:
            what = "the connection ended before the answer was whole"
        return _Failure(
            f"Cannot {action}: {what} (correlation id {correlation_id}).",
            correlation_id=correlation_id,
            doubt=True,
            temporary=True,
        )

    def _judge(self, action: str, response: Any, text: str, sent_id: str) -> Answer | _Failure:
        status = int(response.status_code)
        try:
            data = json.loads(text) if text.strip() else None
            garbled = False
        except (ValueError, RecursionError):
            data, garbled = None, True
        if 200 <= status < 300 and not garbled:
            return Answer(status, data)
        if 200 <= status < 300:
            return _Failure(
                f"Cannot {action}: the answer (HTTP {status}) is not JSON (correlation id {sent_id}).",
                status=status,
                correlation_id=sent_id,
                doubt=True,
            )
        details = self._parse_errors(status, data, text)
        said = "; ".join(str(detail) for detail in details if str(detail)) or "no reason given"
        if 300 <= status < 400:
            said = "a redirect, which is never followed; check api_endpoint"
        return _Failure(
            f"Cannot {action}: HTTP {status}, {said} (correlation id {sent_id}).",
            status=status,
            details=details,
            correlation_id=sent_id,
            retry_after=parse_retry_after(response.headers.get("Retry-After"), self.clock.now()),
            # A server error may come after the work was done; a refusal and a rate limit come instead of it.
            doubt=status >= 500 or status == 408,
            temporary=status in TEMPORARY_STATUSES,
        )
