# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Alibaba Cloud's own Python SDK as a client of the simulator, and as the judge of what is sent and answered."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import requests
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.utils import Utils
from alibabacloud_tea_openapi.utils_models import Config, OpenApiRequest, Params
from alibabacloud_vpc20160428 import models
from alibabacloud_vpc20160428.client import Client
from darabonba.runtime import RuntimeOptions

from extensions.simulator import seed
from extensions.simulator.middleware import TOKEN
from extensions.simulator.server import Simulator
from tests.contract.orders import order

VERSION = "2016-04-28"
MIXED = frozenset({"vlan_id", "has_reservation_data"})  # numbers and truth values in the vendor's samples, texts in its models
REGION = "eu-central-1"
KEY = ("demo-access-key-id", "demo-access-key-secret")


class Sdk:
    """The SDK, called in either of its two ways: by the name of an action, or by the method that it has for each."""

    def __init__(self, url: str, key: tuple[str, ...] = KEY, *, typed: bool = False, **config: Any) -> None:
        names = dict(zip(("access_key_id", "access_key_secret", "security_token"), key, strict=False))
        endpoint = url.removeprefix("http://")
        self._client = Client(Config(**names, region_id=REGION, endpoint=endpoint, protocol="HTTP", **config))
        self._typed = typed

    def __call__(self, action: str, **parameters: Any) -> dict[str, Any]:
        """Carry out an action in the usual region, and return its answer, of which the models have read every word."""
        parameters = {"RegionId": REGION, **parameters}
        if not self._typed:
            return self.generic(action, parameters)
        request = getattr(models, f"{action}Request")().from_map(parameters)
        answer = getattr(self._client, re.sub(r"(?<!^)(?=[A-Z])", "_", action).lower())(request).body
        return dict(answer.to_map())

    def generic(
        self, action: str, parameters: dict[str, Any], *, form: bool = False, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Carry out an action by its name; ``headers`` replace those that the SDK sends."""
        params = Params(
            action=action,
            version=VERSION,
            protocol="HTTP",
            pathname="/",
            method="POST",
            auth_type="AK",
            style="RPC",
            req_body_type="formData",
            body_type="json",
        )
        place = {"body": parameters} if form else {"query": Utils.query(parameters)}
        answer: dict[str, Any] = self._client.call_api(params, OpenApiRequest(**place, headers=headers), RuntimeOptions())["body"]
        model = getattr(models, f"{action}ResponseBody")().from_map(answer)
        assert model.to_map() == answer, "the SDK's model does not know all of this"
        assert list(other_types(model)) == []
        return answer


def other_types(model: Any) -> Iterator[str]:
    """Yield the values of an answer that are of another type than the SDK's model says."""
    for name, parameter in inspect.signature(type(model).__init__).parameters.items():
        value = getattr(model, name, None)
        for item in value if isinstance(value, list) else [value]:
            if hasattr(item, "to_map"):
                yield from other_types(item)
        scalar = getattr(parameter.annotation, "__name__", parameter.annotation)
        # By its name: True is an int as well, but not in JSON.
        if scalar in ("str", "int", "bool") and value is not None and type(value).__name__ != scalar and name not in MIXED:
            yield f"{type(model).__name__}.{name}: {value!r}"


def known_parameters(action: str) -> set[str]:
    """Return the parameters that the SDK has for an action."""
    request = getattr(models, f"{action}Request")()
    for name in vars(request):
        setattr(request, name, None if name in ("filter", "tags") else "x")
    return set(request.to_map())


def code(sdk: Sdk, action: str, **parameters: Any) -> str:
    """Return the code with which an action is refused, and nothing when it is not."""
    try:
        sdk(action, **parameters)
    except ClientException as refusal:
        assert refusal.request_id and refusal.data["HostId"] and refusal.data["Recommend"]
        return str(refusal.code)
    return ""


# Keys, and the status and code with which a call of theirs is refused, whatever it is signed by.
REFUSED_KEYS = [
    (("nobody", KEY[1]), (404, "InvalidAccessKeyId.NotFound")),
    ((KEY[0], "wrong"), (400, "SignatureDoesNotMatch")),
    (seed.ALIBABA_STS[:2], (404, "InvalidAccessKeyId.NotFound")),
    ((*seed.ALIBABA_STS[:2], "wrong"), (400, "InvalidSecurityToken.Malformed")),
    ((*seed.ALIBABA_STS[:2], "expired-security-token"), (400, "InvalidSecurityToken.Expired")),
    ((*KEY, "any"), (400, "InvalidSecurityToken.MismatchWithAccessKey")),
]
PAYMENT = {"InstanceChargeType": "PrePaid", "AutoPay": True, "Period": 1, "PricingCycle": "Month"}
GATEWAYS = {"LocalGatewayIp": "169.254.10.1", "PeerGatewayIp": "169.254.10.2", "PeeringSubnetMask": "255.255.255.252"}


def fabric(simulator: Simulator, method: str, path: str = "", body: Any = None) -> Any:
    """Send a call to Fabric's connections."""
    url = f"{simulator.url}/fabric/v4/connections{path}"
    return requests.request(method, url, json=body, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10).json()


def ordered(simulator: Simulator, **changes: Any) -> tuple[str, str]:
    """Order a connection; return its UUID and the id of its shared port."""
    uuid = fabric(simulator, "POST", body=order(**changes))["uuid"]
    return uuid, fabric(simulator, "GET", f"/{uuid}")["zSide"]["accessPoint"]["providerConnectionId"]


def states(simulator: Simulator, uuid: str) -> tuple[str, str, str]:
    """Return a connection's states."""
    row = fabric(simulator, "GET", f"/{uuid}")
    return row["state"], row["operation"]["equinixStatus"], row["operation"]["providerStatus"]
