# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is looked up about an account, each thing once, for one connection or for many."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from .._core.clock import Deadline
from .._core.data import text_at
from .._core.errors import InputError, InterconnectError
from .api import Equinix, condition, equals
from .assets import LOOKED_AT, SERVICE_PROFILE, assets_of, choose, devices_in, devices_named, find_asset, find_profile, in_project
from .connection.spec import CLOUD_ROUTER, PORT, SERVICE_TOKEN, VIRTUAL_DEVICE
from .connection.status import DEPROVISIONED, status_of
from .serialize import is_uuid

Row = dict[str, Any]
# How many values one search is asked for; as many rows as a page holds.
CHUNK = 100
# Devices can be searched for one name at a time only; from so many on, listing all of them takes fewer calls.
DEVICES_ONE_BY_ONE = 5


def chunks(values: Iterable[str]) -> list[list[str]]:
    """Return different values in groups that one search can be asked for."""
    ordered = sorted(set(values))
    return [ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK)]


class _Answer:
    """What a look-up brought, or the error that it raised; the first who wants it looks it up, the others wait for that."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked = False
        self._value: Any = None
        self._error: InterconnectError | None = None

    def get(self, look: Callable[[], Any]) -> Any:
        """Return it, by way of ``look`` the first time."""
        with self._lock:
            if not self._looked:
                try:
                    self._value = look()
                except InterconnectError as error:
                    self._error = error
                self._looked = True
        if self._error is not None:
            raise self._error
        return self._value


class LookupCache:
    """Looks things up, each once, from any thread. Errors are InputError and ApiError, each of them as often as asked for.

    ``learn_...`` looks many things up with few calls, before they are asked for one by one.
    """

    def __init__(self, api: Equinix) -> None:
        self.api = api
        self._since = Deadline(None, api.transport.clock)
        self._lock = threading.Lock()
        self._known: dict[Hashable, _Answer] = {}
        self._removed: set[str] = set()  # names and UUIDs of connections that are gone

    @property
    def age(self) -> float:
        """Seconds since the first look-up could have been made."""
        return self._since.elapsed

    def _once(self, key: Hashable, look: Callable[[], Any]) -> Any:
        with self._lock:
            answer = self._known.setdefault(key, _Answer())
        return answer.get(look)

    def _prefetch(self, key: Hashable, look: Callable[..., Any], *values: Any) -> None:
        """Keep what is at hand; that something is not there, or there twice, is told to whoever asks for it."""
        try:
            self._once(key, partial(look, *values))
        except InputError:
            return

    def _again(self, key: Hashable, look: Callable[[], Any]) -> Any:
        """Look something up once more, for whoever asks from now on."""
        with self._lock:
            self._known.pop(key, None)
        return self._once(key, look)

    def _keep(self, key: Hashable, value: Any) -> None:
        self._once(key, lambda: value)

    # -- connections

    def named(self, name: str, deadline: Deadline | None = None, *, fresh: bool = False) -> list[Row]:
        """Return the connections of a name that are not gone; ``fresh`` asks the API once more."""
        if fresh:
            return self._search_named([name], deadline)
        found: list[Row] = self._once(("name", name), lambda: self._search_named([name], deadline))
        return found

    def _search_named(self, names: Sequence[str], deadline: Deadline | None = None) -> list[Row]:
        wanted = equals("/name", names[0]) if len(names) == 1 else condition("/name", "IN", *names)
        rows = list(self.api.connections([wanted], deadline))
        gone = [row for row in rows if status_of(row).phase == DEPROVISIONED]
        self._removed.update(text_at(row, key) for row in gone for key in ("name", "uuid"))
        return [row for row in rows if status_of(row).phase != DEPROVISIONED]

    def was_removed(self, name: str, uuid: str) -> bool:
        """Tell whether Fabric remembers a connection of this UUID, or else name, that is gone; it was looked up before."""
        return bool(self._once(("uuid", uuid.lower()), dict)) if uuid else name in self._removed

    def connection(self, uuid: str, deadline: Deadline | None = None) -> Row:
        """Return the connection of a UUID, an empty dict when it is gone."""
        found: Row = self._once(("uuid", uuid.lower()), lambda: self.api.connection_or_listed(uuid.lower(), deadline))
        return {} if status_of(found).phase == DEPROVISIONED else found

    def is_known_as_gone(self, uuid: str) -> bool:
        """Tell whether a search by its name has shown that the connection of a UUID is gone."""
        return uuid in self._removed

    def members(self, group: str) -> list[Row]:
        """Return the connections of a redundancy group that are not gone."""
        rows: list[Row] = self._once(
            ("group", group.lower()), lambda: list(self.api.connections([equals("/redundancy/group", group.lower())]))
        )
        return [row for row in rows if status_of(row).phase != DEPROVISIONED]

    def prefetch_named(self, names: Sequence[str]) -> None:
        """Look up all connections of some names."""
        by_name: dict[str, list[Row]] = {name: [] for name in names}
        for row in self._search_named(names):
            by_name.setdefault(text_at(row, "name"), []).append(row)
        for name in names:
            self._keep(("name", name), by_name[name])

    def prefetch_connections(self, uuids: Sequence[str]) -> None:
        """Look up connections by UUID; one that a search does not show is asked for by itself, when it is wanted."""
        for row in self.api.connections([condition("/uuid", "IN", *map(str.lower, uuids))]):
            self._keep(("uuid", text_at(row, "uuid").lower()), row)

    def prefetch_groups(self, groups: Sequence[str]) -> None:
        """Look up the members of redundancy groups."""
        members: dict[str, list[Row]] = {group.lower(): [] for group in groups}
        for row in self.api.connections([condition("/redundancy/group", "IN", *members)]):
            members.setdefault(text_at(row, "redundancy", "group").lower(), []).append(row)
        for group, rows in members.items():
            self._keep(("group", group), rows)

    # -- assets

    def asset(self, kind: str, reference: str, project_id: str = "", *, fresh: bool = False) -> Row:
        """Return an asset by name or UUID; ``kind`` is one of spec.ORIGINS, ``fresh`` asks the API once more."""
        get = self._again if fresh else self._once
        others = partial(self._others, kind, project_id)
        found: Row = get(
            ("asset", kind, reference, project_id), lambda: find_asset(self.api, kind, reference, project_id, others)
        )
        return found

    def _others(self, kind: str, project_id: str = "") -> list[Row]:
        """Return what there is of a kind of asset, to tell which one was meant."""
        found: list[Row] = self._once(("others", kind, project_id), lambda: assets_of(self.api, kind, project_id))
        return found

    def other_connections(self) -> list[Row]:
        """Return connections that are not gone, as many as are worth a look, to tell which one was meant."""
        rows: list[Row] = self._once(("others",), lambda: list(islice(self.api.connections(), LOOKED_AT)))
        return [row for row in rows if status_of(row).phase != DEPROVISIONED]

    def prefetch_assets(self, kind: str, references: Sequence[str], project_id: str = "") -> None:
        """Look up assets of a kind, all by name or all by UUID."""
        one_by_one = len(references) == 1 or (kind == VIRTUAL_DEVICE and is_uuid(references[0]))
        rows = [] if one_by_one else self._asset_rows(kind, references, project_id)
        others = partial(self._others, kind, project_id)
        for reference in references:
            key = ("asset", kind, reference, project_id)
            if one_by_one:
                self._prefetch(key, find_asset, self.api, kind, reference, project_id, others)
            else:
                self._prefetch(key, choose, f"a_side.{kind}", reference, rows, others)

    def _asset_rows(self, kind: str, references: Sequence[str], project_id: str) -> list[Row]:
        if is_uuid(references[0]):
            wanted = [condition("/uuid", "IN", *map(str.lower, references))]
        else:
            wanted = [condition("/name", "IN", *references), *in_project(project_id)]
        if kind == PORT:
            return list(self.api.search_ports(wanted))
        if kind == CLOUD_ROUTER:
            return list(self.api.cloud_routers(wanted))
        if kind == SERVICE_TOKEN:
            return list(self.api.service_tokens(wanted))
        if len(references) > DEVICES_ONE_BY_ONE:
            return devices_in(self.api.devices(), project_id)
        return [row for name in references for row in devices_named(self.api, name, project_id)]

    def profile(self, reference: str) -> Row:
        """Return a service profile by name or UUID."""
        found: Row = self._once(
            ("profile", reference), lambda: find_profile(self.api, reference, partial(self._others, SERVICE_PROFILE))
        )
        return found

    def metro(self, code: str) -> Row:
        """Return a metro."""
        found: Row = self._once(("metro", code), lambda: self.api.metro(code))
        return found

    def vlans(self, port: str, *, fresh: bool = False) -> list[Row]:
        """Return the VLANs in use on a port (``linkProtocols``); ``fresh`` asks the API once more."""
        get = self._again if fresh else self._once
        found: list[Row] = get(("vlans", port), lambda: list(self.api.port_link_protocols(port)))
        return found

    # -- answers to questions

    def prices(self, conditions: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Return the rows of the price list that meet all conditions."""
        found: list[Row] = self._once(("prices", json.dumps(conditions)), lambda: self.api.prices(conditions))
        return found

    def validate(self, conditions: Sequence[Mapping[str, Any]]) -> None:
        """Ask whether an account id would be accepted; raises ApiError when not."""
        self._once(("validate", json.dumps(conditions)), lambda: self.api.validate_connection(conditions))
