# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role express_connect knows of each connection, and how one is removed (pure).

Works on what the info modules return (snake_case): one entry of every list for each connection, the secondary one of a pair last.
Whose a physical connection is stands in ``module_utils/_alibaba/physical_connection/identity.py``; here are the connections of
Fabric beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..module_utils._alibaba.physical_connection.identity import (
    Claim,
    Decision,
    another_connections,
    contradictions,
    described,
    field,
    is_dead,
    listed_candidates,
)
from ..module_utils._core.data import dig, listed, text_at
from ..module_utils._equinix.connection.status import (
    ACTIVE,
    DEPROVISIONED,
    DEPROVISIONING,
    DESCRIPTIONS,
    IN_PROGRESS,
    PENDING_APPROVAL,
    REQUESTED,
)
from ..module_utils._equinix.maintenance import maintenance_of
from .both_ends import AlibabaEnds, both_ends, claim_of
from .nearest import missing

Row = Mapping[str, Any]

_NOT_ASKED = "neither express_connect_alibaba nor express_connect_accept asks for it."
# States of a physical connection in which it was accepted, so that only Alibaba Cloud can begin its removal.
_ACCEPTED = ("Confirmed", "Enabled", "Terminating", "Terminated")
# States in which it is still there, and may be billed, after Fabric's end has gone.
_LEFT_OVER = ("Terminating", "Terminated")
_LIVING = (REQUESTED, PENDING_APPROVAL, IN_PROGRESS, ACTIVE)
_ORIGINS = (("port", "port"), ("router", "cloud router"), ("virtual_device", "Network Edge device"))


def known(
    results: Sequence[Row],
    names: Sequence[str],
    ids: Sequence[str] = (),
    region: str = "",
    physical_connections: Sequence[Sequence[Row]] = (),
    *,
    asked: bool = True,
) -> list[dict[str, Any]]:
    """Return for each name what Fabric knows: the ``connection`` that is meant, and what is known of its physical connection.

    ``results`` are those of fabric_connection_info with removed connections, ``ids`` what the user says of the physical
    connections, ``region`` that of Alibaba Cloud where no connection says it. ``physical_connections`` are lists of results of
    alibaba_physical_connection_info; with them ``proven_id`` is the id of the physical connection that is proven. ``asked`` tells
    whether anybody wanted to have them looked up.
    """
    found = []
    for number, name in enumerate(names):
        # What an earlier run of the role in the same play left behind is of another name.
        rows = [row for row in _rows([results], number, "connections") if text_at(row, "name") == name]
        living = [row for row in rows if _phase(row) != DEPROVISIONED]
        # One that is going makes room for the one that stays.
        living = [row for row in living if _phase(row) != DEPROVISIONING] or living
        gone = sorted((row for row in rows if _phase(row) == DEPROVISIONED), key=_changed, reverse=True)
        connection = next(iter(living or gone), {})
        own_id = ids[number] if number < len(ids) else ""
        claim = claim_of(connection, own_id)._replace(name=name) if connection else Claim(name, None, own_id)
        item = {
            "uuid": text_at(living[0], "uuid") if living else "",
            "connection": connection,
            "several": living if len(living) > 1 else [],
            "gone": gone,
            "others": _rows([results], number, "others"),
            **claim._replace(region=claim.region or region)._asdict(),
            "pushed_router_id": _pushed_router(connection),
        }
        item["not_looked_up"] = _refused(physical_connections, number) if asked else _NOT_ASKED
        decision = _Member(item, _rows(physical_connections, number, "physical_connections"), ()).decision
        item["proven_id"] = text_at(decision.ours, "physical_connection_id")
        item["mistake"] = _mistaken(item, decision)
        looked = any(dig(rows[number], "physical_connections") is not None for rows in physical_connections if number < len(rows))
        item["unseen"] = _unseen(item, decision) if looked else ""
        found.append(item)
    return found


def _refused(results: Sequence[Sequence[Row]], number: int) -> str:
    """Return why Alibaba Cloud's end was not looked at: no key, or one of another account, which would show what is not ours."""
    return next((text_at(rows[number], "msg") for rows in results if number < len(rows) and dig(rows[number], "error")), "")


def _mistaken(item: Row, decision: Decision) -> str:
    """Return in a sentence that the id that the user gives is another connection's, an empty text where it is not."""
    if not decision.contradicted:
        return ""
    words = next(iter(contradictions(_claim(item), decision.contradicted).values()))
    return (
        f"The physical connection that is given for '{item['name']}', "
        f"{another_connections(decision.contradicted, words)} and nothing was done with it; correct "
        "express_connect_physical_connection_id (or its secondary twin), or leave it out."
    )


