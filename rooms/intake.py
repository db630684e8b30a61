"""A client's text becomes a frame, and a frame a command, or it is refused.  Shapes only, no rules."""

import re
from collections.abc import Mapping

import msgspec

from events.messages.refusal import Code
from events.schema import DECLARATIONS, Command
from rooms import protocol
from rooms.protocol import ClientFrame

_frames = msgspec.json.Decoder(ClientFrame)
_since = msgspec.json.Decoder(protocol.Since)
_reactions = msgspec.json.Decoder(protocol.React)
_LAST = re.compile(rb"(?:^|&)last=([a-z]+:\d{1,15}(?:,[a-z]+:\d{1,15})*,?)(?:&|$)")


class Unreadable(Exception):
    """Refused with ``code``; ``id`` is the frame's, if that could be read."""

    def __init__(self, code: Code, id: str | None = None) -> None:
        super().__init__(code)
        self.code, self.id = code, id


def read(text: str | None) -> ClientFrame:
    """The frame in a text; None stands for a binary one.  Raises Unreadable."""
    raw = (text or "").encode()
    if len(raw) > protocol.LARGEST:
        raise Unreadable(Code.TOO_LARGE)
    try:
        frame = _frames.decode(raw)
    except msgspec.ValidationError:
        raise Unreadable(_too_large_or(Code.BAD_DATA, raw)) from None
    except (msgspec.DecodeError, RecursionError):
        raise Unreadable(_too_large_or(Code.NOT_JSON, raw)) from None
    if len(raw) > protocol.LARGER.get(frame.type, protocol.MAX_FRAME):
        raise Unreadable(Code.TOO_LARGE, frame.id)
    return frame


def _too_large_or(code: Code, raw: bytes) -> Code:
    """Nothing that cannot be read may be larger than frames usually are."""
    return Code.TOO_LARGE if len(raw) > protocol.MAX_FRAME else code


def command(frame: ClientFrame) -> Command:
    """What the frame wants.  Raises Unreadable."""
    declaration = DECLARATIONS.get(frame.type)
    if declaration is None or not declaration.from_player:
        raise Unreadable(Code.UNKNOWN_TYPE, frame.id)
    try:
        wanted = msgspec.json.decode(frame.data, type=declaration.payload)
    except (msgspec.DecodeError, RecursionError):
        raise Unreadable(Code.BAD_DATA, frame.id) from None
    assert isinstance(wanted, Command)
    return wanted


def since(frame: ClientFrame) -> Mapping[str, int]:
    """What a ``sync`` says that its client has: stream -> last sequence.  Raises Unreadable."""
    try:
        return _since.decode(frame.data).last
    except (msgspec.DecodeError, RecursionError):
        raise Unreadable(Code.BAD_DATA, frame.id) from None


def reaction(frame: ClientFrame) -> protocol.React:
    """What a ``react`` shows.  Raises Unreadable."""
    try:
        return _reactions.decode(frame.data)
    except (msgspec.DecodeError, RecursionError):
        raise Unreadable(Code.BAD_DATA, frame.id) from None


def since_of(query: bytes) -> Mapping[str, int]:
    """The same from the address of a socket: ``?last=room:4,chat:13``; nothing when it is not said so."""
    found = _LAST.search(query)
    pairs = found[1].decode().rstrip(",").split(",") if found else []
    return {stream: int(last) for stream, last in (pair.split(":") for pair in pairs)}
