"""The tables for reading: their rows, their structure, and a game to fill them."""

import re
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import Model

from chat.models import ChatMember, ChatRoom, Message
from events.messages import commands as wish
from events.models import StoredEvent
from game.models import TableRecord, WordPlay
from media.models import MediaSession, Participant
from people.models import Achievement, Ledger, MatchPlayed, RoundPlayed
from rooms.models import Room
from tests.bus import Bus

CODE = "ABCDE"
TABLES: list[type[Model]] = [
    *(Room, ChatRoom, ChatMember, Message, MediaSession, Participant, TableRecord, WordPlay),
    *(Ledger, RoundPlayed, MatchPlayed, Achievement),
]
Rows = dict[str, list[tuple[Any, ...]]]


def rows() -> Rows:
    return {m.__name__: sorted(m._default_manager.order_by().values_list(), key=repr) for m in TABLES}


def structure() -> list[tuple[Any, ...]]:
    """Every table, index, constraint and sequence, as the database describes it; in what order a table has
    its columns means nothing."""
    queries = {
        "sqlite": ["SELECT type, name, tbl_name, replace(sql, '\"', '') FROM sqlite_master"],
        "postgresql": [
            "SELECT schemaname, indexname, indexdef FROM pg_indexes",
            "SELECT connamespace::regnamespace::text, conname, pg_get_constraintdef(oid) FROM pg_constraint",
            "SELECT schemaname, sequencename FROM pg_sequences",
            "SELECT table_schema, table_name, column_name, data_type, column_default, is_nullable"
            " FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema')",
        ],
    }
    with connection.cursor() as cursor:
        found = []
        for query in queries[connection.vendor]:
            cursor.execute(query)
            found += cursor.fetchall()
    return sorted(((*rest, sorted(re.findall(r"[\w.]+", str(text)))) for *rest, text in found), key=repr)


def rebuild(*arguments: str) -> str:
    said = StringIO()
    call_command("rebuild", *arguments, stdout=said)
    return said.getvalue()


def open_room(bus: Bus, code: str = CODE, bots: int = 2) -> None:
    opening = wish.OpenRoom(code=code, nickname="alice", language="en", bots=bots)
    assert bus.ask(opening, code, "alice") is None
    for player in ("alice", "bob"):
        bus.ask(wish.JoinRoom(nickname=player, connection=f"{player}-{code}"), code, player)
    bus.ask(wish.Say(text="hello"), code, "bob")


def play(bus: Bus, code: str = CODE) -> None:
    """A match to its end, and who comes and goes around it."""
    open_room(bus, code)
    bus.ask(wish.SetReady(ready=True), code, "bob")
    assert bus.ask(wish.StartGame(), code, "alice") is None
    while not StoredEvent.objects.filter(type="rooms.play_ended", room=code).exists():
        assert bus.pass_time()
    bus.ask(wish.DropConnection(connection=f"alice-{code}"), code, "alice")
    bus.ask(wish.LeaveRoom(), code, "bob")
    bus.ask(wish.JoinRoom(nickname="Bob!", connection="again"), code, "bob")


def damage_everything() -> None:
    Message.objects.filter(text="hello").delete()
    Message.objects.update(nickname="nobody")
    ChatMember.objects.filter(player="bob").delete()
    ChatRoom.objects.update(version=77)
    Room.objects.update(members=9, host="", opened_at="2020-01-01T00:00:00Z")
    RoundPlayed.objects.update(points=99)
    Ledger.objects.update(version=77)
    Participant.objects.all().delete()
    Participant.objects.create(session_id=CODE, player="ghost", joined_at="2020-01-01T00:00:00Z")
