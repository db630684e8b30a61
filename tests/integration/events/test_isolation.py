"""Promise G5: what one subscriber cannot do changes nothing for the others.  How long they take is
measured by bench/promises.py, never here."""

from collections.abc import Callable
from typing import Any

import pytest

from chat.models import Message
from events import registry
from events.messages import commands as wish
from events.models import FailedDelivery
from game.services import TABLES
from media.models import MediaSession
from rooms.models import Room
from tests.bus import Bus

CODE = "ABCDE"


def evening(bus: Bus) -> None:
    """A room with three people and two bots: they come, talk, one leaves, one drops and comes back."""
    opening = wish.OpenRoom(code=CODE, nickname="alice", language="en", bots=2)
    assert bus.ask(opening, CODE, "alice") is None
    for player in ("alice", "bob", "carol"):
        assert bus.ask(wish.JoinRoom(nickname=player, connection=f"{player}-1"), CODE, player) is None
    assert bus.ask(wish.Say(text="hello"), CODE, "bob") is None
    bus.ask(wish.LeaveRoom(), CODE, "carol")
    bus.ask(wish.DropConnection(connection="bob-1"), CODE, "bob")
    bus.ask(wish.JoinRoom(nickname="bob", connection="bob-2"), CODE, "bob")


def results() -> dict[str, Any]:
    """What rooms, game and chat have made of it.  That media fail may be told in the chat (a pattern)."""
    room = Room.objects.get()
    lines = Message.objects.exclude(notice="media_failing").order_by("number")
    return {
        "lobby": (room.host, room.members, room.people, room.playing),
        "seats": [(seat.nickname, seat.away) for seat in TABLES.load(CODE)[0].seats if not seat.bot],
        "lines": list(lines.values_list("author", "text", "notice")),
    }


def always_failing(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("always")

    media = registry.concern("media")
    sick = registry.Concern("media", media.commands, dict.fromkeys(media.events, (fail,)))
    monkeypatch.setitem(registry._concerns, "media", sick)


def stopped(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    publish = bus._events

    def without_media(rows: Any) -> Any:
        done = publish(rows)
        others = [message for message in bus.waiting if message[0] != "media"]
        bus.waiting.clear()
        bus.waiting.extend(others)
        return done

    monkeypatch.setattr("events.broker.publisher.publish_stored", without_media)


@pytest.fixture
def wanted(bus: Bus) -> dict[str, Any]:
    """The results with everybody well, on whose tables nothing is left after."""
    from django.core.management import call_command

    from events import redis

    evening(bus)
    assert MediaSession.objects.get().participants.count() == 2
    expected = results()
    call_command("flush", verbosity=0, interactive=False)
    call_command("loadpacks", verbosity=0)
    redis.client().flushdb()
    return expected


@pytest.mark.parametrize("harm", [always_failing, stopped], ids=lambda harm: harm.__name__)
def test_the_others_come_to_the_same_results(
    bus: Bus,
    wanted: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    harm: Callable[[Bus, pytest.MonkeyPatch], None],
) -> None:
    harm(bus, monkeypatch)
    evening(bus)
    assert results() == wanted
    assert not MediaSession.objects.exists()  # the harm was done
    assert set(FailedDelivery.objects.values_list("subscriber", flat=True)) <= {"media"}
