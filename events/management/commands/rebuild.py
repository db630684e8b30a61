"""``manage.py rebuild``: tables for reading, made anew from the log."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from events.projections import rebuilding
from events.projections.projection import Projection, projections
from events.projections.shadows import Busy


class Command(BaseCommand):
    help = (
        "Makes the tables of a projection anew from the log, beside those that are read, and puts them into "
        "their place. Everybody plays on meanwhile; nothing is sent and no event is made. Rooms that were "
        "archived keep their rows. It may be killed at any moment and run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("projection", nargs="?", choices=sorted(projections()), help="which tables")
        what.add_argument("--all", action="store_true", help="one after the other")
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; say where the tables are not what the log says, and exit with 1 if so",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = list(projections()) if options["all"] else [options["projection"]]
        work = self._check if options["check"] else self._swap
        try:
            differences = [work(projections()[name]) for name in chosen]
        except (Busy, DatabaseError) as error:
            raise CommandError(f"Stopped; the tables are as they were: {error}") from error
        if any(differences):
            raise CommandError(f"{sum(differences)} differences; without --check they are mended.")

    def _swap(self, projection: Projection) -> int:
        done = rebuilding.swap(projection)
        kept = f"; {done.kept} rooms are no longer in the log and keep their rows" if done.kept else ""
        self.stdout.write(
            f"{projection.name}: {done.rows} rows of {done.rooms} rooms from {done.events} events{kept}."
        )
        return 0

    def _check(self, projection: Projection) -> int:
        differences = rebuilding.check(projection)
        for difference in differences:
            self.stdout.write(f"{projection.name}: {difference}")
        if not differences:
            self.stdout.write(f"{projection.name}: as the log says.")
        return len(differences)
