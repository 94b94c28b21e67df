# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The CLI's configuration and the order of the environment, as Alibaba Cloud's own package reads them; no call is made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alibabacloud_credentials.provider.cli_profile import CLIProfileCredentialsProvider
from ansible_collections.interconnect.equinix.plugins.module_utils._alibaba.auth import read_login, read_profile

ARN = "acs:ram::5123456789012345:role/express-connect"
ENV_KEY = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "env-id", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "env-secret"}
KEY = {"access_key_id": "profile-id", "access_key_secret": "profile-secret"}
PROFILES: dict[str, dict[str, Any]] = {
    "key": {"mode": "AK", **KEY, "sts_token": "left-over"},
    "token": {"mode": "StsToken", **KEY, "sts_token": "token"},
    "role": {
        "mode": "RamRoleArn",
        **KEY,
        "ram_role_arn": ARN,
        "ram_session_name": "me",
        "expired_seconds": 1800,
        "policy": "{}",
        "external_id": "x",
    },
    "chain": {
        "mode": "ChainableRamRoleArn",
        "source_profile": "token",
        "ram_role_arn": ARN,
        "ram_session_name": "me",
        "expired_seconds": 900,
    },
}
# In a process of its own: the package reads its variables when it is imported.
CHAIN = """
from alibabacloud_credentials.provider.default import DefaultCredentialsProvider
print(DefaultCredentialsProvider().get_credentials().get_access_key_id())
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    """The CLI's configuration in a home folder."""
    path = tmp_path / ".aliyun/config.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"current": "key", "profiles": [{"name": name, **row} for name, row in PROFILES.items()]}))
    return str(path)


@pytest.mark.parametrize("name", PROFILES)
def test_profiles_mean_the_same(name: str, file: str) -> None:
    ours = read_profile(name, file)
    provider = CLIProfileCredentialsProvider(profile_name=name, profile_file=file)
    theirs = provider._get_credentials_provider(json.loads(Path(file).read_text()), name)
    if ours.roles:
        (role,) = ours.roles
        assert (role.arn, role.session_name, role.duration, role.policy or None, role.external_id or None) == (
            theirs._role_arn,
            theirs._role_session_name,
            theirs._duration_seconds,
            theirs._policy,
            theirs._external_id,
        )
        theirs = theirs._credentials_provider
    found = theirs.get_credentials()
    assert ours.key is not None
    assert (ours.key.access_key_id, ours.key.access_key_secret, ours.key.security_token) == (
        found.get_access_key_id(),
        found.get_access_key_secret(),
        found.get_security_token(),
    )


@pytest.mark.parametrize(
    "environ",
    [
        {
            "ALIBABA_CLOUD_ACCESS_KEY_ID": "env-id",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "env-secret",
            "ALIBABA_CLOUD_PROFILE": "token",
        },
        {"ALIBABA_CLOUD_PROFILE": "token", "ALIBABA_CLOUD_ECS_METADATA": "worker"},
        ENV_KEY,
    ],
    ids=["key-before-profile", "profile-before-instance", "key"],
)
def test_the_environment_has_the_same_order(environ: dict[str, str], file: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ALIBABA_", "ALICLOUD_"))}
    home = str(Path(file).parents[1])
    theirs = subprocess.run(
        [sys.executable, "-c", CHAIN],
        env={**kept, **environ, "HOME": home, "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    params = {
        "access_key_id": environ.get("ALIBABA_CLOUD_ACCESS_KEY_ID"),
        "access_key_secret": environ.get("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
        "profile": environ.get("ALIBABA_CLOUD_PROFILE"),
        "ecs_ram_role": environ.get("ALIBABA_CLOUD_ECS_METADATA"),
        "config_file": file,
    }
    ours = read_login(params, environ).key
    assert ours is not None and ours.access_key_id == theirs.stdout.split()[-1]
