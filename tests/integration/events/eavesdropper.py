"""Whole games, every frame of which is read by somebody who wants to know too much.

The game's own services decide, fold and render; only log and clock are lists in memory, which makes a
thousand games a matter of seconds.  What is looked for, from a deal to its reveal:

* the word or an alias of it in anything but a citizen's own frame;
* any difference, in what all may read, between the game as it is and the same game with another word,
  another liar and other ballots: where there is none, nothing tells who lies, whatever it looks like;
* any difference in a player's own frame when what changes is none of his business.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from events import deadlines
from events.aggregate import Change, step
from events.catalogue import (
    QuestionAnswered,
    RolesDealt,
    RoundDealt,
    RoundRevealed,
    Settings,
    VoteCast,
)
from events.live import Push
from events.log import store
from events.log.snapshots import Snapshot
from events.messages.commands import (
    ActAsBot,
    AgreeToVote,
    AnswerQuestion,
    CastVote,
    ClosePhase,
    Describe,
    GuessWord,
    Plead,
    ShowGame,
)
from events.messages.envelope import wrap_command
from events.models import StoredEvent
from events.schema import Event
from events.work import UnitOfWork
from game import bots, rules, services, words
from game.deck import Card, Deck
from game.phases import HIDDEN
from game.table import EMPTY, Table
from game.wishes import ChangePresence, LeaveSeat, OpenTable, StartMatch, TakeSeat, Wish
from tests.unit.game.other_secrets import swapped


def canaries(first: int = 0) -> Deck:
    """Words that nobody says by chance, so that a search through bytes is enough."""
    cards = (
        Card(f"Qzx{n}qzx", "Canaries", (f"Wvk{n}wvk",), (f"it sings {n}", f"it is yellow {n}"))
        for n in range(first, first + 30)
    )
    return Deck("en", tuple(cards), {"Canaries": ("nice", "I like it")})


DECK = canaries()
ROOM = "ABCDE"
NOW = 1_800_000_000_000  # epoch milliseconds


@dataclass
class Memory:
    """The table's stream and state, where services expect an Aggregate."""

    table: Table = EMPTY
    version: int = 0

    def stream(self, room: str) -> str:
        return f"game/{room}"

    def load(self, room: str) -> tuple[Table, int]:
        return self.table, self.version

    def snapshot(self, room: str, state: Table, version: int) -> Snapshot:
        return Snapshot(room, state, version)

    def apply(self, table: Table, event: Event) -> Table:
        return rules.apply(table, event)


