# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Equinix's own Python SDK as the judge of what is sent and answered.

Its models are strict, and generated from the official document. One of them cannot read even that document's examples: the
``value`` of a JSON-patch operation when it is no object; it is compared by hand. What the document closes to other keys
(``additionalProperties: false``) the models leave open, so that they would find two schemas where one of them fits; here
they are closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from equinix.services.fabricv4 import models
from equinix.services.fabricv4.models.cloud_router_search_request import CloudRouterSearchRequest
from equinix.services.fabricv4.models.connection_change_operation import ConnectionChangeOperation
from equinix.services.fabricv4.models.connection_post_request import ConnectionPostRequest
from equinix.services.fabricv4.models.filter_body import FilterBody
from equinix.services.fabricv4.models.port_v4_search_request import PortV4SearchRequest
from equinix.services.fabricv4.models.routing_protocol_base import RoutingProtocolBase
from equinix.services.fabricv4.models.search_request import SearchRequest
from equinix.services.fabricv4.models.service_profile_search_request import ServiceProfileSearchRequest
from equinix.services.fabricv4.models.service_token_search_request import ServiceTokenSearchRequest
from equinix.services.fabricv4.models.validate_request import ValidateRequest
from pydantic import BaseModel, ValidationError

from extensions.simulator.middleware import Call


def _close(model: Any) -> None:
    """Have a model refuse the keys that it does not know."""
    known = {field.alias or name for name, field in model.model_fields.items()}
    read = model.from_dict.__func__

    def from_dict(cls: type[BaseModel], data: Any) -> Any:
        if isinstance(data, dict) and not set(data) <= known:
            raise ValueError(f"{cls.__name__} does not have {sorted(set(data) - known)}")
        return read(cls, data)

    model.from_dict = classmethod(from_dict)


def _closed() -> Iterator[type[BaseModel]]:
    """Yield the models of what the document closes: the SDK gives all others a field for further keys."""
    for model in vars(models).values():
        fields = (
            set(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else {"additional_properties"}
        )
        if not {"additional_properties", "actual_instance"} & fields:
            yield model


for _model in list(_closed()):
    _close(_model)

BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/fabric/v4/connections"): ConnectionPostRequest,
    ("POST", "/fabric/v4/connections/UUID/routingProtocols"): RoutingProtocolBase,
    ("PUT", "/fabric/v4/connections/UUID/routingProtocols/UUID"): RoutingProtocolBase,
    ("POST", "/fabric/v4/connections/search"): SearchRequest,
    ("POST", "/fabric/v4/connections/validate"): ValidateRequest,
    ("POST", "/fabric/v4/ports/search"): PortV4SearchRequest,
    ("POST", "/fabric/v4/prices/search"): FilterBody,
    ("POST", "/fabric/v4/routers/search"): CloudRouterSearchRequest,
    ("POST", "/fabric/v4/serviceProfiles/search"): ServiceProfileSearchRequest,
    ("POST", "/fabric/v4/serviceTokens/search"): ServiceTokenSearchRequest,
}
LOGIN = ("POST", "/oauth2/v1/token")  # the SDK has no login


def unknown_keys(model: Any, at: str = "") -> Iterator[str]:
    """Yield the keys that a model took in without knowing them.

    Where a schema is made of others (``allOf``), the SDK leaves keys aside that its class does have as fields; of several
    that would do (``anyOf``), it takes the first that does not mind.
    """
    if isinstance(model, list):
        for item in model:
            yield from unknown_keys(item, at)
    alternatives = getattr(model, "any_of_schemas", None)
    if alternatives:
        data = model.actual_instance.to_dict()
        tried = [getattr(models, name).from_dict(data) for name in alternatives if _readable(getattr(models, name), data)]
        yield from min((list(unknown_keys(one, at)) for one in tried), key=len)
    elif isinstance(model, BaseModel):
        fields = {field.alias or name for name, field in type(model).model_fields.items()}
        for name in getattr(model, "additional_properties", {}):
            if name not in fields:
                yield f"{at}/{name}"
        for name in type(model).model_fields:
            yield from unknown_keys(getattr(model, name), f"{at}/{name}")


def _readable(model: Any, data: Any) -> bool:
    try:
        model.from_dict(data)
    except ValidationError:
        return False
    return True


def assert_accepted(calls: Iterable[Call]) -> None:
    """Check every body that was sent: the SDK's model reads it, knows each key, and would send the same.

    Calls to Alibaba Cloud have parameters and no body here; the simulator takes only those that Alibaba's SDK has.
    """
    for call in calls:
        if call.body is None or (call.method, call.path) == LOGIN:
            continue
        if call.method == "PATCH":
            _assert_operations(call)
            continue
        path = re.sub(r"/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=/|$)", "/UUID", call.path)
        # A call that is new here has to be given its model.
        model = BODIES[call.method, path].from_dict(call.body)
        assert list(unknown_keys(model)) == [], call
        assert model.to_dict() == call.body


def _assert_operations(call: Call) -> None:
    """Check a JSON patch; the model reads a value only when it is an object, so others are put into one for it."""
    assert call.body
    for operation in call.body:
        readable = operation if isinstance(operation["value"], dict) else {**operation, "value": {"value": operation["value"]}}
        model = ConnectionChangeOperation.from_dict(readable)
        assert model is not None and list(unknown_keys(model)) == [] and model.to_dict() == readable
