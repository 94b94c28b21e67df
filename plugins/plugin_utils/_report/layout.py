# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The picture of connections (pure): lines in, boxes and links with places out.

Drawn twice: wide, the two clouds side by side, for screens and paper; narrow, one below the other, for phones. Both are cut into
sheets of a few connections, so that paper breaks between them. Units are those of the picture, at full size CSS pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from .facts import OFF, OK, WAIT, Line, Origin, most_urgent
from .texts import fitted, natural, wrapped

NAME_SIZE, NOTE_SIZE = 13.0, 11.0
ROW, GAP = 42.0, 10.0  # a box with two lines of text, and the space between two of them
PADDING = 10.0  # between the border of a box and its text
CAPTION = 18.0  # above a pair
SHEET = 10  # connections on one sheet, where no pair is torn apart by it

ORIGIN, CONNECTION, PROVIDER, ROUTER, BGP = "origin", "connection", "provider", "router", "bgp"


@dataclass(frozen=True)
class Text:
    """A line of text; ``y`` is that of its foot. ``look`` is name or note, with the size that goes with it."""

    text: str
    x: float
    y: float
    look: str


@dataclass(frozen=True)
class Box:
    """Something that is there, or is missing (``tone`` OFF). ``title`` is told in full when the texts are cut."""

    kind: str
    tone: str
    x: float
    y: float
    width: float
    height: float
    title: str
    texts: tuple[Text, ...]
    line: int | None = None  # number of the connection that the box stands for

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Link:
    """A line between two boxes, along these points."""

    points: tuple[tuple[float, float], ...]
    tone: str
    label: Text | None = None


@dataclass(frozen=True)
class Frame:
    """An area behind boxes: a cloud, or the connections of a pair."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    caption: Text


@dataclass
class Picture:
    """What is drawn, in the order in which it is drawn."""

    width: float
    height: float = 0.0
    frames: list[Frame] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


# -- what stands beside what


def units_of(lines: Iterable[Line]) -> list[tuple[Line, ...]]:
    """Return the connections in the order in which they are drawn, those of a pair together, the primary one first."""
    units: dict[str, list[Line]] = {}
    for line in lines:
        units.setdefault(line.group or f"alone {line.number}", []).append(line)
    pairs = [tuple(sorted(unit, key=lambda line: line.role)) for unit in units.values()]  # sorted by name already

    def place(unit: tuple[Line, ...]) -> tuple[object, ...]:
        origin = unit[0].origin
        return origin.kind, natural(origin.name), origin.identity, natural(unit[0].name)

    return sorted(pairs, key=place)


def sheets_of(units: Iterable[tuple[Line, ...]], most: int = SHEET) -> list[list[tuple[Line, ...]]]:
    """Return the units in sheets of at most so many connections; no unit is torn apart."""
    sheets: list[list[tuple[Line, ...]]] = []
    room = 0
    for unit in units:
        if len(unit) > room:
            sheets.append([])
            room = most
        sheets[-1].append(unit)
        room -= len(unit)
    return sheets


# -- boxes


def _texts(x: float, y: float, width: float, height: float, names: Sequence[str], notes: Sequence[str]) -> tuple[Text, ...]:
    """Return lines of text, in the middle of a box's height; what does not fit its width is cut."""
    room = width - 2 * PADDING
    rows = [(text, NAME_SIZE, "name") for text in names if text] + [(text, NOTE_SIZE, "note") for text in notes if text]
    foot = y + (height - sum(size + 3 for _text, size, _look in rows) + 3) / 2
    texts = []
    for text, size, look in rows:
        foot += size
        texts.append(Text(fitted(text, size, room), x + PADDING, foot - 1.5, look))
        foot += 3
    return tuple(texts)


def _box(
    kind: str,
    tone: str,
    place: tuple[float, float, float, float],
    names: Sequence[str],
    notes: Sequence[str],
    line: int | None = None,
) -> Box:
    title = ", ".join(text for text in (*names, *notes) if text)
    return Box(kind, tone, *place, title, _texts(*place, names, notes), line)


