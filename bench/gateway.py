#!/usr/bin/env python
"""How fast frames reach sockets, beside socket.io and the Channels tutorial's server, in one run.

    bench/gateway.py                all of it, about 8 minutes; fetches socket.io by npm the first time
    bench/gateway.py --quick        under a minute: the servers alone, without npm and deaf sockets
    bench/gateway.py --only votes   one part of it: servers, floor, votes or turns
    bench/gateway.py --only turns   processor time of a delivery alone, the sides in turn and five times
    bench/gateway.py --json         one JSON object

Rooms of 8.  A chat line or a vote of one member reaches all 8 sockets, his own being the confirmation.  Each
server has one processor of its own; generator and Redis share the other.  docs/performance.md explains.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import msgspec  # noqa: E402

from bench.sockets import servers, votes  # noqa: E402
from bench.sockets.load import Plan, Result  # noqa: E402
from bench.sockets.servers import Server  # noqa: E402
from tests.servers import running_redis  # noqa: E402

Start = Callable[[], AbstractContextManager[Server]]
ROOM = 8
SIGNS = "ABCDEFGHJK"  # of the rooms' codes
SECONDS = 8.0  # of a measurement
PARTS = ("servers", "floor", "votes", "turns")
TURNS = 5
TUTORIAL_RATE = 60.0  # chats a second: at more its latency is only that of its queue


def main() -> None:
    options = _parser().parse_args()
    parts = [options.only] if options.only else PARTS[:1] if options.quick else PARTS[:3]
    seconds = 3.0 if options.quick else SECONDS
    table: list[dict[str, Any]] = []
    ways: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as directory, running_redis(Path(directory)) as redis_url:
        os.environ |= servers.environment(redis_url)
        if "servers" in parts:
            table += [dict(measured(start, options.quick)) for start in _sides(redis_url, options.quick)]
        if "floor" in parts:
            ways["gateway alone, 200/s"] = dict(votes_in_memory(redis_url, seconds))
            ways["handler alone"] = votes_decided(redis_url)
        turns = in_turn(redis_url, seconds) if "turns" in parts else {}
    if "votes" in parts:
        ways |= votes.measured(generated, seconds)
    told = {"servers": table, "votes": ways, "turns": turns}
    print(json.dumps(told, indent=1) if options.json else "\n\n".join(_texts(table, ways, turns)))


def _texts(table: list[dict[str, Any]], ways: dict[str, Any], turns: dict[str, list[float]]) -> Iterator[str]:
    if table:
        yield text(table)
    if ways:
        yield votes_text(ways)
    if turns:
        yield turns_text(turns)


def votes_in_memory(redis_url: str, seconds: float) -> Iterator[tuple[str, Any]]:
    """The way of a vote with nothing between gateway and Redis: no broker, worker, log."""
    with servers.lie(redis_url, "daphne") as server:
        plan = Plan("lie", server.port, 200, 200.0, seconds, vote_every=1, pid=server.pid)
        plan.rooms, plan.tickets = tickets(200)
        result = generated(plan)
    yield "sent", result.sent
    yield "lost", result.lost
    yield "p50", round(result.vote_p50, 1)
    yield "p99", round(result.vote_p99, 1)
    yield "processor_ms", {"web": round(result.cpu / max(1, result.sent) * 1000, 2)}


def votes_decided(redis_url: str) -> dict[str, float]:
    """From the command to the frame in Redis, by the worker's own code, in one process (deciding)."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith("LIE_")}
    done = subprocess.run(
        [sys.executable, "-m", "bench.sockets.deciding", "10", "350"],
        cwd=servers.ROOT,
        env=outer | servers.environment(redis_url),
        stdout=subprocess.PIPE,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _sides(redis_url: str, quick: bool) -> list[Start]:
    sides: list[Start] = [
        lambda: servers.tutorial(redis_url),
        lambda: servers.lie(redis_url, "daphne"),
        lambda: servers.lie(redis_url, "uvicorn"),
    ]
    if not quick:
        modules = servers.installed_socketio()
        sides.append(lambda: servers.socketio(modules))
    return sides


def measured(start: Start, quick: bool) -> Iterator[tuple[str, Any]]:
    """What is told about one server, as pairs of a name and a figure."""
    seconds = 1.5 if quick else SECONDS
    with ExitStack() as stack:
        if quick:
            one = stack.enter_context(start())
            start = lambda: nullcontext(one)  # noqa: E731
        yield from _measured(start, seconds, quick)


def _measured(start: Start, seconds: float, quick: bool) -> Iterator[tuple[str, Any]]:
    """Each of the loads on a server of its own, unless ``start`` gives the same one again."""
    with start() as server:
        yield "server", server.name
        rate = TUTORIAL_RATE if server.name == "tutorial" else 400.0
        at_rate = load(server, 200, rate, seconds)
        yield from _at_rate(at_rate, rate)
    with start() as server:
        full = load(server, 200, 0, seconds)
        yield "full_per_s", round(full.delivered / seconds)
        yield "full_us", round(full.cpu / max(1, full.delivered) * 1e6, 1)
        yield "full_wrong", full.doubled + full.disordered
    many = 400 if quick else 2000
    with start() as server:
        yield from _many(server, many, seconds, rate)
    if quick:
        return
    with start() as server:
        well = load(server, 200, rate, seconds)
        deaf = load(server, 200, rate, seconds, deaf=1)
        yield "deaf_p99_times", round(deaf.p99 / max(well.p99, 0.001), 2)
        yield "deaf_lost", deaf.lost
        yield "deaf_kib", deaf.kib_busy - well.kib_busy


def in_turn(redis_url: str, seconds: float) -> dict[str, list[float]]:
    """Processor microseconds of a delivery at the full rate, by server: what disturbs the machine for a while
    disturbs all of them."""
    spent: dict[str, list[float]] = {}
    for start in _sides(redis_url, quick=False)[1:] * TURNS:
        with start() as server:
            full = load(server, 200, 0, seconds)
            spent.setdefault(server.name, []).append(round(full.cpu / max(1, full.delivered) * 1e6, 1))
    return spent


def _at_rate(result: Result, rate: float) -> Iterator[tuple[str, Any]]:
    yield "rate", rate
    yield "lost", result.lost
    yield "doubled", result.doubled
    yield "disordered", result.disordered
    yield "chat_p50", round(result.p50, 2)
    yield "chat_p99", round(result.p99, 2)
    yield "vote_p50", round(result.vote_p50, 2)
    yield "vote_p99", round(result.vote_p99, 2)
    yield "rate_us", round(result.cpu / max(1, result.delivered) * 1e6, 1)


def _many(server: Server, sockets: int, seconds: float, rate: float) -> Iterator[tuple[str, Any]]:
    load(server, ROOM, rate, 0.5)  # what is loaded and made only once
    idle = load(server, sockets, 0.001, 0.5)  # they only open
    yield "sockets", sockets
    yield "opened_per_s", round(sockets / idle.opened_in)
    busy = load(server, sockets, rate, seconds)
    yield "many_lost", busy.lost
    yield "many_p50", round(busy.p50, 2)
    yield "many_p99", round(busy.p99, 2)
    yield "kib_per_socket", round(idle.kib_opened / sockets, 1)


def load(server: Server, sockets: int, rate: float, seconds: float, deaf: int = 0) -> Result:
    """Load one server, of which only the sockets matter."""
    plan = Plan(server.dialect, server.port, sockets, rate, seconds, pid=server.pid, deaf=deaf)
    if server.dialect == "lie":
        plan.rooms, plan.tickets = tickets(sockets)
    return generated(plan)


def generated(plan: Plan) -> Result:
    """Run the generator once, in a process of its own on the other processor."""
    with plan_file(plan) as path:
        done = subprocess.run(
            [sys.executable, "-m", "bench.sockets.load", path],
            cwd=servers.ROOT,
            stdout=subprocess.PIPE,
            check=True,
            preexec_fn=servers.pinned(1),
        )
    return msgspec.json.decode(done.stdout, type=Result)


def tickets(sockets: int) -> tuple[list[str], list[str]]:
    """Codes of the rooms, and a ticket for each socket, as a page would have issued them."""
    import django

    django.setup()
    from rooms.identity import Guest, issue_ticket

    rooms = [f"AA{a}{b}{c}" for a in SIGNS for b in SIGNS for c in SIGNS][: (sockets + ROOM - 1) // ROOM]
    guests = (Guest(f"p{number:014}", f"guest {number}") for number in range(sockets))
    return rooms, [issue_ticket(g, rooms[number // ROOM], "en") for number, g in enumerate(guests)]


@contextmanager
def plan_file(plan: Plan) -> Iterator[str]:
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(msgspec.json.encode(plan))
        file.flush()
        yield file.name


def text(table: list[dict[str, Any]]) -> str:
    """The figures as a table, a column for each server, and the ratios that are our goals."""
    names = [name for name in table[0] if name != "server"]
    rows = [["", *(side["server"] for side in table)]]
    rows += [[name, *(str(side[name]) for side in table)] for name in names]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table) + 1)]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([*lines, *ratios({side["server"]: side for side in table})])


def votes_text(figures: dict[str, Any]) -> str:
    """A line for each rate."""
    lines = [f"{name}: {', '.join(f'{k} {v}' for k, v in row.items())}" for name, row in figures.items()]
    return "\n".join(["a vote, from its voter to all 8 (ms)", *lines])


def turns_text(turns: dict[str, list[float]]) -> str:
    """A line for each server, with the median of its ratios to socket.io's of the same turn."""
    theirs = turns["socket.io"]
    return "\n".join(
        f"{name}: {', '.join(map(str, spent))} processor \u00b5s a delivery, "
        f"{median(a / b for a, b in zip(spent, theirs, strict=True)):.2f} of socket.io's"
        for name, spent in turns.items()
    )


def ratios(sides: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Against the tutorial's server in deliveries, against socket.io in processor time for each."""
    for ours in ("lie on daphne", "lie on uvicorn"):
        times = sides[ours]["full_per_s"] / sides["tutorial"]["full_per_s"]
        yield f"{ours}: {times:.1f} times the deliveries of the tutorial's server"
        if "socket.io" in sides:
            cost = sides[ours]["full_us"] / sides["socket.io"]["full_us"]
            yield f"{ours}: {cost:.2f} of socket.io's processor time for a delivery"


def _parser() -> argparse.ArgumentParser:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    parser.add_argument("--quick", action="store_true", help="under a minute: the servers alone, without npm")
    parser.add_argument("--only", choices=PARTS, help="one part")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    main()
