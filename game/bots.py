"""What bots do, and when.

A bot knows what a person in its seat would: the public view, its own view, and the word packs, as
anybody does who has played a while.  It never reads the table itself.
"""

from functools import lru_cache
from random import Random

from events.catalogue import PlayerId
from events.commands import CastVote, Describe, GuessWord
from game.deck import Card, Deck
from game.phases import BALLOT, SECONDS
from game.projections import view_for
from game.table import Table
from game.text import normalise
from game.view import GameView, OwnView

SECONDS_TO_THINK = (1.5, 5.0)
VAGUE_CITIZEN = 0.15  # how often a citizen's bot stays vague too, or the liar's would stand out
VAGUE_LIAR = 0.5
DOUBT = 0.5  # how far chance sways whom a bot suspects
CONFUSION = 1.3  # how far chance sways what word a bot reads from hints
SILENCE = 0.5  # suspicion that silence earns
VAGUENESS = 0.4  # suspicion that a line which fits everything earns
STRANGENESS = 0.15  # suspicion that a person's own words earn, which no pack knows: not much
NO_WORDS = {"ko": "음… 다들 아시는 거예요", "en": "Well, you all know it"}


def due(table: Table, rng: Random, now: int) -> dict[PlayerId, int]:
    """When each bot that the phase waits for should act, in epoch milliseconds, before the deadline.

    The first answer for a bot in a phase is the one to keep: the delay is a share of the time left
    when it is asked for, which makes it follow pace and factor by itself.  Ask again after every
    change; a bot whose ballot has become void is due again."""
    if table.deadline is None:
        return {}
    left = max(0, table.deadline - now)
    return {bot: now + int(left * _share(table, rng)) for bot in _awaited(table)}


def choose(table: Table, bot: PlayerId, deck: Deck, rng: Random) -> Describe | CastVote | GuessWord | None:
    """What a bot does now; None when nothing is asked of it."""
    if bot not in _awaited(table):
        return None
    view, own = view_for(table, bot)
    if view.phase == "describing":
        return Describe(text=_hint(view, own, deck, rng))
    if view.phase == "guessing":
        return GuessWord(text=_word(view, bot, deck, rng))
    return CastVote(target=_suspect(view, own, bot, deck, rng))


def _awaited(table: Table) -> list[PlayerId]:
    bots = [seat.player for seat in table.seated() if seat.bot and seat.playing]
    if table.phase in ("describing", "guessing"):
        return [bot for bot in bots if bot == table.turn]
    return [bot for bot in bots if table.phase in BALLOT and bot not in table.round.ballots]


def _share(table: Table, rng: Random) -> float:
    return rng.uniform(*SECONDS_TO_THINK) / SECONDS[table.phase]


def _hint(view: GameView, own: OwnView, deck: Deck, rng: Random) -> str:
    card = deck.find(view.category, own.word) or _likely(view, None, deck, rng)
    vague = deck.vague.get(view.category, ())
    stay_vague = rng.random() < (VAGUE_LIAR if own.role == "liar" else VAGUE_CITIZEN)
    exact = card.hints if card else ()
    lines = _unsaid(view, vague if stay_vague else exact) or _unsaid(view, vague) or [NO_WORDS[deck.language]]
    return rng.choice(lines)


def _word(view: GameView, bot: PlayerId, deck: Deck, rng: Random) -> str:
    card = _likely(view, bot, deck, rng)
    return card.word if card else view.category


def _suspect(view: GameView, own: OwnView, bot: PlayerId, deck: Deck, rng: Random) -> PlayerId | None:
    others = [player for player in view.candidates if player != bot]
    card = deck.find(view.category, own.word)
    oddness = {player: _oddness(view, player, card, deck) + rng.uniform(0, DOUBT) for player in others}
    return max(others, key=oddness.__getitem__, default=None)


def _oddness(view: GameView, player: PlayerId, card: Card | None, deck: Deck) -> float:
    """How badly a player's hints fit the card; a bot that knows no card only dislikes silence."""
    texts = [hint.text for hint in view.hints if hint.player == player and hint.text]
    if not texts:
        return SILENCE
    return max(_misfit(text, card, deck) for text in texts) if card else 0.0


def _misfit(text: str, card: Card, deck: Deck) -> float:
    here = _fit(text, card.hints)
    others = [other for other in deck.of(card.category) if other.word != card.word]
    elsewhere = max((_fit(text, other.hints) for other in others), default=0.0)
    everywhere = _fit(text, deck.vague.get(card.category, ()))
    own_idea = 1 - max(here, elsewhere, everywhere)
    return max(0.0, elsewhere - here) + VAGUENESS * everywhere + STRANGENESS * own_idea


def _likely(view: GameView, bot: PlayerId | None, deck: Deck, rng: Random) -> Card | None:
    """The card that the others' hints point to, as far as a confused mind can tell."""
    texts = [hint.text for hint in view.hints if hint.player != bot and hint.text]
    cards = deck.of(view.category)
    weights = [_mean_fit(texts, card) + rng.uniform(0, CONFUSION) for card in cards]
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
