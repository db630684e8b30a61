"""The stands as a value: who takes whom for the liar, who was right, and what spectators say.  No I/O."""

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from events import catalogue as happened
from events.catalogue import PhaseStarted, Predictor, RoundDealt, RoundRevealed, VoteClosed
from events.messages.refusal import Code, Refusal
from events.schema import Event
from rooms.audience import Spectator
from rooms.view import StandsLine

WORTH = {"describing": 3, "discussing": 2, "voting": 1, "runoff_talk": 1, "runoff": 1}
"""Points of a right prediction that is made in a phase.  From all others on it is too late: they tell."""
UNTOLD = ("countdown", "dealing")
BEST = 5  # on the board
LINES = 50  # kept for those who come later


class Prediction(msgspec.Struct, frozen=True):
    target: str
    worth: int
    nickname: str  # of the spectator


class Score(msgspec.Struct, frozen=True):
    nickname: str
    points: int = 0
    right: int = 0


class Stands(msgspec.Struct, frozen=True):
    """``worth`` is 0 while nothing can be predicted.  It holds predictions of a running round, so only its
    sealed form is kept, and each spectator is shown his own."""

    version: int = 0
    round: int = 0
    worth: int = 0
    suspects: tuple[str, ...] = ()
    predictions: dict[str, Prediction] = {}
    scores: dict[str, Score] = {}
    lines: tuple[StandsLine, ...] = ()

    def board(self) -> list[Predictor]:
        """The best of the match; who has earned nothing is not on it."""
        ranked = sorted(self.scores.items(), key=lambda s: (-s[1].points, -s[1].right, s[1].nickname))
        return [
            Predictor(player=player, nickname=score.nickname, points=score.points, right=score.right)
            for player, score in ranked[:BEST]
            if score.points
        ]


def opened(event: RoundDealt) -> list[Event]:
    """Cards are dealt: who is it?"""
    return [happened.PredictionsOpened(round=event.round, suspects=event.order)]


def devalued(stands: Stands, event: PhaseStarted | VoteClosed) -> list[Event]:
    """Later predictions earn less, and none once the game tells who it may have been."""
    if isinstance(event, PhaseStarted):
        worth = stands.worth if event.phase in UNTOLD else min(stands.worth, WORTH.get(event.phase, 0))
    else:
        worth = stands.worth if event.accused is None else 0
    return [happened.PredictionsDevalued(worth=worth)] if worth != stands.worth else []


def predicted(stands: Stands, spectator: Spectator, target: str) -> list[Event] | Refusal:
    """A spectator takes somebody for the liar; his last word counts."""
    if not stands.worth:
        return Refusal(Code.WRONG_PHASE)
    if target not in stands.suspects:
        return Refusal(Code.NOT_A_CANDIDATE)
    known = stands.predictions.get(spectator.player)
    if known and known.target == target:  # said early, and meant again: it keeps its worth
        return []
    return [happened.LiarPredicted(player=spectator.player, nickname=spectator.nickname, target=target)]


def scored(stands: Stands, event: RoundRevealed) -> list[Event]:
    """What the predictions are worth; nothing for a round that does not count."""
    if not stands.suspects or stands.round == 0:
        return []
    counts = event.winner is not None
    right = {p: made.worth for p, made in stands.predictions.items() if counts and made.target in event.liars}
    return [happened.PredictionsScored(points=right)]


def spoken(spectator: Spectator, text: str) -> list[Event] | Refusal:
    """A line for the others in the stands."""
    said = " ".join(text.replace("\0", "").split())
    if not said:
        return Refusal(Code.EMPTY_TEXT)
    return [happened.AudienceSpoke(player=spectator.player, nickname=spectator.nickname, text=said)]


def apply(stands: Stands, event: Event) -> Stands:
    """The stands after an event."""
    stands = replace(stands, version=stands.version + 1)
    match event:
        case happened.StandsCleared():
            return replace(stands, round=0, worth=0, suspects=(), predictions={}, scores={})
        case happened.PredictionsOpened(round, suspects):
            worth = WORTH["describing"]
            return replace(stands, round=round, worth=worth, suspects=tuple(suspects), predictions={})
        case happened.PredictionsDevalued(worth=worth):
            return replace(stands, worth=worth)
        case happened.LiarPredicted(player, nickname, target):
            assert target is not UNSET
            made = Prediction(target, stands.worth, nickname)
            return replace(stands, predictions={**stands.predictions, player: made})
        case happened.PredictionsScored(points=points):
            return replace(stands, worth=0, suspects=(), scores=_added(stands, points))
        case happened.AudienceSpoke(player, nickname, text):
            line = StandsLine(stands.version, player, nickname, text or "")
            return replace(stands, lines=(*stands.lines, line)[-LINES:])
        case _:
            raise TypeError(f"the stands do not know {type(event).__name__}")


def _added(stands: Stands, points: dict[str, int]) -> dict[str, Score]:
    scores = dict(stands.scores)
    for player, gained in points.items():
        nickname = stands.predictions[player].nickname
        before = scores.get(player, Score(nickname))
        scores[player] = Score(nickname, before.points + gained, before.right + 1)
    return scores


def guessed(stands: Stands) -> dict[str, int]:
    """How many took whom for the liar."""
    targets = [made.target for made in stands.predictions.values()]
    return {target: targets.count(target) for target in sorted(set(targets))}
