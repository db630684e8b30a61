"""Bugs that were found in other liar games, each as a test that LIE has to pass.

Those of rooms, sockets and workers are tests there: passwords, seats by name, dead timers and browsers that
drive a round have no place in rules that only the server runs."""

from itertools import product

import pytest

from events.catalogue import MatchEnded, Phase, RoundRevealed, VoteClosed, WordGuessed
from events.messages.commands import (
    ActAsBot,
    AgreeToVote,
    AnswerQuestion,
    AskMoreTime,
    AskPause,
    CastVote,
    ClosePhase,
    Describe,
    GuessWord,
    Plead,
    ResumeMatch,
)
from events.messages.refusal import Code, Refusal
from game.guess import right
from game.projections import own, public
from game.wishes import LeaveSeat, Move, StartMatch, TakeSeat
from tests.unit.game.play import PLAIN, Play, only, phases

PHASES: tuple[Phase, ...] = ("dealing", "describing", "discussing", "voting")


@pytest.mark.parametrize("phase", PHASES)
def test_a_liar_who_guesses_too_early_ends_nothing(phase: Phase) -> None:
    play = Play().start().until(phase)
    before = play.table
    assert play.refused(GuessWord(text=play.table.round.word), play.liar) is Code.WRONG_PHASE
    assert play.table == before and public(before).reveal is None


def test_a_player_who_drops_out_and_comes_back_has_his_role_word_and_ballot() -> None:
    play = Play(people=5).voting()
    play.vote(alice="bob")
    before = own(play.table, "alice")
    play.away("alice")
    play.back("alice")
    assert own(play.table, "alice") == before


def test_after_one_leaves_the_votes_of_all_who_are_left_give_a_result() -> None:
    play = Play().voting()
    gone, accused, *_ = play.citizens
    play.leave(gone)
    assert only(play.accuse(accused), VoteClosed).accused == accused


@pytest.mark.parametrize("phase", PHASES)
def test_the_speakers_drop_stops_nothing(phase: Phase) -> None:
    play = Play().start(rounds=1).until(phase)
    for player in play.table.players():
        play.away(player)
    assert play.until("lobby").table.finished == 1


def test_the_guess_has_a_deadline() -> None:
    assert Play().caught().table.deadline is not None


def test_one_voter_has_one_ballot() -> None:
    play = Play().voting()
    play.vote(alice="bob")
    play.vote(alice="charlie")
    play.vote(alice="bob")
    assert only(play.close(), VoteClosed).tally == {"bob": 1}


def test_a_liar_who_leaves_is_handled_at_his_own_table_alone() -> None:
    one, other = Play().voting(), Play().voting()
    before = other.table
    one.leave(one.liar)
    assert one.table.phase == "reveal" and other.table == before


@pytest.mark.parametrize(("mode", "phase"), [*product(["classic", "fool", "spy"], [*PHASES, "guessing"])])
def test_the_answer_is_public_in_no_phase_and_mode(mode: str, phase: Phase) -> None:
    play = (
        Play(people=5, mode=mode).caught() if phase == "guessing" else Play(5, mode=mode).start().until(phase)
    )
    dealt, shown = play.table.round, repr(public(play.table))
    assert dealt.word not in shown
    assert dealt.decoy is None or dealt.decoy not in shown


def test_a_watcher_may_not_read_a_running_rounds_words() -> None:
    play = Play(mode="fool").voting()
    play.sit("zoe")
    assert own(play.table, "zoe") == own(play.table, "nobody")


def test_old_votes_are_forgotten_in_a_second_vote() -> None:
    play = Play().voting()
    play.vote(alice="bob", bob="charlie", charlie="dora", dora="alice")
    assert play.table.phase == "voting"
    assert not any(seat.voted for seat in public(play.table).seats)


@pytest.mark.parametrize("text", ["", " ", "?", "!!!", "ㅤ", "\u200b", "...", "👍"])
def test_a_guess_of_punctuation_is_no_guess(text: str) -> None:
    play = Play().caught()
    assert not right(text, play.table.round.word)
    assert play.refused(GuessWord(text=text), play.liar) is Code.EMPTY_TEXT


def test_a_part_of_the_word_is_no_right_guess() -> None:
    play = Play().caught()
    assert not only(play.do(GuessWord(text=play.table.round.word[:3]), play.liar), WordGuessed).correct


def test_a_fool_is_not_told_his_role_by_any_state() -> None:
    play = Play(people=5, mode="fool").voting()
    for table in play.history:
        views = [own(table, player) for player in table.active()]
        assert {view.role for view in views} <= {None}


def test_points_are_given_once() -> None:
    play = Play().caught()
    play.close()
    scores = [seat.score for seat in play.table.seats]
    for number in range(play.table.number):
        play.do(ClosePhase(number=number))
    assert [seat.score for seat in play.table.seats] == scores


