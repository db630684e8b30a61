"""The sockets that only look, the lobby's and the overlay's, in docs/asyncapi.json."""

from dataclasses import dataclass
from typing import Any

from events.messages.frames import ServerFrame
from lie_project.documents.frames import asked, handshake, received, sent, tag, told
from lie_project.documents.shapes import Schema, components_of
from rooms import onlooker
from rooms.protocol import CLOSE_CODES, VERSION, Beat, Pong, Welcome
from rooms.showing import FRAMES, LobbyFrame, OverlayFrame

CLOSES = (1012, 4008, 4009, 4012)  # why a socket without a seat may be closed


@dataclass(frozen=True)
class Looking:
    """One such socket: ``second`` is its other subprotocol, ``shown`` the frame it is for."""

    channel: str
    address: str
    title: str
    second: str
    shown: type[ServerFrame]
    others: tuple[type[ServerFrame], ...] = ()

    @property
    def frames(self) -> dict[str, type[ServerFrame]]:
        frames: tuple[type[ServerFrame], ...] = (Welcome, self.shown, Pong, *self.others)
        return {tag(frame): frame for frame in frames}


SOCKETS = (
    Looking("lobby", "/ws/lobby/", "The public list, live, for anybody", "`lobby`", LobbyFrame),
    Looking(
        "overlay",
        "/ws/overlay/{code}/",
        "One room's table, as a stream may show it",
        "the key of the overlay's address",
        OverlayFrame,
        (Beat,),
    ),
)


def channels() -> dict[str, Any]:
    """Both of them."""
    return {socket.channel: _channel(socket) for socket in SOCKETS}


def operations() -> dict[str, Any]:
    """What they may ask, and what they are told."""
    made = {}
    for socket in SOCKETS:
        name, shown = socket.channel, tag(socket.shown)
        made[f"{name}.ping"] = asked(name, "A client measures the way.", [tag(Pong)], "ping")
        made[f"{name}.sync"] = asked(name, "A client misses something.", [shown], "sync")
        made[f"{name}.send"] = told(name, "LIE shows what has changed.", *socket.frames)
    return made


def schemas() -> dict[str, Schema]:
    """Every frame and view that only they have, by the name of its struct."""
    return components_of(FRAMES)


def _channel(socket: Looking) -> dict[str, Any]:
    code = {"code": {"description": "The room's code: five of A-H J-N P-Z 2-9"}}
    headers = handshake(f"`{VERSION}` and {socket.second}, in this order")
    about = (
        f"For eyes alone: no seat, no commands. A socket may send {onlooker.RATE} frame a second and "
        f"{onlooker.BURST} at once; for more it is closed. Its `welcome` names nobody."
    )
    return {
        "address": socket.address,
        "title": socket.title,
        "description": about,
        "servers": [{"$ref": "#/servers/web"}],
        **({"parameters": code} if "{code}" in socket.address else {}),
        "messages": {
            "ping": sent("ping", "To measure the way and the clock."),
            "sync": sent("sync", "Asks for all of it again."),
            **{name: received(frame) for name, frame in socket.frames.items()},
        },
        "bindings": {"ws": {"method": "GET", "headers": headers, "bindingVersion": "0.1.0"}},
        "x-close-codes": {str(code): CLOSE_CODES[code] for code in CLOSES},
    }
