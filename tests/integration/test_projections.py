"""Tables for reading are what the log says: rebuilt beside the live ones, and swapped (G11)."""

import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Model

from chat.models import ChatMember, ChatRoom, Message
from events import commands as wish
from events import gateway, live, publisher, rebuilding, redis
from events.delivery import deliver
from events.envelope import encode, player_message_id, wrap_command
from events.models import Cursor, Deadline, InboxEntry, StoredEvent
from events.projections import projections
from events.schema import Command
from lie_project.wiring import PROJECTIONS
from media.models import MediaSession, Participant
from rooms.models import Room
from tests.bus import Bus
from tests.servers import until

CODE = "ABCDE"
TABLES: list[type[Model]] = [Room, ChatRoom, ChatMember, Message, MediaSession, Participant]
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


# --- as the log says -----------------------------------------------------------------------


def test_what_is_rebuilt_after_whole_games_is_what_there_was(bus: Bus) -> None:
    play(bus)
    open_room(bus, "FGHJK")
    before = rows()
    assert all(before.values())
    rebuild("--all")
    assert rows() == before


def test_the_new_tables_are_made_like_the_old_ones(bus: Bus) -> None:
    open_room(bus)
    before = structure()
    rebuild("--all")
    assert structure() == before


def test_play_goes_on_in_the_rebuilt_tables(bus: Bus) -> None:
    open_room(bus)
    rebuild("--all")
    assert bus.ask(wish.Say(text="still here"), CODE, "bob") is None
    bus.ask(wish.LeaveRoom(), CODE, "bob")
    assert Message.objects.filter(text="still here").exists()
    assert (Room.objects.get().people, Participant.objects.count()) == (1, 1)
    assert rebuild("--all", "--check").count("as the log says") == len(PROJECTIONS)


def damage_everything() -> None:
    Message.objects.filter(text="hello").delete()
    Message.objects.update(nickname="nobody")
    ChatMember.objects.filter(player="bob").delete()
    ChatRoom.objects.update(version=77)
    Room.objects.update(members=9, host="", opened_at="2020-01-01T00:00:00Z")
    Participant.objects.all().delete()
    Participant.objects.create(session_id=CODE, player="ghost", joined_at="2020-01-01T00:00:00Z")


def test_rows_that_were_changed_by_hand_are_mended(bus: Bus) -> None:
    open_room(bus)
    before = rows()
    damage_everything()
    rebuild("--all")
    assert rows() == before


def test_tables_of_a_lost_room_come_back(bus: Bus) -> None:
    open_room(bus)
    before = rows()
    for model in (Room, ChatRoom, MediaSession):
        model._default_manager.all().delete()
    rebuild("--all")
    assert rows() == before


# --- a check -------------------------------------------------------------------------------


def test_a_check_names_every_difference_and_changes_nothing(bus: Bus) -> None:
    open_room(bus)
    Message.objects.filter(text="hello").update(text="goodbye")
    ChatMember.objects.filter(player="bob").delete()
    before, made = rows(), structure()
    said = StringIO()
    with pytest.raises(CommandError, match="2 differences") as stopped:
        call_command("rebuild", "chat", "--check", stdout=said)
    assert stopped.value.returncode == 1
    assert "text is 'goodbye', by the log 'hello'" in said.getvalue()
    assert "chat_chatmember" in said.getvalue() and "is missing" in said.getvalue()
    assert (rows(), structure()) == (before, made)


def test_a_row_that_nothing_has_made_is_named(bus: Bus) -> None:
    open_room(bus)
    Participant.objects.create(session_id=CODE, player="ghost", joined_at="2020-01-01T00:00:00Z")
    (found,) = rebuilding.check(projections()["media"])
    assert str(found).endswith("is not in the log")


def test_who_asks_for_no_projection_or_an_unknown_one_is_told(bus: Bus) -> None:
    for arguments in ([], ["nonsense"], ["chat", "--all"]):
        with pytest.raises(CommandError):
            rebuild(*arguments)


# --- fenced --------------------------------------------------------------------------------


