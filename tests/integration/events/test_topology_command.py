"""``manage.py topology`` and the clock's guard, against real brokers that were tampered with."""

import io
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from kombu import Connection

from events import metrics, publisher, registry, sweep, topology
from events.delivery import deliver
from events.guard import Guard
from events.models import StoredEvent
from events.publisher import Publisher
from events.wire import Outcome, Outgoing
from lie_project.launcher.ports import free_port
from lie_project.launcher.rabbitmq import RabbitMQ
from tests import servers
from tests.integration.events.conftest import Bench

QUORUM = {"x-queue-type": "quorum"}
UNKNOWN = "not found out: bindings, and queues of concerns that are no more: unknown; set LIE_BROKER_API_URL"


class Broker:
    """A broker with our topology on it, for a test to spoil."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.connection = Connection(url)

    @property
    def channel(self) -> Any:
        return self.connection.default_channel

    def make(self, name: str, arguments: dict[str, Any] | None = None, *keys: str) -> None:
        """A queue bound to ``lie.events`` by these keys."""
        self.channel.queue_declare(name, durable=True, auto_delete=False, arguments=arguments or QUORUM)
        topology.EVENTS(self.channel).declare()
        for key in keys:
            self.channel.queue_bind(name, "lie.events", key)

    def put(self, queue: str, *bodies: str) -> None:
        """Messages, when they lie there."""
        before = self.count(queue)
        with self.connection.Producer(auto_declare=False) as producer:
            for body in bodies:
                producer.publish(body, exchange="", routing_key=queue, message_id=body, headers={"h": body})
        servers.until(lambda: self.count(queue) == before + len(bodies), f"messages in {queue}")

    def count(self, queue: str) -> int:
        return int(self.channel.queue_declare(queue, passive=True).message_count)

    def take(self, queue: str) -> list[Any]:
        messages: list[Any] = []
        while message := self.channel.basic_get(queue, no_ack=True):
            messages.append(message)
        return messages

    def close(self) -> None:
        self.connection.release()


Use = Callable[..., None]


@pytest.fixture
def use(settings: Any) -> Use:
    """Change LIE's settings."""

    def change(**values: str) -> None:
        settings.LIE = msgspec.structs.replace(settings.LIE, **values)

    return change


@pytest.fixture
def broker(rabbitmq: RabbitMQ, tmp_path: Path, use: Use) -> Iterator[Broker]:
    """The launcher's own node: rabbitmqctl tells all about it."""
    (tmp_path / "rabbitmq").symlink_to(rabbitmq.ctl.parent)
    use(broker_url=rabbitmq.url(), data_dir=str(tmp_path))
    with closing(Broker(rabbitmq.url())) as made:
        delete_all(made)
        topology.declare(made.channel, registry.all_subscriptions())
        yield made
        delete_all(made)


MADE = ("chat.fault", "their.own")  # by tests of this file


def delete_all(broker: Broker) -> None:
    """RabbitMQ does not mind a queue that is not there."""
    names = {queue.name for queue in topology.all_queues(registry.all_subscriptions(), embedded=False)}
    for name in names | {f"{name}.v2" for name in names} | {*MADE}:
        broker.channel.queue_delete(name)


@pytest.fixture
def stranger(broker: Broker, tmp_path: Path, use: Use) -> Broker:
    """The same node, of which we know no more than its AMQP URL."""
    use(data_dir=str(tmp_path / "elsewhere"))
    return broker


