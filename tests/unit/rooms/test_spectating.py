"""Who watches, and who gets a seat from the stands.  Alice hosts; Dave and Erin watch."""

from functools import reduce

import pytest
from msgspec.structs import replace

from events import catalogue as happened
from events.log.store import split
from events.messages import commands as wish
from events.messages.refusal import Code, Refusal
from events.schema import Command
from rooms import door, projections, spectating
from rooms.audience import MOST
from rooms.rules import Room, apply, play

BOTS = [("bot-1", "Bot Ada"), ("bot-2", "Bot Bea")]
Step = tuple[str, Command]


def after(room: Room, *steps: Step) -> Room:
    for actor, command in steps:
        events = spectating.with_line(room, spectating.decide(room, command, actor, BOTS))
        assert not isinstance(events, Refusal), events
        room = reduce(apply, events, room)
    return room


def refusal(room: Room, actor: str, command: Command) -> Code | None:
    result = spectating.decide(room, command, actor, BOTS)
    return result.code if isinstance(result, Refusal) else None


def joins(player: str, connection: str = "") -> Step:
    return player, wish.JoinRoom(nickname=player, connection=connection or f"{player}-1")


def watches(player: str, connection: str = "") -> Step:
    return player, wish.WatchRoom(nickname=player, connection=connection or f"{player}-1")


def asks(player: str, wanted: bool = True) -> Step:
    return player, wish.AskForSeat(wanted=wanted)


def opened(capacity: int = 3) -> Room:
    command = wish.OpenRoom(code="ABCDE", nickname="alice", language="en", capacity=capacity)
    return after(Room(), ("alice", command), joins("alice"))


def full() -> Room:
    return after(opened(), joins("bob"), joins("carol"))


def seated(room: Room) -> list[str]:
    return [m.player for m in room.members]


def watching(room: Room) -> list[tuple[str, bool]]:
    return [(s.player, s.waiting) for s in room.audience.spectators]


def test_whoever_comes_to_watch_takes_no_seat() -> None:
    room = after(opened(), watches("dave"))
    assert (seated(room), watching(room)) == (["alice"], [("dave", False)])


def test_a_full_room_is_watched_until_a_seat_is_free() -> None:
    room = after(full(), joins("dave"), joins("erin"))
    assert watching(room) == [("dave", True), ("erin", True)]
    room = after(room, ("bob", wish.LeaveRoom()))
    assert (seated(room), watching(room)) == (["alice", "carol", "dave"], [("erin", True)])
    assert room.member("dave") and not room.members[-1].away


def test_who_only_watches_is_not_seated_unasked() -> None:
    room = after(full(), watches("dave"), joins("erin"), ("bob", wish.LeaveRoom()))
    assert (seated(room)[-1], watching(room)) == ("erin", [("dave", False)])


def test_a_spectator_takes_a_free_seat_at_once() -> None:
    room = after(opened(), watches("dave"), asks("dave"))
    assert (seated(room), watching(room)) == (["alice", "dave"], [])


def test_who_wishes_later_stands_behind_in_the_line() -> None:
    room = after(full(), watches("dave"), joins("erin"), asks("dave"))
    assert watching(room) == [("erin", True), ("dave", True)]
    assert watching(after(room, asks("erin", False))) == [("dave", True), ("erin", False)]


def test_who_is_away_is_passed_over_and_keeps_his_place() -> None:
    room = after(full(), joins("dave"), joins("erin"))
    room = after(room, ("dave", wish.DropConnection(connection="dave-1")), ("bob", wish.LeaveRoom()))
    assert (seated(room)[-1], watching(room)) == ("erin", [("dave", True)])
    room = after(room, ("carol", wish.LeaveRoom()), joins("dave", "dave-2"))
    assert seated(room) == ["alice", "erin", "dave"]


def test_a_spectator_who_stays_away_is_forgotten() -> None:
    room = after(opened(), watches("dave"), ("dave", wish.DropConnection(connection="dave-1")))
    assert watching(after(room, ("", wish.ExpireSeat(player="dave", connection="other")))) != []
    assert watching(after(room, ("", wish.ExpireSeat(player="dave", connection="dave-1")))) == []


def test_a_late_goodbye_of_an_older_socket_drops_nobody() -> None:
    room = after(opened(), watches("dave"), watches("dave", "dave-2"))
    room = after(room, ("dave", wish.DropConnection(connection="dave-1")))
    assert [s.away for s in room.audience.spectators] == [False]


def test_who_has_a_seat_keeps_it_when_he_comes_to_watch() -> None:
    room = after(opened(), joins("bob"), watches("bob", "bob-2"))
    assert (seated(room), watching(room)) == (["alice", "bob"], [])


