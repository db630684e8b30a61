"""Kills a process between any two statements of handling a message.

    python -m tests.faults.kill_points             at every point
    python -m tests.faults.kill_points --every 3   at the first of three, for each kind of message another one
    python -m tests.faults.kill_points "chat <- chat.say" ...   of these kinds alone

A round is played in this process.  Before each kind of message is handled, its database is kept; then a
forked child handles the message on a copy and dies at its first point, another at its second, and so on until
one gets through.  A point lies after each statement that changes something, and before and after each commit,
each frame, each state kept in Redis and each publishing.  What the dead have left behind has to be what one
of the commits left, or nothing; and the same message handled again has to lead to where it leads unkilled.
"""

import argparse
import gc
import os
import random
import secrets
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import msgspec
import pytest

import tests.conftest  # noqa: F401  (Django's environment)

# isort: split
from django.core.management import call_command
from django.db import connection

from events import live, redis, registry
from events.broker import publisher
from events.delivery import trials
from events.delivery.handling import deliver
from events.delivery.together import Letter, deliver_together
from events.messages import commands as wish
from events.messages.envelope import decode
from events.models import FailedDelivery, StoredEvent
from events.telemetry import metrics
from tests.bus import Bus
from tests.faults.copies import Copies, copies
from tests.faults.digest import digest

KILLED = 9
SUSPECTED = ("chat <- chat.say", "chat <- rooms.player_joined")  # also killed while they are handled again
ANNOUNCED = {f"game.{of}" for of in ("match_started", "phase_started", "round_dealt", "vote_closed")} | {
    "game.round_revealed",
    "game.match_ended",
}  # of which the chat makes a line each, by the same few statements
SEPARATOR = "\n---\n"
ROOM = "ABCDE"


class Found(msgspec.Struct):
    """What the run has to tell."""

    points: int = 0
    messages: list[str] = []
    wrong: list[str] = []


