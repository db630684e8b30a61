"""A media server as the rest of LIE sees it: signals in, frames out, assignments kept."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
import redis.asyncio
from django.conf import settings

from events import live
from events.broker import signals
from events.broker.signals import Assignment, Signal
from events.log import sealing
from events.messages.envelope import Envelope
from media import nodes
from media.neighbours import own_id
from media.node import Node
from media.sessions import Floor
from media.sfu import patches
from media.sfu.peer import Peer
from media.sfu.room import Room
from tests.integration.media.clients import Client, until

ROOM = "ABCDE"


class Station:
    """A node, and the room's sockets as one list of frames."""

    def __init__(self, client: Any) -> None:
        self.redis = client
        self.node = Node("one", client)
        self.frames: list[tuple[str, dict[str, Any]]] = []

    async def signal(self, type: str, player: str = "ann", *, by: int = 1, **data: Any) -> None:
        body = msgspec.Raw(json.dumps(data).encode())
        signal = Signal(f"media.{type}", ROOM, by, player, f"socket-{player}", body)
        await self.node.take(msgspec.json.encode(signal))

    async def told(self, type: str, player: str = "ann") -> dict[str, Any]:
        """The next frame of a type for a player or all; it is taken away."""

        def wanted() -> list[tuple[str, dict[str, Any]]]:
            return [f for f in self.frames if f[0] in ("*", player) and f[1]["type"] == f"media.{type}"]

        await until(wanted)
        found = wanted()[0]
        self.frames.remove(found)
        return found[1]

    async def enter(self, player: str) -> Client:
        client = Client(player)
        await self.signal("offer", player, **offer(await client.offer()))
        answer = await self.told("answer", player)
        await client.take(answer["sdp"])
        room = self.node.rooms[ROOM].room
        assert isinstance(room, Room)
        peer = room.members[player].peer
        await until(lambda: peer.wire)
        return client

    async def listen(self, ready: asyncio.Event) -> None:
        async with self.redis.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(live.channel_of(ROOM))
            ready.set()
            async for message in channel.listen():
                recipient, _, body = message["data"].partition(b" ")
                frame = body if recipient == b"*" else sealing.unseal(body)
                self.frames.append((recipient.decode(), json.loads(frame)))


