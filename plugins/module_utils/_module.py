# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every module shares: options to log in and to wait, errors into ``fail_json``, the result.

The only place that knows ``AnsibleModule``; the documentation fragments ``equinix`` and ``wait`` describe its options.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule, env_fallback, missing_required_lib
from ansible_collections.interconnect.equinix.plugins.module_utils import _http
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.client import (
    connect as connect,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.client import (
    credentials_of as credentials_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.objects import (
    presentable,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.status import (
    status_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._errors import (
    InterconnectError,
    WaitError,
)


def _from_env(variable: str, **option: Any) -> dict[str, Any]:
    return {**option, "fallback": (env_fallback, [variable])}


def equinix_options() -> dict[str, Any]:
    """Return the options that all Fabric and Network Edge modules have."""
    return {
        "client_id": _from_env("EQUINIX_API_CLIENTID", type="str"),
        "client_secret": _from_env("EQUINIX_API_CLIENTSECRET", type="str", no_log=True),
        "access_token": _from_env("EQUINIX_API_TOKEN", type="str", no_log=True),
        "api_endpoint": _from_env("EQUINIX_API_ENDPOINT", type="str", default="https://api.equinix.com"),
        "api_timeout": _from_env("EQUINIX_API_TIMEOUT", type="float", default=30),
        "api_retries": _from_env("EQUINIX_API_RETRIES", type="int", default=5),
        "ca_path": _from_env("REQUESTS_CA_BUNDLE", type="path"),
        "validate_certs": {"type": "bool", "default": True},
        "project_id": _from_env("EQUINIX_PROJECT_ID", type="str"),
    }


def wait_options() -> dict[str, Any]:
    """Return the options of everything that is asynchronous."""
    return {
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "int", "default": 900},
    }


def connection_result(connection: Mapping[str, Any]) -> dict[str, Any]:
    """Return the result keys that tell of one connection."""
    return {"connection": presentable(connection), "status": status_of(connection).as_dict()}


def run(
    options: Mapping[str, Any],
    work: Callable[[AnsibleModule], dict[str, Any]],
    *,
    last_seen: Callable[[Mapping[str, Any]], dict[str, Any]] = connection_result,
    **spec: Any,
) -> None:
    """Run a module: ``work`` gets the module and returns its result; errors raised on purpose become its failure.

    ``last_seen`` turns the object that was waited for in vain into result keys.
    """
    module = AnsibleModule(argument_spec={**equinix_options(), **options}, supports_check_mode=True, **spec)
    if _http.REQUESTS_IMPORT_ERROR:
        module.fail_json(msg=missing_required_lib("requests"), exception=_http.REQUESTS_IMPORT_ERROR)
    try:
        result = work(module)
    except WaitError as error:
        # What was ordered is there, though not as wished: its UUID and state are needed to go on.
        module.fail_json(msg=str(error), error=error.as_dict(), **last_seen(error.last))
    except InterconnectError as error:
        module.fail_json(msg=str(error), error=error.as_dict())
    module.exit_json(**result)


def list_result(key: str, rows: Iterable[Mapping[str, Any]], *, secrets: bool = False) -> dict[str, Any]:
    """Return the result of an info module; ``secrets`` shows the token UUIDs that were asked for."""
    return {"changed": False, key: [presentable(row, secrets=secrets) for row in rows]}
