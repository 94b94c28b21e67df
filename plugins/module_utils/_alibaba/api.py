# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls of Alibaba Cloud's VPC API (2016-04-28) that Express Connect takes, one method each.

RPC style: the action goes into a header, the parameters into a form. Objects are returned as the API gives them (dicts with
keys such as ``VlanId``). Source: the public API reference of Alibaba Cloud VPC.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from .._core.clock import Deadline
from .._core.data import dig, text_at
from .._core.errors import ApiError, AuthenticationError, ErrorDetail
from .._core.http import Repeat, Transport
from .._core.paging import LIST_SECONDS, pages
from .._core.secrets import without_accounts
from .._core.waiter import interval
from .serialize import flag_at, number_at

Answered = TypeVar("Answered")
VERSION = "2016-04-28"
PAGE_SIZE = 50
STS_VERSION = "2015-04-01"

ALREADY_OPENED = frozenset({"InvalidOperation.OrderOpened", "PURCHASE_QUANTITY_LIMIT"})
BILLING_CLOSED = "OperationFailed.PconnTrafficNotEnable"
NO_MONEY = frozenset({"PAY.INSUFFICIENT_BALANCE", "PAY.PAY_ORDER_FAILED", "ACCOUNT_BALANCE_EXCEEDED"})
OTHER_PARAMETERS = "IdempotentParameterMismatch"
WRONG_STATE = frozenset(
    {"IncorrectStatus.PhysicalConnection", "Forbidden.NotAllowedInState", "INSTANCE.STATUS.NOT.ALLOW", OTHER_PARAMETERS}
)
# Border routers are there, or were a moment ago.
ROUTERS_THERE = frozenset({"Forbidden.VBRExists", "Forbidden.AssociateToVBR"})
GROUPS_THERE, PEERS_THERE = "DependencyViolation.BgpGroup", "DependencyViolation.BgpPeer"
# What is being made, changed or removed takes no other change.
IN_TRANSIT = "InvalidStatus.CannotOperate"
# The first of two calls with one token, or something else that changes the same thing, is still under way.
_STILL_AT_IT = ("LastTokenProcessing", "SystemBusy", "OperationConflict", "TaskConflict")
# What is refused because of something that goes by itself; the call did nothing.
_BUSY = frozenset({"Rejected.Throttling"})

# AssumeRole is about who reads.
_READS = ("Describe", "Get", "List", "AssumeRole")
_ADVICE = {
    "InvalidAccessKeyId": "check access_key_id",
    "SignatureDoesNotMatch": "check access_key_secret",
    "IncompleteSignature": "check access_key_id and access_key_secret",
    "InvalidTimeStamp": "set this machine's clock, it differs from Alibaba Cloud's by more than 15 minutes",
    "InvalidSecurityToken": "get new temporary credentials, security_token is not valid or has expired",
    "MissingSecurityToken": "give the security_token that belongs to this temporary access key",
    "InvalidRegionId": "check region",
    "EntityNotExist.Role": "there is no such role, check role_arn",
    "InvalidParameter.DurationSeconds": "give a shorter duration, or allow the role longer sessions",
}
# The codes by which Alibaba Cloud's services say that a permission is missing; others that begin with Forbidden are about states.
_DENIED = frozenset({"Forbidden", "AccessDenied", "UnauthorizedOperation", "NotAuthorized", "Unauthorized"})
_DENIED_BEGIN = (
    "NoPermission",
    "AccessDenied.",
    "Forbidden.RAM",
    "Forbidden.NoPermission",
    "Forbidden.AccessDenied",
    "Forbidden.NoRAM",
)
# What a permission looks like where the API names it itself.
_PERMISSION = re.compile(r"\b[a-z][a-z-]*:[A-Z]\w+")
# The service that permissions are named for, by the version of its API.
_SERVICES = {VERSION: "vpc", STS_VERSION: "sts"}
_CREDENTIALS = ("InvalidAccessKeyId", "SignatureDoesNotMatch", "IncompleteSignature", "InvalidTimeStamp", "InvalidSecurityToken")


def slowed_down(codes: frozenset[str]) -> bool:
    """Tell by its codes whether a call was refused for now only, without effect; the status does not say (400, 429 or 503)."""
    return any(code in _BUSY or code.startswith("Throttling") for code in codes)


