"""docs/openapi.json: the JSON API that pages use, as OpenAPI 3.1.

Addresses come from Django's table, bodies and queries from the structs that the views read them with,
sentences from the views' own words.  What is answered is said in
``answers``, and held against real answers by the tests.
"""

import inspect
import tomllib
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import UUIDConverter

from lie_project.documents.answers import OPERATIONS, Operation, Refused
from lie_project.documents.shapes import Schema, components_of

GUESTS_COOKIE, STAFF_COOKIE, TOKEN = "lie_guest", "sessionid", "X-CSRFToken"
REF = "#/components/schemas/{name}"


def document() -> dict[str, Any]:
    """The whole document, ready for JSON."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    about = "The JSON API of LIE's pages. What a game is made of goes over a WebSocket: asyncapi.json."
    addresses = {pattern.name: pattern for pattern in api_addresses()}
    paths: dict[str, dict[str, Any]] = {}
    for name, operation in OPERATIONS.items():
        path = paths.setdefault(f"/{_template(addresses[name])}", {})
        path[operation.method] = _operation(addresses[name], name, operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "LIE",
            "version": project["version"],
            "description": about,
            "license": {"name": project["license"], "identifier": project["license"]},
        },
        "paths": paths,
        "components": {"schemas": _schemas(), "securitySchemes": _security()},
    }


def api_addresses() -> Iterator[URLPattern]:
    """Every address under /api/."""
    for pattern in _all(get_resolver().url_patterns):
        if str(pattern.pattern).startswith("api/"):
            yield pattern


def _all(patterns: list[Any]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if not str(pattern.pattern):
                yield from _all(pattern.url_patterns)
        else:
            yield pattern


def _template(address: URLPattern) -> str:
    text = str(address.pattern)
    for name, converter in address.pattern.converters.items():
        kind = "uuid" if isinstance(converter, UUIDConverter) else name
        text = text.replace(f"<{kind}:{name}>", f"{{{name}}}")
    return text


def _operation(address: URLPattern, name: str, operation: Operation) -> dict[str, Any]:
    body = operation.body
    return {
        "operationId": name,
        "summary": _summary(address.callback),
        "parameters": [*_parameters(address), *_query(operation)],
        **({"security": [{"guest": []}]} if operation.who == "guest" else {}),
        **({"security": [{"staff": []}]} if operation.who == "staff" else {}),
        **({"requestBody": {"required": True, "content": _json(body)}} if body else {}),
        "responses": _responses(operation, names_something=bool(address.pattern.converters)),
    }


def _responses(operation: Operation, *, names_something: bool) -> Schema:
    made: Schema = {
        str(status): {"description": said, **({"content": _json(shape)} if shape else {})}
        for status, (said, shape) in operation.all_answers().items()
    }
    if names_something:  # Django's table of addresses answers for a code that can be none, with a page
        nowhere = made.setdefault("404", {"description": "No such address.", "content": {}})
        nowhere["content"] = {**nowhere["content"], "text/html": {}}
    return made


def _summary(view: Any) -> str:
    return " ".join((inspect.getdoc(view) or "").partition("\n\n")[0].split())


def _parameters(address: URLPattern) -> list[Schema]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", **_shape(converter)}}
        for name, converter in address.pattern.converters.items()
    ]


def _shape(converter: Any) -> Schema:
    if isinstance(converter, UUIDConverter):
        return {"format": "uuid"}
    return {"pattern": f"^{converter.regex}$"}


def _query(operation: Operation) -> list[Schema]:
    return [{"name": name, "in": "query", "schema": schema} for name, schema in operation.queries().items()]


def _json(struct: type) -> Schema:
    return {"application/json": {"schema": {"$ref": REF.format(name=struct.__name__)}}}


def _schemas() -> dict[str, Schema]:
    bodies = [operation.body for operation in OPERATIONS.values() if operation.body]
    answers = [shape for one in OPERATIONS.values() for _, shape in one.answers.values() if shape]
    return components_of(list(dict.fromkeys([*bodies, *answers, Refused])))


def _security() -> dict[str, Any]:
    told = {
        "guest": (GUESTS_COOKIE, f"Set by POST /api/guest. Every POST also wants the header {TOKEN}."),
        "staff": (STAFF_COOKIE, "Of somebody who is signed in to the admin."),
    }
    return {
        name: {"type": "apiKey", "in": "cookie", "name": cookie, "description": about}
        for name, (cookie, about) in told.items()
    }
