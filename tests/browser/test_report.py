# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as people see it: on a screen and on a phone, light and dark, on paper, with 0, 1, 24 and 200 connections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.support.plays import ROOT, Play
from tests.support.report_rows import fleet

SIZES = (0, 1, 24, 200)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SHOTS = ROOT / ".cache/browser"
WIDTHS = (1280, 768, 360)
# Names that are seen nowhere, in the picture and in the table; a name counts as seen where it stands whole.
UNSEEN = """names => {
  const seen = new Set();
  for (const item of document.querySelectorAll('svg g.connection text.name, tbody bdi')) {
    const place = item.getBoundingClientRect();
    if (place.width > 0 && place.height > 0 && place.left >= 0 && place.right <= innerWidth)
      seen.add((item.tagName === 'BDI' ? 'table ' : 'picture ') + item.textContent);
  }
  return names.flatMap(name => ['picture ' + name, 'table ' + name]).filter(name => !seen.has(name));
}"""
# Texts of the picture that reach out of their box, by the font that the browser really uses.
OUTSIDE = """() => [...document.querySelectorAll('svg g')].filter(group => group.getBoundingClientRect().width).flatMap(group => {
  const box = group.querySelector('rect').getBBox();
  return [...group.querySelectorAll('text')].filter(text => {
    const own = text.getBBox();
    return own.x < box.x || own.x + own.width > box.x + box.width || own.y < box.y || own.y + own.height > box.y + box.height;
  }).map(text => text.textContent);
})"""


# What does not come in the order in which a packet goes, from left to right or from top to bottom.
UNORDERED = """() => [...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width).flatMap(svg => {
  const narrow = svg.classList.contains('narrow');
  const place = kind => [...svg.querySelectorAll('g.' + kind)].map(group => group.getBoundingClientRect());
  const end = kind => Math.max(...place(kind).map(box => narrow ? box.bottom : box.right));
  const start = kind => Math.min(...place(kind).map(box => narrow ? box.top : box.left));
  const pairs = narrow ? [['origin', 'provider'], ['connection', 'provider'], ['provider', 'router'], ['provider', 'bgp']]
    : [['origin', 'connection'], ['connection', 'provider'], ['provider', 'router'], ['router', 'bgp']];
  return pairs.filter(([one, other]) => place(other).length && end(one) > start(other)).map(pair => pair.join(' after '));
})"""


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Reports of so many connections."""
    folder = tmp_path_factory.mktemp("reports")
    tasks = []
    for size in SIZES:
        data = folder / f"{size}.json"
        data.write_text(json.dumps(fleet(size)))
        rows = {name: f"{{{{ (lookup('ansible.builtin.file', '{data}') | from_json).{name} }}}}" for name in fleet(1)}
        rows["fabric_report_path"] = str(folder / f"{size}.html")
        tasks.append({"ansible.builtin.include_role": {"name": "interconnect.equinix.fabric_report"}, "vars": rows})
    play = Play(folder, "http://127.0.0.1:9")
    assert play.run([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]) == 0, play.output
    return {size: folder / f"{size}.html" for size in SIZES}


@contextmanager
def opened(browser: Browser, path: Path, width: int, scheme: Scheme) -> Iterator[Page]:
    """Open a page; whatever it asks the network for, or says on the console, fails the test."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    noise: list[str] = []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("request", lambda request: noise.append(request.url))
    page.goto(path.as_uri())
    yield page
    context.close()
    assert noise == [path.as_uri()]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("size", SIZES)
def test_report(size: int, width: int, scheme: Scheme, browser: Browser, pages: dict[int, Path]) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    names = [row["name"] for row in fleet(size)["fabric_report_connections"]]
    with opened(browser, pages[size], width, scheme) as page:
        page.screenshot(path=SHOTS / f"report-{size}-{width}-{scheme}.png", full_page=size < 100)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(UNSEEN, names) == []
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate(UNORDERED) == []
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0] < 128")
        assert dark is (scheme == "dark")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_report_is_accessible(width: int, scheme: Scheme, browser: Browser, pages: dict[int, Path]) -> None:
    with opened(browser, pages[24], width, scheme) as page:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert len(found.response["passes"]) > 15


def test_report_on_paper(browser: Browser, pages: dict[int, Path]) -> None:
    with opened(browser, pages[24], 1032, "dark") as page:
        page.emulate_media(media="print")
        page.screenshot(path=SHOTS / "report-24-print.png", full_page=True)
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 36, 48)"
        shown = "getComputedStyle(document.querySelector('svg.{}')).display"
        assert [page.evaluate(shown.format(look)) for look in ("wide", "narrow")] == ["block", "none"]
        # No sheet is higher than a page, so that none is cut in two.
        heights = "Math.max(...[...document.querySelectorAll('figure')].map(figure => figure.getBoundingClientRect().height))"
        assert page.evaluate(heights) < 700
        pdf = page.pdf(path=SHOTS / "report-24.pdf", prefer_css_page_size=True, print_background=True)
        assert pdf.startswith(b"%PDF") and pdf.count(b"/Type /Page\n") in range(4, 14)
