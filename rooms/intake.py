"""A client's text becomes a frame, and a frame a command, or it is refused.  Shapes only, no rules."""

import msgspec

from events.refusal import Code
from events.schema import DECLARATIONS, Command
from rooms import protocol
from rooms.protocol import ClientFrame

_frames = msgspec.json.Decoder(ClientFrame)
_since = msgspec.json.Decoder(protocol.Since)


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


def since(frame: ClientFrame) -> dict[str, int]:
    """What a ``sync`` says that its client has: stream -> last sequence.  Raises Unreadable."""
    try:
        return _since.decode(frame.data).last
    except (msgspec.DecodeError, RecursionError):
        raise Unreadable(Code.BAD_DATA, frame.id) from None
