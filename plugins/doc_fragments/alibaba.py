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
      - Who calls is said by an access key, by O(profile) or by O(ecs_ram_role), one of them; O(assume_role) goes on from there. What the
        task (or C(module_defaults)) says wins over the environment as a whole. In the environment an access key comes before a profile,
        and that before the role of the instance.
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
  profile:
    description:
      - Name of a profile of Alibaba Cloud's CLI, of mode C(AK), C(StsToken), C(RamRoleArn), C(EcsRamRole) or C(ChainableRamRoleArn).
        It has to be named; the one that the CLI is set to is not taken by itself.
      - The environment variable E(ALIBABA_CLOUD_PROFILE) is used when this is not given.
    type: str
    version_added: 1.1.0
  config_file:
    description:
      - The configuration file of the CLI, on the host that runs the module.
    type: path
    default: ~/.aliyun/config.json
    version_added: 1.1.0
  ecs_ram_role:
    description:
      - Name of the RAM role of the ECS instance that runs the module, or V(auto) for whichever is attached. Its metadata service is asked
        for temporary keys, with a token, as its hardened mode wants it.
      - The environment variable E(ALIBABA_CLOUD_ECS_METADATA) is used when this is not given.
    type: str
    version_added: 1.1.0
  assume_role:
    description:
      - A RAM role to assume, which may belong to another account. Its temporary keys are renewed before they end, in a long wait as well.
    type: dict
    version_added: 1.1.0
    suboptions:
      role_arn:
        description:
          - ARN of the role, C(acs:ram::ACCOUNT_ID:role/NAME).
          - The environment variable E(ALIBABA_CLOUD_ROLE_ARN) is used when this is not given, where the environment also says who calls,
            and E(ALIBABA_CLOUD_OIDC_TOKEN_FILE) is not set, with which it means something else.
        type: str
      session_name:
        description:
          - Name of the session, which audit logs show. V(interconnect-equinix) when not given.
          - The environment variable E(ALIBABA_CLOUD_ROLE_SESSION_NAME) is used when this is not given.
        type: str
      duration:
        description:
          - Seconds that a key of the role is good for, 900 or more, and as many as the role allows.
        type: int
        default: 3600
      external_id:
        description:
          - External ID that the role's trust policy asks for.
        type: str
      policy:
        description:
          - A policy as JSON text that narrows what the session may do.
        type: str
  region:
    description:
      - Region of Alibaba Cloud, the seller region of the Fabric connection, such as V(eu-central-1). That of the profile when not given.
      - The environment variables E(ALIBABA_CLOUD_REGION_ID), E(ALIBABA_CLOUD_REGION) and E(ALICLOUD_REGION) are used when this is not given.
    type: str
  api_endpoint:
    description:
      - Address of the VPC API, C(https://vpc.REGION.aliyuncs.com) when not given. Plain C(http://) is accepted for loopback addresses only.
      - The environment variable E(ALIBABA_CLOUD_VPC_ENDPOINT) is used when this is not given.
    type: str
  sts_endpoint:
    description:
      - Address of STS, which says whose key it is, and assumes roles. The one of the region when not given, or O(api_endpoint) where that is
        a loopback address.
      - The environment variable E(ALIBABA_CLOUD_STS_ENDPOINT) is used when this is not given.
    type: str
    version_added: 1.1.0
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