@dataclass
class Eavesdropper:
    """Plays games and collects what was told too early, one line for each."""

    monkeypatch: pytest.MonkeyPatch
    leaks: list[str] = field(default_factory=list)
    frames: int = 0  # read so far, one for each viewer
    envelopes: int = 0
    secrets: int = 0  # deals that were kept
    pairs: int = 0  # of them with two liars
    _changes: list[Change[Table]] = field(default_factory=list)

    def __post_init__(self) -> None:
        patch = self.monkeypatch.setattr
        patch(words, "deck", lambda language: DECK)
        patch(deadlines, "replace", lambda *_: None)
        patch(store, "append", _rows)
        patch(services, "step", self._step)
        patch(services, "PLAYS", SimpleNamespace(follow=lambda *_: None))

    def listen(self, seed: int) -> None:
        """Play one match to its end and read all of it."""
        self.memory, self.rng = Memory(), random.Random(seed)
        self.monkeypatch.setattr(services, "TABLES", self.memory)
        chance = SimpleNamespace(SystemRandom=lambda: self.rng, Random=random.Random)
        self.monkeypatch.setattr(services, "random", chance)
        self._ask(OpenTable("en"))
        people = [f"p{n}" for n in range(self.rng.randint(2, 5))]
        for player in people:
            self._ask(TakeSeat(player, f"Nick {player}", bot=False))
        for n in range(self.rng.randint(1, 3)):
            self._ask(TakeSeat(f"bot-{n}", f"Bot {n}", bot=True))
        seated = [seat.player for seat in self.memory.table.seats]
        self._ask(StartMatch(seated, self._settings(len(seated))))
        for _ in range(400):
            if self.memory.table.phase == "lobby":
                return
            self._happen()
        raise AssertionError("the match goes on and on")

    def _settings(self, players: int) -> Settings:
        """Any that hide the same.  From seven players on also two liars, who may know each other."""
        rng = self.rng
        pair = players >= 7 and rng.random() < 0.7
        return Settings(
            mode=rng.choice(["classic", "fool", "spy"]),
            liar_count=2 if pair else 1,
            liars_meet=pair and rng.random() < 0.5,
            rounds=rng.randint(1, 2),
            laps=rng.randint(1, 2),
            discussion=rng.random() < 0.7,
            defence=rng.choice(["on", "off"]),
            guess=rng.choice(["caught", "always"]),
            anonymous=rng.random() < 0.3,
        )

    def _happen(self) -> None:
        table, rng = self.memory.table, self.rng
        if rng.random() < 0.04:
            return self._disturb(table)
        actor, wish = self._move(table)
        self._ask(wish, actor)

    def _disturb(self, table: Table) -> None:
        """Somebody goes away, comes back, leaves for good, or comes to watch."""
        people = [seat for seat in table.seated() if not seat.bot]
        if people and self.rng.random() < 0.8:
            seat = self.rng.choice(people)
            leaves = self.rng.random() < 0.15
            self._ask(LeaveSeat(seat.player) if leaves else ChangePresence(seat.player, away=not seat.away))
        elif table.seat("watcher") is None:
            self._ask(TakeSeat("watcher", "Watcher", bot=False))

    def _move(self, table: Table) -> tuple[str, Wish]:
        """What somebody does now: a person, a bot, or the clock."""
        rng = self.rng
        robots = list(bots.due(table, rng, NOW))
        if robots and rng.random() < 0.7:
            return "", ActAsBot(player=rng.choice(robots), number=table.number)
        people = [player for player in table.players() if not player.startswith("bot")]
        if not people or rng.random() < 0.2 or table.phase in ("countdown", "dealing", "reveal"):
            return "", ClosePhase(number=table.number)
        player = table.turn if table.turn in people else rng.choice(people)
        return str(player), self._words_of(table)

    def _words_of(self, table: Table) -> Wish:
        rng = self.rng
        match table.phase:
            case "describing":
                # Now and then the word itself: of a citizen it is refused.  A liar would have hit it by
                # chance, and all had heard it; so he is not let.
                blurts = rng.random() < 0.1 and table.turn not in table.round.liars
                return Describe(text=table.round.word if blurts else rng.choice(["red", "soft", "old"]))
            case "discussing" | "runoff_talk":
                return AgreeToVote()
            case "defence":
                return Plead(text="not me")
            case "verdict" | "ruling":
                return AnswerQuestion(yes=rng.random() < 0.5)
            case "guessing":
                return GuessWord(text=table.round.word if rng.random() < 0.4 else "no idea")
            case _:
                return CastVote(target=rng.choice([*table.candidates, None]))

    def _step(self, work: UnitOfWork, aggregate: Any, decide: Any) -> Any:
        done = step(work, aggregate, decide)
        if isinstance(done, Change):
            self._changes.append(done)
        return done

    def _ask(self, wish: Wish, actor: str = "") -> None:
        self._changes.clear()
        work = UnitOfWork(wrap_command(ShowGame(), ROOM, actor=actor))
        services.change(work, wish)
        for snapshot in work.states:
            self.memory.table, self.memory.version = snapshot.state, snapshot.version
        for action in work.later:
            action()
        if self._changes and self._changes[0].happened:
            self._read(work, self._changes[0])

    def _read(self, work: UnitOfWork, change: Change[Table]) -> None:
        table, kinds = change.after, {type(event) for event in change.events}
        [push] = work.pushes
        self.frames += sum(not seat.bot for seat in table.seats)
        self.envelopes += len(work.stored)
        self.secrets += RoundDealt in kinds
        self.pairs += RoundDealt in kinds and len(table.round.liars) == 2
        if table.phase not in HIDDEN or RoundRevealed in kinds:
            return
        self.leaks += [f"{what} in {table.phase}" for what in self._seen(work, push, change)]

    def _seen(self, work: UnitOfWork, push: Push, change: Change[Table]) -> Iterator[str]:
        table, dealt = change.after, change.after.round
        secrets = {dealt.word, *dealt.aliases, *dealt.decoy_aliases, dealt.decoy or dealt.word}
        if _holds(b"".join([push.frame, push.snapshot, *_published(work.stored)]), secrets):
            yield "the word, told to all"
        if any(_holds(own, secrets - {_own_word(table, player)}) for player, own in push.own.items()):
            yield "the word, told to one who must not know it"
        if dealt.out:  # who has been convicted was unmasked before all
            return
        liars = tuple(self.rng.sample(table.players(), len(dealt.liars)))
        other = _rendered(work, change, lambda table: _all_other(table, liars))
        if (other.frame, other.snapshot) != (push.frame, push.snapshot):
            yield "something in a frame for all that hangs on the secrets"
        yield from self._owns(work, push, change, liars)

    def _owns(
        self, work: UnitOfWork, push: Push, change: Change[Table], suspects: tuple[str, ...]
    ) -> Iterator[str]:
        """Own frames when others lie, and when the word is another."""
        table, liars = change.after, change.after.round.liars
        others = _rendered(work, change, lambda table: _with(table, liars=suspects)).own
        told = table.round.spies if table.settings.liars_meet else ()  # whom the rules let know
        for player in push.own.keys() - {*liars, *suspects, *told}:
            if others.get(player) != push.own[player]:
                yield "who lies, told to one who does not"
        renamed = _rendered(work, change, lambda table: _with(table, word="another")).own
        for player in push.own.keys() - (set(table.players()) - {*liars}):
            if renamed.get(player) != push.own[player]:
                yield "something that hangs on the word, told to one who must not know it"


