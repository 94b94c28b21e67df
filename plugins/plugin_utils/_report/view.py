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

from ansible_collections.interconnect.equinix.plugins.module_utils._data import listed
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.costs import costs_of
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.facts import TONES, Line, clean, lines_of
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.layout import (
    Box,
    Picture,
    narrow,
    sheets_of,
    units_of,
    wide,
)
from ansible_collections.interconnect.equinix.plugins.plugin_utils._report.waiting import sentence, waiting_of


def view_of(
    connections: Any,
    physical_connections: Any = None,
    virtual_border_routers: Any = None,
    prices: Sequence[Any] | None = None,
    endpoint: str = "",
    *,
    places: bool = True,
) -> dict[str, Any]:
    """Return what the page shows, as plain data.

    Rows are those of the info modules. Alibaba's are None when its end was not looked up, and ``prices`` (one for each
    connection, in their order) is None when no prices were. Without ``places`` nothing is drawn, which takes most of the time.
    """
    alibaba = physical_connections is not None
    lines = lines_of(connections, physical_connections, virtual_border_routers)
    waiting = waiting_of(lines, alibaba=alibaba)
    costs = costs_of(lines, prices) if prices is not None else None
    return {
        "count": len(lines),
        "alibaba": alibaba,
        "endpoint": shown_endpoint(endpoint),
        "accounts": listed(sorted({line.account for line in lines if line.account}), "and"),
        "newest": shown_moment(max((line.changed for line in lines), default="")),
        "states": _states(lines),
        "waiting": [asdict(item) for item in waiting],
        "sentences": [sentence(item) for item in waiting],
        "places": [_place(number, place, alibaba) for number, place in enumerate(_places(lines), 1)] if places else [],
        "costs": None if costs is None else asdict(costs),
    }


def shown_endpoint(endpoint: str) -> str:
    """Return the host of an address; a user name or password in it is not shown."""
    parts = urlsplit(endpoint if "//" in endpoint else f"//{endpoint}")
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
    return [{"tone": tone, "word": word, "count": count} for (tone, word), count in ordered]


def _places(lines: Iterable[Line]) -> list[list[Line]]:
    """Return the connections by metro, region and provider at which they end."""
    found: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        found.setdefault((line.metro_code, line.region, line.provider), []).append(line)
    return [found[key] for key in sorted(found)]


def _place(number: int, lines: Sequence[Line], alibaba: bool) -> dict[str, Any]:
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
        part = f", {begin} to {end} of {len(lines)}" if len(members) < len(lines) else ""
        sheets.append(
            {
                "title": f"{heading}{part}",
                "told": " ".join(_told(line) for line in members),
                "wide": _drawn(wide(sheet, alibaba=alibaba)),
                "narrow": _drawn(narrow(sheet, alibaba=alibaba)),
            }
        )
        begin = end + 1
    return {
        "anchor": f"place-{number}",
        "heading": heading,
        "provider": first.provider,
        "count": len(lines),
        "states": _states(lines),
        "sheets": sheets,
        "lines": [_row(line, alibaba) for line in drawn],
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


def _row(line: Line, alibaba: bool) -> dict[str, Any]:
    """Return a row of the status table; what was not looked up stays empty."""
    circuit, router = line.circuit, line.router
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
        "equinix": _in_words(line.equinix_status),
        "provider": _in_words(line.provider_status),
        "z_vlan": "" if line.z_vlan is None else str(line.z_vlan),
        "expected": "" if alibaba else line.alibaba_status,
        "circuit": asdict(circuit) if circuit else None,
        "router": asdict(router) if router else None,
    }
