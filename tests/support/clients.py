# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A client of the simulator in this process, with a clock that does not keep anybody waiting."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba import api as alibaba
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.signing import AccessKey, Acs3Auth, FixedKey
from ansible_collections.interconnect.equinix.plugins.module_utils._core.clock import Clock
from ansible_collections.interconnect.equinix.plugins.module_utils._core.http import Transport
from ansible_collections.interconnect.equinix.plugins.module_utils._core.settings import Settings
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.api import Equinix
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.auth import Credentials, EquinixAuth, parse_errors

from extensions.simulator import seed
from extensions.simulator.middleware import TOKEN

REGION = "eu-central-1"
KEYS = {account: AccessKey(*pair) for account, pair in seed.ALIBABA_KEYS.items()}


class JumpingClock(Clock):
    """A clock that jumps over every pause; ``on_sleep`` is called instead, with the seconds."""

    def __init__(self, on_sleep: Callable[[float], None] | None = None) -> None:
        self.slept: list[float] = []
        self._ahead = 0.0
        self._on_sleep = on_sleep

    def monotonic(self) -> float:
        """Return seconds since some moment, the skipped ones included."""
        return time.monotonic() + self._ahead

    def sleep(self, seconds: float) -> None:
        """Skip a pause."""
        self.slept.append(seconds)
        self._ahead += seconds
        if self._on_sleep:
            self._on_sleep(seconds)


def client(
    url: str, clock: JumpingClock | None = None, credentials: Credentials | None = None, **settings: Any
) -> tuple[Equinix, JumpingClock]:
    """Return a client of the simulator and its clock."""
    clock = clock or JumpingClock()
    auth = EquinixAuth(credentials or Credentials(access_token=TOKEN))
    transport = Transport(Settings(url, **{"retries": 2, **settings}), parse_errors, auth, clock)
    return Equinix(transport), clock


def alibaba_client(
    url: str,
    clock: Clock | None = None,
    key: AccessKey | None = None,
    region: str = REGION,
    *,
    with_sts: bool = False,
    **settings: Any,
) -> alibaba.Alibaba:
    """Return a client of the simulated Alibaba Cloud, with the key of the first account unless another one is given."""
    clock = clock or JumpingClock()
    transport = Transport(
        Settings(url, **{"retries": 2, **settings}),
        alibaba.parse_errors,
        Acs3Auth(FixedKey(key or next(iter(KEYS.values()))), clock),
        clock,
        slowed_down=alibaba.slowed_down,
    )
    return alibaba.Alibaba(transport, region, transport if with_sts else None)


# The delays of both clouds that tests of one module need not wait for.
QUICK: Any = dict.fromkeys(("provisioning", "deprovisioning", "accepting", "sharing", "settling", "terminating"), 0.0)


def shared_port(**changes: Any) -> dict[str, Any]:
    """Return a shared port that waits to be accepted, with changes."""
    return {
        "PhysicalConnectionId": "pc-1",
        "Name": "fra-1",
        "ProductType": "VirtualPhysicalConnection",
        "Status": "Allocated",
        "VpconnStatus": "UnConfirmed",
        "BusinessStatus": "Normal",
        "OrderMode": "PayByVirtualPhysicalConnectionOwner",
        "VlanId": "1001",
        "Spec": "200M",
        **changes,
    }
