"""A broker of either kind for this process and for real workers, emptied before each test."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.conf import settings
from kombu import Connection

from events import redis, registry
from events.broker import publisher, topology
from events.broker.publisher import Publisher


@pytest.fixture(params=["rabbitmq", pytest.param("embedded", marks=pytest.mark.long)])
def broker(request: pytest.FixtureRequest, valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """URL of a broker with empty queues; what this process publishes goes there."""
    url = request.getfixturevalue("rabbitmq_url") if request.param == "rabbitmq" else settings.LIE.broker_url
    redis.client().flushall()
    _empty(url)
    with closing(Publisher(url, declare)) as made:
        monkeypatch.setattr(publisher, "default", lambda: made)
        yield url


def declare(channel: Any) -> None:
    topology.declare(channel, registry.all_subscriptions())


def _empty(url: str) -> None:
    with Connection(url) as connection:
        channel: Any = connection.channel()
        declare(channel)
        for queue in [*(s.queue for s in registry.all_subscriptions()), "lie.dead_letters"]:
            channel.queue_purge(queue)
