"""The chat of a room: opened, joined, left, spoken in, closed."""

from datetime import datetime

import msgspec
from msgspec import json

from chat.models import ChatMember, ChatRoom, Message
from events import live
from events.aggregate import happenings
from events.catalogue import (
    ChatMemberJoined,
    ChatMemberLeft,
    ChatRoomClosed,
    ChatRoomOpened,
    MessagePosted,
)
from events.envelope import stream_of
from events.frames import ChatFrame
from events.refusal import Code, Refusal
from events.schema import Event
from events.work import UnitOfWork


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
    room, new = ChatRoom.objects.get_or_create(code=work.room)
    if new:
        _append(work, room, [ChatRoomOpened()])


def join(work: UnitOfWork, player: str, nickname: str) -> None:
    room = ChatRoom.objects.get(code=work.room)
    room.members.update_or_create(player=player, defaults={"nickname": nickname, "present": True})
    joined = ChatMemberJoined(player=player, nickname=nickname)
    _append(work, room, [joined, notice("player_joined", nickname=nickname)])


def leave(work: UnitOfWork, player: str) -> None:
    room = ChatRoom.objects.get(code=work.room)
    member = room.members.filter(player=player, present=True).first()
    if member:
        member.present = False
        member.save(update_fields=["present"])
        _append(work, room, [ChatMemberLeft(player=player), notice("player_left", nickname=member.nickname)])


def announce(work: UnitOfWork, code: str, **about: str) -> None:
    """A line of the system; ``nickname_of`` in ``about`` is replaced by that player's nickname."""
    room = ChatRoom.objects.get(code=work.room)
    player = about.pop("nickname_of", None)
    if player is not None:
        about["nickname"] = nickname_of(room, player)
    _append(work, room, [notice(code, **about)])


def announce_winners(work: UnitOfWork, players: list[str]) -> None:
    room = ChatRoom.objects.get(code=work.room)
    winners = ", ".join(nickname_of(room, player) for player in players)
    _append(work, room, [notice("match_ended", winners=winners)])


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
    spoken = " ".join(text.split())
    if not spoken:
        return Refusal(Code.EMPTY_TEXT)
    _append(work, room, [MessagePosted(author=work.actor, nickname=member.nickname, text=spoken)])
    return None


def close(work: UnitOfWork) -> None:
    room = ChatRoom.objects.get(code=work.room)
    if room.closed_at is None:
        room.closed_at = work.now
        _append(work, room, [ChatRoomClosed()])


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


def _append(work: UnitOfWork, room: ChatRoom, events: list[Event]) -> None:
    first = room.version + 1
    room.version = work.append(stream_of("chat", work.room), events, expected=room.version)
    room.save()
    lines = [
        _stored(work, room, number, event)
        for number, event in enumerate(events, first)
        if isinstance(event, MessagePosted)
    ]
    frame = ChatFrame(first, room.version, {"messages": lines}, happenings(events), work.frame_id)
    work.push(_push(work, room.version, frame, lines))


def _stored(work: UnitOfWork, room: ChatRoom, number: int, event: MessagePosted) -> Line:
    Message.objects.create(
        room=room,
        number=number,
        author=event.author or "",
        nickname=event.nickname,
        text=event.text,
        notice=event.notice or "",
        about=event.about,
        time=work.now,
    )
    return Line(number, event.author, event.nickname, event.text, event.notice, event.about, work.now_ms)


def _push(work: UnitOfWork, last: int, frame: ChatFrame, lines: list[Line], all: bool = False) -> live.Push:
    tail = [json.encode(line) for line in lines]
    return live.Push(work.room, "chat", last, live.encode(frame), tail=tail, tail_is_all=all)


def _ms(time: datetime) -> int:
    return int(time.timestamp() * 1000)
