# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What this machine has noted about its orders: the only trace of one that no search shows yet.

One small file for each connection, locked while it is ordered and written right before. The API has no key by which it could
tell a repeated order from a second one, and its search shows a new connection some time after the order only; so tasks that
order one connection at once, and a run after one that was killed, find each other here. A lock ends with its process.
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
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

# Seconds for which an entry says something; afterwards every search shows what was ordered.
KEPT = 900.0
# Files of which nobody made use for so many seconds are removed.
_FORGOTTEN = 24 * 3600.0
_SOME = 1000  # bytes; an entry has about a hundred


class Entry(NamedTuple):
    """An order: when it was sent, in seconds since 1970, and the connection that it made, once that is known."""

    sent: float
    uuid: str = ""


def read_entry(text: str, now: float) -> Entry | None:
    """Return what a file says at a moment; None when it says nothing, nothing any more, or what nobody wrote."""
    try:
        data: Any = json.loads(text)
        entry = Entry(float(data["sent"]), str(data["uuid"]))
    except (ValueError, TypeError, KeyError):
        return None
    # A clock that was set back makes an entry of the future; it is as good as a new one.
    return entry if now - entry.sent < KEPT else None


def folders() -> list[Path]:
    """Return where entries may be kept, the best place first: private to this user, on this machine."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return [
        Path(cache) / "interconnect.equinix" / "orders",
        Path(tempfile.gettempdir()) / f"interconnect.equinix-{os.geteuid()}" / "orders",
    ]


class OrderJournal:
    """The entry of one connection, and the right to order it. ``identity`` is what makes it that connection.

    Nothing is written before ``lock``.
    """

    def __init__(self, identity: Sequence[str], places: Sequence[Path] | None = None) -> None:
        # Identities hold UUIDs of service tokens, which are secrets; a hash of so many random bits tells nothing.
        self._name = hashlib.sha256("\n".join(identity).encode()).hexdigest()[:32]
        self._places = folders() if places is None else places
        self._descriptor: int | None = None

    def read(self, now: float) -> Entry | None:
        """Return the entry at a moment (seconds since 1970), None when there is none that says anything."""
        for place in self._places:
            with contextlib.suppress(OSError, UnicodeDecodeError), _opened(place / self._name, os.O_RDONLY) as descriptor:
                return read_entry(os.read(descriptor, _SOME).decode(), now)
        return None

    def lock(self) -> bool:
        """Take the right to order the connection; tell whether it was free. Raises OSError when no file can be locked."""
        failure = OSError("no folder")
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

    def write(self, entry: Entry | None) -> None:
        """Note an order, or with None that there is none. Does nothing without the lock."""
        if self._descriptor is None:
            return
        text = "" if entry is None else json.dumps(entry._asdict())
        with contextlib.suppress(OSError):  # a full disk is no reason to leave an order half done
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, text.encode(), 0)
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
