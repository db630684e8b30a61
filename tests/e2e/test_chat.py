"""The chat in a browser: a host looks after it, and faces react."""

import pytest

from tests.e2e.visitors import DESK, PHONE, browser, visitor


@pytest.mark.timeout(180)
async def test_a_host_masks_mutes_and_takes_away_and_faces_react(lie_url: str) -> None:
    async with browser() as chromium:
        alice = await visitor(chromium, lie_url, DESK)
        bob = await visitor(chromium, lie_url, PHONE, locale="ko-KR", scheme="light")
        await bob.join(await alice.make_room())
        await alice.seated(2)
        await bob.page.click("[data-react=laugh]")
        await alice.page.wait_for_selector(".seat:not([data-me]) .reaction[data-kind=laugh]")
        await alice.picture("chat-reaction-desk")
        await bob.picture("chat-reaction-phone")
        await alice.page.wait_for_selector(".reaction", state="detached")
        await bob.say("well f u c k")
        await alice.heard("well * * * *")
        await bob.page.wait_for_selector(".toast:visible")
        line = alice.page.locator(".chat-line", has_text="well")
        await alice.picture("chat-host-desk")
        await bob.picture("chat-open-phone")
        await line.locator("[data-act=hide]").click()
        await bob.page.wait_for_selector(".chat-text:text-is('채팅 한 줄이 가려졌습니다.')")
        await bob.page.fill("#chat-text", "again")
        await bob.page.press("#chat-text", "Enter")
        await alice.heard("again")
        await alice.page.locator(".chat-line", has_text="again").locator("[data-act=mute]").click()
        await bob.page.wait_for_selector("#chat-text:disabled")
        await bob.page.reload()
        await bob.page.wait_for_selector("#chat-text:disabled", state="attached")
        assert "well" not in " ".join(await bob.chat())
        await bob.fits()
        assert alice.faults + bob.faults == []
