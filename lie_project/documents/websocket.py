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
from lie_project.documents.frames import asked, handshake, received, sent, tag, told
from lie_project.documents.schemas import file_name
from lie_project.documents.shapes import Schema, about, components_of
from rooms import limits
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

SOCKET = "socket"
TICKET = f"`{VERSION}` and a ticket (GET /api/rooms/CODE/ticket), in this order"

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
        SOCKET: {
            "address": "/ws/rooms/{code}/",
            "title": f"The socket of one player in one room: {VERSION}",
            "description": _about_the_socket(),
            "servers": [{"$ref": "#/servers/web"}],
            "parameters": {"code": {"description": "The room's code: five of A-H J-N P-Z 2-9"}},
            "messages": {
                **{d.type: _wish(d) for d in _wishes()},
                "ping": sent("ping", "To measure the way and the clock."),
                "react": sent("react", "Shows on one's face what one thinks.", REACTION, needs_data=True),
                "sync": sent("sync", "Asks for a snapshot of every stream, and `you`."),
                **{type: _signal(type, shape) for type, shape in FROM_BROWSERS.items()},
                **{tag(frame): received(frame) for frame in FRAMES},
            },
            "bindings": {"ws": {"method": "GET", "headers": handshake(TICKET), "bindingVersion": "0.1.0"}},
            "x-close-codes": {str(code): meaning for code, meaning in sorted(CLOSE_CODES.items())},
        }
    }


def operations() -> dict[str, Any]:
    """What a player sends and what answers it; all that LIE sends."""
    streams = [tag(frame) for frame in VIEWS]
    effect = [*streams, tag(Done), tag(Refused)]
    return {
        "socket.wish": asked(
            SOCKET, "A player wishes; the answer bears the frame's id.", effect, *_wish_types()
        ),
        "socket.ping": asked(SOCKET, "A player measures the way.", [tag(Pong)], "ping"),
        "socket.sync": asked(SOCKET, "A player misses something.", streams, "sync"),
        "socket.react": asked(SOCKET, "A player shows what he thinks.", [tag(Reaction)], "react"),
        "socket.signal": asked(
            SOCKET, "A browser speaks to its room's media server.", list(map(tag, MEDIA)), *FROM_BROWSERS
        ),
        "socket.send": told(SOCKET, "LIE answers, tells what has changed, and beats.", *map(tag, FRAMES)),
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
        f"A frame of a client has at most {MAX_FRAME} bytes. A socket may send {limits.RATE} a second and "
        f"{limits.BURST} at once; more are refused, and after {limits.PATIENCE} refusals it is closed. "
        "Frames and fields that a client does not know are to be ignored.\n\n"
        f"| closed with | because |\n|---|---|\n{codes}\n\n"
        "The handshake is refused with HTTP 403: no, foreign or expired ticket; wrong origin."
    )


def _wishes() -> list[Declaration]:
    return [d for d in DECLARATIONS.values() if d.from_player]


def _wish_types() -> list[str]:
    return [d.type for d in _wishes()]


def _wish(declaration: Declaration) -> dict[str, Any]:
    data = {"$ref": f"schemas/{file_name(declaration.type, declaration.version)}"}
    needs = any(field.required for field in msgspec.structs.fields(declaration.payload))
    return sent(declaration.type, about(declaration.payload), data, needs)


def _signal(type: str, shape: type[msgspec.Struct]) -> dict[str, Any]:
    data = {"$ref": f"#/components/schemas/{shape.__name__}"}
    return sent(type, about(shape), data, needs_data=any(f.required for f in msgspec.structs.fields(shape)))


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
