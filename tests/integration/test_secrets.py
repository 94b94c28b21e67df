# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A canary in every secret option of every module, then a search of everything that a run prints, returns or logs."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from extensions.simulator import seed
from extensions.simulator.faults import Fault
from extensions.simulator.middleware import CLIENT
from extensions.simulator.server import Simulator
from tests.support.every_module import MODULES, options_of, specs
from tests.support.plays import ACCOUNT, ROOT, Play
from tests.support.stories import OTHER, Story, story

# What has to look like the real thing to get past the first check.
SHAPED = {
    "service_token": "0ca0a0a0-5ec2-4e7c-8a0a-{:012x}",
    "authentication_key": "77{:014d}",
    "uuid": "1ca0a0a0-5ec2-4e7c-8a0a-{:012x}",
    "role_arn": "acs:ram::77{:014d}:role/demo",
}
# Names that look like those of secrets.
SUSPICIOUS = re.compile(r"secret|password|(^|_)(token|key)$|auth_|credential")


def put(options: dict[str, Any], spec: dict[str, Any], path: tuple[str, ...], value: str) -> None:
    """Set an option at a path, in the first item where there is a list of dicts on the way."""
    for key in path[:-1]:
        inner = options.get(key)
        if spec[key]["type"] == "list":
            options[key] = inner or [{}]
            inner = options[key][0]
        options[key] = options[key] if spec[key]["type"] == "list" else (inner or {})
        options, spec = (options[key][0] if spec[key]["type"] == "list" else options[key]), spec[key]["options"]
    options[path[-1]] = value


def with_canaries(all_of_them: dict[str, dict[str, Any]]) -> tuple[dict[str, dict[str, Any]], dict[str, list[str]]]:
    """Return options for each module with a canary in every secret one, and its canaries; every other one has a token."""
    canaries: dict[str, list[str]] = {}
    wanted: dict[str, dict[str, Any]] = {}
    # As MODULES has them: some take what the one before them left.
    for number, (module, spec) in enumerate((name, all_of_them[name]) for name in MODULES):
        options, canaries[module] = copy.deepcopy(MODULES.get(module, {})), []
        for path, option in options_of(spec):
            if not option.get("no_log") or (path == ("access_token",) and number % 2 == 0):
                continue
            shape = SHAPED.get(path[-1], f"canary-{module}-{'-'.join(path)}-{{}}")
            canaries[module].append(shape.format(100 * number + len(canaries[module])))
            put(options, spec, path, canaries[module][-1])
        if "client_id" in spec:
            options["client_id"] = CLIENT[0]
        wanted[module] = options
    return wanted, canaries


def search(play: Play, results: list[dict[str, Any]], hidden: list[str]) -> None:
    """Look for secrets in what was printed, in the log, and in what callbacks saw."""
    places = {"output": play.output, "log": (play.folder / "ansible.log").read_text(), "callback": json.dumps(results)}
    for secret in hidden:
        for place, text in places.items():
            at = text.find(secret)
            assert at < 0, f"{place}: ...{text[max(0, at - 300) : at + 100]}"


def run(play: Play, wanted: dict[str, dict[str, Any]], **task: Any) -> list[dict[str, Any]]:
    """Run all modules as one play with everything on that prints, and print each result once more."""
    tasks: list[dict[str, Any]] = []
    for module, options in wanted.items():
        name = f"interconnect.equinix.{module}"
        tasks.append({"name": name, name: options, "register": "result", **task})
        tasks.append({"name": f"show {name}", "ansible.builtin.debug": {"var": "result"}})
    results = play.tasks(
        tasks,
        "-vvvv",
        "--diff",
        ANSIBLE_LOG_PATH=str(play.folder / "ansible.log"),
        ANSIBLE_DISPLAY_TRACEBACK="error",
        EQUINIX_API_TOKEN="",
        EQUINIX_API_RETRIES="0",
    )
    assert len(results) == len(tasks), play.output
    return results[::2]


def test_every_option_that_looks_like_a_secret_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = set()
    for module, spec in specs(monkeypatch).items():
        for path, option in options_of(spec):
            if option.get("no_log"):
                secrets.add(".".join(path))
            elif SUSPICIOUS.search(path[-1]):
                assert option.get("no_log") is False, f"{module}: {'.'.join(path)} says nothing of no_log"
    assert secrets >= {"client_secret", "access_token", "a_side.service_token", "z_side.authentication_key", "bgp.auth_key"}
    assert secrets >= {"access_key_secret", "security_token", "auth_key"}


