"""Who takes part: every concern's handlers, and the tables that follow the log."""

import chat.elsewhere
import chat.handlers
import chat.letters
import chat.posting
import chat.projector
import chat.services
import game.earshot
import game.handlers
import game.owners
import game.projector
import game.services
import game.text
import lie_project.patterns
import media.handlers
import media.mover
import media.projector
import people.guests
import people.handlers
import people.places
import people.projector
import rooms.handlers
import rooms.projector
import rooms.reaper
from events import registry
from events.broker import publisher, topology
from events.messages.commands import CallOut, Say
from events.projections import projection
from events.registry import CommandTable, Concern
from events.upkeep.chores import adrift, chores
from lie_project.guests import RoomGuests, public_rooms

# What players say is looked at by people first: a moderator may have muted them.
CHAT: CommandTable = dict(chat.handlers.COMMANDS) | {
    Say: people.handlers.unless_muted(chat.handlers.COMMANDS[Say])
}
ROOMS: CommandTable = dict(rooms.handlers.COMMANDS) | {
    CallOut: people.handlers.unless_muted(chat.elsewhere.as_in_chat(rooms.handlers.COMMANDS[CallOut]))
}

CONCERNS = [
    Concern("rooms", ROOMS, rooms.handlers.EVENTS),
    Concern("game", game.handlers.COMMANDS, game.handlers.EVENTS),
    Concern("chat", CHAT, chat.handlers.EVENTS),
    Concern("media", media.handlers.COMMANDS, media.handlers.EVENTS),
    Concern("people", people.handlers.COMMANDS, people.handlers.EVENTS),
    Concern("patterns", {}, lie_project.patterns.EVENTS),
]
PROJECTIONS = [
    rooms.projector.LOBBY,
    chat.projector.CHAT,
    media.projector.MEDIA,
    game.projector.PLAYS,
    people.projector.PEOPLE,
]


def install() -> None:
    """Give the backbone the lists, and the publisher the topology that follows from them."""
    registry.install(CONCERNS)
    projection.install(PROJECTIONS)
    people.guests.use(RoomGuests())
    people.places.use(public_rooms)
    game.owners.know_by(RoomGuests())
    chat.services.guard_lines(game.services.gives_away)
    chat.posting.hear_by(game.earshot.in_play)
    chat.letters.compare_by(game.text.normalise)
    mover = media.mover.Mover()
    chores[:] = [rooms.reaper.Reaper().run, mover.run]
    adrift[:] = [lambda: mover.lost]
    publisher.use_topology(lambda channel: topology.declare(channel, registry.all_subscriptions()))
