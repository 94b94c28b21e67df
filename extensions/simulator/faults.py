# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults on request: what networks, gateways and servers do to a call."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

KINDS = (
    "status",  # refused with ``status`` and the cloud's kind of error; 429 with ``Retry-After`` in ``headers``
    "html",  # refused with ``status`` by a proxy that answers HTML
    "empty",  # refused with ``status`` and no body
    "cut",  # the connection ends without an answer
    "silence",  # no answer for ``seconds``, then the connection ends
    "half_json",  # an answer that stops in the middle of its JSON
    "slow",  # the answer comes after ``seconds``
    "token_expired",  # the token that the call bears is worth nothing any more; Equinix only
    "garbage",  # answered with ``status`` and ``body``, whatever that is
    "huge",  # answered with ``size`` bytes of JSON that never comes to its end
    "bomb",  # the same, packed a thousandfold
    "drip",  # answered one byte at a time, with ``seconds`` between them
    "endless",  # answered with a full page of rows that nobody has seen before; ``total`` is in it
)


@dataclass
class Fault:
    """What happens to the next ``times`` calls that match, after ``skip`` that go well.

    ``path`` is a regular expression for the whole path. With ``took_effect`` the call is carried out first, so that only
    its answer is lost.
    """

    method: str
    path: str
    kind: str
    times: int = 1
    skip: int = 0
    status: int = 503
    code: str = ""  # of the error; each cloud has one of its own for a status
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    took_effect: bool = False
    seconds: float = 5.0
    body: str = ""
    size: int = 50 * 1024 * 1024
    total: Any = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind {self.kind!r} is none of {', '.join(KINDS)}")
        if self.took_effect and (self.status == 429 or self.code.startswith("Throttling")):
            raise ValueError("a rate limit comes instead of an effect (RFC 6585), never after it")

    def strikes(self, method: str, path: str) -> bool:
        """Tell whether this call is hit, and count it."""
        if self.times <= 0 or self.method not in ("*", method) or not re.fullmatch(self.path, path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True
