# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The demo: a story in a few lines, each of them seen, and none when it is not so."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from extensions.simulator.server import Simulator
from tests.demo import __main__ as demo

TOLD = ["rehearsed", "ordered", "accepted", "paid", "border router", "BGP", "proven", "run again", "removed", "in all"]


def lines(printed: str) -> dict[str, str]:
    """Return what was told, by the word that it stands under."""
    return {word.strip(): text for word, text in re.findall(r"^  (\w[\w ]{12})  (\S.*)$", printed, re.MULTILINE)}


@pytest.mark.timeout(400)
def test_the_story_is_told_in_ten_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EQUINIX_API_TOKEN", "token-of-the-real-cloud")
    with Simulator() as simulator:
        assert demo.demo(simulator, "from_port", tmp_path) == 0
    printed = capsys.readouterr().out
    told = lines(printed)
    assert list(told) == TOLD and len(printed.splitlines()) < 35, printed
    # They are what the simulator saw.
    (order,), (payment,) = simulator.orders, simulator.alibaba.payments
    assert order["name"] in told["ordered"] and "FR-PRI-DOT1Q VLAN 1001" in told["ordered"]
    assert payment["physical_connection"] in told["accepted"]
    assert "AS 64512" in told["BGP"] and "one VLAN on both sides" in told["proven"] and "Established" in told["proven"]
    assert "0 of them to order" in told["rehearsed"] and "100.00 USD" in told["rehearsed"]
    assert told["run again"].startswith("0 of ")
    went = ["BGP peer", "BGP group", "border router", "terminated", "deleted", "connection by itself"]
    assert sorted(went, key=told["removed"].index) == went
    assert f"1 order, 1 payment, {simulator.logins} logins, {len(simulator.calls)} calls" in told["in all"]
    # The commands are those that a reader can run, and the report is there.
    commands = re.findall(r"^\$ (ansible-playbook interconnect\.equinix\.\S+ -e @(\S+).*)$", printed, re.MULTILINE)
    assert len(commands) == 4 and all((Path.cwd() / variables).exists() for _command, variables in commands)
    assert (tmp_path / "report.html").as_uri() in printed and order["name"] in (tmp_path / "report.html").read_text()


@pytest.mark.timeout(250)
def test_what_fails_is_not_told_and_shown_in_full(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Simulator(balance=0) as simulator:
        assert demo.demo(simulator, "from_port", tmp_path) == 1
    printed = capsys.readouterr().out
    assert list(lines(printed)) == ["rehearsed", "ordered", "accepted"], printed
    assert "PAY.INSUFFICIENT_BALANCE" in printed and "PLAY RECAP" in printed
    assert "The demo failed. " in printed and "not seen: paid, border router, BGP, proven." in printed


def test_a_play_that_does_nothing_is_no_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "command", lambda *_words: [sys.executable, "-c", "print('all is well')"])
    with Simulator() as simulator:
        assert demo.demo(simulator, "from_port", tmp_path) == 1
    printed = capsys.readouterr().out
    assert lines(printed) == {} and "all is well" in printed and "not seen: rehearsed." in printed
