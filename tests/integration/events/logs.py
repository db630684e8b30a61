"""Fills the log as services do."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import OperationalError
from django.utils import timezone

from events.catalogue import (
    ChatMemberJoined,
    EventParked,
    MessagePosted,
    PlayerJoined,
    RoomClosed,
    RoomCreated,
    RoundDealt,
    VoteCast,
)
from events.log import store
from events.messages.commands import Say
from events.messages.envelope import wrap_command
from events.models import StoredEvent
from events.schema import Event, declaration_of
from events.work import unit_of_work

WORD = "바나나"


def append(
    *events: Event,
    room: str = "ABCDE",
    at: datetime | None = None,
    published: bool = True,
    before_commit: Callable[[], None] = lambda: None,
) -> list[StoredEvent]:
    """Append events, each to its concern's stream of the room, in one transaction; again on a conflict."""
    while True:
        try:
            with unit_of_work(wrap_command(Say(text="x"), room, actor="alice")) as work:
                work.now = at or timezone.now()
                for event in events:
                    stream = f"{declaration_of(event).owner}/{room}"
                    work.append(stream, [event], expected=store.head(stream))
                store.insert_now()  # else positions would only be handed out after it
                before_commit()
        except (store.Conflict, OperationalError):
            continue
        if published:
            mine = StoredEvent.objects.filter(pk__in=[row.pk for row in work.stored])
            mine.update(published_at=timezone.now())
        return work.stored


def joined(nickname: str) -> ChatMemberJoined:
    return ChatMemberJoined(player="p", nickname=nickname)


def spoken(text: str) -> MessagePosted:
    return MessagePosted(author="alice", nickname="Alice", text=text)


def created(room: str = "ABCDE") -> RoomCreated:
    return RoomCreated(code=room, host="alice", language="ko", public=True, capacity=8, rounds=3, pace=1.0)


def seated(player: str, seat: int = 0) -> PlayerJoined:
    return PlayerJoined(player=player, nickname=player, seat=seat, bot=False, connection="conn-secret")


def dealt() -> RoundDealt:
    return RoundDealt(
        round=1,
        category="과일",
        order=["alice"],
        commitment="x",
        word=WORD,
        aliases=[],
        liars=["bob"],
        nonce="n0nce",
    )


def fault() -> EventParked:
    return EventParked(subscriber="chat", message="id", type="game.described", error="ValueError")


def a_game(room: str) -> Sequence[Event]:
    """From the first to the last event of a room, secrets among them."""
    ballot = VoteCast(voter="alice", target="bob")
    return [created(room), seated("alice"), dealt(), ballot, spoken("hi"), RoomClosed(reason="empty")]
