"""Video and voice in real browsers, with fake cameras: a media server as ``manage.py runmedia`` starts it."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from events import redis
from media import nodes
from media.sessions import Floor
from tests.e2e.calls import PATIENCE, ROOM, Tab, tabs
from tests.e2e.media_servers import Servers, cameras
from tests.e2e.relays import running_relay

pytestmark = pytest.mark.asyncio(loop_scope="module")

# Promised are 10 s where browsers have cores of their own (4 to 6 are usual); here they share two.

UPRIGHT = """async () => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [120, 200];
  const pen = canvas.getContext("2d");
  setInterval(() => {
    pen.fillStyle = `hsl(${Date.now() % 360} 50% 50%)`;
    pen.fillRect(0, 0, 120, 200);
  }, 50);
  await call.use("video", canvas.captureStream(20).getVideoTracks()[0]);
}"""
"""A camera of another shape, to be told from the first one at any size."""

LEVEL = """navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 240 } })
  .then((stream) => call.use("video", stream.getVideoTracks()[0]))"""

KINDS_OF_WAY = """async () => {
  const stats = [...(await connection.getStats()).values()];
  const used = stats.filter(({ type, nominated }) => type === "candidate-pair" && nominated);
  return used.map(({ localCandidateId }) => stats.find(({ id }) => id === localCandidateId).candidateType);
}"""

HEARD = "call.levels().then(({ ann, cid }) => ann > 0.01 && cid === 0)"


@pytest.fixture(scope="module")
def servers(valkey_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    redis.client().flushall()
    with running_relay(tmp_path_factory.mktemp("relay")) as (url, secret):
        made = Servers({"LIE_TURN_URLS": url, "LIE_TURN_SECRET": secret})
        made.start()
        yield made
        made.kill()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with cameras() as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trio(servers: Servers, chromium: Browser) -> AsyncIterator[list[Tab]]:
    """Ann, Bob and Cid in one call; each test leaves them as it found them."""
    async with tabs(chromium, "ann", "bob", "cid") as people:
        for one in people:
            await one.enter()
        yield people


async def all_see_all(people: list[Tab]) -> None:
    others = [[other.player for other in people if other is not one] for one in people]
    await asyncio.gather(*(one.sees(*seen) for one, seen in zip(people, others, strict=True)))


async def all_hear_all(people: list[Tab]) -> None:
    for one in people:
        for other in people:
            if other is not one:
                await one.hears(other.player)


async def test_three_people_see_each_other_move(trio: list[Tab]) -> None:
    await all_see_all(trio)
    assert [one.faults for one in trio] == [[], [], []]


async def test_in_a_turn_only_the_speakers_sound_comes_to_anybody(trio: list[Tab]) -> None:
    await all_hear_all(trio)
    nodes.set_floor(ROOM, 1, Floor(heard=frozenset({"ann"})))
    ann, bob, cid = trio
    await bob.silent("cid")
    await bob.page.wait_for_function(HEARD)
    assert await ann.packets_of_sound() == {"bob": 0, "cid": 0}
    for listener, other in ((bob, "cid"), (cid, "bob")):
        heard = await listener.packets_of_sound()
        assert heard["ann"] > 5 and heard[other] == 0
    nodes.set_floor(ROOM, 2, Floor())
    await all_hear_all(trio)


async def test_who_leaves_and_comes_back_is_seen_again(trio: list[Tab]) -> None:
    ann, _, cid = trio
    await cid.page.evaluate("call.stop()")
    await ann.alone_with("bob")
    await ann.sees("bob")
    await cid.enter()
    await all_see_all(trio)


async def test_a_hidden_picture_rests_and_comes_back(trio: list[Tab]) -> None:
    ann, bob, _ = trio
    await ann.page.evaluate("call.hide(['bob'])")
    await ann.frozen("bob")
    await bob.sees("ann")
    await ann.page.evaluate("call.hide([])")
    await ann.sees("bob")


async def test_one_without_camera_and_microphone_sees_and_is_told_of(
    trio: list[Tab], chromium: Browser
) -> None:
    async with tabs(chromium, "eve") as (eve,):
        await eve.enter(None)
        await eve.sees("ann")
        await eve.page.wait_for_function("Object.keys(mutes).sort().join() === 'ann,bob,cid,eve'")
        await eve.page.evaluate("call.stop()")


async def test_who_reaches_nothing_but_the_relay_sees_and_is_seen(trio: list[Tab], chromium: Browser) -> None:
    async with tabs(chromium, "fay") as (fay,):
        await fay.page.evaluate("window.policy = 'relay'")
        await fay.enter()
        await fay.sees("ann")
        await trio[0].sees("fay")
        assert set(await fay.page.evaluate(KINDS_OF_WAY)) == {"relay"}  # by UDP, TCP or both
        await fay.page.evaluate("call.stop()")
        await trio[0].alone_with("bob", "cid")


async def test_a_camera_is_changed_without_a_break(trio: list[Tab]) -> None:
    await all_see_all(trio)
    ann, bob, _ = trio
    before = await bob.page.evaluate("states.length")
    await ann.page.evaluate(UPRIGHT)
    await bob.page.wait_for_function("people.ann.videoHeight > people.ann.videoWidth", timeout=PATIENCE)
    await bob.sees("ann")
    await ann.page.evaluate(LEVEL)
    await bob.page.wait_for_function("people.ann.videoHeight < people.ann.videoWidth", timeout=PATIENCE)
    assert await bob.page.evaluate("states.length") == before
