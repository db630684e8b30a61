"""Accounts: kept history, the same person elsewhere, and nothing told to who asks around."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client

from people import limits
from people.models import Block, Person, Standing
from rooms import identity
from tests.integration.people.conftest import Browser

SECRET = "correct horse battery"
FORM = {"name": "Ann the Otter", "password": SECRET}


@pytest.fixture(autouse=True)
def _fast(settings: Any, sent: list[Any]) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    commands: list[Any] = []
    monkeypatch.setattr("events.gateway.submit", lambda command, room, **how: commands.append((command, how)))
    return commands


def player_of(client: Client) -> str:
    return str(signing.loads(client.cookies[identity.COOKIE].value, salt=identity.COOKIE)["player"])


def signed_up(browser: Browser, player: str = "p1") -> Client:
    client = browser(player)
    assert client.post("/people/sign-up", FORM).status_code == 302
    return client


def ticket(client: Client) -> tuple[int, str]:
    answer = client.get("/api/rooms/ABCDE/ticket")
    return answer.status_code, answer.json().get("code", "")


def test_an_account_keeps_what_the_guest_has_played(browser: Browser) -> None:
    Person.objects.create(player="p1", nickname="Ann")
    Standing.objects.create(player="p1", rounds=7)
    client = signed_up(browser)
    page = client.get("/people/me").content.decode()
    assert Person.objects.get(user__username="ann the otter").player == "p1"
    assert ">7<" in page and "You play as a guest" not in page


def test_signing_in_on_a_second_device_brings_the_same_person(browser: Browser) -> None:
    signed_up(browser)
    other = browser("p2", "Somebody")
    assert other.post("/people/sign-in", {**FORM, "name": " ANN  the otter"}).status_code == 302
    assert player_of(other) == "p1" and ticket(other)[1] != "sign_in"


def test_a_copied_cookie_without_the_password_is_no_way_in(browser: Browser) -> None:
    signed_up(browser)
    assert ticket(browser("p1")) == (403, "sign_in")
    assert browser("p1").get("/people/edit").status_code == 302


def test_a_guest_needs_no_account(browser: Browser) -> None:
    assert ticket(browser("p9"))[0] == 200


def test_signing_out_makes_the_browser_nobody_s(browser: Browser) -> None:
    client = signed_up(browser)
    client.post("/people/sign-out")
    assert client.cookies[identity.COOKIE].value == ""
    assert "Nobody knows you yet" in client.get("/people/me").content.decode()


def test_a_changed_password_signs_the_other_devices_out(browser: Browser) -> None:
    here, there = signed_up(browser), browser("p2")
    there.post("/people/sign-in", FORM)
    new = {"old": SECRET, "new": "another horse entirely"}
    assert here.post("/people/password", new).status_code == 302
    assert ticket(here)[1] != "sign_in" and ticket(there) == (403, "sign_in")


def test_a_wrong_name_and_a_wrong_password_are_told_alike(browser: Browser) -> None:
    signed_up(browser)
    wrong = [FORM | {"password": "nonsense"}, FORM | {"name": "nobody at all"}]
    pages = [browser("p3").post("/people/sign-in", form) for form in wrong]
    errors = [page.context["form"].non_field_errors() for page in pages]
    assert errors[0] == errors[1] == ["Name or password is wrong."]
    assert [page.status_code for page in pages] == [400, 400]


def test_a_name_that_is_taken_is_refused_like_one_that_is_too_short(browser: Browser) -> None:
    signed_up(browser)
    answers = [
        browser("p4").post("/people/sign-up", FORM | {"name": name}) for name in ("ann the otter", "x")
    ]
    assert len({str(answer.context["form"].errors["name"]) for answer in answers}) == 1
    assert User.objects.count() == 1


def test_guessing_passwords_is_stopped_also_for_the_right_one(browser: Browser) -> None:
    signed_up(browser)
    client = Client(REMOTE_ADDR="203.0.113.7")
    for _ in range(10):
        client.post("/people/sign-in", FORM | {"password": "guess"})
    assert client.post("/people/sign-in", FORM).status_code == 400
    assert Client(REMOTE_ADDR="203.0.113.8").post("/people/sign-in", FORM).status_code == 302


def test_accounts_are_not_made_by_the_dozen(browser: Browser) -> None:
    client = browser("p1")
    for _ in range(limits.SIGN_UP_HERE.most):
        limits.allows((limits.SIGN_UP_HERE, "203.0.113.7"))
    refused = client.post("/people/sign-up", FORM, REMOTE_ADDR="203.0.113.7")
    assert refused.status_code == 400 and not User.objects.exists()


def test_a_weak_password_is_refused(browser: Browser) -> None:
    assert browser("p1").post("/people/sign-up", FORM | {"password": "12345678"}).status_code == 400
    assert not User.objects.exists()


def test_a_deleted_account_leaves_nobody_behind(browser: Browser, sent: list[Any]) -> None:
    client = signed_up(browser)
    Standing.objects.create(player="p1", rounds=7)
    Block.objects.create(blocker="p1", blocked="p2")
    assert client.post("/people/delete", {"password": "wrong"}).status_code == 400
    assert client.post("/people/delete", {"password": SECRET}).status_code == 302
    left = [User, Person, Standing, Block]
    assert not any(model._default_manager.exists() for model in left)
    assert client.get("/people/p1").status_code == 404
    ((command, how),) = sent
    assert type(command).__name__ == "ForgetPerson" and how["actor"] == "p1"


def test_nobody_is_led_to_another_site_after_signing_in(browser: Browser) -> None:
    signed_up(browser)
    answer = browser("p2").post("/people/sign-in", FORM | {"next": "https://example.com/"})
    assert answer.headers["Location"] == "/people/me"


def test_the_profile_is_one_s_own_to_change(browser: Browser) -> None:
    Person.objects.create(player="p1", nickname="Ann")
    client = browser("p1")
    assert client.post("/people/edit", {"nickname": "  New   Ann ", "language": "ko"}).status_code == 302
    assert Person.objects.get().nickname == "New Ann"
    assert client.cookies["django_language"].value == "ko"


def test_pages_of_forms_cannot_be_posted_from_elsewhere(browser: Browser) -> None:
    browser()
    strict = Client(enforce_csrf_checks=True)
    paths = ["sign-up", "sign-in", "sign-out", "delete", "password", "edit", "appeal"]
    assert {strict.post(f"/people/{path}", FORM).status_code for path in paths} == {403}
