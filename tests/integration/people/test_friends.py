"""Friends: who may ask whom, what an answer does, and who learns where somebody is."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from events.messages import commands as wish
from people import accounts, company, friends, persons
from people.friends import CannotAskError
from people.models import Alias, Attendance, Block, Friendship, Ledger, Person
from people.moderation import SITE
from rooms.models import Room
from tests.bus import Bus
from tests.integration.people.conftest import Browser

CODE = "ABCDE"
API = "/api/people/friends"


@pytest.fixture
def met(browser: Browser) -> Browser:
    """Ann, Bob and Cem sit in a room."""
    for player in ("ann", "bob", "cem"):
        persons.came(CODE, player, player.title())
    return browser


def post(client: Client, what: str, **body: Any) -> tuple[int, Any]:
    answer = client.post(f"{API}/{what}", body, content_type="application/json")
    return answer.status_code, answer.json()


def befriend(one: str, other: str) -> None:
    friends.ask(one, one.title(), other)
    friends.answer(other, one, yes=True)


def names(player: str) -> list[str]:
    return [one.player for one in company.of(player).friends]


def test_a_yes_puts_each_on_the_other_s_list(met: Browser) -> None:
    ann, bob = met("ann"), met("bob", "Bob")
    assert post(ann, "ask", player="bob") == (200, {"state": "asked"})
    assert bob.get(f"{API}/asks").json() == {"asking": [{"player": "ann", "nickname": "Ann", "page": False}]}
    assert ann.get(API).json()["asked"] == [{"player": "bob", "nickname": "Bob", "page": False}]
    assert post(bob, "answer", player="ann", yes=True) == (200, {"state": "friends"})
    assert (names("ann"), names("bob"), names("cem")) == (["bob"], ["ann"], [])


def test_an_ask_is_no_friendship(met: Browser) -> None:
    post(met("ann"), "ask", player="bob")
    assert post(met("ann"), "answer", player="bob", yes=True) == (200, {"state": ""})
    assert post(met("cem"), "answer", player="ann", yes=True) == (200, {"state": ""})
    assert names("ann") == names("bob") == names("cem") == []


def test_who_asks_the_one_who_has_asked_says_yes(met: Browser) -> None:
    post(met("ann"), "ask", player="bob")
    assert post(met("bob"), "ask", player="ann") == (200, {"state": "friends"})
    assert Friendship.objects.count() == 1


def test_both_asking_at_the_same_moment_are_friends(met: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look does not see the other's row yet; writing does."""
    Friendship.objects.create(asker="bob", asked="ann")
    real, looks = friends.between, iter([True])
    monkeypatch.setattr(friends, "between", lambda *two: real(*two).none() if next(looks, 0) else real(*two))
    assert friends.ask("ann", "Ann", "bob").state == "friends"


def test_after_a_no_the_same_one_cannot_ask_on_and_the_other_still_can(met: Browser) -> None:
    post(met("ann"), "ask", player="bob")
    post(met("bob"), "answer", player="ann", yes=False)
    assert company.of("ann") == company.of("bob") == company.Company([], [], [])
    post(met("ann"), "remove", player="bob")
    assert post(met("ann"), "ask", player="bob")[0] == 409
    assert post(met("bob"), "ask", player="ann") == (200, {"state": "asked"})


def test_a_no_is_forgotten_after_a_while(met: Browser) -> None:
    friends.ask("ann", "Ann", "bob")
    friends.answer("bob", "ann", yes=False)
    row = Friendship.objects.get()
    Friendship.objects.update(at=row.at - friends.QUIET)
    assert friends.ask("ann", "Ann", "bob").state == "asked"


def test_either_ends_a_friendship(met: Browser) -> None:
    befriend("ann", "bob")
    assert post(met("bob"), "remove", player="ann") == (200, {"state": ""})
    assert names("ann") == names("bob") == [] and not Friendship.objects.exists()


def test_only_who_asked_takes_an_ask_back(met: Browser) -> None:
    friends.ask("ann", "Ann", "bob")
    friends.remove("bob", "ann")
    assert company.asking("bob")
    friends.remove("ann", "bob")
    assert not company.asking("bob")


@pytest.mark.parametrize("player", ["ann", "bot-1", "nobody"])
def test_oneself_a_bot_and_a_stranger_cannot_be_asked(met: Browser, player: str) -> None:
    assert post(met("ann"), "ask", player=player)[0] == 409
    assert not Friendship.objects.exists()


@pytest.mark.parametrize("blocker, blocked", [("ann", "bob"), ("bob", "ann")])
def test_a_block_keeps_both_from_asking_and_does_not_say_so(met: Browser, blocker: str, blocked: str) -> None:
    Block.objects.create(blocker=blocker, blocked=blocked)
    refusals = [post(met(pair[0]), "ask", player=pair[1]) for pair in (("ann", "bob"), ("bob", "ann"))]
    assert refusals == [post(met("cem"), "ask", player="nobody")] * 2 and refusals[0][0] == 409


