"""LIE as an app: light to load, installable, with a page for when the network is away, and no secret kept."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.e2e.visitors import PHONE, browser, visitor

MOST = 150_000  # bytes of a first load as they come over the line, compressed, without the headers
WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)"""
INCOGNITO = [{"errorId": "in-incognito", "errorArguments": []}]  # every context of a test is one
REGISTERED = "navigator.serviceWorker.ready.then(({ active }) => Boolean(active))"
KEPT = """async () => {
  const opened = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const requests = await Promise.all(opened.map((cache) => cache.keys()));
  return requests.flat().map(({ url }) => new URL(url).pathname);
}"""


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as running:
        yield running


@pytest.mark.parametrize("path", ["/", "/r/QQQQQ", "/how-to-play"])
async def test_a_first_load_is_light(chromium: Browser, lie_url: str, path: str) -> None:
    person = await visitor(chromium, lie_url, PHONE)
    await person.page.goto(lie_url + path, wait_until="networkidle")
    assert 10_000 < await person.page.evaluate(WEIGHT) <= MOST


async def test_the_browser_may_put_lie_on_the_home_screen(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url, PHONE, workers=True)
    await person.open()
    assert await person.page.evaluate(REGISTERED)
    line = await person.page.context.new_cdp_session(person.page)
    manifest: dict[str, Any] = await line.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert (await line.send("Page.getInstallabilityErrors"))["installabilityErrors"] in ([], INCOGNITO)


async def test_without_a_network_there_is_a_page_that_says_so_and_goes_away(
    chromium: Browser, lie_url: str
) -> None:
    person = await visitor(chromium, lie_url, PHONE, locale="ko-KR", workers=True)
    await person.open()
    assert await person.page.evaluate(REGISTERED)
    await person.page.context.set_offline(True)
    await person.page.goto(lie_url + "/r/QQQQQ")
    assert await person.page.locator("h1").inner_text() == "연결이 끊겼어요."
    await person.picture("offline-phone")
    await person.page.context.set_offline(False)
    await person.page.wait_for_selector("#gate-title")


async def test_nothing_of_a_room_is_kept_by_the_browser(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url, PHONE, workers=True)
    await person.open()
    assert await person.page.evaluate(REGISTERED)
    await person.make_room(bots=3)
    await person.part("start").click()
    await person.until_phase("describing")
    kept = await person.page.evaluate(KEPT)
    assert "/offline" in kept
    assert [path for path in kept if path != "/offline" and not path.startswith("/static/")] == []
    assert person.faults == []


async def test_four_cards_are_stepped_through_with_the_arrow_keys(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url, PHONE, motion=False)
    await person.open("/how-to-play")
    await person.page.focus(".how-cards")
    for card in (1, 2, 3):
        await person.page.keyboard.press("ArrowRight")
        await person.page.wait_for_selector(f".how-dots i:nth-child({card + 1})[data-here]")
    assert await person.part("next").is_disabled()


async def test_how_to_play_opens_over_the_waiting_room(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url, PHONE)
    await person.make_room()
    await person.page.click(".lobby [data-how-to]")
    assert await person.page.locator("#how-to h2").inner_text() == "How to play"
    await person.page.keyboard.press("Escape")
    await person.page.wait_for_selector("#how-to", state="hidden")


async def test_the_volume_is_kept(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url, PHONE)
    await person.make_room()
    await person.page.click(".menu summary")
    await person.page.fill("[data-volume]", "25")
    await person.page.reload()
    await person.seated(1)
    assert await person.page.locator("[data-volume]").input_value() == "25"
