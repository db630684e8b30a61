"""Where the seconds go between the end of a media server and the next picture, in two real browsers."""

import asyncio
import os
import signal
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

from tests.e2e.media_processes import media_processes
from tests.e2e.visitors import QUIET, Visitor, chromium_program, visitor
from tests.servers import running_lie

CAMERAS = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
)
TIMES = 3
PAUSE = 4.0  # seconds between two deaths: a server that dies sooner is its supervisor's (media.keeper)
STEPS = ("process", "beats", "told", "asked", "answered", "connected", "picture")

MARKS = """
window.marks = [];
const mark = (what) => marks.push([what, Date.now() / 1000]);
const Real = RTCPeerConnection;
window.RTCPeerConnection = class extends Real {
  constructor(...all) {
    super(...all);
    this.addEventListener("connectionstatechange", () => mark(this.connectionState));
  }
};
const Socket = WebSocket;
window.WebSocket = class extends Socket {
  constructor(...all) {
    super(...all);
    this.addEventListener("message", ({ data }) => {
      for (const [type, what] of [["media.reset", "told"], ["media.answer", "answered"]])
        if (String(data).includes(type)) mark(what);
    });
  }
  send(data) {
    if (String(data).includes("media.join")) mark("asked");
    super.send(data);
  }
};
let shown = 0;
setInterval(() => {
  const video = document.querySelector(".seat:not([data-me]) video");
  const frames = video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
  if (frames !== shown) mark("picture");
  shown = frames;
}, 20);
"""
SEEN = "() => marks.some(([what]) => what === 'picture')"


@dataclass(frozen=True)
class Recovery:
    """Seconds since the death until each step was reached, the slower browser counting."""

    killed: str  # "server": its keeper lives; "all": whoever started it has to start it anew
    steps: dict[str, float]


async def measure() -> list[Recovery]:
    """Both deaths, some times each, in a LIE of its own."""
    with tempfile.TemporaryDirectory() as name, running_lie(Path(name)) as lie:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=chromium_program(), args=[*QUIET, *CAMERAS]
            )
            people = await _table(browser, lie.url)
            found = [
                await _die(killed, people, lie.url, lie.data)
                for killed in ("server", "all")
                for _ in range(TIMES)
            ]
            await browser.close()
    return found


async def _table(browser: Browser, url: str) -> list[Visitor]:
    people: list[Visitor] = []
    for _ in range(2):
        context = await browser.new_context(permissions=["camera", "microphone"])
        await context.add_init_script(MARKS)
        people.append(await visitor(browser, url, context=context))
    await people[1].join(await people[0].make_room())
    for person in people:
        await person.part("enter").click()
        await person.page.click("media-check [data-part=join]:enabled")
    for person in people:
        await person.page.wait_for_function(SEEN)
    return people


async def _die(killed: str, people: list[Visitor], url: str, data: Path) -> Recovery:
    await asyncio.sleep(PAUSE)
    before = media_processes(url)
    for person in people:
        await person.page.evaluate("marks.length = 0")
    died = time.time()
    for process in before if killed == "all" else before[1:]:
        os.kill(process, signal.SIGKILL)
    while not set(media_processes(url)) - set(before):
        await asyncio.sleep(0.005)
    process = time.time()
    ready = data / "run" / "media-server.ready"
    while not ready.exists() or ready.stat().st_mtime < process:
        await asyncio.sleep(0.005)
    beats = ready.stat().st_mtime
    steps = {"process": process - died, "beats": beats - died}
    each = [await _reached(person, died) for person in people]
    steps |= {step: max(reached[step] for reached in each) for step in each[0]}
    return Recovery(killed, {step: round(steps[step], 2) for step in STEPS})


async def _reached(person: Visitor, died: float) -> dict[str, float]:
    """The first of each step after the one before."""
    await person.page.wait_for_function(
        "() => { const at = marks.findLastIndex(([what]) => what === 'connected');"
        " return at >= 0 && marks.slice(at).some(([what]) => what === 'picture'); }"
    )
    marks: list[tuple[str, float]] = [tuple(mark) for mark in await person.page.evaluate("marks")]
    reached, at = {}, died
    for step in STEPS[2:]:
        at = next((when for what, when in marks if what == step and when >= at), at)
        reached[step] = at - died
    return reached


def table(found: list[Recovery]) -> str:
    """As Markdown: the middle one of each, and the slowest."""
    lines = ["| killed | " + " | ".join(STEPS) + " | slowest |", "|---|" + "---|" * (len(STEPS) + 1)]
    for killed in dict.fromkeys(each.killed for each in found):
        rows = [each.steps for each in found if each.killed == killed]
        middle = [f"{statistics.median(row[step] for row in rows):.2f}" for step in STEPS]
        lines.append(f"| {killed} | {' | '.join(middle)} | {max(row['picture'] for row in rows):.2f} |")
    return "\n".join(lines)


def plain(found: list[Recovery]) -> list[dict[str, Any]]:
    return [{"killed": each.killed, **each.steps} for each in found]
