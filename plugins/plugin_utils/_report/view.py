# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that a report shows (pure): rows of both clouds in, plain data for the page out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from ...module_utils._core.data import listed
from ...module_utils._core.settings import is_loopback
from .costs import costs_of
from .facts import OFF, TONES, Line, clean, lines_of
from .layout import Box, Picture, narrow, sheets_of, units_of, wide
from .texts import agreeing, counted
from .waiting import Seen, not_known, quiet, sentence, waiting_of

# More of them than this are only counted.
_MOST_PROJECTS = 3
_NOT_SEEN = "not looked up"


def view_of(
    connections: Any,
    physical_connections: Any = None,
    virtual_border_routers: Any = None,
    prices: Sequence[Any] | None = None,
    endpoint: str = "",
    *,
    alibaba_endpoints: Sequence[str] = (),
    project: str = "",
    looked_at: str = "",
    written_at: str = "",
    places: bool = True,
) -> dict[str, Any]:
    """Return what the page shows, as plain data.

    Rows are those of the info modules. Alibaba's are None when its end was not looked up, and ``prices`` (one for each
    connection, in their order) is None when no prices were. ``endpoint`` and ``alibaba_endpoints`` are where it was looked,
    ``project`` the only one that was looked into, ``looked_at`` when that was, in words; ``written_at`` is when the page was
    written, where nobody says that. Without ``places`` nothing is drawn, which takes most of the time.
    """
    seen = Seen(physical_connections is not None, physical_connections is not None and virtual_border_routers is not None)
    lines = lines_of(connections, physical_connections, virtual_border_routers)
    waiting = waiting_of(lines, seen)
    unknown = not_known(lines, seen)
    nothing = "" if waiting else quiet(lines, unknown)
    costs = costs_of(lines, prices) if prices is not None else None
    return {
        "count": len(lines),
        "counted": counted(len(lines), "connection"),
        "alibaba": seen.alibaba,
        "source": _source(endpoint),
        "alibaba_source": listed(sorted({_source(address) for address in alibaba_endpoints}), "and") if seen.alibaba else "",
        "endpoint": shown_endpoint(endpoint),
        "accounts": listed(sorted({line.account for line in lines if line.account}), "and"),
        "projects": f"only {clean(project)}" if project else _some(line.project for line in lines),
        "moment": {"is": "Looked at" if looked_at else "Written", "at": clean(looked_at or written_at)},
        "newest": shown_moment(max((line.changed for line in lines), default="")),
        "states": _states(lines),
        "waiting": [asdict(item) for item in waiting],
        "nothing": nothing,
        "unknown": unknown,
        "sentences": [text for text in (*map(sentence, waiting), nothing if lines else "", unknown) if text],
        "places": [_place(number, place, seen) for number, place in enumerate(_places(lines), 1)] if places else [],
        "costs": None if costs is None else {**asdict(costs), "missing": costs.missing},
    }


def _some(values: Iterable[str]) -> str:
    """Return values in words, each once; of many only their number."""
    known = sorted({value for value in values if value})
    return listed(known, "and") if len(known) <= _MOST_PROJECTS else f"{len(known)} of them"


def _source(endpoint: str) -> str:
    """Return in words what answers at an address; a loopback address is no cloud."""
    host = shown_endpoint(endpoint)
    parts = urlsplit(f"//{host}")
    return f"simulator on this machine ({host})" if parts.hostname and is_loopback(parts.hostname) else host


def shown_endpoint(endpoint: str) -> str:
    """Return the host of an address; a user name or password in it is not shown."""
    try:
        parts = urlsplit(endpoint if "//" in endpoint else f"//{endpoint}")
    except ValueError:
        return ""
    return clean(parts.netloc.rpartition("@")[2])


