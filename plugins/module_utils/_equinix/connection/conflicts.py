# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many connections in one task (pure): which of them cannot be together, what has to come first, what came of them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..._core.data import dig, text_at
from ..._core.errors import InputError, InterconnectError, one_line
from ..serialize import to_result
from .plan import Resolved, payload
from .spec import ConnectionSpec, parse_spec
from .status import NOT_LOOKED_AT, status_of
from .steps import CREATE, DELETE, UPDATE
from .waiters import Outcome

# What is counted for each action.
_COUNTED = {CREATE: "created", UPDATE: "updated", DELETE: "deleted", "": "unchanged"}
# Characters of a name in messages and results; a good one has 24.
MAX_LABEL = 80
# How many failures a message tells of; the results tell of all.
TOLD = 20


class NotStarted(InterconnectError):
    """Nothing was sent for a connection, because of another one."""


class Item(NamedTuple):
    """One connection of many."""

    spec: ConnectionSpec
    present: bool = True
    provider_initiated: bool = False


class ItemResult(NamedTuple):
    """What came of one connection; ``action`` is what was done, or would be."""

    label: str
    action: str = ""  # of CREATE, UPDATE, DELETE
    outcome: Outcome | None = None
    error: InterconnectError | None = None

    @property
    def changed(self) -> bool:
        """Tell whether something was changed, also where what came of it is not as wanted."""
        if self.outcome is not None:
            return self.outcome.changed
        return self.error is not None and self.error.done != ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as the module's result shows it."""
        outcome = self.outcome or Outcome(False, self.error.last if self.error else {})
        return {
            "name": self.label,
            "action": self.action,
            "changed": self.changed,
            "failed": self.error is not None,
            "msg": "" if self.error is None else str(self.error),
            "error": None if self.error is None else self.error.as_dict(),
            "connection": to_result(outcome.connection),
            "status": (NOT_LOOKED_AT if self.error and not outcome.connection else status_of(outcome.connection)).as_dict(),
            "diff": {"before": outcome.before, "after": outcome.after},
            "price": outcome.price,
            "price_before": outcome.price_before,
            "validated_by": outcome.validated_by,
        }


def summary_of(results: Iterable[ItemResult]) -> dict[str, int]:
    """Return how many connections were created, updated, unchanged, deleted and failed."""
    counts = dict.fromkeys(("created", "updated", "unchanged", "deleted", "failed"), 0)
    for result in results:
        counts["failed" if result.error is not None else _COUNTED[result.action if result.changed else ""]] += 1
    return counts


def result_of(results: Sequence[ItemResult]) -> dict[str, Any]:
    """Return the result of a module: what came of each connection, how many of each kind, one difference for each change."""
    rows = [result.as_dict() for result in results]
    headers = ("before_header", "after_header")
    return {
        "changed": any(result.changed for result in results),
        "results": rows,
        "summary": summary_of(results),
        "diff": [
            {**dict.fromkeys(headers, row["name"]), **row["diff"]} for row in rows if row["changed"] and any(row["diff"].values())
        ],
    }


def failure_of(results: Sequence[ItemResult]) -> str:
    """Return a sentence about everything that failed, an empty text when nothing did."""
    failed = [result for result in results if result.error is not None]
    if not failed:
        return ""
    # What failed by itself says more than what was not started because of it.
    reasons = [result for result in failed if not isinstance(result.error, NotStarted)] or failed
    told = " ".join(f"{result.label}: {_sentence(result.error)}" for result in reasons[:TOLD])
    more = f" The results tell of {len(reasons) - TOLD} more." if len(reasons) > TOLD else ""
    return f"{len(failed)} of {len(results)} connection{'' if len(results) == 1 else 's'} failed. {told}{more}"


def _sentence(error: object) -> str:
    text = str(error)
    return text if text.endswith(".") else f"{text}."


# -- reading and refusing


def read_items(rows: Sequence[Mapping[str, Any]], project_id: str | None) -> tuple[list[Item], dict[int, InputError]]:
    """Return the connections asked for, and what is wrong with which of them."""
    items: list[Item] = []
    wrong: dict[int, InputError] = {}
    for number, row in enumerate(rows):
        try:
            spec = parse_spec({**row, "project_id": project_id})
        except InputError as error:
            wrong[number] = error
            spec = ConnectionSpec(name=str(row.get("name") or ""), uuid=str(row.get("uuid") or ""))
        items.append(Item(spec, row["state"] == "present", bool(row["provider_initiated"])))
    return items, wrong


def label_of(number: int, spec: ConnectionSpec) -> str:
    """Return how messages and results name a connection: by its name, else by its UUID, else by its place."""
    # A name may be anything that somebody wrote.
    return one_line(spec.name or spec.uuid, MAX_LABEL) or f"connections[{number}]"


def conflicts(items: Sequence[Item], misread: Container[int] = ()) -> dict[int, InputError]:
    """Return which connections cannot be together with one before them, as far as their options alone tell.

    ``misread`` are those of which nobody knows what they mean.
    """
    return {**same_connections(items, misread), **_conflicting(_options_claim(item) for item in items), **_lost_pairs(items)}


def planned_conflicts(planned: Sequence[Mapping[str, Any]]) -> dict[int, InputError]:
    """Return the same of connections as they will be (or are, when they go), as the API gives them."""
    return _conflicting(keys_of(connection) for connection in planned)


