# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who calls Alibaba Cloud: what is chosen of options, environment and profiles, and temporary keys that come to their end."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.auth import Who, read_login, read_profile
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.signing import AccessKey
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.temporary_keys import RenewedKey, Temporary
from ansible_collections.interconnect.equinix.plugins.module_utils._core.clock import Clock, Deadline
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import ApiError, InputError
from hypothesis import given
from hypothesis import strategies as st

ARN = "acs:ram::5123456789012345:role/express-connect"
KEY = {"access_key_id": "id", "access_key_secret": "secret"}
ENV_KEY = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "env-id", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "env-secret"}
ROLE = {"mode": "RamRoleArn", "access_key_id": "role-id", "access_key_secret": "role-secret", "ram_role_arn": ARN}
PROFILES: list[dict[str, Any]] = [
    {"name": "key", "mode": "AK", "access_key_id": "ak-id", "access_key_secret": "ak-secret", "region_id": "eu-west-1"},
    {"name": "token", "mode": "StsToken", "access_key_id": "t-id", "access_key_secret": "t-secret", "sts_token": "t-token"},
    {"name": "role", **ROLE, "ram_session_name": "me", "expired_seconds": 900},
    {"name": "instance", "mode": "EcsRamRole", "ram_role_name": "worker"},
    {"name": "any-instance", "mode": "EcsRamRole"},
    {
        "name": "chain",
        "mode": "ChainableRamRoleArn",
        "source_profile": "role",
        "ram_role_arn": ARN,
        "external_id": "x",
        "expired_seconds": 0,
    },
    {"name": "half", "mode": "AK", "access_key_id": "ak-id"},
    {"name": "sso", "mode": "CloudSSO"},
    {"name": "circle", "mode": "ChainableRamRoleArn", "source_profile": "circle", "ram_role_arn": ARN},
    {"name": "lost", "mode": "ChainableRamRoleArn", "source_profile": "nothing", "ram_role_arn": ARN},
    {"name": "no-arn", **ROLE, "ram_role_arn": "canary"},
]


