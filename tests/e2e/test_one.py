"""One phone for all: a match that no server takes part in, on one device that goes round."""

import pytest
from playwright.async_api import Browser, Page

from tests.e2e import axe
from tests.e2e.visitors import DESK, PHONE, TOO_WIDE, Visitor, visitor

NAMES = ["Ann", "Bob", "Cem"]
KEPT = """async () => {
  const cache = await caches.open("lie-one");
  const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  return ["/one", "/api/words", "/jsi18n/"].every((path) => paths.includes(path));
}"""
ROUND = "JSON.parse(localStorage.getItem('lie.one.game')).round"
RULES = """async () => {
  const { settled, begun, dealt, points, leaders, accused, unmasked, ruled, pointed, toVote } =
    await import("game/one/rules");
  const { judge } = await import("game/one/guess");
  const topics = [{ key: "t", title: "T", words: ["a", "b", "c"].map((word) => ({ word })) }];
  const names = (n) => Array.from({ length: n }, (_, i) => "p" + i);
  const table = (n, wish) => begun(settled({ names: names(n), ...wish }));
  let match = table(3, {});
  const words = [];
  for (let n = 0; n < 6; n += 1) {
    match = dealt(match, topics);
    words.push(match.round.card.word);
  }
  const round = dealt(table(3, {}), topics);
  const [liar] = round.round.liars;
  const honest = round.settings.names.filter((name) => name !== liar);
  const caught = unmasked(accused(toVote(round), liar));
  const two = dealt(table(7, { liars: 2 }), topics);
  const free = two.settings.names.filter((name) => !two.round.liars.includes(name));
  const oneOut = unmasked(accused(two, free[0]));
  const oneCaught = ruled(unmasked(accused(two, two.round.liars[0])), false);
  return {
    firstThree: new Set(words.slice(0, 3)).size, nextThree: new Set(words.slice(3)).size,
    missed: points(pointed(ruled(caught, false), honest[0]))[honest[0]],
    guessed: points(ruled(caught, true))[liar],
    wrong: points(unmasked(accused(round, honest[0])))[liar],
    away: points(accused(round, null))[liar],
    tie: leaders(["x", "x", "y", "y", "z"]), single: leaders(["x", "y", null]),
    goesOn: oneOut.round.phase, lost: unmasked(accused(oneOut, free[1])).round.ending,
    second: unmasked(accused(oneCaught, two.round.liars[1])).round.phase,
    few: settled({ names: ["x", "y", "z", "x", " "], mode: "spy", liars: 2 }),
    judged: [judge("사과요", { word: "사과" }), judge("The  PIZZA!", { word: "pizza" }),
      judge("pizzas", { word: "pizza" }), judge("elefant", { word: "elephant" }),
      judge("elephent", { word: "elephant" }), judge("cat", { word: "category" })],
  };
}"""


async def sit_down(page: Page) -> None:
    for name in NAMES:
        await page.fill("#one-new", name)
        await page.press("#one-new", "Enter")
    await page.click("[data-part=start]:not([disabled])")


async def see_card(page: Page) -> None:
    """The one who has the phone holds his card, and hides it again."""
    held = page.locator(".one-hold")
    await held.hover()
    await page.mouse.down()
    await page.wait_for_selector(".card-open .card-word:not(:empty)")
    await page.mouse.up()
    await page.wait_for_selector(".card-word:empty", state="attached")


async def deal(page: Page) -> None:
    for _ in NAMES:
        await see_card(page)
        await page.click("one-pass [data-part=next]")


async def catch(page: Page) -> str:
    """From the talk to the reveal: the liar is found, and says something silly."""
    await page.click("one-talk [data-part=vote]")
    liar: str = await page.evaluate(f"{ROUND}.liars[0]")
    await page.click(f"one-vote [data-key={liar}] button")
    await page.click("one-vote [data-part=sure]")
    await page.click("one-verdict [data-part=turn]")
    await page.fill("#one-guess", "qqqqq")
    await page.press("#one-guess", "Enter")
    await page.wait_for_selector("one-reveal:not([hidden])")
    return liar


async def totals(page: Page) -> dict[str, str]:
    rows = page.locator("one-board .one-row")
    await rows.first.wait_for()
    return {
        await row.locator("[data-part=name]").inner_text(): await row.locator(
            "[data-part=score]"
        ).inner_text()
        for row in await rows.all()
    }


async def look(person: Visitor, name: str, axe_script: str) -> None:
    """Not wider than the phone, nobody shut out, and a picture to look at."""
    assert not await person.page.evaluate(TOO_WIDE), name
    assert await axe.serious(person.page, axe_script) == [], name
    await person.picture(f"one-{name}")


