"""``manage.py document``: the files of docs/ that are made from the code.  ``--check`` only compares."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.messages import upcasting
from events.schema import DECLARATIONS
from lie_project.documents import committed, schemas
from lie_project.documents.contract import ADVICE, complaints
from lie_project.documents.pages import pages


class Command(BaseCommand):
    help = "Writes what in docs/ is made from the code: settings, catalogue, topology, AsyncAPI, schemas."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when a file is not current")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError, and writes nothing, when a payload breaks its contract."""
        on_disk = {path.name: path.read_text(encoding="utf-8") for path in schemas.FOLDER.glob("*.json")}
        before = committed.first_committed(schemas.FOLDER)
        try:
            broken = complaints(on_disk, before, DECLARATIONS.values(), upcasting.steps())
        except ValueError as error:
            raise CommandError(f"docs/schemas holds what is no schema of ours: {error}") from error
        if broken:
            raise CommandError("\n".join([*broken, ADVICE]))
        stale = {
            path: text
            for path, text in pages().items()
            if not path.exists() or path.read_text(encoding="utf-8") != text
        }
        if options["check"] and stale:
            names = ", ".join(str(path.relative_to(settings.BASE_DIR)) for path in stale)
            raise CommandError(f"not current: {names}; run manage.py document")
        for path, text in stale.items():
            path.write_text(text, encoding="utf-8")
