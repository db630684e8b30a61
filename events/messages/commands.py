"""Every wish: who may ask LIE for what.  One owner each, which may refuse it.

``from_player=True`` marks what a browser may send; all others come from the gateway, the clock or
an admin.  Who asks stands in the envelope (``actor``), stamped by the gateway from the signed
ticket and never read from the frame.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from events.schema import Command, command

Code = Annotated[str, Meta(pattern="^[A-HJ-NP-Z2-9]{5}$")]  # 32 signs, none to be taken for another
PlayerId = Annotated[str, Meta(min_length=1, max_length=40)]
Nickname = Annotated[str, Meta(min_length=1, max_length=20)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]  # of chat, as typed

# --- rooms ---------------------------------------------------------------------------------


@command("rooms.open_room")
class OpenRoom(Command, frozen=True):
    code: Code
    nickname: Nickname  # of the host
    language: Literal["ko", "en"]
    public: bool = True
    capacity: Annotated[int, Meta(ge=3, le=12)] = 8
    rounds: Annotated[int, Meta(ge=1, le=10)] = 3
    pace: Annotated[float, Meta(ge=0.5, le=3)] = 1.0
    bots: Annotated[int, Meta(ge=0, le=11)] = 0


@command("rooms.join_room")
class JoinRoom(Command, frozen=True):
    """A socket has opened.  A new player gets a seat, a known one comes back to his."""

    nickname: Nickname
    connection: str  # id of the socket: a late close of an older one must not drop the newer
    origin: str = ""  # opaque mark of the browser (rooms.origin); "" when nothing is known of it


@command("rooms.drop_connection")
class DropConnection(Command, frozen=True):
    connection: str


@command("rooms.leave_room", from_player=True)
class LeaveRoom(Command, frozen=True):
    pass


@command("rooms.set_ready", from_player=True)
class SetReady(Command, frozen=True):
    ready: bool


@command("rooms.add_bot", from_player=True)
class AddBot(Command, frozen=True):
    pass


@command("rooms.remove_bot", from_player=True)
class RemoveBot(Command, frozen=True):
    player: PlayerId


TimedPhase = Literal[
    "describing", "discussing", "voting", "runoff_talk", "runoff", "defence", "verdict", "guessing"
]


@command("rooms.change_settings", from_player=True)
class ChangeSettings(Command, frozen=True):
    """The host changes how the next match is played; what is left out stays as it is."""

    mode: Literal["classic", "fool", "spy"] | UnsetType = UNSET
    liar_count: Annotated[int, Meta(ge=1, le=2)] | UnsetType = UNSET
    liars_meet: bool | UnsetType = UNSET
    rounds: Annotated[int, Meta(ge=1, le=10)] | UnsetType = UNSET
    goal: Annotated[int, Meta(ge=0, le=50)] | UnsetType = UNSET
    pace: Annotated[float, Meta(ge=0.5, le=3)] | UnsetType = UNSET
    seconds: dict[TimedPhase, Annotated[int, Meta(ge=5, le=300)]] | UnsetType = UNSET
    laps: Annotated[int, Meta(ge=1, le=3)] | UnsetType = UNSET
    more_laps: Annotated[int, Meta(ge=0, le=2)] | UnsetType = UNSET
    discussion: bool | UnsetType = UNSET
    defence: Literal["auto", "on", "off"] | UnsetType = UNSET
    guess: Literal["caught", "always"] | UnsetType = UNSET
    tries: Annotated[int, Meta(ge=1, le=2)] | UnsetType = UNSET
    rulings: bool | UnsetType = UNSET
    anonymous: bool | UnsetType = UNSET
    difficulty: Annotated[int, Meta(ge=0, le=3)] | UnsetType = UNSET
    bots: Literal["easy", "normal", "sharp"] | UnsetType = UNSET


@command("rooms.start_game", from_player=True)
class StartGame(Command, frozen=True):
    pass


@command("rooms.expire_seat")
class ExpireSeat(Command, frozen=True):
    """The clock: this player has been away for the whole grace time."""

    player: PlayerId
    connection: str  # the one that was lost: a player who came back has another


@command("rooms.close_room")
class CloseRoom(Command, frozen=True):
    reason: Literal["empty", "host", "admin"]


@command("rooms.show_room")
class ShowRoom(Command, frozen=True):
    """Gateway: the snapshot of this room is gone from Redis; make it again from the log."""


# --- game ----------------------------------------------------------------------------------


@command("game.describe", from_player=True)
class Describe(Command, frozen=True):
    text: Annotated[str, Meta(min_length=1, max_length=100)]


@command("game.agree_to_vote", from_player=True)
class AgreeToVote(Command, frozen=True):
    pass


@command("game.cast_vote", from_player=True)
class CastVote(Command, frozen=True):
    target: PlayerId | None  # None: abstain; "lap": let all describe once more
    number: int | None = None  # of the phase it is meant for: a late ballot must not count in the next


@command("game.guess_word", from_player=True)
class GuessWord(Command, frozen=True):
    text: Annotated[str, Meta(min_length=1, max_length=50)]


@command("game.plead", from_player=True)
class Plead(Command, frozen=True):
    """The accused says a word for himself."""

    text: Annotated[str, Meta(min_length=1, max_length=100)]


@command("game.answer_question", from_player=True)
class AnswerQuestion(Command, frozen=True):
    """verdict: is the accused guilty?  ruling: is the guess near enough to be right?"""

    yes: bool
    number: int | None = None  # of the phase it is meant for


@command("game.ask_more_time", from_player=True)
class AskMoreTime(Command, frozen=True):
    pass


@command("game.ask_pause", from_player=True)
class AskPause(Command, frozen=True):
    wanted: bool


@command("game.resume_match", from_player=True)
class ResumeMatch(Command, frozen=True):
    pass


@command("game.set_pause")
class SetPause(Command, frozen=True):
    """An admin stops a match, or lets it go on."""

    paused: bool


@command("game.close_phase")
class ClosePhase(Command, frozen=True):
    """The clock: the deadline of phase ``number`` has come."""

    number: int


@command("game.act_as_bot")
class ActAsBot(Command, frozen=True):
    """The clock: it is time that this bot does what phase ``number`` asks of it."""

    player: PlayerId
    number: int


@command("game.show_game")
class ShowGame(Command, frozen=True):
    pass


# --- chat and media ------------------------------------------------------------------------


@command("chat.say", from_player=True)
class Say(Command, frozen=True):
    text: Line


@command("chat.show_chat")
class ShowChat(Command, frozen=True):
    pass


@command("media.show_media")
class ShowMedia(Command, frozen=True):
    pass


@command("media.place_session")
class PlaceSession(Command, frozen=True):
    """Gateway: a browser asks for video, and no living media server has the room."""
