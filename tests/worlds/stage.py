# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulator of both clouds and the playbooks of the role, played in this process: a play takes a second, and time no time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from unittest import mock

from extensions.simulator import seed
from extensions.simulator.server import Simulator
from tests.demo.__main__ import both_ends_for, environment
from tests.support.in_process import PlayClock, in_process
from tests.support.plays import ACCOUNT, ROOT
from tests.worlds.player import Ended, Player


def variables(*without: str, origin: str = "from_port", **changes: Any) -> dict[str, Any]:
    """Return the role's variables for a connection with both ends, some left out or changed."""
    given = {**both_ends_for(origin), "express_connect_wait_timeout": 4, **changes}
    return {name: value for name, value in given.items() if name not in without}


class Stage:
    """Plays in a world, by whoever has the access key of an account."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.simulator, self.clock, self._folder = simulator, PlayClock(), folder
        simulator.world.now = self.clock

    def play(
        self,
        playbook: str,
        given: dict[str, Any],
        *,
        account: str = ACCOUNT,
        check: bool = False,
        stop_after: int | None = None,
    ) -> Ended:
        """Play one of the role's playbooks with these variables; ``stop_after`` so many tasks it is killed."""
        key, secret = seed.ALIBABA_KEYS[account]
        home = {"ANSIBLE_HOME": str(self._folder)}
        home |= {"ALIBABA_CLOUD_ACCESS_KEY_ID": key, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": secret}
        with in_process(self.clock), mock.patch.dict(os.environ, {**environment(self.simulator), **home}):
            return Player(given, self.clock, check=check, stop_after=stop_after).play(
                ROOT / f"playbooks/express_connect_{playbook}.yml"
            )

    def said(
        self, playbook: str, given: dict[str, Any], *, fails: bool = False, account: str = ACCOUNT, check: bool = False
    ) -> str:
        """Play and return what was said, as one line; it must fail, or must not."""
        ended = self.play(playbook, given, account=account, check=check)
        told = " ".join(" ".join([*map(str, ended.said), ended.failed]).split())
        assert ended.ok is not fails, told
        assert "Traceback" not in told and not ended.mistake
        return told
