"""A real broker that freezes: the incident is raised without it, and cleared when it is back."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events import redis, registry
from events.broker import publisher, topology
from events.broker.publisher import Publisher
from events.broker.relay import Relay
from events.catalogue import ChatMemberJoined
from events.faults.conditions import Notice
from events.faults.noticeboard import KEY, read
from events.messages.commands import Say
from events.messages.envelope import wrap_command
from events.models import Incident, StoredEvent
from events.upkeep.lookout import Lookout
from events.work import unit_of_work
from lie_project.launcher.rabbitmq import RabbitMQ
from tests import servers
from tests.integration.events.test_rabbitmq import ctl


@pytest.fixture
def broker(
    transactional_db: None, rabbitmq_url: str, valkey_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Publisher]:
    """This process' publisher is one to the real node."""

    def declare(channel: Any) -> None:
        topology.declare(channel, registry.all_subscriptions())

    redis.client().flushdb()
    with closing(Publisher(rabbitmq_url, declare)) as made:
        monkeypatch.setattr(publisher, "default", lambda: made)
        yield made


def test_a_broker_that_freezes_raises_and_clears_an_incident(rabbitmq: RabbitMQ, broker: Publisher) -> None:
    began, lookout, relay = time.monotonic(), Lookout(lambda: []), Relay()

    def seen(name: str) -> bool:
        relay.run(timezone.now() + timedelta(seconds=1))
        # Twenty times as fast as the clock on the wall, for the seconds of grace.
        lookout.look(timezone.now() + timedelta(seconds=20 * (time.monotonic() - began)))
        kept: Any = redis.client().get(KEY)
        return read(kept) == Notice(["broker"] if name == "broker" else [])

    log()
    servers.until(lambda: _published(relay), "the broker is there")
    pid = int(ctl(rabbitmq, "eval", "os:getpid().").strip().strip('"'))
    os.kill(pid, signal.SIGSTOP)
    try:
        log()
        servers.until(lambda: seen("broker"), "the players are told")
        assert [str(incident) for incident in Incident.objects.filter(open=True)] == ["broker"]
    finally:
        os.kill(pid, signal.SIGCONT)
    servers.until(lambda: seen("") and not Incident.objects.filter(open=True), "it is over")
    lookout.close()
    ends = StoredEvent.objects.filter(stream="fault/system").order_by("sequence")
    assert list(ends.values_list("type", flat=True)) == ["fault.incident_raised", "fault.incident_cleared"]
    servers.until(lambda: _published(relay), "what was told meanwhile has gone out")


def log() -> None:
    with unit_of_work(wrap_command(Say(text="x"), "ABCDE")) as work:
        work.append(
            f"chat/{StoredEvent.objects.count()}", [ChatMemberJoined(player="p", nickname="n")], expected=0
        )


def _published(relay: Relay) -> bool:
    relay.run(timezone.now() + timedelta(seconds=1))
    return not StoredEvent.objects.filter(published_at=None).exists()
