from random import Random

import pytest
from msgspec.structs import replace

from events.catalogue import Described, WordGuessed
from events.messages.commands import ActAsBot, AnswerQuestion, CastVote, Describe, GuessWord, Plead
from game.bots import choose, due
from game.deck import Deck
from game.guess import says
from game.table import Table
from game.view import Guess
from tests.unit.game.play import DECK, FRUIT, VAGUE, Play


def bots_only(seed: int = 1, robots: int = 4) -> Play:
    return Play(people=0, robots=robots, seed=seed)


def speaking(seed: int, role: str) -> Play:
    """It is the turn of a bot that is a liar, or is not; all before it were silent."""
    play = bots_only(seed).start().until("describing")
    while (play.table.turn == play.liar) != (role == "liar"):
        play.close()
    return play


def hint_of(play: Play, seed: int) -> str:
    assert play.table.turn is not None
    chosen = choose(play.table, play.table.turn, play.deck, Random(seed))
    assert isinstance(chosen, Describe)
    return chosen.text


def test_only_the_bot_in_turn_is_due() -> None:
    play = bots_only().start().until("describing")
    assert list(due(play.table, Random(1), play.now)) == [play.table.turn]


def test_bots_without_a_ballot_are_due() -> None:
    play = Play(people=2, robots=2).voting()
    play.do(ActAsBot(player="bot-0", number=play.table.number))
    assert list(due(play.table, Random(1), play.now)) == ["bot-1"]


def test_a_bot_whose_ballot_became_void_is_due_again() -> None:
    play = Play(people=2, robots=3, seed=4).voting()
    gone = next(player for player in play.citizens if player.startswith("bot"))
    voter = next(player for player in play.table.players() if player.startswith("bot") and player != gone)
    play.vote(**{voter: gone})
    play.leave(gone)
    assert voter in due(play.table, Random(1), play.now)


@pytest.mark.parametrize("phase", ["countdown", "dealing", "discussing", "reveal"])
def test_bots_have_nothing_to_do(phase: str) -> None:
    tables = bots_only().start().run().history
    assert all(due(table, Random(1), 0) == {} for table in tables if table.phase == phase)


@pytest.mark.parametrize("pace", [0.5, 1.0, 3.0])
def test_a_bot_thinks_as_long_as_a_person_would(pace: float) -> None:
    play = bots_only().start(pace=pace).until("describing")
    for seed in range(50):
        [instant] = due(play.table, Random(seed), play.now).values()
        assert 1500 * pace - 1 <= instant - play.now <= 5000 * pace


def test_a_bot_that_is_late_is_due_now() -> None:
    play = bots_only().start().until("describing")
    assert play.table.deadline is not None
    after = play.table.deadline + 5000
    assert list(due(play.table, Random(1), after).values()) == [after]


def test_citizens_say_hints_of_the_word_and_sometimes_stay_vague() -> None:
    play = speaking(1, "citizen")
    said = {hint_of(play, seed) for seed in range(100)}
    assert said >= set(FRUIT[play.table.round.word])
    assert said & set(VAGUE)
    assert said <= {*FRUIT[play.table.round.word], *VAGUE}


def test_a_bot_does_not_repeat_what_was_said() -> None:
    play = speaking(1, "citizen")
    play.do(Describe(text=VAGUE[0].upper()), play.table.turn)
    if play.table.turn == play.liar:
        play.close()
    assert VAGUE[0] not in {hint_of(play, seed) for seed in range(100)}


@pytest.mark.parametrize("role", ["liar", "citizen"])
def test_a_bot_without_lines_still_says_something(role: str) -> None:
    play = speaking(1, role)
    play.deck = Deck("ko", ())
    assert hint_of(play, 1)


@pytest.mark.parametrize("seed", range(10))
def test_nothing_a_liars_bot_does_depends_on_the_word(seed: int) -> None:
    for table in bots_only(seed).start().run().history:
        for liar in table.at_large():
            assert act(table, liar, seed) == act(with_other_word(table), liar, seed)


def test_a_liars_bot_reads_the_word_from_what_it_hears() -> None:
    right = 0
    for seed in range(60):
        play = bots_only(seed).voting()
        play.accuse(play.liar)
        hints = tuple(
            replace(hint, text=line)
            for hint, line in zip(play.table.round.hints, FRUIT[play.table.round.word], strict=False)
            if hint.player != play.liar
        )
        table = replace(play.table, round=replace(play.table.round, hints=hints))
        right += choose(table, play.liar, DECK, Random(seed)) == GuessWord(text=play.table.round.word)
    assert 25 < right < 60  # by chance 15; not always either


def test_bots_suspect_who_speaks_of_something_else() -> None:
    caught = 0
    for seed in range(60):
        play = bots_only(seed).voting()
        other = next(word for word in FRUIT if word != play.table.round.word)
        lines = {player: FRUIT[play.table.round.word][at % 3] for at, player in enumerate(play.citizens)}
        lines[play.liar] = FRUIT[other][0]
        hints = tuple(replace(hint, text=lines[hint.player]) for hint in play.table.round.hints)
        table = replace(play.table, round=replace(play.table.round, hints=hints))
        caught += choose(table, play.citizens[0], DECK, Random(seed)) == CastVote(target=play.liar)
    assert caught > 55


