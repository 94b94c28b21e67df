# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One world: made in the simulator, played in, and looked at after every play. What belongs to whom the simulator knows."""

from __future__ import annotations

import copy
import os
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from extensions.simulator import seed
from extensions.simulator.alibaba_world import Thing
from extensions.simulator.middleware import Call
from extensions.simulator.server import Simulator
from extensions.simulator.strangers import add_dedicated_circuit, add_router, add_shared_port, foreign_rows
from extensions.simulator.world import GONE, Connection, Phase, Row, entity, new_row, z_side
from tests.demo.__main__ import environment
from tests.support.in_process import PlayClock, in_process
from tests.support.plays import ACCOUNT, ORIGINS, ROOT
from tests.worlds.player import Ended, Player
from tests.worlds.worlds import BANDWIDTH, NAME, OTHER_ACCOUNT, SECOND, WAIT, Step, Stranger, Values, World

PLAYBOOKS = {
    "port": "from_port",
    "qinq": "from_port",
    "token": "from_service_token",
    "router": "from_cloud_router",
    "device": "from_virtual_device",
}
SHARED_SPECS = {200: "200M", 1000: "1G"}
# The other end of the first and of the second connection.
_GATEWAYS = [("192.0.2.2", "192.0.2.1"), ("192.0.2.6", "192.0.2.5")]
_FABRIC_VLAN = 2900  # of the connections of others, on the Z-side


@dataclass
class Tally:
    """What happened, summed up."""

    worlds: int = 0
    twins: int = 0  # worlds with a port that nothing tells from ours
    plays: int = 0
    refusals: int = 0  # plays that ended with a sentence
    both_ends: int = 0  # orders that ended with both ends
    removals: int = 0  # that ended well, with something that had been there
    orders: int = 0
    payments: int = 0
    played: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    undecidable: list[str] = field(default_factory=list)  # what was done to a port that nothing tells from ours
    told: list[str] = field(default_factory=list)  # what a report with another account's key shows

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def try_world(world: World) -> Tally:
    """Make a world, play in it, and return what happened."""
    clock = PlayClock()
    with tempfile.TemporaryDirectory() as folder, Simulator(**world.settings) as simulator:
        simulator.world.now = clock
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("EQUINIX_", "ALIBABA_", "ALICLOUD_"))}
        with mock.patch.dict(os.environ, kept, clear=True), in_process(clock):
            trial = Trial(world, simulator, clock, Path(folder))
            trial.run()
    return trial.tally


