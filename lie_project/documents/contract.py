"""The contract with everybody who reads or writes our messages: a payload that was once committed keeps
its meaning, and every version that ever was can still be read."""

import json
from collections.abc import Iterable, Iterator, Mapping

from events.schema import Declaration
from lie_project.documents.compatibility import differences
from lie_project.documents.schemas import file_name, parse_name, schema_file

ADVICE = """\
What was committed is kept (docs/schemas/README.md). Take the change back, or make a new version:
  1. the declaration gets version=n+1
  2. events/messages/upcasting.py gets an @upcaster(type, n)
  3. manage.py document
A schema that was never committed may be deleted; manage.py document writes it anew."""


def complaints(
    on_disk: Mapping[str, str],
    committed: Mapping[str, str],
    declarations: Iterable[Declaration],
    upcasters: set[tuple[str, int]],
) -> list[str]:
    """Everything by which the code breaks the contract.

    ``on_disk`` and ``committed`` are texts by file name: as they lie in docs/schemas, and as each was
    first committed (empty when there is no history).
    """
    declared = {declaration.type: declaration for declaration in declarations}
    found: list[str] = []
    for name in sorted({*on_disk, *committed, *_owed(declared.values())}):
        type, version = parse_name(name)
        if type in declared and version == declared[type].version:
            found += _present(name, declared[type], committed.get(name) or on_disk.get(name))
        else:
            found += _past(name, declared.get(type), on_disk.get(name), committed.get(name))
    return found + _steps(declared.values(), upcasters)


def _owed(declarations: Iterable[Declaration]) -> Iterator[str]:
    """Files of all earlier versions of the declared types."""
    return (file_name(d.type, version) for d in declarations for version in range(1, d.version))


def _present(name: str, declaration: Declaration, kept: str | None) -> list[str]:
    found = differences(json.loads(kept), schema_file(declaration)) if kept else []
    lines = "".join(f"\n  - {difference}" for difference in found)
    return [f"{declaration.type} is not what docs/schemas/{name} says:{lines}"] if found else []


def _past(name: str, declaration: Declaration | None, disk: str | None, committed: str | None) -> list[str]:
    where = f"docs/schemas/{name}"
    if disk is None:
        return [f"{where} is gone: take it back from git"]
    if committed and differences(json.loads(committed), json.loads(disk)):
        return [f"{where} is not what was committed: take it back from git"]
    if declaration is None and json.loads(disk)["x-message"] == "command":
        return []  # a wish that nobody can utter any more
    if declaration is None or parse_name(name)[1] > declaration.version:
        return [f"{where} is of a type or version that is not declared, and a log may hold it: declare it"]
    return []


def _steps(declarations: Iterable[Declaration], upcasters: set[tuple[str, int]]) -> list[str]:
    owed = {(d.type, version) for d in declarations for version in range(1, d.version)}
    return [
        *(f"{t} lacks an up-caster from version {v}" for t, v in sorted(owed - upcasters)),
        *(f"{t} has no version {v + 1} for its up-caster to reach" for t, v in sorted(upcasters - owed)),
    ]