def shown_moment(text: str) -> str:
    """Return a moment of the API to the minute, an empty text when it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def _states(lines: Iterable[Line]) -> list[dict[str, Any]]:
    counts = Counter((line.tone, line.word) for line in lines)
    ordered = sorted(counts.items(), key=lambda item: (TONES.index(item[0][0]), item[0][1]))
    return [{"tone": tone, "word": agreeing(count, word), "count": count} for (tone, word), count in ordered]


def _places(lines: Iterable[Line]) -> list[list[Line]]:
    """Return the connections by metro, region and provider at which they end."""
    found: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        found.setdefault((line.metro_code, line.region, line.provider), []).append(line)
    return [found[key] for key in sorted(found)]


def _place(number: int, lines: Sequence[Line], seen: Seen) -> dict[str, Any]:
    first = lines[0]
    metro = f"{first.metro_name} ({first.metro_code})" if first.metro_name else first.metro_code or "Unknown metro"
    heading = f"{metro} to {first.region}" if first.region else metro
    units = units_of(lines)
    drawn = [line for unit in units for line in unit]
    sheets = []
    begin = 1
    for sheet in sheets_of(units):
        members = [line for unit in sheet for line in unit]
        end = begin + len(members) - 1
        numbers = f"{begin} to {end}" if end > begin else str(begin)
        part = f", {numbers} of {len(lines)}" if len(members) < len(lines) else ""
        sheets.append(
            {
                "title": f"{heading}{part}",
                "told": " ".join(_told(line) for line in members),
                "wide": _drawn(wide(sheet, alibaba=seen.alibaba)),
                "narrow": _drawn(narrow(sheet, alibaba=seen.alibaba)),
            }
        )
        begin = end + 1
    return {
        "anchor": f"place-{number}",
        "heading": heading,
        "provider": first.provider,
        "count": len(lines),
        "counted": counted(len(lines), "connection"),
        "states": _states(lines),
        "sheets": sheets,
        "lines": [_row(line, seen) for line in drawn],
    }


def _told(line: Line) -> str:
    """Return a connection as a sentence, for those who do not see the picture."""
    origin = " ".join(text for text in (line.origin.kind.lower(), line.origin.name) if text)
    tag = f", {line.a_tag}" if line.a_tag else ""
    return f"{line.role.capitalize() or 'Single'} connection {line.name} from {origin}{tag}: {line.word}."


def _drawn(picture: Picture) -> dict[str, Any]:
    """Return a picture as plain data, as ``asdict`` would but in a fraction of its time."""
    return {
        "width": picture.width,
        "height": picture.height,
        "frames": [{**vars(frame), "caption": {**vars(frame.caption)}} for frame in picture.frames],
        "links": [
            {
                "path": "M" + " L".join(f"{x:g} {y:g}" for x, y in link.points),
                "tone": link.tone,
                "label": {**vars(link.label)} if link.label else None,
            }
            for link in picture.links
        ],
        "boxes": [_drawn_box(box) for box in picture.boxes],
    }


def _drawn_box(box: Box) -> dict[str, Any]:
    drawn = {**vars(box), "texts": [{**vars(text)} for text in box.texts]}
    del drawn["line"]  # which depends on the order in which the connections were listed
    return drawn


def _in_words(status: str) -> str:
    """Return a state of the API as words, which break between two of them and not within one."""
    return status.replace("_", " ").lower()


def _row(line: Line, seen: Seen) -> dict[str, Any]:
    """Return a row of the status table."""
    return {
        "name": line.name,
        "uuid": line.uuid,
        "role": line.role,
        "origin": line.origin.name or line.origin.kind,
        "kind": line.origin.kind if line.origin.name else "",
        "a_tag": line.a_tag,
        "speed": line.speed,
        "word": line.word,
        "tone": line.tone,
        "equinix": f"{_in_words(line.equinix_status)}{', locked' if line.maintenance.locked else ''}",
        "provider": _in_words(line.provider_status),
        "z_vlan": "" if line.z_vlan is None else str(line.z_vlan),
        "expected": "" if seen.alibaba else line.alibaba_status,
        "physical_connection": _physical_connection_cell(line),
        "router": _router_cell(line, seen),
        "bgp": _bgp_cells(line, seen),
    }


def _cell(word: str, tone: str = OFF, note: str = "") -> dict[str, str]:
    return {"tone": tone, "word": word, "note": note}


def _physical_connection_cell(line: Line) -> dict[str, str]:
    physical_connection = line.physical_connection
    if physical_connection is None:
        return _cell("not proven" if line.candidates else "none")
    return _cell(physical_connection.locked or physical_connection.status, physical_connection.tone, physical_connection.identity)


def _router_cell(line: Line, seen: Seen) -> dict[str, str]:
    router = line.router
    if router is None:
        return _cell("none" if seen.routers else _NOT_SEEN)
    return _cell(router.status, router.tone, router.name)


def _bgp_cells(line: Line, seen: Seen) -> list[dict[str, str]]:
    peers = line.router.peers if line.router else () if seen.routers else None
    if not peers:
        return [_cell(_NOT_SEEN if peers is None else "none")]
    return [_cell(peer.status, peer.tone, f"neighbour {peer.address}, AS {peer.asn}") for peer in peers]
