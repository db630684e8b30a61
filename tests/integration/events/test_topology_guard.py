"""The clock's guard of the topology, on a real RabbitMQ under a running system."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from events import registry
from events.broker import publisher, topology
from events.broker.publisher import Publisher
from events.broker.wire import Outcome, Outgoing
from events.delivery.handling import deliver
from events.models import StoredEvent
from events.telemetry import metrics
from events.upkeep import sweep
from events.upkeep.guard import Guard
from lie_project.launcher.ports import free_port
from tests import servers
from tests.integration.events.brokers import Broker, Use, drifts, run
from tests.integration.events.conftest import Bench


@pytest.fixture
def running(bench: Bench, broker: Broker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    """The bench's two concerns on the real broker, by the real publisher."""
    topology.declare(broker.channel, registry.all_subscriptions())
    run("apply")
    made = Publisher(broker.url, lambda channel: topology.declare(channel, registry.all_subscriptions()))
    with closing(made):
        stray = Outgoing("stray", topology.EVENTS.name, "no.such_event", b"{}")
        assert made.publish(stray).result(20) is Outcome.RETURNED  # it is connected: it declares no more
        monkeypatch.setattr(publisher, "default", lambda: made)
        monkeypatch.setattr(publisher, "mark_published", lambda position, outcome: None)
        yield broker


def publish(bench: Bench, *words: str) -> None:
    """Events, stored and confirmed."""
    bench.published.clear()
    bench.log(*words)
    for outcome in [publisher._publish_row(row) for row in bench.published]:
        assert outcome.result(10) == "stored"


def work_off(broker: Broker, queue: str) -> None:
    """What the worker of ``media`` would do."""
    for message in broker.take(queue):
        deliver("media", message.body if isinstance(message.body, bytes) else message.body.encode())


def spoil_binding(broker: Broker) -> str:
    broker.channel.queue_unbind("media.chat", "lie.events", "chat.member_joined")
    return "missing binding: media.chat"


def spoil_queue(broker: Broker) -> str:
    broker.channel.queue_delete("media.chat")
    return "missing queue: media.chat"


@pytest.mark.parametrize("spoil", [spoil_binding, spoil_queue])
def test_what_vanishes_under_a_running_system_is_noticed_and_healed_and_nothing_is_lost(
    running: Broker, bench: Bench, spoil: Callable[[Broker], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[tuple[str, ...]] = []
    monkeypatch.setattr(metrics, "count", lambda *what: counted.append(what))
    publish(bench, "one")
    work_off(running, "media.chat")
    what = spoil(running)
    publish(bench, "two", "three")  # confirmed, for the stream has them; no worker will see them
    guard = Guard()
    assert guard.condition() is None
    guard.look()
    assert guard.condition() == [what] and counted == [("topology_healed", what.partition(":")[0])]
    assert running.count("media.chat") == 0 and drifts() == []
    sweep.Sweep().run(timezone.now() + sweep.LOST + timedelta(seconds=1))
    servers.until(lambda: running.count("media.chat") == 1, "the poke in the queue")
    work_off(running, "media.chat")
    assert bench.handled == ["one", "two", "three"]
    assert StoredEvent.objects.count() == 3


def test_a_second_look_finds_nothing_and_the_first_is_remembered(running: Broker) -> None:
    spoil_queue(running)
    guard = Guard()
    guard.look()
    guard.look()
    assert guard.condition() == ["missing queue: media.chat"]


def test_bindings_that_nobody_can_see_are_made_again_all_the_same(
    running: Broker, use: Use, tmp_path: Path
) -> None:
    spoil_binding(running)
    use(data_dir=str(tmp_path / "elsewhere"))
    guard = Guard()
    guard.look()
    use(data_dir=str(tmp_path))
    assert guard.condition() == [] and drifts() == []


def test_a_look_that_fails_is_no_news(running: Broker, use: Use) -> None:
    guard = Guard()
    guard.look()
    assert guard.condition() == []
    use(broker_url=f"amqp://127.0.0.1:{free_port()}//")
    guard.look()
    assert guard.condition() is None


def test_the_clock_looks_every_half_minute_and_waits_for_no_look(
    running: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Guard] = []
    monkeypatch.setattr(Guard, "look", lambda guard: looks.append(guard))
    guard = Guard()
    for _ in range(3):
        guard.run()
        servers.until(lambda: len(looks) == 1, "the look")
    assert looks == [guard]
