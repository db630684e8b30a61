"""The floor of a vote: the same code with nothing between socket and handler, in one process.

python -m bench.sockets.deciding ROOMS VOTES   in an environment of its own; prints one JSON object

Envelope, inbox, rules, log (SQLite), snapshot and frame (Redis) are the real ones; a list stands where the
broker would be, so nothing waits and nothing runs beside it.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator

import django

django.setup()

import pytest  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.sockets import seating  # noqa: E402
from events import live  # noqa: E402
from events.broker import publisher  # noqa: E402
from events.delivery.handling import deliver  # noqa: E402
from events.delivery.together import Letter, deliver_together  # noqa: E402
from events.messages.commands import CastVote  # noqa: E402
from events.messages.envelope import Envelope, encode, player_message_id, wrap_command  # noqa: E402
from events.upkeep import clock  # noqa: E402
from tests.bus import Bus  # noqa: E402

TOGETHER = 16


def measured(rooms: int, votes: int) -> Iterator[tuple[str, float]]:
    """Milliseconds of a vote, on the clock and of processor time: each by itself, and 16 in a transaction."""
    codes = _seated(rooms)
    bodies = [encode(_vote(codes, number)) for number in range(2 * votes)]
    yield from _timed("alone", [[body] for body in bodies[:votes]])
    yield from _timed("together", [bodies[at : at + TOGETHER] for at in range(votes, 2 * votes, TOGETHER)])


def _seated(rooms: int) -> list[str]:
    """Rooms at the vote; from then on what is published goes nowhere."""
    call_command("migrate", verbosity=0)
    call_command("loadpacks", verbosity=0)
    patch, bus = pytest.MonkeyPatch(), Bus()
    send, to_player = live.send, live.send_to_player
    bus.take_over(patch)
    seating._wait = lambda condition, what: _settled(bus, condition)
    codes: list[str] = seating.seated(rooms, "D")["rooms"]
    patch.setattr(publisher, "publish_stored", lambda rows: [])
    patch.setattr(live, "send", send)
    patch.setattr(live, "send_to_player", to_player)
    return codes


def _settled(bus: Bus, condition: Callable[[], bool]) -> None:
    while not condition():
        clock.fire_due(timezone.now())
        bus.run()
        time.sleep(0.02)  # between two looks at the clock


def _vote(codes: list[str], number: int) -> Envelope:
    """The next voter's: another one than he named the last time; the first of each room keeps silent."""
    room, turn = number % len(codes), number // len(codes)
    seat, round = 1 + turn % (seating.SEATS - 1), turn // (seating.SEATS - 1)
    first = room * seating.SEATS
    voter, target = first + seat, first + (seat + 1 + round % 2) % seating.SEATS
    who = seating.player(voter)
    id = player_message_id(who, f"vote-{number:06}")
    return wrap_command(CastVote(seating.player(target)), codes[room], actor=who, id=id)


def _timed(name: str, batches: list[list[bytes]]) -> Iterator[tuple[str, float]]:
    times, spent = [], time.process_time()
    for batch in batches:
        began = time.perf_counter()
        if len(batch) == 1:
            deliver("game", batch[0])
        else:
            letters = [Letter(body) for body in batch]
            while letters:
                letters = list(deliver_together("game", letters))
        times.append((time.perf_counter() - began) / len(batch))
    votes = sum(map(len, batches))
    times.sort()
    yield f"{name}_p50", round(times[len(times) // 2] * 1000, 2)
    yield f"{name}_p99", round(times[len(times) * 99 // 100] * 1000, 2)
    yield f"{name}_processor", round((time.process_time() - spent) / votes * 1000, 2)


if __name__ == "__main__":
    print(json.dumps(dict(measured(int(sys.argv[1]), int(sys.argv[2])))))
