# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stories of the soak: what is wanted, what goes wrong meanwhile, and what has to be true afterwards.

A story is a pure function of its seed: which origin, which steps, which faults, when to kill. Each step is run again and
again until it has come about, as somebody at a terminal or a job template would.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from extensions.simulator import seed
from extensions.simulator.faults import Fault
from extensions.simulator.middleware import CLIENT
from tests.soak.cloud import Cloud, Report
from tests.soak.runner import SPEED, Ended, run_module, run_play
from tests.support.plays import ACCOUNT, ORIGINS, desired

NAME = "alibaba-fra-1"
CONNECTIONS = "/fabric/v4/connections"
ONE = f"{CONNECTIONS}/[^/]*"
DELAYS = ("provisioning", "changing", "deprovisioning", "sharing", "accepting", "terminating", "settling")
MOST_RUNS = 25  # of one step
# Seconds of real time; on a machine with other things to do a call takes longer than one would think.
API_TIMEOUT = 1.5


@dataclass(frozen=True)
class Driver:
    """A module that can bring a connection about: its name, and its options for those of ``fabric_connection``.

    ``weight`` says how often it is chosen beside the others.
    """

    module: str
    options: Callable[[dict[str, Any]], dict[str, Any]]
    weight: int


# What is said once for all connections of a list.
TOGETHER = ("client_id", "client_secret", "access_token", "api_endpoint", "api_timeout", "api_retries", "wait_timeout")


def in_a_list(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a list of one connection."""
    own = {name: value for name, value in spec.items() if name not in (*TOGETHER, "vlan_id")}
    return {**{name: spec[name] for name in TOGETHER}, "connections": [own]}


def at_alibaba_cloud(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the options that accept and pay the shared port of a connection, or remove it."""
    key, secret = seed.ALIBABA_KEYS[ACCOUNT]
    return {
        "access_key_id": key,
        "access_key_secret": secret,
        "region": "eu-central-1",
        "accept_outbound_data_transfer_billing": True,
        "order": {"period": 1},
        **{
            name: spec[name]
            for name in ("name", "vlan_id", "state", "api_endpoint", "api_timeout", "api_retries", "wait_timeout")
        },
    }


# Everything that orders, changes or removes connections has a line here.
DRIVERS = (
    Driver("fabric_connection", lambda spec: {name: value for name, value in spec.items() if name != "vlan_id"}, 10),
    Driver("fabric_connections", in_a_list, 6),
)
AT_ALIBABA = Driver("alibaba_physical_connection", at_alibaba_cloud, 0)

# Whose calls the faults of a step are for, more often those that change something.
TARGETS = {
    "order": [
        ("POST", CONNECTIONS, 6),
        ("POST", f"{CONNECTIONS}/search", 4),
        ("GET", ONE, 3),
        ("POST", f"{CONNECTIONS}/validate", 1),
        ("POST", "/fabric/v4/(serviceProfiles|routers)/search", 1),
        ("GET", "/fabric/v4/(ports|serviceTokens)(/.*)?", 1),
        ("GET", "/ne/v1/devices(/.*)?", 1),
        ("POST", "/oauth2/v1/token", 1),
    ],
    "change": [("PATCH", ONE, 6), ("GET", ONE, 4), ("POST", f"{CONNECTIONS}/search", 3)],
    "accept": [
        ("POST", "/vpc/CreatePhysicalConnectionOccupancyOrder", 6),
        ("POST", "/vpc/ConfirmPhysicalConnection", 4),
        ("POST", "/vpc/(Get|Open)PhysicalConnectionService.*", 2),
        ("POST", "/vpc/DescribePhysicalConnections", 3),
    ],
    "terminate": [
        ("POST", "/vpc/(Terminate|Delete)PhysicalConnection", 6),
        ("POST", "/vpc/Describe.*", 3),
    ],
    "remove": [("DELETE", ONE, 6), ("GET", ONE, 4), ("POST", f"{CONNECTIONS}/search", 3)],
}


@dataclass
class Tally:
    """What happened, summed up."""

    runs: int = 0
    plays: int = 0  # of the runs, those by ansible-playbook
    kills: int = 0
    failures: int = 0  # runs that ended with a sentence
    specs: int = 0
    steps: int = 0
    orders: int = 0
    accepted: int = 0  # connections that were accepted at Alibaba Cloud
    payments: int = 0  # for them
    struck: Counter[str] = field(default_factory=Counter)
    drivers: Counter[str] = field(default_factory=Counter)
    origins: Counter[str] = field(default_factory=Counter)
    duplicates: list[str] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)
    tracebacks: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def faults_for(random: Random, step: str, *, patient: bool) -> list[Fault]:
    """Return what goes wrong in a step. ``patient`` leaves out what makes a module look for a minute for what is not there."""
    faults = []
    for _number in range(random.choice([0, 1, 1, 2, 2, 3])):
        method, path, _weight = random.choices(TARGETS[step], [target[2] for target in TARGETS[step]])[0]
        faults.append(_fault(random, method, path, patient=patient or (method, path) != ("POST", CONNECTIONS)))
    return faults


