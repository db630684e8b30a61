from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from random import Random

import msgspec
import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from game import packfiles, words
from game.models import Pack, Word

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    words.forget()
    yield
    words.forget()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(packfiles, "FOLDER", tmp_path)
    return tmp_path


def write(folder: Path, topic: str = "things", title: str = "Things", **last: object) -> None:
    entries: list[dict[str, object]] = [
        {"word": f"word{at}x", "hints": [f"{at} {sign}" for sign in "abc"]} for at in range(9)
    ]
    entries.append({"word": "lamp", "hints": ["it is bright", "it stands", "it hangs"], **last})
    pack = {"language": "en", "topic": topic, "title": title, "vague": list("vwxyz"), "words": entries}
    (folder / f"en-{topic}.json").write_bytes(msgspec.json.encode(pack))


def load() -> str:
    out = StringIO()
    call_command("loadpacks", stdout=out)
    return out.getvalue().strip()


def test_the_shipped_packs_load() -> None:
    assert load().endswith(" loaded, 0 removed")
    assert {pack.language for pack in Pack.objects.all()} == {"ko", "en"}
    assert words.deck("ko").draw((), Random(1)).hints


def test_loading_again_changes_nothing(
    folder: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    write(folder)
    assert load() == "word packs: 1 packs, 10 words; 1 loaded, 0 removed"
    with django_assert_max_num_queries(2):
        assert load() == "word packs: 1 packs, 10 words; 0 loaded, 0 removed"


def test_a_changed_pack_is_changed_in_place(folder: Path) -> None:
    write(folder)
    load()
    lamp = Word.objects.get(text="lamp").pk
    write(folder, aliases=["light"])
    load()
    assert Word.objects.get(text="lamp").aliases == ["light"]
    assert Word.objects.get(text="lamp").pk == lamp


def test_a_word_that_is_gone_from_its_file_is_gone(folder: Path) -> None:
    write(folder)
    load()
    write(folder, word="torch")
    load()
    assert not Word.objects.filter(text="lamp").exists()
    assert Word.objects.count() == 10


def test_a_pack_whose_file_is_gone_is_gone(folder: Path) -> None:
    write(folder)
    load()
    (folder / "en-things.json").unlink()
    assert load() == "word packs: 0 packs, 0 words; 0 loaded, 1 removed"


def test_a_pack_made_by_hand_stays(folder: Path) -> None:
    Pack.objects.create(language="en", topic="ours", title="Ours")
    write(folder)
    load()
    assert Pack.objects.filter(topic="ours").exists()


def test_a_wrong_file_is_named_and_nothing_is_loaded(folder: Path) -> None:
    write(folder)
    write(folder, topic="stuff", title="Stuff", hints=["a lamp", "it stands", "it hangs"])
    with pytest.raises(CommandError, match="en-stuff.json: “a lamp” says lamp"):
        load()
    assert not Pack.objects.exists()


def test_two_packs_of_one_title_are_refused(folder: Path) -> None:
    write(folder)
    write(folder, topic="stuff")
    with pytest.raises(CommandError, match="two packs are called Things"):
        load()


def test_a_deck_has_words_and_vague_lines(folder: Path) -> None:
    write(folder, aliases=["light"])
    load()
    deck = words.deck("en")
    card = deck.find("Things", "lamp")
    assert card == words.Card(
        "lamp", "Things", ("light",), ("it is bright", "it stands", "it hangs"), pack="en-things"
    )
    assert deck.vague == {"Things": tuple("vwxyz")}
    assert words.deck("ko").cards == ()


def test_a_deck_is_read_once(folder: Path, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    write(folder)
    load()
    first = words.deck("en")
    with django_assert_num_queries(0):
        assert words.deck("en") is first


def test_an_old_deck_is_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder)
    load()
    words.deck("en")
    Word.objects.filter(text="lamp").delete()
    monkeypatch.setattr(words, "FRESH", 0.0)
    assert words.deck("en").find("Things", "lamp") is None


def test_an_empty_deck_is_not_kept(folder: Path) -> None:
    assert words.deck("en").cards == ()
    write(folder)
    load()
    assert words.deck("en").cards
