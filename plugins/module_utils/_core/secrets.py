# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets in what others say (pure): every spelling of a known secret, and account IDs by the place where they stand.

An API repeats what it was sent, in messages and in fields that are meant for text, and spells it as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

from .data import MASK

# A shorter one stands in too many words that have nothing to do with it.
SHORTEST = 6
_HYPHENATED = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# acs:vpc:eu-central-1:5123456789012345:physicalconnection/pc-1, and acs:ram::5123456789012345:user/x.
_ARN = re.compile(r"(acs:[\w*-]*:[\w*-]*:)\d{6,}")
# The ID of an account of Alibaba Cloud: sixteen digits, give or take one.
_ACCOUNT = re.compile(r"(?<![\w-])\d{15,17}(?![\w-])")


# The secrets of this process, in every spelling.
_of_this_process: set[str] = set()


def remember(*secrets: str) -> None:
    """Keep secrets out of every sentence that this process makes from now on."""
    for secret in secrets:
        _of_this_process.update(spellings(secret))


def remembered() -> set[str]:
    """Return the secrets of this process, in every spelling."""
    return set(_of_this_process)


def forget() -> None:
    """Forget all secrets; a process of its own would know none."""
    _of_this_process.clear()


def hidden(text: str) -> str:
    """Return a text without the secrets of this process."""
    return scrubbed(text, _of_this_process)


def spellings(secret: str) -> set[str]:
    """Return how a secret may be spelled, itself included; a short one is known as it is only."""
    if len(secret) < SHORTEST:
        return {secret} if secret else set()
    found = {secret, quote(secret, safe="")}
    if _HYPHENATED.fullmatch(secret):
        plain = secret.replace("-", "")
        found |= {spelled for text in (secret, plain) for spelled in (text.lower(), text.upper())}
    return found


def scrubbed(text: str, secrets: Iterable[str]) -> str:
    """Return a text without any spelling of some secrets."""
    for spelled in _known_spellings(frozenset(secrets)):
        if spelled in text:
            text = text.replace(spelled, MASK)
    return text


@lru_cache(maxsize=16)
def _known_spellings(secrets: frozenset[str]) -> tuple[str, ...]:
    """Return all spellings of secrets that are long enough; an object of the API has the same ones in all of its texts."""
    known = {spelled for secret in secrets if len(secret) >= SHORTEST for spelled in spellings(secret)}
    # The longest first, since one may be a part of another.
    return tuple(sorted(known, key=len, reverse=True))


def without_accounts(text: str) -> str:
    """Return what Alibaba Cloud says without the IDs of accounts, which its refusals name."""
    return _ACCOUNT.sub(MASK, _ARN.sub(rf"\g<1>{MASK}", text))
