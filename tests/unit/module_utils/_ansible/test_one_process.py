# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many modules in one process, as Mitogen runs them: each begins knowing nothing, and leaves the process as it was."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from ansible.module_utils import basic
from ansible_collections.interconnect.equinix.plugins.module_utils._ansible import module as ansible_module
from ansible_collections.interconnect.equinix.plugins.module_utils._core import secrets

from extensions.simulator import seed
from extensions.simulator.middleware import TOKEN
from extensions.simulator.server import Simulator

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ACCOUNT = "5123456789012345"


@pytest.fixture
def received() -> Iterator[list[int]]:
    """Signals that came to whoever runs the modules."""
    found: list[int] = []
    before = {number: signal.signal(number, lambda got, _frame: found.append(got)) for number in SIGNALS}
    yield found
    for number, handler in before.items():
        signal.signal(number, handler)


def run(module: str, **options: Any) -> dict[str, Any]:
    """Run a module in this process and return its result."""
    given = {**options, "_ansible_remote_tmp": tempfile.gettempdir(), "_ansible_keep_remote_files": False}
    output = io.StringIO()
    with (
        mock.patch.object(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": given}).encode()),
        mock.patch.object(basic, "_ANSIBLE_PROFILE", "legacy", create=True),
        mock.patch.object(basic.AnsibleModule, "log"),
        contextlib.redirect_stdout(output),
        contextlib.suppress(SystemExit),
    ):
        importlib.import_module(f"ansible_collections.interconnect.equinix.plugins.modules.{module}").main()
    result: dict[str, Any] = json.loads(output.getvalue())
    return result


def test_what_comes_after_a_module_keeps_its_signals(received: list[int]) -> None:
    environment, handlers = dict(os.environ), {number: signal.getsignal(number) for number in SIGNALS}
    with Simulator() as simulator:
        fabric = {"api_endpoint": simulator.url, "access_token": TOKEN}
        key, secret = seed.ALIBABA_KEYS[ACCOUNT]
        alibaba = {"api_endpoint": simulator.url, "region": "eu-central-1", "access_key_id": key, "access_key_secret": secret}
        outcomes = [
            run("fabric_metro_info", **fabric),
            run("alibaba_physical_connection_info", **alibaba),
            run("access_token", **fabric),
            run("fabric_metro_info", **fabric, code="no metro at all"),
            run("fabric_connection", **fabric, a_side=7),
            run("fabric_metro_info", **{**fabric, "access_token": "nobody"}),
        ]
    assert [outcome.get("failed", False) for outcome in outcomes] == [False, False, False, True, True, True], outcomes
    assert dict(os.environ) == environment
    assert {number: signal.getsignal(number) for number in SIGNALS} == handlers
    for number in SIGNALS:
        os.kill(os.getpid(), number)
    assert received == list(SIGNALS)
    assert secrets.remembered() == set() and ansible_module._transports == []


def test_secrets_and_orders_of_one_module_are_not_those_of_the_next(received: list[int]) -> None:
    with Simulator() as simulator:
        fabric = {"api_endpoint": simulator.url}
        # A token of before is a word like any other now, also where a result shows it.
        assert run("fabric_metro_info", **fabric, access_token="Frankfurt")["failed"]
        metros = run("fabric_metro_info", **fabric, access_token=TOKEN)["metros"]
        assert "Frankfurt" in {metro["name"] for metro in metros}
        order = {
            "name": "alibaba-fra-1",
            "bandwidth": 200,
            "a_side": {"cloud_router": "fra-router"},
            "z_side": {"metro_code": "FR", "authentication_key": ACCOUNT},
            "notifications": ["noc@example.com"],
            "wait": False,
        }
        assert run("fabric_connection", **fabric, access_token=TOKEN, **order)["changed"]
        later = run("fabric_connection", **fabric, access_token="nobody", **order)
    # What the one before has sent is nothing that this one did.
    assert later["failed"] and not later["changed"] and "sent" not in later["error"]


def test_a_module_in_another_thread_has_no_signals_and_works(received: list[int]) -> None:
    found: list[dict[str, Any]] = []
    with Simulator() as simulator:
        thread = threading.Thread(
            target=lambda: found.append(run("fabric_metro_info", api_endpoint=simulator.url, access_token=TOKEN))
        )
        thread.start()
        thread.join(30)
    assert found and found[0]["metros"]
