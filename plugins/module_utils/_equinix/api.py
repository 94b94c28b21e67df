# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls of the Fabric v4 and Network Edge v1 APIs, one method each.

Source of paths and bodies: the official OpenAPI documents of Fabric v4.31 and Network Edge v1. Objects are returned as
the API gives them (camelCase dicts); nothing is validated, since real answers hold values that no document lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .._core.clock import Deadline
from .._core.data import listed, text_at
from .._core.errors import ApiError
from .._core.http import Answer, Repeat, Transport
from .._core.paging import LIST_SECONDS, pages

PAGE_SIZE = 100

DRY_RUN_UNSUPPORTED = "EQ-3142411"
TRANSIENT_STATE = "EQ-3142510"
ALREADY_DELETED = frozenset({"EQ-3142509"})
CONNECTION_MISSING = frozenset({"EQ-3142519", "EQ-3142102", "EQ-3045811", *ALREADY_DELETED})
PROTOCOL_MISSING = frozenset({"EQ-3041120", "EQ-3041121"})
PROTOCOL_IN_TRANSIT = "EQ-3041012"
PROVIDER_MUST_DELETE = "ERR-UAA-003-00"
# How the API, or a gateway before it, may answer for an object that it does not show, does not show yet, or shows no more. Not
# every such answer has a code that is known, or any.
NOT_SHOWN = frozenset({400, 403, 404, 410})


_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def _path(root: str, *segments: str) -> str:
    """Return the path of an object; what is no identifier would lead somewhere else. Raises ApiError before anything is sent.

    Users are told by their own options; what is left here is what an API gave.
    """
    for segment in segments:
        if not _SEGMENT.fullmatch(segment):
            raise ApiError(f"Cannot call {root}: '{segment}' is no identifier.")
    return "/".join((root, *segments))


def rows_of(action: str, data: Any, key: str = "") -> list[dict[str, Any]]:
    """Return the objects of a list answer: an object with ``data``, or (Network Edge, some examples) a bare array.

    Anything else is an error and no empty list, since what is not there is ordered, or taken as removed. Every object has a
    text under ``key``, where one is given.
    """
    rows = data.get("data") if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(row, dict) and (not key or text_at(row, key)) for row in rows):
        raise ApiError(f"Cannot {action}: the answer is no list of objects.", temporary=True)
    return rows


def total_of(data: Any) -> int | None:
    """Return how many objects a list answer says there are in all; None when it does not say."""
    page = data.get("pagination") if isinstance(data, dict) else None
    total = page.get("total") if isinstance(page, dict) else None
    return total if isinstance(total, int) and not isinstance(total, bool) and total >= 0 else None


def read_pages(action: str, fetch: Callable[[int], Any], key: str = "") -> Iterator[dict[str, Any]]:
    """Yield the objects of all pages; ``fetch`` gets an offset and returns the answer's body, ``action`` says what is listed.

    Pages by offset, since ``pagination.next`` is relative and inconsistent.
    """
    return pages(action, fetch, lambda data: rows_of(action, data, key), total_of, PAGE_SIZE)


def condition(field: str, operator: str, *values: object) -> dict[str, Any]:
    """Return one search condition; the API wants every value as a string."""
    return {"property": field, "operator": operator, "values": [_text(value) for value in values]}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def equals(field: str, value: object) -> dict[str, Any]:
    """Return the condition that a field has a value."""
    return condition(field, "=", value)


