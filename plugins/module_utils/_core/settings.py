# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a client is told of an API's address and of how to call it, and what of that cannot work."""

from __future__ import annotations

import ipaddress
import os
import ssl
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from .errors import InputError

# A day; whoever waits longer wants to run again.
MAX_SECONDS = 86400
MAX_RETRIES = 100


def check_wait_timeout(seconds: int) -> None:
    """Refuse a time for waiting that is none. Raises InputError."""
    if not 0 <= seconds <= MAX_SECONDS:
        raise InputError(
            "wait_timeout", f"wait_timeout {seconds} is out of range; give a number of seconds from 0 to {MAX_SECONDS}."
        )


class Settings(NamedTuple):
    """How to reach an API. ``timeout`` is in seconds for one request, ``retries`` counts repeats after the first try."""

    endpoint: str
    timeout: float = 30.0
    retries: int = 5
    ca_path: str | None = None
    validate_certs: bool = True


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address never leaves this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _parts(endpoint: str) -> SplitResult | None:
    """Return the parts of an address, None for what is none; urlsplit alone takes line breaks out without a word."""
    try:
        parts = urlsplit(endpoint)
        labels = (parts.hostname or "").removesuffix(".").split(".")
        fits = _in_one_piece(endpoint) and parts.port != 0 and all(0 < len(label) < 64 for label in labels)
        return parts if fits else None
    except ValueError:
        return None


def _in_one_piece(text: str) -> bool:
    return text.isprintable() and not any(character.isspace() for character in text)


def check_credential(option: str, value: str | None) -> None:
    """Refuse a credential that was cut out badly, before it counts as one of the five refusals that lock an account."""
    if value and not (value.isascii() and _in_one_piece(value)):
        raise InputError(
            option,
            f"{option} has a space, a line break or another character in it that no {option} has; look at its beginning and "
            "end, and mind that '|' in YAML adds a line break.",
        )


def settings_of(params: Mapping[str, Any], endpoint: str) -> Settings:
    """Return the settings that a module's options give for an endpoint."""
    return Settings(endpoint, *(params[name] for name in ("api_timeout", "api_retries", "ca_path", "validate_certs")))


def check_settings(settings: Settings) -> None:
    """Refuse endpoints that would show secrets to the network, and numbers that make no sense."""
    parts = _parts(settings.endpoint)
    if parts is None or parts.scheme not in ("http", "https"):
        raise InputError(
            "api_endpoint",
            f"api_endpoint '{settings.endpoint}' is not the address of an API; give one such as https://api.equinix.com.",
        )
    host = parts.hostname or ""
    if parts.username or parts.query or parts.fragment:
        raise InputError(
            "api_endpoint",
            f"api_endpoint for host '{host}' must be a scheme, a host and at most a port and a path; "
            "credentials go into their own options.",
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise InputError(
            "api_endpoint",
            f"api_endpoint '{settings.endpoint}' would send the credentials unencrypted; "
            "use https:// (plain http:// is accepted for loopback addresses only).",
        )
    if not 0 < settings.timeout <= MAX_SECONDS:
        raise InputError(
            "api_timeout", f"api_timeout {settings.timeout:g} is not a time; give a number of seconds above 0, such as 30."
        )
    if not 0 <= settings.retries <= MAX_RETRIES:
        raise InputError(
            "api_retries", f"api_retries {settings.retries} is out of range; give 0 (never repeat a call) to {MAX_RETRIES}."
        )
    if settings.ca_path and settings.validate_certs and parts.scheme == "https":
        _check_authorities(settings.ca_path)


def _check_authorities(path: str) -> None:
    """Refuse a file (or folder) of certificate authorities that cannot be used."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        if os.path.isdir(path):
            os.listdir(path)
        else:
            context.load_verify_locations(cafile=path)
    except OSError as error:
        # ssl.SSLError is one, and has no words for a file without certificates.
        reason = "it holds no certificate in PEM form" if isinstance(error, ssl.SSLError) else error.strerror
        raise InputError(
            "ca_path",
            f"ca_path '{path}' cannot be used ({reason}); give a file of certificate authorities in PEM form, or leave it out, "
            "and REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE too, to trust those of the system.",
        ) from None
