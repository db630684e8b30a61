"""Leaving for good, in every phase."""

import pytest

from events.catalogue import MatchEnded, MatchPaused, Phase, RoundDealt, RoundRevealed, SeatLeft
from events.messages.commands import Describe
from game.table import Table
from tests.unit.game.play import Play, only, phases


def speaker(play: Play) -> str:
    assert play.table.turn is not None
    return play.table.turn


def until_turn_of_citizen(play: Play) -> str:
    """A citizen's turn that is not the first, and not the last."""
    play.until("describing").close()
    while speaker(play) == play.liar:
        play.close()
    return speaker(play)


def reason(table: Table) -> str | None:
    return table.round.reveal.reason if table.round.reveal else None


def test_a_turn_left_passes_on_at_once() -> None:
    play = Play(people=5).start()
    gone = until_turn_of_citizen(play)
    events = play.leave(gone)
    assert phases(events) == ["describing"]
    assert speaker(play) != gone


def test_the_turn_of_one_who_left_is_passed_over() -> None:
    play = Play(people=5).start().until("describing")
    gone = next(player for player in play.table.round.order[1:] if player != play.liar)
    play.leave(gone)
    play.describe_all()
    assert gone not in [hint.player for hint in play.table.round.hints]
    assert len(play.table.round.hints) == 4


def test_a_hint_outlives_its_speaker() -> None:
    play = Play(people=5).start()
    gone = until_turn_of_citizen(play)
    play.do(Describe(text="still here"), gone)
    play.leave(gone)
    assert "still here" in [hint.text for hint in play.table.round.hints]


def test_the_vote_does_not_wait_for_one_who_left() -> None:
    play = Play(people=5).voting()
    gone, accused, *others = play.citizens
    play.vote(**dict.fromkeys([*others, play.liar], accused), **{accused: None})
    assert play.table.phase == "voting"
    assert phases(play.leave(gone)) == ["reveal"]


def test_the_ballot_of_one_who_left_is_withdrawn() -> None:
    play = Play(people=5).voting()
    gone, target, *_ = play.citizens
    play.vote(**{gone: target})
    play.leave(gone)
    assert play.table.round.ballots == {}


def test_ballots_for_one_who_left_are_void_and_may_be_cast_again() -> None:
    play = Play(people=5).voting()
    gone, one, two, three = play.citizens
    play.vote(**{one: gone, two: one, three: one, play.liar: two})
    play.leave(gone)
    assert play.table.phase == "voting"
    assert phases(play.vote(**{one: two})) == ["runoff_talk"]


def test_nobody_can_vote_for_one_who_left() -> None:
    play = Play(people=5).voting()
    gone = play.citizens[0]
    play.leave(gone)
    assert gone not in play.table.candidates


@pytest.mark.parametrize("phase", ["discussing", "voting", "runoff_talk", "runoff", "guessing"])
def test_a_liar_who_leaves_gives_each_citizen_a_point(phase: Phase) -> None:
    play = in_phase(phase)
    liar, citizens = play.liar, play.citizens
    told = only(play.leave(liar), RoundRevealed)
    assert (told.winner, told.reason) == ("citizens", "liar_left")
    assert told.points == dict.fromkeys(citizens, 1)
    assert play.table.phase == "reveal"


@pytest.mark.parametrize("phase", ["runoff_talk", "runoff"])
def test_a_vote_that_decided_nothing_is_not_told(phase: Phase) -> None:
    play = in_phase(phase)
    assert only(play.leave(play.liar), RoundRevealed).votes == {}


def test_an_open_vote_that_was_cut_short_leaves_no_trace() -> None:
    play = in_phase("voting")
    play.vote(**{play.citizens[0]: play.liar, play.citizens[1]: None})
    play.leave(play.liar)
    assert play.table.round.ballots == {}


def test_the_name_of_a_liar_who_left_stays_for_the_reveal() -> None:
    play = in_phase("voting")
    liar = play.liar
    play.leave(liar)
    assert liar in [seat.player for seat in play.table.seats]
    play.until("lobby")
    assert liar not in [seat.player for seat in play.table.seats]


@pytest.mark.parametrize("phase", ["dealing", "describing"])
def test_a_liar_who_leaves_before_any_hint_means_a_new_deal(phase: Phase) -> None:
    play = Play(people=4).start(rounds=2).until(phase)
    liar = play.liar
    events = play.leave(liar)
    assert only(events, RoundRevealed).reason == "void"
    assert only(events, RoundRevealed).points == {}
    assert phases(events) == ["countdown"]
    dealt = only(play.close(), RoundDealt)
    assert dealt.round == 1
    assert liar not in dealt.order


