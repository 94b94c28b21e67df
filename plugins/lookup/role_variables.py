# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup ``interconnect.equinix.role_variables``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: role_variables
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: The variables of a role in their types, and what is wrong with them
description:
  - The roles of this collection begin with it. Ansible takes a misspelt variable of a role without a word, leaves a text that came
    by C(-e) a text, and answers a mistake with the whole argument specification.
  - What a role takes is read from its C(meta/argument_specs.yml). A variable whose description begins with C(Required.) must be given.
  - A variable is known when the role documents it, or registers, sets or loops over it itself. So is the answer that a survey of
    AWX asks for (V(fabric_fleet_wait_answer), or a name and the key of a dict), beside the variable that is made of it.
  - Text is taken for every type - C(yes) for a boolean, YAML or JSON for a dict or a list - and an empty text counts as not given.
options:
  _terms:
    description: Entry points of the role that the task is in, such as V(main).
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Read the variables, in a role
  ansible.builtin.set_fact:
    fabric_fleet_variables: "{{ lookup('interconnect.equinix.role_variables', 'main') }}"
  # There are secrets in it.
  no_log: true

- name: Refuse what is wrong with them
  ansible.builtin.assert:
    that: fabric_fleet_variables.problems | length == 0
    fail_msg: "{{ fabric_fleet_variables.problems | join(' ') }}"
"""

RETURN = r"""
_raw:
  description:
    - For each entry point C(options), by the names of the variables without the role's prefix, with defaults and null where nothing
      is given, and C(problems), a sentence for each mistake.
  type: list
  elements: dict
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ansible import errors
from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ..plugin_utils.role_variables import entry_options, read_variables

# A variable that is a template of ``omit``; before ansible-core 2.19 that is a text.
_OMITTED: Any = getattr(errors, "AnsibleValueOmittedError", ())


class LookupModule(LookupBase):
    """The lookup."""

    def run(self, terms: Sequence[str], variables: Mapping[str, Any] | None = None, **_kwargs: Any) -> list[Any]:
        """Return what each entry point was given. Raises AnsibleLookupError."""
        known = variables or {}
        if "role_path" not in known:
            raise AnsibleLookupError("role_variables is for the tasks of a role; there is none here.")
        return [self._read(Path(str(known["role_path"])), str(term), known) for term in terms]

    def _read(self, role: Path, entry: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        given: dict[str, Any] = {}
        unread: list[str] = []
        for name in entry_options(role, entry):
            if name not in variables:
                continue
            try:
                given[name] = _plain(self._templar.template(variables[name]))
            except _OMITTED:
                continue
            except AnsibleError as error:
                unread.append(f"{name} cannot be evaluated: {str(error).rstrip('.')}.")
        found = read_variables(role, entry, given, variables)
        return {**found, "problems": [*unread, *found["problems"]]}


def _plain(value: Any) -> Any:
    """Return a value without the classes that Ansible reads YAML into; before 2.19 a text from a vault is none yet."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else str(value)
    return value
