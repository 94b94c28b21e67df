# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read from the code every sentence that an error may say, to compare them with the page on troubleshooting.

``python -m tests.tools.sentences`` prints those that the page does not explain.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/docsite/rst/troubleshooting.rst"
# Position of the sentence among the arguments of what makes an error.
MAKERS = {
    "InputError": 1,
    "ObjectError": 1,
    "ApiError": 0,
    "AuthenticationError": 0,
    "_Failure": 0,
    "Unsent": 0,
    "WaitFailed": 0,
    "WaitTimeout": 0,
    "AnsibleFilterError": 0,
    "AnsibleParserError": 0,
    "AnsibleLookupError": 0,
    "OptionError": 0,
    "Mistake": 0,
}
# Less text than this is no sentence of its own, only something to put one into.
LEAST = 12


@dataclass(frozen=True)
class Sentence:
    """A sentence in the code: where it is, its text with names for values, and a pattern that it matches with any values."""

    place: str
    text: str
    pattern: str


def _parts(node: ast.expr) -> Iterator[tuple[str, str]]:
    """Yield the parts of a sentence as text and pattern."""
    if isinstance(node, ast.Constant):
        yield str(node.value), re.escape(str(node.value))
    elif isinstance(node, ast.JoinedStr):
        for value in node.values:
            yield from _parts(value)
    elif isinstance(node, ast.BinOp):
        yield from _parts(node.left)
        yield from _parts(node.right)
    else:
        inner = node.value if isinstance(node, ast.FormattedValue) else node
        yield "{" + ast.unparse(inner) + "}", ".*"


def _templated(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a sentence with templates in it as text and pattern."""
    for part in re.split(r"({{.*?}})", " ".join(text.split())):
        yield part, ".*" if part.startswith("{{") else re.escape(part)


def _asserted(node: Any) -> Iterator[str]:
    """Yield what the asserts in a file of tasks say."""
    if isinstance(node, list):
        for item in node:
            yield from _asserted(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "fail_msg":
                yield value
            else:
                yield from _asserted(value)


def _sentence(place: str, parts: list[tuple[str, str]]) -> Iterator[Sentence]:
    """Yield the sentence that has these parts, unless there is next to nothing in it that is always the same."""
    if sum(len(text) for text, pattern in parts if pattern != ".*") >= LEAST:
        yield Sentence(place, "".join(text for text, _pattern in parts), "".join(pattern for _text, pattern in parts))


def _told(tree: ast.AST) -> Iterator[tuple[int, ast.expr]]:
    """Yield what functions return, yield, or add to a list of problems, where it is a sentence; lines of tables are none."""
    for node in ast.walk(tree):
        values: list[ast.expr | None] = []
        if isinstance(node, ast.Return | ast.Yield | ast.ListComp | ast.GeneratorExp):
            values = [node.value if isinstance(node, ast.Return | ast.Yield) else node.elt]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
            values = list(node.args)
        for value in values:
            if isinstance(value, ast.JoinedStr) and _ends(value):
                yield value.lineno, value


def _ends(node: ast.expr) -> bool:
    """Tell whether a text ends as a sentence does."""
    if isinstance(node, ast.Constant):
        return str(node.value).endswith((".", "?"))
    if isinstance(node, ast.JoinedStr):
        return _ends(node.values[-1])
    if isinstance(node, ast.FormattedValue):
        return _ends(node.value)
    if isinstance(node, ast.IfExp):
        return _ends(node.body) and _ends(node.orelse)
    return isinstance(node, ast.Name) and node.id.startswith("remedy")


def sentences() -> list[Sentence]:
    """Return every sentence that the collection's plugins, roles, playbooks and simulator may fail with."""
    found: list[Sentence] = []
    for path in sorted((*(ROOT / "roles").glob("*/tasks/*.yml"), *(ROOT / "playbooks").rglob("*.yml"))):
        for text in _asserted(yaml.safe_load(path.read_text())):
            found += _sentence(str(path.relative_to(ROOT)), list(_templated(text)))
    for path in sorted((*(ROOT / "plugins").rglob("*.py"), *(ROOT / "extensions/simulator").glob("*.py"))):
        tree = ast.parse(path.read_text())
        if path.is_relative_to(ROOT / "plugins") and path.parent.name != "_report":
            # Much of what is wrong is returned, and somebody else fails with it; a report only tells.
            for line, value in _told(tree):
                found += _sentence(f"{path.relative_to(ROOT)}:{line}", list(_parts(value)))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in MAKERS:
                continue
            position = MAKERS[node.func.id]
            if len(node.args) <= position:
                continue
            found += _sentence(f"{path.relative_to(ROOT)}:{node.lineno}", list(_parts(node.args[position])))
    return found


def explained(page: str) -> list[str]:
    """Return the sentences that the page explains: terms in double quotes of code, each with an explanation below."""
    return re.findall(r"^``(.+)``\n  \S", page, re.MULTILINE)


def missing(page: str) -> list[Sentence]:
    """Return the sentences that the page does not explain."""
    shown = [end for term in explained(page) for end in _ends_of(term)]
    return [item for item in sentences() if not any(map(re.compile(item.pattern).fullmatch, shown))]


def stale(page: str) -> list[str]:
    """Return what the page explains and no text in the code says."""
    patterns = [re.compile(pattern) for pattern in {*(item.pattern for item in sentences()), *_texts()}]
    return [term for term in explained(page) if not any(pattern.fullmatch(end) for end in _ends_of(term) for pattern in patterns)]


def _ends_of(term: str) -> list[str]:
    """Return a term and what stands behind each full stop or colon in it: a remedy follows what a call failed with."""
    return [term, *(term[match.end() :] for match in re.finditer(r"[.:] ", term))]


def _texts() -> Iterator[str]:
    """Yield a pattern for every text in the code: some sentences are named, or put together, before they are said."""
    for path in (ROOT / "plugins").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and "\n" not in str(node.value)):
                for item in _sentence("", list(_parts(node))):
                    yield item.pattern


def main() -> None:
    """Print what is missing, ready to be explained."""
    for item in missing(PAGE.read_text()):
        print(f"``{item.text}``\n  {item.place}\n")


if __name__ == "__main__":
    main()
