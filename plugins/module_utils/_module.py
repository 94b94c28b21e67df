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
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.api import (
    Equinix,
    equals,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.auth import (
    Credentials,
    EquinixAuth,
    parse_errors,
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


def from_env(*variables: str, **option: Any) -> dict[str, Any]:
    """Return an option that is taken from the first of these environment variables that is set, when it is not given."""
    return {**option, "fallback": (env_fallback, list(variables))}


def equinix_options() -> dict[str, Any]:
    """Return the options that all Fabric and Network Edge modules have."""
    return {
        "client_id": from_env("EQUINIX_API_CLIENTID", type="str"),
        "client_secret": from_env("EQUINIX_API_CLIENTSECRET", type="str", no_log=True),
        "access_token": from_env("EQUINIX_API_TOKEN", type="str", no_log=True),
        "api_endpoint": from_env("EQUINIX_API_ENDPOINT", type="str", default="https://api.equinix.com"),
        "api_timeout": from_env("EQUINIX_API_TIMEOUT", type="float", default=30),
        "api_retries": from_env("EQUINIX_API_RETRIES", type="int", default=5),
        "ca_path": from_env("REQUESTS_CA_BUNDLE", type="path"),
        "validate_certs": {"type": "bool", "default": True},
        "project_id": from_env("EQUINIX_PROJECT_ID", type="str"),
    }


def wait_options() -> dict[str, Any]:
    """Return the options of everything that is asynchronous."""
    return {
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "int", "default": 900},
    }


def credentials_of(params: Mapping[str, Any]) -> Credentials:
    """Return what the user gave to log in with."""
    return Credentials(params["client_id"], params["client_secret"], params["access_token"])


def connect(params: Mapping[str, Any], *, anonymous: bool = False) -> Equinix:
    """Return the client for a module's options; it logs in when it first has to. Raises InputError."""
    auth = None if anonymous else EquinixAuth(credentials_of(params))
    settings = _http.Settings(
        endpoint=params["api_endpoint"],
        timeout=params["api_timeout"],
        retries=params["api_retries"],
        ca_path=params["ca_path"],
        validate_certs=params["validate_certs"],
    )
    return Equinix(_http.Transport(settings, parse_errors, auth))


def connection_result(connection: Mapping[str, Any]) -> dict[str, Any]:
    """Return the result keys that tell of one connection."""
    return {"connection": presentable(connection), "status": status_of(connection).as_dict()}


def run(
    options: Mapping[str, Any],
    work: Callable[[AnsibleModule], dict[str, Any]],
    *,
    common: Callable[[], dict[str, Any]] = equinix_options,
    last_seen: Callable[[Mapping[str, Any]], dict[str, Any]] = connection_result,
    **spec: Any,
) -> None:
    """Run a module: ``work`` gets the module and returns its result; errors raised on purpose become its failure.

    ``common`` returns the options that all modules of its cloud have. ``last_seen`` turns the object that was waited for in
    vain into result keys.
    """
    module = AnsibleModule(argument_spec={**common(), **options}, supports_check_mode=True, **spec)
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


def conditions(params: Mapping[str, Any], properties: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return search conditions for the options that were given; ``properties`` maps option to search property."""
    return [equals(path, params[option]) for option, path in properties.items() if params.get(option)]
