"""``manage.py restore FILE``: an empty database from a backup, proved equal, or left as it was."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from redis import RedisError

from events import redis
from lie_project.backup.file import BadBackup
from lie_project.backup.loading import NotEmpty, check, load

STATES = "lie:state:*"  # events.log.snapshots: of another past, perhaps


class Command(BaseCommand):
    help = "Fills an empty database from a file of manage.py backup. Stop all processes of LIE before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--check", action="store_true", help="only read the file, and say whether it is whole"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError, with nothing changed, when it does not succeed."""
        path: Path = options["file"]
        try:
            end = (check if options["check"] else load)(path)
        except BadBackup as error:
            raise CommandError(f"{path} is not restored: {error}.") from error
        except (NotEmpty, OSError, DatabaseError) as error:
            raise CommandError(f"Nothing was restored: {error}.") from error
        if options["check"]:
            self.stdout.write(f"{path} is whole: {end.rows} rows, state {end.state}")
            return
        self.stdout.write(f"Restored {end.rows} rows, state {end.state}.")
        self._forget()

    def _forget(self) -> None:
        """States kept in Redis are of the log that was there before."""
        try:
            for key in redis.client().scan_iter(STATES):
                redis.client().delete(key)
        except RedisError:
            self.stdout.write(
                "Redis was not reached: empty it before LIE starts, it may hold states of another past."
            )
