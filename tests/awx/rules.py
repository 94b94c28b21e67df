# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AWX refuses (pure), as far as the role awx_setup touches it: surveys, credential types, inputs. Also how it injects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

Row = dict[str, Any]
QUESTION_TYPES: dict[str, type] = {
    "text": str,
    "textarea": str,
    "password": str,
    "multiplechoice": str,
    "multiselect": str,
    "integer": int,
    "float": float,
}


class Refusal(Exception):
    """AWX answers 400 with this text."""


def check_survey(survey: Row) -> None:
    """Refuse a survey as AWX does when it is posted."""
    for key, kind in (("name", str), ("description", str), ("spec", list)):
        if not isinstance(survey.get(key), kind):
            raise Refusal(f"'{key}' missing from survey spec, or of a wrong type")
    if not survey["spec"]:
        raise Refusal("'spec' doesn't contain any items")
    seen: set[str] = set()
    for number, question in enumerate(survey["spec"]):
        _check_question(number, question)
        if question["variable"] in seen:
            raise Refusal(f"'variable' '{question['variable']}' duplicated in survey question {number}")
        seen.add(question["variable"])


def _check_question(number: int, question: Any) -> None:
    for key, wanted in (("type", str), ("question_name", str), ("variable", str), ("required", bool)):
        if not isinstance(question.get(key), wanted) or question[key] == "":
            raise Refusal(f"'{key}' missing from survey question {number}, or of a wrong type")
    if " " in question["variable"]:
        raise Refusal(f"The variable of survey question {number} has a space in it")
    kind = QUESTION_TYPES.get(question["type"])
    if kind is None:
        raise Refusal(f"'{question['type']}' in survey question {number} is not one of the allowed question types")
    default = question.get("default", "")
    if default != "" and not isinstance(default, (int, float) if kind is float else kind):
        raise Refusal(f"Default value of survey question {number} is no {kind.__name__}")
    if question["type"] in ("multiplechoice", "multiselect"):
        if not question.get("choices"):
            raise Refusal(f"Survey question {number} of type {question['type']} must specify choices")
        if default and default not in question["choices"]:
            raise Refusal("Default choice must be answered from the choices listed")


def check_credential_type(row: Row) -> None:
    """Refuse inputs and injectors that are not well formed, or that use what is no input."""
    fields = row["inputs"].get("fields", [])
    ids = [item["id"] for item in fields]
    if len(set(ids)) != len(ids) or "tower" in ids:
        raise Refusal("inputs: ids have to be unique, and tower is reserved")
    for item in fields:
        if set(item) - {
            "id",
            "type",
            "label",
            "help_text",
            "secret",
            "multiline",
            "choices",
            "default",
            "ask_at_runtime",
            "format",
        }:
            raise Refusal(f"inputs: {item['id']} has properties that AWX does not know")
        if item.get("type", "string") not in ("string", "boolean") or not item.get("label"):
            raise Refusal(f"inputs: {item['id']} has no label, or an unknown type")
    if not set(row["inputs"].get("required", [])) <= set(ids):
        raise Refusal("inputs: required names what is no input")
    if set(row["injectors"]) - {"env", "extra_vars", "file"}:
        raise Refusal("injectors: unknown kind of injector")
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    for name, template in row["injectors"].get("env", {}).items():
        if not name.isidentifier() or name in ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "HOME"):
            raise Refusal(f"injectors: {name} cannot be an environment variable")
        try:
            sandbox.from_string(template).render(dict.fromkeys(ids, "EXAMPLE"))
        except TemplateError as error:
            raise Refusal(f"injectors: {name}: {error}") from None


def check_inputs(kind: Row, inputs: Row) -> None:
    """Refuse inputs of a credential that its type does not have, or lacks."""
    known = {item["id"] for item in kind["inputs"]["fields"]}
    if set(inputs) - known or set(kind["inputs"].get("required", [])) - set(inputs):
        raise Refusal(f"inputs of a credential of the type {kind['name']} have to be {sorted(known)}")
    if not all(isinstance(value, str) for value in inputs.values()):
        raise Refusal("inputs have to be texts")


def injected(kind: Mapping[str, Any], inputs: Mapping[str, str]) -> dict[str, str]:
    """Return the environment that a credential gives a job: an input that was not given is undefined, which prints as nothing."""
    sandbox = ImmutableSandboxedEnvironment()
    return {name: sandbox.from_string(template).render(inputs) for name, template in kind["injectors"]["env"].items()}


def accepted(survey: Row, answers: Row) -> Row:
    """Return the variables of a launch: answers and defaults; refuse what the survey does not allow."""
    questions = {question["variable"]: question for question in survey["spec"]}
    errors = list(_wrong_answers(questions, answers))
    if errors:
        raise Refusal("; ".join(errors))
    defaults = {name: question["default"] for name, question in questions.items() if question.get("default", "") != ""}
    return {**defaults, **answers}


def _wrong_answers(questions: Mapping[str, Row], answers: Row) -> Iterator[str]:
    yield from (f"{name} is not allowed on launch" for name in answers if name not in questions)
    for name, question in questions.items():
        if name not in answers:
            if question["required"] and "default" not in question:
                yield f"'{name}' value missing"
            continue
        kind = QUESTION_TYPES[question["type"]]
        if not isinstance(answers[name], (int, float) if kind is float else kind):
            yield f"Value {answers[name]!r} for '{name}' expected to be a {kind.__name__}"
        yield from _out_of_bounds(name, question, answers[name])
        if question.get("choices") and answers[name] not in question["choices"]:
            yield f"Value for '{name}' is not one of {question['choices']}"


def _out_of_bounds(name: str, question: Row, answer: Any) -> Iterator[str]:
    if question["type"] in ("multiplechoice", "multiselect"):
        return
    size = len(answer) if isinstance(answer, str) else answer
    if question.get("min") not in (None, "") and size < question["min"]:
        yield f"'{name}' value is too small (must be at least {question['min']})"
    if question.get("max") not in (None, "") and size > question["max"]:
        yield f"'{name}' value is too large (must be no more than {question['max']})"
