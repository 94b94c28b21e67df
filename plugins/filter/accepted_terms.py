# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filter ``interconnect.equinix.accepted_terms``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: accepted_terms
author: Interconnect Equinix collection contributors (@interconnect-equinix)
version_added: 1.1.0
short_description: What is agreed to on Alibaba Cloud, in proper types
description:
  - Reads the variable C(express_connect_accept) of the role P(interconnect.equinix.express_connect#role). Values that were given with C(-e) are texts, and
    C("no") is no agreement.
options:
  _input:
    description: The variable; an empty dict agrees to nothing.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what is agreed to
  ansible.builtin.debug:
    msg: "{{ {'outbound_data_transfer_billing': 'no', 'period': '1'} | interconnect.equinix.accepted_terms }}"
"""

RETURN = r"""
_value:
  description: C(outbound_data_transfer_billing) and C(auto_renew) as booleans, C(period) as a number (0 where nothing is paid), C(pricing_cycle).
  type: dict
"""

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleFilterError


def filter_accepted_terms(accept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is agreed to."""
    from ..module_utils._core.errors import InputError
    from ..plugin_utils.alibaba_spec import accepted_terms

    try:
        return accepted_terms(accept)
    except InputError as error:
        raise AnsibleFilterError(f"express_connect_accept: {error}") from None


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Any]:
        """Return it by name."""
        return {"accepted_terms": filter_accepted_terms}
