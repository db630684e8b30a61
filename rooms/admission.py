"""May a socket hear a room before the room has given it a seat?  Read from what Redis keeps: no database.

The ticket has said so when it was made, a minute ago at most; since then the door may have been shut, and
whom the ticket is for may have been sent out."""

from collections.abc import Mapping

import msgspec

from rooms.view import Door


class _Person(msgspec.Struct):
    player: str


class _Audience(msgspec.Struct, frozen=True):
    spectators: list[_Person] = []


class _View(msgspec.Struct):
    audience: _Audience = _Audience()
    members: list[_Person] = []
    outcasts: list[_Person] = []
    door: Door = Door(False, False, False)


class _Frame(msgspec.Struct):
    view: _View


_frames = msgspec.json.Decoder(_Frame)


def may_hear(kept: Mapping[bytes, bytes], player: str) -> bool:
    """``kept``: of live.py.  Of a room that is not kept the ticket alone decides."""
    if b"room" not in kept:
        return True
    view = _frames.decode(kept[b"room"]).view
    if any(p.player == player for p in (*view.members, *view.audience.spectators)):
        return True
    shut = view.door.password or view.door.approval or view.door.locked
    return not (shut or any(o.player == player for o in view.outcasts))


def has_seat(kept: Mapping[bytes, bytes], player: str) -> bool:
    """Whether he sits at the table.  In a room that is not kept everybody does: its frames come soon."""
    if b"room" not in kept:
        return True
    return any(member.player == player for member in _frames.decode(kept[b"room"]).view.members)
