"""Real brokers for the tests of the topology to spoil, and what ``manage.py topology`` says of them."""

import io
import subprocess
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from kombu import Connection

from events import registry
from events.broker import topology
from lie_project.launcher.ports import LOOPBACK, free_port
from lie_project.launcher.probes import tcp_answers
from lie_project.launcher.rabbitmq import RabbitMQ
from tests import servers

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


MADE = ("chat.fault", "their.own", "lie.dead")  # by tests of this file


def delete_all(broker: Broker) -> None:
    """RabbitMQ does not mind a queue that is not there."""
    names = {queue.name for queue in topology.all_queues(registry.all_subscriptions(), embedded=False)}
    for name in names | {f"{name}.v2" for name in names} | {*MADE}:
        broker.channel.queue_delete(name)


def management_api(rabbitmq: RabbitMQ) -> str:
    """URL of the node's management API, switched on by its own plugin; with an administrator's account."""
    port = free_port()
    listener = (
        f'application:set_env(rabbitmq_management, tcp_config, [{{port, {port}}}, {{ip, "{LOOPBACK}"}}]).'
    )
    tool = rabbitmq.ctl.read_text().replace("/rabbitmqctl", "/rabbitmq-plugins")
    plugins = ["sh", "-c", tool, "rabbitmq-plugins"]
    for command in (
        [*plugins, "disable", "rabbitmq_management"],  # which forgets another test's port
        [str(rabbitmq.ctl), "-q", "eval", listener],
        [*plugins, "enable", "rabbitmq_management"],
    ):
        subprocess.run(command, check=True, capture_output=True)
    servers.until(lambda: tcp_answers(LOOPBACK, port), "the management API listens")
    account = rabbitmq.url().partition("://")[2].partition("@")[0]
    return f"http://{account}@{LOOPBACK}:{port}"


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
