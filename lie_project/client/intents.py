"""What the views ask of a robot, and what he answers.  Pure: views in, wishes out."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lie_project.client import phrases
from lie_project.client.session import Views
from lie_project.client.views import GameView, OwnView, RoomView

Key = tuple[str, int]  # what, in which phase (its number); 0 in the lobby


@dataclass(frozen=True)
class Wish:
    """A command to be sent, and what it answers."""

    key: Key
    type: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sight:
    """Everything a robot sees at one moment, once room and game have come."""

    player: str
    room: RoomView
    game: GameView
    word: str | None
    voted: bool
    wanted: Mapping[str, Any] = field(default_factory=dict)  # settings that the host shall choose

    @property
    def settled(self) -> bool:
        """Are the room's settings as they shall be?"""
        return all(self.room.settings.get(name) == value for name, value in self.wanted.items())

    @property
    def language(self) -> str:
        return phrases.tongue(self.room.language)


def sight_of(player: str, views: Views, wanted: Mapping[str, Any] | None = None) -> Sight | None:
    """None while there is nothing to act on."""
    if views.room is None or views.game is None or views.room.closed:
        return None
    own = views.own or OwnView(role=None, word=None, vote=None, voted=False)
    return Sight(player, views.room, views.game, own.word, own.voted, wanted or {})


def asked_of(sight: Sight, seats: int) -> Iterator[Key]:
    """What this moment asks of the robot; ``seats``: how many shall be there before he starts."""
    if sight.game.phase == "lobby":
        yield from _asked_in_lobby(sight, seats)
    elif (seat := sight.game.seat(sight.player)) is not None and seat.playing:
        if sight.game.pause is not None:
            if sight.game.pause.reason == "players":
                yield "resume", sight.game.number
        elif not seat.out:
            yield from _asked_in_play(sight, agreed=seat.agreed)


def _asked_in_lobby(sight: Sight, seats: int) -> Iterator[Key]:
    me = sight.room.member(sight.player)
    if me is None or sight.room.playing:
        return
    yield "greet", 0
    if sight.player != sight.room.host:
        if not me.ready:
            yield "ready", 0
    elif not sight.settled:
        yield "settings", 0
    elif sight.room.can_start and len(sight.room.members) >= seats:
        yield "start", 0


def _asked_in_play(sight: Sight, *, agreed: bool) -> Iterator[Key]:
    game = sight.game
    match game.phase:
        case "describing" if game.turn == sight.player:
            yield "describe", game.number
        case "discussing":
            yield "chatter", game.number
            if not (game.extended or sight.player in game.more_time):
                yield "more time", game.number
            if not agreed:
                yield "agree", game.number
        case "voting" | "runoff":
            yield "vote", game.number
            if sight.voted:
                yield "vote again", game.number
        case "defence" if game.turn == sight.player:
            yield "plead", game.number
        case "verdict" | "ruling" if game.turn != sight.player:
            yield "answer", game.number
        case "guessing" if game.turn == sight.player:
            yield "guess", game.number


def answer(key: Key, sight: Sight, rng: random.Random) -> Wish:
    """What he sends for it."""
    type, data = ANSWERS[key[0]]
    return Wish(key, type, data(sight, rng))


MORE_LAPS = 0.15  # how often a robot votes for one more lap
Answer = Callable[[Sight, random.Random], dict[str, Any]]


def _nothing(sight: Sight, rng: random.Random) -> dict[str, Any]:
    return {}


def _greeting(sight: Sight, rng: random.Random) -> dict[str, Any]:
    return {"text": phrases.GREETING[sight.language]}


def _chatter(sight: Sight, rng: random.Random) -> dict[str, Any]:
    return {"text": rng.choice(phrases.free_of(sight.word, phrases.CHATTER[sight.language]) or ["…"])}


def _hint(sight: Sight, rng: random.Random) -> dict[str, Any]:
    if sight.word:
        return {"text": phrases.hint_of_citizen(sight.word, sight.language, rng.choice)}
    heard = [hint.text for hint in sight.game.hints]
    return {"text": phrases.hint_of_liar(heard, sight.language, rng.choice)}


def _suspect(sight: Sight, rng: random.Random) -> dict[str, Any]:
    """Somebody whose hint does not sound like the word; a liar names anybody.  Some want one more lap."""
    if sight.game.phase == "voting" and sight.game.laps_left and rng.random() < MORE_LAPS:
        return {"target": "lap"}
    others = [candidate for candidate in sight.game.candidates if candidate != sight.player]
    if sight.word:
        ours = phrases.family_of_word(sight.word)
        trusted = {
            h.player for h in sight.game.hints if phrases.family_of_hint(h.text, sight.language) == ours
        }
        others = [candidate for candidate in others if candidate not in trusted] or others
    return {"target": rng.choice(others) if others else None}


def _second_thought(sight: Sight, rng: random.Random) -> dict[str, Any]:
    return rng.choice([_suspect(sight, rng), {"target": None}])


def _verdict(sight: Sight, rng: random.Random) -> dict[str, Any]:
    """Guilty is whose hint does not sound like the word.  Who has none, or judges a guess, tosses a coin."""
    if sight.game.phase == "ruling" or not sight.word:
        return {"yes": rng.random() < 0.5}
    ours = phrases.family_of_word(sight.word)
    said = [hint.text for hint in sight.game.hints if hint.player == sight.game.turn]
    return {"yes": all(phrases.family_of_hint(text, sight.language) != ours for text in said)}


def _guess(sight: Sight, rng: random.Random) -> dict[str, Any]:
    """He has no list of words, so he names the category; nearly always wrong."""
    return {"text": sight.game.category or "?"}


ANSWERS: dict[str, tuple[str, Answer]] = {
    "greet": ("chat.say", _greeting),
    "ready": ("rooms.set_ready", lambda sight, rng: {"ready": True}),
    "start": ("rooms.start_game", _nothing),
    "describe": ("game.describe", _hint),
    "chatter": ("chat.say", _chatter),
    "agree": ("game.agree_to_vote", _nothing),
    "vote": ("game.cast_vote", _suspect),
    "vote again": ("game.cast_vote", _second_thought),
    "plead": ("game.plead", _chatter),
    "answer": ("game.answer_question", _verdict),
    "guess": ("game.guess_word", _guess),
    "more time": ("game.ask_more_time", _nothing),
    "resume": ("game.resume_match", _nothing),
    "settings": ("rooms.change_settings", lambda sight, rng: dict(sight.wanted)),
}
