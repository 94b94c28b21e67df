# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking over the shoulder of every simulator of this process: what it is sent and answers, whatever a test is about."""

from __future__ import annotations

import json
import re

from aiohttp import web

from extensions.simulator.middleware import Call
from tests.contract.answers import EQUINIX, faults
from tests.contract.sdk import call_of

# Keys, and what kind of value they have; of a word in capitals the word itself, since it is one of a few.
SHAPE = re.compile(r'"(\w+)": ("[A-Z_]{2,}"|null|\[|\{)?')
LONGEST = 20_000  # characters; a long page is many short ones


class Watch:
    """Has one answer of each shape judged, which is quick enough to be done everywhere."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, int, frozenset[tuple[str, str]]]] = set()
        self._new: list[tuple[str, str, int, str]] = []

    def see(self, call: Call, answer: web.Response) -> None:
        """Keep an answer if it is the first of its shape; called by the simulator's thread."""
        text = answer.text or ""
        if not call.path.startswith(EQUINIX) or len(text) > LONGEST:
            return
        shape = (call_of(call.method, call.path), call.status, frozenset(SHAPE.findall(text)))
        if shape not in self._seen:
            self._seen.add(shape)
            self._new.append((call.method, call.path, call.status, text))  # a fault may yet change its status

    def faults(self) -> list[str]:
        """Return what is wrong with the answers that came since the last time."""
        new, self._new = self._new, []
        return [fault for method, path, status, text in new for fault in faults(method, path, status, json.loads(text))]
