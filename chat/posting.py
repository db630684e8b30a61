"""Lines of a chat: what they are, how they are appended, and what the sockets are told of it."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec import json

from chat.models import ChatRoom
from chat.projector import CHAT
from events import live
from events.aggregate import happenings
from events.catalogue import MessagePosted
from events.messages.frames import ChatFrame
from events.schema import Event
from events.work import UnitOfWork

Earshot = Callable[[str], frozenset[str] | None]  # room -> who plays the round that runs; None: none runs
_earshots: list[Earshot] = []


def hear_by(earshot: Earshot) -> None:
    """Who may talk to the table; only the game can tell (game.earshot)."""
    _earshots[:] = [earshot]


def in_play(room: str) -> frozenset[str] | None:
    """The players of the round that runs; None when none does, and all talk together."""
    return _earshots[0](room) if _earshots else None


class Line(msgspec.Struct, frozen=True):
    """A message as it travels in chat frames."""

    number: int
    author: str | None
    nickname: str
    text: str
    notice: str | None
    about: dict[str, str]
    time: int  # epoch milliseconds


def notice(code: str, **about: str) -> MessagePosted:
    """A line of the room itself, which every browser words in its own language."""
    return MessagePosted(author=None, nickname="", text="", notice=code, about=about)


def nickname_of(room: ChatRoom, player: str) -> str:
    """The name by which the chat knows a player, also one who has left; "" for a stranger."""
    return room.members.filter(player=player).values_list("nickname", flat=True).first() or ""


def append(work: UnitOfWork, version: int, events: list[Event], changed: Line | None = None) -> None:
    """Append after ``version`` and tell the room.  ``changed`` is an older line that is another now: it is
    told again under its number, and what Redis keeps is made anew.  Raises store.Conflict."""
    last = CHAT.append(work, events, expected=version)
    new = [
        Line(n, event.author, event.nickname, event.text, event.notice, event.about, work.now_ms)
        for n, event in enumerate(events, version + 1)
        if isinstance(event, MessagePosted)
    ]
    told = [changed, *new] if changed else new
    frame = ChatFrame(version + 1, last, {"messages": told}, happenings(events), work.frame_id)
    tail = newest(ChatRoom.objects.get(code=work.room)) if changed else new
    work.push(_push(work, last, frame, tail, first=0 if changed else version + 1))


def snapshot(work: UnitOfWork, room: ChatRoom) -> None:
    """Send the last lines to the room, in place of all that it has."""
    lines = newest(room)
    frame = ChatFrame(room.version, room.version, {"messages": lines}, snapshot=True)
    work.push(_push(work, room.version, frame, lines))


def newest(room: ChatRoom) -> list[Line]:
    """The last lines that may be read, in order."""
    rows = list(room.messages.filter(hidden=False).order_by("-number")[: live.TAIL])[::-1]
    return [
        Line(m.number, m.author or None, m.nickname, m.text, m.notice or None, m.about, ms(m.time))
        for m in rows
    ]


def ms(time: datetime) -> int:
    """Epoch milliseconds."""
    return int(time.timestamp() * 1000)


def _push(work: UnitOfWork, last: int, frame: ChatFrame, lines: list[Line], first: int = 0) -> live.Push:
    tail = [json.encode(line) for line in lines]
    return live.Push(work.room, "chat", last, live.encode(frame), tail=tail, first=first)