def is_denied(codes: frozenset[str]) -> bool:
    """Tell by its codes whether a call was refused because the caller lacks a permission."""
    return any(code in _DENIED or code.startswith(_DENIED_BEGIN) for code in codes)


def parse_errors(status: int, data: Any, text: str) -> tuple[ErrorDetail, ...]:
    """Read the error of a refused call: ``{Code, Message, RequestId}``; a proxy answers anything else. Never raises."""
    code, said = text_at(data, "Code"), without_accounts(text_at(data, "Message"))
    if not code and not said:
        shown = without_accounts(" ".join(text.split())[:80])
        return (ErrorDetail("", f"an answer that is no JSON error ({shown})"),) if shown else ()
    request = text_at(data, "RequestId")
    lacking = _PERMISSION.fullmatch(text_at(data, "AccessDeniedDetail", "AuthAction"))
    advice = next((remedy for start, remedy in _ADVICE.items() if code.startswith(start)), "")
    parts = [said.strip().rstrip("."), f"request id {request}" if request else "", advice]
    if lacking and lacking[0] not in said:
        parts.append(f"for lack of {lacking[0]}")
    return (ErrorDetail(code, ", ".join(part for part in parts if part)),)


def _missing_permission(error: ApiError, headers: Mapping[str, str]) -> str:
    """Say which permission is missing, by the name that policies have for it."""
    named = _PERMISSION.search(" ".join(detail.text for detail in error.details))
    own = f"{_SERVICES[headers['x-acs-version']]}:{headers['x-acs-action']}"
    trust = ", and name it in the trust policy of the role" if headers["x-acs-action"] == "AssumeRole" else ""
    return f"Allow the RAM user or role the action {named[0] if named else own} in its policy{trust}."


def flattened(params: Mapping[str, Any]) -> dict[str, str]:
    """Return parameters as the wire has them: lists and dicts as ``Filter.1.Key``, truth in lower case, None left out."""
    flat: dict[str, str] = {}

    def add(name: str, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, Mapping):
            for key, item in value.items():
                add(f"{name}.{key}" if name else str(key), item)
        elif isinstance(value, (list, tuple)):
            for number, item in enumerate(value, 1):
                add(f"{name}.{number}", item)
        else:
            flat[name] = str(value).lower() if isinstance(value, bool) else str(value)

    add("", params)
    return flat


def is_still_at_it(codes: frozenset[str]) -> bool:
    """Tell by its codes whether a change was refused because another one is being made; some codes have a prefix."""
    return any(code.rpartition(".")[2] in _STILL_AT_IT or code.startswith(_STILL_AT_IT) for code in codes)


def new_token() -> str:
    """Return a ClientToken for one operation; repeats of its call carry the same."""
    return str(uuid.uuid4())


def _filters(wanted: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"Key": key, "Value": [value]} for key, value in wanted.items() if value]


def send(
    transport: Transport,
    action: str,
    headers: Mapping[str, str],
    params: Mapping[str, Any],
    deadline: Deadline | None = None,
) -> Any:
    """Send one call and return the data of its answer; a key that is refused is an error of its own."""
    try:
        return transport.request(
            "POST",
            "/",
            action=action,
            repeat=Repeat.SAFE,
            form=flattened(params),
            headers=headers,
            deadline=deadline,
            changes=not headers["x-acs-action"].startswith(_READS),
        ).data
    except ApiError as error:
        refused = any(code.startswith(_CREDENTIALS) for code in error.codes)
        if not refused and not is_denied(error.codes):
            raise
        made = AuthenticationError if refused else ApiError
        advice = "" if refused else f" {_missing_permission(error, headers)}"
        raise made(f"{error}{advice}", status=error.status, details=error.details, correlation_id=error.correlation_id) from None


