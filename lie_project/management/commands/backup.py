"""``manage.py backup FILE``: the whole database as one file, while LIE runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from lie_project.backup.saving import NotReady, save


class Command(BaseCommand):
    help = (
        "Writes every table, as it is at one moment, to one new file, of which LIE can be restored on SQLite "
        "or PostgreSQL. Secrets in it stay sealed: keep LIE_SECRET_KEY, and keep it elsewhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="must not be there yet; usually NAME.lie.gz")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError, and leaves no file, when it does not succeed."""
        try:
            saved = save(options["file"])
        except (NotReady, OSError, DatabaseError) as error:
            raise CommandError(f"No backup was made: {error}.") from error
        self.stdout.write(f"{options['file']}: {saved.rows} rows, state {saved.state}")
