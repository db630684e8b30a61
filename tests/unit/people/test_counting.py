"""What a round was for each of its people."""

from typing import Any

from events.catalogue import (
    Counted,
    Described,
    PlayerConvicted,
    RoundCounted,
    RoundDealt,
    RoundRevealed,
    SeatLeft,
    WordGuessed,
)
from events.schema import Event
from people.counting import count

ORDER = ["ann", "bob", "cem", "dia", "bot-1"]


def dealt() -> RoundDealt:
    return RoundDealt(round=2, category="food", order=ORDER, commitment="c")


def reveal(**changes: Any) -> RoundRevealed:
    usual: dict[str, Any] = {
        "word": "tea",
        "aliases": [],
        "liars": ["ann"],
        "nonce": "n",
        "votes": {"ann": "bob", "bob": "ann", "cem": "bob", "dia": None, "bot-1": "bob"},
        "accused": "bob",
        "winner": "liars",
        "reason": "citizen_accused",
        "points": {"ann": 3, "bob": 1},
        "scores": {},
    }
    return RoundRevealed(**{**usual, **changes})


def counted(*between: Event, **changes: Any) -> dict[str, Counted]:
    result = result_of(*between, **changes)
    assert result is not None
    return {one.player: one for one in result.players}


def result_of(*between: Event, **changes: Any) -> RoundCounted | None:
    return count(7, 2, [dealt(), *between, reveal(**changes)], {})


def test_people_are_counted_and_bots_are_not() -> None:
    result = result_of()
    assert result and [one.player for one in result.players] == ["ann", "bob", "cem", "dia"]
    assert (result.match, result.round, result.seats, result.rated) == (7, 2, 5, True)


def test_the_liar_who_got_away_has_won_and_the_others_have_not() -> None:
    people = counted()
    assert [people[name].won for name in ("ann", "bob", "cem")] == [True, False, False]
    assert people["ann"].role == "liar" and not people["ann"].caught
    assert people["bob"].caught and people["bob"].role == "citizen"


def test_only_a_citizen_s_ballot_for_the_liar_is_right() -> None:
    people = counted()
    assert people["bob"].right and people["bob"].alone
    assert not people["cem"].right and not people["ann"].right
    assert not people["dia"].voted and people["cem"].voted


def test_to_be_alone_takes_four_ballots() -> None:
    assert not counted(votes={"ann": "bob", "bob": "ann", "cem": "bob"})["bob"].alone


def test_hints_that_were_given_count_and_missed_turns_do_not() -> None:
    hints = [Described(player="cem", text=text) for text in ("hot", "", "leaves")]
    assert counted(*hints)["cem"].hints == 2


def test_a_liar_who_was_caught_and_knew_the_word_has_won() -> None:
    ann = counted(WordGuessed(player="ann", text="tea", correct=True), accused="ann", reason="liar_guessed")[
        "ann"
    ]
    assert ann.caught and ann.guessed and ann.won


def test_a_liar_convicted_on_the_way_was_caught() -> None:
    assert counted(PlayerConvicted(player="ann", unmasked="liar"))["ann"].caught


def test_a_spy_wins_with_the_liars_and_to_name_him_is_right() -> None:
    people = counted(spies=["cem"], votes={"dia": "cem"}, mode="spy")
    assert people["cem"].won and people["cem"].role == "spy" and people["dia"].right


def test_who_walks_out_has_lost_whatever_his_side_made_of_it() -> None:
    ann = counted(SeatLeft(player="ann"))["ann"]
    assert not ann.won and ann.change < 0


def test_a_void_round_counts_for_nobody() -> None:
    assert result_of(winner=None, reason="void") is None


def test_a_round_of_two_people_is_practice() -> None:
    events = [RoundDealt(round=1, category="food", order=["ann", "bob", "bot-1"], commitment="c"), reveal()]
    result = count(7, 1, events, {})
    assert result and not result.rated and all(one.change == 0 for one in result.players)