def test_texts_alone_are_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Since ansible-core 2.22 each value in a dict with ``no_log`` is hidden wherever it shows up, a 1 as well."""
    entries = {
        f"{path.parts[-3]}.{entry}": spec["options"]
        for path in ROOT.glob("roles/*/meta/argument_specs.yml")
        for entry, spec in yaml.safe_load(path.read_text())["argument_specs"].items()
    }
    secret = [
        (name, *path, option.get("type", "str"))
        for name, spec in {**entries, **specs(monkeypatch)}.items()
        for path, option in options_of(spec)
        if option.get("no_log")
    ]
    assert len(secret) > 50 and [found for found in secret if found[-1] != "str"] == []


def test_no_secret_where_all_is_well(play: Play, simulator: Simulator) -> None:
    login = {"client_id": CLIENT[0], "client_secret": CLIENT[1]}
    key, secret = seed.ALIBABA_KEYS[ACCOUNT]
    signed = {"access_key_id": key, "access_key_secret": secret}
    wanted = {module: {**options, **(signed if module.startswith("alibaba_") else login)} for module, options in MODULES.items()}
    # These return secrets, and say so in their documentation; the other tests have them.
    del wanted["access_token"], wanted["fabric_service_token_info"]
    results = run(play, wanted)
    assert [row["task"] for row in results if row["failed"]] == [], play.output
    search(play, results, [CLIENT[1], secret, ACCOUNT, seed.uid("alibaba-fra-token"), "canary-bgp-key", "canary-peer-key"])
    assert simulator.alibaba.payments and simulator.alibaba.bgp_peers


def test_no_secret_where_the_api_says_it(play: Play, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, canaries = with_canaries(specs(monkeypatch))
    for module, own in canaries.items():
        said: Any = [{"errorCode": canary, "errorMessage": f"no {canary}", "details": canary} for canary in own]
        if module.startswith("alibaba_"):
            said = {"Code": own[0], "Message": " ".join(own), "RequestId": own[-1]}
        # With a token it is the call that is refused, otherwise the login.
        status = 403 if "access_token" in wanted[module] else 401
        # Whose the access key is, is asked first, and the module goes on without the answer.
        asked = module.startswith("alibaba_") and "account_id" in wanted[module]
        simulator.faults.append(Fault("*", ".*", "garbage", status=status, body=json.dumps(said), times=2 if asked else 1))
    results = run(play, wanted)
    assert all(row["failed"] for row in results) and simulator.faults[-1].times == 0, play.output
    search(play, results, [canary for own in canaries.values() for canary in own])


def test_no_secret_where_a_module_breaks_down(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, canaries = with_canaries(specs(monkeypatch))
    results = run(play, wanted, environment={"PYTHONPATH": str(ROOT / "tests/integration/broken")})
    for row in results:
        assert row["failed"] and "This is a mistake in interconnect.equinix, please report it" in row["result"]["msg"], row
        assert "in break_down" in json.dumps(row["result"]), "the traceback is what a report needs"
    search(play, results, [canary for own in canaries.values() for canary in own])


@pytest.mark.long  # test_playbooks.py looks into what each playbook prints
@pytest.mark.timeout(400)
def test_no_secret_in_what_the_role_prints(tmp_path: Path, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pair has secrets in nested variables of its own: BGP keys of both ends, an access key of the second account."""
    variables = story("from_cloud_router", pair=True)
    key, secret = seed.ALIBABA_KEYS[OTHER]
    variables["express_connect_secondary_account_id"] = OTHER
    variables["express_connect_secondary_access_key"] = {"access_key_id": key, "access_key_secret": secret}
    routing: Any = variables["express_connect_bgp"]
    routing["bgp"]["auth_key"] = "canary-of-primary"
    routing["secondary"]["bgp"]["auth_key"] = "canary-of-secondary"
    routing["secondary"]["alibaba"] = {"auth_key": "canary-of-secondary"}
    monkeypatch.setenv("ANSIBLE_LOG_PATH", str(tmp_path / "ansible.log"))
    told = Story(simulator, tmp_path, variables)
    told.run("from_cloud_router", "deprovision", flags=("-vvvv", "--diff"))
    printed = told.output + (tmp_path / "ansible.log").read_text()
    assert simulator.alibaba.payments and "alibaba_bgp_peer" in printed
    hidden = [CLIENT[1], ACCOUNT, OTHER, seed.ALIBABA_KEYS[ACCOUNT][1], secret, "canary-of-primary", "canary-of-secondary"]
    for canary in hidden:
        at = printed.find(canary)
        assert at < 0, f"...{printed[max(0, at - 300) : at + 100]}"
