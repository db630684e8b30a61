"""Rooms as values.  Alice hosts, Bob and Carol come along."""

from collections.abc import Sequence
from functools import reduce

import msgspec
import pytest
from msgspec.structs import replace

from events import catalogue as happened
from events.log.store import split
from events.messages import commands as wish
from events.messages.refusal import Code, Refusal
from events.schema import Command, Event
from rooms import projections
from rooms.rules import AS_OPENED, Room, apply, decide, play

BOTS = [("bot-1", "Bot Ada"), ("bot-2", "Bot Bea")]


def after(room: Room, *steps: tuple[str, Command]) -> Room:
    for actor, command in steps:
        events = decide(room, command, actor, BOTS)
        assert not isinstance(events, Refusal), events
        room = reduce(apply, events, room)
    return room


def refusal(room: Room, actor: str, command: Command) -> Code | None:
    result = decide(room, command, actor, BOTS)
    return result.code if isinstance(result, Refusal) else None


def joins(player: str, connection: str = "") -> tuple[str, Command]:
    return player, wish.JoinRoom(nickname=player, connection=connection or f"{player}-1")


def opened(**settings: object) -> Room:
    command = wish.OpenRoom(code="ABCDE", nickname="alice", language="en", **settings)  # type: ignore[arg-type]
    return after(Room(), ("alice", command), joins("alice"))


def with_three() -> Room:
    return after(opened(), joins("bob"), joins("carol"))


def ready(*players: str) -> Sequence[tuple[str, Command]]:
    return [(player, wish.SetReady(ready=True)) for player in players]


def test_the_host_has_the_first_seat_and_is_away_until_his_socket_opens() -> None:
    command = wish.OpenRoom(code="ABCDE", nickname="alice", language="en")
    room = after(Room(), ("alice", command))
    assert [(m.seat, m.away) for m in room.members] == [(0, True)]
    assert [m.away for m in after(room, joins("alice")).members] == [False]


def test_bots_can_come_with_the_room() -> None:
    assert [m.nickname for m in opened(bots=2).members] == ["alice", "Bot Ada", "Bot Bea"]


def test_a_room_code_is_taken_once() -> None:
    again = wish.OpenRoom(code="ABCDE", nickname="mallory", language="en")
    assert refusal(opened(), "mallory", again) is Code.ROOM_EXISTS


def test_nobody_joins_a_room_that_is_not_there() -> None:
    assert refusal(Room(), *joins("bob")) is Code.ROOM_NOT_FOUND


def test_a_full_room_takes_nobody_but_those_who_have_a_seat() -> None:
    room = after(opened(capacity=3), joins("bob"), joins("carol"))
    assert refusal(room, *joins("dave")) is Code.ROOM_FULL
    assert refusal(room, *joins("bob", "bob-2")) is None


def test_a_nickname_that_looks_the_same_gets_a_number() -> None:
    room = after(opened(), ("bob", wish.JoinRoom(nickname="Ａlice", connection="b")))
    assert [m.nickname for m in room.members] == ["alice", "Ａlice 2"]


def test_a_lost_connection_keeps_the_seat() -> None:
    room = after(with_three(), ("bob", wish.DropConnection(connection="bob-1")))
    assert (room.member("bob") or room.members[0]).away
    assert not (after(room, joins("bob", "bob-2")).member("bob") or room.members[0]).away


def test_a_late_close_of_an_old_socket_does_not_drop_the_new_one() -> None:
    room = after(with_three(), joins("bob", "bob-2"))
    assert decide(room, wish.DropConnection(connection="bob-1"), "bob") == []


def test_a_seat_expires_only_for_the_connection_that_was_lost() -> None:
    room = after(
        with_three(),
        ("bob", wish.DropConnection(connection="bob-1")),
        joins("bob", "bob-2"),
        ("bob", wish.DropConnection(connection="bob-2")),
    )
    assert decide(room, wish.ExpireSeat(player="bob", connection="bob-1"), "") == []
    assert decide(room, wish.ExpireSeat(player="bob", connection="bob-2"), "") != []


def test_the_longest_present_becomes_host_when_the_host_leaves() -> None:
    room = after(with_three(), ("bob", wish.DropConnection(connection="bob-1")), ("alice", wish.LeaveRoom()))
    assert room.host == "carol"


def test_a_guest_becomes_host_where_only_bots_are_left() -> None:
    room = after(opened(bots=2), ("alice", wish.LeaveRoom()), joins("bob"))
    assert room.host == "bob"


def test_the_game_starts_when_all_people_are_ready() -> None:
    assert refusal(with_three(), "alice", wish.StartGame()) is Code.NOT_READY
    room = after(with_three(), *ready("bob", "carol"))
    assert decide(room, wish.StartGame(), "alice") == [
        happened.GameRequested(players=["alice", "bob", "carol"], settings=AS_OPENED)
    ]


def test_bots_are_always_ready() -> None:
    assert projections.view(opened(bots=2)).can_start


