"""Media: who reacts to what."""

from events.catalogue import PlayerJoined, PlayerLeft, RoomClosed, RoomCreated
from events.commands import ShowMedia
from events.refusal import Refusal
from events.registry import CommandTable, EventTable
from events.work import UnitOfWork
from media import services


def create_session(work: UnitOfWork, event: RoomCreated) -> None:
    services.create(work)


def add_participant(work: UnitOfWork, event: PlayerJoined) -> None:
    if not event.bot:  # a bot has no face
        services.add(work, event.player)


def remove_participant(work: UnitOfWork, event: PlayerLeft) -> None:
    services.remove(work, event.player)


def close_session(work: UnitOfWork, event: RoomClosed) -> None:
    services.close(work)


def show_media(work: UnitOfWork, command: ShowMedia) -> Refusal | None:
    return services.show(work)


COMMANDS: CommandTable = {ShowMedia: show_media}
EVENTS: EventTable = {
    RoomCreated: (create_session,),
    PlayerJoined: (add_participant,),
    PlayerLeft: (remove_participant,),
    RoomClosed: (close_session,),
}
