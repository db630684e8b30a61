"""Packs of one's own: made, changed and deleted on pages, played with, handed in and decided on."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from events.messages import commands as wish
from game import shelf, words
from game.models import Pack, Word
from game.ownpack import Entry, OwnPack
from game.services import TABLES
from rooms.services import ROOMS
from tests.bus import Bus

CODE = "ABCDE"
LINES = "\n".join(["lantern = lamp, light *3", *(f"thing{n}x" for n in range(7))])
FORM = {"title": "Attic", "language": "en", "topic": "Old things", "words": LINES}


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    words.forget()
    yield
    words.forget()


@pytest.fixture(autouse=True)
def in_english(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def made(client: Client, db: None) -> Pack:
    assert client.post("/packs/new", FORM).status_code == 302
    return Pack.objects.get(title="Attic")


def kept(player: str, title: str, at: str) -> Pack:
    return shelf.save(player, OwnPack(title, "en", tuple(Entry(f"{at}{n}word") for n in range(8))))


def test_a_first_visit_can_make_a_pack_and_find_it_again(client: Client, made: Pack) -> None:
    assert made.owner and made.state == Pack.State.PRIVATE
    lantern = made.words.get(text="lantern")
    assert (lantern.aliases, lantern.difficulty, lantern.topic) == (["lamp", "light"], 3, "Old things")
    assert "Attic" in client.get("/packs").content.decode()
    assert "lantern = lamp, light *3" in client.get(f"/packs/{made.key}").content.decode()


def test_a_wrong_pack_is_told_where_and_nothing_is_kept(client: Client, db: None) -> None:
    page = client.post("/packs/new", {**FORM, "words": LINES + "\nLight"})
    assert page.status_code == 400 and not Pack.objects.exists()
    assert "<strong>Line 9</strong> “Light” is there already: Line 1." in page.content.decode()


def test_several_topics_make_one_pack(client: Client, db: None) -> None:
    client.post("/packs/new", {**FORM, "topic": ["Old", "New"], "words": [LINES, "robot\nlaser"]})
    assert set(Word.objects.values_list("topic", flat=True)) == {"Old", "New"}


def test_a_changed_title_keeps_the_key(client: Client, made: Pack) -> None:
    client.post(f"/packs/{made.key}", {**FORM, "title": "Cellar"})
    assert [(pack.key, pack.title) for pack in Pack.objects.all()] == [(made.key, "Cellar")]


@pytest.mark.parametrize("path", ["", "/delete", "/hand-in", "/file.csv"])
def test_nobody_reaches_the_pack_of_another(made: Pack, path: str) -> None:
    stranger = Client()
    ask = stranger.post if path in ("/delete", "/hand-in") else stranger.get
    assert ask(f"/packs/{made.key}{path}").status_code == 404
    assert Pack.objects.get().state == Pack.State.PRIVATE


def test_a_pack_goes_out_and_comes_in_as_a_file(client: Client, made: Pack) -> None:
    for form in ("csv", "json"):
        file = client.get(f"/packs/{made.key}/file.{form}")
        upload = SimpleUploadedFile(f"Attic.{form}", file.content)
        page = client.post("/packs/read", {"file": upload, "language": "en"})
        assert page.status_code == 200 and "lantern = lamp, light *3" in page.content.decode()
    assert Pack.objects.count() == 1  # looked at, not kept


def test_thirty_packs_are_enough(db: None) -> None:
    for n in range(shelf.MOST):
        kept("p1", f"Pack {n}", f"w{n}x")
    with pytest.raises(shelf.Full):
        kept("p1", "One more", "more")


def test_the_lobby_is_offered_own_and_public_packs_alone(client: Client, made: Pack) -> None:
    foreign, public = kept("p-other", "Secret", "s"), kept("p-other", "Public", "p")
    shelf.hand_in(public)
    assert shelf.approve([public.pk, foreign.pk]) == 1
    offered = client.get("/api/packs", {"language": "en"}).json()["packs"]
    assert {(pack["title"], pack["kind"]) for pack in offered} == {("Attic", "own"), ("Public", "public")}
    known = client.get("/api/packs", {"language": "en", "keys": foreign.key}).json()["packs"]
    assert [pack["kind"] for pack in known if pack["title"] == "Secret"] == ["other"]


# --- at the table -----------------------------------------------------------------------------


def open_room(bus: Bus) -> None:
    opening = wish.OpenRoom(code=CODE, nickname="alice", language="en", bots=3, rounds=1)
    for command in (opening, wish.JoinRoom(nickname="alice", connection="a-1")):
        assert bus.ask(command, CODE, "alice") is None


def deal(bus: Bus) -> Any:
    assert bus.ask(wish.StartGame(), CODE, "alice") is None
    while not TABLES.load(CODE)[0].round.number:
        assert bus.pass_time()
    return TABLES.load(CODE)[0].round


def test_a_room_is_dealt_from_the_pack_that_its_host_has_chosen(bus: Bus) -> None:
    pack = kept("alice", "Attic", "attic")
    open_room(bus)
    assert bus.ask(wish.ChoosePacks(packs=[pack.key]), CODE, "alice") is None
    assert ROOMS.load(CODE)[0].packs == (pack.key,)
    dealt = deal(bus)
    assert (dealt.category, dealt.pack, dealt.word[:5]) == ("Attic", pack.key, "attic")


def test_a_change_of_a_pack_counts_at_once(bus: Bus) -> None:
    pack = kept("alice", "Attic", "attic")
    assert words.chosen("en", [pack.key]).cards[0].word == "attic0word"
    shelf.save("alice", OwnPack("Cellar", "en", tuple(Entry(f"cellar{n}word") for n in range(8))), pack)
    assert words.chosen("en", [pack.key]).cards[0].category == "Cellar"


def test_the_pack_of_another_is_not_dealt_from(bus: Bus) -> None:
    pack = kept("bob", "Attic", "attic")
    open_room(bus)
    assert bus.ask(wish.ChoosePacks(packs=[pack.key]), CODE, "alice") is None
    assert deal(bus).pack.startswith("en-")


def test_only_the_host_chooses(bus: Bus) -> None:
    open_room(bus)
    assert bus.ask(wish.JoinRoom(nickname="bob", connection="b-1"), CODE, "bob") is None
    assert bus.ask(wish.ChoosePacks(packs=["en-food"]), CODE, "bob") == "not_host"


def test_a_deleted_pack_stops_no_match(bus: Bus) -> None:
    pack = kept("alice", "Attic", "attic")
    open_room(bus)
    bus.ask(wish.ChoosePacks(packs=[pack.key]), CODE, "alice")
    pack.delete()
    assert deal(bus).pack.startswith("en-")


def test_private_packs_go_with_their_owner_and_public_ones_stay(db: None) -> None:
    kept("alice", "Mine", "m")
    public = kept("alice", "Ours", "o")
    shelf.hand_in(public)
    shelf.approve([public.pk])
    shelf.forget("alice")
    assert [(pack.title, pack.owner) for pack in Pack.objects.all()] == [("Ours", shelf.NOBODY)]


# --- at the desk ------------------------------------------------------------------------------


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("editor"))
    return client


def act(editor: Client, action: str, pack: Pack, **fields: str) -> str:
    data = {"action": action, "_selected_action": [pack.pk], **fields}
    return editor.post("/admin/game/pack/", data, follow=True).content.decode()


def test_editors_approve_what_was_handed_in(editor: Client) -> None:
    pack = kept("alice", "Attic", "attic")
    shelf.hand_in(pack)
    act(editor, "approve", pack)
    assert [pack.title for pack in shelf.for_all()] == ["Attic"]


def test_a_pack_is_sent_back_with_a_reason_or_not_at_all(editor: Client) -> None:
    pack = kept("alice", "Attic", "attic")
    shelf.hand_in(pack)
    assert "Say why" in act(editor, "send_back", pack)
    act(editor, "send_back", pack, reason="Names of neighbours")
    pack.refresh_from_db()
    assert (pack.state, pack.reason) == (Pack.State.REFUSED, "Names of neighbours")


def test_a_file_is_looked_at_before_it_is_kept(editor: Client) -> None:
    rows = [{"word": f"word{n}x", "aliases": [], "topic": "", "difficulty": 2} for n in range(8)]
    body = json.dumps({"title": "Brought", "language": "en", "words": rows}).encode()
    form = {"language": "en", "file": SimpleUploadedFile("b.json", body)}
    page = editor.post("/admin/game/pack/bring/", form)
    assert "word7x" in page.content.decode() and not Pack.objects.exists()
    editor.post("/admin/game/pack/bring/", {"language": "en", "kept": page.context["kept"], "keep": "1"})
    assert words.deck("en").find("Brought", "word7x")


def test_the_faults_of_a_file_are_told_at_the_desk(editor: Client) -> None:
    form = {"language": "en", "file": SimpleUploadedFile("b.csv", b"word\ncat\ncat\n")}
    page = editor.post("/admin/game/pack/bring/", form).content.decode()
    assert "Row 3: “cat” is there already: Row 2." in page and "keep" not in page.split("<form")[-1]


def test_the_desk_shows_what_a_pack_has_learned(editor: Client) -> None:
    pack = kept("alice", "Attic", "attic")
    page = editor.get(f"/admin/game/pack/{pack.pk}/change/").content.decode()
    assert "<td>attic0word</td><td>2</td><td>0</td><td>–</td><td>–</td>" in page
