# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every module shares: options to log in and to wait, errors into ``fail_json``, the result.

The only place that knows ``AnsibleModule``; the documentation fragments ``equinix`` and ``wait`` describe its options.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from ansible.module_utils import basic
from ansible.module_utils.basic import AnsibleFallbackNotFound, missing_required_lib, remove_values

from .._core import http
from .._core.errors import InputError, InterconnectError, Interrupted, WaitError, named_calls, one_line
from .._core.secrets import forget, remember, remembered, spellings
from .._core.settings import check_wait_timeout
from .._equinix import client
from .._equinix.api import Equinix
from .._equinix.connection.status import status_of
from .._equinix.serialize import to_result
from . import python_version
from .option_values import prepared

try:
    from ansible.module_utils import secrets as _core_secrets
except ImportError:
    # Before ansible-core 2.22 nothing could be told of a secret.
    _core_secrets = None

# What ends a job: Ctrl-C, the cancel button of AWX, a terminal that was closed.
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# The clients of this process; they know what has been sent when it is interrupted.
_transports: list[http.Transport] = []


class AnsibleModule(basic.AnsibleModule):
    """Ansible's own, which gets its options as their specification has them."""

    params: Any

    def _load_params(self) -> None:
        super()._load_params()
        try:
            self.params = prepared(self.params, self.argument_spec)
        except InputError as error:
            python_version.refuse(str(error), error.as_dict())


def from_env(*variables: str, **option: Any) -> dict[str, Any]:
    """Return an option that is taken from the first of these environment variables that has a value, when it is not given."""
    return {**option, "fallback": (_first_given, list(variables))}


def _first_given(*variables: str) -> str:
    """Return the first of these variables that is set and not empty; Ansible's own takes an empty one as a value."""
    for variable in variables:
        if os.environ.get(variable):
            return os.environ[variable]
    raise AnsibleFallbackNotFound


def equinix_options() -> dict[str, Any]:
    """Return the options that all Fabric and Network Edge modules have."""
    return {
        "client_id": from_env("EQUINIX_API_CLIENTID", type="str"),
        "client_secret": from_env("EQUINIX_API_CLIENTSECRET", type="str", no_log=True),
        "access_token": from_env("EQUINIX_API_TOKEN", type="str", no_log=True),
        "api_endpoint": from_env("EQUINIX_API_ENDPOINT", type="str", default="https://api.equinix.com"),
        "api_timeout": from_env("EQUINIX_API_TIMEOUT", type="float", default=30),
        "api_retries": from_env("EQUINIX_API_RETRIES", type="int", default=5),
        # The variables that requests would look at by itself, in its order.
        "ca_path": from_env("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", type="path"),
        "validate_certs": {"type": "bool", "default": True},
        "project_id": from_env("EQUINIX_PROJECT_ID", type="str"),
    }


def wait_options() -> dict[str, Any]:
    """Return the options of everything that is asynchronous."""
    return {
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "int", "default": 900},
    }


def register_secret(value: str) -> str:
    """Return a secret; since ansible-core 2.22 whatever prints it, the controller included, hides it."""
    if _core_secrets is not None and value:
        _core_secrets.register_secret(value)
    return value


def keep_secret(value: str) -> None:
    """Hide a secret that is no option, in this module's own result too."""
    register_secret(value)
    remember(value)


def connect(params: Mapping[str, Any], *, anonymous: bool = False) -> Equinix:
    """Return the client for a module's options; it logs in when it first has to. Raises InputError."""
    api = client.connect(params, anonymous=anonymous, keep_secret=keep_secret)
    watched(api.transport)
    return api


def watched(transport: http.Transport) -> http.Transport:
    """Return a client of which an interruption tells what it has sent."""
    _transports.append(transport)
    return transport


def connection_result(connection: Mapping[str, Any]) -> dict[str, Any]:
    """Return the result keys that tell of one connection."""
    return {"connection": to_result(connection), "status": status_of(connection).as_dict()}


def run(
    options: Mapping[str, Any],
    work: Callable[[AnsibleModule], dict[str, Any]],
    *,
    common: Callable[[], dict[str, Any]] = equinix_options,
    last_seen: Callable[[Mapping[str, Any]], dict[str, Any]] = connection_result,
    secret_result: str = "",
    **spec: Any,
) -> None:
    """Run a module: ``work`` gets the module and returns its result; errors raised on purpose become its failure.

    ``common`` returns the options that all modules of its cloud have. ``last_seen`` turns the object that was waited for in
    vain into result keys. ``secret_result`` is the result key of a secret that the module is there to return.
    """
    with _own_process():
        _run(
            AnsibleModule(argument_spec={**common(), **options}, supports_check_mode=True, **spec), work, last_seen, secret_result
        )


