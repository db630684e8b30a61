"""A guest signs in to the account that he has: nothing of what he was is lost, and nothing counts twice."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from events.log import store
from events.messages import commands as wish
from game.models import Pack
from people import aliases, moderation, selectors
from people.models import Achievement, Alias, Block, Person, RoundPlayed, Sanction, Standing
from people.moderation import SITE
from tests.bus import Bus
from tests.integration.people.conftest import Browser
from tests.integration.people.test_counting import play, sums

SECRET = "correct horse battery"
FORM = {"name": "bob", "password": SECRET, "merge": "on"}


@pytest.fixture
def account(bus: Bus, settings: Any) -> Person:
    """Bob's, who has played a game with others; then he was a guest on another device, in another room."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    play(bus, "bob", "cem")
    Person.objects.filter(player="bob").update(user=User.objects.create_user("bob", password=SECRET))
    play(bus, "guest", "dora", code="FGHJK")
    return Person.objects.get(player="bob")


def merge(bus: Bus, guest: str = "guest", into: str = "bob") -> str | None:
    return bus.ask(wish.MergeHistory(into=into), SITE, guest)


def sign_in(browser: Browser, **form: str) -> Client:
    client = browser("guest", "Somebody")
    assert client.post("/people/sign-in", {**FORM, **form}).status_code == 302
    return client


def test_the_account_has_the_rounds_of_both(bus: Bus, account: Person) -> None:
    assert Standing.objects.get(player="bob").rounds == 1
    merge(bus)
    both = Standing.objects.get(player="bob")
    moved = sum(RoundPlayed.objects.filter(player__in=["bob", "guest"]).values_list("change", flat=True))
    assert (both.rounds, both.matches, both.rating) == (2, 2, 100_000 + moved)
    assert len(selectors.matches("bob")) == 2
    assert not Standing.objects.filter(player="guest").exists()


def test_merging_twice_changes_nothing(bus: Bus, account: Person) -> None:
    merge(bus)
    before = sums(), store.head(f"people/{SITE}")
    merge(bus)
    merge(bus, into="alice")
    assert (sums(), store.head(f"people/{SITE}")) == before


@pytest.mark.parametrize(
    "guest, into", [("bob", "bob"), ("cem", "alice"), ("bob", "cem"), ("guest", "nobody")]
)
def test_only_a_guest_s_history_goes_and_only_into_an_account(
    bus: Bus, account: Person, guest: str, into: str
) -> None:
    merge(bus, guest, into)
    assert not Alias.objects.exists()


def test_what_was_earned_as_a_guest_is_not_earned_again(bus: Bus, account: Person) -> None:
    merge(bus)
    play(bus, "bob", "cem", code="LMNPQ")
    own = Achievement.objects.filter(player__in=aliases.ids("bob"))
    assert own.filter(name="first_round").count() == 2  # from before: one as each
    medals = [medal for medal in selectors.medals("bob") if medal.name == "first_round"]
    assert len(medals) == 1 and medals[0].earned_at == own.order_by("id").first().earned_at  # type: ignore[union-attr]


def test_a_round_that_the_guest_still_sat_in_counts_for_the_account(bus: Bus, account: Person) -> None:
    merge(bus)
    play(bus, "guest", "dora", code="LMNPQ")
    assert Standing.objects.get(player="bob").rounds == 3
    assert not Person.objects.filter(player="guest").exists()


def test_a_rebuild_leaves_the_sums_as_they_are(bus: Bus, account: Person) -> None:
    merge(bus)
    before = sums()
    call_command("rebuild", "people", verbosity=0)
    call_command("recount", verbosity=0)
    assert sums() == before and aliases.person("guest") == "bob"


def test_a_ban_of_either_is_a_ban_of_both(bus: Bus, account: Person) -> None:
    merge(bus)
    bus.ask(wish.ImposeSanction(player="guest", kind="ban", reason="x", by="mod"), SITE, "")
    bans = [moderation.in_force(player, Sanction.Kind.BAN) for player in ("bob", "guest", "dora")]
    assert bans[0] == bans[1] is not None and bans[2] is None


def test_blocks_and_own_packs_go_along(bus: Bus, account: Person) -> None:
    Pack.objects.create(key="own", language="en", topic="own", title="Own", owner="guest", state="private")
    for blocker, blocked in [("guest", "dora"), ("guest", "bob"), ("cem", "guest"), ("bob", "dora")]:
        Block.objects.create(blocker=blocker, blocked=blocked)
    merge(bus)
    assert set(Block.objects.values_list("blocker", "blocked")) == {("bob", "dora"), ("cem", "bob")}
    assert Pack.objects.get(key="own").owner == "bob"


def test_signing_in_asks_for_it_and_may_be_told_not_to(bus: Bus, account: Person, browser: Browser) -> None:
    page = browser("guest", "Somebody").get("/people/sign-in").content.decode()
    assert "Bring along the round that I played here as a guest" in page
    sign_in(browser, merge="")
    bus.run()
    assert not Alias.objects.exists()
    client = sign_in(browser)
    bus.run()
    assert aliases.ids("guest") == ["bob", "guest"]
    assert client.get("/people/guest").headers["Location"] == "/people/bob"


def test_nobody_plays_on_as_a_merged_guest_without_the_account(
    bus: Bus, account: Person, browser: Browser
) -> None:
    merge(bus)
    answer = browser("guest").get("/api/rooms/ABCDE/ticket")
    assert (answer.status_code, answer.json()["code"]) == (403, "sign_in")


def test_a_first_visit_has_nothing_to_bring_along(browser: Browser) -> None:
    assert "merge" not in browser().get("/people/sign-in").content.decode()
