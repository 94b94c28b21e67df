# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``wait_timeout`` by the clock on the wall, whatever the server does meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._core.clock import Clock
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import InterconnectError, WaitTimeout
from ansible_collections.interconnect.equinix.plugins.module_utils._core.resource import RunOptions
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.apply import EnsurePresent
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.spec import parse_spec
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.routing_protocol.apply import Routing
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.routing_protocol.plan import DirectSpec

from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.support.clients import JumpingClock, client
from tests.support.plays import ORIGINS, desired

WAIT = 2
TOLERANCE = 1.0
CONNECTION = "/fabric/v4/connections/[^/]*"


class WallClock(JumpingClock):
    """Real time, so that a test can see what somebody at a terminal would."""

    monotonic = Clock.monotonic
    sleep = Clock.sleep


def hindered(method: str, path: str) -> dict[str, list[Fault]]:
    """Return what can go wrong for as long as somebody waits."""

    def always(kind: str, **more: Any) -> list[Fault]:
        return [Fault(method, path, kind, times=999, **more)]

    hour = {"Retry-After": "3600"}
    return {
        "nothing": [],
        "slow": always("slow", seconds=0.9),
        "very-slow": always("slow", seconds=60),
        "silence": always("silence", seconds=60),
        "drip": always("drip", status=200, seconds=0.1, size=9999),
        "rate-limit": always("status", status=429, headers=hour),
        "rate-limit-in-between": [Fault(method, path, "status", status=429, headers=hour, skip=2, times=99)],
        "unavailable": always("empty", status=503),
        "cut": always("cut"),
        "expired": [Fault(method, path, "token_expired", times=1)],
    }


Ended = tuple[float, InterconnectError, str]  # after how many seconds, with what, and the UUID that it is about


def measured(work: Callable[[], Any]) -> tuple[float, InterconnectError]:
    """Run something that cannot end well; return the seconds that it took, and the error."""
    started = time.monotonic()
    with pytest.raises(InterconnectError) as caught:
        work()
    return time.monotonic() - started, caught.value


def side_by_side(story: Callable[[str], Ended], names: list[str], at_once: tuple[str, ...] = ()) -> None:
    """Tell a story under each name at the same time, and judge each by its time and by what the error carries.

    Those of ``at_once`` may end before the time, where waiting longer could not help.
    """
    with ThreadPoolExecutor(len(names)) as pool:
        for name, (took, error, uuid) in zip(names, pool.map(story, names), strict=True):
            assert took <= WAIT + TOLERANCE, f"{name}: {took:.2f} s"
            assert uuid in str(error) and "\n" not in str(error), f"{name}: {error}"
            if name not in at_once:
                assert took >= WAIT - 0.7, f"{name}: {took:.2f} s"
                assert isinstance(error, WaitTimeout) and error.last["uuid"] == uuid, f"{name}: {error}"
                assert "(wait_timeout)" in str(error), name


def test_waiting_for_an_order() -> None:
    """The connection never gets where it should."""

    def story(name: str) -> Ended:
        with Simulator(provisioning=3600) as simulator:
            simulator.faults.extend(hindered("GET", CONNECTION)[name])
            api, _clock = client(simulator.url, WallClock(), timeout=30, retries=5)
            params = desired()
            params["z_side"]["service_profile"] = "Alibaba Cloud Express Connect"
            ordering = EnsurePresent(api, parse_spec(params), Options(wait_timeout=WAIT))
            took, error = measured(ordering.present)
            assert "is not pending_approval yet, it is requested" in str(error) or name == "expired"
            return took, error, simulator.orders[0]["uuid"]

    side_by_side(story, [name for name in hindered("", "") if name != "expired"])


def test_waiting_for_a_change() -> None:
    """The change is not taken, or never comes about."""

    def story(name: str) -> Ended:
        with Simulator(provisioning=0, changing=3600) as simulator:
            api, _clock = client(simulator.url, WallClock(), timeout=30, retries=5)
            params = desired()
            params["z_side"]["service_profile"] = "Alibaba Cloud Express Connect"
            uuid = EnsurePresent(api, parse_spec(params), Options()).present().connection["uuid"]
            simulator.faults.extend(hindered("PATCH", CONNECTION)[name])
            spec = parse_spec({**params, "bandwidth": 500})
            took, error = measured(EnsurePresent(api, spec, Options(wait_timeout=WAIT)).present)
            assert "bandwidth" in str(error)
            return took, error, uuid

    side_by_side(story, ["nothing", "very-slow", "silence", "drip", "rate-limit", "unavailable"], ("rate-limit", "unavailable"))


def test_waiting_for_routing() -> None:
    """The routing protocol never becomes what it should."""

    def story(name: str) -> Ended:
        with Simulator(provisioning=0) as simulator:
            api, _clock = client(simulator.url, WallClock(), timeout=30, retries=5)
            params = desired(a_side=ORIGINS["cloud-router"])
            params["z_side"]["service_profile"] = "Alibaba Cloud Express Connect"
            connection = EnsurePresent(api, parse_spec(params), Options()).present().connection
            simulator.accept(connection["uuid"])
            time.sleep(0.3)
            simulator.settings.changing = 3600
            simulator.faults.extend(hindered("GET", f"{CONNECTION}/routingProtocols/[^/]*")[name])
            routing = Routing(api, connection, "x", RunOptions(timeout=WAIT))
            took, error = measured(lambda: routing.present(DirectSpec("192.0.2.1/30"), None))
            assert isinstance(error, WaitTimeout) and error.last["state"] == "PROVISIONING"
            return took, error, error.last["uuid"]

    side_by_side(story, ["nothing", "silence", "rate-limit"])
