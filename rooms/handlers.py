"""Rooms: who reacts to what.  The tables at the foot tell all of it."""

from events.catalogue import MatchEnded, MatchStarted
from events.messages.commands import (
    AddBot,
    ChangeSettings,
    CloseRoom,
    DropConnection,
    ExpireSeat,
    JoinRoom,
    LeaveRoom,
    OpenRoom,
    RemoveBot,
    SetReady,
    ShowRoom,
    StartGame,
)
from events.messages.refusal import Refusal
from events.registry import CommandTable, EventTable
from events.work import UnitOfWork
from rooms import rules, services


def show_room(work: UnitOfWork, command: ShowRoom) -> Refusal | None:
    return services.show(work)


def note_match_started(work: UnitOfWork, event: MatchStarted) -> None:
    services.change(work, lambda room: rules.play(room, started=True))


def note_match_ended(work: UnitOfWork, event: MatchEnded) -> None:
    services.change(work, lambda room: rules.play(room, started=False))


COMMANDS: CommandTable = {
    OpenRoom: services.obey,
    JoinRoom: services.obey,
    DropConnection: services.obey,
    LeaveRoom: services.obey,
    SetReady: services.obey,
    AddBot: services.obey,
    RemoveBot: services.obey,
    ChangeSettings: services.obey,
    StartGame: services.obey,
    ExpireSeat: services.obey,
    CloseRoom: services.obey,
    ShowRoom: show_room,
}
EVENTS: EventTable = {
    MatchStarted: (note_match_started,),
    MatchEnded: (note_match_ended,),
}
