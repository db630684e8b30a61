"""Tabs with a camera that take part in a call, and a media server for them, without the rest of LIE.

The page is empty but for ``media/call``; its frames are carried by hand between it and the server.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import redis.asyncio
from django.conf import settings
from playwright.async_api import Browser, Page, Route

from events import live
from events.broker import signals
from events.broker.signals import Signal
from events.log import sealing
from tests.e2e.straits import Strait

ROOM = "ABCDE"
SCRIPTS = Path(__file__).parents[2] / "media" / "static" / "media"
FAKES = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
PATIENCE = 90_000  # ms
LOOPBACK = "--allow-loopback-in-peer-connection"

PAGE = """<!doctype html><title>call</title><body>
<script type="importmap">{"imports": {"media/line": "/line.js"}}</script><script type="module">
import { Call } from "/call.js";
const videos = new Map();
window.people = {};
window.mutes = {};
window.states = [];
window.call = new Call({
  send: (type, data) => window.signal(type, JSON.stringify(data)),
  onPeople: (people, thin) => {
    window.thin = thin;
    window.seen = people.filter((each) => each.seen).map((each) => each.player);
    for (const { player, stream } of people) {
      let video = videos.get(player);
      if (!video) {
        video = document.createElement("video");
        Object.assign(video, { autoplay: true, playsInline: true, muted: true });
        videos.set(player, video);
        document.body.append(video);
      }
      if (video.srcObject !== stream) video.srcObject = stream;
    }
    for (const player of videos.keys()) if (!people.some((each) => each.player === player)) {
      videos.get(player).remove();
      videos.delete(player);
    }
    window.people = Object.fromEntries(videos);
  },
  onState: (state) => window.states.push(state),
  onMutes: (mutes) => { window.mutes = mutes; },
});
window.enter = async (asked) => {
  const stream = asked ? await navigator.mediaDevices.getUserMedia(asked) : null;
  call.start({ audio: stream?.getAudioTracks()[0] ?? null, video: stream?.getVideoTracks()[0] ?? null });
};
window.frames = (player) => people[player]?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
window.ready = true;
</script>"""


class Tab:
    """One player's tab; ``signal`` and ``frames`` are its socket."""

    def __init__(self, player: str, page: Page, redis: Any) -> None:
        self.player, self.page, self._redis = player, page, redis
        self.faults: list[str] = []
        self.strait: Strait | None = None  # that its packets go through

    async def open(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        await self.page.expose_function("signal", self.carry)
        await self.page.goto("http://localhost/")
        await self.page.wait_for_function("window.ready")

    async def enter(self, asked: object = True) -> None:
        """Take part; ``asked`` are constraints of getUserMedia, None: without camera and microphone."""
        wish = {"audio": True, "video": {"width": 320, "height": 240}} if asked is True else asked
        await self.page.evaluate("asked => enter(asked)", wish)

    async def sees(self, *others: str, more: int = 5) -> None:
        """Until the pictures of these move: each shows more frames than now."""
        await self.page.wait_for_function(
            "others => others.every((each) => frames(each) > 0)", arg=list(others), timeout=PATIENCE
        )
        before = await self.page.evaluate(
            "others => others.map((each) => [each, frames(each)])", list(others)
        )
        await self.page.wait_for_function(
            "([before, more]) => before.every(([each, count]) => frames(each) >= count + more)",
            arg=[before, more],
            timeout=PATIENCE,
        )

    async def packets_of_sound(self, seconds: float = 1.0) -> dict[str, int]:
        """How many packets of each other's sound come in a time, by player."""
        return await self.page.evaluate(SOUND, seconds)  # type: ignore[no-any-return]

    async def hears(self, other: str) -> None:
        """Until sound of this one comes."""
        while not (await self.packets_of_sound(0.3)).get(other):
            assert not self.faults

    async def silent(self, other: str) -> None:
        """Until no sound of this one comes any more."""
        while (await self.packets_of_sound(0.3)).get(other):
            assert not self.faults

    async def frozen(self, other: str) -> None:
        """Until the picture of this one stands still."""
        await self.page.wait_for_function(STILL, arg=other, timeout=PATIENCE)

    async def alone_with(self, *others: str) -> None:
        """Until just these are here."""
        await self.page.wait_for_function(
            "others => Object.keys(people).sort().join() === others", arg=",".join(sorted(others))
        )

    async def carry(self, type: str, data: str) -> None:
        """A frame of the page to its server, as the room's socket would."""
        raw = msgspec.Raw(data.encode())
        await signals.forward(self._redis, Signal(type, ROOM, 0, self.player, f"socket-{self.player}", raw))

    async def give(self, frame: bytes) -> None:
        told = json.loads(frame)
        if self.strait is not None and told["type"] == "media.answer":
            told["sdp"] = self.strait.led_through(told["sdp"])
        await self.page.evaluate("frame => call.take(frame)", told)


SOUND = """async (seconds) => {
  const count = async (video) => {
    const track = video.srcObject.getAudioTracks()[0];
    const stats = await connection.getReceivers().find((each) => each.track === track).getStats();
    return [...stats.values()].find(({ type }) => type === "inbound-rtp")?.packetsReceived ?? 0;
  };
  const pair = async ([name, video]) => [name, await count(video)];
  const all = async () => new Map(await Promise.all(Object.entries(people).map(pair)));
  const before = await all();
  await new Promise((done) => setTimeout(done, seconds * 1000));
  return Object.fromEntries([...await all()].map(([name, now]) => [name, now - (before.get(name) ?? 0)]));
}"""

STILL = """async (other) => {
  const before = frames(other);
  await new Promise((done) => setTimeout(done, 500));
  return frames(other) === before;
}"""


@asynccontextmanager
async def tabs(browser: Browser, *players: str) -> AsyncIterator[list[Tab]]:
    """Tabs of one browser, one per player, with open sockets; nobody has entered yet."""
    client = redis.asyncio.Redis.from_url(settings.LIE.redis_url)
    context = await browser.new_context(permissions=["camera", "microphone"])
    await context.route("http://localhost/**", _serve)
    await context.add_init_script(
        "const Real = RTCPeerConnection; window.RTCPeerConnection = class extends Real {"
        " constructor(how) { super({ ...how, iceTransportPolicy: window.policy ?? 'all' });"
        " window.connection = this; } };"
    )
    made = [Tab(player, await context.new_page(), client) for player in players]
    listening = asyncio.create_task(_listen(client, made))
    try:
        for tab in made:
            await tab.open()
        yield made
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await context.close()
        await client.aclose()


async def _serve(route: Route) -> None:
    name = re.sub(r"^http://localhost/", "", route.request.url)
    if name.endswith(".js"):
        await route.fulfill(body=(SCRIPTS / name).read_text(), content_type="text/javascript")
    elif name:
        await route.fulfill(status=404)
    else:
        await route.fulfill(body=PAGE, content_type="text/html")


async def _listen(client: Any, made: list[Tab]) -> None:
    async with client.pubsub(ignore_subscribe_messages=True) as channel:
        await channel.subscribe(live.channel_of(ROOM))
        async for message in channel.listen():
            recipient, _, body = message["data"].partition(b" ")
            frame = body if recipient == b"*" else sealing.unseal(body)
            for tab in made:
                if recipient.decode() in ("*", tab.player) and not tab.page.is_closed():
                    await tab.give(frame)
