"""``manage.py archive``: rooms that are long over, out of the log and into files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from events.log.selection import BadSelection, selected
from events.upkeep import archive


class Command(BaseCommand):
    help = (
        "Writes the events of closed rooms, whose last event is older than a time, to one gzip file of JSON "
        "lines a day, reads them back and deletes them from the log. Sealed fields stay sealed: keep the "
        "secret key with the files. Rooms that are open, or that somebody still works on, stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--before", required=True, metavar="TIME", help="as 2026-01-31T18:00:00Z")
        parser.add_argument("--to", required=True, metavar="DIR", type=Path, help="made when it is missing")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            before = selected({"since": [options["before"]]}).since
        except BadSelection as error:
            raise CommandError(str(error).replace("since", "--before", 1)) from None
        assert before is not None
        if before > timezone.now():
            raise CommandError("--before has to lie in the past.")
        if options["dry_run"]:
            self._say("Would archive", archive.preview(before))
            return
        try:
            self._say("Archived", archive.archive(before, options["to"]))
        except (archive.Busy, archive.Damaged, DatabaseError, OSError) as error:
            raise CommandError(f"Stopped: {error}") from error

    def _say(self, what: str, report: archive.Report) -> None:
        self.stdout.write(f"{what} {report.rooms} rooms with {report.events} events.")
        if report.waiting:
            self.stdout.write(f"{report.waiting} more are old enough, but not all is done with their events.")
