"""The rules of the next match: the host changes them, everybody sees it at once, and nobody else can."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.e2e.visitors import PHONE, Visitor, browser, visitor

ASK = "async data => (await import('lie/session')).ask('rooms.change_settings', data)"


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as running:
        yield running


async def _host_and_guest(chromium: Browser, url: str) -> tuple[Visitor, Visitor]:
    host, guest = await visitor(chromium, url, PHONE), await visitor(chromium, url, PHONE, scheme="light")
    await guest.join(await host.make_room())
    await host.seated(2)
    return host, guest


async def _sees(person: Visitor, *chips: str) -> None:
    for text in chips:
        await person.page.wait_for_selector(f".chip:text-is('{text}')")


async def test_what_the_host_changes_the_guest_sees_at_once(chromium: Browser, lie_url: str) -> None:
    host, guest = await _host_and_guest(chromium, lie_url)
    await _sees(guest, "Classic", "1 round", "1 liar")
    await host.part("open").click()
    await host.page.click(".sheet label:has([name=mode][value=fool])")
    await _sees(guest, "Fool")
    await host.page.select_option("#until", "goal:10")
    await host.page.click(".sheet label:has([name=anonymous])")
    await host.page.select_option("[data-phase=describing]", "30")
    await _sees(guest, "first to 10 points", "secret votes", "own times")
    await host.page.click("[data-part=usual]")
    await _sees(guest, "Classic", "3 rounds")
    assert host.faults + guest.faults == []


async def test_the_host_is_told_what_a_choice_needs(chromium: Browser, lie_url: str) -> None:
    host, _ = await _host_and_guest(chromium, lie_url)
    await host.part("open").click()
    await host.page.click(".sheet label:has([name=mode][value=spy])")
    await host.part("spy-needs").wait_for()
    await host.page.click(".sheet label:has([name=liar_count][value='2'])")
    await host.part("liars-need").wait_for()
    await host.fits()
    assert host.faults == []


async def test_a_guest_can_change_nothing(chromium: Browser, lie_url: str) -> None:
    _, guest = await _host_and_guest(chromium, lie_url)
    assert await guest.part("open").count() == 0
    refusal = await guest.page.evaluate(ASK, {"mode": "fool"})
    assert refusal["code"] == "not_host"
    await _sees(guest, "Classic")


async def test_the_sheet_is_used_by_keyboard_alone(chromium: Browser, lie_url: str) -> None:
    host, guest = await _host_and_guest(chromium, lie_url)
    keyboard = host.page.keyboard
    await host.part("open").focus()
    await keyboard.press("Enter")
    await host.page.focus(".sheet [name=mode]:checked")
    await keyboard.press("ArrowDown")
    await _sees(guest, "Fool")
    await keyboard.press("Escape")
    await host.page.wait_for_selector(".sheet", state="hidden")
    assert await host.page.evaluate("document.activeElement.dataset.part") == "open"


async def test_the_words_come_from_the_pack_that_the_host_has_picked(chromium: Browser, lie_url: str) -> None:
    host, guest = (
        await visitor(chromium, lie_url, PHONE),
        await visitor(chromium, lie_url, PHONE, scheme="light"),
    )
    await guest.join(await host.make_room(bots=3))
    await host.page.click(".pack-choice summary")
    pick = host.page.locator(".pack-pick").nth(4)
    topic = (await pick.inner_text()).partition(" · ")[0]
    await pick.click()
    for person in (host, guest):
        await person.page.wait_for_selector(f".pack-choice summary:text-is('Words: {topic}')")
    await host.picture("packs-picked-phone")
    await host.fits()
    assert await guest.page.locator(".pack-pick input:enabled").count() == 0
    await guest.page.click(".lobby [data-part=ready]")
    await host.page.click("[data-part=start][aria-disabled=false]")
    await guest.until_phase("dealing", "describing")
    assert await guest.part("category").inner_text() == topic
    assert host.faults + guest.faults == []
