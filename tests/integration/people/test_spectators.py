"""Who only watches is somebody, too: a ban reaches him, and he is known to be here."""

import pytest

from events import live
from events.messages import commands as wish
from events.models import StoredEvent
from people.models import Attendance
from people.moderation import SITE
from tests.bus import Bus
from tests.integration.people.conftest import Browser
from tests.integration.people.test_counting import come

CODE = "ABCDE"


@pytest.fixture
def orders(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr(live, "tell_sockets", lambda *order: told.append(order))
    return told


@pytest.fixture
def room(bus: Bus, browser: Browser) -> Bus:
    come(bus)
    return bus


def watch(bus: Bus) -> None:
    bus.ask(wish.WatchRoom(nickname="Dan", connection="d1"), CODE, "dan")


def ban(bus: Bus) -> None:
    bus.ask(wish.ImposeSanction(player="dan", kind="ban", reason="hate", by="mod"), SITE, "")


def present() -> bool:
    return Attendance.objects.filter(player="dan", present=True).exists()


def test_who_is_banned_leaves_the_stands_at_once(room: Bus, orders: list[tuple[str, ...]]) -> None:
    watch(room)
    ban(room)
    assert (CODE, "dan", "close 4013") in orders
    assert StoredEvent.objects.filter(type="rooms.spectator_left").count() == 1
    assert not present()


def test_who_was_banned_meanwhile_does_not_stay_in_the_stands(
    room: Bus, orders: list[tuple[str, ...]]
) -> None:
    ban(room)
    watch(room)
    assert (CODE, "dan", "close 4013") in orders
    assert StoredEvent.objects.filter(type="rooms.spectator_left").count() == 1


def test_who_gets_a_seat_from_the_stands_is_still_here(room: Bus) -> None:
    watch(room)
    room.ask(wish.AskForSeat(wanted=True), CODE, "dan")
    assert present()
