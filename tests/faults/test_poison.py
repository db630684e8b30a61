"""What kills its worker is tried a bounded number of times, on either transport; all else goes on."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from kombu import Connection

from events.broker import publisher
from events.catalogue import PlayerJoined, RoomCreated
from events.delivery import inbox, trials
from events.log import store
from events.messages.commands import JoinRoom, Say
from events.messages.envelope import Envelope, wrap_command
from events.models import FailedDelivery, StoredEvent
from events.schema import Event
from events.upkeep import housekeeping
from events.upkeep.sweep import Sweep
from events.work import unit_of_work
from tests.faults.workers import Kept, kept_worker

POISONED, SOUND = "PQSNA", "SQUND"


@pytest.fixture
def chat(broker: str, transactional_db: None, tmp_path: Path) -> Iterator[Kept]:
    with kept_worker("chat", {"LIE_BROKER_URL": broker}, tmp_path) as worker:
        yield worker


def joined(room: str, *nicknames: str) -> None:
    """Put into the log, and publish, that people have joined a new room."""
    stream = f"rooms/{room}"
    created = RoomCreated(code=room, host="a", language="en", public=True, capacity=8, rounds=1, pace=1)
    events: Sequence[Event] = [
        created,
        *(PlayerJoined(player=f"p-{n}", nickname=n, seat=s, bot=False) for s, n in enumerate(nicknames)),
    ]
    cause = wrap_command(JoinRoom(nickname="x", connection="x"), room)
    with unit_of_work(cause) as work:
        work.append(stream, events, expected=store.head(stream))


def reached(room: str) -> Callable[[], bool]:
    """Has the chat handled all that its room's stream has?"""
    stream = f"rooms/{room}"
    return lambda: inbox.reached("chat", stream) == store.head(stream) > 0


def clock_until(worker: Kept, condition: Callable[[], bool], what: str) -> None:
    """Do the clock's part meanwhile: new tries, and the sweep."""
    sweep, again = Sweep(), housekeeping.Again()

    def look() -> bool:
        again.run(timezone.now())
        sweep.run(timezone.now())
        return condition()

    worker.until(look, what)


def parked() -> list[tuple[str, str]]:
    rows = FailedDelivery.objects.filter(state=FailedDelivery.State.PARKED)
    return list(rows.values_list("stream", "error"))


def test_an_event_that_kills_its_worker_is_parked_and_other_rooms_go_on(chat: Kept) -> None:
    joined(POISONED, "poison", "after")
    joined(SOUND, "one", "two")
    clock_until(chat, lambda: bool(parked()), "the event is parked")
    assert parked() == [(f"rooms/{POISONED}", trials.LOST)]
    assert len(trials.PAUSES) <= chat.started("poison") <= len(trials.PAUSES) + 2
    clock_until(chat, reached(SOUND), "the other room's events are handled")
    assert inbox.reached("chat", f"rooms/{POISONED}") == 1 and chat.started("after") == 0
    assert StoredEvent.objects.filter(type="fault.event_parked").count() == 1


def test_a_command_that_kills_its_worker_is_given_up_and_others_are_obeyed(chat: Kept, broker: str) -> None:
    poison = wrap_command(Say(text="poison"), POISONED, actor="alice", id="alice.frame-01")
    publisher.publish_command(poison)
    chat.until(lambda: answer_to(poison) is not None, "the command has its answer")
    assert answer_to(poison) == "failed"
    sound = wrap_command(Say(text="hello"), SOUND, actor="bob", id="bob.frame-01")
    for envelope in (poison, sound):
        publisher.publish_command(envelope)
    chat.until(lambda: answer_to(sound) == "room_not_found", "the other command is obeyed")
    assert chat.started("poison") <= len(trials.PAUSES) + 1
    if broker.startswith("amqp"):
        chat.until(lambda: "poison" in dead_letter(broker), "the command lies with the dead letters")


def answer_to(envelope: Envelope) -> str | None:
    return inbox.answer_to("chat", envelope.id)


def dead_letter(url: str) -> str:
    with Connection(url) as connection:
        channel: Any = connection.channel()
        message = channel.basic_get("lie.dead_letters", no_ack=True)
        return str(message.body) if message else ""
