"""What of a running LIE the network can reach."""

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import pytest

from tests.integration.launcher.processes import processes_of
from tests.servers import PATIENCE, RunningLie, started_lie, until_ready

LISTENS, UNCONNECTED = "0A", "07"  # states in /proc/net/tcp and udp


@dataclass(frozen=True)
class Ear:
    """A socket that takes what comes."""

    transport: str
    address: IPv4Address | IPv6Address
    port: int
    program: str


def ears_of(pids: list[int]) -> list[Ear]:
    """Of these processes, as the kernel tells."""
    owners = {inode: pid for pid in pids for inode in _sockets(pid)}
    return [
        Ear(transport.rstrip("6"), address, port, _program(owners[inode]))
        for transport, state in (
            ("tcp", LISTENS),
            ("tcp6", LISTENS),
            ("udp", UNCONNECTED),
            ("udp6", UNCONNECTED),
        )
        for address, port, inode in _table(transport, state)
        if inode in owners
    ]


def _program(pid: int) -> str:
    return Path(Path(f"/proc/{pid}/cmdline").read_text().partition("\0")[0]).name


def _sockets(pid: int) -> Iterator[str]:
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            name = str(link.readlink())
        except OSError:  # closed meanwhile
            continue
        if name.startswith("socket:["):
            yield name[8:-1]


def _table(transport: str, state: str) -> Iterator[tuple[IPv4Address | IPv6Address, int, str]]:
    for line in Path(f"/proc/net/{transport}").read_text().splitlines()[1:]:
        words = line.split()
        if words[3] == state:
            address, port = words[1].split(":")
            yield _address(address), int(port, 16), words[9]


def _address(text: str) -> IPv4Address | IPv6Address:
    """The kernel writes words of four bytes in the machine's own order."""
    raw = bytes.fromhex(text)
    return ip_address(b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4)))


@pytest.fixture(scope="module")
def open_lie(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLie]:
    """One that serves pages to everybody in the network, with every server of its own that there is."""
    lie = started_lie(tmp_path_factory.mktemp("lie"), "--host", "0.0.0.0", "--rabbitmq")
    try:
        until_ready(lie)
        yield lie
    finally:
        lie.process.terminate()
        lie.process.wait(PATIENCE)


def test_only_pages_and_video_are_in_reach_of_the_network(open_lie: RunningLie) -> None:
    ears = ears_of(processes_of(open_lie.data))
    reached = {ear.port for ear in ears if ear.transport == "tcp" and not ear.address.is_loopback}
    assert reached == {int(open_lie.url.rpartition(":")[2])}, ears
    assert {"valkey-server", "beam.smp", "epmd"} <= {ear.program for ear in ears}  # they listen, too


def test_an_open_ear_is_seen() -> None:
    with socket.socket() as made:
        made.bind(("0.0.0.0", 0))
        made.listen()
        port = made.getsockname()[1]
        assert port in {ear.port for ear in ears_of([os.getpid()]) if not ear.address.is_loopback}
