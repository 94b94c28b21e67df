# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules say about check mode, diff and action groups."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragment ``interconnect.equinix.attributes``, with variants for the kinds of module."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - This action does not modify state.
  diff_mode:
    support: N/A
    details:
      - This action does not modify state.
  idempotent:
    support: full
    details:
      - This action does not modify state.
"""

    FABRIC = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/interconnect.equinix.fabric) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - interconnect.equinix.fabric
"""

    ALIBABA = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/interconnect.equinix.alibaba) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - interconnect.equinix.alibaba
"""
