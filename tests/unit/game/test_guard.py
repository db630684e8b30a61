"""What chat, hints and pleas may not say, and to whom that is told."""

import pytest

from events.catalogue import Phase
from game.guard import gives_away
from game.phases import HIDDEN
from tests.unit.game.play import Play


@pytest.mark.parametrize("mode", ["classic", "fool", "spy"])
def test_everybody_is_held_to_his_own_word_alone(mode: str) -> None:
    play = Play(people=5, mode=mode).voting()
    dealt = play.table.round
    for player in play.table.players():
        lies = player in dealt.liars
        assert gives_away(play.table, player, f"it is {dealt.word}!") is not lies
        assert gives_away(play.table, player, f"it is {dealt.decoy}!") is (lies and mode == "fool")


def test_a_watcher_knows_nothing_to_give_away() -> None:
    play = Play().voting()
    play.sit("zoe")
    assert not gives_away(play.table, "zoe", play.table.round.word)


def test_who_has_left_the_round_still_knows_the_word() -> None:
    play = Play(people=5).voting()
    gone = play.citizens[0]
    play.leave(gone)
    play.sit(gone)
    assert gives_away(play.table, gone, play.table.round.word)


@pytest.mark.parametrize("phase", ["lobby", "countdown", "reveal"])
def test_when_no_round_runs_everything_may_be_said(phase: Phase) -> None:
    assert phase not in HIDDEN
    play = Play().start(rounds=2).until("reveal").until(phase)
    assert not gives_away(play.table, "alice", play.table.round.word)
