# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The transport against every fault that the simulator knows."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from ansible_collections.interconnect.equinix.plugins.module_utils._core import response
from ansible_collections.interconnect.equinix.plugins.module_utils._core.clock import Deadline
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import ApiError, AuthenticationError, InputError
from ansible_collections.interconnect.equinix.plugins.module_utils._core.settings import Settings, check_settings
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.auth import Credentials

from extensions.simulator import seed
from extensions.simulator.faults import Fault
from extensions.simulator.middleware import CLIENT, READER_TOKEN
from extensions.simulator.server import Simulator
from tests.support.clients import client

PORTS = "/fabric/v4/ports"
ORDERS = "/fabric/v4/connections"
PAIR = Credentials(*CLIENT)
pytestmark = pytest.mark.own_bodies


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays."""
    with Simulator(provisioning=0, deprovisioning=0) as running:
        yield running


@pytest.mark.parametrize("kind", ["status", "html", "empty", "cut", "half_json"])
def test_a_read_is_repeated_after(kind: str, simulator: Simulator) -> None:
    simulator.faults.append(Fault("GET", PORTS, kind, times=2))
    api, clock = client(simulator.url)
    assert len(list(api.ports())) == 7
    assert len(simulator.calls) == 3 and len(clock.slept) == 2
    assert len({call.correlation_id for call in simulator.calls}) == 3


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("status", "HTTP 503, EQ-3001206 Internal Server Error"),
        ("html", "HTTP 503, an answer that is no JSON error"),
        ("empty", "HTTP 503, no reason given"),
        ("cut", "the connection ended before the answer was whole"),
        ("half_json", "HTTP 200) is not JSON"),
    ],
)
def test_after_the_retries_the_error_says_what_happened(kind: str, sentence: str, simulator: Simulator) -> None:
    simulator.faults.append(Fault("GET", PORTS, kind, times=9))
    api, _clock = client(simulator.url)
    with pytest.raises(ApiError, match="Cannot list Fabric ports") as caught:
        list(api.ports())
    assert sentence in str(caught.value)
    assert len(simulator.calls) == 3
    assert simulator.calls[-1].correlation_id in str(caught.value)


@pytest.mark.parametrize("kind", ["status", "html", "empty", "cut", "silence", "half_json"])
def test_an_order_is_never_repeated_in_doubt(kind: str, simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", ORDERS, kind, times=9, seconds=0.5))
    api, _clock = client(simulator.url, timeout=0.2 if kind == "silence" else 5)
    with pytest.raises(ApiError) as caught:
        # What is ordered does not matter here; with a wrong body nothing can come of it.
        api.create_connection({"name": "x"})
    if kind != "half_json":  # there the answer was a refusal, though a broken one
        assert caught.value.outcome_unknown
    assert len(simulator.calls) == 1


def test_rate_limits_are_kept_to(simulator: Simulator) -> None:
    moment = email.utils.formatdate(time.time() + 20, usegmt=True)
    simulator.faults.append(Fault("GET", PORTS, "status", status=429, headers={"Retry-After": "7"}))
    simulator.faults.append(Fault("GET", PORTS, "status", status=429, headers={"Retry-After": moment}))
    api, clock = client(simulator.url)
    list(api.ports())
    assert 7 <= clock.slept[0] <= 7.3
    assert 17 <= clock.slept[1] <= 20.3


def test_a_rate_limited_order_is_repeated_since_it_did_nothing(simulator: Simulator) -> None:
    simulator.faults.append(Fault("POST", ORDERS, "status", status=429))
    api, _clock = client(simulator.url)
    with pytest.raises(ApiError) as caught:
        api.create_connection({"name": "x"})
    assert caught.value.status == 400 and len(simulator.calls) == 2


def test_refusals_are_not_repeated(simulator: Simulator) -> None:
    api, _clock = client(simulator.url, credentials=Credentials(access_token=READER_TOKEN))
    with pytest.raises(ApiError, match="Fabric Connections Manager") as caught:
        api.create_connection({"name": "x"})
    assert caught.value.status == 403 and caught.value.codes == {"EQ-3142401"}
    assert len(simulator.calls) == 1


def test_redirects_are_not_followed(simulator: Simulator) -> None:
    simulator.faults.append(Fault("GET", PORTS, "status", status=302, headers={"Location": f"{simulator.url}/elsewhere"}))
    api, _clock = client(simulator.url)
    with pytest.raises(ApiError, match="a redirect, which is never followed"):
        list(api.ports())
    assert len(simulator.calls) == 1


def test_an_expired_token_is_renewed_once(simulator: Simulator) -> None:
    api, _clock = client(simulator.url, credentials=PAIR)
    list(api.ports())
    simulator.faults.append(Fault("GET", PORTS, "token_expired"))
    list(api.ports())
    assert simulator.logins == 2
    simulator.faults.append(Fault("GET", PORTS, "token_expired", times=9))
    with pytest.raises(ApiError, match="has expired"):
        list(api.ports())
    assert simulator.logins == 3


def test_a_token_that_lives_shortly_is_renewed(simulator: Simulator) -> None:
    simulator.settings.token_life = 0.2
    api, _clock = client(simulator.url, credentials=PAIR)
    list(api.ports())
    time.sleep(0.3)
    list(api.ports())
    assert simulator.logins == 2


def test_an_expired_token_alone_ends_it(simulator: Simulator) -> None:
    api, _clock = client(simulator.url, credentials=Credentials(access_token="expired"))
    with pytest.raises(ApiError, match="get a new one or give client_id and client_secret"):
        list(api.ports())
    assert simulator.logins == 0 and len(simulator.calls) == 1


def test_refused_credentials_are_tried_once(simulator: Simulator) -> None:
    api, _clock = client(simulator.url, credentials=Credentials("somebody", "wrong"))
    with pytest.raises(AuthenticationError, match="five refusals"):
        list(api.ports())
    assert simulator.logins == 1


def test_nothing_is_started_after_the_deadline(simulator: Simulator) -> None:
    simulator.faults.append(Fault("GET", f"{ORDERS}/.*", "status", times=99))
    api, clock = client(simulator.url, retries=99)
    with pytest.raises(ApiError):
        api.connection(seed.uid("any"), Deadline(20, clock))
    assert sum(clock.slept) < 20


def test_a_slow_answer_is_given_up(simulator: Simulator) -> None:
    simulator.faults.append(Fault("GET", PORTS, "slow", seconds=1))
    api, _clock = client(simulator.url, timeout=0.2, retries=0)
    with pytest.raises(ApiError, match=r"no whole answer within 0.2 s \(api_timeout\)"):
        list(api.ports())


def test_a_huge_answer_is_given_up(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response, "MAX_ANSWER_BYTES", 1000)
    api, _clock = client(simulator.url, retries=0)
    with pytest.raises(ApiError):
        list(api.ports())


def test_every_call_has_a_time_out(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    send = requests.Session.request

    def record(self: requests.Session, *args: Any, **more: Any) -> Any:
        seen.append(more.get("timeout"))
        return send(self, *args, **more)

    monkeypatch.setattr(requests.Session, "request", record)
    api, _clock = client(simulator.url, credentials=PAIR)
    list(api.ports())
    list(api.connections())
    api.connection(seed.uid("nothing"))
    assert len(seen) == 4 and all(timeout and timeout > 0 for timeout in seen)


def test_a_proxy_is_not_asked_for_loopback(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    api, _clock = client(simulator.url)
    assert list(api.ports())


@pytest.mark.parametrize(
    ("settings", "option"),
    [
        (Settings("http://192.0.2.1"), "api_endpoint"),
        (Settings("http://localhost.example.com"), "api_endpoint"),
        (Settings("ftp://api.equinix.com"), "api_endpoint"),
        (Settings("api.equinix.com"), "api_endpoint"),
        (Settings("https://user:secret@api.equinix.com"), "api_endpoint"),
        # Without a word, urlsplit takes line breaks out; requests would try these, and it would look as if the answer was cut.
        *(
            (Settings(f"https://api.equinix.com{wrong}"), "api_endpoint")
            for wrong in ("\n", " ", ":abc", ":0", ":99999", "..", "]")
        ),
        (Settings("https://[::1"), "api_endpoint"),
        (Settings("https://api.equinix.com", timeout=0), "api_timeout"),
        (Settings("https://api.equinix.com", retries=-1), "api_retries"),
    ],
)
def test_settings_that_make_no_sense(settings: Settings, option: str) -> None:
    with pytest.raises(InputError) as caught:
        check_settings(settings)
    assert caught.value.option == option and "secret" not in str(caught.value)


@pytest.mark.parametrize("option", ["client_id", "client_secret", "access_token"])
@pytest.mark.parametrize("wrong", ["canary\n", " canary", "can\tary", "can\u00adary", "canäry"])
def test_a_credential_cut_out_badly_costs_no_attempt(option: str, wrong: str, simulator: Simulator) -> None:
    given = {"client_id": "somebody", "client_secret": "something", option: wrong}
    with pytest.raises(InputError) as caught:
        client(simulator.url, credentials=Credentials(**given))
    assert caught.value.option == option and "canary" not in str(caught.value) and not simulator.calls


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:1", "http://localhost", "http://[::1]:80", "https://api.equinix.com/x"])
def test_settings_that_do(endpoint: str) -> None:
    check_settings(Settings(endpoint))
