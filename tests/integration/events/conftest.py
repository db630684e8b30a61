"""A backbone with one made-up concern: what it handles, publishes and shows is kept in lists."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from events import live, registry
from events.broker import publisher, topology
from events.catalogue import ChatMemberJoined
from events.log import store
from events.messages.commands import Say
from events.messages.envelope import Envelope, encode, wrap_command
from events.messages.refusal import Refusal
from events.models import StoredEvent
from events.registry import Concern
from events.schema import Event
from events.work import UnitOfWork, unit_of_work
from lie_project import wiring
from lie_project.launcher.rabbitmq import RabbitMQ
from tests.integration.events.brokers import Broker, Use, delete_all


@dataclass
class Bench:
    """A concern "chat" that takes Say and hears ChatMemberJoined; ``fail`` may raise in either."""

    handled: list[str] = field(default_factory=list)
    published: list[StoredEvent] = field(default_factory=list)
    answers: list[msgspec.Struct] = field(default_factory=list)
    fail: Callable[[str], Refusal | None] = lambda text: None

    def say(self, work: UnitOfWork, command: Say) -> Refusal | None:
        refusal = self.fail(command.text)
        if refusal is None:
            stream = f"chat/{work.room}"
            joined = ChatMemberJoined(player=work.actor, nickname=command.text)
            work.append(stream, [joined], expected=store.head(stream))
            self.handled.append(command.text)
        return refusal

    def hear(self, work: UnitOfWork, event: ChatMemberJoined) -> None:
        self.fail(event.nickname)
        self.handled.append(event.nickname)

    def log(self, *nicknames: str, room: str = "ABCDE") -> list[bytes]:
        """Put events into the log; returns their bodies as published."""
        cause = wrap_command(Say(text="x"), room)
        with unit_of_work(cause) as work:
            events: Sequence[Event] = [ChatMemberJoined(player="p", nickname=n) for n in nicknames]
            stream = f"chat/{room}"
            work.append(stream, events, expected=store.head(stream))
        return [row.envelope.encode() for row in work.stored]


def said(text: str, *, frame: str = "frame-01", player: str = "alice") -> Envelope:
    return wrap_command(Say(text=text), "ABCDE", actor=player, id=f"{player}.{frame}")


def body(envelope: Envelope) -> bytes:
    return encode(envelope)


@pytest.fixture
def bench(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    made = Bench()
    monkeypatch.setattr(publisher, "publish_stored", made.published.extend)
    monkeypatch.setattr(live, "send_to_player", lambda room, player, frame: made.answers.append(frame))
    hear: dict[type[Event], Any] = {ChatMemberJoined: (made.hear,)}
    registry.install([Concern("chat", {Say: made.say}, hear), Concern("media", {}, hear)])
    yield made
    wiring.install()


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


@pytest.fixture
def stranger(broker: Broker, tmp_path: Path, use: Use) -> Broker:
    """The same node, of which we know no more than its AMQP URL."""
    use(data_dir=str(tmp_path / "elsewhere"))
    return broker
