"""``manage.py document``: the pages of docs/ that are made from the code.  ``--check`` only compares."""

from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.management.commands.events import reactions
from events.schema import DECLARATIONS, Declaration
from lie_project import env

NOTE = "<!-- Made by `manage.py document`; change the code, not this file. -->\n"


class Command(BaseCommand):
    help = "Writes docs/settings.md and docs/catalogue.md from the code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when a page is not current")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = [path for path, text in pages().items() if not path.exists() or path.read_text() != text]
        if options["check"] and stale:
            names = ", ".join(str(path.relative_to(settings.BASE_DIR)) for path in stale)
            raise CommandError(f"not current: {names}; run manage.py document")
        for path in stale:
            path.write_text(pages()[path])


def pages() -> dict[Path, str]:
    """Path -> text of every generated page."""
    docs = settings.BASE_DIR / "docs"
    return {docs / "settings.md": _settings(), docs / "catalogue.md": _catalogue()}


def _settings() -> str:
    return (
        f"{NOTE}\n# Settings\n\nLIE reads these variables once, at the start of each process. A wrong or "
        "missing one stops the start with a sentence that names it. `bin/run` sets what is required.\n\n"
        + env.table()
    )


def _catalogue() -> str:
    commands = [d for d in DECLARATIONS.values() if not d.is_event]
    events = [d for d in DECLARATIONS.values() if d.is_event]
    parts = [
        f"{NOTE}\n# Catalogue\n\nEvery message on the bus: its fields, its routing key (the type itself), "
        "the queues it reaches and who reacts there.",
        "## Commands\n\nExchange `lie.commands`. Those marked *player* may come from a browser.",
        *map(_message, commands),
        "## Events\n\nExchange `lie.events`. Fields marked *sealed* stay encrypted in the log and are in no "
        "published copy.",
        *map(_message, events),
    ]
    return "\n\n".join(parts) + "\n"


def _message(declaration: Declaration) -> str:
    about = declaration.payload.__doc__
    mine = about and not about.startswith(f"{declaration.payload.__name__}(")
    lines = [f"### {declaration.type}", *([" ".join(about.split())] if about and mine else [])]
    facts = [f"version {declaration.version}"]
    facts += [f"kind {declaration.kind}"] if declaration.kind else []
    facts += ["player"] if declaration.from_player else []
    lines.append(", ".join(facts))
    lines.append(_fields(declaration))
    lines.append(
        "\n".join(
            f"- `{queue}` → {', '.join(f'`{h}`' for h in names)}" for queue, names in reactions(declaration)
        )
    )
    return "\n\n".join(line for line in lines if line)


def _fields(declaration: Declaration) -> str:
    schema = msgspec.json.schema(declaration.payload)["$defs"][declaration.payload.__name__]
    rows = [
        f"| `{name}` | {_type(field)} | {'sealed' if name in declaration.sealed else ''} |"
        for name, field in schema["properties"].items()
    ]
    return "\n".join(["| field | type | |", "|---|---|---|", *rows]) if rows else "No fields."


def _type(field: dict[str, Any]) -> str:
    if "enum" in field:
        return " / ".join(f"`{value}`" for value in field["enum"])
    if "anyOf" in field:
        return " or ".join(_type(option) for option in field["anyOf"])
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}))}"
    if field.get("type") == "object":
        return f"map to {_type(field.get('additionalProperties', {}))}"
    limits = {k: v for k, v in field.items() if k not in ("type", "default")}
    return str(field.get("type", "any")) + (f" ({_limits(limits)})" if limits else "")


def _limits(limits: dict[str, Any]) -> str:
    names = {"minLength": "min", "maxLength": "max", "minimum": "≥", "maximum": "≤", "pattern": "pattern"}
    return ", ".join(f"{names.get(key, key)} `{value}`" for key, value in limits.items())
