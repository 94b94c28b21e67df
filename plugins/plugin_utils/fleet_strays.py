# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connections that stand on Fabric and are in no list, and which of them may be removed with consent (pure).

A connection is in the list when the module has found it to be one of the list. What is not is shown, and touched only where
everything proves that it was one of this fleet: the project, the service profile, and an account that the list orders for. A name
proves nothing, neither that a connection is one of the list nor that it is another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..module_utils._core.data import listed, text_at
from ..module_utils._equinix.connection.status import (
    ACTIVE,
    DEPROVISIONED,
    DEPROVISIONING,
    FAILED,
    IN_PROGRESS,
    PENDING_APPROVAL,
    REQUESTED,
)
from ..module_utils._equinix.maintenance import maintenance_of

Row = Mapping[str, Any]

# What nothing at the provider depends on yet, or any more.
_REMOVABLE = frozenset({REQUESTED, PENDING_APPROVAL, FAILED})
_ON_ITS_WAY = frozenset({DEPROVISIONING, DEPROVISIONED})


def purge_problems(
    *, by_host: bool, project_id: str, connections: Iterable[Row], limit: str = "", left_out: Sequence[str] = (), job: str = ""
) -> list[str]:
    """Return in sentences why nothing may be purged: the list is not known to be whole, or what is this fleet's is not known.

    ``by_host`` tells that the connections are hosts, ``limit`` is that of the play, ``left_out`` are hosts that stand for a
    connection and are not in the play, ``job`` is that of AWX.
    """
    found = []
    remedy = "leave fabric_fleet_purge out."
    if by_host and (limit or left_out):
        why = f"a limit ('{limit}')" if limit else f"a play without {listed(sorted(left_out)[:3], 'and')}"
        found.append(
            f"fabric_fleet_purge removes what is in no list, and {why} leaves hosts out whose connections are in it; run the "
            f"play over all hosts, or {remedy}"
        )
    if by_host and job:
        found.append(
            "fabric_fleet_purge removes what is in no list, and a job of AWX may have a slice of the hosts, which a play cannot "
            f"see; give fabric_fleet_connections instead, or {remedy}"
        )
    if not project_id:
        found.append(
            f"fabric_fleet_purge removes connections of one project, and none is given; give fabric_fleet_project_id, or {remedy}"
        )
    if not accounts_of(connections):
        found.append(
            "fabric_fleet_purge removes connections that were ordered for an account of the list, and none is given; give "
            f"z_side.authentication_key, or {remedy}"
        )
    return found


def accounts_of(connections: Iterable[Row]) -> list[str]:
    """Return the accounts that some connections are ordered for."""
    found = (text_at(row, "z_side", "authentication_key") for row in connections)
    return sorted({account for account in found if account})


def strays(
    found: Iterable[Row],
    results: Iterable[Row],
    desired: Iterable[Row],
    project_id: str = "",
    ours: Iterable[Row] = (),
    others: Iterable[Row] = (),
) -> list[dict[str, Any]]:
    """Return the connections that stand and are in no list, sorted by name.

    ``found`` are all of the list's service profiles, ``results`` those of the list, in which the module has told which is which,
    ``desired`` the list, ``ours`` the connections that were ordered for an account of it, and ``others`` specs that nobody has
    looked for, whose connections may be any of their names. ``kept`` says why one may not be removed, ``ours`` whether it is
    known to be one of this fleet.
    """
    known = {text_at(row, "connection", "uuid").lower() for row in results} - {""}
    unseen = list(others)
    lists = [*desired, *unseen]
    known |= {text_at(row, "uuid").lower() for row in lists} - {""}
    names = {text_at(row, "name") for row in lists} - {""}
    absent = {text_at(row, "name") for row in unseen} - {""}
    own = {text_at(row, "uuid").lower() for row in ours}
    rows = [row for row in found if _stands(row, project_id)]
    known |= {text_at(row, "uuid").lower() for row in rows if text_at(row, "name") in absent}
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(text_at(row, "redundancy", "group"), []).append(row)
    left = {
        text_at(row, "uuid").lower(): _kept(row, own, names, project_id)
        for row in rows
        if text_at(row, "uuid").lower() not in known
    }
    shown = []
    for row in rows:
        uuid = text_at(row, "uuid").lower()
        if uuid not in left:
            continue
        group = text_at(row, "redundancy", "group")
        partners = [other for other in groups[group] if other is not row] if group else []
        shown.append(
            {
                "name": text_at(row, "name"),
                "uuid": text_at(row, "uuid"),
                "phase": text_at(row, "status", "phase"),
                "ours": uuid in own,
                "kept": left[uuid] or _kept_for(partners, left),
            }
        )
    return sorted(shown, key=lambda row: (row["name"], row["uuid"]))


