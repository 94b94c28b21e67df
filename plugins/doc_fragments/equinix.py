# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that all Fabric and Network Edge modules share; the code is ``equinix_options`` in ``_module``."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragment ``interconnect.equinix.equinix``."""

    DOCUMENTATION = r"""
options:
  client_id:
    description:
      - Client ID (consumer key) of an app on the Equinix developer platform.
      - Its user needs the role Fabric Connections Manager to order connections.
      - The environment variable E(EQUINIX_API_CLIENTID) is used when this is not given.
    type: str
  client_secret:
    description:
      - Client secret (consumer secret) of that app.
      - The environment variable E(EQUINIX_API_CLIENTSECRET) is used when this is not given.
    type: str
  access_token:
    description:
      - Access token to use instead of logging in; M(interconnect.equinix.access_token) returns one.
      - Wins over O(client_id) and O(client_secret). When it expires and both are given as well, the module logs in again.
      - The environment variable E(EQUINIX_API_TOKEN) is used when this is not given.
    type: str
  api_endpoint:
    description:
      - Address of the API. Plain C(http://) is accepted for loopback addresses only.
      - The environment variable E(EQUINIX_API_ENDPOINT) is used when this is not given.
    type: str
    default: https://api.equinix.com
  api_timeout:
    description:
      - Seconds that one request may take.
      - The environment variable E(EQUINIX_API_TIMEOUT) is used when this is not given.
    type: float
    default: 30
  api_retries:
    description:
      - How often a request is repeated after a rate limit or, where repeating cannot order anything twice, after
        a server error or a lost answer.
      - The environment variable E(EQUINIX_API_RETRIES) is used when this is not given.
    type: int
    default: 5
  ca_path:
    description:
      - File of certificate authorities to trust instead of the system's.
      - The environment variables E(REQUESTS_CA_BUNDLE), then E(CURL_CA_BUNDLE), are used when this is not given.
    type: path
  validate_certs:
    description:
      - Whether to check the API's certificate. Turning this off shows the credentials to whoever sits in between.
    type: bool
    default: true
  project_id:
    description:
      - Equinix project to work in, where the API takes one.
      - The environment variable E(EQUINIX_PROJECT_ID) is used when this is not given.
    type: str
requirements:
  - Python >= 3.11
  - requests
"""

    # The environment variables once more, as plugins document them: Ansible itself reads these.
    PLUGINS = r"""
options:
  client_id:
    env:
      - name: EQUINIX_API_CLIENTID
  client_secret:
    env:
      - name: EQUINIX_API_CLIENTSECRET
  access_token:
    env:
      - name: EQUINIX_API_TOKEN
  api_endpoint:
    env:
      - name: EQUINIX_API_ENDPOINT
  api_timeout:
    env:
      - name: EQUINIX_API_TIMEOUT
  api_retries:
    env:
      - name: EQUINIX_API_RETRIES
  ca_path:
    env:
      - name: REQUESTS_CA_BUNDLE
      - name: CURL_CA_BUNDLE
  project_id:
    env:
      - name: EQUINIX_PROJECT_ID
"""
