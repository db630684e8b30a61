"""Whose room it is."""

import pytest

from events import catalogue as happened
from events.messages.commands import (
    AddBot,
    HandOverHost,
    LeaveRoom,
    ReplaceHost,
    ReplaceIdleHost,
    SetReady,
    StartGame,
)
from events.messages.envelope import payload_of, wrap_command
from events.messages.refusal import Code
from events.messages.upcasting import upcast
from rooms import hosting
from rooms.rules import Room
from rooms.timers import timers
from tests.unit.rooms.rooms import Step, after, drops, happens, joins, opened, refusal

AWAY: Step = ("", ReplaceHost(player="alice", connection="alice-1"))


def given_to(player: str) -> Step:
    return "alice", HandOverHost(player=player)


def test_a_host_hands_over_by_choice() -> None:
    room = after(opened("bob"), given_to("bob"))
    assert room.host == "bob"
    assert refusal(room, "alice", AddBot()) is Code.NOT_HOST
    assert refusal(room, "bob", AddBot()) is None


def test_nobody_gets_a_room_who_is_not_there_to_take_it() -> None:
    room = after(opened("bob", bots=1), drops("bob"))
    for player in ("bob", "bot-1", "nobody"):
        assert refusal(room, *given_to(player)) is Code.CANNOT_HOST


def test_another_takes_over_from_a_host_who_stays_away() -> None:
    room = after(opened("bob", "carol"), drops("alice"), AWAY)
    assert room.host == "bob"


def test_a_host_who_came_back_in_time_keeps_the_room() -> None:
    room = after(opened("bob"), drops("alice"), joins("alice", "alice-2"))
    assert happens(room, *AWAY) == []
    assert hosting.absent(room) is None


def test_a_host_is_not_replaced_by_somebody_who_is_away_himself() -> None:
    room = after(opened("bob"), drops("bob"), drops("alice"))
    assert hosting.absent(room) is None
    assert happens(room, *AWAY) == []


def test_the_first_host_gets_the_room_back_when_he_returns() -> None:
    room = after(opened("bob"), drops("alice"), AWAY, joins("alice", "alice-2"))
    assert room.host == "alice"


def test_he_gets_it_back_from_a_new_seat_too() -> None:
    room = after(opened("bob"), ("alice", LeaveRoom()), joins("alice", "alice-2"))
    assert room.host == "alice"


def test_a_room_handed_over_is_not_given_back() -> None:
    room = after(opened("bob"), given_to("bob"), drops("alice"), joins("alice", "alice-2"))
    assert room.host == "bob"


def test_the_chosen_one_is_who_gets_it_back() -> None:
    room = after(opened("bob"), given_to("bob"), drops("bob"))
    room = after(room, ("", ReplaceHost(player="bob", connection="bob-1")))
    assert room.host == "alice"
    assert after(room, joins("bob", "bob-2")).host == "bob"


def test_rights_move_with_the_mark() -> None:
    room = after(opened("bob"), drops("alice"), AWAY, joins("alice", "alice-2"))
    assert refusal(room, "bob", AddBot()) is Code.NOT_HOST


def test_a_change_of_host_from_older_days_is_read() -> None:
    assert upcast("rooms.host_changed", {"player": "bob"}, version=1, to=2) == {
        "player": "bob",
        "reason": "left",
    }


def test_an_older_gateways_join_is_read() -> None:
    envelope = wrap_command(joins("bob")[1], "ABCDE", actor="bob")
    older = type(envelope)(
        **{f: getattr(envelope, f) for f in envelope.__struct_fields__}
        | {"dataschema": "/schemas/rooms.join_room/1", "data": b'{"nickname":"bob","connection":"bob-1"}'}
    )
    assert payload_of(older) == joins("bob")[1]


def test_a_room_without_people_waits_for_nobody() -> None:
    assert hosting.absent(Room()) is None
    assert not [e for e in happens(opened(), "alice", LeaveRoom()) if isinstance(e, happened.HostChanged)]


IDLE: Step = ("", ReplaceIdleHost(player="alice"))


def ready(*players: str) -> list[Step]:
    return [(player, SetReady(ready=True)) for player in players]


def test_a_host_who_lets_all_wait_that_are_ready_loses_the_room_for_good() -> None:
    room = after(opened("bob", "carol"), *ready("bob", "carol"))
    assert hosting.idle(room) is room.member("alice")
    room = after(room, IDLE)
    assert room.host == "bob"
    assert after(room, drops("alice"), joins("alice", "alice-2")).host == "bob"


@pytest.mark.parametrize(
    "steps",
    [
        ready("bob"),  # carol is not ready
        [*ready("bob", "carol"), drops("alice")],  # that is another clock's
        [*ready("bob", "carol"), ("alice", StartGame())],
        [*ready("bob", "carol"), given_to("carol")],
    ],
)
def test_a_host_whom_nobody_waits_for_keeps_it(steps: list[Step]) -> None:
    room = after(opened("bob", "carol"), *steps)
    assert happens(room, *IDLE) == []


def test_alone_with_bots_nobody_waits() -> None:
    room = opened(bots=3)
    assert hosting.idle(room) is None and "idle" not in timers(room, 0, 20)


def test_whatever_happens_in_the_room_begins_the_waiting_anew() -> None:
    room = after(opened("bob", "carol"), *ready("bob", "carol"))
    first, later = (timers(room, 0, 20, version=version)["idle"] for version in (7, 8))
    assert first.version != later.version and first.command == IDLE[1]


def test_of_a_change_of_the_second_version_the_third_is_made() -> None:
    assert upcast("rooms.host_changed", {"player": "p", "reason": "away"}, version=2, to=3) == {
        "player": "p",
        "reason": "away",
    }
