"""Promise G13: until the reveal nobody can read the word, or tell who lies, who must not."""

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from msgspec.structs import replace

from events import live, redis, schema
from events.catalogue import RoundDealt
from events.messages import commands as wish
from events.models import InboxEntry, StoredEvent
from events.work import UnitOfWork
from game import projections, services, words
from game.phases import HIDDEN
from game.services import TABLES
from game.table import Table
from game.view import GameView, OwnView
from tests.bus import Bus
from tests.integration.events.eavesdropper import Eavesdropper, canaries

send, answer, order = live.send, live.send_to_player, live.tell_sockets  # before the bus stands in for them

GAMES = 300  # decided, folded and rendered
ONLY_GROWING = (StoredEvent, InboxEntry)
LETTERS = "ABCDEFGHJKLMNPQRSTUV"
WHOLE_GAMES = len(LETTERS)  # through all concerns, the database and Redis


def test_hundreds_of_games_tell_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    ear = Eavesdropper(monkeypatch)
    for seed in range(GAMES):
        ear.listen(seed)
    assert ear.leaks == []
    assert ear.pairs > GAMES / 20  # games with two liars
    assert ear.secrets >= GAMES and ear.frames > 50 * GAMES and ear.envelopes > 20 * GAMES


# --- whoever looks for leaks must be able to find them ----------------------------------------


def word_as_category(table: Table, view: GameView) -> GameView:
    return replace(view, category=table.round.word or view.category)


def alias_as_hint(table: Table, view: GameView) -> GameView:
    texts = [replace(hint, text=table.round.aliases[0]) for hint in view.hints]
    return replace(view, hints=texts)


def liar_first(table: Table, view: GameView) -> GameView:
    return replace(view, candidates=sorted(view.candidates, key=lambda p: p not in table.round.liars))


def liar_away(table: Table, view: GameView) -> GameView:
    seats = [replace(seat, away=seat.player in table.round.liars) for seat in view.seats]
    return replace(view, seats=seats)


def ballots_counted(table: Table, view: GameView) -> GameView:
    targets = [target for target in table.round.ballots.values() if target]
    return replace(view, tally={target: targets.count(target) for target in targets})


@pytest.mark.parametrize(
    "leak",
    [word_as_category, alias_as_hint, liar_first, liar_away, ballots_counted],
    ids=lambda f: f.__name__,
)
def test_a_leak_to_all_is_heard(
    monkeypatch: pytest.MonkeyPatch, leak: Callable[[Table, GameView], GameView]
) -> None:
    public = projections.public
    monkeypatch.setattr(projections, "public", lambda table: leak(table, public(table)))
    assert heard(monkeypatch)


def word_for_all(table: Table, player: str, view: OwnView) -> OwnView:
    return replace(view, word=table.round.word) if view.role else view


def word_for_watchers(table: Table, player: str, view: OwnView) -> OwnView:
    return view if view.role else replace(view, word=table.round.word)


def length_for_the_liar(table: Table, player: str, view: OwnView) -> OwnView:
    return replace(view, word="_" * len(table.round.word)) if view.role == "liar" else view


def neighbour_of_the_liar(table: Table, player: str, view: OwnView) -> OwnView:
    return replace(view, vote=table.round.liars[0]) if view.role == "citizen" else view


def second_liar_for_all(table: Table, player: str, view: OwnView) -> OwnView:
    """Only games with two liars have this one."""
    return replace(view, vote=table.round.liars[1]) if table.round.liars[1:] and view.role else view


@pytest.mark.parametrize(
    "leak",
    [
        word_for_all,
        word_for_watchers,
        length_for_the_liar,
        neighbour_of_the_liar,
        second_liar_for_all,
    ],
    ids=lambda f: f.__name__,
)
def test_a_leak_to_one_is_heard(
    monkeypatch: pytest.MonkeyPatch, leak: Callable[[Table, str, OwnView], OwnView]
) -> None:
    own = projections.own
    monkeypatch.setattr(projections, "own", lambda table, player: leak(table, player, own(table, player)))
    assert heard(monkeypatch)


def test_a_leak_in_an_event_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    declaration = schema.declaration_of(RoundDealt)
    opened = type(declaration)(**{**vars(declaration), "sealed": ("aliases", "nonce")})
    monkeypatch.setitem(schema._BY_PAYLOAD, RoundDealt, opened)
    assert heard(monkeypatch)


def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    ear = Eavesdropper(monkeypatch)
    for seed in range(10):
        ear.listen(seed)
    return ear.leaks


# --- the whole house --------------------------------------------------------------------------


