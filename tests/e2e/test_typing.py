"""Who types is seen by the others, until he has said it."""

from tests.e2e.visitors import DESK, PHONE, browser, visitor

LINE = "[data-part=typing]"


async def test_the_others_see_who_is_typing_until_the_line_comes(lie_url: str) -> None:
    async with browser() as chromium:
        alice, bob = await visitor(chromium, lie_url, DESK), await visitor(chromium, lie_url, DESK)
        code = await alice.make_room()
        await bob.join(code)
        await alice.seated(2)
        await bob.page.locator("#chat-text").press_sequentially("hi", delay=20)
        await alice.page.wait_for_selector(f"{LINE}:visible")
        assert (await alice.page.locator(LINE).inner_text()).endswith(": typing…")
        await alice.picture("typing")
        assert await bob.page.locator(LINE).is_hidden()
        await bob.page.press("#chat-text", "Enter")
        await alice.heard("hi")
        await alice.page.wait_for_selector(LINE, state="hidden")
        assert alice.faults + bob.faults == []


async def test_it_is_said_in_korean_and_passes_by_itself(lie_url: str) -> None:
    async with browser() as chromium:
        alice = await visitor(chromium, lie_url, PHONE, locale="ko-KR")
        bob = await visitor(chromium, lie_url, DESK)
        await bob.join(await alice.make_room())
        await alice.seated(2)
        await alice.page.click(".chat-handle")
        await bob.page.locator("#chat-text").press_sequentially("h", delay=20)
        await alice.page.wait_for_selector(f"{LINE}:visible")
        assert (await alice.page.locator(LINE).inner_text()).endswith("입력 중…")
        await alice.fits()
        await alice.page.wait_for_selector(LINE, state="hidden")
        assert alice.faults + bob.faults == []
