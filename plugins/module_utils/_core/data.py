# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plain data as APIs give it (pure): paths into it, words for it, what stands for a secret."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict

MASK = "********"


def dig(data: Any, *path: str) -> Any:
    """Return what stands at a path of keys in nested dicts, None where any step is missing."""
    for key in path:
        if not isinstance(data, Mapping):
            return None
        data = data.get(key)
    return data


def text_at(data: Any, *path: str) -> str:
    """Return the text at a path, an empty one where there is none."""
    value = dig(data, *path)
    return value if isinstance(value, str) else ""


def listed(values: Iterable[object], last: str = "or") -> str:
    """Return values as words: ``50, 200 or 500``."""
    texts = [str(value) for value in values]
    return f" {last} ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def money(amount: float) -> str:
    """Return an amount as an invoice spells it."""
    return f"{amount:.2f}".removesuffix(".00")


def matches(data: Mapping[str, Any], wanted: Mapping[str, str | None]) -> bool:
    """Tell whether the texts at these paths (``location.metroCode``) are as wanted, case aside; None and empty mean any.

    What was searched for is compared once more here, since not every list knows every filter.
    """
    return all(not value or text_at(data, *path.split(".")).casefold() == value.casefold() for path, value in wanted.items())


def in_snake_case(data: Any) -> Any:
    """Return nested data with its keys in snake_case, as Ansible itself converts them."""
    if isinstance(data, Mapping):
        return {_snake_case(key): in_snake_case(value) for key, value in data.items()}
    return [in_snake_case(value) for value in data] if isinstance(data, list) else data


@lru_cache(maxsize=4096)
def _snake_case(key: str) -> str:
    """Return a key in snake_case; thousands of objects have the same few hundred keys."""
    return str(next(iter(camel_dict_to_snake_dict({key: None}))))
