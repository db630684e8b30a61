"""Who comes in: password, knocking, lock, seats."""

import pytest

from events import catalogue as happened
from events.log.store import split
from events.messages import commands as wish
from events.messages.commands import AnswerKnock, ChangeDoor, LeaveRoom, SetPassword
from events.messages.refusal import Code
from events.schema import Command
from rooms import projections
from rooms.door import MOST_KNOCKS, key_of
from rooms.rules import Room
from tests.unit.rooms.rooms import after, drops, happens, joins, opened, players, refusal


def door(**changes: object) -> tuple[str, ChangeDoor]:
    return "alice", ChangeDoor(**changes)  # type: ignore[arg-type]


def _knocked() -> Room:
    return after(opened("bob"), door(approval=True), joins("carol"))


def test_who_does_not_know_the_password_stays_out() -> None:
    room = opened(password="hash")
    assert refusal(room, *joins("bob")) is Code.PASSWORD_NEEDED
    assert refusal(room, *joins("bob", key=key_of("another"))) is Code.PASSWORD_NEEDED


def test_who_knows_the_password_comes_in() -> None:
    assert players(after(opened(password="hash"), joins("bob", key=key_of("hash")))) == ["alice", "bob"]


def test_a_changed_password_makes_old_keys_useless() -> None:
    room = after(opened(password="old"), ("alice", SetPassword(password="new")))
    assert refusal(room, *joins("bob", key=key_of("old"))) is Code.PASSWORD_NEEDED


def test_a_password_can_be_taken_away() -> None:
    room = after(opened(password="hash"), ("alice", SetPassword(password="")))
    assert refusal(room, *joins("bob")) is None


def test_a_new_password_sends_nobody_out() -> None:
    room = after(opened("bob"), ("alice", SetPassword(password="hash")), drops("bob"))
    assert refusal(room, *joins("bob", "bob-2")) is None


def test_no_browser_sees_the_hash() -> None:
    (event,) = happens(opened(), "alice", SetPassword(password="pbkdf2-hash"))
    assert b"pbkdf2-hash" not in split(event)[0]
    assert "pbkdf2-hash" not in repr(projections.view(opened(password="pbkdf2-hash")))


@pytest.mark.parametrize(
    "command",
    [
        SetPassword(password="x"),
        ChangeDoor(locked=True),
        AnswerKnock(player="carol", yes=True),
        wish.KickPlayer(player="alice"),
        wish.LiftKick(player="carol"),
        wish.HandOverHost(player="bob"),
    ],
)
def test_only_the_host_has_the_keys(command: Command) -> None:
    assert refusal(opened("bob"), "bob", command) is Code.NOT_HOST
    assert refusal(opened("bob"), "mallory", command) is Code.NOT_A_MEMBER


def test_a_newcomer_knocks_and_waits() -> None:
    room = _knocked()
    assert players(room) == ["alice", "bob"]
    assert [(k.player, k.nickname) for k in room.knocks] == [("carol", "carol")]
    assert refusal(room, *joins("carol")) is Code.KNOCKING


def test_the_host_lets_him_in_with_the_socket_that_waits() -> None:
    room = after(_knocked(), ("alice", AnswerKnock(player="carol", yes=True)))
    carol = room.member("carol")
    assert carol and (carol.connection, carol.away) == ("carol-1", False)
    assert room.knocks == ()


def test_whom_the_host_does_not_want_stays_out() -> None:
    room = after(_knocked(), ("alice", AnswerKnock(player="carol", yes=False)))
    assert refusal(room, *joins("carol", "carol-2")) is Code.BARRED
    assert room.knocks == ()


def test_who_goes_away_from_the_door_is_not_waited_for() -> None:
    for step in (drops("carol"), ("carol", LeaveRoom())):
        assert after(_knocked(), step).knocks == ()


def test_a_late_close_of_an_old_socket_takes_no_knock_away() -> None:
    room = after(_knocked(), joins("carol", "carol-2"), drops("carol", "carol-1"))
    assert [k.connection for k in room.knocks] == ["carol-2"]


def test_an_answer_to_nobody_is_refused() -> None:
    assert refusal(opened(), "alice", AnswerKnock(player="carol", yes=True)) is Code.NOT_WAITING


def test_when_knocking_ends_those_who_wait_come_in_while_there_are_seats() -> None:
    room = after(opened("bob", capacity=3), door(approval=True), joins("carol"), joins("dave"))
    room = after(room, door(approval=False))
    assert players(room) == ["alice", "bob", "carol"]
    assert [k.player for k in room.knocks] == ["dave"]


def test_a_lock_sends_those_away_who_wait() -> None:
    room = after(_knocked(), door(locked=True))
    assert room.knocks == ()
    assert refusal(room, *joins("carol")) is Code.ROOM_LOCKED


def test_through_a_locked_door_come_those_who_were_in() -> None:
    room = after(opened("bob", "carol"), ("bob", LeaveRoom()), door(locked=True, approval=True))
    assert refusal(room, *joins("mallory")) is Code.ROOM_LOCKED
    assert players(after(room, joins("bob", "bob-2"))) == ["alice", "carol", "bob"]


def test_there_are_as_many_seats_as_the_host_wants() -> None:
    room = after(opened("bob"), door(capacity=3), joins("carol"))
    assert refusal(room, *joins("dave")) is Code.ROOM_FULL
    assert refusal(after(room, door(capacity=4)), *joins("dave")) is None


def test_nobody_loses_his_seat_by_fewer_seats() -> None:
    assert refusal(opened("bob", "carol", "dave"), *door(capacity=3)) is Code.TOO_MANY_SEATED


def test_the_last_seat_is_given_once_however_high_its_number() -> None:
    room = opened("bob", "carol", "dave", "eve")
    room = after(room, ("bob", LeaveRoom()), ("carol", LeaveRoom()), door(capacity=3))
    assert refusal(room, *joins("frank")) is Code.ROOM_FULL


def test_only_so_many_wait_at_one_door() -> None:
    room = after(opened(), door(approval=True), *(joins(f"p{n}") for n in range(MOST_KNOCKS)))
    assert refusal(room, *joins("one-more")) is Code.TOO_MANY_WAIT


def test_the_marks_of_browsers_stay_in_the_room() -> None:
    room = after(opened(), door(approval=True))
    for event in happens(room, *joins("bob", browser="mark-of-bob")):
        assert b"mark-of-bob" not in split(event)[0]


def test_a_door_as_it_is_changes_nothing() -> None:
    assert happens(opened(), *door(public=True, locked=False)) == []
    assert isinstance(happens(opened(), *door(public=False))[0], happened.DoorChanged)
