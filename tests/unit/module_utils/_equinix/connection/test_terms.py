# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The terms that Equinix sells (``Order.termLength`` of its API 4.34), wherever one is taken, priced or told of."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import InputError
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.conflicts import read_items
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection.waiters import Options
from ansible_collections.interconnect.equinix.plugins.modules import fabric_price_info
from ansible_collections.interconnect.equinix.plugins.plugin_utils.order_summary import order_summary

from extensions.simulator.middleware import TOKEN
from extensions.simulator.server import Simulator
from tests.support.connections import present
from tests.support.plays import ORIGINS, desired

ROOT = Path(__file__).parents[5]
TERMS = (1, 12, 24, 36, 60)
# Where several terms stand in a row, in prose, in a list of choices and in a survey.
TOLD = re.compile(r"\b1\W+(?:or |and |[VC]\()*12\b[^.\n;]*")
PRICE = [
    {"property": "/type", "operator": "=", "values": ["VIRTUAL_CONNECTION_PRODUCT"]},
    {"property": "/connection/type", "operator": "=", "values": ["EVPL_VC"]},
    {"property": "/connection/bandwidth", "operator": "=", "values": ["200"]},
    {"property": "/connection/aSide/accessPoint/type", "operator": "=", "values": ["COLO"]},
    {"property": "/connection/aSide/accessPoint/location/metroCode", "operator": "=", "values": ["FR"]},
    {"property": "/connection/zSide/accessPoint/type", "operator": "=", "values": ["SP"]},
    {"property": "/connection/zSide/accessPoint/location/metroCode", "operator": "=", "values": ["FR"]},
    {"property": "/connection/zSide/accessPoint/profile/uuid", "operator": "=", "values": ["any"]},
]


@pytest.mark.parametrize("term", TERMS)
def test_every_term_is_ordered_changed_and_priced(term: int) -> None:
    limit = {"amount": 300, "currency": "USD"}
    with Simulator(provisioning=0, changing=0) as simulator:
        ordered = present(simulator, order={"term_length": term}, max_monthly_charge=limit)
        other = present(simulator, name="other", a_side=ORIGINS["port-qinq"], order={"term_length": 12 if term == 1 else 1})
        changed = present(
            simulator, name="other", a_side=ORIGINS["port-qinq"], order={"term_length": term}, options=Options(show_price=True)
        )
    assert ordered.connection["order"]["termLength"] == term and ordered.price and ordered.price["term_length"] == term
    assert other.changed and changed.changed and changed.connection["order"]["termLength"] == term


def test_every_term_is_one_in_a_list_and_in_the_summary() -> None:
    given = [desired(name=f"c{term}", order={"term_length": term}) for term in TERMS]
    rows = [{**options, "state": "present", "provider_initiated": False} for options in given]
    items, wrong = read_items(rows, None)
    assert not wrong and [item.spec.term_length for item in items] == list(TERMS)
    assert fabric_price_info.OPTIONS["term_length"]["choices"] == list(TERMS)
    price: dict[str, Any] = {"monthly": 40.0, "one_off": 0.0, "currency": "USD", "term_length": 60, "bandwidth": 200}
    spec = {"name": "c", "bandwidth": 200, "a_side": ORIGINS["port-dot1q"]}
    lines = order_summary([{"prices": [price], "connection": {}}], [spec], "Alibaba", "FR", 60)["lines"]
    assert "  Price: 40.00 USD a month, 0.00 USD once, term 60 months" in lines


@pytest.mark.parametrize("term", [0, 13, 48, 61])
def test_no_other_term_is_taken(term: int) -> None:
    with Simulator() as simulator:
        with pytest.raises(InputError, match=rf"term_length {term} is not offered; choose 1, 12, 24, 36 or 60 months"):
            present(simulator, order={"term_length": term})
        body = {"filter": {"and": [*PRICE, {"property": "/termLength", "operator": "=", "values": [str(term)]}]}}
        answer = requests.post(
            f"{simulator.url}/fabric/v4/prices/search", json=body, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10
        )
    assert answer.status_code == 400 and "/termLength" in answer.text


def told() -> dict[str, str]:
    """Return every place in which users are told which terms there are."""
    pages = [*(ROOT / "plugins/modules").glob("*.py"), *(ROOT / "docs").rglob("*.rst"), *(ROOT / "roles").rglob("*.md")]
    pages += [*(ROOT / "roles").glob("*/meta/argument_specs.yml"), *(ROOT / "roles").rglob("surveys/*.json"), ROOT / "README.md"]
    return {
        f"{page.relative_to(ROOT)}:{number}": found[0]
        for page in pages
        for number, line in enumerate(page.read_text().splitlines(), 1)
        if "term" in line.lower() or "choices" in line
        if (found := TOLD.search(line))
    }


def test_users_are_told_of_every_term() -> None:
    places = told()
    # Two modules and one with choices, two roles, four surveys and the page of sentences.
    assert len(places) >= 10
    assert {place: text for place, text in places.items() if tuple(map(int, re.findall(r"\d+", text))) != TERMS} == {}


def test_every_description_of_a_term_tells_which_there_are() -> None:
    for role in ("express_connect", "fabric_order_summary"):
        specs = yaml.safe_load((ROOT / f"roles/{role}/meta/argument_specs.yml").read_text())["argument_specs"]
        for spec in specs.values():
            for name, option in spec["options"].items():
                if name.endswith("term_length"):
                    assert all(str(term) in option["description"] for term in TERMS), name
