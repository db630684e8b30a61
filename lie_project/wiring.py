"""Who takes part: every concern's tables, in one list."""

import chat.handlers
import game.handlers
import lie_project.patterns
import media.handlers
import rooms.handlers
from events import publisher, registry, topology
from events.registry import Concern

CONCERNS = [
    Concern("rooms", rooms.handlers.COMMANDS, rooms.handlers.EVENTS),
    Concern("game", game.handlers.COMMANDS, game.handlers.EVENTS),
    Concern("chat", chat.handlers.COMMANDS, chat.handlers.EVENTS),
    Concern("media", media.handlers.COMMANDS, media.handlers.EVENTS),
    Concern("patterns", {}, lie_project.patterns.EVENTS),
]


def install() -> None:
    """Give the backbone the tables, and the publisher the topology that follows from them."""
    registry.install(CONCERNS)
    publisher.use_topology(lambda channel: topology.declare(channel, registry.all_subscriptions()))