async def test_three_play_on_one_phone_with_a_reload_and_then_without_a_network(
    chromium: Browser, lie_url: str, axe_script: str
) -> None:
    person = await visitor(chromium, lie_url, PHONE, workers=True, motion=False, scheme="light")
    page = person.page
    await person.open("/one")
    await page.wait_for_function(KEPT)
    await look(person, "phone-setup", axe_script)
    await sit_down(page)
    await see_card(page)
    await page.click("one-pass [data-part=next]")
    await page.reload()
    await page.wait_for_selector("one-pass:not([hidden])")
    assert await page.locator("one-pass [data-part=step]").inner_text() == "2 / 3"
    word: str = await page.evaluate(f"{ROUND}.card.word")
    assert word not in await page.locator("one-pass").inner_html()
    await look(person, "phone-pass", axe_script)
    for _ in NAMES[1:]:
        await see_card(page)
        await page.click("one-pass [data-part=next]")
    await page.click("one-talk [data-part=start]")
    await page.wait_for_selector("one-talk lie-timer:not([hidden])")
    await look(person, "phone-talk", axe_script)
    liar = await catch(page)
    witness = next(name for name in NAMES if name != liar)
    await page.click(f"one-reveal [data-part=pointed] [data-key={witness}] button")
    await look(person, "phone-reveal", axe_script)
    await page.click("one-reveal [data-part=go]")
    first = await totals(page)
    assert first == {name: {liar: "0", witness: "3"}.get(name, "2") for name in NAMES}
    await page.context.set_offline(True)
    await page.reload()
    await page.click("one-board [data-part=next]:not([disabled])")
    await deal(page)
    again = await catch(page)
    await page.click("one-reveal [data-part=go]")
    assert await totals(page) == {name: str(int(first[name]) + 2 * (name != again)) for name in NAMES}
    await page.click("one-board [data-part=end]")
    await look(person, "phone-board", axe_script)
    await page.click("one-board [data-part=close]")
    await page.wait_for_selector("one-setup:not([hidden])")
    assert await page.evaluate("localStorage.getItem('lie.one.game')") is None
    assert [fault for fault in person.faults if "ERR_INTERNET_DISCONNECTED" not in fault] == []


async def test_the_rules_on_the_device_are_those_of_the_table(chromium: Browser, lie_url: str) -> None:
    person = await visitor(chromium, lie_url, DESK)
    await person.open("/one")
    found = await person.page.evaluate(RULES)
    assert (found["firstThree"], found["nextThree"]) == (3, 3)
    assert (found["missed"], found["guessed"], found["wrong"], found["away"]) == (3, 2, 3, 3)
    assert (found["tie"], found["single"]) == (["x", "y"], [])
    assert (found["goesOn"], found["lost"], found["second"]) == ("talk", "liar_hidden", "guess")
    assert (found["few"]["names"], found["few"]["mode"], found["few"]["liars"]) == (
        ["x", "y", "z"],
        "classic",
        1,
    )
    assert found["judged"] == ["right", "right", "right", "wrong", "near", "wrong"]


@pytest.mark.parametrize("size", [PHONE, DESK])
async def test_a_secret_vote_goes_round_in_korean(
    chromium: Browser, lie_url: str, size: tuple[int, int]
) -> None:
    person = await visitor(chromium, lie_url, size, locale="ko-KR", motion=False)
    page = person.page
    await person.open("/one")
    await page.click("label:has([value=secret])")
    await sit_down(page)
    await person.picture(f"one-ko-dark-pass-{size[0]}")
    await deal(page)
    await page.click("one-talk [data-part=vote]")
    liar: str = await page.evaluate(f"{ROUND}.liars[0]")
    for name in NAMES:
        await page.click("one-vote [data-part=mine]")
        target = liar if name != liar else next(other for other in NAMES if other != liar)
        await page.click(f"one-vote [data-key={target}] button")
        await person.picture(f"one-ko-dark-vote-{size[0]}")
        await page.click("one-vote [data-part=sure]")
    await person.picture(f"one-ko-dark-verdict-{size[0]}")
    await page.click("one-verdict [data-part=turn]")
    await page.click("one-verdict [data-part=aloud]")
    await page.click("one-verdict [data-part=wrong]")
    await page.wait_for_selector("one-reveal:not([hidden])")
    await person.picture(f"one-ko-dark-reveal-{size[0]}")
    assert person.faults == []
