"""When a phase ends: by its deadline, or because nobody is waited for any more."""

from collections.abc import Callable

from events.catalogue import Phase, WordGuessed
from game import rounds, turns, voting
from game.draft import Draft
from game.phases import BALLOT


def close(draft: Draft) -> None:
    """The deadline of the phase has come."""
    step = _STEPS.get(draft.table.phase)
    if step is not None:
        step(draft)


def settle(draft: Draft) -> None:
    """Somebody acted, went, or came back: end the phase if that was all it waited for."""
    table = draft.table
    if table.phase == "describing" and table.seat(table.turn) is None:
        turns.next_turn(draft)
    elif table.phase == "discussing" and turns.enough_talked(table):
        voting.open_vote(draft)
    elif table.phase in BALLOT and (voting.all_voted(table) or not table.candidates):
        voting.close_vote(draft)


def settle_round(draft: Draft) -> None:
    """A player of the running round has left it for good."""
    table = draft.table
    if not table.liars() and table.round.hints:
        rounds.finish(draft, "liar_left")
    elif not table.liars():
        rounds.call_off(draft, "void")
    elif rounds.too_few_playing(table):
        rounds.call_off(draft, "too_few")
    else:
        settle(draft)


def _stay_mute(draft: Draft) -> None:
    if draft.table.turn is not None:
        draft.add(WordGuessed(player=draft.table.turn, text="", correct=False))
    rounds.finish(draft, "liar_missed")


_STEPS: dict[Phase, Callable[[Draft], None]] = {
    "countdown": rounds.deal,
    "dealing": turns.next_turn,
    "describing": turns.stay_silent,
    "discussing": voting.open_vote,
    "voting": voting.close_vote,
    "runoff_talk": voting.open_runoff,
    "runoff": voting.close_vote,
    "guessing": _stay_mute,
    "reveal": rounds.next_round,
}