def test_a_silent_player_is_suspect() -> None:
    play = bots_only().voting()
    hints = tuple(
        replace(hint, text="" if hint.player == play.liar else FRUIT[play.table.round.word][0])
        for hint in play.table.round.hints
    )
    table = replace(play.table, round=replace(play.table.round, hints=hints))
    votes = [choose(table, play.citizens[0], DECK, Random(seed)) for seed in range(60)]
    assert votes.count(CastVote(target=play.liar)) > 50


def test_what_a_bot_does_goes_through_the_rules() -> None:
    log = [event for seed in range(20) for event in bots_only(seed).start().run().log]
    assert any(isinstance(event, WordGuessed) and event.text for event in log)
    assert all(event.text for event in log if isinstance(event, Described))


def test_a_citizens_bot_never_says_the_word() -> None:
    for seed in range(20):
        dealt = bots_only(seed).start().run().table.round
        said = [hint.text for hint in dealt.hints if hint.player not in dealt.liars]
        assert not any(says(text, dealt.word, dealt.aliases) for text in said)


@pytest.mark.parametrize("number", [-1, 1])
def test_a_bot_does_not_act_in_another_phase(number: int) -> None:
    play = bots_only().start().until("describing")
    assert play.table.turn is not None
    assert play.do(ActAsBot(player=play.table.turn, number=play.table.number + number)) == []


def test_a_human_is_never_moved_as_a_bot() -> None:
    play = Play().start().until("describing")
    assert play.table.turn is not None
    assert play.do(ActAsBot(player=play.table.turn, number=play.table.number)) == []


def act(table: Table, bot: str, seed: int) -> object:
    return choose(table, bot, DECK, Random(seed))


def with_other_word(table: Table) -> Table:
    word = next(word for word in FRUIT if word != table.round.word)
    return replace(table, round=replace(table.round, word=word, aliases=()))


def right_guesses(level: str) -> int:
    right = 0
    for seed in range(60):
        play = bots_only(seed).voting()
        play.accuse(play.liar)
        hints = tuple(
            replace(hint, text=line)
            for hint, line in zip(play.table.round.hints, FRUIT[play.table.round.word], strict=False)
            if hint.player != play.liar
        )
        settings = replace(play.table.settings, bots=level)
        table = replace(play.table, settings=settings, round=replace(play.table.round, hints=hints))
        right += choose(table, play.liar, DECK, Random(seed)) == GuessWord(text=play.table.round.word)
    return right


def test_a_sharp_bot_reads_better_than_an_easy_one() -> None:
    assert right_guesses("easy") < right_guesses("normal") < right_guesses("sharp")


def test_a_fools_bot_describes_the_word_it_has() -> None:
    play = Play(people=0, robots=4, mode="fool").start().until("describing")
    while play.table.turn != play.liar:
        play.close()
    decoy = play.table.round.decoy or ""
    assert {hint_of(play, seed) for seed in range(100)} <= {*FRUIT[decoy], *VAGUE}


def test_a_fools_bot_that_is_caught_guesses_another_word_than_its_own() -> None:
    play = Play(people=0, robots=4, mode="fool").caught()
    guesses = {choose(play.table, play.liar, DECK, Random(seed)) for seed in range(40)}
    assert GuessWord(text=play.table.round.decoy or "") not in guesses and len(guesses) > 1


def test_a_bot_does_not_guess_twice_the_same() -> None:
    play = bots_only().caught()
    wrong = next(word for word in FRUIT if word != play.table.round.word)
    said = (Guess(play.liar, wrong.upper(), False),)
    table = replace(play.table, round=replace(play.table.round, guesses=said))
    assert GuessWord(text=wrong) not in {choose(table, play.liar, DECK, Random(n)) for n in range(40)}


def on_trial(seed: int, lies: bool) -> Play:
    """A bot is accused, of whom nothing but its hint is known."""
    play = Play(people=0, robots=5, seed=seed, defence="on").voting()
    word = play.table.round.word
    other = next(name for name in FRUIT if name != word)
    accused = play.liar if lies else play.citizens[0]
    hints = tuple(
        replace(hint, text=FRUIT[other if hint.player == accused and lies else word][0])
        for hint in play.table.round.hints
    )
    play.accuse(accused)
    play.close()
    play.table = replace(play.table, round=replace(play.table.round, hints=hints))
    return play


def test_bots_convict_by_what_was_said() -> None:
    guilty = {True: 0, False: 0}
    for seed in range(30):
        for lies in guilty:
            play = on_trial(seed, lies)
            judge = play.citizens[-1]
            guilty[lies] += choose(play.table, judge, DECK, Random(seed)) == AnswerQuestion(yes=True)
    assert guilty[True] > 25 and guilty[False] < 10


def test_an_accused_bot_says_something() -> None:
    play = Play(people=0, robots=5, defence="on").voting()
    play.accuse(play.liar)
    pleas = {choose(play.table, play.liar, DECK, Random(seed)) for seed in range(40)}
    assert len(pleas) > 1 and all(isinstance(plea, Plead) for plea in pleas)


def test_allies_do_not_vote_for_each_other() -> None:
    play = Play(people=0, robots=5, mode="spy", liars_meet=True).voting()
    [spy] = play.table.round.spies
    votes = {choose(play.table, spy, DECK, Random(seed)) for seed in range(60)}
    assert CastVote(target=play.liar) not in votes
