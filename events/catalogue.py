"""Everything that can happen in LIE: every event, by the concern that emits it.

A newcomer's trail: this file -> topology.py (where an event goes) -> <concern>/handlers.py (who
reacts).  A field named in ``sealed`` stays encrypted in the log until a later event opens it; no
published copy, frame, log line or admin list carries it.
"""

from typing import Literal

from msgspec import UNSET, UnsetType

from events.schema import Event, Kind, event

PlayerId = str  # opaque, of a guest or of a bot ("bot-…")
Phase = Literal[
    "lobby",
    "countdown",
    "dealing",
    "describing",
    "discussing",
    "voting",
    "runoff_talk",
    "runoff",
    "guessing",
    "reveal",
]
Side = Literal["citizens", "liars"]


# --- rooms: who is where -------------------------------------------------------------------


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


@event("rooms.game_requested", Kind.CONNECTION)
class GameRequested(Event, frozen=True):
    """The host pressed start and the room agreed; the game concern deals."""

    players: list[PlayerId]
    rounds: int
    pace: float


@event("rooms.play_started", Kind.CONNECTION)
class PlayStarted(Event, frozen=True):
    """The room knows that a match runs in it (its echo of game.match_started)."""


@event("rooms.play_ended", Kind.CONNECTION)
class PlayEnded(Event, frozen=True):
    """The room is open for the next match (its echo of game.match_ended)."""


@event("rooms.room_closed", Kind.CONNECTION)
class RoomClosed(Event, frozen=True):
    reason: Literal["empty", "host", "admin"]


# --- game: the rules of one table ----------------------------------------------------------


@event("game.table_opened", Kind.GAME)
class TableOpened(Event, frozen=True):
    language: Literal["ko", "en"]


@event("game.seat_taken", Kind.GAME)
class SeatTaken(Event, frozen=True):
    player: PlayerId
    nickname: str
    bot: bool


@event("game.seat_left", Kind.GAME)
class SeatLeft(Event, frozen=True):
    player: PlayerId


@event("game.presence_changed", Kind.GAME)
class PresenceChanged(Event, frozen=True):
    player: PlayerId
    away: bool


@event("game.match_started", Kind.GAME)
class MatchStarted(Event, frozen=True):
    players: list[PlayerId]
    rounds: int
    pace: float


@event("game.round_dealt", Kind.GAME, sealed=("word", "aliases", "liars", "nonce"))
class RoundDealt(Event, frozen=True):
    """Word and liar are fixed.  ``commitment`` is SHA-256 over them and a nonce, so that the
    reveal can be checked by anybody (game.fairness)."""

    round: int  # 1-based
    category: str
    order: list[PlayerId]  # of describing
    commitment: str
    word: str | UnsetType = UNSET
    aliases: list[str] | UnsetType = UNSET
    liars: list[PlayerId] | UnsetType = UNSET
    nonce: str | UnsetType = UNSET


@event("game.phase_started", Kind.GAME)
class PhaseStarted(Event, frozen=True):
    """Server time decides: the phase ends at ``deadline`` or earlier when all have acted."""

    phase: Phase
    number: int  # grows by one with every phase of a table; stale deadlines are told by it
    deadline: int | None  # epoch milliseconds; None: open end (lobby)
    turn: PlayerId | None = None  # describing: whose turn; guessing: who guesses
    candidates: list[PlayerId] = []  # voting, runoff: who may be voted for


@event("game.described", Kind.GAME)
class Described(Event, frozen=True):
    player: PlayerId
    text: str  # "" when the time ran out or the player was away


@event("game.vote_agreed", Kind.GAME)
class VoteAgreed(Event, frozen=True):
    """A player has talked enough; when more than half have, the vote opens early."""

    player: PlayerId


@event("game.vote_cast", Kind.GAME, sealed=("target",))
class VoteCast(Event, frozen=True):
    """The last ballot of a voter counts.  Whom it names stays sealed until the reveal."""

    voter: PlayerId
    target: PlayerId | None | UnsetType = UNSET  # None: abstains


