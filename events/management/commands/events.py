"""``manage.py events``: type -> routing key -> queues -> handlers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from events import registry
from events.schema import DECLARATIONS, Declaration


class Command(BaseCommand):
    help = "Prints every message type with its routing key, its queues and the functions that react."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queues", metavar="CONCERN", help="only the queues of a concern's worker")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["queues"]:
            self.stdout.write(",".join(registry.queues_of(options["queues"])))
            return
        for title, is_event in (("Commands", False), ("Events", True)):
            self.stdout.write(self.style.MIGRATE_HEADING(title))
            for declaration in sorted(DECLARATIONS.values(), key=lambda d: d.type):
                if declaration.is_event is is_event:
                    self._write(declaration)

    def _write(self, declaration: Declaration) -> None:
        self.stdout.write(f"{declaration.type} (version {declaration.version})")
        for queue, handlers in reactions(declaration):
            self.stdout.write(f"    {declaration.type} -> {queue} -> {', '.join(handlers)}")


def reactions(declaration: Declaration) -> list[tuple[str, list[str]]]:
    """(queue, names of the handlers) of one message type."""
    found: list[tuple[str, list[str]]] = []
    for concern in registry.concerns():
        if declaration.is_event and declaration.type in concern.wants():
            handlers = concern.events[declaration.payload]  # type: ignore[index]
            queue = registry.queue_for(concern.name, declaration.type)
            found.append((queue, [_name(handler) for handler in handlers]))
        elif declaration.payload in concern.commands:
            handler = concern.commands[declaration.payload]  # type: ignore[index]
            found.append((registry.command_queue(concern.name), [_name(handler)]))
    return found


def _name(handler: Any) -> str:
    return f"{handler.__module__}.{handler.__qualname__}"
