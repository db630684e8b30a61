"""The socket's part of docs/asyncapi.json.  docs/protocol.md says the same in words, and more."""

from typing import Any, get_type_hints

import msgspec

from chat.services import Line
from events.messages.frames import (
    ChatFrame,
    Done,
    GameFrame,
    MediaFrame,
    OwnFrame,
    Refused,
    RoomFrame,
    ServerFrame,
)
from events.messages.media_frames import FRAMES as MEDIA
from events.messages.media_frames import FROM_BROWSERS
from events.messages.refusal import Code
from events.schema import DECLARATIONS, Declaration
from game.view import GameView, OwnView
from lie_project.documents.schemas import file_name
from lie_project.documents.shapes import Schema, about, components_of
from rooms import consumers
from rooms.protocol import CLOSE_CODES, FRAMES, MAX_FRAME, VERSION, ClientFrame, Pong, Reaction
from rooms.view import RoomView


class ChatView(msgspec.Struct):
    messages: list[Line]


class MediaView(msgspec.Struct):
    participants: list[str]


VIEWS: dict[type[ServerFrame], type] = {
    RoomFrame: RoomView,
    GameFrame: GameView,
    OwnFrame: OwnView,
    ChatFrame: ChatView,
    MediaFrame: MediaView,
}
STREAMS = {RoomFrame: "rooms", GameFrame: "game", ChatFrame: "chat", MediaFrame: "media"}

REACTION: Schema = {
    "type": "object",
    "properties": {"kind": {"enum": ["applause", "doubt", "laugh"]}},
    "required": ["kind"],
    "additionalProperties": False,
}

SERVER = {
    "host": "{site}",
    "protocol": "wss",
    "description": "Plain `ws` on a developer's own machine.",
    "variables": {"site": {"default": "localhost:8000", "description": "the site's host and port"}},
}


def channels() -> dict[str, Any]:
    """The one socket of a player in a room."""
    return {
        "socket": {
            "address": "/ws/rooms/{code}/",
            "title": f"The socket of one player in one room: {VERSION}",
            "description": _about_the_socket(),
            "servers": [{"$ref": "#/servers/web"}],
            "parameters": {"code": {"description": "The room's code: five of A-H J-N P-Z 2-9"}},
            "messages": {
                **{d.type: _wish(d) for d in _wishes()},
                "ping": _sent("ping", "To measure the way and the clock."),
                "react": _sent("react", "Shows on one's face what one thinks.", REACTION, needs_data=True),
                "sync": _sent("sync", "Asks for a snapshot of every stream, and `you`."),
                **{type: _signal(type, shape) for type, shape in FROM_BROWSERS.items()},
                **{_tag(frame): _received(frame) for frame in FRAMES},
            },
            "bindings": {"ws": {"method": "GET", "headers": _handshake(), "bindingVersion": "0.1.0"}},
            "x-close-codes": {str(code): meaning for code, meaning in sorted(CLOSE_CODES.items())},
        }
    }


def operations() -> dict[str, Any]:
    """What a player sends and what answers it; all that LIE sends."""
    streams = [_tag(frame) for frame in VIEWS]
    effect = [*streams, _tag(Done), _tag(Refused)]
    return {
        "socket.wish": _asked("A player wishes; the answer bears the frame's id.", effect, *_wish_types()),
        "socket.ping": _asked("A player measures the way.", [_tag(Pong)], "ping"),
        "socket.sync": _asked("A player misses something.", streams, "sync"),
        "socket.react": _asked("A player shows what he thinks.", [_tag(Reaction)], "react"),
        "socket.signal": _asked(
            "A browser speaks to its room's media server.", list(map(_tag, MEDIA)), *FROM_BROWSERS
        ),
        "socket.send": {
            "action": "send",
            "channel": {"$ref": "#/channels/socket"},
            "summary": "LIE answers, tells what has changed, and beats.",
            "messages": _on_socket(*map(_tag, FRAMES)),
        },
    }


