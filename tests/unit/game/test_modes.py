"""Fool and spy: who is dealt what, who learns what, and who wins."""

from typing import Any

import pytest

from events.catalogue import RolesDealt, RoundDealt, RoundRevealed
from events.messages.commands import Describe, GuessWord
from events.messages.refusal import Code
from game.deck import Deck
from game.fairness import check
from game.projections import own, public
from game.wishes import StartMatch
from tests.unit.game.play import DECK, PLAIN, Play, only, phases


def fool(people: int = 4, seed: int = 1, **settings: Any) -> Play:
    return Play(people, seed=seed, mode="fool", **settings)


def spying(people: int = 5, seed: int = 1, **settings: Any) -> Play:
    return Play(people, seed=seed, mode="spy", **settings)


def turn_of(play: Play, player: str) -> None:
    play.until("describing")
    while play.table.turn != player:
        play.close()


@pytest.mark.parametrize("seed", range(10))
def test_a_fool_has_another_word_of_the_category(seed: int) -> None:
    dealt = fool(seed=seed).dealt().table.round
    assert dealt.decoy != dealt.word
    assert dealt.decoy in [card.word for card in DECK.of(dealt.category)]


def test_a_fool_cannot_tell_that_he_is_one() -> None:
    play = fool().dealt()
    liar, citizen = own(play.table, play.liar), own(play.table, play.citizens[0])
    assert (liar.word, citizen.word) == (play.table.round.decoy, play.table.round.word)
    assert (liar.role, citizen.role) == (None, None)


def test_a_fool_is_refused_his_own_word_and_not_that_of_the_others() -> None:
    play = fool().dealt()
    turn_of(play, play.liar)
    dealt = play.table.round
    assert play.refused(Describe(text=f"my {dealt.decoy}"), play.liar) is Code.SAYS_THE_WORD
    assert play.do(Describe(text=f"my {dealt.word}"), play.liar)


def test_a_citizen_is_not_told_the_word_of_fools_by_a_refusal() -> None:
    play = fool().dealt()
    turn_of(play, play.citizens[0])
    assert play.do(Describe(text=f"no {play.table.round.decoy}"), play.citizens[0])


def test_a_caught_fool_is_told_and_guesses_the_word_of_the_citizens() -> None:
    play = fool().caught()
    assert own(play.table, play.liar).role == "liar"
    told = only(play.do(GuessWord(text=play.table.round.word), play.liar), RoundRevealed)
    assert (told.reason, told.decoy) == ("liar_guessed", play.table.round.decoy)


def test_a_fools_own_word_is_a_wrong_guess() -> None:
    play = fool().caught()
    decoy = play.table.round.decoy or ""
    assert only(play.do(GuessWord(text=decoy), play.liar), RoundRevealed).reason == "liar_missed"


def test_the_reveal_of_a_fools_round_can_be_checked() -> None:
    play = fool().dealt()
    deal = only(play.log, RoundDealt)
    told = only(play.until("reveal").log, RoundRevealed)
    opened = (deal.commitment, told.word, told.liars, told.nonce)
    assert check(*opened, decoy=told.decoy)
    assert not check(*opened)
    assert not check(*opened, decoy="plum")


def test_the_words_close_to_one_come_first() -> None:
    near = {card.word: card for card in DECK.cards}["apple"]
    cards = tuple(
        c if c != near else near.__class__("apple", "Fruit", (), near.hints, 2, ("grape",))
        for c in DECK.cards
    )
    deck = Deck("en", cards, DECK.vague)
    rounds = [Play(mode="fool", deck=deck, seed=seed).dealt().table.round for seed in range(40)]
    pairs = {(dealt.word, dealt.decoy) for dealt in rounds}
    assert {decoy for word, decoy in pairs if word == "apple"} == {"grape"}


def test_one_word_is_too_few_for_fools() -> None:
    play = Play(deck=Deck("en", DECK.cards[:1]))
    settings = PLAIN.__class__(mode="fool")
    assert play.refused(StartMatch(["alice", "bob", "charlie"], settings)) is Code.NO_WORDS


def test_words_that_vanish_leave_fools_without_a_match() -> None:
    play = fool().start()
    play.deck = Deck("en", DECK.cards[:1])
    assert phases(play.close()) == ["lobby"]


def test_a_spy_knows_the_word_and_what_he_is() -> None:
    play = spying().dealt()
    [spy] = play.table.round.spies
    seen = own(play.table, spy)
    assert (seen.role, seen.word, seen.allies) == ("spy", play.table.round.word, [])
    assert spy not in play.table.round.liars


def test_a_caught_spy_means_that_the_citizens_win() -> None:
    play = spying().voting()
    [spy] = play.table.round.spies
    told = only(play.accuse(spy), RoundRevealed)
    assert (told.winner, told.reason, told.spies) == ("citizens", "spy_caught", [spy])
    assert told.points == dict.fromkeys(play.citizens, 3)


def test_a_spy_wins_with_the_liar() -> None:
    play = spying().voting()
    [spy] = play.table.round.spies
    told = only(play.accuse(play.citizens[0]), RoundRevealed)
    assert (told.points[play.liar], told.points[spy]) == (3, 2)


def test_liar_and_spy_meet_when_the_host_wants_it() -> None:
    play = spying(liars_meet=True).dealt()
    [spy] = play.table.round.spies
    assert own(play.table, spy).allies == [play.liar]
    assert own(play.table, play.liar).allies == [spy]
    assert all(own(play.table, citizen).allies == [] for citizen in play.citizens)


def test_fools_never_meet() -> None:
    play = fool(people=7, liar_count=2, liars_meet=True).dealt()
    assert all(own(play.table, player).allies == [] for player in play.table.players())


def test_three_are_too_few_for_a_spy() -> None:
    assert spying(people=3).dealt().table.round.spies == ()


def test_the_reveal_of_a_spys_round_can_be_checked() -> None:
    play = spying().dealt()
    deal, roles = only(play.log, RoundDealt), only(play.log, RolesDealt)
    opened = (deal.commitment, deal.word, deal.liars, deal.nonce)
    assert check(*opened, spies=roles.spies)  # type: ignore[arg-type]
    assert not check(*opened, spies=["zoe"])  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["fool", "spy"])
def test_nobody_sees_more_than_his_own(mode: str) -> None:
    play = Play(people=6, mode=mode).dealt()
    dealt = play.table.round
    shown = repr(public(play.table))
    assert dealt.word not in shown and repr(dealt.decoy) not in shown.replace("None", "")


def test_no_round_has_a_word_that_an_earlier_reveal_told() -> None:
    """Or a fool who has it would know at once that he is one."""
    for seed in range(20):
        play, told = Play(mode="fool", seed=seed).dealt(), set[str]()
        while len(told) + 2 <= len(DECK.cards):
            dealt = play.table.round
            assert not {dealt.word, dealt.decoy} & told
            told |= {dealt.word, str(dealt.decoy)}
            play = play.until("lobby").dealt()
