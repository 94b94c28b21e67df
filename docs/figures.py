# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pictures of the site, drawn when it is built from blocks of text in its pages.

A block of the class ``picture`` stays readable where nobody draws it::

    Equinix Fabric
      Port: DOT1Q or QINQ
      | connection
    Alibaba Cloud
      Shared port: VLAN of the Z-side

Lines without indentation are areas, the others boxes with a title and a text, and ``|`` is an arrow to the next box, with a text
of its own. Each picture is drawn twice, for wide and for narrow screens, in letters that are never scaled; colours are those of
the theme.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from html import escape

WIDE, NARROW = 736, 320
EDGE, INSET, GAP = 8, 10, 30
TITLE, TEXT = 14, 12
# How wide a letter is at most in the mean, as a part of its size; the theme takes whatever sans-serif the system has.
LETTER = {TITLE: 0.62, TEXT: 0.6}


@dataclass
class Box:
    """A box; ``arrow`` is the text of the arrow that leads to it, None without one."""

    title: str
    text: str
    arrow: str | None


@dataclass
class Area:
    """What belongs together, with a title of its own."""

    title: str
    boxes: list[Box] = field(default_factory=list)


def parse(block: str) -> list[Area]:
    """Read a block of text."""
    areas: list[Area] = []
    arrow: str | None = None
    for line in filter(str.strip, block.splitlines()):
        words = line.strip()
        if not line.startswith(" "):
            areas.append(Area(words))
        elif words.startswith("|"):
            arrow = words[1:].strip()
        else:
            title, _colon, text = words.partition(": ")
            areas[-1].boxes.append(Box(title, text, arrow))
            arrow = None
    return areas


def told(areas: list[Area]) -> str:
    """Return in words what a picture shows, for those who do not see it."""
    parts = []
    for area in areas:
        boxes = []
        for box in area.boxes:
            before = "" if box.arrow is None else f"{box.arrow} leads to " if box.arrow else "then "
            boxes.append(f"{before}{box.title}{f' ({box.text})' if box.text else ''}")
        parts.append(f"{area.title}: {'; '.join(boxes)}.")
    return " ".join(parts)


def wrapped(text: str, size: int, width: float) -> list[str]:
    """Break a text into lines that fit a width."""
    return textwrap.wrap(text, max(int(width / (size * LETTER[size])), 4), break_long_words=False)