def test_a_liar_who_leaves_after_the_first_turn_has_lost() -> None:
    play = Play(people=4).start().until("describing")
    play.close()
    assert only(play.leave(play.liar), RoundRevealed).reason == "liar_left"


@pytest.mark.parametrize("phase", ["dealing", "describing", "discussing", "voting"])
def test_with_two_left_the_table_waits_and_then_the_match_is_over(phase: Phase) -> None:
    play = Play(people=3).start(rounds=3).until(phase)
    waits = only(play.leave(play.citizens[0]), MatchPaused)
    assert (waits.reason, waits.deadline) == ("too_few", play.now + 60_000)
    events = play.close()
    assert only(events, RoundRevealed).reason == "too_few"
    assert only(events, MatchEnded).scores == dict.fromkeys([seat.player for seat in play.table.seats], 0)
    assert phases(events) == ["lobby"]


def test_scores_of_finished_rounds_outlive_the_match() -> None:
    play = Play(people=3).caught(rounds=3)
    citizens = play.citizens
    play.until("countdown").until("discussing")
    gone = play.citizens[0]
    play.leave(gone)
    ended = only(play.close(), MatchEnded)
    assert ended.scores == {player: 3 if player in citizens else 0 for player in ended.scores}
    assert gone not in ended.scores


def test_a_round_that_lost_too_many_is_dealt_again_when_watchers_can_join() -> None:
    play = Play(people=3).start()
    play.until("describing")
    play.sit("zoe")
    events = play.leave(play.citizens[0])
    assert only(events, RoundRevealed).reason == "too_few"
    assert phases(events) == ["countdown"]
    assert "zoe" in only(play.close(), RoundDealt).order


def test_a_watcher_who_leaves_disturbs_nothing() -> None:
    play = Play(people=3).voting()
    play.sit("zoe")
    assert play.leave("zoe") == [SeatLeft(player="zoe")]


def test_too_few_in_the_countdown_wait_a_minute_and_end_the_match() -> None:
    play = Play(people=3).start()
    assert only(play.leave("alice"), MatchPaused).reason == "too_few"
    events = play.close()
    assert phases(events) == ["lobby"]
    assert only(events, MatchEnded).winners == []


def test_who_leaves_during_the_reveal_lets_the_others_look() -> None:
    play = Play(people=3).caught(rounds=3)
    play.close()
    assert play.leave("alice") == [SeatLeft(player="alice")]
    assert phases(play.close()) == ["countdown"]
    assert play.table.pause is not None
    assert phases(play.close()) == ["lobby"]


def test_a_citizen_who_leaves_while_the_liar_guesses_changes_nothing() -> None:
    play = in_phase("guessing")
    assert [type(event) for event in play.leave(play.citizens[0])] == [SeatLeft]


def test_a_tied_player_who_leaves_is_out_of_the_runoff() -> None:
    play = in_phase("runoff_talk")
    gone = next(player for player in play.table.round.tied if player != play.liar)
    play.leave(gone)
    play.close()
    assert len(play.table.candidates) == 1


def test_a_runoff_without_candidates_lets_the_liar_go() -> None:
    play = Play(people=6).voting()
    one, two, *others = play.citizens
    play.vote(**{one: two, two: one, others[0]: one, others[1]: two, others[2]: None, play.liar: None})
    play.leave(one)
    play.leave(two)
    assert phases(play.close()) == ["reveal"]
    assert reason(play.table) == "liar_hidden"


def test_a_runoff_whose_candidates_leave_closes_at_once() -> None:
    play = Play(people=6).voting()
    one, two, *others = play.citizens
    play.vote(**{one: two, two: one, others[0]: one, others[1]: two, others[2]: None, play.liar: None})
    play.close()
    play.leave(one)
    assert phases(play.leave(two)) == ["reveal"]


def in_phase(phase: Phase) -> Play:
    play = Play(people=5, seed=2)
    if phase == "guessing":
        return play.caught()
    if phase in ("runoff_talk", "runoff"):
        play.voting()
        one, two, three, four = play.citizens
        play.vote(**{one: play.liar, two: play.liar, three: one, four: one, play.liar: None})
        return play.until(phase)
    return play.start().describe_all().until(phase)
