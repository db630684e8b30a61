"""The reference client knows the written protocol and nothing of the server."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import lie_project.client

SOURCES = sorted(Path(lie_project.client.__path__[0]).glob("*.py"))
ALLOWED = {"msgspec", "websockets"} | sys.stdlib_module_names


def imported(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_the_client_imports_nothing_of_the_server(source: Path) -> None:
    strangers = {name for name in imported(source) if name.partition(".")[0] not in ALLOWED}
    assert {name for name in strangers if not name.startswith("lie_project.client")} == set()
