"""Video and voice by Janus: real browsers with fake cameras, and a media server that has it forward."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from events import redis
from media import nodes
from media.sessions import Floor
from tests.e2e.calls import ROOM, Tab, tabs
from tests.e2e.media_servers import Servers, cameras
from tests.integration.media.janus import running_janus

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.long]


@pytest.fixture(scope="module")
def servers(valkey_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    redis.client().flushall()
    with running_janus(tmp_path_factory.mktemp("janus")) as janus:
        made = Servers({"LIE_JANUS_URL": janus.url})
        made.start()
        yield made
        made.kill()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with cameras() as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trio(servers: Servers, chromium: Browser) -> AsyncIterator[list[Tab]]:
    async with tabs(chromium, "ann", "bob", "cid") as people:
        for one in people:
            await one.enter()
        yield people


async def test_three_people_see_and_hear_each_other(trio: list[Tab]) -> None:
    ann, bob, cid = trio
    await ann.sees("bob", "cid")
    await bob.sees("ann", "cid")
    await cid.sees("ann", "bob")
    await ann.hears("bob")
    assert [one.faults for one in trio] == [[], [], []]


async def test_in_a_turn_only_the_speaker_is_heard(trio: list[Tab]) -> None:
    ann, bob, cid = trio
    nodes.set_floor(ROOM, 1, Floor(heard=frozenset({"bob"})))
    await ann.silent("cid")
    await ann.hears("bob")
    nodes.set_floor(ROOM, 2, Floor())
    await ann.hears("cid")
    await cid.hears("ann")
    await bob.hears("cid")


async def test_who_leaves_is_gone_and_is_seen_again_when_he_returns(trio: list[Tab]) -> None:
    ann, bob, _ = trio
    await bob.page.evaluate("call.stop()")
    await ann.alone_with("cid")
    await bob.enter()
    await ann.sees("bob", "cid")
    await bob.sees("ann", "cid")


async def test_who_has_no_camera_watches(trio: list[Tab], chromium: Browser) -> None:
    async with tabs(chromium, "dan") as [dan]:
        await dan.enter(None)
        await dan.sees("ann", "bob", "cid")
        await dan.page.evaluate("call.stop()")
