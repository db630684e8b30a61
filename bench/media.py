#!/usr/bin/env python3
"""What forwarding video and voice costs, beside aiortc's own MediaRelay, in one run.

    bench/media.py            rooms of 2 to 10 and three rooms of 10, about 3 minutes
    bench/media.py --quick    under a minute
    bench/media.py --json     one JSON object
    bench/media.py --only recovery   how long nobody sees anybody when a media server is killed, step by step
    bench/media.py --only noise      two rooms, one of them under 5 000 random datagrams a second

Real ICE, DTLS and SRTP on the loopback address.  Players send VP8 of 640 x 480 at 20 pictures a second and
25 packets of Opus; the server is a process of its own, and its processor time is what is measured.  A view is
one player seeing and hearing one other.  docs/performance.md explains.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # not this directory: here "media" would be this file

PYTHON = ROOT / ".venv" / "bin" / "python"
if PYTHON.exists() and Path(sys.prefix) != PYTHON.parents[1] and "VIRTUAL_ENV" not in os.environ:
    os.execv(PYTHON, [str(PYTHON), __file__, *sys.argv[1:]])

from bench.forwarding import noise, recovery  # noqa: E402
from bench.forwarding.load import Player, play  # noqa: E402
from bench.forwarding.payloads import SECONDS, loop  # noqa: E402
from media.sfu import patches  # noqa: E402

SERVER = ROOT / "bench" / "forwarding" / "server.py"
QUICK = (("relay", 1, 4), ("ours", 1, 4), ("ours", 1, 8), ("ours", 2, 10))
WHOLE = (
    *(("relay", 1, players) for players in (2, 4, 6)),
    *(("ours", 1, players) for players in (2, 4, 6, 8, 10)),
    *(("ours", rooms, 10) for rooms in (2, 3)),
)
WARM, MEASURED, NOISE = 2.0, 6.0, 15.0  # seconds


@dataclass(frozen=True)
class Row:
    """One measurement."""

    side: str
    rooms: int
    players: int
    views: int
    cores: float  # processor seconds a second, of the server
    packets: int  # a second, that came to players
    delivered: float | None  # of those that should have come; the relay makes packets of its own
    sent: float  # of what the players should send: below 1 this machine was too busy
    per_core: int  # packets a second, for one whole core
    view_ms: float  # processor ms of a view a second
    join_ms: float  # processor ms of a join, the middle one of the last room
    noise: int  # datagrams of strangers, a second
    grown: int  # KiB of memory, while measuring


def main() -> None:
    options = _parser().parse_args()
    if options.only == "recovery":
        found = asyncio.run(recovery.measure())
        print(json.dumps(recovery.plain(found)) if options.json else recovery.table(found))
        return
    if options.only == "noise":
        quiet = asyncio.run(measure("ours", 2, 6, seconds=NOISE))
        noisy = asyncio.run(measure("ours", 2, 6, seconds=NOISE, noisy=True))
        print(json.dumps([asdict(quiet), asdict(noisy)]) if options.json else table([quiet, noisy]))
        return
    rows = [
        asyncio.run(measure(*case, seconds=4.0 if options.quick else MEASURED))
        for case in (QUICK if options.quick else WHOLE)
    ]
    print(json.dumps([asdict(row) for row in rows]) if options.json else table(rows))


async def measure(side: str, rooms: int, players: int, seconds: float, noisy: bool = False) -> Row:
    """Start a server, fill its rooms, play, and ask it what that has cost.

    ``noisy``: strangers throw what they have at the ports of the first room."""
    patches.use_addresses(["127.0.0.1"])
    packets = loop("vga")
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, str(SERVER), side),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 20,
    )
    people = [await _entered(server, f"R{room}", f"p{n}") for room in range(rooms) for n in range(players)]
    await asyncio.sleep(0.3)  # the last one's handshake ends on the server's side a moment later
    stop = asyncio.Event()
    playing = asyncio.create_task(play(people, packets, stop))
    await asyncio.sleep(WARM)
    joins = (await _asked(server, "measure"))["joins"]
    before, held = _counts(people), noise.memory(server.pid)
    ports = [player.port for player in people[:players]] if noisy else []
    throwing = asyncio.create_task(noise.throw(ports, stop)) if noisy else None
    await asyncio.sleep(seconds)
    figures, after = await _asked(server, "report"), _counts(people)
    stop.set()
    await playing
    thrown = await throwing if throwing else 0
    grown = noise.memory(server.pid) - held
    whole = await _settled(people)
    server.kill()
    await asyncio.gather(server.wait(), *(player.connection.close() for player in people))
    got = after[0] - before[0]
    views, cores = rooms * players * (players - 1), figures["cpu"] / figures["seconds"]
    return Row(
        side,
        rooms,
        players,
        views,
        cores=round(cores, 3),
        packets=round(got / figures["seconds"]),
        delivered=round(whole[0] / (whole[1] * (players - 1)), 4) if side == "ours" else None,
        sent=round(
            (after[1] - before[1]) / (figures["seconds"] * rooms * players * len(packets) / SECONDS), 3
        ),
        per_core=round(got / figures["cpu"]),
        view_ms=round(1000 * cores / views, 2),
        join_ms=round(1000 * statistics.median(joins[-players:]), 1),
        noise=round(thrown / figures["seconds"]),
        grown=grown,
    )


def table(rows: list[Row]) -> str:
    """As Markdown."""
    head = (
        "| server | rooms x players | views | cores | sent | packets/s | delivered "
        "| packets/s per core | ms per view | join ms | noise/s | grown KiB |"
    )
    lines = [
        f"| {r.side} | {r.rooms} x {r.players} | {r.views} | {r.cores:.3f} | {r.sent:.0%} | {r.packets} "
        f"| {_share(r.delivered)} | {r.per_core} | {r.view_ms:.2f} | {r.join_ms:.0f} | {r.noise} "
        f"| {r.grown} |"
        for r in rows
    ]
    return "\n".join([head, "|" + "---|" * 12, *lines])


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


async def _entered(server: asyncio.subprocess.Process, room: str, name: str) -> Player:
    player = Player()
    answer = await _asked(server, {"room": room, "player": name, "sdp": await player.offer()})
    await player.take(answer["sdp"])
    return player


async def _asked(server: asyncio.subprocess.Process, order: object) -> dict[str, Any]:
    assert server.stdin and server.stdout
    server.stdin.write(json.dumps(order).encode() + b"\n")
    return json.loads(await server.stdout.readline())  # type: ignore[no-any-return]


async def _settled(people: list[Player]) -> tuple[int, int]:
    """The counts when what was under way has come."""
    last = (-1, -1)
    while (counts := _counts(people)) != last:
        last = counts
        await asyncio.sleep(0.3)
    return counts


def _counts(people: list[Player]) -> tuple[int, int]:
    return sum(player.counting.got for player in people), sum(player.sent for player in people)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="What forwarding video and voice costs.")
    parser.add_argument("--quick", action="store_true", help="under a minute")
    parser.add_argument("--only", choices=["noise", "recovery"], help="one part alone")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser


if __name__ == "__main__":
    main()
