# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules of Alibaba Cloud share: options to sign with, the client, the result.

The documentation fragment ``alibaba`` describes its options.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from .._ansible import module as ansible_module
from .._core import http
from .._core.errors import InputError
from .._core.resource import RunOptions
from .._core.settings import Settings, is_loopback, settings_of
from .account import check_account
from .api import Alibaba, parse_errors, slowed_down
from .auth import DEFAULT_FILE, DURATION, ENVIRONMENT, Who, read_login
from .serialize import to_result
from .signing import Acs3Auth, KeySource
from .temporary_keys import METADATA, source_of

_REGION = re.compile(r"[a-z]{2,}(-[a-z0-9]+)+")
STS_TIMEOUT, STS_RETRIES = 10.0, 1


def alibaba_options() -> dict[str, Any]:
    """Return the options that all Alibaba Cloud modules have; each takes the newer names of the environment, then the older."""

    def from_env(name: str, **option: Any) -> dict[str, Any]:
        return ansible_module.from_env(*ENVIRONMENT[name], **option)

    return {
        "access_key_id": from_env("access_key_id", type="str"),
        "access_key_secret": from_env("access_key_secret", type="str", no_log=True),
        "security_token": from_env("security_token", type="str", no_log=True),
        "profile": from_env("profile", type="str"),
        "config_file": {"type": "path", "default": DEFAULT_FILE},
        "ecs_ram_role": from_env("ecs_ram_role", type="str"),
        "assume_role": {
            "type": "dict",
            # So that the environment is asked where the task says nothing.
            "apply_defaults": True,
            "options": {
                "role_arn": from_env("role_arn", type="str", no_log=True),
                "session_name": from_env("session_name", type="str"),
                "duration": {"type": "int", "default": DURATION},
                "external_id": {"type": "str", "no_log": True},
                "policy": {"type": "str"},
            },
        },
        "region": ansible_module.from_env("ALIBABA_CLOUD_REGION_ID", "ALIBABA_CLOUD_REGION", "ALICLOUD_REGION", type="str"),
        "api_endpoint": ansible_module.from_env("ALIBABA_CLOUD_VPC_ENDPOINT", type="str"),
        "sts_endpoint": ansible_module.from_env("ALIBABA_CLOUD_STS_ENDPOINT", type="str"),
        "api_timeout": {"type": "float", "default": 30},
        "api_retries": {"type": "int", "default": 5},
        "ca_path": ansible_module.from_env("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", type="path"),
        "validate_certs": {"type": "bool", "default": True},
    }


def account_options() -> dict[str, Any]:
    """Return the option of modules that can tell whose access key it is."""
    return {"account_id": {"type": "str", "no_log": True}}


def refuse_other_account(module: Any, api: Alibaba) -> bool:
    """Refuse an access key of another account than the option says; tell whether it is known to be of that account."""
    warning = check_account(api, module.params["account_id"])
    ansible_module.warn(module, [warning] if warning else [])
    return bool(module.params["account_id"]) and not warning


def connect(params: Mapping[str, Any]) -> Alibaba:
    """Return the client for a module's options. Raises InputError."""
    who = read_login(params, os.environ)
    region = _region((params["region"] or who.region).strip())
    settings = settings_of(params, params["api_endpoint"] or f"https://vpc.{region}.aliyuncs.com")
    # A simulator at a loopback address is all of Alibaba Cloud.
    rehearsed = settings.endpoint.rstrip("/") if is_loopback(urlsplit(settings.endpoint).hostname or "") else ""
    at_sts = settings._replace(
        endpoint=params["sts_endpoint"] or rehearsed or f"https://sts.{region}.aliyuncs.com",
        timeout=min(settings.timeout, STS_TIMEOUT),
    )

    def client(key: KeySource, where: Settings) -> http.Transport:
        return ansible_module.watched(http.Transport(where, parse_errors, Acs3Auth(key), slowed_down=slowed_down))

    for secret in _secrets_of(who):
        ansible_module.keep_secret(secret)
    source = source_of(who, lambda key: client(key, at_sts), rehearsed or METADATA, ansible_module.keep_secret)
    # Whose key it is, is no reason to wait for long: nothing depends on it but an early sentence.
    asked_once = at_sts._replace(retries=min(settings.retries, STS_RETRIES))
    return Alibaba(client(source, settings), region, client(source, asked_once) if params.get("account_id") else None)


def _region(region: str) -> str:
    """Return a region, or refuse it. Raises InputError."""
    if not region:
        raise InputError(
            "region",
            "region is missing; give the seller region of the Fabric connection, such as eu-central-1, or set "
            "ALIBABA_CLOUD_REGION_ID.",
        )
    if not _REGION.fullmatch(region):
        # It becomes a part of the host that the credentials are sent to.
        raise InputError("region", f"region '{region}' is no region of Alibaba Cloud; give one such as eu-central-1.")
    return region


def _secrets_of(who: Who) -> Iterator[str]:
    """Yield what of a profile or a role has to stay out of any output; of options Ansible knows it."""
    if who.key is not None:
        yield from filter(None, (who.key.access_key_secret, who.key.security_token))
    for role in who.roles:
        yield from filter(None, (role.arn, role.external_id))


def run(options: Mapping[str, Any], work: Callable[[Any], dict[str, Any]], key: str = "") -> None:
    """Run a module; ``key`` is the result key of what it waits for, empty for one that does not wait."""
    if not key:
        ansible_module.run(options, work, common=alibaba_options)
        return
    ansible_module.run(
        {**options, **ansible_module.wait_options()},
        work,
        common=alibaba_options,
        last_seen=lambda last: {key: to_result(last)},
    )


def options_of(module: Any) -> RunOptions:
    """Return how to go about it."""
    return RunOptions(module.check_mode, module.params["wait"], module.params["wait_timeout"])


def list_result(key: str, rows: Iterable[Mapping[str, Any]], region: str) -> dict[str, Any]:
    """Return the result of an info module; each row says its region, since lists of several are put together."""
    return {"changed": False, key: [{**to_result(row), "region_id": region} for row in rows]}
