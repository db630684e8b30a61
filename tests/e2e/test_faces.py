"""Faces at the table: real browsers with fake cameras, in a room of a running LIE."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.e2e.calls import FAKES, LOOPBACK
from tests.e2e.media_processes import media_processes
from tests.e2e.visitors import DESK, PHONE, QUIET, Visitor, chromium_program, visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")

# Promised are 500 ms where browsers have cores of their own; here they share them with all else.
SOON = 2000  # ms in which all see what somebody has switched

CAPTURE = """
const Real = RTCPeerConnection;
window.RTCPeerConnection = class extends Real {
  constructor(...all) { super(...all); window.connection = this; }
};
"""

FRAMES = """name => {
  const seats = [...document.querySelectorAll(".seat[data-player]")];
  const seat = seats.find((each) => each.querySelector(".seat-name").textContent === name);
  const video = seat?.querySelector("video:not([hidden])");
  return video ? video.getVideoPlaybackQuality().totalVideoFrames : -1;
}"""

TURN = """before => {
  const name = document.querySelector(".seat[data-turn] .seat-name")?.textContent;
  return document.body.dataset.phase === "describing" && name && !before.includes(name) && name;
}"""

WENT_ON = """turn => document.body.dataset.phase !== "describing"
  || document.querySelector(".seat[data-turn] .seat-name")?.textContent !== turn"""

REFUSE = """
navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
"""

EXTRAS = """
const track = MediaStreamTrack.prototype;
const { getCapabilities: can, getSettings: has } = track;
track.getCapabilities = function () { return { ...can.call(this), backgroundBlur: [true, false] }; };
track.getSettings = function () { return { ...has.call(this), backgroundBlur: Boolean(this.blurred) }; };
track.applyConstraints = async function (wish) { this.blurred = window.blurred = wish.backgroundBlur; };
window.SpeechRecognition = class {
  start() { window.recognition = this; }
  abort() { window.recognition = null; this.onend(); }
};
window.speak = (text) => recognition.onresult({ results: [[{ transcript: text }]] });
"""
"""A camera that can blur, and a browser that writes down what ``speak`` says."""

SILENT = """
const { play } = HTMLMediaElement.prototype;
let pressed = false;
window.playing = 0;
addEventListener("click", ({ isTrusted }) => { pressed = isTrusted; }, true);
HTMLAudioElement.prototype.play = async function () {
  if (!pressed) throw new DOMException("", "NotAllowedError");
  await play.call(this);
  window.playing += 1;
};
"""
"""Sound is refused before a press, as browsers do; what drives this one counts as a press to it."""

HEARD = """async () => {
  const count = async () => [...(await connection.getStats()).values()]
    .filter(({ type, kind }) => type === "inbound-rtp" && kind === "audio")
    .map(({ packetsReceived }) => packetsReceived);
  const before = await count();
  await new Promise((done) => setTimeout(done, 300));
  const after = await count();
  return after.filter((packets, place) => packets > (before[place] ?? 0) + 2).length;
}"""
"""How many others' sound comes just now."""


NOTE_STATES = """() => {
  window.videoStates = [];
  const note = () => window.videoStates.push(document.body.dataset.video);
  new MutationObserver(note).observe(document.body, { attributeFilter: ["data-video"] });
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_program(), args=[*QUIET, *FAKES, LOOPBACK]
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def no_camera_stays(chromium: Browser) -> AsyncIterator[None]:
    """Nine streams of people who have played their part are nobody's to pay for."""
    yield
    await asyncio.gather(*(context.close() for context in chromium.contexts))


async def with_camera(browser: Browser, url: str, size: tuple[int, int] = DESK) -> Visitor:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="en-US",
        permissions=["camera", "microphone"],
    )
    await context.add_init_script(CAPTURE + EXTRAS)
    return await visitor(browser, url, context=context)


async def show_face(person: Visitor) -> None:
    """Through the check, with camera and microphone."""
    await person.part("enter").click()
    await person.page.wait_for_function("() => document.querySelector('.video-preview').videoWidth > 0")
    await person.page.click("media-check [data-part=join]:enabled")
    await person.page.wait_for_selector("body[data-video=connected]")


