"""The chat in a browser: a host looks after it, and faces react."""

import json
import re

from playwright.async_api import Browser, WebSocketRoute

from tests.e2e.visitors import DESK, PHONE, visitor


async def test_a_host_masks_mutes_and_takes_away_and_faces_react(chromium: Browser, lie_url: str) -> None:
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
    await bob.page.fill("#chat-text", "once more")
    await bob.page.press("#chat-text", "Enter")
    await alice.heard("once more")
    await alice.page.locator(".chat-line", has_text="once more").locator("[data-act=mute]").click()
    await bob.page.wait_for_selector("#chat-text:disabled")
    await bob.page.reload()
    await bob.page.wait_for_selector("#chat-text:disabled", state="attached")
    await alice.picture("chat-muted-desk")
    await alice.page.locator("[data-act=unmute]:visible").click()
    await bob.page.wait_for_selector("#chat-text:enabled", state="attached")
    await alice.page.locator("[data-act=unmute]:visible").wait_for(state="detached")
    assert "well" not in " ".join(await bob.chat())
    await bob.fits()
    assert alice.faults + bob.faults == []


async def test_a_line_is_said_again_when_the_chat_has_not_heard_of_the_seat(
    chromium: Browser, lie_url: str
) -> None:
    alice = await visitor(chromium, lie_url, DESK)
    refused: list[str] = []

    def late(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            frame = json.loads(message)
            if frame["type"] != "chat.say" or refused:
                return server.send(message)
            refused.append(frame["data"]["text"])
            answer = {"type": "refused", "id": frame["id"], "code": "not_a_member", "message": "No seat."}
            socket.send(json.dumps(answer))

        socket.on_message(pass_on)

    await alice.page.route_web_socket(re.compile("/ws/rooms/"), late)
    await alice.make_room()
    await alice.say("hello?")
    await alice.heard("hello?")
    assert refused == ["hello?"] and await alice.page.locator(".toast:visible").count() == 0
    assert alice.faults == []
