"""The room as a value: who is here, who waits at the door, who may not come back.  No I/O."""

from typing import Literal

import msgspec

from events.catalogue import Settings
from rooms.audience import Audience

MIN_PLAYERS = 3
SPY_PLAYERS = 4
AS_OPENED = Settings()
"""How a new room plays until its host wants it otherwise."""


class Member(msgspec.Struct, frozen=True):
    player: str
    nickname: str
    seat: int
    bot: bool
    connection: str
    ready: bool = False
    away: bool = False
    browsers: tuple[str, ...] = ()
    """Marks of the browsers he was seen with (rooms.browsers)."""


class Knock(msgspec.Struct, frozen=True):
    """A newcomer who waits for the host's yes."""

    player: str
    nickname: str
    connection: str
    origin: str = ""
    browser: str = ""


class Outcast(msgspec.Struct, frozen=True):
    """Somebody who may not come (back) while the room lasts, unless the host lifts it."""

    player: str
    nickname: str
    browsers: tuple[str, ...] = ()


class KickVote(msgspec.Struct, frozen=True):
    """The one open vote on whether ``player`` shall go."""

    number: int
    player: str
    by: str
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


class Room(msgspec.Struct, frozen=True):
    """``members`` in the order in which they came: the longest present is next to be host."""

    code: str = ""
    host: str | None = None
    language: Literal["ko", "en"] = "ko"
    public: bool = True
    capacity: int = 8
    rounds: int = 3
    pace: float = 1.0
    playing: bool = False
    closed: bool = False
    members: tuple[Member, ...] = ()
    settings: Settings = AS_OPENED
    show: bool = False
    """Bots alone play here (rooms.shows)."""
    packs: tuple[str, ...] = ()
    """Keys of the word packs of the next match; none: all that are shipped."""
    audience: Audience = Audience()
    password: str = ""
    """A slow hash; "": none."""
    approval: bool = False
    locked: bool = False
    knocks: tuple[Knock, ...] = ()
    outcasts: tuple[Outcast, ...] = ()
    known: tuple[str, ...] = ()
    """People who have had a seat: lock and approval are not for them."""
    first_host: str | None = None
    """Who is host whenever he is here: the one who made the room, or to whom it was handed."""
    vote: KickVote | None = None
    votes: int = 0
    """Kick votes so far."""
    asked: tuple[tuple[str, str], ...] = ()
    """(by, player) of kick votes so far: nobody asks twice for the same head."""

    def member(self, player: str | None) -> Member | None:
        return next((m for m in self.members if m.player == player), None)

    def is_outcast(self, player: str) -> bool:
        return any(o.player == player for o in self.outcasts)

    @property
    def people(self) -> list[Member]:
        return [m for m in self.members if not m.bot]

    @property
    def present(self) -> list[Member]:
        return [m for m in self.members if not m.away]

    @property
    def deserted(self) -> bool:
        """Nobody is here for whom the room would have to stay; of a show, nobody who watches."""
        watched = self.show and self.audience.present
        return not watched and all(m.away for m in self.people)

    @property
    def players_needed(self) -> int:
        """By the mode: a spy is one more beside liar and two citizens."""
        return SPY_PLAYERS if self.settings.mode == "spy" else MIN_PLAYERS

    @property
    def waiting_for(self) -> list[Member]:
        """People who are here and have not said that they are ready; the host starts, so he is."""
        return [m for m in self.people if not (m.ready or m.away or m.player == self.host)]
