"""Where browsers find a media server: its addresses, and a range of ports."""

import asyncio
import socket
from contextlib import closing

import pytest

from media.sfu import offers, patches
from media.sfu.room import Room
from tests.integration.media.clients import Client


async def test_ports_come_from_the_range_and_who_finds_none_is_told() -> None:
    patches.use_addresses(["127.0.0.1"])
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    room = Room(lambda *_: None, lambda *_: None)
    ann, bob = [offers.examine(await Client(name).offer()) for name in ("ann", "bob")]
    patches.use_ports(asyncio.get_running_loop(), port, port)
    assert f"127.0.0.1 {port} typ host" in await room.join("ann", "first", ann)
    with pytest.raises(offers.BadOffer, match="offer_no_port"):
        await room.join("bob", "first", bob)
    await room.leave("ann")
    assert f"127.0.0.1 {port} typ host" in await room.join("bob", "first", bob)
    await room.close()


async def test_browsers_are_told_the_address_by_which_a_router_knows_us() -> None:
    patches.use_addresses(["127.0.0.1=203.0.113.7"])
    room = Room(lambda *_: None, lambda *_: None)
    answer = await room.join("ann", "first", offers.examine(await Client("ann").offer()))
    named = [line.split()[4] for line in answer.splitlines() if line.startswith("a=candidate:")]
    assert set(named) == {"203.0.113.7"}
    await room.close()
