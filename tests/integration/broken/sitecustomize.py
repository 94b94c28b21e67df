# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""On the import path of a module's process, every request ends in an exception that nobody expects, full of secrets."""

from __future__ import annotations

import json
from typing import Any

import requests


class BrokenSession(requests.Session):
    """Breaks down at every request."""

    def request(self, method: Any, url: Any, *_arguments: Any, **more: Any) -> Any:
        """Raise what a mistake deep in a library could."""
        return break_down(method, url, **more)


def break_down(method: str, url: str, *, auth: Any, data: Any, **_more: Any) -> Any:
    """Raise an exception with everything in it."""
    signed = auth(requests.Request(method, url).prepare()).headers
    # Equinix is sent JSON, Alibaba Cloud a form.
    body = json.loads(data) if data and data.startswith(b"{") else data
    raise KeyError(f"{method} {url} {dict(signed)} {body}")


vars(requests)["Session"] = BrokenSession
