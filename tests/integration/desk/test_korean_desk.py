"""Who asks for Korean reads Korean on every page of the desk; and what rows are called tells no secret."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import NoReverseMatch, reverse

from events import registry
from game import packio
from rooms.orders import ORDERS
from tests.bus import Bus
from tests.integration.desk import test_lists as lists
from tests.integration.desk.test_lists import full as full
from tests.integration.desk.test_orders import CODE, PAGE, WHY
from tests.integration.desk.test_orders import playing as playing

NAMES = {"LIE", "UTC", "ID", "UUID", "CSV", "JSON", "kB", "Redis", "RabbitMQ", "CloudEvents", "ko", "en"}
NAMES |= {"Control", "Command", "Mac"}  # keys
NAMES |= set(packio.COLUMNS)
NAMES |= {"Search"}  # a picture's name in Django's own page, which no catalogue reaches
THEIRS = {"auth", "axes"}  # pages of Django and django-axes in their own words
WORD = re.compile(r"[A-Za-z][\w.*/#:-]*", re.ASCII)
SHOWN = ("title", "placeholder", "aria-label", "alt", "data-label")


class Read(HTMLParser):
    """The pieces of text that a person sees or is told."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.unseen, self.texts = 0, []  # type: int, list[str]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.unseen += tag in ("script", "style", "pre")
        self.texts += [told[name] or "" for name in SHOWN if told.get(name)]
        if told.get("type") in ("submit", "button"):
            self.texts.append(told.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in ("script", "style", "pre")

    def handle_data(self, data: str) -> None:
        if not self.unseen and data.strip():
            self.texts.append(" ".join(data.split()))


def english(page: str, data: set[str]) -> set[str]:
    """Texts with a word that is neither a name, nor an identifier, nor a value of a row."""

    def ours(word: str) -> bool:
        return len(word) > 1 and not re.search(r"[._/#*\d]", word) and word.rstrip(":-") not in NAMES | data

    return {text for text in Read(page).texts if any(map(ours, WORD.findall(text)))}


def values() -> set[str]:
    """Words of all rows that the staff can list, and the names that concerns have in queues and commands."""
    rows = (row for model in admin.site._registry for row in model._default_manager.all()[:20])
    told = (str(value) for row in rows for name, value in [*vars(row).items(), ("", row)] if name[:1] != "_")
    return {word for text in told for word in WORD.findall(text)} | {c.name for c in registry.concerns()}


def pages() -> Iterator[str]:
    yield reverse("admin:index")
    for model, of in admin.site._registry.items():
        row = model._default_manager.first()
        for name in {url.name for url in of.get_urls() if url.name and model._meta.app_label not in THEIRS}:
            for given in ([], [row.pk] if row else []):
                try:
                    yield reverse(f"admin:{name}", args=given)
                except NoReverseMatch:
                    continue


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "ROWS", 2)


@pytest.fixture
def korean(db: None, valkey_url: str) -> Client:
    client = Client(headers={"accept-language": "ko"}, raise_request_exception=False)
    client.force_login(User.objects.create_superuser("운영자"))
    return client


@pytest.mark.usefixtures("few", "full")
def test_no_page_of_the_desk_has_english_of_ours_for_a_korean_admin(korean: Client) -> None:
    korean.get(reverse("admin:events_patternthreshold_changelist"))  # makes its rows
    data, found, opened = values(), {}, 0
    for url in sorted(set(pages())):
        answer = korean.get(url)
        if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"):
            opened += 1
            found[url] = english(answer.content.decode(), data)
    assert {url: texts for url, texts in found.items() if texts} == {}
    assert opened > 50


def test_a_room_that_plays_and_what_is_ordered_of_it_are_korean(playing: Bus, korean: Client) -> None:
    players = {"bob", "cem"}
    korean.post(f"/admin/rooms/room/{CODE}/order/mute/?player=bob", WHY | {"minutes": "10"})
    asked = [PAGE, *(f"/admin/rooms/room/{CODE}/order/{name}/" for name in ORDERS)]
    told = [korean.get(url + f) for url in asked for f in ("", "?player=bob")]
    shown = [answer.content.decode() for answer in told if answer.status_code == 200]
    texts = set().union(*(english(page, values() | players) for page in shown))
    assert len(shown) > len(ORDERS) and texts - {WHY["reason"]} == set()


def test_english_on_a_page_is_found() -> None:
    page = '<td title="Go">room/R1#1 · 방 Ann</td><script>no</script><p>UTC Spy rounds:</p>'
    assert english(page, {"Ann"}) == {"Go", "UTC Spy rounds:"}


def test_every_row_that_the_staff_sees_has_a_name_of_its_own() -> None:
    nameless = {model._meta.label for model in admin.site._registry if model.__str__ is Model.__str__}
    assert nameless == set()


def test_the_name_of_a_row_tells_nothing_that_is_sealed() -> None:
    hidden = {"command": "Banana", "sealed": "Banana", "envelope": "Banana"}
    for model in admin.site._registry:
        columns = {field.name for field in model._meta.fields}
        row = model(**{name: text for name, text in hidden.items() if name in columns})
        if model._meta.app_label not in THEIRS and hidden.keys() & columns:
            assert "Banana" not in str(row)
