# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AWX refuses of objects and of links between them (pure): held against the serializers and views of AWX 24.6.1."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.awx.kinds import NODE_LINKS
from tests.awx.rules import Refusal, Row, unanswered

FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY")


def check_link(parent: Row, link: str, child: Row, links: Mapping[tuple[int, str], list[int]]) -> None:
    """Refuse a link from a step to itself, to another workflow, of a second sort between the same two, or that makes a circle."""
    if parent["workflow_job_template"] != child["workflow_job_template"]:
        raise Refusal("You do not have permission to perform this action.", status=403)
    others = (other for other in NODE_LINKS if other != link)
    if parent["id"] != child["id"] and any(child["id"] in links.get((parent["id"], other), []) for other in others):
        raise Refusal("Relationship not allowed.", "Error")
    reached, following = set(), [child["id"]]
    while following:
        node = following.pop()
        if node not in reached:
            reached.add(node)
            following += [after for name in NODE_LINKS for after in links.get((node, name), [])]
    if parent["id"] in reached:
        raise Refusal("Cycle detected.", "Error")


def check_attached(credential_type: int, kind: str, there: list[int]) -> None:
    """Refuse a second credential of a type, and one that no job can use."""
    if credential_type in there:
        raise Refusal(f"Cannot assign multiple {credential_type} credentials.", "error")
    if kind not in ("ssh", "vault", "cloud", "net", "kubernetes"):
        raise Refusal(f"Cannot assign a Credential of kind `{kind}`.", "error")


def check_template(row: Row, project: Row) -> None:
    """Refuse a job template that lacks an inventory, or that asks for a branch which its project does not let it choose."""
    if row["inventory"] is None and not row["ask_inventory_on_launch"]:
        raise Refusal("You must either set a default value or ask to prompt on launch.", "inventory")
    if row["ask_scm_branch_on_launch"] and not project.get("allow_override"):
        raise Refusal("Project does not allow overriding branch.", "ask_scm_branch_on_launch")


def check_environment(row: Row, kind: str | None) -> None:
    """Refuse an execution environment that is pulled in an unknown way, or with a login that is none of a registry."""
    if row["pull"] not in ("", "always", "missing", "never"):
        raise Refusal(f'"{row["pull"]}" is not a valid choice.', "pull")
    if kind not in (None, "registry"):
        raise Refusal("Only Container Registry credentials can be associated with an Execution Environment", "credential")


def check_schedule(row: Row, given: Row, template: Row, survey: Row | None) -> None:
    """Refuse a rule that AWX does not run, and what its template does not ask for at launch, or asks for and does not get."""
    check_rule(row["rrule"])
    if not {"inventory", "extra_data"} & set(given):
        return  # nothing of a launch is looked at
    asks = template.get("ask_inventory_on_launch", False)
    if row["inventory"] not in (None, template.get("inventory")) and not asks:
        raise Refusal("Field is not configured to prompt on launch.", "inventory")
    if survey and (wrong := unanswered(survey, row["extra_data"])):
        raise Refusal("; ".join(wrong), "variables_needed_to_start")


def check_rule(rule: str) -> None:
    """Refuse a rule without one beginning of a time zone, without rules, or with rules that AWX does not run."""
    starts = re.findall(r"DTSTART(?:;[^:]+)?:[0-9]+T[0-9]+Z?", rule)
    rules = re.findall(r"RULE:\S*", rule)
    wrong = []
    if not starts:
        wrong.append("Valid DTSTART required in rrule. Value should start with: DTSTART:YYYYMMDDTHHMMSSZ")
    if len(starts) > 1:
        wrong.append("Multiple DTSTART is not supported.")
    if any(";" not in start and not start.endswith("Z") for start in starts):
        wrong.append("DTSTART cannot be a naive datetime.  Specify ;TZINFO= or YYYYMMDDTHHMMSSZZ.")
    if "rrule:" not in rule.lower():
        wrong.append("One or more rule required in rrule.")
    wrong += [f"{word} not allowed in rrule." for word in ("EXDATE", "RDATE") if f"{word}:" in rule]
    for one in rules:
        wrong += _wrong_with(one)
    if wrong:
        raise Refusal("; ".join(wrong), "rrule")


def _wrong_with(rule: str) -> list[str]:
    wrong = []
    if "INTERVAL" not in rule.upper():
        wrong.append(f"INTERVAL required in rrule: {rule}")
    elif "SECONDLY" in rule.upper():
        wrong.append(f"SECONDLY is not supported: {rule}")
    elif not any(f"FREQ={word}" in rule.upper() for word in FREQUENCIES):
        wrong.append(f"rrule parsing failed validation: {rule}")
    if re.match(r".*?BYDAY[:=][0-9]+[a-zA-Z]{2}", rule):
        wrong.append(f"BYDAY with numeric prefix not supported: {rule}")
    if "COUNT" in rule and "UNTIL" in rule:
        wrong.append(f"RRULE may not contain both COUNT and UNTIL: {rule}")
    count = re.match(r".*?COUNT=([0-9]+)", rule)
    if count and int(count[1]) > 999:
        wrong.append(f"COUNT > 999 is unsupported: {rule}")
    return wrong
