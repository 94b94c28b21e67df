# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of objects that AWX keeps, as far as the role awx_setup uses them: held against the models of AWX 24.6.1."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.awx.rules import Row


@dataclass(frozen=True)
class Kind:
    """One kind of object: fields with their defaults (None: has to be given), and those that refer to others."""

    type: str
    fields: Row
    required: tuple[str, ...] = ("name",)
    refers: dict[str, str] = field(default_factory=dict)
    unique: tuple[str, ...] = ("name",)


NAMED: Row = {"name": "", "description": ""}
OWNED: Row = {**NAMED, "organization": None}
ASKS = (
    *("scm_branch", "diff_mode", "variables", "limit", "tags", "skip_tags", "job_type", "verbosity", "inventory", "credential"),
    "execution_environment",
)
WORKFLOW_ASKS = ("variables", "inventory", "limit", "scm_branch", "tags", "skip_tags")
OWNER = {"organization": "organizations"}
KINDS = {
    "organizations": Kind("organization", NAMED),
    "credential_types": Kind(
        "credential_type",
        {**NAMED, "kind": "cloud", "managed": False, "inputs": {}, "injectors": {}},
        ("name", "kind"),
        {},
        ("name", "kind"),
    ),
    "credentials": Kind(
        "credential",
        {**OWNED, "credential_type": None, "inputs": {}},
        ("name", "credential_type"),
        {**OWNER, "credential_type": "credential_types"},
        ("organization", "name", "credential_type"),
    ),
    "execution_environments": Kind(
        "execution_environment",
        {**OWNED, "image": "", "pull": "", "credential": None},
        ("name", "image"),
        {**OWNER, "credential": "credentials"},
    ),
    "projects": Kind(
        "project",
        {
            **OWNED,
            "credential": None,
            "status": "successful",
            "scm_type": "",
            "scm_url": "",
            "scm_branch": "",
            "scm_revision": "",
            "allow_override": False,
            "default_environment": None,
        },
        ("name",),
        {**OWNER, "credential": "credentials"},
        ("name", "organization"),
    ),
    "inventories": Kind(
        "inventory",
        {**OWNED, "kind": "", "host_filter": None, "variables": "", "pending_deletion": False},
        ("name", "organization"),
        OWNER,
        ("name", "organization"),
    ),
    "inventory_sources": Kind(
        "inventory_source",
        {
            **NAMED,
            **{"inventory": None, "source": "", "source_path": "", "source_vars": "", "source_project": None, "credential": None},
            **{"execution_environment": None, "overwrite": False, "overwrite_vars": False},
        },
        ("name", "inventory", "source"),
        {
            **{"inventory": "inventories", "source_project": "projects", "credential": "credentials"},
            "execution_environment": "execution_environments",
        },
        ("name", "inventory"),
    ),
    "job_templates": Kind(
        "job_template",
        {
            **OWNED,
            **{"job_type": "run", "inventory": None, "project": None, "playbook": "", "execution_environment": None},
            **{"diff_mode": False, "job_slice_count": 1, "extra_vars": "", "survey_enabled": False},
            "allow_simultaneous": False,
            **{f"ask_{name}_on_launch": False for name in ASKS},
        },
        ("name", "project", "playbook"),
        {
            **{**OWNER, "inventory": "inventories", "project": "projects"},
            "execution_environment": "execution_environments",
        },
        ("name", "organization"),
    ),
    "workflow_job_templates": Kind(
        "workflow_job_template",
        {
            **{**OWNED, "inventory": None, "extra_vars": "", "survey_enabled": False, "allow_simultaneous": False},
            **{f"ask_{name}_on_launch": False for name in WORKFLOW_ASKS},
        },
        ("name",),
        OWNER,
        ("name", "organization"),
    ),
    "workflow_job_template_nodes": Kind(
        "workflow_job_template_node",
        {"identifier": "", "workflow_job_template": None, "unified_job_template": None, "all_parents_must_converge": False},
        ("identifier", "workflow_job_template"),
        {"workflow_job_template": "workflow_job_templates"},
        ("identifier", "workflow_job_template"),
    ),
    "teams": Kind("team", OWNED, ("name", "organization"), OWNER, ("name", "organization")),
    "notification_templates": Kind(
        "notification_template", {**OWNED, "notification_type": "webhook"}, ("name",), OWNER, ("organization", "name")
    ),
    "schedules": Kind(
        "schedule",
        {**NAMED, "unified_job_template": None, "rrule": "", "inventory": None, "extra_data": {}, "enabled": True},
        ("name", "unified_job_template", "rrule"),
        {"inventory": "inventories"},
        ("name", "unified_job_template"),
    ),
    "workflow_approval_templates": Kind("workflow_approval_template", {**NAMED, "timeout": 0}, unique=()),
}
# By the kind of a removed object and the field that leads to it: what goes with it (other references become none).
GOES_WITH = {
    "organizations": {
        "credentials": "organization",
        "execution_environments": "organization",
        "teams": "organization",
        "notification_templates": "organization",
    },
    "projects": {"inventory_sources": "source_project", "schedules": "unified_job_template"},
    "inventories": {"inventory_sources": "inventory"},
    "inventory_sources": {"schedules": "unified_job_template"},
    "job_templates": {"schedules": "unified_job_template"},
    "workflow_job_templates": {"workflow_job_template_nodes": "workflow_job_template", "schedules": "unified_job_template"},
}
NODE_LINKS = ("success_nodes", "always_nodes", "failure_nodes")
LINKS = "|".join((*NODE_LINKS, "credentials", "notification_templates_approvals"))
ROLES = ("admin_role", "execute_role", "read_role", "approval_role", "use_role")
UNIFIED = ("job_templates", "workflow_job_templates", "projects", "inventory_sources", "workflow_approval_templates")