def test_who_has_played_in_this_match_cannot_watch_it() -> None:
    room = after(opened(), joins("bob"), joins("carol"))
    room = after(reduce(apply, play(room, started=True), room), ("bob", wish.LeaveRoom()))
    assert watching(after(room, watches("bob", "bob-2"))) == []  # he is seated again
    full_again = after(room, joins("dave"))
    assert refusal(full_again, *watches("bob", "bob-2")) is Code.ROOM_FULL
    assert refusal(full_again, *joins("bob", "bob-2")) is Code.ROOM_FULL
    over = reduce(apply, play(full_again, started=False), full_again)
    assert watching(after(over, watches("bob", "bob-2"))) == [("bob", False)]


def test_the_host_may_send_the_audience_home_and_nobody_else() -> None:
    room = after(opened(), joins("bob"), watches("dave"))
    assert refusal(room, "bob", wish.AllowWatching(allowed=False)) is Code.NOT_HOST
    assert refusal(room, "dave", wish.AllowWatching(allowed=False)) is Code.NOT_A_MEMBER
    room = after(room, ("alice", wish.AllowWatching(allowed=False)))
    assert watching(room) == []
    assert refusal(room, *watches("dave")) is Code.NO_WATCHING
    assert refusal(after(room, joins("carol")), *joins("dave")) is Code.ROOM_FULL


def test_the_stands_hold_fifty() -> None:
    room = after(opened(), *(watches(f"s{n}") for n in range(MOST)))
    assert refusal(room, *watches("late")) is Code.NO_WATCHING


@pytest.mark.parametrize("code", [Code.PASSWORD_NEEDED, Code.ROOM_LOCKED])
def test_the_door_asks_spectators_what_it_asks_players(code: Code) -> None:
    room = replace(opened(), password="hash" if code is Code.PASSWORD_NEEDED else "")
    room = replace(room, locked=code is Code.ROOM_LOCKED)
    assert refusal(room, *watches("dave")) is code


def test_a_password_that_was_said_at_the_door_is_not_asked_for_the_seat() -> None:
    room = replace(opened(), password="hash")
    join = wish.WatchRoom(nickname="dave", connection="d", key=door.key_of("hash"))
    assert seated(after(room, ("dave", join), asks("dave"))) == ["alice", "dave"]


def test_a_lock_keeps_spectators_from_the_seats() -> None:
    room = replace(after(opened(), watches("dave")), locked=True)
    assert refusal(room, *asks("dave")) is Code.ROOM_LOCKED
    waiting = replace(after(full(), joins("dave")), locked=True)
    assert watching(after(waiting, ("bob", wish.LeaveRoom()))) == [("dave", True)]


def test_where_the_host_decides_a_spectator_who_wants_a_seat_knocks() -> None:
    room = replace(after(opened(), watches("dave")), approval=True)
    room = after(room, asks("dave"))
    assert [k.player for k in room.knocks] == ["dave"] and seated(room) == ["alice"]
    room = after(room, ("alice", wish.AnswerKnock(player="dave", yes=True)))
    assert (seated(room), watching(room)) == (["alice", "dave"], [])


def test_a_spectator_who_is_kicked_stays_out() -> None:
    came = wish.WatchRoom(nickname="dave", connection="d", browser="firefox-1")
    room = after(opened(), ("dave", came), ("alice", wish.KickPlayer(player="dave")))
    assert watching(room) == []
    assert refusal(room, *watches("dave", "dave-2")) is Code.BARRED
    again = wish.JoinRoom(nickname="eve", connection="e", browser="firefox-1")
    assert refusal(room, "eve", again) is Code.BARRED


def test_a_spectators_name_is_nobody_elses() -> None:
    room = after(opened(), ("x", wish.WatchRoom(nickname="Ａlice", connection="x")))
    assert [s.nickname for s in room.audience.spectators] == ["Ａlice 2"]


def test_a_closed_room_is_not_watched() -> None:
    room = reduce(apply, [happened.RoomClosed(reason="host")], opened())
    assert refusal(room, *watches("dave")) is Code.ROOM_CLOSED


def test_no_published_copy_names_a_spectators_socket() -> None:
    events = spectating.decide(opened(), *watches("dave")[::-1])
    assert not isinstance(events, Refusal) and b"dave-1" not in split(events[0])[0]


def test_the_view_tells_who_watches_and_who_stands_in_line() -> None:
    view = projections.view(after(full(), watches("dave"), joins("erin"))).audience
    assert [(s.player, s.waiting) for s in view.spectators] == [("dave", False), ("erin", True)]
