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
FORBIDDEN_VARIABLES = {
    *("VIRTUAL_ENV", "PATH", "PYTHONPATH", "JOB_ID", "INVENTORY_ID", "INVENTORY_SOURCE_ID", "INVENTORY_UPDATE_ID"),
    *("AD_HOC_COMMAND_ID", "REST_API_URL", "REST_API_TOKEN", "MAX_EVENT_RES", "CALLBACK_QUEUE", "CALLBACK_CONNECTION", "CACHE"),
    *("JOB_CALLBACK_DEBUG", "INVENTORY_HOSTVARS", "AWX_HOST", "PROJECT_REVISION", "SUPERVISOR_CONFIG_PATH"),
}


class Refusal(Exception):
    """AWX answers with this text: as what is wrong with a field (or with all of them), or as it is under a key of its own."""

    def __init__(self, text: str, key: str = "__all__", status: int = 400) -> None:
        super().__init__(text)
        self.key, self.status = ("detail" if status == 403 else key), status

    @property
    def body(self) -> Row:
        """Return the body of the answer."""
        alone = self.key in ("detail", "error", "Error", "msg")
        return {self.key: str(self) if alone else [str(self)]}


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
    for limit in ("min", "max"):
        if question.get(limit) is not None and not isinstance(question[limit], int):
            raise Refusal(f"The {limit} limit in survey question {number} expected to be integer.", "error")
    if question["type"] in ("multiplechoice", "multiselect"):
        if not question.get("choices"):
            raise Refusal(f"Survey question {number} of type {question['type']} must specify choices")
        if default and default not in question["choices"]:
            raise Refusal("Default choice must be answered from the choices listed")


def check_credential_type(row: Row) -> None:
    """Refuse inputs and injectors that are not well formed, or that use what is no input: held against AWX 24.6.1."""
    if row.get("kind", "cloud") not in ("cloud", "net") and not row.get("managed"):
        raise Refusal(f"Must be 'cloud' or 'net', not {row['kind']}", "kind")
    fields = row["inputs"].get("fields", [])
    ids = [item["id"] for item in fields]
    if len(set(ids)) != len(ids) or "tower" in ids:
        raise Refusal("inputs: ids have to be unique, and tower is reserved")
    for item in fields:
        _check_input(item)
    if not set(row["inputs"].get("required", [])) <= set(ids):
        raise Refusal("inputs: required names what is no input")
    if set(row["injectors"]) - {"env", "extra_vars", "file"}:
        raise Refusal("injectors: unknown kind of injector")
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    for name, template in row["injectors"].get("env", {}).items():
        if not name.isidentifier() or not (name + template).isascii():
            raise Refusal(f"injectors: {name} cannot be an environment variable")
        if name in FORBIDDEN_VARIABLES or name.startswith("ANSIBLE_"):
            raise Refusal(f"Environment variable {name} is not allowed to be used in credentials.", "injectors")
        try:
            sandbox.from_string(template).render(dict.fromkeys(ids, "EXAMPLE"))
        except TemplateError as error:
            raise Refusal(f"injectors: {name}: {error}") from None


def _check_input(item: Row) -> None:
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
    if item.get("ask_at_runtime"):
        raise Refusal("'ask_at_runtime' is not supported for custom credentials.", "inputs")
    if item.get("type", "string") not in ("string", "boolean") or not item.get("label"):
        raise Refusal(f"inputs: {item['id']} has no label, or an unknown type")


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
    """Return the variables of a launch, answers over defaults; refuse wrong ones. What the survey does not ask for is ignored."""
    questions = {question["variable"]: question for question in survey["spec"]}
    errors = list(_wrong_answers(questions, answers))
    if errors:
        raise Refusal("; ".join(errors), "variables_needed_to_start")
    # A default that the survey itself does not allow is not used.
    defaults = {
        name: question["default"]
        for name, question in questions.items()
        if question.get("default") is not None and not list(_wrong_answers({name: question}, {name: question["default"]}))
    }
    return {**defaults, **{name: value for name, value in answers.items() if name in questions}}


def unanswered(survey: Row, answers: Row) -> list[str]:
    """Return what is wrong with answers that are saved, such as with a schedule, which has to answer all that is required."""
    questions = {question["variable"]: question for question in survey["spec"]}
    return list(_wrong_answers(questions, answers))


def _wrong_answers(questions: Mapping[str, Row], answers: Row) -> Iterator[str]:
    for name, question in questions.items():
        if name not in answers:
            # A default does not answer what is required: the web page sends it.
            if question["required"]:
                yield f"'{name}' value missing"
            continue
        kind = list if question["type"] == "multiselect" else QUESTION_TYPES[question["type"]]
        answer = answers[name]
        if not isinstance(answer, (int, float) if kind is float else kind) or isinstance(answer, bool):
            yield f"Value {answer!r} for '{name}' expected to be a {kind.__name__}"
            continue
        yield from _out_of_bounds(name, question, answer)
        chosen = answer if isinstance(answer, list) else [answer]
        if question.get("choices") and not set(chosen) <= set(question["choices"]):
            yield f"Value {answer!r} for '{name}' expected to be one of {question['choices']}"


def _out_of_bounds(name: str, question: Row, answer: Any) -> Iterator[str]:
    if question["type"] in ("multiplechoice", "multiselect"):
        return
    size = len(answer) if isinstance(answer, str) else answer
    if question.get("min") not in (None, "") and size < question["min"]:
        yield f"'{name}' value is too small (must be at least {question['min']})"
    if question.get("max") not in (None, "") and size > question["max"]:
        yield f"'{name}' value is too large (must be no more than {question['max']})"
