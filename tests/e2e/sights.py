"""All that somebody can see of LIE: the one list that the bars and the screenshots go through.

A page is one line in PAGES, a look of the table one line in tests/e2e/scenes.py, a layer over the room one
line in LAYERS.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.async_api import Route

from tests.e2e.scenes import scenes
from tests.e2e.visitors import Visitor

PAGES = {
    **{"landing": "/", "how-to-play": "/how-to-play", "offline": "/offline", "gate": "/r/QQQQQ"},
    **{"sign-up": "/people/sign-up", "sign-in": "/people/sign-in", "top": "/people/top", "me": "/people/me"},
    "replay-none": "/replay/00000000-0000-0000-0000-000000000000",
}
ERRORS = (400, 403, 404, 405, 410, 429, 500, 503)
LAYERS = {
    **{"menu": ".menu summary", "how-to": ".lobby [data-how-to]"},
    **{"settings": ".lobby [data-part=open]", "door": ".lobby [data-door-open]"},
}

SETTLED = """async () => {
  const { store } = await import("lie/store");
  const parts = ["room", "game", "chat", "media"];
  await new Promise((settle) => store.watch(parts, () => {
    const [room, game, ...others] = parts.map((name) => store.get(name));
    if (room && others.every(Boolean) && game?.seats.length === room.members.length) settle();
  }));
}"""
SEAT_MENU = """() => {
  const { player } = document.querySelector(".seat:not([data-me])").dataset;
  document.dispatchEvent(new CustomEvent("seat-menu", { detail: { player } }));
}"""
CLOSE = """() => {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  for (const menu of document.querySelectorAll(".menu[open]")) menu.open = false;
}"""


async def hold_still(person: Visitor) -> None:
    """Hang up, once all is told: from here on nothing but a scene changes the room's page."""
    await person.page.evaluate(SETTLED)
    await person.page.evaluate("import('lie/session').then(({ leave }) => leave())")


async def sights(person: Visitor, language: str) -> AsyncIterator[str]:
    """Goes through all of them; gives the name of each when it is there to be looked at."""
    for name, path in PAGES.items():
        await person.open(path)
        yield name
    await person.page.route("**/error/*", _errors(language))
    for status in ERRORS:
        await person.open(f"/error/{status}")
        yield f"error-{status}"
    async for name in table(person, language):
        yield name


async def table(person: Visitor, language: str) -> AsyncIterator[str]:
    """The room: waiting, with each layer, and every scene."""
    await person.make_room(bots=3)
    yield "lobby"
    for name, opener in LAYERS.items():
        await person.page.locator(opener).first.click()
        yield f"lobby-{name}"
        await person.page.evaluate(CLOSE)
    await hold_still(person)
    for scene in scenes(language):
        await scene.show(person)
        yield f"table-{scene.name}"
    await person.page.evaluate(SEAT_MENU)
    yield "table-seat-menu"


def _errors(language: str) -> Callable[[Route], Awaitable[None]]:
    """Error pages as the server would send them, without doing it harm."""

    async def answer(route: Route) -> None:
        with override(language):
            body = render_to_string(f"{route.request.url.rpartition('/')[2]}.html")
        await route.fulfill(body=body, content_type="text/html; charset=utf-8")

    return answer