def _joined(*texts: str) -> str:
    return " · ".join(text for text in texts if text)


def _origin_box(origin: Origin, x: float, y: float, width: float, height: float) -> Box:
    names, notes = (
        ([origin.name], [_joined(origin.kind, origin.metro_code)]) if origin.name else ([origin.kind], [origin.metro_code])
    )
    return _box(ORIGIN, OK, (x, y, width, height), names, notes)


def _connection_box(line: Line, x: float, y: float, width: float, tag: str = "") -> Box:
    height = ROW + (NOTE_SIZE + 3 if tag else 0)
    notes = [_joined(line.word, line.role, line.speed), tag]
    return _box(CONNECTION, line.tone, (x, y, width, height), [line.name], notes, line.number)


def _provider_texts(line: Line, width: float, alibaba: bool) -> tuple[list[str], list[str]]:
    metro = (
        f"{line.metro_name} ({line.metro_code})" if line.metro_name and line.metro_code else line.metro_name or line.metro_code
    )
    notes = [metro, line.region, "" if alibaba else "not looked up"]
    return wrapped(line.provider, NAME_SIZE, width - 2 * PADDING, 3), notes


def _height_for(names: Sequence[str], notes: Sequence[str]) -> float:
    texts = len(names) * (NAME_SIZE + 3) + sum(1 for note in notes if note) * (NOTE_SIZE + 3)
    return max(ROW, texts + 2 * 7)


def _router_box(line: Line, x: float, y: float, width: float, note: str = "") -> Box:
    """Return the box of a border router; ``note`` is one more line."""
    router, place = line.router, (x, y, width, ROW + (NOTE_SIZE + 3 if note else 0))
    if router is None:
        physical_connection = (
            "no shared port" if line.physical_connection is None else f"shared port {line.physical_connection.status}"
        )
        return _box(
            ROUTER, OFF, place, [], ["no border router" if line.routers_seen else "not looked up", physical_connection, note]
        )
    vlan = "" if router.vlan is None else f"VLAN {router.vlan}"
    return _box(ROUTER, router.tone, place, [router.name], [_joined(router.status, vlan), note])


def _bgp_box(line: Line, x: float, y: float, width: float, height: float = ROW) -> Box:
    """Return the box of BGP at Alibaba Cloud's end, with its own AS; the neighbour's is elsewhere, and in the title."""
    peers = line.router.peers if line.router else () if line.routers_seen else None
    place = (x, y, width, height)
    if not peers:
        return _box(BGP, OFF, place, [], ["no BGP peer" if peers == () else "not looked up"])
    numbers = list(dict.fromkeys(peer.own_asn for peer in peers if peer.own_asn))
    worst = next((peer for peer in peers if peer.tone == WAIT), peers[0])
    count = f"{len(peers)} peers" if len(peers) > 1 else ""
    tone = most_urgent(peer.tone for peer in peers)
    box = _box(BGP, tone, place, [f"AS {', '.join(numbers)}" if numbers else "BGP"], [_joined(worst.status, count)])
    return replace(box, title=", ".join([box.title, *(f"neighbour {peer.address} in AS {peer.asn}" for peer in peers)]))


def _label(text: str, left: float, right: float, y: float) -> Text | None:
    """Return the label of a level link between two boxes."""
    shown = fitted(text, NOTE_SIZE, right - left - 6) if text else ""
    return Text(shown, (left + right) / 2, y - 5, "label") if shown else None


def _vlan(line: Line) -> str:
    return "" if line.z_vlan is None else f"VLAN {line.z_vlan}"


# -- wide: the clouds side by side

WIDE = 1180.0
_TOP = 34.0  # for the names of the clouds
_EDGE = 14.0
_COLUMNS = {
    ORIGIN: (14.0, 202.0),
    CONNECTION: (306.0, 290.0),
    PROVIDER: (696.0, 128.0),
    ROUTER: (852.0, 170.0),
    BGP: (1038.0, 128.0),
}
_FABRIC = (0.0, 612.0)
_CLOUD = (682.0, 498.0)


