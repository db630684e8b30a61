"""Frames of sockets as AsyncAPI's messages."""

from typing import Any

from events.messages.frames import ServerFrame
from lie_project.documents.shapes import Schema, about


def sent(type: str, summary: str, data: Schema | None = None, needs_data: bool = False) -> dict[str, Any]:
    """A frame of a client; ``data`` may be left out unless it has to say something."""
    payload = {
        "type": "object",
        "properties": {
            "id": {"$ref": "#/components/schemas/FrameId"},
            "type": {"const": type},
            "data": data or {},
        },
        "required": ["id", "type", *(["data"] if needs_data else [])],
        "additionalProperties": False,
    }
    return _frame(type, summary, payload)


def received(frame: type[ServerFrame]) -> dict[str, Any]:
    """A frame of ours."""
    return _frame(tag(frame), about(frame), {"$ref": f"#/components/schemas/{frame.__name__}"})


def tag(frame: type[ServerFrame]) -> str:
    """The frame's ``type``."""
    return str(frame.__struct_config__.tag)


def of_channel(channel: str, *names: str) -> list[dict[str, str]]:
    """References to messages of a channel."""
    return [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names]


def asked(channel: str, summary: str, answers: list[str], *asked: str) -> dict[str, Any]:
    """The operation of a client who sends one of ``asked`` and gets some of ``answers``."""
    where = {"$ref": f"#/channels/{channel}"}
    return {
        "action": "receive",
        "channel": where,
        "summary": summary,
        "messages": of_channel(channel, *asked),
        "reply": {"channel": where, "messages": of_channel(channel, *answers)},
    }


def told(channel: str, summary: str, *names: str) -> dict[str, Any]:
    """The operation of all that LIE sends by a channel."""
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": summary,
        "messages": of_channel(channel, *names),
    }


def handshake(second: str) -> Schema:
    """The headers of a handshake.  ``second``: what the other subprotocol is, beside our own."""
    return {
        "type": "object",
        "properties": {
            "Origin": {"type": "string", "description": "The site's own"},
            "Sec-WebSocket-Protocol": {"type": "string", "description": second},
        },
        "required": ["Origin", "Sec-WebSocket-Protocol"],
    }


def _frame(name: str, summary: str, payload: Schema) -> dict[str, Any]:
    return {
        "name": name,
        **({"summary": summary} if summary else {}),
        "contentType": "application/json",
        "payload": payload,
    }
