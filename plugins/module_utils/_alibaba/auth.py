# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who calls Alibaba Cloud, of options, environment and the CLI's configuration (pure but for reading that file).

An access key, a profile of the CLI or the RAM role of an ECS instance says who begins; roles are assumed from there. Only what
was named is used: the profile that the CLI is set to counts when it is named as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .._core.data import text_at
from .._core.errors import InputError
from .._core.secrets import without_accounts
from .signing import AccessKey

# Each option takes the first of these variables that has a value.
ENVIRONMENT: dict[str, tuple[str, ...]] = {
    "access_key_id": ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALICLOUD_ACCESS_KEY"),
    "access_key_secret": ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALICLOUD_SECRET_KEY"),
    "security_token": ("ALIBABA_CLOUD_SECURITY_TOKEN", "ALICLOUD_SECURITY_TOKEN"),
    "profile": ("ALIBABA_CLOUD_PROFILE",),
    "ecs_ram_role": ("ALIBABA_CLOUD_ECS_METADATA",),
    "role_arn": ("ALIBABA_CLOUD_ROLE_ARN",),
    "session_name": ("ALIBABA_CLOUD_ROLE_SESSION_NAME",),
}
# With it, ALIBABA_CLOUD_ROLE_ARN is a role that a token of a cluster stands for, and that no key may assume.
_OIDC_TOKEN = "ALIBABA_CLOUD_OIDC_TOKEN_FILE"
DEFAULT_FILE = "~/.aliyun/config.json"
ANY_ROLE = "auto"
SESSION_NAME, DURATION = "interconnect-equinix", 3600
_ARN = re.compile(r"acs:ram::\d+:role/[\w.@-]{1,64}", re.ASCII)
_SESSION = re.compile(r"[\w.@-]{2,64}", re.ASCII)
# As many roles as anybody chains; more of them is a circle.
_MAX_CHAIN = 8
MODES = ("AK", "StsToken", "RamRoleArn", "EcsRamRole", "ChainableRamRoleArn")


@dataclass(frozen=True)
class Role:
    """A RAM role to assume."""

    arn: str = field(repr=False)
    session_name: str = SESSION_NAME
    duration: int = DURATION
    external_id: str = field(default="", repr=False)
    policy: str = ""

    @property
    def label(self) -> str:
        """How sentences name it: the ID of its account is a secret."""
        return without_accounts(self.arn)

    def check(self, place: str) -> None:
        """Refuse a role that cannot be assumed, before any call; ``place`` is where it was given."""
        if not _ARN.fullmatch(self.arn):
            raise InputError(
                f"{place}.role_arn",
                f"{place} names no role by its ARN; give one such as acs:ram::<account ID>:role/express-connect.",
            )
        if not _SESSION.fullmatch(self.session_name):
            raise InputError(
                f"{place}.session_name",
                f"{place} has the session name '{self.session_name}'; give 2 to 64 of the characters A-Z a-z 0-9 . @ - _.",
            )
        if not 900 <= self.duration <= 43200:
            raise InputError(
                f"{place}.duration", f"{place} asks for {self.duration} seconds; give 900 to 43200, as many as the role allows."
            )


class Who(NamedTuple):
    """Who calls: a key, or the role of the instance (its name, or ``auto``), and the roles that are assumed from there."""

    key: AccessKey | None = None
    instance_role: str = ""
    roles: tuple[Role, ...] = ()
    region: str = ""  # of the profile


class _Given(NamedTuple):
    """What of a kind was given: by the task, or else by the environment."""

    own: dict[str, str]
    environment: dict[str, str]


def read_login(params: Mapping[str, Any], environ: Mapping[str, str]) -> Who:
    """Return who calls. Raises InputError.

    What the task says wins over the environment, as a whole: a role of the environment is not assumed with the task's key.
    In the environment a key comes before a profile, and that before the role of the instance.
    """
    assumed = params.get("assume_role") or {}
    given = _split({**params, **{name: assumed.get(name) for name in ("role_arn", "session_name")}}, environ)
    who = _begins(params, given)
    role = _role(assumed, given, environ)
    return who._replace(roles=(*who.roles, role)) if role else who


def _split(values: Mapping[str, Any], environ: Mapping[str, str]) -> _Given:
    """Tell the task's own values from those of the environment; a task that repeats the environment says nothing of its own."""
    environment = {
        name: next((environ[variable] for variable in variables if environ.get(variable)), "")
        for name, variables in ENVIRONMENT.items()
    }
    own = {name: values.get(name) or "" for name in ENVIRONMENT}
    return _Given({name: value if value != environment[name] else "" for name, value in own.items()}, environment)


