"""The overlay of a stream: who may see it, and what of a table it shows.

Its address is good for a room's life and needs no cookie, since the program that streams has none: whoever is
in the room may have it, and nobody can guess it.  Of the game's public frame only what stands in ``Seen`` is
read at all, so that nothing else can ever get out this way.
"""

import msgspec
from django.core import signing
from django.utils.crypto import constant_time_compare

from rooms.showing import OverlayLine, OverlayReveal, OverlayView

_keys = signing.Signer(salt="lie.overlay")


def key_of(code: str) -> str:
    """The unguessable part of a room's overlay address."""
    return _keys.signature(code)


def opens(code: str, key: str) -> bool:
    """Whether this key is the room's."""
    return constant_time_compare(key, key_of(code))


class Seat(msgspec.Struct, frozen=True):
    player: str
    nickname: str
    playing: bool = True
    voted: bool = False
    out: bool = False


class Hint(msgspec.Struct, frozen=True):
    player: str
    text: str


class Revealed(msgspec.Struct, frozen=True):
    word: str
    liars: list[str]
    winner: str | None = None


class Seen(msgspec.Struct, frozen=True):
    """game.view.GameView, of which only this is read."""

    phase: str
    number: int
    deadline: int | None
    round: int
    rounds: int
    goal: int
    category: str
    seats: list[Seat]
    turn: str | None
    hints: list[Hint]
    accused: str | None
    tally: dict[str, int]
    pause: msgspec.Raw | None
    reveal: Revealed | None


class GameFrame(msgspec.Struct, frozen=True, tag="game"):
    """events.messages.frames.GameFrame, of which only this is read."""

    last: int
    view: Seen


_frames = msgspec.json.Decoder(GameFrame)


def read(frame: bytes) -> GameFrame | None:
    """The table in a room's frame; None when the frame is of another kind."""
    return _frames.decode(frame) if frame.startswith(b'{"type":"game"') else None


def show(seen: Seen) -> OverlayView:
    """What the overlay says of a table."""
    names = {seat.player: seat.nickname for seat in seen.seats}
    voters = [seat for seat in seen.seats if seat.playing and not seat.out]
    return OverlayView(
        phase=seen.phase,
        number=seen.number,
        deadline=seen.deadline,
        round=seen.round,
        rounds=seen.rounds,
        goal=seen.goal,
        category=seen.category,
        speaker=names.get(seen.turn or ""),
        hints=[OverlayLine(names.get(hint.player, ""), hint.text) for hint in seen.hints],
        voted=sum(seat.voted for seat in voters),
        voters=len(voters),
        accused=names.get(seen.accused or ""),
        tally={names[player]: votes for player, votes in seen.tally.items() if player in names},
        paused=seen.pause is not None,
        reveal=_revealed(seen, names),
    )


def _revealed(seen: Seen, names: dict[str, str]) -> OverlayReveal | None:
    if seen.reveal is None or seen.phase != "reveal":
        return None
    liars = [names.get(player, "") for player in seen.reveal.liars]
    return OverlayReveal(seen.reveal.word, liars, seen.reveal.winner)
