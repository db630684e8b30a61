"""What somebody is told who does not see the page change, or was away while it did."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.e2e.scenes import Scene, scenes
from tests.e2e.sights import hold_still
from tests.e2e.visitors import PHONE, Visitor, browser, visitor

FOCUS = "document.activeElement.id || document.activeElement.name"
FOCI = {"describing-mine": {"description"}, "defence-mine": {"plea"}, "guessing-mine": {"guess"}}
ENDINGS = {
    4001: "You are playing in another window.",
    4003: "You were removed from this room.",
    4004: "There is no such room.",
    4006: "This room is full.",
    4008: "This page talks too fast.",
    4010: "This room is closed.",
}
MISSED = "The game went on without you. Now: Vote"


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as running:
        yield running


async def _seat(chromium: Browser, url: str) -> Visitor:
    """Somebody in a waiting room, who can be shown scenes."""
    person = await visitor(chromium, url, PHONE, motion=False)
    await person.make_room(bots=3)
    await hold_still(person)
    return person


def _scene(name: str) -> Scene:
    return next(scene for scene in scenes("en") if scene.name == name)


async def test_each_new_question_gets_the_focus_and_is_spoken(chromium: Browser, lie_url: str) -> None:
    person = await _seat(chromium, lie_url)
    for scene in scenes("en"):
        await scene.show(person)
        title = await person.page.locator("#phase-title").inner_text()
        if scene.name not in ("countdown", "paused", "over"):  # nothing is asked
            assert await person.page.evaluate(FOCUS) in FOCI.get(scene.name, {"phase-title"}), scene.name
            assert title in await person.page.locator("#say").inner_text(), scene.name
    assert person.faults == []


async def test_the_own_card_is_read_to_its_owner_at_once(chromium: Browser, lie_url: str) -> None:
    person = await _seat(chromium, lie_url)
    scene = _scene("dealing")
    await scene.show(person)
    assert str(scene.you["word"]) in await person.page.locator("#say-now").inner_text()


async def test_who_comes_back_is_told_that_the_game_went_on(chromium: Browser, lie_url: str) -> None:
    person = await _seat(chromium, lie_url)
    await _scene("describing").show(person)
    await _connection(person, "lost")
    await person.page.wait_for_selector("connection-banner:has-text('Your seat is kept')")
    await _connection(person, "open")
    await _scene("voting").show(person)
    await person.page.wait_for_selector(f".panel .toast:has-text('{MISSED}')")


async def test_who_was_not_away_is_told_nothing_of_it(chromium: Browser, lie_url: str) -> None:
    person = await _seat(chromium, lie_url)
    await _scene("describing").show(person)
    await _scene("voting").show(person)
    assert await person.page.locator(".panel .toast:visible").count() == 0


async def test_every_end_of_the_line_is_explained_with_a_way_on(chromium: Browser, lie_url: str) -> None:
    person = await _seat(chromium, lie_url)
    for code, title in ENDINGS.items():
        await _connection(person, "ended", code)
        await person.page.wait_for_selector(f".bulletin h1:has-text('{title}')")
        assert await person.page.locator(".bulletin-actions :is(a, button):visible").count() >= 1


async def _connection(person: Visitor, status: str, code: int | None = None) -> None:
    """What the socket would say of itself, without breaking it."""
    await person.page.evaluate(
        """async ([status, code]) => (await import("lie/store")).store
          .set("connection", { status, code, retryAt: Date.now() + 9000 })""",
        [status, code],
    )
