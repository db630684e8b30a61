"""The accused speaks for himself, and all others say whether they hold him for guilty."""

from typing import Any

import pytest

from events.catalogue import Pleaded, QuestionAnswered, QuestionClosed, RoundRevealed
from events.messages.commands import AnswerQuestion, Plead
from events.messages.refusal import Code
from game.projections import own, public
from tests.unit.game.play import Play, only, phases


def accused(people: int = 5, liar: bool = True, **settings: Any) -> Play:
    play = Play(people, **{"defence": "auto", **settings}).voting()
    play.accuse(play.liar if liar else play.citizens[0])
    return play


def on_trial(liar: bool = True) -> Play:
    play = accused(liar=liar)
    play.close()
    return play


def test_from_five_players_on_the_accused_may_speak() -> None:
    assert accused(5).table.phase == "defence"
    assert accused(4).table.phase == "guessing"


def test_the_host_may_want_it_always_or_never() -> None:
    assert accused(3, defence="on").table.phase == "defence"
    assert accused(6, defence="off").table.phase == "guessing"


def test_a_plea_is_heard_and_leads_to_the_question() -> None:
    play = accused()
    events = play.do(Plead(text="  not\nme "), play.liar)
    assert only(events, Pleaded).text == "not me"
    assert phases(events) == ["verdict"]
    assert public(play.table).plea == "not me"


def test_only_the_accused_speaks() -> None:
    play = accused()
    assert play.refused(Plead(text="me!"), play.citizens[0]) is Code.NOT_YOUR_TURN


def test_a_plea_may_not_say_the_word_either() -> None:
    play = accused(liar=False)
    assert play.refused(Plead(text=f"the {play.table.round.word}"), play.table.turn) is Code.SAYS_THE_WORD


@pytest.mark.parametrize("text", [" ", "\u3164"])
def test_a_plea_that_cannot_be_seen_is_none(text: str) -> None:
    play = accused()
    assert play.refused(Plead(text=text), play.liar) is Code.EMPTY_TEXT


def test_the_accused_does_not_vote_about_himself() -> None:
    play = on_trial()
    assert play.refused(AnswerQuestion(yes=False), play.liar) is Code.SELF_VOTE


def test_guilty_lets_a_liar_guess() -> None:
    play = on_trial()
    events = play.answer(True)
    assert only(events, QuestionClosed) == QuestionClosed(ayes=4, noes=0, passed=True)
    assert phases(events) == ["guessing"]


def test_guilty_ends_the_round_for_a_citizen() -> None:
    told = only(on_trial(liar=False).answer(True), RoundRevealed)
    assert (told.reason, told.winner) == ("citizen_accused", "liars")
    assert set(told.verdict.values()) == {True}


def test_half_is_not_more_than_half() -> None:
    play = on_trial()
    voters = play.table.voters()
    for voter in voters:
        events = play.do(AnswerQuestion(yes=voter in voters[:2]), voter)
    assert not only(events, QuestionClosed).passed


def test_only_those_who_answer_count() -> None:
    play = on_trial()
    play.do(AnswerQuestion(yes=True), play.citizens[0])
    assert only(play.close(), QuestionClosed).passed


def test_silence_acquits() -> None:
    assert not only(on_trial().close(), QuestionClosed).passed


def test_an_acquittal_leads_back_to_the_vote_once() -> None:
    play = on_trial()
    assert phases(play.answer(False)) == ["voting"]
    assert public(play.table).accused is None
    play.accuse(play.liar)
    play.close()
    assert only(play.answer(False), RoundRevealed).reason == "liar_hidden"


def test_the_last_answer_counts_and_is_sealed() -> None:
    play = on_trial()
    voter = play.citizens[0]
    assert play.do(AnswerQuestion(yes=True), voter) == [QuestionAnswered(voter=voter, yes=True)]
    assert play.do(AnswerQuestion(yes=True), voter) == []
    play.do(AnswerQuestion(yes=False), voter)
    assert play.table.round.answers == {voter: False}
    assert own(play.table, voter).answer is False
    assert own(play.table, play.citizens[1]).answer is None
    assert [seat.player for seat in public(play.table).seats if seat.voted] == [voter]


def test_an_answer_meant_for_an_earlier_question_does_not_count() -> None:
    play = on_trial()
    late = AnswerQuestion(yes=True, number=play.table.number)
    play.answer(False)
    play.accuse(play.citizens[0])
    play.close()
    assert play.refused(late, play.liar) is Code.WRONG_PHASE


@pytest.mark.parametrize("phase", ["defence", "verdict"])
def test_an_accused_citizen_who_leaves_makes_the_round_void(phase: str) -> None:
    play = accused(liar=False) if phase == "defence" else on_trial(liar=False)
    gone = play.table.turn
    assert gone is not None
    events = play.leave(gone)
    assert only(events, RoundRevealed).reason == "void"
    assert phases(events) == ["countdown"]


@pytest.mark.parametrize("phase", ["defence", "verdict"])
def test_an_accused_liar_who_leaves_has_lost(phase: str) -> None:
    play = accused() if phase == "defence" else on_trial()
    assert only(play.leave(play.liar), RoundRevealed).reason == "liar_left"


def test_the_question_does_not_wait_for_one_who_leaves() -> None:
    play = on_trial()
    *others, gone = play.table.voters()
    for voter in others:
        play.do(AnswerQuestion(yes=True), voter)
    assert phases(play.leave(gone)) == ["guessing"]
