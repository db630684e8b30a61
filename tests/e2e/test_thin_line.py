"""A player on a bad line, in real browsers.  Too thin: first one face, then voices, then text; and up again.

Minutes long, for a line is judged over seconds, and a better one tried after ten.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from events import redis
from media import nodes
from media.sessions import Floor
from tests.e2e.calls import ROOM, tabs
from tests.e2e.media_servers import Servers, cameras
from tests.e2e.straits import strait

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.long]

SINKS, RISES = 60_000, 200_000  # ms, at most


@pytest.fixture(scope="module")
def servers(valkey_url: str) -> Iterator[Servers]:
    redis.client().flushall()
    made = Servers({})
    made.start()
    yield made
    made.kill()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with cameras() as browser:
        yield browser


async def test_a_thinner_and_thinner_line_takes_faces_then_voices_and_gives_all_back(
    servers: Servers, chromium: Browser
) -> None:
    async with strait() as way, tabs(chromium, "ann", "bob", "cid") as (ann, bob, cid):
        bob.strait = way
        for tab in (ann, bob, cid):
            await tab.enter()
        await bob.sees("ann", "cid")
        nodes.set_floor(ROOM, 1, Floor(heard=frozenset({"ann"})))
        await bob.silent("cid")
        whole = await way.bits_wanted()
        way.rate = 0.75 * whole  # two pictures do not fit, one does: that of who speaks
        await bob.page.wait_for_function("thin && seen.join() === 'ann'", timeout=SINKS)
        await bob.frozen("cid")
        await bob.sees("ann")
        await bob.hears("ann")
        way.rate = 0.25 * whole  # no picture fits
        await bob.page.wait_for_function("thin && seen.length === 0", timeout=SINKS)
        await bob.hears("ann")
        way.rate = 0.03 * whole  # not even a voice
        await bob.page.wait_for_function("Object.keys(people).length === 0", timeout=SINKS)
        await asyncio.gather(ann.sees("bob", "cid"), cid.sees("ann", "bob"))  # others notice nothing
        way.rate = None
        await bob.page.wait_for_function("!thin && seen.length === 2", timeout=RISES)
        await bob.sees("ann", "cid")
        await bob.hears("ann")
        assert [tab.faults for tab in (ann, bob, cid)] == [[], [], []]


async def test_a_line_that_loses_every_seventh_packet_shows_and_tells_all(
    servers: Servers, chromium: Browser
) -> None:
    async with strait() as way, tabs(chromium, "ann", "bob", "cid") as (ann, bob, cid):
        bob.strait = way
        for tab in (ann, bob, cid):
            await tab.enter()
        await bob.sees("ann", "cid")
        way.lost = 0.15
        await bob.sees("ann", "cid", more=300)  # some 15 s
        assert not await bob.page.evaluate("thin") and await bob.page.evaluate("seen.length") == 2
        await bob.hears("ann")
        await bob.hears("cid")
