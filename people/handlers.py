"""People: who reacts to what."""

from events.catalogue import (
    MatchEnded,
    PlayerJoined,
    PlayerLeft,
    PlayerReturned,
    RoomClosed,
    RoundRevealed,
    SanctionImposed,
    SeatLeft,
    SpectatorCame,
    SpectatorLeft,
    SpectatorReturned,
)
from events.messages.commands import (
    AppealSanction,
    CallOut,
    DecideReport,
    ForgetPerson,
    ImposeSanction,
    LiftSanction,
    MergeHistory,
    ReportPlayer,
    Say,
)
from events.messages.refusal import Code, Refusal
from events.registry import CommandHandler, CommandTable, EventTable
from events.work import UnitOfWork
from people import friends, merging, moderation, persons, services
from people.models import Sanction


def note_arrival(work: UnitOfWork, event: PlayerJoined) -> None:
    if not event.bot:
        persons.came(work.room, event.player, event.nickname)
        turn_away(work, event)


def note_spectator(work: UnitOfWork, event: SpectatorCame) -> None:
    persons.came(work.room, event.player, event.nickname)
    turn_away(work, event)


def note_spectator_gone(work: UnitOfWork, event: SpectatorLeft) -> None:
    if event.reason != "seated":  # he is here still
        persons.went(work.room, event.player)


def turn_away(
    work: UnitOfWork, event: PlayerJoined | PlayerReturned | SpectatorCame | SpectatorReturned
) -> None:
    """A ticket is good for a minute, also for who was banned meanwhile."""
    moderation.remove_if_banned(event.player, work.cause.id)


def note_departure(work: UnitOfWork, event: PlayerLeft) -> None:
    persons.went(work.room, event.player)


def close_room(work: UnitOfWork, event: RoomClosed) -> None:
    persons.closed(work.room)


def count_round(work: UnitOfWork, event: RoundRevealed) -> None:
    services.count_round(work)


def remove_banned(work: UnitOfWork, event: SanctionImposed) -> None:
    """As a reaction, and not with the imposing: should this worker die, another one does it."""
    moderation.remove_if_banned(event.player, work.cause.id)
    if event.kind == "mute":
        moderation.tell_muted(event.player)


def report(work: UnitOfWork, command: ReportPlayer) -> Refusal | None:
    return moderation.report(work, command)


def decide_report(work: UnitOfWork, command: DecideReport) -> None:
    moderation.decide(work, command)


def impose(work: UnitOfWork, command: ImposeSanction) -> None:
    moderation.impose(work, command)


def appeal(work: UnitOfWork, command: AppealSanction) -> Refusal | None:
    return moderation.appeal(work, command)


def lift(work: UnitOfWork, command: LiftSanction) -> None:
    moderation.lift(work, command)


def merge(work: UnitOfWork, command: MergeHistory) -> None:
    merging.merge(work, command)


def forget(work: UnitOfWork, command: ForgetPerson) -> None:
    friends.forget(work.actor)  # somebody may have asked him in the last moment
    moderation.forget(work)


def unless_muted(handler: CommandHandler) -> CommandHandler:
    """A handler of what a player says, for those who may speak.  lie_project.wiring puts it before the chat's
    own: the chat need not know who keeps the sanctions."""

    def say(work: UnitOfWork, command: Say | CallOut) -> Refusal | None:
        if moderation.in_force(work.actor, Sanction.Kind.MUTE):
            return Refusal(Code.MUTED)
        return handler(work, command)

    return say


COMMANDS: CommandTable = {
    ReportPlayer: report,
    DecideReport: decide_report,
    ImposeSanction: impose,
    AppealSanction: appeal,
    LiftSanction: lift,
    MergeHistory: merge,
    ForgetPerson: forget,
}
EVENTS: EventTable = {
    PlayerJoined: (note_arrival,),
    PlayerReturned: (turn_away,),
    PlayerLeft: (note_departure,),
    SpectatorCame: (note_spectator,),
    SpectatorReturned: (turn_away,),
    SpectatorLeft: (note_spectator_gone,),
    RoomClosed: (close_room,),
    RoundRevealed: (count_round,),
    MatchEnded: (services.count_match,),
    SeatLeft: (services.count_leaving,),
    SanctionImposed: (remove_banned,),
}
