# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a request never left: the server, or the proxy on the way to it, could not be reached or did not want to.

Only what comes before anything is sent is told here, so that it is never in doubt whether an order was made.
"""

from __future__ import annotations

import re
import ssl
import traceback
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlsplit

try:
    import requests
    from requests.utils import get_environ_proxies, select_proxy
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError
except ImportError:
    # _http says so, to whoever makes a call.
    pass

_REFUSED_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})\b")
# What a proxy says of a server that it cannot reach, or of itself when it is busy.
_TEMPORARY = frozenset({429, 500, 502, 503, 504})


class Unsent(NamedTuple):
    """Why nothing was sent, what to do about it, and whether the same call may succeed later."""

    sentence: str
    temporary: bool = False


def causes(error: BaseException) -> Iterator[BaseException]:
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


def proxy_for(base: str) -> str:
    """Return the proxy that the environment names for an address, empty when there is none."""
    return select_proxy(base, get_environ_proxies(base)) or ""


def unsent(action: str, error: BaseException, base: str, proxy: str) -> Unsent | None:
    """Return why a call to ``base`` never left, by way of ``proxy`` where that is not empty; None when it may have."""
    found = list(causes(error))
    return _distrust(action, found, base, proxy) or (
        _proxy_trouble(action, error, found, base, proxy) if proxy else _no_way(action, error, found, base)
    )


def _distrust(action: str, found: Sequence[BaseException], base: str, proxy: str) -> Unsent | None:
    distrust = next((cause for cause in found if isinstance(cause, ssl.SSLCertVerificationError)), None)
    if distrust is None:
        return None
    whose = _named(proxy) if proxy and any(isinstance(cause, ProxyError) for cause in found) else base
    return Unsent(
        f"Cannot {action}: the certificate of {whose} is not trusted ({distrust.verify_message}); "
        "give the certificate authority's file as ca_path."
    )


def _no_way(action: str, error: BaseException, found: Sequence[BaseException], base: str) -> Unsent | None:
    if any(isinstance(cause, (NewConnectionError, ConnectTimeoutError)) for cause in found):
        return Unsent(
            f"Cannot {action}: {base} cannot be reached ({_reason(found)}); check api_endpoint and the network.", temporary=True
        )
    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)):
        # Both come before anything is sent.
        return Unsent(f"Cannot {action}: {base} is not an address that can be called; check api_endpoint.")
    return None


def _proxy_trouble(action: str, error: BaseException, found: Sequence[BaseException], base: str, proxy: str) -> Unsent | None:
    named, host = _named(proxy), urlsplit(base).hostname
    otherwise = f"name {host} in NO_PROXY to do without it"
    refusal = next((match for cause in found if (match := _REFUSED_TUNNEL.search(str(cause)))), None)
    if refusal is not None:
        status = int(refusal[1])
        words = f"HTTP {status} {_phrase(status)}".strip()
        if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            remedy = "put a user name and a password that it takes into HTTPS_PROXY, as in http://name:password@host:port"
        else:
            remedy = f"have it allow connections to {host}"
        return Unsent(
            f"Cannot {action}: the {named} refused the connection to {base} ({words}); {remedy}, or {otherwise}.",
            status in _TEMPORARY,
        )
    if isinstance(error, requests.exceptions.InvalidSchema) and proxy.lower().startswith("socks"):
        return Unsent(
            f"Cannot {action}: the {named} is a SOCKS proxy, for which PySocks is missing; install requests[socks], "
            f"or {otherwise}."
        )
    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)) or not _is_address(proxy):
        return Unsent(
            f"Cannot {action}: the {named} is no address of a proxy; give HTTPS_PROXY one such as http://host:3128, "
            f"or {otherwise}."
        )
    if any(isinstance(cause, (NewConnectionError, ConnectTimeoutError)) for cause in found) or _in_tunnel(found):
        return Unsent(
            f"Cannot {action}: the {named} cannot be reached, or opens no connection to {base} ({_reason(found)}); check "
            f"HTTPS_PROXY and the network, or {otherwise}.",
            temporary=True,
        )
    return None


def _in_tunnel(found: Sequence[BaseException]) -> bool:
    """Tell whether something went wrong while a proxy was asked for a connection: the request comes after that."""
    frames = (frame for cause in found for frame, _line in traceback.walk_tb(cause.__traceback__))
    return any(frame.f_code.co_name == "_tunnel" for frame in frames)


def _reason(found: Sequence[BaseException]) -> str:
    said = next((cause.strerror for cause in found if isinstance(cause, OSError) and cause.strerror), "")
    late = any(isinstance(cause, ConnectTimeoutError) for cause in found)
    return said or ("no answer in time" if late else "no connection")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _is_address(proxy: str) -> bool:
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _named(proxy: str) -> str:
    """Return how a sentence names a proxy: without scheme, user name and password, which may be a secret."""
    return f"proxy '{proxy.rpartition('@')[2].rpartition('://')[2].rstrip('/')[:80]}'"