def test_a_rebuild_tells_nobody_and_decides_nothing(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    play(bus)

    def told() -> tuple[int, ...]:
        tables = (StoredEvent, Deadline, InboxEntry, Cursor)
        counts = [model._default_manager.count() for model in tables]
        return (*counts, len(bus.pushes), len(bus.waiting), len(mail.outbox))

    before = told()

    monkeypatch.setattr(redis, "client", shut(redis.client))
    monkeypatch.setattr(publisher, "default", shut(publisher.default))
    monkeypatch.setattr(live, "send", shut(live.send))
    monkeypatch.setattr(gateway, "send", shut(gateway.send))
    rebuild("--all")
    rebuild("--all", "--check")
    assert told() == before


def shut(door: Callable[..., Any]) -> Callable[..., Any]:
    """Closed to this thread; what counts and confirms in the background goes on."""
    ours = threading.current_thread()

    def speak(*arguments: Any) -> Any:
        assert threading.current_thread() is not ours, f"a rebuild has used {door}"
        return door(*arguments)

    return speak


def test_archived_rooms_keep_their_rows(bus: Bus) -> None:
    open_room(bus, "FGHJK")
    bus.ask(wish.CloseRoom(reason="admin"), "FGHJK", "")
    open_room(bus)
    before = rows()
    StoredEvent.objects.filter(room="FGHJK").delete()
    assert "1 rooms are no longer in the log" in rebuild("chat")
    rebuild("--all")
    assert rows() == before


# --- while others play ---------------------------------------------------------------------


class Traffic:
    """Threads that speak, come and go by the real handlers, each in its own room, until stopped."""

    def __init__(self, bus: Bus, rooms: list[str]) -> None:
        self.said: list[str] = []
        self.failed: list[BaseException] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._talk, args=(room,)) for room in rooms]

    def __enter__(self) -> "Traffic":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def goes_on(self) -> None:
        """Wait until more is said."""
        said = len(self.said)
        until(lambda: len(self.said) > said + 10 or bool(self.failed), "more is said")

    def _talk(self, room: str) -> None:
        try:
            for number in range(100_000):
                if self._stop.is_set():
                    return
                self._say(room, f"{room} {number}")
                obey(wish.SetReady(ready=number % 2 == 0), room, "bob", f"ready-{number:05}")
        except BaseException as error:
            self.failed.append(error)
        finally:
            connection.close()

    def _say(self, room: str, text: str) -> None:
        obey(wish.Say(text=text), room, "bob", f"say-{text.replace(' ', '-')}")
        self.said.append(text)


def obey(command: Command, room: str, player: str, id: str) -> None:
    envelope = wrap_command(command, room, actor=player, id=player_message_id(player, f"{room}-{id}"))
    deliver(envelope.declaration.owner, encode(envelope))


def test_live_traffic_goes_on_and_nothing_of_it_is_lost(bus: Bus) -> None:
    rooms = ["AAAAA", "BBBBB", "CCCCC"]
    for room in rooms:
        open_room(bus, room)
    with Traffic(bus, rooms) as traffic:
        for _ in range(3):
            rebuild("--all")
            traffic.goes_on()
    assert traffic.failed == []
    assert set(traffic.said) <= set(Message.objects.values_list("text", flat=True))
    assert rebuild("--all", "--check").count("as the log says") == len(PROJECTIONS)


def test_a_check_is_right_while_others_play(bus: Bus) -> None:
    open_room(bus)
    with Traffic(bus, [CODE]) as traffic:
        said = [rebuild("--all", "--check") for _ in range(3)]
        traffic.goes_on()
    assert traffic.failed == []
    assert all(text.count("as the log says") == len(PROJECTIONS) for text in said)


def test_two_rebuilds_at_once_are_refused(bus: Bus) -> None:
    open_room(bus)
    refused: list[str] = []

    def another() -> None:
        try:
            rebuild("chat")
        except CommandError as error:
            refused.append(str(error))
        finally:
            connection.close()

    with rebuilding.rebuilt(projections()["chat"]):
        thread = threading.Thread(target=another)
        thread.start()
        thread.join()
    assert "another rebuild is at work" in refused[0]
    assert "rows" in rebuild("chat")


# --- killed --------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_any_moment_the_live_tables_stay_right(bus: Bus, seed: int) -> None:
    open_room(bus)
    made, right = structure(), rows()["Message"]
    statements = counted(lambda: rebuild("chat"))
    damage_everything()
    before = rows()
    killed = rebuild_killed_at(random.Random(seed).randint(1, statements))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert rows() == before or rows()["Message"] == right
    rebuild("--all")
    assert structure() == made
    assert rebuild("--all", "--check").count("as the log says") == len(PROJECTIONS)


def counted(work: Callable[[], object]) -> int:
    """How many statements the work makes."""
    seen: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        work()
    return len(seen)


def rebuild_killed_at(statement: int) -> subprocess.CompletedProcess[str]:
    """A rebuild in a process of its own that is killed right before that statement."""
    settings = connection.settings_dict
    url = f"sqlite:///{settings['NAME']}"
    if connection.vendor == "postgresql":
        address = f"{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}"
        url = f"postgres://{address}/{settings['NAME']}"
    code = f"""
import os, signal, django
django.setup()
from django.core.management import call_command
from django.db import connection
left = {statement}
def count(execute, *args):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(*args)
with connection.execute_wrapper(count):
    call_command("rebuild", "chat")
"""
    environ = {**os.environ, "LIE_DATABASE_URL": url}
    return subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True)
