"""What bots do, and when.

A bot knows what a person in its seat would: the public view, its own view, and the word packs, as
anybody does who has played a while.  It never reads the table itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from events.catalogue import Level, PlayerId
from events.messages.commands import AnswerQuestion, CastVote, Describe, GuessWord, Plead
from game.deck import Card, Deck
from game.phases import BALLOT, QUESTION, SECONDS
from game.projections import view_for
from game.table import Table
from game.text import normalise
from game.view import GameView, OwnView

SECONDS_TO_THINK = (1.5, 5.0)
SILENCE = 0.5  # suspicion that silence earns
VAGUENESS = 0.4  # suspicion that a line which fits everything earns
STRANGENESS = 0.15  # suspicion that a person's own words earn, which no pack knows: not much
NO_WORDS = {"ko": "음… 다들 아시는 거예요", "en": "Well, you all know it"}
PLEAS = {
    "ko": (
        "저는 정말 아니에요",
        "제 설명을 다시 보세요",
        "진짜는 따로 있어요",
        "억울해요, 저는 알고 있었어요",
    ),
    "en": (
        "It is really not me",
        "Read my line again",
        "Somebody else is laughing now",
        "I knew it all along",
    ),
}


@dataclass(frozen=True)
class Mind:
    """How well a bot plays."""

    vague_citizen: float  # how often a citizen's bot stays vague too, or the liar's would stand out
    vague_liar: float
    doubt: float  # how far chance sways whom it suspects
    confusion: float  # how far chance sways what word it reads from hints
    guilt: float  # oddness from which on it convicts


MINDS: dict[Level, Mind] = {
    "easy": Mind(vague_citizen=0.05, vague_liar=0.3, doubt=1.2, confusion=2.5, guilt=0.8),
    "normal": Mind(vague_citizen=0.15, vague_liar=0.5, doubt=0.5, confusion=1.3, guilt=0.45),
    "sharp": Mind(vague_citizen=0.25, vague_liar=0.6, doubt=0.15, confusion=0.5, guilt=0.3),
}

Act = Describe | CastVote | Plead | AnswerQuestion | GuessWord


@dataclass(frozen=True)
class Thought:
    """One bot at one moment: all it may know, and how it thinks."""

    bot: PlayerId
    view: GameView
    own: OwnView
    deck: Deck
    rng: Random
    mind: Mind

    @property
    def card(self) -> Card | None:
        """The card of its word."""
        return self.deck.find(self.view.category, self.own.word)


def due(table: Table, rng: Random, now: int) -> dict[PlayerId, int]:
    """When each bot that the phase waits for should act, in epoch milliseconds, before the deadline.

    The first answer for a bot in a phase is the one to keep: the delay is a share of the time left
    when it is asked for, which makes it follow pace and factor by itself.  Ask again after every
    change; a bot whose ballot has become void is due again."""
    if table.deadline is None:
        return {}
    left = max(0, table.deadline - now)
    return {bot: now + int(left * _share(table, rng)) for bot in _awaited(table)}


def choose(table: Table, bot: PlayerId, deck: Deck, rng: Random) -> Act | None:
    """What a bot does now; None when nothing is asked of it."""
    act = _ACTS.get(table.phase)
    if act is None or bot not in _awaited(table):
        return None
    return act(Thought(bot, *view_for(table, bot), deck, rng, MINDS[table.settings.bots]))


def _awaited(table: Table) -> list[PlayerId]:
    if table.pause:
        return []
    bots = [seat.player for seat in table.seated() if seat.bot and seat.player in table.voters()]
    if table.phase in BALLOT:
        return [bot for bot in bots if bot not in table.round.ballots]
    if table.phase in QUESTION:
        return [bot for bot in bots if bot not in table.round.answers]
    return [bot for bot in bots if table.phase in ("describing", "defence", "guessing") and bot == table.turn]


def _share(table: Table, rng: Random) -> float:
    return rng.uniform(*SECONDS_TO_THINK) / SECONDS[table.phase]


def _describe(thought: Thought) -> Describe:
    mind, view, deck = thought.mind, thought.view, thought.deck
    card = thought.card or _likely(thought)
    vague = deck.vague.get(view.category, ())
    lies = thought.own.word is None
    stay_vague = thought.rng.random() < (mind.vague_liar if lies else mind.vague_citizen)
    exact = card.hints if card else ()
    lines = _unsaid(view, vague if stay_vague else exact) or _unsaid(view, vague) or [NO_WORDS[deck.language]]
    return Describe(text=thought.rng.choice(lines))


def _vote(thought: Thought) -> CastVote:
    others = [
        player for player in thought.view.candidates if player not in (thought.bot, *thought.own.allies)
    ]
    oddness = {
        player: _oddness(thought, player) + thought.rng.uniform(0, thought.mind.doubt) for player in others
    }
    return CastVote(target=max(others, key=oddness.__getitem__, default=None))


def _plead(thought: Thought) -> Plead:
    return Plead(text=thought.rng.choice(PLEAS[thought.deck.language]))


def _answer(thought: Thought) -> AnswerQuestion:
    """Of the accused: is he odd enough?  A liar's side convicts anybody.  Of a guess: who does not lie
    hardly ever lets one pass."""
    view, rng = thought.view, thought.rng
    lies = thought.own.role in ("liar", "spy")
    if view.phase == "ruling" or view.accused is None:
        return AnswerQuestion(yes=rng.random() < (0.9 if lies else 0.3))
    if lies:
        return AnswerQuestion(yes=view.accused not in thought.own.allies and rng.random() < 0.9)
    odd = _oddness(thought, view.accused) + rng.uniform(0, thought.mind.doubt)
    return AnswerQuestion(yes=odd > thought.mind.guilt)


def _guess(thought: Thought) -> GuessWord:
    card = _likely(thought)
    return GuessWord(text=card.word if card else thought.view.category)


_ACTS: dict[str, Callable[[Thought], Act]] = {
    "describing": _describe,
    "voting": _vote,
    "runoff": _vote,
    "defence": _plead,
    "verdict": _answer,
    "guessing": _guess,
    "ruling": _answer,
}


def _oddness(thought: Thought, player: PlayerId) -> float:
    """How badly a player's hints fit the card; a bot that knows no card only dislikes silence."""
    card = thought.card
    texts = [hint.text for hint in thought.view.hints if hint.player == player and hint.text]
    if not texts:
        return SILENCE
    return max(_misfit(text, card, thought.deck) for text in texts) if card else 0.0


