"""Laps of describing: as many as the host wants, and as the vote asks for."""

from collections import Counter

import pytest

from events.catalogue import Described, LapStarted, VoteClosed
from events.messages.commands import CastVote
from events.messages.refusal import Code
from game.projections import public
from game.table import LAP
from tests.unit.game.play import Play, only

ALL = ("alice", "bob", "charlie", "dora")


@pytest.mark.parametrize("laps", [1, 2, 3])
def test_everybody_describes_once_in_each_lap(laps: int) -> None:
    play = Play(laps=laps).start().describe_all()
    said = Counter(event.player for event in play.log if isinstance(event, Described))
    assert said == dict.fromkeys(ALL, laps)
    assert [hint.lap for hint in play.table.round.hints] == [n for n in range(1, laps + 1) for _ in ALL]


def test_each_lap_has_an_order_of_its_own() -> None:
    orders = set()
    for seed in range(20):
        play = Play(seed=seed, laps=2).start().until("describing")
        first = play.table.round.order
        lap = only(play.describe_all().log, LapStarted)
        assert sorted(lap.order) == sorted(first)
        orders.add(tuple(lap.order) == first)
    assert orders == {True, False}


def test_the_vote_may_ask_for_one_more_lap() -> None:
    play = Play().voting()
    events = play.vote(alice=LAP, bob=LAP, charlie=LAP, dora="alice")
    assert only(events, VoteClosed) == VoteClosed(tally={"alice": 1}, abstained=0, accused=None, tied=[])
    assert only(events, LapStarted).voted
    assert play.describe_all().table.phase == "discussing"


def test_a_lap_needs_more_votes_than_anybody() -> None:
    play = Play().voting()
    assert not [
        e
        for e in play.vote(alice=LAP, bob=LAP, charlie="dora", dora=LAP)
        if isinstance(e, VoteClosed) and e.accused
    ]
    tied = Play().voting()
    closed = only(tied.vote(alice=LAP, bob=LAP, charlie="alice", dora="alice"), VoteClosed)
    assert closed.accused == "alice"


def test_a_lap_is_asked_for_twice_in_a_round_at_most() -> None:
    play = Play(more_laps=2).voting()
    for left in (1, 0):
        play.vote(**dict.fromkeys(ALL, LAP))
        assert public(play.table).laps_left == left
        play.describe_all().until("voting")
    assert play.refused(CastVote(target=LAP), "alice") is Code.NOT_A_CANDIDATE


def test_a_room_without_more_laps_has_none() -> None:
    assert Play(more_laps=0).voting().refused(CastVote(target=LAP), "alice") is Code.NOT_A_CANDIDATE


def test_a_runoff_is_too_late_for_a_lap() -> None:
    play = Play().voting()
    play.vote(alice="bob", bob="alice", charlie="alice", dora="bob")
    play.until("runoff")
    assert play.refused(CastVote(target=LAP), "alice") is Code.NOT_A_CANDIDATE


def test_a_ballot_for_a_lap_names_nobody_when_all_is_told() -> None:
    play = Play(people=5).voting()
    citizen = play.citizens[0]
    ballots: dict[str, str | None] = dict.fromkeys(play.table.players(), citizen)
    play.vote(**ballots | {citizen: None, play.liar: LAP})
    assert play.table.round.reveal is not None
    assert play.table.round.reveal.votes[play.liar] is None


def test_without_discussion_the_vote_follows_the_last_turn() -> None:
    assert Play(discussion=False).start().describe_all().table.phase == "voting"
