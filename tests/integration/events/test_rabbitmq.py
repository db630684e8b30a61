"""On a real RabbitMQ: what is confirmed, what comes back, and what a stranger can read."""

import os
import signal
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import amqp
import msgspec
import pytest
from kombu import Connection

from events import registry
from events.broker import topology
from events.broker.publisher import Publisher
from events.broker.topology import COMMANDS, EVENTS, TASK
from events.broker.wire import Outcome, Outgoing
from events.messages.commands import Say
from events.messages.envelope import CONTENT_TYPE, encode, wrap_command
from lie_project import broker_users
from lie_project.launcher.rabbitmq import RabbitMQ
from tests import servers


@pytest.fixture
def publisher(rabbitmq_url: str) -> Iterator[Publisher]:
    def declare(channel: Any) -> None:
        topology.declare(channel, registry.all_subscriptions())

    with closing(Publisher(rabbitmq_url, declare)) as made:
        yield made


@pytest.fixture
def channel(rabbitmq: RabbitMQ, publisher: Publisher) -> Iterator[Any]:
    """A plain AMQP client's channel, with the topology there."""
    assert publisher.publish(say()).result(20) is Outcome.STORED
    with amqp.Connection(f"127.0.0.1:{rabbitmq.port}", *credentials(rabbitmq)) as connection:
        opened = connection.channel()
        for subscription in registry.all_subscriptions():
            opened.queue_purge(subscription.queue)
        opened.queue_purge("lie.dead_letters")
        yield opened


def credentials(rabbitmq: RabbitMQ) -> tuple[str, str]:
    user, _, password = rabbitmq.url().partition("://")[2].partition("@")[0].partition(":")
    return user, password