def _misfit(text: str, card: Card, deck: Deck) -> float:
    here = _fit(text, card.hints)
    others = [other for other in deck.of(card.category) if other.word != card.word]
    elsewhere = max((_fit(text, other.hints) for other in others), default=0.0)
    everywhere = _fit(text, deck.vague.get(card.category, ()))
    own_idea = 1 - max(here, elsewhere, everywhere)
    return max(0.0, elsewhere - here) + VAGUENESS * everywhere + STRANGENESS * own_idea


def _likely(thought: Thought) -> Card | None:
    """The card that the others' hints point to, as far as a confused mind can tell.  It is not the bot's
    own, for a fool who guesses, and none that has been guessed in vain."""
    view = thought.view
    wrong = {normalise(guess.text) for guess in view.guesses if not guess.correct}
    texts = [hint.text for hint in view.hints if hint.player != thought.bot and hint.text]
    cards = [
        card
        for card in thought.deck.of(view.category)
        if card.word != thought.own.word and normalise(card.word) not in wrong
    ]
    weights = [_mean_fit(texts, card) + thought.rng.uniform(0, thought.mind.confusion) for card in cards]
    best = max(range(len(cards)), key=weights.__getitem__, default=None)
    return None if best is None else cards[best]


def _unsaid(view: GameView, lines: tuple[str, ...]) -> list[str]:
    said = {normalise(hint.text) for hint in view.hints}
    return [line for line in lines if normalise(line) not in said]


def _mean_fit(texts: list[str], card: Card) -> float:
    return sum(_fit(text, card.hints) for text in texts) / (len(texts) or 1)


def _fit(text: str, lines: tuple[str, ...]) -> float:
    return max((_likeness(text, line) for line in lines), default=0.0)


@lru_cache(maxsize=8192)
def _likeness(one: str, other: str) -> float:
    """Dice's coefficient of the letter pairs: 0 nothing in common, 1 the same."""
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / (len(first) + len(second) or 1)


@lru_cache(maxsize=8192)
def _pairs(text: str) -> frozenset[str]:
    letters = normalise(text)
    return frozenset(letters[at : at + 2] for at in range(len(letters) - 1))
