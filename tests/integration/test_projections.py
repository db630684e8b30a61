"""Tables for reading are what the log says: rebuilt beside the live ones, and swapped (G11)."""

import threading
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from chat.models import ChatMember, ChatRoom, Message
from events import gateway, live, redis
from events.broker import publisher
from events.messages import commands as wish
from events.models import Cursor, Deadline, InboxEntry, StoredEvent
from events.projections import rebuilding
from events.projections.projection import projections
from lie_project.wiring import PROJECTIONS
from media.models import MediaSession, Participant
from rooms.models import Room
from tests.bus import Bus
from tests.integration.tables import CODE, damage_everything, open_room, play, rebuild, rows, structure

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
