# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Equinix's official OpenAPI documents as the judge of what is answered.

They are not part of this project, which may not hand them on: they lie beside it, in ``../shared/specs``. An answer is held
against the schema of its path, method and status. JSON Schema itself demands that exactly one schema of a ``oneOf`` fits.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft4Validator, FormatChecker, ValidationError, validators
from referencing import Registry
from referencing.jsonschema import DRAFT4

FOLDER = Path(__file__).parents[3] / "shared/specs"
DOCUMENTS = {
    "/fabric/v4/": "equinix-fabric-v4.yaml",
    "/ne/v1/": "equinix-network-edge-v1.yaml",
    "/oauth2/v1/": "equinix-oauth2-v1.yaml",
}


class _Loader(yaml.CSafeLoader):
    """Reads YAML as JSON: a time stays a text, and so does ``=``, which YAML once had another use for."""


_NO_JSON = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:value")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if tag not in _NO_JSON]
    for first, rows in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _or_null(check: Any) -> Any:
    """Return a check of JSON Schema that takes the null of a schema that OpenAPI calls nullable."""

    def checked(validator: Any, value: Any, instance: Any, schema: dict[str, Any]) -> Iterator[ValidationError]:
        if instance is not None or not schema.get("nullable"):
            yield from check(validator, value, instance, schema)

    return checked


_Open = validators.extend(
    Draft4Validator, {name: _or_null(Draft4Validator.VALIDATORS[name]) for name in ("type", "enum", "format")}
)


def _known(validator: Any, properties: dict[str, Any], instance: Any, schema: dict[str, Any]) -> Iterator[ValidationError]:
    """Check properties, and refuse those that the schema does not name."""
    yield from Draft4Validator.VALIDATORS["properties"](validator, properties, instance, schema)
    if isinstance(instance, dict) and "additionalProperties" not in schema:
        for name in sorted(set(instance) - set(properties)):
            yield ValidationError(f"{name} is not in the document")


_Closed = validators.extend(_Open, {"properties": _known})
_FORMATS = FormatChecker(["uuid", "ipv4", "ipv6", "email"])


def _is_time(value: object) -> bool:
    """Tell whether a text is a point in time, with its zone."""
    return not isinstance(value, str) or datetime.datetime.fromisoformat(value).tzinfo is not None


_FORMATS.checks("date-time", raises=ValueError)(_is_time)


_NAME = "urn:equinix"


class Document:
    """One document, of OpenAPI 3.0 or Swagger 2.0; both use JSON Schema as of its fourth draft."""

    def __init__(self, path: Path) -> None:
        # Fabric's schemas are made of others, none of which knows all keys; the SDKs judge those.
        self._validator = _Open if path.name == DOCUMENTS["/fabric/v4/"] else _Closed
        with path.open(encoding="utf-8") as file:
            content = yaml.load(file, Loader=_Loader)  # a child of the safe loader
        self._paths = content["paths"]
        self._registry = Registry().with_resource(_NAME, DRAFT4.create_resource(content))

    def faults(self, method: str, path: str, status: int, answer: Any) -> Iterator[str]:
        """Yield what an answer has that its schema does not allow; a status without a schema is one fault."""
        found = [name for name in self._paths if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", name), path)]
        # A path without parameters comes before those that would take its last word as one.
        name = min(found, key=lambda name: name.count("{"), default="")
        where = [name, method.lower(), "responses", str(status)]
        response = functools.reduce(lambda part, key: part.get(key, {}), where, self._paths)
        if "content" in response:
            (kind,) = (kind for kind in response["content"] if kind.startswith("application/json"))
            where += ["content", kind]
        where.append("schema")
        if not functools.reduce(lambda part, key: part.get(key, {}), where, self._paths):
            yield f"{method} {name or path} has no answer {status}"
            return
        pointer = "/".join(key.replace("~", "~0").replace("/", "~1") for key in ["", "paths", *where])
        validator = self._validator({"$ref": f"{_NAME}#{pointer}"}, registry=self._registry, format_checker=_FORMATS)
        for error in validator.iter_errors(answer):
            yield f"{error.json_path}: {error.message}"


@functools.cache
def _document(file: Path) -> Document:
    return Document(file)


def document(path: str) -> Document | None:
    """Return the document of a path of the API, or nothing where it does not lie beside the project."""
    file = FOLDER / next(name for begin, name in DOCUMENTS.items() if path.startswith(begin))
    return _document(file) if file.exists() else None
