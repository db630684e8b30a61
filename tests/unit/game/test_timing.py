"""Lengths, more time, pauses, and the wait for those who left."""

import pytest

from events.catalogue import MatchPaused, MatchResumed, Phase, PhaseExtended, PhaseStarted, RoundRevealed
from events.messages.commands import AskMoreTime, AskPause, CastVote, ClosePhase, ResumeMatch, SetPause
from events.messages.refusal import Code
from game.projections import own
from tests.unit.game.play import Play, only, phases


def length(play: Play) -> int:
    assert play.table.deadline is not None
    return play.table.deadline - play.now


def pause(play: Play) -> None:
    for player in play.table.people():
        play.do(AskPause(wanted=True), player)


@pytest.mark.parametrize(
    ("chosen", "pace", "seconds"),
    [
        ({}, 1, 30),
        ({"voting": 20}, 1, 20),
        ({"voting": 20}, 2, 40),
        ({"voting": 5}, 1, 15),
        ({"voting": 90}, 3, 90),
    ],
)
def test_a_phase_is_as_long_as_the_host_wants_within_bounds(
    chosen: dict[str, int], pace: float, seconds: int
) -> None:
    assert length(Play(seconds=chosen, pace=pace).voting()) == seconds * 1000


@pytest.mark.parametrize("phase", ["discussing", "voting"])
def test_more_than_half_get_more_time(phase: Phase) -> None:
    play = Play().start().until(phase)
    before = length(play)
    play.do(AskMoreTime(), "alice")
    play.do(AskMoreTime(), "bob")
    assert length(play) == before
    events = play.do(AskMoreTime(), "charlie")
    assert length(play) == before + 30_000
    assert only(events, PhaseExtended).number == play.table.number


def test_a_phase_is_extended_once() -> None:
    play = Play(people=3).start().until("discussing")
    for player in ("alice", "bob"):
        play.do(AskMoreTime(), player)
    assert play.do(AskMoreTime(), "charlie") == []


def test_the_deadline_of_before_is_stale_then() -> None:
    play = Play(people=3).start().until("discussing")
    before = play.table.number
    for player in ("alice", "bob"):
        play.do(AskMoreTime(), player)
    assert play.do(ClosePhase(number=before)) == []


def test_a_ballot_on_its_way_counts_though_the_vote_was_extended() -> None:
    play = Play(people=3).voting()
    before = play.table.number
    for player in ("alice", "bob"):
        play.do(AskMoreTime(), player)
    assert play.do(CastVote(target="bob", number=before), "alice")


def test_bots_have_no_say_about_time() -> None:
    play = Play(people=1, robots=5).start().until("discussing")
    assert only(play.do(AskMoreTime(), "alice"), PhaseExtended).deadline == play.table.deadline


@pytest.mark.parametrize("phase", ["countdown", "dealing", "describing"])
def test_there_is_no_more_time_for_what_is_not_shared(phase: Phase) -> None:
    assert Play().start().until(phase).refused(AskMoreTime(), "alice") is Code.WRONG_PHASE


def test_a_pause_takes_everybody() -> None:
    play = Play(people=3).start().until("discussing")
    play.do(AskPause(wanted=True), "alice")
    play.do(AskPause(wanted=True), "bob")
    assert play.table.pause is None
    assert only(play.do(AskPause(wanted=True), "charlie"), MatchPaused).reason == "players"


def test_the_wish_for_a_pause_can_be_taken_back() -> None:
    play = Play(people=3).start().until("discussing")
    play.do(AskPause(wanted=True), "alice")
    play.do(AskPause(wanted=False), "alice")
    assert play.table.pausing == ()


def test_a_pause_keeps_what_was_left_of_the_phase() -> None:
    play = Play().start().until("discussing")
    play.now += 40_000
    pause(play)
    play.now += 120_000
    assert only(play.do(ResumeMatch(), "bob"), MatchResumed).deadline == play.now + 50_000
    assert play.table.phase == "discussing"


def test_who_pauses_in_the_last_second_has_five_to_go_on() -> None:
    play = Play().voting()
    play.now += 29_500
    pause(play)
    play.do(ResumeMatch(), "alice")
    assert length(play) == 5_000


def test_nobody_acts_in_a_pause() -> None:
    play = Play().voting()
    pause(play)
    assert play.refused(CastVote(target="bob"), "alice") is Code.PAUSED
    assert play.refused(AskMoreTime(), "alice") is Code.PAUSED


def test_ballots_outlive_a_pause() -> None:
    play = Play().voting()
    play.vote(alice="bob")
    pause(play)
    play.do(ResumeMatch(), "dora")
    assert own(play.table, "alice").vote == "bob"