def _unseen(item: Row, decision: Decision) -> str:
    """Return in a sentence that what Fabric says was accepted is not there to be used, an empty text where it is."""
    phase, named = _phase(item["connection"]), f"'{item['name']}' ({item['uuid']})"
    if phase not in (IN_PROGRESS, ACTIVE) or item["pushed_router_id"] or decision.candidates or decision.contradicted:
        return ""
    if decision.ours and is_dead(decision.ours):
        return (
            f"Physical connection {described(decision.ours)} of connection {named} will not carry anything any more; remove both "
            "ends (deprovision), then order anew."
        )
    return "" if decision.ours else _no_port(named, phase, item)


def _no_port(named: str, phase: str, item: Row, remedy: str = "") -> str:
    return (
        f"Fabric says that connection {named} is {phase}, and this access key sees no physical connection of it in region "
        f"{item['region'] or '-'}; give an access key of the account that it was ordered for (express_connect_account_id has "
        f"that checked){remedy}."
    )


def _pushed_router(connection: Row) -> str:
    """Return the border router that Equinix pushed instead of a physical connection (the older flow)."""
    shown = text_at(connection, "z_side", "access_point", "provider_connection_id")
    return shown if shown.startswith("vbr-") else ""


def _rows(results: Sequence[Sequence[Row]], number: int, key: str) -> list[dict[str, Any]]:
    """Return what several look-ups in a loop found for the item of a number; one that was skipped found nothing."""
    found = [dig(rows[number], key) for rows in results if number < len(rows)]
    return [row for rows in found if isinstance(rows, list) for row in rows]


def _phase(connection: Row) -> str:
    return text_at(connection, "status", "phase")


def _changed(connection: Row) -> str:
    return text_at(connection, "change_log", "updated_date_time") or text_at(connection, "change_log", "created_date_time")


def _claim(item: Row) -> Claim:
    return Claim(*(item[name] for name in Claim._fields))


class _Member:
    """One connection beside what its own account has at Alibaba Cloud."""

    def __init__(self, item: Row, physical_connections: Iterable[Row], routers: Iterable[Row]) -> None:
        self.item = item
        self._rows = list(physical_connections)
        self.ends = AlibabaEnds(self._rows, routers)
        self.decision = self._decide()
        found = self.ends.routers_of(item["connection"], self.decision.ours)
        self.router = found[0] if len(found) == 1 else {}
        self.pushed_router = "" if self.decision.ours else text_at(self.router, "vbr_id")

    def _decide(self) -> Decision:
        claim = _claim(self.item)
        if self.item["uuid"] or not self.item["gone"]:
            return self.ends.decide(claim)
        # Fabric's end has gone. What it showed proves only what is on its way out: a name and a VLAN are given out again.
        every: dict[str, dict[str, Any]] = {}
        contradicted: Row = {}
        for connection in self.item["gone"]:
            decision = self.ends.decide(claim_of(connection, claim.physical_connection_id))
            ours, contradicted = decision.ours, decision.contradicted or contradicted
            if ours and (field(ours, "Status") in _LEFT_OVER or claim.physical_connection_id):
                return decision
            for row in [ours] if ours else decision.candidates:
                every[field(row, "PhysicalConnectionId")] = dict(row)
        return Decision({}, [row for row in every.values() if field(row, "Status") in _ACCEPTED], contradicted=contradicted)

    @property
    def accepted_candidates(self) -> list[dict[str, Any]]:
        """What was accepted and could be ours, which nothing proves."""
        return [row for row in self.decision.candidates if field(row, "Status") in _ACCEPTED]

    def shown(self, routing: Sequence[Row] = ()) -> dict[str, Any]:
        """Return both ends side by side."""
        peers = dig(self.router, "bgp_peers") or ()
        decision = self.decision
        return both_ends(
            self.item["connection"],
            decision.ours,
            self.router,
            peers,
            routing,
            decision.candidates,
            by_id=bool(self.item["physical_connection_id"]),
            not_looked_up=self.item["not_looked_up"],
        )


def _members(items: Sequence[Row], physical: Sequence[Sequence[Row]], routers: Sequence[Sequence[Row]]) -> list[_Member]:
    return [
        _Member(item, _rows(physical, number, "physical_connections"), _rows(routers, number, "virtual_border_routers"))
        for number, item in enumerate(items)
    ]


