"""Rooms whose matches stand at the vote, made by commands as players would send them.

python -m bench.sockets.seating ROOMS SIGN   in LIE's own environment: prints their codes and tickets
python -m bench.sockets.seating times        when the log got each vote: id of its frame, wall clock in ns
"""

import json
import secrets
import sys
import time
from collections.abc import Callable

import django

django.setup()

from events import gateway  # noqa: E402
from events.broker import publisher  # noqa: E402
from events.messages import commands as wish  # noqa: E402
from events.messages.envelope import decode  # noqa: E402
from events.models import StoredEvent  # noqa: E402
from events.schema import Command  # noqa: E402
from game.services import TABLES  # noqa: E402
from rooms.identity import Guest, issue_ticket  # noqa: E402
from rooms.services import ROOMS  # noqa: E402

SEATS, SIGNS = 8, "ABCDEFGHJK"
LONGEST = {"voting": 90}  # seconds, times PACE
PACE = 3.0
PATIENCE = 120.0  # seconds for each step


def codes(rooms: int, sign: str) -> list[str]:
    return [f"V{sign}{a}{b}{c}" for a in SIGNS for b in SIGNS for c in SIGNS][:rooms]


def player(number: int) -> str:
    return f"p{number:014}"


def seated(rooms: int, sign: str) -> dict[str, list[str]]:
    """Codes of the rooms, all in phase ``voting``, and a ticket for each seat.

    ``sign`` is in the codes: each vote has rooms of its own, since who leaves changes what it waits for."""
    made = codes(rooms, sign)
    players = {code: [player(at * SEATS + n) for n in range(SEATS)] for at, code in enumerate(made)}
    for code in made:
        _open(code, players[code])
    _wait(lambda: all(len(ROOMS.load(code)[0].present) == SEATS for code in made), "all are seated")
    for code in made:
        _start(code, players[code])
    _wait(lambda: all(_described(code) for code in made), "the vote is open")
    tickets = [issue_ticket(Guest(who, who[-4:]), code, "en") for code in made for who in players[code]]
    return {"rooms": made, "tickets": tickets}


def _open(code: str, players: list[str]) -> None:
    opening = wish.OpenRoom(code=code, nickname=players[0][-4:], language="en", public=False, pace=PACE)
    _send(opening, code, players[0])
    _wait(lambda: bool(ROOMS.load(code)[0].code), f"{code} is open")
    for who in players:
        _send(wish.JoinRoom(nickname=who[-4:], connection=f"bench-{who}"), code, who)


def _start(code: str, players: list[str]) -> None:
    _send(wish.ChangeSettings(discussion=False, seconds=LONGEST), code, players[0])
    for who in players[1:]:
        _send(wish.SetReady(ready=True), code, who)
    _wait(lambda: not ROOMS.load(code)[0].waiting_for, f"{code} is ready")
    _send(wish.StartGame(), code, players[0])


def _described(code: str) -> bool:
    """Have whoever's turn it is say something; whether the vote is open."""
    table, _ = TABLES.load(code)
    if table.phase == "describing" and table.turn:
        _send(wish.Describe(text="It is round."), code, table.turn)
    return table.phase == "voting"


def _send(command: Command, code: str, who: str) -> None:
    gateway.submit(command, code, actor=who, id=f"{who}.{secrets.token_hex(6)}")


def _wait(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"not in {PATIENCE:.0f} s: {what}")
        time.sleep(0.1)  # between two looks


def times() -> dict[str, int]:
    """When each vote was decided upon, by the id of the frame that cast it."""
    votes = StoredEvent.objects.filter(type="game.vote_cast").order_by("position")
    envelopes = (decode(row.envelope.encode()) for row in votes)
    return {
        (envelope.causationid or "").rpartition(".")[2]: int(row.time.timestamp() * 1e9)
        for row, envelope in zip(votes, envelopes, strict=True)
    }


if __name__ == "__main__":
    print(json.dumps(times() if sys.argv[1] == "times" else seated(int(sys.argv[1]), sys.argv[2])))
    publisher.default().close(3.0)
