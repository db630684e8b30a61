"""What the database learns from played rounds, and what the chat may ask."""

from collections.abc import Iterator

import pytest

from events.messages import commands as wish
from events.models import StoredEvent
from game import services, words
from game.models import Pack, TableRecord, Word, WordPlay
from game.services import TABLES
from tests.bus import Bus

CODE = "ABCDE"


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    words.forget()
    yield
    words.forget()


def start(bus: Bus, **settings: object) -> None:
    opening = wish.OpenRoom(code=CODE, nickname="alice", language="en", bots=4, rounds=2)
    assert bus.ask(opening, CODE, "alice") is None
    assert bus.ask(wish.JoinRoom(nickname="alice", connection="a-1"), CODE, "alice") is None
    assert bus.ask(wish.ChangeSettings(**settings), CODE, "alice") is None  # type: ignore[arg-type]
    assert bus.ask(wish.StartGame(), CODE, "alice") is None


def play_to_the_end(bus: Bus) -> None:
    for _ in range(400):
        if TABLES.load(CODE)[0].winners:
            return
        assert bus.pass_time()
    raise AssertionError("the match goes on and on")


@pytest.mark.parametrize(
    "settings",
    [
        {"mode": "fool", "defence": "on"},
        {"mode": "spy", "laps": 2, "guess": "always", "discussion": False},
        {"mode": "classic", "rulings": True, "more_laps": 2, "tries": 2},
    ],
    ids=lambda settings: settings["mode"],
)
def test_every_mode_runs_through_the_real_concerns_and_is_learnt_from(
    bus: Bus, settings: dict[str, object]
) -> None:
    start(bus, **settings)
    play_to_the_end(bus)
    plays = WordPlay.objects.order_by("pk")
    revealed = StoredEvent.objects.filter(type="game.round_revealed").order_by("position")
    assert [play.pk for play in plays] == [row.position for row in revealed]
    assert {(play.mode, play.language) for play in plays} == {(settings["mode"], "en")}
    assert TableRecord.objects.get().version == TABLES.load(CODE)[1]


@pytest.mark.django_db
def test_a_word_with_which_liars_win_becomes_hard() -> None:
    pack = Pack.objects.create(language="en", topic="lamps", title="Lamps")
    Word.objects.create(pack=pack, text="lantern", difficulty=1, close=["torch"])
    record = TableRecord.objects.create(room=CODE, version=1)
    for number in range(20):
        WordPlay.objects.create(
            id=number, record=record, language="en", category="Lamps", word="lantern", mode="classic",
            liars_won=number > 2, guessed=number < 3, guessed_right=False,
            played_at="2026-01-01T00:00:00Z",
        )  # fmt: skip
    card = words.deck("en").find("Lamps", "lantern")
    assert card is not None and (card.difficulty, card.close) == (3, ("torch",))
    seen = words.experience(Pack.objects.all())[("en-lamps", "lantern")]
    assert (seen.played, seen.win_rate, seen.guess_rate) == (20, 0.85, 0.0)


def test_the_chat_is_answered_yes_or_no(bus: Bus) -> None:
    start(bus)
    while TABLES.load(CODE)[0].phase != "describing":
        assert bus.pass_time()
    dealt = TABLES.load(CODE)[0].round
    knows = "alice" not in dealt.liars
    assert services.gives_away(CODE, "alice", f"psst: {dealt.word}") is knows
    assert not services.gives_away(CODE, "alice", "psst")
    assert not services.gives_away("ZZZZZ", "alice", dealt.word)
