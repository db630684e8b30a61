"""Media: who reacts to what."""

from events.catalogue import (
    MatchStarted,
    PhaseStarted,
    PlayerConvicted,
    PlayerJoined,
    PlayerLeft,
    RoomClosed,
    RoomCreated,
    RoundDealt,
    SeatLeft,
)
from events.messages.commands import (
    PlaceSession,
    ReportParticipant,
    ReportSession,
    ReportSpeaker,
    ShowMedia,
)
from events.messages.refusal import Refusal
from events.registry import CommandTable, EventTable
from events.work import UnitOfWork
from media import hearsay, services, staging


def create_session(work: UnitOfWork, event: RoomCreated) -> None:
    services.create(work)


def add_participant(work: UnitOfWork, event: PlayerJoined) -> None:
    if not event.bot:  # a bot has no face
        services.add(work, event.player)


def remove_participant(work: UnitOfWork, event: PlayerLeft) -> None:
    services.remove(work, event.player)


def close_session(work: UnitOfWork, event: RoomClosed) -> None:
    services.close(work)
    staging.clear(work)


def seat_players(work: UnitOfWork, event: MatchStarted) -> None:
    staging.seat(work, event.players)


def seat_dealt(work: UnitOfWork, event: RoundDealt) -> None:
    staging.seat(work, event.order)


def give_floor(work: UnitOfWork, event: PhaseStarted) -> None:
    staging.begin(work, event.phase, event.turn, event.candidates)


def silence_convicted(work: UnitOfWork, event: PlayerConvicted) -> None:
    staging.convict(work, event.player)


def unseat(work: UnitOfWork, event: SeatLeft) -> None:
    staging.leave(work, event.player)


def show_media(work: UnitOfWork, command: ShowMedia) -> Refusal | None:
    return services.show(work)


def place_session(work: UnitOfWork, command: PlaceSession) -> Refusal | None:
    return services.place(work)


COMMANDS: CommandTable = {
    ShowMedia: show_media,
    PlaceSession: place_session,
    ReportSession: hearsay.note_session,
    ReportParticipant: hearsay.note_participant,
    ReportSpeaker: hearsay.note_speaker,
}
EVENTS: EventTable = {
    RoomCreated: (create_session,),
    PlayerJoined: (add_participant,),
    PlayerLeft: (remove_participant,),
    RoomClosed: (close_session,),
    MatchStarted: (seat_players,),
    RoundDealt: (seat_dealt,),
    PhaseStarted: (give_floor,),
    PlayerConvicted: (silence_convicted,),
    SeatLeft: (unseat,),
}
