"""docs/schemas: the JSON Schema of every message's payload, one file for each type and version."""

import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from events.messages.envelope import schema_uri
from events.schema import Declaration
from lie_project.documents.shapes import Schema, as_json, schema_of

FOLDER: Path = settings.BASE_DIR / "docs" / "schemas"
_NAME = re.compile(r"(?P<type>[a-z_]+\.[a-z_]+)\.(?P<version>[1-9][0-9]*)\.json")


def file_name(type: str, version: int) -> str:
    """``game.vote_cast.1.json``"""
    return f"{type}.{version}.json"


def parse_name(name: str) -> tuple[str, int]:
    """(type, version) of a file.  Raises ValueError for a name that is none of ours."""
    found = _NAME.fullmatch(name)
    if not found:
        raise ValueError(f"{name} is not called <type>.<version>.json")
    return found["type"], int(found["version"])


def schema_file(declaration: Declaration) -> Schema:
    """The schema of the version that the code has now.

    ``$id`` is what messages name as their ``dataschema``.  Sealed fields are marked ``x-sealed``: they
    are in the log, encrypted, and in no published copy.
    """
    shape = schema_of(declaration.payload)
    for name in declaration.sealed:
        shape["properties"][name] = {**shape["properties"][name], "x-sealed": True}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": schema_uri(declaration),
        "x-message": "event" if declaration.is_event else "command",
        **shape,
    }


def files(declarations: Iterable[Declaration]) -> dict[str, str]:
    """File name -> text, of the present version of every type."""
    return {file_name(d.type, d.version): as_json(schema_file(d)) for d in declarations}
