"""What a browser may see of a table: the public view, and each player's own.

These are the shapes that travel in frames (docs/protocol.md).  ``projections`` fills them from the
state; nothing here is secret before the reveal but ``OwnView``, which goes to its player alone.
"""

from typing import Literal

import msgspec

from events.catalogue import Mode, Phase, PlayerId, Role, Side, Suspicion


class Seat(msgspec.Struct, frozen=True):
    player: PlayerId
    nickname: str
    bot: bool
    away: bool
    playing: bool  # False: watches until the next match or round
    score: int
    agreed: bool  # wants the vote now (discussing)
    voted: bool  # has cast a ballot in the open vote, or answered the open question
    out: bool  # convicted in this round, which goes on without


class Hint(msgspec.Struct, frozen=True):
    player: PlayerId
    text: str  # "": silent
    lap: int = 1


class Guess(msgspec.Struct, frozen=True):
    player: PlayerId
    text: str  # "": silent
    correct: bool


class Pause(msgspec.Struct, frozen=True):
    reason: Literal["players", "admin", "too_few"]
    left: int  # milliseconds that the phase has left when it goes on


class Reveal(msgspec.Struct, frozen=True):
    word: str
    liars: list[PlayerId]
    nonce: str
    votes: dict[PlayerId, PlayerId | None]
    accused: PlayerId | None
    guess: str | None  # the last; None: there was no guess
    winner: Side | None
    reason: str
    points: dict[PlayerId, int]
    mode: Mode = "classic"
    decoy: str | None = None  # what fools had for the word
    spies: list[PlayerId] = []
    verdict: dict[PlayerId, bool] = {}  # who held the accused for guilty
    guesses: list[Guess] = []
    suspicions: list[Suspicion] = []  # of all, oldest first


class Award(msgspec.Struct, frozen=True):
    """Of a match: who did most of something, and how often."""

    kind: Literal["lies", "nose", "right", "blamed"]
    players: list[PlayerId]
    count: int


class GameView(msgspec.Struct, frozen=True):
    """The same for everybody in the room."""

    phase: Phase
    number: int  # of the phase
    deadline: int | None  # epoch milliseconds
    round: int  # 0 before the first deal
    rounds: int
    goal: int  # points that end the match; 0: it ends after its rounds
    mode: Mode
    category: str
    seats: list[Seat]  # in seat order
    liar_count: int  # how many there are in this round
    lap: int
    laps_left: int  # how often the vote may still choose one more lap
    order: list[PlayerId]  # of describing
    turn: PlayerId | None
    hints: list[Hint]
    candidates: list[PlayerId]  # who can be voted for now
    tally: dict[PlayerId, int]  # of the last closed vote
    accused: PlayerId | None
    plea: str | None  # what the accused has said for himself
    caught: list[PlayerId]  # liars who are out
    guesses: list[Guess]
    near: str | None  # the guess that the room decides on
    extended: bool  # the phase has got more time already
    more_time: list[PlayerId]  # who want it
    pausing: list[PlayerId]  # who want a pause
    pause: Pause | None
    reveal: Reveal | None  # in phase reveal, and until the next deal
    winners: list[PlayerId]  # of the last match, while in the lobby
    awards: list[Award]  # of that match, too
    commitment: str


class OwnView(msgspec.Struct, frozen=True):
    """One player's own: role and word.  A liar has no word; a watcher has no role.  In mode fool nobody is
    told his role before the reveal, and a fool's word is another."""

    role: Role | None
    word: str | None
    vote: PlayerId | None  # own ballot in the open vote
    voted: bool  # tells an abstention (vote None) from none cast
    answer: bool | None = None  # to the open question
    suspect: PlayerId | None = None  # whom he has noted as the liar
    allies: list[PlayerId] = []  # liars and spy, when they know each other
