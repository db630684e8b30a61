"""Video and voice in real browsers, with fake cameras: a media server as ``manage.py runmedia`` starts it."""

import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from events import redis
from lie_project.launcher.leash import leash
from media import nodes
from media.sessions import Floor
from tests.e2e.calls import FAKES, LOOPBACK, ROOM, Tab, tabs
from tests.e2e.visitors import QUIET
from tests.servers import until

ROOT = Path(__file__).parents[2]
BACK = 10.0  # seconds from the end of a server to all faces on another
TRIO = ("ann", "bob", "cid")

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

HEARD = "call.levels().then(({ ann, cid }) => ann > 0.01 && cid === 0)"


@contextmanager
def running_media() -> Iterator[subprocess.Popen[bytes]]:
    """A media server that beats; killed at the end."""
    before = {load.node for load in nodes.living()}
    process = subprocess.Popen([sys.executable, "manage.py", "runmedia"], cwd=ROOT, preexec_fn=leash())
    try:
        until(lambda: {load.node for load in nodes.living()} - before != set(), "the media server beats")
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def media_server(valkey_url: str) -> Iterator["subprocess.Popen[bytes]"]:
    redis.client().flushall()
    with running_media() as process:
        nodes.place(ROOM)
        yield process


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert program, "Chromium is not installed; bin/test installs it"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=[*QUIET, *FAKES, LOOPBACK])
        yield browser
        await browser.close()


async def all_see_all(people: list[Tab]) -> None:
    for one in people:
        await one.sees(*(other.player for other in people if other is not one))


async def all_hear_all(people: list[Tab]) -> None:
    for one in people:
        for other in people:
            if other is not one:
                await one.hears(other.player)


async def test_three_people_see_each_other_move(media_server: object, chromium: Browser) -> None:
    async with tabs(chromium, *TRIO) as people:
        for one in people:
            await one.enter()
        await all_see_all(people)
        assert [one.faults for one in people] == [[], [], []]


async def test_in_a_turn_only_the_speakers_sound_comes_to_anybody(
    media_server: object, chromium: Browser
) -> None:
    async with tabs(chromium, *TRIO) as people:
        for one in people:
            await one.enter()
        await all_see_all(people)
        await all_hear_all(people)
        nodes.set_floor(ROOM, 1, Floor(heard=frozenset({"ann"})))
        ann, bob, cid = people
        await bob.silent("cid")
        await bob.page.wait_for_function(HEARD)
        assert await ann.packets_of_sound() == {"bob": 0, "cid": 0}
        for listener, other in ((bob, "cid"), (cid, "bob")):
            heard = await listener.packets_of_sound()
            assert heard["ann"] > 5 and heard[other] == 0
        nodes.set_floor(ROOM, 2, Floor())
        await all_hear_all(people)


async def test_who_leaves_and_comes_back_is_seen_again(media_server: object, chromium: Browser) -> None:
    async with tabs(chromium, *TRIO) as people:
        ann, bob, cid = people
        for one in people:
            await one.enter()
        await all_see_all(people)
        await cid.page.evaluate("call.stop()")
        await ann.alone_with("bob")
        await ann.sees("bob")
        await cid.enter()
        await all_see_all(people)


async def test_a_hidden_picture_rests_and_comes_back(media_server: object, chromium: Browser) -> None:
    async with tabs(chromium, "ann", "bob") as (ann, bob):
        for one in (ann, bob):
            await one.enter()
        await all_see_all([ann, bob])
        await ann.page.evaluate("call.hide(['bob'])")
        await ann.frozen("bob")
        await bob.sees("ann")
        await ann.page.evaluate("call.hide([])")
        await ann.sees("bob")


async def test_one_without_camera_and_microphone_sees_and_is_told_of(
    media_server: object, chromium: Browser
) -> None:
    async with tabs(chromium, "ann", "eve") as (ann, eve):
        await ann.enter()
        await eve.enter(None)
        await eve.sees("ann")
        await eve.page.wait_for_function("Object.keys(mutes).sort().join() === 'ann,eve'")


async def test_a_camera_is_changed_without_a_break(media_server: object, chromium: Browser) -> None:
    async with tabs(chromium, "ann", "bob") as (ann, bob):
        for one in (ann, bob):
            await one.enter()
        await all_see_all([ann, bob])
        await ann.page.evaluate(UPRIGHT)
        await bob.page.wait_for_function("people.ann.videoHeight > people.ann.videoWidth", timeout=30_000)
        await bob.sees("ann")
        assert await bob.page.evaluate("states.filter((state) => state === 'connecting').length") == 1


async def test_a_killed_server_is_replaced_and_all_are_seen_again(
    media_server: "subprocess.Popen[bytes]", chromium: Browser
) -> None:
    async with tabs(chromium, *TRIO) as people:
        for one in people:
            await one.enter()
        await all_see_all(people)
        before, killed = nodes.place(ROOM), time.monotonic()
        media_server.kill()
        media_server.wait()
        with running_media():
            until(lambda: nodes.place(ROOM) != before, "the room has moved")
            await all_see_all(people)
            assert time.monotonic() - killed < BACK
            assert all([await one.page.evaluate("states.includes('lost')") for one in people])