def ends(
    items: Sequence[Row],
    physical_connections: Sequence[Sequence[Row]] = (),
    virtual_border_routers: Sequence[Sequence[Row]] = (),
    routing: Sequence[Row] = (),
) -> list[dict[str, Any]]:
    """Return both ends of each connection that Fabric has, or had while Alibaba Cloud still has something of it.

    ``items`` are those of ``known``; the others are (lists of) results of the info modules, ``routing`` of
    fabric_routing_protocol_info.
    """
    members = _members(items, physical_connections, virtual_border_routers)
    return [
        member.shown(_rows([routing], number, "routing_protocols"))
        for number, member in enumerate(members)
        if member.item["uuid"] or (member.item["connection"] and (member.decision.ours or member.decision.candidates))
    ]


def result(
    items: Sequence[Row],
    ordered: Sequence[Row],
    physical_connections: Sequence[Sequence[Row]] = (),
    virtual_border_routers: Sequence[Sequence[Row]] = (),
    routing: Sequence[Row] = (),
) -> dict[str, Any]:
    """Return what the role leaves of the connections: each with its status, both ends, and what is theirs at Alibaba Cloud.

    ``ordered`` are the results of fabric_connections, which show in check mode what would be there.
    """
    members = _members(items, physical_connections, virtual_border_routers)
    connections = []
    for number, member in enumerate(members):
        row = member.item["connection"]
        if member.item["uuid"]:
            shown = {key: value for key, value in row.items() if key != "status"}
            connections.append({"connection": shown, "status": row["status"]})
        else:
            planned = ordered[number] if number < len(ordered) else {}
            status = dig(planned, "status") or gone_status()
            connections.append({"connection": dig(planned, "connection") or {}, "status": status})
    return {
        "connection": connections[0]["connection"],
        "status": connections[0]["status"],
        "connections": connections,
        "physical_connections": [member.decision.ours for member in members if member.decision.ours],
        "virtual_border_routers": [dict(member.router) for member in members if member.router],
        "both_ends": ends(items, physical_connections, virtual_border_routers, routing),
    }


def gone_status() -> dict[str, Any]:
    """Return the status of a connection that is not there."""
    return {"phase": DEPROVISIONED, "description": DESCRIPTIONS[DEPROVISIONED]}


# -- removal


def removal(
    items: Sequence[Row],
    physical_connections: Sequence[Sequence[Row]] = (),
    virtual_border_routers: Sequence[Sequence[Row]] = (),
    **how: Any,
) -> list[dict[str, Any]]:
    """Return how each connection is removed: what goes at Alibaba Cloud, whether Fabric is only waited for, what forbids it.

    The lists are as ``ends`` takes them. ``how`` holds ``alibaba`` (whether that end was looked at), ``must_exist``,
    ``provider_initiated``, ``pairs``, the connections of their redundancy groups, and ``names``, those of all connections, where
    one is ``missing``.
    """
    members = _members(items, physical_connections, virtual_border_routers)
    going = {item["uuid"] for item in items}
    how = {**how, "pairs": [row for row in how["pairs"] if row.get("uuid") not in going]}

    def key_is_known(number: int) -> bool:
        return any(dig(rows[number], "account_verified") is True for rows in physical_connections if number < len(rows))

    return [_removal(member, how, key_is_known=key_is_known(number)) for number, member in enumerate(members)]


def _removal(member: _Member, how: Mapping[str, Any], *, key_is_known: bool) -> dict[str, Any]:
    item, phase = member.item, _phase(member.item["connection"])
    # Nobody has looked there who had no credentials for it.
    how = {**how, "alibaba": how["alibaba"] and not item["not_looked_up"]}
    ours = member.decision.ours if how["alibaba"] else {}
    accepted = field(ours, "Status") in _ACCEPTED if ours else False
    begun = accepted or (how["alibaba"] and not ours and not member.pushed_router and phase in (IN_PROGRESS, ACTIVE))
    return {
        "name": item["name"],
        "uuid": item["uuid"],
        "region": item["region"],
        "physical_connection_id": text_at(ours, "physical_connection_id") if accepted else "",
        "virtual_border_router_id": member.pushed_router if how["alibaba"] and item["uuid"] else "",
        "provider_initiated": bool(how["provider_initiated"] or begun or member.pushed_router),
        # A proof that Fabric does not show yet is waited for.
        "waits_for_proof": bool(phase in _LIVING and member.accepted_candidates and item["vlan_id"] is None),
        "has_routing": phase in _LIVING and text_at(item["connection"], "type") == "IP_VC",
        "missing": not (item["uuid"] or item["others"] or item["gone"]),
        "problem": _problem(member, how, phase, key_is_known=key_is_known),
    }


