"""``manage.py brokerusers`` on a real RabbitMQ: every process can do its work, and nothing else."""

import io
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from amqp.exceptions import AccessRefused, NotAllowed, NotFound
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test.utils import override_settings
from kombu import Connection
from msgspec.structs import replace

from events import registry
from events.broker import topology
from events.broker.node_queue import NodeQueue, name_of
from events.broker.wire import Outcome, Outgoing, Wire, open_wire
from events.upkeep.guard import heal
from lie_project import broker_users
from lie_project.launcher.rabbitmq import RabbitMQ
from tests.integration.events.brokers import management_api
from tests.servers import until

PROCESSES = ["web", "clock", "media-server", *(concern.name for concern in registry.concerns())]


def run(url: str, *arguments: str, api: str = "") -> str:
    said = io.StringIO()
    with override_settings(LIE=replace(settings.LIE, broker_url=url, broker_api_url=api)):
        call_command("brokerusers", *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def directory(rabbitmq: RabbitMQ, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of the users, who are on the broker; the topology is there as manage.py prepare makes it."""
    made = tmp_path_factory.mktemp("users") / "broker"
    assert "guest is no more needed" in run(rabbitmq.url(), "--to", str(made), "--ctl", str(rabbitmq.ctl))
    with Connection(url_in(made, "clock")) as connection:
        topology.declare(connection.channel(), registry.all_subscriptions())
    return made


def channel(connection: Connection) -> Any:
    """A new one: a refusal ends the one before.  kombu's stubs know no AMQP."""
    return connection.channel()


def url_in(directory: Path, role: str) -> str:
    name, _, url = (directory / f"{role}.env").read_text().strip().partition("=")
    assert name == "LIE_BROKER_URL"
    return url


@pytest.fixture
def connection(directory: Path, request: pytest.FixtureRequest) -> Iterator[Connection]:
    """Of the process that the test is about."""
    with Connection(url_in(directory, request.param)) as made:
        yield made


def _is_settled(wire: Wire, message: Outgoing) -> bool:
    wire.listen()
    return message.outcome.done()


def publish(url: str, exchange: str, key: str) -> Outcome:
    """As the publisher does: see that everything is there, write, wait for the confirm."""
    wire = open_wire(url, lambda channel: topology.declare(channel, registry.all_subscriptions()))
    message = Outgoing("id-1", exchange, key, b"{}")
    try:
        wire.write(message)
        wire.flush()
        until(lambda: _is_settled(wire, message), "the broker confirms")
    finally:
        wire.close()
    return message.outcome.result()


@pytest.mark.parametrize("role", PROCESSES)
def test_every_process_connects_declares_and_publishes(directory: Path, role: str) -> None:
    url = url_in(directory, role)
    assert publish(url, "lie.events", "rooms.room_created") is Outcome.STORED
    assert publish(url, "lie.commands", "game.cast_vote") is Outcome.STORED


@pytest.mark.parametrize("concern", [concern.name for concern in registry.concerns()])
def test_a_worker_reads_its_own_queues_alone(directory: Path, concern: str) -> None:
    with Connection(url_in(directory, concern)) as connection:
        for queue in registry.queues_of(concern):
            channel(connection).basic_get(queue)
        for queue in [s.queue for s in registry.all_subscriptions() if s.concern != concern][:3]:
            with pytest.raises(AccessRefused):
                channel(connection).basic_get(queue)


@pytest.mark.parametrize("role", [role for role in PROCESSES if role != "clock"])
def test_a_stolen_password_deletes_no_queue_and_empties_none_of_another(directory: Path, role: str) -> None:
    own = set(registry.queues_of(role)) if role in {c.name for c in registry.concerns()} else set[str]()
    with Connection(url_in(directory, role)) as connection:
        for queue in topology.all_queues(registry.all_subscriptions(), embedded=False):
            for refused in ("queue_delete", *(["queue_purge"] if queue.name not in own else [])):
                with pytest.raises(AccessRefused):
                    getattr(channel(connection), refused)(queue.name)
        with pytest.raises(AccessRefused):
            channel(connection).queue_unbind("game.commands", "lie.commands", "game.*")
        with pytest.raises(AccessRefused):
            channel(connection).exchange_delete("lie.events")


def test_what_is_missing_is_made_by_the_clock_alone(directory: Path) -> None:
    game = next(s for s in registry.all_subscriptions() if s.queue == "game.commands").as_queue()
    with Connection(url_in(directory, "clock")) as clock, Connection(url_in(directory, "game")) as worker:
        channel(clock).queue_delete(game.name)
        for only_looks in (game(channel(worker)).declare, game(channel(worker)).declare):
            with pytest.raises(NotFound):
                only_looks()
        assert [drift.name for drift in heal(url_in(directory, "clock"))] == ["game.commands"]
        assert game(channel(worker)).declare() == game.name
    assert publish(url_in(directory, "web"), "lie.commands", "game.cast_vote") is Outcome.STORED


@pytest.mark.parametrize("connection", ["web"], indirect=True)
def test_who_has_the_webs_password_reads_neither_commands_nor_events(connection: Connection) -> None:
    for queue in topology.all_queues(registry.all_subscriptions(), embedded=False):
        with pytest.raises(AccessRefused):
            channel(connection).basic_get(queue.name)


@pytest.mark.parametrize("role", PROCESSES)
def test_dead_letters_are_read_by_the_clocks_user_alone(directory: Path, role: str) -> None:
    with Connection(url_in(directory, role)) as connection:
        if role == "clock":
            channel(connection).basic_get(topology.DEAD_LETTERS.name)
            return
        with pytest.raises(AccessRefused):
            channel(connection).basic_get(topology.DEAD_LETTERS.name)


@pytest.mark.parametrize("role", [role for role in PROCESSES if role != "clock"])
def test_no_queue_hides_behind_the_name_of_an_exchange(directory: Path, role: str) -> None:
    with Connection(url_in(directory, role)) as connection:
        for exchange in topology.EXCHANGES:
            with pytest.raises(AccessRefused):
                channel(connection).queue_declare(exchange.name)


@pytest.mark.parametrize("connection", PROCESSES, indirect=True)
def test_nobody_touches_what_is_not_lies(connection: Connection) -> None:
    with pytest.raises(AccessRefused):
        channel(connection).queue_declare("their.own")
    with pytest.raises(AccessRefused):
        channel(connection).exchange_declare("lie.events.copy", "topic")


@pytest.mark.parametrize("connection", ["monitor"], indirect=True)
def test_the_monitor_changes_nothing(connection: Connection) -> None:
    with pytest.raises(AccessRefused):
        channel(connection).basic_get("game.commands")
    with pytest.raises(AccessRefused):
        channel(connection).queue_delete("game.commands")


def test_a_media_server_hears_what_the_web_tells_it(directory: Path) -> None:
    heard, taken = (
        threading.Event(),
        NodeQueue(url_in(directory, "media-server"), "n1", lambda body: heard.set()),
    )
    taken.start()
    try:
        until(taken.reading.is_set, "the queue is read")
        assert publish(url_in(directory, "web"), "", name_of("n1")) is Outcome.STORED
        until(heard.is_set, "the message")
    finally:
        taken.close()


@pytest.mark.parametrize("connection", ["web", "game"], indirect=True)
def test_a_media_servers_queue_is_read_by_it_alone(connection: Connection, directory: Path) -> None:
    with Connection(url_in(directory, "media-server")) as own:
        channel(own).queue_declare(name_of("n2"), auto_delete=False, arguments={"x-expires": 60_000})
        with pytest.raises(AccessRefused):
            channel(connection).basic_get(name_of("n2"))
        channel(own).queue_delete(name_of("n2"))


def test_who_has_no_rabbitmqctl_makes_them_by_the_management_api(rabbitmq: RabbitMQ, directory: Path) -> None:
    api = management_api(rabbitmq)
    subprocess.run([rabbitmq.ctl, "-q", "delete_user", "lie-web"], check=True)
    with pytest.raises(CommandError, match="LIE_BROKER_API_URL refused.* 401"):
        run(rabbitmq.url(), "--to", str(directory), "--api", api=api.replace("@", "x@"))
    said = run(rabbitmq.url(), "--to", str(directory), "--api", api=api)
    assert "guest is no more needed" in said and api not in said
    assert publish(url_in(directory, "web"), "lie.commands", "game.cast_vote") is Outcome.STORED


def test_a_second_run_keeps_the_passwords_and_files_are_private(rabbitmq: RabbitMQ, directory: Path) -> None:
    before = {path.name: path.read_text() for path in directory.glob("*.env")}
    run(rabbitmq.url(), "--to", str(directory))
    assert {path.name: path.read_text() for path in directory.glob("*.env")} == before
    assert {path.stat().st_mode & 0o777 for path in directory.iterdir()} == {0o600}


def test_each_node_of_a_cluster_gets_the_account_and_no_other(tmp_path: Path) -> None:
    broker_users.write_files(tmp_path / "made", "amqp://admin:x@a:5672//;amqp://admin:x@b:5673//")
    for path in (tmp_path / "made").glob("*.env"):
        urls = path.read_text().strip().partition("=")[2].split(";")
        assert [url.rpartition("@")[2] for url in urls] == ["a:5672//", "b:5673//"]
        assert "admin" not in str(urls)


def test_no_password_is_printed_or_in_the_definitions(directory: Path, rabbitmq: RabbitMQ) -> None:
    said = run(rabbitmq.url(), "--to", str(directory)) + (directory / "definitions.json").read_text()
    for path in directory.glob("*.env"):
        assert broker_users._kept(path) and str(broker_users._kept(path)) not in said


def test_a_wrong_password_is_refused(directory: Path) -> None:
    with pytest.raises((AccessRefused, NotAllowed)), Connection(url_in(directory, "web") + "x") as connection:
        connection.connect()


def test_without_options_it_only_shows_them() -> None:
    assert run("amqp://admin:x@127.0.0.1//").count("configure") == len(broker_users.roles())


@pytest.mark.parametrize(
    "url, arguments, why",
    [
        ("redis://127.0.0.1/1", [], "only RabbitMQ has users"),
        ("amqp://x:y@127.0.0.1//", ["--ctl", "true"], "want --to"),
        ("amqp://x:y@127.0.0.1//", ["--to", "/tmp/never-made", "--api"], "--api wants LIE_BROKER_API_URL"),
    ],
)
def test_what_cannot_work_is_a_sentence(url: str, arguments: list[str], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        run(url, *arguments)


def test_a_rabbitmqctl_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="/nowhere was not run"):
        run("amqp://x:y@127.0.0.1//", "--to", str(tmp_path / "d"), "--ctl", "/nowhere")