@dataclass
class Points:
    """Dies at the point ``fatal``; counts in vain while it is 0."""

    fatal: int = 0
    passed: int = 0

    def __call__(self) -> None:
        if self.fatal:
            self.passed += 1
            if self.passed == self.fatal:
                os._exit(KILLED)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self()
            result = function(*args, **kwargs)
            self()
            return result

        return wrapped

    def after_statement(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if not sql.startswith("SELECT"):
            self()
        return result


class Memory:
    """As much of Redis as keeps states: it is forked along, so each death leaves the states of before."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def delete(self, key: str) -> None:
        self.kept.pop(key, None)

    def pipeline(self, transaction: bool) -> "Memory":
        self.answers: list[int] = []
        return self

    def evalsha(self, digest: str, keys: int, key: str, version: int, token: bytes, *_: Any) -> None:
        """The one script that is run by who handles a message: keep a state."""
        self.kept[key] = b"%d %b" % (version, token)
        self.answers.append(1)

    def execute(self, raise_on_error: bool) -> list[int]:
        return self.answers


@dataclass
class Killing(Bus):
    """A bus that first kills at every point of handling what it delivers."""

    points: Points = field(default_factory=Points)
    copies: Copies = field(default_factory=copies)
    found: Found = field(default_factory=Found)
    only: frozenset[str] = frozenset()  # kinds of message; empty: all
    every: int = 1
    seen: Counter[str] = field(default_factory=Counter)

    def take_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().take_over(monkeypatch)
        memory = Memory()
        monkeypatch.setattr(redis, "client", lambda: memory)
        for module, name in ((metrics, "count"), (metrics, "observe")):
            monkeypatch.setattr(module, name, lambda *_: None)  # it would start a thread, and forks want none
        for module, name in ((live, "send"), (live, "send_to_player"), (publisher, "publish_stored")):
            monkeypatch.setattr(module, name, self.points.around(getattr(module, name)))
        monkeypatch.setattr(memory, "evalsha", self.points.around(memory.evalsha))
        connection.ensure_connection()
        monkeypatch.setattr(connection, "_commit", self.points.around(connection._commit))  # type: ignore[attr-defined]
        connection.execute_wrappers.append(self.points.after_statement)

    def run(self) -> None:
        while self.waiting:
            subscriber, body = self.waiting.popleft()
            type = decode(body).type
            name = f"{subscriber} <- {'game.*' if type in ANNOUNCED and subscriber == 'chat' else type}"
            self.seen[name] += 1
            if self.seen[name] == 1 and (not self.only or name in self.only):
                others = [other for whose, other in self.waiting if whose == subscriber]
                self._kill_everywhere(name, subscriber, [body, *others[:2]], again=False)
                if name in SUSPECTED:
                    self._kill_everywhere(name, subscriber, [body], again=True)
            deliver(subscriber, body)

    def _kill_everywhere(self, name: str, subscriber: str, bodies: Sequence[bytes], again: bool) -> None:
        """With what waits for the same worker: that is handled in one transaction, if all goes well."""
        self.copies.keep()
        code, told = self._in_child(lambda: self._commits(subscriber, bodies))
        assert code == 0
        allowed = told.split(SEPARATOR)
        after = allowed[-1]
        self.found.messages.append(f"{name}{' again' if again else ''}")
        for fatal in count(1 + len(self.found.messages) % self.every, self.every):
            self.points.fatal = fatal  # in the children alone: here nothing is delivered meanwhile
            code, _ = self._in_child(lambda: self._handle(subscriber, bodies, again))
            self.points.fatal = 0
            if code == 0:
                return
            self.found.points += 1
            healed = self._in_child(lambda: self._heal(subscriber, bodies), fresh=False)[1]
            left, _, end = healed.partition(SEPARATOR)
            if code != KILLED or left not in allowed or end != after:
                found = f"{_difference(after, left)} {_difference(after, end)}"
                self.found.wrong.append(f"{name}, point {fatal}: {found}")

    def _handle(self, subscriber: str, bodies: Sequence[bytes], again: bool) -> str:
        """As a worker does."""
        letters: Sequence[Letter] = [Letter(body, again) for body in bodies]
        while letters:
            letters = deliver_together(subscriber, letters)
        return ""

    def _commits(self, subscriber: str, bodies: Sequence[bytes]) -> str:
        """How it is before, after each commit, and in the end; nothing is killed."""
        states = [digest()]
        commit = connection._commit  # type: ignore[attr-defined]

        def noted() -> None:
            commit()
            states.append(digest())
            connection.connection.commit()  # PostgreSQL has begun another transaction for the reading

        connection._commit = noted  # type: ignore[attr-defined]
        self._level(subscriber, bodies, again=False)
        return SEPARATOR.join([*states, digest()])

    def _heal(self, subscriber: str, bodies: Sequence[bytes]) -> str:
        """What the dead has left, and what it comes to."""
        left = digest()
        self._level(subscriber, bodies, again=True)
        return left + SEPARATOR + digest()

    def _level(self, subscriber: str, bodies: Sequence[bytes], again: bool) -> None:
        """Deliver one by one, and of an event's stream the newest as well, as the sweep does."""
        for body in bodies:
            deliver(subscriber, body, again=again)
            envelope = decode(body)
            if envelope.is_event:
                wanted = registry.concern(subscriber).wants()
                newest = StoredEvent.objects.filter(stream=envelope.subject, type__in=wanted)
                deliver(subscriber, newest.latest("sequence").envelope.encode(), again=True)

    def _in_child(self, act: Callable[[], str], fresh: bool = True) -> tuple[int, str]:
        """Do it in a fork of this process, on a copy of what was kept; its exit code and what it gave."""
        connection.close()
        if fresh:
            self.copies.renew()
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                self.copies.use()
                with open(writer, "wb") as pipe:
                    pipe.write(act().encode())
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(writer)
        with open(reader, "rb") as pipe:
            said = pipe.read().decode()
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said


def _difference(wanted: str, got: str) -> str:
    return str(sorted(set(wanted.splitlines()) ^ set(got.splitlines()))[:6])


def play(bus: Killing) -> None:
    """Three people and a bot: one whole round, with a line of chat, a drop and a return."""
    for player in ("alice", "bob"):
        if player == "alice":
            bus.ask(wish.OpenRoom(code=ROOM, nickname="alice", language="en", rounds=1, bots=1), ROOM, player)
        bus.ask(wish.JoinRoom(nickname=player, connection=f"{player}-1"), ROOM, player)
    bus.ask(wish.AddBot(), ROOM, "alice")
    bus.ask(wish.SetReady(ready=True), ROOM, "bob")
    bus.ask(wish.Say(text="hello"), ROOM, "bob")
    bus.ask(wish.StartGame(), ROOM, "alice")
    bus.ask(wish.DropConnection(connection="bob-1"), ROOM, "bob")
    bus.ask(wish.JoinRoom(nickname="bob", connection="bob-2"), ROOM, "bob")
    while not StoredEvent.objects.filter(type="rooms.play_ended").exists():
        for player in ("alice", "bob"):
            bus.ask(wish.CastVote(target="bob" if player == "alice" else "alice"), ROOM, player)
        assert bus.pass_time()
    bus.ask(wish.LeaveRoom(), ROOM, "bob")


def main() -> int:
    call_command("migrate", verbosity=0)
    call_command("loadpacks", verbosity=0)
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(random, "SystemRandom", lambda: random.Random(7))
    monkeypatch.setattr(secrets, "SystemRandom", lambda: random.Random(7))
    monkeypatch.setattr(trials, "PAUSES", (0, 0, 0))
    parser = argparse.ArgumentParser()
    parser.add_argument("only", nargs="*")
    parser.add_argument("--every", type=int, default=1)
    asked = parser.parse_args()
    bus = Killing(only=frozenset(asked.only), every=asked.every)
    bus.take_over(monkeypatch)
    gc.disable()  # a collection would copy every page that a child shares with this process
    try:
        play(bus)
        assert not FailedDelivery.objects.exists()
    finally:
        bus.copies.close()
    print(msgspec.json.encode(bus.found).decode())
    return 1 if bus.found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
