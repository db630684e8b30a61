"""The shipped words as one answer, for the page that plays without a network."""

import gzip
from collections.abc import Iterator

import pytest
from django.test import Client

from game import one_words
from game.models import Pack, Word

pytestmark = pytest.mark.django_db
ADDRESS = "/api/words"


@pytest.fixture(autouse=True)
def packs() -> Iterator[None]:
    one_words.forget()
    Pack.objects.all().delete()
    food = Pack.objects.create(language="en", topic="food", title="Food")
    Word.objects.create(pack=food, text="pizza", aliases=["pizza pie"], hints=["It is round"], difficulty=1)
    own = Pack.objects.create(language="en", topic="mine", title="Mine", owner="alice", key="mine")
    Word.objects.create(pack=own, text="my dog")
    yield
    one_words.forget()


def test_only_shipped_words_of_the_language_are_told(client: Client) -> None:
    told = client.get(ADDRESS, {"language": "en"}).json()
    word = {"word": "pizza", "aliases": ["pizza pie"], "difficulty": 1}
    assert told == {"language": "en", "topics": [{"key": "en-food", "title": "Food", "words": [word]}]}


def test_who_has_them_is_not_sent_them_again(client: Client) -> None:
    first = client.get(ADDRESS, {"language": "en"})
    again = client.get(ADDRESS, {"language": "en"}, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "public, max-age=3600"


def test_they_come_compressed_where_that_is_understood(client: Client) -> None:
    packed = client.get(ADDRESS, {"language": "en"}, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.content) == client.get(ADDRESS, {"language": "en"}).content


def test_a_language_without_words_has_no_such_page(client: Client) -> None:
    assert client.get(ADDRESS, {"language": "xx"}).status_code == 404
