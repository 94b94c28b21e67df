# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every error that this collection raises on purpose.

Clients and deciding code raise these; only ``_module`` turns them into a failed task.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from .secrets import hidden

# A sentence may list a dozen options with their values; nobody reads more.
MAX_SENTENCE = 2000
# What an API says is one part of a sentence: what to do about it still has to follow.
MAX_QUOTE = 300


def one_line(text: str, limit: int = MAX_SENTENCE) -> str:
    """Return a text as one line of at most ``limit`` characters, cut in the middle, without control characters and secrets.

    APIs put line breaks, terminal escapes and whole pages into what they say. The end is kept, since it says what to do.
    """
    # Before it is cut: nobody knows half a secret again.
    text = hidden(text)
    if len(text) > 4 * limit:
        text = f"{text[: 2 * limit]} {text[-2 * limit :]}"
    # Categories C*: control and formatting characters, halves of characters. Z*: spaces and line breaks.
    plain = "".join(" " if unicodedata.category(character)[0] in "CZ" else character for character in text)
    line = " ".join(plain.split())
    if len(line) <= limit:
        return line
    tail = limit // 3
    return f"{line[: limit - tail - 5].rstrip()} ... {line[-tail:].lstrip()}"


def named_calls(calls: Sequence[str], limit: int = MAX_SENTENCE // 2) -> str:
    """Return calls in words, as many as a sentence has room for, and how many more there are: none may be cut out silently."""
    told: list[str] = []
    for call in calls:
        if told and sum(map(len, told)) + len(call) + 9 * len(told) > limit:
            break
        told.append(call)
    more = len(calls) - len(told)
    rest = f", and {more} more calls ({len(calls)} in all, named in the result's error.sent)" if more else ""
    return ", and to ".join(told) + rest


class InterconnectError(Exception):
    """Base of all errors raised on purpose; ``str()`` is one sentence meant for the user.

    ``done`` says what had been changed at the provider by then, empty where nothing had; ``last`` is what is known of the object,
    as the API gave it. ``warnings`` are what the user should know beside the error.
    """

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))
        self.done = ""
        self.last: dict[str, Any] = {}
        self.warnings: list[str] = []

    def after(self, done: str, last: dict[str, Any] | None = None) -> None:
        """Have this error say what had been done before it: what was ordered is charged, whatever comes next."""
        self.done = f"{done} {self.done}".strip()
        self.last = self.last or last or {}
        self.args = (one_line(f"{done} {self}"),)

    def as_dict(self) -> dict[str, Any]:
        """Return the facts behind the sentence, for ``rescue`` blocks and ``assert``."""
        return {"kind": type(self).__name__}


class InputError(InterconnectError):
    """What the user asked for cannot be done; found before anything was sent that changes something.

    ``option`` is the option to change, in dotted form (``a_side.vlan_tag``).
    """

    def __init__(self, option: str, message: str) -> None:
        super().__init__(message)
        self.option = option

    def as_dict(self) -> dict[str, Any]:
        return {**super().as_dict(), "option": self.option}


def all_of(errors: Sequence[InputError]) -> InputError:
    """Return several mistakes as one, so that they are told, and corrected, all at once."""
    return errors[0] if len(errors) == 1 else InputError(errors[0].option, " ".join(map(str, errors)))


class ObjectError(InputError):
    """What the user asked for is right, but not possible with the object that is there."""


class ErrorDetail(NamedTuple):
    """One error of an API's answer; any part may be empty, APIs leave them out freely."""

    code: str = ""
    text: str = ""

    def __str__(self) -> str:
        return one_line(" ".join(part for part in (self.code, self.text) if part), MAX_QUOTE)


class ApiError(InterconnectError):
    """An API call that did not do what it was asked to.

    ``status`` is None when there was no answer. ``doubt`` tells that the call may have taken effect although no answer
    says so. ``temporary`` tells that the same call may succeed later.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        details: tuple[ErrorDetail, ...] = (),
        correlation_id: str = "",
        outcome_unknown: bool = False,
        temporary: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.details = details
        self.correlation_id = correlation_id
        self.outcome_unknown = outcome_unknown
        self.temporary = temporary

    @property
    def codes(self) -> frozenset[str]:
        """The error codes of the answer, such as ``EQ-3142519``."""
        return frozenset(detail.code for detail in self.details if detail.code)

    def as_dict(self) -> dict[str, Any]:
        return {
            **super().as_dict(),
            "status": self.status,
            "codes": sorted(self.codes),
            "correlation_id": self.correlation_id,
            "doubt": self.outcome_unknown,
        }


class AuthenticationError(ApiError):
    """The credentials were refused. Never repeated: the account locks after five refusals."""


class WaitError(InterconnectError):
    """Waiting ended without what was waited for. ``last`` is the last object seen, as the API gave it."""

    def __init__(self, message: str, last: dict[str, Any]) -> None:
        super().__init__(message)
        self.last = last


class DuplicateError(WaitError):
    """Two runs ordered the same connection at the same moment; both are there and charged. ``last`` is the one of this run."""

    def __init__(self, label: str, older: str, newer: list[str], last: dict[str, Any]) -> None:
        super().__init__(
            f"Connection {label} was ordered twice, by two runs at the same moment: {older} is the older one and stays the "
            f"connection, {' and '.join(newer)} is charged as well. Nothing was removed; remove the newer one by its uuid with "
            "state absent.",
            last,
        )
        self.older = older
        self.newer = newer

    def as_dict(self) -> dict[str, Any]:
        return {**super().as_dict(), "older": self.older, "newer": self.newer}


class WaitTimeout(WaitError):
    """The time given for waiting ran out."""


class WaitFailed(WaitError):
    """The object went into a state from which what was waited for cannot come."""


class Interrupted(BaseException):
    """Somebody asked this process to end: Ctrl-C, a cancelled job.

    Like KeyboardInterrupt no Exception, so that nothing on the way takes it for a failure of what it was doing. ``sent``
    are the calls so far that change something at the provider, in words.
    """

    def __init__(self, signal: str, sent: Sequence[str]) -> None:
        self.sent = [one_line(call, MAX_QUOTE) for call in sent]
        if self.sent:
            known = f"after it was sent to {named_calls(self.sent)}"
        else:
            known = "before anything was sent that changes something"
        super().__init__(
            one_line(
                f"Interrupted by {signal} {known}; run the task again on the same machine, where it finds what it has ordered "
                "before it orders anything."
            )
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the facts behind the sentence."""
        return {"kind": type(self).__name__, "sent": self.sent}
