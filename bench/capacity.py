#!/usr/bin/env python3
"""What so many players at once need, what breaks first on the way there, and what is split then.

    bench/capacity.py [--players 1000000] [--video 0.25] [--json]

A model: measured unit costs (docs/scaling.md says where and how well) times the load of people who play.
A part that may be had many times grows; one that is there once per cell breaks, and then rooms are spread
over more cells.  A cell is a database, a broker cluster, a Redis and a clock with their workers.
"""

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

EVENTS = 1.5  # that a command leads to
USE = 0.7  # of a part's capacity: above, waiting times grow without bound


@dataclass(frozen=True)
class Load:
    """Of one player: ``commands`` a second; ``video``: share of all who have it on."""

    commands: float = 0.05  # about ten in a round of three minutes
    video: float = 0.25


@dataclass(frozen=True)
class Part:
    """``cost``: seconds of one thread for a command; ``each``: thread-seconds a second for a player with
    video; ``sockets``: how many one process holds (0: none); ``single``: one thread for a whole cell."""

    name: str
    cost: float = 0.0
    each: float = 0.0
    sockets: int = 0
    single: bool = False
    remedy: str = "more processes"


PARTS = (
    Part("web", cost=0.9e-3, sockets=10_000),
    Part("worker rooms", cost=2.3e-3),
    Part("worker game", cost=2.4e-3),
    Part("worker chat", cost=0.2e-3),
    Part("worker patterns", cost=0.6e-3),
    Part("worker media", cost=0.1e-3),
    Part("clock", cost=0.2e-3, single=True, remedy="rooms over more cells, each with its clock"),
    Part("log", cost=EVENTS / 2412, single=True, remedy="rooms over more cells, each with its database"),
    Part("Redis", cost=0.3e-3, single=True, remedy="rooms over more cells, each with its Redis"),
    Part("RabbitMQ", cost=1.1e-3 / 4, single=True, remedy="rooms over more cells, each with its cluster"),
    Part("media server", each=0.074 / 8, remedy="more servers, by region"),
)


def needed(part: Part, players: float, load: Load) -> float:
    """Threads of that part, at ``USE``; its sockets count as well."""
    threads = players * (load.commands * part.cost + load.video * part.each) / USE
    return max(threads, players / part.sockets if part.sockets else 0.0)


def ceiling(part: Part, load: Load) -> float:
    """Players that one cell's only instance carries; infinite for what may be had many times."""
    return 1 / needed(part, 1, load) if part.single else math.inf


@dataclass(frozen=True)
class Break:
    """``players``: with more in one cell, ``part`` is too slow."""

    players: int
    part: str
    remedy: str


def breaks(load: Load, parts: Sequence[Part] = PARTS) -> list[Break]:
    """What is there once in a cell, by when it breaks: the first one decides how large a cell is."""
    order = sorted((part for part in parts if part.single), key=lambda part: ceiling(part, load))
    return [Break(int(ceiling(part, load)), part.name, part.remedy) for part in order]


@dataclass(frozen=True)
class Size:
    players: int
    cells: int
    threads: dict[str, int]  # of all cells together


def size(players: int, load: Load, parts: Sequence[Part] = PARTS) -> Size:
    """What that many need, with rooms spread over as few cells as carry them."""
    found = breaks(load, parts)
    cells = math.ceil(players / found[0].players) if found else 1
    return Size(
        players,
        cells,
        {p.name: cells if p.single else max(cells, math.ceil(needed(p, players, load))) for p in parts},
    )


def path(players: int, load: Load) -> list[Size]:
    """Ten times as many at each step, from a thousand on."""
    steps = [1000 * 10**power for power in range(10) if 1000 * 10**power < players]
    return [size(step, load) for step in (*steps, players)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--players", type=int, default=1_000_000, help="at once")
    parser.add_argument("--video", type=float, default=Load.video, help="share of them with video (0.25)")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    load = replace(Load(), video=options.video)
    found, sizes = breaks(load), path(options.players, load)
    if options.json:
        print(json.dumps({"breaks": [asdict(b) for b in found], "sizes": [asdict(s) for s in sizes]}))
        return
    print("One cell; what is there once, and with how many players it breaks:")
    for broken in found:
        print(f"  {broken.players:>10,}  {broken.part:10} -> {broken.remedy}")
    print("\nThreads at work" + "".join(f"{s.players:>12,}" for s in sizes))
    print(f"{'cells':15}" + "".join(f"{s.cells:>12,}" for s in sizes))
    for part in PARTS:
        print(f"{part.name:15}" + "".join(f"{s.threads[part.name]:>12,}" for s in sizes))


if __name__ == "__main__":
    main()