def _holds(told: bytes, secrets: set[str]) -> bool:
    return any(secret.encode() in told for secret in secrets)


def _own_word(table: Table, player: str) -> str | None:
    """The one secret text that a player is told."""
    if player not in table.players():
        return None
    return table.round.decoy if player in table.round.liars else table.round.word


def _all_other(table: Table, liars: tuple[str, ...]) -> Table:
    """All that is hidden, otherwise."""
    if table.phase not in HIDDEN:
        return table
    answers = {voter: not yes for voter, yes in table.round.answers.items()}
    decoy = table.round.decoy and "a decoy"
    other = swapped(table, "another", liars[0], 1)
    return _with(other, liars=liars, decoy=decoy, spies=(), answers=answers)


def _rendered(work: UnitOfWork, change: Change[Table], other: Any) -> Push:
    """The frames of the same step, had the secrets been others."""
    events = [_other_event(event) for event in change.events]
    changed = Change(other(change.before), other(change.after), change.first, change.last, events)
    return services._push(work, changed)


def _with(table: Table, **secrets: Any) -> Table:
    return replace(table, round=replace(table.round, **secrets)) if table.phase in HIDDEN else table


def _other_event(event: Event) -> Event:
    """The event with other sealed fields."""
    match event:
        case RoundDealt():
            return replace(event, word="another", aliases=[], liars=["another"], nonce="another")
        case RolesDealt():
            return replace(event, decoy="another", decoy_aliases=[], spies=["another"])
        case VoteCast():
            return replace(event, target="another")
        case QuestionAnswered():
            return replace(event, yes=not event.yes)
    return event


def _published(rows: list[StoredEvent]) -> Iterator[bytes]:
    for row in rows:
        yield row.envelope.encode()
        yield row.sealed.encode()


def _rows(stream: str, events: Any, *, expected: int, cause: Any, now: Any) -> list[StoredEvent]:
    return [store._row(stream, expected + n, event, cause, now) for n, event in enumerate(events, start=1)]
