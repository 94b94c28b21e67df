# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pictures of the site: whatever is described is drawn, for wide and narrow screens, and told."""

from __future__ import annotations

import importlib.util
import re
import sys
import textwrap
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[3] / "docs"
PICTURE = re.compile(r"^\.\. code-block:: text\n   :class: picture (\w+)\n   :caption: .+\n\n((?:   .*\n|\n)+)", re.MULTILINE)
DESCRIBED = [
    (f"{page.stem}-{number}", kind, textwrap.dedent(block))
    for page in sorted(DOCS.rglob("*.rst"))
    for number, (kind, block) in enumerate(PICTURE.findall(page.read_text()))
]


@pytest.fixture(scope="module")
def figures() -> Any:
    """The module, which is no part of the collection."""
    spec = importlib.util.spec_from_file_location("figures", DOCS / "figures.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["figures"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("kind", "block"), [row[1:] for row in DESCRIBED], ids=[row[0] for row in DESCRIBED])
def test_all_that_is_described_is_drawn_and_told(figures: Any, kind: str, block: str) -> None:
    words = re.findall(r"[\w/.-]+", block)
    pictures = list(ET.fromstring(f"<figure>{figures.picture(kind, block)}</figure>"))
    assert [picture.get("class") for picture in pictures] == ["wide", "narrow"]
    for picture in pictures:
        drawn = " ".join(text.text or "" for text in picture.iter("text"))
        assert [word for word in words if word not in drawn] == []
        assert [word for word in words if word not in (picture.get("aria-label") or "")] == []
        # Arrows are as many as were written.
        assert len(list(picture.iter("path"))) == len(re.findall(r"^ +\|", block, re.MULTILINE))


def test_what_leads_where_is_told_in_words(figures: Any) -> None:
    block = "Here\n  One: a first\n  | by road\n  Two\nThere\n  |\n  Three: & last\n"
    assert figures.told(figures.parse(block)) == "Here: One (a first); by road leads to Two. There: then Three (& last)."