class Drawing:
    """Collects the parts of one SVG."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def box(self, x: float, y: float, width: float, height: float, kind: str) -> None:
        self.parts.append(f'<rect class="{kind}" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="6"/>')

    def lines(self, lines: list[str], x: float, y: float, size: int, kind: str, anchor: str = "start") -> float:
        """Write lines, the first one below ``y``; return where the last one ends."""
        for line in lines:
            y += size * 1.3
            place = f'x="{x:.0f}" y="{y - size * 0.3:.0f}" font-size="{size}" text-anchor="{anchor}"'
            self.parts.append(f'<text class="{kind}" {place}>{escape(line)}</text>')
        return y

    def arrow(self, x1: float, y1: float, x2: float, y2: float) -> None:
        back = (x2 - 6, y2 - 4, x2 - 6, y2 + 4) if y1 == y2 else (x2 - 4, y2 - 6, x2 + 4, y2 - 6)
        head = f"M{back[0]:.0f} {back[1]:.0f}L{x2:.0f} {y2:.0f}L{back[2]:.0f} {back[3]:.0f}"
        self.parts.append(f'<path class="arrow" d="M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}{head}"/>')

    def svg(self, width: float, height: float, kind: str, alternative: str) -> str:
        """Return the whole picture, no wider than its letters need."""
        return (
            f'<svg class="{kind}" role="img" aria-label="{escape(alternative)}" viewBox="0 0 {width:.0f} {height:.0f}" '
            f'style="max-width: {width:.0f}px">{"".join(self.parts)}</svg>'
        )


def column(drawing: Drawing, areas: list[Area], x: float, width: float, beside: float = 0) -> float:
    """Draw areas below each other and return how far down they reach; ``beside`` is the room for texts beside their boxes."""
    y = 0.0
    inner = width - 2 * EDGE - beside
    for area in areas:
        top = y
        start = len(drawing.parts)
        y = drawing.lines([area.title], x + EDGE, y + 6, TEXT, "area-title") + 8
        for number, box in enumerate(area.boxes):
            if box.arrow is not None:
                # Between areas it passes the title, which stands at the edge.
                middle = x + EDGE + inner / 2
                begin = y - 8 if number else y - TEXT * 1.3 - 30
                y += GAP - 8
                drawing.arrow(middle, begin, middle, y)
                drawing.lines([box.arrow], middle + 10, y - GAP / 2 - TEXT * 0.9, TEXT, "arrow-text")
            title = wrapped(box.title, TITLE, inner - 2 * INSET)
            text = wrapped(box.text, TEXT, beside - INSET if beside else inner - 2 * INSET)
            own = len(title) * TITLE * 1.3
            other = len(text) * TEXT * 1.3
            height = INSET * 1.2 + (max(own, other) if beside else own + other)
            drawing.box(x + EDGE, y, inner, height, "box")
            if beside:
                drawing.lines(title, x + EDGE + INSET, y + (height - own) / 2, TITLE, "title")
                drawing.lines(text, x + EDGE + inner + INSET, y + (height - other) / 2, TEXT, "text")
            else:
                below = drawing.lines(title, x + EDGE + INSET, y + INSET * 0.6, TITLE, "title")
                drawing.lines(text, x + EDGE + INSET, below, TEXT, "text")
            y += height + 8
        behind = Drawing()
        behind.box(x, top, width, y - top, "area")
        drawing.parts[start:start] = behind.parts
        y += 8
    return y - 8


def row(drawing: Drawing, areas: list[Area]) -> float:
    """Draw all boxes in one row, areas behind them, and return how far down they reach."""
    boxes = [box for area in areas for box in area.boxes]
    between = 78
    width = (WIDE - 2 * EDGE - (len(boxes) - 1) * between) / len(boxes)
    texts = [(wrapped(box.title, TITLE, width - INSET), wrapped(box.text, TEXT, width - INSET)) for box in boxes]
    height = INSET * 1.6 + max(len(title) * TITLE * 1.3 + len(text) * TEXT * 1.3 for title, text in texts)
    top = TEXT * 1.3 + 14
    x, number = float(EDGE), 0
    for area in areas:
        across = len(area.boxes) * (width + between) - between
        drawing.box(x - EDGE, 0, across + 2 * EDGE, top + height + EDGE, "area")
        drawing.lines([area.title], x, 5, TEXT, "area-title")
        for _box in area.boxes:
            title, text = texts[number]
            drawing.box(x, top, width, height, "box")
            below = drawing.lines(title, x + width / 2, top + INSET * 0.6, TITLE, "title", "middle")
            drawing.lines(text, x + width / 2, below, TEXT, "text", "middle")
            x, number = x + width + between, number + 1
    middle = top + height / 2
    for number, box in enumerate(boxes):
        if box.arrow is not None:
            x = EDGE + number * (width + between)
            drawing.arrow(x - between + 2, middle, x - 2, middle)
            label = wrapped(box.arrow, TEXT, between - 2)
            drawing.lines(label, x - between / 2, middle - 5 - len(label) * TEXT * 1.3, TEXT, "arrow-text", "middle")
    return top + height + EDGE


def picture(kind: str, block: str) -> str:
    """Return the pictures of a block for wide and narrow screens; ``kind`` is ``path``, ``steps`` or ``areas``."""
    areas = parse(block)
    alternative = told(areas)
    wide, narrow = Drawing(), Drawing()
    if kind == "path":
        height = row(wide, areas)
    elif kind == "steps":
        height = column(wide, areas, 0, WIDE, beside=480)
    else:
        across = (WIDE - (len(areas) - 1) * 8) / len(areas)
        height = max(column(wide, [area], number * (across + 8), across) for number, area in enumerate(areas))
    return wide.svg(WIDE, height, "wide", alternative) + narrow.svg(
        NARROW, column(narrow, areas, 0, NARROW), "narrow", alternative
    )
