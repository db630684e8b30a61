"""One kept state of the database, and a copy of it that children may spoil."""

import shutil
from pathlib import Path
from typing import Protocol

from django.db import connection


class Copies(Protocol):
    """``keep`` the present state; ``renew`` the copy from it; ``use`` the copy, in a child."""

    def keep(self) -> None: ...
    def renew(self) -> None: ...
    def use(self) -> None: ...
    def close(self) -> None: ...


class Files:
    """SQLite.  Whoever dies leaves its write-ahead log behind, which goes with the copy."""

    def __init__(self) -> None:
        database = Path(connection.settings_dict["NAME"])
        self._kept, self._copy = database.with_suffix(".kept"), database.with_suffix(".copy")

    def keep(self) -> None:
        self._kept.unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM INTO '{self._kept}'")

    def renew(self) -> None:
        for rest in ("-wal", "-shm"):
            self._copy.with_name(self._copy.name + rest).unlink(missing_ok=True)
        shutil.copyfile(self._kept, self._copy)

    def use(self) -> None:
        connection.settings_dict["NAME"] = str(self._copy)

    def close(self) -> None: ...


class Templates:
    """PostgreSQL: databases made from one another.  It waits for the connections of the dead to end."""

    def __init__(self) -> None:
        import psycopg

        settings = connection.settings_dict
        self._present, self._kept, self._copy = settings["NAME"], "lie_kept", "lie_copy"
        self._server = psycopg.connect(
            host=settings["HOST"],
            port=settings["PORT"],
            user=settings["USER"],
            password=settings["PASSWORD"],
            dbname="template1",
            autocommit=True,
        )

    def keep(self) -> None:
        connection.close()
        self._make(self._kept, self._present)

    def renew(self) -> None:
        self._make(self._copy, self._kept)

    def use(self) -> None:
        connection.settings_dict["NAME"] = self._copy

    def close(self) -> None:
        self._server.close()

    def _make(self, name: str, template: str) -> None:
        self._server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        self._server.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())


def copies() -> Copies:
    """For the database in use."""
    return Files() if connection.vendor == "sqlite" else Templates()
