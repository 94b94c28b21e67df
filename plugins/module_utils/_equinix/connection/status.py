# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The status table of a connection (pure): two status fields of Fabric, read as one phase.

Source: the table under "Monitoring the Connection Status" of Equinix's page on Alibaba Cloud Express Connect, and the
status enums of Fabric v4.31 to v4.34.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..._core.data import dig, text_at
from ..._core.secrets import scrubbed
from ..maintenance import maintenance_of
from ..serialize import number_of, secrets_in

REQUESTED = "requested"
PENDING_APPROVAL = "pending_approval"
IN_PROGRESS = "in_progress"
ACTIVE = "active"
DEPROVISIONING = "deprovisioning"
DEPROVISIONED = "deprovisioned"
FAILED = "failed"
UNKNOWN = "unknown"

DESCRIPTIONS = {
    REQUESTED: "Connection request has not been sent to Alibaba yet.",
    PENDING_APPROVAL: "The connection awaits approval: accept and pay on Alibaba's side.",
    IN_PROGRESS: "Connection establishment in progress.",
    ACTIVE: "Connection established.",
    DEPROVISIONING: "The connection is being removed.",
    DEPROVISIONED: "The connection is gone.",
    FAILED: "The connection failed or was rejected.",
    UNKNOWN: "Fabric reports a pair of states that its documentation does not list.",
}
ALIBABA_STATUS = {PENDING_APPROVAL: "Pending creation", IN_PROGRESS: "Create in progress", ACTIVE: "Active"}

_GONE = frozenset({"DEPROVISIONED", "DELETED", "CANCELLED"})
_GOING = frozenset({"DEPROVISIONING", "PENDING_DELETE"})
_FAILED_STATES = frozenset({"FAILED"})
# None of these ever becomes anything else by itself.
_FAILED_EQUINIX = frozenset(
    {"REJECTED", "REJECTED_ACK", "AUTO_APPROVAL_FAILED", "PENDING_PROVIDER_VLAN_ERROR", "NOT_PROVISIONED", "FAILED"}
)
_FAILED_PROVIDER = frozenset({"FAILED", "REJECTED", "ERROR", "ERRORED", "NOT_PROVISIONED", "NOTPROVISIONED"})
# Fabric waits for the user to configure routing; nothing goes on until then.
_WAITS_FOR_ROUTING = frozenset({"PENDING_INTERFACE_CONFIGURATION", "PENDING_BGP_PEERING"})

_NOT_SENT = frozenset({"", "NOT_AVAILABLE", "N/A", "PROVISIONING"})
_BY_PROVIDER = {
    # The provider makes a price or an order of the request, before anybody can approve it.
    "QUOTING": REQUESTED,
    "ORDERING": REQUESTED,
    "PENDING_APPROVAL": PENDING_APPROVAL,
    "PROVISIONING": IN_PROGRESS,
    "PENDING_BGP": IN_PROGRESS,
    "PENDING_CONFIGURATION": IN_PROGRESS,
    "PROVISIONED": ACTIVE,
    "AVAILABLE": ACTIVE,
    "ACTIVE": ACTIVE,
}
_BY_STATE = {
    "PROVISIONING": REQUESTED,
    "PENDING": PENDING_APPROVAL,
    "PROVISIONED": ACTIVE,
    "ACTIVE": ACTIVE,
}


class Status(NamedTuple):
    """What a connection's states mean; the fields are those of the result key ``status``."""

    phase: str
    equinix_status: str | None = None
    provider_status: str | None = None
    alibaba_status: str | None = None
    description: str = ""

    def as_dict(self) -> dict[str, Any]:
        return self._asdict()

    @property
    def waits_for_routing(self) -> bool:
        """Tell whether Fabric waits for a routing protocol, which only the user can add."""
        return self.equinix_status in _WAITS_FOR_ROUTING

    def __str__(self) -> str:
        return f"{self.phase} ({self.equinix_status or '-'}/{self.provider_status or '-'})"


