"""What hears everything that passes: every AMQP message, every command that Redis is given."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import kombu
import redis

from events.broker.topology import COMMANDS, EVENTS

OPENS = ("game.round_revealed", "game.word_guessed")
"""What may be the first to name a word: it is told to all by this."""


@dataclass
class Heard:
    """Texts in the order in which the server had them; Redis' with its clock's epoch seconds."""

    messages: list[str] = field(default_factory=list)
    redis: list[tuple[float, str]] = field(default_factory=list)


@contextmanager
def tapped_broker(url: str, heard: Heard) -> Iterator[None]:
    """A queue of its own gets a copy of every message; read when all is over."""
    with kombu.Connection(url) as connection, connection.channel() as channel:
        queue = kombu.Queue(
            exclusive=True, bindings=[kombu.binding(e, routing_key="#") for e in (COMMANDS, EVENTS)]
        )
        bound = queue(channel)
        bound.declare()
        yield
        while (message := bound.get(no_ack=True)) is not None:
            body: Any = message.body
            heard.messages.append(body if isinstance(body, str) else bytes(body).decode())


@contextmanager
def tapped_redis(url: str, heard: Heard) -> Iterator[None]:
    """MONITOR: each command with its arguments, as the server carries it out."""
    client: Any = redis.Redis.from_url(url)
    with client.monitor() as monitor:
        reader = threading.Thread(target=_listen, args=(monitor, heard), daemon=True)
        reader.start()
        yield
        client.publish("the-end", "the-end-of-it")
        reader.join(30)
        assert not reader.is_alive()


def _listen(monitor: Any, heard: Heard) -> None:
    for command in monitor.listen():
        heard.redis.append((command["time"], command["command"]))
        if "the-end-of-it" in command["command"]:
            return


def too_early(texts: list[str], canary: "re.Pattern[str]") -> list[str]:
    """Texts that name a word which no reveal has named before, nor is one itself."""
    told: set[str] = set()
    found = []
    for text in texts:
        named = {word.lower() for word in canary.findall(text)} - told
        if named and any(sign in text for sign in OPENS):
            told |= named
        elif named:
            found.append(text[:300])
    return found
