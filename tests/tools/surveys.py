# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make AWX's surveys from the roles' argument specs: ``python -m tests.tools.surveys`` writes, a test compares.

A survey asks for texts and numbers only. What a role takes as a dict, a list or a boolean is asked for in parts, and each file
holds, beside the survey, the job template's variables that put the parts together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "roles/awx_setup/files/surveys"
Spec = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """Where a survey comes from: a role's entry point; ``parts`` restricts a dict option to some of its keys, the first required.

    ``without`` are options that have no meaning for the template.
    """

    role: str
    entry: str
    parts: dict[str, list[str]] = field(default_factory=dict)
    without: tuple[str, ...] = ()


def _origin(*keys: str, routed: bool = False) -> Source:
    parts = {"express_connect_a_side": list(keys), "express_connect_secondary_a_side": list(keys)}
    return Source("express_connect", "main", parts, () if routed else ("express_connect_bgp",))


SURVEYS = {
    "from_port": _origin("port", "vlan_tag", "vlan_s_tag", "vlan_c_tag"),
    "from_service_token": _origin("service_token"),
    "from_cloud_router": _origin("cloud_router", routed=True),
    "from_virtual_device": _origin("virtual_device", "interface_id"),
    "status": Source("express_connect", "status"),
    "deprovision": Source("express_connect", "deprovision"),
}


@dataclass(frozen=True)
class Answer:
    """A question and the Jinja expression of its answer as the role takes it."""

    question: Spec
    expression: str


def _text(description: Any) -> str:
    return " ".join(description) if isinstance(description, list) else str(description)


def _leaf(variable: str, label: str, spec: Spec, required: bool) -> Answer:
    """Return the question for an option that is no dict with known keys."""
    kind, description = spec.get("type", "str"), _text(spec["description"])
    question: Spec = {"question_name": label, "question_description": description, "variable": variable, "required": required}
    given = f"{variable} | default('')"
    if "default" in spec:
        question["default"] = spec["default"]
    if kind == "bool":
        question.update(type="multiplechoice", choices=["true", "false"], default=str(spec.get("default", False)).lower())
        given = f"{given} | bool"
    elif kind == "list" and spec.get("elements", "str") == "str":
        question.update(type="textarea", question_description=f"{description} One in each line.")
        given = f"({variable} | default('')).splitlines() | map('trim') | select | list"
    elif kind in ("list", "dict"):
        question.update(type="textarea", question_description=f"{description} As JSON.")
        given = f"{variable} | default('{'[]' if kind == 'list' else '{}'}', true) | from_json"
    elif "choices" in spec:
        question.update(type="multiplechoice", choices=[str(choice) for choice in spec["choices"]])
    else:
        question["type"] = {"int": "integer", "float": "float"}.get(kind, "text")
    if spec.get("no_log"):
        question["type"] = "password"
    return Answer(question, given)


def _answers(
    variable: str, label: str, spec: Spec, required: bool, parts: list[str] | None = None
) -> Iterator[tuple[str, Answer]]:
    """Yield what a dict option is asked for, by key."""
    for key in parts or spec["options"]:
        needed = required and (key == parts[0] if parts else bool(spec["options"][key].get("required")))
        yield key, _leaf(f"{variable}_{key}", f"{label}: {key.replace('_', ' ')}", spec["options"][key], needed)


def survey(source: Source) -> Spec:
    """Return the survey of a role's entry point, and the variables that put answers together."""
    specs = yaml.safe_load((ROOT / f"roles/{source.role}/meta/argument_specs.yml").read_text())["argument_specs"]
    entry = specs[source.entry]
    questions: list[Spec] = []
    variables: dict[str, str] = {}
    for name, spec in entry["options"].items():
        if name in source.without:
            continue
        label = name.removeprefix(f"{source.role}_").replace("_", " ").capitalize()
        required = bool(spec.get("required"))
        if spec.get("type") == "dict" and spec.get("options"):
            answers = dict(_answers(name, label, spec, required, source.parts.get(name)))
            questions += [answer.question for answer in answers.values()]
            pairs = ", ".join(f"'{key}': {answer.expression}" for key, answer in answers.items())
            # What was not answered is left out.
            variables[name] = f"{{{{ {{{pairs}}} | dict2items | selectattr('value') | items2dict }}}}"
        elif spec.get("type") in ("bool", "list", "dict"):
            answer = _leaf(f"{name}_answer", label, spec, required)
            questions.append(answer.question)
            variables[name] = f"{{{{ {answer.expression} }}}}"
        else:
            questions.append(_leaf(name, label, spec, required).question)
    questions.sort(key=lambda question: not question["required"])
    return {
        "survey": {"name": "", "description": _text(entry["short_description"]), "spec": questions},
        "extra_vars": variables,
    }


def text_of(name: str) -> str:
    """Return what the file of a survey has to hold."""
    return json.dumps(survey(SURVEYS[name]), indent=2) + "\n"


def main() -> None:
    """Write all surveys."""
    for name in SURVEYS:
        (FOLDER / f"{name}.json").write_text(text_of(name))


if __name__ == "__main__":
    main()