class Equinix:
    """Fabric and Network Edge behind one login."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    # -- the few ways in which these APIs are called

    def _read(self, path: str, action: str, params: Mapping[str, Any] | None = None, deadline: Deadline | None = None) -> Any:
        return self.transport.request("GET", path, action=action, repeat=Repeat.SAFE, params=params, deadline=deadline).data

    def _read_one(self, path: str, action: str, deadline: Deadline | None = None, key: str = "uuid") -> dict[str, Any]:
        """Return one object; an answer without its ``key`` is an error, and not an object that is gone."""
        data = self._read(path, action, deadline=deadline)
        if not text_at(data, key):
            raise ApiError(f"Cannot {action}: the answer is no object with a {key}.", temporary=True)
        found: dict[str, Any] = data
        return found

    def _read_all(self, path: str, action: str, params: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        deadline = self._list_deadline()
        return read_pages(
            action, lambda offset: self._read(path, action, {**(params or {}), "offset": offset, "limit": PAGE_SIZE}, deadline)
        )

    def _list_deadline(self) -> Deadline:
        return Deadline(LIST_SECONDS, self.transport.clock)

    def _search(
        self,
        path: str,
        action: str,
        conditions: Sequence[Mapping[str, Any]],
        sort: Sequence[Mapping[str, str]] = (),
        deadline: Deadline | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Search with all conditions met. A search is a POST, yet reads only, so it may be repeated."""
        deadline = deadline or self._list_deadline()

        def fetch(offset: int) -> Any:
            body: dict[str, Any] = {"pagination": {"offset": offset, "limit": PAGE_SIZE}}
            if conditions:
                body["filter"] = {"and": list(conditions)}
            if sort:
                body["sort"] = list(sort)
            return self.transport.request("POST", path, action=action, repeat=Repeat.SAFE, body=body, deadline=deadline).data

        return read_pages(action, fetch, "uuid")

    # -- ports

    def ports(self, name: str | None = None) -> Iterator[dict[str, Any]]:
        """Yield ports; this list has no other filter than the exact name and no paging parameters."""
        action = "list Fabric ports"
        yield from rows_of(action, self._read("/fabric/v4/ports", action, {"name": name} if name else None), "uuid")

    def search_ports(self, conditions: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield ports that meet all conditions."""
        return self._search("/fabric/v4/ports/search", "search Fabric ports", conditions)

    def port(self, uuid: str) -> dict[str, Any]:
        """Return one port."""
        return self._read_one(_path("/fabric/v4/ports", uuid), f"look up port {uuid}")

    def port_link_protocols(self, uuid: str) -> Iterator[dict[str, Any]]:
        """Yield the VLANs taken on a port: ``state``, ``vlanTag`` or ``vlanSTag`` and ``vlanCTag``, ``asset``."""
        return self._read_all(_path("/fabric/v4/ports", uuid, "linkProtocols"), f"list the VLANs in use on port {uuid}")

    # -- service tokens; their UUIDs are secrets, so messages do not name them

    def service_tokens(self, conditions: Sequence[Mapping[str, Any]] = ()) -> Iterator[dict[str, Any]]:
        """Yield service tokens that meet all conditions."""
        path, action = "/fabric/v4/serviceTokens", "list service tokens"
        if not conditions:
            return self._read_all(path, action)
        deadline = self._list_deadline()
        # This search has its paging in the query and in the body; both say the same.
        return read_pages(
            action,
            lambda offset: (
                self.transport.request(
                    "POST",
                    f"{path}/search",
                    action=action,
                    repeat=Repeat.SAFE,
                    params={"offset": offset, "limit": PAGE_SIZE},
                    body={
                        "filter": {"and": list(conditions)},
                        "pagination": {"offset": offset, "limit": PAGE_SIZE},
                    },
                    deadline=deadline,
                ).data
            ),
            "uuid",
        )

    def service_token(self, uuid: str) -> dict[str, Any]:
        """Return one service token."""
        return self._read_one(_path("/fabric/v4/serviceTokens", uuid), "look up the service token")

    # -- cloud routers

    def cloud_routers(self, conditions: Sequence[Mapping[str, Any]] = ()) -> Iterator[dict[str, Any]]:
        """Yield Fabric Cloud Routers that meet all conditions."""
        return self._search("/fabric/v4/routers/search", "search cloud routers", conditions)

    def cloud_router(self, uuid: str) -> dict[str, Any]:
        """Return one Fabric Cloud Router."""
        return self._read_one(_path("/fabric/v4/routers", uuid), f"look up cloud router {uuid}")

    # -- Network Edge

    def devices(self, params: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        """Yield Network Edge devices; ``params`` are the API's: metroCode, status, searchText (part of the name)."""
        return self._read_all("/ne/v1/devices", "list Network Edge devices", params)

    def device(self, uuid: str) -> dict[str, Any]:
        """Return one Network Edge device."""
        return self._read_one(_path("/ne/v1/devices", uuid), f"look up Network Edge device {uuid}")

    def device_interfaces(self, uuid: str) -> list[dict[str, Any]]:
        """Return the interfaces of a Network Edge device (this list is a bare array)."""
        action = f"list the interfaces of device {uuid}"
        return rows_of(action, self._read(_path("/ne/v1/devices", uuid, "interfaces"), action))

    # -- service profiles, metros, prices

    def service_profiles(self, conditions: Sequence[Mapping[str, Any]] = ()) -> Iterator[dict[str, Any]]:
        """Yield service profiles that meet all conditions; this search knows the operator ``=`` only."""
        return self._search("/fabric/v4/serviceProfiles/search", "search service profiles", conditions)

    def service_profile(self, uuid: str) -> dict[str, Any]:
        """Return one service profile."""
        return self._read_one(_path("/fabric/v4/serviceProfiles", uuid), f"look up service profile {uuid}")

    def metros(self) -> Iterator[dict[str, Any]]:
        """Yield all metros of Fabric."""
        return self._read_all("/fabric/v4/metros", "list metros")

    def metro(self, code: str) -> dict[str, Any]:
        """Return one metro."""
        return self._read_one(_path("/fabric/v4/metros", code), f"look up metro {code}", key="code")

    def prices(self, conditions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the price list's rows that meet all conditions; this search has no paging."""
        action = "look up prices"
        return rows_of(
            action,
            self.transport.request(
                "POST",
                "/fabric/v4/prices/search",
                action=action,
                repeat=Repeat.SAFE,
                body={"filter": {"and": list(conditions)}},
            ).data,
        )

    # -- connections

    def connections(
        self, conditions: Sequence[Mapping[str, Any]] = (), deadline: Deadline | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield connections that meet all conditions, removed ones included."""
        # The default order is by last change, which moves rows between pages while they are read.
        by_uuid = [{"property": "/uuid", "direction": "ASC"}]
        return self._search("/fabric/v4/connections/search", "search connections", conditions, by_uuid, deadline)

    def connection(self, uuid: str, deadline: Deadline | None = None) -> dict[str, Any] | None:
        """Return one connection, None when the API does not know it (any more)."""
        try:
            return self._read_one(_path("/fabric/v4/connections", uuid), f"look up connection {uuid}", deadline)
        except ApiError as error:
            if _says_missing(error, CONNECTION_MISSING):
                return None
            raise

    def connection_or_listed(self, uuid: str, deadline: Deadline | None = None) -> dict[str, Any]:
        """Return one connection, an empty dict when it is gone.

        Not every refusal is known by its code: what the API does not show is gone when its search does not show it either.
        """
        try:
            return self.connection(uuid, deadline) or {}
        except ApiError as error:
            if error.temporary or error.status not in NOT_SHOWN:
                raise
        return next(self.connections([equals("/uuid", uuid)], deadline), {})

    def create_connection(self, body: Mapping[str, Any], *, dry_run: bool = False) -> dict[str, Any]:
        """Order a connection, or have the order checked only. Money is spent here: never repeated by itself."""
        name = body.get("name", "")
        answer = self.transport.request(
            "POST",
            "/fabric/v4/connections",
            action=f"check the order of connection '{name}'" if dry_run else f"order connection '{name}'",
            repeat=Repeat.SAFE if dry_run else Repeat.NEVER,
            params={"dryRun": "true"} if dry_run else None,
            body=body,
            changes=not dry_run,
        )
        return _object(answer)

    def change_connection(
        self, uuid: str, operations: Sequence[Mapping[str, Any]], deadline: Deadline | None = None, *, dry_run: bool = False
    ) -> dict[str, Any]:
        """Change a connection by a JSON patch of replacements, or have it checked only.

        Repeating a replacement does no harm: it sets the same value again, or is refused while the first is under way.
        """
        fields = listed((str(item["path"]) for item in operations), "and")
        answer = self.transport.request(
            "PATCH",
            _path("/fabric/v4/connections", uuid),
            action=f"{'check the change of' if dry_run else 'change'} {fields} of connection {uuid}",
            repeat=Repeat.SAFE,
            params={"dryRun": "true"} if dry_run else None,
            body=list(operations),
            content_type="application/json-patch+json",
            deadline=deadline,
            changes=not dry_run,
        )
        return _object(answer, uuid)

    def delete_connection(self, uuid: str, deadline: Deadline | None = None) -> dict[str, Any]:
        """Ask for the removal of a connection; one that is gone already is as good."""
        try:
            answer = self.transport.request(
                "DELETE",
                _path("/fabric/v4/connections", uuid),
                action=f"delete connection {uuid}",
                repeat=Repeat.SAFE,
                deadline=deadline,
                changes=True,
            )
        except ApiError as error:
            if _says_missing(error, CONNECTION_MISSING):
                return {}
            raise
        return _object(answer, uuid)

    # -- routing protocols of a connection from a cloud router

    def routing_protocols(self, connection: str) -> Iterator[dict[str, Any]]:
        """Yield the routing protocols of a connection."""
        path = _path("/fabric/v4/connections", connection, "routingProtocols")
        return self._read_all(path, f"list the routing protocols of connection {connection}")

    def routing_protocol(self, connection: str, uuid: str, deadline: Deadline | None = None) -> dict[str, Any]:
        """Return one routing protocol, an empty dict when it is gone: the API does not show it, and does not list it either."""
        try:
            path = _path("/fabric/v4/connections", connection, "routingProtocols", uuid)
            return self._read_one(path, f"look up routing protocol {uuid}", deadline)
        except ApiError as error:
            if _says_missing(error, PROTOCOL_MISSING):
                return {}
            if error.temporary or error.status not in NOT_SHOWN:
                raise
        return next((row for row in self.routing_protocols(connection) if row.get("uuid") == uuid), {})

    def create_routing_protocol(
        self, connection: str, body: Mapping[str, Any], deadline: Deadline | None = None
    ) -> dict[str, Any]:
        """Add a routing protocol. Never repeated by itself, though a connection takes one of each type only."""
        answer = self.transport.request(
            "POST",
            _path("/fabric/v4/connections", connection, "routingProtocols"),
            action=f"add {body['type']} routing to connection {connection}",
            repeat=Repeat.NEVER,
            body=body,
            deadline=deadline,
            changes=True,
        )
        created = _object(answer)
        if not created:
            raise ApiError(
                f"The answer to adding {body['type']} routing to connection {connection} has no UUID.", outcome_unknown=True
            )
        return created

    def replace_routing_protocol(
        self, connection: str, uuid: str, body: Mapping[str, Any], deadline: Deadline | None = None
    ) -> dict[str, Any]:
        """Replace a routing protocol by another configuration of it."""
        answer = self.transport.request(
            "PUT",
            _path("/fabric/v4/connections", connection, "routingProtocols", uuid),
            action=f"change {body['type']} routing of connection {connection}",
            repeat=Repeat.SAFE,
            body=body,
            deadline=deadline,
            changes=True,
        )
        return _object(answer, uuid)

    def change_routing_protocol(
        self, connection: str, uuid: str, operations: Sequence[Mapping[str, Any]], deadline: Deadline | None = None
    ) -> dict[str, Any]:
        """Change a routing protocol by a JSON patch; only ``enabled`` of BGP can be changed so."""
        answer = self.transport.request(
            "PATCH",
            _path("/fabric/v4/connections", connection, "routingProtocols", uuid),
            action=f"turn BGP of connection {connection} on or off",
            repeat=Repeat.SAFE,
            body=list(operations),
            content_type="application/json-patch+json",
            deadline=deadline,
            changes=True,
        )
        return _object(answer, uuid)

    def delete_routing_protocol(self, connection: str, uuid: str, deadline: Deadline | None = None) -> None:
        """Ask for the removal of a routing protocol; one that is gone already is as good."""
        try:
            self.transport.request(
                "DELETE",
                _path("/fabric/v4/connections", connection, "routingProtocols", uuid),
                action=f"remove routing protocol {uuid}",
                repeat=Repeat.SAFE,
                deadline=deadline,
                changes=True,
            )
        except ApiError as error:
            if _says_missing(error, PROTOCOL_MISSING):
                return
            if error.temporary or error.status not in NOT_SHOWN:
                raise
            # It is sent again where an answer was lost, and may have taken effect by then.
            if self.routing_protocol(connection, uuid, deadline).get("state") not in (None, "DEPROVISIONING", "DEPROVISIONED"):
                raise

    # -- checks that change nothing

    def validate_connection(self, conditions: Sequence[Mapping[str, Any]]) -> None:
        """Ask whether an account id (or a VLAN) would be accepted; raises ApiError when not. Changes nothing."""
        self.transport.request(
            "POST",
            "/fabric/v4/connections/validate",
            action="validate the connection's account id",
            repeat=Repeat.SAFE,
            body={"filter": {"and": list(conditions)}},
        )


def _object(answer: Answer, uuid: str = "") -> dict[str, Any]:
    """Return the object of an answer to a change of it; what is there now, when the answer does not show it, is for a look."""
    if text_at(answer.data, "uuid"):
        found: dict[str, Any] = answer.data
        return found
    return {"uuid": uuid} if uuid else {}


def _says_missing(error: ApiError, codes: frozenset[str]) -> bool:
    """Tell whether an API says that it does not know an object; a gateway that does not know the path has no error code."""
    return bool(error.codes & codes) or (error.status == 404 and bool(error.codes))
