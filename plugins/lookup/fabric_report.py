# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup ``interconnect.equinix.fabric_report``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fabric_report
short_description: A report of what tasks have looked up, also of thousands of connections
version_added: 1.1.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Returns what the filters P(interconnect.equinix.fabric_report#filter), P(interconnect.equinix.fabric_report_page#filter) and
    P(interconnect.equinix.connection_table#filter) return, of variables that tasks have registered.
  - It takes the names of these variables. What a filter is given Ansible's templating reads value by value, which takes most of the time
    where there are thousands of connections.
options:
  _terms:
    description:
      - What to return, V(view), V(page) or V(table). V(view) is without C(places).
    type: list
    elements: str
    required: true
  connections:
    description:
      - Variable that M(interconnect.equinix.fabric_connection_info) registered.
    type: str
    required: true
  physical_connections:
    description:
      - Variable that M(interconnect.equinix.alibaba_physical_connection_info) registered, once or in a loop. Without it, Alibaba Cloud's end
        counts as not looked up.
    type: str
  virtual_border_routers:
    description:
      - Variable that M(interconnect.equinix.alibaba_virtual_border_router_info) registered, likewise.
    type: str
  price_lists:
    description:
      - Variable that M(interconnect.equinix.fabric_price_info) registered in a loop over the shapes of the connections.
    type: str
  endpoint:
    description:
      - Address of Fabric's API; its host is shown as the source. That at which the connections were looked up when this is not given.
    type: str
    default: ""
  looked_at:
    description:
      - When the connections were looked up, with the time zone, to be shown as it is.
    type: str
    default: ""
    version_added: 1.1.0
  title:
    description:
      - Heading of the page.
    type: str
    default: Connections
"""

EXAMPLES = r"""
- name: List the connections
  interconnect.equinix.fabric_connection_info:
  register: found

- name: Write the page of them
  ansible.builtin.copy:
    content: "{{ lookup('interconnect.equinix.fabric_report', 'page', connections='found', title='Connections out of Frankfurt') }}"
    dest: /tmp/connections.html
    mode: "0640"
"""

RETURN = r"""
_raw:
  description:
    - For each term the page, the lines of the table, or what P(interconnect.equinix.fabric_report#filter) returns.
  type: list
  elements: raw
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ..module_utils._core.data import listed, text_at
from ..plugin_utils._report.costs import prices_by_shape
from ..plugin_utils._report.page import page_of
from ..plugin_utils._report.view import view_of
from ..plugin_utils.connection_table import table_of

VIEW = "view"
PAGE = "page"
TABLE = "table"


class LookupModule(LookupBase):
    """The lookup."""

    def run(self, terms: Sequence[str], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[Any]:
        """Return what each term asks for. Raises AnsibleLookupError."""
        self.set_options(var_options=variables, direct=kwargs)
        return [self._answer(str(term), variables or {}) for term in terms]

    def _answer(self, term: str, variables: Mapping[str, Any]) -> Any:
        if term not in (VIEW, PAGE, TABLE):
            raise AnsibleLookupError(f"'{term}' is nothing that fabric_report returns; ask for {listed((VIEW, PAGE, TABLE))}.")
        connections = self._rows("connections", "connections", variables) or []
        physical_connections = self._rows("physical_connections", "physical_connections", variables)
        routers = self._rows("virtual_border_routers", "virtual_border_routers", variables)
        lists = self._each("price_lists", "prices", variables)
        if term == TABLE:
            return table_of(connections, physical_connections, routers, lists)
        view = view_of(
            connections,
            physical_connections,
            routers,
            None if lists is None else prices_by_shape(connections, lists),
            self.get_option("endpoint") or next(iter(self._source("connections", "endpoint", variables)), ""),
            alibaba_endpoints=self._source("physical_connections", "endpoint", variables),
            project=next(iter(self._source("connections", "project_id", variables)), ""),
            looked_at=self.get_option("looked_at") or "",
            places=term == PAGE,
        )
        return page_of(view, str(self.get_option("title"))) if term == PAGE else view

    def _rows(self, option: str, key: str, variables: Mapping[str, Any]) -> list[Any] | None:
        """Return all rows of a registered variable, None where the option names none."""
        found = self._each(option, key, variables)
        return None if found is None else [row for rows in found for row in rows]

    def _each(self, option: str, key: str, variables: Mapping[str, Any]) -> list[Any] | None:
        """Return the rows of each item of a loop, or of the task alone; none where it was skipped or has failed."""
        results = self._results(option, variables)
        return None if results is None else [result.get(key) or [] for result in results]

    def _results(self, option: str, variables: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
        """Return the results of each item of a loop, or that of the task alone; None where the option names no variable."""
        name = self.get_option(option)
        if not name:
            return None
        registered = variables.get(name)
        if not isinstance(registered, Mapping):
            # A template would have to be read, and with it value by value all that it stands for.
            raise AnsibleLookupError(f"{option} '{name}' is no variable that a task has registered; give the name of one.")
        return list(registered.get("results", [registered]))

    def _source(self, option: str, key: str, variables: Mapping[str, Any]) -> list[str]:
        """Return where the modules say that they have really looked, wherever they had it from: options, defaults, environment."""
        return [text for result in self._results(option, variables) or [] if (text := text_at(result, "source", key))]
