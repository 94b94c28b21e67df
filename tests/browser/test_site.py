# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation site in a real browser: on a phone and on a desk, light and dark."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.tools.site import built

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
PICTURED = ("index", "docsite/costs", "docsite/both_ends", "docsite/redundancy")
TABLED = ("docsite/permissions", "docsite/playbooks", "docsite/authentication", "modules", "fabric_connection_module")
# Of each picture that is seen: its texts with their boxes on the screen, and the colours that they stand on.
SEEN = """() => [...document.querySelectorAll('figure.picture svg')].filter(svg => svg.clientWidth > 0).map(svg => {
  const all = svg.getBoundingClientRect();
  const scale = all.width / svg.viewBox.baseVal.width;
  const colours = [...svg.querySelectorAll('.title, .text, .area-title, .arrow-text')].map(text => getComputedStyle(text).fill);
  const behind = [...svg.querySelectorAll('.box, .area')].map(box => getComputedStyle(box).fill);
  const texts = [...svg.querySelectorAll('text')].map(text => {
    const {left, top, right, bottom} = text.getBoundingClientRect();
    const inside = left >= all.left - 1 && right <= all.right + 1 && top >= all.top - 1 && bottom <= all.bottom + 1;
    return {words: text.textContent, left, top, right, bottom, inside, size: parseFloat(getComputedStyle(text).fontSize) * scale};
  });
  return {texts, colours: [...new Set(colours)], behind: [...new Set(behind)]};
})"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once."""
    return built(tmp_path_factory.mktemp("site"))


def opened(browser: Browser, path: Path, width: int, scheme: Scheme) -> Page:
    """Open a page of the site as a reader's screen is."""
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto(path.as_uri())
    return page


def brightness(colour: str) -> float:
    """Return the relative luminance of a colour such as ``rgb(1, 2, 3)``, as WCAG defines it."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return how well two colours are told apart, from 1 to 21."""
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.timeout(500)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [360, 1280])
def test_pictures_can_be_read(browser: Browser, site: Path, width: int, scheme: Scheme) -> None:
    for name in PICTURED:
        page = opened(browser, site / f"{name}.html", width, scheme)
        pictures = page.evaluate(SEEN)
        assert pictures, name
        for picture in pictures:
            for text in picture["texts"]:
                assert text["inside"] and text["size"] >= 11, (name, text)
            for number, one in enumerate(picture["texts"]):
                for other in picture["texts"][number + 1 :]:
                    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
                    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
                    # Boxes of lines overlap by what no letter uses.
                    assert across <= 1 or down <= 4, (name, one, other)
            assert min(contrast(text, behind) for text in picture["colours"] for behind in picture["behind"]) >= 4.5, name
        page.context.close()


@pytest.mark.timeout(500)
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_are_no_wider_than_the_screen(browser: Browser, site: Path, width: int) -> None:
    for name in (*PICTURED, *TABLED):
        page = opened(browser, site / f"{name}.html", width, "light")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.context.close()


@pytest.mark.timeout(500)
def test_contents_are_seen_where_the_theme_shows_none(browser: Browser, site: Path) -> None:
    for width, seen in ((360, True), (1280, True), (1600, False)):
        page = opened(browser, site / "docsite/troubleshooting.html", width, "light")
        assert page.locator("nav.contents").is_visible() == seen, width
        assert page.locator(".toc-drawer").is_visible() != seen or width < 1312, width
        page.context.close()
