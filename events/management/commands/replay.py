"""``manage.py replay``: the log from any place, and with ``--follow`` what comes after it."""

import os
import select
import signal
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from events.log import reading
from events.log.selection import MAX_PAGE, BadSelection, Selection, selected
from events.models import StoredEvent

POLL = 0.2  # seconds between looks at the log once level with it
PATIENCE = 1.0  # seconds before a database that is away is asked again


class Command(BaseCommand):
    help = "Prints events of the log in order, each once. Sealed fields stay sealed."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        start = parser.add_mutually_exclusive_group()
        start.add_argument("--after", metavar="POSITION", help="begin behind this position; default 0")
        start.add_argument("--since", metavar="TIME", help="begin with this instant: 2026-01-31T18:00:00Z")
        parser.add_argument("--room", metavar="CODE", help="only this room's")
        parser.add_argument("--stream", metavar="NAME", help="only this stream's: game/ABCDE")
        parser.add_argument("--type", action="append", help="only this type; may be given again")
        parser.add_argument("--follow", action="store_true", help="go on with new events until stopped")
        parser.add_argument("--json", action="store_true", help="one CloudEvent in JSON a line")

    def handle(self, *args: Any, **options: Any) -> None:
        given = {name: options[name] for name in ("after", "since", "room", "stream", "type")}
        asked = {
            name: value if isinstance(value, list) else [value] for name, value in given.items() if value
        }
        try:
            selection = replace(selected(asked), limit=MAX_PAGE)
        except BadSelection as error:
            raise CommandError(str(error)) from None
        stopped = threading.Event()
        if options["follow"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stopped.set())
        line = as_json if options["json"] else as_line
        try:
            for row in self._rows(selection, options["follow"], stopped):
                self.stdout.write(line(row))
            self.stdout.flush()
        except BrokenPipeError:
            _mute()  # whoever has read us has seen enough

    def _rows(self, selection: Selection, following: bool, stopped: threading.Event) -> Iterator[StoredEvent]:
        """The rows up to the end or, when following, until stopped; also over a loss of the database."""

        def go_on() -> bool:
            self.stdout.flush()
            return following and not _deserted() and not stopped.wait(POLL)

        while True:
            try:
                for row in reading.follow(selection, go_on=go_on):
                    if stopped.is_set():
                        return
                    yield row
                    selection = replace(selection, after=row.position)
                return
            except DatabaseError as error:
                if not following:
                    raise CommandError(f"The database does not answer: {type(error).__name__}.") from error
                self.stderr.write(f"waiting for the database: {type(error).__name__}")
                connection.close()
                if stopped.wait(PATIENCE):
                    return


def as_line(row: StoredEvent) -> str:
    """For people: position, time, stream and sequence, type, payload."""
    data = reading.attributes(row)["data"]
    text = f"{row.position:>8}  {row.time:%Y-%m-%d %H:%M:%S.%f}Z  {row.stream}#{row.sequence}  {row.type}  "
    return text + _printable(bytes(data).decode())


def as_json(row: StoredEvent) -> str:
    """For programs."""
    return msgspec.json.encode(reading.attributes(row)).decode()


def _printable(text: str) -> str:
    """A player's text must not move the cursor of an admin's terminal."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _deserted() -> bool:
    """Whether nobody reads the pipe that we write into; an idle log would never tell."""
    try:
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)
        return any(what & select.POLLERR for _, what in poll.poll(0))
    except (OSError, ValueError):  # no file: whoever has called us from Python reads
        return False


def _mute() -> None:
    """Python flushes once more at its end and would complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
