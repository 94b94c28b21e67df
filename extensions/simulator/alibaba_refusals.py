# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How Alibaba Cloud says no: one object with a code, documented ones where there are any."""

from __future__ import annotations

from typing import Any

from .refusals import Refusal

HOST = "vpc.aliyuncs.com"


class AlibabaRefusal(Refusal):
    """Alibaba Cloud says no."""

    def __init__(self, code: str, text: str, status: int = 400) -> None:
        super().__init__(code, text, status=status)

    def body(self, correlation_id: str) -> Any:
        """Return the answer's body."""
        return {
            "RequestId": correlation_id,
            "HostId": HOST,
            "Code": self.code,
            "Message": str(self),
            "Recommend": f"https://api.alibabacloud.com/troubleshoot?q={self.code}&product=Vpc",
        }


def missing(name: str) -> AlibabaRefusal:
    """Return the refusal of a call that lacks a parameter."""
    return AlibabaRefusal(f"MissingParam.{name}", f"The parameter {name} is mandatory.")


def malformed(name: str, why: str = "") -> AlibabaRefusal:
    """Return the refusal of a parameter's value."""
    return AlibabaRefusal(f"Invalid{name}.Malformed", f"The specified parameter {name} is not valid. {why}".rstrip())


def not_found(name: str, status: int = 404) -> AlibabaRefusal:
    """Return the refusal of an id that nobody knows, or that somebody else has."""
    return AlibabaRefusal(f"Invalid{name}.NotFound", f"The specified {name} is not found.", status)
