# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers that no honest API gives: each is refused in one sentence, within bounds of time and memory."""

from __future__ import annotations

import json
import time
import tracemalloc
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.interconnect.equinix.plugins.module_utils._core import http, paging
from ansible_collections.interconnect.equinix.plugins.module_utils._core.clock import Deadline
from ansible_collections.interconnect.equinix.plugins.module_utils._core.errors import (
    MAX_QUOTE,
    MAX_SENTENCE,
    ApiError,
    ErrorDetail,
    InterconnectError,
    one_line,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._core.response import parse_json
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.api import read_pages
from hypothesis import given
from hypothesis import strategies as st

from extensions.simulator import seed
from extensions.simulator.faults import Fault
from extensions.simulator.server import Simulator
from tests.support.clients import JumpingClock, client

PORTS = "/fabric/v4/ports"
SEARCH = "/fabric/v4/connections/search"
MB = 1024 * 1024


@pytest.fixture(scope="module")
def running() -> Iterator[Simulator]:
    """One simulator for all of them; they change nothing in it."""
    with Simulator(provisioning=0) as simulator:
        yield simulator


@pytest.fixture
def simulator(running: Simulator) -> Simulator:
    """A simulator without faults and calls."""
    running.faults.clear()
    running.calls.clear()
    return running


@pytest.mark.parametrize("kind", ["huge", "bomb"])
def test_a_body_that_is_too_large_is_not_read_to_its_end(kind: str, simulator: Simulator) -> None:
    simulator.faults.append(Fault("GET", PORTS, kind, status=200, size=300 * MB if kind == "bomb" else 50 * MB))
    api, clock = client(simulator.url, timeout=20)
    started = time.monotonic()
    tracemalloc.start()
    try:
        with pytest.raises(ApiError, match="larger than 16 MB") as caught:
            list(api.ports())
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Not asked for once more either, since the next answer would be no smaller.
    assert len(simulator.calls) == 1 and clock.slept == []
    assert caught.value.outcome_unknown and not caught.value.temporary
    assert peak < 64 * MB and time.monotonic() - started < 10


def test_a_body_that_drips_ends_with_the_time_of_the_call(simulator: Simulator) -> None:
    simulator.faults.append(Fault("GET", PORTS, "drip", status=200, seconds=0.02, size=500))
    api, _clock = client(simulator.url, timeout=0.5, retries=0)
    started = time.monotonic()
    with pytest.raises(ApiError, match=r"no whole answer within 0.5 s \(api_timeout\)"):
        list(api.ports())
    assert time.monotonic() - started < 1.5


NO_JSON = {
    "deep": "[" * 100_000 + "]" * 100_000,
    "deep-objects": '{"a":' * 500 + "1" + "}" * 500,
    "deeper-than-allowed": '{"data": [' + "[" * 60 + "]" * 60 + "]}",
    "nan": '{"data": [{"bandwidth": NaN}]}',
    "infinity": '{"data": [{"bandwidth": -Infinity}]}',
    "huge-float": '{"data": [{"bandwidth": 1e999}]}',
    "huge-integer": '{"data": [{"bandwidth": 1' + "0" * 5000 + "}]}",
    "half": '{"data": [{"na',
    "html": "<html><body>Welcome</body></html>",
}


@pytest.mark.parametrize("body", NO_JSON.values(), ids=NO_JSON.keys())
def test_a_body_that_is_no_honest_json(body: str, simulator: Simulator) -> None:
    simulator.faults.append(Fault("GET", PORTS, "garbage", status=200, body=body))
    api, _clock = client(simulator.url, retries=0)
    with pytest.raises(ApiError, match=r"Cannot list Fabric ports: the answer \(HTTP 200\) is not JSON"):
        list(api.ports())


def test_a_body_that_is_not_packed_as_it_says(simulator: Simulator) -> None:
    for encoding in ("gzip", "br", "gzip, gzip"):
        simulator.faults.append(Fault("GET", PORTS, "garbage", status=200, body="[]", headers={"Content-Encoding": encoding}))
        api, _clock = client(simulator.url, retries=0)
        with pytest.raises(ApiError, match="the answer is (not packed as it says|packed in a way that was not asked for)"):
            list(api.ports())


def test_halves_of_characters_are_replaced() -> None:
    assert parse_json('{"\\ud800": ["a\\udfffb", "\\ud83d\\ude00"]}') == {"\ufffd": ["a\ufffdb", "\U0001f600"]}


@given(st.text())
def test_any_text_is_json_or_a_value_error(text: str) -> None:
    try:
        json.dumps(parse_json(text), allow_nan=False).encode()
    except ValueError as error:
        assert not isinstance(error, UnicodeError)


# -- lists


def test_a_list_without_end_is_an_error_and_not_a_list(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MAX_PAGES", 20)
    for total in (None, 10**30, -1, "many", True, 3):
        simulator.calls.clear()
        simulator.faults[:] = [Fault("POST", SEARCH, "endless", status=200, times=99, total=total)]
        api, _clock = client(simulator.url)
        with pytest.raises(ApiError, match="Cannot search connections: the list does not end, not even after 20 pages"):
            list(api.connections())
        assert len(simulator.calls) == 20


def test_a_slow_list_without_end_is_left_in_time() -> None:
    with Simulator() as simulator:
        simulator.faults.append(Fault("POST", SEARCH, "endless", status=200, times=9999, total=10**6))
        clock = JumpingClock()
        api, _clock = client(simulator.url, clock)
        rows = 0
        with pytest.raises(ApiError, match="no time was left"):
            for _row in api.connections():
                rows += 1
                if rows % 100 == 0:
                    clock.sleep(29)
        assert rows <= 2200


ROWS = [{"uuid": str(number)} for number in range(250)]


@pytest.mark.parametrize("total", [250, None, -1, 0, 1, 100, 249, "250", True, 2.5, [], {}], ids=str)
def test_no_row_is_lost_whatever_the_total_says(total: Any) -> None:
    def fetch(offset: int) -> dict[str, Any]:
        return {"pagination": {"total": total}, "data": ROWS[offset : offset + 100]}

    found = list(read_pages("list", fetch))
    # A total that is exactly what has been read cannot be told from a true one.
    assert found == (ROWS[:100] if total == 100 else ROWS)


def test_a_total_that_is_too_large_costs_one_empty_page() -> None:
    asked: list[int] = []

    def fetch(offset: int) -> dict[str, Any]:
        asked.append(offset)
        return {"pagination": {"total": 10**9}, "data": ROWS[offset : offset + 100]}

    assert list(read_pages("list", fetch)) == ROWS and asked == [0, 100, 200, 250]


def test_a_list_that_shows_its_first_page_again_and_again() -> None:
    with pytest.raises(ApiError, match="Cannot list: of 250 objects the API shows the first 100 again and again"):
        list(read_pages("list", lambda _offset: {"pagination": {"total": 250}, "data": ROWS[:100]}))
    assert list(read_pages("list", lambda _offset: {"data": ROWS[:100]})) == ROWS[:100]


# -- what an API says


NASTY = "first\nsecond\r\n\x1b[31mred\x1b[0m\u202eesrever\u2028third\x00 {{ lookup('pipe', 'id') }} " + "x" * 100_000


def test_what_an_api_says_stays_on_one_line_and_short(simulator: Simulator) -> None:
    said = [{"errorCode": "EQ-1", "errorMessage": NASTY, "additionalInfo": [{"property": NASTY, "reason": NASTY}] * 5}] * 9
    simulator.faults.append(Fault("GET", PORTS, "garbage", status=400, body=json.dumps(said)))
    api, _clock = client(simulator.url, retries=0)
    with pytest.raises(ApiError) as caught:
        list(api.ports())
    sentence = str(caught.value)
    assert len(sentence) <= MAX_SENTENCE and sentence.isprintable()
    assert sentence.startswith("Cannot list Fabric ports: HTTP 400, EQ-1 first second [31mred [0m esrever third")
    assert sentence.endswith(").")


@given(st.text(), st.integers(20, 400))
def test_one_line(text: str, limit: int) -> None:
    line = one_line(text * 20, limit)
    assert len(line) <= limit
    assert not any(unicodedata.category(character)[0] in "CZ" and character != " " for character in line)
    assert one_line(line, limit) == line


def test_short_sentences_are_left_as_they_are() -> None:
    sentence = "a_side.port 'Zürich 1' is no port that these credentials can see; fabric_port_info lists those that there are."
    assert str(InterconnectError(sentence)) == sentence
    assert len(str(ErrorDetail("EQ-1", "x" * 9999))) <= MAX_QUOTE


# -- wrong types anywhere


WRONG: list[Any] = [None, True, 0, -1, 1.5, 10**400, "", "text", [], [[]], {}, {"data": 5}, {"data": {"uuid": 1}}, [1, None]]


@pytest.mark.parametrize("body", WRONG, ids=lambda body: repr(body)[:20])
def test_an_answer_of_another_type_is_no_traceback(body: Any, simulator: Simulator) -> None:
    api, _clock = client(simulator.url, retries=0)
    uuid = seed.uid("any")
    calls: list[Callable[[], Any]] = [
        lambda: list(api.ports()),
        lambda: list(api.connections()),
        lambda: list(api.service_tokens()),
        lambda: api.device_interfaces(uuid),
        lambda: api.prices([]),
        lambda: api.connection(uuid),
        lambda: api.create_connection({"name": "x"}),
        lambda: api.delete_connection(uuid),
        lambda: api.routing_protocol(uuid, uuid),
        lambda: api.validate_connection([]),
    ]
    for call in calls:
        for status in (200, 400):
            simulator.faults[:] = [Fault("*", ".*", "garbage", status=status, body=json.dumps(body))]
            try:
                call()
            except InterconnectError as error:
                assert "\n" not in str(error)
            assert not simulator.faults[0].times


def test_time_that_is_over_before_a_call(simulator: Simulator) -> None:
    api, clock = client(simulator.url)
    with pytest.raises(ApiError, match="no time was left"):
        api.connection(seed.uid("any"), Deadline(0, clock))
    assert simulator.calls == [] and http.GRACE < 1
