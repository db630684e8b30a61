"""The door of a room: knocking, passwords, removal; in the browsers of those on both sides of it."""

from playwright.async_api import Browser

from tests.e2e.visitors import PHONE, Visitor, visitor

ASK = "async ([type, data]) => (await import('lie/session')).ask(type, data)"
SHUT = ".bulletin h1:visible"


async def _two(chromium: Browser, url: str) -> tuple[Visitor, Visitor]:
    return await visitor(chromium, url, PHONE), await visitor(chromium, url, PHONE, scheme="light")


async def _at_the_gate(person: Visitor, code: str, *, password: str = "") -> None:
    await person.open(f"/r/{code}")
    if password:
        await person.page.fill("#password", password)
    await person.page.click(".gate-form .button-main")


async def _open_door(host: Visitor) -> None:
    await host.page.click(".lobby [data-door-open]")
    await host.page.wait_for_selector(".door-sheet[open]")


async def _choose(host: Visitor, switch: str) -> None:
    await host.page.click(f".door-sheet label:has([data-door={switch}])")


async def _close_door(host: Visitor) -> None:
    await host.page.click(".door-sheet [data-part=close]")


async def test_a_newcomer_knocks_and_the_host_lets_him_in(chromium: Browser, lie_url: str) -> None:
    host, guest = await _two(chromium, lie_url)
    code = await host.make_room()
    await _open_door(host)
    await _choose(host, "approval")
    await host.picture("door-sheet-phone-dark")
    await _close_door(host)
    await guest.page.goto(f"{lie_url}/r/{code.lower()}")
    await guest.picture("door-knock-phone-light")
    await guest.page.click(".gate-form .button-main")
    await guest.part("waiting").wait_for()
    await guest.picture("door-waiting-phone-light")
    assert await guest.page.locator(".chip").count() == 0, "who waits is told nothing of the room"
    await host.page.wait_for_selector(".knock")
    await host.picture("door-knocks-phone-dark")
    await host.page.click(".knock [data-part=yes]")
    await guest.seated(2)
    assert host.faults + guest.faults == []


async def test_whom_the_host_turns_away_is_told_so_and_stays_out(chromium: Browser, lie_url: str) -> None:
    host, guest = await _two(chromium, lie_url)
    code = await host.make_room()
    await _open_door(host)
    await _choose(host, "approval")
    await _close_door(host)
    await _at_the_gate(guest, code)
    await host.page.click(".knock [data-part=no]")
    await guest.page.wait_for_selector(f"{SHUT}:text('did not let you in')")
    await guest.page.reload()
    await guest.page.wait_for_selector(f"{SHUT}:text('cannot come into this room')")


async def test_a_password_is_asked_for_on_the_way_in(chromium: Browser, lie_url: str) -> None:
    host, guest = await _two(chromium, lie_url)
    code = await host.make_room()
    await _open_door(host)
    await host.page.fill("#room-password", "수박 하나")
    await host.page.click(".door-sheet [data-part=set]")
    await host.part("has").wait_for()
    await _close_door(host)
    await _at_the_gate(guest, code, password="melon")
    await guest.page.wait_for_selector("#gate-error:text('not the password')")
    await guest.picture("door-password-phone-light")
    await guest.page.fill("#password", "수박 하나")
    await guest.page.click(".gate-form .button-main")
    await guest.seated(2)
    await guest.page.reload()
    await guest.seated(2)


async def test_who_is_removed_cannot_come_back_under_another_name(chromium: Browser, lie_url: str) -> None:
    host, guest = await _two(chromium, lie_url)
    code = await host.make_room()
    await guest.join(code)
    await host.seated(2)
    await host.page.click(".seat:not([data-me]) [data-part=about]")
    await host.page.wait_for_selector(".seat-menu[open]")
    await host.picture("door-seat-menu-phone-dark")
    await host.page.click(".seat-menu [data-part=kick]")
    await guest.page.wait_for_selector(f"{SHUT}:text('You were removed')")
    await guest.page.context.clear_cookies(name="lie_guest")
    await _at_the_gate(guest, code)
    await guest.page.wait_for_selector(f"{SHUT}:text('cannot come into this room')")
    await guest.picture("door-barred-phone-light")
    await _open_door(host)
    await host.page.click(".outcast [data-part=lift]")
    await guest.join(code)


async def test_the_others_vote_somebody_out(chromium: Browser, lie_url: str) -> None:
    host, guest = await _two(chromium, lie_url)
    third = await visitor(chromium, lie_url, PHONE, locale="ko-KR")
    code = await host.make_room()
    await guest.join(code)
    await third.join(code)
    await guest.seated(3)
    await guest.page.click(".seat:not([data-me]):has([data-part=host][hidden]) [data-part=about]")
    await guest.page.click(".seat-menu [data-part=ask]")
    await third.page.wait_for_selector("kick-vote:visible")
    await third.picture("door-vote-about-phone-ko")
    assert not await third.page.locator("kick-vote [data-part=yes]").is_visible()
    await host.page.wait_for_selector("kick-vote:visible")
    seconds = host.page.locator("kick-vote [data-part=time]")
    first = int(await seconds.inner_text())
    assert 0 < first <= 30
    await host.page.wait_for_function(
        "first => Number(document.querySelector('kick-vote [data-part=time]').textContent) < first", arg=first
    )
    await host.picture("door-vote-phone-dark")
    await host.page.click("kick-vote [data-part=yes]")
    await third.page.wait_for_selector(SHUT)
    await host.seated(2)
    assert host.faults + guest.faults + third.faults == []


async def test_a_locked_room_says_so_and_what_to_do(chromium: Browser, lie_url: str) -> None:
    host, guest = await _two(chromium, lie_url)
    code = await host.make_room()
    await _open_door(host)
    await _choose(host, "locked")
    await host.page.wait_for_selector(".door-sheet [data-door=locked]:checked")
    await _at_the_gate(guest, code)
    await guest.page.wait_for_selector("#gate-error:text('locked')")
    await guest.picture("door-locked-phone-light")
