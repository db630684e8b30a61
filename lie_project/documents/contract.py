"""The contract of the payloads: what was once committed means the same for ever.

Within one version old and new code meet in both directions: today's readers have the whole log before
them, and while a deployment rolls, yesterday's read what today's write.  Nobody can tell such payloads
apart, so under one version *exactly the same payloads* have to be right.  Structs are closed: even a new
optional field is refused by a reader that does not know it.  Free to change are the words only: titles,
descriptions, the order of fields.  All else is a new version with an up-caster.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from events.schema import Declaration
from lie_project.documents.schemas import file_name, parse_name, schema_file
from lie_project.documents.shapes import Schema

WORDS = {"$schema", "$id", "title", "description", "examples", "x-message"}


def differences(old: Schema, new: Schema) -> list[str]:
    """Sentences on what a payload may be under the one schema and not under the other; [] for none."""
    before, after = _meaning(old), _meaning(new)
    fields, others = before.pop("properties", {}), after.pop("properties", {})
    both = fields.keys() & others.keys()
    needed, needs = both & set(before.pop("required", ())), both & set(after.pop("required", ()))
    return [
        *(f"field {name} is gone: a reader refuses the payloads that have it" for name in _less(fields, others)),
        *(f"field {name} is new: a reader that does not know it refuses it" for name in _less(others, fields)),
        *(f"field {name} has to be there now, and may be missing in the log" for name in _less(needs, needed)),
        *(f"field {name} may be missing now, and an older reader needs it" for name in _less(needed, needs)),
        *(f"field {n} was {_changed(fields[n], others[n])}" for n in sorted(both) if fields[n] != others[n]),
        *([f"the payload was {_changed(before, after)}"] if before != after else []),
    ]


def _less(some: Iterable[str], others: Iterable[str]) -> list[str]:
    return sorted(set(some) - set(others))


def _changed(old: Schema, new: Schema) -> str:
    before = {key: value for key, value in old.items() if new.get(key) != value}
    after = {key: value for key, value in new.items() if old.get(key) != value}
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


def complaints(
    on_disk: Mapping[str, str],
    committed: Mapping[str, str],
    declarations: Iterable[Declaration],
    upcasters: set[tuple[str, int]],
) -> list[str]:
    """Everything by which the code breaks its promise to those who read and write its messages.

    ``on_disk`` and ``committed`` are texts by file name: as they lie in docs/schemas, and as each was
    first committed (empty when there is no history).
    """
    declared = {declaration.type: declaration for declaration in declarations}
    found: list[str] = []
    for name in sorted({*on_disk, *committed, *_owed(declared.values())}):
        try:
            type, version = parse_name(name)
        except ValueError as error:
            found.append(str(error))
            continue
        if type in declared and version == declared[type].version:
            found += _present(declared[type], committed.get(name) or on_disk.get(name))
        else:
            found += _past(name, declared.get(type), on_disk.get(name), committed.get(name))
    return found + _steps(declared.values(), upcasters)


def _owed(declarations: Iterable[Declaration]) -> Iterator[str]:
    """Files of all versions that the declared types have had."""
    return (file_name(d.type, version) for d in declarations for version in range(1, d.version))


def _present(declaration: Declaration, kept: str | None) -> list[str]:
    found = differences(json.loads(kept), schema_file(declaration)) if kept else []
    if not found:
        return []
    type, version = declaration.type, declaration.version
    return [
        f"{type} version {version} is not what docs/schemas/{file_name(type, version)} says:\n"
        + "".join(f"  - {difference}\n" for difference in found)
        + "  Take the change back, or make a new version (CONTRIBUTING.md, Changing a payload):\n"
        f"    1. declare it with version={version + 1}\n"
        f'    2. events/upcasting.py: @upcaster("{type}", {version})\n'
        "    3. manage.py document\n"
        "  If that file was never committed, delete it and run manage.py document."
    ]


def _past(name: str, declaration: Declaration | None, disk: str | None, committed: str | None) -> list[str]:
    where = f"docs/schemas/{name}"
    if disk is None:
        return [f"{where} is gone; schemas are kept for ever: take it back from git"]
    if committed and (found := differences(json.loads(committed), json.loads(disk))):
        return [f"{where} was changed ({'; '.join(found)}); schemas are kept for ever: take it back from git"]
    if declaration is None and json.loads(disk).get("x-message") == "command":
        return []  # a wish that nobody can utter any more
    version = parse_name(name)[1]
    if declaration is None or version > declaration.version:
        return [
            f"{where} is of a type or version that is not declared, and a log may hold it: declare it. "
            "If the file was never committed, delete it"
        ]
    return []


def _steps(declarations: Iterable[Declaration], upcasters: set[tuple[str, int]]) -> list[str]:
    owed = {(d.type, version) for d in declarations for version in range(1, d.version)}
    return [
        *(f"{t} needs an up-caster from version {v} (events/upcasting.py)" for t, v in sorted(owed - upcasters)),
        *(f"{t} has no version {v + 1} for its up-caster to reach" for t, v in sorted(upcasters - owed)),
    ]
