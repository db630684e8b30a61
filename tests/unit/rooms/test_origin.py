"""The mark of a browser: what it tells, and above all what it does not."""

from functools import reduce
from typing import Any

from django.test import override_settings

from events import catalogue as happened
from events.messages import commands as wish
from events.messages.refusal import Refusal
from events.schema import Event
from rooms.origin import origin_of
from rooms.rules import Room, apply, decide

HERE, THERE = ("192.0.2.1", 50_000), ("192.0.2.2", 50_000)


def scope(client: tuple[str, int] | None = HERE, agent: bytes = b"Firefox") -> dict[str, Any]:
    return {"client": client, "headers": [(b"host", b"lie"), (b"user-agent", agent)]}


def test_sockets_of_one_browser_have_one_mark() -> None:
    assert origin_of(scope(), "ABCDE") == origin_of(scope(("192.0.2.1", 50_001)), "ABCDE") != ""


def test_another_address_or_another_browser_has_another() -> None:
    scopes = [scope(), scope(THERE), scope(agent=b"Chrome")]
    assert len({origin_of(each, "ABCDE") for each in scopes}) == 3


def test_nobody_is_followed_from_room_to_room() -> None:
    assert origin_of(scope(), "ABCDE") != origin_of(scope(), "FGHJK")


def test_the_mark_needs_the_deployment_s_secret() -> None:
    mark = origin_of(scope(), "ABCDE")
    with override_settings(SECRET_KEY="another"):
        assert origin_of(scope(), "ABCDE") != mark


def test_an_unknown_address_has_no_mark_that_others_could_share() -> None:
    assert origin_of(scope(None), "ABCDE") == ""
    assert origin_of({}, "ABCDE") == ""


def joined(room: Room, player: str, **more: str) -> list[Event]:
    command = wish.JoinRoom(nickname=player, connection=f"{player}-1", **more)
    events = decide(room, command, player)
    assert not isinstance(events, Refusal)
    return list(events)


def test_who_joins_or_returns_brings_the_mark_along() -> None:
    opening = wish.OpenRoom(code="ABCDE", nickname="alice", language="en")
    room = reduce(apply, decide(Room(), opening, "alice"), Room())  # type: ignore[arg-type]
    (returned,) = joined(room, "alice", origin="0123")
    (seated,) = joined(room, "bob", origin="0123")
    assert isinstance(returned, happened.PlayerReturned) and returned.origin == "0123"
    assert isinstance(seated, happened.PlayerJoined) and seated.origin == "0123"


def test_without_a_mark_nothing_is_said_of_it() -> None:
    opening = wish.OpenRoom(code="ABCDE", nickname="alice", language="en")
    room = reduce(apply, decide(Room(), opening, "alice"), Room())  # type: ignore[arg-type]
    (returned,) = joined(room, "alice")
    assert returned == happened.PlayerReturned(player="alice", connection="alice-1")
