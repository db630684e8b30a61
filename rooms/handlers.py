"""Rooms: who reacts to what.  The tables at the foot tell all of it."""

from events.catalogue import MatchEnded, MatchStarted, PhaseStarted, RoundDealt, RoundRevealed, VoteClosed
from events.messages.commands import (
    AddBot,
    AllowLateSight,
    AllowWatching,
    AnswerKnock,
    AskForSeat,
    AskKickVote,
    CallOut,
    CastKickVote,
    ChangeDoor,
    ChangeSettings,
    ChoosePacks,
    CloseRoom,
    DropConnection,
    EndKickVote,
    ExpireSeat,
    HandOverHost,
    JoinRoom,
    KickPlayer,
    LeaveRoom,
    LiftKick,
    OpenRoom,
    OpenShow,
    PredictLiar,
    RemoveBot,
    ReplaceHost,
    ReplaceIdleHost,
    SetPassword,
    SetReady,
    ShowRoom,
    ShowStands,
    StartGame,
    StartShow,
    WatchRoom,
)
from events.messages.refusal import Refusal
from events.registry import CommandTable, EventTable
from events.work import UnitOfWork
from rooms import predicting, rules, services


def show_room(work: UnitOfWork, command: ShowRoom) -> Refusal | None:
    return services.show(work)


def note_match_started(work: UnitOfWork, event: MatchStarted) -> None:
    services.change(work, lambda room: rules.play(room, started=True))


def note_match_ended(work: UnitOfWork, event: MatchEnded) -> None:
    services.change(work, lambda room: rules.play(room, started=False))


def note_round_revealed(work: UnitOfWork, event: RoundRevealed) -> None:
    services.change(work, rules.round_over)


COMMANDS: CommandTable = {
    OpenRoom: services.obey,
    OpenShow: services.obey,
    JoinRoom: services.obey,
    DropConnection: services.obey,
    LeaveRoom: services.obey,
    SetReady: services.obey,
    AddBot: services.obey,
    RemoveBot: services.obey,
    ChangeSettings: services.obey,
    ChoosePacks: services.obey,
    StartGame: services.obey,
    StartShow: services.obey,
    ExpireSeat: services.obey,
    CloseRoom: services.obey,
    SetPassword: services.obey,
    ReplaceHost: services.obey,
    ReplaceIdleHost: services.obey,
    LiftKick: services.obey,
    KickPlayer: services.obey,
    HandOverHost: services.obey,
    EndKickVote: services.obey,
    ChangeDoor: services.obey,
    CastKickVote: services.obey,
    AskKickVote: services.obey,
    AnswerKnock: services.obey,
    WatchRoom: services.obey,
    AskForSeat: services.obey,
    AllowLateSight: services.obey,
    AllowWatching: services.obey,
    PredictLiar: predicting.predict,
    CallOut: predicting.call_out,
    ShowStands: predicting.show_stands,
    ShowRoom: show_room,
}
EVENTS: EventTable = {
    MatchStarted: (note_match_started, predicting.clear),
    MatchEnded: (note_match_ended,),
    RoundDealt: (predicting.open_predictions,),
    PhaseStarted: (predicting.devalue,),
    VoteClosed: (predicting.devalue,),
    RoundRevealed: (note_round_revealed, predicting.score),
}
