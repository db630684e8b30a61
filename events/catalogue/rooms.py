"""Rooms: who is where."""

from typing import Literal

from msgspec import UNSET, UnsetType

from events.catalogue.settings import Settings
from events.catalogue.terms import PlayerId
from events.schema import Event, Kind, event


@event("rooms.room_created", Kind.CONNECTION)
class RoomCreated(Event, frozen=True):
    code: str
    host: PlayerId
    language: Literal["ko", "en"]  # of the words; the pages follow each player's own choice
    public: bool
    capacity: int
    rounds: int
    pace: float  # multiplies every phase's length


@event("rooms.player_joined", Kind.CONNECTION, sealed=("connection", "origin"))
class PlayerJoined(Event, frozen=True):
    """``connection``: id of the socket, nobody's business but the room's; none for a bot, and for a
    host who is seated before his socket opens.  ``origin``: rooms.origin's mark of the browser."""

    player: PlayerId
    nickname: str
    seat: int  # 0-based, lowest free seat
    bot: bool
    connection: str | UnsetType = UNSET
    origin: str | UnsetType = UNSET


@event("rooms.player_dropped", Kind.CONNECTION)
class PlayerDropped(Event, frozen=True):
    """The socket is gone; the seat is kept for a while."""

    player: PlayerId


@event("rooms.player_returned", Kind.CONNECTION, sealed=("connection", "origin"))
class PlayerReturned(Event, frozen=True):
    """A seated player has a new socket, after a drop or straight from another tab."""

    player: PlayerId
    connection: str | UnsetType = UNSET
    origin: str | UnsetType = UNSET


@event("rooms.player_left", Kind.CONNECTION)
class PlayerLeft(Event, frozen=True):
    player: PlayerId
    reason: Literal["left", "expired", "removed"]


@event("rooms.player_readied", Kind.CONNECTION)
class PlayerReadied(Event, frozen=True):
    player: PlayerId
    ready: bool


@event("rooms.host_changed", Kind.CONNECTION)
class HostChanged(Event, frozen=True):
    player: PlayerId


@event("rooms.settings_changed", Kind.CONNECTION)
class SettingsChanged(Event, frozen=True):
    """How the next match will be played."""

    settings: Settings = Settings()


@event("rooms.game_requested", Kind.CONNECTION, version=2)
class GameRequested(Event, frozen=True):
    """The host pressed start and the room agreed; the game concern deals."""

    players: list[PlayerId]
    settings: Settings = Settings()


@event("rooms.play_started", Kind.CONNECTION)
class PlayStarted(Event, frozen=True):
    """The room knows that a match runs in it (its echo of game.match_started)."""


@event("rooms.play_ended", Kind.CONNECTION)
class PlayEnded(Event, frozen=True):
    """The room is open for the next match (its echo of game.match_ended)."""


@event("rooms.room_closed", Kind.CONNECTION)
class RoomClosed(Event, frozen=True):
    reason: Literal["empty", "host", "admin"]
