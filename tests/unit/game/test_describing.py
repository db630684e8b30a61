import pytest

from events.catalogue import Described
from events.messages.commands import Describe
from events.messages.refusal import Code
from tests.unit.game.play import Play, only, phases


@pytest.fixture
def play() -> Play:
    return Play().start().until("describing")


def test_turns_follow_the_order(play: Play) -> None:
    order = play.table.round.order
    spoken = [event.player for event in play.describe_all().log if isinstance(event, Described)]
    assert spoken == list(order)


def test_a_hint_passes_the_turn_on(play: Play) -> None:
    first, second, *_ = play.table.round.order
    events = play.do(Describe(text="round"), first)
    assert only(events, Described) == Described(player=first, text="round")
    assert play.table.turn == second


def test_after_the_last_turn_all_talk(play: Play) -> None:
    assert play.describe_all().table.phase == "discussing"


def test_a_turn_that_runs_out_is_silence(play: Play) -> None:
    first = play.table.turn
    assert only(play.close(), Described).text == ""
    assert play.table.turn != first


def test_nobody_speaks_out_of_turn(play: Play) -> None:
    assert play.refused(Describe(text="me"), play.table.round.order[1]) is Code.NOT_YOUR_TURN


def test_a_watcher_does_not_speak(play: Play) -> None:
    play.sit("zoe")
    assert play.refused(Describe(text="me"), "zoe") is Code.NOT_PLAYING


@pytest.mark.parametrize("actor", ["zoe", None])
def test_a_stranger_does_not_speak(play: Play, actor: str | None) -> None:
    assert play.refused(Describe(text="me"), actor) is Code.NOT_A_MEMBER


@pytest.mark.parametrize("text", ["   ", "\u200b", "\u3164", "\n\t", "\u2067\u2069"])
def test_a_hint_that_cannot_be_seen_is_no_hint(play: Play, text: str) -> None:
    assert play.refused(Describe(text=text), play.table.turn) is Code.EMPTY_TEXT


def test_a_hint_is_one_clean_line(play: Play) -> None:
    events = play.do(Describe(text="  quite\n\n \u202eround "), play.table.turn)
    assert only(events, Described).text == "quite round"


@pytest.mark.parametrize("form", ["{}", "{}s!", "my {}.", "{} tree", "T-H-E {}"])
def test_a_citizen_may_not_say_the_word(play: Play, form: str) -> None:
    citizen = _turn_of_citizen(play)
    assert play.refused(Describe(text=form.format(play.table.round.word)), citizen) is Code.SAYS_THE_WORD
    assert play.table.turn == citizen


def test_a_liar_who_hits_the_word_is_not_told() -> None:
    play = Play().start().until("describing")
    while play.table.turn != play.liar:
        play.close()
    events = play.do(Describe(text=play.table.round.word), play.liar)
    assert only(events, Described).text == play.table.round.word


def test_nobody_describes_while_all_talk(play: Play) -> None:
    play.until("discussing")
    assert play.refused(Describe(text="late"), "alice") is Code.WRONG_PHASE


def test_each_turn_is_a_phase_of_its_own(play: Play) -> None:
    assert phases(play.describe_all().log).count("describing") == 4


def _turn_of_citizen(play: Play) -> str:
    if play.table.turn == play.liar:
        play.close()
    assert play.table.turn is not None
    return play.table.turn