async def switch_on(person: Visitor, name: str) -> None:
    """One of the extras behind the gear."""
    await person.part("devices").click()
    await person.page.click("media-check summary")
    switch = person.page.locator(f"media-check [data-part={name}]:visible")
    assert not await switch.is_checked()
    await switch.check()
    await person.page.wait_for_function("() => document.querySelector('.video-preview').videoWidth > 0")
    await person.picture(f"video-{name}")
    await person.page.click("media-check [data-part=join]:enabled")


async def name_of(person: Visitor) -> str:
    return await person.page.locator(".seat[data-me] .seat-name").inner_text()


async def sees(person: Visitor, name: str) -> None:
    """Until this player's picture moves."""
    await person.page.wait_for_function(f"name => ({FRAMES})(name) > 0", arg=name)
    seen = await person.page.evaluate(FRAMES, name)
    await person.page.wait_for_function(f"([name, seen]) => ({FRAMES})(name) > seen + 3", arg=[name, seen])


async def a_table(browser: Browser, url: str, bots: int = 0) -> tuple[Visitor, Visitor, str]:
    """Two people with cameras at a table, who see each other."""
    alice, bob = await with_camera(browser, url), await with_camera(browser, url)
    code = await alice.make_room(bots=bots)
    await bob.join(code)
    await asyncio.gather(show_face(alice), show_face(bob))
    await all_see(alice, bob)
    return alice, bob, code


async def all_see(alice: Visitor, bob: Visitor) -> None:
    await asyncio.gather(sees(alice, await name_of(bob)), sees(bob, await name_of(alice)))


async def test_faces_move_mutes_are_shown_and_a_refresh_comes_back(chromium: Browser, lie_url: str) -> None:
    alice, bob, _ = await a_table(chromium, lie_url)
    await alice.picture("faces")
    him = bob.page.locator(".seat:not([data-me]) .video-marks")
    await alice.part("audio").click()
    await him.locator("[data-part=mic-off]").wait_for(state="visible", timeout=SOON)
    await alice.part("controls").locator("[data-part=video]").click()
    await him.locator("[data-part=camera-off]").wait_for(state="visible", timeout=SOON)
    await bob.page.wait_for_selector(".seat:not([data-me]) video", state="hidden")

    await alice.part("controls").locator("[data-part=video]").click()
    await alice.page.wait_for_selector("[data-part=controls] [data-part=video][aria-pressed=true]")
    await alice.page.reload()
    await alice.page.wait_for_selector("body[data-video=connected]")
    await all_see(alice, bob)
    assert await alice.part("audio").get_attribute("aria-pressed") == "false"
    await switch_on(alice, "blur")
    assert await alice.page.evaluate("blurred") is True
    assert alice.faults + bob.faults == []


async def test_who_pushes_to_talk_is_heard_and_ringed_only_while_he_holds_the_key(
    chromium: Browser, lie_url: str
) -> None:
    alice, bob, _ = await a_table(chromium, lie_url)
    hers = bob.page.locator(".seat:not([data-me])")
    await bob.page.wait_for_selector(".seat:not([data-me])[data-speaking]")
    await alice.part("push").click()
    await hears(bob, 0)
    await hers.locator(".video-marks [data-part=mic-off]").wait_for(state="visible")
    await bob.page.wait_for_selector(".seat:not([data-me]):not([data-speaking])")
    await alice.page.evaluate("document.activeElement.blur()")
    await alice.page.keyboard.down("Space")
    await hears(bob, 1)
    await bob.page.wait_for_selector(".seat:not([data-me])[data-speaking]")
    await alice.page.keyboard.up("Space")
    await hears(bob, 0)
    assert alice.faults + bob.faults == []