def test_a_block_ends_a_friendship(met: Browser) -> None:
    befriend("ann", "bob")
    put = {"player": "ann", "blocked": True}
    met("bob").post("/api/people/block", put, content_type="application/json")
    assert names("ann") == names("bob") == []


def test_lists_have_an_end(met: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(friends, "WAITING_AT_MOST", 1)
    friends.ask("ann", "Ann", "bob")
    for asker, asked in (("ann", "cem"), ("cem", "bob")):
        with pytest.raises(CannotAskError):
            friends.ask(asker, asker.title(), asked)
    monkeypatch.setattr(friends, "FRIENDS_AT_MOST", 0)
    with pytest.raises(CannotAskError):
        friends.answer("bob", "ann", yes=True)


@pytest.mark.parametrize("public, told", [(True, CODE), (False, "")])
def test_friends_learn_who_is_here_and_the_way_only_to_a_public_room(
    met: Browser, public: bool, told: str
) -> None:
    Room.objects.create(code=CODE, language="en", public=public, capacity=8, people=3)
    befriend("ann", "bob")
    (friend,) = met("ann").get(API).json()["friends"]
    assert friend == {"player": "bob", "nickname": "Bob", "page": False, "here": True, "room": told}
    assert (f'href="/r/{CODE}"' in met("ann").get("/people/me").content.decode()) is public
    persons.went(CODE, "bob")
    assert company.of("ann").friends[0].here is False


def test_only_who_has_a_page_is_linked_to(met: Browser) -> None:
    befriend("ann", "bob")
    befriend("ann", "cem")
    Person.objects.create(player="bob", nickname="Bobby")
    page = met("ann").get("/people/me").content.decode()
    assert 'href="/people/bob"' in page and "Bobby" in page and 'href="/people/cem"' not in page


def test_nobody_else_learns_whether_somebody_is_here(met: Browser) -> None:
    Room.objects.create(code=CODE, language="en", public=True, capacity=8, people=3)
    Person.objects.create(player="bob", nickname="Bob")
    friends.ask("ann", "Ann", "bob")
    pages = [met("ann").get(page).content.decode() for page in ("/people/me", "/people/bob", API)]
    assert not any(CODE in page or "friend-here" in page or '"here"' in page for page in pages)


def test_a_list_takes_few_queries_however_long_it_is(
    met: Browser, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        persons.came(CODE, f"p{number}", f"P{number}")
        befriend("ann", f"p{number}")
    with django_assert_max_num_queries(4):
        assert len(company.of("ann").friends) == 20


def test_a_profile_offers_what_can_be_done(met: Browser) -> None:
    Person.objects.create(player="bob", nickname="Bob")
    ann = met("ann")
    offers = []
    for do in ("ask", "remove", "ask", ""):
        page = ann.get("/people/bob").content.decode()
        offers.append([what for what in ("ask", "yes", "remove") if f'name="do" value="{what}"' in page])
        if do:
            ann.post("/people/bob/friend", {"do": do, "from": "profile"})
    assert offers == [["ask"], ["remove"], ["ask"], ["remove"]]
    assert 'name="do"' not in met("bob").get("/people/bob").content.decode()
    assert 'name="do"' not in met().get("/people/bob").content.decode()


def test_a_refusal_is_said_on_the_page(met: Browser) -> None:
    answer = met("ann").post("/people/ann/friend", {"do": "ask"}, follow=True)
    assert "That cannot be done just now." in answer.content.decode()


def test_a_merge_takes_friends_along(bus: Bus, met: Browser) -> None:
    Person.objects.create(player="acc", nickname="Acc", user=User.objects.create_user("acc"))
    persons.came(CODE, "dia", "Dia")
    befriend("ann", "bob")
    befriend("cem", "ann")
    befriend("ann", "dia")
    friends.ask("ann", "Ann", "acc")
    friends.ask("acc", "Acc", "bob")
    Block.objects.create(blocker="acc", blocked="dia")
    bus.ask(wish.MergeHistory(into="acc"), SITE, "ann")
    assert Alias.objects.get().person == "acc"
    assert (names("acc"), names("bob"), names("cem"), names("dia")) == (["bob", "cem"], ["acc"], ["acc"], [])
    assert not friends.ties_of("ann").exists()


def test_a_friend_who_sits_as_the_guest_he_was_is_here(met: Browser) -> None:
    persons.came("FGHJK", "acc", "Acc")
    befriend("ann", "acc")
    Attendance.objects.filter(player="acc").delete()
    Alias.objects.create(id=1, player="bob", person="acc", ledger=Ledger.objects.create(room=SITE))
    assert company.of("ann").friends[0].here is True


def test_a_deleted_account_is_on_nobody_s_list_and_cannot_be_asked(bus: Bus, met: Browser) -> None:
    user = User.objects.create_user("bob")
    Person.objects.create(player="bob", nickname="Bob", user=user)
    befriend("ann", "bob")
    friends.ask("cem", "Cem", "bob")
    accounts.forget(user)
    bus.run()
    assert not Friendship.objects.exists()
    assert post(met("ann"), "ask", player="bob")[0] == 409