def _run(
    module: AnsibleModule,
    work: Callable[[AnsibleModule], dict[str, Any]],
    last_seen: Callable[[Mapping[str, Any]], dict[str, Any]],
    secret_result: str,
) -> None:
    remember(*map(str, module.no_log_values))
    if http.REQUESTS_IMPORT_ERROR:
        module.fail_json(msg=missing_required_lib("requests"), exception=http.REQUESTS_IMPORT_ERROR)
    try:
        with _interruptible():
            try:
                if module.params.get("wait_timeout") is not None:
                    check_wait_timeout(module.params["wait_timeout"])
                result = work(module)
            finally:
                module.no_log_values.update(remembered())
    except Interrupted as interruption:
        # Where ansible-playbook was interrupted as well, nobody reads the result; the system log is still there.
        module.log(str(interruption))
        module.fail_json(msg=str(interruption), changed=bool(interruption.sent), error=interruption.as_dict())
    except InterconnectError as error:
        _fail(module, error, last_seen)
    except Exception as error:
        # A mistake of this collection. Ansible would print it with whatever secrets are in it, and without the orders sent.
        sent = _sent()
        module.fail_json(
            msg=one_line(
                f"{type(error).__name__}: {error}. This is a mistake in interconnect.equinix, please report it; "
                + (f"it came after it was sent to {named_calls(sent)}." if sent else "nothing had been changed by then.")
            ),
            exception=traceback.format_exc(),
            changed=bool(sent),
            error={"kind": type(error).__name__, "sent": sent},
        )
    if secret_result:
        # It may have been given as an option. How the module was called is shown without it as ever.
        result["invocation"] = remove_values({"module_args": module.params}, module.no_log_values)
        module.no_log_values -= spellings(result[secret_result])
    module.exit_json(**result)


def _fail(module: AnsibleModule, error: InterconnectError, last_seen: Callable[[Mapping[str, Any]], dict[str, Any]]) -> None:
    """Fail with what went wrong, and with what had been done by then: that is there and charged, whatever came next."""
    warn(module, error.warnings)
    effects = _effects()
    message = str(error)
    if effects and not error.done:
        message = one_line(f"{message} By then this task had been sent to {named_calls(effects)}.")
    # What was ordered is there, though not as wanted: its UUID and state are needed to go on.
    known = last_seen(error.last) if error.last or isinstance(error, WaitError) else {}
    facts = {**error.as_dict(), **({"sent": effects} if effects else {})}
    module.fail_json(msg=message, changed=bool(effects or error.done), error=facts, **known)


def _effects() -> list[str]:
    """Return the calls of this process that changed something, or may have, in words."""
    return [call for transport in _transports for call in transport.effects]


def _sent() -> list[str]:
    """Return the calls of this process that change something, in words."""
    return [call for transport in _transports for call in transport.sent]


@contextmanager
def _own_process() -> Iterator[None]:
    """Begin knowing nothing, and leave the process as it was: some strategies, such as Mitogen's, run many modules in one."""
    # Handlers belong to the main thread.
    main = threading.current_thread() is threading.main_thread()
    handlers = {number: signal.getsignal(number) for number in _SIGNALS} if main else {}
    _transports.clear()
    forget()
    try:
        yield
    finally:
        _transports.clear()
        forget()
        # The result has to be out before a signal ends the process again.
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        for number, handler in handlers.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Raise Interrupted in here when somebody asks this process to end; once it is left, only the result is written."""

    def interrupt(number: int, _frame: Any) -> None:
        _ignore_signals()
        raise Interrupted(signal.Signals(number).name, _sent())

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    for number in _SIGNALS:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        _ignore_signals()


def _ignore_signals() -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def warn(module: AnsibleModule, texts: Iterable[str]) -> None:
    """Show warnings, each as one line, and so without the secrets that an API repeats: Ansible hides them in results only."""
    for text in texts:
        module.warn(one_line(text))


def list_result(key: str, rows: Iterable[Mapping[str, Any]], *, secrets: bool = False) -> dict[str, Any]:
    """Return the result of an info module; ``secrets`` shows the token UUIDs that were asked for."""
    return {"changed": False, key: [to_result(row, secrets=secrets) for row in rows]}
