"""What players are told while a part of the server is out of order, and until it is over."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.e2e.test_line import seated
from tests.e2e.visitors import DESK, PHONE, browser, visitor
from tests.faults.stack import pid_of
from tests.servers import RunningLie, running_lie

SAID = {
    "broker": "may take a moment longer",
    "rooms": "joining, leaving and starting",
    "game": "The game pauses for a moment",
    "chat": "The chat is slow",
    "media": "Video and sound have trouble",
}
SHOWN = "service-detour:not([hidden]) p:not([hidden])"


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as running:
        yield running


@pytest.mark.parametrize("about", SAID)
async def test_each_trouble_has_its_sentence_until_it_is_over(
    chromium: Browser, lie_url: str, about: str
) -> None:
    person, wire = await seated(chromium, lie_url)
    wire.tell({"type": "status", "degraded": [about]})
    banner = person.page.locator("service-detour")
    await banner.wait_for(state="visible")
    assert SAID[about] in await banner.inner_text()
    assert await banner.locator("p:visible").count() == await banner.locator("svg:visible").count() == 1
    wire.tell({"type": "status", "degraded": []})
    await banner.wait_for(state="hidden")
    assert person.faults == []


async def test_troubles_come_and_go_one_by_one(chromium: Browser, lie_url: str) -> None:
    person, wire = await seated(chromium, lie_url)
    lines = person.page.locator("service-detour p:visible")
    for degraded in (["game", "media"], ["media"], ["a newer server's word"]):
        wire.tell({"type": "status", "degraded": degraded})
        await person.page.wait_for_function(
            f"count => document.querySelectorAll('{SHOWN}').length === count", arg=len(degraded)
        )
    assert SAID["broker"] in await lines.inner_text()


@pytest.mark.parametrize("size", [PHONE, DESK])
async def test_all_at_once_leaves_the_table_in_sight_and_is_announced_politely(
    chromium: Browser, lie_url: str, size: tuple[int, int]
) -> None:
    person, wire = await seated(chromium, lie_url)
    await person.page.set_viewport_size({"width": size[0], "height": size[1]})
    wire.tell({"type": "status", "degraded": list(SAID)})
    banner = person.page.locator("service-detour")
    await banner.wait_for(state="visible")
    assert await banner.get_attribute("aria-live") == "polite"
    said = await banner.locator("p:visible").all_inner_texts()
    assert [SAID["game"] in said[0], SAID["rooms"] in said[1], len(said)] == [True, True, 2]
    await person.fits()
    await person.picture(f"incidents-{size[0]}")
    assert person.faults == []


@pytest.fixture
def lie(tmp_path: Path) -> Iterator[RunningLie]:
    with running_lie(tmp_path / "lie") as running:
        yield running


@pytest.mark.long
async def test_a_worker_that_is_gone_is_told_until_it_is_back(chromium: Browser, lie: RunningLie) -> None:
    person = await visitor(chromium, lie.url)
    await person.make_room()
    worker = pid_of(lie, "chat")
    assert worker
    os.kill(lie.process.pid, signal.SIGSTOP)  # so that nobody starts another
    try:
        os.kill(worker, signal.SIGKILL)
        await person.page.wait_for_selector("service-detour [data-about=chat]", state="visible")
    finally:
        os.kill(lie.process.pid, signal.SIGCONT)
    await person.page.wait_for_selector("service-detour", state="hidden")
    await person.say("back again")
    await person.heard("back again")
    assert await asyncio.to_thread(pid_of, lie, "chat") != worker
