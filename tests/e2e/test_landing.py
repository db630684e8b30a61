"""The way in: the landing page, the gate, and pages that are not there."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.e2e.visitors import PHONE, browser, visitor


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as running:
        yield running


async def test_one_press_leads_to_a_table_with_bots(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url)
    await person.open()
    await person.page.click("button[name=bots][value='3']")
    await person.seated(4)
    assert person.faults == []


async def test_a_code_leads_to_a_seat_within_three_inputs(chromium: Browser, lie_url: str) -> None:
    host, guest = await visitor(chromium, lie_url), await visitor(chromium, lie_url)
    code = await host.make_room()
    await guest.open()
    await guest.page.fill("#code", code.lower())
    await guest.page.press("#code", "Enter")
    await guest.page.click(".gate-form .button-main")
    await guest.seated(2)
    assert guest.faults == []


async def test_a_code_of_no_room_is_told_on_the_page(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url)
    await person.open()
    await person.page.fill("#code", "ZZZZZ")
    await person.page.press("#code", "Enter")
    assert await person.page.locator("[role=alert]").inner_text() == "There is no room with this code."


async def test_a_room_that_is_not_there_says_so(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url)
    await person.open("/r/ZZZZZ")
    await person.page.click(".gate-form .button-main")
    await person.page.wait_for_selector(".bulletin h1:has-text('There is no such room.')")
    await person.picture("no-such-room")


async def test_a_new_public_room_shows_up_in_the_list(chromium: Browser, lie_url: str) -> None:
    looker, host = await visitor(chromium, lie_url), await visitor(chromium, lie_url)
    await looker.open()
    code = await host.make_room()
    await looker.page.click(f".room-link[href='/r/{code}']")
    await looker.page.wait_for_url(f"**/r/{code}")


@pytest.mark.parametrize(
    "locale, title", [("ko-KR", "이 중 한 명은 라이어."), ("en-US", "One of you is lying.")]
)
@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_the_landing_page_fits_a_phone_in_both_languages(
    chromium: Browser, lie_url: str, locale: str, title: str, scheme: str
) -> None:
    person = await visitor(chromium, lie_url, PHONE, locale=locale, scheme=scheme)
    await person.open()
    await person.fits()
    await person.picture(f"landing-{locale}-{scheme}")
    assert await person.page.locator("h1").inner_text() == title
    assert person.faults == []


async def test_the_language_is_switched_and_kept(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url)
    await person.make_room()
    await person.page.click(".menu summary")
    await person.page.click(".menu button[lang=ko]")
    await person.page.wait_for_selector("html[lang=ko]")
    await person.seated(1)
    assert await person.page.locator("#phase-title").inner_text() == "대기실"


async def test_the_theme_is_switched_and_kept(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url, scheme="light")
    await person.open()
    await person.page.click("[data-theme-switch]")
    await person.open()
    background = "getComputedStyle(document.documentElement).backgroundColor"
    assert await person.page.evaluate(background) == "rgb(12, 16, 25)"


async def test_nothing_is_asked_from_elsewhere(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url)
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    await person.make_room(bots=3)
    assert [url for url in asked if not url.startswith((lie_url, "data:"))] == []


async def test_controls_are_large_enough_for_a_thumb(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url, PHONE)
    await person.make_room(bots=3)
    small = await person.page.evaluate(
        """() => [...document.querySelectorAll("button, a, summary, input:not([type=hidden])")]
        .filter((node) => node.checkVisibility() && !node.matches(".skip"))
        .map((node) => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
        .filter(([, box]) => box.width < 44 || box.height < 44).map(([html]) => html)"""
    )
    assert small == []


async def test_a_page_that_is_not_there_is_friendly(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url)
    await person.open("/nowhere")
    assert await person.page.locator("h1").inner_text() == "There is nothing here. Honestly."
    await person.page.click("text=To the front page")
    await person.page.wait_for_url(lie_url + "/")
