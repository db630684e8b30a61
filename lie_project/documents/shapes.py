"""JSON Schemas of our structs, as they stand in docs/: draft 7, which every tool can read."""

import json
from collections.abc import Iterable
from typing import Any

import msgspec

Schema = dict[str, Any]


def schema_of(struct: type) -> Schema:
    """Schema of one struct, with what it refers to (if anything) under ``$defs``."""
    made = msgspec.json.schema(struct)
    others = made["$defs"]
    schema = _tidy(others.pop(struct.__name__))
    return schema | ({"$defs": {name: _tidy(other) for name, other in sorted(others.items())}} if others else {})


def components_of(structs: Iterable[type]) -> dict[str, Schema]:
    """Name -> schema of these structs and of all they refer to, for ``components.schemas``."""
    _, components = msgspec.json.schema_components(structs, ref_template="#/components/schemas/{name}")
    return {name: _tidy(schema) for name, schema in sorted(components.items())}


def about(documented: object) -> str:
    """A docstring as one line of Markdown; "" for one that dataclass-like machinery has made."""
    text = " ".join((documented.__doc__ or "").split()).replace("``", "`")
    return "" if text.startswith(f"{getattr(documented, '__name__', '')}(") else text


def as_json(document: object) -> str:
    """Text of a generated file: the order is the maker's, so it is the same every time."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _tidy(schema: Schema) -> Schema:
    text = schema.get("description")
    return schema | {"description": " ".join(text.split()).replace("``", "`")} if text else schema
