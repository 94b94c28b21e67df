# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that all Alibaba Cloud modules share; the code is ``alibaba_options`` in ``_alibaba_module``."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragment ``interconnect.equinix.alibaba``."""

    DOCUMENTATION = r"""
options:
  access_key_id:
    description:
      - Access key ID of a RAM user of the Alibaba Cloud account to which the connection goes.
      - The environment variables E(ALIBABA_CLOUD_ACCESS_KEY_ID) and E(ALICLOUD_ACCESS_KEY) are used when this is not given.
    type: str
  access_key_secret:
    description:
      - Secret of that access key.
      - The environment variables E(ALIBABA_CLOUD_ACCESS_KEY_SECRET) and E(ALICLOUD_SECRET_KEY) are used when this is not given.
    type: str
  security_token:
    description:
      - Security token that goes with a temporary access key of STS.
      - The environment variables E(ALIBABA_CLOUD_SECURITY_TOKEN) and E(ALICLOUD_SECURITY_TOKEN) are used when this is not given.
    type: str
  region:
    description:
      - Region of Alibaba Cloud, the seller region of the Fabric connection, such as V(eu-central-1).
      - The environment variables E(ALIBABA_CLOUD_REGION_ID) and E(ALICLOUD_REGION) are used when this is not given.
    type: str
  api_endpoint:
    description:
      - Address of the VPC API, C(https://vpc.REGION.aliyuncs.com) when not given. Plain C(http://) is accepted for loopback addresses only.
      - The environment variable E(ALIBABA_CLOUD_VPC_ENDPOINT) is used when this is not given.
    type: str
  api_timeout:
    description:
      - Seconds that one request may take.
    type: float
    default: 30
  api_retries:
    description:
      - How often a request is repeated after a rate limit, a server error or a lost answer. Whatever changes something carries one
        client token through all of its repeats, so that it is done once.
    type: int
    default: 5
  ca_path:
    description:
      - File of certificate authorities to trust instead of the system's.
      - The environment variables E(REQUESTS_CA_BUNDLE), then E(CURL_CA_BUNDLE), are used when this is not given.
    type: path
  validate_certs:
    description:
      - Whether to check the API's certificate. Turning this off shows the signed requests to whoever sits in between.
    type: bool
    default: true
requirements:
  - Python >= 3.11
  - requests
"""
