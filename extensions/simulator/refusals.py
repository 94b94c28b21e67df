# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the simulated APIs say no: Equinix's error array, with the real API's code where one is published."""

from __future__ import annotations

from typing import Any

# Published codes; see the error lists of the Fabric v4 document and of Equinix's own clients.
INVALID_ARGUMENT = "EQ-2041022"
INVALID_BODY = "EQ-3000035"
INVALID_UUID = "EQ-3001011"
INVALID_VALUE = "EQ-3001022"
UNSUPPORTED_SEARCH = "EQ-3001202"
TOKEN_NOT_FOUND = "EQ-3034016"  # an error code, not a secret
PORT_NOT_FOUND = "EQ-3035202"
UNAUTHORIZED = "EQ-3036001"
INVALID_PRICE_QUERY = "EQ-3038010"
UNSUPPORTED_MEDIA_TYPE = "EQ-3040016"
ROUTER_IN_TRANSIENT_STATE = "EQ-3040030"
UUID_NOT_FOUND = "EQ-3045811"
JSON_SYNTAX = "EQ-3046116"
FORBIDDEN = "EQ-3142401"
DRY_RUN_UNSUPPORTED = "EQ-3142411"
NULL_ACCESS_POINT = "EQ-3142501"
ALREADY_DELETED = "EQ-3142509"
TRANSIENT_STATE = "EQ-3142510"
CONNECTION_NOT_FOUND = "EQ-3142519"
TOKEN_NOT_USABLE = "EQ-3142532"  # an error code, not a secret
NAME_LENGTH = "EQ-3142539"
PROVIDER_MUST_DELETE = "ERR-UAA-003-00"


class Refusal(Exception):
    """The API says no. ``info`` are pairs of property and reason, as ``additionalInfo`` shows them."""

    def __init__(self, code: str, text: str, *info: tuple[str, str], status: int = 400, details: str = "") -> None:
        super().__init__(text)
        self.code, self.status, self.info, self.details = code, status, info, details

    def body(self, correlation_id: str) -> Any:
        """Return the answer's body: an array of errors."""
        error: dict[str, Any] = {"errorCode": self.code, "errorMessage": str(self), "correlationId": correlation_id}
        if self.details:
            error["details"] = self.details
        if self.info:
            error["additionalInfo"] = [{"property": name, "reason": reason} for name, reason in self.info]
        return [error]


def invalid(field: str, reason: str) -> Refusal:
    """Return the refusal of one value of a body."""
    return Refusal(INVALID_VALUE, "Invalid value", (field, reason))
