# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One connection ordered, changed and removed by the code of the modules, without Ansible; faults of orders and searches."""

from __future__ import annotations

from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.apply import EnsurePresent
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.remove import EnsureAbsent
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.spec import parse_spec
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options, Outcome
from hypothesis import strategies as st

from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.support.clients import JumpingClock, client
from tests.support.plays import desired

ORDERS = "/fabric/v4/connections"
SEARCH = "/fabric/v4/connections/search"
PROFILE = "Alibaba Cloud Express Connect"


def prepared(simulator: Simulator, clock: JumpingClock | None, changes: dict[str, Any]) -> tuple[Any, Any, Options]:
    """Return a client, a spec and how to go about it (``options`` among the changes)."""
    options = changes.pop("options", Options())
    params = desired(**changes)
    params["z_side"] = {"service_profile": PROFILE, **params["z_side"]}
    # Only silence is to be noticed soon: on a busy machine an answer may take its time.
    silent = any(fault.kind == "silence" for fault in simulator.faults)
    api, _clock = client(simulator.url, clock, timeout=0.3 if silent else 10)
    return api, parse_spec(params), options


def present(simulator: Simulator, clock: JumpingClock | None = None, **changes: Any) -> Outcome:
    """Order or change it once."""
    return EnsurePresent(*prepared(simulator, clock, changes)).present()


def absent(simulator: Simulator, clock: JumpingClock | None = None, **changes: Any) -> Outcome:
    """Remove it once."""
    return EnsureAbsent(*prepared(simulator, clock, changes)).absent()


def posts(simulator: Simulator) -> int:
    """Return how many orders were sent."""
    return len([call for call in simulator.calls if (call.method, call.path) == ("POST", ORDERS)])


def faults(took_effect: bool, statuses: list[int]) -> st.SearchStrategy[Fault]:
    """Return faults of orders and searches, before or after they took effect."""
    return st.builds(
        Fault,
        st.just("POST"),
        st.sampled_from([ORDERS, SEARCH]),
        st.sampled_from(["status", "html", "empty", "cut", "half_json"]),
        times=st.integers(1, 3),
        skip=st.integers(0, 3),
        status=st.sampled_from(statuses),
        took_effect=st.just(took_effect),
    )


SERVER_ERRORS = [500, 502, 503, 504]
FAULTS = st.lists(faults(True, SERVER_ERRORS) | faults(False, [429, *SERVER_ERRORS]), max_size=4)