def test_a_pause_ends_by_itself() -> None:
    play = Play().voting()
    pause(play)
    assert length(play) == 600_000
    assert only(play.close(), MatchResumed).deadline == play.now + 30_000
    assert play.table.phase == "voting"


def test_what_a_phase_waited_for_may_have_gone_in_the_pause() -> None:
    play = Play().voting()
    play.vote(alice="bob", bob="alice", charlie=None)
    pause(play)
    play.away("dora")
    assert play.table.phase == "voting"
    assert "voting" in phases(play.do(ResumeMatch(), "alice"))


def test_an_admin_pauses_and_lets_go_on() -> None:
    play = Play().voting()
    assert only(play.do(SetPause(paused=True)), MatchPaused).reason == "admin"
    assert play.refused(ResumeMatch(), "alice") is Code.NOT_PAUSED
    assert only(play.do(SetPause(paused=False)), MatchResumed).number == play.table.number
    assert play.do(SetPause(paused=False)) == []


def test_a_watcher_does_not_pause_nor_resume() -> None:
    play = Play().voting()
    play.sit("zoe")
    assert play.refused(AskPause(wanted=True), "zoe") is Code.NOT_PLAYING
    pause(play)
    assert play.refused(ResumeMatch(), "zoe") is Code.NOT_PLAYING


def test_there_is_nothing_to_pause_in_the_lobby() -> None:
    assert Play().refused(AskPause(wanted=True), "alice") is Code.WRONG_PHASE
    assert Play().do(SetPause(paused=True)) == []


def test_bots_wait_in_a_pause() -> None:
    play = Play(people=1, robots=4).voting()
    pause(play)
    from game import bots

    assert bots.due(play.table, play.rng, play.now) == {}


def waiting(seed: int = 1) -> tuple[Play, str]:
    """One of three has left in the vote."""
    play = Play(people=3, seed=seed).start(rounds=2).describe_all().until("voting")
    gone = play.citizens[0]
    play.now += 10_000
    play.leave(gone)
    return play, gone


def test_who_comes_back_within_a_minute_plays_on_with_the_same_word() -> None:
    play, gone = waiting()
    play.now += 59_000
    events = play.sit(gone)
    assert only(events, MatchResumed).deadline == play.now + 20_000
    assert own(play.table, gone).word == play.table.round.word
    assert play.table.phase == "voting"


def test_a_newcomer_means_a_new_deal() -> None:
    play, gone = waiting()
    events = play.sit("zoe")
    assert only(events, RoundRevealed).reason == "too_few"
    assert phases(events) == ["countdown"]
    play.close()
    assert sorted(play.table.players()) == sorted({"alice", "bob", "charlie", "zoe"} - {gone})


def test_while_the_table_waits_more_may_leave() -> None:
    play, gone = waiting()
    other = next(citizen for citizen in play.citizens)
    deadline = play.table.deadline
    play.leave(other)
    assert play.table.deadline == deadline
    play.sit(gone)
    assert play.table.pause is not None
    play.sit(other)
    assert play.table.pause is None


def test_players_cannot_end_the_wait() -> None:
    play, _ = waiting()
    assert play.refused(ResumeMatch(), play.liar) is Code.NOT_PAUSED


def test_a_liar_who_leaves_a_waiting_table_has_lost() -> None:
    play, _ = waiting()
    assert only(play.leave(play.liar), RoundRevealed).reason == "liar_left"


def test_when_all_have_left_the_match_is_over_at_once() -> None:
    play, _ = waiting()
    for seat in play.table.seated():
        events = play.leave(seat.player)
    assert phases(events)[-1] == "lobby"
    assert play.table.seats == ()


def test_too_few_between_rounds_wait_too() -> None:
    play = Play(people=3).start(rounds=2).until("reveal")
    play.leave("alice")
    play.close()
    assert (play.table.phase, play.table.pause is not None) == ("countdown", True)
    play.sit("zoe")
    assert play.table.pause is None
    assert only(play.close(), PhaseStarted).phase == "dealing"


def test_points_may_end_the_match() -> None:
    play = Play(goal=3).start(rounds=9).until("lobby")
    assert [seat.score for seat in play.table.seats if seat.score] == [3]
    assert play.table.finished == 1


def test_rounds_do_not_end_a_match_for_points() -> None:
    play = Play(goal=4).start(rounds=1).until("reveal")
    assert phases(play.close()) == ["countdown"]


def test_a_match_for_points_that_nobody_gets_ends_too() -> None:
    play = Play(goal=1000, people=0, robots=3).start().run()
    assert play.table.finished == 20
