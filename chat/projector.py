"""The tables of chat, written from what has happened there."""

from collections.abc import Sequence
from datetime import UTC, datetime

from chat.models import ChatMember, ChatRoom, Message
from events.catalogue import (
    ChatFilterSet,
    ChatHostNamed,
    ChatLineHidden,
    ChatMemberJoined,
    ChatMemberLeft,
    ChatMemberMuted,
    ChatRoomClosed,
    ChatRoomOpened,
    MessagePosted,
)
from events.projections.projection import Fact, Projection, Tables


def project(tables: Tables, code: str, facts: Sequence[Fact], state: None) -> None:
    """Rooms with their members and lines."""
    for fact in facts:
        _project(tables, code, fact)
    lines = [_line(code, fact, fact.event) for fact in facts if isinstance(fact.event, MessagePosted)]
    message = tables(Message).model
    tables(Message).bulk_create(message(**line) for line in lines)
    hidden = [fact.event.number for fact in facts if isinstance(fact.event, ChatLineHidden)]
    if hidden:  # after the lines: it may be one of these
        tables(Message).filter(room_id=code, number__in=hidden).update(hidden=True)
    tables(ChatRoom).filter(pk=code).update(version=facts[-1].sequence)


def _project(tables: Tables, code: str, fact: Fact) -> None:
    room = tables(ChatRoom).filter(pk=code)
    match fact.event:
        case ChatRoomOpened():
            tables(ChatRoom).create(code=code, opened_at=fact.time)
        case ChatMemberJoined(player, nickname):
            seated = {"nickname": nickname, "present": True}
            if not tables(ChatMember).filter(room_id=code, player=player).update(**seated):
                tables(ChatMember).create(id=fact.position, room_id=code, player=player, **seated)
        case ChatMemberLeft(player):
            tables(ChatMember).filter(room_id=code, player=player).update(present=False)
        case ChatMemberMuted(player, until):
            silent = datetime.fromtimestamp(until / 1000, UTC) if until else None
            tables(ChatMember).filter(room_id=code, player=player).update(muted_until=silent)
        case ChatHostNamed(player):
            room.update(host=player)
        case ChatFilterSet(level):
            room.update(level=level)
        case ChatRoomClosed():
            room.update(closed_at=fact.time)


def _line(code: str, fact: Fact, event: MessagePosted) -> dict[str, object]:
    return {
        "id": fact.position,
        "room_id": code,
        "number": fact.sequence,
        "author": event.author or "",
        "nickname": event.nickname,
        "text": event.text,
        "notice": event.notice or "",
        "about": event.about,
        "time": fact.time,
    }


CHAT = Projection("chat", "chat", {ChatRoom: "code", ChatMember: "room_id", Message: "room_id"}, project)
