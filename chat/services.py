"""The chat of a room: opened, joined, left, spoken in, closed."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec import json

from chat.models import ChatMember, ChatRoom
from chat.projector import CHAT
from events import live
from events.aggregate import happenings
from events.catalogue import (
    ChatMemberJoined,
    ChatMemberLeft,
    ChatRoomClosed,
    ChatRoomOpened,
    MessagePosted,
)
from events.messages.frames import ChatFrame
from events.messages.refusal import Code, Refusal
from events.schema import Event
from events.work import UnitOfWork

Guard = Callable[[str, str, str], bool]  # (room, player, line): would it tell the player's secret?
_guards: list[Guard] = []


def guard_lines(guard: Guard) -> None:
    """Have each line looked at before it is posted; only who knows the secret can do that
    (docs/decisions/0008)."""
    _guards[:] = [guard]


class Line(msgspec.Struct, frozen=True):
    """A message as it travels in chat frames."""

    number: int
    author: str | None
    nickname: str
    text: str
    notice: str | None
    about: dict[str, str]
    time: int  # epoch milliseconds


def open_room(work: UnitOfWork) -> None:
    if not ChatRoom.objects.filter(code=work.room).exists():
        _append(work, 0, [ChatRoomOpened()])


def join(work: UnitOfWork, player: str, nickname: str) -> None:
    room = ChatRoom.objects.get(code=work.room)
    joined = ChatMemberJoined(player=player, nickname=nickname)
    _append(work, room.version, [joined, notice("player_joined", nickname=nickname)])


def leave(work: UnitOfWork, player: str) -> None:
    room = ChatRoom.objects.get(code=work.room)
    member = room.members.filter(player=player, present=True).first()
    if member:
        left = notice("player_left", nickname=member.nickname)
        _append(work, room.version, [ChatMemberLeft(player=player), left])


def announce(work: UnitOfWork, code: str, **about: str) -> None:
    """A line of the system; ``nickname_of`` in ``about`` is replaced by that player's nickname."""
    room = ChatRoom.objects.get(code=work.room)
    player = about.pop("nickname_of", None)
    if player is not None:
        about["nickname"] = nickname_of(room, player)
    _append(work, room.version, [notice(code, **about)])


def announce_winners(work: UnitOfWork, players: list[str]) -> None:
    room = ChatRoom.objects.get(code=work.room)
    winners = ", ".join(nickname_of(room, player) for player in players)
    _append(work, room.version, [notice("match_ended", winners=winners)])


def nickname_of(room: ChatRoom, player: str) -> str:
    return room.members.filter(player=player).values_list("nickname", flat=True).first() or ""


def say(work: UnitOfWork, text: str) -> Refusal | None:
    """A player speaks."""
    room = ChatRoom.objects.filter(code=work.room).first()
    if room is None:
        return Refusal(Code.ROOM_NOT_FOUND)
    if room.closed_at:
        return Refusal(Code.ROOM_CLOSED)
    member = ChatMember.objects.filter(room=room, player=work.actor, present=True).first()
    if member is None:
        return Refusal(Code.NOT_A_MEMBER)
    spoken = " ".join(text.replace("\0", "").split())  # no PostgreSQL text can hold a NUL
    if not spoken:
        return Refusal(Code.EMPTY_TEXT)
    if any(gives_away(work.room, work.actor, spoken) for gives_away in _guards):
        return Refusal(Code.SAYS_THE_WORD)
    line = MessagePosted(author=work.actor, nickname=member.nickname, text=spoken)
    _append(work, room.version, [line])
    return None


def close(work: UnitOfWork) -> None:
    room = ChatRoom.objects.get(code=work.room)
    if room.closed_at is None:
        _append(work, room.version, [ChatRoomClosed()])


def show(work: UnitOfWork) -> Refusal | None:
    """Send the last lines to the room as a snapshot."""
    room = ChatRoom.objects.filter(code=work.room).first()
    if room:
        newest = list(room.messages.order_by("-number")[: live.TAIL])[::-1]
        lines = [
            Line(m.number, m.author or None, m.nickname, m.text, m.notice or None, m.about, _ms(m.time))
            for m in newest
        ]
        frame = ChatFrame(room.version, room.version, {"messages": lines}, snapshot=True)
        work.push(_push(work, room.version, frame, lines, all=True))
    return None


def notice(code: str, **about: str) -> MessagePosted:
    return MessagePosted(author=None, nickname="", text="", notice=code, about=about)


def _append(work: UnitOfWork, version: int, events: list[Event]) -> None:
    """Append after ``version`` and tell the room."""
    last = CHAT.append(work, events, expected=version)
    lines = [
        Line(n, event.author, event.nickname, event.text, event.notice, event.about, work.now_ms)
        for n, event in enumerate(events, version + 1)
        if isinstance(event, MessagePosted)
    ]
    frame = ChatFrame(version + 1, last, {"messages": lines}, happenings(events), work.frame_id)
    work.push(_push(work, last, frame, lines))


def _push(work: UnitOfWork, last: int, frame: ChatFrame, lines: list[Line], all: bool = False) -> live.Push:
    tail = [json.encode(line) for line in lines]
    return live.Push(work.room, "chat", last, live.encode(frame), tail=tail, tail_is_all=all)


def _ms(time: datetime) -> int:
    return int(time.timestamp() * 1000)