def _stands(row: Row, project_id: str) -> bool:
    """Tell whether a connection is one that somebody could have ordered by a list of this project."""
    project = text_at(row, "project", "project_id")
    draft = "DRAFT" in (text_at(row, "state"), text_at(row, "status", "equinix_status"))
    return not (
        draft
        or text_at(row, "direction") == "INCOMING"
        or text_at(row, "status", "phase") in _ON_ITS_WAY
        or (project_id and project and project.casefold() != project_id.casefold())
    )


def _kept(row: Row, own: set[str], names: set[str], project_id: str) -> str:
    """Return why a connection may not be removed, an empty text where it may."""
    phase = text_at(row, "status", "phase")
    if text_at(row, "uuid").lower() not in own:
        return "it is not known to be ordered for an account of the list"
    if not project_id or not text_at(row, "project", "project_id"):
        return "it is not known to be in the project of the list"
    if text_at(row, "name") in names:
        return "it has the name of one in the list and another origin; remove it by its uuid"
    maintenance = maintenance_of(row)
    if maintenance.locked:
        return f"it is {maintenance}, run again when that is over"
    if phase in (IN_PROGRESS, ACTIVE):
        return "the provider has accepted it and has to begin its removal; run the playbook express_connect_deprovision"
    return "" if phase in _REMOVABLE else f"its state is {phase or 'unknown'}"


def _kept_for(partners: Iterable[Row], left: Mapping[str, str]) -> str:
    """Return that the other one of a pair stays, and so this one; an empty text where it does not."""
    staying = [row for row in partners if left.get(text_at(row, "uuid").lower(), "listed")]
    if not staying:
        return ""
    return f"it is one of a pair, and {listed((text_at(row, 'name') for row in staying), 'and')} stays; remove both by the list"


def unpurged(rows: Iterable[Row]) -> list[str]:
    """Return in a sentence each what is of this fleet, in no list, and cannot be removed."""
    return [
        f"{row['name']} ({row['uuid']}) is in no list and was not removed: {row['kept']}."
        for row in rows
        if row["ours"] and row["kept"]
    ]


def stray_lines(rows: Sequence[Row], *, purge: bool, removal: Iterable[Row] = ()) -> list[str]:
    """Return the lines that tell of them, none where there are none; ``removal`` are the results of a look at their removal."""
    if not rows:
        return []
    refused = {row["name"]: row["msg"] for row in removal if row["failed"]}
    stands = "1 stands on Fabric and is" if len(rows) == 1 else f"{len(rows)} stand on Fabric and are"
    width = max(len(row["name"]) for row in rows)
    lines = [f"{stands} in no list that this run knows"]
    for row in rows:
        kept = row["kept"] or refused.get(row["name"], "")
        word = "keep" if kept or not purge else "delete"
        why = f"  ({kept})" if kept and purge else ""
        lines.append(f"  {word:8} {row['name'].ljust(width)}  {row['uuid']}  {row['phase'].replace('_', ' ')}{why}")
    if not purge:
        lines.append(
            "Nothing is done with what is in no list; fabric_fleet_purge removes what of it is of this fleet, and not accepted."
        )
    return lines
