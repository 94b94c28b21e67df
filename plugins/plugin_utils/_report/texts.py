# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts that fit (pure). Nothing measures a font here, so widths are those of a wide one, DejaVu Sans, or more."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NARROW = frozenset("iljtfrI.,:;'|!()[]/ ")
_WIDE = frozenset("mwMW@%&—…")
ELLIPSIS = "…"
# Verbs that stand behind a number: "1 awaits approval", "24 await approval".
_MANY = {"awaits": "await", "has": "have", "is": "are"}


def width_of(text: str, size: float) -> float:
    """Return how wide a text of a font size may become, in the unit of the size."""
    return sum(map(_em, text)) * size


@lru_cache(maxsize=1024)
def _em(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    if char in _NARROW:
        return 0.42
    if char in _WIDE or ord(char) > 0x2FF:
        # Other scripts are at most about square, those of East Asia exactly.
        return 1.05
    return 0.78 if char.isupper() else 0.66


def fitted(text: str, size: float, room: float) -> str:
    """Return a text as it is where it fits, otherwise its beginning and an ellipsis."""
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + ELLIPSIS, size) > room:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def wrapped(text: str, size: float, room: float, most: int) -> list[str]:
    """Return a text in at most so many lines, broken between words; what is left over is cut off with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    return [fitted(line, size, room) for line in lines]


def natural(text: str) -> list[str | int]:
    """Return a key by which texts are sorted as people do, 3 before 11."""
    return [int(part) if place % 2 else part for place, part in enumerate(re.split("([0-9]{1,18})", text))]


def counted(count: int, noun: str) -> str:
    """Return a number of things in words: ``1 connection``, ``24 connections``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def agreeing(count: int, words: str) -> str:
    """Return words about so many things, their verb in the number of the things; what begins with no verb is as it is."""
    verb, space, rest = words.partition(" ")
    return words if count == 1 else f"{_MANY.get(verb, verb)}{space}{rest}"
