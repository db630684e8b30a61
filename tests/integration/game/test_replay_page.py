"""The page of a replay, in a browser: a film that is wound by finger, key and chapter."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from events.messages import commands as wish
from tests.bus import Bus
from tests.e2e.visitors import DESK, PHONE, Visitor, browser, visitor
from tests.integration.game.test_replay import CODE, match, start, until

READY = "[data-part=film]:not([hidden])"
TITLE = "#scene-title"


@pytest.fixture
def film(bus: Bus, live_server: Any) -> str:
    """Address of a match that alice and three bots have played, with a word of hers."""
    start(bus, rounds=2)
    assert bus.ask(wish.Say(text="I trust nobody here."), CODE, "alice") is None
    until(bus, "game.match_ended")
    return f"{live_server.url}/replay/{match()}"


@pytest.fixture
async def viewer(film: str) -> AsyncIterator[Visitor]:
    async with browser() as chromium:
        person = await visitor(chromium, film, PHONE)
        await person.open("")
        await person.page.wait_for_selector(READY)
        yield person


async def test_it_is_wound_by_keys_and_chapters_to_the_truth(viewer: Visitor) -> None:
    page = viewer.page
    assert await page.locator("[data-part=word-card]").is_hidden()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    assert await page.locator("[data-part=slider]").input_value() != "0"
    await page.locator("[data-part=jump]").select_option(label="The truth")
    await page.wait_for_selector(".cast-member[data-lying]")
    assert await page.locator("[data-part=word]").inner_text()
    await viewer.picture("replay-reveal-phone")
    await page.locator("[data-part=jump]").select_option(label="Vote")
    assert await page.locator("[data-part=word-card]").is_hidden()
    await page.click("[data-part=spoil]")
    await page.wait_for_selector(".cast-member[data-lying]")
    await page.keyboard.press("End")
    assert "win" in await page.locator(TITLE).inner_text()
    assert "I trust nobody here." in await page.locator("[data-part=talk]").inner_text()
    await viewer.fits()
    assert viewer.faults == []


async def test_it_plays_by_itself_and_stops_where_it_is_told(viewer: Visitor) -> None:
    page = viewer.page
    for _ in range(3):
        await page.click("[data-part=speed]")
    assert await page.locator("[data-part=speed]").inner_text() == "8×"
    await page.click("[data-part=speed]")  # and round again: at 1× it is not over before it is stopped
    await page.locator("[data-part=slider]").focus()
    await page.keyboard.press("Space")
    await page.wait_for_selector(".talk-line")
    await page.keyboard.press("Space")
    stood = await page.locator("[data-part=time]").inner_text()
    assert stood == await page.locator("[data-part=time]").inner_text()
    assert await page.locator("[data-part=play-text]").text_content() == "Play the film"
    assert viewer.faults == []


async def test_it_looks_its_best_on_a_desk_and_in_korean(film: str) -> None:
    async with browser() as chromium:
        for size, locale, scheme in ((DESK, "ko-KR", "light"),):
            person = await visitor(chromium, film, size, locale=locale, scheme=scheme)
            await person.open("")
            await person.page.wait_for_selector(READY)
            await person.page.click("[data-part=ahead]")
            await person.page.click("[data-part=ahead]")
            await person.page.click("[data-part=ahead]")
            await person.page.click("[data-part=ahead]")
            await person.picture(f"replay-{size[0]}-{locale}-{scheme}")
            await person.fits()
            assert person.faults == []