class Trial:
    """A world that is played in. It ends with the first violation: what comes after it proves nothing."""

    def __init__(self, world: World, simulator: Simulator, clock: PlayClock, folder: Path) -> None:
        self.world, self.simulator, self._clock, self._folder = world, simulator, clock, folder
        self.tally = Tally(worlds=1, twins=world.twins)
        self._strangers: dict[str, Stranger] = {}  # by the id of the physical connection
        self._others: set[str] = set()  # UUIDs of the connections of others
        self._consented = False
        for number, stranger in enumerate(world.strangers):
            self._add(number, stranger)

    # -- what is not ours

    def _add(self, number: int, stranger: Stranger) -> None:
        if stranger.kind == "dedicated":
            vlan = 1000 if stranger.vlan is None else stranger.vlan
            identity = add_dedicated_circuit(self.simulator, stranger.account, stranger.region, stranger.name, vlan=vlan)
            # That a physical connection of one's own never shows a VLAN is written nowhere.
            shown = {"VlanId": stranger.vlan or "", "Bandwidth": stranger.bandwidth, "Spec": SHARED_SPECS[stranger.bandwidth]}
            self.simulator.alibaba.things["physical_connections"][identity].row.update(shown)
        elif stranger.kind == "shared":
            identity = self._add_shared(stranger)
        else:
            identity = self._add_connection(number, stranger)
        self._strangers[identity] = stranger

    def _add_shared(self, stranger: Stranger) -> str:
        accepted = stranger.status in ("Confirmed", "Enabled", "Terminated")
        identity = add_shared_port(
            self.simulator,
            stranger.account,
            stranger.region,
            stranger.name,
            VlanId="" if stranger.vlan is None else stranger.vlan,
            Bandwidth=stranger.bandwidth,
            Spec=SHARED_SPECS[stranger.bandwidth],
            Status=stranger.status,
            VpconnStatus="Confirmed" if accepted else "UnConfirmed",
            LineOperator=stranger.operator,
        )
        if stranger.status == "Enabled":
            vlan = 1000 if stranger.vlan is None else stranger.vlan
            add_router(self.simulator, stranger.account, stranger.region, identity, vlan=vlan, name=stranger.name)
        return identity

    def _add_connection(self, number: int, stranger: Stranger) -> str:
        """Give somebody else of the same organization an active connection of that name from another port."""
        world, cloud = self.simulator.world, self.simulator.alibaba
        # From a port that is none of ours: of two connections of one name from one port, the search may show the other alone.
        name, encapsulation = ("FR-PRI-QINQ", "QINQ") if self.world.origin == "port" else ("FR-SEC-DOT1Q", "DOT1Q")
        port = next(row for row in world.assets["ports"] if row["name"] == name)
        vlan = _FABRIC_VLAN + number
        metro, region = self.world.metro, self.world.region
        tags = {"vlanSTag": vlan, "vlanCTag": vlan} if encapsulation == "QINQ" else {"vlanTag": vlan}
        link = {"type": encapsulation, **tags}
        point = {"type": "COLO", "port": entity(port), "linkProtocol": link, "location": seed.location("FR")}
        row = {
            **new_row(),
            "type": "EVPL_VC",
            "name": stranger.name,
            "bandwidth": BANDWIDTH,
            "notifications": [{"type": "ALL", "emails": ["noc@example.com"]}],
            "aSide": {"accessPoint": point},
            "zSide": z_side(world.assets["serviceProfiles"][0], metro, region, stranger.account, vlan),
        }
        connection = world.add(row, [Phase(self._clock() - 100, "ACTIVE", "PROVISIONED", "PROVISIONED")])
        connection.accepted = True
        physical_connection = cloud.add_physical_connection(
            stranger.account, region, stranger.name, VlanId=vlan, Status="Enabled", VpconnStatus="Confirmed"
        )
        connection.physical_connection = str(physical_connection["PhysicalConnectionId"])
        cloud.things["physical_connections"][connection.physical_connection].connection = connection
        if self.world.settings["provider_ids"]:
            row["zSide"]["accessPoint"]["providerConnectionId"] = connection.physical_connection
        add_router(self.simulator, stranger.account, region, connection.physical_connection, vlan=vlan, name=stranger.name)
        self._others.add(row["uuid"])
        return connection.physical_connection

    def _foreign(self) -> dict[str, Row]:
        """Return all that is not ours, by id, as it is at this moment."""
        cloud = self.simulator.alibaba
        # What is due becomes ours before it is asked whose it is.
        self.simulator.world.scheduler.settle()
        found = foreign_rows(self.simulator)
        for uuid in self._others:
            shown = self.simulator.world.shown(self.simulator.connections[uuid])
            found[uuid] = copy.deepcopy({key: value for key, value in shown.items() if key != "operation"})
        theirs = self._theirs()
        routers = {name for name, row in cloud.routers.items() if row["PhysicalConnectionId"] in theirs}
        groups = {name for name, row in cloud.bgp_groups.items() if row["RouterId"] in routers}
        for rows, names in (
            (cloud.physical_connections, theirs),
            (cloud.routers, routers),
            (cloud.bgp_groups, groups),
            (cloud.bgp_peers, {name for name, row in cloud.bgp_peers.items() if row["BgpGroupId"] in groups}),
        ):
            found.update({name: copy.deepcopy(rows[name]) for name in names if name in rows})
        for payment in cloud.payments:
            if payment["physical_connection"] in theirs:
                found[f"payment {payment['order']}"] = dict(payment)
        return found

    def _theirs(self) -> set[str]:
        """Return the physical connections of the connections of others."""
        return {self.simulator.world.connections[uuid].physical_connection for uuid in self._others}

    # -- what is ours

    def _own(self, name: str = "") -> list[Connection]:
        """Return the own connections, those that are gone included."""
        return [
            connection
            for uuid, connection in self.simulator.connections.items()
            if uuid not in self._others and name in ("", connection.row["name"])
        ]

    def _living(self, name: str) -> list[Connection]:
        now = self._clock()
        return [connection for connection in self._own(name) if connection.phase(now).state != GONE]

    def _port(self, connection: Connection) -> Thing | None:
        return self.simulator.alibaba.physical_connection(connection.physical_connection)

    def _listed(self, name: str) -> str:
        """Return the id of the own port of a connection's name that there is at this moment, empty when there is none."""
        found = [connection.physical_connection for connection in self._own(name) if self._port(connection)]
        return found[-1] if found else ""

    # -- playing

    def run(self) -> None:
        """Play all steps, up to the first violation."""
        for number, step in enumerate(self.world.steps):
            found = list(self._step(step))
            if found:
                kept = self._kept(step, {identity for identity, _text in found} - {""})
                told = "; ".join(dict.fromkeys(text for _identity, text in found))
                kept.append(f"{self.world.seed}, step {number + 1} of {len(self.world.steps)} ({_words(step)}): {told}")
                break
        self.tally.orders = len(self.simulator.orders)
        self.tally.payments = len(self.simulator.alibaba.payments)

    def _step(self, step: Step) -> Iterator[tuple[str, str]]:
        """Carry a step out; yield what it must not have done, as pairs of the id that it was done to, if any, and words."""
        if step.what == "wait":
            self._clock.sleep(step.seconds)
            return
        if step.what == "accept":
            self._accept()
            return
        before, calls, listed = self._foreign(), len(self.simulator.calls), set(map(self._listed, self.world.names))
        self._had_listed = "" not in listed
        had = any(self._living(name) for name in self.world.names)
        self._consented = self._consented or (step.consent and not step.check)
        self.tally.plays += 1
        self.tally.played[_words(step)] += 1
        try:
            ended = self._play(step)
        except Exception:
            yield "", traceback.format_exc()[-1500:]
            return
        self.tally.refusals += not ended.ok
        if ended.mistake or "This is a mistake in" in ended.failed or "Traceback" in ended.failed:
            yield "", f"a mistake in task '{ended.task}': {ended.failed}"
        sent = [call for call in self.simulator.calls[calls:] if call.mutating]
        yield from self._harm(before, sent)
        yield from self._sent_wrongly(step, sent)
        yield from self._twice()
        yield from self._shown(ended)
        yield from self._named(step, ended)
        if ended.ok and not step.check:
            yield from self._said(step, had)

    def _accept(self) -> None:
        """Play the tenant at Alibaba Cloud's console, where our connection waits for it."""
        now = self._clock()
        for name in self.world.names:
            for connection in self._living(name):
                if connection.phase(now).provider == "PENDING_APPROVAL":
                    self.simulator.accept(connection.row["uuid"])

    def _play(self, step: Step) -> Ended:
        account = OTHER_ACCOUNT if step.mistake == "key" else ACCOUNT
        key, secret = seed.ALIBABA_KEYS[account]
        given = {
            **{name: value for name, value in environment(self.simulator).items() if name.startswith(("EQUINIX_", "ALIBABA_"))},
            "ALIBABA_CLOUD_ACCESS_KEY_ID": key,
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": secret,
            "ANSIBLE_HOME": str(self._folder),
        }
        playbook = {
            "provision": f"express_connect_{PLAYBOOKS[self.world.origin]}",
            "status": "express_connect_status",
            "deprovision": "express_connect_deprovision",
            "report": "report",
        }[step.what]
        variables = self._variables(step) if step.what != "report" else self._report_variables()
        (self._folder / "report.html").unlink(missing_ok=True)
        with mock.patch.dict(os.environ, given):
            return Player(variables, self._clock, check=step.check).play(ROOT / "playbooks" / f"{playbook}.yml")

    def _report_variables(self) -> Values:
        return {"fabric_report_alibaba": True, "fabric_report_path": str(self._folder / "report.html")}

    def _variables(self, step: Step) -> Values:
        world = self.world
        names = [f"{name}-typo" if step.mistake == "name" else name for name in world.names]
        origins = world.origins
        if step.mistake == "origin":
            # Another asset: tags are changed in place, and say nothing of which connection is meant.
            elsewhere = {"port": "FR-PRI-QINQ", "vlan_s_tag": 5, "vlan_c_tag": 6}
            origins = [ORIGINS["port-dot1q"] if world.origin == "qinq" else elsewhere] * len(names)
        found: Values = {
            "express_connect_name": names[0],
            "express_connect_bandwidth": BANDWIDTH,
            "express_connect_a_side": origins[0],
            "express_connect_metro_code": world.metro,
            "express_connect_account_id": ACCOUNT,
            "express_connect_notifications": ["noc@example.com"],
            "express_connect_wait_timeout": WAIT,
        }
        if world.pair:
            found |= {"express_connect_secondary_name": names[1], "express_connect_secondary_a_side": origins[1]}
        if step.consent:
            found |= self._other_end()
        return found | self._ids(step)

    def _other_end(self) -> Values:
        """Return what is agreed to and wanted at Alibaba Cloud."""
        routers = [
            {"local_gateway_ip": local, "peer_gateway_ip": peer, "peering_subnet_mask": "255.255.255.252"}
            for local, peer in _GATEWAYS
        ]
        routings: list[Values] = [{"alibaba": {"peer_asn": 64512}}, {"alibaba": {"peer_asn": 64512}}]
        if self.world.origin == "router":
            routings = [
                {
                    "direct": {"equinix_iface_ipv4": f"{peer}/30"},
                    "bgp": {"customer_asn": 64999, "customer_peer_ipv4": local},
                }
                for local, peer in _GATEWAYS
            ]
        found: Values = {
            "express_connect_accept": {"outbound_data_transfer_billing": True, "period": 1},
            "express_connect_virtual_border_router": routers[0],
            "express_connect_bgp": routings[0],
        }
        if self.world.pair:
            found["express_connect_bgp"] = {**routings[0], "secondary": routings[1]}
            found["express_connect_secondary_virtual_border_router"] = routers[1]
        return found

    def _ids(self, step: Step) -> Values:
        """Return the ids of physical connections that the user gives: the own ones, or one that is not."""
        options = {NAME: "express_connect_physical_connection_id", SECOND: "express_connect_secondary_physical_connection_id"}
        if step.mistake in ("dedicated", "foreign"):
            wrong = next(identity for identity, stranger in self._strangers.items() if _is_meant(step.mistake, stranger))
            return {options[NAME]: wrong}
        if not self.world.names_port:
            return {}
        return {options[name]: self._listed(name) for name in self.world.names if self._listed(name)}

    # -- looking

    def _harm(self, before: dict[str, Row], sent: list[Call]) -> Iterator[tuple[str, str]]:
        """Yield what was done to others."""
        after = self._foreign()
        for identity in before.keys() | after.keys():
            if before.get(identity) != after.get(identity):
                physical_connection = self._physical_connection_of(identity, {**before, **after}[identity], {**before, **after})
                yield (
                    physical_connection,
                    f"{identity} of {self._strangers.get(physical_connection)} was "
                    f"{_change(before.get(identity), after.get(identity))}",
                )
        for call in sent:
            said = f"{call.path} {call.query} {call.body}"
            for identity in before:
                if identity in said:
                    physical_connection = self._physical_connection_of(identity, before[identity], before)
                    action = f"{call.method} {call.path} {call.status}"
                    yield physical_connection, f"{action} names {identity} of {self._strangers.get(physical_connection)}"
        if wrong := self.simulator.alibaba.opened - ({ACCOUNT} if self._consented else set()) - self._opened_outside():
            yield "", f"outbound data was agreed to for {wrong}"

    def _opened_outside(self) -> set[str]:
        return {ACCOUNT} if any(step.what == "accept" for step in self.world.steps) else set()

    def _physical_connection_of(self, identity: str, row: Row, rows: dict[str, Row]) -> str:
        """Return the id of the physical connection that something foreign hangs on."""
        for key in ("PhysicalConnectionId", "RouterId", "BgpGroupId", "physical_connection"):
            parent = str(row.get(key, ""))
            if parent and parent != identity:
                return self._physical_connection_of(parent, rows[parent], rows) if parent in rows else parent
        connection = self.simulator.world.connections.get(identity)
        return connection.physical_connection if connection else identity

    def _sent_wrongly(self, step: Step, sent: list[Call]) -> Iterator[tuple[str, str]]:
        """Yield what was sent where nothing may be sent: in check mode, by what only looks, or for what does not exist."""
        lookups = step.what in ("status", "report")
        nowhere = step.what == "deprovision" and step.mistake in ("origin", "name")
        if step.check or lookups or nowhere:
            yield from (("", f"{call.method} {call.path} was sent") for call in sent)

    def _twice(self) -> Iterator[tuple[str, str]]:
        """Yield what was ordered or paid twice."""
        for name in self.world.names:
            if len(self._living(name)) > 1:
                yield "", f"{name} was ordered {len(self._living(name))} times"
        for physical_connection, count in Counter(
            payment["physical_connection"] for payment in self.simulator.alibaba.payments
        ).items():
            if count > 1:
                yield "", f"{physical_connection} was paid {count} times"

    def _shown(self, ended: Ended) -> Iterator[tuple[str, str]]:
        """Yield what is not ours and was shown as ours."""
        result = ended.facts.get("express_connect_result", {})
        ends = [end["alibaba"] for end in result.get("both_ends", [])]
        shown = {str(end["physical_connection_id"]) for end in ends} | {str(end["virtual_border_router_id"]) for end in ends}
        shown |= {str(row["physical_connection_id"]) for row in result.get("physical_connections", [])}
        shown |= {str(row["vbr_id"]) for row in result.get("virtual_border_routers", [])}
        foreign = self._foreign()
        report = self._folder / "report.html"
        if report.exists():
            text = report.read_text()
            shown |= {identity for identity in foreign if identity in text and identity not in self._others}
        for identity in shown & foreign.keys():
            physical_connection = self._physical_connection_of(identity, foreign[identity], foreign)
            if report.exists() and physical_connection in self._theirs():
                continue  # a report is about all connections of the organization, and it is theirs
            yield physical_connection, f"{identity} of {self._strangers.get(physical_connection)} was shown as ours"

    def _named(self, step: Step, ended: Ended) -> Iterator[tuple[str, str]]:
        """Yield what could not be ours, and was named as if it could: a candidate is a shared port of our name and account."""
        text = "\n".join([ended.failed, *ended.said])
        for identity, stranger in self._strangers.items():
            possible = stranger.kind != "dedicated" and stranger.name in self.world.names and stranger.account == ACCOUNT
            if identity in text and not possible and step.what != "report" and identity not in self._ids(step).values():
                yield identity, f"{identity} of {stranger} was named: {ended.failed or 'in what was shown'}"

    def _said(self, step: Step, had: bool) -> Iterator[tuple[str, str]]:
        """Yield where a play that ended well said what is not so."""
        if step.what == "provision":
            self.tally.both_ends += step.consent
            for name in self.world.names:
                yield from (("", f"ok, but {text}") for text in self._missing(name, both=step.consent))
        elif step.what == "deprovision" and step.mistake not in ("origin", "name"):
            self.tally.removals += had
            for name in self.world.names:
                if self._living(name):
                    yield "", f"ok, but {name} is still there on Fabric"
                yield from (
                    ("", f"ok, but {connection.physical_connection} of {name} is still there, {port.status}")
                    for connection in self._own(name)
                    if (port := self._port(connection)) is not None
                )

    def _missing(self, name: str, *, both: bool) -> Iterator[str]:
        """Yield what there should be of a connection that was ordered well."""
        living = self._living(name)
        if len(living) != 1:
            yield f"there are {len(living)} connections {name}"
        elif both:
            port, state = self._port(living[0]), living[0].phase(self._clock()).state
            if state != "ACTIVE" or port is None or port.status != "Enabled":
                yield f"{name} is {state}, its port {port.status if port else 'not there'}"
            if living[0].physical_connection not in {
                row["PhysicalConnectionId"] for row in self.simulator.alibaba.routers.values()
            }:
                yield f"{name} has no router on its own port"

    def _kept(self, step: Step, touched: set[str]) -> list[str]:
        """Return where it is counted that these physical connections were touched."""
        if self._excused(touched):
            return self.tally.undecidable
        # A report is of all connections there are, and nobody says for which account they were ordered.
        if touched and step.what == "report" and step.mistake == "key":
            return self.tally.told
        return self.tally.violations

    def _excused(self, touched: set[str]) -> bool:
        """Tell whether what was done was done to ports alone that nothing tells from ours, while ours was not listed."""
        vlans = {connection.row["zSide"]["accessPoint"]["linkProtocol"]["vlanTag"] for connection in self._own()}
        twins = {
            identity
            for identity, stranger in self._strangers.items()
            if self.world.is_duplicate(stranger) and stranger.vlan in vlans and self.world.settings["vlan_after"] >= 0
        }
        # What is said of our own end follows from it.
        return bool(touched) and touched <= twins and not self._had_listed


def _is_meant(mistake: str, stranger: Stranger) -> bool:
    if mistake == "dedicated":
        return stranger.kind == "dedicated"
    return stranger.kind == "shared" and stranger.name not in (NAME, SECOND)


def _change(before: Row | None, after: Row | None) -> str:
    if before is None or after is None:
        return "removed" if before else "added"
    return "changed in " + ", ".join(sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key)))


def _words(step: Step) -> str:
    found = [step.what, "with consent" * step.consent, f"wrong {step.mistake}" * bool(step.mistake), "check" * step.check]
    return " ".join(filter(None, found))