def _fault(random: Random, method: str, path: str, *, patient: bool) -> Fault:
    kind = random.choice(["status", "status", "html", "empty", "cut", "cut", "half_json", "silence", "slow", "token_expired"])
    after = random.random() < 0.5 or not patient
    common: dict[str, Any] = {"times": random.choice([1, 1, 1, 2, 4]), "skip": random.choice([0, 0, 0, 1, 2])}
    if kind == "status" and random.random() < 0.4:
        return Fault(method, path, kind, status=429, headers={"Retry-After": "2"}, **common)
    if kind in ("status", "html", "empty"):
        return Fault(method, path, kind, status=random.choice([500, 502, 503, 504]), took_effect=after, **common)
    if kind == "slow":
        return Fault(method, path, kind, seconds=random.choice([0.05, 0.05, 1.2 * API_TIMEOUT]), **common)
    return Fault(method, path, kind, seconds=1.2 * API_TIMEOUT, took_effect=after and kind in ("cut", "silence"), **common)


def tell(story: str, *, play: bool = False) -> Tally:
    """Tell the story of a seed (``story``), with ``play`` by ansible-playbook, and return what happened."""
    random = Random(story)
    tally = Tally(specs=1)
    origin = random.choice(list(ORIGINS))
    driver = random.choices(DRIVERS, [item.weight for item in DRIVERS])[0]
    spec = desired(
        name=NAME,
        a_side=ORIGINS[origin],
        client_id=CLIENT[0],
        client_secret=CLIENT[1],
        access_token="",
        api_timeout=API_TIMEOUT,
        api_retries=2,
        wait_timeout=300,
    )
    tally.origins[origin] += 1
    delays = {name: random.choice([0.0, 0.02]) for name in DELAYS}
    settings: dict[str, Any] = {**delays, "latency": random.choice([0.0, 0.002]), "forgets_deleted": random.random() < 0.5}
    # Up to 90 s of the modules' time.
    settings["search_lag"] = random.choice([0.0, 0.0, 0.04, random.uniform(0, 90 / SPEED)])
    steps = ["order", *(["change"] if random.random() < 0.5 else [])]
    accepted = random.random() < 0.35
    if accepted:
        settings["pays_twice"] = True  # the API is no help against a second payment
        steps.append("accept")
    if random.random() < 0.7:
        steps += ["terminate", "remove"] if accepted else ["remove"]
    with (
        Cloud(**settings) as cloud,
        tempfile.TemporaryDirectory() as folder,
        # The machine of this story, where plays have their home too.
        mock.patch.dict(os.environ, ANSIBLE_HOME=str(Path(folder) / "home")),
    ):
        for step in steps:
            if step == "change":
                spec = {**spec, "bandwidth": 500}
            asked = {**spec, "state": "absent" if step in ("remove", "terminate") else "present", "api_endpoint": cloud.url}
            if step == "remove" and accepted:
                asked["provider_initiated"] = True
            used = AT_ALIBABA if step in ("accept", "terminate") else driver
            # What proves at Alibaba Cloud which port it is, as Fabric shows it.
            point = cloud.report().settings.get(NAME, {}).get("zSide", {}).get("accessPoint", {})
            asked["vlan_id"] = point.get("linkProtocol", {}).get("vlanTag")
            cloud.add(faults_for(random, step, patient=not play))
            told = _Step(f"{story} {used.module} {origin} {step}", random, tally, cloud, play=play)
            if not told.bring_about(used, asked, Path(folder)):
                break
        report = cloud.report()
    tally.struck.update(report.struck)
    tally.orders += report.orders[NAME]
    tally.payments += report.payments
    return tally