def run(*arguments: str) -> tuple[int, list[str]]:
    """(exit code, lines printed)."""
    out = io.StringIO()
    try:
        call_command("topology", *arguments, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def check() -> tuple[int, list[str]]:
    return run("check", "--no-workers")


def drifts() -> list[str]:
    """The differences, without what could not be found out."""
    code, lines = check()
    found = [line for line in lines[:-1] if not line.startswith("not found out:")]
    assert code == bool(found)
    return found


# --- check ---------------------------------------------------------------------------------------


def test_what_was_just_declared_has_no_drift(broker: Broker) -> None:
    bound = sum(len(s.keys) for s in registry.all_subscriptions()) + len(topology.log_stream().bindings) + 1
    queues = len(registry.all_subscriptions()) + 2
    assert check() == (0, [f"The broker has what it should: {queues} queues, {bound} bindings."])


def test_queues_without_a_worker_are_drift_too(broker: Broker) -> None:
    code, lines = run("check")
    assert code == 1 and "not consumed: game.commands (0 messages, 0 consumers)" in lines


def test_every_kind_of_drift_is_a_line(broker: Broker) -> None:
    broker.channel.queue_delete("game.commands")
    broker.channel.queue_delete("rooms.game")
    broker.make("rooms.game", QUORUM, *subscription("rooms.game").keys)
    broker.channel.queue_unbind("game.connection", "lie.events", "rooms.room_created")
    broker.make("chat.fault", QUORUM, "chat.message_posted")
    broker.make("their.own", QUORUM, "chat.message_posted")
    broker.channel.queue_bind("media.connection", "lie.events", "chat.message_posted")
    found = drifts()
    assert found[0] == "missing queue: game.commands"
    assert found[1].startswith(
        "other arguments: rooms.game (x-dead-letter-exchange is None, wanted lie.dead;"
    )
    assert found[2:] == [
        "missing binding: game.connection (lie.events, key rooms.room_created)",
        "extra binding: media.connection (lie.events, key chat.message_posted)",
        "extra queue: chat.fault (0 messages, 0 consumers)",
    ]


def subscription(queue: str) -> topology.Subscription:
    return next(s for s in registry.all_subscriptions() if s.queue == queue)


def test_by_amqp_alone_bindings_stay_unknown_and_that_is_said(stranger: Broker) -> None:
    stranger.channel.queue_unbind("game.connection", "lie.events", "rooms.room_created")
    code, lines = check()
    assert code == 0 and lines[0] == UNKNOWN


def test_by_amqp_alone_queues_and_their_arguments_are_seen(stranger: Broker) -> None:
    stranger.channel.queue_delete("game.commands")
    stranger.channel.queue_delete("rooms.game")
    stranger.make("rooms.game")
    stranger.make("chat.fault")
    found = drifts()
    assert found[0] == "missing queue: game.commands" and "inequivalent arg" in found[1]
    assert found[2:] == ["extra queue: chat.fault (0 messages, 0 consumers)"]


def test_looking_makes_nothing(stranger: Broker) -> None:
    stranger.channel.queue_delete("game.commands")
    check()
    assert drifts()[0] == "missing queue: game.commands"


@pytest.fixture
def api(rabbitmq: RabbitMQ) -> str:
    """URL of the node's management API, switched on by its own plugin."""
    port = free_port()
    listener = (
        f'application:set_env(rabbitmq_management, tcp_config, [{{port, {port}}}, {{ip, "127.0.0.1"}}]).'
    )
    subprocess.run([rabbitmq.ctl, "-q", "eval", listener], check=True, capture_output=True)
    tool = rabbitmq.ctl.read_text().replace("/rabbitmqctl", "/rabbitmq-plugins")
    command = [*("sh", "-c", tool, "rabbitmq-plugins"), "enable", "rabbitmq_management"]
    subprocess.run(command, check=True, capture_output=True)
    account = rabbitmq.url().partition("://")[2].partition("@")[0]
    return f"http://{account}@127.0.0.1:{port}"


def test_the_management_api_tells_everything(stranger: Broker, api: str, use: Use) -> None:
    use(broker_api_url=api)
    assert drifts() == []
    stranger.channel.queue_unbind("game.connection", "lie.events", "rooms.room_created")
    stranger.make("chat.fault")
    (binding, queue) = drifts()
    assert binding == "missing binding: game.connection (lie.events, key rooms.room_created)"
    assert queue.startswith("extra queue: chat.fault")


def test_an_api_that_does_not_answer_is_exit_2_and_says_no_password(broker: Broker, use: Use) -> None:
    use(broker_api_url=f"http://lie:hidden@127.0.0.1:{free_port()}", data_dir="/")
    with pytest.raises(CommandError, match="LIE_BROKER_API_URL does not answer") as caught:
        check()
    assert caught.value.returncode == 2 and "hidden" not in str(caught.value)


def test_a_broker_that_is_away_is_exit_2(use: Use) -> None:
    use(broker_url=f"amqp://127.0.0.1:{free_port()}//")
    with pytest.raises(CommandError, match="cannot be asked") as caught:
        check()
    assert caught.value.returncode == 2


# --- apply ---------------------------------------------------------------------------------------


def test_apply_mends_all_that_holds_no_message(broker: Broker) -> None:
    broker.channel.queue_delete("game.commands")
    broker.channel.queue_unbind("game.connection", "lie.events", "rooms.room_created")
    broker.channel.queue_bind("media.connection", "lie.events", "chat.message_posted")
    broker.make("chat.fault", QUORUM, "chat.message_posted")
    broker.channel.queue_delete("rooms.game")
    broker.make("rooms.game")
    code, lines = run("apply")
    assert code == 0 and "deleted queue chat.fault with 0 messages" in lines
    assert drifts() == []
    assert run("apply") == (0, ["There was nothing to do."])


def test_apply_never_touches_a_foreign_queue(broker: Broker) -> None:
    broker.make("their.own", QUORUM, "chat.message_posted")
    assert run("apply", "--drop") == (0, ["There was nothing to do."])
    assert broker.count("their.own") == 0


def test_an_old_queue_with_messages_stays_until_dropped(broker: Broker) -> None:
    broker.make("chat.fault", QUORUM, "chat.message_posted")
    broker.put("chat.fault", "one", "two")
    stays = "chat.fault stays: 2 messages that nobody will handle: delete them with --drop"
    assert run("apply") == (1, [stays])
    assert run("apply", "--drop") == (0, ["deleted queue chat.fault with 2 messages"])
    assert drifts() == []


def test_an_old_queue_that_is_still_consumed_stays(broker: Broker) -> None:
    broker.make("chat.fault")
    stays = "chat.fault stays: 1 workers consume it: stop that release, then apply again"
    with closing(Broker(broker.url)) as worker:
        worker.channel.basic_consume("chat.fault")
        assert run("apply") == (1, [stays])


def test_other_arguments_with_messages_stay_routed(broker: Broker) -> None:
    broker.channel.queue_delete("rooms.game")
    broker.make("rooms.game", QUORUM, *subscription("rooms.game").keys)
    broker.put("rooms.game", "one")
    code, lines = run("apply")
    assert code == 1 and broker.count("rooms.game") == 1
    assert [line for line in drifts() if "binding" in line] == []
    assert any("rooms.game stays: 1 messages" in line for line in lines)


@pytest.mark.parametrize("seen_by", ["rabbitmqctl", "amqp"])
def test_a_new_version_takes_over_what_lies_in_the_old_queue(
    broker: Broker, seen_by: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seen_by == "amqp":
        request.getfixturevalue("stranger")
    broker.put("game.commands", "one", "two", "three")
    monkeypatch.setitem(topology.VERSIONS, "subscriber", 2)
    code, lines = run("apply")
    assert code == 0
    assert "moved 3 messages from game.commands to game.commands.v2" in lines
    assert "deleted queue game.commands with 0 messages" in lines
    taken = broker.take("game.commands.v2")
    assert [(m.body, m.properties["message_id"], m.headers["h"]) for m in taken] == [
        (word, word, word) for word in ("one", "two", "three")
    ]
    code, lines = check()
    assert code == 0 and not any(line.startswith("extra") for line in lines)


def test_an_older_release_takes_them_back(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(topology.VERSIONS, "subscriber", 2)
    run("apply")
    broker.put("game.commands.v2", "one")
    monkeypatch.setitem(topology.VERSIONS, "subscriber", 1)
    code, lines = run("apply")
    assert code == 0 and "moved 1 messages from game.commands.v2 to game.commands" in lines
    assert broker.count("game.commands") == 1 and drifts() == []


def test_an_old_stream_stays_for_its_readers(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(topology.VERSIONS, "stream", 2)
    code, lines = run("apply")
    assert code == 1
    assert lines[-1] == "lie.log stays: a stream, maybe with readers outside: delete it with --drop"
    assert "lie.log stays" not in "".join(run("apply", "--drop")[1]) and drifts() == []


# --- the embedded transport ----------------------------------------------------------------------


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


# --- diagram -------------------------------------------------------------------------------------


def test_the_diagram_has_every_queue() -> None:
    code, lines = run("diagram")
    assert code == 0 and lines[0] == "flowchart LR"
    for name in [s.queue for s in registry.all_subscriptions()] + ["lie.log", "lie.dead"]:
        assert any(f"[({name})]" in line for line in lines)


# --- the clock's guard ---------------------------------------------------------------------------


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
