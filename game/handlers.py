"""Game: who reacts to what."""

from events.catalogue import (
    GameRequested,
    HistoryMerged,
    PacksChosen,
    PersonForgotten,
    PlayerDropped,
    PlayerJoined,
    PlayerLeft,
    PlayerReturned,
    RoomClosed,
    RoomCreated,
)
from events.messages.commands import (
    ActAsBot,
    AgreeToVote,
    AnswerQuestion,
    AskMoreTime,
    AskPause,
    CastVote,
    ClosePhase,
    Describe,
    EndMatch,
    GuessWord,
    Plead,
    ResumeMatch,
    SetPause,
    ShowGame,
    Suspect,
)
from events.messages.refusal import Refusal
from events.registry import CommandTable, EventTable
from events.work import UnitOfWork
from game import services, shelf
from game.wishes import ChangePresence, ChooseDeck, LeaveSeat, OpenTable, StartMatch, TakeSeat


def open_table(work: UnitOfWork, event: RoomCreated) -> None:
    services.change(work, OpenTable(event.language))


def choose_deck(work: UnitOfWork, event: PacksChosen) -> None:
    """Those of them that whoever chose may use."""
    services.change(work, ChooseDeck(shelf.usable(event.packs, work.actor)))


def forget_packs(work: UnitOfWork, event: PersonForgotten) -> None:
    shelf.forget(event.player)


def hand_over_packs(work: UnitOfWork, event: HistoryMerged) -> None:
    shelf.hand_over(event.player, event.into)


def take_seat(work: UnitOfWork, event: PlayerJoined) -> None:
    services.change(work, TakeSeat(event.player, event.nickname, event.bot))


def leave_seat(work: UnitOfWork, event: PlayerLeft) -> None:
    services.change(work, LeaveSeat(event.player))


def go_away(work: UnitOfWork, event: PlayerDropped) -> None:
    services.change(work, ChangePresence(event.player, away=True))


def come_back(work: UnitOfWork, event: PlayerReturned) -> None:
    services.change(work, ChangePresence(event.player, away=False))


def close_table(work: UnitOfWork, event: RoomClosed) -> None:
    services.clear(work)


def start_match(work: UnitOfWork, event: GameRequested) -> None:
    refusal = services.change(work, StartMatch(event.players, event.settings))
    if refusal:
        services.call_off(work, refusal)


def show_game(work: UnitOfWork, command: ShowGame) -> Refusal | None:
    return services.show(work)


COMMANDS: CommandTable = {
    Describe: services.change,
    AgreeToVote: services.change,
    Suspect: services.change,
    CastVote: services.change,
    Plead: services.change,
    AnswerQuestion: services.change,
    GuessWord: services.change,
    AskMoreTime: services.change,
    AskPause: services.change,
    ResumeMatch: services.change,
    SetPause: services.change,
    EndMatch: services.change,
    ClosePhase: services.change,
    ActAsBot: services.change,
    ShowGame: show_game,
}
EVENTS: EventTable = {
    RoomCreated: (open_table,),
    PacksChosen: (choose_deck,),
    HistoryMerged: (hand_over_packs,),
    PersonForgotten: (forget_packs,),
    PlayerJoined: (take_seat,),
    PlayerLeft: (leave_seat,),
    PlayerDropped: (go_away,),
    PlayerReturned: (come_back,),
    GameRequested: (start_match,),
    RoomClosed: (close_table,),
}
