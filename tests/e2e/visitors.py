"""People with browsers, for tests of the pages.

A visitor clicks, types and looks; nothing here reaches behind the page.  Waiting is always for
something that shall become true.
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, async_playwright

SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 90_000  # ms; a page that does not get there has failed

PHONE, TABLET, DESK = (360, 640), (768, 1024), (1440, 900)

MOMENT = "[document.body.dataset.phase, document.querySelector('game-panel').hasAttribute('data-mine')]"
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
COVERED = "() => document.querySelector('[data-part=word][hidden].peek-word') !== null"


@dataclass
class Visitor:
    """One person: a page of his own context, and all that went wrong in it."""

    page: Page
    url: str
    faults: list[str] = field(default_factory=list)

    def part(self, name: str) -> Locator:
        """What the page marks as this part, where it can be seen."""
        return self.page.locator(f"[data-part={name}]:visible")

    async def open(self, path: str = "/") -> None:
        await self.page.goto(self.url + path)

    async def make_room(self, *, bots: int = 0, pace: str = "1", rounds: int = 1) -> str:
        """From the landing page to the host's seat; gives the code."""
        await self.open()
        if not await self.page.locator(".options").evaluate("options => options.open"):
            await self.page.click(".options summary")
        await self.page.click(f"label:has([name=pace][value='{pace}'])")
        await self.page.click(f"label:has([name=rounds][value='{rounds}'])")
        await self.page.click(f"button[name=bots][value='{3 if bots else 0}']")
        await self.seated(1 + bots)
        return self.page.url.rpartition("/")[2]

    async def join(self, code: str) -> None:
        """By the link, through the gate, to a seat."""
        await self.open(f"/r/{code}")
        await self.page.click(".gate-form .button-main")
        await self.page.wait_for_selector(".seat[data-me]")

    async def seated(self, people: int) -> None:
        """Until so many sit at the table, oneself among them."""
        await self.page.wait_for_selector(".seat[data-me]")
        await self.page.wait_for_function(
            "people => document.querySelectorAll('.seat[data-player]').length === people", arg=people
        )

    async def until_phase(self, *phases: str) -> str:
        """Until the table is in one of the phases; gives it."""
        found = await self.page.wait_for_function(
            "phases => phases.includes(document.body.dataset.phase) && document.body.dataset.phase",
            arg=list(phases),
        )
        return str(await found.json_value())

    async def moment(self, after: tuple[str, bool] | None = None) -> tuple[str, bool]:
        """(phase, is it my turn), as soon as it differs from ``after``."""
        found = await self.page.wait_for_function(
            f"before => {{ const now = {MOMENT}; return String(now) !== String(before) && now; }}",
            arg=list(after) if after else None,
        )
        phase, mine = await found.json_value()
        return phase, mine

    async def say(self, text: str) -> None:
        """Into the chat, unfolded first where it is folded."""
        if await self.part("handle").is_visible():
            await self.part("handle").click()
        await self.page.fill("#chat-text", text)
        await self.page.press("#chat-text", "Enter")

    async def heard(self, text: str) -> None:
        await self.page.wait_for_selector(f".chat-text:text-is('{text}')", state="attached")

    async def chat(self) -> list[str]:
        return await self.page.locator(".chat-line").all_text_contents()

    async def card(self) -> str:
        """What the own card says, by holding it."""
        await self.page.locator(".peek-button").hover()
        await self.page.mouse.down()
        word = await self.page.locator(".peek-word:visible").inner_text()
        await self.page.mouse.up()
        await self.page.wait_for_function(COVERED)
        return word

    async def fits(self) -> None:
        """Note it as a fault when the page is wider than the window."""
        if await self.page.evaluate(TOO_WIDE):
            self.faults.append(f"wider than the window: {self.page.url}, {await self.page.evaluate(MOMENT)}")

    async def picture(self, name: str) -> None:
        """Keep a screenshot for people to look at."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=SCREENSHOTS / f"{name}.png")


def chromium_program() -> str:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert program, "Chromium is not installed; bin/test installs it"
    return program


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """Chromium, as the system has it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_program(), args=QUIET)
        yield browser
        await browser.close()


async def visitor(
    browser: Browser,
    url: str,
    size: tuple[int, int] = DESK,
    *,
    locale: str = "en-US",
    scheme: str = "dark",
    motion: bool = True,
    workers: bool = False,
    context: BrowserContext | None = None,
) -> Visitor:
    """Somebody new, or with ``context`` one more tab of somebody.  ``workers``: with the service worker."""
    context = context or await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale=locale,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion=None if motion else "reduce",
        service_workers="allow" if workers else "block",
    )
    context.set_default_timeout(PATIENCE)
    person = Visitor(await context.new_page(), url)
    person.page.on("console", lambda message: _note(person, message))
    person.page.on("pageerror", lambda error: person.faults.append(str(error)))
    return person


def _note(person: Visitor, message: ConsoleMessage) -> None:
    """Broken rules of the content security policy come this way too."""
    if message.type in ("error", "warning") and "blocked by Playwright" not in message.text:
        person.faults.append(f"{message.type}: {message.text}")
