# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How surveys are made of an argument spec, and that answers come together as the role takes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.awx.jobs import Controller, Job
from tests.awx.rules import Refusal, accepted, check_survey
from tests.tools.surveys import NOT_GIVEN, SURVEYS, Source, survey, text_of

ENTRY: dict[str, Any] = {
    "short_description": "Nothing",
    "options": {
        "r_name": {"description": "A name.", "required": True},
        "r_hold": {"description": "Consent.", "type": "bool", "default": False},
        "r_look": {"description": "Looks itself when not given.", "type": "bool"},
        "r_unit": {"description": "A choice.", "choices": ["day", "month"]},
        "r_many": {"description": ["Two", "lines."], "type": "list", "elements": "str"},
        "r_free": {"description": "Anything.", "type": "dict"},
        "r_consent": {
            "description": "Consent to pay, by being given.",
            "type": "dict",
            "options": {
                "billing": {"description": "Consent.", "type": "bool", "default": False},
                "period": {"description": "How long.", "type": "int"},
                "unit": {"description": "Of it.", "default": "Month", "choices": ["Month", "Year"]},
                "key": {"description": "A secret.", "no_log": True},
                "timers": {"description": "Of something.", "type": "dict", "options": {"key": {"type": "str", "no_log": True}}},
            },
        },
    },
}
MADE = survey(ENTRY, Source("r", "main"))
NOTHING = {"r_hold": False, "r_unit": "", "r_many": [], "r_free": {}, "r_consent": {}}
CASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, NOTHING),
    (
        # As the web page sends what was left empty.
        {"r_many_answer": "", "r_free_answer": "", "r_consent_key": "", "r_consent_timers": "", "r_consent_unit": NOT_GIVEN},
        NOTHING,
    ),
    ({"r_consent_billing": "false"}, {**NOTHING, "r_consent": {"billing": False}}),
    (
        {
            **{"r_hold_answer": "true", "r_unit_answer": "day", "r_many_answer": " a \n\nb c\n", "r_free_answer": '{"x": [1]}'},
            **{"r_consent_billing": "true", "r_consent_period": 3, "r_consent_unit": "Year", "r_consent_key": "{{ 7 * 7 }}"},
            "r_consent_timers": '{"y": 2}',
        },
        {
            **{"r_hold": True, "r_unit": "day", "r_many": ["a", "b c"], "r_free": {"x": [1]}},
            "r_consent": {"billing": True, "period": 3, "unit": "Year", "key": "{{ 7 * 7 }}", "timers": {"y": 2}},
        },
    ),
]


def test_survey_is_one_that_awx_takes() -> None:
    check_survey(MADE["survey"])
    questions = {question["variable"]: question for question in MADE["survey"]["spec"]}
    assert next(iter(questions)) == "r_name" and "r_look" not in MADE["extra_vars"]
    assert not any(variable.startswith("r_look") for variable in questions)
    assert questions["r_consent_key"]["type"] == "password" and questions["r_consent_period"]["type"] == "integer"
    # What is asked for as a whole is hidden as a whole.
    assert questions["r_consent_timers"]["type"] == "password" and questions["r_free_answer"]["type"] == "textarea"
    assert questions["r_consent_unit"]["choices"] == [NOT_GIVEN, "Month", "Year"]
    with pytest.raises(Refusal):
        accepted(MADE["survey"], {"r_name": "x", "r_unit_answer": "year"})


def test_numbers_and_lengths_have_bounds() -> None:
    for name in SURVEYS:
        made = json.loads(text_of(name))
        for question in made["spec"]:
            assert ("min" in question and question["min"] < question["max"]) is (question["type"] != "multiplechoice")
            # The web page sends an empty text for what was left empty.
            assert question["required"] or question["type"] in ("integer", "float", "multiplechoice") or question["min"] == 0
    with pytest.raises(Refusal, match="too small"):
        accepted(json.loads(text_of("from_port")), {"express_connect_name": ""})
    with pytest.raises(Refusal, match="too large"):
        accepted(MADE["survey"], {"r_name": "x" * 1025})


def test_answers_come_together_and_no_answer_is_no_consent(tmp_path: Path) -> None:
    controller = Controller(tmp_path, "http://127.0.0.1:1")
    play = tmp_path / "show.yml"
    told = {name: f"{{{{ {name} }}}}" for name in NOTHING}
    # As the playbooks do it that are made beside the surveys.
    shows = {"hosts": "localhost", "gather_facts": False, "vars": MADE["extra_vars"]}
    play.write_text(json.dumps([{**shows, "tasks": [{"ansible.builtin.debug": {"msg": told}}]}]))
    for answers, wanted in CASES:
        given = accepted(MADE["survey"], {"r_name": "x", **answers})
        job: Job = controller.run(str(play), controller.unsafe(given))
        (shown,) = (event["event_data"]["res"]["msg"] for event in job.events if event["event"] == "runner_on_ok")
        assert shown == wanted
