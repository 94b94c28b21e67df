# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading answers of any size, speed and shape, within bounds."""

from __future__ import annotations

import email.utils
import json
import math
import re
import zlib
from typing import Any

from .clock import Deadline

# A page of a hundred connections has some 300 KB.
MAX_ANSWER_BYTES = 16 * 1024 * 1024
# No documented object is nested deeper than a dozen levels.
MAX_DEPTH = 50


class TooLarge(Exception):
    """The body of an answer is larger than anything that an API has to say."""


class TooLate(Exception):
    """The answer is not there, or not whole, when the time is over."""


class Incomplete(Exception):
    """The body of an answer ends in the middle."""


class Unusable(Exception):
    """The body of an answer is not what its headers say."""


def read_body(response: Any, limit: Deadline) -> str:
    """Return the body of an answer, which may be endless, slow, or grow a thousandfold when it is unpacked.

    Unpacked here and not by requests, so that nothing beyond MAX_ANSWER_BYTES is ever held. Raises TooLarge, TooLate,
    Incomplete, Unusable.
    """
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise Unusable("is packed in a way that was not asked for")
    unpacker = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    body = bytearray()
    for chunk in response.raw.stream(65536, decode_content=False):
        try:
            # One byte more than allowed is enough to see that there are more.
            body += unpacker.decompress(chunk, MAX_ANSWER_BYTES + 1 - len(body)) if unpacker else chunk
        except zlib.error:
            raise Unusable("is not packed as it says") from None
        if len(body) > MAX_ANSWER_BYTES:
            raise TooLarge
        if limit.remaining <= 0:
            raise TooLate
    if unpacker and not unpacker.eof and body:
        raise Incomplete
    return body.decode("utf-8", "replace")


def parse_retry_after(value: str | None, now: float) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks for (RFC 9110: seconds or a date), None without a usable one."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        # Longer numbers are no delays that anybody means, and float() has a limit of its own.
        return float(text[:9])
    try:
        moment = email.utils.parsedate_to_datetime(text)
        return max(0.0, moment.timestamp() - now)
    except (TypeError, ValueError, OverflowError):
        return None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is too large a number")
    return value


# A half of a character, in the data and as JSON may spell it. It cannot be printed.
_HALF = re.compile(r"[\ud800-\udfff]")

_SPELLED_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json(text: str) -> Any:
    """Return the data of a JSON text, None for an empty one. Raises ValueError for what no honest API sends.

    Stricter than json.loads: no NaN, no infinite number, no nesting beyond MAX_DEPTH, no halves of characters.
    """
    if not text.strip():
        return None
    try:
        data = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    level = [data]
    for _depth in range(MAX_DEPTH):
        nested = (item.values() if isinstance(item, dict) else item for item in level if isinstance(item, (dict, list)))
        level = [item for items in nested for item in items if isinstance(item, (dict, list))]
        if not level:
            return _whole_characters(data) if _SPELLED_HALF.search(text) else data
    raise ValueError("nested too deeply")


def _whole_characters(data: Any) -> Any:
    if isinstance(data, str):
        return _HALF.sub("\ufffd", data)
    if isinstance(data, list):
        return [_whole_characters(item) for item in data]
    if isinstance(data, dict):
        return {_whole_characters(key): _whole_characters(value) for key, value in data.items()}
    return data
