# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials of Alibaba Cloud as people have them: a profile of the CLI, a role that is assumed, the role of an ECS instance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from extensions.simulator import seed
from extensions.simulator.server import Simulator
from tests.support.every_module import MODULES
from tests.support.plays import ACCOUNT, Play, desired

OTHER = "6666666666666666"
KEY, SECRET = seed.ALIBABA_KEYS[ACCOUNT]
NO_KEY = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": ""}
REGION = {"region": "eu-central-1"}
INFO = "interconnect.equinix.alibaba_physical_connection_info"


def arn(name: str = "express-connect", account: str = ACCOUNT) -> str:
    """Return the ARN of a role."""
    return f"acs:ram::{account}:role/{name}"


def configure(home: Path) -> None:
    """Write the CLI's configuration into a home folder."""
    key = {"access_key_id": KEY, "access_key_secret": SECRET}
    identity, secret, token = seed.ALIBABA_STS
    profiles: list[dict[str, Any]] = [
        {"name": "key", "mode": "AK", **key, "region_id": "eu-central-1"},
        {"name": "token", "mode": "StsToken", "access_key_id": identity, "access_key_secret": secret, "sts_token": token},
        {"name": "role", "mode": "RamRoleArn", **key, "ram_role_arn": arn(), "ram_session_name": "me", "expired_seconds": 900},
        {"name": "instance", "mode": "EcsRamRole", "ram_role_name": "express-connect-instance"},
        {"name": "any", "mode": "EcsRamRole"},
        {"name": "chain", "mode": "ChainableRamRoleArn", "source_profile": "any", "ram_role_arn": arn(account=OTHER)},
    ]
    (home / ".aliyun").mkdir()
    (home / ".aliyun/config.json").write_text(json.dumps({"current": "key", "profiles": profiles}))


def actions(simulator: Simulator) -> list[str]:
    """Return what was asked of Alibaba Cloud, and of the metadata service."""
    return [call.path.removeprefix("/vpc/") for call in simulator.calls if call.path.startswith(("/vpc/", "/latest/"))]


def test_each_way_to_say_who_calls(play: Play, simulator: Simulator) -> None:
    configure(play.folder)
    external = {"role_arn": arn("partner"), "external_id": "demo-external-id"}
    ways: list[tuple[dict[str, Any], dict[str, str], str]] = [
        ({"profile": "key", "region": ""}, {}, ACCOUNT),
        ({"profile": "token"}, {}, ACCOUNT),
        ({"profile": "role"}, {}, ACCOUNT),
        ({"profile": "instance"}, {}, ACCOUNT),
        ({"profile": "chain"}, {}, OTHER),
        ({"ecs_ram_role": "auto"}, {}, ACCOUNT),
        ({"ecs_ram_role": "auto", "assume_role": {"role_arn": arn(account=OTHER), "duration": 900}}, {}, OTHER),
        ({"access_key_id": KEY, "access_key_secret": SECRET, "assume_role": external}, {}, ACCOUNT),
        ({}, {"ALIBABA_CLOUD_PROFILE": "chain"}, OTHER),
        ({}, {"ALIBABA_CLOUD_ECS_METADATA": "express-connect-instance"}, ACCOUNT),
        (
            {"region": ""},
            {
                "ALIBABA_CLOUD_ACCESS_KEY_ID": KEY,
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET": SECRET,
                "ALIBABA_CLOUD_ROLE_ARN": arn(account=OTHER),
                "ALIBABA_CLOUD_ROLE_SESSION_NAME": "them",
                "ALIBABA_CLOUD_REGION": "eu-central-1",
            },
            OTHER,
        ),
        # The task wins over the environment, as a whole.
        ({"profile": "key"}, {"ALIBABA_CLOUD_ECS_METADATA": "x", "ALIBABA_CLOUD_ROLE_ARN": arn(account=OTHER)}, ACCOUNT),
    ]
    # Whose account it is, STS is asked: another one's is refused.
    tasks = [
        {"name": str(number), INFO: {**REGION, **options, "account_id": account}, "environment": {**NO_KEY, **environment}}
        for number, (options, environment, account) in enumerate(ways)
    ]
    # At -vvv Ansible itself prints the environment that a task has.
    results = play.tasks(tasks, "-vv", HOME=str(play.folder), **NO_KEY)
    assert [(row["task"], row["result"].get("msg")) for row in results if row["failed"]] == [], play.output
    assert [row["result"].get("warnings") for row in results if row["result"].get("warnings")] == [], play.output
    for hidden in (SECRET, seed.ALIBABA_STS[1], seed.ALIBABA_STS[2], ACCOUNT, OTHER, "demo-external-id"):
        assert hidden not in play.output, hidden
    assert simulator.mutating() == []
    for session in ("me", "them", "interconnect-equinix"):
        assert session in {call.query.get("RoleSessionName") for call in simulator.calls}
    assert all(call.method == "PUT" for call in simulator.calls if call.path == "/latest/api/token")