def same_connections(items: Sequence[Item], misread: Container[int] = ()) -> dict[int, InputError]:
    """Return which connections mean the same one as one before them, as far as names and UUIDs of their assets are alike."""
    wrong = {}
    seen: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        if number in misread:
            continue
        spec = item.spec
        key = spec.uuid.lower() or spec.name
        twin = next((other for other in seen.get(key, []) if _same_identity(spec, items[other].spec)), None)
        if twin is not None:
            wrong[number] = InputError(
                "uuid" if spec.uuid else "name",
                f"connections[{number}] means the same connection as connections[{twin}], {spec.label}; remove one of them, or "
                "give it another name.",
            )
        seen.setdefault(key, []).append(number)
    return wrong


def sharing_names(items: Sequence[Item]) -> list[int]:
    """Return the places of the connections that have a name which others of them have as well."""
    counts = Counter(item.spec.name for item in items if not item.spec.uuid)
    return [number for number, item in enumerate(items) if not item.spec.uuid and counts[item.spec.name] > 1]


def _same_identity(one: ConnectionSpec, other: ConnectionSpec) -> bool:
    """Tell whether two specs may mean one connection: what one of them does not give, the other may have."""
    if one.uuid or other.uuid:
        return one.uuid.lower() == other.uuid.lower()
    origins = [(spec.origin, spec.asset.lower()) for spec in (one, other) if spec.origin]
    profiles = [spec.service_profile.lower() for spec in (one, other) if spec.service_profile]
    return len(set(origins)) < 2 and len(set(profiles)) < 2


def _options_claim(item: Item) -> Iterator[tuple[str, tuple[object, ...], str]]:
    spec = item.spec
    if not item.present:
        return
    if spec.origin:
        yield from keys_of(payload(spec, Resolved(asset_uuid=spec.asset.lower(), group=spec.primary)))
    elif spec.secondary:
        yield from keys_of({"redundancy": {"priority": spec.priority, "group": (spec.group or spec.primary).lower()}})


def keys_of(connection: Mapping[str, Any]) -> Iterator[tuple[str, tuple[object, ...], str]]:
    """Yield what only one connection can have, as option, key and words."""
    point = ("aSide", "accessPoint")
    if text_at(connection, "uuid"):
        yield "name", (text_at(connection, "uuid").lower(),), "are the same connection"
    port, link = text_at(connection, *point, "port", "uuid").lower(), dig(connection, *point, "linkProtocol")
    tags = [dig(link, name) for name in ("vlanTag", "vlanSTag", "vlanCTag")]
    if port and any(tag is not None for tag in tags):
        said = "/".join(str(tag) for tag in tags if tag is not None)
        yield (
            f"a_side.{'vlan_tag' if tags[0] is not None else 'vlan_s_tag'}",
            (port, *map(str, tags)),
            f"want VLAN {said} of one port",
        )
    token = text_at(connection, "aSide", "serviceToken", "uuid").lower()
    if token:
        yield "a_side.service_token", (token,), "want the same service token, which works once only"
    device, interface = text_at(connection, *point, "virtualDevice", "uuid").lower(), dig(connection, *point, "interface", "id")
    if device and interface is not None:
        yield "a_side.interface_id", (device, str(interface)), f"want interface {interface} of one device"
    group = text_at(connection, "redundancy", "group").lower()
    if group and text_at(connection, "redundancy", "priority") == "SECONDARY":
        yield "redundancy.primary", (group,), "want to be the secondary connection of one primary"


def _conflicting(claims: Iterable[Iterable[tuple[str, tuple[object, ...], str]]]) -> dict[int, InputError]:
    wrong: dict[int, InputError] = {}
    taken: dict[tuple[object, ...], int] = {}
    for number, wanted in enumerate(claims):
        for option, key, words in wanted:
            first = taken.setdefault((option, *key), number)
            if first != number:
                wrong.setdefault(
                    number,
                    InputError(
                        option, f"connections[{number}] and connections[{first}] {words}; change {option} of one of them."
                    ),
                )
    return wrong


# -- what has to come first


def primaries(items: Sequence[Item]) -> dict[int, int]:
    """Return for each secondary connection the place of its primary one, where that is among the same connections."""
    places = _places(items)
    return {
        number: places[item.spec.primary.lower()][0]
        for number, item in enumerate(items)
        if item.present and item.spec.primary and item.spec.primary.lower() in places
    }


def _places(items: Sequence[Item]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        for identity in {item.spec.uuid.lower(), item.spec.name.lower()} - {""}:
            places.setdefault(identity, []).append(number)
    return places


def _lost_pairs(items: Sequence[Item]) -> dict[int, InputError]:
    wrong = {}
    places = _places(items)
    for number, item in enumerate(items):
        found = places.get(item.spec.primary.lower(), []) if item.present and item.spec.primary else []
        named = f"redundancy.primary '{item.spec.primary}'"
        reason = ""
        if len(found) > 1:
            reason = f"{named} means several of the connections; give names that tell them apart."
        elif found and not items[found[0]].present:
            reason = f"{named} is to be removed by the same task; keep it, or name another one."
        elif found and items[found[0]].spec.secondary:
            reason = f"{named} is itself the secondary connection of a pair; name its primary one."
        if reason:
            wrong[number] = InputError("redundancy.primary", reason)
    return wrong


def before_removal(going: Mapping[int, Mapping[str, Any]]) -> dict[int, list[int]]:
    """Return for each primary connection that goes the places of the secondary ones that have to go before it.

    A group does without its secondary connection, but not without its primary one.
    """
    secondaries: dict[str, list[int]] = {}
    for number, connection in going.items():
        if text_at(connection, "redundancy", "priority") == "SECONDARY":
            secondaries.setdefault(text_at(connection, "redundancy", "group"), []).append(number)
    return {
        number: secondaries[text_at(connection, "redundancy", "group")]
        for number, connection in going.items()
        if text_at(connection, "redundancy", "priority") != "SECONDARY"
        and text_at(connection, "redundancy", "group") in secondaries
    }
