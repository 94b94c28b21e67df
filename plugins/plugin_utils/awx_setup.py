# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role awx_setup finds on AWX, held against what it wants (pure): what is in the way, and what will be made or removed.

``found`` has the rows of AWX's lists by endpoint, as the API returns them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..module_utils._core.data import listed

Row = Mapping[str, Any]
Found = Mapping[str, Sequence[Row]]

# The lists of what has jobs.
_LAUNCHED = frozenset({"job_templates", "workflow_job_templates", "projects", "inventory_sources"})
# Options that name what has to be there already: the endpoint, what one of them is, and whether it is the organization's own.
_USED = {
    "orderers": ("teams", "team", True),
    "approvers": ("teams", "team", True),
    "watchers": ("teams", "team", True),
    "approval_notifications": ("notification_templates", "notification template", True),
    "project_credential": ("credentials", "credential", False),
    "registry_credential": ("credentials", "credential", False),
    "existing_credentials.equinix": ("credentials", "credential", False),
    "existing_credentials.alibaba": ("credentials", "credential", False),
    "drift_inventory": ("inventories", "inventory", False),
}


def problems(options: Row, found: Found, types: Sequence[str], objects: Sequence[Row] = ()) -> list[str]:
    """Return in sentences what would make the role stop half-way.

    ``types`` are the names of the credential types, ``objects`` what the role makes (``endpoint``, ``name``).
    """
    owners = [row for row in found["organizations"] if _is(row, options["organization"])]
    if not owners:
        return [f"awx_setup_organization '{options['organization']}' is none on AWX; create it, or give one that is there."]
    owner = owners[0]["id"]
    if options.get("state") == "absent":
        return list(_running(found, {row["name"] for row in objects if row["endpoint"] in _LAUNCHED}))
    return [
        *_unsaid(options),
        *_taken(options, found, owner),
        *_unmade_types(found, types),
        *_unknown(options, found, owner),
        *_leaving(options, found, owner),
    ]


def _running(found: Found, names: set[str]) -> Iterator[str]:
    # AWX answers the removal of a template with 409 while one of its jobs is active (awx/api/generics.py).
    for job in found.get("unified_jobs", ()):
        if job["name"] in names:
            yield (
                f"'{job['name']}' is {job['status']} as job {job['id']}, or waits for an approval, and AWX removes nothing that "
                "is in use; let it end, deny or cancel it, and run again. Nothing was removed."
            )


def _leaving(options: Row, found: Found, owner: Any) -> Iterator[str]:
    # An inventory is removed by a task, and until then its name is taken (awx/main/models/inventory.py).
    for row in found["inventories"]:
        if row.get("pending_deletion") and row["name"] == options["prefix"] and row["organization"] == owner:
            yield f"AWX is still removing the inventory '{row['name']}'; run again when it is gone, in a minute or so."


def _is(row: Row, name: Any) -> bool:
    return str(name) in (str(row["id"]), row["name"])


def _unsaid(options: Row) -> Iterator[str]:
    given, existing = options.get("credentials") or {}, options.get("existing_credentials") or {}
    if not given.get("equinix") and not existing.get("equinix"):
        yield (
            "awx_setup_credentials.equinix is missing, and a workflow cannot ask for a login; give its client_id and "
            "client_secret, or name a credential that is there in awx_setup_existing_credentials.equinix."
        )
    for name in sorted(set(_set(given)) & set(_set(existing))):
        yield f"awx_setup_credentials.{name} and awx_setup_existing_credentials.{name} exclude each other; leave one of them out."
    if options.get("drift_schedule") and not options.get("drift_inventory"):
        yield (
            "awx_setup_drift_schedule needs to know which connections to look at; give awx_setup_drift_inventory, the inventory "
            "whose hosts have fabric_fleet_connection."
        )


def _set(options: Row) -> list[str]:
    return [name for name, value in options.items() if value]


def _taken(options: Row, found: Found, owner: Any) -> Iterator[str]:
    prefix = options["prefix"]
    for row in found["execution_environments"]:
        if row["name"] == prefix and row["organization"] != owner:
            yield (
                f"awx_setup_prefix '{prefix}' is in use: the execution environment of this name belongs to another organization, "
                f"and AWX has each name once; give another prefix, such as '{prefix} {options['organization']}'."
            )


