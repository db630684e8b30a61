"""``manage.py workers`` on real workers and brokers: seen, drained, nothing lost."""

import os
import socket
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from django.core.management import CommandError, call_command

from events.broker import publisher
from events.delivery import inbox
from events.messages.commands import Say
from events.messages.envelope import Envelope, wrap_command
from events.workers import beats
from lie_project.watching import living
from tests.faults.workers import Kept, kept_worker
from tests.servers import until

ONE_BROKER = pytest.mark.parametrize("broker", ["embedded"], indirect=True)  # it makes no difference here


@pytest.fixture
def chat(broker: str, transactional_db: None, tmp_path: Path) -> Iterator[Kept]:
    with kept_worker("chat", {"LIE_BROKER_URL": broker}, tmp_path) as worker:
        until(lambda: bool(living()), "its heartbeat")
        yield worker


def name(worker: Kept) -> str:
    return f"chat:{socket.gethostname()}:{worker.process.pid}"


def said(text: str) -> Envelope:
    envelope = wrap_command(Say(text=text), "SQUND", actor="bob", id=f"bob.{text}")
    publisher.publish_command(envelope)
    return envelope


def answered(envelope: Envelope) -> bool:
    return inbox.answer_to("chat", envelope.id) == "room_not_found"


def test_a_drained_worker_exits_0_and_its_successor_does_the_rest(chat: Kept) -> None:
    commands = [said(f"line {number}") for number in range(60)]
    drained, out = name(chat), StringIO()
    call_command("workers", "drain", drained, stdout=out)
    assert chat.process.wait(20) == 0 and "has ended" in out.getvalue()
    assert drained not in living()
    chat.until(lambda: all(map(answered, commands)), "all are answered, by it or the next one")
    assert chat.codes == [0]


@ONE_BROKER
def test_the_table_shows_who_serves_what_and_what_to_do(chat: Kept) -> None:
    out = StringIO()
    call_command("workers", "--seconds", "0.1", "--json", stdout=out)
    seen = msgspec.json.decode(out.getvalue())
    assert seen["workers"][name(chat)]["kind"] == "chat" and seen["concerns"]["chat"]["workers"] == 1
    assert seen["concerns"]["game"]["advice"] == "start one: nobody serves it"
    call_command("workers", "--seconds", "0.1", stdout=out)
    assert name(chat) in out.getvalue()


@ONE_BROKER
def test_who_is_no_worker_of_this_machine_is_not_ended(chat: Kept) -> None:
    stranger = beats.Beat("chat", socket.gethostname(), os.getpid(), since=0.0)
    elsewhere = beats.Beat("chat", "another.example", 1, since=0.0)
    for beat, why in ((stranger, "is not that worker"), (elsewhere, "runs on another.example")):
        beats.send(beat)
        with pytest.raises(CommandError, match=why):
            call_command("workers", "drain", f"{beat.kind}:{beat.host}:{beat.pid}")
    with pytest.raises(CommandError, match=f"there are: .*{chat.process.pid}"):
        call_command("workers", "drain", "nobody")
