"""The audience as a value: a part of the room, folded from its events.  No I/O."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from events import catalogue as happened
from events.catalogue import Predictor
from events.schema import Event

MOST = 50  # spectators of a room


class Spectator(msgspec.Struct, frozen=True):
    player: str
    nickname: str
    connection: str
    waiting: bool  # for a seat
    away: bool = False
    browser: str = ""  # mark of it, for a kick that stays one


class Counted(msgspec.Struct, frozen=True):
    """What the audience had thought of the last round that was revealed."""

    round: int
    guessed: dict[str, int]  # suspect -> how many
    right: int


class Audience(msgspec.Struct, frozen=True):
    """``spectators`` in the order in which they came, which is that of the line for seats."""

    allowed: bool = True
    late: bool = False  # they see words and roles, a minute late
    spectators: tuple[Spectator, ...] = ()
    risen: tuple[str, ...] = ()  # who gave up a seat in the running match: they may know the word
    counted: Counted | None = None
    board: tuple[Predictor, ...] = ()

    def spectator(self, player: str | None) -> Spectator | None:
        return next((s for s in self.spectators if s.player == player), None)

    def browsers(self, player: str) -> tuple[str, ...]:
        """Marks of the browsers a spectator was seen with."""
        return tuple(s.browser for s in self.spectators if s.player == player)

    def sees_late(self, player: str) -> bool:
        """Whether he may see words and roles before the reveal: not he who gave up a seat in this match."""
        return self.late and self.spectator(player) is not None and player not in self.risen

    @property
    def present(self) -> list[Spectator]:
        return [s for s in self.spectators if not s.away]


def apply(audience: Audience, event: Event) -> Audience | None:
    """The audience after an event; None when it is no event of the audience."""
    match event:
        case happened.SpectatorCame(player, nickname, waiting, connection, _, browser):
            came = Spectator(player, nickname, connection or "", waiting, browser=browser or "")
            return replace(audience, spectators=(*audience.spectators, came))
        case happened.SpectatorDropped(player=player):
            return _with(audience, player, away=True)
        case happened.SpectatorReturned(player, connection):
            return _with(audience, player, away=False, connection=connection or "")
        case happened.SpectatorLeft(player=player):
            return replace(audience, spectators=tuple(s for s in audience.spectators if s.player != player))
        case happened.SeatWished(player, wanted):
            return _to_the_end(_with(audience, player, waiting=wanted), player)
        case happened.WatchingAllowed(allowed=allowed):
            return replace(audience, allowed=allowed)
        case happened.LateSightAllowed(allowed=allowed):
            return replace(audience, late=allowed)
        case happened.AudienceCounted(round, guessed, right, board):
            return replace(audience, counted=Counted(round, guessed, right), board=tuple(board))
        case _:
            return None


def rose(audience: Audience, player: str) -> Audience:
    """A seat was given up in the middle of a match."""
    return replace(audience, risen=(*audience.risen, player))


def rested(audience: Audience, *, playing: bool) -> Audience:
    """A match begins or ends: who rose has no secret any more, and the board begins anew with a match."""
    kept: Sequence[Predictor] = () if playing else audience.board
    return replace(audience, risen=(), counted=None, board=tuple(kept))


def _with(audience: Audience, player: str, **changes: object) -> Audience:
    spectators = tuple(replace(s, **changes) if s.player == player else s for s in audience.spectators)
    return replace(audience, spectators=spectators)


def _to_the_end(audience: Audience, player: str) -> Audience:
    """Who gets into the line later stands behind those who are in it."""
    ordered = sorted(audience.spectators, key=lambda s: s.player == player)
    return replace(audience, spectators=tuple(ordered))