@event("game.vote_closed", Kind.GAME)
class VoteClosed(Event, frozen=True):
    tally: dict[PlayerId, int]  # only players with votes
    abstained: int
    accused: PlayerId | None  # None: tie or nobody with two votes
    tied: list[PlayerId]


@event("game.word_guessed", Kind.GAME)
class WordGuessed(Event, frozen=True):
    player: PlayerId
    text: str  # "" when the time ran out
    correct: bool


@event("game.round_revealed", Kind.GAME)
class RoundRevealed(Event, frozen=True):
    """Opens what the deal and the ballots had sealed."""

    word: str
    aliases: list[str]
    liars: list[PlayerId]
    nonce: str
    votes: dict[PlayerId, PlayerId | None]  # of the deciding ballot
    accused: PlayerId | None
    winner: Side | None  # None: the round was void
    reason: Literal[
        "liar_guessed", "liar_missed", "liar_hidden", "citizen_accused", "liar_left", "too_few", "void"
    ]
    points: dict[PlayerId, int]
    scores: dict[PlayerId, int]


@event("game.match_ended", Kind.GAME)
class MatchEnded(Event, frozen=True):
    scores: dict[PlayerId, int]
    winners: list[PlayerId]


# --- chat ----------------------------------------------------------------------------------


@event("chat.room_opened", Kind.CHAT)
class ChatRoomOpened(Event, frozen=True):
    pass


@event("chat.member_joined", Kind.CHAT)
class ChatMemberJoined(Event, frozen=True):
    player: PlayerId
    nickname: str


@event("chat.member_left", Kind.CHAT)
class ChatMemberLeft(Event, frozen=True):
    player: PlayerId


@event("chat.message_posted", Kind.CHAT)
class MessagePosted(Event, frozen=True):
    """A line of a player, or of the system: then ``notice`` names it and ``about`` fills it in,
    so that every browser shows it in its own language."""

    author: PlayerId | None
    nickname: str
    text: str
    notice: str | None = None
    about: dict[str, str] = {}


@event("chat.room_closed", Kind.CHAT)
class ChatRoomClosed(Event, frozen=True):
    pass


# --- media ---------------------------------------------------------------------------------


@event("media.session_created", Kind.MEDIA)
class MediaSessionCreated(Event, frozen=True):
    pass


@event("media.participant_added", Kind.MEDIA)
class MediaParticipantAdded(Event, frozen=True):
    player: PlayerId


@event("media.participant_removed", Kind.MEDIA)
class MediaParticipantRemoved(Event, frozen=True):
    player: PlayerId


@event("media.session_closed", Kind.MEDIA)
class MediaSessionClosed(Event, frozen=True):
    pass


# --- patterns and faults -------------------------------------------------------------------


@event("patterns.pattern_matched", Kind.PATTERN)
class PatternMatched(Event, frozen=True):
    """Several events together, or one that did not come, mean something (docs/patterns.md)."""

    pattern: str
    room: str  # "" when events of all rooms were looked at together
    key: str  # what the pattern keeps apart: a player, a pair, a subscriber; "" for the whole room
    players: list[PlayerId]  # whom it is about; none when it is about a service
    count: int  # events, or players, that were found
    within: float  # seconds, as the threshold stood
    started: int  # epoch milliseconds of the first event
    ended: int  # of the last one; of something that did not happen: the end of waiting
    public: bool  # may the room be told?  If not, it is for admins


@event("fault.handler_failed", Kind.FAULT)
class HandlerFailed(Event, frozen=True):
    """A subscriber could not handle a message this time; it will be tried again."""

    subscriber: str
    message: str  # id
    type: str
    attempt: int
    error: str  # class of the exception, never its text: that may hold a secret


@event("fault.event_parked", Kind.FAULT)
class EventParked(Event, frozen=True):
    """A subscriber gave up on a message; an admin decides."""

    subscriber: str
    message: str
    type: str
    error: str
