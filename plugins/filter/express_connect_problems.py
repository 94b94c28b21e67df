# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.express_connect_problems``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: express_connect_problems
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: What is wrong with the variables of the role express_connect beside each other
description:
  - Finds what an order of the role P(interconnect.equinix.express_connect#role) would stumble over later - half a pair, another origin than that of the
    playbook, and what is wrong with what is agreed to, created and routed on Alibaba Cloud.
options:
  _input:
    description: The C(options) that P(interconnect.equinix.role_variables#lookup) returns.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what is missing
  ansible.builtin.debug:
    msg: "{{ {'name': 'alibaba-fra-1', 'secondary_name': 'alibaba-fra-2'} | interconnect.equinix.express_connect_problems }}"
"""

RETURN = r"""
_value:
  description: A sentence for each mistake.
  type: list
  elements: str
"""

from typing import Any

from ..plugin_utils.deferred import deferred


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"express_connect_problems": deferred("express_connect_variables", "problems")}
