"""When a phase ends: by its deadline, or because nobody is waited for any more."""

from collections.abc import Callable

from events.catalogue import Phase, PlayerId
from game import guessing, hunts, pausing, rounds, turns, voting
from game.draft import Draft
from game.phases import BALLOT, HIDDEN, QUESTION


def close(draft: Draft) -> None:
    """The deadline of the phase, or of its pause, has come."""
    if pausing.waiting(draft):
        rounds.give_up(draft)
    elif draft.table.pause:
        go_on(draft)
    elif (step := _STEPS.get(draft.table.phase)) is not None:
        step(draft)


def go_on(draft: Draft) -> None:
    """The pause is over."""
    pausing.resume(draft)
    settle(draft)


def settle(draft: Draft) -> None:
    """Somebody acted, went, or came back: end the phase if that was all it waited for."""
    table = draft.table
    if table.pause:
        return
    if table.phase == "describing" and table.seat(table.turn) is None:
        turns.next_turn(draft)
    elif table.phase == "discussing" and turns.enough_talked(table):
        turns.open_vote(draft)
    elif table.phase in BALLOT and (voting.all_voted(table) or not table.candidates):
        voting.close_vote(draft)
    elif table.phase in QUESTION and voting.all_answered(table):
        _STEPS[table.phase](draft)


def settle_round(draft: Draft, gone: PlayerId) -> None:
    """A player of the running round has left it for good."""
    table = draft.table
    on_trial = table.turn == gone and table.phase in ("defence", "verdict", "guessing", "ruling")
    if not table.at_large() and table.round.hints:
        rounds.finish(draft, "liar_left")
    elif not table.at_large():
        rounds.call_off(draft, "void")
    elif table.round.escaped:  # all is decided but the points
        if on_trial:
            hunts.next_guess(draft)
    elif rounds.too_few_playing(table):
        _wait_for_return(draft)
    elif on_trial and table.role(gone) != "liar":
        rounds.call_off(draft, "void")
    elif on_trial or hunts.outnumbered(table):
        hunts.go_on(draft)
    else:
        settle(draft)


def settle_return(draft: Draft) -> None:
    """Somebody has sat down while the table waited: play on, or deal anew with those who are there."""
    table = draft.table
    if table.phase in HIDDEN and not rounds.too_few_playing(table):
        go_on(draft)
    elif rounds.too_few_seated(table):
        return
    elif table.phase in HIDDEN:
        rounds.call_off(draft, "too_few")
    else:
        pausing.resume(draft)


def _wait_for_return(draft: Draft) -> None:
    """Too few are left: whoever watches joins a new deal; else those who left have a minute."""
    if not rounds.too_few_seated(draft.table):
        rounds.call_off(draft, "too_few")
    elif not pausing.waiting(draft):
        pausing.pause(draft, "too_few")


_STEPS: dict[Phase, Callable[[Draft], None]] = {
    "countdown": rounds.deal,
    "dealing": turns.next_turn,
    "describing": turns.stay_silent,
    "discussing": turns.open_vote,
    "voting": voting.close_vote,
    "runoff_talk": voting.open_runoff,
    "runoff": voting.close_vote,
    "defence": voting.open_verdict,
    "verdict": voting.close_verdict,
    "guessing": guessing.stay_mute,
    "ruling": guessing.close_ruling,
    "reveal": rounds.next_round,
}
