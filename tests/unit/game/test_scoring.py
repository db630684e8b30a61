import pytest

from events.catalogue import RoundRevealed
from events.messages.commands import GuessWord
from game.scoring import AWARDS, Reason, award, points, winners
from tests.unit.game.play import Play, only

VOTES = {"ann": "liar", "ben": "cat", "cat": None, "liar": "ben"}


@pytest.mark.parametrize(
    ("reason", "earned"),
    [
        ("liar_missed", {"ann": 3, "ben": 2, "cat": 2}),
        ("liar_guessed", {"liar": 2, "ann": 1}),
        ("liar_hidden", {"liar": 3, "ann": 1}),
        ("citizen_accused", {"liar": 3, "ann": 1}),
        ("spy_caught", {"ann": 3, "ben": 2, "cat": 2}),
        ("liar_left", {"ann": 1, "ben": 1, "cat": 1}),
        ("too_few", {}),
        ("void", {}),
    ],
)
def test_what_a_round_is_worth(reason: Reason, earned: dict[str, int]) -> None:
    there = [] if reason == "liar_left" else ["liar"]
    assert points(AWARDS[reason], ["ann", "ben", "cat"], there, [VOTES]) == earned


def test_a_liar_gets_nothing_for_a_vote_against_another_liar() -> None:
    assert points(award("liar_missed"), ["ann"], ["bo", "cy"], [{"bo": "cy", "ann": "cy"}]) == {"ann": 3}


@pytest.mark.parametrize(
    ("scores", "best"),
    [({"a": 3, "b": 1}, ["a"]), ({"a": 3, "b": 3, "c": 2}, ["a", "b"]), ({"a": 0, "b": 0}, []), ({}, [])],
)
def test_the_best_win_together(scores: dict[str, int], best: list[str]) -> None:
    assert winners(scores) == best


def test_scores_add_up_over_rounds() -> None:
    play = Play(seed=3).caught(rounds=2)
    first = only(play.close(), RoundRevealed)
    play.until("countdown").describe_all().until("voting")
    play.accuse(play.liar)
    second = only(play.do(GuessWord(text="melon"), play.liar), RoundRevealed)
    for player in second.scores:
        assert second.scores[player] == first.points.get(player, 0) + second.points.get(player, 0)


def test_the_reveal_tells_who_voted_for_whom() -> None:
    play = Play().voting()
    citizen = play.citizens[0]
    told = only(play.accuse(citizen), RoundRevealed)
    assert told.votes == {player: None if player == citizen else citizen for player in play.table.players()}
    assert told.accused == citizen


def test_the_votes_of_the_runoff_decide() -> None:
    play = Play().voting()
    play.vote(alice="bob", bob="alice", charlie="alice", dora="bob")
    play.close()
    runoff = dict.fromkeys(("alice", "bob", "charlie", "dora"))
    assert only(play.vote(**runoff), RoundRevealed).votes == runoff
