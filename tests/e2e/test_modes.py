"""The game in its other ways: one person and bots play fool, spy, laps, a defence, a pause, more time."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.e2e.visitors import PHONE, Visitor, browser, visitor

OPEN = "[data-part=start][aria-disabled=false]"
FORGED = """async () => {
  const [{ store }, { isFair }] = await Promise.all([import("lie/store"), import("game/fairness")]);
  const { reveal } = store.get("game");
  return [{ word: "another" }, { liars: [] }, { decoy: "another" }, { spies: ["bot-1"] }]
    .filter((forged) => isFair({ ...reveal, ...forged })).length;
}"""
SECONDS = "() => Number(document.querySelector('.timer-seconds').textContent)"


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as running:
        yield running


async def test_a_fool_is_told_at_the_reveal_and_what_differs_from_the_deal_is_noticed(
    chromium: Browser, lie_url: str
) -> None:
    person = await _table(chromium, lie_url, radios={"mode": "fool"})
    await _play(person, until="describing")
    card = await person.card()
    await _play(person, until="reveal")
    words = {await person.part(name).inner_text() for name in ("word", "decoy")}
    assert len(words) == 2
    assert card in words
    assert await person.page.evaluate(FORGED) == 0
    await _is_fair(person)


async def test_a_spy_knows_the_word_and_is_named_at_the_reveal(chromium: Browser, lie_url: str) -> None:
    person = await _table(chromium, lie_url, radios={"mode": "spy"}, scheme="light", locale="ko-KR")
    await _play(person, until="reveal")
    assert await person.page.locator(".votes .tag-liar:visible").count() == 2
    assert await person.page.locator(".seat .tile-liar:visible").count() == 2
    await _is_fair(person)


async def test_two_laps_a_defence_and_a_verdict_to_the_end(chromium: Browser, lie_url: str) -> None:
    person = await _table(chromium, lie_url, radios={"laps": "2", "defence": "on"}, until="rounds:10")
    await _play(person, until="discussing")
    assert "lap 2" in await person.page.locator(".panel-kicker").inner_text()
    assert "" not in await person.page.locator(".board-earlier").all_inner_texts()
    await _play(person, until="verdict")
    assert await person.page.locator(".seat[data-turn]").count() == 1
    await _play(person, until="reveal")
    await _is_fair(person)


async def test_a_pause_stops_the_game_until_somebody_goes_on(chromium: Browser, lie_url: str) -> None:
    person = await _table(chromium, lie_url, pace="2")
    await person.until_phase("describing")
    await person.page.click(".menu summary")
    await person.page.click("game-pause-ask button")
    await person.page.wait_for_selector("body[data-paused]")
    assert await person.page.locator(".say-form:visible").count() == 0
    await person.part("resume").click()
    await person.page.wait_for_selector("body:not([data-paused])")
    assert person.faults == []


async def test_half_a_minute_more_comes_once(chromium: Browser, lie_url: str) -> None:
    person = await _table(chromium, lie_url)
    await _play(person, until="discussing")
    before = await person.page.evaluate(SECONDS)
    await person.page.click(".more-time-ask")
    await person.page.wait_for_function(f"before => ({SECONDS})() > before", arg=before)
    await person.page.wait_for_selector(".more-time-ask", state="hidden")
    assert person.faults == []


async def _table(
    chromium: Browser,
    url: str,
    *,
    radios: dict[str, str] | None = None,
    until: str = "rounds:1",
    pace: str = "1",
    locale: str = "en-US",
    scheme: str = "dark",
) -> Visitor:
    """Somebody and three bots, whose match has begun by rules that he has chosen in the sheet."""
    person = await visitor(chromium, url, PHONE, locale=locale, scheme=scheme)
    await person.make_room(bots=3, pace=pace)
    await person.part("open").click()
    for name, value in (radios or {}).items():
        await person.page.click(f".sheet label:has([name={name}][value='{value}'])")
    await person.page.select_option("#until", until)
    await person.page.click(".sheet-foot .button-main")
    await person.page.wait_for_selector(OPEN)
    await person.part("start").click()
    return person


async def _play(person: Visitor, *, until: str) -> None:
    """Do what the phases ask, until one of that name begins."""
    now: tuple[str, bool] | None = None
    while now is None or now[0] != until:
        now = await person.moment(after=now)
        await person.fits()
        if now[0] != until:
            await _act(person, *now)


async def _act(person: Visitor, phase: str, mine: bool) -> None:
    """Who is too late has not acted: the game goes on without him, and so does the test."""
    page = person.page
    match phase:
        case "describing" | "defence" | "guessing" if mine:
            field = page.locator(".say-form:visible .input")
            await field.fill("you know what I mean")
            await field.press("Enter")
        case "discussing":
            await person.part("agree").click()
        case "voting" | "runoff":
            await page.locator(".tile-vote:visible").first.click()
        case "verdict" | "ruling" if await person.part("yes").is_visible():
            await person.part("yes").click()


async def _is_fair(person: Visitor) -> None:
    """The page has checked the fingerprint of the deal itself, and nothing went wrong on the way."""
    assert await person.part("fair-text").inner_text()
    assert await person.page.locator(".fair[data-broken]").count() == 0
    await person.fits()
    assert person.faults == []
