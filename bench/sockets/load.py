"""Load for one server: ``python -m bench.sockets.load PLAN.json`` prints one JSON object.

Every message carries ``~sender:number:nanoseconds~``; each receiver checks that it gets every sender's
numbers once and in order.  Times are of this process's own monotonic clock.
"""

import asyncio
import contextlib
import gc
import sys
import time
from collections import Counter
from pathlib import Path

import msgspec

from bench.sockets.client import Client
from bench.sockets.dialects import DIALECTS, Dialect

OPENING = 50  # handshakes at once
PATIENCE = 20  # seconds for one
REFUSED = b'{"type":"refused"'


class Plan(msgspec.Struct):
    """What is to be done.  ``rate`` 0: closed loop, as fast as the server answers."""

    dialect: str
    port: int
    sockets: int
    rate: float  # messages a second, over all rooms
    seconds: float
    tickets: list[str] = []  # a socket's ticket, or nothing
    rooms: list[str] = []  # code of each room
    room: int = 8  # sockets in a room
    vote_every: int = 17  # each so manieth message is a vote: 25 beside 400 chats
    senders: int = 2  # closed loop: in each room
    deaf: int = 0  # so many sockets read nothing once they are in
    silent: int = 0  # so many of each room say nothing
    pid: int = 0  # of the server, for its CPU time
    pids: dict[str, int] = {}  # of others, for theirs


class Result(msgspec.Struct):
    """What came of it.  Times in milliseconds; a delivery is one message at one socket."""

    sent: int = 0
    delivered: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    refused: int = 0  # frames of ours that the server would not take
    seconds: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    vote_p50: float = 0.0
    vote_p99: float = 0.0
    cpu: float = 0.0  # seconds of the server's process
    spent: dict[str, float] = {}  # seconds of the others, from the first message until all had come
    sending: float = 0.0  # seconds from the first message to the last
    late_p99: float = 0.0  # by which messages left after their time: the generator's own fault
    opened_in: float = 0.0  # seconds for all handshakes
    kib_opened: int = 0  # by which the server's memory grew while they were made
    kib_busy: int = 0  # and then until the end
    generator_cpu: float = 0.0
    closed: dict[str, int] = {}
    began_ns: int = 0  # of the generator's clock
    wall_ns: int = 0  # to be added to it for the wall clock
    came_last: dict[str, int] = {}  # dialect "play": sender:number -> wall clock in ns at the last socket


