#!/usr/bin/python
# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""List metros."""

DOCUMENTATION = r"""
module: fabric_metro_info
short_description: List the metros of Equinix Fabric
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Lists metros with the geographic boundaries that they lie in, and the latency to each other metro.
extends_documentation_fragment:
  - interconnect.equinix.equinix
  - interconnect.equinix.attributes
  - interconnect.equinix.attributes.info
  - interconnect.equinix.attributes.fabric
options:
  code:
    description:
      - Only the metro of this code, such as V(FR).
    type: str
"""

EXAMPLES = r"""
- name: Which boundaries can a connection in Frankfurt keep to
  interconnect.equinix.fabric_metro_info:
    code: FR
"""

RETURN = r"""
metros:
  description: The metros, keys in snake_case.
  returned: success
  type: list
  elements: dict
  sample:
    - code: FR
      name: Frankfurt
      region: EMEA
      geo_scopes:
        - EU
"""

from ..module_utils._ansible import python_version

python_version.check()

from typing import Any

from ..module_utils._ansible import module as ansible_module
from ..module_utils._equinix.assets import found_by_uuid
from ..module_utils._equinix.connection.spec import check_metro_code

OPTIONS: dict[str, Any] = {"code": {"type": "str"}}


def work(module: Any) -> dict[str, Any]:
    """Return the metros asked for."""
    api, code = ansible_module.connect(module.params), module.params["code"]
    if code:
        check_metro_code("code", code)
    return ansible_module.list_result("metros", found_by_uuid(api.metro, code.upper(), "code") if code else api.metros())


def main() -> None:
    """Run the module."""
    ansible_module.run(OPTIONS, work)


if __name__ == "__main__":
    main()
