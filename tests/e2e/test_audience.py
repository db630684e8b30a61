"""Who watches: through the gate to the stands, a guess at the liar, a seat; and a seat that moves."""

from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser

from tests.e2e import axe
from tests.e2e.visitors import DESK, PHONE, Visitor, visitor

LINK = """async () => {
  const { fetchJson } = await import("lie/api");
  return (await fetchJson(document.querySelector("room-move").dataset.url, { body: {} })).link;
}"""


async def watch(person: Visitor, code: str) -> None:
    await person.open(f"/r/{code}")
    await person.page.click(".gate-form [name=watch]")
    await person.page.wait_for_selector("room-stands:not([hidden])")


async def test_a_spectator_guesses_the_liar_and_all_hear_of_it_at_the_reveal(
    chromium: Browser, lie_url: str
) -> None:
    host = await visitor(chromium, lie_url, DESK)
    code = await host.make_room(bots=3, pace="0.5")
    phone = await visitor(chromium, lie_url, PHONE, scheme="light", locale="ko-KR")
    await watch(phone, code)
    assert await host.page.locator(".audience-count .count").inner_text() == "1"
    await host.page.click("[data-part=start][aria-disabled=false]")
    await phone.page.wait_for_selector(".suspect[aria-disabled=false]")
    await phone.page.locator(".suspect").first.click()
    await phone.page.wait_for_selector(".suspect[aria-pressed=true]")
    await phone.page.fill("#stands-text", "수상해")
    await phone.page.press("#stands-text", "Enter")
    await phone.page.wait_for_selector(".stands-line[data-me]")
    await phone.fits()
    await phone.picture("audience-phone")
    await host.until_phase("voting")
    for person in (host, phone):
        await person.until_phase("reveal")
        await person.page.wait_for_selector("room-verdict:not([hidden]) .suspicion")
        await person.picture(f"audience-reveal-{person.page.viewport_size['width']}")  # type: ignore[index]
        await person.fits()
    assert "수상해" not in await host.page.content()
    assert host.faults == phone.faults == []


async def test_a_spectator_takes_a_seat_and_reloads_into_it(
    chromium: Browser, lie_url: str, axe_script: str
) -> None:
    host = await visitor(chromium, lie_url, PHONE)
    code = await host.make_room()
    other = await visitor(chromium, lie_url, DESK)
    await watch(other, code)
    await other.page.reload()
    await other.page.wait_for_selector("room-stands:not([hidden])")  # he watches still
    await other.picture("audience-lobby-desk")
    assert await axe.serious(other.page, axe_script) == []
    await other.part("seat").click()
    await other.seated(2)
    assert await other.page.locator("room-stands").is_hidden()
    assert host.faults == other.faults == []


async def test_a_host_sends_the_audience_home(chromium: Browser, lie_url: str) -> None:
    host = await visitor(chromium, lie_url, PHONE)
    code = await host.make_room()
    other = await visitor(chromium, lie_url, PHONE)
    await watch(other, code)
    await host.page.click(".audience-count")
    await host.picture("audience-host-phone")
    await host.page.click(".audience .switch")
    await other.page.wait_for_selector("[data-part=closing]:not([hidden])")
    assert host.faults == other.faults == []


async def test_bots_alone_are_watched_in_one_press(chromium: Browser, lie_url: str, axe_script: str) -> None:
    first = await visitor(chromium, lie_url, PHONE, locale="ko-KR")
    await first.open()
    await first.page.click("[formaction='/show']")
    await first.page.wait_for_selector("room-stands:not([hidden])")
    await first.until_phase("describing")
    assert await first.page.locator(".stands [data-part=seat]").is_hidden()
    await first.picture("show-phone")
    await first.fits()
    second = await visitor(chromium, lie_url, DESK, scheme="light")
    await second.open(first.page.url.removeprefix(lie_url))
    await second.page.click(".gate-form [name=watch]")
    await second.page.wait_for_selector("room-stands:not([hidden])")
    await second.picture("show-desk")
    assert await axe.serious(second.page, axe_script) == []
    await second.until_phase("reveal")
    assert first.faults == second.faults == []


@pytest.mark.long
async def test_a_host_lets_spectators_see_all_a_while_late(
    chromium: Browser, lie_url: str, axe_script: str
) -> None:
    host, other = (
        await visitor(chromium, lie_url, PHONE),
        await visitor(chromium, lie_url, DESK, scheme="light"),
    )
    code = await host.make_room(bots=3, pace="0.5")
    await watch(other, code)
    await host.page.click(".audience-count")
    await host.page.click(".audience [data-part=late-row]")
    await host.picture("late-host-phone")
    await host.page.keyboard.press("Escape")
    await host.page.click("[data-part=start][aria-disabled=false]")
    await other.page.wait_for_selector(".stands [data-part=late]:not([hidden])")
    await other.picture("late-stands-desk")
    await other.open(f"/r/{code}/late")
    await other.page.wait_for_selector(".cast-member[data-lying]")  # as it was dealt, not as it is revealed
    await other.picture("late-desk")
    assert await axe.serious(other.page, axe_script) == []
    await other.page.wait_for_selector("body[data-phase=describing] .cast-says:not([hidden])")
    assert host.faults == other.faults == []


async def test_a_seat_moves_to_another_device_once(chromium: Browser, lie_url: str) -> None:
    old = await visitor(chromium, lie_url, DESK)
    await old.make_room()
    await old.page.click(".room-bar .menu summary")
    await old.page.click("[data-move]")
    await old.page.wait_for_selector(".move-picture:not([hidden])")
    await old.picture("move-dialog")
    link = str(await old.page.evaluate(LINK))
    new = await visitor(chromium, lie_url, PHONE)
    await new.open(f"{urlsplit(link).path}#{urlsplit(link).fragment}")
    await new.picture("move-here-phone")
    await new.part("go").click()
    await new.seated(1)
    await old.page.wait_for_selector("[data-part=closing]:not([hidden]) [data-part=again]:not([hidden])")
    thief = await visitor(chromium, lie_url, PHONE)
    await thief.open(f"{urlsplit(link).path}#{urlsplit(link).fragment}")
    await thief.part("go").click()
    await thief.page.wait_for_selector("[data-part=go][hidden]", state="attached")
    assert old.faults == new.faults == []
