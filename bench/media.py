#!/usr/bin/env python3
"""What forwarding video and voice costs, beside aiortc's own MediaRelay and Janus, in one run.

    bench/media.py            rooms of 2 to 10, three rooms of 10, and Janus where there is one; 6 minutes
    bench/media.py --quick    under a minute, without Janus
    bench/media.py --json     one JSON object
    bench/media.py --only janus      beside Janus alone, the sides in turn and three times
    bench/media.py --only recovery   how long nobody sees anybody when a media server is killed, step by step
    bench/media.py --only noise      two rooms, one of them under 5 000 random datagrams a second

Real ICE, DTLS and SRTP, on the loopback address; beside Janus, which offers none, all sides are at this
machine's own address.  Players send VP8 of 640 x 480 at 20 pictures a second and 25 packets of Opus; the
server is a process of its own, and its processor time is what is measured.  A view is one player seeing and
hearing one other.  docs/performance.md explains.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # not this directory: here "media" would be this file

PYTHON = ROOT / ".venv" / "bin" / "python"
if PYTHON.exists() and Path(sys.prefix) != PYTHON.parents[1] and "VIRTUAL_ENV" not in os.environ:
    os.execv(PYTHON, [str(PYTHON), __file__, *sys.argv[1:]])

from bench.forwarding import noise, recovery  # noqa: E402
from bench.forwarding.load import Player, play  # noqa: E402
from bench.forwarding.payloads import SECONDS, loop  # noqa: E402
from bench.forwarding.sides import LOOPS, address_for_janus, started  # noqa: E402
from lie_project.launcher.ports import LOOPBACK  # noqa: E402
from media.sfu import patches  # noqa: E402

QUICK = (("relay", 1, 4), ("ours", 1, 4), ("ours", 1, 8), ("ours", 2, 10))
WHOLE = (
    *(("relay", 1, players) for players in (2, 4, 6)),
    *(("ours", 1, players) for players in (2, 4, 6, 8, 10)),
    *(("ours", rooms, 10) for rooms in (2, 3)),
)
COMPARED = tuple(  # the sides take turns: what else the machine does meets them alike
    (side, rooms, players) for rooms, players in ((1, 8), (1, 10), (2, 10)) for side in ("ours", *LOOPS)
)
TURNS = 3
WARM, MEASURED, NOISE = 2.0, 6.0, 15.0  # seconds


@dataclass(frozen=True)
class Row:
    """One measurement."""

    side: str
    address: str
    rooms: int
    players: int
    views: int
    cores: float  # processor seconds a second, of the server
    packets: int  # a second, that came to players
    delivered: float | None  # of those that should have come; the relay makes packets of its own
    sent: float  # of what the players should send: below 1 this machine was too busy
    per_core: int  # packets a second, for one whole core
    view_ms: float  # processor ms of a view a second
    join_ms: float | None  # processor ms of a join, the middle one of the last room; Janus does not say
    noise: int  # datagrams of strangers, a second
    grown: int  # KiB of memory, while measuring


def main() -> None:
    options = _parser().parse_args()
    seconds = 4.0 if options.quick else MEASURED
    if options.only == "recovery":
        found = asyncio.run(recovery.measure())
        print(json.dumps(recovery.plain(found)) if options.json else recovery.table(found))
        return
    if options.only == "noise":
        rows = [asyncio.run(measure("ours", 2, 6, seconds=NOISE, noisy=noisy)) for noisy in (False, True)]
    elif options.only == "janus":
        rows = _beside_janus(TURNS)
    else:
        rows = [asyncio.run(measure(*case, seconds)) for case in (QUICK if options.quick else WHOLE)]
        rows += [] if options.quick else _beside_janus(1)
    print(json.dumps([asdict(row) for row in rows]) if options.json else table(rows) + ratios(rows))


def _beside_janus(turns: int) -> list[Row]:
    """Says on standard error why there are none."""
    address = address_for_janus()
    if shutil.which("janus") is None or address is None:
        print(
            "Without Janus: it needs Debian's package and an address that is not loopback.", file=sys.stderr
        )
        return []
    return [asyncio.run(measure(*case, MEASURED, address)) for _ in range(turns) for case in COMPARED]


async def measure(
    name: str, rooms: int, players: int, seconds: float, address: str = LOOPBACK, noisy: bool = False
) -> Row:
    """Start a server, fill its rooms, play, and ask it what that has cost.

    ``noisy``: strangers throw what they have at the ports of the first room."""
    patches.use_addresses([address])
    packets, stop = loop("vga"), asyncio.Event()
    async with started(name, address) as side:
        people = [await side.enter(f"R{room}", f"p{n}") for room in range(rooms) for n in range(players)]
        await side.ready()
        playing = asyncio.create_task(play(people, packets, stop))
        await asyncio.sleep(WARM)
        joins = await side.mark()
        before, held = _counts(people), noise.memory(side.process)
        ports = [player.port for player in people[:players]] if noisy else []
        throwing = asyncio.create_task(noise.throw(ports, stop)) if noisy else None
        await asyncio.sleep(seconds)
        figures, after = await side.report(), _counts(people)
        stop.set()
        await playing
        thrown = await throwing if throwing else 0
        grown = noise.memory(side.process) - held
        whole = await _settled(people)
        await asyncio.gather(*(player.close() for player in people))
    got = after[0] - before[0]
    views, cores = rooms * players * (players - 1), figures["cpu"] / figures["seconds"]
    return Row(
        name,
        address,
        rooms,
        players,
        views,
        cores=round(cores, 3),
        packets=round(got / figures["seconds"]),
        delivered=None if name == "relay" else round(whole[0] / (whole[1] * (players - 1)), 4),
        sent=round(
            (after[1] - before[1]) / (figures["seconds"] * rooms * players * len(packets) / SECONDS), 3
        ),
        per_core=round(got / figures["cpu"]),
        view_ms=round(1000 * cores / views, 2),
        join_ms=round(1000 * statistics.median(joins[-players:]), 1) if joins else None,
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
        f"| {_known(r.delivered, '.2%')} | {r.per_core} | {r.view_ms:.2f} | {_known(r.join_ms, '.0f')} "
        f"| {r.noise} | {r.grown} |"
        for r in rows
    ]
    return "\n".join([head, "|" + "---|" * 12, *lines])


def ratios(rows: list[Row]) -> str:
    """As Markdown: our processor time to that of each other side at the same place, medians of all turns."""
    cores: dict[tuple[str, int, int], dict[str, list[float]]] = {}
    for row in rows:
        place = cores.setdefault((row.address, row.rooms, row.players), {})
        place.setdefault(row.side, []).append(row.cores)
    middle = statistics.median
    lines = [
        f"| {rooms} x {players} | {side} | {middle(place['ours']) / middle(theirs):.2f} |"
        for (_, rooms, players), place in cores.items()
        for side, theirs in place.items()
        if side != "ours" and "ours" in place
    ]
    return "\n".join(["", "", "| rooms x players | beside | our cores to theirs |", "|---|---|---|", *lines])


def _known(value: float | None, shape: str) -> str:
    return "" if value is None else format(value, shape)


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
    parser.add_argument("--only", choices=["janus", "noise", "recovery"], help="one part alone")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser


if __name__ == "__main__":
    main()
