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
PackKey = Annotated[str, Meta(pattern="^[a-z0-9_-]{1,40}$")]
Line = Annotated[str, Meta(min_length=1, max_length=200)]  # of chat, as typed

# --- rooms ---------------------------------------------------------------------------------


@command("rooms.open_room", version=2)
class OpenRoom(Command, frozen=True):
    code: Code
    nickname: Nickname  # of the host
    language: Literal["ko", "en"]
    public: bool = True
    capacity: Annotated[int, Meta(ge=3, le=12)] = 8
    rounds: Annotated[int, Meta(ge=1, le=10)] = 3
    pace: Annotated[float, Meta(ge=0.5, le=3)] = 1.0
    bots: Annotated[int, Meta(ge=0, le=11)] = 0
    approval: bool = False
    password: str = ""  # its slow hash, sealed (rooms.passwords)


@command("rooms.join_room", version=2)
class JoinRoom(Command, frozen=True):
    """A socket has opened.  A new player gets a seat or waits for one, a known one comes back to his."""

    nickname: Nickname
    connection: str  # id of the socket: a late close of an older one must not drop the newer
    origin: str = ""  # opaque mark of the browser (rooms.origin); "" when nothing is known of it
    key: str = ""  # stands for having known the room's password (rooms.door)
    browser: str = ""  # mark of the browser's own cookie (rooms.browsers)


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


@command("rooms.choose_packs", from_player=True)
class ChoosePacks(Command, frozen=True):
    """The host says which word packs the next match is dealt from; none: all that are shipped."""

    packs: Annotated[list[PackKey], Meta(max_length=40)]


@command("rooms.change_door", from_player=True)
class ChangeDoor(Command, frozen=True):
    """The host says who may come; what is left out stays as it is."""

    public: bool | UnsetType = UNSET
    approval: bool | UnsetType = UNSET
    locked: bool | UnsetType = UNSET
    capacity: Annotated[int, Meta(ge=3, le=12)] | UnsetType = UNSET


@command("rooms.set_password")
class SetPassword(Command, frozen=True):
    """The host's wish, through the gateway, which has made the slow hash and sealed it; "": no password."""

    password: str


@command("rooms.answer_knock", from_player=True)
class AnswerKnock(Command, frozen=True):
    player: PlayerId
    yes: bool


@command("rooms.kick_player", from_player=True)
class KickPlayer(Command, frozen=True):
    player: PlayerId


@command("rooms.lift_kick", from_player=True)
class LiftKick(Command, frozen=True):
    player: PlayerId


@command("rooms.ask_kick_vote", from_player=True)
class AskKickVote(Command, frozen=True):
    player: PlayerId


@command("rooms.cast_kick_vote", from_player=True)
class CastKickVote(Command, frozen=True):
    number: int  # of the vote it is meant for
    yes: bool


@command("rooms.hand_over_host", from_player=True)
class HandOverHost(Command, frozen=True):
    player: PlayerId


@command("rooms.start_game", from_player=True)
class StartGame(Command, frozen=True):
    pass


@command("rooms.expire_seat")
class ExpireSeat(Command, frozen=True):
    """The clock: this player has been away for the whole grace time."""

    player: PlayerId
    connection: str  # the one that was lost: a player who came back has another


@command("rooms.replace_host")
class ReplaceHost(Command, frozen=True):
    """The clock: this host has been away for longer than the others need to wait."""

    player: PlayerId
    connection: str


@command("rooms.end_kick_vote")
class EndKickVote(Command, frozen=True):
    """The clock: the vote's time is up."""

    number: int


@command("rooms.close_room")
class CloseRoom(Command, frozen=True):
    reason: Literal["empty", "host", "admin"]


@command("rooms.show_room")
class ShowRoom(Command, frozen=True):
    """Gateway: the snapshot of this room is gone from Redis; make it again from the log."""


