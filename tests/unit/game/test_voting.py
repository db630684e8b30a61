import pytest

from events.catalogue import VoteCast, VoteClosed
from events.messages.commands import CastVote
from events.messages.refusal import Code
from game.ballots import count
from tests.unit.game.play import Play, only, phases

TIE = {"alice": "bob", "bob": "alice", "charlie": "alice", "dora": "bob"}
SPREAD = {"alice": "bob", "bob": "charlie", "charlie": "dora", "dora": "alice"}
NOBODY = dict.fromkeys(TIE)


@pytest.mark.parametrize(
    ("votes", "accused", "tied", "abstained"),
    [
        ({"a": "b", "b": "a", "c": "b"}, "b", [], 0),
        ({"a": "b", "b": None, "c": "b"}, "b", [], 1),
        ({"a": "b", "b": None, "c": None}, None, [], 2),
        ({"a": "b", "b": "c", "c": "a"}, None, [], 0),
        ({"a": "b", "b": "a", "c": "b", "d": "a"}, None, ["a", "b"], 0),
        ({"a": "b", "b": "a", "c": "b", "d": "a", "e": "c", "f": "c"}, None, ["a", "b", "c"], 0),
        ({"a": "b", "b": "a", "c": "b", "d": "a", "e": "a"}, "a", [], 0),
        ({"a": None, "b": None}, None, [], 2),
        ({}, None, [], 0),
    ],
)
def test_most_votes_and_at_least_two_accuse(
    votes: dict[str, str | None], accused: str | None, tied: list[str], abstained: int
) -> None:
    result = count(votes)
    assert (result.accused, result.tied, result.abstained) == (accused, tied, abstained)


def test_everybody_in_the_round_may_be_voted_for() -> None:
    assert Play().voting().table.candidates == ("alice", "bob", "charlie", "dora")


def test_the_last_ballot_closes_the_vote() -> None:
    play = Play().voting()
    play.vote(alice="bob", bob=None, charlie="bob")
    assert play.table.phase == "voting"
    closed = only(play.vote(dora="bob"), VoteClosed)
    assert closed == VoteClosed(tally={"bob": 3}, abstained=1, accused="bob", tied=[])


def test_the_last_word_of_a_voter_counts() -> None:
    play = Play().voting()
    play.vote(alice="bob", bob="alice", charlie="bob")
    closed = only(play.vote(alice="charlie", dora="charlie"), VoteClosed)
    assert closed.tally == {"alice": 1, "bob": 1, "charlie": 2}


def test_the_same_ballot_again_is_nothing() -> None:
    play = Play().voting()
    assert play.vote(alice="bob") == [VoteCast(voter="alice", target="bob")]
    assert play.vote(alice="bob") == []


@pytest.mark.parametrize(("target", "code"), [("alice", Code.SELF_VOTE), ("zoe", Code.NOT_A_CANDIDATE)])
def test_who_may_not_be_voted_for(target: str, code: Code) -> None:
    assert Play().voting().refused(CastVote(target=target), "alice") is code


def test_a_watcher_has_no_vote_and_gets_none() -> None:
    play = Play().voting()
    play.sit("zoe")
    assert play.refused(CastVote(target="bob"), "zoe") is Code.NOT_PLAYING
    assert play.refused(CastVote(target="zoe"), "bob") is Code.NOT_A_CANDIDATE


def test_a_late_vote_is_refused() -> None:
    play = Play().voting()
    play.accuse(play.citizens[0])
    assert play.refused(CastVote(target="bob"), "alice") is Code.WRONG_PHASE


def test_a_ballot_meant_for_an_earlier_vote_does_not_count_in_the_next() -> None:
    play = Play().voting()
    first = play.table.number
    play.vote(**TIE)
    play.until("runoff")
    late = CastVote(target="bob", number=first)
    assert play.refused(late, "alice") is Code.WRONG_PHASE
    assert play.do(CastVote(target="bob", number=play.table.number), "alice")


def test_who_does_not_vote_in_time_abstains() -> None:
    play = Play().voting()
    play.vote(alice="bob", charlie="bob")
    assert only(play.close(), VoteClosed) == VoteClosed(tally={"bob": 2}, abstained=2, accused="bob", tied=[])


def test_an_accused_citizen_ends_the_round() -> None:
    play = Play().voting()
    assert phases(play.accuse(play.citizens[0])) == ["reveal"]


def test_a_caught_liar_may_guess() -> None:
    play = Play().voting()
    assert phases(play.accuse(play.liar)) == ["guessing"]
    assert play.table.turn == play.liar


def test_a_tie_leads_to_a_talk_and_a_runoff_among_the_tied() -> None:
    play = Play().voting()
    assert phases(play.vote(**TIE)) == ["runoff_talk"]
    assert phases(play.close()) == ["runoff"]
    assert play.table.candidates == ("alice", "bob")
    assert play.refused(CastVote(target="charlie"), "dora") is Code.NOT_A_CANDIDATE


def test_nobody_votes_while_the_tied_talk() -> None:
    play = Play().voting()
    play.vote(**TIE)
    assert play.refused(CastVote(target="bob"), "alice") is Code.WRONG_PHASE


def test_old_ballots_do_not_count_in_the_runoff() -> None:
    play = Play().voting()
    play.vote(**TIE)
    play.close()
    assert play.table.round.ballots == {}


def test_a_runoff_accuses() -> None:
    play = Play().voting()
    play.vote(**TIE)
    play.close()
    assert only(play.vote(alice="bob", bob="alice", charlie="bob", dora="bob"), VoteClosed).accused == "bob"


@pytest.mark.parametrize("second", [TIE, NOBODY, {**NOBODY, "alice": "bob"}])
def test_a_runoff_without_a_result_lets_the_liar_go(second: dict[str, str | None]) -> None:
    play = Play().voting()
    play.vote(**TIE)
    play.close()
    assert phases(play.vote(**second)) == ["reveal"]
    assert play.table.round.reveal is not None
    assert play.table.round.reveal.reason == "liar_hidden"


@pytest.mark.parametrize("first", [NOBODY, SPREAD])
def test_a_vote_without_two_votes_for_anybody_is_held_once_more(first: dict[str, str | None]) -> None:
    play = Play().voting()
    assert phases(play.vote(**first)) == ["voting"]
    assert phases(play.vote(**first)) == ["reveal"]


def test_a_tie_in_the_second_vote_still_leads_to_a_runoff() -> None:
    play = Play().voting()
    play.vote(**NOBODY)
    assert phases(play.vote(**TIE)) == ["runoff_talk"]


def test_there_is_one_runoff_only() -> None:
    play = Play().voting()
    play.vote(**TIE)
    play.until("lobby")
    assert phases(play.log).count("runoff") == 1
