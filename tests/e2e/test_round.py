"""A round at the table, as people live it: with clicks, with keys, with a refresh in the middle."""

import asyncio
from collections.abc import AsyncIterator
from typing import Literal

import pytest
from playwright.async_api import Browser

from tests.e2e import axe
from tests.e2e.visitors import DESK, PHONE, TABLET, Visitor, browser, visitor

MAJORITY = 2  # of three people: the vote opens before the third could ask for it
LIAR = {"You are the liar", "당신은 라이어"}


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as running:
        yield running


async def test_three_people_and_bots_play_a_whole_round(chromium: Browser, lie_url: str) -> None:
    people = [
        await visitor(chromium, lie_url, PHONE),
        await visitor(chromium, lie_url, TABLET, locale="ko-KR", scheme="light"),
        await visitor(chromium, lie_url, DESK),
    ]
    await _sit_down(people)
    await people[0].part("start").click()
    cards = await asyncio.gather(*(_play(person, number) for number, person in enumerate(people)))

    words = {await person.part("word").inner_text() for person in people}
    assert len(words) == 1
    assert set(cards) <= words | LIAR
    for person, card in zip(people, cards, strict=True):
        await _sees_who_did_what(person, is_liar=card in LIAR)
        assert person.faults == []


async def _sit_down(people: list[Visitor]) -> None:
    """Host and guests, all ready, and two bots that the host adds."""
    host, *guests = people
    code = await host.make_room()
    for guest in guests:
        await guest.join(code)
    await guests[-1].page.wait_for_selector(".lobby-missing:text('Waiting for')")
    assert "Somebody who left" not in await guests[-1].page.locator(".lobby-missing").inner_text()
    for guest in guests:
        await guest.page.click(".lobby [data-part=ready]")
    for bots in (1, 2):
        await host.part("add").click()
        await host.seated(len(people) + bots)
    await asyncio.gather(*(person.seated(5) for person in people))
    await host.picture("lobby-phone")
    await host.page.wait_for_selector("[data-part=start][aria-disabled=false]")


async def _play(person: Visitor, number: int) -> str:
    """Do what the phases ask until the reveal; gives what the own card said."""
    card = ""
    now: tuple[str, bool] | None = None
    while now is None or now[0] != "reveal":
        now = await person.moment(after=now)
        if now[0] == "describing" and not card:
            card = await person.card()
            await person.page.locator(".board-suspect:visible").first.click()
        await person.fits()
        await person.picture(f"round-{number}-{now[0]}{'-mine' if now[1] else ''}")
        if now[0] != "discussing" or number < MAJORITY:
            await _act(person, *now)
    return card


async def _act(person: Visitor, phase: str, mine: bool) -> None:
    match phase:
        case "describing" if mine:
            await person.page.fill("#description", "you know what I mean")
            await person.page.press("#description", "Enter")
        case "defence" if mine:
            await person.page.fill("#plea", "look at somebody else")
            await person.page.press("#plea", "Enter")
        case "verdict" | "ruling" if await person.part("yes").is_visible():
            await person.part("yes").click()
        case "guessing" if mine:
            await person.page.fill("#guess", "no idea")
            await person.page.press("#guess", "Enter")
        case "discussing":
            await person.part("agree").click()
        case "voting" | "runoff":
            await person.page.locator(".tile-vote:visible").first.click()


async def _sees_who_did_what(person: Visitor, *, is_liar: bool) -> None:
    await person.page.wait_for_selector(".noses .nose-mark")
    assert await person.page.locator(".noses .nose-row").count() == 3  # those who have marked somebody
    rows = person.page.locator(".votes tbody tr")
    assert await rows.count() == 5
    assert "" not in await rows.locator("[data-part=target]").all_inner_texts()
    assert await person.page.locator(".votes .tag-liar:visible").count() == 1
    assert await person.page.locator(".seat[data-lying][data-me]").count() == is_liar


async def test_a_whole_round_and_its_film_by_keyboard_alone(
    chromium: Browser, lie_url: str, axe_script: str
) -> None:
    person = await visitor(chromium, lie_url, PHONE)
    await person.open()
    await _tab_to(person, "button[name=bots][value='3']")
    await person.page.keyboard.press("Enter")
    await person.seated(4)
    await person.page.wait_for_selector("[data-part=start][aria-disabled=false]")
    await _tab_to(person, "[data-part=start]")
    await person.page.keyboard.press("Enter")

    now: tuple[str, bool] | None = None
    while now is None or now[0] != "reveal":
        now = await person.moment(after=now)
        await _type(person, *now)
    word = await person.part("word").inner_text()
    await person.open(f"/r/{person.page.url.rpartition('/')[2]}/replay")
    await person.page.wait_for_selector(".cast-member")
    await person.page.keyboard.press("End")
    await person.page.wait_for_selector(".cast-member[data-lying]")
    assert await person.part("word").inner_text() == word
    schemes: list[Literal["dark", "light"]] = ["dark", "light"]
    for scheme in schemes:
        await person.page.emulate_media(color_scheme=scheme)
        assert await axe.serious(person.page, axe_script) == []
    await person.fits()
    assert person.faults == []


async def _type(person: Visitor, phase: str, mine: bool) -> None:
    keyboard = person.page.keyboard
    match phase:
        case "describing" | "defence" | "guessing" if mine:  # the field has the focus already
            await person.page.wait_for_selector(".say-form input:focus")
            await keyboard.type("you know what I mean")
            await keyboard.press("Enter")
        case "discussing":
            await _tab_to(person, "[data-part=agree]")
            await keyboard.press("Enter")
        case "verdict" | "ruling" if await person.part("yes").is_visible():
            await _tab_to(person, "[data-part=yes]")
            await keyboard.press("Enter")
        case "voting" | "runoff":
            for seat in "1234":
                await keyboard.press(seat)


async def _tab_to(person: Visitor, selector: str) -> None:
    for _ in range(60):
        if await person.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        await person.page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached with the Tab key")


async def test_who_comes_late_watches_until_the_next_round(chromium: Browser, lie_url: str) -> None:
    host, late = await visitor(chromium, lie_url), await visitor(chromium, lie_url)
    code = await host.make_room(bots=3)
    await host.part("start").click()
    await host.until_phase("describing")
    await late.join(code)
    await late.until_phase("describing", "discussing")
    assert "you are watching" in await late.page.locator(".panel-kicker").inner_text()
    assert await late.page.locator(".peek-button:visible").count() == 0


async def test_a_tap_on_the_card_covers_it_again(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url)
    await person.make_room(bots=3)
    await person.part("start").click()
    await person.until_phase("describing")
    await person.page.click(".peek-button")
    await person.page.wait_for_selector(".peek-word", state="visible")
    await person.page.wait_for_selector(".peek-word", state="hidden")
    assert await person.page.locator(".peek-word").text_content() == ""
