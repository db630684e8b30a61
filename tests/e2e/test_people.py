"""People in the browser: a profile that is kept, somebody blocked, somebody reported."""

import json

import pytest
from playwright.async_api import Browser

from tests.e2e.visitors import PHONE, visitor


async def test_an_account_brings_the_same_person_to_another_device(chromium: Browser, lie_url: str) -> None:
    phone, desk = await visitor(chromium, lie_url, PHONE), await visitor(chromium, lie_url)
    await phone.make_room(bots=3)
    await phone.open("/people/me")
    name = await phone.page.inner_text(".placard h1")
    await phone.fits()
    await phone.picture("profile-phone")
    await phone.page.click("a[href='/people/sign-up']")
    for person, page in ((phone, "/people/sign-up"), (desk, "/people/sign-in")):
        await person.open(page)
        await person.page.fill("[name=name]", f"e2e {name}")
        await person.page.fill("[name=password]", "a horse of this test")
        await person.page.press("[name=password]", "Enter")
        await person.page.wait_for_url("**/people/me")
    assert await desk.page.inner_text(".placard h1") == name
    assert phone.faults == desk.faults == []


async def test_who_is_blocked_is_not_heard_and_can_be_reported(chromium: Browser, lie_url: str) -> None:
    host, guest = await visitor(chromium, lie_url), await visitor(chromium, lie_url, PHONE)
    code = await host.make_room()
    await guest.join(code)
    await host.seated(2)
    await guest.say("you are all wrong")
    await host.page.wait_for_selector(".chat-text:text-is('you are all wrong'):visible")
    await host.page.click(".room-bar .menu summary")
    await host.page.click("[data-people-open]")
    await host.page.click(".people-row [data-part=block]")
    await host.page.wait_for_selector(".chat-text:text-is('you are all wrong')", state="hidden")
    await host.page.click(".people-row [data-part=report]")
    await host.page.select_option("[data-part=line]", label="you are all wrong")
    await host.picture("report")
    await host.page.click(".people-report .button-main")
    await host.page.wait_for_selector(".people-said:has-text('Thank you')")
    kept = await host.page.evaluate("fetch('/api/people/blocks').then((answer) => answer.text())")
    assert len(json.loads(kept)["blocked"]) == 1
    assert host.faults == guest.faults == []


async def test_who_is_asked_at_the_table_says_yes_and_both_have_a_friend(
    chromium: Browser, lie_url: str
) -> None:
    host, guest = await visitor(chromium, lie_url), await visitor(chromium, lie_url, PHONE)
    code = await host.make_room()
    await guest.join(code)
    await host.seated(2)
    await host.page.click(".seat[data-player]:not([data-me]) .seat-open")
    await host.page.click("[data-part=befriend]:has-text('Ask to be friends')")
    await host.page.wait_for_selector("[data-part=befriend]:has-text('Asked'):disabled")
    await host.picture("friend-ask")
    await guest.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await guest.page.wait_for_selector(".people-ask:visible")
    await guest.fits()
    await guest.picture("friend-asked-phone")
    await guest.page.click(".people-ask [data-part=yes]")
    await guest.page.wait_for_selector(".people-ask", state="detached")
    for person in (host, guest):
        await person.open("/people/me")
        await person.page.wait_for_selector(".friends .friend-here")
        await person.fits()
    await guest.picture("friends-phone")
    assert host.faults == guest.faults == []


@pytest.mark.long
async def test_an_achievement_is_told_when_the_round_is_over(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url, PHONE)
    await person.make_room(bots=3, pace="0.5")
    await person.page.click("[data-part=start]")
    await person.page.wait_for_selector(".people-medal:has-text('Welcome to the table')", timeout=90_000)
    await person.picture("achievement")
    assert person.faults == []


async def test_who_is_banned_while_he_plays_lands_on_the_page_that_tells_him_what_he_can_do(
    chromium: Browser, lie_url: str
) -> None:
    person = await visitor(chromium, lie_url, PHONE)
    code = await person.make_room()
    # As the door answers from then on (tests/integration/people/test_moderation.py).
    barred = "<h1>You cannot play just now.</h1>"
    refusal = {"code": "banned", "message": "You are banned from this site: hate"}
    await person.page.route("**/ticket", lambda route: route.fulfill(status=403, json=refusal))
    await person.page.route(
        f"**/r/{code}", lambda route: route.fulfill(status=403, content_type="text/html", body=barred)
    )
    await person.page.evaluate("import('lie/session').then((session) => session.reconnect())")
    await person.page.wait_for_selector("h1:text-is('You cannot play just now.')")
