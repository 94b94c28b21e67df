# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What this machine has noted about its orders: the only trace of one that no search shows yet.

One small file for each name of a connection, locked while one is ordered and written right before. The API has no key by which
it could tell a repeated order from a second one, and its search shows a new connection some time after the order only; so tasks
that order one connection at once, and a run after one that was killed, find each other here. A lock ends with its process.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

# Seconds for which an entry says something; afterwards every search shows what was ordered.
KEPT = 900.0
# Files of which nobody made use for so many seconds are removed.
_FORGOTTEN = 24 * 3600.0
_MOST = 64 * 1024  # bytes of a file; an entry has about a hundred


class Entry(NamedTuple):
    """An order: when it was sent, in seconds since 1970, and the connection that it made, once that is known."""

    sent: float
    uuid: str = ""


def read_entries(text: str, now: float) -> dict[str, Entry]:
    """Return what a file says at a moment, by key; what is too old, or what nobody here wrote, says nothing."""
    try:
        data: Any = json.loads(text)
        entries = {str(key): Entry(float(sent), str(uuid)) for key, (sent, uuid) in data.items()}
    except (ValueError, TypeError, AttributeError):
        return {}
    # A clock that was set back makes entries of the future; they are as good as new ones.
    return {key: entry for key, entry in entries.items() if now - entry.sent < KEPT}


def folders() -> list[Path]:
    """Return where entries may be kept, the best place first: private to this user, on this machine."""
    found = []
    home = os.environ.get("ANSIBLE_HOME") or os.path.expanduser("~/.ansible")
    if os.path.isabs(home):  # containers run users that have no home
        found.append(Path(home) / "interconnect.equinix" / "orders")
    with contextlib.suppress(OSError):
        found.append(Path(tempfile.gettempdir()) / f"interconnect.equinix-{os.geteuid()}" / "orders")
    return found


def key_of(*identity: str) -> str:
    """Return the key of an entry: a hash, since identities hold UUIDs of service tokens, which are secrets."""
    return hashlib.sha256("\n".join(identity).encode()).hexdigest()[:32]


class OrderJournal:
    """The entries of the connections of one name at one API, and the right to order one. Nothing is written before ``lock``."""

    def __init__(self, endpoint: str, name: str, places: Sequence[Path] | None = None) -> None:
        self._name = key_of(endpoint.rstrip("/").lower(), name)
        self._places = folders() if places is None else places
        self._descriptor: int | None = None

    def read(self, now: float) -> dict[str, Entry]:
        """Return the entries at a moment (seconds since 1970), by key."""
        for place in self._places:
            with contextlib.suppress(OSError), _opened(place / self._name, os.O_RDONLY) as descriptor:
                return read_entries(os.read(descriptor, _MOST).decode(errors="replace"), now)
        return {}

    def lock(self) -> bool:
        """Take the right to order the connection; tell whether it was free. Raises OSError when no file can be locked."""
        failure = OSError("no folder can be written")
        for place in self._places:
            try:
                _make_private(place)
                taken = self._lock_in(place)
                _tidy(place)
                return taken
            except OSError as error:
                failure = error
        raise failure

    def _lock_in(self, place: Path) -> bool:
        path = place / self._name
        while self._descriptor is None:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # Somebody may have removed the file between the two calls, and then it is nobody's any more.
                if os.path.exists(path) and os.path.samestat(os.stat(path), os.fstat(descriptor)):
                    self._descriptor = descriptor
            except BlockingIOError:
                return False
            finally:
                if self._descriptor is None:
                    os.close(descriptor)
        return True

    def write(self, key: str, entry: Entry | None, now: float) -> None:
        """Note an order, or with None that there is none. Does nothing without the lock."""
        if self._descriptor is None:
            return
        noted: Mapping[str, Entry | None] = {**self.read(now), key: entry}
        text = json.dumps({one: list(other) for one, other in noted.items() if other is not None})
        with contextlib.suppress(OSError):  # a full disk is no reason to leave an order half done
            os.pwrite(self._descriptor, text.encode(), 0)
            os.ftruncate(self._descriptor, len(text))
            os.fsync(self._descriptor)

    def release(self) -> None:
        """Give the right back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@contextlib.contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    """Open a file of this user in a folder of this user. Raises OSError for any other."""
    _check_private(path.parent)
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _make_private(place: Path) -> None:
    for folder in (place.parent, place):
        with contextlib.suppress(FileExistsError):
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o700)
    _check_private(place)


def _check_private(place: Path) -> None:
    """Refuse a folder into which others could put entries: one that says "ordered" would keep an order from being sent."""
    for folder in (place.parent, place):
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o022:
            raise PermissionError(f"{folder} is not private")


def _tidy(place: Path) -> None:
    """Remove what nobody needs any more, unless somebody has it locked."""
    before = time.time() - _FORGOTTEN
    with os.scandir(place) as found:
        old = [item.path for item in found if item.is_file(follow_symlinks=False) and item.stat().st_mtime < before]
    for path in old:
        with contextlib.suppress(OSError), _opened(Path(path), os.O_RDWR) as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(path)
