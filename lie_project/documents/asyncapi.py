"""docs/asyncapi.json: all that is sent, on the broker and on the socket, as AsyncAPI 3.0.

Made from the same tables that route and check the messages: declarations, subscriptions, frames.
"""

import tomllib
from typing import Any

from django.conf import settings

from events.messages.envelope import CONTENT_TYPE
from lie_project.documents import bus, limits, looking, websocket

ABOUT = (
    "The liar game, played live in the browser. Players talk to LIE on one WebSocket per room; behind it "
    "services talk to each other by commands and events on a broker."
)
RULES = (
    "Every command, event and fault is a CloudEvents 1.0 envelope in JSON (structured mode), which any "
    "AMQP 0.9.1 client can read and write.",
    "`dataschema` names type and version of `data`; the schema lies in schemas/. A reader of version n takes "
    "all versions up to n.",
    "Delivery is at least once and in no order: `id` tells duplicates, `subject` and `sequence` tell the "
    "order, and what is missing is in the log.",
)


def document() -> dict[str, Any]:
    """The whole document, ready for JSON; references to schemas/ are relative to docs/."""
    return {
        "asyncapi": "3.0.0",
        "info": _info(),
        "defaultContentType": CONTENT_TYPE,
        "servers": {"broker": bus.SERVER, "web": websocket.SERVER},
        "channels": {**bus.channels(), **websocket.channels(), **looking.channels()},
        "operations": {**bus.operations(), **websocket.operations(), **looking.operations()},
        "components": {
            "messages": bus.messages(),
            "schemas": {**bus.schemas(), **websocket.schemas(), **looking.schemas()},
            "correlationIds": bus.CORRELATION,
            "messageTraits": bus.MESSAGE_TRAITS,
            "operationTraits": bus.operation_traits(),
        },
    }


def _info() -> dict[str, Any]:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    rules = [*RULES, limits.of_events(), limits.of_commands(), limits.of_deliveries()]
    return {
        "title": "LIE",
        "version": project["version"],
        "description": "\n".join([f"{ABOUT}\n", *(f"- {rule}" for rule in rules)]),
        "license": {"name": project["license"]},
    }