_YOURS = "give its id as express_connect_physical_connection_id (or its secondary twin)"
_NOBODYS = "set express_connect_alibaba to false"


def _problem(member: _Member, how: Mapping[str, Any], phase: str, *, key_is_known: bool) -> str:
    """Return in a sentence why a connection is not removed, an empty text where it may be."""
    item, candidates = member.item, listed_candidates(member.accepted_candidates)
    named = f"'{item['name']}' ({item['uuid']})"
    if item["several"]:
        return f"'{item['name']}' is the name of several connections: {_listed(item['several'])}; give express_connect_a_side."
    if not item["uuid"]:
        return _problem_of_nothing(member, how)
    maintenance = maintenance_of(item["connection"])
    if maintenance.locked and phase != DEPROVISIONING:
        return f"Connection {named} is {maintenance}, so nothing was removed; run again when that is over."
    left = _left_alone(item["connection"], how["pairs"])
    if left:
        return (
            f"Connection {named} is the primary one of a pair, and its secondary connection {_listed(left)} would be left "
            "without it and go on being charged; give express_connect_secondary_name to remove both."
        )
    if not how["alibaba"] or member.pushed_router:
        return ""
    ours = member.decision.ours
    if ours:
        return _too_early(named, phase, ours) if not item["physical_connection_id"] else ""
    if candidates:
        return (
            f"Which physical connection at Alibaba Cloud belongs to connection {named} is not proven, so nothing was removed. In "
            f"region {item['region']} it could be {candidates}; if one is yours, {_YOURS}; if none is, {_NOBODYS}."
        )
    if phase in (IN_PROGRESS, ACTIVE) and not (key_is_known or how["provider_initiated"]):
        begun = ", or set express_connect_provider_initiated to true if Alibaba Cloud has begun its removal"
        return _no_port(named, phase, item, begun)
    return ""


def _too_early(named: str, phase: str, ours: Row) -> str:
    """Return in a sentence that a physical connection carries traffic while Fabric says that nobody has approved ours."""
    if phase not in (REQUESTED, PENDING_APPROVAL) or field(ours, "Status") != "Enabled":
        return ""
    return (
        f"Fabric says that connection {named} is {phase}, and physical connection {described(ours)} of its name and VLAN is in "
        "use already, so it may belong to another connection, and nothing was removed; run again when Fabric says active, or, if "
        f"it is yours, {_YOURS}."
    )


def _left_alone(connection: Row, others: Sequence[Row]) -> list[Row]:
    """Return the secondary connections that stay while this primary one of their group goes."""
    group = text_at(connection, "redundancy", "group")
    if not group or text_at(connection, "redundancy", "priority") == "SECONDARY":
        return []
    return [
        row
        for row in others
        if text_at(row, "redundancy", "group") == group
        and text_at(row, "redundancy", "priority") == "SECONDARY"
        and _phase(row) in _LIVING
    ]


def _problem_of_nothing(member: _Member, how: Mapping[str, Any]) -> str:
    """Return in a sentence why nothing can be removed where Fabric has no such connection (any more)."""
    item, name = member.item, member.item["name"]
    if item["others"]:
        return (
            f"Connection '{name}' does not exist from this origin to this service profile, so nothing was removed. Of that name "
            f"there is {_listed(item['others'])}; correct express_connect_a_side and express_connect_service_profile, or leave "
            "express_connect_a_side out."
        )
    if how["alibaba"] and member.decision.candidates:
        return (
            f"Connection '{name}' is gone on Fabric, and at Alibaba Cloud there is still "
            f"{listed_candidates(member.decision.candidates)} of that name, which may be billed and is not proven to be yours; "
            f"if it is, {_YOURS} to have it removed; if not, {_NOBODYS}."
        )
    if how["must_exist"] and not item["gone"] and not member.decision.ours:
        return missing(name, how["names"])
    return ""


def _listed(connections: Sequence[Row]) -> str:
    return listed((f"{text_at(row, 'uuid')} ({_phase(row)}, {origin_in_words(row)})" for row in connections), "and")


def origin_in_words(connection: Row) -> str:
    """Return where a connection begins and ends, as far as its row says."""
    point = dig(connection, "a_side", "access_point")
    assets = [(word, dig(point, key)) for key, word in _ORIGINS if dig(point, key)]
    found = [f"{word} {text_at(asset, 'name') or text_at(asset, 'uuid')}" for word, asset in assets]
    origin = "service token" if dig(connection, "a_side", "service_token") else next(iter(found), "unknown origin")
    profile = text_at(connection, "z_side", "access_point", "profile", "name")
    return f"from {origin}{f' to {profile}' if profile else ''}"
