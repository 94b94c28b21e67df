# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report by real plays: looked up on the simulator, written once, escaped, nothing written in check mode."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest

from extensions.simulator import seed
from extensions.simulator.middleware import CLIENT
from extensions.simulator.server import Simulator
from extensions.simulator.world import Phase, entity, new_row, z_side
from tests.support.plays import ACCOUNT, Play
from tests.support.report_rows import fleet

# A connection of another user may have any name; these must be shown as they are.
NAMES = ("<script>alert(1)</script>", "{{ 7 * 191 }}", "{% raw %}", '"><img src=x>', "{'a': 1}", "alibaba-fra-1")
LOGIN = {"EQUINIX_API_TOKEN": "", "EQUINIX_API_CLIENTID": CLIENT[0], "EQUINIX_API_CLIENTSECRET": CLIENT[1]}


def fill(simulator: Simulator) -> None:
    """Put connections with odd names into the simulator, from a port with one, of two shapes, and one that is not Alibaba's."""
    profile, other = simulator.world.assets["serviceProfiles"]
    for number, name in enumerate((*NAMES, "elsewhere")):
        port = {**entity(seed.port("FR-PRI-DOT1Q")), "name": f"port {name}"}
        link = {"type": "DOT1Q", "vlanTag": 2000 + number}
        row = {
            **new_row(seed.uid(name)),
            "type": "EVPL_VC",
            "name": name,
            "bandwidth": 50 if number % 2 else 200,
            "aSide": {"accessPoint": {"type": "COLO", "port": port, "linkProtocol": link, "location": seed.location("FR")}},
            "zSide": z_side(other if name == "elsewhere" else profile, "FR", "eu-central-1", ACCOUNT, 1500 + number),
        }
        simulator.world.add(row, [Phase(simulator.world.now(), "PENDING", "PROVISIONED", "PENDING_APPROVAL")])


def written(path: Path, **variables: Any) -> dict[str, Any]:
    """Return the task that writes a report; variables are those of the role without its name."""
    values = {f"fabric_report_{name}": value for name, value in {"path": str(path), **variables}.items()}
    return {"ansible.builtin.include_role": {"name": "interconnect.equinix.fabric_report"}, "vars": values}


def plays(*tasks: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"hosts": "localhost", "gather_facts": False, "tasks": list(tasks)}]


def test_check_mode_writes_nothing_and_says_so(tmp_path: Path, play: Play, simulator: Simulator) -> None:
    fill(simulator)
    path = tmp_path / "report.html"
    assert play.run(plays(written(path, include_prices=False)), "--check", "--diff", "-vvvv", **LOGIN) == 0, play.output
    assert not path.exists() and f"would be written to {path}" in play.output and "changed=1" in play.output
    assert simulator.mutating() == []
    for hidden in (CLIENT[1], ACCOUNT):
        assert hidden not in play.output


@pytest.mark.timeout(300)  # three reports, one of them with both ends
def test_reports(tmp_path: Path, play: Play, simulator: Simulator) -> None:
    """Looked up, with one end and with both, and unchanged the second time but for the time at which it was looked."""
    fill(simulator)
    path, other = tmp_path / "all.html", tmp_path / "named.html"
    assert play.run(plays(written(path)), **LOGIN) == 0, play.output
    assert "changed=1" in play.output and "6 connections: 6 await approval" in play.output
    # Login, profile, connections, and for each of the two shapes its profile and its prices.
    assert len(simulator.calls) == 7
    page = path.read_text()
    assert "<dt>Source</dt><dd>simulator on this machine (127.0.0.1:" in page
    assert "Source: simulator on this machine" in play.output and "Looked at: 20" in play.output
    looked = re.search(r"<dt>Looked at</dt><dd><time>(\d{4}-\d\d-\d\d \d\d:\d\d UTC)</time>", page)
    assert looked, page
    # As if it had been written long ago.
    path.write_text(page.replace(f"<time>{looked[1]}", "<time>2020-01-01 00:00 UTC"))
    both = plays(written(other, names=["alibaba-fra-1"], include_prices=False, alibaba=True))
    playbook = {"ansible.builtin.import_playbook": "interconnect.equinix.report"}
    both.append({**playbook, "vars": {"fabric_report_path": str(path)}})
    assert play.run(both, **LOGIN) == 0, play.output
    again = path.read_text()
    assert "changed=1" in play.output and "2020-01-01" not in again
    assert page.replace(f"<time>{looked[1]}", "<time>") == re.sub(r"(?<=<time>).*?(?=</time>)", "", again)
    assert "WARNING" not in play.output and simulator.mutating() == []

    for name in NAMES:
        shown = html.escape(name).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
        assert f"<bdi>{shown}</bdi>" in page and f"port {shown}" in page
    assert "<script" not in page and "<img" not in page and "1337" not in page and "elsewhere" not in page
    # Three of each shape, of which one costs 100 and the other 60 USD a month.
    assert "480.00 USD" in page
    assert CLIENT[1] not in page + play.output and ACCOUNT not in page + play.output
    assert path.stat().st_mode & 0o777 == 0o640

    named = html.unescape(other.read_text())
    assert "<dt>Alibaba Cloud's end</dt><dd>simulator on this machine (127.0.0.1:" in named
    assert "Alibaba Cloud's end was not looked up" in html.unescape(page) and "was not looked up" not in named
    assert "alibaba-fra-1" in named and "script" not in named and 'id="prices"' not in named


def test_reports_of_what_is_given(tmp_path: Path, play: Play, simulator: Simulator) -> None:
    given = {name.removeprefix("fabric_report_"): value for name, value in fleet(10).items()}
    full, empty = tmp_path / "given.html", tmp_path / "empty.html"
    mistake = {
        "block": [written(full, service_profile="No such profile")],
        "rescue": [{"ansible.builtin.debug": {"msg": "Said: {{ ansible_failed_result.msg }}"}}],
    }
    tasks = plays(written(full, title="Given & shown", **given), written(empty, connections=[]), mistake)
    assert play.run(tasks, **LOGIN) == 0, play.output
    assert "changed=2" in play.output and "WARNING" not in play.output
    assert "Said: fabric_report_service_profile 'No such profile' is no service profile" in play.output
    page = full.read_text()
    assert "<h1>Given &amp; shown</h1>" in page and "<dd>simulator on this machine (127.0.0.1:" in page
    # Nobody knows when that was looked up.
    assert "BGP not established" in page and "<dt>Written</dt><dd><time>20" in page and "Looked at" not in page
    assert "There are no connections." in empty.read_text()
