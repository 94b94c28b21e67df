# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Transport to an HTTP API: one session, time-outs, repeats where they are safe, correlation ids.

Knows nothing of Ansible nor of any one API. Raises ``_errors.ApiError``, never exits.
"""

from __future__ import annotations

import enum
import json
import random
import threading
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode, urlsplit

from .clock import Clock, Deadline
from .connect_errors import proxy_for, unsent
from .errors import ApiError, ErrorDetail
from .rate_limit import RateLimit
from .response import MAX_ANSWER_BYTES, Incomplete, TooLarge, TooLate, Unusable, parse_json, parse_retry_after, read_body
from .settings import Settings, check_settings, is_loopback

try:
    import requests
    from urllib3.exceptions import HTTPError, ReadTimeoutError
except ImportError:
    REQUESTS_IMPORT_ERROR: str | None = traceback.format_exc()
else:
    REQUESTS_IMPORT_ERROR = None

# Errors of one answer; an honest one has one or two.
MAX_DETAILS = 10
MAX_DELAY = 60.0
# Seconds by which a call may outlast its time, so that the more exact time-outs of the socket come first.
GRACE = 0.25
TEMPORARY_STATUSES = frozenset({408, 429, 500, 502, 503, 504})


class Repeat(enum.Enum):
    """Whether a call may be sent again when its answer is missing or a server error."""

    SAFE = "safe"  # reads, dry runs, removals: the second call cannot do harm
    NEVER = "never"  # orders: sent again only where it is certain that the first did nothing


class Auth(Protocol):
    """How a call proves who is asking."""

    def __call__(self, request: Any) -> Any:
        """Sign a prepared request (``requests.auth`` protocol)."""

    def prepare(self, transport: Transport, deadline: Deadline) -> None:
        """Get what signing needs, once, before the first call."""

    def renew(self, transport: Transport, deadline: Deadline) -> bool:
        """After a 401: get new credentials. False when there is no way to."""


class Answer(NamedTuple):
    """A successful answer: HTTP status and the parsed JSON body (None when empty)."""

    status: int
    data: Any


def backoff(attempt: int, asked: float | None, spread: float) -> float:
    """Return the seconds to wait before repeat number ``attempt`` (from 1); ``spread`` is a random number in 0..1.

    What the server asks for is kept to, up to MAX_DELAY; otherwise it doubles from half a second, with jitter so that
    many clients do not come back at the same moment.
    """
    if asked is not None:
        return min(asked + spread * 0.25, MAX_DELAY)
    return min(0.5 * 2.0 ** (attempt - 1), MAX_DELAY) * (0.5 + 0.5 * spread)


def _within(seconds: float, work: Callable[[], Any]) -> Any:
    """Return what ``work`` returns, or raise what it raises; TooLate when it takes longer than ``seconds``.

    The time-outs of a socket bound the silence between two bytes, and nothing bounds the look-up of a host name; a thread can
    be left alone. It ends with its socket's time-out, or with the process.
    """
    outcome: list[Any] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if failure:
        raise failure[0]
    if not outcome:
        raise TooLate
    return outcome[0]


def _anonymous(request: Any) -> Any:
    """Sign nothing. Without any ``auth``, requests would send what ~/.netrc has for the host."""
    return request


class _Failure(NamedTuple):
    """Why one try brought no usable answer, and what follows from that."""

    message: str
    status: int | None = None
    details: tuple[ErrorDetail, ...] = ()
    correlation_id: str = ""
    retry_after: float | None = None
    outcome_unknown: bool = False  # the call may have taken effect
    temporary: bool = False  # the same call may succeed later
    slowed_down: bool = False  # refused by a rate limit, without effect
    final: bool = False  # whatever became of it, the same call will bring the same answer

    def error(self) -> ApiError:
        return ApiError(
            self.message,
            status=self.status,
            details=self.details,
            correlation_id=self.correlation_id,
            outcome_unknown=self.outcome_unknown,
            temporary=self.temporary,
        )


ErrorParser = Callable[[int, Any, str], tuple[ErrorDetail, ...]]


class _Call(NamedTuple):
    """One call as it is sent, each time that it is."""

    method: str
    path: str
    action: str
    params: Mapping[str, Any] | None
    headers: Mapping[str, str]
    body: bytes | None


def _encoded(body: Any, form: Mapping[str, str] | None, content_type: str) -> tuple[dict[str, str], bytes | None]:
    """Return headers and body of a request."""
    headers = {"Accept": "application/json", "Accept-Encoding": "gzip"}
    if form is not None:
        return {**headers, "Content-Type": "application/x-www-form-urlencoded"}, urlencode(form).encode()
    if body is not None:
        return {**headers, "Content-Type": content_type}, json.dumps(body).encode()
    return headers, None


class Transport:
    """Sends calls to one API endpoint, from as many threads as one likes.

    ``parse_errors`` turns (status, parsed body or None, raw text) of a refused call into details; it must not raise.
    ``slowed_down`` tells by the error codes of a refusal that the call did nothing and may succeed later, for APIs whose
    status does not say so.
    """

    def __init__(
        self,
        settings: Settings,
        parse_errors: ErrorParser,
        auth: Auth | None = None,
        clock: Clock | None = None,
        slowed_down: Callable[[frozenset[str]], bool] = lambda codes: False,
    ) -> None:
        check_settings(settings)
        self.settings = settings
        self.clock = clock or Clock()
        self._parse_errors = parse_errors
        self._auth = auth
        self._slowed_down = slowed_down
        self._base = settings.endpoint.rstrip("/")
        # Never True: then requests would let variables of the environment choose the authorities.
        authorities = settings.ca_path or requests.utils.DEFAULT_CA_BUNDLE_PATH
        self._verify: bool | str = authorities if settings.validate_certs else False
        # A proxy from the environment cannot reach this machine's loopback addresses.
        self._by_proxy = not is_loopback(urlsplit(settings.endpoint).hostname or "")
        # What was asked to be changed at the provider so far, in words, for the case that this process is interrupted.
        self.sent: list[str] = []
        # Those of them that took effect, or may have.
        self.effects: list[str] = []
        self._rate = RateLimit()
        # Sessions that nobody uses right now: requests does not promise that two threads may share one.
        self._idle: list[requests.Session] = []

    @contextmanager
    def _session(self) -> Iterator[requests.Session]:
        try:
            session = self._idle.pop()
        except IndexError:
            session = requests.Session()
            session.trust_env = self._by_proxy
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
        form: Mapping[str, str] | None = None,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
        deadline: Deadline | None = None,
        anonymous: bool = False,
        changes: bool = False,
    ) -> Answer:
        """Send one call and return its answer, repeating it where ``repeat`` allows.

        ``action`` says in words what is being done ("order connection x"); error messages begin with it. ``body`` is sent
        as JSON, ``form`` as an HTML form would be. ``changes`` tells that it changes something at the provider.
        Raises ApiError.
        """
        deadline = deadline or Deadline(None, self.clock)
        auth = None if anonymous else self._auth
        if auth is not None:
            auth.prepare(self, deadline)
        sent, data = _encoded(body, form, content_type)
        call = _Call(method, path, action, params, {**sent, **(headers or {})}, data)
        if changes:
            self.sent.append(action)
        renewed = counted = False
        attempt = 0
        while True:
            self._keep_to_rate(action, deadline)
            moment = self.clock.monotonic()
            answer = self._try(call, deadline, auth)
            if changes and not counted and (isinstance(answer, Answer) or answer.outcome_unknown):
                counted = True
                self.effects.append(action)
            if isinstance(answer, Answer):
                self._rate.passed()
                return answer
            if answer.slowed_down:
                if self._refused(moment, answer) > self.settings.retries:
                    raise answer.error()
                continue
            if answer.status == 401 and auth is not None and not renewed:
                renewed = True
                if auth.renew(self, deadline):
                    continue
            attempt += 1
            certain = answer.temporary and not answer.outcome_unknown
            may_repeat = certain or (repeat is Repeat.SAFE and (answer.temporary or answer.outcome_unknown))
            if not may_repeat or answer.final or attempt > self.settings.retries:
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

    def _try(self, call: _Call, deadline: Deadline, auth: Auth | None) -> Answer | _Failure:
        action = call.action
        correlation_id = str(uuid.uuid4())
        timeout = min(self.settings.timeout, deadline.remaining)
        if timeout <= 0:
            return _Failure(f"Cannot {action}: no time was left to send the request.", correlation_id=correlation_id)

        def exchange() -> tuple[Any, str]:
            limit = Deadline(timeout, self.clock)
            with self._session() as session:
                response = session.request(
                    call.method,
                    self._base + call.path,
                    params=call.params,
                    data=call.body,
                    headers={**call.headers, "X-CORRELATION-ID": correlation_id},
                    timeout=timeout,
                    verify=self._verify,
                    auth=auth or _anonymous,
                    # Following one would carry the credentials to wherever the answer points.
                    allow_redirects=False,
                    stream=True,
                )
                with response:
                    return response, read_body(response, limit)

        try:
            response, text = _within(timeout + GRACE, exchange)
        except (requests.exceptions.RequestException, HTTPError, OSError, Incomplete, TooLarge, TooLate, Unusable) as error:
            return self._no_answer(action, error, correlation_id, timeout)
        return self._acceptor(action, response, text, correlation_id)

    def _proxy(self) -> str:
        return proxy_for(self._base) if self._by_proxy else ""

    def _no_answer(self, action: str, error: Exception, correlation_id: str, timeout: float) -> _Failure:
        never_left = unsent(action, error, self._base, self._proxy())
        if never_left is not None:
            return _Failure(never_left.sentence, correlation_id=correlation_id, temporary=never_left.temporary)
        if isinstance(error, TooLarge):
            what = f"the answer is larger than {MAX_ANSWER_BYTES // 1024 // 1024} MB, which no answer of this API is"
        elif isinstance(error, Unusable):
            what = f"the answer {error}"
        elif isinstance(error, (requests.exceptions.Timeout, ReadTimeoutError, TooLate)):
            limit = "api_timeout" if timeout >= self.settings.timeout else "what was left of the time for waiting"
            what = f"no whole answer within {timeout:.3g} s ({limit})"
        else:
            what = "the connection ended before the answer was whole"
        return _Failure(
            f"Cannot {action}: {what} (correlation id {correlation_id}).",
            correlation_id=correlation_id,
            outcome_unknown=True,
            temporary=not isinstance(error, (TooLarge, Unusable)),
            final=isinstance(error, (TooLarge, Unusable)),
        )

    def _acceptor(self, action: str, response: Any, text: str, sent_id: str) -> Answer | _Failure:
        status = int(response.status_code)
        try:
            data, garbled = parse_json(text), False
        except ValueError:
            data, garbled = None, True
        if 200 <= status < 300 and not garbled:
            return Answer(status, data)
        if 200 <= status < 300:
            return _Failure(
                f"Cannot {action}: the answer (HTTP {status}) is not JSON (correlation id {sent_id}).",
                status=status,
                correlation_id=sent_id,
                outcome_unknown=True,
            )
        details = self._parse_errors(status, data, text)[:MAX_DETAILS]
        slowed_down = status == 429 or self._slowed_down(frozenset(detail.code for detail in details))
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
            outcome_unknown=(status >= 500 or status == 408) and not slowed_down,
            temporary=status in TEMPORARY_STATUSES or slowed_down,
            slowed_down=slowed_down,
        )