def wide(units: Sequence[tuple[Line, ...]], *, alibaba: bool) -> Picture:
    """Return the picture of connections to one region, side by side; ``alibaba`` tells whether its end was looked up."""
    lines = [line for unit in units for line in unit]
    picture = Picture(WIDE)
    x, width = _COLUMNS[PROVIDER]
    if not alibaba:
        width = _CLOUD[0] + _CLOUD[1] - _EDGE - x
    names, notes = _provider_texts(lines[0], width, alibaba)
    needed = sum(_unit_height(unit) for unit in units) + GAP * (len(units) - 1)
    inner = max(needed, _height_for(names, notes))
    provider = _box(PROVIDER, OK, (x, _TOP, width, inner), names, notes)
    places = dict(_places(units, _TOP + (inner - needed) / 2))
    _add_origins(picture, lines, places)
    for line in lines:
        _add_row(picture, line, places[line.number], provider, alibaba)
    picture.boxes.append(provider)
    picture.frames += [_pair_frame(unit, places) for unit in units if len(unit) > 1]
    picture.height = _TOP + inner + _EDGE
    for frame, caption in ((_FABRIC, "Equinix Fabric"), (_CLOUD, _joined("Alibaba Cloud", lines[0].region))):
        picture.frames.insert(
            0, Frame("cloud", frame[0], 0.0, frame[1], picture.height, Text(caption, frame[0] + _EDGE, 22.0, "cloud"))
        )
    return picture


def _unit_height(unit: Sequence[Line]) -> float:
    height = len(unit) * ROW + (len(unit) - 1) * GAP
    return height + CAPTION + 8 if len(unit) > 1 else height


def _places(units: Sequence[tuple[Line, ...]], y: float) -> Iterator[tuple[int, float]]:
    for unit in units:
        foot = y + _unit_height(unit) + GAP
        y += CAPTION if len(unit) > 1 else 0
        for line in unit:
            yield line.number, y
            y += ROW + GAP
        y = foot


def _add_origins(picture: Picture, lines: Sequence[Line], places: dict[int, float]) -> None:
    x, width = _COLUMNS[ORIGIN]
    for _identity, run in groupby(lines, key=lambda line: line.origin.identity):
        same = list(run)
        top, bottom = places[same[0].number], places[same[-1].number] + ROW
        picture.boxes.append(_origin_box(same[0].origin, x, top, width, bottom - top))


def _add_row(picture: Picture, line: Line, y: float, provider: Box, alibaba: bool) -> None:
    origin_x, origin_width = _COLUMNS[ORIGIN]
    box = _connection_box(line, _COLUMNS[CONNECTION][0], y, _COLUMNS[CONNECTION][1])
    level, start = box.middle, origin_x + origin_width
    picture.links.append(Link(((start, level), (box.x, level)), line.tone, _label(line.a_tag, start, box.x, level)))
    picture.links.append(
        Link(((box.right, level), (provider.x, level)), line.tone, _label(_vlan(line), box.right, provider.x, level))
    )
    picture.boxes.append(box)
    if not alibaba:
        return
    router = _router_box(line, _COLUMNS[ROUTER][0], y, _COLUMNS[ROUTER][1])
    bgp = _bgp_box(line, _COLUMNS[BGP][0], y, _COLUMNS[BGP][1])
    picture.links.append(Link(((provider.right, level), (router.x, level)), router.tone))
    picture.links.append(Link(((router.right, level), (bgp.x, level)), bgp.tone))
    picture.boxes += [router, bgp]


def _pair_frame(unit: Sequence[Line], places: dict[int, float]) -> Frame:
    x, width = _COLUMNS[CONNECTION]
    top, bottom = places[unit[0].number] - CAPTION, places[unit[-1].number] + ROW + 8
    return Frame("pair", x - 8, top, width + 16, bottom - top, Text("Redundant pair", x, top + 12.5, "pair"))


# -- narrow: one below the other

