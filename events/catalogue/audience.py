"""The audience of a room: who watches, what they say among themselves, and whom they take for the liar."""

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from events.catalogue.terms import PlayerId
from events.schema import Event, Kind, event

# --- in the room's own stream: watching and sitting decide about each other ------------------------


@event("rooms.spectator_came", Kind.CONNECTION, sealed=("connection", "origin", "browser"))
class SpectatorCame(Event, frozen=True):
    """``waiting``: wants a seat, and gets the first that is free, in order of coming."""

    player: PlayerId
    nickname: str
    waiting: bool
    connection: str | UnsetType = UNSET
    origin: str | UnsetType = UNSET
    browser: str | UnsetType = UNSET


@event("rooms.spectator_dropped", Kind.CONNECTION)
class SpectatorDropped(Event, frozen=True):
    """The socket is gone; the place is kept for a while."""

    player: PlayerId


@event("rooms.spectator_returned", Kind.CONNECTION, sealed=("connection", "origin"))
class SpectatorReturned(Event, frozen=True):
    player: PlayerId
    connection: str | UnsetType = UNSET
    origin: str | UnsetType = UNSET


@event("rooms.spectator_left", Kind.CONNECTION)
class SpectatorLeft(Event, frozen=True):
    """``seated``: has a seat now.  ``closed``: the host wants no audience any more."""

    player: PlayerId
    reason: Literal["left", "expired", "removed", "seated", "closed"]


@event("rooms.seat_wished", Kind.CONNECTION)
class SeatWished(Event, frozen=True):
    """A spectator gets into the line for a seat, or out of it."""

    player: PlayerId
    wanted: bool


@event("rooms.watching_allowed", Kind.CONNECTION)
class WatchingAllowed(Event, frozen=True):
    allowed: bool


@event("rooms.late_sight_allowed", Kind.CONNECTION)
class LateSightAllowed(Event, frozen=True):
    """Spectators may see words and roles a while after the table, before the reveal."""

    allowed: bool


class Predictor(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A place on the audience's board."""

    player: PlayerId
    nickname: str
    points: int
    right: int  # how many of his predictions were


@event("rooms.audience_counted", Kind.CONNECTION)
class AudienceCounted(Event, frozen=True):
    """What the audience had thought of a round that is revealed now; and the best of the match."""

    round: int
    guessed: dict[PlayerId, int]  # how many took whom for the liar
    right: int
    board: list[Predictor]


# --- in the stream of the stands, which only spectators are shown ----------------------------------


@event("rooms.stands_cleared", Kind.CONNECTION)
class StandsCleared(Event, frozen=True):
    """A match begins: all predict from nothing."""


@event("rooms.predictions_opened", Kind.CONNECTION)
class PredictionsOpened(Event, frozen=True):
    round: int
    suspects: list[PlayerId]  # in the order in which they describe


@event("rooms.predictions_devalued", Kind.CONNECTION)
class PredictionsDevalued(Event, frozen=True):
    worth: int  # points of a right prediction from now on; 0: too late


@event("rooms.liar_predicted", Kind.CONNECTION, sealed=("target",))
class LiarPredicted(Event, frozen=True):
    """The last prediction of a spectator counts.  Whom it names nobody else learns before the reveal."""

    player: PlayerId
    nickname: str
    target: PlayerId | UnsetType = UNSET


@event("rooms.predictions_scored", Kind.CONNECTION)
class PredictionsScored(Event, frozen=True):
    points: dict[PlayerId, int]  # of the spectators who were right


@event("rooms.audience_spoke", Kind.CHAT, sealed=("text",))
class AudienceSpoke(Event, frozen=True):
    """A line for other spectators.  Players read the room's events, so its text stays sealed."""

    player: PlayerId
    nickname: str
    text: str | UnsetType = UNSET
