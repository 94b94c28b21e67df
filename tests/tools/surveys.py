# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make AWX's surveys from the roles' argument specs: ``python -m tests.tools.surveys`` writes, a test compares.

A survey asks for texts and numbers only. What a role takes as a dict, a list or a boolean is asked for in parts, and beside each
survey there is a playbook whose variables put the parts together; not the job template's, since a controller may take no template
in those. Whoever answers nothing gets an empty dict, never one of defaults: that an option is given may mean consent, such as to
pay.

AWX hands answers on as ``!unsafe`` texts; from these ansible-core 2.19 makes what a text without quotes would be: a boolean of
false, nothing of an empty one. The expressions take both.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from plugins.plugin_utils.role_variables import typed

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "roles/awx_setup/files/surveys"
PLAYBOOKS = ROOT / "playbooks/awx"
Spec = dict[str, Any]
# Choices and booleans that need no answer have this one, since AWX takes no empty one.
NOT_GIVEN = "not given"
# How the description of a variable begins that a role needs (plugin_utils/role_variables.py).
REQUIRED = "Required. "
# A job's file is gone when it ends, credentials are AWX's own and come by the environment, playbooks say their origin.
USELESS = (
    *("express_connect_report_path", "express_connect_equinix", "express_connect_alibaba_key", "express_connect_origin"),
    *("fabric_fleet_connections", "fabric_fleet_connection", "fabric_fleet_defaults", "fabric_fleet_equinix"),
)

# What AWX shall refuse before a job begins, as smallest and greatest number, or length of a text. AWX takes a text that was left
# empty for one of no length, so that only what has to be answered has a smallest length.
_VLAN = (1, 4094)
BOUNDS: dict[str, tuple[int, int]] = {
    "express_connect_name": (1, 24),
    "express_connect_secondary_name": (0, 24),
    "express_connect_bandwidth": (1, 100000),
    "express_connect_accept_period": (1, 9),
    "express_connect_term_length": (1, 60),
    **{
        f"express_connect_{end}a_side_{tag}": _VLAN
        for end in ("", "secondary_")
        for tag in ("vlan_tag", "vlan_s_tag", "vlan_c_tag")
    },
    "fabric_fleet_parallel": (1, 50),
}
_LONGEST = {"text": 1024, "password": 4096, "textarea": 32768}
_GREATEST = 2**31 - 1

# Who calls for a secondary connection of another account. Profiles and instances' roles are the machine's, which AWX makes.
OTHER_KEY = {"express_connect_secondary_access_key": ["access_key_id", "access_key_secret", "security_token"]}


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
    parts = {"express_connect_a_side": list(keys), "express_connect_secondary_a_side": list(keys), **OTHER_KEY}
    return Source("express_connect", "main", parts, USELESS if routed else ("express_connect_bgp", *USELESS))


SURVEYS = {
    "from_port": _origin("port", "vlan_tag", "vlan_s_tag", "vlan_c_tag"),
    "from_service_token": _origin("service_token"),
    "from_cloud_router": _origin("cloud_router", routed=True),
    "from_virtual_device": _origin("virtual_device", "interface_id"),
    "status": Source("express_connect", "status", OTHER_KEY, USELESS),
    "deprovision": Source("express_connect", "deprovision", OTHER_KEY, USELESS),
    # The connections are hosts of the inventory that is asked for; what they share stands there as well.
    "fleet": Source("fabric_fleet", "main", without=USELESS),
}
# What makes a playbook do more than the one that it imports.
AFTER = {"fleet": "tasks/fleet.yml", **dict.fromkeys([name for name in SURVEYS if name.startswith("from_")], "tasks/order.yml")}


@dataclass(frozen=True)
class Answer:
    """A question and the Jinja expression of its answer as the role takes it."""

    question: Spec
    expression: str


def _text(description: Any) -> str:
    return " ".join(description) if isinstance(description, list) else str(description)


def _as_asked(spec: Spec) -> Spec:
    """Return an option of a role with what its description says of it: that it is required."""
    description = _text(spec["description"])
    return {**spec, "required": description.startswith(REQUIRED), "description": description.removeprefix(REQUIRED)}


def _as_answer(kind: str, default: Any) -> Any:
    """Return a default as it would be answered."""
    if kind == "bool":
        return str(default).lower()
    return json.dumps(default) if kind in ("list", "dict") else default


def _leaf(variable: str, label: str, spec: Spec, required: bool) -> Answer:
    """Return the question for an option that is no dict with known keys; its expression is an empty text without an answer."""
    kind, description = spec.get("type", "str"), _text(spec["description"])
    question: Spec = {"question_name": label, "question_description": description, "variable": variable, "required": required}
    given = f"{variable} | default('')"
    if spec.get("default") not in (None, [], {}):
        question["default"] = _as_answer(kind, spec["default"])
    if kind == "bool" or "choices" in spec:
        choices = [str(choice) for choice in spec.get("choices", ["true", "false"])]
        if not required and "default" not in spec:
            choices, question["default"] = [NOT_GIVEN, *choices], NOT_GIVEN
        question.update(type="multiplechoice", choices=choices)
        values = ", ".join(
            f"'{choice}': {choice if kind == 'bool' else repr(choice)}" for choice in choices if choice != NOT_GIVEN
        )
        given = f"{{{values}}}.get({given} | string{' | lower' if kind == 'bool' else ''}, '')"
    elif kind == "list" and spec.get("elements", "str") == "str":
        question.update(type="textarea", question_description=f"{description} One in each line.")
        given = f"({variable} | default('', true) | string).splitlines() | map('trim') | select | list"
    elif kind in ("list", "dict"):
        question.update(type="textarea", question_description=f"{description} As JSON.")
        given = f"{variable} | default('{'[]' if kind == 'list' else '{}'}', true) | from_json"
    else:
        question["type"] = {"int": "integer", "float": "float"}.get(kind, "text")
    if _holds_secrets(spec):
        question["type"] = "password"
    if question["type"] != "multiplechoice":
        question["min"], question["max"] = _bounds(question)
    return Answer(question, given)


