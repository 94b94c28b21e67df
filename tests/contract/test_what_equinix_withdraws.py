# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Equinix's API 4.34 has deprecated or taken away is not called, and the states of its documents are all known."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.status import UNKNOWN, status_of
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.maintenance import maintenance_of

from tests.contract.sdk import SDKS

ROOT = Path(__file__).parents[2]
# Lists of events, metrics and statistics of one asset, each of which has a search instead; and what is gone.
WITHDRAWN = re.compile(r"/(?:stats|latestOperationalEvents|gateways|interconnects)\b|/(?:cloudevents|metrics)\b(?!/search)")


def texts() -> Iterator[tuple[str, str]]:
    """Yield every text in the code of the collection, without what f-strings put into them."""
    for path in (ROOT / "plugins").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
                yield path.name, node.value


def test_nothing_is_called_that_is_deprecated_or_gone() -> None:
    found = list(texts())
    assert ("api.py", "/fabric/v4/connections/search") in found
    assert [text for text in found if WITHDRAWN.search(text[1])] == []


@pytest.mark.parametrize(
    ("text", "withdrawn"),
    [
        ("/fabric/v4/ports/1/stats", True),
        ("/fabric/v4/connections/1/cloudevents", True),
        ("/fabric/v4/connections/1/metrics", True),
        ("/fabric/v4/latestOperationalEvents/search", True),
        ("/fabric/v4/cloudevents/search", False),
        ("/fabric/v4/metrics/search", False),
    ],
)
def test_what_counts_as_withdrawn(text: str, withdrawn: bool) -> None:
    assert bool(WITHDRAWN.search(text)) is withdrawn


def test_every_state_of_a_provider_is_known_while_equinix_is_at_work() -> None:
    states = {state.value for sdk in SDKS for state in sdk.model("ProviderStatus")}
    rows = [{"operation": {"equinixStatus": "PROVISIONING", "providerStatus": state}} for state in states]
    assert [row for row in rows if status_of(row).phase == UNKNOWN] == []


def test_every_state_of_a_maintenance_is_told_or_over() -> None:
    states = {state.value for sdk in SDKS for state in sdk.model("MaintenanceState")}
    told = {state: str(maintenance_of({"operation": {"maintenanceStatus": state}})) for state in states}
    assert {state for state, words in told.items() if not words} == {"COMPLETED", "CANCELLED"}
