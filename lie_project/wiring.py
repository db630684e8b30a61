"""Who takes part: every concern's handlers, and the tables that follow the log."""

import chat.handlers
import chat.projector
import chat.services
import game.handlers
import game.projector
import game.services
import lie_project.patterns
import media.handlers
import media.mover
import media.projector
import rooms.handlers
import rooms.projector
import rooms.reaper
from events import registry
from events.broker import publisher, topology
from events.projections import projection
from events.registry import Concern
from events.upkeep.chores import adrift, chores

CONCERNS = [
    Concern("rooms", rooms.handlers.COMMANDS, rooms.handlers.EVENTS),
    Concern("game", game.handlers.COMMANDS, game.handlers.EVENTS),
    Concern("chat", chat.handlers.COMMANDS, chat.handlers.EVENTS),
    Concern("media", media.handlers.COMMANDS, media.handlers.EVENTS),
    Concern("patterns", {}, lie_project.patterns.EVENTS),
]
PROJECTIONS = [rooms.projector.LOBBY, chat.projector.CHAT, media.projector.MEDIA, game.projector.PLAYS]


def install() -> None:
    """Give the backbone the lists, and the publisher the topology that follows from them."""
    registry.install(CONCERNS)
    projection.install(PROJECTIONS)
    chat.services.guard_lines(game.services.gives_away)
    mover = media.mover.Mover()
    chores[:] = [rooms.reaper.Reaper().run, mover.run]
    adrift[:] = [lambda: mover.lost]
    publisher.use_topology(lambda channel: topology.declare(channel, registry.all_subscriptions()))
