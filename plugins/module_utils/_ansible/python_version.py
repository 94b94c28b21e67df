# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether this Python can run the collection's modules.

Each module asks before it imports anything else of the collection. So this file and those of the modules themselves have to be
readable for the oldest Python that ansible-core 2.16 still runs, which is 3.6; everything else may be as new as ``NEEDED``.
"""

import sys
from typing import Any

from ansible.module_utils.basic import AnsibleModule

NEEDED = (3, 11)


def problem(major: int, minor: int, path: str) -> str:
    """Return what is wrong with a Python of this version at this path, in one sentence; empty when it is new enough."""
    if (major, minor) >= NEEDED:
        return ""
    needed = ".".join(map(str, NEEDED))
    return (
        f"Python {needed} is needed, this is {major}.{minor} at {path}; set ansible_python_interpreter to the path of a Python "
        f"{needed} or later that has requests."
    )


def check() -> None:
    """Fail with one sentence when this Python is too old."""
    sentence = problem(sys.version_info[0], sys.version_info[1], sys.executable)
    if sentence:
        refuse(sentence, {"kind": "InputError", "option": "ansible_python_interpreter"})


def refuse(sentence: str, facts: Any) -> None:
    """End this module with one sentence, before its options are looked at: so the result repeats none of them."""
    _Unread(argument_spec={}, supports_check_mode=True).fail_json(msg=sentence, changed=False, error=facts)


class _Unread(AnsibleModule):
    """A module that was not told its options."""

    params: Any

    def _load_params(self) -> None:
        super()._load_params()
        # How to answer is all that is left.
        self.params = {name: value for name, value in self.params.items() if name.startswith("_ansible_")}
