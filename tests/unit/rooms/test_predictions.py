"""Predictions as values: Dave and Erin guess who of Alice, Bob and Carol lies.  It is Bob."""

from collections.abc import Sequence
from functools import reduce
from typing import Any

import pytest

from events import catalogue as happened
from events.catalogue import PhaseStarted, RoundDealt, RoundRevealed, VoteClosed
from events.log.store import split
from events.messages.refusal import Code, Refusal
from events.schema import Event
from rooms import predictions
from rooms.audience import Spectator
from rooms.predictions import Stands, apply

DAVE, ERIN = Spectator("dave", "Dave", "d", False), Spectator("erin", "Erin", "e", False)
DEALT = RoundDealt(round=1, category="Fruit", order=["alice", "bob", "carol"], commitment="")


def then(stands: Stands, events: Sequence[Event] | Refusal) -> Stands:
    assert not isinstance(events, Refusal), events
    return reduce(apply, events, stands)


def says(stands: Stands, who: Spectator, target: str) -> Stands:
    return then(stands, predictions.predicted(stands, who, target))


def goes_on(stands: Stands, phase: Any) -> Stands:
    started = PhaseStarted(phase=phase, number=1, deadline=None)
    return then(stands, predictions.devalued(stands, started))


def revealed(winner: Any = "citizens") -> RoundRevealed:
    return RoundRevealed(
        word="apple", aliases=[], liars=["bob"], nonce="", votes={}, accused="bob", winner=winner,
        reason="liar_missed", points={}, scores={},
    )  # fmt: skip


def dealt() -> Stands:
    return then(Stands(), predictions.opened(DEALT))


def ended(stands: Stands, winner: Any = "citizens") -> Stands:
    return then(stands, predictions.scored(stands, revealed(winner)))


@pytest.mark.parametrize(
    "phase, points", [("describing", 3), ("discussing", 2), ("voting", 1), ("runoff", 1)]
)
def test_the_earlier_a_right_prediction_the_more_it_is_worth(phase: str, points: int) -> None:
    stands = ended(says(goes_on(dealt(), phase), DAVE, "bob"))
    assert [(p.nickname, p.points, p.right) for p in stands.board()] == [("Dave", points, 1)]


@pytest.mark.parametrize("phase", ["defence", "verdict", "guessing", "ruling", "reveal", "lobby"])
def test_what_the_game_gives_away_cannot_be_predicted_any_more(phase: str) -> None:
    refused = predictions.predicted(goes_on(dealt(), phase), DAVE, "bob")
    assert refused == Refusal(Code.WRONG_PHASE)


def test_an_accusation_ends_the_predictions() -> None:
    stands = dealt()
    closed = VoteClosed(tally={"bob": 2}, abstained=0, accused="bob", tied=[])
    assert then(stands, predictions.devalued(stands, closed)).worth == 0
    tie = VoteClosed(tally={}, abstained=3, accused=None, tied=[])
    assert then(stands, predictions.devalued(stands, tie)).worth == 3


def test_a_second_lap_does_not_raise_the_worth_again() -> None:
    assert goes_on(goes_on(dealt(), "voting"), "describing").worth == 1


def test_a_prediction_that_is_said_again_keeps_its_worth_and_a_new_one_has_todays() -> None:
    stands = goes_on(says(dealt(), DAVE, "bob"), "voting")
    assert says(stands, DAVE, "bob").predictions["dave"].worth == 3
    assert says(stands, DAVE, "carol").predictions["dave"].worth == 1


def test_only_those_who_play_the_round_are_suspects() -> None:
    assert predictions.predicted(dealt(), DAVE, "dave") == Refusal(Code.NOT_A_CANDIDATE)


def test_before_a_deal_and_after_the_reveal_there_is_nothing_to_predict() -> None:
    assert predictions.predicted(Stands(), DAVE, "bob") == Refusal(Code.WRONG_PHASE)
    assert predictions.predicted(ended(dealt()), DAVE, "bob") == Refusal(Code.WRONG_PHASE)


def test_a_wrong_prediction_earns_nothing() -> None:
    assert ended(says(dealt(), DAVE, "carol")).board() == []


def test_a_round_that_does_not_count_earns_nothing() -> None:
    assert ended(says(dealt(), DAVE, "bob"), winner=None).board() == []


def test_a_reveal_that_comes_twice_counts_once() -> None:
    stands = ended(says(dealt(), DAVE, "bob"))
    assert predictions.scored(stands, revealed()) == []


def test_points_add_up_and_the_best_stands_first() -> None:
    stands = ended(says(says(goes_on(dealt(), "voting"), DAVE, "bob"), ERIN, "bob"))
    stands = ended(says(then(stands, predictions.opened(DEALT)), ERIN, "bob"))
    assert [(p.nickname, p.points, p.right) for p in stands.board()] == [("Erin", 4, 2), ("Dave", 1, 1)]


def test_a_new_match_begins_with_an_empty_board() -> None:
    stands = ended(says(dealt(), DAVE, "bob"))
    assert then(stands, [happened.StandsCleared()]).board() == []


def test_whom_a_spectator_suspects_and_what_he_says_stays_sealed() -> None:
    named = happened.LiarPredicted(player="dave", nickname="Dave", target="bob")
    spoken = happened.AudienceSpoke(player="dave", nickname="Dave", text="bananas")
    assert b"bob" not in split(named)[0] and b"bananas" not in split(spoken)[0]


def test_the_stands_keep_the_last_fifty_lines() -> None:
    stands = reduce(then, (predictions.spoken(DAVE, f"line {n}") for n in range(60)), Stands())
    assert [stands.lines[0].text, stands.lines[-1].text, len(stands.lines)] == ["line 10", "line 59", 50]


def test_a_line_of_blanks_is_refused() -> None:
    assert predictions.spoken(DAVE, " \0 ") == Refusal(Code.EMPTY_TEXT)
