# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whom the transport trusts, and to whom it shows the credentials: certificates, redirects, ~/.netrc, the environment."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from ansible_collections.interconnect.equinix.plugins.module_utils._core import http
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import ApiError, InputError
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.auth import Credentials

from extensions.simulator.middleware import TOKEN
from tests.support.clients import client
from tests.support.plays import Play
from tests.support.tls import Seen, serve

AUTHORITY = trustme.CA()
PAIR = Credentials("canary-id", "canary-secret")


@pytest.fixture
def authority(tmp_path: Path) -> str:
    """The file of the authority that the test servers have their certificates from."""
    path = tmp_path / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture
def secure() -> Iterator[Seen]:
    """A server with a certificate for localhost."""
    with serve(AUTHORITY.issue_cert("localhost")) as seen:
        yield seen


@pytest.fixture
def from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make loopback look like any other host, in a home folder of its own, which is returned."""
    monkeypatch.setattr(http, "is_loopback", lambda host: False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def ports(url: str, credentials: Credentials | None = None, **settings: Any) -> list[dict[str, Any]]:
    """List ports once."""
    api, _clock = client(url, None, credentials, retries=0, **settings)
    return list(api.ports())


# -- certificates


def test_a_given_authority_is_trusted(secure: Seen, authority: str) -> None:
    assert ports(secure.url, ca_path=authority) == [] and len(secure.requests) == 1


def test_an_authority_that_is_not_given_is_not(secure: Seen) -> None:
    with pytest.raises(ApiError, match=r"is not trusted \(.*\); give the certificate authority's file as ca_path") as caught:
        ports(secure.url)
    assert secure.requests == [] and not caught.value.outcome_unknown and not caught.value.temporary


def test_a_certificate_of_another_host_or_of_last_year_is_not_trusted(authority: str) -> None:
    last_year = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=365)
    for certificate, reason in (
        (AUTHORITY.issue_cert("api.equinix.com"), "Hostname mismatch"),
        (AUTHORITY.issue_cert("localhost", not_after=last_year), "certificate has expired"),
    ):
        with serve(certificate) as seen, pytest.raises(ApiError, match=f"is not trusted .*{reason}"):
            ports(seen.url, ca_path=authority)
        assert seen.requests == []


def test_without_validation_it_works_and_shows_no_secret(secure: Seen) -> None:
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        assert ports(secure.url, PAIR, validate_certs=False, ca_path="/nothing/there") == []
    assert not any(secret in str(item.message) for item in shown for secret in ("canary", "token-of-the-server"))
    assert [path for _method, path, _headers in secure.requests] == ["/oauth2/v1/token", "/fabric/v4/ports"]


def test_tls_to_a_server_without_it_and_the_other_way_round(secure: Seen, authority: str) -> None:
    with serve() as plain, pytest.raises(ApiError, match="Cannot list Fabric ports: .*"):
        ports(plain.url.replace("http:", "https:"))
    with pytest.raises(ApiError, match="the connection ended before the answer was whole|HTTP 400"):
        ports(secure.url.replace("https:", "http:"))
    assert secure.requests == []


def test_authorities_that_cannot_be_used_are_named_before_any_call(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("")
    (tmp_path / "no.pem").write_text("-----BEGIN NOTHING-----")
    for name in ("missing.pem", "empty.pem", "no.pem", "missing/folder.pem"):
        with pytest.raises(InputError, match=rf"ca_path '{tmp_path}/{name}' cannot be used \(.*\); give a file of") as caught:
            ports("https://localhost:9", ca_path=str(tmp_path / name))
        assert caught.value.option == "ca_path" and "\n" not in str(caught.value)


def test_the_environment_chooses_no_authorities_behind_the_option(
    secure: Seen, authority: str, from_outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        # The module's option has these as its default; the transport below it must not look at them once more.
        monkeypatch.setenv(variable, authority)
        with pytest.raises(ApiError, match="is not trusted"):
            ports(secure.url)
        monkeypatch.setenv(variable, str(from_outside / "missing.pem"))
        assert ports(secure.url, ca_path=authority) == []
        assert ports(secure.url, validate_certs=False) == []


# -- redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int, secure: Seen, authority: str) -> None:
    with serve(AUTHORITY.issue_cert("localhost")) as other:
        for target in (f"{secure.url}/elsewhere", f"{other.url}/elsewhere", "/elsewhere", "//localhost:1/", "not a url"):
            secure.requests.clear()
            secure.status, secure.headers = status, {"Location": target}
            for call in (lambda api: list(api.ports()), lambda api: api.create_connection({"name": "x"})):
                api, _clock = client(secure.url, ca_path=authority)
                with pytest.raises(ApiError, match=f"HTTP {status}, a redirect, which is never followed") as caught:
                    call(api)
                assert not caught.value.outcome_unknown
            login, _clock = client(secure.url, None, PAIR, ca_path=authority)
            with pytest.raises(ApiError, match="Cannot log in to Equinix: .*redirect"):
                list(login.ports())
            assert len(secure.requests) == 3 and other.requests == []
            assert secure.requests[0][2]["authorization"] == f"Bearer {TOKEN}"


# -- who else could get or give credentials


def test_netrc_is_never_used(secure: Seen, authority: str, from_outside: Path) -> None:
    (from_outside / ".netrc").write_text("default login netrc-login password netrc-password\n")
    ports(secure.url, PAIR, ca_path=authority)
    login, listing = (headers for _method, _path, headers in secure.requests)
    assert "authorization" not in login
    assert listing["authorization"] == "Bearer token-of-the-server"


def test_a_proxy_sees_the_host_and_nothing_else(
    secure: Seen, authority: str, from_outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve() as proxy:
        proxy.status = 403
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("http://", "http://somebody:canary-proxy-password@"))
        with pytest.raises(ApiError) as caught:
            ports(secure.url, PAIR, ca_path=authority)
    assert secure.requests == []
    assert {method for method, _path, _headers in proxy.requests} <= {"CONNECT"}
    assert "canary" not in str(caught.value) + str(caught.value.as_dict())
    assert "authorization" not in {name for _method, _path, headers in proxy.requests for name in headers}


# -- as modules have it


def test_modules_say_what_is_wrong_with_trust(secure: Seen, authority: str, tmp_path: Path) -> None:
    play = Play(tmp_path, secure.url)
    module = "interconnect.equinix.fabric_port_info"
    results = play.tasks(
        [
            {module: {}},
            {module: {"ca_path": authority}},
            {module: {}, "environment": {"REQUESTS_CA_BUNDLE": authority, "CURL_CA_BUNDLE": "/nothing/there"}},
            {module: {}, "environment": {"CURL_CA_BUNDLE": authority}},
            {module: {"validate_certs": False}},
            {module: {"ca_path": str(tmp_path / "missing.pem")}},
            {module: {}, "environment": {"CURL_CA_BUNDLE": str(tmp_path / "missing.pem")}},
        ],
        "-vvv",
        REQUESTS_CA_BUNDLE="",
        CURL_CA_BUNDLE="",
    )
    assert "Traceback" not in play.output and TOKEN not in play.output
    assert [row["failed"] for row in results] == [True, False, False, False, False, True, True], play.output
    assert "is not trusted" in results[0]["result"]["msg"]
    for result in results[5:]:
        assert f"ca_path '{tmp_path}/missing.pem' cannot be used (No such file or directory)" in result["result"]["msg"]
