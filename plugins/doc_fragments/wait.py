# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of modules that wait; the code is ``wait_options`` in ``_module``."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragment ``interconnect.equinix.wait``."""

    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to wait until what was asked for has come about.
    type: bool
    default: true
  wait_timeout:
    description:
      - Seconds to wait at most. When they run out the task fails and returns the object as it was last seen.
    type: int
    default: 900
"""