def offer(sdp: str, epoch: int = 1) -> dict[str, Any]:
    return {"sdp": sdp, "epoch": epoch, "attempt": 7}


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What the server tells the concern: (type, data) of each command."""
    made: list[tuple[str, dict[str, Any]]] = []

    def take(envelope: Envelope) -> None:
        made.append((envelope.type.removeprefix("media.report_"), msgspec.json.decode(envelope.data)))

    monkeypatch.setattr("events.broker.publisher.publish_command", take)
    return made


@pytest.fixture
async def station(valkey_url: str, reports: object) -> AsyncIterator[Station]:
    patches.use_addresses(["127.0.0.1"])
    client = redis.asyncio.Redis.from_url(settings.LIE.redis_url)
    await client.flushdb()
    made, ready = Station(client), asyncio.Event()
    listening = asyncio.create_task(made.listen(ready))
    await ready.wait()
    await assign(client, "one", 1)
    running = asyncio.create_task(made.node.run())
    yield made
    for task in (running, listening):
        task.cancel()
    await asyncio.gather(running, listening, return_exceptions=True)
    await made.node.close()
    await client.aclose()


async def assign(client: Any, node: str, epoch: int) -> None:
    await client.set(signals.assignment_key(ROOM), msgspec.json.encode(Assignment(node, epoch)))


async def test_who_asks_is_told_how_to_offer(station: Station) -> None:
    await station.signal("join")
    assert await station.told("config") == {
        "type": "media.config",
        "epoch": 1,
        "slots": 9,
        "iceServers": [],
        "apart": False,
    }


async def test_a_browser_is_given_a_pass_of_its_own_for_the_relay(station: Station) -> None:
    station.node._ice_servers = lambda player: [{"urls": ["turn:relay.example"], "username": player}]
    await station.signal("join", "bob")
    assert (await station.told("config", "bob"))["iceServers"][0]["username"] == "bob"


async def test_the_concern_is_told_who_is_connected_and_who_was_lost(
    station: Station, reports: list[tuple[str, dict[str, Any]]]
) -> None:
    ann, _ = await station.enter("ann"), await station.enter("bob")
    await ann.close()
    await until(lambda: reports[-1][1].get("reason") == "lost")
    assert [data["epoch"] for name, data in reports if name == "session"] == [1, 1]  # by one id: counts once
    connections = [(data["player"], data["connected"]) for name, data in reports if name == "participant"]
    assert connections == [("ann", True), ("bob", True), ("ann", False)]


async def test_a_beat_takes_away_those_of_neighbours_that_were_killed(station: Station) -> None:
    machine, pid, start, token = own_id().split("-")
    killed = f"{machine}-{pid}-{int(start) + 1}-{token}"
    for name in (killed, "elsewhere"):
        await station.redis.set(signals.node_key(name), msgspec.json.encode(nodes.Load(name)))
        await station.redis.zadd(signals.NODES, {name: time.time()})
    await station.node.beat()
    assert {load.node for load in nodes.living()} == {"one", "elsewhere"}
    assert killed in nodes.known()


async def test_its_load_says_what_each_room_takes(station: Station) -> None:
    ann, bob = await station.enter("ann"), await station.enter("bob")
    ann.say("audio", 1)
    await until(lambda: bob.got("audio", "ann") == [1])
    await station.node.beat()
    (load,) = nodes.living()
    assert load.people == load.each[ROOM].people == 2 and load.each[ROOM].bits == 900_000


async def test_an_offer_is_answered_and_all_learn_who_is_here(station: Station) -> None:
    ann, bob = await station.enter("ann"), await station.enter("bob")
    ann.say("audio", 1)
    await until(lambda: bob.got("audio", "ann") == [1])
    assert (await station.told("slots", "bob"))["slots"] == [{"player": "ann", "audio": "2", "video": "3"}]
    await station.told("mutes")
    assert set((await station.told("mutes"))["players"]) == {"ann", "bob"}


async def test_a_bad_offer_is_refused_by_name(station: Station) -> None:
    await station.signal("offer", **offer("v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel"))
    assert (await station.told("error"))["code"].startswith("offer_")


async def test_two_offers_at_once_are_one_too_many(station: Station) -> None:
    await station.signal("offer", **offer("x"))
    await station.signal("offer", **offer("x"))
    await station.told("error")
    assert (await station.told("error"))["code"] == "offer_too_soon"


async def test_an_offer_of_an_older_epoch_is_sent_back(station: Station) -> None:
    await station.signal("offer", **offer("x", epoch=0))
    assert await station.told("reset") == {"type": "media.reset", "epoch": 1, "reason": "stale"}


async def test_data_that_is_not_as_declared_harms_nobody(station: Station) -> None:
    for data in ({"sdp": 3}, {"epoch": "x"}, {"sdp": "x" * 70_000, "epoch": 1, "attempt": 1}):
        await station.signal("offer", **data)
    await station.node.take(b"\xff{")
    await station.signal("join")
    await station.told("config")


async def test_a_doubled_signal_is_taken_once_and_an_old_one_never(station: Station) -> None:
    signal = Signal("media.join", ROOM, 1, "ann", "socket")
    await station.node.take(msgspec.json.encode(signal))
    await station.node.take(msgspec.json.encode(signal))
    old = msgspec.structs.replace(signal, id="another", sent=time.time() - 11)
    await station.node.take(msgspec.json.encode(old))
    await station.signal("join", "bob")
    await station.told("config", "bob")
    assert [frame[1]["type"] for frame in station.frames] == ["media.config"]


async def test_a_room_of_another_server_is_left_alone(station: Station) -> None:
    await assign(station.redis, "another", 5)
    await station.signal("join", by=5)
    assert ROOM not in station.node.rooms and station.frames == []


async def test_a_room_that_was_moved_is_let_go_at_the_next_beat(station: Station) -> None:
    ann = await station.enter("ann")
    await assign(station.redis, "another", 2)
    await until(lambda: ROOM not in station.node.rooms)
    await until(lambda: ann.connection.connectionState == "closed")


async def test_an_assignment_that_redis_has_lost_is_put_back(station: Station) -> None:
    await station.enter("ann")
    await station.redis.flushdb()
    await until(lambda: nodes.living())
    await station.node.beat()
    assert await signals.assignment_of(station.redis, ROOM) == Assignment("one", 1)
    assert "ann" in station.node.rooms[ROOM].room.members


async def test_a_room_that_is_opened_again_knows_its_floor(station: Station) -> None:
    await asyncio.to_thread(nodes.set_floor, ROOM, 4, Floor(heard=frozenset({"bob"})))
    ann, bob = await station.enter("ann"), await station.enter("bob")
    for number in range(5):
        ann.say("audio", number)
        bob.say("audio", number)
    await until(lambda: ann.got("audio", "bob") == list(range(5)))
    assert bob.packets("audio") == []


async def test_a_late_floor_changes_nothing(station: Station) -> None:
    ann, bob = await station.enter("ann"), await station.enter("bob")
    await station.signal("floor", number=9, heard=["ann"])
    await station.signal("floor", number=8, heard=["bob"])
    bob.say("audio", 1)
    ann.say("audio", 1)
    await until(lambda: bob.got("audio", "ann") == [1])
    assert ann.packets("audio") == []


async def test_a_mute_is_told_to_all_and_held_by_the_server(station: Station) -> None:
    ann, bob = await station.enter("ann"), await station.enter("bob")
    station.frames.clear()
    await station.signal("mute", audio=True, video=False)
    mutes = await station.told("mutes")
    assert mutes["players"]["ann"] == {"audio": True, "video": False}
    ann.say("audio", 1)
    ann.say("video", 1, key=True)
    await until(lambda: bob.got("video", "ann") == [1])
    assert bob.packets("audio") == []


async def test_who_is_lost_is_taken_out_and_told(station: Station) -> None:
    ann, _ = await station.enter("ann"), await station.enter("bob")
    await ann.close()
    assert (await station.told("reset"))["reason"] == "lost"
    await until(lambda: set(station.node.rooms[ROOM].room.members) == {"bob"})


async def test_who_was_sent_away_is_not_seen_any_more(station: Station) -> None:
    ann, _ = await station.enter("ann"), await station.enter("bob")
    await station.signal("remove", "ann")
    await until(lambda: ann.connection.connectionState == "closed")
    assert set(station.node.rooms[ROOM].room.members) == {"bob"}


async def test_a_full_room_takes_nobody_new(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    await station.enter("ann")
    monkeypatch.setattr("media.held.MOST", 1)
    await station.signal("offer", "bob", **offer("x"))
    assert (await station.told("error", "bob"))["code"] == "offer_full"


async def test_one_who_offers_and_does_not_come_is_let_go(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("media.sfu.room.CONNECTING", 0.5)
    await station.signal("offer", **offer(await Client("ann").offer()))
    assert (await station.told("reset"))["reason"] == "lost"
    assert station.node.rooms[ROOM].room.members == {}


async def test_who_comes_while_the_room_is_closed_is_not_kept(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Peer.answer

    async def answered_too_late(peer: Peer, text: Any) -> str:
        found = await answer(peer, text)
        await station.signal("close", player="")
        return found

    monkeypatch.setattr(Peer, "answer", answered_too_late)
    await station.signal("join")
    room = station.node.rooms[ROOM].room
    await station.signal("offer", **offer(await Client("ann").offer()))
    await station.signal("join")
    await station.told("config")
    assert room.members == {}
    assert "media.answer" not in [frame[1]["type"] for frame in station.frames]


async def test_a_closed_room_is_let_go(station: Station) -> None:
    ann = await station.enter("ann")
    await station.signal("close", player="")
    await until(lambda: ROOM not in station.node.rooms and ann.connection.connectionState == "closed")


async def test_a_server_that_ends_sends_its_rooms_away_first(station: Station) -> None:
    ann = await station.enter("ann")
    await until(lambda: nodes.living())
    draining = asyncio.create_task(station.node.drain())
    assert (await station.told("reset"))["reason"] == "draining"
    assert nodes.living() == []
    await ann.close()
    await draining
    assert station.node.rooms == {}


async def test_the_least_busy_server_gets_a_new_room(station: Station) -> None:
    loads = [nodes.Load("a", busy=0.5), nodes.Load("b", busy=0.11, rooms=3), nodes.Load("c", busy=0.12)]
    assert nodes.choose(loads) == "c"
    assert nodes.choose([]) is None


async def test_a_room_stays_until_its_server_is_gone_and_then_moves_once(station: Station) -> None:
    await until(lambda: nodes.living())
    assert await asyncio.to_thread(nodes.place, ROOM) == Assignment("one", 1)
    await assign(station.redis, "gone", 3)
    placed = await asyncio.gather(*(asyncio.to_thread(nodes.place, ROOM) for _ in range(8)))
    assert len({each.epoch for each in placed if each}) == 1
    assert placed[0] and placed[0].node == "one" and placed[0].epoch > 3
    assert (await station.told("reset"))["reason"] == "moved"
    assert [frame[1]["type"] for frame in station.frames].count("media.reset") == 0
