"""What every page and every phase has to be, in both languages: open to all, whole, still, clean.

One walk through all sights (tests/e2e/sights.py) for each language; the tests ask what it has found.
"""

import asyncio
from collections import defaultdict

import pytest

from tests.e2e import axe
from tests.e2e.sights import sights
from tests.e2e.visitors import DESK, PHONE, TABLET, TOO_WIDE, Visitor, browser, visitor

Findings = dict[str, list[str]]

CONTRAST = ["color-contrast"]
THEMES: dict[str, list[tuple[str, list[str] | None]]] = {
    "en": [("dark", None), ("light", CONTRAST)],
    "ko": [("light", None)],
}
SIZES = (PHONE, TABLET, DESK)
MOVING = "document.getAnimations().filter(({ playState }) => playState === 'running').length"
# A control is covered when what lies in its middle is neither it nor a part of it.  Under a dialog all are.
HARD_TO_HIT = """() => {
  const root = document.querySelector("dialog[open], .menu[open] .menu-sheet") ?? document;
  const found = [];
  for (const node of root.querySelectorAll("button, a[href], summary, select, input:not([type=hidden])")) {
    if (!node.checkVisibility({ visibilityProperty: true }) || node.closest(".skip, .unseen")) continue;
    const target = node.matches("input") ? (node.closest("label") ?? node) : node;
    target.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const { left, top, width, height } = target.getBoundingClientRect();
    const name = `${target.outerHTML.slice(0, 90)} ${Math.round(width)}x${Math.round(height)}`;
    if (width < 44 || height < 44) found.push(`small: ${name}`);
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    if (!hit || !(target.contains(hit) || hit.contains(target))) found.push(`covered: ${name}`);
  }
  scrollTo({ top: 0, behavior: "instant" });
  return found;
}"""
NOTE_VIOLATIONS = """addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  console.error(`policy: ${violatedDirective} ${blockedURI}`));"""


@pytest.fixture(scope="module", params=[pytest.param("ko", marks=pytest.mark.long), "en"])
def found(request: pytest.FixtureRequest, lie_url: str, tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """kind -> findings of one walk."""
    script = axe.install(tmp_path_factory.mktemp("axe"))
    return asyncio.run(_walk(lie_url, request.param, script))


async def _walk(url: str, language: str, script: str) -> Findings:
    found: Findings = defaultdict(list)
    async with browser() as chromium:
        locale = {"ko": "ko-KR", "en": "en-US"}[language]
        person = await visitor(chromium, url, PHONE, locale=locale, motion=False)
        await person.page.add_init_script(NOTE_VIOLATIONS)
        asked: list[str] = []
        person.page.on("request", lambda request: asked.append(request.url))
        async for name in sights(person, language):
            await _read(person, name, language, script, found)
            await _measure(person, name, found)
            if name in LOST:
                person.faults.remove(NOT_FOUND)  # the page itself, as it should be
        found["seen"] = [url for url in asked if url.startswith(person.url)]
        found["elsewhere"] = [url for url in asked if not url.startswith((person.url, "data:"))]
        found["faults"] = person.faults
    return found


LOST = {"replay-none"}
NOT_FOUND = "error: Failed to load resource: the server responded with a status of 404 (Not Found)"


async def _read(person: Visitor, name: str, language: str, script: str, found: Findings) -> None:
    """With axe.  Only contrasts differ between the themes, and those do not between languages."""
    for scheme, rules in THEMES[language]:
        await person.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        faults = await axe.serious(person.page, script, rules)
        found["axe"] += [f"{name}, {scheme}: {what}" for what in faults]


async def _measure(person: Visitor, name: str, found: Findings) -> None:
    page = person.page
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        if await page.evaluate(TOO_WIDE):
            found["wide"].append(f"{name} at {width}")
        found["hit"] += [f"{name} at {width}: {what}" for what in await page.evaluate(HARD_TO_HIT)]
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    if await page.evaluate(MOVING):
        found["moving"].append(name)


def test_axe_finds_nothing_serious_on_any_page_in_any_phase_dark_or_light(found: Findings) -> None:
    assert found["axe"] == []


def test_no_size_of_screen_needs_a_scroll_to_the_side(found: Findings) -> None:
    assert found["wide"] == []


def test_every_control_is_in_reach_of_a_thumb_and_uncovered_at_each_size(found: Findings) -> None:
    assert found["hit"] == []


def test_nothing_moves_where_motion_is_not_wanted(found: Findings) -> None:
    assert found["moving"] == []


def test_nothing_is_asked_from_elsewhere_on_any_page(found: Findings) -> None:
    assert found["seen"]
    assert found["elsewhere"] == []


def test_no_page_breaks_the_content_security_policy_or_logs_an_error(found: Findings) -> None:
    assert found["faults"] == []
