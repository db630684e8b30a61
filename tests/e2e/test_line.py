"""The line between page and room, when it is bad: frames lost, doubled, late; the socket cut or taken."""

import json
from collections.abc import AsyncIterator, Callable

import pytest
from playwright.async_api import Browser, WebSocketRoute

from tests.e2e.visitors import Visitor, browser, visitor

Frame = dict[str, object]
Thin = Callable[[Frame], int]  # how often a frame goes through: 0 loses it, 2 doubles it


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as running:
        yield running


def all_through(frame: Frame) -> int:
    return 1


class Wire:
    """Stands between a page and its room.  ``down`` and ``up`` decide over frames; ``sent`` are those
    that the page sent, ``opened`` counts its sockets."""

    def __init__(self) -> None:
        self.down: Thin = all_through
        self.up: Thin = all_through
        self.sent: list[Frame] = []
        self.opened = 0
        self._page_end: WebSocketRoute | None = None

    def opens(self, page_end: WebSocketRoute) -> None:
        self.opened += 1
        self._page_end = page_end
        room_end = page_end.connect_to_server()
        page_end.on_message(lambda raw: self._up(raw, room_end))
        room_end.on_message(lambda raw: self._down(raw, page_end))

    async def cut(self) -> None:
        assert self._page_end
        await self._page_end.close(code=1011)

    def tell(self, frame: Frame) -> None:
        """A frame of the room's that it would not send just now."""
        assert self._page_end
        self._page_end.send(json.dumps(frame))

    def _up(self, raw: str | bytes, room_end: WebSocketRoute) -> None:
        frame = json.loads(raw)
        self.sent.append(frame)
        for _ in range(self.up(frame)):
            room_end.send(raw)

    def _down(self, raw: str | bytes, page_end: WebSocketRoute) -> None:
        for _ in range(self.down(json.loads(raw))):
            page_end.send(raw)


async def seated(chromium: Browser, url: str) -> tuple[Visitor, Wire]:
    """Somebody in a room of his own, at the end of a wire."""
    person, wire = await visitor(chromium, url), Wire()
    await person.page.route_web_socket("**/ws/rooms/**", wire.opens)
    await person.make_room()
    return person, wire


def says(frame: Frame, text: str) -> bool:
    return text in json.dumps(frame) and frame["type"] in ("chat", "chat.say")


def once(decide: Callable[[Frame], bool], then: int) -> Thin:
    """The first frame that ``decide`` names goes through ``then`` times, all others once."""
    done: list[Frame] = []

    def thin(frame: Frame) -> int:
        if done or not decide(frame):
            return 1
        done.append(frame)
        return then

    return thin


async def test_a_lost_frame_is_noticed_and_the_room_is_asked_again(chromium: Browser, lie_url: str) -> None:
    person, wire = await seated(chromium, lie_url)
    wire.down = once(lambda frame: says(frame, "lost line"), 0)
    await person.say("lost line")
    await person.page.wait_for_function("() => !document.querySelector('#chat-text').value")
    await person.say("second")
    await person.heard("second")
    await person.heard("lost line")
    assert "sync" in [frame["type"] for frame in wire.sent]


async def test_a_frame_that_comes_twice_shows_once(chromium: Browser, lie_url: str) -> None:
    person, wire = await seated(chromium, lie_url)
    wire.down = once(lambda frame: says(frame, "echo"), 2)
    await person.say("echo")
    await person.say("done")
    await person.heard("done")
    assert (await person.page.locator(".chat-text").all_text_contents()).count("echo") == 1


async def test_a_lost_command_is_sent_again_under_its_id(chromium: Browser, lie_url: str) -> None:
    person, wire = await seated(chromium, lie_url)
    wire.up = once(lambda frame: says(frame, "knock"), 0)
    await person.say("knock")
    await person.heard("knock")
    knocks = [frame["id"] for frame in wire.sent if says(frame, "knock")]
    assert len(knocks) == 2
    assert len(set(knocks)) == 1


async def test_an_answer_that_is_lost_does_not_say_it_twice(chromium: Browser, lie_url: str) -> None:
    person, wire = await seated(chromium, lie_url)
    wire.up = once(lambda frame: says(frame, "hello"), 2)
    await person.say("hello")
    await person.say("done")
    await person.heard("done")
    assert (await person.page.locator(".chat-text").all_text_contents()).count("hello") == 1


async def test_a_cut_line_is_told_and_comes_back_by_itself(chromium: Browser, lie_url: str) -> None:
    person, wire = await seated(chromium, lie_url)
    await person.page.route("**/ticket", lambda route: route.abort())
    await wire.cut()
    await person.page.wait_for_selector("connection-banner", state="visible")
    await person.picture("line-lost")
    await person.part("now").click()  # in vain
    await person.page.unroute("**/ticket")
    await person.page.wait_for_selector("connection-banner", state="hidden")
    await person.say("back again")
    await person.heard("back again")
    assert wire.opened >= 2


async def test_a_detour_of_the_server_is_told_until_it_is_over(chromium: Browser, lie_url: str) -> None:
    person, wire = await seated(chromium, lie_url)
    wire.tell({"type": "status", "degraded": ["broker"]})
    await person.page.wait_for_selector("service-detour", state="visible")
    wire.tell({"type": "status", "degraded": []})
    await person.page.wait_for_selector("service-detour", state="hidden")


async def test_a_frame_of_a_newer_server_is_ignored(chromium: Browser, lie_url: str) -> None:
    person, wire = await seated(chromium, lie_url)
    wire.tell({"type": "fireworks", "colour": "green"})
    await person.say("still here")
    await person.heard("still here")
    assert person.faults == []


async def test_a_newer_tab_takes_the_seat_and_it_can_be_taken_back(chromium: Browser, lie_url: str) -> None:
    old, _ = await seated(chromium, lie_url)
    new = await visitor(chromium, lie_url, context=old.page.context)
    await new.page.goto(old.page.url)
    await new.seated(1)
    await old.part("again").click()
    await old.seated(1)
    await new.part("again").wait_for()
    assert old.faults + new.faults == []


async def test_leaving_gives_the_seat_back(chromium: Browser, lie_url: str) -> None:
    host, _ = await seated(chromium, lie_url)
    guest = await visitor(chromium, lie_url)
    await guest.join(host.page.url.rpartition("/")[2])
    await host.seated(2)
    await guest.page.click(".menu summary")
    await guest.page.click("[data-leave]")
    await guest.page.click("button[value=leave]")
    await guest.page.wait_for_url(lie_url + "/")
    await host.seated(1)


async def test_a_refusal_is_told_next_to_what_was_refused(chromium: Browser, lie_url: str) -> None:
    person, wire = await seated(chromium, lie_url)
    await person.page.evaluate("document.querySelector('#chat-text').removeAttribute('maxlength')")
    await person.say("x" * 201)
    toast = person.page.locator(".chat .toast")
    await toast.wait_for()
    assert await toast.inner_text()
    assert await person.page.input_value("#chat-text") == "x" * 201
