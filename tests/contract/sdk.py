# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two releases of Equinix's own Python SDK as judges of what is sent and answered.

Their models are strict, and generated from the official document. One of them cannot read even that document's examples: the
``value`` of a JSON-patch operation when it is no object; it is compared by hand. What the document closes to other keys
(``additionalProperties: false``) the models leave open, so that they would find two schemas where one of them fits; here
they are closed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from pydantic import BaseModel, ValidationError

from extensions.simulator.middleware import Call
from tests.tools.fabric_models import FOLDER, RELEASES, package

sys.path.append(str(FOLDER))

# The models of bodies, by name. A call that is new here has to be given its model.
BODIES = {
    "POST /fabric/v4/connections": "ConnectionPostRequest",
    "POST /fabric/v4/connections/UUID/routingProtocols": "RoutingProtocolBase",
    "PUT /fabric/v4/connections/UUID/routingProtocols/UUID": "RoutingProtocolBase",
    "POST /fabric/v4/connections/search": "SearchRequest",
    "POST /fabric/v4/connections/validate": "ValidateRequest",
    "POST /fabric/v4/ports/search": "PortV4SearchRequest",
    "POST /fabric/v4/prices/search": "FilterBody",
    "POST /fabric/v4/routers/search": "CloudRouterSearchRequest",
    "POST /fabric/v4/serviceProfiles/search": "ServiceProfileSearchRequest",
    "POST /fabric/v4/serviceTokens/search": "ServiceTokenSearchRequest",
}
LOGIN = ("POST", "/oauth2/v1/token")  # the SDK has no login


class Sdk:
    """The models of one release."""

    def __init__(self, release: str) -> None:
        self.release = release
        self._package = package(release)

    def __repr__(self) -> str:
        """Name the judge in the output of a test."""
        return f"equinix {self.release}"

    def model(self, name: str) -> Any:
        """Return a model by its name; whatever it needs is loaded with it, and closed where the document closes it."""
        found = getattr(import_module(self._package), name)
        close_models(self._package)
        return found

    def read(self, name: str, data: Any) -> Any:
        """Have a model read what it must know every key of, and return it."""
        model = self.model(name).from_dict(data)
        assert list(unknown_keys(model)) == [], f"{self!r} does not know all of this {name}"
        return model


@dataclass(frozen=True)
class Newer:
    """Something of an API that is newer than all judges but the last; ``example`` is of the SDK's ``model``."""

    why: str
    has: Callable[[dict[str, Any]], bool]  # whether an object, of any depth, is what is newer
    model: str
    example: dict[str, Any]


# What has one of these is checked by the last release alone.
NEWER = [
    Newer(
        "API 4.34 has terms of 60 months; those before end at 36 (termLength in models/order.py and price_term_length.py)",
        lambda data: data.get("termLength") == 60,
        "Order",
        {"termLength": 60},
    ),
    Newer(
        "API 4.34 locks connections and ports for maintenance (lockEnabled in models/connection_operation.py, port_operation.py)",
        lambda data: "lockEnabled" in data,
        "ConnectionOperation",
        {"lockEnabled": True},
    ),
    Newer(
        "API 4.34 has maintenances that are cancelled or postponed (models/maintenance_state.py)",
        lambda data: data.get("maintenanceStatus") in ("CANCELLED", "POSTPONED"),
        "ConnectionOperation",
        {"maintenanceStatus": "POSTPONED"},
    ),
    Newer(
        "API 4.34 has providers that quote (models/provider_status.py)",
        lambda data: data.get("providerStatus") == "QUOTING",
        "ConnectionOperation",
        {"providerStatus": "QUOTING"},
    ),
]
SDKS = [Sdk(release) for release in RELEASES]


def judges_of(data: Any) -> list[Sdk]:
    """Return the releases that are not too old for something."""
    return SDKS[-1:] if any(row.has(part) for part in objects_in(data) for row in NEWER) else SDKS


def objects_in(data: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of what JSON says."""
    if isinstance(data, dict):
        yield data
    if isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from objects_in(part)


def close_models(models: str) -> None:
    """Have the models of a package that are loaded refuse keys that they do not know, where the document does."""
    for name in [name for name in list(sys.modules) if name.startswith(f"{models}.") and name not in _CLOSED]:
        _CLOSED.add(name)
        for model in vars(sys.modules[name]).values():
            if getattr(model, "__module__", "") == name and _is_closed(model):
                _close(model)


_CLOSED: set[str] = set()


def _is_closed(model: Any) -> bool:
    """Tell the models of what the document closes: the SDK gives all others a field for further keys."""
    if not isinstance(model, type) or not issubclass(model, BaseModel):
        return False
    return not {"additional_properties", "actual_instance"} & set(model.model_fields)


def _close(model: Any) -> None:
    known = {field.alias or name for name, field in model.model_fields.items()}
    read = model.from_dict.__func__

    def from_dict(cls: type[BaseModel], data: Any) -> Any:
        if isinstance(data, dict) and not set(data) <= known:
            raise ValueError(f"{cls.__name__} does not have {sorted(set(data) - known)}")
        return read(cls, data)

    model.from_dict = classmethod(from_dict)


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
        models = sys.modules[type(model).__module__.rpartition(".")[0]]  # of the same release
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


def call_of(method: str, path: str) -> str:
    """Return a call as the tables name it."""
    return f"{method} {re.sub(r'/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=/|$)', '/UUID', path)}"


def assert_accepted(calls: Iterable[Call]) -> None:
    """Check every body that was sent: either SDK's model reads it, knows each key, and would send the same.

    Calls to Alibaba Cloud have parameters and no body here; the simulator takes only those that Alibaba's SDK has.
    """
    for call in calls:
        if call.body is None or (call.method, call.path) == LOGIN:
            continue
        name = "ConnectionChangeOperation" if call.method == "PATCH" else BODIES[call_of(call.method, call.path)]
        for body in map(_readable_operation, call.body) if call.method == "PATCH" else [call.body]:
            for sdk in judges_of(body):
                assert sdk.read(name, body).to_dict() == body, call


def _readable_operation(operation: dict[str, Any]) -> dict[str, Any]:
    """Return an operation of a JSON patch as the model reads it; a value that is no object is put into one for it."""
    value = operation["value"]
    return operation if isinstance(value, dict) else {**operation, "value": {"value": value}}