class Wiretap:
    """Reads all that lies about or passes by, but the log's sealed fields are ciphertext to it."""

    def __init__(self, bus: Bus, lines: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bus, self.lines, self._monkeypatch = bus, lines, monkeypatch
        client: Any = redis.client()
        self.channels = client.pubsub(ignore_subscribe_messages=True)
        self.channels.psubscribe("*")
        self.read: dict[str, int] = {}
        self.seen: dict[type[Model], set[Any]] = {}

    def play(self, number: int) -> list[str]:
        """A whole game in a room of one person and three bots; where its secrets were read.  Each game
        has words of its own: what an earlier one has revealed is no secret."""
        room, deck = f"GAME{LETTERS[number]}", canaries(1000 * number)
        self._monkeypatch.setattr(words, "deck", lambda language: deck)
        opening = wish.OpenRoom(code=room, nickname="alice", language="en", bots=3, rounds=1)
        for command in (opening, wish.JoinRoom(nickname="alice", connection="a"), wish.StartGame()):
            assert self.bus.ask(command, room, "alice") is None
        found: list[str] = []
        for _ in range(200):
            found += self._heard(room, TABLES.load(room)[0])
            assert self.bus.pass_time()
            if TABLES.load(room)[0].winners:
                return found
        raise AssertionError("the match goes on and on")

    def _heard(self, room: str, table: Table) -> list[str]:
        texts = list(self._texts(room, set(table.round.liars)))
        self.bus.pushes.clear()
        self.lines.clear()
        if table.phase not in HIDDEN:
            return []
        secrets = [text.encode() for text in (table.round.word, *table.round.aliases, table.round.nonce)]
        for place, _ in texts:
            self.read[place] = self.read.get(place, 0) + 1
        return [place for place, text in texts if any(secret in text for secret in secrets)]

    def _texts(self, room: str, unknowing: set[str]) -> Iterator[tuple[str, bytes]]:
        """What lies about, but for the rooms of earlier games; and what has passed since the last time."""
        for data in self._published():
            yield "channel", data
        for key in redis.client().scan_iter("*"):
            if b":GAME" not in key or room.encode() in key:
                yield "redis", key + _value(key)
        for model in apps.get_models():
            if model._meta.app_label in ("events", "rooms", "game", "chat", "media", "people"):
                rows: Any = model._default_manager.filter(pk__in=self._new_rows(model))
                yield from (("table", str(row).encode()) for row in rows.values_list())
        for record in self.lines.records:
            yield "log line", record.getMessage().encode()
        for push in self.bus.pushes:
            yield "frame", push.frame + push.snapshot + b"".join(push.tail)
            yield from (("own frame", own) for player, own in push.own.items() if player in unknowing)

    def _published(self) -> Iterator[bytes]:
        """All that was published since the last time, before a mark which is published now."""
        mark = secrets.token_hex(8).encode()
        redis.client().publish("live:mark", mark)
        heard = (message["data"] for message in self.channels.listen())
        yield from takewhile(lambda data: data != mark, heard)

    def _new_rows(self, model: type[Model]) -> set[Any]:
        """Keys of what was not there the last time; of a table whose rows change, of all."""
        keys = set(model._default_manager.values_list("pk", flat=True))
        new = keys - self.seen.get(model, set())
        self.seen[model] = keys if model in ONLY_GROWING else set()
        return new


def _value(key: bytes) -> bytes:
    """Of any type, as it lies there: DUMP would compress it."""
    client: Any = redis.client()
    match client.type(key):
        case b"string":
            return bytes(client.get(key))
        case b"hash":
            return b" ".join(part for pair in client.hgetall(key).items() for part in pair)
        case b"list":
            return b" ".join(client.lrange(key, 0, -1))
        case other:
            raise AssertionError(f"nobody here reads a {other!r}")


@pytest.fixture
def wiretap(bus: Bus, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Wiretap:
    """The bus, but frames and answers go to Redis as well."""
    caplog.set_level(logging.DEBUG)

    def send_and_keep(pushes: Sequence[live.Push]) -> None:
        bus.pushes.extend(pushes)
        send(pushes)

    monkeypatch.setattr(live, "send", send_and_keep)
    monkeypatch.setattr(live, "send_to_player", answer)
    monkeypatch.setattr(live, "tell_sockets", order)
    return Wiretap(bus, caplog, monkeypatch)


def test_whole_games_leave_no_secret_anywhere(wiretap: Wiretap) -> None:
    found = [place for number in range(WHOLE_GAMES) for place in wiretap.play(number)]
    assert found == []
    assert {"channel", "redis", "table", "frame", "own frame"} <= wiretap.read.keys()


def into_log_line(work: UnitOfWork, word: str) -> None:
    logging.getLogger("game").debug("dealt %s", word)


def into_redis(work: UnitOfWork, word: str) -> None:
    redis.client().set(f"lie:word:{word}", "1")


def into_channel(work: UnitOfWork, word: str) -> None:
    redis.client().publish(live.channel_of(work.room), f"* {word}")


@pytest.mark.parametrize(
    "leak, place",
    [(into_log_line, "log line"), (into_redis, "redis"), (into_channel, "channel")],
    ids=["log line", "redis", "channel"],
)
def test_a_leak_beside_the_frames_is_heard(
    wiretap: Wiretap, monkeypatch: pytest.MonkeyPatch, leak: Callable[[UnitOfWork, str], None], place: str
) -> None:
    push = services._push

    def leaking(work: UnitOfWork, done: Any) -> live.Push:
        if done.after.phase in HIDDEN:
            leak(work, done.after.round.word)
        return push(work, done)

    monkeypatch.setattr(services, "_push", leaking)
    assert place in wiretap.play(1)