def test_what_is_wrong_is_said(play: Play, simulator: Simulator) -> None:
    configure(play.folder)
    reader, reader_secret = seed.ALIBABA_READER
    key = {"access_key_id": KEY, "access_key_secret": SECRET}
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"profile": "nobody"}, "which has any, chain, instance, key, role, token; give one of those."),
        ({**key, "profile": "key"}, "access_key_id and profile each say who calls Alibaba Cloud; keep one of them."),
        ({**key, "assume_role": arn()}, "assume_role is a text and has to be a dict; give one such as {role_arn: "),
        ({**key, "assume_role": {"role_arn": "express-connect"}}, "assume_role names no role by its ARN"),
        ({**key, "assume_role": {"role_arn": arn("nothing")}}, "there is no such role, check role_arn"),
        (
            {**key, "assume_role": {"role_arn": arn(), "duration": 43200}},
            "give a shorter duration, or allow the role longer sessions",
        ),
        (
            {"access_key_id": reader, "access_key_secret": reader_secret, "assume_role": {"role_arn": arn()}},
            "Allow the RAM user or role the action sts:AssumeRole in its policy, and name it in the trust policy of the role.",
        ),
        ({"ecs_ram_role": "no-such-role"}, "no RAM role 'no-such-role' is attached to it"),
        (
            {"ecs_ram_role": "auto", "api_endpoint": "http://127.0.0.1:9"},
            "the metadata service http://127.0.0.1:9 does not answer",
        ),
    ]
    tasks = [{"name": sentence, INFO: {**REGION, **options}} for options, sentence in wrong]
    results = play.tasks(tasks, "-vvvv", HOME=str(play.folder), **NO_KEY)
    for row in results:
        assert row["failed"] and row["task"] in row["result"]["msg"], row
        assert ACCOUNT not in json.dumps(row)
    assert "Traceback" not in play.output


def test_a_key_that_ends_in_a_long_wait_is_renewed(play: Play, simulator: Simulator) -> None:
    simulator.settings.role_life = 3
    options = {**REGION, "name": "never-ordered", "vlan_id": 1000, "wait_timeout": 9, "assume_role": {"role_arn": arn()}}
    result = play("alibaba_physical_connection", options)
    assert result["failed"] and result["error"]["kind"] in ("WaitTimeout", "InputError"), result
    seen = actions(simulator)
    assert seen.count("AssumeRole") >= 3 and seen.count("DescribePhysicalConnections") >= 3, seen
    assert {call.status for call in simulator.calls if call.path.startswith("/vpc/")} == {200}


def test_every_module_of_alibaba_cloud_takes_a_profile(play: Play, simulator: Simulator) -> None:
    configure(play.folder)
    own = {name: options for name, options in MODULES.items() if name.startswith("alibaba_")}
    tasks: list[dict[str, Any]] = [{"name": "order", "interconnect.equinix.fabric_connection": desired()}]
    tasks += [{"name": name, f"interconnect.equinix.{name}": options, "register": "result"} for name, options in own.items()]
    results = play.tasks(tasks, HOME=str(play.folder), ALIBABA_CLOUD_PROFILE="role", **NO_KEY)
    assert [(row["task"], row["result"].get("msg")) for row in results if row["failed"]] == [], play.output
    # One key for each task, however many calls it makes.
    assert actions(simulator).count("AssumeRole") == len(own)
