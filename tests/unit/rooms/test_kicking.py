"""Out, by the host or by vote, and not back in."""

from functools import reduce

from events import catalogue as happened
from events.messages import commands as wish
from events.messages.commands import (
    AskKickVote,
    CastKickVote,
    EndKickVote,
    KickPlayer,
    LeaveRoom,
    LiftKick,
    StartGame,
)
from events.messages.refusal import Code
from rooms import projections
from rooms.rules import Room, apply, play, round_over
from tests.unit.rooms.rooms import Step, after, drops, happens, joins, opened, players, refusal

KICK: Step = ("alice", KickPlayer(player="mallory"))


def votes(player: str, yes: bool = True, number: int = 1) -> Step:
    return player, CastKickVote(number=number, yes=yes)


def asks(player: str, about: str = "mallory") -> Step:
    return player, AskKickVote(player=about)


def asked(*others: str) -> Room:
    """Bob asks Alice, Carol and others whether Mallory shall go."""
    return after(opened("bob", "carol", *others, "mallory"), asks("bob"))


def playing(room: Room) -> Room:
    ready = [(m.player, wish.SetReady(ready=True)) for m in room.people]
    return after(room, *ready, ("alice", StartGame()))


def test_who_is_kicked_is_gone_and_stays_gone() -> None:
    room = after(opened("mallory"), KICK)
    assert players(room) == ["alice"]
    assert refusal(room, *joins("mallory", "mallory-2")) is Code.BARRED


def test_another_guest_on_the_same_browser_stays_out_too() -> None:
    room = after(opened(), joins("mallory", browser="mark"), KICK)
    assert refusal(room, *joins("harmless", browser="mark")) is Code.BARRED
    assert refusal(room, *joins("dave", browser="another")) is None


def test_every_browser_that_he_came_with_stays_out() -> None:
    room = after(
        opened(), joins("mallory", browser="one"), joins("mallory", "mallory-2", browser="two"), KICK
    )
    assert {refusal(room, *joins("x", browser=mark)) for mark in ("one", "two")} == {Code.BARRED}


def test_no_password_opens_the_door_for_him() -> None:
    room = after(opened("mallory"), KICK, ("alice", wish.SetPassword(password="hash")))
    assert refusal(room, *joins("mallory", key="whatever")) is Code.BARRED


def test_the_host_may_lift_it() -> None:
    room = after(opened("mallory"), KICK, ("alice", LiftKick(player="mallory")))
    assert refusal(room, *joins("mallory")) is None


def test_nobody_kicks_himself_or_nobody() -> None:
    for player in ("alice", "nobody"):
        assert refusal(opened("bob"), "alice", KickPlayer(player=player)) is Code.CANNOT_KICK


def test_a_kicked_bot_is_only_removed() -> None:
    room = after(opened(bots=1), ("alice", KickPlayer(player="bot-1")))
    assert (players(room), room.outcasts) == (["alice"], ())


def test_a_majority_of_the_others_sends_somebody_out() -> None:
    room = asked()
    assert players(after(room, votes("carol"))) == ["alice", "bob", "carol"]
    assert refusal(after(room, votes("carol")), *joins("mallory", "m2")) is Code.BARRED


def test_one_voice_is_no_majority() -> None:
    assert refusal(opened("mallory"), *asks("alice")) is Code.TOO_FEW_VOTERS
    assert "mallory" in players(asked())


def test_who_it_is_about_has_no_say() -> None:
    assert refusal(asked(), *votes("mallory", yes=False)) is Code.SELF_VOTE


def test_bots_do_not_vote() -> None:
    assert refusal(opened("mallory", bots=2), *asks("alice")) is Code.TOO_FEW_VOTERS


def test_a_vote_that_cannot_win_any_more_is_over() -> None:
    room = after(asked(), votes("alice", yes=False), votes("carol", yes=False))
    assert room.vote is None and "mallory" in players(room)


def test_the_last_ballot_counts_and_only_once() -> None:
    room = after(asked("dave", "eve"), votes("carol"), votes("carol", yes=False), votes("carol"))
    assert room.vote and room.vote.yes == ("bob", "carol")
    assert happens(room, *votes("carol")) == []


def test_a_leavers_ballot_is_withdrawn() -> None:
    room = after(asked("dave"), votes("carol"), ("carol", LeaveRoom()))
    assert room.vote and "mallory" in players(room)
    view = projections.view(room).kick_vote
    assert view and (view.yes, view.needed, view.voted) == (1, 2, ["bob"])


def test_who_has_gone_is_not_waited_for() -> None:
    room = after(asked("dave", "eve"), votes("carol"))
    assert "mallory" in players(room)  # two of five
    assert "mallory" not in players(after(room, drops("dave"), drops("eve")))


def test_one_vote_at_a_time() -> None:
    assert refusal(asked(), *asks("alice", "carol")) is Code.VOTE_IS_OPEN


def test_nobody_asks_twice_for_the_same_head() -> None:
    room = after(asked(), votes("alice", yes=False), votes("carol", yes=False))
    assert refusal(room, *asks("bob")) is Code.ASKED_BEFORE
    assert refusal(room, *asks("carol")) is None


def test_a_vote_ends_with_its_time() -> None:
    (closed,) = happens(asked(), "", EndKickVote(number=1))
    assert closed == happened.KickVoteClosed(number=1, player="mallory", result="expired")
    assert happens(asked(), "", EndKickVote(number=7)) == []


def test_a_ballot_for_an_older_vote_does_not_count() -> None:
    assert refusal(asked(), *votes("carol", number=2)) is Code.VOTE_IS_OVER


def test_a_vote_about_somebody_who_leaves_is_over() -> None:
    assert after(asked(), ("mallory", LeaveRoom())).vote is None


def test_in_a_match_the_seat_is_emptied_when_the_round_is_over() -> None:
    room = after(playing(opened("bob", "carol", "mallory")), asks("bob"), votes("carol"))
    assert "mallory" in players(room)
    assert [m.player for m in projections.view(room).members if m.leaving] == ["mallory"]
    assert "mallory" not in players(reduce(apply, round_over(room), room))
    assert "mallory" not in players(reduce(apply, play(room, started=False), room))


def test_who_was_voted_out_does_not_come_back_by_leaving_early() -> None:
    room = after(playing(opened("bob", "carol", "mallory")), asks("bob"), votes("carol"))
    room = after(room, drops("mallory"), joins("mallory", "mallory-2"), ("mallory", LeaveRoom()))
    assert refusal(room, *joins("mallory", "mallory-3")) is Code.BARRED


def test_who_was_voted_out_has_no_voice_in_the_next_vote() -> None:
    room = after(playing(opened("bob", "carol", "mallory")), asks("bob"), votes("carol"))
    assert refusal(room, *asks("mallory", "bob")) is Code.NOT_A_MEMBER


def test_a_host_can_be_voted_out_and_loses_the_room_at_once() -> None:
    room = after(playing(opened("bob", "carol", "dave")), asks("bob", "alice"), votes("carol"))
    assert (room.host, room.first_host) == ("bob", "bob")
    assert refusal(room, "alice", LiftKick(player="alice")) is Code.NOT_HOST
