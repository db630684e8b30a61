from collections import Counter

import pytest

from events.catalogue import MatchEnded, Phase, RoundDealt, RoundRevealed
from events.messages.commands import ClosePhase
from game.deck import Deck
from game.fairness import check
from tests.unit.game.play import DECK, NOW, PEOPLE, WORDS, Play, only, phases


def test_the_deal_has_a_word_a_liar_and_everybody_in_the_order() -> None:
    deal = only(Play().dealt().log, RoundDealt)
    assert deal.word in [card.word for card in DECK.cards]
    assert deal.category == "Fruit"
    assert sorted(deal.order) == list(PEOPLE[:4])
    assert isinstance(deal.liars, list)
    assert len(deal.liars) == 1


def test_the_reveal_opens_what_the_deal_committed_to() -> None:
    play = Play().dealt()
    deal = only(play.log, RoundDealt)
    told = only(play.until("reveal").log, RoundRevealed)
    assert check(deal.commitment, told.word, told.liars, told.nonce)
    assert not check(deal.commitment, "another word", told.liars, told.nonce)


def test_liar_and_first_speaker_fall_to_everybody_alike() -> None:
    liars, first = Counter[str](), Counter[str]()
    for seed in range(400):
        dealt = Play(seed=seed).dealt().table.round
        liars.update(dealt.liars)
        first.update(dealt.order[:1])
    assert all(60 < count < 140 for count in (*liars.values(), *first.values()))
    assert len(liars) == len(first) == 4


def test_no_word_comes_twice_until_all_have_come() -> None:
    play = Play()
    words = [play.until("lobby").dealt().table.round.word for _ in DECK.cards]
    assert sorted(words) == sorted(card.word for card in DECK.cards)


def test_a_used_up_deck_begins_anew_with_another_word_than_the_last() -> None:
    for seed in range(20):
        play = Play(seed=seed)
        words = [play.until("lobby").dealt().table.round.word for _ in range(5)]
        assert words[4] != words[3]
        assert play.table.used == (words[4],)


@pytest.mark.parametrize(
    ("phase", "seconds"),
    [
        ("countdown", 3),
        ("dealing", 8),
        ("describing", 20),
        ("discussing", 90),
        ("voting", 30),
        ("runoff_talk", 20),
        ("runoff", 30),
        ("guessing", 25),
        ("reveal", 15),
    ],
)
def test_a_phase_has_its_length(phase: Phase, seconds: int) -> None:
    play = _in_phase(phase)
    assert play.table.deadline == play.now + seconds * 1000


def test_pace_and_factor_multiply_every_length() -> None:
    play = Play(factor=0.1).start(pace=2.0)
    assert play.table.deadline == NOW + 600


def test_the_lobby_has_no_deadline() -> None:
    assert Play().start().until("lobby").table.deadline is None


def test_phases_are_numbered_one_by_one() -> None:
    play = Play().start(rounds=2)
    before = play.table.number
    play.close()
    assert play.table.number == before + 1


def test_a_stale_deadline_is_nothing() -> None:
    play = Play().dealt()
    assert play.do(ClosePhase(number=play.table.number - 1)) == []
    assert play.do(ClosePhase(number=play.table.number + 1)) == []


def test_a_round_where_nobody_does_anything_comes_to_its_end() -> None:
    play = Play(people=3).start().until("lobby")
    expected = [
        "countdown",
        "dealing",
        *["describing"] * 3,
        "discussing",
        "voting",
        "voting",
        "reveal",
        "lobby",
    ]
    assert phases(play.log) == expected
    assert only(play.log, RoundRevealed).reason == "liar_hidden"


def test_after_the_reveal_comes_the_next_round() -> None:
    play = Play().dealt(rounds=2).until("reveal")
    assert phases(play.close()) == ["countdown"]
    assert only(play.close(), RoundDealt).round == 2


def test_after_the_last_round_the_match_is_over() -> None:
    play = Play().caught()
    liar = play.liar
    play.close()
    ended = only(play.close(), MatchEnded)
    assert ended.scores[liar] == 0
    assert liar not in ended.winners
    assert list(play.table.winners) == ended.winners


def test_equals_share_the_win() -> None:
    play = Play().caught()
    citizens = set(play.citizens)
    assert set(only(play.until("lobby").log, MatchEnded).winners) == citizens


def test_a_new_match_starts_from_zero() -> None:
    play = Play().caught().until("lobby").start()
    assert {seat.score for seat in play.table.seats} == {0}
    assert play.table.winners == ()
    assert play.table.round.number == 0


def test_words_that_vanish_between_rounds_end_the_match() -> None:
    play = Play(deck=WORDS).start(rounds=2).until("reveal").until("countdown")
    play.deck = Deck("en", ())
    assert phases(play.close()) == ["lobby"]


def _in_phase(phase: Phase) -> Play:
    play = Play()
    if phase == "guessing":
        return play.caught()
    if phase in ("runoff_talk", "runoff"):
        play.voting().vote(alice="bob", bob="alice", charlie="alice", dora="bob")
        return play.until(phase)
    return play.start().until(phase)