def _unmade_types(found: Found, types: Sequence[str]) -> Iterator[str]:
    lacking = [name for name in types if name not in {row["name"] for row in found["credential_types"]}]
    if lacking and not found["me"][0].get("is_superuser"):
        yield (
            f"Credential types are made by a system administrator only, which {found['me'][0].get('username')} is not, and "
            f"{listed(lacking, 'and')} {'is' if len(lacking) == 1 else 'are'} not there; have one run this role once."
        )


def _unknown(options: Row, found: Found, owner: Any) -> Iterator[str]:
    for option, (endpoint, what, own) in _USED.items():
        first, _dot, rest = option.partition(".")
        value = (options.get(first) or {}).get(rest) if rest else options.get(first)
        for name in value if isinstance(value, list) else [value] if value else []:
            rows = [row for row in found[endpoint] if _is(row, name) and not (own and row["organization"] != owner)]
            if not rows:
                yield f"awx_setup_{option} names the {what} '{name}', which is not there; create it, or correct the name."
            elif len(rows) > 1:
                yield f"awx_setup_{option} names the {what} '{name}', of which there are {len(rows)}; give its ID."


def plan(wanted: Sequence[Row], found: Found, organization: Any) -> list[dict[str, Any]]:
    """Return each wanted object (``endpoint``, ``kind``, ``name``) with whether it is ``there``."""
    owners = {row["id"] for row in found["organizations"] if _is(row, organization)}
    return [{**row, "there": any(_stands(other, row, owners) for other in found[row["endpoint"]])} for row in wanted]


def _stands(row: Row, wanted: Row, owners: set[Any]) -> bool:
    # What has no organization of its own is everybody's, or belongs to something that has our prefix in its name.
    # Of an inventory that AWX is removing there is no more to do.
    ours = "organization" not in row or row["organization"] in owners
    return bool(row["name"] == wanted["name"] and ours and not row.get("pending_deletion"))


def unused_types(found: Found, types: Sequence[str], ours: Sequence[str], organization: Any) -> list[str]:
    """Return the credential types of ``types`` that nobody else's credential has: ``ours`` are names of this organization's."""
    owners = {row["id"] for row in found["organizations"] if _is(row, organization)}
    names = {row["id"]: row["name"] for row in found["credential_types"]}
    others = [row for row in found["credentials"] if not (row["name"] in ours and row["organization"] in owners)]
    used = {names.get(row["credential_type"]) for row in others}
    return [name for name in types if name in names.values() and name not in used]


def links(nodes: Sequence[Row], steps: Sequence[Row]) -> list[dict[str, Any]]:
    """Return each of ``steps`` (``identifier``, ``next``) with its ``success``, ``always`` and ``failure`` links.

    Links to nodes that are not ours stay: without one, such a node would be a first one and run at once.
    """
    ours = {step["identifier"] for step in steps}
    names = {node["id"]: node["identifier"] for node in nodes if node["identifier"] not in ours}
    at = {node["identifier"]: node for node in nodes}

    def foreign(step: Row, kind: str) -> list[str]:
        linked = at.get(step["identifier"], {}).get(f"{kind}_nodes") or []
        return [names[number] for number in linked if number in names]

    return [
        {
            "identifier": step["identifier"],
            "success": [*step["next"], *foreign(step, "success")],
            "always": foreign(step, "always"),
            "failure": foreign(step, "failure"),
        }
        for step in steps
    ]


def strange_nodes(workflow: str, nodes: Sequence[Row], steps: Sequence[Row]) -> list[str]:
    """Return a sentence when a workflow has nodes that are not ours."""
    ours = {step["identifier"] for step in steps}
    strange = sorted(str(node["identifier"]) for node in nodes if node["identifier"] not in ours)
    if not strange:
        return []
    return [
        f"Workflow '{workflow}' has steps that this role did not make: {', '.join(strange)}. They may order what nobody has "
        "approved; remove them, or put them into a workflow of your own."
    ]