def ctl(rabbitmq: RabbitMQ, *arguments: str) -> str:
    """What rabbitmqctl prints."""
    done = subprocess.run([str(rabbitmq.ctl), "-q", *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def say(text: str = "hello") -> Outgoing:
    envelope = wrap_command(Say(text=text), "ABCDE", actor="alice")
    return Outgoing(envelope.id, COMMANDS.name, envelope.type, encode(envelope))


def got(channel: Any, queue: str) -> Any:
    """The queue's next message, when it has come."""
    found: list[Any] = []

    def arrived() -> bool:
        message = channel.basic_get(queue, no_ack=True)
        if message is not None:
            found.append(message)
        return bool(found)

    servers.until(arrived, f"a message in {queue}")
    return found[0]


def test_a_confirmed_message_lies_in_its_owners_queue_as_plain_cloudevents(
    publisher: Publisher, channel: Any
) -> None:
    assert publisher.publish(say("hi")).result(5) is Outcome.STORED
    message = got(channel, "chat.commands")
    assert message.properties["content_type"] == CONTENT_TYPE
    assert message.properties["delivery_mode"] == 2
    assert msgspec.json.decode(message.body)["data"] == {"text": "hi"}


def test_what_no_queue_is_bound_for_comes_back(publisher: Publisher, channel: Any) -> None:
    stray = Outgoing(str(uuid.uuid4()), EVENTS.name, "no.such_event", b"{}")
    assert publisher.publish(stray).result(5) is Outcome.RETURNED
    assert publisher.publish(say()).result(5) is Outcome.STORED


def test_confirms_are_matched_to_their_messages(publisher: Publisher, channel: Any) -> None:
    """Stored and returned ones in one window: none takes another's outcome."""
    messages = [
        say() if n % 3 else Outgoing(str(uuid.uuid4()), EVENTS.name, "no.such", b"{}") for n in range(300)
    ]
    outcomes = [publisher.publish(message).result(10) for message in messages]
    assert outcomes == [Outcome.STORED if n % 3 else Outcome.RETURNED for n in range(300)]


def test_a_worker_makes_no_queue_of_its_own(rabbitmq: RabbitMQ, channel: Any, chat_worker: Path) -> None:
    ours = {*(s.queue for s in registry.all_subscriptions()), "lie.dead_letters", "lie.log"}
    assert set(ctl(rabbitmq, "list_queues", "name").split()) - {"name"} == ours


def test_every_queue_and_binding_is_there_to_see(rabbitmq: RabbitMQ, channel: Any) -> None:
    listed = ctl(rabbitmq, "list_queues", "name", "type", "durable")
    for subscription in registry.all_subscriptions():
        assert f"{subscription.queue}\tquorum\ttrue" in listed
    bindings = ctl(rabbitmq, "list_bindings", "source_name", "routing_key", "destination_name")
    assert "lie.events\trooms.room_created\tmedia.connection" in bindings
    assert "lie.commands\tgame.*\tgame.commands" in bindings


def test_a_frozen_broker_makes_nobody_wait(rabbitmq: RabbitMQ, publisher: Publisher, channel: Any) -> None:
    pid = int(ctl(rabbitmq, "eval", "os:getpid().").strip().strip('"'))
    os.kill(pid, signal.SIGSTOP)
    try:
        outcome = publisher.publish(say())
        assert not outcome.done()  # whoever asked goes on before the broker has answered
        assert outcome.result(10) is Outcome.UNKNOWN
    finally:
        os.kill(pid, signal.SIGCONT)
    servers.until(lambda: publisher.publish(say()).result(10) is Outcome.STORED, "publishing again")


# --- a stock Celery worker -----------------------------------------------------------------


def url_of_the_chats_user(rabbitmq: RabbitMQ, directory: Path) -> str:
    """On a broker that was prepared, as he makes no exchange."""
    broker_users.write_files(directory, rabbitmq.url())
    ctl(rabbitmq, "import_definitions", str(directory / "definitions.json"))
    with Connection(rabbitmq.url()) as connection:
        topology.declare(connection.channel(), registry.all_subscriptions())
    return (directory / "chat.env").read_text().strip().partition("=")[2]


@pytest.fixture(scope="module")
def chat_worker(
    rabbitmq: RabbitMQ, valkey_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A real worker of the chat concern, with the rights of its user and no more; gives its database."""
    directory = tmp_path_factory.mktemp("worker")
    ready, log, database = directory / "ready", directory / "log", directory / "lie.sqlite3"
    environ = {
        **os.environ,
        "LIE_BROKER_URL": url_of_the_chats_user(rabbitmq, directory / "users"),
        "LIE_DATABASE_URL": f"sqlite:///{database}",
        "LIE_READY_FILE": str(ready),
    }
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=environ, check=True)
    command = [sys.executable, "-m", "celery", "-A", "lie_project", "worker"]
    command += ["-Q", ",".join(registry.queues_of("chat")), "-P", "threads", "-c", "2"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    with log.open("wb") as output:
        worker = subprocess.Popen(command, env=environ, stdout=output, stderr=output)
        try:
            servers.until(ready.exists, "the worker consumes")
            yield database
        finally:
            worker.terminate()
            worker.wait(30)


def published(channel: Any, body: bytes, key: str = "chat.say", **changes: Any) -> None:
    """Publish as any AMQP client could."""
    properties: dict[str, Any] = {"content_type": CONTENT_TYPE, "delivery_mode": 2}
    properties["application_headers"] = {"task": TASK, "id": str(uuid.uuid4())}
    channel.basic_publish(amqp.Message(body, **{**properties, **changes}), COMMANDS.name, key)


def test_a_plain_amqp_client_can_give_work_to_a_stock_worker(channel: Any, chat_worker: Path) -> None:
    """There is no such room, so the worker remembers a refusal: it has read and handled the command."""
    envelope = wrap_command(Say(text="hello"), "ABCDE", actor="alice")
    published(channel, encode(envelope))

    def handled() -> bool:
        with closing(sqlite3.connect(chat_worker)) as connection:
            rows = connection.execute("SELECT message_id, answer FROM events_inboxentry").fetchall()
        return (envelope.id, "room_not_found") in rows

    servers.until(handled, "the command is in the inbox")


@pytest.mark.parametrize(
    "body, changes",
    [
        (b"not json", {}),
        (b'{"specversion": "1.0"}', {}),
        (b"\xff\xfe", {"content_encoding": "utf-8"}),
        (b"{}", {"content_type": "application/x-python-serialize"}),
        (b"{}", {"content_type": "application/json", "application_headers": {}}),
        (b"junk", {"content_type": "application/cloudevents+json", "application_headers": {}}),
        (b"{}", {"application_headers": {"task": "os.system", "id": "1"}}),
    ],
    ids=["no json", "no envelope", "no utf-8", "pickle", "no task", "no task, no json", "foreign task"],
)
def test_what_can_never_be_handled_lies_with_the_dead_letters(
    channel: Any, chat_worker: Path, body: bytes, changes: dict[str, Any]
) -> None:
    published(channel, body, **changes)
    dead = got(channel, "lie.dead_letters")
    assert len(dead.body) == len(body)
    assert dead.headers["x-death"][0]["queue"] == "chat.commands"
