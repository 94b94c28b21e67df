# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the options of a module or a plugin to the client: the one place that knows the names of the options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .._core import http
from .._core.settings import settings_of
from .api import Equinix
from .auth import Credentials, EquinixAuth, parse_errors

# What ``connect`` reads; the documentation fragment ``equinix`` describes each.
OPTIONS = (
    "client_id",
    "client_secret",
    "access_token",
    "api_endpoint",
    "api_timeout",
    "api_retries",
    "ca_path",
    "validate_certs",
)


def credentials_of(params: Mapping[str, Any]) -> Credentials:
    """Return what the user gave to log in with."""
    return Credentials(params["client_id"], params["client_secret"], params["access_token"])


def connect(
    params: Mapping[str, Any], *, anonymous: bool = False, keep_secret: Callable[[str], None] = lambda secret: None
) -> Equinix:
    """Return the client for these options; it logs in when it first has to, and tells ``keep_secret`` of the token.

    Raises InputError.
    """
    auth = None if anonymous else EquinixAuth(credentials_of(params), keep_secret=keep_secret)
    return Equinix(http.Transport(settings_of(params, params["api_endpoint"]), parse_errors, auth))
