"""Every phase as the rules make it, for tests and pictures that need to see all of them, and calmly.

The real page in a real room is shown views of a game that was played by the rules alone.  A new phase, or a
new way a phase can look, is one line in ``scenes``.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from events.messages.commands import AnswerQuestion, CastVote, Describe, GuessWord, Plead, Suspect
from events.messages.refusal import Refusal
from game import projections
from game.deck import Card, Deck
from game.rules import decide
from game.view import Pause
from tests.e2e.visitors import Visitor
from tests.unit.game.play import Play, phases

PACKS = Path(__file__).parents[2] / "game" / "packs"
FOOD = {"ko": "ko-food", "en": "en-food"}
NAMES = {
    "ko": ("지우", "하준", "서연", "민재", "다은", "유나"),
    "en": ("Robin", "Sam", "Mina", "Otto", "Ivy", "June"),
}
LINES = {
    "ko": ("다은 님 설명이 좀 수상한데요", "저는 진짜예요. 표정 보세요!", "아까 왜 웃었어요?"),
    "en": (
        "That hint could be anything.",
        "Is this the face of a liar?",
        "Why did you laugh?",
    ),
}
PLEA = {"ko": "저는 아니에요. 누가 먼저 웃었는지 보세요!", "en": "Not me! Look who laughed first."}

SHOW = """async ({ game, you, player, names, lines }) => {
  const { store } = await import("lie/store");
  const room = store.get("room");
  const member = ({ player, bot }, seat) =>
    ({ player, nickname: names[seat], seat, bot, ready: true, away: false });
  game.seats.forEach((seat, at) => Object.assign(seat, { nickname: names[at] }));
  if (game.deadline) game.deadline = Date.now() + 24_000;
  store.set("room", { ...room, members: game.seats.map(member), host: game.seats[0].player, playing: true });
  store.set("player", player);
  store.set("you", you);
  store.set("game", game);
  const line = (text, at) =>
    ({ number: at + 1, author: game.seats[at].player, nickname: names[at], text, notice: null, about: {},
       time: Date.now() - 60_000 + at * 9000 });
  store.set("chat", lines.map(line));
  const { code } = document.querySelector(".room").dataset;
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return code;
}"""


@dataclass(frozen=True)
class Scene:
    """One look of the table, from one seat."""

    name: str
    language: str
    game: dict[str, Any]
    you: dict[str, Any]
    player: str

    async def show(self, person: Visitor) -> None:
        """On the page of somebody who sits in a waiting room."""
        facts = {"names": NAMES[self.language], "lines": LINES[self.language]}
        await person.page.evaluate(
            SHOW, {**facts, **{k: getattr(self, k) for k in ("game", "you", "player")}}
        )
        await person.page.wait_for_selector(f"body[data-phase={self.game['phase']}]")
        if self.game["phase"] == "dealing":
            await person.page.wait_for_selector(".card-open")


def scenes(language: str) -> Iterator[Scene]:
    """All of them, in the order of a game."""
    stage = Stage(language)
    play = stage.play.start()
    yield stage.seen("countdown")
    play.until("dealing")
    yield stage.seen("dealing")
    yield stage.seen("dealing-liar", play.liar)
    yield from _told(stage)
    yield from _voted(stage)
    yield from _accused(stage)
    yield from _guessed(stage)


def _told(stage: "Stage") -> Iterator[Scene]:
    stage.play.until("describing")
    stage.describe(2)
    turn = stage.play.table.turn or ""
    yield stage.seen("describing", next(p for p in stage.play.citizens if p != turn))
    yield stage.seen("describing-mine", turn)
    stage.describe(4)
    stage.play.until("discussing")
    stage.play.agree(stage.play.citizens[0])
    yield stage.seen("discussing")
    yield stage.seen("paused", pause=Pause("players", 21_000))


def _voted(stage: "Stage") -> Iterator[Scene]:
    play = stage.play.until("voting")
    people = play.table.active()
    yield stage.seen("voting")
    pairs = zip(people, (people[1], people[0], people[1], people[0], None), strict=False)
    for voter, target in [*pairs, *((other, None) for other in people[5:])]:
        play.do(CastVote(target=target), voter)
    yield stage.seen("runoff_talk")
    play.until("runoff")
    yield stage.seen("runoff", people[2])


def _accused(stage: "Stage") -> Iterator[Scene]:
    """A second game, in which everybody sees through the liar."""
    play = stage.anew(defence="on")
    play.start().until("describing")
    sharp, dull = play.citizens[:2]
    play.do(Suspect(target=sharp), dull)
    stage.describe(3)
    play.do(Suspect(target=play.liar), sharp)
    stage.describe(6)
    play.do(Suspect(target=None), dull)
    play.until("voting")
    play.accuse(play.liar)
    yield stage.seen("defence")
    yield stage.seen("defence-mine", play.liar)
    play.do(Plead(text=PLEA[stage.language]), play.liar)
    for voter in play.table.voters()[:2]:
        play.do(AnswerQuestion(yes=True), voter)
    yield stage.seen("verdict", play.table.voters()[-1])


def _guessed(stage: "Stage") -> Iterator[Scene]:
    play = stage.play
    for voter in play.table.voters()[2:]:
        if play.table.phase == "verdict":
            play.do(AnswerQuestion(yes=True), voter)
    yield stage.seen("guessing")
    yield stage.seen("guessing-mine", play.liar)
    play.do(GuessWord(text=stage.near_miss()), play.liar)
    yield stage.seen("ruling")
    play.until("reveal")
    yield stage.seen("reveal")
    yield stage.seen("reveal-liar", play.liar)
    play.until("lobby")
    yield stage.seen("over")


class Stage:
    """A game of six in one language, and what its seats see."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.deck = _deck(language)
        self.number = 0  # of the scene: each is a phase of its own to the page
        self.play = self.anew(defence="off")

    def anew(self, **settings: Any) -> Play:
        self.play = Play(people=5, robots=1, seed=7, deck=self.deck, **settings)
        return self.play

    @property
    def somebody(self) -> str:
        """A citizen, once there is a deal."""
        liars = self.play.table.round.liars
        return next(seat.player for seat in self.play.table.seats if seat.player not in liars)

    def seen(self, name: str, player: str | None = None, **changes: Any) -> Scene:
        """The table now, from the seat of ``player``, or of somebody who is no liar."""
        table = self.play.table
        player = player or self.somebody
        game, you = projections.view_for(table, player)
        self.number += 1
        game = msgspec.structs.replace(game, number=100 + self.number, **changes)
        return Scene(name, self.language, msgspec.to_builtins(game), msgspec.to_builtins(you), player)

    def describe(self, people: int) -> None:
        """Let so many speak: the honest as the pack has it, the liar as liars do."""
        table = self.play.table
        card = next(card for card in self.deck.cards if card.word == table.round.word)
        for _ in range(people):
            turn = self.play.table.turn
            if self.play.table.phase != "describing" or turn is None:
                return
            told = len(self.play.table.round.hints)
            vague = self.deck.vague[card.category]
            lines = vague if turn in table.round.liars else (*card.hints, *vague)
            self.play.do(Describe(text=lines[told]), turn)

    def near_miss(self) -> str:
        """A guess that the room has to rule on."""
        word = self.play.table.round.word or ""
        return next(filter(self._is_near, _misspelt(word)))

    def _is_near(self, text: str) -> bool:
        play = self.play
        wish = GuessWord(text=text)
        decided = decide(
            play.table, wish, actor=play.liar, now=play.now, rng=play.rng, deck=self.deck, factor=1
        )
        return not isinstance(decided, Refusal) and "ruling" in phases(decided)


def _misspelt(word: str) -> Iterator[str]:
    """The word with one sign, or one letter of a syllable, another."""
    for at in range(len(word) - 1, -1, -1):
        for step in (1, -1, 2, 28, -28):
            yield word[:at] + chr(ord(word[at]) + step) + word[at + 1 :]


def _deck(language: str) -> Deck:
    """The words for food, of which a guess can be nearly right."""
    pack = json.loads((PACKS / f"{FOOD[language]}.json").read_text(encoding="utf-8"))
    title = pack["title"]
    cards = (Card(w["word"], title, tuple(w.get("aliases", ())), tuple(w["hints"])) for w in pack["words"])
    full = tuple(card for card in cards if len(card.word) >= 3)
    return Deck(language, full, {title: tuple(pack["vague"])})
