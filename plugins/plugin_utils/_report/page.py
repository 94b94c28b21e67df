# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of a report: what it shows, put into its template.

Ansible's own templating looks at each value that a template reads, for secrets and for templates in it. A page of thousands of
connections reads some millions, all of them plain and none of them a template, so that Jinja alone is a good ten times as fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

# The template stands with the role that writes the page; it escapes what it puts in.
_TEMPLATES = Path(__file__).parents[3] / "roles/fabric_report/templates"


def page_of(view: Mapping[str, Any], title: str) -> str:
    """Return the page of what ``view_of`` returns."""
    # As Ansible has it: blocks leave no empty lines, and what is missing is a mistake.
    environment = ImmutableSandboxedEnvironment(loader=FileSystemLoader(_TEMPLATES), trim_blocks=True, undefined=StrictUndefined)
    return environment.get_template("page.html.j2").render(view=view, title=title)
