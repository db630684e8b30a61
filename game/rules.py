"""The rules of one table: pure functions of its state, the time and chance.

``decide`` turns a wish into events or a refusal; ``apply`` folds an event into the state, and
folding a table's whole log gives its state.  What decides what:

    seating   who is at the table        moves, timing     what players do
    progress  when a phase ends          turns, voting, hunts, guessing, rounds   what follows from it
"""

from random import Random

from events.catalogue import PlayerId
from events.messages.commands import ActAsBot, ClosePhase, EndMatch, SetPause
from events.messages.refusal import Refusal
from events.schema import Event
from game import bots, seating, timing
from game.deck import Deck
from game.draft import Draft
from game.fold import apply
from game.moves import move
from game.progress import close
from game.table import Table
from game.wishes import ChangePresence, ChooseDeck, LeaveSeat, OpenTable, StartMatch, TakeSeat, Wish

__all__ = ["apply", "deadline", "decide"]


def decide(
    table: Table,
    wish: Wish,
    *,
    actor: PlayerId | None,
    now: int,
    rng: Random,
    deck: Deck,
    factor: float = 1.0,
) -> list[Event] | Refusal:
    """Everything that follows at once from a wish of ``actor`` at ``now`` (epoch milliseconds), or
    why it is refused.  An empty list: there was nothing to do (a stale deadline, a repetition).

    ``deck`` must be of the table's language.  ``factor`` multiplies every length of time, on top of
    the match's own pace.  Sealed fields of the events are filled in."""
    draft = Draft(table, now, rng, deck, factor)
    refusal = _carry_out(draft, wish, actor)
    return draft.events if refusal is None else refusal


def deadline(table: Table) -> int | None:
    """When the current phase is to be closed, epoch milliseconds; None in the lobby."""
    return table.deadline


def _carry_out(draft: Draft, wish: Wish, actor: PlayerId | None) -> Refusal | None:
    match wish:
        case OpenTable():
            seating.open_table(draft, wish)
        case ChooseDeck():
            seating.choose_deck(draft, wish)
        case TakeSeat():
            seating.take_seat(draft, wish)
        case LeaveSeat():
            seating.leave_seat(draft, wish)
        case ChangePresence():
            seating.change_presence(draft, wish)
        case StartMatch():
            return seating.start_match(draft, wish)
        case ClosePhase():
            _close_phase(draft, wish)
        case SetPause():
            timing.set_pause(draft, wish)
        case EndMatch():
            timing.end_match(draft)
        case ActAsBot():
            _act_as_bot(draft, wish)
        case _:
            return move(draft, wish, actor)
    return None


def _close_phase(draft: Draft, wish: ClosePhase) -> None:
    # Not compared with the clock here: whoever sends it owns the deadline, and a closing that was
    # dropped for a few milliseconds of skew between two machines would never come again.
    if wish.number == draft.table.number:
        close(draft)


def _act_as_bot(draft: Draft, wish: ActAsBot) -> None:
    if wish.number != draft.table.number:
        return
    chosen = bots.choose(draft.table, wish.player, draft.deck, draft.rng)
    if chosen is not None:
        move(draft, chosen, wish.player)