def schemas() -> dict[str, Schema]:
    """Every frame and view by the name of its struct, and the id of a client's frame."""
    shapes = components_of([*FRAMES, *VIEWS.values(), *FROM_BROWSERS.values()])
    for frame, view in VIEWS.items():
        shapes[frame.__name__]["properties"]["view"] = {"$ref": f"#/components/schemas/{view.__name__}"}
    for frame, owner in STREAMS.items():
        shapes[frame.__name__]["properties"]["events"]["items"] = {"anyOf": _happenings(owner)}
    del shapes["Happening"]  # said by the events themselves
    shapes["Refused"]["properties"]["code"] = {"enum": [str(code) for code in Code]}
    return {"FrameId": _frame_id(), **shapes}


def _about_the_socket() -> str:
    codes = "\n".join(f"| {code} | {meaning} |" for code, meaning in sorted(CLOSE_CODES.items()))
    return (
        "How frames are ordered, repeated and answered: protocol.md.\n\n"
        f"A frame of a client has at most {MAX_FRAME} bytes. A socket may send {consumers.RATE} a second and "
        f"{consumers.BURST} at once; more are refused, and after {consumers.PATIENCE} refusals it is closed. "
        "Frames and fields that a client does not know are to be ignored.\n\n"
        f"| closed with | because |\n|---|---|\n{codes}\n\n"
        "The handshake is refused with HTTP 403: no, foreign or expired ticket; wrong origin."
    )


def _handshake() -> Schema:
    protocols = f"`{VERSION}` and a ticket (GET /api/rooms/CODE/ticket), in this order"
    return {
        "type": "object",
        "properties": {
            "Origin": {"type": "string", "description": "The site's own"},
            "Sec-WebSocket-Protocol": {"type": "string", "description": protocols},
        },
        "required": ["Origin", "Sec-WebSocket-Protocol"],
    }


def _wishes() -> list[Declaration]:
    return [d for d in DECLARATIONS.values() if d.from_player]


def _wish_types() -> list[str]:
    return [d.type for d in _wishes()]


def _wish(declaration: Declaration) -> dict[str, Any]:
    data = {"$ref": f"schemas/{file_name(declaration.type, declaration.version)}"}
    needs = any(field.required for field in msgspec.structs.fields(declaration.payload))
    return _sent(declaration.type, about(declaration.payload), data, needs)


def _signal(type: str, shape: type[msgspec.Struct]) -> dict[str, Any]:
    data = {"$ref": f"#/components/schemas/{shape.__name__}"}
    return _sent(type, about(shape), data, needs_data=any(f.required for f in msgspec.structs.fields(shape)))


def _sent(type: str, summary: str, data: Schema | None = None, needs_data: bool = False) -> dict[str, Any]:
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


def _received(frame: type[ServerFrame]) -> dict[str, Any]:
    return _frame(_tag(frame), about(frame), {"$ref": f"#/components/schemas/{frame.__name__}"})


def _frame(name: str, summary: str, payload: Schema) -> dict[str, Any]:
    return {
        "name": name,
        **({"summary": summary} if summary else {}),
        "contentType": "application/json",
        "payload": payload,
    }


def _asked(summary: str, answers: list[str], *asked: str) -> dict[str, Any]:
    channel = {"$ref": "#/channels/socket"}
    return {
        "action": "receive",
        "channel": channel,
        "summary": summary,
        "messages": _on_socket(*asked),
        "reply": {"channel": channel, "messages": _on_socket(*answers)},
    }


def _on_socket(*names: str) -> list[dict[str, str]]:
    return [{"$ref": f"#/channels/socket/messages/{name}"} for name in names]


def _tag(frame: type[ServerFrame]) -> str:
    return str(frame.__struct_config__.tag)


def _happenings(owner: str) -> list[Schema]:
    """The events that a stream's frames may bear, as browsers see them."""
    return [
        {
            "type": "object",
            "properties": {
                "type": {"const": d.type},
                "data": {"$ref": f"schemas/{file_name(d.type, d.version)}"},
            },
            "required": ["type", "data"],
        }
        for d in DECLARATIONS.values()
        if d.is_event and d.owner == owner
    ]


def _frame_id() -> Schema:
    """From the type of ``ClientFrame.id``; the struct itself has raw bytes in it."""
    annotation = get_type_hints(ClientFrame, include_extras=True)["id"]
    return {
        **msgspec.json.schema(annotation),
        "description": "New for every wish, the same when it is sent again",
    }
