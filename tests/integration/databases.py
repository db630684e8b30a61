"""Databases beside the one of the tests, known to Django for as long as a test wants them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import psycopg
from django.conf import settings
from django.db import connections
from django.db.utils import load_backend


@contextmanager
def sqlite(path: Path, alias: str = "copy") -> Iterator[str]:
    """An SQLite database; gives its alias."""
    with _known(alias, f"sqlite:///{path}", {"OPTIONS": settings.SQLITE_OPTIONS}):
        yield alias


@contextmanager
def postgres(server: str, name: str, alias: str = "copy") -> Iterator[str]:
    """A new database on a PostgreSQL server; gives its alias."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    with _known(alias, urlsplit(server)._replace(path=f"/{name}").geturl(), {}):
        yield alias


@contextmanager
def _known(alias: str, url: str, more: dict[str, Any]) -> Iterator[None]:
    """A connection of this thread, past the settings: the tests' own guards leave such ones alone."""
    wanted = connections.configure_settings(
        {"default": {}, alias: {**dict(dj_database_url.parse(url)), **more}}
    )
    connection = load_backend(wanted[alias]["ENGINE"]).DatabaseWrapper(wanted[alias], alias)
    connections[alias] = connection
    try:
        yield
    finally:
        connection.close()
        del connections[alias]
