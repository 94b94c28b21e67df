# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.given``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: given
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: Options without those that are not given
description:
  - Returns a dict without what is null or an empty text, with more options that win.
  - The roles hand on by it what they were told of a login, as C(module_defaults) of the groups C(interconnect.equinix.fabric_of_roles)
    and C(interconnect.equinix.alibaba_of_roles). What C(omit) stands for would take a play's own C(module_defaults) away.
options:
  _input:
    description: Options; null stands for none.
    type: dict
"""

EXAMPLES = r"""
- name: Look up a connection in the project that a variable may name
  interconnect.equinix.fabric_connection_info:
    name: alibaba-fra-1
  module_defaults:
    interconnect.equinix.fabric_connection_info: "{{ login | default({}) | interconnect.equinix.given(project_id=project | default('')) }}"
"""

RETURN = r"""
_value:
  description: What is given.
  type: dict
"""

from collections.abc import Mapping
from typing import Any


def given(options: Mapping[str, Any] | None, **more: Any) -> dict[str, Any]:
    """Return the options that are given."""
    from ..plugin_utils.option_types import is_empty

    kept = {name: value for name, value in more.items() if not is_empty(value)}
    return {**{name: value for name, value in (options or {}).items() if not is_empty(value)}, **kept}


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"given": given}
