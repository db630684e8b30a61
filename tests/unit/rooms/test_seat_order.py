"""Which socket has the seat is decided by when it was opened, not by when its wish was handled."""

import pytest

from events import catalogue as happened
from events.messages.commands import DropConnection, JoinRoom
from events.schema import Command
from rooms.rules import Room, apply, decide

FIRST, SECOND, THIRD = "t1700000000000001aaaa", "t1700000000000002aaaa", "t1700000000000003aaaa"


def after(*commands: Command) -> Room:
    """A room that somebody else has opened, after alice's sockets have asked for this."""
    opened = happened.RoomCreated(
        code="ABCDE", host="bob", language="en", public=True, capacity=8, rounds=3, pace=1.0
    )
    room = apply(Room(), opened)
    for command in commands:
        events = decide(room, command, "alice")
        assert isinstance(events, list | tuple)
        for event in events:
            room = apply(room, event)
    return room


def join(connection: str) -> JoinRoom:
    return JoinRoom(nickname="Alice", connection=connection)


def seat(room: Room) -> tuple[str, bool]:
    alice = room.member("alice")
    assert alice
    return alice.connection, alice.away


def test_a_newer_socket_takes_the_seat() -> None:
    assert seat(after(join(FIRST), join(SECOND))) == (SECOND, False)


def test_a_wish_that_was_long_on_its_way_does_not_take_the_seat_back() -> None:
    assert seat(after(join(SECOND), join(FIRST), DropConnection(connection=FIRST))) == (SECOND, False)


def test_nor_does_it_when_the_newer_socket_has_gone_as_well() -> None:
    room = after(join(SECOND), DropConnection(connection=SECOND), join(FIRST))
    assert seat(room) == (SECOND, True)


def test_whoever_comes_back_by_the_same_connection_is_back() -> None:
    assert seat(after(join(FIRST), DropConnection(connection=FIRST), join(FIRST))) == (FIRST, False)


@pytest.mark.parametrize("older", ["f00dfeedf00dfeed", "0123456789abcdef", "old"])
def test_connections_named_before_there_was_an_order_never_win(older: str) -> None:
    assert seat(after(join(older), join(THIRD))) == (THIRD, False)