class Peer:
    """One socket and what it has got."""

    def __init__(self, load: "Load", number: int) -> None:
        self.load, self.number = load, number
        self.seen: dict[int, int] = {}  # sender -> last number
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.sent = 0

    async def open(self) -> None:
        plan, dialect = self.load.plan, self.load.dialect
        host = f"127.0.0.1:{plan.port}"
        ticket = plan.tickets[self.number] if plan.tickets else ""
        room = plan.rooms[self.number // plan.room] if plan.rooms else str(self.number // plan.room)
        loop = asyncio.get_running_loop()
        headers = dialect.headers(host, ticket)

        self.client = Client(host, dialect.path(room), headers, self.take)
        await loop.create_connection(lambda: self.client, "127.0.0.1", plan.port)
        await asyncio.wait_for(self.client.opened, PATIENCE)
        await asyncio.wait_for(self.ready, PATIENCE)

    def send(self, vote: bool = False) -> None:
        self.sent += 1
        mark = f"~{self.number}:{self.sent}:{time.perf_counter_ns()}~"
        self.client.send(self.load.dialect.message(mark, self.sent, vote))
        self.load.result.sent += 1

    def take(self, text: bytes) -> None:
        mark = self.load.dialect.mark(text)
        self.load.heard_at = time.monotonic()
        if mark is None:
            self.load.result.refused += text.startswith(REFUSED)
            answer = self.load.dialect.answer(text)
            if answer is None:
                if not self.ready.done() and self.load.dialect.is_ready(text):
                    self.ready.set_result(None)
            else:
                self.client.send(answer)
            return
        now = time.perf_counter_ns()
        sender, number, at = map(int, mark.split(b":"))
        self.load.note(self, sender, number, now - at, self.load.all_votes or b"cast_vote" in text)


class Load:
    """All sockets of one run."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.result = plan, Result()
        self.dialect: Dialect = DIALECTS[plan.dialect]
        self.peers: list[Peer] = []
        self.times: list[int] = []
        self.vote_times: list[int] = []
        self.late: list[int] = []
        self.going = False
        self.all_votes = plan.vote_every == 1
        self.heard_at = 0.0

    async def run(self) -> Result:
        started, held = time.perf_counter(), memory_of(self.plan.pid)
        self.peers = [Peer(self, number) for number in range(self.plan.sockets)]
        for at in range(0, len(self.peers), OPENING):
            await asyncio.gather(*(peer.open() for peer in self.peers[at : at + OPENING]))
        self.result.opened_in = time.perf_counter() - started
        held_open = memory_of(self.plan.pid)
        self.result.kib_opened = held_open - held
        for peer in self.peers[: self.plan.deaf]:
            peer.client.transport.pause_reading()
        if self.all_votes:
            await self._quiet()
        gc.collect()
        gc.freeze()
        cpu, own, began = self._server_cpu(), time.process_time(), time.perf_counter()
        before = self._spent()
        self.going = True
        self.result.began_ns = time.perf_counter_ns()
        self.result.wall_ns = time.time_ns() - self.result.began_ns
        await (self._at_rate() if self.plan.rate else self._as_fast_as_it_answers())
        self.going = False
        await self._settle()
        self.result.cpu = self._server_cpu() - cpu
        self.result.spent = {name: spent - before[name] for name, spent in self._spent().items()}
        self.result.generator_cpu = time.process_time() - own
        self.result.seconds = time.perf_counter() - began
        self.result.kib_busy = memory_of(self.plan.pid) - held_open
        return self._account()

    async def _at_rate(self) -> None:
        began, end = time.perf_counter(), time.perf_counter() + self.plan.seconds
        number = 0
        while (now := time.perf_counter()) < end:
            while number < (now - began) * self.plan.rate:
                self._speaker(number).send(vote=number % self.plan.vote_every == 0)
                self.late.append(round((now - began - number / self.plan.rate) * 1e9))
                number += 1
            next_one = began + (number + 1) / self.plan.rate
            await asyncio.sleep(max(0.0, min(next_one, end) - time.perf_counter()))
        self.result.sending = time.perf_counter() - began

    def _speaker(self, number: int) -> Peer:
        speaking = [p for p in self.peers[self.plan.deaf :] if p.number % self.plan.room >= self.plan.silent]
        return speaking[(number * 31) % len(speaking)]

    async def _as_fast_as_it_answers(self) -> None:
        """Some of each room send again whenever their own message has come back."""
        for first in range(0, len(self.peers), self.plan.room):
            for peer in self.peers[first : first + self.plan.senders]:
                peer.send()
        await asyncio.sleep(self.plan.seconds)

    async def _quiet(self) -> None:
        """Until those who have come have been told of, and nothing more comes for a second."""
        self.heard_at = time.monotonic()
        while time.monotonic() - self.heard_at < 1:
            await asyncio.sleep(0.1)

    async def _settle(self) -> None:
        """Until all has come, or nothing more comes for two seconds."""
        quiet, before = 0, -1
        while self.result.delivered < self.result.sent * self._audience() and quiet < 20:
            quiet = quiet + 1 if self.result.delivered == before else 0
            before = self.result.delivered
            await asyncio.sleep(0.1)

    def _audience(self) -> int:
        return self.plan.room

    def note(self, peer: Peer, sender: int, number: int, took: int, vote: bool) -> None:
        """One delivery."""
        last = peer.seen.get(sender, 0)
        if number == last + 1:
            peer.seen[sender] = number
        elif number <= last:
            self.result.doubled += 1
            return
        else:
            self.result.disordered += 1
            peer.seen[sender] = number
        self.result.delivered += 1
        if self.plan.dialect == "play":
            self.result.came_last[f"{sender}:{number}"] = time.time_ns()
        (self.vote_times if vote else self.times).append(took)
        if self.going and not self.plan.rate and sender == peer.number:
            peer.send()

    def _account(self) -> Result:
        result = self.result
        deaf = sum(1 for peer in self.peers[: self.plan.deaf])
        expected = sum(peer.sent * self._hearing(peer) for peer in self.peers)
        result.lost = max(0, expected - result.delivered)
        result.p50, result.p99 = _percentiles(self.times)
        result.vote_p50, result.vote_p99 = _percentiles(self.vote_times)
        _, result.late_p99 = _percentiles(self.late)
        codes = Counter(str(p.client.closed) for p in self.peers[deaf:] if p.client.closed is not None)
        result.closed = dict(codes)
        return result

    def _hearing(self, peer: Peer) -> int:
        first = peer.number // self.plan.room * self.plan.room
        members = range(first, min(first + self.plan.room, len(self.peers)))
        return sum(1 for number in members if number >= self.plan.deaf)

    def _spent(self) -> dict[str, float]:
        return {name: cpu_of(pid) for name, pid in self.plan.pids.items()}

    def _server_cpu(self) -> float:
        return cpu_of(self.plan.pid) if self.plan.pid else 0.0


def cpu_of(pid: int) -> float:
    """Seconds of processor time, user and system, that a process has used."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100
    return 0.0


def memory_of(pid: int) -> int:
    """KiB of memory that a process holds."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
    return 0


def _percentiles(times: list[int]) -> tuple[float, float]:
    """Milliseconds at half and at 99 of 100."""
    if not times:
        return 0.0, 0.0
    times.sort()
    return times[len(times) // 2] / 1e6, times[len(times) * 99 // 100] / 1e6


if __name__ == "__main__":
    plan = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Plan)
    with contextlib.suppress(ImportError):
        import uvloop

        uvloop.install()
    print(msgspec.json.encode(asyncio.run(Load(plan).run())).decode())
