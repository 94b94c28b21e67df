# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is in no list, and what each host tells: nothing foreign may ever be removed, and nobody tells what is not so."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.plugin_utils.fabric_fleet import own_outcome, told_of, untold
from ansible_collections.interconnect.equinix.plugins.plugin_utils.fleet_strays import (
    purge_problems,
    stray_lines,
    strays,
    unpurged,
)
from hypothesis import given
from hypothesis import strategies as st

PROJECT = "p-1"
NAMES = ("a", "b", "c")
PHASES = ("requested", "pending_approval", "failed", "in_progress", "active", "unknown", "deprovisioning", "deprovisioned", "")


@st.composite
def worlds(
    draw: st.DrawFn,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], list[Any]]:
    """Connections that stand, those that the module finds in the list, the list, what is for its accounts, and others' specs."""
    rows: list[dict[str, Any]] = [
        {
            "uuid": f"u-{number}",
            "name": draw(st.sampled_from(NAMES)),
            "direction": draw(st.sampled_from(["OUTGOING", "INCOMING", None])),
            "state": draw(st.sampled_from(["ACTIVE", "DRAFT"])),
            "project": draw(st.sampled_from([{"project_id": PROJECT}, {"project_id": PROJECT}, {"project_id": "p-2"}, {}])),
            "redundancy": {"group": draw(st.sampled_from(["g-1", "g-2", ""]))},
            "status": {"phase": draw(st.sampled_from(PHASES))},
        }
        for number in range(draw(st.integers(0, 8)))
    ]
    known = [{"connection": {"uuid": row["uuid"].upper()}} for row in rows if draw(st.integers(0, 2)) == 0]
    listed = [{"name": name} for name in NAMES if draw(st.booleans())]
    ours = [row for row in rows if draw(st.booleans())]
    return rows, known, listed, ours, [{"name": name} for name in NAMES if draw(st.integers(0, 3)) == 0]


@given(worlds(), st.sampled_from([PROJECT, ""]))
def test_only_what_everything_proves_is_removed(world: Any, project: str) -> None:
    rows, known, listed, ours, others = world
    found = strays(rows, known, listed, project, ours, others)
    by_uuid = {row["uuid"]: row for row in rows}
    in_list = {item["connection"]["uuid"].lower() for item in known}
    names = {item["name"] for item in (*listed, *others)}
    going = {row["uuid"] for row in found if not row["kept"]}
    for uuid in going:
        row = by_uuid[uuid]
        assert uuid not in in_list and row in ours and row["name"] not in names
        assert project and row["project"] == {"project_id": PROJECT}
        assert row["status"]["phase"] in ("requested", "pending_approval", "failed")
        assert row["direction"] != "INCOMING" and row["state"] != "DRAFT"
        group = row["redundancy"]["group"]
        partners = [
            other
            for other in rows
            if group and other["redundancy"]["group"] == group and other["uuid"] in {*in_list, *(item["uuid"] for item in found)}
        ]
        stand = [item for item in partners if item["status"]["phase"] not in ("deprovisioning", "deprovisioned")]
        stand = [item for item in stand if item["direction"] != "INCOMING" and item["state"] != "DRAFT"]
        assert all(item["uuid"] in going for item in stand if item["project"] != {"project_id": "p-2"})
    # What is not removed and is this fleet's is told of.
    assert len(unpurged(found)) == sum(1 for row in found if row["ours"] and row["kept"])
    assert len(stray_lines(found, purge=True)) == (len(found) + 1 if found else 0)


def test_what_is_of_this_list_is_no_stray() -> None:
    row = {"uuid": "u-1", "name": "a", "status": {"phase": "active"}, "project": {"project_id": PROJECT}}
    assert strays([row], [{"connection": {"uuid": "U-1"}}], [], PROJECT, [row]) == []
    assert strays([row], [], [{"uuid": "U-1"}], PROJECT, [row]) == []
    # Of a spec that nobody has looked for, any name may be the one.
    assert strays([row], [], [], PROJECT, [row], [{"name": "a"}]) == []
    assert [item["kept"] for item in strays([row], [], [{"name": "a"}], PROJECT, [row])] != [""]


