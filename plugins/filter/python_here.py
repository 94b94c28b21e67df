# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.python_here``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: python_here
short_description: The Python to run modules with, where nobody has said which
version_added: 1.1.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - On a host that is this machine, the Python that Ansible itself runs with; it has what the collection needs, and one that would be
    discovered need not. On any other host, what Ansible is configured to do.
  - The roles have it as their default of C(ansible_python_interpreter), so that whatever else sets that variable wins.
positional: _input, connection
options:
  _input:
    description:
      - The Python that Ansible runs with, C(ansible_playbook_python).
    type: str
    required: true
  connection:
    description:
      - How the host is reached, C(ansible_connection).
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show which Python runs modules on this machine
  ansible.builtin.debug:
    msg: "{{ ansible_playbook_python | interconnect.equinix.python_here('local') }}"
"""

RETURN = r"""
_value:
  description:
    - A value of C(ansible_python_interpreter).
  type: str
"""

from typing import Any

from ansible import constants


def python_here(playbook_python: str, connection: str) -> str:
    """Return which Python is to run modules on a host of such a connection."""
    if connection == "local":
        return playbook_python
    return str(constants.config.get_config_value("INTERPRETER_PYTHON"))


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"python_here": python_here}
