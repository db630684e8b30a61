"""Do two JSON Schemas allow the same payloads?

Within one version old and new code meet in both directions: today's readers have the whole log before
them, and while a deployment rolls, yesterday's read what today's write.  Nobody can tell such payloads
apart, so under one version *exactly the same payloads* have to be right.  Structs are closed: even a new
optional field is refused by a reader that does not know it.  Free to change are the words only: titles,
descriptions, the order of fields.
"""

import json
from collections.abc import Iterable
from typing import Any

from lie_project.documents.shapes import Schema

WORDS = {"$schema", "$id", "title", "description", "examples", "x-message"}


def differences(old: Schema, new: Schema) -> list[str]:
    """Sentences on what is right by one schema and wrong by the other; [] when nothing is."""
    before, after = _meaning(old), _meaning(new)
    fields, others = before.pop("properties", {}), after.pop("properties", {})
    both = fields.keys() & others.keys()
    needed, needs = both & set(before.pop("required", ())), both & set(after.pop("required", ()))
    return [
        *_each("field {} is gone: a reader refuses payloads that have it", fields.keys() - both),
        *_each("field {} is new: a reader that does not know it refuses it", others.keys() - both),
        *_each("field {} has to be there now, and may be missing in the log", needs - needed),
        *_each("field {} may be missing now, and an older reader needs it", needed - needs),
        *(f"field {n} was {_change(fields[n], others[n])}" for n in sorted(both) if fields[n] != others[n]),
        *([f"the payload was {_change(before, after)}"] if before != after else []),
    ]


def _each(sentence: str, names: Iterable[str]) -> list[str]:
    return [sentence.format(name) for name in sorted(names)]


def _change(old: Schema, new: Schema) -> str:
    before = {key: value for key, value in old.items() if key not in new or new[key] != value}
    after = {key: value for key, value in new.items() if key not in old or old[key] != value}
    return f"{json.dumps(before, ensure_ascii=False)} and is {json.dumps(after, ensure_ascii=False)}"


def _meaning(schema: Schema) -> Schema:
    """The schema without words, and with everything unordered in one order."""
    return {key: _part(key, value) for key, value in schema.items() if key not in WORDS}


def _part(key: str, value: Any) -> Any:
    if key in ("properties", "$defs"):
        return {name: _meaning(schema) for name, schema in value.items()}
    if key in ("anyOf", "enum", "required"):
        parts = [_meaning(part) if isinstance(part, dict) else part for part in value]
        return sorted(parts, key=json.dumps)
    return _meaning(value) if isinstance(value, dict) and key != "default" else value
