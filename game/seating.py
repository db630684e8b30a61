"""Who sits at the table, and the start of a match.  Every wish may come twice."""

from events.catalogue import DeckChosen, MatchStarted, PresenceChanged, SeatLeft, SeatTaken, TableOpened
from events.messages.refusal import Code, Refusal
from game import rounds
from game.draft import Draft
from game.pausing import pause, waiting
from game.phases import HIDDEN
from game.progress import settle, settle_return, settle_round
from game.table import MIN_PLAYERS
from game.turns import restore_turn
from game.wishes import ChangePresence, ChooseDeck, LeaveSeat, OpenTable, StartMatch, TakeSeat


def open_table(draft: Draft, wish: OpenTable) -> None:
    """Set the language of the words."""
    if not draft.table.opened:
        draft.add(TableOpened(language=wish.language))


def choose_deck(draft: Draft, wish: ChooseDeck) -> None:
    """Set the packs that the next rounds are dealt from."""
    if tuple(wish.packs) != draft.table.packs:
        draft.add(DeckChosen(packs=list(wish.packs)))


def take_seat(draft: Draft, wish: TakeSeat) -> None:
    """A newcomer watches until the next deal; one for whom the table waits takes up his role again."""
    if draft.table.seat(wish.player) is None:
        draft.add(SeatTaken(player=wish.player, nickname=wish.nickname, bot=wish.bot))
        if waiting(draft):
            settle_return(draft)


def leave_seat(draft: Draft, wish: LeaveSeat) -> None:
    """For good; the round goes on without, if it can."""
    table, seat = draft.table, draft.table.seat(wish.player)
    if seat is None:
        return
    draft.add(SeatLeft(player=wish.player))
    if table.phase != "lobby" and not draft.table.seated():
        rounds.give_up(draft)
    elif table.phase in HIDDEN and seat.playing:
        settle_round(draft, wish.player)
    elif table.phase == "countdown" and rounds.too_few_seated(draft.table) and not waiting(draft):
        pause(draft, "too_few")


def change_presence(draft: Draft, wish: ChangePresence) -> None:
    """Away or back: the seat stays, deadlines run on, nobody waits for who is away."""
    table, seat = draft.table, draft.table.seat(wish.player)
    if seat is None or seat.away == wish.away:
        return
    draft.add(PresenceChanged(player=wish.player, away=wish.away))
    if wish.away:
        settle(draft)
    elif table.turn == wish.player and not table.pause:
        restore_turn(draft)


def start_match(draft: Draft, wish: StartMatch) -> Refusal | None:
    """Refused without enough players at the table, or without words."""
    if draft.table.phase != "lobby":
        return None
    players = [seat.player for seat in draft.table.seated() if seat.player in wish.players]
    if len(players) < MIN_PLAYERS:
        return Refusal(Code.TOO_FEW)
    if len(draft.deck.cards) < (2 if wish.settings.mode == "fool" else 1):
        return Refusal(Code.NO_WORDS)
    draft.add(MatchStarted(players=players, settings=wish.settings))
    draft.begin("countdown")
    return None
