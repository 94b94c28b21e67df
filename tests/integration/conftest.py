# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fixtures of the tests that run real plays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extensions.simulator.server import Simulator
from tests.support.plays import ROOT, Play, galaxy


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A fresh simulator."""
    with Simulator() as running:
        yield running


@pytest.fixture
def play(tmp_path: Path, simulator: Simulator) -> Play:
    """Runs a task against the simulator."""
    return Play(tmp_path, simulator.url)


@pytest.fixture(scope="session")
def tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the collection as a release is built."""
    folder = tmp_path_factory.mktemp("built")
    galaxy(folder, "build", str(ROOT), "--output-path", str(folder))
    (built,) = folder.glob("*.tar.gz")
    return built