class Alibaba:
    """The VPC API of one region; ``sts`` sends to the service that knows whose key it is.

    ``patience`` bounds how long calls that change something are repeated while others are under way.
    """

    def __init__(self, transport: Transport, region: str, sts: Transport | None = None) -> None:
        self.transport = transport
        self.region = region
        self.patience = Deadline(0, transport.clock)
        self._sts = sts

    # -- the few ways in which this API is called

    def _call(self, name: str, action: str, params: Mapping[str, Any], deadline: Deadline | None = None) -> dict[str, Any]:
        """Call one action. All may be repeated: reads do no harm, and the others carry a ClientToken or act on a state."""
        answer = send(
            self.transport,
            f"{action} in Alibaba Cloud region {self.region}",
            {"x-acs-action": name, "x-acs-version": VERSION},
            {"RegionId": self.region, **params},
            deadline,
        )
        if not isinstance(answer, dict):
            raise ApiError(f"Cannot {action}: the answer is no object.", temporary=True)
        return answer

    def _write(self, name: str, action: str, params: Mapping[str, Any], token: str | None = None) -> dict[str, Any]:
        """Call an action that changes something, under one ClientToken however often it is sent."""
        sent = {**params, "ClientToken": token or new_token()}
        return self.patiently(lambda: self._call(name, action, sent), lambda error: False)

    def patiently(self, call: Callable[[], Answered], repeats: Callable[[ApiError], bool]) -> Answered:
        """Make a call, again while something else is under way or ``repeats`` says so, within the time of ``patience``."""
        clock = self.transport.clock
        elapsed = Deadline(None, clock)
        while True:
            try:
                return call()
            except ApiError as error:
                pause = interval(elapsed.elapsed)
                if not (is_still_at_it(error.codes) or repeats(error)) or pause >= self.patience.remaining:
                    raise
            clock.sleep(pause)

    def _list(
        self, name: str, action: str, params: Mapping[str, Any], container: tuple[str, str], deadline: Deadline | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of all pages; ``container`` is where an answer keeps them."""

        deadline = deadline or Deadline(LIST_SECONDS, self.transport.clock)

        def fetch(seen: int) -> Any:
            page = {**params, "PageNumber": seen // PAGE_SIZE + 1, "PageSize": PAGE_SIZE}
            return self._call(name, action, page, deadline)

        def rows_of(data: Any) -> list[dict[str, Any]]:
            rows = dig(data, *container)
            # Anything else is an error and no empty list, since what is not there is created, or taken as removed.
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise ApiError(f"Cannot {action}: the answer is no list of objects.", temporary=True)
            return rows

        def total_of(data: Any) -> int | None:
            return number_at(data, "TotalCount")

        return pages(action, fetch, rows_of, total_of, PAGE_SIZE)

    # -- whose key it is

    def account_of_key(self) -> str:
        """Return the ID of the account that the access key belongs to; the key needs no permission for that."""
        if self._sts is None:
            raise ApiError("Cannot look up whose access key it is: no endpoint of STS is known.")
        headers = {"x-acs-action": "GetCallerIdentity", "x-acs-version": STS_VERSION}
        answer = send(self._sts, "look up whose access key it is", headers, {})
        return str(dig(answer, "AccountId") or "")

    # -- physical connections (physical connections, shared ports among them)

    def physical_connections(self, wanted: Mapping[str, str], deadline: Deadline | None = None) -> Iterator[dict[str, Any]]:
        """Yield physical connections; ``wanted`` maps filter keys (PhysicalConnectionId, Name, Status, ProductType) to values.

        Whether the filter on names is exact is not documented, so callers compare once more.
        """
        return self._list(
            "DescribePhysicalConnections",
            "list physical connections",
            {"Filter": _filters(wanted)},
            ("PhysicalConnectionSet", "PhysicalConnectionType"),
            deadline,
        )

    def billing_opened(self) -> bool:
        """Tell whether the account has agreed to outbound data transfer billing."""
        answer = self._call("GetPhysicalConnectionServiceStatus", "look up outbound data transfer billing", {})
        return flag_at(answer, "Enabled")

    def open_billing(self) -> None:
        """Agree to outbound data transfer billing, for the whole account and for ever; that it is open already is as good."""
        try:
            action = "open outbound data transfer billing"
            self.patiently(lambda: self._call("OpenPhysicalConnectionService", action, {}), lambda error: False)
        except ApiError as error:
            if not error.codes & ALREADY_OPENED:
                raise

    def confirm_physical_connection(self, physical_connection: str) -> None:
        """Accept a shared port."""
        self._write(
            "ConfirmPhysicalConnection",
            f"accept physical connection {physical_connection}",
            {"PhysicalConnectionId": physical_connection},
        )

    def pay_for_physical_connection(self, physical_connection: str, period: int, cycle: str, auto_renew: bool, token: str) -> str:
        """Order and pay a shared port; return the order's id. Money is spent here: ``token`` keeps it to once."""
        answer = self._write(
            "CreatePhysicalConnectionOccupancyOrder",
            f"pay for physical connection {physical_connection}",
            {
                "PhysicalConnectionId": physical_connection,
                "InstanceChargeType": "PrePaid",
                "Period": period,
                "PricingCycle": cycle,
                "AutoPay": True,
                "AutoRenew": auto_renew,
            },
            token,
        )
        return text_at(answer, "Data", "OrderId")

    def terminate_physical_connection(self, physical_connection: str) -> None:
        """Terminate an enabled physical connection; no border router may be on it."""
        self._write(
            "TerminatePhysicalConnection",
            f"terminate physical connection {physical_connection}",
            {"PhysicalConnectionId": physical_connection},
        )

    def delete_physical_connection(self, physical_connection: str) -> None:
        """Delete a physical connection that is not in use (any more)."""
        self._write(
            "DeletePhysicalConnection",
            f"delete physical connection {physical_connection}",
            {"PhysicalConnectionId": physical_connection},
        )

    # -- virtual border routers

    def border_routers(self, wanted: Mapping[str, str], deadline: Deadline | None = None) -> Iterator[dict[str, Any]]:
        """Yield border routers, those that a partner pushed included; ``wanted`` as for physical connections."""
        return self._list(
            "DescribeVirtualBorderRouters",
            "list virtual border routers",
            {"Filter": _filters(wanted), "IncludeCrossAccountVbr": True},
            ("VirtualBorderRouterSet", "VirtualBorderRouterType"),
            deadline,
        )

    def create_border_router(self, params: Mapping[str, Any]) -> str:
        """Create a border router on a physical connection; return its id."""
        physical_connection = params["PhysicalConnectionId"]
        action = f"create a virtual border router on physical connection {physical_connection}"
        return text_at(self._write("CreateVirtualBorderRouter", action, params), "VbrId")

    def change_border_router(self, router: str, params: Mapping[str, Any]) -> None:
        """Change a border router; on one that a partner pushed this is what confirms it."""
        self._write("ModifyVirtualBorderRouterAttribute", f"change virtual border router {router}", {"VbrId": router, **params})

    def delete_border_router(self, router: str) -> None:
        """Delete a border router on which nothing is left."""
        self._write("DeleteVirtualBorderRouter", f"delete virtual border router {router}", {"VbrId": router})

    # -- BGP

    def bgp_groups(self, router: str, deadline: Deadline | None = None) -> Iterator[dict[str, Any]]:
        """Yield the BGP groups of a border router."""
        action = f"list the BGP groups of {router}"
        return self._list("DescribeBgpGroups", action, {"RouterId": router}, ("BgpGroups", "BgpGroup"), deadline)

    def create_bgp_group(self, params: Mapping[str, Any]) -> str:
        """Add a BGP group; return its id."""
        action = f"add a BGP group to {params['RouterId']}"
        return text_at(self._write("CreateBgpGroup", action, params), "BgpGroupId")

    def change_bgp_group(self, group: str, params: Mapping[str, Any]) -> None:
        """Change a BGP group."""
        self._write("ModifyBgpGroupAttribute", f"change BGP group {group}", {"BgpGroupId": group, **params})

    def delete_bgp_group(self, group: str) -> None:
        """Delete a BGP group that has no peer."""
        self._write("DeleteBgpGroup", f"delete BGP group {group}", {"BgpGroupId": group})

    def bgp_peers(self, router: str, deadline: Deadline | None = None) -> Iterator[dict[str, Any]]:
        """Yield the BGP peers of a border router."""
        action = f"list the BGP peers of {router}"
        return self._list("DescribeBgpPeers", action, {"RouterId": router}, ("BgpPeers", "BgpPeer"), deadline)

    def create_bgp_peer(self, params: Mapping[str, Any]) -> str:
        """Add a peer to a BGP group; return its id."""
        action = f"add BGP peer {params['PeerIpAddress']}"
        return text_at(self._write("CreateBgpPeer", action, params), "BgpPeerId")

    def change_bgp_peer(self, peer: str, params: Mapping[str, Any]) -> None:
        """Change a BGP peer."""
        self._write("ModifyBgpPeerAttribute", f"change BGP peer {peer}", {"BgpPeerId": peer, **params})

    def delete_bgp_peer(self, peer: str) -> None:
        """Delete a BGP peer."""
        self._write("DeleteBgpPeer", f"delete BGP peer {peer}", {"BgpPeerId": peer})
