"""docs/catalogue.md: every message on the bus, for people."""

from typing import Any

from events.management.commands.events import reactions
from events.schema import DECLARATIONS, Declaration
from lie_project.documents.schemas import file_name
from lie_project.documents.shapes import about, schema_of


def text() -> str:
    """The page, without its heading note."""
    commands = [d for d in DECLARATIONS.values() if not d.is_event]
    events = [d for d in DECLARATIONS.values() if d.is_event]
    parts = [
        "# Catalogue\n\nEvery message on the bus: its fields, its routing key (the type itself), "
        "the queues it reaches and who reacts there. The same for programs: [asyncapi.json](asyncapi.json).",
        "## Commands\n\nExchange `lie.commands`. Those marked *player* may come from a browser.",
        *map(_message, commands),
        "## Events\n\nExchange `lie.events`. Fields marked *sealed* stay encrypted in the log and are in no "
        "published copy.",
        *map(_message, events),
    ]
    return "\n\n".join(parts) + "\n"


def _message(declaration: Declaration) -> str:
    lines = [f"### {declaration.type}", about(declaration.payload)]
    facts = [f"[version {declaration.version}](schemas/{file_name(declaration.type, declaration.version)})"]
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
    rows = [
        f"| `{name}` | {_type(field)} | {'sealed' if name in declaration.sealed else ''} |"
        for name, field in schema_of(declaration.payload)["properties"].items()
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
