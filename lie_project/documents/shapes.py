"""JSON Schemas of our structs, as they stand in docs/: draft 7, which every tool can read."""

import json
from collections.abc import Iterable
from typing import Any

import msgspec

Schema = dict[str, Any]
WIDTH = 100  # of a line of JSON that holds a whole object


def schema_of(struct: type) -> Schema:
    """Schema of one struct, with what it refers to (if anything) under ``$defs``."""
    made = msgspec.json.schema(struct)
    others = made["$defs"]
    schema = _tidy(others.pop(struct.__name__))
    return schema | (
        {"$defs": {name: _tidy(other) for name, other in sorted(others.items())}} if others else {}
    )


def components_of(structs: Iterable[type]) -> dict[str, Schema]:
    """Name -> schema of these structs and of all they refer to, for ``components.schemas``."""
    _, components = msgspec.json.schema_components(structs, ref_template="#/components/schemas/{name}")
    return {name: _tidy(schema) for name, schema in sorted(components.items())}


def about(documented: object) -> str:
    """A docstring as one line of Markdown; "" for one that dataclass-like machinery has made."""
    text = " ".join((documented.__doc__ or "").split()).replace("``", "`")
    return "" if text.startswith(f"{getattr(documented, '__name__', '')}(") else text


def as_json(document: object) -> str:
    """Text of a generated file: in the maker's order, and on one line what a reader takes in at once."""
    return _render(document, "", 0) + "\n"


def _render(value: object, indent: str, taken: int) -> str:
    """``taken``: characters before it on its line, beside ``indent``."""
    flat = json.dumps(value, ensure_ascii=False)
    if not value or not isinstance(value, dict | list) or _is_short(value, len(indent) + taken + len(flat)):
        return flat
    inner = indent + "  "
    if isinstance(value, list):
        return _block("[]", [_render(item, inner, 0) for item in value], indent)
    keys = {key: json.dumps(key, ensure_ascii=False) + ": " for key in value}
    return _block("{}", [key + _render(value[name], inner, len(key)) for name, key in keys.items()], indent)


def _is_short(value: dict[str, object] | list[object], length: int) -> bool:
    names_shapes = isinstance(value, dict) and all(isinstance(part, dict) for part in value.values())
    return length <= WIDTH and not names_shapes


def _block(brackets: str, parts: list[str], indent: str) -> str:
    lines = ",\n".join(f"{indent}  {part}" for part in parts)
    return f"{brackets[0]}\n{lines}\n{indent}{brackets[1]}"


def _tidy(schema: Schema) -> Schema:
    text = schema.get("description")
    return schema | {"description": " ".join(text.split()).replace("``", "`")} if text else schema
