# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A proxy on the way that refuses, is not there or is none: it is named, without its password, and nothing is in doubt."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._core import http
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import ApiError

from tests.support.clients import client
from tests.support.plays import Play, desired

PASSWORD = "canary-password"
REFUSALS = {
    407: (
        "refused the connection to https://192.0.2.1 (HTTP 407 Proxy Authentication Required); put a user name and a password "
        "that it takes into HTTPS_PROXY, as in http://name:password@host:port, or name 192.0.2.1 in NO_PROXY to do without it."
    ),
    403: "(HTTP 403 Forbidden); have it allow connections to 192.0.2.1, or name 192.0.2.1 in NO_PROXY to do without it.",
    502: "(HTTP 502 Bad Gateway); have it allow connections to 192.0.2.1",
    599: "(HTTP 599); have it allow connections to 192.0.2.1",
}


@contextmanager
def proxy_that_says(answer: bytes) -> Iterator[str]:
    """A proxy on a free port that answers everything so and hangs up, as ``host:port``."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _address = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.fixture(autouse=True)
def _no_other_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def order(proxy: str, monkeypatch: pytest.MonkeyPatch) -> tuple[ApiError, int]:
    """Send an order by way of a proxy; return what was said and how often it was tried again."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    api, clock = client("https://192.0.2.1", timeout=5)
    with pytest.raises(ApiError) as caught:
        api.transport.request(
            "POST", "/fabric/v4/connections", action="order it", repeat=http.Repeat.NEVER, body={}, changes=True
        )
    assert PASSWORD not in str(caught.value) + str(caught.value.as_dict())
    # It is no effect, and nothing is looked for.
    assert not caught.value.outcome_unknown and api.transport.effects == []
    return caught.value, len(clock.slept)


@pytest.mark.parametrize("status", REFUSALS)
def test_a_proxy_that_refuses_is_named(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy_that_says(f"HTTP/1.1 {status} canary-password\r\nContent-Length: 0\r\n\r\n".encode()) as proxy:
        error, repeats = order(f"http://somebody:{PASSWORD}@{proxy}", monkeypatch)
    assert str(error).startswith(f"Cannot order it: the proxy '{proxy}' refused the connection to https://192.0.2.1 ")
    assert REFUSALS[status] in str(error)
    # Busy is for now, forbidden is not.
    assert (repeats > 0) is (status == 502)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 Connection established\r\n\r\n", b"nothing that HTTP knows\r\n\r\n"])
def test_a_proxy_that_hangs_up_is_no_order(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy_that_says(answer) as proxy:
        if answer.startswith(b"HTTP"):
            # The tunnel is there, and what the server behind it got nobody knows.
            with pytest.raises(AssertionError):
                order(f"http://{proxy}", monkeypatch)
        else:
            error, repeats = order(f"http://{proxy}", monkeypatch)
            assert f"the proxy '{proxy}' cannot be reached, or opens no connection" in str(error) and repeats


@pytest.mark.parametrize(
    ("proxy", "sentence"),
    [
        (
            "http://somebody:canary-password@127.0.0.1:9",
            "the proxy '127.0.0.1:9' cannot be reached, or opens no connection to https:",
        ),
        (
            "socks5h://somebody:canary-password@127.0.0.1:9",
            "is a SOCKS proxy, for which PySocks is missing; install requests[socks]",
        ),
        (
            "http://not a host:1",
            "the proxy 'not a host:1' is no address of a proxy; give HTTPS_PROXY one such as http://host:3128",
        ),
        ("http://somebody:canary-password@127.0.0.1:port", "the proxy '127.0.0.1:port' is no address of a proxy"),
        ("ftp://127.0.0.1:9", "the proxy '127.0.0.1:9' is no address of a proxy"),
        ("http://", "is no address of a proxy"),
    ],
)
def test_a_proxy_that_is_none_is_named(proxy: str, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    error, _repeats = order(proxy, monkeypatch)
    assert sentence in str(error)


def test_a_play_shows_it(tmp_path: Path) -> None:
    with proxy_that_says(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n") as proxy:
        play = Play(tmp_path, "https://192.0.2.1")
        through = {"HTTPS_PROXY": f"http://somebody:{PASSWORD}@{proxy}", "NO_PROXY": "", "no_proxy": ""}
        for module, options in (
            ("fabric_connection", desired()),
            ("alibaba_physical_connection_info", {"region": "eu-central-1"}),
        ):
            result = play(module, options, "-vvvv", **through)
            assert f"the proxy '{proxy}' refused the connection to https://192.0.2.1 (HTTP 407" in result["msg"], play.output
            assert not result["changed"] and result["error"]["doubt"] is False
            assert PASSWORD not in play.output
