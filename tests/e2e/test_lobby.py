"""Finding a room, bringing others along, and what a stream shows of it."""

from playwright.async_api import Browser

from tests.e2e.visitors import PHONE, Visitor, visitor

CODES = "() => [...document.querySelectorAll('.room-list > li')].map((row) => row.dataset.key)"
SHOWN = f"codes => String(({CODES})()) === String(codes)"
OVERLAY = """() => fetch(`/api/rooms/${document.getElementById("room").dataset.code}/overlay`)
    .then((answer) => answer.json())"""


async def streaming(person: Visitor) -> None:
    await person.page.click(".menu summary")
    await person.page.click("button[data-streamer-switch]")


async def test_one_press_leads_strangers_to_the_same_table(chromium: Browser, lie_url: str) -> None:
    ann, ben = [await visitor(chromium, lie_url, PHONE) for _ in range(2)]
    for number, person in enumerate((ann, ben), start=1):
        await person.open()
        await person.page.click("button[formaction='/match']")
        await person.seated(number)
    assert ann.page.url == ben.page.url
    assert ann.faults + ben.faults == []


async def test_the_list_is_live_and_follows_what_is_looked_for(chromium: Browser, lie_url: str) -> None:
    looker, ann, ben = [await visitor(chromium, lie_url) for _ in range(3)]
    await looker.open()
    mine, other = await ann.make_room(), await ben.make_room()
    await looker.page.wait_for_selector(f"[data-key='{mine}']")
    await looker.page.wait_for_selector(f"[data-key='{other}']")
    await looker.page.fill("[name=q]", mine.lower())
    await looker.page.wait_for_function(SHOWN, arg=[mine])
    await looker.page.select_option(".finder [name=mode]", "spy")
    await looker.part("clear").click()
    await looker.page.wait_for_selector(f"[data-key='{other}']")
    assert looker.faults == []


async def test_a_room_is_told_by_a_picture(chromium: Browser, lie_url: str) -> None:
    host = await visitor(chromium, lie_url, PHONE)
    code = await host.make_room()
    await host.part("invite").click()
    await host.page.wait_for_function("() => document.querySelector('.invite-qr').naturalWidth > 0")
    assert await host.page.locator(".invite-big").inner_text() == code
    await host.fits()
    await host.picture("invite")
    assert host.faults == []


async def test_who_streams_shows_no_code_anywhere(chromium: Browser, lie_url: str) -> None:
    host, guest = await visitor(chromium, lie_url), await visitor(chromium, lie_url)
    code = await host.make_room()
    await guest.join(code)
    await streaming(host)
    await guest.say(f"come to {code}")
    await host.heard("come to •••••")
    for _ in ("at once", "after coming back"):
        await host.seated(2)
        shown = [host.page.url, await host.page.title(), await host.page.locator("body").inner_text()]
        assert [text for text in shown if code in text] == []
        await host.page.reload()
    await host.part("invite").click()
    assert await host.page.locator(".invite-qr").is_hidden()


async def test_a_stream_shows_the_table_and_never_the_word(chromium: Browser, lie_url: str) -> None:
    host, stream = await visitor(chromium, lie_url), await visitor(chromium, lie_url)
    await host.make_room(bots=3, pace="2")
    await stream.page.goto((await host.page.evaluate(OVERLAY))["url"])
    await host.page.click("[data-part=start]")
    await stream.page.wait_for_selector(".overlay-hints li")
    word, shown = await host.card(), await stream.page.locator("main").inner_text()
    assert word not in shown and shown.startswith("Describing")
    await stream.part("time").wait_for()
    await stream.picture("overlay")
    assert stream.faults == []
