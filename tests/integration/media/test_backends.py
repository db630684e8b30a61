"""What every engine that forwards packets has to keep (media.backend), with real ICE, DTLS and SRTP."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from media.backend import MediaBackend
from media.janus.engine import Janus
from media.sfu import offers, patches
from media.sfu.room import Closed, Floor, Room
from tests.integration.media.clients import TYPES, Client, renumbered, until
from tests.integration.media.janus import outer_address, running_janus


@dataclass
class Guest:
    """A player; where the engine has one connection for both directions, these are the same."""

    sends: Client
    receives: Client

    def got(self, kind: str, who: "Guest") -> list[int]:
        return self.receives.got(kind, who.sends.name)


class Hall:
    """A room of an engine, tended as the media server does, and what it has told."""

    def __init__(self, backend: MediaBackend, split: bool) -> None:
        self.states: list[tuple[str, str]] = []
        self.layouts: dict[str, list[dict[str, str]]] = {}
        self.room = backend(lambda *state: self.states.append(state), self.layouts.__setitem__)
        self._split = split

    async def enter(self, *names: str) -> list[Guest]:
        return [await self._enter(name) for name in names]

    async def tend(self) -> None:
        while True:
            await asyncio.sleep(0.02)
            self.room.tend(asyncio.get_running_loop().time())

    async def connect(self, client: Client, text: str) -> None:
        await client.take(await self.room.join(client.name, "first", offers.examine(text)))

    async def _enter(self, name: str) -> Guest:
        if not self._split:
            both = Client(name)
            await self.connect(both, await both.offer())
            return Guest(both, both)
        sends, receives = Client(name, slots=0), Client(name, publishes=())
        await self.connect(sends, await sends.offer())
        await self.connect(receives, await as_browser(receives))
        return Guest(sends, receives)


async def as_browser(client: Client) -> str:
    """His offer, with the payload types of a browser."""
    text = renumbered(await client.offer(), client.types)
    client.types = TYPES
    return text


@pytest.fixture(scope="module")
def janus_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_janus(tmp_path_factory.mktemp("janus")) as janus:
        yield janus.url


@pytest.fixture(params=["sfu", pytest.param("janus", marks=pytest.mark.long)])
async def hall(request: pytest.FixtureRequest) -> AsyncIterator[Hall]:
    patches.use_addresses(["127.0.0.1" if request.param == "sfu" else outer_address()])
    janus = Janus(request.getfixturevalue("janus_url")) if request.param == "janus" else None
    made = Hall(janus or Room, split=janus is not None)
    tending = asyncio.create_task(made.tend())
    yield made
    tending.cancel()
    await made.room.close()
    if janus is not None:
        await janus.close()


class Streaming:
    """Somebody sends sound and pictures without end, as browsers do."""

    def __init__(self, *guests: Guest) -> None:
        self._guests = guests
        self.number = 0

    async def __aenter__(self) -> "Streaming":
        self._task = asyncio.create_task(self._send())
        return self

    async def __aexit__(self, *error: Any) -> None:
        self._task.cancel()

    async def _send(self) -> None:
        while True:
            for guest in self._guests:
                guest.sends.say("audio", self.number)
                guest.sends.say("video", self.number, key=self.number % 20 == 0)
            self.number += 1
            await asyncio.sleep(0.01)


def grows(guest: Guest, kind: str, who: Guest, by: int = 10) -> Callable[[], bool]:
    """Has more come since now?"""
    before = len(guest.got(kind, who))
    return lambda: len(guest.got(kind, who)) >= before + by


async def test_two_see_and_hear_each_other(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    async with Streaming(ann, bob):
        for kind in ("audio", "video"):
            await until(grows(ann, kind, bob))
            await until(grows(bob, kind, ann))
    await until(lambda: {("ann", "connected"), ("bob", "connected")} <= set(hall.states))
    assert set(hall.room.members) == {"ann", "bob"}


async def test_who_comes_third_is_in_the_sections_that_were_told(hall: Hall) -> None:
    ann, _, cid = await hall.enter("ann", "bob", "cid")
    async with Streaming(cid):
        await until(grows(ann, "video", cid))
    told = {line["player"]: line for line in hall.layouts["ann"]}
    used = {kind: {ann.receives.mids[p.ssrc] for p in ann.receives.packets(kind)} for kind in TYPES}
    assert used == {kind: {told["cid"][kind]} for kind in TYPES}


async def test_the_floor_shuts_a_microphone_and_opens_it_again(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    async with Streaming(ann, bob) as streaming:
        await until(grows(bob, "audio", ann))
        hall.room.set_floor(Floor(heard=frozenset({"bob"})))
        await until(lambda: streaming.number - bob.got("audio", ann)[-1] > 20)
        shut = bob.got("audio", ann)[-1]
        await until(grows(bob, "video", ann))
        await until(grows(ann, "audio", bob))
        assert bob.got("audio", ann)[-1] == shut
        hall.room.set_floor(Floor())
        await until(grows(bob, "audio", ann))


async def test_who_comes_while_the_floor_is_shut_is_never_heard(hall: Hall) -> None:
    hall.room.set_floor(Floor(heard=frozenset(), seen=frozenset({"bob"})))
    ann, bob = await hall.enter("ann", "bob")
    async with Streaming(ann, bob):
        await until(grows(ann, "video", bob, 50))
    assert (ann.got("audio", bob), bob.got("audio", ann), bob.got("video", ann)) == ([], [], [])


async def test_what_a_player_has_switched_off_reaches_nobody(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    async with Streaming(ann) as streaming:
        await until(grows(bob, "audio", ann))
        hall.room.mute("ann", frozenset({"audio"}))
        await until(lambda: streaming.number - bob.got("audio", ann)[-1] > 20)
        await until(grows(bob, "video", ann))


async def test_a_hidden_picture_is_not_sent_and_comes_back(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    async with Streaming(ann) as streaming:
        await until(grows(bob, "video", ann))
        hall.room.show("bob", frozenset({"ann"}))
        await until(lambda: streaming.number - bob.got("video", ann)[-1] > 20)
        await until(grows(bob, "audio", ann))
        hall.room.show("bob", frozenset())
        await until(grows(bob, "video", ann))


async def test_who_leaves_makes_room_for_the_next(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    async with Streaming(ann):
        await until(grows(bob, "video", ann))
    before = hall.layouts["bob"][0]
    await hall.room.leave("ann", "an older one")
    assert "ann" in hall.room.members
    await hall.room.leave("ann", "first")
    assert list(hall.room.members) == ["bob"] and hall.layouts["bob"] == []
    await until(lambda: ann.sends.connection.connectionState == "closed")
    (cid,) = await hall.enter("cid")
    async with Streaming(cid):
        await until(grows(bob, "video", cid))
    assert hall.layouts["bob"] == [before | {"player": "cid"}]


async def test_who_comes_back_goes_on_where_he_was(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    async with Streaming(ann):
        await until(grows(bob, "video", ann))
    before = hall.layouts["bob"]
    (again,) = await hall.enter("ann")
    async with Streaming(again):
        await until(grows(bob, "video", again))
        await until(grows(bob, "audio", again))
    assert hall.layouts["bob"] == before


async def test_who_is_lost_is_told_of_and_his_place_is_free(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    await ann.sends.close()
    await until(lambda: ("ann", "lost") in hall.states)
    assert ("bob", "lost") not in hall.states
    assert await hall.room.drop_lost() == ["ann"] and list(hall.room.members) == ["bob"]
    (cid,) = await hall.enter("cid")
    async with Streaming(cid):
        await until(grows(bob, "video", cid))


async def test_a_refused_offer_changes_nothing(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    text = re.sub("(?m)^a=fingerprint:sha-256.*\r\n", "", await Client("cid", slots=1).offer())
    with pytest.raises(offers.BadOffer):
        await hall.room.join("cid", "first", offers.examine(text.replace("a=fingerprint:", "a=finger:")))
    assert set(hall.room.members) == {"ann", "bob"}
    async with Streaming(ann):
        await until(grows(bob, "video", ann))


async def test_a_closed_room_lets_all_go_and_takes_nobody(hall: Hall) -> None:
    ann, bob = await hall.enter("ann", "bob")
    text = await Client("cid", slots=0).offer()
    await hall.room.close()
    for client in (ann.sends, bob.receives):
        await until(lambda client=client: client.connection.connectionState == "closed")  # type: ignore[misc]
    with pytest.raises(Closed):
        await hall.room.join("cid", "first", offers.examine(text))
    assert list(hall.room.members) == []