@command("rooms.watch_room")
class WatchRoom(JoinRoom, frozen=True):
    """A socket has opened to watch.  Everything that the door asks of a player it asks of a spectator."""


@command("rooms.ask_for_seat", from_player=True)
class AskForSeat(Command, frozen=True):
    """A spectator wants a seat, or does no longer."""

    wanted: bool


@command("rooms.allow_watching", from_player=True)
class AllowWatching(Command, frozen=True):
    allowed: bool


@command("rooms.predict_liar", from_player=True)
class PredictLiar(Command, frozen=True):
    """A spectator says whom he takes for the liar."""

    target: PlayerId
    round: int  # that it is meant for: a late one must not count in the next


@command("rooms.call_out", from_player=True)
class CallOut(Command, frozen=True):
    """A spectator says something to the others in the stands."""

    text: Line


@command("rooms.show_stands", from_player=True)
class ShowStands(Command, frozen=True):
    pass


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


@command("game.end_match")
class EndMatch(Command, frozen=True):
    """An admin ends a match: the running round does not count, the scores of the others stand."""


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


@command("chat.mute_player", from_player=True)
class MutePlayer(Command, frozen=True):
    """Of the host, while no round runs, and of an admin at any time."""

    player: PlayerId
    minutes: Annotated[int, Meta(ge=0, le=1440)] = 10  # 0: may speak again


@command("chat.hide_line", from_player=True)
class HideLine(Command, frozen=True):
    number: Annotated[int, Meta(ge=1)]  # of the line, which nobody shall read any more


@command("chat.set_filter", from_player=True)
class SetFilter(Command, frozen=True):
    level: Literal["off", "mild", "strict"]


@command("chat.show_chat")
class ShowChat(Command, frozen=True):
    pass


@command("media.show_media")
class ShowMedia(Command, frozen=True):
    pass


@command("media.place_session")
class PlaceSession(Command, frozen=True):
    """Gateway: a browser asks for video, and no living media server has the room."""


@command("media.report_session")
class ReportSession(Command, frozen=True):
    """Media server: the room is ours by this epoch, and somebody has come."""

    epoch: int


@command("media.report_participant")
class ReportParticipant(Command, frozen=True):
    """Media server: this player's connection stands, or is over."""

    epoch: int
    player: PlayerId
    connected: bool
    reason: str = ""


@command("media.report_speaker")
class ReportSpeaker(Command, frozen=True):
    """Media server: this player is heard now; "": nobody."""

    epoch: int
    player: Annotated[str, Meta(max_length=40)]


# --- people --------------------------------------------------------------------------------

Account = Annotated[str, Meta(min_length=1, max_length=150)]  # name of a moderator's account
Note = Annotated[str, Meta(max_length=500)]


@command("people.report_player")
class ReportPlayer(Command, frozen=True):
    """Somebody in the room thinks that a moderator should look."""

    player: PlayerId
    reason: Literal["insult", "cheating", "leaving", "picture", "name", "other"]
    note: Note = ""
    line: Annotated[int, Meta(ge=1)] | None = None  # number of a line of the chat


@command("people.decide_report")
class DecideReport(Command, frozen=True):
    report: int  # position of its event
    upheld: bool
    by: Account


@command("people.impose_sanction")
class ImposeSanction(Command, frozen=True):
    player: PlayerId
    kind: Literal["mute", "ban"]
    reason: Note
    by: Account
    minutes: Annotated[int, Meta(ge=1, le=5_256_000)] | None = None  # None: until it is lifted
    report: int | None = None


@command("people.appeal_sanction")
class AppealSanction(Command, frozen=True):
    sanction: int
    note: Annotated[str, Meta(min_length=1, max_length=500)]


@command("people.lift_sanction")
class LiftSanction(Command, frozen=True):
    sanction: int
    by: Account


@command("people.forget_person")
class ForgetPerson(Command, frozen=True):
    """An account was deleted by whom it belonged to: the actor."""