def _begins(params: Mapping[str, Any], given: _Given) -> Who:
    own = [name for name in ("access_key_id", "profile", "ecs_ram_role") if given.own[name]]
    if given.own["access_key_secret"] and "access_key_id" not in own:
        own.insert(0, "access_key_secret")
    if len(own) > 1:
        raise InputError(own[0], f"{' and '.join(own)} each say who calls Alibaba Cloud; keep one of them.")
    source = given.own if own else given.environment
    if (own and own[0].startswith("access_key")) or (not own and (source["access_key_id"] or source["access_key_secret"])):
        # A token of the environment belongs to the environment's key.
        token = given.own["security_token"] or ("" if own else given.environment["security_token"])
        return _with_key(AccessKey(params.get("access_key_id"), params.get("access_key_secret"), token or None))
    if source["profile"]:
        return read_profile(source["profile"], str(params.get("config_file") or DEFAULT_FILE))
    if source["ecs_ram_role"]:
        return Who(instance_role=source["ecs_ram_role"])
    return _with_key(AccessKey(security_token=given.own["security_token"] or None))


def _with_key(key: AccessKey) -> Who:
    key.check()
    return Who(key=key)


def _role(assumed: Mapping[str, Any], given: _Given, environ: Mapping[str, str]) -> Role | None:
    """Return the role to assume after all others."""
    from_task = any(given.own[name] for name in ("access_key_id", "access_key_secret", "profile", "ecs_ram_role"))
    arn = given.own["role_arn"]
    if not arn and not from_task and not environ.get(_OIDC_TOKEN):
        arn = given.environment["role_arn"]
    if not arn:
        rest = [name for name, value in assumed.items() if value and name not in ("role_arn", "duration")]
        if any(given.own.get(name, assumed[name]) for name in rest):
            raise InputError("assume_role.role_arn", "assume_role names no role; give its ARN as assume_role.role_arn.")
        return None
    role = Role(
        arn,
        assumed.get("session_name") or given.environment["session_name"] or SESSION_NAME,
        DURATION if assumed.get("duration") is None else assumed["duration"],
        assumed.get("external_id") or "",
        assumed.get("policy") or "",
    )
    role.check("assume_role")
    return role


def read_profile(name: str, path: str) -> Who:
    """Return who calls by a profile of the CLI's configuration file. Raises InputError."""
    try:
        with open(path, encoding="utf-8") as file:
            configuration = json.load(file)
    except OSError as error:
        raise InputError(
            "config_file",
            f"config_file '{path}' of profile '{name}' cannot be read ({error.strerror}); give the configuration file of Alibaba "
            "Cloud's CLI on the host that runs the module.",
        ) from None
    except (ValueError, RecursionError):
        raise InputError(
            "config_file", f"config_file '{path}' is not JSON, so no configuration of Alibaba Cloud's CLI; give that file."
        ) from None
    rows = configuration.get("profiles") if isinstance(configuration, dict) else None
    profiles = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return _profile(name, profiles, path, ())


def _profile(name: str, profiles: Sequence[Mapping[str, Any]], path: str, before: tuple[str, ...]) -> Who:
    profile = next((row for row in profiles if row.get("name") == name), None)
    if profile is None:
        there = ", ".join(sorted(text_at(row, "name") for row in profiles)) or "none"
        raise InputError("profile", f"profile '{name}' is not in {path}, which has {there}; give one of those.")
    mode = text_at(profile, "mode") or "AK"
    if mode not in MODES:
        raise InputError(
            "profile",
            f"profile '{name}' of {path} has mode '{mode}', which cannot be used here; give one of mode "
            f"{', '.join(MODES[:-1])} or {MODES[-1]}.",
        )
    if name in before or len(before) >= _MAX_CHAIN:
        raise InputError(
            "profile", f"profile '{before[0]}' of {path} comes back to '{name}' by source_profile; have it end at a key."
        )
    who = _begin_of(mode, name, profile, profiles, path, before)
    if mode in ("RamRoleArn", "ChainableRamRoleArn"):
        role = Role(
            text_at(profile, "ram_role_arn"),
            text_at(profile, "ram_session_name") or SESSION_NAME,
            _seconds(profile.get("expired_seconds")),
            text_at(profile, "external_id"),
            text_at(profile, "policy"),
        )
        role.check(f"profile '{name}' of {path}")
        who = who._replace(roles=(*who.roles, role))
    return who._replace(region=text_at(profile, "region_id") or who.region)


def _begin_of(
    mode: str, name: str, profile: Mapping[str, Any], profiles: Sequence[Mapping[str, Any]], path: str, before: tuple[str, ...]
) -> Who:
    """Return who begins by a profile, before the role of its own."""
    if mode == "EcsRamRole":
        return Who(instance_role=text_at(profile, "ram_role_name") or ANY_ROLE)
    if mode == "ChainableRamRoleArn":
        return _profile(text_at(profile, "source_profile"), profiles, path, (*before, name))
    wanted = ("access_key_id", "access_key_secret", *(("sts_token",) if mode == "StsToken" else ()))
    lacking = [item for item in wanted if not text_at(profile, item)]
    if lacking:
        raise InputError("profile", f"profile '{name}' of {path} lacks {' and '.join(lacking)}; run aliyun configure for it.")
    token = text_at(profile, "sts_token") if mode == "StsToken" else ""
    key = AccessKey(text_at(profile, "access_key_id"), text_at(profile, "access_key_secret"), token or None)
    key.check()
    return Who(key=key)


def _seconds(value: Any) -> int:
    """Return how long a role is assumed for; the CLI writes 0 where nobody said."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value else DURATION