def _word(value: Any) -> str:
    return value.strip().upper().replace(" ", "_") if isinstance(value, str) else ""


def _phase(state: str, equinix: str, provider: str) -> str:
    if state in _GONE or equinix in _GONE:
        return DEPROVISIONED
    if state in _GOING or equinix in _GOING or provider in ("DEPROVISIONING", "DELETING", "PENDING_DELETE", "DEPROVISIONED"):
        return DEPROVISIONING
    if state in _FAILED_STATES or equinix in _FAILED_EQUINIX or provider in _FAILED_PROVIDER:
        return FAILED
    if equinix in ("PENDING_APPROVAL", "PENDING_AUTO_APPROVAL"):
        return PENDING_APPROVAL
    if equinix in ("PROVISIONING", "PENDING_PROVIDER_VLAN"):
        return REQUESTED if provider in _NOT_SENT else _BY_PROVIDER.get(provider, UNKNOWN)
    if equinix in _WAITS_FOR_ROUTING:
        phase = REQUESTED if provider in ("", "NOT_AVAILABLE", "N/A") else _BY_PROVIDER.get(provider, UNKNOWN)
        return IN_PROGRESS if phase == ACTIVE else phase
    if equinix == "PROVISIONED":
        return _BY_PROVIDER.get(provider, UNKNOWN)
    if not (state or equinix or provider):
        # What is only planned has no state yet, nor has the answer to an order.
        return REQUESTED
    if not equinix:
        return _BY_STATE.get(state, UNKNOWN)
    return UNKNOWN


# Of a connection that nobody has looked at.
NOT_LOOKED_AT = Status(UNKNOWN, description="Its state was not looked at.")


def status_of(connection: Mapping[str, Any]) -> Status:
    """Return the status of a connection as the API gave it; an empty one is gone. Never raises."""
    if not connection:
        return Status(DEPROVISIONED, description=DESCRIPTIONS[DEPROVISIONED])
    operation = connection.get("operation")
    operation = operation if isinstance(operation, Mapping) else {}
    equinix, provider = _word(operation.get("equinixStatus")), _word(operation.get("providerStatus"))
    phase = _phase(_word(connection.get("state")), equinix, provider)
    description = DESCRIPTIONS[phase]
    status = Status(phase, equinix or None, provider or None, ALIBABA_STATUS.get(phase), description)
    if status.waits_for_routing:
        description += " Fabric waits for a routing protocol on the cloud router's side."
    maintenance = maintenance_of(connection)
    if maintenance.locked and phase not in (DEPROVISIONING, DEPROVISIONED):
        description += f" It is {maintenance}, and can be neither changed nor removed until that is over."
    return status._replace(description=description)


def shows_provider_port(connection: Mapping[str, Any]) -> bool:
    """Tell whether Fabric says which of the provider's ports a connection has: by the provider's own id, or by the Z-side's VLAN.

    Both come some time after the order, and no document says when.
    """
    point = dig(connection, "zSide", "accessPoint")
    return bool(text_at(point, "providerConnectionId")) or isinstance(number_of(dig(point, "linkProtocol", "vlanTag")), int)


def is_draft(connection: Mapping[str, Any]) -> bool:
    """Tell whether a connection was only drafted in the portal: nobody has ordered it."""
    return "DRAFT" in (_word(connection.get("state")), _word(dig(connection, "operation", "equinixStatus")))


def errors_of(connection: Mapping[str, Any]) -> str:
    """Return what Fabric says went wrong with a connection (``operation.errors``) as one text; empty when nothing."""
    operation = connection.get("operation")
    errors = operation.get("errors") if isinstance(operation, Mapping) else None
    texts = [
        " ".join(str(error[key]) for key in ("errorCode", "errorMessage", "details") if error.get(key))
        for error in (errors if isinstance(errors, list) else [])
        if isinstance(error, Mapping)
    ]
    told = "; ".join(text for text in texts if text)
    # An API repeats what it was sent.
    return scrubbed(told, secrets_in(connection)) if told else ""
