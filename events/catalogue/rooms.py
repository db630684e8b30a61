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


@event("rooms.show_opened", Kind.CONNECTION)
class ShowOpened(Event, frozen=True):
    """Bots alone play in this room, and whoever comes watches."""


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


LeaveReason = Literal["left", "expired", "removed"]


@event("rooms.player_left", Kind.CONNECTION)
class PlayerLeft(Event, frozen=True):
    player: PlayerId
    reason: LeaveReason


@event("rooms.player_readied", Kind.CONNECTION)
class PlayerReadied(Event, frozen=True):
    player: PlayerId
    ready: bool


@event("rooms.host_changed", Kind.CONNECTION, version=3)
class HostChanged(Event, frozen=True):
    """``chosen``: handed over; ``idle``: let everybody wait who was ready.  Both are for good; in the other
    cases the first host gets it back when he returns."""

    player: PlayerId
    reason: Literal["left", "away", "chosen", "returned", "idle"] = "left"


@event("rooms.settings_changed", Kind.CONNECTION)
class SettingsChanged(Event, frozen=True):
    """How the next match will be played."""

    settings: Settings = Settings()


@event("rooms.packs_chosen", Kind.CONNECTION)
class PacksChosen(Event, frozen=True):
    """Word packs for the next match; none: all of the language that are shipped."""

    packs: list[str]  # keys


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


# --- the door ------------------------------------------------------------------------------


@event("rooms.door_changed", Kind.CONNECTION)
class DoorChanged(Event, frozen=True):
    """Who may come from now on.  Those who are in stay in."""

    public: bool  # in the list of open rooms
    approval: bool  # newcomers wait for the host's yes
    locked: bool  # no newcomers at all
    capacity: int


@event("rooms.password_changed", Kind.CONNECTION, sealed=("hash",))
class PasswordChanged(Event, frozen=True):
    """``hash``: a slow one, of Django's making; "": no password any more."""

    hash: str | UnsetType = UNSET


@event("rooms.browser_seen", Kind.CONNECTION, sealed=("browser",))
class BrowserSeen(Event, frozen=True):
    """A player came with a browser that he had not been seen with here.

    ``browser``: its mark (rooms.browsers)."""

    player: PlayerId
    browser: str | UnsetType = UNSET


@event("rooms.player_knocked", Kind.CONNECTION, sealed=("connection", "origin", "browser"))
class PlayerKnocked(Event, frozen=True):
    """A newcomer waits at the door for the host's yes."""

    player: PlayerId
    nickname: str
    connection: str | UnsetType = UNSET
    origin: str | UnsetType = UNSET
    browser: str | UnsetType = UNSET


@event("rooms.knock_answered", Kind.CONNECTION)
class KnockAnswered(Event, frozen=True):
    player: PlayerId
    yes: bool


@event("rooms.knock_withdrawn", Kind.CONNECTION)
class KnockWithdrawn(Event, frozen=True):
    """Who knocked has gone, or the room was locked."""

    player: PlayerId


# --- out of the room -----------------------------------------------------------------------


@event("rooms.player_kicked", Kind.CONNECTION)
class PlayerKicked(Event, frozen=True):
    """This player may not come back while the room lasts.  ``player_left`` tells that his seat is empty."""

    player: PlayerId
    nickname: str


@event("rooms.kick_lifted", Kind.CONNECTION)
class KickLifted(Event, frozen=True):
    player: PlayerId


@event("rooms.kick_vote_opened", Kind.CONNECTION)
class KickVoteOpened(Event, frozen=True):
    """``by`` asks the others whether ``player`` shall go, and says yes himself."""

    number: int  # 1-based, in the room
    player: PlayerId
    by: PlayerId


@event("rooms.kick_vote_cast", Kind.CONNECTION)
class KickVoteCast(Event, frozen=True):
    player: PlayerId  # who votes
    yes: bool


KickVoteResult = Literal["carried", "kept", "expired", "gone"]


@event("rooms.kick_vote_closed", Kind.CONNECTION)
class KickVoteClosed(Event, frozen=True):
    """``gone``: the one it was about has left by himself."""

    number: int
    player: PlayerId
    result: KickVoteResult
