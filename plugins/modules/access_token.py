#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Log in to Equinix once."""

DOCUMENTATION = r"""
module: access_token
short_description: Log in to Equinix once and pass the token on
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Exchanges client ID and secret for an access token that all other modules accept, so that a play logs in once.
  - When a token is given already (O(access_token), by C(module_defaults) or E(EQUINIX_API_TOKEN) too), nothing is asked, and
    RV(access_token) is that token. Whether it is still good shows with the first call of another module.
  - The token is a secret. Set C(no_log) on the task, as the example does.
extends_documentation_fragment:
  - interconnect.equinix.equinix
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.info
  - interconnect.equinix.attributes.fabric
"""

EXAMPLES = r"""
- name: Log in once
  interconnect.equinix.access_token:
  register: login
  no_log: true

- name: Look up a port with that login
  interconnect.equinix.fabric_port_info:
    access_token: "{{ login.access_token }}"
    name: FR-PRI-DOT1Q
"""

RETURN = r"""
access_token:
  description: The token, that which was given or that of a login.
  returned: success
  type: str
  sample: qwErtY8zyW1abcdefGHI
expires_in:
  description: Seconds that the token lives; 0 when one was given, since nobody was asked.
  returned: success
  type: int
  sample: 3599
"""

from ..module_utils._ansible import python_version

python_version.check()

from typing import Any

from ..module_utils._ansible import module as ansible_module
from ..module_utils._equinix.auth import log_in
from ..module_utils._equinix.client import credentials_of


def work(module: Any) -> dict[str, Any]:
    """Log in unless there is a token."""
    credentials = credentials_of(module.params)
    credentials.check()
    if credentials.access_token:
        return {"changed": False, "access_token": ansible_module.register_secret(credentials.access_token), "expires_in": 0}
    token = log_in(ansible_module.connect(module.params, anonymous=True).transport, credentials)
    return {"changed": False, "access_token": ansible_module.register_secret(token.value), "expires_in": token.expires_in}


def main() -> None:
    """Run the module."""
    ansible_module.run({}, work, secret_result="access_token")


if __name__ == "__main__":
    main()
