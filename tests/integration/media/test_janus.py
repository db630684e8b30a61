"""What is Janus' own in its engine; what all engines keep is in test_backends."""

import asyncio
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from lie_project.launcher.ports import LOOPBACK, free_port
from media.janus import descriptions
from media.janus.engine import Janus
from media.janus.room import JanusRoom
from media.sfu import offers, patches
from media.sfu.offers import BadOffer, Fault
from tests.integration.media.clients import Client, until
from tests.integration.media.janus import outer_address, running_janus

pytestmark = pytest.mark.long  # who installs LIE need not have it


class Hall:
    """A room of the Janus at a port of this machine, and what it has told."""

    def __init__(self, port: int) -> None:
        self.states: list[tuple[str, str]] = []
        self.janus = Janus(f"ws://{LOOPBACK}:{port}")
        self.room: JanusRoom = self.janus(lambda *state: self.states.append(state), lambda *layout: None)

    async def send(self, name: str) -> Client:
        client = Client(name, slots=0)
        await client.take(await self.room.join(name, "first", offers.examine(await client.offer())))
        return client


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def hall(port: int) -> AsyncIterator[Hall]:
    patches.use_addresses([outer_address()])
    made = Hall(port)
    yield made
    await made.room.close()
    await made.janus.close()


async def test_who_was_in_a_janus_that_has_ended_is_lost_and_may_come_again(
    hall: Hall, port: int, tmp_path: Path
) -> None:
    with running_janus(tmp_path, port):
        await hall.send("ann")
    await until(lambda: ("ann", "lost") in hall.states)
    assert await hall.room.drop_lost() == ["ann"]
    with pytest.raises(BadOffer, match=Fault.NO_PORT):
        await hall.send("ann")
    with running_janus(tmp_path, port):
        await hall.send("ann")
        await until(lambda: hall.states[-1] == ("ann", "connected"))


async def test_janus_says_who_speaks_while_he_may(hall: Hall, port: int, tmp_path: Path) -> None:
    with running_janus(tmp_path, port):
        ann = await hall.send("ann")
        talking = asyncio.create_task(talk(ann))
        await until(hall.room.listen)
        assert hall.room.speaking == "ann"
        hall.room.mute("ann", frozenset({"audio"}))
        assert hall.room.listen() and hall.room.speaking == ""
        talking.cancel()
        await hall.room.close()


async def talk(client: Client) -> None:
    """Loud sound without end: 10 dB below the loudest (RFC 6464)."""
    assert client.wire
    ssrc, payload_type = client.own["audio"]
    level = struct.pack("!HHBBxx", 0xBEDE, 1, 2 << 4, 10)
    number = 0
    while True:
        client.wire.send(0x90, payload_type, number, number * 960, ssrc, level + bytes(40))
        number += 1
        await asyncio.sleep(0.005)


async def test_janus_takes_one_direction_an_offer(hall: Hall) -> None:
    offer = offers.examine(await Client("ann").offer())
    with pytest.raises(BadOffer, match=Fault.BAD_SECTION):
        await hall.room.join("ann", "first", offer)


async def test_janus_reads_no_line_that_a_browser_has_written() -> None:
    text = (await Client("ann", slots=0).offer()).replace("a=rtcp-mux", "a=rtcp-mux\r\na=rid:evil send")
    told = descriptions.publishing(offers.examine(text))
    assert "evil" not in told and "candidate" not in told
    assert offers.examine(told).sections == offers.examine(text).sections


async def test_who_numbers_codecs_otherwise_than_janus_is_refused() -> None:
    client = Client("ann", slots=1, publishes=())
    offer = offers.examine(await client.offer())
    theirs = offer.sdp.replace(":96 opus", ":111 opus").replace("SAVPF 96", "SAVPF 111")
    with pytest.raises(BadOffer, match=Fault.NO_CODEC):
        descriptions.receiving(offer, theirs)
