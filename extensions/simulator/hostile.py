# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers that no honest API gives: too large, too deep, without end, or of no shape at all."""

from __future__ import annotations

import asyncio
import uuid
import zlib
from typing import Any

from aiohttp import web

from .faults import Fault

KINDS = frozenset({"garbage", "huge", "bomb", "drip", "endless"})
BLOCK = b'{"name": "aaaaaaaaaaaaaaaaaaaaaaaa"},' * 27_000  # about a megabyte
PAGE = 100


async def answer(request: web.Request, fault: Fault) -> web.StreamResponse:
    """Give the answer of a fault of these kinds."""
    if fault.kind == "garbage":
        return web.Response(text=fault.body, status=fault.status, content_type="application/json", headers=fault.headers)
    if fault.kind == "endless":
        rows = [{"uuid": str(uuid.uuid4()), "name": "one more"} for _row in range(PAGE)]
        total: dict[str, Any] = {"pagination": {"offset": 0, "limit": PAGE, "total": fault.total}}
        return web.json_response({**total, "data": rows}, status=fault.status)
    packed = fault.kind == "bomb"
    headers = {"Content-Type": "application/json", **({"Content-Encoding": "gzip"} if packed else {})}
    response = web.StreamResponse(status=fault.status, headers=headers)
    await response.prepare(request)
    try:
        if fault.kind == "drip":
            for byte in b'{"data": [' + b" " * fault.size:
                await response.write(bytes([byte]))
                await asyncio.sleep(fault.seconds)
        else:
            await _flood(response, fault.size, packed)
    except ConnectionError:
        pass  # the client has seen enough
    return response


async def _flood(response: web.StreamResponse, size: int, packed: bool) -> None:
    packer = zlib.compressobj(wbits=31)
    blocks = [b'{"data": [', *[BLOCK] * (size // len(BLOCK))]
    for block in blocks:
        sent = packer.compress(block) + packer.flush(zlib.Z_SYNC_FLUSH) if packed else block
        await response.write(sent)
