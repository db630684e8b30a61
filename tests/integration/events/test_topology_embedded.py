"""``manage.py topology`` on the embedded transport."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from events import registry
from events.broker import topology
from tests.integration.events.brokers import Broker, Use, check, drifts, run


@pytest.fixture
def embedded(valkey_url: str, use: Use) -> Iterator[Broker]:
    url = valkey_url.removesuffix("/0") + "/7"  # a database of its own
    use(broker_url=url)
    with closing(Broker(url)) as made:
        made.channel.client.flushdb()
        topology.declare(made.channel, registry.all_subscriptions())
        yield made
        made.channel.client.flushdb()


def members(broker: Broker, key: str, queue: str) -> list[bytes]:
    found = broker.channel.client.smembers("_kombu.binding.lie.events")
    return [m for m in found if m.startswith(key.encode()) and m.endswith(queue.encode())]


def test_redis_bindings_are_checked_and_mended(embedded: Broker) -> None:
    (member,) = members(embedded, "rooms.room_created", "game.connection")
    embedded.channel.client.srem("_kombu.binding.lie.events", member)
    Broker(embedded.url).make("chat.fault", None, "chat.message_posted")
    assert drifts() == [
        "missing binding: game.connection (lie.events, key rooms.room_created)",
        "extra queue: chat.fault (0 messages)",
    ]
    assert "not found out: who consumes: unknown; the embedded transport does not tell" in check()[1]
    assert run("apply")[0] == 0
    assert members(embedded, "rooms.room_created", "game.connection") == [member]
    assert drifts() == [] and not members(embedded, "chat.message_posted", "chat.fault")


def test_a_new_version_takes_over_on_redis_too(embedded: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    embedded.channel.client.lpush("game.commands", "one", "two")
    monkeypatch.setitem(topology.VERSIONS, "subscriber", 2)
    assert "moved 2 messages from game.commands to game.commands.v2" in run("apply")[1]
    assert embedded.channel.client.lrange("game.commands.v2", 0, -1) == [b"two", b"one"]
    assert drifts() == []