@dataclass
class _Step:
    """One step of a story."""

    name: str
    random: Random
    tally: Tally
    cloud: Cloud
    play: bool

    def bring_about(self, driver: Driver, asked: dict[str, Any], folder: Path) -> bool:
        """Run the step until it has come about; tell whether it has."""
        for number in range(MOST_RUNS):
            ended = self._run(driver, asked, folder, may_kill=number < 5)
            report = self.cloud.report()
            if report.orders[NAME] > 1 or report.living[NAME] > 1 or report.payments > 1:
                twice = f"{report.orders[NAME]} orders, {report.payments} payments"
                self.tally.duplicates.append(f"{self.name}, run {number + 1}: {twice}")
                return False
            if ended.traceback:
                self.tally.tracebacks.append(f"{self.name}, run {number + 1}: {ended.traceback}")
                return False
            if ended.well:
                if driver is AT_ALIBABA:
                    return self._judge_port(asked, ended, report)
                return self._acceptor(asked, ended, report.living[NAME], report.settings.get(NAME, {}))
            if ended.result is not None:
                self.tally.failures += 1
        self.tally.unresolved.append(f"{self.name}: not after {MOST_RUNS} runs, {ended}")
        return False

    def _run(self, driver: Driver, asked: dict[str, Any], folder: Path, *, may_kill: bool) -> Ended:
        kill_after = None
        if may_kill and self.random.random() < 0.4:
            kill_after = self.random.uniform(0.5, 2.5) if self.play else self.random.uniform(0.0, 0.35)
        self.tally.runs += 1
        self.tally.drivers[driver.module] += 1
        if self.play:
            self.tally.plays += 1
            ended = run_play(folder, self.cloud.url, driver.module, driver.options(asked), kill_after)
        else:
            ended = run_module(driver.module, driver.options(asked), kill_after)
        self.tally.kills += ended.killed
        return ended

    def _judge_port(self, asked: dict[str, Any], ended: Ended, report: Report) -> bool:
        """What the module calls done has to be so at Alibaba Cloud."""
        if dict(report.ports) != ({"Enabled": 1} if asked["state"] == "present" else {}):
            self.tally.unresolved.append(f"{self.name}: ports are {dict(report.ports)}, yet it ended with {ended.result}")
            return False
        self.tally.steps += 1
        self.tally.accepted += asked["state"] == "present"
        return True

    def _acceptor(self, asked: dict[str, Any], ended: Ended, living: int, row: dict[str, Any]) -> bool:
        """What a module calls done has to be so in the cloud."""
        wrong = ""
        if living != (asked["state"] == "present"):
            wrong = f"{living} connections are there"
        elif living and row["bandwidth"] != asked["bandwidth"]:
            wrong = f"bandwidth is {row['bandwidth']}"
        if wrong:
            self.tally.unresolved.append(f"{self.name}: {wrong}, yet it ended with {ended.result}")
            return False
        self.tally.steps += 1
        return True