async def test_in_a_turn_the_speaker_alone_is_heard_and_who_has_text_alone_plays_on(
    chromium: Browser, lie_url: str
) -> None:
    alice, bob, code = await a_table(chromium, lie_url)
    await switch_on(alice, "captions")
    eve = await visitor(chromium, lie_url, PHONE)
    await eve.join(code)
    for guest in (bob, eve):
        await guest.page.click(".lobby [data-part=ready]")
    await alice.page.click("[data-part=start][aria-disabled=false]")
    spoken: list[str] = []
    while len(spoken) < 3:
        spoken.append(await _take_a_turn([alice, bob, eve], spoken))
    await alice.until_phase("discussing")
    await asyncio.gather(*(hears(person, 1) for person in (alice, bob)))
    assert await eve.page.locator("video:visible, .video-marks").count() == 0
    await eve.fits()
    assert alice.faults + bob.faults + eve.faults == []


async def _take_a_turn(people: list[Visitor], before: list[str]) -> str:
    """Whoever has the turn is heard by those with video, and nobody else; then he says his line."""
    host = people[0]
    turn = str(await (await host.page.wait_for_function(TURN, arg=before)).json_value())
    names = [await name_of(person) for person in people]
    speaker = people[names.index(turn)]
    await speaker.page.wait_for_selector("game-panel[data-mine]")
    for person in people[:2]:
        await hears(person, int(speaker in people[:2] and person is not speaker))
    line = speaker.page.locator("game-describing input:visible")
    if speaker is host:  # her browser writes it down
        await speaker.page.wait_for_function("() => window.recognition?.continuous")
        await speaker.page.evaluate("speak('you know what I mean')")
        assert await line.input_value() == "you know what I mean"
    else:
        assert await speaker.page.evaluate("window.recognition ?? null") is None
        await line.fill("you know what I mean")
    await line.press("Enter")
    return turn


async def hears(person: Visitor, number: int) -> None:
    """Until the sound of just so many others comes."""
    while await person.page.evaluate(HEARD) != number:
        assert person.faults == []


async def test_a_killed_media_server_is_replaced_while_the_game_goes_on(
    chromium: Browser, lie_url: str
) -> None:
    alice, bob, _ = await a_table(chromium, lie_url)
    await bob.page.click(".lobby [data-part=ready]")
    await alice.part("add").click()
    await alice.page.click("[data-part=start][aria-disabled=false]")
    turn = await (await alice.page.wait_for_function(TURN, arg=[])).json_value()
    await alice.page.evaluate(NOTE_STATES)  # the loss may be over before a busy machine looks at the page
    _, server = media_processes(lie_url)
    os.kill(server, signal.SIGKILL)
    await alice.page.wait_for_function("() => window.videoStates.some((state) => state !== 'connected')")
    await all_see(alice, bob)
    await alice.page.wait_for_function(WENT_ON, arg=turn)
    assert alice.faults + bob.faults == []


async def test_who_may_not_use_a_camera_is_told_so_and_can_still_watch(
    chromium: Browser, lie_url: str
) -> None:
    person = await visitor(chromium, lie_url, PHONE)
    await person.page.add_init_script(REFUSE)
    await person.make_room()
    await person.part("enter").click()
    problem = person.page.locator("media-check [data-part=problem]")
    await problem.wait_for()
    assert "does not let this page use" in await problem.inner_text()
    await person.picture("video-check-phone")
    await person.page.click("media-check [data-part=without]")
    await person.page.wait_for_selector("body[data-video=connected]")
    await person.fits()
    await person.picture("video-phone")
    await person.part("quit").click()
    await person.page.wait_for_selector("[data-part=enter]:focus")
    assert person.faults == []


async def test_where_sound_has_to_be_asked_for_one_tap_lets_all_be_heard(
    chromium: Browser, lie_url: str
) -> None:
    alice, bob = await with_camera(chromium, lie_url), await visitor(chromium, lie_url, PHONE)
    await bob.join(await alice.make_room())
    await show_face(alice)
    await bob.page.add_init_script(SILENT)
    await bob.part("enter").click()
    await bob.page.click("media-check [data-part=without]")
    await bob.page.wait_for_selector("body[data-video=connected]")
    await bob.page.reload()  # he takes part again, and nothing was pressed
    await bob.part("hear").wait_for()
    await bob.picture("video-tap-to-hear")
    await bob.fits()
    await bob.part("hear").click()
    await bob.page.wait_for_function("() => window.playing > 0")
    await bob.page.wait_for_selector("[data-part=hear]", state="hidden")
    assert alice.faults + bob.faults == []