NARROW = 368.0
_LEFT, _INDENT = 8.0, 26.0  # of an origin, and of a connection within it
_LANE_LEFT, _LANE_RIGHT = 20.0, 354.0  # where links run down
_FAR = 336.0  # right edge of what stands left of the right lane
_NARROW_TOP = 30.0  # for the name of a cloud
LANE = "lane"  # the tone of links that share a lane


def narrow(units: Sequence[tuple[Line, ...]], *, alibaba: bool) -> Picture:
    """Return the picture of connections to one region, one below the other, in the order in which a packet goes."""
    lines = [line for unit in units for line in unit]
    picture = Picture(NARROW)
    top = _add_fabric(picture, units)
    picture.frames.insert(0, _cloud_frame(0.0, top - GAP, "Equinix Fabric"))
    names, notes = _provider_texts(lines[0], NARROW - 2 * (_LEFT + PADDING), alibaba)
    place = (_LEFT, top + _NARROW_TOP, NARROW - 2 * _LEFT, _height_for(names, notes))
    provider = _box(PROVIDER, OK, place, names, notes)
    for box in [box for box in picture.boxes if box.kind == CONNECTION]:
        points = ((box.right, box.middle), (_LANE_RIGHT, box.middle), (_LANE_RIGHT, provider.y))
        picture.links.append(Link(points, LANE))
    picture.boxes.append(provider)
    foot = provider.bottom + GAP
    for line in lines if alibaba else ():
        foot = _add_router(picture, line, provider, foot, single=len(lines) == 1)
    picture.height = foot
    picture.frames.insert(1, _cloud_frame(top, foot - top, _joined("Alibaba Cloud", lines[0].region)))
    return picture


def _cloud_frame(y: float, height: float, name: str) -> Frame:
    return Frame("cloud", 0.0, y, NARROW, height, Text(name, _LEFT, y + 20.0, "cloud"))


def _add_fabric(picture: Picture, units: Sequence[tuple[Line, ...]]) -> float:
    """Add origins and their connections; return where the other cloud begins."""
    y = _NARROW_TOP
    above: Box | None = None  # the origin whose connections are being drawn
    identity = ""
    for unit in units:
        paired = len(unit) > 1
        top = y
        if paired:
            above = None
            y += CAPTION + 4
        for line in unit:
            if above is None or line.origin.identity != identity:
                above = _origin_box(line.origin, _LEFT, y, _FAR - _LEFT, ROW)
                identity = line.origin.identity
                picture.boxes.append(above)
                y = above.bottom + GAP
            y = _add_below(picture, line, above, y)
        if paired:
            y += 4 - GAP + 4
            caption = Text("Redundant pair", _LEFT, top + 13.5, "pair")
            picture.frames.append(Frame("pair", 2.0, top, _FAR + 4, y - top, caption))
            y += GAP
            above = None
    return y + GAP


def _add_below(picture: Picture, line: Line, origin: Box, y: float) -> float:
    """Add a connection below its origin; return where to go on."""
    x = _LEFT + _INDENT
    box = _connection_box(line, x, y, _FAR - x, line.a_tag)
    picture.links.append(Link(((_LANE_LEFT, origin.bottom), (_LANE_LEFT, box.middle), (box.x, box.middle)), LANE))
    picture.boxes.append(box)
    return box.bottom + GAP


def _add_router(picture: Picture, line: Line, provider: Box, y: float, *, single: bool) -> float:
    """Add the border router of a connection and its BGP below the provider; return where to go on."""
    router = _router_box(line, _LEFT + _INDENT, y, 204.0, "" if single else f"for {line.name}")
    bgp = _bgp_box(line, router.right + GAP, y, NARROW - _LEFT - router.right - GAP, router.height)
    picture.links.append(Link(((_LANE_LEFT, provider.bottom), (_LANE_LEFT, router.middle), (router.x, router.middle)), LANE))
    picture.links.append(Link(((router.right, router.middle), (bgp.x, bgp.middle)), bgp.tone))
    picture.boxes += [router, bgp]
    return router.bottom + GAP
