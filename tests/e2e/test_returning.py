"""A refresh in every phase of a real game: nothing that was one's own is gone."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.e2e.visitors import Visitor, browser, visitor

STATE = """async (past) => {
  const { store } = await import("lie/store");
  const parts = ["room", "game", "you", "player"];
  return new Promise((found) => store.watch(parts, () => {
    const [room, game, you, player] = parts.map((name) => store.get(name));
    if (!room || !you || !player || (game?.number ?? past) === past) return;
    const { role, word, vote } = you;
    const seats = room.members.map(({ nickname }) => nickname);
    const { phase, number, category } = game;
    found({ phase, number, kept: { player, seats, category, role, word, vote } });
  }));
}"""


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as running:
        yield running


async def test_a_refresh_in_any_phase_comes_back_to_the_same_table(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url)
    await person.make_room(bots=3, pace="2")
    await person.say("is anybody here")
    await person.heard("is anybody here")
    await person.part("start").click()
    kept: set[str] = set()
    number, phase = 0, ""
    while phase != "reveal":
        before = await person.page.evaluate(STATE, number)
        await person.page.reload()
        after = await person.page.evaluate(STATE, None)
        number, phase = after["number"], after["phase"]
        if number == before["number"]:  # else the game has gone on meanwhile, as it should
            assert after["kept"] == before["kept"]
            kept.add(phase)
        await person.heard("is anybody here")
        await _move_on(person, phase)
    assert {"describing", "discussing", "voting"} <= kept
    assert person.faults == []


async def _move_on(person: Visitor, phase: str) -> None:
    """Do at once what is asked, so that nobody waits for us."""
    match phase:
        case "describing" if await person.page.locator("#description").is_visible():
            await person.page.fill("#description", "you know what I mean")
            await person.page.press("#description", "Enter")
        case "discussing" if await person.part("agree").is_visible():
            await person.part("agree").click()
        case "voting" | "runoff" if await person.page.locator(".tile-vote:visible").count():
            await person.page.locator(".tile-vote:visible").first.click()
