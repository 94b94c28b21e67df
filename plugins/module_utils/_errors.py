# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every error that this collection raises on purpose.

Clients and deciding code raise these; only ``_module`` turns them into a failed task.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class InterconnectError(Exception):
    """Base of all errors raised on purpose; ``str()`` is one sentence meant for the user."""

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


class ObjectError(InputError):
    """What the user asked for is right, but not possible with the object that is there."""


@dataclass(frozen=True)
class ErrorDetail:
    """One error of an API's answer; any part may be empty, APIs leave them out freely."""

    code: str = ""
    text: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.code, self.text) if part)


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
        doubt: bool = False,
        temporary: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.details = details
        self.correlation_id = correlation_id
        self.doubt = doubt
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
            "doubt": self.doubt,
        }


class AuthenticationError(ApiError):
    """The credentials were refused. Never repeated: the account locks after five refusals."""


class WaitError(InterconnectError):
    """Waiting ended without what was waited for. ``last`` is the last object seen, as the API gave it."""

    def __init__(self, message: str, last: dict[str, Any]) -> None:
        super().__init__(message)
        self.last = last


class WaitTimeout(WaitError):
    """The time given for waiting ran out."""


class WaitFailed(WaitError):
    """The object went into a state from which what was waited for cannot come."""
