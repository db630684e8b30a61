"""The forwarding unit with real ICE, DTLS and SRTP between it and its clients; no browser."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import partial
from typing import Any

import pytest

from media.sfu import offers, patches
from media.sfu.room import Floor, Room
from media.sfu.source import MOST
from tests.integration.media.clients import Client, Lossy, until

Entered = Callable[..., Coroutine[Any, Any, list[Client]]]


class Hall:
    """A room that is tended as the media server does, and what it has told."""

    def __init__(self) -> None:
        self.states: list[tuple[str, str]] = []
        self.layouts: dict[str, dict[str, dict[str, str]]] = {}
        self.room = Room(lambda *state: self.states.append(state), self._laid_out)

    async def enter(self, *names: str, **options: Any) -> list[Client]:
        made = [Client(name, **options) for name in names]
        for client in made:
            answer = await self.room.join(client.name, "first", offers.examine(await client.offer()))
            await client.take(answer)
            await until(lambda peer=self.room.members[client.name].peer: peer.wire)  # type: ignore[misc]
        return made

    async def tend(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(0.02)
            self.room.tend(loop.time())

    def _laid_out(self, player: str, layout: list[dict[str, str]]) -> None:
        self.layouts[player] = {line["player"]: line for line in layout}


@pytest.fixture(params=["direct", "portable"])
async def hall(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    monkeypatch.setattr(patches, "way", lambda: request.param)
    patches.use_addresses(["127.0.0.1"])
    made = Hall()
    tending = asyncio.create_task(made.tend())
    yield made
    tending.cancel()
    await made.room.close()


async def stream(client: Client, kind: str, first: int, count: int, **options: Any) -> None:
    """Packets ``first`` … at a thousand a second, for video beginning with a key frame."""
    for number in range(first, first + count):
        client.say(kind, number, key=number == first, **options)
        await asyncio.sleep(0.001)


async def test_everybody_gets_what_the_others_send(hall: Hall) -> None:
    ann, bob, cid = await hall.enter("ann", "bob", "cid")
    for client in (ann, bob, cid):
        await stream(client, "video", 0, 20)
        await stream(client, "audio", 0, 20)
    pairs = [(a, b.name) for a in (ann, bob, cid) for b in (ann, bob, cid) if a is not b]

    def complete(kind: str) -> bool:
        return all(client.got(kind, other) == list(range(20)) for client, other in pairs)

    for kind in ("audio", "video"):
        await until(partial(complete, kind))
    assert all(client.got("audio", client.name) == [] for client in (ann, bob, cid))


async def test_each_sender_comes_in_the_section_that_was_told(hall: Hall) -> None:
    ann, bob, cid = await hall.enter("ann", "bob", "cid")
    await stream(bob, "audio", 0, 3)
    await stream(cid, "audio", 0, 3)
    await until(lambda: len(ann.packets("audio")) == 6)
    mids = [ann.mids[packet.ssrc] for packet in ann.packets("audio")]
    layout = hall.layouts["ann"]
    assert mids == [layout["bob"]["audio"]] * 3 + [layout["cid"]["audio"]] * 3


async def test_numbers_go_on_over_the_wrap(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    await stream(ann, "video", 65_500, 100)
    await until(lambda: len(bob.got("video", "ann")) == 100)
    sequences = [packet.sequence for packet in bob.packets("video")]
    assert sequences == list(range(sequences[0], sequences[0] + 100))


async def test_one_who_comes_back_goes_on_in_the_same_slot(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    await stream(ann, "video", 0, 10)
    await until(lambda: len(bob.packets("video")) == 10)
    before = hall.layouts["bob"]
    (again,) = await hall.enter("ann")
    await stream(again, "video", 7_000, 10)
    await until(lambda: len(bob.packets("video")) == 20)
    packets = bob.packets("video")
    assert hall.layouts["bob"] == before and len({packet.ssrc for packet in packets}) == 1
    assert [packet.sequence - packets[0].sequence for packet in packets] == list(range(20))


async def test_a_slot_that_was_left_is_taken_by_the_next(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob", slots=1)
    await stream(ann, "video", 0, 10)
    await until(lambda: len(bob.packets("video")) == 10)
    await hall.room.leave("ann")
    (cid,) = await hall.enter("cid", slots=1)
    await stream(cid, "video", 30_000, 10)
    await until(lambda: len(bob.packets("video")) == 20)
    packets = bob.packets("video")
    assert [packet.sequence - packets[0].sequence for packet in packets] == list(range(20))
    assert set(hall.layouts["bob"]) == {"cid"}


async def test_a_late_goodbye_of_an_old_connection_harms_nobody(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    await hall.room.leave("ann", "an older one")
    await stream(ann, "audio", 0, 5)
    await until(lambda: bob.got("audio", "ann") == list(range(5)))


async def test_every_seventh_packet_lost_on_the_way_out_comes_again_from_the_ring(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    slot = hall.room.members["bob"].peer.pairs[0].video
    slot.wire = lossy = Lossy(slot.wire, random.Random(7), 0.15)
    await stream(ann, "video", 0, 300)
    await until(lambda: hall.room.members["ann"].peer.sources["video"].packets == 300)
    while missing := [sequence for sequence in lossy.lost if sequence not in bob.sequences("video")]:
        bob.ask_again(slot.ssrc, missing)
        await asyncio.sleep(0.05)  # between two NACKs, as a browser
    assert sorted(bob.got("video", "ann")) == list(range(300)) and len(lossy.lost) > 20


async def test_what_is_lost_on_the_way_in_is_asked_for_and_handed_on(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    for number in range(65_530, 65_550):
        ann.say("video", number, key=number == 65_530, eaten=number in (65_533, 65_535, 65_536))
        await asyncio.sleep(0.001)
    await until(lambda: sorted(bob.got("video", "ann")) == list(range(65_530, 65_550)))
    packets = sorted(bob.packets("video"), key=lambda packet: packet.sequence)
    assert [p.sequence - packets[0].sequence for p in packets] == list(range(20))


async def test_nothing_is_shown_before_a_key_frame(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    for number in range(10):
        ann.say("video", number)
    await until(lambda: ann.pictures_asked() >= 1)
    assert bob.packets("video") == []
    await stream(ann, "video", 10, 3)
    await until(lambda: bob.got("video", "ann") == [10, 11, 12])


async def test_many_who_need_a_picture_cost_the_sender_one(hall: Hall) -> None:
    ann, bob, cid = await hall.enter("ann", "bob", "cid")
    await stream(ann, "video", 0, 10)
    await until(lambda: len(bob.packets("video")) == len(cid.packets("video")) == 10)
    await until(lambda: ann.pictures_asked() >= 1)
    before = ann.pictures_asked()
    for client in (bob, cid):
        for _ in range(10):
            client.ask_picture(client.packets("video")[0].ssrc)
    await until(lambda: ann.pictures_asked() > before)
    await asyncio.sleep(0.1)  # what else has been asked by now would have come
    assert ann.pictures_asked() == before + 1


async def test_in_a_turn_only_the_speaker_is_heard(hall: Hall) -> None:
    ann, bob, cid = await hall.enter("ann", "bob", "cid")
    hall.room.set_floor(Floor(heard=frozenset({"ann"})))
    for client in (bob, cid, ann):
        await stream(client, "audio", 0, 30)
        await stream(client, "video", 0, 5)
    await until(lambda: len(cid.got("video", "ann")) == 5)  # sent last, so all else has had its time
    assert bob.got("audio", "ann") == cid.got("audio", "ann") == list(range(30))
    assert ann.packets("audio") == [] and bob.got("audio", "cid") == [] and cid.got("audio", "bob") == []
    assert ann.got("video", "bob") == list(range(5))


async def test_a_voice_goes_on_without_a_hole_when_the_floor_opens_again(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    await stream(ann, "audio", 0, 10)
    await until(lambda: len(bob.packets("audio")) == 10)
    hall.room.set_floor(Floor(heard=frozenset()))
    await stream(ann, "audio", 10, 10)
    await stream(ann, "video", 0, 1)
    await until(lambda: bob.packets("video"))
    hall.room.set_floor(Floor())
    await stream(ann, "audio", 20, 10)
    await until(lambda: len(bob.packets("audio")) == 20)
    packets = bob.packets("audio")
    assert [p.sequence - packets[0].sequence for p in packets] == list(range(20))
    assert bob.got("audio", "ann") == [*range(10), *range(20, 30)]


async def test_blind_mode_shows_nobody(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    hall.room.set_floor(Floor(seen=frozenset()))
    await stream(ann, "video", 0, 10)
    await stream(ann, "audio", 0, 10)
    await until(lambda: len(bob.packets("audio")) == 10)
    assert bob.packets("video") == []


async def test_a_hidden_picture_is_not_sent_and_comes_back_with_a_key_frame(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    hall.room.show("bob", frozenset({"ann"}))
    await stream(ann, "video", 0, 10)
    await stream(ann, "audio", 0, 10)
    await until(lambda: len(bob.packets("audio")) == 10)
    assert bob.packets("video") == []
    asked = ann.pictures_asked()
    hall.room.show("bob", frozenset())
    await until(lambda: ann.pictures_asked() > asked)
    await stream(ann, "video", 10, 3)
    await until(lambda: bob.got("video", "ann") == [10, 11, 12])


async def test_one_without_camera_and_microphone_sees_and_hears(hall: Hall) -> None:
    ann, eve = [*await hall.enter("ann"), *await hall.enter("eve", publishes=())]
    await stream(ann, "video", 0, 5)
    await until(lambda: len(eve.packets("video")) == 5)
    assert hall.layouts.get("ann", {}) == {}


async def test_a_sender_hears_how_he_is_received(hall: Hall) -> None:
    ann, _ = await hall.enter("ann", "bob")
    await stream(ann, "video", 0, 10)
    await until(lambda: hall.room.members["ann"].peer.sources["video"].packets == 10)
    hall.room.report(asyncio.get_running_loop().time())
    await until(lambda: any(getattr(each, "reports", None) for each in ann.control))
    report = next(each for each in ann.control if getattr(each, "reports", None))
    assert report.reports[0].ssrc == ann.ssrc_of("video")  # type: ignore[union-attr]
    await until(lambda: any(getattr(each, "fmt", None) == 15 for each in ann.control))


async def test_the_senders_clock_comes_in_the_receivers_time(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    await stream(ann, "video", 0, 3)
    await until(lambda: len(bob.packets("video")) == 3)
    ann.report_clock("video", 2)
    await until(lambda: bob.sender_reports())
    info, last = bob.sender_reports()[0].sender_info, bob.packets("video")[2]
    assert info.rtp_timestamp == last.timestamp and info.packet_count == 3


async def test_a_flood_from_one_sender_is_cut_short(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    for number in range(400):
        ann.say("audio", number)
        if number % 50 == 0:
            await asyncio.sleep(0.001)
    ann.say("video", 0, key=True)
    await until(lambda: bob.packets("video"))
    assert 0 < len(bob.packets("audio")) <= 2 * MOST["audio"]


async def test_a_bad_offer_changes_nothing_for_those_who_are_there(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    text = (await Client("ann").offer()).replace("a=setup:actpass", "a=setup:passive")
    with pytest.raises(offers.BadOffer):
        offers.examine(text)
    await stream(ann, "audio", 0, 5)
    await until(lambda: bob.got("audio", "ann") == list(range(5)))
