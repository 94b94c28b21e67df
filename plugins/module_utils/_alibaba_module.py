# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules of Alibaba Cloud share: options to sign with, the client, the result.

The documentation fragment ``alibaba`` describes its options.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.interconnect.equinix.plugins.module_utils import _http, _module
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.account import check_account
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.api import (
    Alibaba,
    parse_errors,
    slowed_down,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.circuits import AlibabaOptions
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.objects import presentable
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.signing import (
    AccessKey,
    Acs3Auth,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._errors import InputError
from ansible_collections.interconnect.equinix.plugins.module_utils._settings import Settings, is_loopback, settings_of

# What is asked of STS is no reason to wait for long: nothing depends on it but an early sentence.
_REGION = re.compile(r"[a-z]{2,}(-[a-z0-9]+)+")
STS_TIMEOUT, STS_RETRIES = 10.0, 1


def alibaba_options() -> dict[str, Any]:
    """Return the options that all Alibaba Cloud modules have; each takes the newer names of the environment, then the older."""
    return {
        "access_key_id": _module.from_env("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALICLOUD_ACCESS_KEY", type="str"),
        "access_key_secret": _module.from_env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALICLOUD_SECRET_KEY", type="str", no_log=True),
        "security_token": _module.from_env("ALIBABA_CLOUD_SECURITY_TOKEN", "ALICLOUD_SECURITY_TOKEN", type="str", no_log=True),
        "region": _module.from_env("ALIBABA_CLOUD_REGION_ID", "ALICLOUD_REGION", type="str"),
        "api_endpoint": _module.from_env("ALIBABA_CLOUD_VPC_ENDPOINT", type="str"),
        "api_timeout": {"type": "float", "default": 30},
        "api_retries": {"type": "int", "default": 5},
        "ca_path": _module.from_env("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", type="path"),
        "validate_certs": {"type": "bool", "default": True},
    }


def account_options() -> dict[str, Any]:
    """Return the options of modules that can tell whose access key it is."""
    return {
        "account_id": {"type": "str", "no_log": True},
        "sts_endpoint": _module.from_env("ALIBABA_CLOUD_STS_ENDPOINT", type="str"),
    }


def refuse_other_account(module: Any, api: Alibaba) -> bool:
    """Refuse an access key of another account than the option says; tell whether it is known to be of that account."""
    warning = check_account(api, module.params["account_id"])
    _module.warn(module, [warning] if warning else [])
    return bool(module.params["account_id"]) and not warning


def connect(params: Mapping[str, Any]) -> Alibaba:
    """Return the client for a module's options. Raises InputError."""
    region = (params["region"] or "").strip()
    if not region:
        raise InputError(
            "region",
            "region is missing; give the seller region of the Fabric connection, such as eu-central-1, or set "
            "ALIBABA_CLOUD_REGION_ID.",
        )
    if not _REGION.fullmatch(region):
        # It becomes a part of the host that the credentials are sent to.
        raise InputError("region", f"region '{region}' is no region of Alibaba Cloud; give one such as eu-central-1.")
    key = AccessKey(params["access_key_id"], params["access_key_secret"], params["security_token"])
    settings = settings_of(params, params["api_endpoint"] or f"https://vpc.{region}.aliyuncs.com")
    transport = _module.watched(_http.Transport(settings, parse_errors, Acs3Auth(key), slowed_down=slowed_down))
    return Alibaba(transport, region, _sts(params, settings, region, key) if params.get("account_id") else None)


def _sts(params: Mapping[str, Any], settings: Settings, region: str, key: AccessKey) -> _http.Transport:
    """Return the client of STS. A simulator at a loopback address is all of Alibaba Cloud."""
    host = urlsplit(settings.endpoint).hostname or ""
    rehearsed = settings.endpoint if is_loopback(host) else ""
    endpoint = params["sts_endpoint"] or rehearsed or f"https://sts.{region}.aliyuncs.com"
    own = settings._replace(
        endpoint=endpoint, timeout=min(settings.timeout, STS_TIMEOUT), retries=min(settings.retries, STS_RETRIES)
    )
    return _http.Transport(own, parse_errors, Acs3Auth(key), slowed_down=slowed_down)


def run(options: Mapping[str, Any], work: Callable[[Any], dict[str, Any]], key: str = "") -> None:
    """Run a module; ``key`` is the result key of what it waits for, empty for one that does not wait."""
    if not key:
        _module.run(options, work, common=alibaba_options)
        return
    _module.run(
        {**options, **_module.wait_options()},
        work,
        common=alibaba_options,
        last_seen=lambda last: {key: presentable(last)},
    )


def options_of(module: Any) -> AlibabaOptions:
    """Return how to go about it."""
    return AlibabaOptions(module.check_mode, module.params["wait"], module.params["wait_timeout"])


def list_result(key: str, rows: Iterable[Mapping[str, Any]], region: str) -> dict[str, Any]:
    """Return the result of an info module; each row says its region, since lists of several are put together."""
    return {"changed": False, key: [{**presentable(row), "region_id": region} for row in rows]}
