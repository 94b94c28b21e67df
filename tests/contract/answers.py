# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the judges say of an answer of the simulator's Equinix: both releases of the SDK, and the official documents.

The SDK has models of Fabric only; logins and Network Edge are held against their documents alone. Where one of several
schemas is to fit (``oneOf``), all judges insist that it is exactly one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from tests.contract.openapi import document
from tests.contract.sdk import SDKS, call_of, judges_of

FABRIC = "/fabric/v4/"
EQUINIX = (FABRIC, "/ne/v1/", "/oauth2/v1/")
CONNECTION, ROUTING = "connections/UUID", "connections/UUID/routingProtocols"
# Of each call that Fabric answers: the SDK's model of the answer.
MODELS = {
    "GET health": "HealthResponse",
    "GET metros": "MetroResponse",
    "GET metros/CODE": "Metro",
    "POST prices/search": "PriceSearchResponse",
    "GET ports": "AllPortsResponse",
    "POST ports/search": "AllPortsResponse",
    "GET ports/UUID": "Port",
    "GET ports/UUID/linkProtocols": "LinkProtocolGetResponse",
    "GET serviceTokens": "ServiceTokens",
    "POST serviceTokens/search": "ServiceTokens",
    "GET serviceTokens/UUID": "ServiceToken",
    "GET serviceProfiles": "ServiceProfiles",
    "POST serviceProfiles/search": "ServiceProfiles",
    "GET serviceProfiles/UUID": "ServiceProfile",
    "GET serviceProfiles/UUID/metros": "ServiceMetros",
    "POST routers/search": "SearchResponse",
    "GET routers/UUID": "CloudRouterReadResponse",
    "POST connections": "Connection",
    "POST connections/search": "ConnectionSearchResponse",
    "POST connections/validate": "ConnectionResponse",
    f"GET {CONNECTION}": "Connection",
    f"PATCH {CONNECTION}": "Connection",
    f"DELETE {CONNECTION}": "Connection",
    f"GET {ROUTING}": "GetResponse",
    f"POST {ROUTING}": "RoutingProtocolData",
    f"GET {ROUTING}/UUID": "RoutingProtocolData",
    f"PUT {ROUTING}/UUID": "RoutingProtocolData",
    f"PATCH {ROUTING}/UUID": "RoutingProtocolData",
    f"DELETE {ROUTING}/UUID": "RoutingProtocolData",
    f"GET {ROUTING}/UUID/changes/UUID": "RoutingProtocolChangeData",
}


@dataclass(frozen=True)
class Deviation:
    """An answer that a judge refuses and the API gives all the same; two patterns and the source."""

    call: str
    fault: str
    why: str

    def covers(self, call: str, fault: str) -> bool:
        """Tell whether this is the fault that is known."""
        return bool(re.match(self.call, call) and re.search(self.fault, fault))


DEVICES = r"GET /ne/v1/devices\b"
# No ``oneOf`` is among them: exactly one schema fits everywhere.
DEVIATIONS = [
    Deviation(
        DEVICES,
        r"\.(name|status|macAddress|ipAddress): None is not of type 'string'$",
        "Swagger 2.0 knows no null; Equinix's recorded answers have it (ne-go, test-fixtures/ne_device_get_resp.json)",
    ),
    Deviation(
        DEVICES, r": operationalStatus is not in the document$", "the same recorded answers; operationStatus in the document"
    ),
    Deviation(DEVICES, r": projectId is not in the document$", "ne-go reads it; the document has it in requests only"),
    Deviation(
        DEVICES,
        r"^\$: \[\{'errorCode': .*\}\] is not of type 'object'$",
        "ne-go reads a list of errors, as Fabric's; the document has one",
    ),
    Deviation(
        r"DELETE /fabric/v4/connections/UUID",
        r"ERR-UAA-003-00",
        "the code by which Equinix's guide says that the provider has to begin; the document: EQ- and 7 digits",
    ),
    Deviation(
        r"POST /oauth2/v1/token", r"has no answer 401$", "the document has 400 alone; Equinix's oauth2-go is tested with 401"
    ),
    Deviation(
        r"\w+ /(fabric/v4|ne/v1)/",
        r"has no answer [45]\d\d$",
        "of refusals the documents name some, for some calls; Equinix's list of error codes has the others",
    ),
]


def call_to(method: str, path: str) -> str:
    """Return a call of Fabric as the table of models names it, any other as tables name it."""
    call = re.sub(r"metros/[A-Z]{2}$", "metros/CODE", call_of(method, path))
    return call.replace(f" {FABRIC}", " ")


def faults(method: str, path: str, status: int, answer: Any, known: set[Deviation] | None = None) -> Iterator[str]:
    """Yield what the judges find wrong, but for what is known; that is put into ``known``."""
    call = call_of(method, path)
    for fault in all_faults(method, path, status, answer):
        covering = [row for row in DEVIATIONS if row.covers(call, fault)]
        if not covering:
            yield f"{call}: {fault}"
        elif known is not None:
            known.update(covering)


def all_faults(method: str, path: str, status: int, answer: Any) -> Iterator[str]:
    """Yield all that the judges find wrong."""
    official, sdks = document(path), judges_of(answer)
    if official is not None and sdks == SDKS:
        yield from official.faults(method, path, status, answer)
    if path.startswith(FABRIC):
        model = MODELS[call_to(method, path)] if status < 400 else "Error"
        for sdk, part in itertools.product(sdks, [answer] if status < 400 else answer):
            try:
                sdk.read(model, part)
            except (ValidationError, ValueError, AssertionError) as error:
                yield f"{sdk!r}: {error}"
