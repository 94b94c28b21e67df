# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The judges of bodies and answers themselves: both releases are read, and what is wrong is noticed."""

from __future__ import annotations

import importlib.metadata
import inspect
import re
from typing import Any

import pytest
from pydantic import ValidationError

from extensions.simulator.middleware import Call
from extensions.simulator.world import Settings, World
from tests.contract.answers import FABRIC
from tests.contract.openapi import FOLDER, document
from tests.contract.orders import order
from tests.contract.sdk import NEWER, SDKS, Newer, Sdk, assert_accepted, judges_of
from tests.tools.fabric_models import INVALID, RELEASES, package

ASSETS = World(Settings()).assets
WITH_DOCUMENTS = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"Equinix's documents are not in {FOLDER}")


def test_the_first_judge_is_the_release_that_plays_the_client() -> None:
    assert RELEASES[0] == importlib.metadata.version("equinix") and len(SDKS) == 2


@pytest.mark.parametrize("module", INVALID)
def test_what_0_21_0_cannot_import_as_it_is_released_is_read(module: str) -> None:
    source = inspect.getsource(importlib.import_module(f"{package(RELEASES[-1])}.{module}"))
    assert INVALID[module] not in source and re.search(r"(= |default=)None\b", source)


def test_a_body_is_judged_by_both_releases_unless_it_is_newer() -> None:
    assert judges_of(order()) == SDKS and judges_of(order(order={"termLength": 60})) == SDKS[-1:]
    call = Call("POST", f"{FABRIC}connections", {}, order(order={"termLength": 60}), "", mutating=True)
    assert_accepted([call])
    call.body["color"] = "red"
    with pytest.raises(AssertionError, match=r"equinix 0\.21\.0 does not know all of this ConnectionPostRequest"):
        assert_accepted([call])


@pytest.mark.parametrize("sdk", SDKS, ids=repr)
def test_an_entry_that_fits_two_schemas_is_refused_by_either_release(sdk: Sdk) -> None:
    profile = ASSETS["serviceProfiles"][0]
    sdk.read("ServiceProfile", profile)
    with pytest.raises(ValueError, match="Multiple matches"):
        sdk.read("ServiceProfile", {**profile, "accessPointTypeConfigs": [{"type": "VD"}]})


@WITH_DOCUMENTS
@pytest.mark.parametrize(
    ("call", "changes", "fault"),
    [
        ("serviceProfiles", {"accessPointTypeConfigs": [{"type": "VD"}]}, "is valid under each of"),
        ("serviceProfiles", {"accessPointTypeConfigs": [{"type": "VD", "color": 1, "uuid": 1}]}, "is not valid under any of"),
        ("ports", {"uuid": 1}, "$.uuid: 1 is not of type 'string'"),
        ("devices", {"color": "red"}, "$: color is not in the document"),
    ],
)
def test_what_the_documents_refuse(call: str, changes: dict[str, Any], fault: str) -> None:
    row = ASSETS[call][0]
    path = f"{'/ne/v1/' if call == 'devices' else FABRIC}{call}/{row['uuid']}"
    official = document(path)
    assert official is not None
    before = list(official.faults("GET", path, 200, row))
    (found,) = [text for text in official.faults("GET", path, 200, {**row, **changes}) if text not in before]
    assert fault in found


@pytest.mark.parametrize("newer", NEWER, ids=lambda newer: next(iter(newer.example)))
def test_what_is_newer_than_a_judge_is_refused_by_it(newer: Newer) -> None:
    assert newer.has(newer.example)
    *older, last = SDKS
    last.read(newer.model, newer.example)
    for sdk in older:
        with pytest.raises((ValidationError, AssertionError)):
            sdk.read(newer.model, newer.example)