ANYTHING = st.recursive(
    st.none() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A configuration file of the CLI."""
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"current": "key", "profiles": PROFILES}))
    return str(path)


def begin(who: Who) -> str:
    """Return in a word who begins, and how many roles follow."""
    name = who.key.access_key_id if who.key else f"instance {who.instance_role}"
    return " > ".join([str(name), *(role.session_name for role in who.roles)])


@pytest.mark.parametrize(
    ("options", "environ", "expected"),
    [
        (KEY, {}, "id"),
        (KEY, ENV_KEY, "id"),
        ({}, ENV_KEY, "env-id"),
        # A profile or a role that the task names wins over a key of the environment; the SDK's chain has no task.
        ({"profile": "key"}, ENV_KEY, "ak-id"),
        ({"ecs_ram_role": "auto"}, ENV_KEY, "instance auto"),
        ({}, {**ENV_KEY, "ALIBABA_CLOUD_PROFILE": "key"}, "env-id"),
        ({}, {"ALIBABA_CLOUD_PROFILE": "key", "ALIBABA_CLOUD_ECS_METADATA": "worker"}, "ak-id"),
        ({}, {"ALIBABA_CLOUD_ECS_METADATA": "worker"}, "instance worker"),
        ({"profile": "role"}, {}, "role-id > me"),
        ({"profile": "instance"}, {}, "instance worker"),
        ({"profile": "any-instance"}, {}, "instance auto"),
        ({"profile": "chain"}, {}, "role-id > me > interconnect-equinix"),
        ({"profile": "key", "assume_role": {"role_arn": ARN, "session_name": "them"}}, {}, "ak-id > them"),
        ({"profile": "role", "assume_role": {"role_arn": ARN, "session_name": "them"}}, {}, "role-id > me > them"),
        ({}, {**ENV_KEY, "ALIBABA_CLOUD_ROLE_ARN": ARN, "ALIBABA_CLOUD_ROLE_SESSION_NAME": "env"}, "env-id > env"),
        # The role of the environment goes with its key, and is no role for a key where a cluster's token stands for it.
        (KEY, {**ENV_KEY, "ALIBABA_CLOUD_ROLE_ARN": ARN}, "id"),
        ({}, {**ENV_KEY, "ALIBABA_CLOUD_ROLE_ARN": ARN, "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "/token"}, "env-id"),
    ],
)
def test_who_begins(options: dict[str, Any], environ: dict[str, str], expected: str, file: str) -> None:
    # As Ansible has them: what is not given comes from the environment.
    fallback = {
        "access_key_id": environ.get("ALIBABA_CLOUD_ACCESS_KEY_ID"),
        "access_key_secret": environ.get("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
        "profile": environ.get("ALIBABA_CLOUD_PROFILE"),
        "ecs_ram_role": environ.get("ALIBABA_CLOUD_ECS_METADATA"),
        "assume_role": {"role_arn": environ.get("ALIBABA_CLOUD_ROLE_ARN"), "duration": 3600},
        "config_file": file,
    }
    assert begin(read_login({**fallback, **options}, environ)) == expected


def test_a_token_of_the_environment_goes_with_its_key_only() -> None:
    environ = {**ENV_KEY, "ALIBABA_CLOUD_SECURITY_TOKEN": "env-token"}
    params = {"access_key_id": "env-id", "access_key_secret": "env-secret", "security_token": "env-token"}
    assert read_login(params, environ).key == AccessKey("env-id", "env-secret", "env-token")
    assert read_login({**params, **KEY}, environ).key == AccessKey("id", "secret")
    assert read_login({**params, **KEY, "security_token": "token"}, environ).key == AccessKey("id", "secret", "token")


def test_a_profile_brings_its_region(file: str) -> None:
    assert read_profile("key", file).region == "eu-west-1" and read_profile("role", file).region == ""


@pytest.mark.parametrize(
    ("options", "option", "sentence"),
    [
        ({}, "access_key_id", "No Alibaba Cloud credentials were given"),
        ({"access_key_id": "id"}, "access_key_secret", "is missing beside its other half"),
        (
            {**KEY, "profile": "key"},
            "access_key_id",
            "access_key_id and profile each say who calls Alibaba Cloud; keep one of them.",
        ),
        ({"profile": "key", "ecs_ram_role": "auto"}, "profile", "profile and ecs_ram_role each say who calls"),
        ({"profile": "nothing"}, "profile", "which has any-instance, chain, circle, half"),
        ({"profile": "half"}, "profile", "lacks access_key_secret; run aliyun configure"),
        ({"profile": "sso"}, "profile", "has mode 'CloudSSO', which cannot be used here; give one of mode AK, StsToken"),
        ({"profile": "circle"}, "profile", "comes back to 'circle' by source_profile"),
        ({"profile": "lost"}, "profile", "profile 'nothing' is not in"),
        ({"profile": "no-arn"}, "profile", "names no role by its ARN"),
        ({"profile": "key", "config_file": "/nothing"}, "config_file", "cannot be read (No such file or directory)"),
        ({"profile": "key", "config_file": __file__}, "config_file", "is not JSON"),
        ({**KEY, "assume_role": {"role_arn": "canary"}}, "assume_role.role_arn", "give one such as acs:ram::<account ID>:role/"),
        ({**KEY, "assume_role": {"external_id": "canary"}}, "assume_role.role_arn", "assume_role names no role"),
        ({**KEY, "assume_role": {"role_arn": ARN, "duration": 60}}, "assume_role.duration", "give 900 to 43200"),
        ({**KEY, "assume_role": {"role_arn": ARN, "session_name": "a b"}}, "assume_role.session_name", "session name 'a b'"),
    ],
)
def test_what_is_wrong_gets_a_sentence(options: dict[str, Any], option: str, sentence: str, file: str) -> None:
    with pytest.raises(InputError) as caught:
        read_login({"config_file": file, **options}, {})
    assert sentence in str(caught.value) and "canary" not in str(caught.value) and "5123456789012345" not in str(caught.value)
    assert caught.value.option.startswith(option)


@given(ANYTHING)
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: Any) -> None:
    path = tmp_path_factory.mktemp("cli") / "config.json"
    for written in (content, {"profiles": content}, {"profiles": [{"name": "a", "mode": "AK", "access_key_id": content}]}):
        path.write_text(json.dumps(written))
        with pytest.raises(InputError):
            read_profile("a", str(path))


class Now(Clock):
    """A clock that is set."""

    def __init__(self) -> None:
        self.time = time.time()

    def now(self) -> float:
        """Return seconds since 1970."""
        return self.time


@pytest.mark.parametrize("life", [900.0, 3600.0, 20.0])
def test_a_key_is_renewed_before_it_ends(life: float) -> None:
    clock, told = Now(), list[str]()
    fetched: list[int] = []

    def fetch(deadline: Deadline) -> Temporary:
        fetched.append(1)
        return Temporary(AccessKey("id", f"secret-{len(fetched)}", f"token-{len(fetched)}"), clock.time + life)

    source = RenewedKey(fetch, told.append, clock)
    for _second in range(int(3 * life)):
        key = source.key(Deadline(None))
        # What is signed with has time left to arrive.
        assert key.access_key_secret == f"secret-{len(fetched)}"
        clock.time += 1
    assert 3 <= len(fetched) <= 5
    assert told[:2] == ["secret-1", "token-1"]


def test_a_key_that_cannot_be_renewed_yet_is_used_to_its_end() -> None:
    clock, fails = Now(), list[bool]()

    def fetch(deadline: Deadline) -> Temporary:
        if fails:
            raise ApiError("Cannot assume role x.", temporary=True)
        return Temporary(AccessKey("id", "secret", "token"), clock.time + 3600)

    source = RenewedKey(fetch, list[str]().append, clock)
    source.key(Deadline(None))
    fails.append(True)
    clock.time += 3599
    assert source.key(Deadline(None)).access_key_id == "id"
    clock.time += 1
    with pytest.raises(ApiError):
        source.key(Deadline(None))
