"""Offers from strangers, and packets from nowhere, at a room where others talk."""

import asyncio
import random
import re
import socket

import pytest

from media.sfu import offers, patches
from media.sfu.room import Room
from tests.integration.media.clients import Client, until
from tests.unit.media.mutations import CHROMIUM, mutated, noise


def quiet_room() -> Room:
    patches.use_addresses(["127.0.0.1"])
    return Room(lambda *_: None, lambda *_: None)


async def test_what_the_guard_lets_through_is_answered_or_refused_by_name() -> None:
    room, chance = quiet_room(), random.Random(4)
    taken = answered = 0
    while taken < 25:
        try:
            offer = offers.examine(mutated(chance))
        except offers.BadOffer:
            continue
        taken += 1
        try:
            answered += "a=fingerprint" in await room.join("mallory", "first", offer)
        except offers.BadOffer:
            continue
    await room.close()
    assert answered > 15


async def test_nobody_named_in_an_offer_is_sent_anything() -> None:
    room = quiet_room()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as victim:
        victim.bind(("127.0.0.1", 0))
        victim.setblocking(False)
        port = victim.getsockname()[1]
        named = f"a=candidate:1 1 udp 2122194687 127.0.0.1 {port} typ host\r\na=ice-ufrag"
        text = CHROMIUM.replace("a=ice-ufrag", named).replace("192.0.2.2 58766", f"127.0.0.1 {port}")
        await room.join("mallory", "first", offers.examine(text))
        got = asyncio.get_running_loop().sock_recv(victim, 2000)
        done, _ = await asyncio.wait({asyncio.create_task(got)}, timeout=2.0)
        assert not done
    await room.close()


async def test_random_packets_to_a_players_port_harm_nobody_and_leave_nothing_behind(
    caplog: pytest.LogCaptureFixture,
) -> None:
    room = quiet_room()
    ann, bob = Client("ann"), Client("bob")
    for client in (ann, bob):
        await client.take(await room.join(client.name, "first", offers.examine(await client.offer())))
    await until(lambda: all(member.peer.wire for member in room.members.values()))
    chance = random.Random(5)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for number in range(300):
            for port in (ann.server_port, bob.server_port):
                for _ in range(8):
                    stranger.sendto(noise(chance), ("127.0.0.1", port))
            ann.say("video", number, key=number == 0)
            await asyncio.sleep(0.002)
    await until(lambda: len(bob.got("video", "ann")) >= 297)  # of 300
    assert caplog.records == []
    await room.close()


async def test_what_comes_before_a_browser_does_is_not_kept_for_it() -> None:
    room, chance, ann = quiet_room(), random.Random(6), Client("ann")
    answer = await room.join("ann", "first", offers.examine(await ann.offer()))
    port = int(re.findall(r"m=audio (\d+)", answer)[0])
    waiting = (
        room.members["ann"].peer._connection.getTransceivers()[0].receiver.transport.transport._connection
    )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for _ in range(200):
            stranger.sendto(noise(chance), ("127.0.0.1", port))
            await asyncio.sleep(0)
    await ann.take(answer)
    assert waiting._queue.qsize() == 0
    await room.close()
