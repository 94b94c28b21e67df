# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all tests share: the collection on the import path, judges, and how long property tests look for a counterexample."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from extensions.simulator.server import Simulator
from tests.contract.sdk import assert_accepted
from tests.contract.watch import Watch

COLLECTIONS = Path(__file__).parents[1] / ".cache/collections"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Have pytest-ansible put the collection onto the import path.

    It is at the end of its life, and this is its only use: without it, insert COLLECTIONS into sys.path here.
    """
    os.environ["ANSIBLE_COLLECTIONS_PATH"] = str(COLLECTIONS)
    # Otherwise it would build a tree of links of its own in the middle of the project.
    config.option.ansible_unit_inject_only = True


@pytest.fixture(autouse=True)
def notes_of_orders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have orders noted where no other test finds them: a port of this machine is given to a new simulator sooner or later."""
    monkeypatch.setenv("ANSIBLE_HOME", str(tmp_path_factory.mktemp("home")))


WATCH = Watch()


@pytest.fixture(autouse=True)
def judged(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every body that a simulator of this process is sent and every answer that it gives judged, once it ends.

    A test that makes up bodies of its own, not those of a module, says so by the mark ``own_bodies``; one that has the
    simulator say what Equinix would not, by ``own_answers``.
    """
    entered, left = Simulator.__enter__, Simulator.__exit__
    marks = {mark.name for mark in request.node.iter_markers()}

    def enter(simulator: Simulator) -> Simulator:
        if "own_answers" not in marks:
            simulator.watch(WATCH.see)
        return entered(simulator)

    def leave(simulator: Simulator, *error: object) -> None:
        left(simulator, *error)
        wrong = WATCH.faults()
        if not any(error):  # what went wrong already is not to be hidden
            assert wrong == []
            if "own_bodies" not in marks:
                assert_accepted(simulator.calls)

    monkeypatch.setattr(Simulator, "__enter__", enter)
    monkeypatch.setattr(Simulator, "__exit__", leave)


# ``HYPOTHESIS_PROFILE=deep make test`` looks for longer.
settings.register_profile("default", deadline=None)
settings.register_profile("deep", deadline=None, max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