def _bounds(question: Spec) -> tuple[int, int]:
    """Return the least and the most that AWX takes for an answer, of a text its length."""
    kind = question["type"]
    least, most = BOUNDS.get(question["variable"], (0, _LONGEST.get(kind, _GREATEST)))
    return (int(question["required"]) if kind in _LONGEST else least), most


def _holds_secrets(spec: Spec) -> bool:
    """Tell whether an answer is a secret, or has one in it."""
    return bool(spec.get("no_log")) or any(_holds_secrets(part) for part in spec.get("options", {}).values())


def _parts(name: str, label: str, spec: Spec, parts: list[str] | None) -> Iterator[tuple[str, Answer]]:
    """Yield what a dict option is asked for, by key."""
    for key in parts or spec["options"]:
        # Not its default: the role knows that, and with it the dict would always be given.
        option = {word: value for word, value in spec["options"][key].items() if word != "default"}
        needed = bool(spec.get("required")) and (key == parts[0] if parts else bool(option.get("required")))
        yield key, _leaf(f"{name}_{key}", f"{label}: {key.replace('_', ' ')}", option, needed)


def survey(entry: Spec, source: Source) -> Spec:
    """Return the survey of a role's entry point, and the variables that put answers together."""
    questions: list[Spec] = []
    variables: dict[str, str] = {}
    for name, option in entry["options"].items():
        spec = _as_asked(option)
        kind, optional = spec.get("type"), not spec.get("required") and "default" not in spec
        if name in source.without or (kind == "bool" and optional):
            # Where a boolean is not given, the role looks itself; a variable that is there but says nothing would be in its way.
            continue
        label = name.removeprefix(f"{source.role}_").replace("_", " ").capitalize()
        if kind == "dict" and spec.get("options"):
            answers = dict(_parts(name, label, spec, source.parts.get(name)))
            questions += [answer.question for answer in answers.values()]
            pairs = ", ".join(f"'{key}': {answer.expression}" for key, answer in answers.items())
            variables[name] = f"{{{{ {{{pairs}}} | dict2items | rejectattr('value', 'in', ['', none, [], {{}}]) | items2dict }}}}"
        elif kind in ("bool", "list", "dict") or ("choices" in spec and optional):
            answer = _leaf(f"{name}_answer", label, spec, bool(spec.get("required")))
            questions.append(answer.question)
            variables[name] = f"{{{{ {answer.expression} }}}}"
        else:
            questions.append(_leaf(name, label, spec, bool(spec.get("required"))).question)
    questions.sort(key=lambda question: not question["required"])
    return {
        "survey": {"name": "", "description": _text(entry["short_description"]), "spec": questions},
        "extra_vars": variables,
    }


def _made(name: str) -> Spec:
    source = SURVEYS[name]
    specs = yaml.safe_load((ROOT / f"roles/{source.role}/meta/argument_specs.yml").read_text())["argument_specs"]
    return survey({**specs[source.entry], "options": typed(specs[source.entry]["options"])}, source)


def text_of(name: str) -> str:
    """Return what the file of a survey has to hold."""
    return json.dumps(_made(name)["survey"], indent=2) + "\n"


def playbook_of(name: str) -> str:
    """Return the playbook of a survey: another one, with the variables that the answers come to."""
    license_lines = Path(__file__).read_text().splitlines()[:3]
    lines = [
        *license_lines,
        "---",
        "# Made by python -m tests.tools.surveys; answers to a survey of AWX become the variables of a role.",
        f"- name: Run express_connect_{name} with the answers to a survey",
        f"  ansible.builtin.import_playbook: ../express_connect_{name}.yml",
    ]
    variables = _made(name)["extra_vars"]
    if variables:
        lines.append("  vars:")
    for variable, expression in variables.items():
        lines.append(f"    {variable}: >-")
        lines += textwrap.wrap(
            expression, 150, initial_indent="      ", subsequent_indent="      ", break_long_words=False, break_on_hyphens=False
        )
    if name in AFTER:
        lines += [
            "",
            "- name: See to what AWX does with the result",
            f"  hosts: {'all:localhost' if name == 'fleet' else 'localhost'}",
            "  connection: local",
            "  gather_facts: false",
            "  tasks:",
            "    - name: Run the role",
            f"      ansible.builtin.include_tasks: {AFTER[name]}",
            "      when: ansible_check_mode",
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write all surveys and their playbooks."""
    for name in SURVEYS:
        (FOLDER / f"{name}.json").write_text(text_of(name))
        (PLAYBOOKS / f"{name}.yml").write_text(playbook_of(name))


if __name__ == "__main__":
    main()