LISTED = [{"z_side": {"authentication_key": "5" * 16}}]
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"by_host": True, "limit": "fra"}, "a limit ('fra')"),
    ({"by_host": True, "left_out": ["fra-2"]}, "a play without fra-2"),
    ({"by_host": True, "job": "7"}, "a slice of the hosts"),
    ({"by_host": False, "project_id": ""}, "fabric_fleet_project_id"),
    ({"by_host": False, "connections": [{"name": "a"}]}, "z_side.authentication_key"),
]


@pytest.mark.parametrize(("how", "sentence"), REFUSED, ids=[sentence for _how, sentence in REFUSED])
def test_what_is_no_whole_list_purges_nothing(how: dict[str, Any], sentence: str) -> None:
    (problem,) = purge_problems(**{"project_id": PROJECT, "connections": LISTED, **how})
    assert sentence in problem and "leave fabric_fleet_purge out" in problem


def test_a_list_knows_no_limit() -> None:
    assert purge_problems(by_host=False, project_id=PROJECT, connections=LISTED, limit="fra", job="7") == []


# -- what each host tells


def row_of(name: str, **changes: Any) -> dict[str, Any]:
    """Return the result of one connection."""
    row: dict[str, Any] = {"name": name, "action": "", "changed": False, "failed": False, "msg": "", "diff": {}}
    return {**row, "connection": {"uuid": f"u-{name}"}, "status": {"phase": "pending_approval"}, **changes}


ROWS = [
    row_of("a"),
    row_of("b", action="update", changed=True, diff={"before": {"bandwidth": 50}, "after": {"bandwidth": 200}}),
    row_of("c", failed=True, msg="No."),
]
KNOWN = {"fabric_fleet_done": True, "fabric_fleet_order": ["a", "b", "c"], "fabric_fleet_result": {"results": ROWS}}


def test_each_host_tells_its_own() -> None:
    told = {host: own_outcome(host, "a", KNOWN, ["a", "b", "c"]) for host in "abcd"}
    assert [(item["changed"], item["failed"]) for item in told.values()] == [
        (False, False),
        (True, False),
        (False, True),
        (False, False),
    ]
    assert "bandwidth 50 -> 200" in told["b"]["msg"] and told["c"]["msg"] == "c: No." and "a sees to" in told["d"]["msg"]
    assert untold(KNOWN, told, set())["msg"] == []
    # One that has not waited, one whose turn comes later, and one that failed before it could tell.
    rest = untold(KNOWN, {"a": told["a"]}, {"b"})
    assert rest["failed"] and not rest["changed"] and rest["msg"] == ["c: No."]


def test_where_the_work_is_not_done_nobody_says_what_came_of_it() -> None:
    begun = {"fabric_fleet_done": False, "fabric_fleet_order": ["a", "b"], "fabric_fleet_result": {"results": ROWS}}
    assert own_outcome("b", "a", begun, ["a", "b"])["failed"] is False
    assert own_outcome("b", "a", begun, ["b"])["failed"] is True
    assert own_outcome("x", "a", begun, ["b", "x"])["failed"] is False
    assert own_outcome("b", "a", None, ["a", "b"])["msg"].startswith("a sees to")
    assert untold(begun, {}, set())["msg"] == []


@pytest.mark.parametrize(
    ("action", "word"), [("create", "ordered"), ("update", "changed"), ("delete", "removed"), ("", "as it should be")]
)
def test_a_rehearsal_does_not_say_that_something_was_done(action: str, word: str) -> None:
    row = row_of("a", action=action, changed=bool(action))
    assert word in told_of(row, check=False)["msg"]
    assert (f"would be {word}" in told_of(row, check=True)["msg"]) is bool(action)
