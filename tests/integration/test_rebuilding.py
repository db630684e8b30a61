"""A rebuild while others play, and one that is killed (G11)."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import connection

from chat.models import Message
from events.delivery.handling import deliver
from events.messages import commands as wish
from events.messages.envelope import encode, player_message_id, wrap_command
from events.projections import rebuilding
from events.projections.projection import projections
from events.schema import Command
from lie_project.wiring import PROJECTIONS
from tests.bus import Bus
from tests.integration.tables import CODE, damage_everything, open_room, rebuild, rows, structure
from tests.servers import until

# --- while others play ---------------------------------------------------------------------


class Traffic:
    """Threads that speak, come and go by the real handlers, each in its own room, until stopped."""

    def __init__(self, bus: Bus, rooms: list[str]) -> None:
        self.said: list[str] = []
        self.failed: list[BaseException] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._talk, args=(room,)) for room in rooms]

    def __enter__(self) -> "Traffic":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def goes_on(self) -> None:
        """Wait until more is said."""
        said = len(self.said)
        until(lambda: len(self.said) > said + 10 or bool(self.failed), "more is said")

    def _talk(self, room: str) -> None:
        try:
            for number in range(100_000):
                if self._stop.is_set():
                    return
                self._say(room, f"{room} {number}")
                obey(wish.SetReady(ready=number % 2 == 0), room, "bob", f"ready-{number:05}")
        except BaseException as error:
            self.failed.append(error)
        finally:
            connection.close()

    def _say(self, room: str, text: str) -> None:
        obey(wish.Say(text=text), room, "bob", f"say-{text.replace(' ', '-')}")
        self.said.append(text)


def obey(command: Command, room: str, player: str, id: str) -> None:
    envelope = wrap_command(command, room, actor=player, id=player_message_id(player, f"{room}-{id}"))
    deliver(envelope.declaration.owner, encode(envelope))


def test_live_traffic_goes_on_and_nothing_of_it_is_lost(bus: Bus) -> None:
    rooms = ["AAAAA", "BBBBB", "CCCCC"]
    for room in rooms:
        open_room(bus, room)
    with Traffic(bus, rooms) as traffic:
        for _ in range(3):
            rebuild("--all")
            traffic.goes_on()
    assert traffic.failed == []
    assert set(traffic.said) <= set(Message.objects.values_list("text", flat=True))
    assert rebuild("--all", "--check").count("as the log says") == len(PROJECTIONS)


def test_a_check_is_right_while_others_play(bus: Bus) -> None:
    open_room(bus)
    with Traffic(bus, [CODE]) as traffic:
        said = [rebuild("--all", "--check") for _ in range(3)]
        traffic.goes_on()
    assert traffic.failed == []
    assert all(text.count("as the log says") == len(PROJECTIONS) for text in said)


def test_two_rebuilds_at_once_are_refused(bus: Bus) -> None:
    open_room(bus)
    refused: list[str] = []

    def another() -> None:
        try:
            rebuild("chat")
        except CommandError as error:
            refused.append(str(error))
        finally:
            connection.close()

    with rebuilding.rebuilt(projections()["chat"]):
        thread = threading.Thread(target=another)
        thread.start()
        thread.join()
    assert "another rebuild is at work" in refused[0]
    assert "rows" in rebuild("chat")


# --- killed --------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_any_moment_the_live_tables_stay_right(bus: Bus, seed: int) -> None:
    open_room(bus)
    made, right = structure(), rows()["Message"]
    statements = counted(lambda: rebuild("chat"))
    damage_everything()
    before = rows()
    killed = rebuild_killed_at(random.Random(seed).randint(1, statements))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert rows() == before or rows()["Message"] == right
    rebuild("--all")
    assert structure() == made
    assert rebuild("--all", "--check").count("as the log says") == len(PROJECTIONS)


def counted(work: Callable[[], object]) -> int:
    """How many statements the work makes."""
    seen: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        work()
    return len(seen)


def rebuild_killed_at(statement: int) -> subprocess.CompletedProcess[str]:
    """A rebuild in a process of its own that is killed right before that statement."""
    settings = connection.settings_dict
    url = f"sqlite:///{settings['NAME']}"
    if connection.vendor == "postgresql":
        address = f"{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}"
        url = f"postgres://{address}/{settings['NAME']}"
    code = f"""
import os, signal, django
django.setup()
from django.core.management import call_command
from django.db import connection
left = {statement}
def count(execute, *args):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(*args)
with connection.execute_wrapper(count):
    call_command("rebuild", "chat")
"""
    environ = {**os.environ, "LIE_DATABASE_URL": url}
    return subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True)