def test_scores_show_no_roles_before_the_reveal() -> None:
    play = Play().voting()
    assert {seat.score for seat in public(play.table).seats} == {0}


def test_the_same_voter_does_not_count_for_several_targets() -> None:
    play = Play().voting()
    play.vote(alice="bob")
    play.vote(alice="charlie")
    assert list(play.table.round.ballots.values()) == ["charlie"]


def test_leavers_have_no_turn_and_no_vote() -> None:
    play = Play(people=5).start().until("describing")
    gone = next(p for p in play.table.round.order[1:] if p != play.liar)
    play.leave(gone)
    play.describe_all().until("voting")
    assert gone not in [hint.player for hint in play.table.round.hints]
    assert gone not in only(play.close(), VoteClosed).tally


def test_a_vote_in_which_all_abstain_is_held_again_once() -> None:
    play = Play().voting()
    nobody = dict.fromkeys(play.table.players())
    assert phases(play.vote(**nobody)) == ["voting"]
    assert phases(play.vote(**nobody)) == ["reveal"]


def test_the_liar_is_not_drawn_from_the_clock() -> None:
    liars = {Play(seed=seed).dealt().table.round.liars for seed in range(30)}
    assert len(liars) == 4


def test_a_result_comes_once_though_all_have_voted_and_the_deadline_comes_too() -> None:
    play = Play().voting()
    number = play.table.number
    play.accuse(play.citizens[0])
    assert play.do(ClosePhase(number=number)) == []
    assert sum(isinstance(event, RoundRevealed) for event in play.log) == 1


def test_a_tie_does_not_loop() -> None:
    play = Play().voting()
    tie: dict[str, str | None] = {"alice": "bob", "bob": "alice", "charlie": "alice", "dora": "bob"}
    play.vote(**tie)
    play.close()
    assert phases(play.vote(**tie)) == ["reveal"]


def test_a_tie_does_not_take_the_first_name() -> None:
    play = Play().voting()
    assert only(play.vote(alice="bob", bob="alice", charlie="alice", dora="bob"), VoteClosed).accused is None


def test_right_and_winner_are_the_same_comparison() -> None:
    for text in ("apple", "APPLE!", "apples", "an apple", "appel", "app"):
        play = Play(rulings=False).caught()
        events = play.do(GuessWord(text=text), play.liar)
        assert only(events, WordGuessed).correct == (only(events, RoundRevealed).winner == "liars")


def test_a_describer_who_leaves_is_not_waited_for() -> None:
    play = Play(people=5).start().until("describing")
    if play.table.turn == play.liar:
        play.close()
    assert play.table.turn is not None
    assert phases(play.leave(play.table.turn)) == ["describing"]


def test_a_second_start_changes_nothing() -> None:
    play = Play().voting()
    before = play.table
    assert play.do(StartMatch(["alice", "bob", "charlie"], PLAIN)) == []
    assert play.table == before


def test_two_tables_at_once_do_not_meet() -> None:
    one, other = Play(seed=1).start(), Play(seed=2).start()
    for _ in range(40):
        for play in (one, other):
            if play.table.phase != "lobby":
                play.close()
    assert one.log != other.log
    assert all(sum(isinstance(e, MatchEnded) for e in play.log) == 1 for play in (one, other))


MOVES: tuple[Move, ...] = (
    Describe(text="me too"),
    AgreeToVote(),
    CastVote(target="bob"),
    Plead(text="not me"),
    AnswerQuestion(yes=True),
    GuessWord(text="apple"),
    AskMoreTime(),
    AskPause(wanted=True),
)


@pytest.mark.parametrize("actor", ["zoe", "nobody", None])
def test_who_does_not_play_changes_nothing(actor: str | None) -> None:
    play = Play(people=5).dealt()
    play.do(TakeSeat("zoe", "Zoe", bot=False))
    while play.table.phase != "lobby":
        for wish in (*MOVES, ResumeMatch()):
            decided = play.wish(wish, actor)
            assert isinstance(decided, Refusal) or decided == []
        play.close()


def test_nobody_acts_for_another_by_the_bots_door() -> None:
    play = Play().voting()
    assert play.do(ActAsBot(player="alice", number=play.table.number)) == []


@pytest.mark.parametrize("phase", [*PHASES, "reveal", "countdown"])
def test_the_host_is_a_player_like_any_other(phase: Phase) -> None:
    """Whoever hosts (here: who sat down first) may leave in every phase: the round goes on."""
    play = Play(people=6).start(rounds=2).until("reveal" if phase == "countdown" else phase).until(phase)
    play.do(LeaveSeat("alice"))
    assert play.until("lobby").table.finished == 2
