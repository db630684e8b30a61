"""Handlers that run too long, and workers that live and are of no use, on real brokers."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from events.broker import publisher
from events.delivery import inbox
from events.messages.commands import Say
from events.messages.envelope import Envelope, wrap_command
from events.models import FailedDelivery
from events.workers import beats, watchdog
from tests.faults.test_poison import clock_until, joined, parked, reached
from tests.faults.workers import Kept, kept_worker


@pytest.fixture
def chat(broker: str, transactional_db: None, tmp_path: Path) -> Iterator[Kept]:
    limits = {"LIE_HANDLER_SOFT": "1", "LIE_HANDLER_HARD": "2"}
    with kept_worker("chat", {"LIE_BROKER_URL": broker, **limits}, tmp_path) as worker:
        yield worker


def said(text: str) -> Envelope:
    envelope = wrap_command(Say(text=text), "SQUND", actor="bob", id=f"bob.{text}")
    publisher.publish_command(envelope)
    return envelope


def obeyed(worker: Kept, text: str) -> None:
    envelope = said(text)
    worker.until(lambda: inbox.answer_to("chat", envelope.id) == "room_not_found", f"{text} is obeyed")


def test_a_statement_over_the_soft_limit_is_broken_off_and_the_worker_lives(chat: Kept) -> None:
    joined("PQSNA", "slow query")
    clock_until(chat, lambda: failed() == ["HandlerTimeLimit"], "the event failed")
    obeyed(chat, "hello")
    assert chat.codes == [] and "over LIE_HANDLER_SOFT: chat with rooms.player_joined" in chat.log.read_text()


def failed() -> list[str]:
    return list(FailedDelivery.objects.values_list("error", flat=True))


def test_an_endless_handler_ends_its_worker_until_it_is_given_up(chat: Kept) -> None:
    joined("PQSNA", "endless")
    joined("SQUND", "one")
    clock_until(chat, lambda: bool(parked()), "the event is parked")
    clock_until(chat, reached("SQUND"), "the other room's events are handled")
    assert set(chat.codes) == {watchdog.HARD_LIMIT}


def test_a_worker_that_receives_nothing_although_work_waits_starts_again(chat: Kept) -> None:
    obeyed(chat, "one")
    chat.until(lambda: (beats.live_workers() or {}).get("chat") == 1, "it beats")
    os.kill(chat.process.pid, signal.SIGUSR1)
    chat.until(lambda: chat.started("deaf") == 1, "it has stopped consuming")
    obeyed(chat, "two")
    assert chat.codes == [watchdog.DEAF]


def test_an_idle_worker_lives_on_and_says_so(chat: Kept) -> None:
    first = chat.process.pid
    obeyed(chat, "one")
    seen: set[float] = set()

    def beaten() -> bool:
        seen.add(chat.ready.stat().st_mtime)
        return len(seen) > 2 * watchdog.QUIET

    chat.until(beaten, "it beats on in silence")
    (beat,) = [beat for beat in beats.beats() or [] if beat.kind == "chat"]
    assert (beat.pid, beat.handled, beat.state) == (first, 1, "idle")
    assert beat.last is not None and beat.since <= beat.last and chat.codes == []