def test_two_are_too_few() -> None:
    room = after(opened(), joins("bob"), *ready("bob"))
    assert refusal(room, "alice", wish.StartGame()) is Code.TOO_FEW


def test_a_second_start_is_refused() -> None:
    room = after(with_three(), *ready("bob", "carol"), ("alice", wish.StartGame()))
    assert refusal(room, "alice", wish.StartGame()) is Code.PLAYING


def test_after_the_match_everybody_has_to_be_ready_again() -> None:
    room = after(with_three(), *ready("bob", "carol"), ("alice", wish.StartGame()))
    room = reduce(apply, play(room, started=False), room)
    assert [m.player for m in room.waiting_for] == ["bob", "carol"]


@pytest.mark.parametrize(
    "command", [wish.AddBot(), wish.RemoveBot(player="bob"), wish.StartGame()], ids=lambda c: type(c).__name__
)
def test_only_the_host_may(command: Command) -> None:
    assert refusal(with_three(), "bob", command) is Code.NOT_HOST


def test_a_bot_can_be_removed_and_a_person_cannot() -> None:
    room = after(with_three(), ("alice", wish.AddBot()))
    assert len(after(room, ("alice", wish.RemoveBot(player="bot-1"))).members) == 3
    assert refusal(room, "alice", wish.RemoveBot(player="bob")) is Code.NOT_A_BOT


def test_strangers_can_do_nothing() -> None:
    assert refusal(with_three(), "mallory", wish.SetReady(ready=True)) is Code.NOT_A_MEMBER


def test_a_closed_room_refuses_everybody() -> None:
    room = after(opened(), ("", wish.CloseRoom(reason="admin")))
    assert refusal(room, *joins("bob")) is Code.ROOM_CLOSED


def test_a_room_with_somebody_in_it_is_not_closed_as_empty() -> None:
    assert decide(opened(), wish.CloseRoom(reason="empty"), "") == []


def test_connection_ids_stay_in_the_room() -> None:
    assert "bob-1" not in repr(projections.view(with_three()))
    for event in (
        happened.PlayerJoined(player="bob", nickname="bob", seat=1, bot=False, connection="bob-1"),
        happened.PlayerReturned(player="bob", connection="bob-1"),
    ):
        assert b"bob-1" not in split(event)[0]


def test_an_event_of_another_concern_is_not_folded() -> None:
    stranger: Event = happened.ChatRoomOpened()
    with pytest.raises(TypeError):
        apply(Room(), stranger)


# --- settings ------------------------------------------------------------------------------


def test_the_host_chooses_how_the_next_match_is_played() -> None:
    room = after(with_three(), ("alice", wish.ChangeSettings(mode="fool", laps=2, rounds=5, pace=0.5)))
    assert room.settings == replace(AS_OPENED, mode="fool", laps=2, rounds=5, pace=0.5)
    assert (projections.view(room).rounds, projections.view(room).pace) == (5, 0.5)
    started = decide(after(room, *ready("bob", "carol")), wish.StartGame(), "alice")
    assert started == [happened.GameRequested(players=["alice", "bob", "carol"], settings=room.settings)]


def test_what_is_left_out_stays() -> None:
    once = ("alice", wish.ChangeSettings(mode="spy"))
    twice = ("alice", wish.ChangeSettings(anonymous=True))
    assert after(with_three(), once, twice).settings == replace(AS_OPENED, mode="spy", anonymous=True)


def test_settings_that_are_so_already_are_not_changed_again() -> None:
    assert decide(with_three(), wish.ChangeSettings(mode="classic"), "alice") == []
    assert decide(with_three(), wish.ChangeSettings(), "alice") == []


def test_only_the_host_changes_settings() -> None:
    assert refusal(with_three(), "bob", wish.ChangeSettings(mode="fool")) is Code.NOT_HOST


def test_a_running_match_keeps_its_settings() -> None:
    room = after(with_three(), *ready("bob", "carol"), ("alice", wish.StartGame()))
    assert refusal(room, "alice", wish.ChangeSettings(mode="fool")) is Code.PLAYING


def test_a_new_room_is_opened_with_the_hosts_rounds_and_pace() -> None:
    assert opened(rounds=7, pace=2.0).settings == replace(AS_OPENED, rounds=7, pace=2.0)


def test_a_spy_needs_four() -> None:
    spying = ("alice", wish.ChangeSettings(mode="spy"))
    room = after(with_three(), *ready("bob", "carol"), spying)
    assert refusal(room, "alice", wish.StartGame()) is Code.MODE_NEEDS_MORE
    assert not projections.view(room).can_start
    assert projections.view(after(room, ("alice", wish.AddBot()))).can_start


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "chess"},
        {"liar_count": 3},
        {"rounds": 11},
        {"goal": 51},
        {"pace": 0.1},
        {"laps": 0},
        {"seconds": {"reveal": 30}},
        {"seconds": {"voting": 4}},
        {"unheard_of": True},
    ],
)
def test_settings_have_limits(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, wish.ChangeSettings)
